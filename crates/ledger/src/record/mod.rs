//! The record: everything that must never be lost, in one SQLite file.
//!
//! Only added to. The layout is described in `docs/ledger-format.md`; only this
//! crate knows it.

mod audit;
pub(crate) mod chain;
mod compact;
mod document;
mod migrate;
mod redact;
mod schema;
mod statement;
mod store;
mod swap;

pub(crate) use audit::{Earlier, StoredPublication, StoredVersion, VersionHashes, as_hash};
pub(crate) use document::NewDocument;
pub(crate) use redact::{NewBody, NewWords, Redaction};
pub(crate) use schema::FORMAT;
pub(crate) use statement::{Said, StoredStatement};
pub(crate) use store::{NewPublication, NewVersion, Transaction};

use crate::dataset::Based;
use crate::error::{Error, Result};
use crate::member::{self, Member};
use crate::statement::Corrected;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use serde::Serialize;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of the record's file in the ledger's folder.
pub const FILE: &str = "record.sqlite";

/// One file by one publisher at one time.
#[derive(Clone, Debug, Serialize)]
pub struct Publication {
    /// Our sequence of imports.
    pub seq: u64,
    pub dataset: Based,
    pub publisher: Option<String>,
    pub publisher_name: Option<String>,
    /// Version that the root states.
    pub version: Option<String>,
    pub published: Based,
    pub imported: String,
    /// Path as named at import.
    pub source: String,
    pub encoding: Option<String>,
    /// SHA-256 of the bytes as received; `None` if they could not be had.
    pub sha256: Option<String>,
    pub bytes: u64,
    /// Why it was refused; `None` if it was accepted.
    pub refused: Option<String>,
    pub activities: u64,
    pub organisations: u64,
    pub transactions: u64,
    pub left_out: u64,
    /// How many contact fields, comments and masked texts were not stored.
    pub dropped: u64,
    /// What it was before a statement corrected it.
    #[serde(skip_serializing_if = "Corrected::is_none")]
    pub corrected: Corrected,
}

/// A version of an activity or organisation, without its content.
#[derive(Clone, Debug)]
pub struct VersionHead {
    pub id: u64,
    pub is_activity: bool,
    pub identifier: Arc<str>,
    pub reporter: Arc<str>,
    pub reporter_name: Arc<str>,
}

/// The stored content of a version.
#[derive(Clone, Debug)]
pub(crate) struct VersionBody {
    pub source: String,
    /// The context as stored, in JSON.
    pub context: String,
}

/// A unit that could not be read, and why.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOut {
    pub path: String,
    pub line: u64,
    pub reason: String,
}

/// The record of one ledger.
pub struct Record {
    connection: Connection,
    path: PathBuf,
}

