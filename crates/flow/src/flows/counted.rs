//! Which rows of a set of activities count in totals, and why others do not.
//!
//! It depends on the set: a parent counts until its children are published. So
//! nothing here is stored with a row; it is asked of what is live at a moment.
//!
//! Rows are left out, in this order of reasons, as
//!
//! 1. an older copy of an activity: the same reporter and identifier, an earlier
//!    `last-updated-datetime`;
//! 2. a secondary reporter's, where the primary publishes: the activity itself, or
//!    any under an identifier that begins with its own;
//! 3. a budget that a revised one supersedes, or that stands there twice;
//! 4. an internal transfer: provider and receiver are the reporter, or the other
//!    activity is another of its own (expenditure is never internal);
//! 5. a parent's, where activities below it carry the same series over an
//!    overlapping time: the deepest level that carries it counts;
//! 6. the other book of a flow: what one received, where the payer tells the same
//!    series towards it. The two books are accounts of one flow and never added.
//!
//! Source: the standard's guidance and helpdesk on hierarchies (no double counting
//! in a chain; a group counts as one), secondary reporters and internal transfers.

use super::budget;
use super::facts::{Facts, Org};
use super::flow::{At, Element, LeftOut};
use super::method::counterfoil::{at, day, planned_span, span, term, transaction_type};
use super::series::{Family, Series};
use crate::flows::facts::filled;
use crate::key;
use crate::kind::Direction;
use iati::amount::Sum;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What of an activity decides which rows count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Identifiers as [`key::of`] makes them, here and below.
    pub identifier: String,
    /// The reporter's reference, else its name.
    pub reporter: String,
    pub secondary: bool,
    /// `last-updated-datetime` to the second; none if there is none to read.
    pub updated: Option<String>,
    pub level: u32,
    pub parents: Vec<String>,
    pub children: Vec<String>,
    pub rows: Vec<Row>,
}

/// A transaction, budget or planned disbursement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub at: At,
    pub series: Series,
    /// First and last day; none if unknown.
    pub days: Option<(Date, Date)>,
    pub provider: Option<String>,
    pub provider_activity: Option<String>,
    pub receiver: Option<String>,
    pub receiver_activity: Option<String>,
    /// What the activity alone says against it.
    pub left_out: Option<LeftOut>,
}

/// Whether a row counts. Numbers are of the set's activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    Yes,
    No(Why),
}

/// Why a row does not count, and the activity that counts instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    OlderCopy { by: usize },
    Secondary { by: usize },
    SupersededBudget,
    RepeatedBudget,
    Internal,
    Parent { by: usize },
    OtherBook { by: usize },
}

impl Why {
    /// A stable word for filters and groups.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::OlderCopy { .. } => "older-copy",
            Self::Secondary { .. } => "secondary-reporter",
            Self::SupersededBudget => "superseded-budget",
            Self::RepeatedBudget => "repeated-budget",
            Self::Internal => "internal-transfer",
            Self::Parent { .. } => "parent-of-counted",
            Self::OtherBook { .. } => "other-book",
        }
    }

    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OlderCopy { .. } => "an older copy of an activity that counts",
            Self::Secondary { .. } => "told by a secondary reporter; the primary publishes",
            Self::SupersededBudget => "a revised budget covers this period",
            Self::RepeatedBudget => "the same budget stands in the activity before",
            Self::Internal => "a transfer inside one organisation",
            Self::Parent { .. } => "parent of counted children",
            Self::OtherBook { .. } => "the payer tells the same flow",
        }
    }

    /// The number of the activity that counts instead, if it is another.
    #[must_use]
    pub fn by(self) -> Option<usize> {
        match self {
            Self::OlderCopy { by }
            | Self::Secondary { by }
            | Self::Parent { by }
            | Self::OtherBook { by } => Some(by),
            _ => None,
        }
    }
}

