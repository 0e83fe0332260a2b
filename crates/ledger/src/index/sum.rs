//! Exact sums over the transactions that answer a filter.
//!
//! Whole blocks of column values are added up, on all cores: in each segment by
//! ordinals of labels, and only what comes out of it is given its words.

use super::block::{Block, Columns, Line, SIZE, too_many};
use super::tally::{Key, Slot, Table};
use super::{Filter, IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::flows::Standings;
use crate::live::{Live, Met};
use flow::flows::counted::Counted;
use iati::amount::Sum;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
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
    /// Those that a transaction has as a whole.
    pub(super) const OF_WHOLE: [Self; 6] = [
        Self::Provider,
        Self::Receiver,
        Self::Reporter,
        Self::Year,
        Self::Type,
        Self::Currency,
    ];

    /// Whether each part of a transaction has one of its own.
    pub(super) fn is_of_parts(self) -> bool {
        matches!(self, Self::Place | Self::Sector)
    }

    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Receiver => "receiver",
            Self::Reporter => "reporter",
            Self::Place => "part_place",
            Self::Sector => "part_sector",
            Self::Year => "year",
            Self::Type => "type",
            Self::Currency => "currency",
        }
    }
}

/// One line of a sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// A label for each dimension; `None` is not stated. Of a place or sector it is as
    /// [`flow::flows::Slot::word`] has it.
    pub labels: Vec<Option<Arc<str>>>,
    pub sum: Sum,
    /// Transactions in the sum.
    pub counted: u64,
    /// Transactions without a readable value; they are not in the sum.
    pub without_value: u64,
    /// What does not count, where that was asked; it is not in the sum.
    pub excluded: Sum,
    pub excluded_rows: u64,
}

/// Which rows are in the sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Those that count; the others are told beside them.
    Counted,
    /// Those that do not.
    NotCounted,
    All,
}

/// What counts, and which of it is asked for.
#[derive(Clone, Copy)]
pub struct Counting<'a> {
    pub standings: &'a Standings,
    pub keep: Keep,
    /// Which types of transactions; of one without a type the text is empty.
    pub types: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

/// What is to be known of sums besides their groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// Parts that do not count, by reason.
    pub excluded: BTreeMap<&'static str, u64>,
    /// Parts in the sums whose share was inferred or rebased.
    pub inferred: u64,
    pub rebased: u64,
}

/// Sums by label. Groups have numbers for labels until they are asked for.
pub struct Sums {
    words: Vec<Words>,
    /// In order: of each group what is in the sum, then what does not count.
    slots: Vec<Slot>,
    /// The first slot of each group.
    starts: Vec<u32>,
    pub noted: Noted,
    /// Of which activities there is something in them or beside them.
    pub met: Met,
}

impl Sums {
    /// How many groups there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// A group by its number. They are in order by label, the first dimension before
    /// the second; where what counts is told apart, codes come before reasons, then
    /// what is not stated, but for currencies, where that comes first.
    #[must_use]
    pub fn group(&self, number: usize) -> Option<Group> {
        let first = *self.starts.get(number)? as usize;
        let next = self.starts.get(number + 1).map(|next| *next as usize);
        let slots = self.slots.get(first..next.unwrap_or(self.slots.len()))?;
        Some(group(&self.words, slots))
    }

    pub fn iter(&self) -> impl Iterator<Item = Group> + '_ {
        (0..self.len()).filter_map(|number| self.group(number))
    }

    /// Transactions in all sums together.
    #[must_use]
    pub fn counted(&self) -> u64 {
        let in_sums = self.slots.iter().filter(|slot| slot.key % 2 == 0);
        in_sums.map(|slot| slot.counted).sum()
    }

    /// The labels of one dimension that some group has, in order.
    #[must_use]
    pub fn labels(&self, dimension: usize) -> Vec<Option<Arc<str>>> {
        let words = self.words.get(dimension).map_or(&[][..], |w| &w.words);
        let stated = |word: &Arc<str>| Some(word.clone()).filter(|w| !w.is_empty());
        words.iter().map(stated).collect()
    }
}

/// Rows that one core adds up at a time.
const SHARE: u32 = 1 << 19;

