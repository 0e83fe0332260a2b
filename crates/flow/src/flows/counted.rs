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
use super::series::{Family, SERIES, Series};
use crate::flows::facts::filled;
use crate::key;
use crate::kind::Direction;
use iati::amount::Sum;
use iati::said::{Said, phrase};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What of an activity decides which rows count. Names are texts as [`key::of`]
/// makes them, or numbers that stand for such texts (see [`Names`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary<N = String> {
    pub identifier: N,
    /// The reporter's reference, else its name.
    pub reporter: N,
    pub secondary: bool,
    /// The digits of `last-updated-datetime`, to the second; none if there is none
    /// to read.
    pub updated: Option<u64>,
    pub level: u32,
    pub parents: Vec<N>,
    pub children: Vec<N>,
    pub rows: Vec<Row<N>>,
}

/// A transaction, budget or planned disbursement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<N = String> {
    pub at: At,
    pub series: Series,
    /// First and last day; none if unknown.
    pub days: Option<(Date, Date)>,
    /// Both ends are the reporter.
    pub is_internal: bool,
    /// The reference of the other end, who gives or who receives, where the other
    /// side tells of such money too.
    pub other: Option<N>,
    /// The activity of the other end.
    pub other_activity: Option<N>,
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
            Self::OlderCopy { .. } => phrase("an older copy of an activity that counts"),
            Self::Secondary { .. } => phrase("told by a secondary reporter; the primary publishes"),
            Self::SupersededBudget => phrase("a revised budget covers this period"),
            Self::RepeatedBudget => phrase("the same budget stands in the activity before"),
            Self::Internal => phrase("a transfer inside one organisation"),
            Self::Parent { .. } => phrase("activities below it are counted instead"),
            Self::OtherBook { .. } => phrase("the payer tells the same flow"),
        }
    }

    /// The same, to be put into a sentence.
    #[must_use]
    pub fn said(self) -> Said {
        Said::new(self.words(), Vec::new())
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
        let reporter = reporter.map(key::of).unwrap_or_default();
        let related = |kind: &str| -> Vec<String> {
            let of_kind = facts.related.iter();
            let of_kind = of_kind.filter(|r| filled(r.kind.as_deref()) == Some(kind));
            of_kind
                .filter_map(|r| filled(r.reference.as_deref()).map(key::of))
                .collect()
        };
        Self {
            identifier: key::of(facts.id()),
            secondary: facts.is_secondary(),
            updated: facts.updated.as_deref().and_then(moment),
            level: facts.level(),
            parents: related("1"),
            children: related("2"),
            rows: rows(facts, &reporter),
            reporter,
        }
    }

    /// Puts rows together that no rule tells apart: all of a class count, or none of
    /// them does, and for the same reason. Also gives the class of each row, as its
    /// number among the rows that are left.
    #[must_use]
    pub fn classed(mut self) -> (Self, Vec<u32>) {
        let mut classes: Vec<Row> = Vec::new();
        let mut met = BTreeMap::new();
        let mut of_row = Vec::with_capacity(self.rows.len());
        for row in std::mem::take(&mut self.rows) {
            let key = (
                row.series,
                row.is_internal,
                row.left_out,
                row.other.clone(),
                row.other_activity.clone(),
            );
            let number = *met.entry(key).or_insert(classes.len());
            of_row.push(number as u32);
            match classes.get_mut(number) {
                Some(class) => class.days = Span(class.days).with(Span(row.days)).0,
                None => classes.push(row),
            }
        }
        self.rows = classes;
        (self, of_row)
    }
}

impl<N> Summary<N> {
    /// The same with every name put otherwise.
    pub fn named<'s, M>(&'s self, name: &mut impl FnMut(&'s N) -> M) -> Summary<M> {
        Summary {
            identifier: name(&self.identifier),
            reporter: name(&self.reporter),
            secondary: self.secondary,
            updated: self.updated,
            level: self.level,
            parents: self.parents.iter().map(&mut *name).collect(),
            children: self.children.iter().map(&mut *name).collect(),
            rows: self.rows.iter().map(|row| row.named(name)).collect(),
        }
    }

