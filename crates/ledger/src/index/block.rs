//! Columns of the transactions of one segment, read by the block.
//!
//! Each of these columns has a value for every transaction and for nothing else,
//! so that the n-th value of all of them is of the n-th transaction. The columns of
//! the parts have as many values for each transaction as its shares say, in order.

use super::money::Shares;
use super::sum::Dimension;
use super::tally::Key;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use tantivy::columnar::{BytesColumn, ColumnIndex, ColumnValues, StrColumn};
use tantivy::{DocId, SegmentReader, TantivyError};

/// Values read at a time.
pub(super) const SIZE: usize = 1024;

/// Digits after the point up to which amounts are added as one integer.
pub(super) const SCALE: u32 = 6;

/// The columns that a sum needs.
pub(super) struct Columns {
    docs: ColumnIndex,
    version: Arc<dyn ColumnValues<u64>>,
    class: Arc<dyn ColumnValues<u64>>,
    shares: Arc<dyn ColumnValues<u64>>,
    pub labels: Vec<Labels>,
    high: Arc<dyn ColumnValues<i64>>,
    low: Arc<dyn ColumnValues<i64>>,
    scale: Arc<dyn ColumnValues<u64>>,
    /// Where something is asked that only parts have.
    parts: Option<Parts>,
    /// The types of the transactions, where only some are asked for.
    types: Option<Types>,
    /// All amounts fit 64 bits.
    is_small: bool,
    pub rows: u32,
    keys: Key,
}

/// A column of labels.
pub(super) struct Labels {
    pub column: StrColumn,
    /// What a step of its ordinal comes to in a key.
    step: Key,
    /// It has a value for each part, not for each transaction.
    is_of_parts: bool,
}

/// The column of types.
struct Types {
    ords: Arc<dyn ColumnValues<u64>>,
    /// By ordinal.
    is_asked: Vec<bool>,
}

impl Types {
    fn open(
        reader: &SegmentReader,
        is_asked: &(dyn Fn(&str) -> bool + Sync),
    ) -> tantivy::Result<Self> {
        let column = reader.fast_fields().str(Dimension::Type.column())?;
        let column = column.ok_or_else(uneven)?;
        let mut asked = Vec::with_capacity(column.num_terms());
        let mut words = column.dictionary().stream()?;
        while words.advance() {
            asked.push(is_asked(&String::from_utf8_lossy(words.key())));
        }
        Ok(Self {
            ords: column.ords().values.clone(),
            is_asked: asked,
        })
    }

    fn asks(&self, ord: u64) -> bool {
        self.is_asked.get(ord as usize).copied().unwrap_or(false)
    }
}

/// The columns of the parts.
struct Parts {
    low: Arc<dyn ColumnValues<i64>>,
    scale: Arc<dyn ColumnValues<u64>>,
    /// By block of transactions: the first part, and at the end how many there are.
    starts: Vec<u32>,
}

impl Columns {
    /// `None` if there is no transaction in the segment.
    pub(super) fn open(
        reader: &SegmentReader,
        by: &[Dimension],
        types: Option<&(dyn Fn(&str) -> bool + Sync)>,
    ) -> tantivy::Result<Option<Self>> {
        let fast = reader.fast_fields();
        let Some(version) = fast.column_opt::<u64>("of_version")? else {
            return Ok(None);
        };
        let rows = version.values.num_vals();
        if rows == 0 {
            return Ok(None);
        }
        let high = fast.i64("value_high")?.values;
        let low = fast.i64("value_low")?.values;
        let [scale, class, shares] = ["value_scale", "class", "shares"].map(|n| fast.u64(n));
        let (scale, class, shares) = (scale?.values, class?.values, shares?.values);
        let counts = [&scale, &class, &shares].map(|c| c.num_vals());
        if counts != [rows; 3] || [high.num_vals(), low.num_vals()] != [rows; 2] {
            return Err(uneven());
        }
        let parts = match by.iter().any(|d| d.is_of_parts()) {
            true => Parts::open(reader, &*shares)?,
            false => None,
        };
        let count_of_parts = parts.as_ref().map_or(0, Parts::count);
        let mut labels = Vec::with_capacity(by.len());
        let mut keys: Key = 1;
        for dimension in by {
            let is_of_parts = dimension.is_of_parts();
            let due = if is_of_parts { count_of_parts } else { rows };
            let column = match fast.str(dimension.column())? {
                Some(column) => column,
                // No transaction of the segment has parts in columns.
                None if is_of_parts && due == 0 => StrColumn::wrap(BytesColumn::empty(0)),
                None => return Err(uneven()),
            };
            if column.ords().values.num_vals() != due {
                return Err(uneven());
            }
            let words = column.num_terms().max(1) as Key;
            labels.push(Labels {
                column,
                step: keys,
                is_of_parts,
            });
            keys = keys.checked_mul(words).ok_or_else(too_many)?;
        }
        Ok(Some(Self {
            is_small: high.min_value() == 0 && high.max_value() == 0,
            docs: version.index,
            version: version.values,
            class,
            shares,
            labels,
            high,
            low,
            scale,
            parts,
            types: types.map(|asked| Types::open(reader, asked)).transpose()?,
            rows,
            keys,
        }))
    }

