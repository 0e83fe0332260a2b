//! Who is bound to whom, and what runs between them: a matrix of donors and recipients.

use super::measure::Book;
use super::model::{Pairing, Programme, Side};
use crate::key;
use iati::amount::Sum;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Money between two organisations, as one side tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Identifiers as published; other ones of an organisation are known.
    pub donor: String,
    pub recipient: String,
    pub book: Book,
    pub currency: String,
    pub amount: Decimal,
}

/// An activity between two organisations, as one side tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runs {
    pub donor: String,
    pub recipient: String,
    pub book: Book,
    pub activity: String,
}

/// The matrix on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub as_of: Date,
    /// Identifiers of the organisations that stand on that side.
    pub donors: Vec<String>,
    pub recipients: Vec<String>,
    /// Where a pairing binds or something runs; in order of donor, then recipient.
    pub cells: Vec<Cell>,
    /// Recipients that no pairing binds on the day.
    pub recipients_with_none: Vec<String>,
    /// Recipients with more than one donor.
    pub recipients_with_several: Vec<String>,
    /// Donors that no pairing binds on the day.
    pub donors_with_none: Vec<String>,
    /// Pairings that bind on the day, and nothing runs between the two.
    pub pairings_without_activity: Vec<String>,
    /// What runs between organisations that the text does not name; not in any cell.
    pub elsewhere: usize,
}

/// One donor and one recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub donor: String,
    pub recipient: String,
    /// Pairings that bind on the day.
    pub pairings: Vec<String>,
    /// By book and currency: never added to each other.
    pub money: BTreeMap<(Book, String), Sum>,
    /// Activities by book.
    pub activities: BTreeMap<Book, usize>,
}

impl Cell {
    /// Whether anything runs that no pairing covers.
    #[must_use]
    pub fn is_unpaired(&self) -> bool {
        self.pairings.is_empty()
    }
}

/// Lays out the pairings that bind on `as_of` with the money and activities given, which are
/// those of whatever time the caller asks for.
#[must_use]
pub fn coverage(programme: &Programme, paid: &[Paid], runs: &[Runs], as_of: Date) -> Coverage {
    let names = Names::of(programme);
    let mut cells: BTreeMap<(String, String), Cell> = BTreeMap::new();
    let binding: Vec<&Pairing> = programme
        .pairings
        .iter()
        .filter(|p| p.binds_on(as_of))
        .collect();
    for pairing in &binding {
        let cell = cell(&mut cells, &pairing.donor, &pairing.recipient);
        cell.pairings.push(pairing.id.clone());
    }
    let mut elsewhere = 0;
    for each in paid {
        match names.both(&each.donor, &each.recipient) {
            Some((donor, recipient)) => {
                let money = &mut cell(&mut cells, &donor, &recipient).money;
                money
                    .entry((each.book, each.currency.clone()))
                    .or_default()
                    .add(each.amount);
            }
            None => elsewhere += 1,
        }
    }
    let mut told: BTreeSet<(String, String, Book, String)> = BTreeSet::new();
    for each in runs {
        match names.both(&each.donor, &each.recipient) {
            Some((donor, recipient)) => {
                told.insert((donor, recipient, each.book, key::of(&each.activity)));
            }
            None => elsewhere += 1,
        }
    }
    for (donor, recipient, book, _) in &told {
        *cell(&mut cells, donor, recipient)
            .activities
            .entry(*book)
            .or_default() += 1;
    }
    let running: BTreeSet<String> = runs.iter().map(|r| key::of(&r.activity)).collect();
    let without = binding.iter().filter(|p| is_without(p, &cells, &running));
    let sided = |side| -> Vec<String> { programme.on_side(side).map(str::to_owned).collect() };
    let (donors, recipients) = (sided(Side::Donor), sided(Side::Recipient));
    let donors_of = |r: &String| -> usize {
        let all: BTreeSet<&String> = binding
            .iter()
            .filter(|p| p.recipient == *r)
            .map(|p| &p.donor)
            .collect();
        all.len()
    };
    Coverage {
        as_of,
        recipients_with_none: recipients
            .iter()
            .filter(|r| donors_of(r) == 0)
            .cloned()
            .collect(),
        recipients_with_several: recipients
            .iter()
            .filter(|r| donors_of(r) > 1)
            .cloned()
            .collect(),
        donors_with_none: donors
            .iter()
            .filter(|d| !binding.iter().any(|p| p.donor == **d))
            .cloned()
            .collect(),
        pairings_without_activity: without.map(|p| p.id.clone()).collect(),
        donors,
        recipients,
        cells: cells.into_values().collect(),
        elsewhere,
    }
}

fn cell<'a>(
    cells: &'a mut BTreeMap<(String, String), Cell>,
    donor: &str,
    recipient: &str,
) -> &'a mut Cell {
    cells
        .entry((donor.to_owned(), recipient.to_owned()))
        .or_insert_with(|| Cell {
            donor: donor.to_owned(),
            recipient: recipient.to_owned(),
            ..Cell::default()
        })
}

/// Whether neither an activity between the two nor one that the pairing names runs.
fn is_without(
    pairing: &Pairing,
    cells: &BTreeMap<(String, String), Cell>,
    running: &BTreeSet<String>,
) -> bool {
    let between = cells.get(&(pairing.donor.clone(), pairing.recipient.clone()));
    let any = between.is_some_and(|c| !c.activities.is_empty());
    !any && !pairing
        .activities
        .iter()
        .any(|a| running.contains(&key::of(a)))
}

/// Organisations by all their identifiers.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of(programme: &Programme) -> Self {
        let each = programme.organisations.iter().flat_map(|o| {
            let all = std::iter::once(&o.id).chain(&o.also);
            all.map(|id| (key::of(id), o.id.clone()))
        });
        Self(each.collect())
    }

    fn both(&self, donor: &str, recipient: &str) -> Option<(String, String)> {
        let find = |id: &str| self.0.get(&key::of(id)).cloned();
        Some((find(donor)?, find(recipient)?))
    }
}