    /// The families it carries, each with its first and last day.
    fn carries(&self, standings: &[Counted]) -> BTreeMap<Family, Span> {
        let mut all: BTreeMap<Family, Span> = BTreeMap::new();
        let rows = self.rows.iter().zip(standings);
        for (row, _) in rows.filter(|(_, c)| **c == Counted::Yes) {
            let family = row.series.row().family;
            let span = Span(row.days);
            all.entry(family)
                .and_modify(|s| *s = s.with(span))
                .or_insert(span);
        }
        all
    }
}

impl<N> Row<N> {
    fn named<'s, M>(&'s self, name: &mut impl FnMut(&'s N) -> M) -> Row<M> {
        Row {
            at: self.at,
            series: self.series,
            days: self.days,
            is_internal: self.is_internal,
            other: self.other.as_ref().map(&mut *name),
            other_activity: self.other_activity.as_ref().map(&mut *name),
            left_out: self.left_out,
        }
    }
}

/// What tells the classes of one activity apart, besides names: one small number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub series: Series,
    pub is_internal: bool,
    pub left_out: Option<LeftOut>,
}

impl Kept {
    #[must_use]
    pub fn of<N>(row: &Row<N>) -> Self {
        Self {
            series: row.series,
            is_internal: row.is_internal,
            left_out: row.left_out,
        }
    }

    #[must_use]
    pub fn number(self) -> u64 {
        let left_out = LeftOut::ALL.iter().position(|l| Some(*l) == self.left_out);
        let left_out = left_out.map_or(0, |at| at as u64 + 1);
        (left_out * SERIES.len() as u64 + self.series as u64) * 2 + u64::from(self.is_internal)
    }

    /// What a number stands for; none if it is no such number.
    #[must_use]
    pub fn of_number(number: u64) -> Option<Self> {
        let rest = usize::try_from(number / 2).ok()?;
        let left_out = match (rest / SERIES.len()).checked_sub(1) {
            None => None,
            Some(at) => Some(*LeftOut::ALL.get(at)?),
        };
        Some(Self {
            series: SERIES[rest % SERIES.len()].series,
            is_internal: number % 2 == 1,
            left_out,
        })
    }
}

/// The digits of a stamp as one number: the later one is the larger.
fn moment(text: &str) -> Option<u64> {
    let stamp = iati::date::stamp(text)?;
    let digits = stamp.bytes().filter(u8::is_ascii_digit);
    Some(digits.fold(0, |all, digit| all * 10 + u64::from(digit - b'0')))
}

fn rows(facts: &Facts, reporter: &str) -> Vec<Row> {
    let transactions = facts.transactions.iter().enumerate().map(|(index, t)| {
        let kind = filled(t.kind.as_deref()).map(transaction_type);
        let series = kind.as_deref().map_or(Series::UnknownType, Series::of_type);
        let on = day(t.date.as_ref()).ok().map(|d| (d, d));
        row(at(Element::Transaction, index, t.line), series, on).between(
            reporter,
            t.provider.as_ref(),
            t.receiver.as_ref(),
        )
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
        row(position, Series::PlannedDisbursement, days).between(
            reporter,
            p.provider.as_ref(),
            p.receiver.as_ref(),
        )
    });
    transactions.chain(budgets).chain(planned).collect()
}

fn row(at: At, series: Series, days: Option<(Date, Date)>) -> Row {
    Row {
        at,
        series,
        days,
        is_internal: false,
        other: None,
        other_activity: None,
        left_out: None,
    }
}

impl Row {
    /// Only what a rule asks for is kept, so that few rows differ.
    fn between(self, reporter: &str, provider: Option<&Org>, receiver: Option<&Org>) -> Self {
        let reference = |o: Option<&Org>| o.and_then(Org::reference).map(key::of);
        let (from, to) = (reference(provider), reference(receiver));
        let direction = self.series.direction();
        let is_own = |end: &Option<String>, is_implied: bool| match end {
            Some(end) => end == reporter,
            None => is_implied,
        };
        let is_internal = !reporter.is_empty()
            && self.series != Series::Expenditure
            && is_own(&from, direction == Direction::Out)
            && is_own(&to, direction == Direction::In);
        let (other, end) = match direction {
            Direction::Out => (to, receiver),
            Direction::In => (from, provider),
            Direction::NotStated => (None, None),
        };
        let end = end.filter(|_| self.series != Series::Expenditure);
        Self {
            is_internal,
            other: other.filter(|_| self.series.mirror().is_some()),
            other_activity: end.and_then(Org::activity).map(key::of),
            ..self
        }
    }
}

