//! Invented books of two sides, with the truth.
//!
//! Every book draws its own shares of events, links, mistakes and noise, from
//! nearly clean to bad, so that nothing is fitted to one kind of book.

use crate::dice::Dice;
use crate::truth::{Event, Truth};
use flow::reconcile::{ActivityDraft, ActivityIndex, Aliases, Books, LineDraft, LineId, Named};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

const EVENTS: &[(&str, i64, i64)] = &[
    // Category, in a thousand where books are clean, and where they are bad.
    ("agree", 900, 0),
    ("date_shift", 50, 160),
    ("cutoff", 15, 60),
    ("instalments", 15, 100),
    ("aggregated", 5, 95),
    ("currency", 5, 85),
    ("amount_small", 5, 60),
    ("amount_large", 0, 40),
    ("duplicate", 1, 28),
    ("sign_reversal", 1, 24),
    ("wrong_type", 1, 20),
    ("missing_recipient", 1, 220),
    ("missing_donor", 1, 110),
];

const WORDS: &[&str] = &[
    "Alder", "Birch", "Cedar", "Dale", "Elm", "Fern", "Glen", "Heath", "Iris", "Juniper",
];
const KINDS: &[&str] = &[
    "Fund", "Trust", "Society", "Agency", "Mission", "League", "Works",
];
const COUNTRIES: &[&str] = &["QA", "QB", "QC", "QD", "QE", "QF"];
const CURRENCIES: &[(&str, i64)] = &[
    ("USD", 100),
    ("EUR", 92),
    ("GBP", 79),
    ("SEK", 1040),
    ("JPY", 14_500),
    ("CHF", 89),
    ("DKK", 690),
];

/// In a thousand.
struct Shares {
    events: Vec<(&'static str, i64)>,
    names_activity: [i64; 2],
    names_reference: [i64; 2],
    variant: i64,
    typo: i64,
    repeats: i64,
    noise: i64,
    references: i64,
    gap: i64,
}

impl Shares {
    /// `bad`: from 0 to 1000.
    fn draw(bad: i64, dice: &mut Dice) -> Self {
        let mut at = |clean: i64, worst: i64| {
            let mean = clean + (worst - clean) * bad / 1000;
            mean * dice.between(70, 130) / 100
        };
        Self {
            events: EVENTS
                .iter()
                .map(|(name, clean, worst)| (*name, at(*clean, *worst).max(0)))
                .collect(),
            names_activity: [at(850, 60), at(900, 230)],
            names_reference: [at(980, 400), at(990, 450)],
            variant: at(20, 450),
            typo: at(2, 40),
            repeats: at(80, 260),
            noise: at(300, 1300),
            references: at(100, 8),
            gap: at(6, 16).max(1),
        }
    }

    fn event(&self, dice: &mut Dice) -> &'static str {
        let all: i64 = self.events.iter().map(|e| e.1).sum();
        let mut at = dice.between(0, all - 1);
        for (name, share) in &self.events {
            if at < *share {
                return name;
            }
            at -= share;
        }
        "agree"
    }
}

struct Organisation {
    reference: String,
    name: String,
}

struct Activity {
    owner: usize,
    id: String,
    start: Date,
    days: i64,
    currency: usize,
    country: &'static str,
    parents: Vec<usize>,
    lines: Vec<Line>,
}

/// A transaction before it is given its place.
struct Line {
    kind: &'static str,
    date: Date,
    cents: i64,
    currency: usize,
    other: Other,
    event: Option<usize>,
    reference: Option<String>,
}

#[derive(Default)]
struct Other {
    reference: Option<String>,
    name: Option<String>,
    activity: Option<String>,
}

/// How the same books are read in; no answer may depend on it.
#[derive(Clone, Copy, Default)]
pub struct Reading {
    /// Another order of activities and of lines.
    pub shuffled: Option<u64>,
    /// One more publisher, whom nobody names and who names nobody here.
    pub stranger: bool,
    /// Files have other names.
    pub renamed: bool,
}

