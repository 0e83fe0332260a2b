//! From a stored unit to the documents that stand for it.

use super::Kind;
use crate::error::{Error, Result};
use crate::import::StoredContext;
use crate::record::VersionBody;
use flow::book::{self, Entry, Party};
use flow::classify;
use iati::activity::{Activity, Narrative, Share, in_language};
use iati::organisation::OrganisationRecord;
use iati::position::Position;
use iati::read::{Context, Tree, UnitKind};
use iati::stated::Stated;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A document to be indexed.
#[derive(Clone, Debug)]
pub(crate) struct Doc {
    pub kind: Kind,
    pub version: u64,
    /// From 0, among the documents of its kind in the version.
    pub ordinal: u64,
    pub row: Vec<u8>,
    pub identifiers: Vec<String>,
    pub organisations: Vec<String>,
    pub places: Vec<String>,
    pub sectors: Vec<String>,
    pub linked: Vec<String>,
    pub titles: Vec<String>,
    pub texts: Vec<String>,
    pub names: Vec<String>,
    pub status: Option<String>,
    pub reporter: Option<String>,
    pub provider: Option<String>,
    pub receiver: Option<String>,
    pub place: Option<String>,
    pub sector: Option<String>,
    pub transaction_type: Option<String>,
    pub year: Option<String>,
    pub currency: Option<String>,
    pub value: Option<Decimal>,
}

impl Doc {
    fn new(kind: Kind, ordinal: usize, row: &impl Serialize) -> Self {
        Self {
            kind,
            version: 0,
            ordinal: ordinal as u64,
            // Rows are plain structures of text and numbers: they always serialise.
            row: serde_json::to_vec(row).unwrap_or_default(),
            identifiers: Vec::new(),
            organisations: Vec::new(),
            places: Vec::new(),
            sectors: Vec::new(),
            linked: Vec::new(),
            titles: Vec::new(),
            texts: Vec::new(),
            names: Vec::new(),
            status: None,
            reporter: None,
            provider: None,
            receiver: None,
            place: None,
            sector: None,
            transaction_type: None,
            year: None,
            currency: None,
            value: None,
        }
    }

    pub(crate) fn of_version(mut self, version: u64) -> Self {
        self.version = version;
        self
    }

    fn about(mut self, activity: &Activity) -> Self {
        self.identifiers = vec![flow::key::of(&activity.identifier)];
        self.reporter = Party::of(&activity.reporting_org)
            .label()
            .map(str::to_owned);
        self.status.clone_from(&activity.status);
        self
    }
}

/// What a unit comes to.
pub(crate) struct Derived {
    pub reporter: String,
    pub reporter_name: String,
    pub transactions: u64,
    pub docs: Vec<Doc>,
}

/// An activity, in short.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityRow {
    pub identifier: String,
    pub title: Option<String>,
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

#[derive(Clone, Debug, Serialize, Deserialize)]
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

#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IndicatorRow {
    pub activity: String,
    pub reporter: Party,
    pub result: Option<String>,
    pub indicator: Option<String>,
    pub measure: Option<String>,
    pub ascending: bool,
    pub baseline: Option<String>,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub targets: Vec<String>,
    pub actuals: Vec<String>,
    pub path: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganisationRow {
    pub identifier: String,
    pub name: Option<String>,
    pub reporter: Party,
    pub budgets: usize,
}

/// The documents of a unit on record.
pub(crate) fn derive_stored(body: &VersionBody) -> Result<Vec<Doc>> {
    let damaged = |what: &str| Error::Damaged(format!("a stored activity: {what}"));
    let stored: StoredContext =
        serde_json::from_str(&body.context).map_err(|_| damaged("its context"))?;
    let context = stored.to_context();
    let tree = Tree::parse(body.source.clone(), &context).map_err(|_| damaged("its source"))?;
    let kind = match tree.root().name() {
        "iati-organisation" => UnitKind::Organisation,
        _ => UnitKind::Activity,
    };
    Ok(derive(kind, &tree, &context).docs)
}

pub(crate) fn derive(kind: UnitKind, tree: &Tree, context: &Context) -> Derived {
    match kind {
        UnitKind::Activity => activity(&Activity::read(
            tree,
            context,
            Position { line: 0, column: 1 },
        )),
        UnitKind::Organisation => organisation(&OrganisationRecord::read(tree)),
    }
}

fn organisation(record: &OrganisationRecord) -> Derived {
    let reporter = Party::of(&record.reporting_org);
    let name = in_language(&record.names, "en").map(str::to_owned);
    let row = OrganisationRow {
        identifier: record.identifier.clone(),
        name: name.clone(),
        reporter: reporter.clone(),
        budgets: record.budgets,
    };
    let mut doc = Doc::new(Kind::Organisation, 0, &row);
    doc.identifiers = vec![flow::key::of(&record.identifier)];
    doc.names = all_texts(&record.names);
    doc.reporter = reporter.label().map(str::to_owned);
    Derived {
        reporter: reporter.reference.unwrap_or_default(),
        reporter_name: reporter.name.or(name).unwrap_or_default(),
        transactions: 0,
        docs: vec![doc],
    }
}

fn activity(a: &Activity) -> Derived {
    let entries = book::entries(a);
    let mut docs = vec![activity_doc(a)];
    docs.extend(
        entries
            .iter()
            .enumerate()
            .map(|(at, e)| transaction_doc(at, e, a)),
    );
    docs.extend(budgets(a));
    docs.extend(planned(a));
    docs.extend(indicators(a));
    Derived {
        reporter: a.reporting_org.reference.clone().unwrap_or_default(),
        reporter_name: a.reporting_org.name.clone().unwrap_or_default(),
        transactions: entries.len() as u64,
        docs,
    }
}

