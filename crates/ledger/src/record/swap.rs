//! Putting a finished copy in the record's place.
//!
//! The original is not touched before the copy is whole and on the disk; then one
//! rename decides. What is cut short leaves the original, and a copy that the next
//! attempt throws away.

use super::{FILE, Record};
use crate::error::{Error, Result};
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A copy of a record, in the same folder.
pub(super) struct Copy {
    path: PathBuf,
}

impl Copy {
    /// Copies the record, tightly packed, as it is now.
    pub(super) fn make(record: &Record) -> Result<Self> {
        let path = record.path.with_file_name(format!("{FILE}.new"));
        remove(&path)?;
        let target = path.to_string_lossy().into_owned();
        record
            .connection
            .execute("VACUUM INTO ?", [target])
            .map_err(|e| record.failure(e))?;
        Ok(Self { path })
    }

    /// The copy as a record of its own.
    pub(super) fn open(&self) -> Result<Record> {
        let failed = |source| Error::Record {
            path: self.path.clone(),
            source,
        };
        let connection = Connection::open(&self.path).map_err(failed)?;
        Ok(Record {
            connection,
            path: self.path.clone(),
        })
    }

    /// Throws the copy away.
    pub(super) fn discard(self) -> Result<()> {
        remove(&self.path)
    }

    /// Puts the copy in the place of the original.
    ///
    /// # Errors
    /// Somebody else has the original open, or the disk fails.
    pub(super) fn replace(self, original: Record) -> Result<()> {
        let path = original.path.clone();
        let copy = self.open()?;
        copy.connection
            .query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
            .map_err(|e| copy.failure(e))?;
        close(copy)?;
        // Before the last look: it may take seconds, in which somebody could come.
        sync(&self.path)?;
        close(original)?;
        // The log goes with the last connection: where it stands, somebody reads,
        // and would take the pages of one file for those of the other.
        if sidecar(&path, "-wal").exists() {
            remove(&self.path)?;
            return Err(Error::InUse(path));
        }
        std::fs::rename(&self.path, &path).map_err(io(&path))?;
        path.parent().map_or(Ok(()), sync)
    }
}

impl Record {
    /// Takes away what an attempt that was cut short left beside the record.
    pub(super) fn remove_copies(&self) -> Result<()> {
        remove(&self.path.with_file_name(format!("{FILE}.new")))
    }
}

fn close(record: Record) -> Result<()> {
    let Record { connection, path } = record;
    connection
        .close()
        .map_err(|(_, source)| Error::Record { path, source })
}

fn sidecar(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a file of SQLite's and what stands beside it, if they are there.
fn remove(path: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let path = sidecar(path, ending);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(io(&path)(e)),
            _ => {}
        }
    }
    Ok(())
}

fn sync(path: &Path) -> Result<()> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(io(path))
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |source| Error::Io {
        path: path.to_owned(),
        source,
    }
}
