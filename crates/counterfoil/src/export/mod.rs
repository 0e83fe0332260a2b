//! Rows by the million, written to a file as they are made.
//!
//! Each format is one file. What the rows are and what they rest on is the same for
//! all: [`Method`] gathers it while they pass, and each format says it in its way.

mod csv;
mod field;
mod json;
mod method;
mod parquet;
mod target;
mod workbook;
mod xlsx;

pub use method::Method;
pub use target::Target;
pub use workbook::workbook;
pub use xlsx::is_of_workbook;

use crate::answer::{Column, Row};
use crate::error::{Error, Result};
use clap::ValueEnum;
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values, for programs and spreadsheets
    Csv,
    /// A workbook for spreadsheet programs
    Xlsx,
    /// Columns, for DuckDB, Spark and pandas
    Parquet,
    /// One object with all rows, as pages and “ask” give it
    Json,
}

impl Format {
    /// Whether what is said of the rows has no place in the file itself.
    fn has_method_beside(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }

    /// Whether it can only be written to a file.
    fn needs_file(self) -> bool {
        matches!(self, Self::Xlsx | Self::Parquet)
    }
}

/// Where rows go.
trait Sink {
    fn put(&mut self, columns: &[Column], row: &Row) -> Result<()>;
    /// What of the rows this format could not hold as it stands.
    fn caveats(&self) -> Vec<String>;
    /// Writes what is left, so that the file is whole.
    fn close(self: Box<Self>, method: &Method) -> Result<()>;
}

/// Columns that the question has as text, and that hold something narrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrow {
    Day,
    Number,
}

/// What is exported: columns under their names, and which of them are narrower.
pub struct Table {
    pub columns: Vec<Column>,
    pub narrow: &'static [(&'static str, Narrow)],
}

/// A file being written.
pub struct Export {
    table: Table,
    format: Format,
    target: Target,
    sink: Box<dyn Sink>,
    pub method: Method,
}

impl Export {
    /// Begins a file; none is named until it is whole. Without `output` rows go to
    /// standard output.
    ///
    /// # Errors
    /// The format needs a file and none is named, or it cannot be made.
    pub fn begin(
        format: Format,
        output: Option<&Path>,
        table: Table,
        method: Method,
    ) -> Result<Self> {
        if output.is_none() && format.needs_file() {
            let name = format.to_possible_value();
            let name = name.as_ref().map_or("", |n| n.get_name());
            return Err(Error::asked(format!(
                "--format {name}: name the file to write to with -o FILE"
            )));
        }
        let mut target = Target::open(output, format.has_method_beside())?;
        let fields = field::fields(&table);
        let sink: Box<dyn Sink> = match format {
            Format::Csv => Box::new(csv::Csv::begin(target.writer()?, fields)?),
            Format::Json => Box::new(json::Json::begin(target.writer()?, &table.columns)?),
            Format::Parquet => Box::new(parquet::Parquet::begin(target.file()?, fields)?),
            Format::Xlsx => Box::new(xlsx::Xlsx::begin(target.file()?, fields)?),
        };
        Ok(Self {
            table,
            format,
            target,
            sink,
            method,
        })
    }

    /// # Errors
    /// The output cannot be written.
    pub fn put(&mut self, row: &Row) -> Result<()> {
        self.method.meet(&self.table.columns, row);
        self.sink.put(&self.table.columns, row)
    }

    /// Ends the file, says beside it how it was made, and names both.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(mut self) -> Result<Method> {
        self.method.caveats.extend(self.sink.caveats());
        self.sink.close(&self.method)?;
        if self.format.has_method_beside() {
            self.target.write_beside(&self.method.text())?;
        }
        self.target.finish()?;
        Ok(self.method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Cell, ColumnKind as K};

    /// Columns as the flows have them.
    pub fn table() -> Table {
        Table {
            columns: vec![
                Column::new("date", K::Text, "a day"),
                Column::new("amount", K::Money, "money"),
                Column::new("place", K::Coded, "a place"),
                Column::new("note", K::Text, "words"),
                Column::new("import", K::Count, "a number"),
            ],
            narrow: &[("date", Narrow::Day)],
        }
    }

    pub fn row(date: &str, amount: &str, name: &str, note: &str) -> Row {
        vec![
            Cell::Text(date.to_owned()),
            match amount {
                "" => Cell::Unknown("no rate of VLR".to_owned()),
                amount => Cell::Money {
                    amount: amount.to_owned(),
                    currency: Some("USD".to_owned()),
                },
            },
            Cell::Coded {
                code: "MZ".to_owned(),
                name: Some(name.to_owned()),
            },
            Cell::Text(note.to_owned()),
            Cell::Count(7),
        ]
    }

    #[test]
    fn a_file_that_is_not_finished_has_no_name() {
        let folder = tempfile::tempdir().expect("a folder");
        for (format, name) in [
            (Format::Csv, "a.csv"),
            (Format::Json, "a.json"),
            (Format::Parquet, "a.parquet"),
            (Format::Xlsx, "a.xlsx"),
        ] {
            let path = folder.path().join(name);
            let method = Method::default();
            let mut export = Export::begin(format, Some(&path), table(), method).expect("a file");
            export
                .put(&row("2024-01-02", "5", "Mozambique", ""))
                .expect("a row");
            drop(export);
            let left = std::fs::read_dir(folder.path()).expect("a folder").count();
            assert_eq!(left, 0, "{name}");
        }
    }

    #[test]
    fn what_stood_there_stays_until_the_new_file_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "before").expect("a file");
        let begin = || Export::begin(Format::Csv, Some(&path), table(), Method::default());
        drop(begin().expect("a file"));
        assert_eq!(std::fs::read_to_string(&path).expect("text"), "before");
        begin().expect("a file").finish().expect("whole");
        assert!(
            std::fs::read_to_string(&path)
                .expect("text")
                .starts_with("date,")
        );
        let beside = folder.path().join("a.method.txt");
        assert!(beside.exists());
    }
}
