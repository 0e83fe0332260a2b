//! The index: its files are as they were written, it was derived from this record,
//! and it holds what a fresh derivation gives.

use super::{Known, Opened, REBUILD, Verified};
use crate::error::{Error, Result};
use crate::index::{Held, Holding, Reached};
use crate::record::Record;

pub(super) fn all(
    record: &Record,
    index: std::result::Result<Opened, Error>,
    known: &[Known],
    last: u64,
    found: &mut Verified,
) -> Result<()> {
    let (handle, searcher, reached) = match index {
        Ok(opened) => opened,
        // A ledger that was cut off before its first publication has no index yet.
        Err(_) if last == 0 => return Ok(()),
        Err(error) => {
            found.fault("index", error.to_string(), REBUILD);
            return Ok(());
        }
    };
    if !is_of_this_record(record, &reached, last, found)? {
        return Ok(());
    }
    let damaged = damaged(handle.damaged_files(), found);
    for name in &damaged {
        let what = format!("the file {name} is not as it was written");
        found.fault("index", what, REBUILD);
    }
    if !damaged.is_empty() {
        // What it holds cannot be told any more.
        return Ok(());
    }
    match searcher.held(known.last().map_or(0, |k| k.id)) {
        Ok(held) => {
            let waiting = found.bear(
                "tombstones",
                record.redacted_versions(reached.tombstone, last),
            );
            compare(&held, known, &waiting, reached.seq, found);
        }
        Err(error) => found.fault("index", error.to_string(), REBUILD),
    }
    Ok(())
}

fn damaged(names: Result<Vec<String>>, found: &mut Verified) -> Vec<String> {
    names.unwrap_or_else(|error| {
        found.fault("index", error.to_string(), REBUILD);
        Vec::new()
    })
}

fn is_of_this_record(
    record: &Record,
    reached: &Reached,
    last: u64,
    found: &mut Verified,
) -> Result<bool> {
    if reached.is_of_other_make {
        let what = "it was made by another version of Counterfoil".to_owned();
        found.fault("index", what, REBUILD);
        return Ok(false);
    }
    if reached.seq > 0 && !record.is_at(reached)? {
        let what = format!(
            "it was derived from another state of the record, up to publication {}",
            reached.seq
        );
        found.fault("index", what, REBUILD);
        return Ok(false);
    }
    if reached.tombstone > record.said()?.tombstone {
        let what = "it follows redactions that this record does not hold".to_owned();
        found.fault("index", what, REBUILD);
        return Ok(false);
    }
    if reached.seq < last {
        found.remarks.push(format!(
            "the index reaches publication {} of {last}: an import is under way or was cut off; the next one brings it up to the record, and so does counterfoil ledger rebuild",
            reached.seq
        ));
    }
    if reached.tombstone < record.said()?.tombstone {
        found.remarks.push(
            "the index does not follow the last redaction yet: it is under way or was cut off; run the redaction again, any import, or counterfoil ledger rebuild; until then no question is answered"
                .to_owned(),
        );
    }
    Ok(true)
}

/// What is held of a version that the index has nothing of.
const NOTHING: Holding = Holding::NONE;

/// `waiting` are versions that were redacted and that the index does not follow yet.
fn compare(held: &Held, known: &[Known], waiting: &[u64], reached: u64, found: &mut Verified) {
    found.documents = held.documents;
    let mut differ = 0u64;
    let mut first = None;
    let is_waiting = |k: &Known| waiting.binary_search(&k.id).is_ok();
    for version in known
        .iter()
        .filter(|k| k.first_publication <= reached && !is_waiting(k))
    {
        let holding = held.versions.get(&version.id).unwrap_or(&NOTHING);
        if version.fresh.as_ref().is_some_and(|fresh| fresh != holding) {
            differ += 1;
            first.get_or_insert(version.id);
        }
    }
    if let Some(first) = first {
        let what = format!(
            "it does not hold what a fresh derivation gives for {differ} versions, the first of them version {first}"
        );
        found.fault("index", what, REBUILD);
    }
    let all = held.versions.iter();
    let gone = all.filter(|(id, _)| known.binary_search_by_key(*id, |k| k.id).is_err());
    let strays = held.strays + gone.map(|(_, h)| u64::from(h.documents)).sum::<u64>();
    if strays > 0 {
        let what = format!("it holds {strays} documents of versions that the record does not have");
        found.fault("index", what, REBUILD);
    }
}
