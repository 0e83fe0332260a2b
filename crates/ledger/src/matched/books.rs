//! The books of all publishers at one moment, ready to be laid beside each other.

use super::alias;
use super::key::{Id, LineKey};
use crate::error::Result;
use crate::record::VersionHead;
use crate::statement::kind;
use crate::view::View;
use flow::rate::{Pick, Rates};
use flow::reconcile::{ActivityIndex, Books, LineId, normal};
use flow::trace::{Accounts, Unit};
use iati::activity::Activity;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The currency in which amounts of two currencies are compared.
pub const COMMON: &str = "USD";

/// Days that a budget of one year may be long.
const YEAR: std::ops::RangeInclusive<i32> = 360..=371;

/// The lines of all live activities, in order of rank.
#[derive(Debug, Default)]
pub struct KeptBooks {
    pub books: Books,
    /// Rank of each activity of the books.
    ranks: Vec<u32>,
    /// Of each line.
    ids: Vec<Id>,
}

impl KeptBooks {
    /// Rank of the activity that a line stands in, and its place among the
    /// activity's transactions, from 0.
    #[must_use]
    pub fn place(&self, line: LineId) -> Option<(u32, u32)> {
        let (activity, position) = self.books.place(line)?;
        Some((*self.ranks.get(activity.0 as usize)?, position))
    }

    /// The name of a line.
    #[must_use]
    pub fn id(&self, line: LineId) -> Option<Id> {
        self.ids.get(line.0 as usize).copied()
    }

    /// All lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = LineId> + use<> {
        (0..).map(LineId).take(self.ids.len())
    }

    /// The lines of the activity of a rank, in document order.
    pub fn of_rank(&self, rank: u32) -> impl Iterator<Item = LineId> + '_ {
        let activity = self.ranks.binary_search(&rank).ok();
        let of = move |line: u32| self.books.place(LineId(line)).map(|(a, _)| a.0 as usize);
        let (mut low, mut high) = (0, self.ids.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            if of(middle) < activity {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let found = (low..self.ids.len() as u32).take_while(move |line| of(*line) == activity);
        found.filter(move |_| activity.is_some()).map(LineId)
    }

    /// The lines of some names.
    pub(super) fn named(&self, wanted: &[Id]) -> HashMap<Id, LineId> {
        let mut wanted = wanted.to_vec();
        wanted.sort_unstable();
        let found = self.ids.iter().zip(0..);
        found
            .filter(|(id, _)| wanted.binary_search(id).is_ok())
            .map(|(id, at)| (*id, LineId(at)))
            .collect()
    }

    /// What names a line. Its like in the activity are counted again.
    #[must_use]
    pub fn key(&self, line: LineId, view: &View<'_>) -> Option<LineKey> {
        let (activity, _) = self.books.place(line)?;
        let (rank, _) = self.place(line)?;
        let member = view.at_rank(rank)?;
        let first = (0..=line.0).rev().map(LineId);
        let own: Vec<LineId> = first
            .take_while(|l| self.books.place(*l).is_some_and(|(a, _)| a == activity))
            .collect();
        let mut keys = Keys::of(&member.head);
        let mut key = None;
        for line in own.iter().rev() {
            key = Some(keys.next(&self.books.draft(*line)?));
        }
        key
    }
}

/// Names the lines of one activity, in document order.
struct Keys<'m> {
    publisher: &'m str,
    activity: &'m str,
    seen: HashMap<LineKey, u32>,
}

impl<'m> Keys<'m> {
    fn of(head: &'m VersionHead) -> Self {
        let publisher: &str = match head.reporter.as_ref() {
            "" => &head.reporter_name,
            reference => reference,
        };
        Self {
            publisher,
            activity: &head.identifier,
            seen: HashMap::new(),
        }
    }

    fn next(&mut self, line: &flow::reconcile::LineDraft<'_>) -> LineKey {
        let mut key = LineKey::of(self.publisher, self.activity, line, 0);
        let count = self.seen.entry(key.clone()).or_default();
        *count += 1;
        key.nth = *count;
        key
    }
}

