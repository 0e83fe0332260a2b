//! The index: derived from the record, for search, filters and sums.
//!
//! Never the truth: it can be thrown away at any time. One document stands for
//! one activity, transaction, budget, … of one *version*; whether that version
//! is live is asked of [`crate::live::Live`], never of the index.

mod derive;
mod fields;
mod select;
mod sum;

pub use derive::{ActivityRow, BudgetRow, IndicatorRow, OrganisationRow, PlannedRow};
pub(crate) use derive::{Doc, derive, derive_stored};
pub use select::{Filter, Hit};
pub use sum::{Dimension, Group};

use crate::error::{Error, Result};
use fields::Fields;
use std::path::{Path, PathBuf};
use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer,
};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, TantivyError};

/// Folder of the index in the ledger's folder.
const FOLDER: &str = "index";

/// Number of the way in which documents are derived. An index of another number
/// is made again.
const DERIVATION: u64 = 2;

/// Memory for the documents of one step.
const BUDGET: usize = 128 << 20;

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
        TantivyError::IoError(e) if e.kind() == std::io::ErrorKind::StorageFull => {
            Error::DiskFull(path.to_owned())
        }
        _ => Error::Index {
            path: path.to_owned(),
            source,
        },
    }
}

/// Words in lower case, accents folded.
fn register_tokenizer(index: &Index) {
    let words = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(60))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    index.tokenizers().register(fields::WORDS, words);
}

fn open(path: &Path) -> Result<Index> {
    let index = Index::open_in_dir(path).map_err(failure(path))?;
    register_tokenizer(&index);
    Ok(index)
}

/// Up to which publication an index reaches; 0 if it was derived another way.
fn reached(index: &Index) -> tantivy::Result<u64> {
    let payload = index.load_metas()?.payload.unwrap_or_default();
    let numbers = payload.split_once(' ').and_then(|(derivation, seq)| {
        Some((derivation.parse::<u64>().ok()?, seq.parse::<u64>().ok()?))
    });
    Ok(match numbers {
        Some((DERIVATION, seq)) => seq,
        _ => 0,
    })
}

/// The writing side.
pub(crate) struct IndexWriter {
    writer: Option<tantivy::IndexWriter>,
    fields: Fields,
    reached: u64,
    path: PathBuf,
}

impl IndexWriter {
    pub(crate) fn open(ledger: &Path) -> Result<Self> {
        let path = ledger.join(FOLDER);
        let usable = open(&path).and_then(|index| {
            let reached = reached(&index).map_err(failure(&path))?;
            Ok((index, reached))
        });
        let mut this = Self {
            writer: None,
            fields: Fields::new().1,
            reached: 0,
            path: path.clone(),
        };
        match usable {
            // Nothing reached: never committed, derived another way, or empty.
            Ok((index, reached)) if reached > 0 => {
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
        let (schema, _) = Fields::new();
        let index = Index::create_in_dir(&self.path, schema).map_err(failure(&self.path))?;
        register_tokenizer(&index);
        self.reached = 0;
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

    pub(crate) fn reached(&self) -> u64 {
        self.reached
    }

    pub(crate) fn add(&mut self, doc: &Doc) -> Result<()> {
        let document: TantivyDocument = self.fields.document(doc);
        let path = self.path.clone();
        self.writer()?
            .add_document(document)
            .map(|_| ())
            .map_err(failure(&path))
    }

    pub(crate) fn commit(&mut self, seq: u64) -> Result<()> {
        let path = self.path.clone();
        let mut run = || -> tantivy::Result<()> {
            if let Some(writer) = self.writer.as_mut() {
                let mut commit = writer.prepare_commit()?;
                commit.set_payload(&format!("{DERIVATION} {seq}"));
                commit.commit()?;
            }
            Ok(())
        };
        run().map_err(failure(&path))?;
        self.reached = seq;
        Ok(())
    }

    pub(crate) fn rollback(&mut self) -> Result<()> {
        let path = self.path.clone();
        self.writer()?
            .rollback()
            .map(|_| ())
            .map_err(failure(&path))
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
        let path = ledger.join(FOLDER);
        let index = open(&path)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(failure(&path))?;
        Ok(Self {
            index,
            reader,
            fields: Fields::new().1,
            path,
        })
    }

    /// A searcher that holds everything up to the publication named with it.
    pub(crate) fn searcher(&self) -> Result<(IndexSearcher, u64)> {
        // The number first: what is committed after it does no harm.
        let reached = reached(&self.index).map_err(failure(&self.path))?;
        self.reader.reload().map_err(failure(&self.path))?;
        let searcher = IndexSearcher {
            searcher: self.reader.searcher(),
            fields: self.fields.clone(),
            path: self.path.clone(),
        };
        Ok((searcher, reached))
    }
}

/// One consistent state of the index.
pub(crate) struct IndexSearcher {
    searcher: Searcher,
    fields: Fields,
    path: PathBuf,
}
