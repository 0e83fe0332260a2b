//! Replacing what is stored by what may be stored: all of it in one transaction, each
//! change with its tombstone.

use super::chain::{self, Hash, Said};
use super::document::NewDocument;
use super::{LeftOut, Publication, Record, StoredVersion, VersionHashes};
use crate::error::Result;
use crate::statement::Statement;
use iati::redact::Dropped;
use rusqlite::{OptionalExtension, params};

/// A redaction under way. Dropped without [`commit`](Self::commit), it leaves no trace.
pub(crate) struct Redaction<'a> {
    record: &'a Record,
    /// The hashes by which the publications know their versions. A redaction changes
    /// none of these.
    hashes: VersionHashes,
    after: u64,
    reason: &'a str,
    made: &'a str,
    done: bool,
}

/// What a version is from now on.
pub(crate) struct NewBody {
    pub hash: Hash,
    pub identifier: String,
    pub reporter: String,
    pub reporter_name: String,
    pub context: String,
    pub size: usize,
    /// Packed with zstd.
    pub body: Vec<u8>,
}

/// What a publication is from now on.
pub(crate) struct NewWords {
    pub head: Publication,
    pub left_out: Vec<LeftOut>,
    /// What was taken out of its versions now.
    pub more: Dropped,
}

/// A thing, and the hashes that it had and has.
struct Change<'a> {
    kind: &'a str,
    id: u64,
    was: &'a [u8],
    became: &'a [u8],
}

impl<'a> Redaction<'a> {
    pub(crate) fn begin(record: &'a Record, reason: &'a str, made: &'a str) -> Result<Self> {
        // What goes is overwritten, not only forgotten.
        let begun = record
            .connection
            .execute_batch("PRAGMA secure_delete = ON; BEGIN IMMEDIATE");
        begun.map_err(|e| record.failure(e))?;
        let mut redaction = Self {
            record,
            hashes: VersionHashes::default(),
            after: 0,
            reason,
            made,
            done: false,
        };
        redaction.after = record.last_seq()?;
        redaction.hashes = record.version_hashes()?;
        Ok(redaction)
    }

    /// So many versions after `id`, in order of id.
    pub(crate) fn versions(&self, id: u64, most: u64) -> Result<Vec<StoredVersion>> {
        self.record.versions_from(id, most)
    }

    pub(crate) fn replace_version(&self, old: &StoredVersion, new: &NewBody) -> Result<()> {
        let run = |e| self.record.failure(e);
        let connection = &self.record.connection;
        let context = self.context(&new.context).map_err(run)?;
        connection
            .prepare_cached(
                "UPDATE version SET hash = ?, identifier = ?, reporter = ?, reporter_name = ?, \
                 context = ?, size = ?, body = ? WHERE id = ?",
            )
            .and_then(|mut s| {
                s.execute(params![
                    new.hash,
                    new.identifier,
                    new.reporter,
                    new.reporter_name,
                    context,
                    new.size,
                    new.body,
                    old.id
                ])
            })
            .map_err(run)?;
        self.bury(&Change {
            kind: "version",
            id: old.id,
            was: &old.hash,
            became: &new.hash,
        })
    }

    fn context(&self, body: &str) -> rusqlite::Result<i64> {
        let connection = &self.record.connection;
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
    }

    pub(crate) fn replace_publication(&self, old: &Publication, new: &NewWords) -> Result<()> {
        let was = self.content(old.seq)?;
        self.write_publication(new)
            .map_err(|e| self.record.failure(e))?;
        let became = self.content(old.seq)?;
        self.bury(&Change {
            kind: "publication",
            id: old.seq,
            was: &was,
            became: &became,
        })
    }

    /// The hash of what is on record of a publication at this moment.
    fn content(&self, seq: u64) -> Result<Hash> {
        let members = self.record.members(seq)?;
        let head = self.record.publication(seq)?;
        let head = head.ok_or_else(|| {
            crate::error::Error::Damaged(format!("publication {seq} is not there"))
        })?;
        Ok(chain::content(&Said {
            head: &head,
            versions: self.hashes.over(&members, seq)?,
            members: &members,
            dropped: &self.record.dropped(seq)?,
            left_out: &self.record.left_out(seq)?,
        }))
    }

