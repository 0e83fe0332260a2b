//! What the checking of a record needs: everything as it is stored, before it is
//! trusted.

use super::chain::{Hash, Since, Tombstone};
use super::{Publication, Record, publication, schema};
use crate::error::{Error, Result};
use crate::index::Reached;
use crate::member::Member;
use crate::receive::hex;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A version as it is stored.
pub(crate) struct StoredVersion {
    pub id: u64,
    pub hash: Vec<u8>,
    pub is_activity: bool,
    pub identifier: String,
    pub reporter: String,
    pub reporter_name: String,
    pub first_publication: u64,
    /// Length of the source, unpacked.
    pub size: u64,
    pub packed: Vec<u8>,
    /// `None` if it points at none.
    pub context: Option<String>,
}

/// A publication as it is stored.
pub(crate) struct StoredPublication {
    pub head: Publication,
    /// As packed.
    pub members: Option<Vec<u8>>,
    pub link: Vec<u8>,
}

/// The hashes by which the chain knows the versions.
#[derive(Default)]
pub(crate) struct VersionHashes {
    now: HashMap<u64, Hash>,
    earlier: Earlier,
}

/// The hashes that things had before they were redacted, in order, each with the last
/// publication that knows it by that.
#[derive(Default)]
pub(crate) struct Earlier(HashMap<u64, Vec<(u64, Hash)>>);

impl Earlier {
    /// Those of one kind: `version`, `publication`, `statement`.
    pub(crate) fn of(kind: &str, tombstones: &[Tombstone]) -> Self {
        let mut earlier = Self::default();
        for tombstone in tombstones.iter().filter(|t| t.kind == kind) {
            let of_one = earlier.0.entry(tombstone.id).or_default();
            of_one.push((tombstone.after, as_hash(&tombstone.was)));
        }
        earlier
    }

    /// The hash by which publication `at` knows a thing that has the hash `now`.
    pub(crate) fn known(&self, id: u64, at: u64, now: Hash) -> Hash {
        let mut all = self.0.get(&id).into_iter().flatten();
        all.find(|(after, _)| at <= *after)
            .map_or(now, |(_, was)| *was)
    }

    /// The first that it had, if it was redacted.
    pub(crate) fn first(&self, id: u64) -> Option<Hash> {
        self.0.get(&id)?.first().map(|(_, was)| *was)
    }
}

impl VersionHashes {
    /// The hash by which publication `at` knows a version.
    pub(crate) fn get(&self, version: u64, at: u64) -> Option<Hash> {
        let now = self.now.get(&version)?;
        Some(self.earlier.known(version, at, *now))
    }

    /// The hash over those of the versions of publication `at`, in order.
    pub(crate) fn over(&self, members: &[Member], at: u64) -> Result<Hash> {
        let mut hash = Sha256::new();
        for member in members {
            let of_version = self.get(member.version, at).ok_or_else(|| {
                Error::Damaged(format!("version {} is not there", member.version))
            })?;
            hash.update(of_version);
        }
        Ok(hash.finalize().into())
    }
}

/// Reads of one state of the record, whatever is written meanwhile.
pub(crate) struct Snapshot<'a>(&'a Connection);

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // Nothing was written; the end of the connection ends it too.
        let _ = self.0.execute_batch("ROLLBACK");
    }
}