impl Record {
    /// Opens the record of `folder` for writing; makes it if `folder` is new or
    /// empty, and brings it up to date if it is of an older format. The caller
    /// holds the writer's lock.
    ///
    /// # Errors
    /// The folder belongs to something else, the format is newer, or the disk fails.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let io = |source| Error::Io {
            path: folder.to_owned(),
            source,
        };
        if !path.exists() {
            std::fs::create_dir_all(folder).map_err(io)?;
            refuse_foreign(folder)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut record = Self::connect(path.clone(), flags)?;
        record.create_if_empty()?;
        if record.format()? < FORMAT {
            record.migrate()?;
            record = Self::connect(path, flags)?;
        }
        record
            .connection
            .execute_batch(schema::WRITER)
            .map_err(|e| record.failure(e))?;
        Ok(record)
    }

    /// Opens an existing record for reading.
    ///
    /// # Errors
    /// There is none, it is of another program or another format, or the disk fails.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Err(Error::NoLedger(folder.to_owned()));
        }
        let record = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // An import that was cut off while it made the record left nothing yet.
        if record.is_blank()? {
            return Err(Error::NoLedger(folder.to_owned()));
        }
        let found = record.format()?;
        if found < FORMAT {
            return Err(Error::Older {
                path: record.path,
                found,
                known: FORMAT,
            });
        }
        Ok(record)
    }

    fn connect(path: PathBuf, flags: OpenFlags) -> Result<Self> {
        match Connection::open_with_flags(&path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX) {
            Ok(connection) => {
                let record = Self { connection, path };
                let patience = std::time::Duration::from_secs(10);
                record
                    .connection
                    .busy_timeout(patience)
                    .map_err(|e| record.failure(e))?;
                Ok(record)
            }
            Err(source) => Err(Error::Record { path, source }),
        }
    }

    fn create_if_empty(&self) -> Result<()> {
        if !self.is_blank()? {
            return Ok(());
        }
        let created = self.connection.execute_batch(schema::CREATE);
        created.map_err(|e| self.failure(e))
    }

    fn is_blank(&self) -> Result<bool> {
        Ok(self.one("SELECT count(*) FROM sqlite_schema", [])? == 0)
    }

    /// The format of the record: this program's, or an older one.
    fn format(&self) -> Result<i64> {
        if self.pragma("application_id")? != schema::APPLICATION {
            return Err(Error::Foreign {
                path: self.path.clone(),
                what: "its record.sqlite is not a ledger's".to_owned(),
            });
        }
        let found = self.pragma("user_version")?;
        if found > FORMAT {
            return Err(Error::Newer {
                path: self.path.clone(),
                found,
                known: FORMAT,
            });
        }
        Ok(found)
    }

    fn pragma(&self, name: &str) -> Result<i64> {
        self.connection
            .query_row(&format!("PRAGMA {name}"), [], |r| r.get(0))
            .map_err(|e| self.failure(e))
    }

    pub(crate) fn failure(&self, source: rusqlite::Error) -> Error {
        failure(&self.path, source)
    }

    /// The highest sequence number given so far; 0 in an empty ledger.
    ///
    /// # Errors
    /// The disk fails.
    pub fn last_seq(&self) -> Result<u64> {
        self.one("SELECT coalesce(max(seq), 0) FROM publication", [])
    }

    fn one<P: rusqlite::Params>(&self, sql: &str, params: P) -> Result<u64> {
        self.connection
            .query_row(sql, params, |r| r.get(0))
            .map_err(|e| self.failure(e))
    }

    /// All publications in order of import.
    ///
    /// # Errors
    /// The disk fails.
    pub fn publications(&self) -> Result<Vec<Publication>> {
        let sql = format!("{} ORDER BY seq", schema::PUBLICATIONS);
        self.all(&sql, [], publication)
    }

    /// A publication by its number, as it was kept.
    pub(crate) fn publication(&self, seq: u64) -> Result<Option<Publication>> {
        let sql = format!("{} WHERE seq = ?", schema::PUBLICATIONS);
        Ok(self.all(&sql, [seq], publication)?.pop())
    }

    /// The publication that these bytes are already kept as.
    ///
    /// # Errors
    /// The disk fails.
    pub fn same_bytes(&self, sha256: &str) -> Result<Vec<Publication>> {
        let sql = format!("{} WHERE sha256 = ? ORDER BY seq", schema::PUBLICATIONS);
        self.all(&sql, [sha256], publication)
    }

    /// The last accepted publications that are kept under a dataset, the latest import
    /// first.
    pub(crate) fn accepted_of_dataset(
        &self,
        dataset: &str,
        most: usize,
    ) -> Result<Vec<Publication>> {
        let sql = format!(
            "{} WHERE dataset = ? AND refused IS NULL ORDER BY seq DESC LIMIT {most}",
            schema::PUBLICATIONS
        );
        self.all(&sql, [dataset], publication)
    }

    /// Whether this refusal without bytes is on record already.
    pub(crate) fn has_refusal(&self, source: &str, reason: &str) -> Result<bool> {
        let sql =
            "SELECT count(*) FROM publication WHERE source = ? AND refused = ? AND sha256 IS NULL";
        Ok(self.one(sql, [source, reason])? > 0)
    }

    /// What a publication holds, in order.
    ///
    /// # Errors
    /// The disk fails or the list is damaged.
    pub fn members(&self, seq: u64) -> Result<Vec<Member>> {
        let packed: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT members FROM publication WHERE seq = ?")
            .and_then(|mut s| s.query_row([seq], |r| r.get(0)).optional())
            .map_err(|e| self.failure(e))?;
        packed.map_or(Ok(Vec::new()), |packed| member::decode(&packed))
    }

    /// Kinds and counts of what was dropped from a publication.
    ///
    /// # Errors
    /// The disk fails.
    pub fn dropped(&self, seq: u64) -> Result<Vec<(String, u64)>> {
        let sql = "SELECT kind, count FROM dropped WHERE publication = ? ORDER BY kind";
        self.all(sql, [seq], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The units of a publication that could not be read.
    ///
    /// # Errors
    /// The disk fails.
    pub fn left_out(&self, seq: u64) -> Result<Vec<LeftOut>> {
        let sql = "SELECT path, line, reason FROM left_out WHERE publication = ? ORDER BY line";
        self.all(sql, [seq], |r| {
            Ok(LeftOut {
                path: r.get(0)?,
                line: r.get(1)?,
                reason: r.get(2)?,
            })
        })
    }

    /// All versions that came with publications up to `seq`, in order of id.
    ///
    /// # Errors
    /// The disk fails.
    pub fn versions(&self, seq: u64) -> Result<Vec<VersionHead>> {
        let sql = "SELECT id, is_activity, identifier, reporter, reporter_name FROM version \
                   WHERE first_publication <= ? ORDER BY id";
        let text = |r: &Row<'_>, at: usize| r.get::<_, String>(at).map(Arc::from);
        self.all(sql, [seq], |r| {
            Ok(VersionHead {
                id: r.get(0)?,
                is_activity: r.get(1)?,
                identifier: text(r, 2)?,
                reporter: text(r, 3)?,
                reporter_name: text(r, 4)?,
            })
        })
    }

    /// The identifier of a version; `None` if there is no such version.
    pub(crate) fn identifier(&self, version: u64) -> Result<Option<String>> {
        self.connection
            .prepare_cached("SELECT identifier FROM version WHERE id = ?")
            .and_then(|mut s| s.query_row([version], |r| r.get(0)).optional())
            .map_err(|e| self.failure(e))
    }

    /// Ids of the versions that came after publication `seq`.
    pub(crate) fn versions_after(&self, seq: u64) -> Result<Vec<u64>> {
        let sql = "SELECT id FROM version WHERE first_publication > ? ORDER BY id";
        self.all(sql, [seq], |r| r.get(0))
    }

    /// The content of a version.
    ///
    /// # Errors
    /// There is none of that id, it is damaged, or the disk fails.
    pub fn body(&self, version: u64) -> Result<VersionBody> {
        self.packed(version)?.unpack()
    }

    /// The content of a version as it is stored, for those who unpack it elsewhere.
    ///
    /// # Errors
    /// There is none of that id, or the disk fails.
    pub(crate) fn packed(&self, version: u64) -> Result<PackedBody> {
        let sql = "SELECT v.body, v.size, c.body FROM version v JOIN context c ON c.id = v.context WHERE v.id = ?";
        let read = |r: &Row<'_>| {
            Ok(PackedBody {
                version,
                packed: r.get(0)?,
                size: r.get(1)?,
                context: r.get(2)?,
            })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([version], read))
            .map_err(|e| self.failure(e))
    }

    fn all<T, P: rusqlite::Params>(
        &self,
        sql: &str,
        params: P,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(params, |r| read(r))?.collect())
            .map_err(|e| self.failure(e))
    }
}

