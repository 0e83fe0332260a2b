//! The rows that another program writes of a file, some activities at a time.
//!
//! It writes those of all transactions before those of all budgets, and takes some
//! things over between activities of one identifier: those few are held, all others
//! are read twice.

use super::Plan;
use crate::error::Result;
use flow::flows::Facts;
use flow::flows::cdfd::{self, Half, Lists};
use ledger::View;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Activities that are read at a time.
const BATCH: usize = 1024;

/// One file, before its rows are made.
pub struct OwnRows {
    plan: Arc<Plan>,
    /// Those of its activities, in order.
    versions: Vec<u64>,
    /// Activities whose identifier another has too, by number.
    alike: BTreeMap<usize, Facts>,
}

/// Some rows of a file: of these activities, one half of it.
pub type Step = (Half, Range<usize>);

impl OwnRows {
    /// # Errors
    /// The disk fails or the ledger is damaged.
    pub fn of(plan: Arc<Plan>, publication: u64, view: &View<'_>) -> Result<Self> {
        let all = view.versions_of(publication)?;
        let found = view.facts_of(&all, |at, facts| (at, facts.identifier))?;
        let versions = found.iter().map(|(at, _)| all[*at]).collect();
        let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (number, (_, identifier)) in found.into_iter().enumerate() {
            places.entry(identifier).or_default().push(number);
        }
        let mut rows = Self {
            plan,
            versions,
            alike: BTreeMap::new(),
        };
        for number in places.into_values().filter(|p| p.len() > 1).flatten() {
            let facts = view.facts_of(&rows.versions[number..=number], |_, facts| facts)?;
            rows.alike
                .extend(facts.into_iter().map(|facts| (number, facts)));
        }
        Ok(rows)
    }

    /// What is to be done for all rows, in their order.
    pub fn steps(&self) -> Vec<Step> {
        let starts = || (0..self.versions.len()).step_by(BATCH);
        let range = |from: usize| from..self.versions.len().min(from + BATCH);
        let halves = Half::ALL.iter();
        let steps = halves.flat_map(|half| starts().map(move |from| (*half, range(from))));
        steps.collect()
    }

    /// The rows of one step.
    ///
    /// # Errors
    /// The disk fails or the ledger is damaged.
    pub fn rows(&self, (half, range): &Step, view: &View<'_>) -> Result<Vec<cdfd::Row>> {
        let (lists, rates) = (Lists::builtin(), &self.plan.rates);
        let make = |some: &[(usize, &Facts)]| {
            let mut rows = Vec::new();
            let take = &mut |number, row| rows.push((number, row));
            cdfd::rows_of(some, *half, lists, rates, take);
            rows
        };
        let mut found = view.facts_of(&self.versions[range.clone()], |at, facts| {
            let number = range.start + at;
            match self.alike.contains_key(&number) {
                true => Vec::new(),
                false => make(&[(number, &facts)]),
            }
        })?;
        if self.alike.range(range.clone()).next().is_some() {
            let alike: Vec<(usize, &Facts)> = self.alike.iter().map(|(n, f)| (*n, f)).collect();
            for (number, row) in make(&alike) {
                if range.contains(&number) {
                    found[number - range.start].push((number, row));
                }
            }
        }
        Ok(found.into_iter().flatten().map(|(_, row)| row).collect())
    }
}