/// Books of about so many events between two sides.
pub fn books(seed: u64, events: usize, bad: i64) -> (Books, Truth) {
    read(seed, events, bad, Reading::default())
}

pub fn read(seed: u64, events: usize, bad: i64, reading: Reading) -> (Books, Truth) {
    let mut maker = Maker::new(seed, events, bad);
    for _ in 0..events * 2 {
        if maker.truth.events.len() >= events {
            break;
        }
        maker.relation();
    }
    maker.noise();
    maker.finish(reading)
}

struct Maker {
    dice: Dice,
    shares: Shares,
    organisations: Vec<Organisation>,
    /// How many of them only give.
    donors: usize,
    activities: Vec<Activity>,
    givers: Vec<usize>,
    truth: Truth,
    serial: usize,
}

impl Maker {
    fn new(seed: u64, events: usize, bad: i64) -> Self {
        let mut dice = Dice::new(seed);
        let shares = Shares::draw(bad, &mut dice);
        let size = (events as f64 / 1000.0).sqrt().max(0.4);
        let donors = (6.0 * size).ceil() as usize;
        let all = donors + (17.0 * size).ceil() as usize;
        let mut organisations = Vec::new();
        for at in 0..all {
            let (word, kind) = (dice.of(WORDS), dice.of(KINDS));
            let second = if dice.happens(300) {
                format!(" {}", dice.of(WORDS))
            } else {
                String::new()
            };
            let prefix = dice.of(&["QX-GOV", "QY-REG", "QZ-NGO", "XQ-DAC"]);
            organisations.push(Organisation {
                reference: format!("{prefix}-{}", 3000 + at * 7),
                name: format!("{word}{second} {kind} {at}"),
            });
        }
        Self {
            dice,
            shares,
            organisations,
            donors,
            activities: Vec::new(),
            givers: Vec::new(),
            truth: Truth::default(),
            serial: 0,
        }
    }