/// The content of a version, packed.
pub(crate) struct PackedBody {
    version: u64,
    packed: Vec<u8>,
    size: usize,
    context: String,
}

impl PackedBody {
    /// Bytes of the source, unpacked.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// # Errors
    /// It is damaged.
    pub(crate) fn unpack(self) -> Result<VersionBody> {
        let damaged = || Error::Damaged(format!("the content of version {}", self.version));
        let source = unpack(&self.packed, self.size).ok_or_else(damaged)?;
        Ok(VersionBody {
            source,
            context: self.context,
        })
    }
}

/// No unit comes near to this length: a larger one is damage, and is not given
/// the memory that it asks for.
const LONGEST: usize = 1 << 28;

/// How densely sources are packed: beyond it, time goes up and size hardly down.
const DENSITY: i32 = 4;

/// The source of a version, as it is stored.
///
/// # Errors
/// There is no memory for it.
pub(crate) fn pack(source: &str) -> Result<Vec<u8>> {
    // Making a compressor takes as long as packing a small activity.
    thread_local! {
        static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(zstd::bulk::Compressor::new(DENSITY).map_err(unpacked)?),
        };
        compressor.compress(source.as_bytes()).map_err(unpacked)
    })
}

fn unpacked(error: std::io::Error) -> Error {
    Error::Damaged(format!("packing failed: {error}"))
}

