//! Making a ledger smaller without losing anything of it: fewer segments in the
//! index, no gaps in the record.

use crate::error::{Error, Result};
use crate::info;
use crate::writer::Writer;
use std::path::Path;

/// Sizes before and after, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    pub record: (u64, u64),
    pub index: (u64, u64),
}

/// Packs the ledger in `folder`. Both parts are compared with what they held.
///
/// # Errors
/// Another writer is at work, somebody reads the record, what was packed is not
/// the same, or the disk fails. The history is unharmed in all cases.
pub fn compact(folder: &Path) -> Result<Saved> {
    info::must_be_there(folder)?;
    let path = folder.join(crate::index::FOLDER);
    let mut writer = Writer::open(folder)?;
    let before = info::size_of(&path);
    let last = writer.record.last_version()?;
    let held = writer.index.held(last)?;
    writer.index.merge()?;
    if writer.index.held(last)? != held {
        return Err(Error::Damaged(
            "the merged index holds something else; counterfoil ledger rebuild".to_owned(),
        ));
    }
    let (record, _lock) = writer.close()?;
    Ok(Saved {
        index: (before, info::size_of(&path)),
        record: record.compact()?,
    })
}
