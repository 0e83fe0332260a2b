//! CSV: a row a finding, for spreadsheets.

use super::record::{Kept, Place};
use super::{Format, Group, Report, Selection};
use crate::answer::formula::defused;
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::io::Write;

const COLUMNS: [&str; 13] = [
    "file",
    "identifier",
    "unit",
    "severity",
    "rule",
    "category",
    "line",
    "column",
    "path",
    "value",
    "message",
    "allowed",
    "further_places",
];

pub struct Csv {
    limit: Option<u64>,
}

impl Csv {
    pub fn new(limit: Option<u64>) -> Self {
        Self { limit }
    }
}

impl Format for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> Result<()> {
        row(&COLUMNS.map(Cow::Borrowed), out)
    }

    fn file(&mut self, report: &Report, out: &mut dyn Write) -> Result<()> {
        let mut selection = Selection::limited(self.limit);
        report.each(&mut |group, kept| {
            if selection.takes(kept) {
                row(&cells(&report.file, group, kept), out)?;
            }
            Ok(!selection.is_full())
        })
    }
}

fn cells<'a>(file: &'a str, group: &'a Group<'_>, kept: &'a Kept<'_>) -> [Cow<'a, str>; 13] {
    let unit = group.unit.map(|unit| unit.path()).unwrap_or_default();
    [
        defused(file),
        defused(group.identifier()),
        unit.into(),
        kept.severity.as_str().into(),
        kept.rule.into(),
        kept.category.into(),
        kept.place.at.line.to_string().into(),
        kept.place.at.column.to_string().into(),
        defused(kept.place.path),
        defused(kept.place.value.unwrap_or_default()),
        defused(kept.message),
        Cow::Owned(defused(&kept.allowed.join("; ")).into_owned()),
        further(kept).into(),
    ]
}

fn further(kept: &Kept<'_>) -> String {
    let place = |p: &Place<'_>| format!("{} {}", p.at, p.path);
    let mut places: Vec<String> = kept.also.iter().map(place).collect();
    if kept.more > 0 {
        places.push(format!("{} more", kept.more));
    }
    places.join("; ")
}

fn row(cells: &[Cow<'_, str>; 13], out: &mut dyn Write) -> Result<()> {
    let mut csv = csv::WriterBuilder::new().from_writer(out);
    csv.write_record(cells.iter().map(|cell| cell.as_bytes()))
        .map_err(failure)?;
    csv.flush()?;
    Ok(())
}

fn failure(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(io) => io.into(),
        _ => Error::Output(std::io::Error::other("a row of another length")),
    }
}
