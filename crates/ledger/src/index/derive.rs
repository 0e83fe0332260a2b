//! From a stored unit to the documents that stand for it.

use super::Kind;
use super::money::{Money, Told};
use super::row::{self, Unit};
use super::sum::Dimension;
use crate::error::Result;
use crate::record::VersionBody;
use flow::book::{self, Entry, Party};
use flow::classify;
use flow::flows::counted::Summary;
use iati::activity::{Activity, Narrative, in_language};
use iati::organisation::OrganisationRecord;
use iati::read::{Context, Tree, UnitKind};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Who says what a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub identifier: String,
    /// Reference of the reporting organisation.
    pub reporter: String,
    pub reporter_name: String,
}

/// What an activity is counted under.
#[derive(Clone, Debug, Default)]
pub(crate) struct Topics {
    pub places: Vec<String>,
    pub sectors: Vec<String>,
    /// In which it starts: as is actual, else as planned.
    pub year: Option<String>,
    /// On which it ends: as is actual, else as planned.
    pub end: Option<Date>,
}

/// A document to be indexed.
#[derive(Clone, Debug)]
pub(crate) struct Doc {
    pub kind: Kind,
    pub version: u64,
    /// From 0, among the documents of its kind in the version.
    pub ordinal: u64,
    /// Of the document that stands for a unit itself.
    pub head: Option<Head>,
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
    pub transaction_type: Option<String>,
    pub year: Option<String>,
    pub currency: Option<String>,
    pub value: Option<Decimal>,
    /// Of an activity: what it says of money, and what decides which rows count.
    pub facts: Option<Vec<u8>>,
    pub summary: Option<Summary>,
    pub topics: Topics,
    /// Of an activity: its sums are not made of columns.
    pub is_odd: bool,
    /// Of a transaction.
    pub told: Told,
}

impl Doc {
    fn new(kind: Kind, ordinal: usize) -> Self {
        Self {
            kind,
            version: 0,
            ordinal: ordinal as u64,
            head: None,
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
            transaction_type: None,
            year: None,
            currency: None,
            value: None,
            facts: None,
            summary: None,
            topics: Topics::default(),
            is_odd: false,
            told: Told::default(),
        }
    }

    pub(crate) fn of_version(mut self, version: u64) -> Self {
        self.version = version;
        self
    }

