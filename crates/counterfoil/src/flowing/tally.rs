//! Flows added up.

use super::groups::Groups;
use super::{By, Piece, Plan};
use crate::error::Result;
use flow::flows::Facts;
use iati::amount::Sum;
use iati::said::Said;
use ledger::{Group, Met, Publication, Sums, View};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What is in one total, and what is not.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub sum: Sum,
    /// Elements (transactions, budgets, plans) with a part in the sum.
    pub counted: u64,
    /// Not counted twice: rows that tell of money told elsewhere.
    pub excluded: Sum,
    pub excluded_rows: u64,
    /// Without a readable amount, or without a rate; in no sum.
    pub without_amount: u64,
    last: Option<(u32, flow::flows::At, bool)>,
}

/// Why amounts are in no total: by reason and published currency.
#[derive(Clone, Debug)]
pub struct Left {
    pub why: Said,
    pub currency: Option<String>,
    pub flows: u64,
    pub sum: Sum,
}

#[derive(Default)]
pub struct Tallies {
    pub groups: Groups,
    /// Excluded, by reason.
    pub excluded: BTreeMap<&'static str, u64>,
    /// In the order of reason and currency in English.
    pub left: BTreeMap<(String, String), Left>,
    /// Flows whose share was inferred or rebased.
    pub inferred: u64,
    pub rebased: u64,
    /// Flows whose rate is more than 45 days off, or provisional.
    pub old_rates: u64,
    pub provisional: u64,
    /// Ranks of activities with a flow that was asked for: those met one by one.
    ranks: Vec<u32>,
    /// The others.
    met: Option<Met>,
}

impl Tally {
    pub(super) fn merge(&mut self, other: &Self) {
        self.sum.merge(&other.sum);
        self.excluded.merge(&other.excluded);
        self.counted += other.counted;
        self.excluded_rows += other.excluded_rows;
        self.without_amount += other.without_amount;
    }

    /// Parts of one element come one after another: it is one row.
    fn is_new(&mut self, piece: &Piece<'_, '_>, is_valued: bool) -> bool {
        let this = Some((piece.rank, piece.flow.at, is_valued));
        let is_new = self.last != this;
        self.last = this;
        is_new
    }
}

impl Tallies {
    fn add(&mut self, plan: &Plan, by: &[By], piece: &Piece<'_, '_>, facts: &Facts) {
        let currency = piece.currency(plan).map(str::to_owned);
        let is_counted = plan.takes(piece.standing);
        if self.ranks.last() != Some(&piece.rank) {
            self.ranks.push(piece.rank);
        }
        if !is_counted {
            *self.excluded.entry(piece.standing.words()).or_default() += 1;
        }
        self.note(piece, is_counted);
        for (labels, amount) in plan.labels(by, piece, facts) {
            let tally = self.groups.of((labels, currency.clone()));
            let is_new = u64::from(tally.is_new(piece, amount.is_some()));
            match (amount, is_counted) {
                (Some(amount), true) => {
                    tally.sum.add(amount);
                    tally.counted += is_new;
                }
                (Some(amount), false) => {
                    tally.excluded.add(amount);
                    tally.excluded_rows += is_new;
                }
                (None, _) => tally.without_amount += is_new,
            }
        }
    }

    fn note(&mut self, piece: &Piece<'_, '_>, is_counted: bool) {
        use flow::flows::Basis;
        if !is_counted {
            return;
        }
        let bases = [piece.flow.sector.basis, piece.flow.place.basis];
        self.inferred += u64::from(bases.contains(&Basis::Inferred));
        self.rebased += u64::from(bases.contains(&Basis::Rebased));
        if let Some(Ok(conversion)) = &piece.flow.converted {
            self.old_rates += u64::from(conversion.is_old);
            self.provisional += u64::from(conversion.provisional);
        }
        if let Err(why) = &piece.amount {
            let currency = piece.flow.currency.as_deref();
            let key = (
                why.to_string(),
                currency.unwrap_or("no currency").to_owned(),
            );
            let left = self.left.entry(key).or_insert_with(|| Left {
                why: why.clone(),
                currency: currency.map(str::to_owned),
                flows: 0,
                sum: Sum::default(),
            });
            left.flows += 1;
            if let Ok(value) = piece.flow.value {
                left.sum.add(value);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.groups.merge(other.groups);
        for (why, flows) in other.excluded {
            *self.excluded.entry(why).or_default() += flows;
        }
        for (key, left) in other.left {
            match self.left.entry(key) {
                Entry::Vacant(free) => drop(free.insert(left)),
                Entry::Occupied(mut own) => {
                    let own = own.get_mut();
                    own.flows += left.flows;
                    own.sum.merge(&left.sum);
                }
            }
        }
        self.inferred += other.inferred;
        self.rebased += other.rebased;
        self.old_rates += other.old_rates;
        self.provisional += other.provisional;
        self.ranks.extend(other.ranks);
        self.met = self.met.take().or(other.met);
    }

    /// The publications that it all comes from, in order of import.
    pub fn sources<'v>(&self, view: &'v View<'_>) -> Vec<&'v Publication> {
        let mut met = self.met.clone().unwrap_or_else(|| Met::new(view.live()));
        self.ranks.iter().for_each(|rank| met.add(*rank));
        met.publications(view.live())
    }
}

impl Tallies {
    /// What columns came to.
    pub(super) fn of_columns(mut sums: Sums) -> Self {
        let noted = std::mem::take(&mut sums.noted);
        let met = std::mem::take(&mut sums.met);
        Self {
            groups: Groups::of_columns(sums),
            excluded: noted.excluded,
            inferred: noted.inferred,
            rebased: noted.rebased,
            met: Some(met),
            ..Self::default()
        }
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.merge(other);
        self
    }
}

impl From<Group> for Tally {
    fn from(group: Group) -> Self {
        Self {
            sum: group.sum,
            counted: group.counted,
            excluded: group.excluded,
            excluded_rows: group.excluded_rows,
            without_amount: group.without_value,
            last: None,
        }
    }
}

impl Plan {
    /// Adds up all flows that are asked for: by columns where they hold what is
    /// asked, else from the facts of each activity.
    ///
    /// # Errors
    /// The disk fails or the ledger is damaged.
    pub fn tally(&self, by: &[By], view: &View<'_>) -> Result<Tallies> {
        match self.columns(by) {
            Some(columns) => columns.tally(by, view),
            None => self.tally_facts(&self.ranks(view)?, by, view),
        }
    }

    /// Adds up what is asked of these activities from their facts.
    pub(super) fn tally_facts(&self, ranks: &[u32], by: &[By], view: &View<'_>) -> Result<Tallies> {
        let sums = view.fold_facts(ranks, Tallies::default, |sum, rank, facts| {
            self.each(rank, &facts, &mut |piece| sum.add(self, by, &piece, &facts));
        })?;
        let mut all = Tallies::default();
        sums.into_iter().for_each(|sum| all.merge(sum));
        Ok(all)
    }
}
