//! JSON: what the answer is about, its columns, its rows. Amounts are text, so
//! that no reader makes floats of them; what is not known says why.

use super::{Answer, Cell, Column};
use crate::error::{Error, Result};
use crate::tongue;
use serde_json::{Map, Value, json};
use std::io::Write;

/// Writes the answer as one object, row by row.
///
/// # Errors
/// A row cannot be had, or the output cannot be written.
pub fn write(answer: Answer<'_>, out: &mut dyn Write) -> Result<()> {
    let Answer {
        about,
        columns,
        rows,
    } = answer;
    let head = serde_json::to_value(&about).map_err(failure)?;
    let Value::Object(mut head) = head else {
        return Ok(());
    };
    head.insert(
        "columns".to_owned(),
        serde_json::to_value(&columns).map_err(failure)?,
    );
    if let Some(graph) = about.drawn.and_then(|d| d.graph) {
        head.insert("data".to_owned(), graph.data);
    }
    let head = serde_json::to_string_pretty(&head).map_err(failure)?;
    // The object is left open for the rows.
    write!(
        out,
        "{},\n  \"rows\": [",
        head.trim_end_matches('}').trim_end()
    )?;
    for (at, row) in rows.enumerate() {
        let separator = if at == 0 { "\n    " } else { ",\n    " };
        write!(out, "{separator}{}", object(&columns, &row?))?;
    }
    writeln!(out, "\n  ]\n}}")?;
    Ok(())
}

fn failure(error: serde_json::Error) -> Error {
    Error::Output(error.into())
}

/// A row as an object.
pub fn object(columns: &[Column], row: &[Cell]) -> Value {
    let fields = columns
        .iter()
        .zip(row)
        .map(|(c, cell)| (c.name.to_owned(), value(cell)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Word(word) => json!(word),
        Cell::Narrative { text, .. } => json!(text),
        Cell::Count(count) => json!(count),
        Cell::Date(date) => json!(date.to_string()),
        Cell::Money { amount, currency } => json!({ "amount": amount, "currency": currency }),
        Cell::Figure { value, unit } => json!({ "value": value, "unit": unit }),
        Cell::Coded { code, name } => json!({ "code": code, "name": name }),
        Cell::Missing(why) => json!({ "missing": tongue::words(why) }),
        Cell::Unknown(why) => json!({ "missing": why }),
    }
}
