//! What a document stands for, as it is shown: read from the stored version.
//!
//! The index keeps no copy of it: few of many are ever shown, and what is shown
//! is what is on record.

use crate::error::Result;
use crate::record::VersionBody;
use flow::book::{self, Entry, Party};
use flow::classify;
use iati::activity::{Activity, Indicator, Narrative, Period, ResultStatement, Share, in_language};
use iati::organisation::OrganisationRecord;
use iati::position::Position;
use iati::read::{Context, Tree, UnitKind};
use iati::stated::Stated;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A stored unit, read.
pub enum Unit {
    Activity(Box<Activity>),
    Organisation(Box<OrganisationRecord>),
}

impl Unit {
    /// Lines are counted from the start of the unit.
    ///
    /// # Errors
    /// What is stored is damaged.
    pub(crate) fn read(body: VersionBody) -> Result<Self> {
        let (tree, context) = body.parsed("a stored activity")?;
        Ok(Self::of(tree.kind(), &tree, &context))
    }

    /// What a parsed unit says.
    pub(crate) fn of(kind: UnitKind, tree: &Tree, context: &Context) -> Self {
        match kind {
            UnitKind::Activity => {
                let start = Position { line: 0, column: 1 };
                Self::Activity(Box::new(Activity::read(tree, context, start)))
            }
            UnitKind::Organisation => Self::Organisation(Box::new(OrganisationRecord::read(tree))),
        }
    }

    fn activity(&self) -> Option<&Activity> {
        match self {
            Self::Activity(activity) => Some(activity),
            Self::Organisation(_) => None,
        }
    }
}

/// Something that a document of the index stands for.
pub trait Row: Sized {
    /// The one of this number, from 0, in a unit; `None` if it has none.
    fn of(unit: &Unit, ordinal: usize) -> Option<Self>;
}

/// An activity, in short.
#[derive(Clone, Debug)]
pub struct ActivityRow {
    pub identifier: String,
    /// In each language that it is stated in.
    pub titles: Vec<Narrative>,
    /// Language of narratives that state none.
    pub language: Option<String>,
    pub reporter: Party,
    pub secondary: bool,
    pub hierarchy: String,
    pub status: Option<String>,
    /// Actual, else planned.
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub places: Vec<String>,
    pub sectors: Vec<String>,
    pub transactions: usize,
    pub results: usize,
}

#[derive(Clone, Debug)]
pub struct BudgetRow {
    pub activity: String,
    pub reporter: Party,
    /// 1 original, 2 revised.
    pub kind: String,
    /// 1 indicative, 2 committed.
    pub status: String,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub value: Option<Decimal>,
    pub currency: Option<String>,
    pub gaps: Vec<String>,
    pub path: String,
    pub line: u64,
}

#[derive(Clone, Debug)]
pub struct PlannedRow {
    pub activity: String,
    pub reporter: Party,
    pub kind: String,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub value: Option<Decimal>,
    pub currency: Option<String>,
    pub provider: Party,
    pub receiver: Party,
    pub gaps: Vec<String>,
    pub path: String,
    pub line: u64,
}

/// One period of one indicator; an indicator without periods has one row.
#[derive(Clone, Debug)]
pub struct IndicatorRow {
    pub activity: String,
    pub reporter: Party,
    /// Titles of the result and of the indicator, in each language.
    pub result: Vec<Narrative>,
    pub indicator: Vec<Narrative>,
    /// Language of narratives that state none.
    pub language: Option<String>,
    pub measure: Option<String>,
    pub ascending: bool,
    pub baseline: Option<String>,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub targets: Vec<String>,
    pub actuals: Vec<String>,
    pub path: String,
}

#[derive(Clone, Debug)]
pub struct OrganisationRow {
    pub identifier: String,
    pub name: Option<String>,
    pub reporter: Party,
    pub budgets: usize,
}

impl Row for ActivityRow {
    fn of(unit: &Unit, _: usize) -> Option<Self> {
        let a = unit.activity()?;
        Some(Self {
            identifier: a.identifier.clone(),
            titles: a.titles.clone(),
            language: a.language.clone(),
            reporter: Party::of(&a.reporting_org),
            secondary: a.secondary,
            hierarchy: a.hierarchy.clone(),
            status: a.status.clone(),
            start: start(a),
            end: end(a),
            places: codes(&places(a), classify::place_code),
            sectors: codes(&sectors(a), classify::sector_code),
            transactions: a.transactions.len(),
            results: a.results.len(),
        })
    }
}

impl Row for Entry {
    fn of(unit: &Unit, ordinal: usize) -> Option<Self> {
        book::entry(unit.activity()?, ordinal)
    }
}

