//! Findings counted by rule, without holding them.

use super::record::Kept;
use iati::finding::{Finding, Severity};
use iati::position::Position;
use std::collections::HashMap;

/// A rule and, since some ids stand for two checks, its codelist.
type Key = (&'static str, Option<&'static str>);

/// What was found of one rule.
#[derive(Clone, Debug)]
pub struct Count {
    pub rule: &'static str,
    pub codelist: Option<&'static str>,
    pub severity: Severity,
    pub findings: u64,
    /// Activities and organisations that have it.
    pub units: u64,
    /// The first place.
    pub first: Position,
    /// What is said there.
    pub message: String,
}

impl Count {
    pub fn is_of(&self, kept: &Kept<'_>) -> bool {
        self.rule == kept.rule && self.codelist == kept.codelist
    }
}

#[derive(Default)]
pub struct Tally(HashMap<Key, Count>);

impl Tally {
    /// Counts a finding; `message` is what may be said of it.
    pub fn add(&mut self, finding: &Finding, message: &str, is_new_in_unit: bool) {
        self.take(Count {
            rule: finding.rule,
            codelist: finding.codelist,
            severity: finding.severity,
            findings: 1,
            units: u64::from(is_new_in_unit),
            first: finding.at,
            message: message.to_owned(),
        });
    }

    /// Adds a count to what is there.
    pub fn take(&mut self, count: Count) {
        use std::collections::hash_map::Entry;
        match self.0.entry((count.rule, count.codelist)) {
            Entry::Vacant(place) => {
                place.insert(count);
            }
            Entry::Occupied(mut place) => {
                let all = place.get_mut();
                all.findings += count.findings;
                all.units += count.units;
                if count.first < all.first {
                    all.first = count.first;
                    all.message = count.message;
                }
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        other.0.into_values().for_each(|count| self.take(count));
    }

    /// The counts of the rules that `keeps` lets through: worst first, then the
    /// most frequent.
    pub fn counts(self, keeps: impl Fn(&str) -> bool) -> Vec<Count> {
        let mut counts: Vec<Count> = self.0.into_values().filter(|c| keeps(c.rule)).collect();
        counts.sort_by(|a, b| {
            let key = |c: &Count| (c.severity, std::cmp::Reverse(c.findings), c.first);
            key(a).cmp(&key(b)).then_with(|| a.rule.cmp(b.rule))
        });
        counts
    }
}
