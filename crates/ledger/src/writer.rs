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
use rayon::prelude::*;
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

/// Bytes of source that are derived together.
const BATCH: usize = 4 << 20;

/// Is told how many versions of how many are indexed.
pub type Watch<'a> = dyn Fn(u64, u64) + 'a;

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
    /// Of how many versions the whole index was made when the writer came.
    pub made_of: Option<u64>,
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
        Self::open_watched(folder, &|_, _| ())
    }

    fn open_watched(folder: &Path, watch: &Watch<'_>) -> Result<Self> {
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
        let versions = writer.catch_up(watch)?;
        writer.found.made_of = versions.filter(|_| writer.found.is_index_new || reached == 0);
        writer.found.was_cut = was_cut;
        writer.found.publications = writer.record.last_seq()?;
        writer.found.caught_up = writer.found.publications.saturating_sub(reached);
        writer.settle()?;
        Ok(writer)
    }

    /// As [`Self::open`]; while another writer is at work, it is waited for so long, and
    /// while versions that are not in the index yet are brought into it, it is told.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_in_turn(folder: &Path, patience: Duration, watch: &Watch<'_>) -> Result<Self> {
        let began = Instant::now();
        loop {
            match Self::open_watched(folder, watch) {
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

    /// Under which names its publications came, refused ones too.
    ///
    /// # Errors
    /// The disk fails.
    pub fn sources(&self) -> Result<Vec<String>> {
        let all = self.record.publications()?.into_iter();
        Ok(all.map(|p| p.source).collect())
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

    /// Throws the index away and derives it again from the record, unless that was
    /// done already when this writer was opened; says of how many versions.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn rebuild(&mut self, watch: &Watch<'_>) -> Result<u64> {
        if let Some(versions) = self.found.made_of {
            return Ok(versions);
        }
        self.index.clear()?;
        Ok(self.catch_up(watch)?.unwrap_or(0))
    }

    /// Indexes what the record has and the index has not; says how many versions that
    /// were, or `None` if it had all.
    pub(crate) fn catch_up(&mut self, watch: &Watch<'_>) -> Result<Option<u64>> {
        self.forget_a_stray_index()?;
        let reached = self.index.reached().clone();
        let last = self.record.last_seq()?;
        let redacted = self
            .record
            .redacted_versions(reached.tombstone, reached.seq)?;
        if reached.seq >= last && reached.tombstone >= self.record.said()?.tombstone {
            return Ok(None);
        }
        if !redacted.is_empty() {
            self.index.collect()?;
        }
        for version in &redacted {
            self.index.remove(*version)?;
        }
        let mut missing = self.record.versions_after(reached.seq)?;
        missing.extend(&redacted);
        self.derive(&missing, watch)?;
        self.commit_index(last)?;
        if !redacted.is_empty() {
            // What was taken out stays in the files until they are merged.
            self.index.merge()?;
        }
        Ok(Some(missing.len() as u64))
    }

    /// Puts versions of the record into the index: read one after the other, derived on
    /// all cores, some at a time.
    fn derive(&mut self, versions: &[u64], watch: &Watch<'_>) -> Result<()> {
        let mut done = 0;
        let mut left = versions;
        while !left.is_empty() {
            let mut batch = Vec::new();
            let mut size = 0;
            while let Some((version, rest)) = left.split_first() {
                let body = self.record.packed(*version)?;
                size += body.size();
                batch.push((*version, body));
                left = rest;
                if size >= BATCH {
                    break;
                }
            }
            done += batch.len() as u64;
            let docs = batch.into_par_iter().map(|(version, body)| {
                let docs = index::derive_stored(body.unpack()?)?;
                Ok((version, docs))
            });
            for (version, docs) in docs.collect::<Result<Vec<_>>>()? {
                for doc in docs {
                    self.index.add(&doc.of_version(version))?;
                }
            }
            watch(done, versions.len() as u64);
        }
        Ok(())
    }

    /// An index that was derived from another state of the record (a record put
    /// back from a copy, a log cut by a failing disk) is begun again.
    fn forget_a_stray_index(&mut self) -> Result<()> {
        let reached = self.index.reached();
        if reached.seq == 0 {
            return Ok(());
        }
        // It follows redactions that this record knows nothing of: it would take the
        // next ones for those.
        let is_ahead = reached.tombstone > self.record.said()?.tombstone;
        if !is_ahead && self.record.is_at(reached)? {
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
        self.catch_up(&|_, _| ()).map(|_| ())
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
