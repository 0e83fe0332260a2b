//! Plain tables of one moment, for programs that read Parquet or CSV.
//!
//! The rows are derived from the record, activity by activity, and not taken from
//! the index: what a query over them gives can be held against the answers of the
//! index. The same ledger and moment give the same bytes.

mod csv;
mod folder;
mod questions;
mod rows;
mod table;

use crate::error::Result;
use crate::live::LiveMember;
use crate::plain::{Kind, ParquetSink};
use crate::rates::BUILTIN;
use crate::record::PackedBody;
use crate::view::View;
use folder::Folder;
use rayon::prelude::*;
use std::fs::File;
use std::path::Path;
use table::{Row, TABLES, Table};

/// Activities that are derived together.
const BATCH: usize = 512;

/// How the tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Parquet, packed with zstd.
    Parquet,
    /// UTF-8 with a line of names; nothing stands for what is not stated.
    Csv,
}

/// What was written.
#[derive(Debug, Default)]
pub struct Written {
    /// File names and rows.
    pub tables: Vec<(String, u64)>,
    /// File name of the questions.
    pub questions: String,
    /// Amounts with more digits than the decimal columns hold: they stand in the
    /// columns of text only.
    pub not_as_decimal: u64,
}

/// A table being written to its file.
trait Sink {
    fn put(&mut self, row: &Row) -> Result<()>;
    /// Writes what is left, so that the file is whole.
    fn close(self: Box<Self>) -> Result<()>;
}

/// A table, where its rows go, and how many there were.
struct Writing {
    table: &'static Table,
    file: String,
    sink: Box<dyn Sink>,
    rows: u64,
}

impl Sink for ParquetSink {
    fn put(&mut self, row: &Row) -> Result<()> {
        ParquetSink::put(self, &row.values)
    }

    fn close(self: Box<Self>) -> Result<()> {
        ParquetSink::close(*self)
    }
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }

    fn sink(self, table: &'static Table, file: File, path: &Path) -> Result<Box<dyn Sink>> {
        Ok(match self {
            Self::Parquet => {
                let columns: Vec<(&str, Kind)> =
                    table.columns.iter().map(|c| (c.name, c.kind)).collect();
                Box::new(ParquetSink::new(table.name, &columns, file, path)?)
            }
            Self::Csv => Box::new(csv::CsvSink::new(table, file, path)?),
        })
    }
}

/// Writes all tables of a view into a folder. `tick` is told how many activities
/// and organisation records are done, and of how many.
///
/// # Errors
/// The folder holds something else, the record is damaged, or the disk fails.
pub fn write(
    view: &View<'_>,
    format: Format,
    folder: &Path,
    tick: &dyn Fn(u64, u64),
) -> Result<Written> {
    let folder = Folder::open(folder)?;
    let mut tables = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let file = format!("{}.{}", table.name, format.ending());
        let (open, path) = folder.create(&file)?;
        tables.push(Writing {
            table,
            file,
            sink: format.sink(table, open, &path)?,
            rows: 0,
        });
    }
    let mut written = Written::default();
    fill(view, &mut tables, &mut written, tick)?;
    for writing in tables {
        writing.sink.close()?;
        written.tables.push((writing.file, writing.rows));
    }
    written.questions = questions::FILE.to_owned();
    folder.write(questions::FILE, &questions::text(format, view))?;
    folder.finish()?;
    Ok(written)
}

fn fill(
    view: &View<'_>,
    tables: &mut [Writing],
    written: &mut Written,
    tick: &dyn Fn(u64, u64),
) -> Result<()> {
    let live = view.live();
    for publication in &live.publications {
        put(tables, &rows::publication(publication), written)?;
    }
    let counting = view.statements_in_force();
    for statement in view.statements() {
        let in_force = counting.iter().any(|s| s.seq == statement.seq);
        put(tables, &rows::statement(statement, in_force), written)?;
    }
    let kept = view.kept_rates()?;
    let imported = kept.iter().filter(|k| k.is_found).map(|k| k.name.as_str());
    for name in std::iter::once(BUILTIN).chain(imported) {
        if let Some(table) = view.rates(name)? {
            for row in rows::rates(name, &table) {
                put(tables, &row, written)?;
            }
        }
    }
    let total = live.members.len() as u64;
    let mut done = 0;
    for members in live.members.chunks(BATCH) {
        for rows in derive(view, members)? {
            for row in rows {
                put(tables, &row, written)?;
            }
        }
        done += members.len() as u64;
        tick(done, total);
    }
    Ok(())
}

fn derive(view: &View<'_>, members: &[LiveMember]) -> Result<Vec<Vec<Row>>> {
    let mut bodies: Vec<(&LiveMember, PackedBody)> = Vec::with_capacity(members.len());
    for member in members {
        bodies.push((member, view.packed(member)?));
    }
    let derived = bodies.into_par_iter();
    derived
        .map(|(member, body)| rows::of_member(member, body.unpack()?))
        .collect()
}

fn put(tables: &mut [Writing], row: &Row, written: &mut Written) -> Result<()> {
    // A rate is a quotient, and has its digits beside it; an amount that is rounded is told.
    if row.table != "rates" {
        written.not_as_decimal += row.values.iter().filter(|v| v.is_beyond()).count() as u64;
    }
    let Some(writing) = tables.iter_mut().find(|w| w.table.name == row.table) else {
        return Ok(());
    };
    debug_assert_eq!(
        row.values.len(),
        writing.table.columns.len(),
        "{}",
        row.table
    );
    writing.rows += 1;
    writing.sink.put(row)
}
