//! What was promised in kind, beside what each side says came.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::error::Result;
use crate::programme::{self, Open, Which};
use clap::Args;
use flow::exact::Ratio;
use flow::programme::capacity::{Standing, standing};
use flow::programme::{Book, Capacity as Item, Unit};
use iati::amount::Sum;
use jiff::civil::Date;
use ledger::View;

/// In kind: beds, places, teams promised, and what each side says came
#[derive(Args, Clone, Debug, Default)]
pub struct Capacity {
    #[command(flatten)]
    pub which: Which,
    /// Only what belongs to this pairing
    #[arg(long, value_name = "ID")]
    pub pairing: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("item", K::Text, "Its id in the programme’s text"),
    Column::new("title", K::Text, "What it is"),
    Column::new("kind", K::Text, "Hospital, school, team, outreach, …").detail(),
    Column::new("pairing", K::Text, "Between whom"),
    Column::new("promised", K::Figure, "How much was promised"),
    Column::new("deadline", K::Date, "By when"),
    Column::new("donor_says", K::Figure, "What the donor says it delivered"),
    Column::new("recipient_says", K::Figure, "What the recipient says came"),
    Column::new(
        "donor_days",
        K::Text,
        "From when to when, as the donor says",
    )
    .detail(),
    Column::new(
        "recipient_days",
        K::Text,
        "From when to when, as the recipient says",
    )
    .detail(),
    Column::new("donor_value", K::Money, "What the donor says it is worth"),
    Column::new(
        "recipient_value",
        K::Money,
        "What the recipient says it is worth",
    ),
    Column::new(
        "value_share",
        K::Figure,
        "The recipient’s value of the donor’s",
    )
    .detail(),
    Column::new("source", K::Text, "What it rests on").detail(),
];

impl Question for Capacity {
    const NAME: &'static str = "capacity";
    const ABOUT: &'static str = "In kind: what was promised, and what each side says came";
    const TITLE: &'static str = "In kind";
    const ROWS: &'static str = "{n: One row|# things in kind}";
    const EXAMPLE: &'static [&'static str] = &["--pairing", "harrow-windlemere"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let open = self.which.open(view)?;
        let items: Vec<&Item> = open
            .programme()
            .capacities
            .iter()
            .filter(|c| self.pairing.is_none() || c.pairing == self.pairing)
            .collect();
        let told = items
            .iter()
            .filter(|i| !standing(i, open.day).delivered.is_empty())
            .count() as u64;
        let apart = items
            .iter()
            .filter(|i| differ(&standing(i, open.day)))
            .count() as u64;
        let sentence = say!(
            "{when}, of {n: # thing|# things} promised in kind, a delivery is told for {told}; for {apart} the two sides give different counts.",
            when = About::when(view),
            n = items.len(),
            told = told.to_string(),
            apart = apart.to_string()
        );
        let rows: Vec<Row> = items.iter().map(|item| row(&open, item)).collect();
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.method = say!(
            "{method}; counts and periods, never people; each side’s word by itself, neither value is the true one",
            method = open.words()
        );
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

fn said(standing: &Standing<'_>, book: Book) -> Option<rust_decimal::Decimal> {
    standing.delivered.get(&book).and_then(Sum::value)
}

fn differ(standing: &Standing<'_>) -> bool {
    match (said(standing, Book::Donor), said(standing, Book::Recipient)) {
        (Some(donor), Some(recipient)) => donor != recipient,
        _ => false,
    }
}

fn row(open: &Open<'_>, item: &Item) -> Row {
    let standing = standing(item, open.day);
    let unit = Unit::Count(item.unit.clone());
    let days = |book| {
        let days = standing.days.get(&book);
        days.map_or(Cell::Missing("–"), |(from, to): &(Date, Date)| {
            Cell::Text(match from == to {
                true => from.to_string(),
                false => say!("{from} to {to}", from, to),
            })
        })
    };
    let delivered = |book| match said(&standing, book) {
        Some(count) => programme::quantity(Some(count), &unit),
        None => Cell::Missing("says nothing"),
    };
    let value = |book| {
        let of = standing.values.iter().filter(|v| v.book == book);
        let last = of.max_by_key(|v| v.day);
        last.map_or(Cell::Missing("says nothing"), |v| Cell::Money {
            amount: v.amount.to_string(),
            currency: Some(v.currency.clone()),
        })
    };
    let share = standing.valued.as_ref().and_then(|v| v.share);
    let share = share.and_then(|s| s.times(Ratio::count(100))?.rounded(1));
    vec![
        Cell::Text(item.id.clone()),
        Cell::Text(crate::programme::words(&item.title)),
        Cell::Text(item.kind.clone()),
        programme::pairing(item.pairing.as_deref()),
        programme::quantity(standing.promised, &unit),
        standing.by.map_or(Cell::Missing("no day said"), Cell::Date),
        delivered(Book::Donor),
        delivered(Book::Recipient),
        days(Book::Donor),
        days(Book::Recipient),
        value(Book::Donor),
        value(Book::Recipient),
        share.map_or(Cell::Missing("–"), Cell::percent),
        Cell::text(Some(item.sources.join(", ")).filter(|s| !s.is_empty())),
    ]
}
