//! Money by year: planned, committed, paid, received, each in its own series.

use super::section::{Head, Section, Sheet};
use crate::answer::{About, grouped};
use crate::drawing::{self, Column};
use crate::picture::series::Strength;
use crate::programme::Open;
use crate::tongue;
use flow::flows::Series;
use flow::programme::measure::Chosen;
use flow::programme::{Book, Side};
use iati::amount::Sum;
use iati::said::phrase;
use std::collections::BTreeMap;

/// The columns: a series, whose word it is, and what it is called.
pub const KINDS: [(Series, Book, &str); 4] = [
    (Series::PlannedDisbursement, Book::Donor, phrase("Planned")),
    (Series::OutgoingCommitment, Book::Donor, phrase("Committed")),
    (Series::Disbursement, Book::Donor, phrase("Paid")),
    (Series::Disbursement, Book::Recipient, phrase("Received")),
];

/// Sums by year, one for each of [`KINDS`]; none where nothing is told.
pub type Years = BTreeMap<i16, [Option<Sum>; KINDS.len()]>;

/// What donor and recipient tell, year by year.
pub fn years(open: &Open<'_>, pairing: Option<&str>, currency: &str) -> Years {
    let programme = open.programme();
    let side = |side| programme.on_side(side).map(str::to_owned).collect();
    let chosen = match pairing {
        Some(id) => Chosen {
            pairing: Some(id.to_owned()),
            ..Chosen::default()
        },
        None => Chosen {
            providers: side(Side::Donor),
            receivers: side(Side::Recipient),
            ..Chosen::default()
        },
    };
    let mut all = Years::new();
    let mut series: Vec<Series> = KINDS.iter().map(|(series, ..)| *series).collect();
    series.dedup();
    for of in series {
        for row in open.money(of, &chosen, currency).rows {
            let at = KINDS.iter().position(|k| k.0 == of && k.1 == row.book);
            if let Some(at) = at {
                let year = all.entry(row.day.year()).or_default();
                year[at].get_or_insert_default().add(row.value);
            }
        }
    }
    all
}

/// The same as a part of a report.
pub fn section(open: &Open<'_>, pairing: Option<&str>, currency: &str) -> Section {
    let years = years(open, pairing, currency);
    let total = |at: usize| {
        let mut sum = Sum::default();
        years
            .values()
            .filter_map(|y| y[at].as_ref())
            .for_each(|s| sum.merge(s));
        cents(&sum)
    };
    let lead = match years.is_empty() {
        true => say!("Neither book tells of money between them."),
        false => say!(
            "By {day}, donors say they committed {committed} and paid {paid} {currency}; recipients say they received {received} {currency}.",
            day = open.day,
            committed = total(1),
            paid = total(2),
            currency,
            received = total(3)
        ),
    };
    let heads = KINDS.iter().map(|(_, book, name)| Head {
        label: say!(
            "{what} ({book}), {currency}",
            what = tongue::words(name),
            book = tongue::words(book.id()),
            currency
        ),
        is_number: true,
    });
    let year = Head {
        label: say!("Year"),
        is_number: false,
    };
    let rows = years.iter().map(|(year, sums)| {
        let sums = sums
            .iter()
            .map(|s| s.as_ref().map_or("–".to_owned(), cents));
        std::iter::once(year.to_string()).chain(sums).collect()
    });
    let mut about = About::new("pairings", open.view, lead.clone(), years.len());
    about.rests_on(open.publications());
    let heading = say!("Money by year");
    Section {
        picture: drawing::years(&about, &heading, &columns(&years), currency).map(Box::new),
        heading,
        lead,
        sheet: (!years.is_empty()).then(|| Sheet {
            heads: std::iter::once(year).chain(heads).collect(),
            rows: rows.collect(),
        }),
        notes: vec![say!(
            "Each column is a series and a book of its own; none is added to another"
        )],
        is_part: false,
    }
}

fn cents(sum: &Sum) -> String {
    let value = sum.value().map(|v| v.round_dp(2).normalize().to_string());
    grouped(&value.unwrap_or_else(|| sum.to_string()))
}

/// The same for a picture: each kind in its strength, what is received as spent is.
fn columns(years: &Years) -> Vec<Column> {
    let strengths = [
        Strength::Planned,
        Strength::Committed,
        Strength::Paid,
        Strength::Spent,
    ];
    let each = KINDS.iter().zip(strengths).enumerate();
    let columns = each.map(|(at, ((_, book, name), strength))| Column {
        name: say!(
            "{what} ({book})",
            what = tongue::words(name),
            book = tongue::words(book.id())
        ),
        strength,
        by_year: years
            .iter()
            .filter_map(|(year, sums)| Some((*year, sums[at].as_ref()?.value()?)))
            .collect(),
    });
    columns.filter(|c| !c.by_year.is_empty()).collect()
}