/// First and last day. Where no row has any, they meet all others; beside rows with days one
/// without says nothing, since all of them would have to be left out for the sake of it.
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

/// Texts and the numbers that stand for them in a [`Summary`]; 0 is the empty text.
#[derive(Clone, Debug)]
pub struct Names {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Default for Names {
    fn default() -> Self {
        let empty: Arc<str> = Arc::from("");
        Self {
            texts: vec![empty.clone()],
            numbers: HashMap::from([(empty, 0)]),
        }
    }
}

impl Names {
    /// The number of a text, a new one if it was not met before.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        let text: Arc<str> = Arc::from(text);
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }
}

/// Which rows count, for each activity of the set in its order.
#[must_use]
pub fn counted(set: &[Summary]) -> Vec<Vec<Counted>> {
    let mut names = Names::default();
    let numbered: Vec<_> = set
        .iter()
        .map(|summary| summary.named(&mut |text: &String| names.number(text)))
        .collect();
    counted_by_number(&numbered, &names)
}

/// The same of a set whose names are numbers.
#[must_use]
pub fn counted_by_number(set: &[Summary<u32>], names: &Names) -> Vec<Vec<Counted>> {
    let set = Set::of(set, names);
    let mut standings: Vec<Vec<Counted>> = (0..set.all.len()).map(|at| set.alone(at)).collect();
    set.parents(&mut standings);
    set.other_books(&mut standings);
    standings
}

/// The number of the empty text.
const NOBODY: u32 = 0;

/// The activities, and where to find them.
struct Set<'s> {
    all: &'s [Summary<u32>],
    names: &'s Names,
    /// By reporter and identifier, the copy that counts.
    live: HashMap<(u32, u32), usize>,
    /// By identifier, the first live activity of a primary reporter.
    primary: HashMap<u32, usize>,
    /// Primary reporters, each with its first activity.
    publishers: HashMap<u32, usize>,
}

impl<'s> Set<'s> {
    fn of(all: &'s [Summary<u32>], names: &'s Names) -> Self {
        let mut set = Self {
            all,
            names,
            live: HashMap::with_capacity(all.len()),
            primary: HashMap::with_capacity(all.len()),
            publishers: HashMap::new(),
        };
        for (at, summary) in all.iter().enumerate() {
            if summary.identifier == NOBODY {
                continue;
            }
            let newest = set.live.entry(identity(summary)).or_insert(at);
            if all[*newest].updated <= summary.updated {
                *newest = at;
            }
        }
        for (at, summary) in all.iter().enumerate().filter(|(_, s)| !s.secondary) {
            if set.is_live(at) {
                set.primary.entry(summary.identifier).or_insert(at);
                if summary.reporter != NOBODY {
                    set.publishers.entry(summary.reporter).or_insert(at);
                }
            }
        }
        set
    }

    /// The live activity of a reporter and identifier.
    fn find(&self, reporter: u32, identifier: u32) -> Option<usize> {
        self.live.get(&(reporter, identifier)).copied()
    }

    fn is_live(&self, at: usize) -> bool {
        let summary = &self.all[at];
        self.find(summary.reporter, summary.identifier)
            .is_none_or(|live| live == at)
    }

