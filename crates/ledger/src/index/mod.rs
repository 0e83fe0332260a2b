//! The index: derived from the record, for search, filters and sums.
//!
//! Never the truth: it can be thrown away at any time. One document stands for
//! one activity, transaction, budget, … of one *version*; whether that version
//! is live is asked of [`crate::live::Live`], never of the index.

mod audit;
mod block;
mod books;
mod close;
mod derive;
mod ends;
mod facets;
mod facts;
mod fields;
mod money;
mod row;
mod select;
mod sources;
mod sum;
mod tally;
mod tokens;
mod units;

pub(crate) use audit::{Held, Holding, digest};
pub use close::Close;
pub(crate) use derive::{Doc, derive, derive_stored};
pub use ends::Ends;
pub use facets::{Facet, Facets, Topic};
pub(crate) use facts::Places;
pub(crate) use money::decode as decode_facts;
pub use row::{ActivityRow, BudgetRow, IndicatorRow, OrganisationRow, PlannedRow, Row, Unit};
pub use select::{Filter, Hit};
pub use sum::{Counting, Dimension, Group, Keep, Noted, Sums};

use crate::error::{Error, Result};
use fields::Fields;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::index::SegmentId;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{
    Index, IndexReader, IndexSettings, Opstamp, ReloadPolicy, Searcher, TantivyDocument,
    TantivyError, Term,
};

/// Folder of the index in the ledger's folder.
pub(crate) const FOLDER: &str = "index";

/// Number of the way in which documents are derived. An index of another number
/// is made again.
pub(crate) const DERIVATION: u64 = 6;

/// Memory for the documents of one step.
const BUDGET: usize = 128 << 20;

/// Bytes without which a disk is called full.
const ROOM: usize = 4 << 20;

/// Bytes of facts that are packed together.
const BLOCK: usize = 64 << 10;

/// What an indexed document stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Activity,
    Transaction,
    Budget,
    Planned,
    Indicator,
    Organisation,
}

fn failure(path: &Path) -> impl Fn(TantivyError) -> Error + '_ {
    move |source| match &source {
        TantivyError::IoError(e) if crate::error::is_full(e) => Error::DiskFull(path.to_owned()),
        // What these rest on stands deep in them, or nowhere: a thread ended, and does not say why.
        TantivyError::ErrorInThread(_)
        | TantivyError::OpenWriteError(_)
        | TantivyError::LockFailure(..)
            if !has_room(path) =>
        {
            Error::DiskFull(path.to_owned())
        }
        _ => Error::Index {
            path: path.to_owned(),
            source,
        },
    }
}

/// Whether some megabytes can be written beside the index.
fn has_room(path: &Path) -> bool {
    let probe = path.with_extension("room");
    let written = std::fs::write(&probe, vec![1; ROOM]);
    // Nothing rests on it; the next one writes over it.
    let _ = std::fs::remove_file(&probe);
    !written.is_err_and(|e| crate::error::is_full(&e))
}

/// Runs something that reads the files of the index. Of damaged files the library
/// panics in many places: that comes back as an error like any other.
fn guarded<T>(path: &Path, read: impl FnOnce() -> tantivy::Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(done) => done.map_err(failure(path)),
        Err(_) => Err(Error::Index {
            path: path.to_owned(),
            source: TantivyError::InternalError("one of its files is damaged".to_owned()),
        }),
    }
}

/// Whether a panic is of the library that reads the index, and so comes back as an
/// error: nobody needs to be told of it twice.
#[must_use]
pub fn is_of_index(panic: &PanicHookInfo<'_>) -> bool {
    let file = panic.location().map_or("", std::panic::Location::file);
    ["tantivy", "ownedbytes", "bitpacking", "lz4_flex"]
        .iter()
        .any(|library| file.contains(library))
}

/// Words as [`crate::words`] has them.
fn register_tokenizer(index: &Index) {
    let words = TextAnalyzer::builder(tokens::Tokens).build();
    index.tokenizers().register(fields::WORDS, words);
}

fn open(path: &Path) -> Result<Index> {
    let index = Index::open_in_dir(path).map_err(failure(path))?;
    register_tokenizer(&index);
    Ok(index)
}