impl IndexSearcher {
    /// Sums of the live transactions that answer, one per combination of
    /// labels, in order of labels. Where it matters what counts, activities whose
    /// sums are not made of columns are passed over.
    pub(crate) fn sum(
        &self,
        filter: &Filter,
        by: &[Dimension],
        counting: Option<Counting<'_>>,
        live: &Live,
    ) -> Result<Sums> {
        let run = || -> tantivy::Result<Sums> {
            let mut segments = Vec::new();
            for reader in self.searcher.segment_readers() {
                let types = counting.and_then(|counting| counting.types);
                if let Some(columns) = Columns::open(reader, by, types)? {
                    segments.push((reader, columns));
                }
            }
            let asked = Asked { live, counting };
            let is_whole = segments.iter().all(|(reader, _)| !reader.has_deletes());
            let is_all = is_whole && *filter == Filter::default();
            let (found, extra) = if !is_all {
                self.answering(&segments, filter, asked)?
            } else if segments.iter().all(|(_, c)| Table::lists(asked.keys(c))) {
                all(&segments, asked)
            } else {
                all_of_many(&segments, asked)
            };
            name(by, counting.is_some(), &segments, found, extra)
        };
        guarded(&self.path, run)
    }

    fn answering(
        &self,
        segments: &[(&SegmentReader, Columns)],
        filter: &Filter,
        asked: Asked<'_>,
    ) -> tantivy::Result<(Vec<Found>, Extra)> {
        let text = [self.fields.title, self.fields.text];
        let query = self.query(Kind::Transaction, filter, &text);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let each = segments
            .par_iter()
            .enumerate()
            .map(|(at, (reader, columns))| {
                let mut adding = Adding::new(columns, asked);
                let alive = reader.alive_bitset();
                weight.for_each_no_score(reader, &mut |docs| match alive {
                    None => adding.docs(docs),
                    Some(alive) => {
                        let docs = docs.iter().copied().filter(|d| alive.is_alive(*d));
                        adding.docs(&docs.collect::<Vec<_>>());
                    }
                })?;
                adding.rest();
                Ok((adding.found(at), adding.extra))
            });
        let each: Vec<(Found, Extra)> = each.collect::<tantivy::Result<_>>()?;
        let (found, extras): (Vec<_>, Vec<_>) = each.into_iter().unzip();
        Ok((found, Extra::merged(asked.live, extras)))
    }
}

/// What was added up in one segment, by its own keys.
struct Found {
    segment: usize,
    slots: Vec<Slot>,
}

/// Every transaction: no list is walked, the columns are read from end to end.
fn all(segments: &[(&SegmentReader, Columns)], asked: Asked<'_>) -> (Vec<Found>, Extra) {
    let shares: Vec<(usize, Range<u32>)> = (0..)
        .zip(segments)
        .flat_map(|(at, (_, columns))| {
            let starts = (0..columns.rows).step_by(SHARE as usize);
            starts.map(move |from| (at, from..columns.rows.min(from.saturating_add(SHARE))))
        })
        .collect();
    let parts: Vec<(usize, Table, Extra)> = shares
        .into_par_iter()
        .map(|(at, share)| {
            let mut adding = Adding::new(&segments[at].1, asked);
            adding.range(share);
            (at, adding.table, adding.extra)
        })
        .collect();
    let mut tables: Vec<Table> = segments.iter().map(|(_, c)| asked.table(c)).collect();
    let mut extras = Vec::with_capacity(parts.len());
    for (at, part, extra) in parts {
        tables[at].merge(part);
        extras.push(extra);
    }
    let found = tables
        .into_iter()
        .enumerate()
        .map(|(segment, table)| Found {
            segment,
            slots: table.into_slots(),
        });
    (found.collect(), Extra::merged(asked.live, extras))
}

/// The same where there may be nearly as many groups as transactions: what two cores
/// found would be put together at great length, so that each has keys of its own, and
/// reads all rows for them.
fn all_of_many(segments: &[(&SegmentReader, Columns)], asked: Asked<'_>) -> (Vec<Found>, Extra) {
    let cuts = (2 * rayon::current_num_threads()).div_ceil(segments.len().max(1));
    let tasks: Vec<(usize, usize)> = (0..segments.len())
        .flat_map(|segment| (0..cuts).map(move |cut| (segment, cut)))
        .collect();
    let each = tasks.into_par_iter().map(|(segment, cut)| {
        let columns = &segments[segment].1;
        let mut adding = Adding::new(columns, asked);
        adding.cut = Some((cut as u64, cuts as u64));
        adding.range(0..columns.rows);
        (adding.found(segment), adding.extra)
    });
    let (found, extras): (Vec<_>, Vec<_>) = each.collect::<Vec<_>>().into_iter().unzip();
    (found, Extra::merged(asked.live, extras))
}

/// What of the rows is asked for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    live: &'a Live,
    counting: Option<Counting<'a>>,
}