fn all_texts(narratives: &[Narrative]) -> Vec<String> {
    narratives.iter().map(|n| n.text.clone()).collect()
}

fn codes(shares: &[Share], code: fn(&Share) -> String) -> Vec<String> {
    let mut codes: Vec<String> = shares.iter().map(code).filter(|c| !c.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn activity_doc(a: &Activity) -> Doc {
    let of_transactions = |shares: fn(&iati::activity::Transaction) -> &Vec<Share>| {
        a.transactions
            .iter()
            .flat_map(shares)
            .cloned()
            .collect::<Vec<_>>()
    };
    let places = [a.places.clone(), of_transactions(|t| &t.places)].concat();
    let sectors = [a.sectors.clone(), of_transactions(|t| &t.sectors)].concat();
    let row = ActivityRow {
        identifier: a.identifier.clone(),
        title: a.title("en").map(str::to_owned),
        reporter: Party::of(&a.reporting_org),
        secondary: a.secondary,
        hierarchy: a.hierarchy.clone(),
        status: a.status.clone(),
        start: a.date(&["2", "1"]),
        end: a.date(&["4", "3"]),
        places: codes(&places, classify::place_code),
        sectors: codes(&sectors, classify::sector_code),
        transactions: a.transactions.len(),
        results: a.results.len(),
    };
    let organisations: Vec<_> = std::iter::once(&a.reporting_org)
        .chain(a.participants.iter().map(|p| &p.organisation))
        .collect();
    let mut doc = Doc::new(Kind::Activity, 0, &row).about(a);
    doc.places = keys(&row.places);
    doc.sectors = keys(&row.sectors);
    doc.organisations = organisations
        .iter()
        .filter_map(|o| o.reference.as_deref())
        .map(flow::key::of)
        .collect();
    doc.names = organisations
        .iter()
        .filter_map(|o| o.name.clone())
        .collect();
    doc.titles = all_texts(&a.titles);
    doc.titles.push(a.identifier.clone());
    doc.texts = all_texts(&a.descriptions);
    doc.texts
        .extend(a.locations.iter().filter_map(|l| l.name.clone()));
    doc.texts
        .extend(places.iter().filter_map(|p| p.name.clone()));
    doc.texts.extend(row.places.clone());
    doc
}

/// Codes as they are filtered by: with their vocabulary, and without it.
fn keys(codes: &[String]) -> Vec<String> {
    let with = codes.iter().map(|c| flow::key::of(c));
    let without = codes
        .iter()
        .filter_map(|c| c.split_once(':').map(|(_, code)| flow::key::of(code)));
    with.chain(without).collect()
}

fn transaction_doc(at: usize, e: &Entry, a: &Activity) -> Doc {
    let mut doc = Doc::new(Kind::Transaction, at, e).about(a);
    let parties = [&e.reporter, &e.provider, &e.receiver];
    doc.organisations = parties
        .iter()
        .filter_map(|p| p.label())
        .map(flow::key::of)
        .collect();
    doc.linked = [&e.provider, &e.receiver]
        .iter()
        .filter_map(|p| p.activity.as_deref())
        .map(flow::key::of)
        .collect();
    doc.provider = e.provider.label().map(str::to_owned);
    doc.receiver = e.receiver.label().map(str::to_owned);
    doc.place = Some(e.place.label().to_owned());
    doc.sector = Some(e.sector.label().to_owned());
    doc.places = keys(std::slice::from_ref(&e.place.label().to_owned()));
    doc.sectors = keys(std::slice::from_ref(&e.sector.label().to_owned()));
    doc.transaction_type.clone_from(&e.kind);
    doc.year = e.date.map(|d| d.year().to_string());
    doc.currency.clone_from(&e.currency);
    doc.value = e.value;
    doc
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

fn budgets(a: &Activity) -> Vec<Doc> {
    let each = a.budgets.iter().enumerate();
    each.map(|(at, b)| {
        let row = BudgetRow {
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
        };
        Doc::new(Kind::Budget, at, &row).about(a)
    })
    .collect()
}

fn planned(a: &Activity) -> Vec<Doc> {
    let each = a.planned_disbursements.iter().enumerate();
    each.map(|(at, p)| {
        let row = PlannedRow {
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
        };
        Doc::new(Kind::Planned, at, &row).about(a)
    })
    .collect()
}

fn indicators(a: &Activity) -> Vec<Doc> {
    let mut rows = Vec::new();
    for result in &a.results {
        for i in &result.indicators {
            let row = |start, end, targets: &[String], actuals: &[String]| IndicatorRow {
                activity: a.identifier.clone(),
                reporter: Party::of(&a.reporting_org),
                result: in_language(&result.titles, "en").map(str::to_owned),
                indicator: in_language(&i.titles, "en").map(str::to_owned),
                measure: i.measure.clone(),
                ascending: i.ascending,
                baseline: i.baselines.first().and_then(|b| b.value.clone()),
                start,
                end,
                targets: targets.to_vec(),
                actuals: actuals.to_vec(),
                path: i.path.clone(),
            };
            if i.periods.is_empty() {
                rows.push(row(None, None, &[], &[]));
            }
            for p in &i.periods {
                rows.push(row(
                    copied(&p.start),
                    copied(&p.end),
                    &p.targets,
                    &p.actuals,
                ));
            }
        }
    }
    let each = rows.iter().enumerate();
    each.map(|(at, row)| Doc::new(Kind::Indicator, at, row).about(a))
        .collect()
}
