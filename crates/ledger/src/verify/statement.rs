//! Statements: each reads, is about something that was there, and hangs in its chain.

use super::redaction::Became;
use super::{FROM_A_COPY, Verified};
use crate::record::chain::{self, Hash, Tombstone};
use crate::record::{Earlier, Record, StoredStatement, as_hash};

/// Where the chain of statements stands.
#[derive(Default)]
struct Chain {
    seq: u64,
    after: u64,
    link: Hash,
}

/// All statements, in order. `last` is the last publication.
pub(super) fn all(record: &Record, tombstones: &[Tombstone], last: u64, found: &mut Verified) {
    let all = found.bear("statements", record.stored_statements());
    let earlier = Earlier::of("statement", tombstones);
    let became = Became::of("statement", tombstones);
    let mut chain = Chain::default();
    for stored in &all {
        let seq = stored.statement.seq;
        let place = format!("statement {seq}");
        for what in wrong(stored, &chain, last) {
            found.fault(place.clone(), what, FROM_A_COPY);
        }
        let now = chain::statement(&stored.statement, &stored.body);
        became.check(seq, &now, &place, found);
        let publication = found.bear(&place, record.link(stored.statement.after));
        let content = earlier.first(seq).unwrap_or(now);
        let link = chain::statement_link(&chain.link, &publication.unwrap_or_default(), &content);
        if link.as_slice() != stored.link {
            let what = "the chain of statements breaks here: something about it, or about the one before it, was changed after it was made";
            found.fault(place, what, FROM_A_COPY);
        }
        chain = Chain {
            seq,
            after: stored.statement.after,
            link: as_hash(&stored.link),
        };
        found.statements += 1;
    }
}

/// What cannot be, in words.
fn wrong(stored: &StoredStatement, chain: &Chain, last: u64) -> Vec<String> {
    let statement = &stored.statement;
    let mut words = Vec::new();
    if statement.seq != chain.seq + 1 {
        words.push(format!(
            "the statements between it and {} are gone",
            chain.seq
        ));
    }
    if statement.body.is_null() {
        words.push("its body cannot be read".to_owned());
    }
    if statement.after < chain.after || statement.after > last {
        words.push(format!(
            "it says that it was made after import {}, which cannot be",
            statement.after
        ));
    }
    if statement
        .undoes
        .is_some_and(|undone| undone >= statement.seq)
    {
        words.push("it takes back a statement that came after it".to_owned());
    }
    words
}