/// Up to where an index holds the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    /// Number of the last publication; 0 if it was derived another way.
    pub seq: u64,
    /// The link of that publication in the record, in hexadecimal.
    pub link: String,
    /// Number of the last tombstone that it follows.
    pub tombstone: u64,
    /// It was derived another way: what it holds is not to be read.
    pub is_of_other_make: bool,
}

impl Reached {
    pub(crate) fn new(seq: u64, link: &[u8], tombstone: u64) -> Self {
        Self {
            seq,
            link: crate::receive::hex(link),
            tombstone,
            is_of_other_make: false,
        }
    }

    fn read(index: &Index) -> tantivy::Result<Self> {
        let payload = index.load_metas()?.payload.unwrap_or_default();
        Ok(Self::parse(&payload).unwrap_or(Self {
            is_of_other_make: !payload.is_empty(),
            ..Self::default()
        }))
    }

    fn parse(payload: &str) -> Option<Self> {
        let mut parts = payload.split(' ');
        let derivation: u64 = parts.next()?.parse().ok()?;
        let seq = parts.next()?.parse().ok()?;
        let link = parts.next()?.to_owned();
        // An index of before there were any follows none.
        let tombstone = parts.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        (derivation == DERIVATION).then_some(Self {
            seq,
            link,
            tombstone,
            is_of_other_make: false,
        })
    }

    fn payload(&self) -> String {
        format!("{DERIVATION} {} {} {}", self.seq, self.link, self.tombstone)
    }
}

/// Whether an index holds nothing yet and has the fields of this program.
fn is_fresh(index: &Index) -> bool {
    let is_empty = index
        .searchable_segment_ids()
        .is_ok_and(|ids| ids.is_empty());
    is_empty && index.schema() == Fields::new().0
}

/// The writing side.
pub(crate) struct IndexWriter {
    writer: Option<tantivy::IndexWriter>,
    fields: Fields,
    reached: Reached,
    path: PathBuf,
}

impl IndexWriter {
    pub(crate) fn open(ledger: &Path) -> Result<Self> {
        let path = ledger.join(FOLDER);
        let usable = open(&path).and_then(|index| {
            let reached = Reached::read(&index).map_err(failure(&path))?;
            Ok((index, reached))
        });
        let mut this = Self {
            writer: None,
            fields: Fields::new().1,
            reached: Reached::default(),
            path: path.clone(),
        };
        match usable {
            // Nothing reached: derived another way, or not committed yet. Of these
            // the second is gone on with, so that there is an index at any moment.
            Ok((index, reached)) if reached.seq > 0 || is_fresh(&index) => {
                this.reached = reached;
                this.start(&index)?;
            }
            _ => this.clear()?,
        }
        Ok(this)
    }

    /// Begins an empty index.
    pub(crate) fn clear(&mut self) -> Result<()> {
        let io = |source| Error::Io {
            path: self.path.clone(),
            source,
        };
        if let Some(writer) = self.writer.take() {
            writer.wait_merging_threads().map_err(failure(&self.path))?;
        }
        if self.path.exists() {
            std::fs::remove_dir_all(&self.path).map_err(io)?;
        }
        std::fs::create_dir_all(&self.path).map_err(io)?;
        let settings = IndexSettings {
            docstore_blocksize: BLOCK,
            ..IndexSettings::default()
        };
        let index = Index::builder().schema(Fields::new().0).settings(settings);
        let index = index.create_in_dir(&self.path);
        let index = index.map_err(failure(&self.path))?;
        register_tokenizer(&index);
        self.reached = Reached::default();
        self.start(&index)
    }

    fn start(&mut self, index: &Index) -> Result<()> {
        let writer = index
            .writer_with_num_threads(2, BUDGET)
            .map_err(failure(&self.path))?;
        self.writer = Some(writer);
        Ok(())
    }

    fn writer(&mut self) -> Result<&mut tantivy::IndexWriter> {
        self.writer
            .as_mut()
            .ok_or_else(|| Error::Damaged("the index is closed".to_owned()))
    }

    pub(crate) fn reached(&self) -> &Reached {
        &self.reached
    }

    pub(crate) fn add(&mut self, doc: &Doc) -> Result<()> {
        let document: TantivyDocument = self.fields.document(doc);
        let path = self.path.clone();
        self.writer()?
            .add_document(document)
            .map(|_| ())
            .map_err(failure(&path))
    }

