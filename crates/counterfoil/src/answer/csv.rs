//! CSV: one header line and rows only. A money column becomes amount and
//! currency, a figure value and unit, a coded one code and name; what is not known is blank.
//! A text that a spreadsheet would run as a formula has an apostrophe before it.

use super::formula::defused;
use super::{Answer, Cell, Column, ColumnKind};
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::io::Write;

/// Writes all rows.
///
/// # Errors
/// A row cannot be had, or the output cannot be written.
pub fn write(answer: Answer<'_>, out: &mut dyn Write) -> Result<()> {
    let mut csv = csv::WriterBuilder::new().from_writer(out);
    csv.write_record(answer.columns.iter().flat_map(header))
        .map_err(failure)?;
    for row in answer.rows {
        let row = row?;
        let cells = answer
            .columns
            .iter()
            .zip(&row)
            .flat_map(|(column, cell)| fields(column, cell));
        csv.write_record(cells).map_err(failure)?;
    }
    csv.flush()?;
    Ok(())
}

fn failure(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(io) => io.into(),
        _ => Error::Output(std::io::Error::other("a row of another length")),
    }
}

fn header(column: &Column) -> Vec<String> {
    let name = column.name;
    match column.kind {
        ColumnKind::Money => vec![name.to_owned(), format!("{name}_currency")],
        ColumnKind::Figure => vec![name.to_owned(), format!("{name}_unit")],
        ColumnKind::Coded => vec![name.to_owned(), format!("{name}_name")],
        _ => vec![name.to_owned()],
    }
}

fn fields(column: &Column, cell: &Cell) -> Vec<String> {
    let pair = column.kind.is_pair();
    let mut fields = match cell {
        Cell::Text(text) => vec![text.clone()],
        Cell::Word(word) => vec![(*word).to_owned()],
        Cell::Narrative { text, .. } => vec![text.clone()],
        Cell::Count(count) => vec![count.to_string()],
        Cell::Date(date) => vec![date.to_string()],
        Cell::Money { amount, currency } => {
            vec![amount.clone(), currency.clone().unwrap_or_default()]
        }
        Cell::Figure { value, unit } => vec![value.clone(), unit.clone()],
        Cell::Coded { code, name } => vec![code.clone(), name.clone().unwrap_or_default()],
        Cell::Missing(_) | Cell::Unknown(_) => vec![String::new()],
    };
    if pair {
        fields.resize(2, String::new());
    }
    for field in &mut fields {
        if let Cow::Owned(text) = defused(field) {
            *field = text;
        }
    }
    fields
}
