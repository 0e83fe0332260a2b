//! Adding to the record: one publication is one transaction.

use super::chain::{self, Hash, Said};
use super::{LeftOut, Publication, Record};
use crate::error::Result;
use crate::member::{self, Member};
use iati::redact::Dropped;
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::cell::RefCell;

/// A publication that is being added. Dropped without [`commit`](Self::commit),
/// it leaves no trace.
pub(crate) struct Transaction<'a> {
    record: &'a Record,
    seq: u64,
    /// Over the hashes of the versions, in the order in which they come.
    versions: RefCell<Sha256>,
    done: bool,
}

/// A publication to be added; its `seq` is given by the record.
pub(crate) struct NewPublication<'a> {
    pub head: Publication,
    pub members: &'a [Member],
    pub dropped: &'a Dropped,
    pub left_out: &'a [LeftOut],
}

/// The version of a unit, perhaps already on record.
pub(crate) struct NewVersion<'a> {
    pub hash: &'a [u8],
    pub is_activity: bool,
    pub identifier: &'a str,
    pub reporter: &'a str,
    pub reporter_name: &'a str,
    pub context: &'a str,
    pub size: usize,
    /// Packed with zstd.
    pub body: &'a [u8],
}

impl<'a> Transaction<'a> {
    pub(crate) fn begin(record: &'a Record) -> Result<Self> {
        let begun = record.connection.execute_batch("BEGIN IMMEDIATE");
        begun.map_err(|e| record.failure(e))?;
        let mut transaction = Self {
            record,
            seq: 0,
            versions: RefCell::default(),
            done: false,
        };
        transaction.seq = record.last_seq()? + 1;
        Ok(transaction)
    }

    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// To be called with the hash of each member of the publication, in their
    /// order.
    pub(crate) fn holds(&self, hash: &[u8]) {
        self.versions.borrow_mut().update(hash);
    }

    /// The id of a version that is on record.
    pub(crate) fn known(&self, hash: &[u8]) -> Result<Option<u64>> {
        let connection = &self.record.connection;
        connection
            .prepare_cached("SELECT id FROM version WHERE hash = ?")
            .and_then(|mut s| s.query_row([hash], |r| r.get(0)).optional())
            .map_err(|e| self.record.failure(e))
    }

    /// Adds a version that is not on record yet; its id.
    pub(crate) fn add(&self, new: &NewVersion<'_>) -> Result<u64> {
        let context = self.context(new.context)?;
        self.record
            .connection
            .prepare_cached(
                "INSERT INTO version (hash, is_activity, identifier, reporter, reporter_name, \
                 context, first_publication, size, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .and_then(|mut s| {
                s.insert(params![
                    new.hash,
                    new.is_activity,
                    new.identifier,
                    new.reporter,
                    new.reporter_name,
                    context,
                    self.seq,
                    new.size,
                    new.body
                ])
            })
            .map(|id| id as u64)
            .map_err(|e| self.record.failure(e))
    }

    fn context(&self, body: &str) -> Result<i64> {
        let connection = &self.record.connection;
        let id = || {
            let found = connection
                .prepare_cached("SELECT id FROM context WHERE body = ?")?
                .query_row([body], |r| r.get(0))
                .optional()?;
            match found {
                Some(id) => Ok(id),
                None => connection
                    .prepare_cached("INSERT INTO context (body) VALUES (?)")?
                    .insert([body]),
            }
        };
        id().map_err(|e| self.record.failure(e))
    }

    pub(crate) fn commit(mut self, new: &NewPublication<'_>) -> Result<()> {
        let link = self.link(new)?;
        self.insert_publication(new, &link)
            .map_err(|e| self.record.failure(e))?;
        let committed = self.record.connection.execute_batch("COMMIT");
        committed.map_err(|e| self.record.failure(e))?;
        self.done = true;
        Ok(())
    }

    /// The publication's place in the chain.
    fn link(&self, new: &NewPublication<'_>) -> Result<Hash> {
        let mut head = new.head.clone();
        head.seq = self.seq;
        let dropped: Vec<(String, u64)> = new
            .dropped
            .iter()
            .map(|(kind, count)| (kind.to_owned(), count))
            .collect();
        let content = chain::content(&Said {
            head: &head,
            versions: self.versions.borrow().clone().finalize().into(),
            members: new.members,
            dropped: &dropped,
            left_out: new.left_out,
        });
        let before = self.record.link(self.seq - 1)?.unwrap_or_default();
        let since = self.record.since(self.seq - 1)?;
        Ok(chain::link(&before, &content, &since))
    }

    fn insert_publication(&self, new: &NewPublication<'_>, link: &Hash) -> rusqlite::Result<()> {
        let connection = &self.record.connection;
        let p = &new.head;
        connection
            .prepare_cached(
                "INSERT INTO publication (seq, dataset, dataset_basis, publisher, publisher_name, \
                 version, published, published_basis, imported, source, encoding, sha256, bytes, \
                 refused, activities, organisations, transactions, left_out, dropped, members, link) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                self.seq,
                p.dataset.value,
                p.dataset.basis,
                p.publisher,
                p.publisher_name,
                p.version,
                p.published.value,
                p.published.basis,
                p.imported,
                p.source,
                p.encoding,
                p.sha256,
                p.bytes,
                p.refused,
                p.activities,
                p.organisations,
                p.transactions,
                p.left_out,
                p.dropped,
                member::encode(new.members),
                link
            ])?;
        for (kind, count) in new.dropped.iter() {
            connection
                .prepare_cached("INSERT INTO dropped VALUES (?, ?, ?)")?
                .execute(params![self.seq, kind, count])?;
        }
        for unit in new.left_out {
            connection
                .prepare_cached("INSERT INTO left_out VALUES (?, ?, ?, ?)")?
                .execute(params![self.seq, unit.path, unit.line, unit.reason])?;
        }
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // A failed rollback leaves the transaction uncommitted all the
            // same; SQLite undoes it when the file is next opened.
            let _ = self.record.connection.execute_batch("ROLLBACK");
        }
    }
}
