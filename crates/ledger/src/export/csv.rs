//! A table as comma-separated values (RFC 4180).

use super::table::{Row, Table};
use super::{Result, Sink};
use crate::error::Error;
use crate::plain::{Value, fixed};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

pub(super) struct CsvSink {
    out: BufWriter<File>,
    path: PathBuf,
}

impl CsvSink {
    pub(super) fn new(table: &Table, file: File, path: &Path) -> Result<Self> {
        let mut sink = Self {
            out: BufWriter::new(file),
            path: path.to_owned(),
        };
        let names: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        sink.line(&names.join(","))?;
        Ok(sink)
    }

    fn line(&mut self, line: &str) -> Result<()> {
        let written = writeln!(self.out, "{line}");
        written.map_err(|e| failure(&self.path, e))
    }
}

impl Sink for CsvSink {
    fn put(&mut self, row: &Row) -> Result<()> {
        let cells: Vec<String> = row.values.iter().map(cell).collect();
        self.line(&cells.join(","))
    }

    fn close(self: Box<Self>) -> Result<()> {
        let path = self.path;
        let file = self
            .out
            .into_inner()
            .map_err(|e| failure(&path, e.into_error()))?;
        file.sync_all().map_err(|e| failure(&path, e))
    }
}

fn failure(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Number(number) => number.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Flag(flag) => flag.to_string(),
        // What the decimal column of the other format does not hold is not here either.
        Value::Decimal(amount) => match fixed(*amount) {
            Some(_) => amount.to_string(),
            None => String::new(),
        },
        Value::Text(text) if text.contains(['"', ',', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Value::Text(text) => text.clone(),
    }
}
