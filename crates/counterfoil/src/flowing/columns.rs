//! Flows added up by the columns of the index, where they hold what is asked.

use super::{By, Keep, Plan, Tallies};
use crate::error::Result;
use flow::flows::Series;
use flow::flows::series::SERIES;
use flow::rate::year::Years;
use ledger::{Counting, Dimension, Standings, View};
use std::collections::BTreeSet;

/// What no transaction is of.
const PLANNED: [Series; 2] = [Series::Budget, Series::PlannedDisbursement];

/// A question that columns can answer: by our own method, in the currencies as
/// published, of whole transactions of calendar years.
pub(super) struct Columns<'p> {
    plan: &'p Plan,
    standings: &'p Standings,
    by: Vec<Dimension>,
}

impl Plan {
    /// None if the facts must be asked.
    pub(super) fn columns(&self, by: &[By]) -> Option<Columns<'_>> {
        let standings = self.standings.as_deref()?;
        let is_as_published = self.into.is_none() && self.prices.is_none();
        let is_plain = is_as_published && self.years == Years::CALENDAR && self.boundary.is_none();
        let is_of_transactions = PLANNED.iter().all(|s| !self.series.contains(s));
        if !is_plain || !is_of_transactions || !self.is_filter_of_columns() {
            return None;
        }
        let by = by.iter().map(|by| by.dimension());
        Some(Columns {
            plan: self,
            standings,
            by: by
                .chain([Some(Dimension::Currency)])
                .collect::<Option<_>>()?,
        })
    }

    /// Parts are not filtered by columns, nor what is not stated.
    fn is_filter_of_columns(&self) -> bool {
        let f = &self.filter;
        let is_number = |asked: &Option<String>| {
            let digits = asked.as_deref().unwrap_or("0").bytes();
            digits.len() > 0 && digits.into_iter().all(|b| b.is_ascii_digit())
        };
        f.country.is_none() && f.sector.is_none() && is_number(&f.year) && is_number(&f.kind)
    }
}

impl By {
    fn dimension(self) -> Option<Dimension> {
        Some(match self {
            Self::Provider => Dimension::Provider,
            Self::Receiver => Dimension::Receiver,
            Self::Reporter => Dimension::Reporter,
            Self::Country => Dimension::Place,
            Self::Sector => Dimension::Sector,
            Self::Year => Dimension::Year,
            Self::Type => Dimension::Type,
            Self::Crossing => return None,
        })
    }
}

impl Columns<'_> {
    /// The sums by column, and those of the activities that are not in them.
    pub(super) fn tally(&self, by: &[By], view: &View<'_>) -> Result<Tallies> {
        let filter = self.plan.filter.read();
        let series = &self.plan.series;
        let is_all = SERIES
            .iter()
            .filter(|r| !PLANNED.contains(&r.series))
            .all(|r| series.contains(&r.series));
        let is_asked = |code: &str| series.contains(&Series::of_type(code));
        let counting = Counting {
            standings: self.standings,
            keep: match self.plan.keep {
                Keep::Yes => ledger::Keep::Counted,
                Keep::No => ledger::Keep::NotCounted,
                Keep::All => ledger::Keep::All,
            },
            types: (!is_all).then_some(&is_asked),
        };
        let sums = view.sum_counted(&filter, &self.by, counting)?;
        let others = self.plan.tally_facts(&self.odd(view)?, by, view)?;
        Ok(Tallies::of_columns(sums).and(others))
    }

    /// The activities that are asked for and that columns do not tell of.
    fn odd(&self, view: &View<'_>) -> Result<Vec<u32>> {
        let odd = view.odd_ranks()?;
        let f = &self.plan.filter;
        if odd.is_empty() || (f.activity.is_none() && f.reporter.is_none()) {
            return Ok(odd);
        }
        let asked: BTreeSet<u32> = self.plan.ranks(view)?.into_iter().collect();
        Ok(odd
            .into_iter()
            .filter(|rank| asked.contains(rank))
            .collect())
    }
}
