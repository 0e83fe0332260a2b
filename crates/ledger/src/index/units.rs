//! Who says what each unit is: what the live set is made of.

use super::{IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::record::VersionHead;
use std::sync::Arc;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{SegmentReader, TantivyError};

/// The columns of the units of one segment.
struct Units {
    version: Column<u64>,
    kind: Column<u64>,
    identifier: StrColumn,
    reporter: StrColumn,
    reporter_name: StrColumn,
}

impl Units {
    /// `None` if there is no unit in the segment.
    fn open(reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let fast = reader.fast_fields();
        let Some(version) = fast.column_opt::<u64>("unit_version")? else {
            return Ok(None);
        };
        let words = |name: &str| fast.str(name)?.ok_or_else(|| missing(name));
        Ok(Some(Self {
            version,
            kind: fast.u64("unit_kind")?,
            identifier: words("unit_identifier")?,
            reporter: words("unit_reporter")?,
            reporter_name: words("unit_reporter_name")?,
        }))
    }

    fn words(&self) -> [&StrColumn; 3] {
        [&self.identifier, &self.reporter, &self.reporter_name]
    }
}

fn missing(name: &str) -> TantivyError {
    TantivyError::InternalError(format!("the column {name} is missing"))
}

/// All words of a column, in order.
fn all_words(column: &StrColumn) -> tantivy::Result<Vec<Arc<str>>> {
    let mut all = Vec::with_capacity(column.num_terms());
    let mut words = column.dictionary().stream()?;
    while words.advance() {
        all.push(Arc::from(String::from_utf8_lossy(words.key())));
    }
    Ok(all)
}

impl IndexSearcher {
    /// The heads of all units that the index holds, in no order.
    pub(crate) fn heads(&self) -> Result<Vec<VersionHead>> {
        let mut heads = Vec::new();
        for segment in self.searcher.segment_readers() {
            guarded(&self.path, || read(segment, &mut heads))?;
        }
        Ok(heads)
    }
}

fn read(segment: &SegmentReader, heads: &mut Vec<VersionHead>) -> tantivy::Result<()> {
    let Some(units) = Units::open(segment)? else {
        return Ok(());
    };
    let [identifiers, reporters, names] = units.words().map(all_words);
    let (identifiers, reporters, names) = (identifiers?, reporters?, names?);
    let word = |column: &StrColumn, words: &[Arc<str>], doc| {
        let ord = column.ords().first(doc)?;
        words.get(ord as usize).cloned()
    };
    heads.reserve(identifiers.len());
    for doc in segment.doc_ids_alive() {
        let (Some(id), Some(kind)) = (units.version.first(doc), units.kind.first(doc)) else {
            continue;
        };
        let head = || {
            Some(VersionHead {
                id,
                is_activity: kind == Kind::Activity.number(),
                identifier: word(&units.identifier, &identifiers, doc)?,
                reporter: word(&units.reporter, &reporters, doc)?,
                reporter_name: word(&units.reporter_name, &names, doc)?,
            })
        };
        heads.push(head().ok_or_else(|| missing("of a unit"))?);
    }
    Ok(())
}
