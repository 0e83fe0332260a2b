//! A table as Parquet.

use super::{Kind, PRECISION, SCALE, Value, fixed};
use crate::error::{Error, Result};
use bytes::Bytes;
use jiff::civil::Date;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::{ColumnCloseResult, get_column_writer, get_typed_column_writer};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType,
    Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnDescPtr;
use rayon::prelude::*;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of a group: a reader takes up one at a time.
const ROWS: usize = 100_000;
/// Bytes of text after which a group ends before that.
const TEXT: usize = 64 << 20;

/// The values of one column that are there, and for every row whether it is.
struct Held {
    present: Vec<i16>,
    values: Values,
}

enum Values {
    Numbers(Vec<i64>),
    Texts(Vec<ByteArray>),
    Days(Vec<i32>),
    Decimals(Vec<FixedLenByteArray>),
    Flags(Vec<bool>),
}

/// A Parquet file being written, in groups of rows: memory does not grow with it.
pub struct ParquetSink {
    kinds: Vec<Kind>,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Held>,
    rows: usize,
    text: usize,
    path: PathBuf,
}

impl ParquetSink {
    /// Begins a file of one table. `path` is told where it cannot be written.
    ///
    /// # Errors
    /// A name is none that Parquet allows, or the disk fails.
    pub fn new(name: &str, columns: &[(&str, Kind)], file: File, path: &Path) -> Result<Self> {
        let failed = |e| failure(path, e);
        let schema = parse_message_type(&schema(name, columns)).map_err(failed)?;
        let level = ZstdLevel::try_new(3).map_err(failed)?;
        // Nothing that differs from run to run, so that the bytes do not.
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by("counterfoil".to_owned())
            .build();
        let file = BufWriter::new(file);
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties));
        let kinds: Vec<Kind> = columns.iter().map(|(_, kind)| *kind).collect();
        Ok(Self {
            writer: writer.map_err(failed)?,
            columns: empty(&kinds),
            kinds,
            rows: 0,
            text: 0,
            path: path.to_owned(),
        })
    }

    /// Writes the rows held as one group.
    fn flush(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let columns = std::mem::replace(&mut self.columns, empty(&self.kinds));
        self.rows = 0;
        self.text = 0;
        write_group(&mut self.writer, &columns).map_err(|e| failure(&self.path, e))
    }
}

impl ParquetSink {
    /// Adds a row: a value for each column.
    ///
    /// # Errors
    /// The disk fails.
    pub fn put(&mut self, row: &[Value]) -> Result<()> {
        for (held, value) in self.columns.iter_mut().zip(row) {
            self.text += held.push(value);
        }
        self.rows += 1;
        match self.rows >= ROWS || self.text >= TEXT {
            true => self.flush(),
            false => Ok(()),
        }
    }

    /// Says something of the table in the file itself.
    pub fn tell(&mut self, key: &str, text: String) {
        let told = KeyValue::new(key.to_owned(), text);
        self.writer.append_key_value_metadata(told);
    }

    /// Writes what is left, so that the file is whole.
    ///
    /// # Errors
    /// The disk fails.
    pub fn close(mut self) -> Result<()> {
        self.flush()?;
        let path = self.path;
        let closed = self.writer.into_inner().and_then(|file| {
            let file = file.into_inner().map_err(|e| e.into_error())?;
            Ok(file.sync_all()?)
        });
        closed.map_err(|e| failure(&path, e))
    }
}

fn failure(path: &Path, error: ParquetError) -> Error {
    Error::Io {
        path: path.to_owned(),
        source: std::io::Error::other(error),
    }
}

fn schema(table: &str, columns: &[(&str, Kind)]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|(name, kind)| field(name, *kind))
        .collect();
    format!("message {table} {{ {} }}", columns.join(" "))
}

