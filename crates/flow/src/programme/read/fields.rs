//! The keys of one item, each with its value and where it stands.

use super::super::day::DayOr;
use super::super::keys::Section;
use super::super::model::{Level, Words};
use crate::flows::Series;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// An item whose keys were read by its [`Section`]. What a key did not hold rightly is not
/// here: it is a fault.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) section: &'static Section,
    /// Where the item begins.
    pub(super) at: usize,
    /// As faults name it.
    pub(super) label: String,
    pub(super) values: BTreeMap<&'static str, Found>,
    /// Keys that are there with what they cannot take.
    pub(super) faulty: BTreeSet<&'static str>,
}

#[derive(Debug)]
pub(super) struct Found {
    pub(super) at: usize,
    pub(super) value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
    Translations(BTreeMap<String, String>),
    Day(Date),
    DayOr(DayOr),
    Number(Decimal),
    YesNo(bool),
    Level(Level),
    Series(Vec<Series>),
    One(Box<Fields>),
    Many(Vec<Fields>),
}

impl Fields {
    pub(super) fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    pub(super) fn is_faulty(&self, key: &str) -> bool {
        self.faulty.contains(key)
    }

    /// Where a key's value stands; the item, if it has no such key.
    pub(super) fn place(&self, key: &str) -> usize {
        self.values.get(key).map_or(self.at, |found| found.at)
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(key).map(|found| &found.value)
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    pub(super) fn list(&self, key: &str) -> Vec<String> {
        match self.value(key) {
            Some(Value::List(all)) => all.clone(),
            _ => Vec::new(),
        }
    }

    /// A text with the translations that stand in `key_in`.
    pub(super) fn words(&self, key: &str) -> Option<Words> {
        let translated = match self.value(&format!("{key}_in")) {
            Some(Value::Translations(all)) => all.clone(),
            _ => BTreeMap::new(),
        };
        Some(Words {
            text: self.text(key)?,
            translated,
        })
    }

    pub(super) fn day(&self, key: &str) -> Option<Date> {
        match self.value(key)? {
            Value::Day(day) => Some(*day),
            _ => None,
        }
    }

    pub(super) fn day_or(&self, key: &str) -> Option<DayOr> {
        match self.value(key)? {
            Value::DayOr(day) => Some(*day),
            _ => None,
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<Decimal> {
        match self.value(key)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn yes(&self, key: &str) -> Option<bool> {
        match self.value(key)? {
            Value::YesNo(yes) => Some(*yes),
            _ => None,
        }
    }

    pub(super) fn level(&self, key: &str) -> Option<Level> {
        match self.value(key)? {
            Value::Level(level) => Some(level.clone()),
            _ => None,
        }
    }

    pub(super) fn series(&self, key: &str) -> Vec<Series> {
        match self.value(key) {
            Some(Value::Series(all)) => all.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn one(&self, key: &str) -> Option<&Fields> {
        match self.value(key)? {
            Value::One(fields) => Some(fields),
            _ => None,
        }
    }

    pub(super) fn many(&self, key: &str) -> &[Fields] {
        match self.value(key) {
            Some(Value::Many(all)) => all,
            _ => &[],
        }
    }
}