    fn write_publication(&self, new: &NewWords) -> rusqlite::Result<()> {
        let connection = &self.record.connection;
        let p = &new.head;
        connection
            .prepare_cached(
                "UPDATE publication SET dataset = ?, publisher = ?, publisher_name = ?, \
                 version = ?, source = ?, refused = ?, dropped = dropped + ? WHERE seq = ?",
            )?
            .execute(params![
                p.dataset.value,
                p.publisher,
                p.publisher_name,
                p.version,
                p.source,
                p.refused,
                new.more.total(),
                p.seq
            ])?;
        for (kind, count) in new.more.iter() {
            connection
                .prepare_cached(
                    "INSERT INTO dropped VALUES (?1, ?2, ?3) \
                     ON CONFLICT DO UPDATE SET count = count + ?3",
                )?
                .execute(params![p.seq, kind, count])?;
        }
        connection
            .prepare_cached("DELETE FROM left_out WHERE publication = ?")?
            .execute([p.seq])?;
        for unit in &new.left_out {
            connection
                .prepare_cached("INSERT INTO left_out VALUES (?, ?, ?, ?)")?
                .execute(params![p.seq, unit.path, unit.line, unit.reason])?;
        }
        Ok(())
    }

    pub(crate) fn replace_statement(&self, old: &Statement, new: &Statement) -> Result<()> {
        let (before, after) = (old.body.to_string(), new.body.to_string());
        self.record
            .connection
            .prepare_cached(
                "UPDATE statement SET subject = ?, body = ?, author = ?, note = ? WHERE seq = ?",
            )
            .and_then(|mut s| s.execute(params![new.subject, after, new.author, new.note, new.seq]))
            .map_err(|e| self.record.failure(e))?;
        self.bury(&Change {
            kind: "statement",
            id: new.seq,
            was: &chain::statement(old, &before),
            became: &chain::statement(new, &after),
        })
    }

    /// Puts another document in the place of one; the statements that name it are told
    /// its hash by [`Redaction::replace_statement`].
    pub(crate) fn replace_document(&self, old: &[u8], new: &NewDocument) -> Result<()> {
        self.record.add_document(new)?;
        self.record
            .connection
            .prepare_cached("DELETE FROM document WHERE hash = ?")
            .and_then(|mut s| s.execute([old]))
            .map(|_| ())
            .map_err(|e| self.record.failure(e))
    }

    fn bury(&self, change: &Change<'_>) -> Result<()> {
        self.record
            .connection
            .prepare_cached(
                "INSERT INTO tombstone (kind, id, was, became, reason, made, after_publication) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )
            .and_then(|mut s| {
                s.execute(params![
                    change.kind,
                    change.id,
                    change.was,
                    change.became,
                    self.reason,
                    self.made,
                    self.after
                ])
            })
            .map(|_| ())
            .map_err(|e| self.record.failure(e))
    }

    /// All of it, or nothing.
    pub(crate) fn commit(mut self) -> Result<()> {
        let sql = "DELETE FROM context WHERE id NOT IN (SELECT context FROM version); COMMIT";
        let committed = self.record.connection.execute_batch(sql);
        committed.map_err(|e| self.record.failure(e))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Redaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // As with a publication that is not added: SQLite undoes it in any case.
            let _ = self.record.connection.execute_batch("ROLLBACK");
        }
    }
}

impl Record {
    /// Writes the file anew, so that nothing stands in it that is in no row, and
    /// empties the log. Says whether the log could be emptied: while somebody reads,
    /// it cannot.
    pub(crate) fn clean(&self) -> Result<bool> {
        self.remove_copies()?;
        let busy = |sql: &str| {
            let busy = self.connection.query_row(sql, [], |r| r.get::<_, i64>(0));
            busy.map_err(|e| self.failure(e))
        };
        let written = self.connection.execute_batch("VACUUM");
        written.map_err(|e| self.failure(e))?;
        Ok(busy("PRAGMA wal_checkpoint(TRUNCATE)")? == 0)
    }
}
