//! The entries that a publisher tells of an activity: its transactions with the
//! standard's defaults applied.
//!
//! A counterparty that the standard's text implies (the reporter, where the
//! provider of outgoing or the receiver of incoming money is not named) is kept
//! apart from one that is declared.

use crate::classify::{self, Class};
use crate::kind::{self, Direction};
use iati::activity::{Activity, Organisation, Transaction};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One transaction as it is told by the organisation that reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `iati-identifier` of the activity it stands in.
    pub activity: String,
    pub title: Option<String>,
    pub reporter: Party,
    /// Code of the transaction type.
    pub kind: Option<String>,
    pub date: Option<Date>,
    pub value: Option<Decimal>,
    pub currency: Option<String>,
    pub value_date: Option<Date>,
    pub provider: Party,
    pub receiver: Party,
    pub sector: Class,
    pub place: Class,
    pub reference: Option<String>,
    pub description: Option<String>,
    /// Why value or date are missing, in words.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub gaps: Vec<String>,
    /// Below the activity, e.g. `transaction[2]`.
    pub path: String,
    /// Lines below the start of the activity.
    pub line: u64,
}

/// An organisation in an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub reference: Option<String>,
    pub name: Option<String>,
    /// The activity of that organisation which the entry names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub activity: Option<String>,
    /// Not declared: implied by the kind of transaction.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub implied: bool,
}

impl Party {
    /// The reference, else the name, else nothing.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.reference.as_deref().or(self.name.as_deref())
    }

    #[must_use]
    pub fn of(organisation: &Organisation) -> Self {
        Self {
            reference: organisation.reference.clone(),
            name: organisation.name.clone(),
            activity: organisation.activity_id.clone(),
            implied: false,
        }
    }
}

/// All transactions of an activity, in document order.
#[must_use]
pub fn entries(activity: &Activity) -> Vec<Entry> {
    let reporter = Party::of(&activity.reporting_org);
    let each = activity.transactions.iter();
    each.map(|t| told(activity, &reporter, t)).collect()
}

/// The transaction of this number, from 0, in document order.
#[must_use]
pub fn entry(activity: &Activity, number: usize) -> Option<Entry> {
    let reporter = Party::of(&activity.reporting_org);
    let transaction = activity.transactions.get(number)?;
    Some(told(activity, &reporter, transaction))
}

fn told(activity: &Activity, reporter: &Party, t: &Transaction) -> Entry {
    let direction = t
        .kind
        .as_deref()
        .map_or(Direction::NotStated, kind::direction);
    let gap = |what: &str, why: Option<String>| why.map(|why| format!("{what} {why}"));
    Entry {
        activity: activity.identifier.clone(),
        title: activity.title("en").map(str::to_owned),
        reporter: reporter.clone(),
        kind: t.kind.clone(),
        date: t.date.known().copied(),
        value: t.value.known().copied(),
        currency: t.currency.clone(),
        value_date: t.value_date.known().copied(),
        provider: party(&t.provider, reporter, direction == Direction::Out),
        receiver: party(&t.receiver, reporter, direction == Direction::In),
        sector: classify::sector(&t.sectors, &activity.sectors),
        place: classify::place(&t.places, &activity.places),
        reference: t.reference.clone(),
        description: iati::activity::in_language(&t.description, "en").map(str::to_owned),
        gaps: [gap("value", t.value.gap()), gap("date", t.date.gap())]
            .into_iter()
            .flatten()
            .collect(),
        path: t.path.clone(),
        line: t.line,
    }
}

/// The declared organisation; where none is and the kind of transaction implies
/// the reporter, the reporter, marked so.
fn party(declared: &Organisation, reporter: &Party, is_reporter: bool) -> Party {
    if declared.is_stated() || !is_reporter {
        return Party::of(declared);
    }
    Party {
        reference: reporter.reference.clone(),
        name: reporter.name.clone(),
        activity: declared.activity_id.clone(),
        implied: true,
    }
}
