//! What we and our users say about the record: corrections, and what is to be
//! handled with care. Never a publisher's words; those are never changed.
//!
//! A statement is only added. One that was wrong is taken back by another, which
//! names it. `kind` says what is meant, `subject` what it is about, `body` holds
//! the rest as JSON; new kinds need no new table.

mod correction;
pub(crate) mod fit;
pub(crate) mod kept;
pub mod kind;

pub use correction::Corrected;
pub(crate) use correction::Corrections;

use crate::error::{Error, Result};
use crate::record::NewDocument;
use crate::writer::Writer;
use iati::redact::Sensitive;
use iati::said::Said;
use serde::Serialize;
use serde_json::Value;

/// Something that was said about the record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// Our sequence of statements.
    pub seq: u64,
    pub kind: String,
    /// E.g. `publication 7`, `activity XM-EX-1`.
    pub subject: String,
    pub body: Value,
    /// An office or a role, such as `data desk`; never a person.
    pub author: String,
    /// Why.
    pub note: String,
    /// When, as a stamp.
    pub made: String,
    /// The last import on record when it was made.
    pub after: u64,
    /// The statement that it takes back.
    pub undoes: Option<u64>,
}

/// A statement to be made.
#[derive(Clone, Debug)]
pub struct NewStatement {
    pub kind: &'static str,
    pub subject: String,
    pub body: Value,
    pub author: String,
    pub note: String,
    pub undoes: Option<u64>,
}

impl Statement {
    /// Whether it counts at an import: an answer known at import N rests on what had
    /// been said before N came, and so stays what it was.
    #[must_use]
    pub fn is_known(&self, at: Option<u64>) -> bool {
        at.is_none_or(|at| self.after < at)
    }

    /// The number after a word in the subject, e.g. of `publication 7`.
    pub(crate) fn number(&self, word: &str) -> Option<u64> {
        let (first, number) = self.subject.split_once(' ')?;
        number.parse().ok().filter(|_| first == word)
    }
}

/// Those that count at an import, in order: known then, and not taken back by one
/// that counts.
#[must_use]
pub fn in_force(all: &[Statement], known: Option<u64>) -> Vec<&Statement> {
    let mut undone = std::collections::HashSet::new();
    let mut counting = Vec::new();
    // The newest first: whether a statement counts is settled by later ones only.
    for statement in all.iter().rev().filter(|s| s.is_known(known)) {
        if undone.contains(&statement.seq) {
            continue;
        }
        undone.extend(statement.undoes);
        counting.push(statement);
    }
    counting.reverse();
    counting
}

/// Whose places are told coarsely, by the statements that count.
pub(crate) fn sensitive(counting: &[&Statement]) -> Sensitive {
    let mut sensitive = Sensitive::default();
    for statement in counting.iter().filter(|s| s.kind == kind::SENSITIVE) {
        match statement.subject.split_once(' ') {
            Some(("activity", identifier)) => sensitive.activity(identifier),
            Some(("publisher", reference)) => sensitive.publisher(reference),
            Some(("country", code)) => sensitive.country(code),
            _ => {}
        }
    }
    sensitive
}

impl Writer {
    /// Makes a statement. `now` is its stamp.
    ///
    /// # Errors
    /// It says something that cannot be, its author looks like a person, or the disk
    /// fails.
    pub fn state(&mut self, new: NewStatement, now: &str) -> Result<Statement> {
        self.state_with(new, None, now)
    }

    /// The same, with the document that it rests on.
    pub(crate) fn state_with(
        &mut self,
        new: NewStatement,
        document: Option<&NewDocument>,
        now: &str,
    ) -> Result<Statement> {
        let all = self.record.statements()?;
        fit::check(&new, &all, &self.record)?;
        let statement = Statement {
            seq: all.last().map_or(1, |s| s.seq + 1),
            kind: new.kind.to_owned(),
            subject: fit::plain(&new.subject),
            body: fit::without_addresses(new.body),
            author: fit::author(&new.author)?,
            note: fit::note(&new.note)?,
            made: now.to_owned(),
            after: self.record.last_seq()?,
            undoes: new.undoes,
        };
        self.record.add_statement(&statement, document)?;
        self.settle()?;
        Ok(statement)
    }

    /// Takes a statement back.
    ///
    /// # Errors
    /// There is none of that number, it was taken back already, or the disk fails.
    pub fn undo(&mut self, seq: u64, author: &str, note: &str, now: &str) -> Result<Statement> {
        let new = NewStatement {
            kind: kind::UNDO,
            subject: format!("statement {seq}"),
            body: Value::Object(serde_json::Map::new()),
            author: author.to_owned(),
            note: note.to_owned(),
            undoes: Some(seq),
        };
        self.state(new, now)
    }

    /// All statements, in order.
    ///
    /// # Errors
    /// The disk fails.
    pub fn statements(&self) -> Result<Vec<Statement>> {
        self.record.statements()
    }
}

/// `hint` is a phrase of ours.
pub(crate) fn unfit(what: Said, hint: &'static str) -> Error {
    Error::Unfit { what, hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(seq: u64, after: u64, undoes: Option<u64>) -> Statement {
        Statement {
            seq,
            kind: kind::WITHDRAWN.to_owned(),
            subject: "publication 1".to_owned(),
            body: Value::Null,
            author: "data desk".to_owned(),
            note: String::new(),
            made: String::new(),
            after,
            undoes,
        }
    }

    fn counting(all: &[Statement], known: Option<u64>) -> Vec<u64> {
        in_force(all, known).iter().map(|s| s.seq).collect()
    }

    #[test]
    fn what_takes_back_can_be_taken_back() {
        let all = [said(1, 4, None), said(2, 5, Some(1)), said(3, 6, Some(2))];
        assert_eq!(counting(&all, None), [1, 3]);
        assert_eq!(counting(&all, Some(6)), [2]);
        assert_eq!(counting(&all, Some(5)), [1]);
        assert_eq!(counting(&all, Some(4)), [0u64; 0]);
    }
}