impl Summary {
    /// What of `facts` decides.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        let reporter = facts.reporter.as_ref();
        let reporter = reporter.and_then(|o| o.reference().or(o.name()));
        let related = |kind: &str| -> Vec<String> {
            let of_kind = facts.related.iter();
            let of_kind = of_kind.filter(|r| filled(r.kind.as_deref()) == Some(kind));
            of_kind
                .filter_map(|r| filled(r.reference.as_deref()).map(key::of))
                .collect()
        };
        Self {
            identifier: key::of(facts.id()),
            reporter: reporter.map(key::of).unwrap_or_default(),
            secondary: facts.is_secondary(),
            updated: facts.updated.as_deref().and_then(iati::date::stamp),
            level: facts.level(),
            parents: related("1"),
            children: related("2"),
            rows: rows(facts),
        }
    }

    /// The families it carries, each with its first and last day.
    fn carries(&self, counts: impl Fn(&Row) -> bool) -> BTreeMap<Family, Span> {
        let mut all: BTreeMap<Family, Span> = BTreeMap::new();
        for row in self.rows.iter().filter(|r| counts(r)) {
            let family = row.series.row().family;
            let span = Span(row.days);
            all.entry(family)
                .and_modify(|s| *s = s.with(span))
                .or_insert(span);
        }
        all
    }
}

fn rows(facts: &Facts) -> Vec<Row> {
    let transactions = facts.transactions.iter().enumerate().map(|(index, t)| {
        let kind = filled(t.kind.as_deref()).map(transaction_type);
        let series = kind.as_deref().map_or(Series::UnknownType, Series::of_type);
        let on = day(t.date.as_ref()).ok().map(|d| (d, d));
        row(at(Element::Transaction, index, t.line), series, on)
            .between(t.provider.as_ref(), t.receiver.as_ref())
    });
    let terms: Vec<_> = facts.budgets.iter().map(|b| term(facts, b)).collect();
    let standings = budget::standings(&terms);
    let budgets = facts.budgets.iter().zip(standings).enumerate();
    let budgets = budgets.map(|(index, (b, standing))| {
        let days = span(b.start.as_ref(), b.end.as_ref()).ok();
        let days = days.map(|w| (w.first(), w.last()));
        Row {
            left_out: standing.left_out,
            ..row(at(Element::Budget, index, b.line), Series::Budget, days)
        }
    });
    let planned = facts.planned.iter().enumerate().map(|(index, p)| {
        let days = planned_span(p).ok().map(|w| (w.first(), w.last()));
        let position = at(Element::PlannedDisbursement, index, p.line);
        row(position, Series::PlannedDisbursement, days)
            .between(p.provider.as_ref(), p.receiver.as_ref())
    });
    transactions.chain(budgets).chain(planned).collect()
}

fn row(at: At, series: Series, days: Option<(Date, Date)>) -> Row {
    Row {
        at,
        series,
        days,
        provider: None,
        provider_activity: None,
        receiver: None,
        receiver_activity: None,
        left_out: None,
    }
}

impl Row {
    fn between(self, provider: Option<&Org>, receiver: Option<&Org>) -> Self {
        let reference = |o: Option<&Org>| o.and_then(Org::reference).map(key::of);
        let activity = |o: Option<&Org>| o.and_then(Org::activity).map(key::of);
        Self {
            provider: reference(provider),
            provider_activity: activity(provider),
            receiver: reference(receiver),
            receiver_activity: activity(receiver),
            ..self
        }
    }
}

/// First and last day; unknown ones meet any others.
#[derive(Clone, Copy, Debug)]
struct Span(Option<(Date, Date)>);

impl Span {
    fn with(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Some(a), Some(b)) => Self(Some((a.0.min(b.0), a.1.max(b.1)))),
            (one, other) => Self(one.or(other)),
        }
    }

    fn meets(self, other: Self) -> bool {
        match (self.0, other.0) {
            (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
            _ => true,
        }
    }
}

