//! Where two books differ, how long since, and how much money it is.

use super::Question;
use super::matches::categories;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED};
use crate::error::Result;
use crate::flowing::day_of;
use crate::laid::{self, Between, Difference, DifferenceSide, Laid, differences};
use crate::tongue;
use clap::{Args, ValueEnum};
use flow::reconcile::Category;
use iati::amount::Sum;
use iati::said::phrase;
use jiff::civil::Date;
use ledger::View;
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Where two books differ: how, how long since, how much money
#[derive(Args, Clone, Debug)]
pub struct Differences {
    #[command(flatten)]
    between: Between,
    /// What the difference is called; not_expected is left out unless named
    #[arg(long, value_delimiter = ',', value_name = "NAME", value_parser = categories())]
    category: Vec<String>,
    /// At least so many days old
    #[arg(long, value_name = "DAYS")]
    min_age: Option<u64>,
    /// At least so much money in question, in whatever currency
    #[arg(long, value_name = "AMOUNT")]
    min_amount: Option<Decimal>,
    /// Add up by category, pair or age instead of listing
    #[arg(long)]
    by: Option<GroupBy>,
    /// What comes first in the list
    #[arg(long, default_value = "books")]
    order: Order,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum GroupBy {
    Category,
    Pair,
    Age,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Order {
    /// The order of the books
    Books,
    /// The most money first
    Money,
    /// The oldest first
    Age,
}

const COLUMNS: &[Column] = &[
    Column::new("category", K::Text, "What the difference is called"),
    Column::new("giver", K::Coded, "Who gives"),
    Column::new("receiver", K::Coded, "Who receives"),
    Column::new("series", K::Text, "Committed, paid or pledged").detail(),
    Column::new("giver_value", K::Money, "What the giver says"),
    Column::new("receiver_value", K::Money, "What the receiver says"),
    Column::new(
        "at_stake",
        K::Money,
        "By how much they differ; all of it where one side is silent",
    ),
    Column::new("date", K::Date, "The earlier date of the two"),
    Column::new("age", K::Count, "Days since then"),
    Column::new("differs", K::Text, "What differs"),
    Column::new("stands", K::Text, "How the match stands"),
    Column::new("giver_date", K::Date, "Date in the giver’s book").detail(),
    Column::new("receiver_date", K::Date, "Date in the receiver’s book").detail(),
    Column::new(
        "giver_activity",
        K::Text,
        "Activity of the giver’s first line",
    )
    .detail(),
    Column::new(
        "receiver_activity",
        K::Text,
        "Activity of the receiver’s first line",
    )
    .detail(),
    Column::new(
        "confidence",
        K::Text,
        "Share of such matches that are right",
    )
    .detail(),
    Column::new(
        "match_id",
        K::Text,
        "Name of the match; of a line that stands alone, its own",
    )
    .detail(),
];

/// Ends of the classes of age, in days, and what they are called.
const AGES: &[(u64, &str)] = &[
    (90, phrase("up to 90 days")),
    (365, phrase("91 to 365 days")),
    (730, phrase("1 to 2 years")),
    (1825, phrase("2 to 5 years")),
    (u64::MAX, phrase("more than 5 years")),
];

const NO_AGE: &str = phrase("no date");

impl Question for Differences {
    const NAME: &'static str = "differences";
    const ABOUT: &'static str = "Where two books differ: how, how long since, how much money";
    const ROWS: &'static str = "{n: One row|# differences}";
    const EXAMPLE: &'static [&'static str] = &["--by", "category"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let laid = Laid::open(view)?;
        let day = day_of(view);
        let mut found: Vec<Difference<'_>> = differences(&laid)
            .filter(|d| self.takes(d, &laid, day))
            .collect();
        match self.order {
            Order::Books => {}
            Order::Money => found.sort_by_key(|d| Reverse(d.at_stake().map(|(v, _)| v))),
            Order::Age => found.sort_by_key(|d| Reverse(d.age(day))),
        }
        let alone = found.iter().filter(|d| d.open.is_some()).count() as u64;
        let sentence = say!(
            "{when}, {n: # difference|# differences}: {both: # is|# are} in both books and not alike, {alone: # is|# are} in one book only.",
            when = About::when(view),
            n = found.len(),
            both = found.len() as u64 - alone,
            alone
        );
        let mut about = About::new(Self::NAME, view, sentence, found.len());
        about.method = say!(
            "{method}; age: days from the earlier date to {day}, the day of this answer; in question: by how much two amounts of one currency differ, the whole amount where only one side tells it",
            method = tongue::words(laid::METHOD),
            day
        );
        let lines = found
            .iter()
            .flat_map(|d| d.donor.iter().chain(&d.recipient));
        let ranks = lines.filter_map(|l| laid.rank(*l));
        about.rests_on(view.live().sources_at(ranks));
        if self.category.is_empty() {
            let left_out = differences(&laid)
                .filter(|d| d.category == Category::NotExpected && self.fits(d, &laid, day))
                .count() as u64;
            if left_out > 0 {
                about.caveats.push(say!(
                    "{n: # transaction|# transactions} that only one side can tell {n: is|are} left out; --category not_expected shows them",
                    n = left_out
                ));
            }
        }
        let (columns, rows) = match self.by {
            Some(by) => grouped(by, &found, &laid, day),
            None => (
                COLUMNS.to_vec(),
                found.iter().map(|d| row(d, &laid, day)).collect(),
            ),
        };
        about.total = rows.len() as u64;
        Ok(Answer {
            about,
            columns,
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Differences {
    fn takes(&self, d: &Difference<'_>, laid: &Laid<'_>, day: Date) -> bool {
        let named = d.category.as_str();
        let is_called = match self.category.is_empty() {
            true => d.category != Category::NotExpected,
            false => self.category.iter().any(|c| c == named),
        };
        is_called && self.fits(d, laid, day)
    }

    /// Whether all but its category is as asked for.
    fn fits(&self, d: &Difference<'_>, laid: &Laid<'_>, day: Date) -> bool {
        let [giver, receiver] = laid.ends(d.ends);
        let old = self
            .min_age
            .is_none_or(|least| d.age(day).is_some_and(|age| age >= least));
        let least = |least: Decimal| d.at_stake().is_some_and(|(value, _)| value >= least);
        old && self.min_amount.is_none_or(least) && self.between.takes(giver, receiver)
    }
}

fn row(d: &Difference<'_>, laid: &Laid<'_>, day: Date) -> Vec<Cell> {
    let [giver, receiver] = laid.ends(d.ends);
    let silent = |lines: &[flow::reconcile::LineId], cell: Cell| match lines.is_empty() {
        true => Cell::Unknown(say!("not in this book")),
        false => cell,
    };
    let value = |side: &DifferenceSide<'_>| match side.value {
        Some((value, currency)) => laid::money(Some(value), currency),
        None => Cell::Unknown(say!("in several currencies, or without amount")),
    };
    let activity = |lines: &[flow::reconcile::LineId]| match lines.first() {
        Some(line) => Cell::Text(laid.activity(*line).to_owned()),
        None => Cell::Missing("–"),
    };
    vec![
        Cell::Word(d.category.as_str()),
        laid::organisation(giver),
        laid::organisation(receiver),
        d.series().map_or(NOT_STATED, |s| Cell::Word(s.id())),
        silent(&d.donor, value(&d.giver)),
        silent(&d.recipient, value(&d.receiver)),
        match d.at_stake() {
            Some((value, currency)) => laid::money(Some(value), currency),
            None => Cell::Unknown(say!("not in one currency, or without amount")),
        },
        Cell::date(d.date()),
        d.age(day).map_or(NOT_STATED, Cell::Count),
        Cell::Text(d.in_words()),
        match d.matched {
            Some((stand, _)) => Cell::Word(stand.as_str()),
            None => Cell::Word("alone"),
        },
        silent(&d.donor, Cell::date(d.giver.date)),
        silent(&d.recipient, Cell::date(d.receiver.date)),
        activity(&d.donor),
        activity(&d.recipient),
        match d.matched {
            Some((_, one)) => laid::confidence(one.confidence),
            None => Cell::Missing("–"),
        },
        Cell::Text(d.id.to_string()),
    ]
}

/// What a group is of: cells to show, after what it is sorted by.
type Key = (usize, Vec<String>);

/// How many, the money, how many without an amount, and the cells before them.
type Group = (u64, Sum, u64, Vec<Cell>);

/// Counts and money by group and currency. Money of two currencies is never added.
fn grouped(
    by: GroupBy,
    found: &[Difference<'_>],
    laid: &Laid<'_>,
    day: Date,
) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let mut groups: BTreeMap<(Key, Option<String>), Group> = BTreeMap::new();
    for d in found {
        let (key, cells) = key(by, d, laid, day);
        let stake = d.at_stake();
        let currency = stake.and_then(|(_, currency)| currency).map(str::to_owned);
        let group = groups
            .entry((key, currency))
            .or_insert_with(|| (0, Sum::default(), 0, cells));
        group.0 += 1;
        match stake {
            Some((value, _)) => group.1.add(value),
            None => group.2 += 1,
        }
    }
    let mut columns = match by {
        GroupBy::Category => vec![Column::new(
            "category",
            K::Text,
            "What the difference is called",
        )],
        GroupBy::Age => vec![Column::new("age", K::Text, "How long since")],
        GroupBy::Pair => vec![
            Column::new("giver", K::Coded, "Who gives"),
            Column::new("receiver", K::Coded, "Who receives"),
        ],
    };
    columns.extend([
        Column::new("differences", K::Count, "How many"),
        Column::new("at_stake", K::Money, "Money in question, by currency"),
        Column::new(
            "without_amount",
            K::Count,
            "Of these, in two currencies or without amount",
        ),
    ]);
    let rows = groups
        .into_iter()
        .map(|((_, currency), (count, sum, without, mut cells))| {
            cells.push(Cell::Count(count));
            cells.push(match count > without {
                true => Cell::Money {
                    amount: sum.to_string(),
                    currency,
                },
                false => Cell::Unknown(say!("not in one currency, or without amount")),
            });
            cells.push(Cell::Count(without));
            cells
        });
    (columns, rows.collect())
}

fn key(by: GroupBy, d: &Difference<'_>, laid: &Laid<'_>, day: Date) -> (Key, Vec<Cell>) {
    match by {
        GroupBy::Category => {
            let name = d.category.as_str();
            ((d.category as usize, vec![]), vec![Cell::Word(name)])
        }
        GroupBy::Age => {
            let class = d
                .age(day)
                .and_then(|age| AGES.iter().position(|(to, _)| age <= *to));
            let name = class
                .and_then(|at| AGES.get(at))
                .map_or(NO_AGE, |(_, name)| name);
            let at = class.unwrap_or(AGES.len());
            ((at, vec![]), vec![Cell::Word(name)])
        }
        GroupBy::Pair => {
            let ends = laid.ends(d.ends);
            let words = ends.map(|o| o.label().to_owned()).to_vec();
            ((0, words), ends.map(laid::organisation).to_vec())
        }
    }
}