impl Asked<'_> {
    /// The keys of a segment, those of what does not count after all others.
    fn keys(&self, columns: &Columns) -> Key {
        columns.keys().saturating_mul(2)
    }

    fn table(&self, columns: &Columns) -> Table {
        Table::new(self.keys(columns))
    }
}

/// What is found beside sums.
#[derive(Default)]
struct Extra {
    noted: Noted,
    met: Met,
}

impl Extra {
    fn merged(live: &Live, all: Vec<Self>) -> Self {
        let mut sum = Self {
            noted: Noted::default(),
            met: Met::new(live),
        };
        for one in all {
            for (why, parts) in one.noted.excluded {
                *sum.noted.excluded.entry(why).or_default() += parts;
            }
            sum.noted.inferred += one.noted.inferred;
            sum.noted.rebased += one.noted.rebased;
            sum.met.merge(&one.met);
        }
        sum
    }
}

/// Adds up rows of one segment.
struct Adding<'a> {
    columns: &'a Columns,
    asked: Asked<'a>,
    block: Block,
    table: Table,
    extra: Extra,
    /// Only one cut of the keys, of so many.
    cut: Option<(u64, u64)>,
    /// Documents, and rows that are not added yet.
    found: Vec<DocId>,
    rows: Vec<u32>,
}

impl<'a> Adding<'a> {
    fn new(columns: &'a Columns, asked: Asked<'a>) -> Self {
        Self {
            columns,
            asked,
            block: Block::default(),
            table: asked.table(columns),
            extra: Extra {
                noted: Noted::default(),
                met: Met::new(asked.live),
            },
            cut: None,
            found: Vec::new(),
            rows: Vec::new(),
        }
    }

    fn found(&mut self, segment: usize) -> Found {
        Found {
            segment,
            slots: std::mem::replace(&mut self.table, Table::new(1)).into_slots(),
        }
    }

    fn range(&mut self, rows: Range<u32>) {
        let Self {
            columns,
            asked,
            block,
            table,
            extra,
            cut,
            ..
        } = self;
        for from in rows.clone().step_by(SIZE) {
            let count = SIZE.min((rows.end - from) as usize);
            block.range(columns, from, count, |line| {
                asked.add(columns, &line, table, extra, *cut);
            });
        }
    }

    /// Adds documents, when there are some blocks of them.
    fn docs(&mut self, docs: &[DocId]) {
        self.found.clear();
        self.columns.rows_of(docs, &mut self.found, &mut self.rows);
        // Of a block that is listed in two goes, every part is read twice.
        if self.rows.len() >= 16 * SIZE {
            self.rest();
        }
    }

    fn rest(&mut self) {
        let Self {
            columns,
            asked,
            block,
            table,
            extra,
            rows,
            ..
        } = self;
        block.listed(columns, rows, |line| {
            asked.add(columns, &line, table, extra, None)
        });
        rows.clear();
    }
}

impl Asked<'_> {
    fn add(
        &self,
        columns: &Columns,
        line: &Line,
        table: &mut Table,
        extra: &mut Extra,
        cut: Option<(u64, u64)>,
    ) {
        let Some(rank) = self.live.rank(line.version) else {
            return;
        };
        let is_of_cut = cut.is_none_or(|(cut, of)| spread(line.key) % of == cut);
        let Some(counting) = &self.counting else {
            if is_of_cut {
                table.slot(line.key).add(line.value, line.row);
            }
            return;
        };
        let Some(class) = line.class.checked_sub(1) else {
            return;
        };
        let standing = counting.standings.of_classes(rank);
        let standing = standing.and_then(|classes| classes.get(class as usize));
        let why = match standing {
            Some(Counted::No(why)) => Some(why),
            _ => None,
        };
        let is_in = match counting.keep {
            Keep::Counted => why.is_none(),
            Keep::NotCounted if why.is_none() => return,
            Keep::NotCounted | Keep::All => true,
        };
        // Who reads all rows for the first cut notes what is to be noted of each.
        if line.is_first && cut.is_none_or(|(cut, _)| cut == 0) {
            extra.met.add(rank);
            match why.filter(|_| !is_in) {
                None => {
                    extra.noted.inferred += line.shares.inferred;
                    extra.noted.rebased += line.shares.rebased;
                }
                Some(why) => {
                    *extra.noted.excluded.entry(why.words()).or_default() += line.shares.parts;
                }
            }
        }
        if is_of_cut {
            let aside = if is_in { 0 } else { columns.keys() };
            table.slot(line.key + aside).add(line.value, line.row);
        }
    }
}

