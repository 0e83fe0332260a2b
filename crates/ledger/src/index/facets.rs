//! How many activities there are under each label.
//!
//! Labels are counted by their numbers in the columns of the units, by the block and
//! on all cores; only what was counted is given its words.

use super::block::{Rows, SIZE};
use super::fields::AND;
use super::select::Filter;
use super::{IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::live::{Live, Met};
use crate::record::Publication;
use rayon::prelude::*;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use tantivy::columnar::{ColumnIndex, ColumnValues, StrColumn};
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocId, SegmentReader, TantivyError};

/// What activities are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Countries and regions, each of an activity that has several.
    Place,
    /// Sectors, each of an activity that has several.
    Sector,
    /// By reference, else by name.
    Reporter,
    Status,
    /// The year in which it starts: as is actual, else as planned.
    Year,
}

impl Topic {
    pub const ALL: [Self; 5] = [
        Self::Place,
        Self::Sector,
        Self::Reporter,
        Self::Status,
        Self::Year,
    ];
}

/// Counts of activities by the labels of one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    pub topic: Topic,
    /// The commonest first; of equal ones, in order of label.
    pub labels: Vec<(String, u64)>,
    /// Labels that are less common, and not listed.
    pub more: u64,
    /// Activities without a label.
    pub not_stated: u64,
}

/// Counts of activities.
#[derive(Clone, Debug)]
pub struct Facets {
    /// All that answer.
    pub activities: u64,
    /// In the order of [`Topic::ALL`].
    pub each: Vec<Facet>,
    met: Met,
}

impl Facets {
    /// The publications that the activities come from, in order of import.
    #[must_use]
    pub fn sources<'a>(&self, live: &'a Live) -> Vec<&'a Publication> {
        self.met.publications(live)
    }
}

/// The columns, and what they tell of. Where there is no reference, the name counts.
const COLUMNS: [(&str, Topic); 6] = [
    ("unit_places", Topic::Place),
    ("unit_sectors", Topic::Sector),
    ("unit_reporter", Topic::Reporter),
    ("unit_reporter_name", Topic::Reporter),
    ("unit_status", Topic::Status),
    ("unit_year", Topic::Year),
];

/// Places of the two of a reporter among the columns.
const REFERENCE: usize = 2;
const NAME: usize = 3;

/// Rows that one core counts at a time.
const SHARE: u32 = 1 << 17;

impl IndexSearcher {
    /// Counts of the live activities that answer, of each topic the `most` commonest.
    pub(crate) fn facets(&self, filter: &Filter, most: usize, live: &Live) -> Result<Facets> {
        let run = || -> tantivy::Result<Facets> {
            let mut segments = Vec::new();
            for reader in self.searcher.segment_readers() {
                if let Some(columns) = Columns::open(reader)? {
                    segments.push((reader, columns));
                }
            }
            let is_whole = segments.iter().all(|(reader, _)| !reader.has_deletes());
            let tallies = match is_whole && *filter == Filter::default() {
                true => all(&segments, live),
                false => self.counted(&segments, filter, live)?,
            };
            let columns: Vec<&Columns> = segments.iter().map(|(_, columns)| columns).collect();
            named(&columns, tallies, most, live)
        };
        guarded(&self.path, run)
    }

    fn counted(
        &self,
        segments: &[(&SegmentReader, Columns)],
        filter: &Filter,
        live: &Live,
    ) -> tantivy::Result<Vec<Tally>> {
        let text = [self.fields.title, self.fields.text];
        let query = self.query(Kind::Activity, filter, &text);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let each = segments.par_iter();
        each.map(|(reader, columns)| of_docs(&*weight, reader, columns, live))
            .collect()
    }
}

/// The columns of the units of one segment, row by row of one length.
struct Columns {
    docs: ColumnIndex,
    version: Arc<dyn ColumnValues<u64>>,
    kind: Arc<dyn ColumnValues<u64>>,
    labels: Vec<StrColumn>,
    /// The number of the empty reference.
    unnamed: Option<u64>,
}

