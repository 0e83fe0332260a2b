//! Reads the demo's tables: tab-separated, a header line, `#` before a remark.
//!
//! The tables are part of the program, so a fault in one is ours and a panic that names the
//! line. A test reads them all.

use std::fmt::Display;
use std::iter::repeat;

use super::time::{Date, Quarter};

/// One line of a table, its cells named by the header.
pub(super) struct Row {
    table: &'static str,
    line: usize,
    cells: Vec<(&'static str, &'static str)>,
}

pub(super) fn rows(table: &'static str, text: &'static str) -> Vec<Row> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'));
    let header: Vec<_> = lines
        .next()
        .map(|(_, line)| line.split('\t').collect())
        .unwrap_or_default();
    lines
        .map(|(index, line)| Row {
            table,
            line: index + 1,
            // Editors strip tabs at the end of a line: what is not there is blank.
            cells: header
                .iter()
                .copied()
                .zip(line.split('\t').chain(repeat("")))
                .collect(),
        })
        .collect()
}

impl Row {
    pub(super) fn text(&self, column: &str) -> &'static str {
        match self.cells.iter().find(|(name, _)| *name == column) {
            Some((_, cell)) => cell,
            None => self.fault(column, "is missing"),
        }
    }

    pub(super) fn number(&self, column: &str) -> i64 {
        self.read(column, |cell| cell.parse().ok())
    }

    pub(super) fn date(&self, column: &str) -> Date {
        self.read(column, Date::parse)
    }

    pub(super) fn quarter(&self, column: &str) -> Quarter {
        self.read(column, Quarter::parse)
    }

    /// Items apart by spaces: `beds:40:120 referral:38:22`.
    pub(super) fn items<T>(
        &self,
        column: &str,
        read: impl Fn(&'static str) -> Option<T>,
    ) -> Vec<T> {
        self.read(column, |cell| cell.split_whitespace().map(&read).collect())
    }

    pub(super) fn read<T>(&self, column: &str, read: impl Fn(&'static str) -> Option<T>) -> T {
        match read(self.text(column)) {
            Some(value) => value,
            None => self.fault(column, "cannot be read"),
        }
    }

    fn fault(&self, column: &str, what: impl Display) -> ! {
        panic!("{}.tsv, line {}: {column} {what}", self.table, self.line)
    }
}
