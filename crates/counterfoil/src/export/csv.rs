//! Comma-separated values (RFC 4180), with a line of names.

use super::field::{Field, values};
use super::{Method, Sink};
use crate::answer::{Column, Row, formula};
use crate::error::{Error, Result};
use ledger::plain::Value;
use std::io::Write;

pub(super) struct Csv<W: Write> {
    out: ::csv::Writer<W>,
    fields: Vec<Field>,
    /// Texts that a spreadsheet would have taken for formulas.
    marked: u64,
}

impl<W: Write> Csv<W> {
    pub fn begin(out: W, fields: Vec<Field>) -> Result<Self> {
        let mut out = ::csv::Writer::from_writer(out);
        out.write_record(fields.iter().map(|f| f.name.as_str()))
            .map_err(failure)?;
        Ok(Self {
            out,
            fields,
            marked: 0,
        })
    }

    fn text(&mut self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Decimal(amount) => amount.to_string(),
            Value::Flag(flag) => flag.to_string(),
            Value::Text(text) if formula::begins(text) => {
                self.marked += 1;
                format!("'{text}")
            }
            Value::Text(text) => text.clone(),
        }
    }
}

fn failure(error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(io) => io.into(),
        _ => Error::Output(std::io::Error::other("a row of another length")),
    }
}

impl<W: Write> Sink for Csv<W> {
    fn put(&mut self, columns: &[Column], row: &Row) -> Result<()> {
        let values = values(columns, row, &self.fields);
        let texts: Vec<String> = values.iter().map(|v| self.text(v)).collect();
        self.out.write_record(&texts).map_err(failure)
    }

    fn caveats(&self) -> Vec<String> {
        if self.marked == 0 {
            return Vec::new();
        }
        vec![say!(
            "{n: # text begins|# texts begin} with = + - @ or a tab and {has: has|have} an apostrophe before that, so that no spreadsheet takes {it: it|them} for a formula; amounts have none, and JSON and Parquet have every text as published",
            n = self.marked,
            has = self.marked,
            it = self.marked
        )]
    }

    fn close(mut self: Box<Self>, _: &Method) -> Result<()> {
        self.out.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::fields;
    use super::super::tests::{row, table};
    use super::*;

    #[test]
    fn texts_become_no_formulas_and_amounts_stay_amounts() {
        let table = table();
        let mut out = Vec::new();
        let mut csv = Csv::begin(&mut out, fields(&table)).expect("a sink");
        let rows = [
            row("2024-01-02", "-5.10", "=1+1", "+44"),
            row("2024-01-02", "", "@x", "a \"b\",\nc"),
        ];
        for row in &rows {
            csv.put(&table.columns, row).expect("a row");
        }
        let caveats = csv.caveats();
        assert!(caveats[0].starts_with("3 texts begin"), "{caveats:?}");
        Box::new(csv).close(&Method::default()).expect("whole");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(
            text,
            "date,amount,amount_currency,place,place_name,note,import,gaps\n\
             2024-01-02,-5.10,USD,MZ,'=1+1,'+44,7,\n\
             2024-01-02,,,MZ,'@x,\"a \"\"b\"\",\nc\",7,amount: no rate of VLR\n"
        );
    }
}