    /// How many keys there can be.
    pub(super) fn keys(&self) -> Key {
        self.keys
    }

    /// Whether parts are added up, not whole transactions.
    pub(super) fn is_of_parts(&self) -> bool {
        self.labels.iter().any(|labels| labels.is_of_parts)
    }

    /// The ordinal of a label in a key.
    pub(super) fn ord(&self, key: Key, dimension: usize) -> u64 {
        let labels = &self.labels[dimension];
        let words = labels.column.num_terms().max(1) as u64;
        // Key by key, the division of 128 bits would take longer than all the rest.
        match (u64::try_from(key), u64::try_from(labels.step)) {
            (Ok(key), Ok(step)) => key / step % words,
            _ => (key / labels.step % Key::from(words)) as u64,
        }
    }

    /// The rows of documents; a document that is no transaction has none.
    pub(super) fn rows_of(&self, docs: &[DocId], found: &mut Vec<DocId>, rows: &mut Vec<u32>) {
        self.docs.docids_to_rowids(docs, found, rows);
    }
}

impl Parts {
    /// `None` if no transaction has parts in columns.
    fn open(
        reader: &SegmentReader,
        shares: &dyn ColumnValues<u64>,
    ) -> tantivy::Result<Option<Self>> {
        let fast = reader.fast_fields();
        let Some(low) = fast.column_opt::<i64>("part_low")? else {
            return Ok(None);
        };
        let scale = fast.u64("part_scale")?.values;
        let low = low.values;
        let parts = Self {
            starts: starts(shares),
            low,
            scale,
        };
        let counts = [parts.low.num_vals(), parts.scale.num_vals()];
        if counts != [parts.count(); 2] {
            return Err(uneven());
        }
        Ok(Some(parts))
    }

    fn count(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The parts of a block of transactions.
    fn of_block(&self, first: u32) -> Range<u32> {
        let block = first as usize / SIZE;
        let start = |at: usize| self.starts.get(at).copied().unwrap_or(0);
        start(block)..start(block + 1)
    }
}

/// How many parts there are before each block of transactions.
fn starts(shares: &dyn ColumnValues<u64>) -> Vec<u32> {
    let rows = shares.num_vals() as usize;
    let blocks: Vec<usize> = (0..rows).step_by(SIZE).collect();
    let counts: Vec<u64> = blocks
        .into_par_iter()
        .map(|first| {
            let mut packed = vec![0; SIZE.min(rows - first)];
            shares.get_range(first as u64, &mut packed);
            packed.iter().map(|p| Shares::of_column(*p).parts).sum()
        })
        .collect();
    let mut before = 0;
    let mut starts = vec![0];
    starts.extend(counts.iter().map(|count| {
        before += count;
        before as u32
    }));
    starts
}

/// Combinations that 128 bits cannot number.
pub(super) fn too_many() -> TantivyError {
    let what = "there are too many labels to group by all of these; ask for fewer";
    TantivyError::InvalidArgument(what.to_owned())
}

fn uneven() -> TantivyError {
    TantivyError::InternalError("the columns of the transactions are not of one length".to_owned())
}

/// An amount in a column.
#[derive(Clone, Copy)]
pub(super) enum Value {
    Missing,
    /// Times 10^-[`SCALE`].
    Small(i128),
    /// Mantissa and scale.
    Wide(i128, u32),
}

/// What stands in one row: of a transaction, or of one of its parts.
pub(super) struct Line {
    pub version: u64,
    /// See [`super::money::Told::class`].
    pub class: u64,
    pub shares: Shares,
    pub key: Key,
    pub value: Value,
    /// The transaction's own row.
    pub row: u32,
    /// Nothing of the transaction came before.
    pub is_first: bool,
}

/// Some rows.
pub(super) struct Block {
    version: Box<[u64; SIZE]>,
    class: Box<[u64; SIZE]>,
    shares: Box<[u64; SIZE]>,
    ords: Box<[u64; SIZE]>,
    key: Box<[Key; SIZE]>,
    high: Box<[i64; SIZE]>,
    low: Box<[i64; SIZE]>,
    scale: Box<[u64; SIZE]>,
    row: Box<[u32; SIZE]>,
    parts: PartBlock,
}

/// The parts of a block of transactions.
#[derive(Default)]
struct PartBlock {
    ords: Vec<u64>,
    key: Vec<Key>,
    low: Vec<i64>,
    scale: Vec<u64>,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            version: Box::new([0; SIZE]),
            class: Box::new([0; SIZE]),
            shares: Box::new([0; SIZE]),
            ords: Box::new([0; SIZE]),
            key: Box::new([0; SIZE]),
            high: Box::new([0; SIZE]),
            low: Box::new([0; SIZE]),
            scale: Box::new([0; SIZE]),
            row: Box::new([0; SIZE]),
            parts: PartBlock::default(),
        }
    }
}

