//! The SQL of the main questions, beside the tables.

use super::Format;
use super::table::{Column, TABLES, Table};
use crate::plain::{Kind, PRECISION, SCALE};
use crate::view::View;

/// Its file.
pub(super) const FILE: &str = "questions.sql";

const QUESTIONS: &str = include_str!("questions.sql");

/// The tables under their names, then the questions.
pub(super) fn text(format: Format, view: &View<'_>) -> String {
    let day = view.at().published.as_deref();
    let moment = day.map_or(String::new(), |day| {
        format!(" what was published by {day},")
    });
    let mut text = format!(
        "-- Counterfoil:{moment} what was imported up to number {}.\n-- Run in this folder: duckdb -f {FILE}\n\n",
        view.reached()
    );
    for table in TABLES {
        let from = match format {
            Format::Parquet => format!("'{}.parquet'", table.name),
            Format::Csv => from_csv(table),
        };
        let name = table.name;
        text.push_str(&format!(
            "CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {from};\n"
        ));
    }
    text.push('\n');
    text.push_str(QUESTIONS);
    text
}

fn from_csv(table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(column).collect();
    format!(
        "read_csv('{}.csv', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{}}})",
        table.name,
        columns.join(", ")
    )
}

fn column(column: &Column) -> String {
    let kind = match column.kind {
        Kind::Number => "BIGINT".to_owned(),
        Kind::Text => "VARCHAR".to_owned(),
        Kind::Day => "DATE".to_owned(),
        Kind::Decimal => format!("DECIMAL({PRECISION},{SCALE})"),
        Kind::Flag => "BOOLEAN".to_owned(),
    };
    format!("'{}': '{kind}'", column.name)
}
