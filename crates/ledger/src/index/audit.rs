//! What an index holds, in a form that can be compared with a fresh derivation.

use super::block::Columns;
use super::derive::Doc;
use super::sum::Dimension;
use super::units::Units;
use super::{IndexHandle, IndexSearcher, Kind, failure, fields};
use crate::error::Result;
use sha2::{Digest as _, Sha256};
use tantivy::columnar::StrColumn;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// What the documents of one version come to: how many, and a sum of their
/// digests, which does not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Holding {
    pub documents: u32,
    sum: u64,
}

impl Holding {
    fn add(&mut self, digest: u64) {
        self.documents += 1;
        self.sum = self.sum.wrapping_add(digest);
    }
}

/// What a whole index holds.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// By id of the version.
    pub versions: Vec<Holding>,
    pub documents: u64,
    /// Documents of versions beyond the last that was asked for.
    pub strays: u64,
}

const KINDS: [Kind; 6] = [
    Kind::Activity,
    Kind::Transaction,
    Kind::Budget,
    Kind::Planned,
    Kind::Indicator,
    Kind::Organisation,
];

/// What a fresh derivation of one version comes to.
pub(crate) fn digest(docs: &[Doc]) -> Holding {
    let mut holding = Holding::default();
    for doc in docs {
        let mut digest = Digest::new(doc.kind.number(), doc.ordinal);
        if let Some(head) = &doc.head {
            for text in [&head.identifier, &head.reporter, &head.reporter_name] {
                digest.label(of_text(text.as_bytes()));
            }
        }
        if doc.kind == Kind::Transaction {
            for dimension in Dimension::ALL {
                digest.label(of_text(doc.label(dimension).unwrap_or("").as_bytes()));
            }
            digest.value(fields::parts(doc.value));
        }
        holding.add(digest.0);
    }
    holding
}

/// What one document comes to. Bytes that changed on the disk are told by the
/// checksums of the files; this tells what was never written, or otherwise.
struct Digest(u64);

impl Digest {
    fn new(kind: u64, ordinal: u64) -> Self {
        let mut digest = Self(0);
        digest.number(kind);
        digest.number(ordinal);
        digest
    }

    fn number(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 29;
    }

    fn label(&mut self, of_text: u64) {
        self.number(of_text);
    }

    fn value(&mut self, (high, low, scale): (i64, i64, u64)) {
        self.number(high as u64);
        self.number(low as u64);
        self.number(scale);
    }
}

fn of_text(text: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(text)[..8]);
    u64::from_le_bytes(first)
}

impl IndexHandle {
    /// Files of the index whose bytes are not those that were written.
    pub(crate) fn damaged_files(&self) -> Result<Vec<String>> {
        let damaged = self.index.validate_checksum();
        let damaged = damaged.map_err(failure(&self.path))?;
        let mut names: Vec<String> = damaged.iter().map(|p| p.display().to_string()).collect();
        names.sort_unstable();
        Ok(names)
    }
}

impl IndexSearcher {
    /// What is held of the versions up to id `last`.
    pub(crate) fn held(&self, last: u64) -> Result<Held> {
        let mut held = Held {
            versions: vec![Holding::default(); last as usize + 1],
            ..Held::default()
        };
        for segment in self.searcher.segment_readers() {
            self.hold(segment, &mut held).map_err(failure(&self.path))?;
        }
        Ok(held)
    }

    fn hold(&self, segment: &SegmentReader, held: &mut Held) -> tantivy::Result<()> {
        let kinds = self.kinds(segment)?;
        let version = segment.fast_fields().u64("version")?;
        let ordinal = segment.fast_fields().u64("ordinal")?;
        let units = Units::open(segment)?;
        let units = units.as_ref().map(Units::digests).transpose()?;
        let transactions = Columns::open(segment, &Dimension::ALL)?;
        let transactions = transactions.as_ref().map(Transactions::of).transpose()?;
        for doc in segment.doc_ids_alive() {
            let kind = kinds.get(doc as usize).copied().unwrap_or(u64::MAX);
            let mut digest = Digest::new(kind, ordinal.first(doc).unwrap_or(u64::MAX));
            if let Some(units) = &units {
                units.feed(doc, &mut digest);
            }
            if let Some(transactions) = &transactions {
                transactions.feed(doc, &mut digest);
            }
            held.documents += 1;
            let id = version.first(doc).unwrap_or(u64::MAX);
            match usize::try_from(id)
                .ok()
                .and_then(|id| held.versions.get_mut(id))
            {
                Some(holding) => holding.add(digest.0),
                None => held.strays += 1,
            }
        }
        Ok(())
    }

    /// The kind of each document: it stands in the lists of words only.
    fn kinds(&self, segment: &SegmentReader) -> tantivy::Result<Vec<u64>> {
        let mut kinds = vec![u64::MAX; segment.max_doc() as usize];
        let words = segment.inverted_index(self.fields.kind)?;
        for kind in KINDS {
            let term = Term::from_field_u64(self.fields.kind, kind.number());
            let Some(mut list) = words.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while list.doc() != TERMINATED {
                if let Some(of) = kinds.get_mut(list.doc() as usize) {
                    *of = kind.number();
                }
                list.advance();
            }
        }
        Ok(kinds)
    }
}

/// A column of words, and the digest of each word, in order.
struct Words<'a>(&'a StrColumn, Vec<u64>);

impl<'a> Words<'a> {
    fn of(column: &'a StrColumn) -> tantivy::Result<Self> {
        let mut digests = Vec::with_capacity(column.num_terms());
        let mut words = column.dictionary().stream()?;
        while words.advance() {
            digests.push(of_text(words.key()));
        }
        Ok(Self(column, digests))
    }

    fn feed(&self, doc: DocId, digest: &mut Digest) {
        if let Some(ord) = self.0.ords().first(doc) {
            digest.label(self.1.get(ord as usize).copied().unwrap_or(u64::MAX));
        }
    }
}

/// The columns of the units, with what their words come to.
struct UnitWords<'a>(Vec<Words<'a>>);

impl Units {
    fn digests(&self) -> tantivy::Result<UnitWords<'_>> {
        let words = self.words().into_iter().map(Words::of);
        Ok(UnitWords(words.collect::<tantivy::Result<_>>()?))
    }
}

impl UnitWords<'_> {
    fn feed(&self, doc: DocId, digest: &mut Digest) {
        self.0.iter().for_each(|words| words.feed(doc, digest));
    }
}

/// The columns of the transactions, with what their words come to.
struct Transactions<'a>(&'a Columns, Vec<Words<'a>>);

impl<'a> Transactions<'a> {
    fn of(columns: &'a Columns) -> tantivy::Result<Self> {
        let words = columns.labels.iter().map(|(column, _)| Words::of(column));
        Ok(Self(columns, words.collect::<tantivy::Result<_>>()?))
    }

    fn feed(&self, doc: DocId, digest: &mut Digest) {
        self.1.iter().for_each(|words| words.feed(doc, digest));
        if let Some(row) = self.0.row_of(doc) {
            digest.value(self.0.parts(row));
        }
    }
}