    /// What holds against the rows of one activity without looking at hierarchies
    /// and other books.
    fn alone(&self, at: usize) -> Vec<Counted> {
        let summary = &self.all[at];
        let live = self
            .find(summary.reporter, summary.identifier)
            .unwrap_or(at);
        let whole = if live != at {
            Some(Why::OlderCopy { by: live })
        } else if summary.secondary {
            self.primary_of(summary).map(|by| Why::Secondary { by })
        } else {
            None
        };
        let standing = |row: &Row<u32>| {
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
    fn primary_of(&self, summary: &Summary<u32>) -> Option<usize> {
        let same = self.primary.get(&summary.identifier);
        if let Some(at) = same.filter(|at| self.all[**at].reporter != summary.reporter) {
            return Some(*at);
        }
        let identifier = self.names.text(summary.identifier);
        let ends = identifier.match_indices(|c: char| !c.is_alphanumeric());
        let beginnings = ends.filter_map(|(end, _)| self.names.find(&identifier[..end]));
        let known: Vec<u32> = beginnings.filter(|b| *b != summary.reporter).collect();
        let mut known = known.iter().rev();
        known.find_map(|b| self.publishers.get(b).copied())
    }

    fn is_internal(&self, summary: &Summary<u32>, row: &Row<u32>) -> bool {
        let is_own_activity = row.other_activity.is_some_and(|other| {
            other != summary.identifier && self.find(summary.reporter, other).is_some()
        });
        is_own_activity || row.is_internal
    }

    /// Leaves out what parents carry and activities below them too.
    fn parents(&self, standings: &mut [Vec<Counted>]) {
        let tree = self.tree();
        if tree.children.iter().all(BTreeSet::is_empty) {
            return;
        }
        let carried: Vec<BTreeMap<Family, Span>> = (0..self.all.len())
            .map(|at| self.all[at].carries(&standings[at]))
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
            let find = |id: &u32| self.find(summary.reporter, *id);
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
        let paid = self.paid(standings);
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

    /// What those who are named as payers tell to have paid, and in which activity
    /// first.
    fn paid(&self, standings: &[Vec<Counted>]) -> Paid {
        let rows = |direction: Direction| {
            let each = self.all.iter().zip(standings).enumerate();
            each.flat_map(move |(at, (summary, standings))| {
                let rows = summary.rows.iter().zip(standings);
                let counting = rows.filter(move |(row, standing)| {
                    **standing == Counted::Yes && row.series.direction() == direction
                });
                counting.map(move |(row, _)| (at, summary, row))
            })
        };
        let named = rows(Direction::In).flat_map(|(_, _, row)| self.payers(row));
        let named: HashSet<u32> = named.collect();
        let mut paid = Paid::new();
        let out = rows(Direction::Out).filter(|(_, payer, _)| named.contains(&payer.reporter));
        for (at, payer, row) in out {
            for end in [row.other, row.other_activity].into_iter().flatten() {
                paid.entry((payer.reporter, row.series, end)).or_insert(at);
            }
        }
        paid
    }

    /// Who may have paid what a row says to have received: who is named, then the
    /// reporter of the activity that is named.
    fn payers(&self, row: &Row<u32>) -> impl Iterator<Item = u32> + use<> {
        let of_activity = row.other_activity.and_then(|id| self.primary.get(&id));
        let of_activity = of_activity.map(|at| self.all[*at].reporter);
        [row.other, of_activity].into_iter().flatten()
    }

    /// The payer's activity that tells of what this row received.
    fn payer(&self, paid: &Paid, summary: &Summary<u32>, row: &Row<u32>) -> Option<usize> {
        let mirror = row.series.mirror()?;
        let receivers = [summary.identifier, summary.reporter];
        let payers = self.payers(row).filter(|p| *p != summary.reporter);
        let mut found = payers.flat_map(|payer| {
            let told = receivers.iter().filter(|r| **r != NOBODY);
            told.filter_map(move |r| paid.get(&(payer, mirror, *r)).copied())
        });
        found.next()
    }
}

/// By payer, series and receiver (an organisation or an activity), the first
/// activity that tells of it.
type Paid = HashMap<(u32, Series, u32), usize>;

fn identity(summary: &Summary<u32>) -> (u32, u32) {
    (summary.reporter, summary.identifier)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_classes_apart_comes_back_from_its_number() {
        let mut met = BTreeSet::new();
        for series in SERIES {
            for left_out in LeftOut::ALL.map(Some).into_iter().chain([None]) {
                for is_internal in [false, true] {
                    let kept = Kept {
                        series: series.series,
                        is_internal,
                        left_out,
                    };
                    assert!(met.insert(kept.number()));
                    assert_eq!(Kept::of_number(kept.number()), Some(kept));
                }
            }
        }
        assert_eq!(Kept::of_number(met.len() as u64), None);
    }
}
