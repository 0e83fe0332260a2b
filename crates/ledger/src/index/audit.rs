//! What an index holds, in a form that can be compared with a fresh derivation.

use super::derive::Doc;
use super::fields::Fields;
use super::{IndexHandle, IndexSearcher, Kind, failure, guarded};
use crate::error::Result;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::{IndexRecordOption, Schema, Value};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyDocument, Term};

/// What the documents of one version come to: how many, and a sum of their
/// digests, which does not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Holding {
    pub documents: u32,
    sum: u64,
}

impl Holding {
    pub(crate) const NONE: Self = Self {
        documents: 0,
        sum: 0,
    };

    fn add(&mut self, digest: u64) {
        self.documents += 1;
        self.sum = self.sum.wrapping_add(digest);
    }
}

/// What a whole index holds.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// By id of the version.
    pub versions: HashMap<u64, Holding>,
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

/// How the values of a column are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Words,
    Numbers,
    Signed,
}

/// The columns that are compared: all but those that hold ids.
const COLUMNS: [(&str, Of); 34] = [
    ("unit_kind", Of::Numbers),
    ("unit_identifier", Of::Words),
    ("unit_reporter", Of::Words),
    ("unit_reporter_name", Of::Words),
    ("unit_places", Of::Words),
    ("unit_sectors", Of::Words),
    ("unit_status", Of::Words),
    ("unit_year", Of::Words),
    ("unit_end", Of::Numbers),
    ("own_identifier", Of::Words),
    ("own_reporter", Of::Words),
    ("own_updated", Of::Numbers),
    ("own_level", Of::Numbers),
    ("own_parent", Of::Words),
    ("own_child", Of::Words),
    ("class_kind", Of::Numbers),
    ("class_days", Of::Numbers),
    ("class_other", Of::Words),
    ("class_activity", Of::Words),
    ("class", Of::Numbers),
    ("shares", Of::Numbers),
    ("reporter", Of::Words),
    ("provider", Of::Words),
    ("receiver", Of::Words),
    ("type", Of::Words),
    ("year", Of::Words),
    ("currency", Of::Words),
    ("value_high", Of::Signed),
    ("value_low", Of::Signed),
    ("value_scale", Of::Numbers),
    ("part_place", Of::Words),
    ("part_sector", Of::Words),
    ("part_low", Of::Signed),
    ("part_scale", Of::Numbers),
];

/// The fields, made once.
static FIELDS: LazyLock<(Schema, Fields)> = LazyLock::new(Fields::new);

/// What a fresh derivation of one version comes to.
pub(crate) fn digest(docs: &[Doc]) -> Holding {
    let (schema, fields) = &*FIELDS;
    let mut holding = Holding::default();
    for doc in docs {
        let mut digest = Digest::new(doc.kind.number(), doc.ordinal);
        digest.number(u64::from(doc.is_odd));
        if let Some(facts) = &doc.facts {
            digest.number(of_text(facts));
        }
        let document = fields.document(doc);
        for (name, of) in COLUMNS {
            let Ok(field) = schema.get_field(name) else {
                continue;
            };
            for value in document.get_all(field) {
                let value = match of {
                    Of::Words => value.as_str().map(|text| of_text(text.as_bytes())),
                    Of::Numbers => value.as_u64(),
                    Of::Signed => value.as_i64().map(|number| number as u64),
                };
                digest.number(value.unwrap_or(u64::MAX));
            }
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
        let mut held = Held::default();
        for segment in self.searcher.segment_readers() {
            guarded(&self.path, || self.hold(segment, last, &mut held))?;
        }
        Ok(held)
    }

    fn hold(&self, segment: &SegmentReader, last: u64, held: &mut Held) -> tantivy::Result<()> {
        let kinds = self.kinds(segment)?;
        let odd = self.odd_docs(segment)?;
        let version = segment.fast_fields().u64("version")?;
        let ordinal = segment.fast_fields().u64("ordinal")?;
        let store = segment.get_store_reader(1)?;
        let columns: Vec<Values> = COLUMNS
            .iter()
            .map(|(name, of)| Values::open(segment, name, *of))
            .collect::<tantivy::Result<_>>()?;
        for doc in segment.doc_ids_alive() {
            let kind = kinds.get(doc as usize).copied().unwrap_or(u64::MAX);
            let mut digest = Digest::new(kind, ordinal.first(doc).unwrap_or(u64::MAX));
            digest.number(u64::from(odd.contains(&doc)));
            if kind == Kind::Activity.number() {
                let stored: TantivyDocument = store.get(doc)?;
                let facts = stored.get_first(self.fields.facts);
                if let Some(facts) = facts.as_ref().and_then(|f| f.as_bytes()) {
                    digest.number(of_text(facts));
                }
            }
            columns
                .iter()
                .for_each(|column| column.feed(doc, &mut digest));
            held.documents += 1;
            let id = version.first(doc).unwrap_or(u64::MAX);
            match id <= last {
                true => held.versions.entry(id).or_default().add(digest.0),
                false => held.strays += 1,
            }
        }
        Ok(())
    }

    fn odd_docs(&self, segment: &SegmentReader) -> tantivy::Result<BTreeSet<DocId>> {
        let words = segment.inverted_index(self.fields.odd)?;
        let term = Term::from_field_u64(self.fields.odd, 1);
        let mut odd = BTreeSet::new();
        if let Some(mut list) = words.read_postings(&term, IndexRecordOption::Basic)? {
            while list.doc() != TERMINATED {
                odd.insert(list.doc());
                list.advance();
            }
        }
        Ok(odd)
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

/// The values of a column that can be compared; of words, their digests.
enum Values {
    Words(StrColumn, Vec<u64>),
    Numbers(Column<u64>),
    Signed(Column<i64>),
    /// No document of the segment has one.
    None,
}

impl Values {
    fn open(segment: &SegmentReader, name: &str, of: Of) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let found = match of {
            Of::Words => fast
                .str(name)?
                .map(|column| words(&column).map(|w| Self::Words(column, w))),
            Of::Numbers => fast
                .column_opt(name)?
                .map(|column| Ok(Self::Numbers(column))),
            Of::Signed => fast
                .column_opt(name)?
                .map(|column| Ok(Self::Signed(column))),
        };
        found.unwrap_or(Ok(Self::None))
    }

    fn feed(&self, doc: DocId, digest: &mut Digest) {
        match self {
            Self::Words(column, digests) => column.ords().values_for_doc(doc).for_each(|ord| {
                digest.number(digests.get(ord as usize).copied().unwrap_or(u64::MAX));
            }),
            Self::Numbers(column) => column.values_for_doc(doc).for_each(|v| digest.number(v)),
            Self::Signed(column) => {
                column
                    .values_for_doc(doc)
                    .for_each(|v| digest.number(v as u64));
            }
            Self::None => {}
        }
    }
}

fn words(column: &StrColumn) -> tantivy::Result<Vec<u64>> {
    let mut digests = Vec::with_capacity(column.num_terms());
    let mut words = column.dictionary().stream()?;
    while words.advance() {
        digests.push(of_text(words.key()));
    }
    Ok(digests)
}