impl Columns {
    /// `None` if there is no unit in the segment.
    fn open(reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let fast = reader.fast_fields();
        let Some(version) = fast.column_opt::<u64>("unit_version")? else {
            return Ok(None);
        };
        let kind = fast.u64("unit_kind")?.values;
        let rows = version.values.num_vals();
        let mut labels = Vec::with_capacity(COLUMNS.len());
        for (name, _) in COLUMNS {
            let column = fast.str(name)?.ok_or_else(uneven)?;
            if [column.ords().values.num_vals(), kind.num_vals()] != [rows; 2] {
                return Err(uneven());
            }
            labels.push(column);
        }
        Ok(Some(Self {
            unnamed: labels[REFERENCE].dictionary().term_ord(b"")?,
            docs: version.index,
            version: version.values,
            kind,
            labels,
        }))
    }

    fn rows(&self) -> u32 {
        self.version.num_vals()
    }
}

fn uneven() -> TantivyError {
    TantivyError::InternalError("the columns of the units are not of one length".to_owned())
}

/// What was counted in one segment.
struct Tally {
    activities: u64,
    /// By column and number of the label.
    counts: Vec<Vec<u32>>,
    met: Met,
    version: Box<[u64; SIZE]>,
    kind: Box<[u64; SIZE]>,
    ords: Box<[u64; SIZE]>,
    counted: Box<[bool; SIZE]>,
    unnamed: Box<[bool; SIZE]>,
}

impl Tally {
    fn new(columns: &Columns, live: &Live) -> Self {
        let counts = columns.labels.iter();
        Self {
            activities: 0,
            counts: counts.map(|labels| vec![0; labels.num_terms()]).collect(),
            met: Met::new(live),
            version: Box::new([0; SIZE]),
            kind: Box::new([0; SIZE]),
            ords: Box::new([0; SIZE]),
            counted: Box::new([false; SIZE]),
            unnamed: Box::new([false; SIZE]),
        }
    }

