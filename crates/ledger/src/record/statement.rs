//! Statements as they are stored: added, and never changed.

use super::chain::{self, Hash};
use super::{NewDocument, Record, as_hash};
use crate::error::{Error, Result};
use crate::statement::Statement;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

/// A statement as it is stored.
pub(crate) struct StoredStatement {
    pub statement: Statement,
    /// The body as stored; `statement.body` is what it reads as.
    pub body: String,
    pub link: Vec<u8>,
}

/// What changes answers besides imports: statements and redactions, by the last of
/// each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Said {
    pub statement: u64,
    pub tombstone: u64,
}

const COLUMNS: &str = "SELECT seq, kind, subject, body, author, note, made, after_publication, \
                       undoes, link FROM statement";

impl Record {
    /// All statements, in order.
    pub(crate) fn statements(&self) -> Result<Vec<Statement>> {
        let stored = self.stored_statements()?.into_iter();
        stored
            .map(|s| match s.statement.body.is_null() {
                false => Ok(s.statement),
                true => Err(Error::Damaged(format!("statement {}", s.statement.seq))),
            })
            .collect()
    }

    /// All statements as they are stored; of one that cannot be read the body is null.
    pub(crate) fn stored_statements(&self) -> Result<Vec<StoredStatement>> {
        self.all(&format!("{COLUMNS} ORDER BY seq"), [], stored)
    }

    pub(crate) fn said(&self) -> Result<Said> {
        Ok(Said {
            statement: self.one("SELECT coalesce(max(seq), 0) FROM statement", [])?,
            tombstone: self.one("SELECT coalesce(max(seq), 0) FROM tombstone", [])?,
        })
    }

    /// The link of the last statement.
    pub(crate) fn last_statement_link(&self) -> Result<Option<Hash>> {
        self.statement_link("SELECT link FROM statement ORDER BY seq DESC LIMIT 1", [])
    }

    /// The link of the last statement that was made after publication `seq` and
    /// before the next.
    pub(crate) fn statements_after(&self, seq: u64) -> Result<Option<Hash>> {
        let sql =
            "SELECT link FROM statement WHERE after_publication = ? ORDER BY seq DESC LIMIT 1";
        self.statement_link(sql, [seq])
    }

    fn statement_link<P: rusqlite::Params>(&self, sql: &str, params: P) -> Result<Option<Hash>> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(params, |r| r.get(0)).optional())
            .map(|link: Option<Vec<u8>>| link.map(|l| as_hash(&l)))
            .map_err(|e| self.failure(e))
    }

    /// Adds a statement and the document that it rests on: one transaction.
    pub(crate) fn add_statement(
        &self,
        new: &Statement,
        document: Option<&NewDocument>,
    ) -> Result<()> {
        let behavior = TransactionBehavior::Immediate;
        let transaction =
            Transaction::new_unchecked(&self.connection, behavior).map_err(|e| self.failure(e))?;
        if let Some(document) = document {
            self.add_document(document)?;
        }
        self.insert_statement(new)?;
        transaction.commit().map_err(|e| self.failure(e))
    }

    fn insert_statement(&self, new: &Statement) -> Result<()> {
        let body = new.body.to_string();
        let before = self.last_statement_link()?.unwrap_or_default();
        let publication = self.link(new.after)?.unwrap_or_default();
        let content = chain::statement(new, &body);
        let link = chain::statement_link(&before, &publication, &content);
        self.connection
            .prepare_cached("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .and_then(|mut s| {
                s.execute(params![
                    new.seq,
                    new.kind,
                    new.subject,
                    body,
                    new.author,
                    new.note,
                    new.made,
                    new.after,
                    new.undoes,
                    link
                ])
            })
            .map(|_| ())
            .map_err(|e| self.failure(e))
    }
}

fn stored(r: &Row<'_>) -> rusqlite::Result<StoredStatement> {
    let body: String = r.get(3)?;
    Ok(StoredStatement {
        statement: Statement {
            seq: r.get(0)?,
            kind: r.get(1)?,
            subject: r.get(2)?,
            body: serde_json::from_str(&body).unwrap_or_default(),
            author: r.get(4)?,
            note: r.get(5)?,
            made: r.get(6)?,
            after: r.get(7)?,
            undoes: r.get(8)?,
        },
        body,
        link: r.get(9)?,
    })
}
