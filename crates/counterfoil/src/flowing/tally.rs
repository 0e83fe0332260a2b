//! Flows added up.

use super::{By, Label, Piece, Plan};
use crate::error::Result;
use flow::flows::Facts;
use iati::amount::Sum;
use ledger::View;
use std::collections::{BTreeMap, BTreeSet};

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

/// Labels, then the currency.
type Key = (Vec<Label>, Option<String>);

/// Why amounts are in no total: by reason and published currency.
#[derive(Clone, Debug, Default)]
pub struct Left {
    pub flows: u64,
    pub sum: Sum,
}

#[derive(Debug, Default)]
pub struct Tallies {
    pub groups: BTreeMap<Key, Tally>,
    /// Excluded, by reason.
    pub excluded: BTreeMap<&'static str, u64>,
    /// By reason and currency.
    pub left: BTreeMap<(String, String), Left>,
    /// Flows whose share was inferred or rebased.
    pub inferred: u64,
    pub rebased: u64,
    /// Flows whose rate is more than 45 days off, or provisional.
    pub old_rates: u64,
    pub provisional: u64,
    /// Ranks of activities with a flow that was asked for.
    pub ranks: BTreeSet<u32>,
}

impl Tally {
    fn merge(&mut self, other: &Self) {
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
        self.ranks.insert(piece.rank);
        if !is_counted {
            *self.excluded.entry(piece.standing.words()).or_default() += 1;
        }
        self.note(piece, is_counted);
        for (labels, amount) in plan.labels(by, piece, facts) {
            let tally = self.groups.entry((labels, currency.clone())).or_default();
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
            let currency = piece.flow.currency.as_deref().unwrap_or("no currency");
            let left = self
                .left
                .entry((why.clone(), currency.to_owned()))
                .or_default();
            left.flows += 1;
            if let Ok(value) = piece.flow.value {
                left.sum.add(value);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (key, tally) in other.groups {
            self.groups.entry(key).or_default().merge(&tally);
        }
        for (why, flows) in other.excluded {
            *self.excluded.entry(why).or_default() += flows;
        }
        for (key, left) in other.left {
            let into = self.left.entry(key).or_default();
            into.flows += left.flows;
            into.sum.merge(&left.sum);
        }
        self.inferred += other.inferred;
        self.rebased += other.rebased;
        self.old_rates += other.old_rates;
        self.provisional += other.provisional;
        self.ranks.extend(other.ranks);
    }
}

impl Plan {
    /// Adds up all flows that are asked for.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn tally(&self, by: &[By], view: &View<'_>) -> Result<Tallies> {
        let mut all = Tallies::default();
        view.each_facts(
            &self.ranks(view)?,
            |rank, _, facts| {
                let mut of_one = Tallies::default();
                self.each(rank, &facts, &mut |piece| {
                    of_one.add(self, by, &piece, &facts)
                });
                of_one
            },
            |of_one| {
                all.merge(of_one);
                Ok::<(), ledger::Error>(())
            },
        )?;
        Ok(all)
    }
}
