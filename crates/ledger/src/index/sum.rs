//! Exact sums over the transactions that answer a filter.
//!
//! Whole blocks of column values are added up, on all cores: in each segment by
//! ordinals of labels, and only what comes out of it is given its words.

use super::block::{Block, Columns, SIZE, too_many};
use super::tally::{Key, Slot, Table};
use super::{Filter, IndexSearcher, Kind, failure};
use crate::error::Result;
use crate::live::Live;
use iati::amount::Sum;
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use tantivy::columnar::StrColumn;
use tantivy::query::EnableScoring;
use tantivy::{DocId, SegmentReader, TantivyError};

/// What sums can be grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    Provider,
    Receiver,
    Reporter,
    Place,
    Sector,
    Year,
    Type,
    Currency,
}

impl Dimension {
    pub(super) const ALL: [Self; 8] = [
        Self::Provider,
        Self::Receiver,
        Self::Reporter,
        Self::Place,
        Self::Sector,
        Self::Year,
        Self::Type,
        Self::Currency,
    ];

    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Receiver => "receiver",
            Self::Reporter => "reporter",
            Self::Place => "place",
            Self::Sector => "sector",
            Self::Year => "year",
            Self::Type => "type",
            Self::Currency => "currency",
        }
    }
}

/// One line of a sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// A label for each dimension; `None` is not stated.
    pub labels: Vec<Option<Arc<str>>>,
    pub sum: Sum,
    /// Transactions in the sum.
    pub counted: u64,
    /// Transactions without a readable value; they are not in the sum.
    pub without_value: u64,
}

/// Rows that one core adds up at a time.
const SHARE: u32 = 1 << 19;

impl IndexSearcher {
    /// Sums of the live transactions that answer, one per combination of
    /// labels, in order of labels.
    pub(crate) fn sum(&self, filter: &Filter, by: &[Dimension], live: &Live) -> Result<Vec<Group>> {
        let run = || -> tantivy::Result<Vec<Group>> {
            let mut segments = Vec::new();
            for reader in self.searcher.segment_readers() {
                if let Some(columns) = Columns::open(reader, by)? {
                    segments.push((reader, columns));
                }
            }
            let is_whole = segments.iter().all(|(reader, _)| !reader.has_deletes());
            let tables = if is_whole && *filter == Filter::default() {
                all(&segments, live)
            } else {
                self.answering(&segments, filter, live)?
            };
            name(by.len(), &segments, tables)
        };
        run().map_err(failure(&self.path))
    }

    fn answering(
        &self,
        segments: &[(&SegmentReader, Columns)],
        filter: &Filter,
        live: &Live,
    ) -> tantivy::Result<Vec<Table>> {
        let text = [self.fields.title, self.fields.text];
        let query = self.query(Kind::Transaction, filter, &text);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let each = segments.par_iter().map(|(reader, columns)| {
            let mut adding = Adding::new(columns, live);
            let alive = reader.alive_bitset();
            weight.for_each_no_score(reader, &mut |docs| match alive {
                None => adding.docs(docs),
                Some(alive) => {
                    let docs = docs.iter().copied().filter(|d| alive.is_alive(*d));
                    adding.docs(&docs.collect::<Vec<_>>());
                }
            })?;
            adding.rest();
            Ok(adding.table)
        });
        each.collect()
    }
}

/// Every transaction: no list is walked, the columns are read from end to end.
fn all(segments: &[(&SegmentReader, Columns)], live: &Live) -> Vec<Table> {
    let shares: Vec<(usize, Range<u32>)> = (0..)
        .zip(segments)
        .flat_map(|(at, (_, columns))| {
            let starts = (0..columns.rows).step_by(SHARE as usize);
            starts.map(move |from| (at, from..columns.rows.min(from.saturating_add(SHARE))))
        })
        .collect();
    let parts: Vec<(usize, Table)> = shares
        .into_par_iter()
        .map(|(at, share)| {
            let mut adding = Adding::new(&segments[at].1, live);
            adding.range(share);
            (at, adding.table)
        })
        .collect();
    let mut tables: Vec<Table> = segments.iter().map(|(_, c)| Table::new(c.keys())).collect();
    for (at, part) in parts {
        tables[at].merge(part);
    }
    tables
}

/// Adds up rows of one segment.
struct Adding<'a> {
    columns: &'a Columns,
    live: &'a Live,
    block: Block,
    table: Table,
    /// Documents, and rows that are not added yet.
    found: Vec<DocId>,
    rows: Vec<u32>,
}

impl<'a> Adding<'a> {
    fn new(columns: &'a Columns, live: &'a Live) -> Self {
        Self {
            columns,
            live,
            block: Block::default(),
            table: Table::new(columns.keys()),
            found: Vec::new(),
            rows: Vec::new(),
        }
    }

    fn range(&mut self, rows: Range<u32>) {
        for from in rows.clone().step_by(SIZE) {
            let count = SIZE.min((rows.end - from) as usize);
            self.block.read_range(self.columns, from, count);
            self.add(count);
        }
    }