    fn activity(&mut self, owner: usize, near: Option<(Date, &'static str)>) -> usize {
        self.serial += 1;
        let dice = &mut self.dice;
        let style = dice.of(&["P", "", "24-", "PRJ"]);
        let id = format!(
            "{}-{style}{}",
            self.organisations[owner].reference,
            20_000 + self.serial
        );
        let fresh = date(2015, 1, 1).saturating_add(dice.between(0, 2500).days());
        let start = near.map_or(fresh, |(d, _)| {
            d.saturating_add(dice.between(-40, 150).days())
        });
        let home = owner * 3 % CURRENCIES.len();
        let any = if dice.happens(150) {
            dice.below(CURRENCIES.len())
        } else {
            home
        };
        let country = near.map(|n| n.1).filter(|_| dice.happens(800));
        let country = country.unwrap_or_else(|| dice.of(COUNTRIES));
        self.activities.push(Activity {
            owner,
            id,
            start,
            days: dice.between(1, 5) * 365,
            currency: any,
            country,
            parents: Vec::new(),
            lines: Vec::new(),
        });
        self.activities.len() - 1
    }

    /// A giver's activity and a receiver's, and what passes between them.
    fn relation(&mut self) {
        let again = !self.givers.is_empty() && self.dice.happens(600);
        let giver = match again {
            true => self.dice.of(&self.givers),
            false => {
                let owner = self.dice.below(self.donors);
                self.activity(owner, None)
            }
        };
        let receivers = self.organisations.len() - self.donors;
        let mut owner = self.donors + self.dice.below(receivers);
        if owner == self.activities[giver].owner {
            owner = self.donors + (owner - self.donors + 1) % receivers;
        }
        if owner == self.activities[giver].owner {
            return;
        }
        let near = (self.activities[giver].start, self.activities[giver].country);
        let receiver = self.activity(owner, Some(near));
        self.activities[receiver].parents.push(giver);
        self.givers.push(giver);
        if self.dice.happens(250) {
            self.givers.push(receiver);
        }
        let many = self.dice.between(2, 18);
        let mut amounts: Vec<i64> = Vec::new();
        for _ in 0..many {
            let cents = match !amounts.is_empty() && self.dice.between(0, 999) < self.shares.repeats
            {
                true => self.dice.of(&amounts),
                false => self.amount(),
            };
            amounts.push(cents);
            self.event(giver, receiver, cents);
        }
    }

    fn amount(&mut self) -> i64 {
        let dice = &mut self.dice;
        let size = 10i64.pow(dice.between(3, 5) as u32);
        let units = size * dice.between(100, 999) / 100 * if dice.happens(300) { 3 } else { 1 };
        match dice.below(10) {
            0..4 => {
                let round = size / dice.of(&[10, 10, 1, 100]);
                (units / round.max(1)).max(1) * round.max(1) * 100
            }
            4..7 => (units + dice.between(0, 99)) * 100,
            _ => (units + dice.between(0, 99)) * 100 + dice.between(1, 99),
        }
    }

    fn lag(&mut self) -> i64 {
        let late = match self.dice.below(20) {
            0..7 => 0,
            7..18 => self.dice.between(0, self.shares.gap),
            18 => self.dice.between(0, 3 * self.shares.gap),
            _ => -self.dice.between(0, self.shares.gap * 2),
        };
        late.clamp(-20, 24)
    }

    fn event(&mut self, giver: usize, receiver: usize, cents: i64) {
        let category = self.shares.event(&mut self.dice);
        let (from, days) = (self.activities[giver].start, self.activities[giver].days);
        let day = from.saturating_add(self.dice.between(0, days).days());
        let currency = self.activities[giver].currency;
        let lag = self.lag();
        let soon = day.saturating_add(lag.days());
        let mut out = vec![("3", day, cents)];
        let mut into = vec![("1", soon, cents, currency)];
        let dice = &mut self.dice;
        match category {
            "date_shift" => into[0].1 = day.saturating_add(dice.between(8, 80).days()),
            "cutoff" => {
                let year = date(day.year(), 12, 31);
                out[0].1 = year.saturating_sub(dice.between(0, 12).days());
                into[0].1 = year.saturating_add(dice.between(1, 40).days());
            }
            "currency" => {
                let other = (currency + 1 + dice.below(CURRENCIES.len() - 1)) % CURRENCIES.len();
                let wobble = (0..6).map(|_| dice.between(-9, 9)).sum::<i64>();
                let there = cents * CURRENCIES[other].1 / CURRENCIES[currency].1;
                into[0] = ("1", soon, there * (1000 + wobble) / 1000, other);
            }
            "amount_small" => into[0].2 = cents * (10_000 - dice.between(10, 200)) / 10_000,
            "amount_large" => into[0].2 = slip(cents, dice),
            "wrong_type" if dice.happens(500) => into[0].0 = "11",
            "wrong_type" => out[0].0 = "4",
            "duplicate" if dice.happens(500) => out.push(out[0]),
            "duplicate" => into.push(into[0]),
            "sign_reversal" => {
                let back = cents * dice.of(&[10, 20, 25, 30, 40, 50]) / 100;
                let side = dice.happens(800);
                let later = dice.between(15, 240);
                if side {
                    out.push(("3", day.saturating_add(later.days()), -back));
                    into[0].2 = cents - if dice.happens(500) { back } else { 0 };
                } else {
                    into.push(("1", soon.saturating_add(later.days()), -back, currency));
                    out[0].2 = cents - if dice.happens(500) { back } else { 0 };
                }
            }
            "instalments" => {
                let parts = dice.between(2, 7);
                into = parts_of(cents, parts, dice)
                    .into_iter()
                    .scan(
                        day.saturating_add(dice.between(0, 20).days()),
                        |at, part| {
                            *at = at.saturating_add(dice.between(1, 45).days());
                            Some(("1", *at, part, currency))
                        },
                    )
                    .collect();
            }
            "aggregated" => {
                let month = dice.happens(200);
                let first = date(
                    day.year(),
                    if month {
                        day.month()
                    } else {
                        (day.month() - 1) / 3 * 3 + 1
                    },
                    1,
                );
                let length = if month { 28 } else { 89 };
                let parts = dice.between(2, 12);
                out = parts_of(cents, parts, dice)
                    .into_iter()
                    .map(|part| {
                        (
                            "3",
                            first.saturating_add(dice.between(0, length).days()),
                            part,
                        )
                    })
                    .collect();
                let end = out.iter().map(|o| o.1).max().unwrap_or(day);
                let closed = first.saturating_add(length.days()).max(end);
                let after = dice.between(0, 60) * dice.between(0, 1);
                let at = if dice.happens(500) { closed } else { end };
                into[0].1 = at.saturating_add((after + dice.between(0, 10)).days());
            }
            "missing_recipient" => into.clear(),
            "missing_donor" => out.clear(),
            _ => {}
        }
        self.write(giver, receiver, category, &out, &into);
    }

    fn write(
        &mut self,
        giver: usize,
        receiver: usize,
        category: &str,
        out: &[(&'static str, Date, i64)],
        into: &[(&'static str, Date, i64, usize)],
    ) {
        let event = Some(self.truth.events.len());
        self.truth.events.push(Event {
            donor: Vec::new(),
            recipient: Vec::new(),
            category: category.to_owned(),
        });
        let noted = self.dice.between(0, 999) < self.shares.references;
        let reference = noted.then(|| format!("T{}", self.truth.events.len()));
        let currency = self.activities[giver].currency;
        for (kind, date, cents) in out {
            let (kind, date, cents) = (*kind, *date, *cents);
            let other = self.other(0, receiver);
            let reference = reference.clone();
            let line = Line {
                kind,
                date,
                cents,
                currency,
                other,
                event,
                reference,
            };
            self.activities[giver].lines.push(line);
        }
        for (kind, date, cents, currency) in into {
            let (kind, date, cents, currency) = (*kind, *date, *cents, *currency);
            let other = self.other(1, giver);
            let reference = reference.clone();
            let line = Line {
                kind,
                date,
                cents,
                currency,
                other,
                event,
                reference,
            };
            self.activities[receiver].lines.push(line);
        }
    }

    /// How one side names the other: well, badly or hardly.
    fn other(&mut self, side: usize, activity: usize) -> Other {
        let organisation = &self.organisations[self.activities[activity].owner];
        let (reference, name) = (organisation.reference.clone(), organisation.name.clone());
        let id = self.activities[activity].id.clone();
        let names = self.dice.between(0, 999) < self.shares.names_activity[side];
        let refers = self.dice.between(0, 999) < self.shares.names_reference[side];
        Other {
            activity: names.then(|| self.written(id)),
            reference: refers.then(|| self.written(reference)),
            name: Some(self.variant(name)),
        }
    }

    fn written(&mut self, text: String) -> String {
        if self.dice.between(0, 999) >= self.shares.typo {
            return text;
        }
        match self.dice.below(5) {
            0 => text.to_lowercase(),
            1 => text.replacen('-', "_", 1),
            2 => text.replacen('-', "/", 1),
            3 => format!(" {text} "),
            _ => {
                let at = self.dice.below(text.len() - 4) + 3;
                text.chars()
                    .enumerate()
                    .filter(|(i, _)| *i != at)
                    .map(|(_, c)| c)
                    .collect()
            }
        }
    }

    fn variant(&mut self, name: String) -> String {
        if self.dice.between(0, 999) >= self.shares.variant {
            return name;
        }
        let words: Vec<&str> = name.split(' ').collect();
        match self.dice.below(6) {
            0 => name.to_uppercase(),
            1 => format!("{name} (HQ)"),
            2 => words[..words.len() - 1].join(" "),
            3 => words.iter().filter_map(|w| w.chars().next()).collect(),
            4 => format!("{name} Ltd"),
            _ => {
                let at = self.dice.below(words[0].len() + words[1].len() - 1);
                let mut signs: Vec<char> = name.chars().collect();
                signs.swap(at, at + 1);
                signs.into_iter().collect()
            }
        }
    }

    /// Commitments, expenditure, and payments to those who do not publish.
    fn noise(&mut self) {
        let many = self.truth.events.len() * usize::try_from(self.shares.noise).unwrap_or(0) / 1000;
        for at in 0..many {
            let activity = self.dice.below(self.activities.len());
            let (start, days) = (
                self.activities[activity].start,
                self.activities[activity].days,
            );
            let date = start.saturating_add(self.dice.between(0, days).days());
            let cents = self.amount();
            let owner = self.activities[activity].owner;
            let kind = match (owner < self.donors, self.dice.below(10)) {
                (_, 0..4) => "3",
                (true, 4..7) => "2",
                (_, _) => "4",
            };
            let other = Other {
                name: Some(format!("Supplier {}", 700 + at)),
                ..Other::default()
            };
            let currency = self.activities[activity].currency;
            let line = Line {
                kind,
                date,
                cents,
                currency,
                other,
                event: None,
                reference: None,
            };
            self.activities[activity].lines.push(line);
        }
        self.commitments();
    }

    fn commitments(&mut self) {
        for receiver in 0..self.activities.len() {
            let Some(giver) = self.activities[receiver].parents.first().copied() else {
                continue;
            };
            let cents = self.amount();
            let currency = self.activities[giver].currency;
            for (side, activity, other, kind) in
                [(0, giver, receiver, "2"), (1, receiver, giver, "11")]
            {
                if self.dice.happens(if side == 0 { 800 } else { 700 }) {
                    let off = if self.dice.happens(600) {
                        0
                    } else {
                        self.amount()
                    };
                    let date = self.activities[activity].start;
                    let other = self.other(side, other);
                    let line = Line {
                        kind,
                        date,
                        cents: cents + off,
                        currency,
                        other,
                        event: None,
                        reference: None,
                    };
                    self.activities[activity].lines.push(line);
                }
            }
        }
    }

    fn finish(mut self, reading: Reading) -> (Books, Truth) {
        let mut books = Books::new(Aliases::none());
        if reading.stranger {
            stranger(&mut books);
        }
        for activity in &mut self.activities {
            activity.lines.sort_by_key(|l| (l.date, l.cents));
        }
        let mut order: Vec<usize> = (0..self.activities.len()).collect();
        let mut dice = reading.shuffled.map(Dice::new);
        if let Some(dice) = &mut dice {
            dice.shuffle(&mut order);
        }
        for at in order {
            let index = self.add_activity(&mut books, &self.activities[at], reading.renamed);
            let own = std::mem::take(&mut self.activities[at].lines);
            let mut lines: Vec<(u32, &Line)> = (0u32..).zip(&own).collect();
            if let Some(dice) = &mut dice {
                dice.shuffle(&mut lines);
            }
            for (position, line) in lines {
                let id = add_line(&mut books, index, position, line);
                if let Some(event) = line.event.and_then(|e| self.truth.events.get_mut(e)) {
                    let is_out = matches!(line.kind, "3" | "4");
                    if is_out {
                        &mut event.donor
                    } else {
                        &mut event.recipient
                    }
                    .push(id);
                }
            }
        }
        (books, self.truth)
    }

    fn add_activity(&self, books: &mut Books, activity: &Activity, renamed: bool) -> ActivityIndex {
        let owner = &self.organisations[activity.owner];
        let other = format!("{}", usize::MAX - activity.owner);
        books.activity(&ActivityDraft {
            source: if renamed { &other } else { &owner.reference },
            identifier: &activity.id,
            reporter: Named {
                reference: Some(&owner.reference),
                name: Some(&owner.name),
                activity: None,
            },
            start: Some(activity.start),
            end: Some(activity.start.saturating_add(activity.days.days())),
            countries: &[activity.country],
            ..ActivityDraft::default()
        })
    }
}

fn add_line(books: &mut Books, index: ActivityIndex, position: u32, line: &Line) -> LineId {
    let value = Decimal::new(line.cents, 2);
    let (code, rate) = CURRENCIES[line.currency];
    books.line(
        index,
        &LineDraft {
            position,
            kind: Some(line.kind),
            date: Some(line.date),
            value: Some(value),
            currency: Some(code),
            common: Some(value * Decimal::from(100) / Decimal::from(rate)),
            other: Named {
                reference: line.other.reference.as_deref(),
                name: line.other.name.as_deref(),
                activity: line.other.activity.as_deref(),
            },
            reference: line.reference.as_deref(),
            description: None,
        },
    )
}

/// Pays and gets the same amounts as others, to and from nobody here.
fn stranger(books: &mut Books) {
    let index = books.activity(&ActivityDraft {
        source: "stranger",
        identifier: "ZZ-FAR-1-A",
        reporter: Named {
            reference: Some("ZZ-FAR-1"),
            name: Some("Quiet Harbour Office"),
            activity: None,
        },
        ..ActivityDraft::default()
    });
    for (position, kind) in (0u32..).zip(["1", "3", "2", "11", "4"].repeat(4)) {
        books.line(
            index,
            &LineDraft {
                position,
                kind: Some(kind),
                date: Some(date(2017, 1, 1).saturating_add((i64::from(position) * 40).days())),
                value: Some(Decimal::from(10_000 + position)),
                currency: Some("USD"),
                other: Named {
                    reference: Some("ZZ-FAR-2"),
                    name: Some("Still Water Bank"),
                    activity: None,
                },
                ..LineDraft::default()
            },
        );
    }
}

/// Two organisations with so many lines each, a dozen round amounts, and no
/// identifier of an activity: the most that can stand against each other.
pub fn dense(lines: usize, activities: usize) -> Books {
    let mut books = Books::new(Aliases::none());
    let mut dice = Dice::new(11);
    for (reporter, other, kind) in [("QX-GOV-1", "QY-REG-2", "3"), ("QY-REG-2", "QX-GOV-1", "1")] {
        for activity in 0..activities {
            let index = books.activity(&ActivityDraft {
                source: reporter,
                identifier: &format!("{reporter}-{activity}"),
                reporter: Named {
                    reference: Some(reporter),
                    ..Named::default()
                },
                ..ActivityDraft::default()
            });
            for position in 0..lines / activities {
                books.line(
                    index,
                    &LineDraft {
                        position: u32::try_from(position).unwrap_or(u32::MAX),
                        kind: Some(kind),
                        date: Some(date(2012, 1, 1).saturating_add(dice.between(0, 3650).days())),
                        value: Some(Decimal::from(dice.between(1, 12) * 5000)),
                        currency: Some("USD"),
                        other: Named {
                            reference: Some(other),
                            ..Named::default()
                        },
                        ..LineDraft::default()
                    },
                );
            }
        }
    }
    books
}

fn slip(cents: i64, dice: &mut Dice) -> i64 {
    match dice.below(10) {
        0 => cents * 10,
        1 => cents / 1000 * 100,
        2 => cents * 1000,
        3..5 => {
            let mut digits: Vec<char> = (cents / 100).to_string().chars().collect();
            let at = dice.below(digits.len() - 1);
            digits.swap(at, at + 1);
            digits
                .into_iter()
                .collect::<String>()
                .parse::<i64>()
                .unwrap_or(cents)
                * 100
        }
        _ => {
            cents * dice.of(&[45, 55, 62, 75, 88, 93, 108, 115, 127, 140, 155]) / 100
                + dice.between(1, 99)
        }
    }
}

/// Random parts that add up.
fn parts_of(cents: i64, parts: i64, dice: &mut Dice) -> Vec<i64> {
    let weights: Vec<i64> = (0..parts).map(|_| dice.between(20, 100)).collect();
    let all: i64 = weights.iter().sum();
    let mut left = cents;
    let mut each = Vec::new();
    for weight in &weights[1..] {
        let mut part = (i128::from(cents) * i128::from(*weight) / i128::from(all)) as i64;
        if dice.happens(350) && part > 20_000 {
            part = part / 10_000 * 10_000;
        }
        left -= part;
        each.push(part.max(1));
    }
    each.push(left);
    each
}
