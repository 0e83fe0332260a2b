//! Documents: each gives its hash, each is named by a statement, and what a statement
//! names is there.

use super::{FROM_A_COPY, Verified};
use crate::receive::hex;
use crate::record::Record;
use crate::statement::kept;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// All documents, and the statements that name them.
pub(super) fn all(record: &Record, found: &mut Verified) {
    let statements = found.bear("statements", record.stored_statements());
    // Of several the first.
    let each = statements.iter().rev().map(|s| &s.statement);
    let mut named: BTreeMap<Vec<u8>, u64> =
        each.filter_map(|s| Some((kept::hash(s)?, s.seq))).collect();
    let mut wrong = Vec::new();
    let outcome = record.each_document(|stored| {
        match stored.text.as_deref().map(Sha256::digest) {
            None => wrong.push((hex(&stored.hash), "it cannot be unpacked")),
            Some(hash) if hash.as_slice() != stored.hash => {
                wrong.push((hex(&stored.hash), "its text does not give its hash"));
            }
            Some(_) => {}
        }
        if named.remove(&stored.hash).is_none() {
            wrong.push((hex(&stored.hash), "no statement names it"));
        }
        found.kept += 1;
    });
    found.bear::<()>("documents", outcome);
    for (hash, what) in wrong {
        found.fault(format!("document {hash}"), what, FROM_A_COPY);
    }
    for (hash, statement) in named {
        let what = format!("statement {statement} names it, and it is gone");
        found.fault(format!("document {}", hex(&hash)), what, FROM_A_COPY);
    }
}