/// Which rows count, for each activity of the set in its order.
#[must_use]
pub fn counted(set: &[Summary]) -> Vec<Vec<Counted>> {
    let set = Set::of(set);
    let mut standings: Vec<Vec<Counted>> = (0..set.all.len()).map(|at| set.alone(at)).collect();
    set.parents(&mut standings);
    set.other_books(&mut standings);
    standings
}

/// The activities, and where to find them.
struct Set<'s> {
    all: &'s [Summary],
    /// By reporter and identifier, the copy that counts.
    live: BTreeMap<(&'s str, &'s str), usize>,
    /// By identifier, the first live activity of a primary reporter.
    primary: BTreeMap<&'s str, usize>,
    /// Primary reporters, each with its first activity.
    publishers: BTreeMap<&'s str, usize>,
}

impl<'s> Set<'s> {
    fn of(all: &'s [Summary]) -> Self {
        let mut set = Self {
            all,
            live: BTreeMap::new(),
            primary: BTreeMap::new(),
            publishers: BTreeMap::new(),
        };
        for (at, summary) in all.iter().enumerate() {
            if summary.identifier.is_empty() {
                continue;
            }
            let newest = set.live.entry(identity(summary)).or_insert(at);
            if all[*newest].updated <= summary.updated {
                *newest = at;
            }
        }
        for (at, summary) in all.iter().enumerate().filter(|(_, s)| !s.secondary) {
            if set.is_live(at) {
                set.primary.entry(&summary.identifier).or_insert(at);
                if !summary.reporter.is_empty() {
                    set.publishers.entry(&summary.reporter).or_insert(at);
                }
            }
        }
        set
    }

    /// The live activity of a reporter and identifier.
    fn find(&self, reporter: &str, identifier: &str) -> Option<usize> {
        self.live.get(&(reporter, identifier)).copied()
    }

    fn is_live(&self, at: usize) -> bool {
        let summary = &self.all[at];
        self.find(&summary.reporter, &summary.identifier)
            .is_none_or(|live| live == at)
    }

    /// What holds against the rows of one activity without looking at hierarchies
    /// and other books.
    fn alone(&self, at: usize) -> Vec<Counted> {
        let summary = &self.all[at];
        let live = self
            .find(&summary.reporter, &summary.identifier)
            .unwrap_or(at);
        let whole = if live != at {
            Some(Why::OlderCopy { by: live })
        } else if summary.secondary {
            self.primary_of(summary).map(|by| Why::Secondary { by })
        } else {
            None
        };
        let standing = |row: &Row| {
            let alone = whole.or_else(|| match row.left_out {
                Some(LeftOut::RepeatedBudget) => Some(Why::RepeatedBudget),
                Some(_) => Some(Why::SupersededBudget),
                None if self.is_internal(summary, row) => Some(Why::Internal),
                None => None,
            });
            alone.map_or(Counted::Yes, Counted::No)
        };
        summary.rows.iter().map(standing).collect()
    }

    /// An activity of the primary reporter: the same one, or any of the organisation
    /// whose reference the identifier begins with.
    fn primary_of(&self, summary: &Summary) -> Option<usize> {
        let same = self.primary.get(summary.identifier.as_str());
        if let Some(at) = same.filter(|at| self.all[**at].reporter != summary.reporter) {
            return Some(*at);
        }
        let ends = summary
            .identifier
            .match_indices(|c: char| !c.is_alphanumeric());
        let beginnings = ends.map(|(end, _)| &summary.identifier[..end]);
        let mut known = beginnings.filter(|b| *b != summary.reporter).rev();
        known.find_map(|b| self.publishers.get(b).copied())
    }