/// What names the transactions of any version of an activity, in document order.
#[must_use]
pub fn line_keys(head: &VersionHead, activity: &Activity) -> Vec<LineKey> {
    let mut books = Books::default();
    books.read(activity, "", &mut |_, _, _| None);
    let mut keys = Keys::of(head);
    let lines = (0..).map(LineId).take(books.len());
    lines
        .filter_map(|line| Some(keys.next(&books.draft(line)?)))
        .collect()
}

impl View<'_> {
    /// The books of this moment. Decisions change nothing in them.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn books(&self) -> Result<Arc<KeptBooks>> {
        self.found_despite(&[kind::DECISION], "books", || read(self))
    }
}

impl View<'_> {
    /// The same lines, to be followed in one currency at the built-in rates. A line
    /// has the same place in both.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn accounts(&self, unit: &Unit) -> Result<Arc<Accounts>> {
        let name = format!("accounts in {} to {}", unit.currency, unit.decimals);
        self.found_despite(&[kind::DECISION], &name, || {
            let mut accounts = Accounts::new(unit.clone(), alias::in_force(self));
            let mut common = converter(&unit.currency);
            self.each_activity(&activities(self), |_, activity| {
                accounts.read(activity, "", &mut common);
            })?;
            Ok(accounts)
        })
    }
}

/// The ranks of all live activities, in order.
fn activities(view: &View<'_>) -> Vec<u32> {
    let members = view.live().members.iter().zip(0..);
    let activities = members.filter(|(m, _)| m.head.is_activity);
    activities.map(|(_, rank)| rank).collect()
}

/// Amounts in one currency at the rate of their day.
fn converter(to: &str) -> impl FnMut(Decimal, &str, Date) -> Option<Decimal> {
    move |value, currency, day| {
        let found = Rates::builtin().convert(value, currency, to, day, Pick::default());
        found.ok().map(|c| c.amount)
    }
}

fn read(view: &View<'_>) -> Result<KeptBooks> {
    let ranks = activities(view);
    let mut kept = KeptBooks {
        books: Books::new(alias::in_force(view)),
        ..KeptBooks::default()
    };
    let sources: BTreeMap<u64, &str> = (view.live().publications.iter())
        .map(|p| (p.seq, p.dataset.value.as_str()))
        .collect();
    let mut years = Years::default();
    let mut dollars = converter(COMMON);
    view.each_activity(&ranks, |rank, activity| {
        let Some(member) = view.at_rank(rank) else {
            return;
        };
        let source = sources
            .get(&member.publication)
            .copied()
            .unwrap_or_default();
        let from = kept.books.len();
        let index = kept.books.read(activity, source, &mut dollars);
        years.note(index, activity);
        kept.ranks.push(rank);
        let mut keys = Keys::of(&member.head);
        for line in (from..kept.books.len()).map(|at| LineId(at as u32)) {
            let key = kept.books.draft(line).map(|draft| keys.next(&draft));
            kept.ids.push(key.unwrap_or_default().id());
        }
    })?;
    years.tell(&mut kept.books);
    Ok(kept)
}

/// In which month the financial year of each publisher starts, by its own budgets
/// of a year: the month in which most of them do.
#[derive(Default)]
struct Years {
    starts: BTreeMap<String, BTreeMap<i8, u64>>,
    of: Vec<(ActivityIndex, String)>,
}

impl Years {
    fn note(&mut self, index: ActivityIndex, activity: &Activity) {
        let reporter = &activity.reporting_org;
        let publisher = reporter.reference.as_deref().or(reporter.name.as_deref());
        let publisher = normal(publisher.unwrap_or_default());
        for budget in &activity.budgets {
            let (Some(start), Some(end)) = (budget.start.known(), budget.end.known()) else {
                continue;
            };
            let is_first = start.day() == 1;
            if is_first && YEAR.contains(&((*end - *start).get_days() + 1)) {
                let months = self.starts.entry(publisher.clone()).or_default();
                *months.entry(start.month()).or_default() += 1;
            }
        }
        self.of.push((index, publisher));
    }

    fn tell(self, books: &mut Books) {
        for (index, publisher) in self.of {
            let months = self.starts.get(&publisher);
            let most = months.and_then(|m| m.iter().max_by_key(|(month, n)| (**n, -**month)));
            if let Some((month, _)) = most {
                books.financial_year(index, *month);
            }
        }
    }
}