/// The source of a version.
pub(crate) fn unpack(packed: &[u8], size: usize) -> Option<String> {
    if size > LONGEST {
        return None;
    }
    let bytes = zstd::bulk::decompress(packed, size).ok()?;
    String::from_utf8(bytes).ok().filter(|s| s.len() == size)
}

pub(crate) fn failure(path: &Path, source: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    use rusqlite::ffi::SQLITE_IOERR_SHMSIZE as SHARED_SIZE;
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::DiskFull(path.to_owned()),
        // The table of the log, which all who have the record open share, finds no room.
        Some(ErrorCode::SystemIoFailure)
            if source.sqlite_error().map(|e| e.extended_code) == Some(SHARED_SIZE) =>
        {
            Error::DiskFull(path.to_owned())
        }
        Some(ErrorCode::DatabaseCorrupt) => Error::Spoiled {
            path: path.to_owned(),
            source,
        },
        Some(ErrorCode::NotADatabase) => Error::Foreign {
            path: path.to_owned(),
            what: "it is not a database".to_owned(),
        },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy(path.to_owned()),
        _ => Error::Record {
            path: path.to_owned(),
            source,
        },
    }
}

/// A folder that holds things, but no ledger, is somebody else's.
pub(crate) fn refuse_foreign(folder: &Path) -> Result<()> {
    let io = |source| Error::Io {
        path: folder.to_owned(),
        source,
    };
    let mut entries = std::fs::read_dir(folder).map_err(io)?;
    let allowed = |name: &std::ffi::OsStr| name == crate::writer::LOCK || name == "publications";
    let stranger = entries.find_map(|e| e.ok().map(|e| e.file_name()).filter(|n| !allowed(n)));
    match stranger {
        None => Ok(()),
        Some(name) => Err(Error::Foreign {
            path: folder.to_owned(),
            what: format!("it holds “{}” and no ledger", name.to_string_lossy()),
        }),
    }
}

fn publication(r: &Row<'_>) -> rusqlite::Result<Publication> {
    let based = |value: usize, basis: usize| -> rusqlite::Result<Based> {
        Ok(Based {
            value: r.get(value)?,
            basis: r.get(basis)?,
        })
    };
    Ok(Publication {
        seq: r.get(0)?,
        dataset: based(1, 2)?,
        publisher: r.get(3)?,
        publisher_name: r.get(4)?,
        version: r.get(5)?,
        published: based(6, 7)?,
        imported: r.get(8)?,
        source: r.get(9)?,
        encoding: r.get(10)?,
        sha256: r.get(11)?,
        bytes: r.get(12)?,
        refused: r.get(13)?,
        activities: r.get(14)?,
        organisations: r.get(15)?,
        transactions: r.get(16)?,
        left_out: r.get(17)?,
        dropped: r.get(18)?,
        corrected: Corrected::default(),
    })
}
