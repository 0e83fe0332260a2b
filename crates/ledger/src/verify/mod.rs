//! Checking a ledger: every hash and every count of the record, and the index
//! against a fresh derivation.
//!
//! Nothing is changed. A fault is a value with its place and what to do; only a
//! ledger that cannot be opened at all is an error.

mod document;
mod index;
mod publication;
mod redaction;
mod statement;
mod version;

use crate::error::{Error, FROM_A_COPY, Result};
use crate::index::{Holding, IndexHandle, IndexSearcher, Reached};
use crate::record::Record;
use crate::record::chain::Hash;
use std::path::Path;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// E.g. `version 7`, `publication 3`, `index`.
    pub place: String,
    pub what: String,
    /// What to do about it.
    pub mend: &'static str,
}

/// What a check found.
#[derive(Debug, Default, serde::Serialize)]
pub struct Verified {
    pub publications: u64,
    pub versions: u64,
    pub statements: u64,
    /// Documents that statements rest on: tables of exchange rates, texts of programmes.
    pub kept: u64,
    /// Documents of the index.
    pub documents: u64,
    pub faults: Vec<Fault>,
    /// What is no fault, but good to know.
    pub remarks: Vec<String>,
}

const REBUILD: &str = "counterfoil ledger rebuild --ledger DIR makes the index again";

/// What the record says of one version, once it was looked at.
struct Known {
    id: u64,
    /// The hash that it has now.
    hash: Hash,
    is_activity: bool,
    transactions: u64,
    first_publication: u64,
    /// The first publication that lists it.
    first_listed: Option<u64>,
    /// What a fresh derivation comes to; `None` if it cannot be derived.
    fresh: Option<Holding>,
}

impl Verified {
    fn fault(&mut self, place: impl Into<String>, what: impl Into<String>, mend: &'static str) {
        self.faults.push(Fault {
            place: place.into(),
            what: what.into(),
            mend,
        });
    }

    /// The rest can be looked at though one part cannot be read.
    fn bear<T: Default>(&mut self, place: &str, outcome: Result<T>) -> T {
        outcome.unwrap_or_else(|error| {
            let mut what = error.to_string();
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            if let Some(cause) = cause.filter(|cause| !what.contains(cause)) {
                what = format!("{what}: {cause}");
            }
            self.fault(place, what, FROM_A_COPY);
            T::default()
        })
    }
}

/// Checks the ledger in `folder`. `tick` is told how many versions and
/// publications were looked at, and of how many.
///
/// # Errors
/// There is no ledger, or it cannot be opened.
pub fn verify(folder: &Path, tick: &dyn Fn(u64, u64)) -> Result<Verified> {
    let mut found = Verified::default();
    match looked_through(folder, tick, &mut found) {
        // So damaged that not all of it can be looked at: that is a fault like any other.
        Err(error @ (Error::Spoiled { .. } | Error::Damaged(_))) => {
            found.bear("record", Err(error))
        }
        other => other?,
    }
    Ok(found)
}

fn looked_through(folder: &Path, tick: &dyn Fn(u64, u64), found: &mut Verified) -> Result<()> {
    let record = Record::open(folder)?;
    // The index first: what the record gets after that does no harm.
    let index = open_index(folder);
    let snapshot = record.snapshot()?;
    let last = record.last_seq()?;
    for what in found.bear("record", record.integrity()) {
        found.fault("record", format!("SQLite says: {what}"), FROM_A_COPY);
    }
    let total = found.bear("record", record.count_versions()) + last;
    let tombstones = found.bear("tombstones", record.tombstones());
    let mut known = version::all(&record, found, &|done| tick(done, total));
    redaction::versions(&tombstones, &known, found);
    publication::all(&record, &mut known, &tombstones, found, &|done| {
        tick(total - last + done, total);
    });
    statement::all(&record, &tombstones, last, found);
    document::all(&record, found);
    index::all(&record, index, &known, last, found)?;
    drop(snapshot);
    Ok(())
}

/// An index opened for checking: the searcher, and how far it says it reaches.
type Opened = (IndexHandle, IndexSearcher, Reached);

fn open_index(folder: &Path) -> std::result::Result<Opened, Error> {
    let handle = IndexHandle::open(folder)?;
    let (searcher, reached) = handle.searcher()?;
    Ok((handle, searcher, reached))
}
