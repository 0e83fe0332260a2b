//! Packing a record tightly, without losing a row of it.

use super::Record;
use super::swap::Copy;
use crate::error::{Error, Result};

impl Record {
    /// Replaces the record by a tightly packed copy, if that saves room and holds
    /// the same rows to the last byte. Says the sizes before and after.
    ///
    /// # Errors
    /// Somebody else has the record open, the copy is not the same, or the disk
    /// fails. The record is unharmed.
    pub(crate) fn compact(self) -> Result<(u64, u64)> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|e| self.failure(e))?;
        let before = self.size()?;
        let digest = self.digest()?;
        let copy = Copy::make(&self)?;
        let packed = copy.open()?;
        let after = packed.size()?;
        let is_same = packed.digest()? == digest && packed.integrity()?.is_empty();
        drop(packed);
        if !is_same {
            copy.discard()?;
            return Err(Error::Damaged(
                "the packed copy is not the same; the record was left as it is".to_owned(),
            ));
        }
        if after >= before {
            copy.discard()?;
            return Ok((before, before));
        }
        copy.replace(self)?;
        Ok((before, after))
    }

    /// Bytes of the file, without its log.
    fn size(&self) -> Result<u64> {
        Ok((self.pragma("page_count")? * self.pragma("page_size")?).unsigned_abs())
    }
}