/// The key with its bits mixed.
fn spread(key: Key) -> u64 {
    let mixed = (key as u64 ^ (key >> 64) as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed >> 32
}

/// The words of one dimension over all segments, in order.
struct Words {
    words: Vec<Arc<str>>,
    /// By segment and ordinal: the place in `words`.
    places: Vec<Vec<u32>>,
}

impl Words {
    /// `used` says of each segment's ordinals which have a sum; `place` which words
    /// come before others.
    fn read(
        columns: &[(&StrColumn, Vec<bool>)],
        place: impl Fn(&str) -> u8,
    ) -> tantivy::Result<Self> {
        let mut met: HashMap<Arc<str>, u32> = HashMap::new();
        let mut places = Vec::with_capacity(columns.len());
        for (column, used) in columns {
            let ords = (0u64..).zip(used).filter(|(_, used)| **used);
            let ords: Vec<u64> = ords.map(|(ord, _)| ord).collect();
            let mut new = vec![0; used.len()];
            let mut next = ords.iter();
            let found = column.dictionary().sorted_ords_to_term_cb(&ords, |term| {
                let word = String::from_utf8_lossy(term);
                let number = met.len() as u32;
                let at = match met.get(word.as_ref()) {
                    Some(at) => *at,
                    None => *met.entry(Arc::from(word.as_ref())).or_insert(number),
                };
                if let Some(ord) = next.next() {
                    new[*ord as usize] = at;
                }
            })?;
            if !found {
                let what = "a column names a word that is not in its list";
                return Err(TantivyError::InternalError(what.to_owned()));
            }
            places.push(new);
        }
        let mut words: Vec<(Arc<str>, u32)> = met.into_iter().collect();
        words.sort_unstable_by(|(a, _), (b, _)| (place(a), a).cmp(&(place(b), b)));
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
    by: &[Dimension],
    is_ranked: bool,
    segments: &[(&SegmentReader, Columns)],
    found: Vec<Found>,
    extra: Extra,
) -> tantivy::Result<Sums> {
    let words = by.par_iter().enumerate().map(|(dimension, asked)| {
        let used = segments.iter().enumerate().map(|(segment, (_, columns))| {
            let column = &columns.labels[dimension].column;
            let mut used = vec![false; column.num_terms()];
            let of_segment = found.iter().filter(|f| f.segment == segment);
            for slot in of_segment.flat_map(|f| &f.slots) {
                if let Some(used) = used.get_mut(columns.ord(slot.key, dimension) as usize) {
                    *used = true;
                }
            }
            (column, used)
        });
        let place = |word: &str| match is_ranked && *asked != Dimension::Currency {
            false => 0,
            true if word.is_empty() => 2,
            true => u8::from(word.starts_with(flow::flows::Slot::WHY)),
        };
        Words::read(&used.collect::<Vec<_>>(), place)
    });
    let words: Vec<Words> = words.collect::<tantivy::Result<_>>()?;
    let mut counts = words.iter().map(Words::count);
    let keys = counts.try_fold(2, |all: Key, count| all.checked_mul(count));
    keys.ok_or_else(too_many)?;
    let mut slots: Vec<Slot> = Vec::with_capacity(found.iter().map(|f| f.slots.len()).sum());
    for Found {
        segment,
        slots: own,
    } in found
    {
        let columns = &segments[segment].1;
        slots.extend(own.into_iter().map(|mut slot| {
            let is_aside = slot.key >= columns.keys();
            slot.key = renamed(&words, columns, segment, slot.key) * 2 + Key::from(is_aside);
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
    let is_new = |at: &usize| *at == 0 || slots[*at].key / 2 != slots[*at - 1].key / 2;
    let starts = (0..slots.len()).filter(is_new).map(|at| at as u32);
    Ok(Sums {
        words,
        starts: starts.collect(),
        slots,
        noted: extra.noted,
        met: extra.met,
    })
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

/// What is in the sum of a group and what is not; one of them may be missing.
fn group(words: &[Words], slots: &[Slot]) -> Group {
    let mut key = slots.first().map_or(0, |slot| slot.key / 2);
    let mut group = Group {
        labels: vec![None; words.len()],
        ..Group::default()
    };
    for (label, words) in group.labels.iter_mut().zip(words).rev() {
        let word = words.words.get((key % words.count()) as usize);
        // The columns hold an empty text where nothing is stated.
        *label = word.filter(|w| !w.is_empty()).cloned();
        key /= words.count();
    }
    for slot in slots {
        group.without_value += slot.without_value;
        match slot.key % 2 {
            0 => (group.sum, group.counted) = (slot.sum(), slot.counted),
            _ => (group.excluded, group.excluded_rows) = (slot.sum(), slot.counted),
        }
    }
    group
}