    /// Adds documents, when there is a block of them.
    fn docs(&mut self, docs: &[DocId]) {
        self.found.clear();
        self.columns.rows_of(docs, &mut self.found, &mut self.rows);
        if self.rows.len() >= SIZE {
            self.rest();
        }
    }

    fn rest(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        for some in rows.chunks(SIZE) {
            self.block.read_rows(self.columns, some);
            self.add(some.len());
        }
        self.rows = rows;
        self.rows.clear();
    }

    fn add(&mut self, count: usize) {
        for at in 0..count {
            let line = self.block.line(at);
            if self.live.rank(line.version).is_some() {
                self.table.slot(line.key).add(line.value);
            }
        }
    }
}

/// The words of one dimension over all segments, in order.
struct Words {
    words: Vec<Arc<str>>,
    /// By segment and ordinal: the place in `words`.
    places: Vec<Vec<u32>>,
}

impl Words {
    /// `used` says of each segment's ordinals which have a sum.
    fn read(columns: &[(&StrColumn, Vec<bool>)]) -> tantivy::Result<Self> {
        let mut met: HashMap<Arc<str>, u32> = HashMap::new();
        let mut places = Vec::with_capacity(columns.len());
        for (column, used) in columns {
            let ords = (0u64..).zip(used).filter(|(_, used)| **used);
            let ords: Vec<u64> = ords.map(|(ord, _)| ord).collect();
            let mut place = vec![0; used.len()];
            let mut next = ords.iter();
            let found = column.dictionary().sorted_ords_to_term_cb(&ords, |term| {
                let word = String::from_utf8_lossy(term);
                let number = met.len() as u32;
                let at = match met.get(word.as_ref()) {
                    Some(at) => *at,
                    None => *met.entry(Arc::from(word.as_ref())).or_insert(number),
                };
                if let Some(ord) = next.next() {
                    place[*ord as usize] = at;
                }
            })?;
            if !found {
                let what = "a column names a word that is not in its list";
                return Err(TantivyError::InternalError(what.to_owned()));
            }
            places.push(place);
        }
        let mut words: Vec<(Arc<str>, u32)> = met.into_iter().collect();
        words.sort_unstable();
        let mut order = vec![0u32; words.len()];
        for (to, (_, from)) in (0..).zip(&words) {
            order[*from as usize] = to;
        }
        for place in places.iter_mut().flatten() {
            *place = order.get(*place as usize).copied().unwrap_or(0);
        }
        let words = words.into_iter().map(|(word, _)| word).collect();
        Ok(Self { words, places })
    }
}

/// One list of groups of what was added up in each segment.
fn name(
    dimensions: usize,
    segments: &[(&SegmentReader, Columns)],
    tables: Vec<Table>,
) -> tantivy::Result<Vec<Group>> {
    let words = (0..dimensions).into_par_iter().map(|dimension| {
        let used = segments.iter().zip(&tables).map(|((_, columns), table)| {
            let column = &columns.labels[dimension].0;
            let mut used = vec![false; column.num_terms()];
            for slot in table.slots() {
                if let Some(used) = used.get_mut(columns.ord(slot.key, dimension) as usize) {
                    *used = true;
                }
            }
            (column, used)
        });
        Words::read(&used.collect::<Vec<_>>())
    });
    let words: Vec<Words> = words.collect::<tantivy::Result<_>>()?;
    let mut counts = words.iter().map(Words::count);
    let keys = counts.try_fold(1, |all: Key, count| all.checked_mul(count));
    keys.ok_or_else(too_many)?;
    let mut slots: Vec<Slot> = Vec::with_capacity(tables.iter().map(|t| t.slots().len()).sum());
    for (at, ((_, columns), table)) in segments.iter().zip(tables).enumerate() {
        slots.extend(table.into_slots().into_iter().map(|mut slot| {
            slot.key = renamed(&words, columns, at, slot.key);
            slot
        }));
    }
    slots.par_sort_unstable_by_key(|slot| slot.key);
    slots.dedup_by(|next, into| {
        let is_same = next.key == into.key;
        if is_same {
            into.merge(std::mem::take(next));
        }
        is_same
    });
    Ok(slots.into_iter().map(|slot| group(&words, slot)).collect())
}

/// The key of the same labels over all segments; in order of their words, the
/// first dimension before the second.
fn renamed(words: &[Words], columns: &Columns, segment: usize, key: Key) -> Key {
    let each = words.iter().enumerate();
    each.fold(0, |all, (dimension, words)| {
        let ord = columns.ord(key, dimension) as usize;
        let place = words.places[segment].get(ord).copied().unwrap_or(0);
        all * words.count() + Key::from(place)
    })
}

impl Words {
    fn count(&self) -> Key {
        self.words.len().max(1) as Key
    }
}

fn group(words: &[Words], slot: Slot) -> Group {
    let mut key = slot.key;
    let mut labels = vec![None; words.len()];
    for (label, words) in labels.iter_mut().zip(words).rev() {
        let word = words.words.get((key % words.count()) as usize);
        // The columns hold an empty text where nothing is stated.
        *label = word.filter(|w| !w.is_empty()).cloned();
        key /= words.count();
    }
    Group {
        labels,
        counted: slot.counted,
        without_value: slot.without_value,
        sum: slot.into_sum(),
    }
}