/// Which rows are read.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    From(u32, usize),
    Listed(&'a [u32]),
}

impl Rows<'_> {
    pub(super) fn count(self) -> usize {
        match self {
            Self::From(_, count) => count,
            Self::Listed(rows) => rows.len(),
        }
    }

    /// The values of these rows, as many as there are, into the beginning of `to`.
    pub(super) fn read<T>(self, from: &dyn ColumnValues<T>, to: &mut [T])
    where
        T: PartialOrd + Copy + Default + Send + Sync + std::fmt::Debug + 'static,
    {
        let to = &mut to[..self.count()];
        match self {
            Self::From(first, _) => from.get_range(u64::from(first), to),
            Self::Listed(rows) => from.get_vals(rows, to),
        }
    }
}

impl Block {
    /// Hands on the lines of the transactions in `count` rows from `first` on, which
    /// is the first of a block.
    pub(super) fn range(
        &mut self,
        columns: &Columns,
        first: u32,
        count: usize,
        mut take: impl FnMut(Line),
    ) {
        self.read(columns, Rows::From(first, count));
        for (at, row) in self.row[..count].iter_mut().enumerate() {
            *row = first + at as u32;
        }
        match &columns.parts {
            None if columns.is_of_parts() => {}
            None => (0..count).for_each(|at| take(self.line(at))),
            Some(parts) => {
                self.parts.read(columns, parts, first);
                self.give_parts(count, |_| true, take);
            }
        }
    }

    /// Hands on the lines of the transactions in these rows, in order.
    pub(super) fn listed(&mut self, columns: &Columns, rows: &[u32], mut take: impl FnMut(Line)) {
        if !columns.is_of_parts() {
            for some in rows.chunks(SIZE) {
                self.read(columns, Rows::Listed(some));
                self.row[..some.len()].copy_from_slice(some);
                (0..some.len()).for_each(|at| take(self.line(at)));
            }
            return;
        }
        let Some(parts) = &columns.parts else { return };
        // Where the parts of a row begin is known of whole blocks only.
        for some in rows.chunk_by(|a, b| *a as usize / SIZE == *b as usize / SIZE) {
            let first = some[0] / SIZE as u32 * SIZE as u32;
            let count = SIZE.min((columns.rows - first) as usize);
            self.read(columns, Rows::From(first, count));
            for (at, row) in self.row[..count].iter_mut().enumerate() {
                *row = first + at as u32;
            }
            self.parts.read(columns, parts, first);
            self.give_parts(count, |row| some.binary_search(&row).is_ok(), &mut take);
        }
    }

