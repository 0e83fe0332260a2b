//! What an index holds, in a form that can be compared with a fresh derivation.

use super::derive::Doc;
use super::{IndexHandle, IndexSearcher, Kind, failure};
use crate::error::Result;
use sha2::{Digest, Sha256};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyDocument, Term};

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
        holding.add(of_document(doc.kind.number(), doc.ordinal, &doc.row));
    }
    holding
}

fn of_document(kind: u64, ordinal: u64, row: &[u8]) -> u64 {
    let mut hash = Sha256::new();
    hash.update(kind.to_le_bytes());
    hash.update(ordinal.to_le_bytes());
    hash.update(row);
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
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
        let store = segment.get_store_reader(1)?;
        for (doc, document) in store.iter::<TantivyDocument>(None).enumerate() {
            let document = document?;
            let row = document.get_first(self.fields.row);
            let row = row.and_then(|v| v.as_bytes()).unwrap_or_default();
            let of_kind = kinds.get(doc).copied().unwrap_or(u64::MAX);
            let digest = of_document(of_kind, ordinal.first(doc as u32).unwrap_or(u64::MAX), row);
            held.documents += 1;
            let id = version.first(doc as u32).unwrap_or(u64::MAX);
            match usize::try_from(id)
                .ok()
                .and_then(|id| held.versions.get_mut(id))
            {
                Some(holding) => holding.add(digest),
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
