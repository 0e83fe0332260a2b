//! What was done to the book, in the words that a change is found by.

use crate::book::{Transaction, Typo};
use flow::change::{Change, Class, Row};
use std::fmt::Display;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub class: Class,
    pub identifier: String,
    pub detail: String,
}

#[derive(Clone, Debug)]
pub struct Label {
    pub key: Key,
    /// Done to be found; else a thing of every day.
    pub planted: bool,
}

impl Label {
    pub fn planted(class: Class, identifier: &str, detail: String) -> Self {
        Self::new(class, identifier, detail, true)
    }

    pub fn ordinary(class: Class, identifier: &str, detail: String) -> Self {
        Self::new(class, identifier, detail, false)
    }

    fn new(class: Class, identifier: &str, detail: String, planted: bool) -> Self {
        let identifier = identifier.to_owned();
        Self {
            key: Key {
                class,
                identifier,
                detail,
            },
            planted,
        }
    }
}

/// What tells a transaction in a label.
pub fn of(t: &Transaction) -> String {
    let value = match t.typo {
        Some(Typo::Comma) => None,
        Some(Typo::Tenfold) => Some(t.value * rust_decimal::Decimal::TEN),
        _ => Some(t.value),
    };
    row(t.kind, Some(t.date), value)
}

fn row(
    kind: &str,
    date: Option<jiff::civil::Date>,
    value: Option<rust_decimal::Decimal>,
) -> String {
    fn text<T: Display>(value: Option<T>) -> String {
        value.map_or("?".to_owned(), |v| v.to_string())
    }
    format!(
        "{kind} {} {}",
        text(date),
        text(value.map(|v| v.normalize()))
    )
}

/// The key that a change would have been labelled by.
pub fn key(change: &Change) -> Key {
    Key {
        class: change.class,
        identifier: match change.class {
            Class::BulkRecoding => String::new(),
            _ => change.identifier.clone(),
        },
        detail: detail(change),
    }
}

fn detail(change: &Change) -> String {
    let either = change.older.as_ref().or(change.newer.as_ref());
    let of_row = |r: &Row| row(r.kind.as_deref().unwrap_or("?"), r.date, r.value);
    let element = change.field.split('/').next().unwrap_or_default();
    match (change.class, element) {
        (Class::BulkRecoding, _) => change.field.clone(),
        (Class::SharesChanged, _) => String::new(),
        (_, "transaction") => either.map(|r| of_row(r)).unwrap_or_default(),
        (_, "budget") => either
            .map(|r| format!("budget {}", of_row(r)))
            .unwrap_or_default(),
        (_, "result") => {
            let said = either.and_then(|r| r.in_english()).unwrap_or_default();
            let end = either.and_then(|r| r.end).map(|d| d.to_string());
            format!("{} {} {said}", change.field, end.unwrap_or_default())
        }
        (Class::OtherField, field) => field.to_owned(),
        _ => String::new(),
    }
}
