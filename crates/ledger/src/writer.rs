//! The one writer of a ledger.
//!
//! The record commits first, publication by publication; the index follows in
//! larger steps and notes up to which publication it reaches. After a crash the
//! next writer brings it up to the record.

use crate::error::{Error, Result};
use crate::index::{self, IndexWriter, Reached};
use crate::record::Record;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Name of the file that the writer holds locked.
pub(crate) const LOCK: &str = "writer.lock";

/// Publications between two commits of the index.
const STEP: u64 = 200;

/// Writes to one ledger. There is one at a time, over all processes.
pub struct Writer {
    pub(crate) record: Record,
    pub(crate) index: IndexWriter,
    folder: PathBuf,
    /// Publications since the last commit of the index.
    waiting: u64,
    lock: File,
}

impl Writer {
    /// Opens a ledger for writing; makes it if the folder is new or empty.
    ///
    /// # Errors
    /// Another writer is at work, the folder belongs to something else, or the
    /// disk fails.
    pub fn open(folder: &Path) -> Result<Self> {
        let io = |source| Error::Io {
            path: folder.to_owned(),
            source,
        };
        if folder.is_file() {
            return Err(Error::Foreign {
                path: folder.to_owned(),
                what: "it is a file, a ledger is a folder".to_owned(),
            });
        }
        std::fs::create_dir_all(folder).map_err(io)?;
        let lock = lock(folder)?;
        let record = Record::open_or_create(folder)?;
        let index = IndexWriter::open(folder)?;
        let mut writer = Self {
            record,
            index,
            folder: folder.to_owned(),
            waiting: 0,
            lock,
        };
        writer.catch_up()?;
        Ok(writer)
    }

    /// The ledger's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Throws the index away and derives it again from the record.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn rebuild(&mut self) -> Result<u64> {
        self.index.clear()?;
        self.catch_up()
    }

    /// Indexes what the record has and the index has not; says how many
    /// versions that were.
    fn catch_up(&mut self) -> Result<u64> {
        self.forget_a_stray_index()?;
        let reached = self.index.reached().seq;
        let last = self.record.last_seq()?;
        if reached >= last {
            return Ok(0);
        }
        let missing = self.record.versions_after(reached)?;
        for version in &missing {
            let body = self.record.body(*version)?;
            for doc in index::derive_stored(&body)? {
                self.index.add(&doc.of_version(*version))?;
            }
        }
        self.commit_index(last)?;
        Ok(missing.len() as u64)
    }

    /// An index that was derived from another state of the record (a record put
    /// back from a copy, a log cut by a failing disk) is begun again.
    fn forget_a_stray_index(&mut self) -> Result<()> {
        let reached = self.index.reached();
        if reached.seq == 0 || self.record.is_at(reached)? {
            return Ok(());
        }
        self.index.clear()
    }

    fn commit_index(&mut self, seq: u64) -> Result<()> {
        let link = self.record.link(seq)?.unwrap_or_default();
        self.index.commit(Reached::new(seq, &link))
    }

    /// Notes that a publication is on record.
    pub(crate) fn committed(&mut self, seq: u64) {
        self.waiting += 1;
        if self.waiting >= STEP {
            // A failure shows again at the end, in `finish`; the record is safe.
            if self.commit_index(seq).is_ok() {
                self.waiting = 0;
            }
        }
    }

    /// After a failed import: the index goes back to what it held, and up again
    /// to the record.
    pub(crate) fn forget_uncommitted(&mut self) -> Result<()> {
        self.index.rollback()?;
        self.waiting = 0;
        self.catch_up().map(|_| ())
    }

    /// Ends the work on the index; hands out the record, and the lock that keeps
    /// other writers away from it.
    pub(crate) fn close(mut self) -> Result<(Record, File)> {
        self.index.wait()?;
        Ok((self.record, self.lock))
    }

    /// Makes what was imported answerable.
    ///
    /// # Errors
    /// The disk fails; the record is safe, and the next writer will index it.
    pub fn finish(mut self) -> Result<()> {
        let last = self.record.last_seq()?;
        if self.index.reached().seq < last {
            self.commit_index(last)?;
        }
        self.index.wait()
    }
}

fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let io = |source| Error::Io {
        path: path.clone(),
        source,
    };
    // A folder of another program gets no lock file: that is looked at first.
    let fresh = !path.exists();
    if fresh && !folder.join(crate::record::FILE).exists() {
        crate::record::refuse_foreign(folder)?;
    }
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}
