//! How a figure went, day by day, by the rows that are seen.

use super::super::evidence::{Part, Row};
use super::super::measure::Adds;
use super::super::model::Sense;
use super::terms::Terms;
use crate::exact::Ratio;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A figure over time: what it is from each day on.
pub(super) struct History {
    /// Before the first day.
    before: Option<Ratio>,
    days: Vec<(Date, Option<Ratio>)>,
    /// A sum did not fit.
    pub(super) too_large: bool,
    /// Figures of several series in per cent: they cannot be added.
    pub(super) several: bool,
    /// Rows that the last figure is made of.
    pub(super) current: BTreeSet<usize>,
}

impl History {
    /// The history of rows in the right unit, each with its place in the evidence.
    pub(super) fn of(terms: &Terms<'_>, mut rows: Vec<(usize, &Row)>, in_percent: bool) -> Self {
        rows.sort_by_key(|(at, row)| (row.day, row.told, *at));
        let mut history = Self {
            before: (terms.adds == Adds::Sum).then_some(Ratio::ZERO),
            days: Vec::new(),
            too_large: false,
            several: false,
            current: BTreeSet::new(),
        };
        let all: BTreeSet<&str> = rows.iter().map(|(_, r)| r.series.as_str()).collect();
        history.several = terms.adds == Adds::Latest && in_percent && all.len() > 1;
        // Until every series has told, what is told of a sum is too little: enough to be at
        // least something, and never to be at most.
        let whole = if terms.sense == Sense::AtLeast {
            1
        } else {
            all.len()
        };
        let mut running = Running::default();
        for (at, row) in &rows {
            history.too_large |= running.take(terms.adds, *at, row).is_none();
            let told = running.figure(terms.adds, whole);
            let figure = told.and_then(|told| terms.figure(told));
            history.too_large |= running.is_told(terms.adds, whole) && figure.is_none();
            match history.days.last_mut() {
                Some((day, last)) if *day == row.day => *last = figure,
                _ => history.days.push((row.day, figure)),
            }
        }
        history.current = running.current(terms.adds, &rows);
        history
    }

    /// The figure at the end of a day; none where there is none yet.
    pub(super) fn at(&self, day: Date) -> Option<Ratio> {
        let found = self.days.iter().rev().find(|(d, _)| *d <= day);
        found.map_or(self.before, |(_, figure)| *figure)
    }

    /// The first day of the run of days up to `day` on all of which the figure holds; none
    /// if it does not hold on `day`. `start` is the first day there is.
    pub(super) fn held_since(&self, terms: &Terms<'_>, day: Date, start: Date) -> Option<Date> {
        let holds = |figure: Option<Ratio>| figure.and_then(|f| terms.holds(f)) == Some(true);
        let mut since = None;
        for (first, figure) in self.days.iter().rev().filter(|(d, _)| *d <= day) {
            if !holds(*figure) {
                return since;
            }
            since = Some(*first);
        }
        match holds(self.before) {
            true => Some(start),
            false => since,
        }
    }

    /// The last day up to `day` on which the figure held, and then did not any more: that
    /// on which it stopped, with the figure of that day.
    pub(super) fn stopped(&self, terms: &Terms<'_>, day: Date) -> Option<(Date, Option<Ratio>)> {
        let holds = |figure: Option<Ratio>| figure.and_then(|f| terms.holds(f)) == Some(true);
        let upto = self.days.partition_point(|(d, _)| *d <= day);
        let days = self.days.get(..upto)?;
        let pairs = days.windows(2).rev();
        let mut stops = pairs.filter_map(|two| match two {
            [a, b] if holds(a.1) && !holds(b.1) => Some(*b),
            _ => None,
        });
        stops.next()
    }
}

/// The figure while rows come in.
#[derive(Default)]
struct Running<'a> {
    sum: BTreeMap<Part, Ratio>,
    latest: BTreeMap<&'a str, (usize, Ratio)>,
}

impl<'a> Running<'a> {
    fn take(&mut self, adds: Adds, at: usize, row: &'a Row) -> Option<()> {
        let value = Ratio::whole(row.value);
        match adds {
            Adds::Latest => {
                self.latest.insert(&row.series, (at, value));
            }
            Adds::Sum | Adds::Ratio => {
                let sum = self.sum.entry(row.part).or_insert(Ratio::ZERO);
                *sum = sum.plus(value)?;
            }
        }
        Some(())
    }

    fn is_told(&self, adds: Adds, whole: usize) -> bool {
        match adds {
            Adds::Sum => true,
            Adds::Latest => self.latest.len() >= whole.max(1),
            Adds::Ratio => {
                let base = self.sum.get(&Part::Denominator);
                self.sum.contains_key(&Part::Numerator) && base.is_some_and(|b| *b != Ratio::ZERO)
            }
        }
    }

    fn figure(&self, adds: Adds, whole: usize) -> Option<Ratio> {
        if !self.is_told(adds, whole) {
            return None;
        }
        match adds {
            Adds::Sum => self.sum.get(&Part::Whole).copied(),
            Adds::Latest => {
                let mut values = self.latest.values().map(|(_, value)| *value);
                values.try_fold(Ratio::ZERO, Ratio::plus)
            }
            Adds::Ratio => {
                let share = self
                    .sum
                    .get(&Part::Numerator)?
                    .divided_by(*self.sum.get(&Part::Denominator)?)?;
                share.times(Ratio::count(100))
            }
        }
    }

    fn current(&self, adds: Adds, rows: &[(usize, &Row)]) -> BTreeSet<usize> {
        match adds {
            Adds::Latest => self.latest.values().map(|(at, _)| *at).collect(),
            Adds::Sum | Adds::Ratio => rows.iter().map(|(at, _)| *at).collect(),
        }
    }
}
