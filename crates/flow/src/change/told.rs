//! A change as it is handed out: what kind, how grave, the two rows, and why.
//!
//! Values only. [`super::judge`] makes them.

use super::class::{Class, Severity};
use iati::amount;
use iati::said;
use iati::said::{English, Given, Said};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// An amount in its currency; no currency is stated where it is `None`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Money {
    pub currency: Option<String>,
    pub value: Decimal,
}

impl Money {
    /// E.g. `12000.50 EUR`.
    #[must_use]
    pub fn text(&self) -> String {
        self.said().to_string()
    }

    #[must_use]
    pub fn said(&self) -> Said {
        let value = self.value.normalize();
        let amount = amount::plain(value.mantissa(), value.scale());
        match &self.currency {
            Some(currency) => said!("{amount} {currency}", amount, currency),
            None => said!("{amount} (no currency)", amount),
        }
    }
}

/// One side of a change: the record as that version has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The activity it stands in.
    pub identifier: String,
    /// Below the activity, e.g. `transaction[2]`.
    pub path: String,
    /// As [`iati::activity::Transaction::line`] counts; only where it is known.
    pub line: Option<u64>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Transaction date, or start of the period.
    pub date: Option<Date>,
    /// End of the period.
    pub end: Option<Date>,
    pub value: Option<Decimal>,
    pub currency: Option<String>,
    pub reference: Option<String>,
    /// Reference of the provider, else its name.
    pub provider: Option<String>,
    pub receiver: Option<String>,
    /// What the changed field says, in words; of a record that was added or
    /// removed, what names it.
    #[serde(serialize_with = "given_in_english")]
    pub said: Option<Given>,
}

impl Row {
    /// What [`Row::said`] is in English.
    #[must_use]
    pub fn in_english(&self) -> Option<String> {
        self.said.as_ref().map(|given| given.spoken(None, &English))
    }
}

/// One thing that differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub class: Class,
    pub severity: Severity,
    /// The activity in the older version; in the newer one if it is new.
    pub identifier: String,
    /// E.g. `transaction/value`, `title[en]`, `document-link`.
    pub field: String,
    /// Nothing if it was added.
    pub older: Option<Box<Row>>,
    /// Nothing if it was removed.
    pub newer: Option<Box<Row>>,
    /// What the change puts in question, never negative, one amount a currency,
    /// in order of currency. Empty where no money depends on it.
    pub at_stake: Vec<Money>,
    /// Days from what it concerns (a payment, the end of a period) to today.
    pub age_days: Option<i64>,
    /// The other activity: where a payment went, or the new identifier.
    pub elsewhere: Option<String>,
    /// What happened, in plain words.
    #[serde(serialize_with = "in_english")]
    pub reason: Said,
    /// Of a change throughout the publication: its pattern and its size.
    pub recoding: Option<Box<Recoding>>,
    #[serde(skip)]
    pub(super) patterns: Vec<Pattern>,
}

fn in_english<S: Serializer>(said: &Said, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(said)
}

fn given_in_english<S: Serializer>(said: &Option<Given>, to: S) -> Result<S::Ok, S::Error> {
    let words = said.as_ref().map(|given| given.spoken(None, &English));
    words.serialize(to)
}

/// A change that was made in most activities at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recoding {
    pub pattern: Pattern,
    /// Changes that were folded into this one.
    pub changes: usize,
    /// Activities with such a change, in order of identifier.
    pub activities: Vec<String>,
    /// Activities that have the field.
    pub of_activities: usize,
}

/// Old and new in a form that many changes can share. `…` stands for any value;
/// of days and amounts the older side is `day` or `amount`, the newer one how far
/// they moved (`+30 days`, `× 1.08`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Pattern {
    pub field: String,
    /// Empty if the field was not there.
    pub older: String,
    /// Empty if it is no longer there.
    pub newer: String,
}

/// Adds up amounts by currency; values count by size.
#[derive(Clone, Debug, Default)]
pub(super) struct Stake(std::collections::BTreeMap<Option<String>, Decimal>);

impl Stake {
    pub(super) fn add(&mut self, money: &Money) {
        let at = self.0.entry(money.currency.clone()).or_default();
        // What does not fit 28 digits is beyond any money there is.
        *at = at.saturating_add(money.value.abs());
    }

    pub(super) fn total(self) -> Vec<Money> {
        let all = self.0.into_iter().filter(|(_, value)| !value.is_zero());
        all.map(|(currency, value)| Money { currency, value })
            .collect()
    }
}