    fn is_internal(&self, summary: &Summary, row: &Row) -> bool {
        let other = match row.series.direction() {
            _ if row.series == Series::Expenditure => return false,
            Direction::Out => &row.receiver_activity,
            Direction::In => &row.provider_activity,
            Direction::NotStated => &None,
        };
        let is_own_activity = other.as_deref().is_some_and(|other| {
            other != summary.identifier && self.find(&summary.reporter, other).is_some()
        });
        let reporter = Some(&summary.reporter).filter(|r| !r.is_empty());
        let (from, to) = match row.series.direction() {
            Direction::Out => (row.provider.as_ref().or(reporter), row.receiver.as_ref()),
            Direction::In => (row.provider.as_ref(), row.receiver.as_ref().or(reporter)),
            Direction::NotStated => (row.provider.as_ref(), row.receiver.as_ref()),
        };
        is_own_activity || (reporter.is_some() && from == reporter && to == reporter)
    }

    /// Leaves out what parents carry and activities below them too.
    fn parents(&self, standings: &mut [Vec<Counted>]) {
        let tree = self.tree();
        let carried: Vec<BTreeMap<Family, Span>> = (0..self.all.len())
            .map(|at| {
                let rows = self.all[at].rows.iter().zip(&standings[at]);
                let counting: BTreeSet<At> = rows
                    .filter(|(_, c)| **c == Counted::Yes)
                    .map(|(r, _)| r.at)
                    .collect();
                self.all[at].carries(|r| counting.contains(&r.at))
            })
            .collect();
        let below = tree.below(&carried);
        for (at, below) in below.iter().enumerate() {
            for (family, (span, by)) in below {
                let own = carried[at].get(family);
                if !own.is_some_and(|own| own.meets(*span)) {
                    continue;
                }
                let rows = self.all[at].rows.iter().zip(&mut standings[at]);
                for (_, standing) in
                    rows.filter(|(r, c)| r.series.row().family == *family && **c == Counted::Yes)
                {
                    *standing = Counted::No(Why::Parent { by: *by });
                }
            }
        }
    }

    /// Links between live activities of one reporter, by what either says. One that
    /// the stated hierarchies contradict is none.
    fn tree(&self) -> Tree {
        let mut children: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.all.len()];
        let mut link = |parent: usize, child: usize| {
            if parent != child && self.all[parent].level <= self.all[child].level {
                children[parent].insert(child);
            }
        };
        for (at, summary) in self
            .all
            .iter()
            .enumerate()
            .filter(|(at, _)| self.is_live(*at))
        {
            let find = |id: &String| self.find(&summary.reporter, id);
            summary
                .children
                .iter()
                .filter_map(find)
                .for_each(|child| link(at, child));
            summary
                .parents
                .iter()
                .filter_map(find)
                .for_each(|parent| link(parent, at));
        }
        Tree { children }
    }

    /// Leaves out what was received where the payer tells of it.
    fn other_books(&self, standings: &mut [Vec<Counted>]) {
        let mut paid: BTreeMap<(&str, Series, &str), usize> = BTreeMap::new();
        for (at, summary) in self.all.iter().enumerate() {
            for (row, standing) in summary.rows.iter().zip(&standings[at]) {
                if *standing != Counted::Yes || row.series.direction() != Direction::Out {
                    continue;
                }
                let ends = [&row.receiver, &row.receiver_activity];
                for end in ends.into_iter().flatten() {
                    paid.entry((&summary.reporter, row.series, end))
                        .or_insert(at);
                }
            }
        }
        for (at, summary) in self.all.iter().enumerate() {
            for (row, standing) in summary.rows.iter().zip(&mut standings[at]) {
                if *standing != Counted::Yes || row.series.direction() != Direction::In {
                    continue;
                }
                if let Some(by) = self.payer(&paid, summary, row) {
                    *standing = Counted::No(Why::OtherBook { by });
                }
            }
        }
    }

    /// The payer's activity that tells of what this row received.
    fn payer(
        &self,
        paid: &BTreeMap<(&str, Series, &str), usize>,
        summary: &Summary,
        row: &Row,
    ) -> Option<usize> {
        let of_activity = row.provider_activity.as_deref();
        let of_activity = of_activity.and_then(|id| self.primary.get(id));
        let of_activity = of_activity.map(|at| self.all[*at].reporter.as_str());
        let payers = [row.provider.as_deref(), of_activity];
        let payers = payers
            .into_iter()
            .flatten()
            .filter(|p| *p != summary.reporter);
        let mirror = row.series.mirror()?;
        let receivers = [summary.identifier.as_str(), summary.reporter.as_str()];
        let mut found = payers.flat_map(|payer| {
            let told = receivers.iter().filter(|r| !r.is_empty());
            told.filter_map(move |r| paid.get(&(payer, mirror, *r)).copied())
        });
        found.next()
    }
}