fn field(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Number => format!("OPTIONAL INT64 {name};"),
        Kind::Text => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
        Kind::Day => format!("OPTIONAL INT32 {name} (DATE);"),
        Kind::Flag => format!("OPTIONAL BOOLEAN {name};"),
        Kind::Decimal => {
            format!("OPTIONAL FIXED_LEN_BYTE_ARRAY (16) {name} (DECIMAL({PRECISION},{SCALE}));")
        }
    }
}

fn empty(kinds: &[Kind]) -> Vec<Held> {
    kinds
        .iter()
        .map(|kind| Held {
            present: Vec::new(),
            values: match kind {
                Kind::Number => Values::Numbers(Vec::new()),
                Kind::Text => Values::Texts(Vec::new()),
                Kind::Day => Values::Days(Vec::new()),
                Kind::Decimal => Values::Decimals(Vec::new()),
                Kind::Flag => Values::Flags(Vec::new()),
            },
        })
        .collect()
}

impl Held {
    /// Says how many bytes of text it took up.
    fn push(&mut self, value: &Value) -> usize {
        let taken = self.values.push(value);
        self.present.push(i16::from(taken.is_some()));
        taken.unwrap_or(0)
    }
}

impl Values {
    /// `None` if there is nothing to hold: it is not stated, or beyond the column.
    fn push(&mut self, value: &Value) -> Option<usize> {
        match (self, value) {
            (Self::Numbers(all), Value::Number(number)) => all.push(*number),
            (Self::Days(all), Value::Day(day)) => all.push(since_1970(*day)),
            (Self::Flags(all), Value::Flag(flag)) => all.push(*flag),
            (Self::Decimals(all), Value::Decimal(amount)) => {
                let bytes = fixed(*amount)?.to_be_bytes().to_vec();
                all.push(FixedLenByteArray::from(bytes));
            }
            (Self::Texts(all), Value::Text(text)) => {
                all.push(ByteArray::from(text.as_bytes().to_vec()));
                return Some(text.len() + size_of::<ByteArray>());
            }
            _ => return None,
        }
        Some(0)
    }
}

fn since_1970(day: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    day.duration_since(epoch).as_hours() as i32 / 24
}

/// A column of a group, encoded and packed.
type Encoded = (Bytes, ColumnCloseResult);

/// Columns are encoded on all cores, then written in their order.
fn write_group(
    writer: &mut SerializedFileWriter<BufWriter<File>>,
    columns: &[Held],
) -> std::result::Result<(), ParquetError> {
    let schema = writer.schema_descr().columns().to_vec();
    let properties = writer.properties().clone();
    let each = schema.into_par_iter().zip(columns);
    let encoded = each.map(|(column, held)| {
        let properties = properties.clone();
        let present = held.present.as_slice();
        match &held.values {
            Values::Numbers(all) => encode::<Int64Type>(column, properties, all, present),
            Values::Texts(all) => encode::<ByteArrayType>(column, properties, all, present),
            Values::Days(all) => encode::<Int32Type>(column, properties, all, present),
            Values::Decimals(all) => {
                encode::<FixedLenByteArrayType>(column, properties, all, present)
            }
            Values::Flags(all) => encode::<BoolType>(column, properties, all, present),
        }
    });
    let encoded: Vec<Encoded> = encoded.collect::<std::result::Result<_, _>>()?;
    let mut group = writer.next_row_group()?;
    for (bytes, close) in encoded {
        group.append_column(&bytes, close)?;
    }
    group.close().map(|_| ())
}

fn encode<T: DataType>(
    column: ColumnDescPtr,
    properties: WriterPropertiesPtr,
    values: &[T::T],
    present: &[i16],
) -> std::result::Result<Encoded, ParquetError> {
    let mut out = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut out));
    let writer = get_column_writer(column, properties, pages);
    let mut writer = get_typed_column_writer::<T>(writer);
    writer.write_batch(values, Some(present), None)?;
    let close = writer.close()?;
    Ok((out.into_inner()?.into(), close))
}
