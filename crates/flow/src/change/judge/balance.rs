//! Entries that were split or merged: other amounts than before, the same sum on
//! the same day.

use super::super::identity::Told;
use super::super::record::{Kind, Record, Value};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// What entries must share to be parts of one another.
type Group<'a> = [Option<&'a Value>; 4];

/// Amounts of the older and of the newer version, and the records of both.
#[derive(Default)]
struct Sides<'a> {
    older: Vec<Decimal>,
    newer: Vec<Decimal>,
    records: Vec<&'a Record>,
}

/// The hashes of all records whose group adds up to what it did before.
pub(super) fn balanced(told: &Told<'_>) -> HashSet<u64> {
    let mut groups: HashMap<Group<'_>, Sides<'_>> = HashMap::new();
    let differs = |(a, b): &&(&Record, &Record)| a.get("value") != b.get("value");
    let changed = told.changed.iter().filter(differs);
    let (from, to): (Vec<&Record>, Vec<&Record>) = changed.copied().unzip();
    for record in from.iter().chain(&told.removed) {
        add(&mut groups, record, true);
    }
    for record in to.iter().chain(&told.added) {
        add(&mut groups, record, false);
    }
    let even = groups.into_values().filter(Sides::is_even);
    even.flat_map(|sides| sides.records)
        .map(|r| r.hash)
        .collect()
}

fn add<'a>(groups: &mut HashMap<Group<'a>, Sides<'a>>, record: &'a Record, is_older: bool) {
    let is_money = matches!(record.kind, Kind::Transaction | Kind::Budget);
    let Some(value) = record.number("value").filter(|_| is_money) else {
        return;
    };
    // Budgets are parts of one another over any periods that begin alike.
    let fields = ["type", "date", "currency", "status"];
    let sides = groups.entry(fields.map(|f| record.get(f))).or_default();
    if is_older {
        sides.older.push(value);
    } else {
        sides.newer.push(value);
    }
    sides.records.push(record);
}

impl Sides<'_> {
    fn is_even(&self) -> bool {
        let sum = |values: &[Decimal]| -> Option<Decimal> {
            let mut all = values.iter();
            all.try_fold(Decimal::ZERO, |sum, v| sum.checked_add(*v))
        };
        let both = !self.older.is_empty() && !self.newer.is_empty();
        both && sum(&self.older).is_some() && sum(&self.older) == sum(&self.newer)
    }
}
