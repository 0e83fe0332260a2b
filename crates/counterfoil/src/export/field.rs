//! The flat columns of a file: money is an amount and its currency, a code stands
//! beside its name, and one column at the end says what is missing and why.

use super::{Narrow, Table};
use crate::answer::{Cell, Column, ColumnKind, Row};
use ledger::plain::{Kind, Value};

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
}

/// Name of the column that says what is missing.
const GAPS: &str = "gaps";

pub fn fields(table: &Table) -> Vec<Field> {
    let mut all = Vec::new();
    let mut add = |name: String, kind: Kind| all.push(Field { name, kind });
    for column in &table.columns {
        let name = column.name.to_owned();
        match column.kind {
            ColumnKind::Money => {
                add(name.clone(), Kind::Decimal);
                add(format!("{name}_currency"), Kind::Text);
            }
            ColumnKind::Figure => {
                add(name.clone(), Kind::Decimal);
                add(format!("{name}_unit"), Kind::Text);
            }
            ColumnKind::Coded => {
                add(name.clone(), Kind::Text);
                add(format!("{name}_name"), Kind::Text);
            }
            ColumnKind::Date => add(name, Kind::Day),
            ColumnKind::Count => add(name, Kind::Number),
            ColumnKind::Text => {
                let narrow = table.narrow.iter().find(|(n, _)| *n == column.name);
                add(
                    name,
                    match narrow {
                        Some((_, Narrow::Day)) => Kind::Day,
                        Some((_, Narrow::Number)) => Kind::Decimal,
                        None => Kind::Text,
                    },
                );
            }
        }
    }
    add(GAPS.to_owned(), Kind::Text);
    all
}

/// A row, a value for each of the fields. A text that is not what its field holds is
/// kept as text: the formats say what they do with it.
pub fn values(columns: &[Column], row: &Row, fields: &[Field]) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::with_capacity(fields.len());
    for (column, cell) in columns.iter().zip(row) {
        let kind = fields.get(all.len()).map_or(Kind::Text, |f| f.kind);
        let is_pair = column.kind.is_pair();
        let pair = match cell {
            Cell::Text(text) => [narrowed(text, kind), Value::Null],
            Cell::Word(word) => [narrowed(word, kind), Value::Null],
            Cell::Narrative { text, .. } => [narrowed(text, kind), Value::Null],
            Cell::Count(count) => [Value::from(*count), Value::Null],
            Cell::Date(day) => [Value::Day(*day), Value::Null],
            Cell::Money { amount, currency } => [narrowed(amount, kind), Value::from(currency)],
            Cell::Figure { value, unit } => [narrowed(value, kind), Value::from(unit.as_str())],
            Cell::Coded { code, name } => [Value::from(code), Value::from(name)],
            Cell::Missing(_) | Cell::Unknown(_) => [Value::Null, Value::Null],
        };
        all.extend(pair.into_iter().take(1 + usize::from(is_pair)));
    }
    all.push(Value::from(gaps(columns, row).as_str()));
    all
}

fn narrowed(text: &str, kind: Kind) -> Value {
    let read = match kind {
        Kind::Day => iati::date::parse(text).ok().map(Value::Day),
        Kind::Decimal => iati::amount::parse(text).ok().map(Value::Decimal),
        _ => None,
    };
    read.unwrap_or_else(|| Value::from(text))
}

/// What could not be known, and why; what is merely not stated is blank.
fn gaps(columns: &[Column], row: &Row) -> String {
    let cells = columns.iter().zip(row);
    let gaps = cells.filter_map(|(column, cell)| match cell {
        Cell::Unknown(why) => Some(format!("{}: {why}", column.name)),
        _ => None,
    });
    gaps.collect::<Vec<_>>().join("; ")
}