    /// Takes the documents of a version out; they are on the disk until the next
    /// merge.
    pub(crate) fn remove(&mut self, version: u64) -> Result<()> {
        let term = Term::from_field_u64(self.fields.version, version);
        self.writer()?.delete_term(term);
        Ok(())
    }

    pub(crate) fn commit(&mut self, reached: Reached) -> Result<()> {
        let path = self.path.clone();
        let mut run = || -> tantivy::Result<()> {
            if let Some(writer) = self.writer.as_mut() {
                let mut commit = writer.prepare_commit()?;
                commit.set_payload(&reached.payload());
                commit.commit()?;
            }
            Ok(())
        };
        run().map_err(failure(&path))?;
        self.reached = reached;
        Ok(())
    }

    pub(crate) fn rollback(&mut self) -> Result<()> {
        let path = self.path.clone();
        self.writer()?
            .rollback()
            .map(|_| ())
            .map_err(failure(&path))
    }

    /// Merges all segments into one and throws away what they were.
    pub(crate) fn merge(&mut self) -> Result<()> {
        let path = self.path.clone();
        let writer = self.writer()?;
        let mut run = || -> tantivy::Result<()> {
            // Files of a segment stay as long as anybody holds what describes it.
            let (segments, has_gaps) = {
                let metas = writer.index().searchable_segment_metas()?;
                let ids: Vec<_> = metas.iter().map(tantivy::SegmentMeta::id).collect();
                (ids, metas.iter().any(tantivy::SegmentMeta::has_deletes))
            };
            if segments.len() > 1 || has_gaps {
                writer.merge(&segments).wait()?;
            }
            writer.garbage_collect_files().wait()?;
            Ok(())
        };
        run().map_err(failure(&path))
    }

    /// Takes away the files that no segment needs. What a commit that was cut off left
    /// would stand in the way of the next.
    pub(crate) fn collect(&mut self) -> Result<()> {
        let path = self.path.clone();
        let collected = self.writer()?.garbage_collect_files().wait();
        collected.map(|_| ()).map_err(failure(&path))
    }

    /// What the index holds of the versions up to id `last`.
    pub(crate) fn held(&self, last: u64) -> Result<Held> {
        self.reading()?.searcher()?.0.held(last)
    }

    fn reading(&self) -> Result<IndexHandle> {
        IndexHandle::at(self.path.clone())
    }

    /// Waits for merges, so that the next reader meets few segments.
    pub(crate) fn wait(&mut self) -> Result<()> {
        match self.writer.take() {
            Some(writer) => writer.wait_merging_threads().map_err(failure(&self.path)),
            None => Ok(()),
        }
    }
}

/// The reading side.
pub(crate) struct IndexHandle {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    path: PathBuf,
}

impl IndexHandle {
    pub(crate) fn open(ledger: &Path) -> Result<Self> {
        Self::at(ledger.join(FOLDER))
    }

    fn at(path: PathBuf) -> Result<Self> {
        let index = open(&path)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = guarded(&path, || reader.try_into())?;
        Ok(Self {
            index,
            reader,
            fields: Fields::new().1,
            path,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Up to where it holds the record.
    pub(crate) fn reached(&self) -> Result<Reached> {
        Reached::read(&self.index).map_err(failure(&self.path))
    }

    /// A searcher that holds everything up to the publication named with it.
    pub(crate) fn searcher(&self) -> Result<(IndexSearcher, Reached)> {
        // The number first: what is committed after it does no harm.
        let reached = Reached::read(&self.index).map_err(failure(&self.path))?;
        guarded(&self.path, || self.reader.reload())?;
        let searcher = IndexSearcher {
            searcher: self.reader.searcher(),
            fields: self.fields.clone(),
            path: self.path.clone(),
        };
        Ok((searcher, reached))
    }
}

/// The segments of an index and what was deleted from each: the same of the same
/// files.
pub(crate) type Segments = BTreeMap<SegmentId, Option<Opstamp>>;

/// One consistent state of the index.
pub(crate) struct IndexSearcher {
    searcher: Searcher,
    fields: Fields,
    path: PathBuf,
}

impl IndexSearcher {
    /// What should stand in the index and does not.
    pub(crate) fn lacks(&self, what: &str) -> Error {
        Error::Index {
            path: self.path.clone(),
            source: TantivyError::InternalError(what.to_owned()),
        }
    }

    pub(crate) fn segments(&self) -> Segments {
        self.searcher.generation().segments().clone()
    }
}