    fn read(&mut self, columns: &Columns, rows: Rows<'_>) {
        rows.read(&*columns.version, &mut self.version[..]);
        rows.read(&*columns.class, &mut self.class[..]);
        rows.read(&*columns.shares, &mut self.shares[..]);
        if !columns.is_of_parts() {
            rows.read(&*columns.low, &mut self.low[..]);
            rows.read(&*columns.scale, &mut self.scale[..]);
            match columns.is_small {
                true => self.high[..rows.count()].fill(0),
                false => rows.read(&*columns.high, &mut self.high[..]),
            }
        }
        if let Some(types) = &columns.types {
            rows.read(&*types.ords, &mut self.ords[..]);
            let classes = self.class.iter_mut().zip(&self.ords[..rows.count()]);
            // What is not asked for is passed over like what is told elsewhere.
            for (class, _) in classes.filter(|(_, ord)| !types.asks(**ord)) {
                *class = 0;
            }
        }
        self.key[..rows.count()].fill(0);
        for labels in columns.labels.iter().filter(|l| !l.is_of_parts) {
            rows.read(&*labels.column.ords().values, &mut self.ords[..]);
            for (key, ord) in self.key.iter_mut().zip(&self.ords[..rows.count()]) {
                *key += Key::from(*ord) * labels.step;
            }
        }
    }

    /// What stands in the row read as number `at`.
    fn line(&self, at: usize) -> Line {
        Line {
            version: self.version[at],
            class: self.class[at],
            shares: Shares::of_column(self.shares[at]),
            key: self.key[at],
            value: value(self.high[at], self.low[at], self.scale[at]),
            row: self.row[at],
            is_first: true,
        }
    }

    fn give_parts(&self, count: usize, is_asked: impl Fn(u32) -> bool, mut take: impl FnMut(Line)) {
        let mut next = 0;
        for at in 0..count {
            let whole = Shares::of_column(self.shares[at]);
            let first = next;
            next += whole.parts as usize;
            if !is_asked(self.row[at]) {
                continue;
            }
            for part in first..next.min(self.parts.key.len()) {
                take(Line {
                    key: self.key[at] + self.parts.key[part],
                    value: value(0, self.parts.low[part], self.parts.scale[part]),
                    is_first: part == first,
                    version: self.version[at],
                    class: self.class[at],
                    shares: whole,
                    row: self.row[at],
                });
            }
        }
    }
}

impl PartBlock {
    fn read(&mut self, columns: &Columns, parts: &Parts, first: u32) {
        let range = parts.of_block(first);
        let (start, count) = (u64::from(range.start), range.len());
        self.low.resize(count, 0);
        self.scale.resize(count, 0);
        self.ords.resize(count, 0);
        self.key.clear();
        self.key.resize(count, 0);
        parts.low.get_range(start, &mut self.low);
        parts.scale.get_range(start, &mut self.scale);
        for labels in columns.labels.iter().filter(|l| l.is_of_parts) {
            labels.column.ords().values.get_range(start, &mut self.ords);
            for (key, ord) in self.key.iter_mut().zip(&self.ords) {
                *key += Key::from(*ord) * labels.step;
            }
        }
    }
}

const POWERS: [i128; SCALE as usize + 1] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// `scale` is one more than that of the amount; 0 where there is none.
fn value(high: i64, low: i64, scale: u64) -> Value {
    let Some(scale) = scale.checked_sub(1) else {
        return Value::Missing;
    };
    match POWERS.get(scale as usize) {
        Some(power) if high == 0 => Value::Small(i128::from(low) * power),
        _ => {
            let mantissa = (i128::from(high) << 64) + i128::from(low);
            Value::Wide(mantissa, scale as u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::parts;
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    proptest! {
        #[test]
        fn what_is_put_in_columns_comes_out(mantissa in prop_oneof![
            -(1i128 << 96) + 1..1i128 << 96,
            any::<i64>().prop_map(i128::from),
        ], scale in 0u32..=28) {
            let amount = Decimal::from_i128_with_scale(mantissa, scale);
            let (high, low, of_scale) = parts(Some(amount));
            match value(high, low, of_scale) {
                Value::Small(small) => prop_assert_eq!(small, mantissa * 10i128.pow(SCALE - scale)),
                Value::Wide(wide, s) => prop_assert_eq!((wide, s), (mantissa, scale)),
                Value::Missing => prop_assert!(false, "it was there"),
            }
            let fits = i64::try_from(mantissa).is_ok();
            prop_assert_eq!(fits, high == 0);
        }
    }

    #[test]
    fn no_amount_is_not_nought() {
        let told = |amount| {
            let (high, low, scale) = parts(amount);
            value(high, low, scale)
        };
        assert!(matches!(told(None), Value::Missing));
        assert!(matches!(told(Some(Decimal::ZERO)), Value::Small(0)));
    }
}
