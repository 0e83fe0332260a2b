//! Statements that keep a document under a name: tables of exchange rates, programmes'
//! texts. The subject is the kind and the name, the body holds the document's hash, and the
//! newest of a name counts.

use super::{Statement, kind};
use crate::error::{Error, Result};
use crate::receive::unhex;
use serde::de::DeserializeOwned;

/// Kinds of statements that keep a document.
const KEEPING: &[&str] = &[kind::RATES, kind::PROGRAMME];

/// The subject of a statement that keeps something under a name.
pub(crate) fn subject(kind: &str, name: &str) -> String {
    format!("{kind} {name}")
}

/// The name under which a statement of a kind keeps something; none if it is of another.
pub(crate) fn name_of<'a>(statement: &'a Statement, kind: &str) -> Option<&'a str> {
    let (word, name) = statement.subject.split_once(' ')?;
    (statement.kind == kind && word == kind).then_some(name)
}

/// What a statement says of what it keeps.
///
/// # Errors
/// It cannot be read.
pub(crate) fn told<T: DeserializeOwned>(statement: &Statement) -> Result<T> {
    let read = serde_json::from_value(statement.body.clone());
    read.map_err(|_| Error::Damaged(format!("statement {}", statement.seq)))
}

/// The one that counts of a name.
pub(crate) fn newest<'a>(
    counting: &[&'a Statement],
    kind: &str,
    name: &str,
) -> Option<&'a Statement> {
    let mut of_name = counting.iter().rev();
    of_name.find(|s| name_of(s, kind) == Some(name)).copied()
}

/// The hash of the document that a statement of a kind keeps, if it keeps one.
pub(crate) fn hash_of(statement: &Statement, kind: &str) -> Option<Vec<u8>> {
    name_of(statement, kind)?;
    unhex(statement.body["sha256"].as_str()?)
}

/// The hash of the document that a statement keeps, if it keeps one.
pub(crate) fn hash(statement: &Statement) -> Option<Vec<u8>> {
    KEEPING.iter().find_map(|kind| hash_of(statement, kind))
}