    /// Counts some rows, no more than [`SIZE`].
    fn add(&mut self, columns: &Columns, rows: Rows<'_>, live: &Live) {
        let count = rows.count();
        rows.read(&*columns.version, &mut self.version[..]);
        rows.read(&*columns.kind, &mut self.kind[..]);
        for at in 0..count {
            let is_activity = self.kind[at] == Kind::Activity.number();
            let rank = live.rank(self.version[at]).filter(|_| is_activity);
            self.counted[at] = rank.is_some();
            self.unnamed[at] = false;
            if let Some(rank) = rank {
                self.met.add(rank);
                self.activities += 1;
            }
        }
        for (column, labels) in columns.labels.iter().enumerate() {
            rows.read(&*labels.ords().values, &mut self.ords[..]);
            for at in (0..count).filter(|at| self.counted[*at]) {
                let ord = self.ords[at];
                match column {
                    REFERENCE if Some(ord) == columns.unnamed => {
                        self.unnamed[at] = true;
                        continue;
                    }
                    NAME if !self.unnamed[at] => continue,
                    _ => {}
                }
                if let Some(count) = self.counts[column].get_mut(ord as usize) {
                    *count += 1;
                }
            }
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.activities += other.activities;
        let counts = self.counts.iter_mut().flatten();
        for (count, more) in counts.zip(other.counts.iter().flatten()) {
            *count += more;
        }
        self.met.merge(&other.met);
        self
    }
}

/// Every activity: no list is walked, the columns are read from end to end.
fn all(segments: &[(&SegmentReader, Columns)], live: &Live) -> Vec<Tally> {
    let of_segment = |columns: &Columns| {
        let starts: Vec<u32> = (0..columns.rows()).step_by(SHARE as usize).collect();
        let each = starts.into_par_iter().map(|from| {
            let mut tally = Tally::new(columns, live);
            let to = columns.rows().min(from.saturating_add(SHARE));
            for first in (from..to).step_by(SIZE) {
                let count = SIZE.min((to - first) as usize);
                tally.add(columns, Rows::From(first, count), live);
            }
            tally
        });
        each.reduce(|| Tally::new(columns, live), Tally::merge)
    };
    segments.par_iter().map(|(_, c)| of_segment(c)).collect()
}

fn of_docs(
    weight: &dyn Weight,
    reader: &SegmentReader,
    columns: &Columns,
    live: &Live,
) -> tantivy::Result<Tally> {
    let mut tally = Tally::new(columns, live);
    let alive = reader.alive_bitset();
    let mut found: Vec<DocId> = Vec::new();
    let mut rows: Vec<u32> = Vec::new();
    weight.for_each_no_score(reader, &mut |docs| {
        found.clear();
        match alive {
            None => columns.docs.docids_to_rowids(docs, &mut found, &mut rows),
            Some(alive) => {
                let docs = docs.iter().copied().filter(|d| alive.is_alive(*d));
                let docs: Vec<DocId> = docs.collect();
                columns.docs.docids_to_rowids(&docs, &mut found, &mut rows);
            }
        }
        let whole = rows.len() - rows.len() % SIZE;
        for block in rows[..whole].chunks(SIZE) {
            tally.add(columns, Rows::Listed(block), live);
        }
        rows.drain(..whole);
    })?;
    tally.add(columns, Rows::Listed(&rows), live);
    Ok(tally)
}

/// Counts by label, all segments together. Labels that filters take for one are one,
/// written as the first of them in order.
#[derive(Default)]
struct Counts {
    by_key: HashMap<String, (String, u64)>,
    not_stated: u64,
}

impl Counts {
    /// Adds the labels of one column that were counted.
    fn add(&mut self, column: &StrColumn, counts: &[u32]) -> tantivy::Result<()> {
        let used = (0u64..).zip(counts).filter(|(_, count)| **count > 0);
        let (ords, mut counts): (Vec<u64>, Vec<u32>) = used.map(|(o, c)| (o, *c)).unzip();
        counts.reverse();
        let found = column.dictionary().sorted_ords_to_term_cb(&ords, |label| {
            let count = u64::from(counts.pop().unwrap_or(0));
            match String::from_utf8_lossy(label).as_ref() {
                "" => self.not_stated += count,
                label => label.split(AND).for_each(|one| self.label(one, count)),
            }
        })?;
        match found {
            true => Ok(()),
            false => Err(uneven()),
        }
    }

    fn label(&mut self, label: &str, count: u64) {
        match self.by_key.entry(flow::key::of(label)) {
            Entry::Vacant(place) => {
                place.insert((label.to_owned(), count));
            }
            Entry::Occupied(mut place) => {
                let (first, sum) = place.get_mut();
                *sum += count;
                if label < first.as_str() {
                    *first = label.to_owned();
                }
            }
        }
    }

    fn facet(self, topic: Topic, most: usize) -> Facet {
        let mut labels: Vec<(String, u64)> = self.by_key.into_values().collect();
        labels.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        let more = labels.len().saturating_sub(most) as u64;
        labels.truncate(most);
        Facet {
            topic,
            labels,
            more,
            not_stated: self.not_stated,
        }
    }
}

fn named(
    columns: &[&Columns],
    tallies: Vec<Tally>,
    most: usize,
    live: &Live,
) -> tantivy::Result<Facets> {
    let each = Topic::ALL.par_iter().map(|topic| {
        let mut counts = Counts::default();
        for (columns, tally) in columns.iter().zip(&tallies) {
            let of_topic = COLUMNS
                .iter()
                .enumerate()
                .filter(|(_, (_, of))| of == topic);
            for (at, _) in of_topic {
                counts.add(&columns.labels[at], &tally.counts[at])?;
            }
        }
        Ok(counts.facet(*topic, most))
    });
    let each = each.collect::<tantivy::Result<_>>()?;
    let mut facets = Facets {
        activities: 0,
        each,
        met: Met::new(live),
    };
    for tally in tallies {
        facets.activities += tally.activities;
        facets.met.merge(&tally.met);
    }
    Ok(facets)
}