    /// What it counts under.
    pub(super) fn label(&self, dimension: Dimension) -> Option<&str> {
        let label = match dimension {
            Dimension::Provider => &self.provider,
            Dimension::Receiver => &self.receiver,
            Dimension::Reporter => &self.reporter,
            // They stand with the parts.
            Dimension::Place | Dimension::Sector => &None,
            Dimension::Year => &self.year,
            Dimension::Type => &self.transaction_type,
            Dimension::Currency => &self.currency,
        };
        label.as_deref()
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
    pub head: Head,
    pub transactions: u64,
    pub docs: Vec<Doc>,
}

/// The documents of a unit on record.
pub(crate) fn derive_stored(body: VersionBody) -> Result<Vec<Doc>> {
    let (tree, context) = body.parsed("a stored activity")?;
    Ok(derive(tree.kind(), &tree, &context).docs)
}

pub(crate) fn derive(kind: UnitKind, tree: &Tree, context: &Context) -> Derived {
    match Unit::of(kind, tree, context) {
        Unit::Activity(a) => activity(&a, tree, context),
        Unit::Organisation(record) => organisation(&record),
    }
}

fn organisation(record: &OrganisationRecord) -> Derived {
    let reporter = Party::of(&record.reporting_org);
    let name = in_language(&record.names, "en").map(str::to_owned);
    let mut doc = Doc::new(Kind::Organisation, 0);
    doc.identifiers = vec![flow::key::of(&record.identifier)];
    doc.names = all_texts(&record.names);
    doc.reporter = reporter.label().map(str::to_owned);
    let head = Head {
        identifier: record.identifier.clone(),
        reporter: reporter.reference.unwrap_or_default(),
        reporter_name: reporter.name.or(name).unwrap_or_default(),
    };
    doc.head = Some(head.clone());
    Derived {
        head,
        transactions: 0,
        docs: vec![doc],
    }
}

fn activity(a: &Activity, tree: &Tree, context: &Context) -> Derived {
    let entries = book::entries(a);
    let money = Money::read(tree, context, &entries);
    let mut docs = vec![Doc {
        facts: Some(money.facts),
        summary: Some(money.summary),
        is_odd: money.is_odd,
        ..activity_doc(a)
    }];
    let told = entries.iter().zip(money.told).enumerate();
    docs.extend(told.map(|(at, (entry, told))| Doc {
        told,
        ..transaction_doc(at, entry, a)
    }));
    let planned = a.planned_disbursements.iter().enumerate();
    docs.extend(planned.map(|(at, p)| {
        let label = |o| Party::of(o).label().map(str::to_owned);
        let mut doc = Doc::new(Kind::Planned, at).about(a);
        (doc.provider, doc.receiver) = (label(&p.provider), label(&p.receiver));
        doc
    }));
    let other = [
        (Kind::Budget, a.budgets.len()),
        (Kind::Indicator, row::indicators(a).count()),
    ];
    for (kind, count) in other {
        docs.extend((0..count).map(|at| Doc::new(kind, at).about(a)));
    }
    Derived {
        head: head_of(a),
        transactions: entries.len() as u64,
        docs,
    }
}

fn all_texts(narratives: &[Narrative]) -> Vec<String> {
    narratives.iter().map(|n| n.text.clone()).collect()
}

fn head_of(a: &Activity) -> Head {
    Head {
        identifier: a.identifier.clone(),
        reporter: a.reporting_org.reference.clone().unwrap_or_default(),
        reporter_name: a.reporting_org.name.clone().unwrap_or_default(),
    }
}

fn activity_doc(a: &Activity) -> Doc {
    let (places, sectors) = (row::places(a), row::sectors(a));
    let place_codes = row::codes(&places, classify::place_code);
    let sector_codes = row::codes(&sectors, classify::sector_code);
    let organisations: Vec<_> = std::iter::once(&a.reporting_org)
        .chain(a.participants.iter().map(|p| &p.organisation))
        .collect();
    let mut doc = Doc::new(Kind::Activity, 0).about(a);
    doc.head = Some(head_of(a));
    doc.places = keys(&place_codes);
    doc.sectors = keys(&sector_codes);
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
    doc.texts.extend(place_codes.iter().cloned());
    doc.topics = Topics {
        places: distinct(place_codes),
        sectors: distinct(sector_codes),
        year: row::start(a).map(|day| day.year().to_string()),
        end: row::end(a),
    };
    doc
}

/// Each code once, whatever its case.
fn distinct(codes: Vec<String>) -> Vec<String> {
    let mut by_key: BTreeMap<String, String> = BTreeMap::new();
    for code in codes {
        by_key.entry(flow::key::of(&code)).or_insert(code);
    }
    by_key.into_values().collect()
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
    let mut doc = Doc::new(Kind::Transaction, at).about(a);
    doc.linked = [&e.provider, &e.receiver]
        .iter()
        .filter_map(|p| p.activity.as_deref())
        .map(flow::key::of)
        .collect();
    doc.provider = e.provider.label().map(str::to_owned);
    doc.receiver = e.receiver.label().map(str::to_owned);
    doc.places = keys(std::slice::from_ref(&e.place.label().to_owned()));
    doc.sectors = keys(std::slice::from_ref(&e.sector.label().to_owned()));
    doc.transaction_type.clone_from(&e.kind);
    doc.year = e.date.map(|d| d.year().to_string());
    doc.currency.clone_from(&e.currency);
    doc.value = e.value;
    doc
}
