//! Documents: what a statement rests on and is too long for it, kept under its hash.
//!
//! The statement names the hash and so puts it in the chain.

use super::chain::Hash;
use super::{Record, unpack};
use crate::error::{Error, Result};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

/// A document to be kept.
pub(crate) struct NewDocument {
    hash: Hash,
    size: usize,
    /// Packed with zstd.
    body: Vec<u8>,
}

impl NewDocument {
    pub(crate) fn hash(&self) -> &Hash {
        &self.hash
    }

    pub(crate) fn of(text: &str) -> Result<Self> {
        let body = zstd::bulk::compress(text.as_bytes(), 9)
            .map_err(|e| Error::Damaged(format!("packing failed: {e}")))?;
        Ok(Self {
            hash: Sha256::digest(text).into(),
            size: text.len(),
            body,
        })
    }
}

/// A document as it is stored.
pub(crate) struct StoredDocument {
    pub hash: Vec<u8>,
    /// Its text; `None` if it cannot be unpacked to its size.
    pub text: Option<String>,
}

impl Record {
    /// Keeps a document, once however often it comes. In a transaction of the caller's.
    pub(super) fn add_document(&self, new: &NewDocument) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO document VALUES (?, ?, ?)")
            .and_then(|mut s| s.execute(params![new.hash, new.size, new.body]))
            .map(|_| ())
            .map_err(|e| self.failure(e))
    }

    /// The document of a hash; `None` if none is kept under it.
    ///
    /// # Errors
    /// It is damaged, or the disk fails.
    pub(crate) fn document(&self, hash: &[u8]) -> Result<Option<String>> {
        let stored: Option<(Vec<u8>, usize)> = self
            .connection
            .prepare_cached("SELECT body, size FROM document WHERE hash = ?")
            .and_then(|mut s| {
                s.query_row([hash], |r| Ok((r.get(0)?, r.get(1)?)))
                    .optional()
            })
            .map_err(|e| self.failure(e))?;
        let damaged = || Error::Damaged(format!("document {}", crate::receive::hex(hash)));
        stored
            .map(|(body, size)| unpack(&body, size).ok_or_else(damaged))
            .transpose()
    }

    /// Hands out every document, one at a time, in order of hash.
    pub(crate) fn each_document(&self, mut take: impl FnMut(StoredDocument)) -> Result<()> {
        let sql = "SELECT hash, size, body FROM document ORDER BY hash";
        let mut each = self
            .connection
            .prepare_cached(sql)
            .map_err(|e| self.failure(e))?;
        let mut rows = each.query([]).map_err(|e| self.failure(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failure(e))? {
            let read = || -> rusqlite::Result<StoredDocument> {
                let body: Vec<u8> = row.get(2)?;
                Ok(StoredDocument {
                    hash: row.get(0)?,
                    text: unpack(&body, row.get(1)?),
                })
            };
            take(read().map_err(|e| self.failure(e))?);
        }
        Ok(())
    }

    /// How many documents are kept.
    pub(crate) fn count_documents(&self) -> Result<u64> {
        self.one("SELECT count(*) FROM document", [])
    }
}
