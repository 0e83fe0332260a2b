//! What a ledger is and how large, in numbers.

use crate::error::{Error, Result};
use crate::index::{DERIVATION, IndexHandle};
use crate::record::{FORMAT, Publication, Record};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// A ledger in numbers.
#[derive(Debug, Serialize)]
pub struct Info {
    pub format: i64,
    /// Number of the way in which this program derives the index.
    pub derivation: u64,
    /// The publication that the index reaches; 0 if there is no index of this
    /// derivation.
    pub index_reaches: u64,
    pub publications: u64,
    pub refused: Vec<RefusedPublication>,
    pub datasets: u64,
    pub publishers: u64,
    /// Activities and organisation records in all publications.
    pub members: u64,
    /// Wordings that are stored for them, each once.
    pub versions: u64,
    /// Members for each stored version: how much is shared.
    pub members_per_version: Option<f64>,
    /// Bytes of all accepted files as received.
    pub received_bytes: u64,
    pub record_bytes: u64,
    pub index_bytes: u64,
    pub first_published: Option<String>,
    pub last_published: Option<String>,
    pub first_imported: Option<String>,
    pub last_imported: Option<String>,
    /// The last link of the chain, in hexadecimal.
    pub chain: Option<String>,
    /// What was said about the record; what was taken back too.
    pub statements: u64,
    /// Tables of exchange rates and texts of programmes that are kept; one that has two
    /// names is one.
    pub documents: u64,
    /// The last link of the chain of statements.
    pub chain_of_statements: Option<String>,
    /// Versions, publications and statements that were redacted after they were kept.
    pub redacted: u64,
}

/// A file that could not be read to its end.
#[derive(Debug, Serialize)]
pub struct RefusedPublication {
    pub publication: u64,
    pub source: String,
    pub reason: String,
}

impl Info {
    /// Reads it from the ledger in `folder`; the index need not be there.
    ///
    /// # Errors
    /// There is no ledger, or the disk fails.
    pub fn read(folder: &Path) -> Result<Self> {
        let record = Record::open(folder)?;
        let all = record.publications()?;
        let accepted: Vec<&Publication> = all.iter().filter(|p| p.refused.is_none()).collect();
        let members = accepted.iter().map(|p| p.activities + p.organisations);
        let members: u64 = members.sum();
        let versions = record.count_versions()?;
        let last = record.link(record.last_seq()?)?;
        Ok(Self {
            format: FORMAT,
            derivation: DERIVATION,
            index_reaches: reaches(folder),
            publications: accepted.len() as u64,
            refused: all.iter().filter_map(refused).collect(),
            datasets: distinct(accepted.iter().map(|p| p.dataset.value.as_str())),
            publishers: distinct(accepted.iter().filter_map(|p| p.publisher.as_deref())),
            members,
            versions,
            members_per_version: (versions > 0).then(|| members as f64 / versions as f64),
            received_bytes: accepted.iter().map(|p| p.bytes).sum(),
            record_bytes: record.bytes_on_disk(),
            index_bytes: size_of(&folder.join(crate::index::FOLDER)),
            first_published: least(accepted.iter().map(|p| &p.published.value)),
            last_published: accepted.iter().map(|p| &p.published.value).max().cloned(),
            first_imported: least(all.iter().map(|p| &p.imported)),
            last_imported: all.iter().map(|p| &p.imported).max().cloned(),
            chain: last.map(|link| crate::receive::hex(&link)),
            statements: record.statements()?.len() as u64,
            documents: record.count_documents()?,
            chain_of_statements: (record.last_statement_link()?)
                .map(|link| crate::receive::hex(&link)),
            redacted: redacted(&record)?,
        })
    }
}

fn redacted(record: &Record) -> Result<u64> {
    let tombstones = record.tombstones()?;
    let things: BTreeSet<_> = tombstones.iter().map(|t| (&t.kind, t.id)).collect();
    Ok(things.len() as u64)
}

fn least<'a>(stamps: impl Iterator<Item = &'a String>) -> Option<String> {
    stamps.min().cloned()
}

fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> u64 {
    values.collect::<BTreeSet<_>>().len() as u64
}

fn refused(p: &Publication) -> Option<RefusedPublication> {
    Some(RefusedPublication {
        publication: p.seq,
        source: p.source.clone(),
        reason: p.refused.clone()?,
    })
}

fn reaches(folder: &Path) -> u64 {
    let searcher = IndexHandle::open(folder).and_then(|index| index.searcher());
    searcher.map_or(0, |(_, reached)| reached.seq)
}

/// Bytes of the files in a folder; what is not there has none.
pub(crate) fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.filter_map(|e| e.metadata().ok().map(|m| m.len()));
    sizes.sum()
}

/// The failure of a ledger that is not there, before anything is made.
pub(crate) fn must_be_there(folder: &Path) -> Result<()> {
    match folder.join(crate::record::FILE).exists() {
        true => Ok(()),
        false => Err(Error::NoLedger(folder.to_owned())),
    }
}
