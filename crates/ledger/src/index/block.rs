//! Columns of the transactions of one segment, read by the block.
//!
//! Each of these columns has a value for every transaction and for nothing else,
//! so that the n-th value of all of them is of the n-th transaction.

use super::sum::Dimension;
use super::tally::Key;
use std::sync::Arc;
use tantivy::columnar::{ColumnIndex, ColumnValues, StrColumn};
use tantivy::{DocId, SegmentReader, TantivyError};

/// Values read at a time.
pub(super) const SIZE: usize = 1024;

/// Digits after the point up to which amounts are added as one integer.
pub(super) const SCALE: u32 = 6;

/// The columns that a sum needs.
pub(super) struct Columns {
    docs: ColumnIndex,
    version: Arc<dyn ColumnValues<u64>>,
    /// With what a step of its ordinal comes to in a key.
    pub labels: Vec<(StrColumn, Key)>,
    high: Arc<dyn ColumnValues<i64>>,
    low: Arc<dyn ColumnValues<i64>>,
    scale: Arc<dyn ColumnValues<u64>>,
    /// All amounts fit 64 bits.
    is_small: bool,
    pub rows: u32,
    keys: Key,
}

impl Columns {
    /// `None` if there is no transaction in the segment.
    pub(super) fn open(reader: &SegmentReader, by: &[Dimension]) -> tantivy::Result<Option<Self>> {
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
        let scale = fast.u64("value_scale")?.values;
        let mut labels = Vec::with_capacity(by.len());
        let mut keys: Key = 1;
        for dimension in by {
            let Some(column) = fast.str(dimension.column())? else {
                return Err(uneven());
            };
            if column.ords().values.num_vals() != rows {
                return Err(uneven());
            }
            let words = column.num_terms().max(1) as Key;
            labels.push((column, keys));
            keys = keys.checked_mul(words).ok_or_else(too_many)?;
        }
        if [high.num_vals(), low.num_vals(), scale.num_vals()] != [rows; 3] {
            return Err(uneven());
        }
        Ok(Some(Self {
            is_small: high.min_value() == 0 && high.max_value() == 0,
            docs: version.index,
            version: version.values,
            labels,
            high,
            low,
            scale,
            rows,
            keys,
        }))
    }

    /// How many keys there can be.
    pub(super) fn keys(&self) -> Key {
        self.keys
    }

    /// The ordinal of a label in a key.
    pub(super) fn ord(&self, key: Key, dimension: usize) -> u64 {
        let step = self.labels[dimension].1;
        let words = self.labels[dimension].0.num_terms().max(1) as Key;
        (key / step % words) as u64
    }

    /// The three parts of the value in a row.
    pub(super) fn parts(&self, row: u32) -> (i64, i64, u64) {
        let high = self.high.get_val(row);
        (high, self.low.get_val(row), self.scale.get_val(row))
    }

    pub(super) fn row_of(&self, doc: DocId) -> Option<u32> {
        self.docs.value_row_ids(doc).next()
    }

    /// The rows of documents; a document that is no transaction has none.
    pub(super) fn rows_of(&self, docs: &[DocId], found: &mut Vec<DocId>, rows: &mut Vec<u32>) {
        self.docs.docids_to_rowids(docs, found, rows);
    }
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

/// What stands in one row.
pub(super) struct Line {
    pub version: u64,
    pub key: Key,
    pub value: Value,
}

/// Some rows.
pub(super) struct Block {
    version: Box<[u64; SIZE]>,
    ords: Box<[u64; SIZE]>,
    key: Box<[Key; SIZE]>,
    high: Box<[i64; SIZE]>,
    low: Box<[i64; SIZE]>,
    scale: Box<[u64; SIZE]>,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            version: Box::new([0; SIZE]),
            ords: Box::new([0; SIZE]),
            key: Box::new([0; SIZE]),
            high: Box::new([0; SIZE]),
            low: Box::new([0; SIZE]),
            scale: Box::new([0; SIZE]),
        }
    }
}

/// Which rows are read.
#[derive(Clone, Copy)]
enum Rows<'a> {
    From(u32, usize),
    Listed(&'a [u32]),
}

impl Rows<'_> {
    fn count(self) -> usize {
        match self {
            Self::From(_, count) => count,
            Self::Listed(rows) => rows.len(),
        }
    }

    fn read<T>(self, from: &dyn ColumnValues<T>, to: &mut [T])
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
    /// At most [`SIZE`] rows from `first` on.
    pub(super) fn read_range(&mut self, columns: &Columns, first: u32, count: usize) {
        self.read(columns, Rows::From(first, count));
    }

    /// At most [`SIZE`] rows.
    pub(super) fn read_rows(&mut self, columns: &Columns, rows: &[u32]) {
        self.read(columns, Rows::Listed(rows));
    }

    fn read(&mut self, columns: &Columns, rows: Rows<'_>) {
        rows.read(&*columns.version, &mut self.version[..]);
        rows.read(&*columns.low, &mut self.low[..]);
        rows.read(&*columns.scale, &mut self.scale[..]);
        match columns.is_small {
            true => self.high[..rows.count()].fill(0),
            false => rows.read(&*columns.high, &mut self.high[..]),
        }
        self.key[..rows.count()].fill(0);
        for (column, step) in &columns.labels {
            rows.read(&*column.ords().values, &mut self.ords[..]);
            for (key, ord) in self.key.iter_mut().zip(&self.ords[..rows.count()]) {
                *key += Key::from(*ord) * step;
            }
        }
    }

    /// What stands in the row read as number `at`.
    pub(super) fn line(&self, at: usize) -> Line {
        Line {
            version: self.version[at],
            key: self.key[at],
            value: value(self.high[at], self.low[at], self.scale[at]),
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