impl Row for BudgetRow {
    fn of(unit: &Unit, ordinal: usize) -> Option<Self> {
        let a = unit.activity()?;
        let b = a.budgets.get(ordinal)?;
        Some(Self {
            activity: a.identifier.clone(),
            reporter: Party::of(&a.reporting_org),
            kind: b.kind.clone(),
            status: b.status.clone(),
            start: copied(&b.start),
            end: copied(&b.end),
            value: copied(&b.value),
            currency: b.currency.clone(),
            gaps: gaps(&[
                ("value", b.value.gap()),
                ("start", b.start.gap()),
                ("end", b.end.gap()),
            ]),
            path: b.path.clone(),
            line: b.line,
        })
    }
}

impl Row for PlannedRow {
    fn of(unit: &Unit, ordinal: usize) -> Option<Self> {
        let a = unit.activity()?;
        let p = a.planned_disbursements.get(ordinal)?;
        Some(Self {
            activity: a.identifier.clone(),
            reporter: Party::of(&a.reporting_org),
            kind: p.kind.clone(),
            start: copied(&p.start),
            end: copied(&p.end),
            value: copied(&p.value),
            currency: p.currency.clone(),
            provider: Party::of(&p.provider),
            receiver: Party::of(&p.receiver),
            gaps: gaps(&[("value", p.value.gap()), ("start", p.start.gap())]),
            path: p.path.clone(),
            line: p.line,
        })
    }
}

impl Row for IndicatorRow {
    fn of(unit: &Unit, ordinal: usize) -> Option<Self> {
        let a = unit.activity()?;
        let (result, i, period) = indicators(a).nth(ordinal)?;
        Some(Self {
            activity: a.identifier.clone(),
            reporter: Party::of(&a.reporting_org),
            result: result.titles.clone(),
            indicator: i.titles.clone(),
            language: a.language.clone(),
            measure: i.measure.clone(),
            ascending: i.ascending,
            baseline: i.baselines.first().and_then(|b| b.value.clone()),
            start: period.and_then(|p| copied(&p.start)),
            end: period.and_then(|p| copied(&p.end)),
            targets: period.map_or_else(Vec::new, |p| p.targets.clone()),
            actuals: period.map_or_else(Vec::new, |p| p.actuals.clone()),
            path: i.path.clone(),
        })
    }
}

impl Row for OrganisationRow {
    fn of(unit: &Unit, _: usize) -> Option<Self> {
        let Unit::Organisation(record) = unit else {
            return None;
        };
        Some(Self {
            identifier: record.identifier.clone(),
            name: in_language(&record.names, "en").map(str::to_owned),
            reporter: Party::of(&record.reporting_org),
            budgets: record.budgets,
        })
    }
}

/// Each period of each indicator; an indicator without periods comes once.
pub(super) fn indicators(
    a: &Activity,
) -> impl Iterator<Item = (&ResultStatement, &Indicator, Option<&Period>)> {
    let each = a.results.iter();
    let each = each.flat_map(|result| result.indicators.iter().map(move |i| (result, i)));
    each.flat_map(|(result, i)| {
        let none = i.periods.is_empty().then_some(None);
        let periods = none.into_iter().chain(i.periods.iter().map(Some));
        periods.map(move |period| (result, i, period))
    })
}

/// When an activity starts: as is actual, else as planned.
pub(super) fn start(a: &Activity) -> Option<Date> {
    a.date(&["2", "1"])
}

/// When an activity ends: as is actual, else as planned.
pub(super) fn end(a: &Activity) -> Option<Date> {
    a.date(&["4", "3"])
}

/// The places of an activity and of its transactions.
pub(super) fn places(a: &Activity) -> Vec<&Share> {
    let of_transactions = a.transactions.iter().flat_map(|t| &t.places);
    a.places.iter().chain(of_transactions).collect()
}

/// The sectors of an activity and of its transactions.
pub(super) fn sectors(a: &Activity) -> Vec<&Share> {
    let of_transactions = a.transactions.iter().flat_map(|t| &t.sectors);
    a.sectors.iter().chain(of_transactions).collect()
}

pub(super) fn codes(shares: &[&Share], code: fn(&Share) -> String) -> Vec<String> {
    let mut codes: Vec<String> = shares.iter().map(|s| code(s)).collect();
    codes.retain(|c| !c.is_empty());
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn gaps(parts: &[(&str, Option<String>)]) -> Vec<String> {
    let stated = parts.iter();
    stated
        .filter_map(|(what, gap)| gap.as_ref().map(|why| format!("{what} {why}")))
        .collect()
}

fn copied<T: Copy>(stated: &Stated<T>) -> Option<T> {
    stated.known().copied()
}