fn identity(summary: &Summary) -> (&str, &str) {
    (&summary.reporter, &summary.identifier)
}

/// Parents and children by number.
struct Tree {
    children: Vec<BTreeSet<usize>>,
}

/// What is carried below an activity: from when to when, and by whom.
type Below = BTreeMap<Family, (Span, usize)>;

impl Tree {
    /// For each activity, what those below it carry. Activities in a ring are below
    /// one another as little as above: only what hangs from the ring counts.
    fn below(&self, carried: &[BTreeMap<Family, Span>]) -> Vec<Below> {
        let mut below = vec![Below::new(); self.children.len()];
        for ring in self.rings() {
            let mut sum = Below::new();
            for member in &ring {
                for child in self.children[*member].difference(&ring) {
                    let own = carried[*child].iter().map(|(f, s)| (*f, (*s, *child)));
                    let deeper = below[*child].iter().map(|(f, s)| (*f, *s));
                    for (family, (span, by)) in own.chain(deeper).collect::<Vec<_>>() {
                        let entry = sum.entry(family).or_insert((span, by));
                        entry.0 = entry.0.with(span);
                        entry.1 = entry.1.min(by);
                    }
                }
            }
            for member in ring {
                below[member].clone_from(&sum);
            }
        }
        below
    }

    /// Activities that lead to one another, children before parents (Tarjan, without
    /// recursion: a chain may be as long as a file).
    fn rings(&self) -> Vec<BTreeSet<usize>> {
        const UNSEEN: usize = usize::MAX;
        let count = self.children.len();
        let (mut order, mut low) = (vec![UNSEEN; count], vec![UNSEEN; count]);
        let (mut open, mut is_open) = (Vec::new(), vec![false; count]);
        let (mut rings, mut next) = (Vec::new(), 0);
        for root in 0..count {
            if order[root] != UNSEEN {
                continue;
            }
            let mut path = vec![(root, self.children[root].iter())];
            (order[root], low[root], next) = (next, next, next + 1);
            open.push(root);
            is_open[root] = true;
            while let Some((at, children)) = path.last_mut() {
                let at = *at;
                if let Some(child) = children.next().copied() {
                    if order[child] == UNSEEN {
                        (order[child], low[child], next) = (next, next, next + 1);
                        open.push(child);
                        is_open[child] = true;
                        path.push((child, self.children[child].iter()));
                    } else if is_open[child] {
                        low[at] = low[at].min(order[child]);
                    }
                    continue;
                }
                path.pop();
                if let Some((parent, _)) = path.last() {
                    low[*parent] = low[*parent].min(low[at]);
                }
                if low[at] == order[at] {
                    let mut ring = BTreeSet::new();
                    while let Some(member) = open.pop() {
                        is_open[member] = false;
                        ring.insert(member);
                        if member == at {
                            break;
                        }
                    }
                    rings.push(ring);
                }
            }
        }
        rings
    }
}

/// What counts and what does not, added up: the excluded and the counted together
/// are all there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By reason (none: counted), series and currency: rows and amount.
    pub sums: BTreeMap<(Option<&'static str>, Series, String), (u64, Sum)>,
}

impl Tally {
    pub fn add(&mut self, counted: Counted, series: Series, currency: &str, value: Decimal) {
        let reason = match counted {
            Counted::Yes => None,
            Counted::No(why) => Some(why.id()),
        };
        let key = (reason, series, currency.to_owned());
        let (rows, sum) = self.sums.entry(key).or_default();
        *rows += 1;
        sum.add(value);
    }
}
