//! What decides which rows of the live activities count, read from its columns.

use super::{IndexSearcher, fields, guarded};
use crate::error::Result;
use crate::live::Live;
use flow::flows::counted::{Kept, Names, Row, Summary};
use flow::flows::{At, Element};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, TantivyError};

/// The summaries of a set of activities, with their ranks; rows are classes.
#[derive(Default)]
pub(crate) struct Books {
    pub ranks: Vec<u32>,
    pub summaries: Vec<Summary<u32>>,
    pub names: Names,
}

impl IndexSearcher {
    /// Those of all live activities, in their order.
    pub(crate) fn books(&self, live: &Live) -> Result<Books> {
        let mut names = Names::default();
        let mut found: Vec<(u32, Summary<u32>)> = Vec::with_capacity(live.members.len());
        for segment in self.searcher.segment_readers() {
            guarded(&self.path, || read(segment, live, &mut names, &mut found))?;
        }
        found.sort_unstable_by_key(|(rank, _)| *rank);
        let (ranks, summaries) = found.into_iter().unzip();
        Ok(Books {
            ranks,
            summaries,
            names,
        })
    }
}

/// A column of words, each word as its number among the names.
struct Words {
    ords: Column<u64>,
    numbers: Vec<u32>,
}

impl Words {
    fn open(
        segment: &SegmentReader,
        name: &str,
        names: &mut Names,
    ) -> tantivy::Result<Option<Self>> {
        let Some(column) = segment.fast_fields().str(name)? else {
            return Ok(None);
        };
        let numbers = numbers(&column, names)?;
        Ok(Some(Self {
            ords: column.ords().clone(),
            numbers,
        }))
    }

    fn name(&self, ord: u64) -> u32 {
        self.numbers.get(ord as usize).copied().unwrap_or(0)
    }

    fn of(&self, doc: DocId) -> u32 {
        self.ords.first(doc).map_or(0, |ord| self.name(ord))
    }

    fn all_of(&self, doc: DocId) -> Vec<u32> {
        self.ords
            .values_for_doc(doc)
            .map(|o| self.name(o))
            .collect()
    }
}

fn numbers(column: &StrColumn, names: &mut Names) -> tantivy::Result<Vec<u32>> {
    let mut numbers = Vec::with_capacity(column.num_terms());
    let mut words = column.dictionary().stream()?;
    while words.advance() {
        numbers.push(names.number(&String::from_utf8_lossy(words.key())));
    }
    Ok(numbers)
}

/// The columns of one segment.
struct Columns {
    version: Column<u64>,
    updated: Column<u64>,
    level: Column<u64>,
    identifier: Words,
    reporter: Words,
    parent: Option<Words>,
    child: Option<Words>,
    classes: Option<Classes>,
}

struct Classes {
    kind: Column<u64>,
    days: Column<u64>,
    other: Words,
    activity: Words,
}

impl Columns {
    /// `None` if there is no activity in the segment.
    fn open(segment: &SegmentReader, names: &mut Names) -> tantivy::Result<Option<Self>> {
        let fast = segment.fast_fields();
        let Some(level) = fast.column_opt::<u64>("own_level")? else {
            return Ok(None);
        };
        let mut words = |name: &str| Words::open(segment, name, names);
        let must = |name: &str, words: Option<Words>| words.ok_or_else(|| missing(name));
        let classes = match fast.column_opt::<u64>("class_kind")? {
            None => None,
            Some(kind) => Some(Classes {
                kind,
                days: fast.u64("class_days")?,
                other: must("class_other", words("class_other")?)?,
                activity: must("class_activity", words("class_activity")?)?,
            }),
        };
        Ok(Some(Self {
            version: fast.u64("unit_version")?,
            updated: fast.u64("own_updated")?,
            level,
            identifier: must("own_identifier", words("own_identifier")?)?,
            reporter: must("own_reporter", words("own_reporter")?)?,
            parent: words("own_parent")?,
            child: words("own_child")?,
            classes,
        }))
    }

    fn summary(&self, doc: DocId, level: u64) -> tantivy::Result<Summary<u32>> {
        let all_of =
            |words: &Option<Words>| words.as_ref().map_or_else(Vec::new, |w| w.all_of(doc));
        Ok(Summary {
            identifier: self.identifier.of(doc),
            reporter: self.reporter.of(doc),
            secondary: level % 2 == 1,
            updated: self.updated.first(doc).and_then(|u| u.checked_sub(1)),
            level: (level / 2) as u32,
            parents: all_of(&self.parent),
            children: all_of(&self.child),
            rows: match &self.classes {
                Some(classes) => classes.rows(doc)?,
                None => Vec::new(),
            },
        })
    }
}

impl Classes {
    fn rows(&self, doc: DocId) -> tantivy::Result<Vec<Row<u32>>> {
        let named = |name: u32| (name != 0).then_some(name);
        let places = self.kind.index.value_row_ids(doc);
        let row = |at: u32| {
            let kept = Kept::of_number(self.kind.values.get_val(at));
            let kept = kept.ok_or_else(|| missing("of the classes"))?;
            Ok(Row {
                at: At {
                    element: Element::Transaction,
                    index: at - places.start,
                    line: 0,
                },
                series: kept.series,
                days: fields::of_days(self.days.values.get_val(at)),
                is_internal: kept.is_internal,
                other: named(self.other.name(self.other.ords.values.get_val(at))),
                other_activity: named(self.activity.name(self.activity.ords.values.get_val(at))),
                left_out: kept.left_out,
            })
        };
        places.clone().map(row).collect()
    }
}

fn missing(name: &str) -> TantivyError {
    TantivyError::InternalError(format!("the column {name} is missing or damaged"))
}

fn read(
    segment: &SegmentReader,
    live: &Live,
    names: &mut Names,
    found: &mut Vec<(u32, Summary<u32>)>,
) -> tantivy::Result<()> {
    let Some(columns) = Columns::open(segment, names)? else {
        return Ok(());
    };
    for doc in segment.doc_ids_alive() {
        let rank = columns.version.first(doc).and_then(|v| live.rank(v));
        if let (Some(rank), Some(level)) = (rank, columns.level.first(doc)) {
            found.push((rank, columns.summary(doc, level)?));
        }
    }
    Ok(())
}