impl Record {
    pub(crate) fn snapshot(&self) -> Result<Snapshot<'_>> {
        let begun = self.connection.execute_batch("BEGIN");
        begun.map_err(|e| self.failure(e))?;
        // SQLite takes the state at the first read.
        self.last_seq()?;
        Ok(Snapshot(&self.connection))
    }

    /// The link of a publication; `None` if there is no such publication.
    pub(crate) fn link(&self, seq: u64) -> Result<Option<Hash>> {
        self.connection
            .prepare_cached("SELECT link FROM publication WHERE seq = ?")
            .and_then(|mut s| s.query_row([seq], |r| r.get(0)).optional())
            .map(|link: Option<Vec<u8>>| link.map(|l| as_hash(&l)))
            .map_err(|e| self.failure(e))
    }

    /// Whether an index that reaches so far was derived from this record.
    pub(crate) fn is_at(&self, reached: &Reached) -> Result<bool> {
        Ok(self.link_in_digits(reached.seq)?.as_ref() == Some(&reached.link))
    }

    /// The link of a publication, in hexadecimal.
    pub(crate) fn link_in_digits(&self, seq: u64) -> Result<Option<String>> {
        Ok(self.link(seq)?.map(|link| hex(&link)))
    }

    /// What was said and redacted after publication `seq` and before the next.
    pub(crate) fn since(&self, seq: u64) -> Result<Since> {
        let sql = format!("{TOMBSTONES} WHERE after_publication = ? ORDER BY seq");
        Ok(Since {
            tombstones: self.all(&sql, [seq], tombstone)?,
            statement: self.statements_after(seq)?,
        })
    }

    pub(crate) fn tombstones(&self) -> Result<Vec<Tombstone>> {
        self.all(&format!("{TOMBSTONES} ORDER BY seq"), [], tombstone)
    }

    /// The versions that were redacted after a tombstone, of publications up to `seq`.
    pub(crate) fn redacted_versions(&self, tombstone: u64, seq: u64) -> Result<Vec<u64>> {
        let sql = "SELECT DISTINCT t.id FROM tombstone t JOIN version v ON v.id = t.id \
                   WHERE t.kind = 'version' AND t.seq > ? AND v.first_publication <= ? \
                   ORDER BY t.id";
        self.all(sql, [tombstone, seq], |r| r.get(0))
    }

    /// The hashes by which the chain knows the versions: where a version was
    /// redacted later, the hash that it had.
    pub(crate) fn version_hashes(&self) -> Result<VersionHashes> {
        let hashes = self.all("SELECT id, hash FROM version", [], |r| {
            Ok((r.get(0)?, as_hash(&r.get::<_, Vec<u8>>(1)?)))
        })?;
        Ok(VersionHashes {
            now: hashes.into_iter().collect(),
            earlier: Earlier::of("version", &self.tombstones()?),
        })
    }

    /// What SQLite itself finds wrong with the file.
    pub(crate) fn integrity(&self) -> Result<Vec<String>> {
        let mut found = self.all("PRAGMA integrity_check", [], |r| r.get::<_, String>(0))?;
        found.retain(|line| line != "ok");
        let strays = self.all("PRAGMA foreign_key_check", [], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, String>(2)?))
        })?;
        let in_words = |(from, to)| format!("a row of {from} points at a row of {to} that is gone");
        found.extend(strays.into_iter().map(in_words));
        Ok(found)
    }

    /// The highest id of a version; 0 if there is none.
    pub(crate) fn last_version(&self) -> Result<u64> {
        self.one("SELECT coalesce(max(id), 0) FROM version", [])
    }

    /// Bytes of the file and its log.
    pub(crate) fn bytes_on_disk(&self) -> u64 {
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        let sizes = [self.path.as_os_str(), &log].map(std::fs::metadata);
        sizes.iter().flatten().map(std::fs::Metadata::len).sum()
    }

    pub(crate) fn count_versions(&self) -> Result<u64> {
        self.one("SELECT count(*) FROM version", [])
    }

    /// Hands every version to `visit`, in order of id.
    pub(crate) fn each_version(
        &self,
        mut visit: impl FnMut(StoredVersion) -> Result<()>,
    ) -> Result<()> {
        let sql = format!("{VERSIONS} ORDER BY v.id");
        let failed = |e| self.failure(e);
        let mut statement = self.connection.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            visit(stored_version(row).map_err(failed)?)?;
        }
        Ok(())
    }

    /// So many versions after `id`, in order of id.
    pub(crate) fn versions_from(&self, id: u64, most: u64) -> Result<Vec<StoredVersion>> {
        let sql = format!("{VERSIONS} WHERE v.id > ? ORDER BY v.id LIMIT ?");
        self.all(&sql, [id, most], stored_version)
    }

    /// Hands every publication to `visit`, in order of import.
    pub(crate) fn each_publication(
        &self,
        mut visit: impl FnMut(StoredPublication) -> Result<()>,
    ) -> Result<()> {
        let columns = schema::PUBLICATIONS.replace("FROM", ", members, link FROM");
        let sql = format!("{columns} ORDER BY seq");
        let failed = |e| self.failure(e);
        let mut statement = self.connection.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            visit(stored_publication(row).map_err(failed)?)?;
        }
        Ok(())
    }

    /// A hash over every row of every table.
    pub(crate) fn digest(&self) -> Result<Hash> {
        let mut hash = Sha256::new();
        for (table, order) in schema::TABLES {
            hash.update(table);
            self.digest_table(table, order, &mut hash)
                .map_err(|e| self.failure(e))?;
        }
        Ok(hash.finalize().into())
    }

    fn digest_table(&self, table: &str, order: &str, hash: &mut Sha256) -> rusqlite::Result<()> {
        let sql = format!("SELECT * FROM {table} ORDER BY {order}");
        let mut statement = self.connection.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                digest_value(row.get_ref(column)?, hash);
            }
        }
        Ok(())
    }
}

/// What is not as long as a hash is none, and fits nowhere.
pub(crate) fn as_hash(bytes: &[u8]) -> Hash {
    Hash::try_from(bytes).unwrap_or_default()
}

fn digest_value(value: ValueRef<'_>, hash: &mut Sha256) {
    let (tag, bytes) = match value {
        ValueRef::Null => (b'n', Vec::new()),
        ValueRef::Integer(number) => (b'i', number.to_le_bytes().to_vec()),
        ValueRef::Real(number) => (b'r', number.to_le_bytes().to_vec()),
        ValueRef::Text(text) => (b't', text.to_vec()),
        ValueRef::Blob(blob) => (b'b', blob.to_vec()),
    };
    hash.update([tag]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

const VERSIONS: &str = "SELECT v.id, v.hash, v.is_activity, v.identifier, v.reporter, \
                        v.reporter_name, v.first_publication, v.size, v.body, c.body \
                        FROM version v LEFT JOIN context c ON c.id = v.context";

const TOMBSTONES: &str =
    "SELECT seq, kind, id, was, became, reason, made, after_publication FROM tombstone";

fn tombstone(r: &Row<'_>) -> rusqlite::Result<Tombstone> {
    Ok(Tombstone {
        seq: r.get(0)?,
        kind: r.get(1)?,
        id: r.get(2)?,
        was: r.get(3)?,
        became: r.get(4)?,
        reason: r.get(5)?,
        made: r.get(6)?,
        after: r.get(7)?,
    })
}

fn stored_version(r: &Row<'_>) -> rusqlite::Result<StoredVersion> {
    Ok(StoredVersion {
        id: r.get(0)?,
        hash: r.get(1)?,
        is_activity: r.get(2)?,
        identifier: r.get(3)?,
        reporter: r.get(4)?,
        reporter_name: r.get(5)?,
        first_publication: r.get(6)?,
        size: r.get(7)?,
        packed: r.get(8)?,
        context: r.get(9)?,
    })
}

fn stored_publication(r: &Row<'_>) -> rusqlite::Result<StoredPublication> {
    Ok(StoredPublication {
        head: publication(r)?,
        members: r.get(19)?,
        link: r.get(20)?,
    })
}
