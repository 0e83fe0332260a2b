//! Parquet. Every amount stands as text, digit for digit, and as a decimal where the
//! column holds it exactly, as in the tables of `ledger export`.

use super::field::{Field, values};
use super::{Method, Sink};
use crate::answer::{Column, Row};
use crate::error::Result;
use ledger::plain::{Kind, ParquetSink, Value};
use std::fs::File;
use std::path::PathBuf;

pub(super) struct Parquet {
    sink: ParquetSink,
    fields: Vec<Field>,
    beyond: u64,
}

/// Ends the name of the text of an amount.
const TEXT: &str = "_text";

impl Parquet {
    pub fn begin((file, path): (File, PathBuf), fields: Vec<Field>) -> Result<Self> {
        let mut columns: Vec<(String, Kind)> = Vec::with_capacity(fields.len());
        for field in &fields {
            columns.push((field.name.clone(), field.kind));
            if field.kind == Kind::Decimal {
                columns.push((format!("{}{TEXT}", field.name), Kind::Text));
            }
        }
        let columns: Vec<(&str, Kind)> = columns.iter().map(|(n, k)| (n.as_str(), *k)).collect();
        Ok(Self {
            sink: ParquetSink::new("flows", &columns, file, &path)?,
            fields,
            beyond: 0,
        })
    }
}

impl Sink for Parquet {
    fn put(&mut self, columns: &[Column], row: &Row) -> Result<()> {
        let mut all = Vec::with_capacity(self.fields.len() * 2);
        for (field, value) in self.fields.iter().zip(values(columns, row, &self.fields)) {
            let text = match (&value, field.kind) {
                (_, kind) if kind != Kind::Decimal => None,
                (Value::Decimal(amount), _) => Some(Value::Text(amount.to_string())),
                (other, _) => Some(other.clone()),
            };
            self.beyond += u64::from(value.is_beyond());
            all.push(value);
            all.extend(text);
        }
        Ok(self.sink.put(&all)?)
    }

    fn caveats(&self) -> Vec<String> {
        if self.beyond == 0 {
            return Vec::new();
        }
        vec![say!(
            "{n: # amount stands|# amounts stand} in the columns of text only: more digits than DECIMAL(38,18) holds",
            n = self.beyond
        )]
    }

    fn close(mut self: Box<Self>, method: &Method) -> Result<()> {
        let told = serde_json::to_string(method).unwrap_or_default();
        self.sink.tell("counterfoil.method", told);
        Ok(self.sink.close()?)
    }
}
