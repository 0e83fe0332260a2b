//! The one writer of a ledger.
//!
//! The record commits first, publication by publication; the index follows in
//! larger steps and notes up to which publication it reaches. After a crash the
//! next writer brings it up to the record.

use crate::error::{Error, Result};
use crate::index::{self, IndexWriter, Reached};
use crate::record::Record;
use crate::statement::{Corrections, in_force, sensitive};
use iati::redact::{Also, Rules};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Name of the file that the writer holds locked.
pub(crate) const LOCK: &str = "writer.lock";

/// How often who waits for his turn looks whether it has come.
const LOOK: Duration = Duration::from_millis(20);

/// Publications between two commits of the index.
const STEP: u64 = 200;

/// Writes to one ledger. There is one at a time, over all processes.
pub struct Writer {
    pub(crate) record: Record,
    pub(crate) index: IndexWriter,
    folder: PathBuf,
    /// Those in force.
    pub(crate) corrections: Corrections,
    /// What is taken out of texts, besides what always is.
    pub(crate) rules: Arc<Rules>,
    /// Publications since the last commit of the index.
    waiting: u64,
    found: Found,
    lock: Lock,
}

/// What a writer found when it came, and put right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The writer before it did not come to its end: it was killed, or the power failed.
    pub was_cut: bool,
    /// Publications on record.
    pub publications: u64,
    /// Of these, those that could not be asked for yet, and can be now.
    pub caught_up: u64,
    /// The index was of another state of the record and was begun again.
    pub is_index_new: bool,
}

/// The lock. Its file says that somebody is at work: where the lock is free and that
/// stands there all the same, he was cut off.
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // If that fails, the next writer says once too often that one was cut off.
        let _ = self.0.set_len(0);
    }
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
        let (lock, was_cut) = lock(folder)?;
        let record = Record::open_or_create(folder)?;
        let index = IndexWriter::open(folder)?;
        let mut writer = Self {
            record,
            index,
            folder: folder.to_owned(),
            corrections: Corrections::default(),
            rules: Arc::default(),
            waiting: 0,
            found: Found::default(),
            lock,
        };
        let reached = writer.index.reached().seq;
        writer.catch_up()?;
        writer.found.was_cut = was_cut;
        writer.found.publications = writer.record.last_seq()?;
        writer.found.caught_up = writer.found.publications.saturating_sub(reached);
        writer.settle()?;
        Ok(writer)
    }

    /// As [`Self::open`]; while another writer is at work, it is waited for so long.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_in_turn(folder: &Path, patience: Duration) -> Result<Self> {
        let began = Instant::now();
        loop {
            match Self::open(folder) {
                Err(Error::Busy(_)) if began.elapsed() < patience => std::thread::sleep(LOOK),
                opened => return opened,
            }
        }
    }

    /// What it found when it was opened.
    #[must_use]
    pub fn found(&self) -> Found {
        self.found
    }

    /// The ledger's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// From now on these phrases are masked too, in what is imported and in what is
    /// redacted. They are kept nowhere.
    pub fn mask_also(&mut self, also: Also) {
        self.rules = Arc::new(Rules {
            also,
            sensitive: self.rules.sensitive.clone(),
        });
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
    pub(crate) fn catch_up(&mut self) -> Result<u64> {
        self.forget_a_stray_index()?;
        let reached = self.index.reached().clone();
        let last = self.record.last_seq()?;
        let redacted = self
            .record
            .redacted_versions(reached.tombstone, reached.seq)?;
        if reached.seq >= last && reached.tombstone >= self.record.said()?.tombstone {
            return Ok(0);
        }
        if !redacted.is_empty() {
            self.index.collect()?;
        }
        for version in &redacted {
            self.index.remove(*version)?;
        }
        let mut missing = self.record.versions_after(reached.seq)?;
        missing.extend(&redacted);
        for version in &missing {
            let body = self.record.body(*version)?;
            for doc in index::derive_stored(body)? {
                self.index.add(&doc.of_version(*version))?;
            }
        }
        self.commit_index(last)?;
        if !redacted.is_empty() {
            // What was taken out stays in the files until they are merged.
            self.index.merge()?;
        }
        Ok(missing.len() as u64)
    }

    /// An index that was derived from another state of the record (a record put
    /// back from a copy, a log cut by a failing disk) is begun again.
    fn forget_a_stray_index(&mut self) -> Result<()> {
        let reached = self.index.reached();
        if reached.seq == 0 || self.record.is_at(reached)? {
            return Ok(());
        }
        self.found.is_index_new = true;
        self.index.clear()
    }

    fn commit_index(&mut self, seq: u64) -> Result<()> {
        let link = self.record.link(seq)?.unwrap_or_default();
        let tombstone = self.record.said()?.tombstone;
        self.index.commit(Reached::new(seq, &link, tombstone))
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

    /// Takes in what was said.
    pub(crate) fn settle(&mut self) -> Result<()> {
        let statements = self.record.statements()?;
        let counting = in_force(&statements, None);
        self.corrections = Corrections::of(&counting);
        self.rules = Arc::new(Rules {
            also: self.rules.also.clone(),
            sensitive: sensitive(&counting),
        });
        Ok(())
    }

    /// Ends the work on the index; hands out the record, and the lock that keeps
    /// other writers away from it.
    pub(crate) fn close(mut self) -> Result<(Record, Lock)> {
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

fn lock(folder: &Path) -> Result<(Lock, bool)> {
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
        Ok(()) => Ok(at_work(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Busy(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

/// Notes in the lock's file that somebody is at work; says whether the one before was
/// cut off. A note that cannot be written is not worth failing for.
fn at_work(mut file: File) -> (Lock, bool) {
    let was_cut = file.metadata().is_ok_and(|meta| meta.len() > 0);
    if !was_cut {
        let _ = file.write_all(b"at work\n").and_then(|()| file.sync_all());
    }
    (Lock(file), was_cut)
}
