//! The chain: the link of a publication is a hash over the link before it and
//! over all that is on record of the publication, so that nothing can be changed
//! or taken out unseen.
//!
//! What a publication held is named by the hashes of its versions, which are
//! hashes of redacted forms: what was never stored is in no link. Where a better
//! redaction replaces a version or the words of a publication, a *tombstone* keeps
//! the hash that the chain knows it by, and the next link covers the tombstone.
//! Statements have a chain of their own; the next link of a publication covers the
//! last of them.

use super::{LeftOut, Publication};
use crate::member::Member;
use crate::statement::Statement;
use sha2::{Digest, Sha256};

pub(crate) type Hash = [u8; 32];

/// All that is on record of a publication.
pub(crate) struct Said<'a> {
    pub head: &'a Publication,
    /// Over the hashes of its versions, in order.
    pub versions: Hash,
    pub members: &'a [Member],
    /// In order of kind.
    pub dropped: &'a [(String, u64)],
    pub left_out: &'a [LeftOut],
}

/// What stands in the place of something that was redacted later.
#[derive(Clone, Debug)]
pub(crate) struct Tombstone {
    /// Our sequence of tombstones.
    pub seq: u64,
    /// `version`, `publication` or `statement`.
    pub kind: String,
    pub id: u64,
    /// The hash that it had: of the version, or of the content of the publication or
    /// statement. The first of several is the one that the chain knows it by.
    pub was: Vec<u8>,
    /// The hash that it has since.
    pub became: Vec<u8>,
    pub reason: String,
    pub made: String,
    /// The last publication at that time.
    pub after: u64,
}

/// A hash in which no two different lists of values look the same.
#[derive(Default)]
struct Digesting(Sha256);

impl Digesting {
    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Nothing is told apart from an empty text.
    fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn done(self) -> Hash {
        self.0.finalize().into()
    }
}

/// The hash of what is on record of a publication.
pub(crate) fn content(said: &Said<'_>) -> Hash {
    let mut hash = Digesting::default();
    head(&mut hash, said.head);
    hash.bytes(&said.versions);
    hash.number(said.members.len() as u64);
    for member in said.members {
        hash.number(member.ordinal);
        hash.number(member.line);
        hash.optional(member.updated.as_deref());
    }
    hash.number(said.dropped.len() as u64);
    for (kind, count) in said.dropped {
        hash.text(kind);
        hash.number(*count);
    }
    left_out(&mut hash, said.left_out);
    hash.done()
}

fn head(hash: &mut Digesting, p: &Publication) {
    for based in [&p.dataset, &p.published] {
        hash.text(&based.value);
        hash.text(&based.basis);
    }
    for text in [&p.imported, &p.source] {
        hash.text(text);
    }
    for text in [
        &p.publisher,
        &p.publisher_name,
        &p.version,
        &p.encoding,
        &p.sha256,
        &p.refused,
    ] {
        hash.optional(text.as_deref());
    }
    for number in [
        p.seq,
        p.bytes,
        p.activities,
        p.organisations,
        p.transactions,
        p.left_out,
        p.dropped,
    ] {
        hash.number(number);
    }
}

fn left_out(hash: &mut Digesting, units: &[LeftOut]) {
    // The table keeps no order of its own.
    let mut units: Vec<_> = units
        .iter()
        .map(|u| (u.line, u.path.as_str(), u.reason.as_str()))
        .collect();
    units.sort_unstable();
    hash.number(units.len() as u64);
    for (line, path, reason) in units {
        hash.number(line);
        hash.text(path);
        hash.text(reason);
    }
}

/// What was said and redacted between two publications.
#[derive(Default)]
pub(crate) struct Since {
    /// In order.
    pub tombstones: Vec<Tombstone>,
    /// The link of the last statement.
    pub statement: Option<Hash>,
}

/// The link that follows on `before`. `since` is what came since that publication.
pub(crate) fn link(before: &Hash, content: &[u8], since: &Since) -> Hash {
    let mut hash = Digesting::default();
    hash.bytes(before);
    hash.bytes(content);
    hash.number(since.tombstones.len() as u64);
    for tombstone in &since.tombstones {
        hash.number(tombstone.seq);
        hash.text(&tombstone.kind);
        hash.number(tombstone.id);
        hash.bytes(&tombstone.was);
        hash.bytes(&tombstone.became);
        hash.text(&tombstone.reason);
        hash.text(&tombstone.made);
    }
    // Nothing follows where nothing was said: so links of format 2 are the same.
    if let Some(statement) = &since.statement {
        hash.bytes(statement);
    }
    hash.done()
}

/// The hash of what a statement says; `body` as stored.
pub(crate) fn statement(statement: &Statement, body: &str) -> Hash {
    let mut hash = Digesting::default();
    hash.number(statement.seq);
    let texts = [
        statement.kind.as_str(),
        &statement.subject,
        body,
        &statement.author,
        &statement.note,
        &statement.made,
    ];
    texts.iter().for_each(|text| hash.text(text));
    hash.number(statement.after);
    hash.number(u64::from(statement.undoes.is_some()));
    hash.number(statement.undoes.unwrap_or_default());
    hash.done()
}

/// The link of a statement: it follows on that of the statement before it, and on
/// that of the last publication when it was made.
pub(crate) fn statement_link(before: &Hash, publication: &Hash, content: &[u8]) -> Hash {
    let mut hash = Digesting::default();
    hash.bytes(before);
    hash.bytes(publication);
    hash.bytes(content);
    hash.done()
}
