//! The invented book: what a publisher knows of its activities.

use crate::dice::Dice;
use crate::label::Label;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

#[derive(Clone, Debug)]
pub struct Transaction {
    pub kind: &'static str,
    pub date: Date,
    pub value: Decimal,
    pub receiver: usize,
    /// Written in the old way of the publisher's codes.
    pub old_ref: bool,
    pub country: &'static str,
    pub description: &'static str,
    pub reference: Option<String>,
    pub typo: Option<Typo>,
    pub touched: bool,
}

/// A slip that is mended at the next publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typo {
    Country,
    Reference,
    Comma,
    /// The amount was entered times ten.
    Tenfold,
}

#[derive(Clone, Debug)]
pub struct Budget {
    pub kind: &'static str,
    pub year: i16,
    pub value: Decimal,
    pub touched: bool,
}

#[derive(Clone, Debug)]
pub struct Period {
    pub year: i16,
    pub target: i64,
    pub actual: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Indicator {
    pub title: String,
    pub ascending: bool,
    pub baseline: i64,
    pub periods: Vec<Period>,
    pub touched: bool,
}

#[derive(Clone, Debug)]
pub struct Activity {
    pub id: String,
    /// The identifier that it had last time.
    pub was: String,
    pub title: String,
    pub description: String,
    pub status: &'static str,
    pub start: Date,
    pub end: Date,
    pub sectors: Vec<(&'static str, i64)>,
    pub transactions: Vec<Transaction>,
    pub budgets: Vec<Budget>,
    pub indicators: Vec<Indicator>,
    /// Something that concerns all of it happened this time.
    pub touched: bool,
}

/// How much one payment looks like the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Typical,
    /// Round amounts at the ends of months, two receivers, hardly a word.
    Alike,
}

pub struct Book {
    pub profile: Profile,
    pub activities: Vec<Activity>,
    pub labels: Vec<Label>,
    /// Payments that were made and are not published yet: activity, payment,
    /// from when on they are.
    pub waiting: Vec<(String, Transaction, Date)>,
    counter: usize,
}

pub const COUNTRIES: &[&str] = &["KE", "UG", "TZ", "MZ", "NP"];
pub const SECTORS: &[&str] = &["11220", "12220", "14030", "31120", "16010", "43040"];
/// The sector of most activities.
pub const COMMON: &str = "15150";
const SUBJECTS: &[&str] = &[
    "Wells", "Schools", "Clinics", "Roads", "Seeds", "Courts", "Radio",
];
const WHERE: &[&str] = &["North", "South", "East", "West", "Lake", "Hill", "Coast"];
const WORDS: &[&str] = &[
    "",
    "Instalment",
    "Payment",
    "Quarterly transfer",
    "Costs of staff",
];

impl Book {
    pub fn new(activities: usize, day: Date, profile: Profile, dice: &mut Dice) -> Self {
        let mut book = Self {
            profile,
            activities: Vec::new(),
            labels: Vec::new(),
            waiting: Vec::new(),
            counter: 0,
        };
        for _ in 0..activities {
            let one = book.invented(day, dice);
            book.activities.push(one);
        }
        book
    }

    /// A new comparison begins: nothing has happened yet.
    pub fn begin(&mut self) {
        self.labels.clear();
        for activity in &mut self.activities {
            activity.touched = false;
            activity.was = activity.id.clone();
            activity
                .transactions
                .iter_mut()
                .for_each(|t| t.touched = false);
            activity.budgets.iter_mut().for_each(|b| b.touched = false);
            activity
                .indicators
                .iter_mut()
                .for_each(|i| i.touched = false);
        }
    }

    pub fn next_id(&mut self) -> String {
        self.counter += 1;
        format!("XM-EX-9-{:05}", self.counter)
    }

    /// An activity with its past up to `day`.
    pub fn invented(&mut self, day: Date, dice: &mut Dice) -> Activity {
        let id = self.next_id();
        let age = dice.between(100, 1500) as i32;
        let start = before(day, age);
        let end = before(day, -(dice.between(200, 1200) as i32));
        let subject = dice.of(SUBJECTS);
        let title = format!("{subject} {} {}", dice.of(WHERE), self.counter % 40);
        let mut activity = Activity {
            description: format!("{subject} for the people of {title}."),
            was: id.clone(),
            id,
            title,
            status: "2",
            start,
            end,
            sectors: split(dice),
            transactions: Vec::new(),
            budgets: Vec::new(),
            indicators: Vec::new(),
            touched: true,
        };
        fill(&mut activity, day, age, self.profile, dice);
        activity
    }
}

fn fill(a: &mut Activity, day: Date, age: i32, profile: Profile, dice: &mut Dice) {
    let mut spent = Decimal::ZERO;
    for _ in 0..dice.between(4, 30) {
        let made = before(day, dice.between(130, i64::from(age.max(131))) as i32);
        let one = payment(made, profile, dice);
        spent += one.value;
        a.transactions.push(one);
    }
    let mut promise = payment(a.start, profile, dice);
    promise.kind = "2";
    promise.value = (spent * Decimal::new(12, 1)).round();
    a.transactions.push(promise);
    for year in a.start.year()..=day.year() {
        a.budgets.push(Budget {
            kind: "1",
            year,
            value: Decimal::from(dice.between(1, 40) * 5000),
            touched: false,
        });
    }
    for _ in 0..dice.below(4) {
        a.indicators.push(indicator(a.start, day, dice));
    }
}

fn split(dice: &mut Dice) -> Vec<(&'static str, i64)> {
    let at = dice.below(SECTORS.len() - 1);
    match dice.below(12) {
        0 | 1 => vec![(SECTORS[at], 60), (SECTORS[at + 1], 40)],
        2..=9 => vec![(COMMON, 100)],
        _ => vec![(SECTORS[at], 100)],
    }
}

pub fn before(day: Date, days: i32) -> Date {
    day.checked_sub(days.days()).unwrap_or(day)
}

/// A payment: often round, often at the end of a month, often like the last one.
pub fn payment(day: Date, profile: Profile, dice: &mut Dice) -> Transaction {
    let alike = profile == Profile::Alike;
    let value = match dice.below(3) {
        0 | 1 if alike => Decimal::from(dice.between(1, 20) * 500),
        0 => Decimal::from(dice.of(&[1000, 2000, 5000, 10_000, 25_000])),
        1 => Decimal::from(dice.between(20, 900) * 50),
        _ => Decimal::new(dice.between(10_000, 9_000_000), 2),
    };
    let month_end = alike || dice.happens(400);
    Transaction {
        kind: dice.of(&["3", "3", "3", "4", "4", "1"]),
        date: if month_end { day.last_of_month() } else { day },
        value,
        receiver: dice.below(if alike { 2 } else { 6 }),
        old_ref: true,
        country: dice.of(COUNTRIES),
        description: if alike { "" } else { dice.of(WORDS) },
        reference: dice
            .happens(if alike { 0 } else { 300 })
            .then(|| format!("T{}", dice.between(1000, 999_999))),
        typo: None,
        touched: true,
    }
}

fn indicator(start: Date, day: Date, dice: &mut Dice) -> Indicator {
    let ascending = !dice.happens(150);
    let periods = (start.year()..=day.year() + 1).map(|year| Period {
        year,
        target: dice.between(20, 900),
        actual: (year < day.year()).then(|| dice.between(20, 900)),
    });
    let periods = periods.collect();
    Indicator {
        title: format!("Number of {}", dice.of(SUBJECTS).to_lowercase()),
        ascending,
        baseline: dice.between(0, 20),
        periods,
        touched: false,
    }
}
