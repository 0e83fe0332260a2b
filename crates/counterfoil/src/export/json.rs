//! JSON: the columns, the rows as every answer has them, and last the method, whose
//! counts are known at the end.

use super::{Method, Sink};
use crate::answer::{Column, Row, json_object};
use crate::error::{Error, Result};
use std::io::Write;

pub(super) struct Json<W: Write> {
    out: W,
    is_first: bool,
}

impl<W: Write> Json<W> {
    pub fn begin(mut out: W, columns: &[Column]) -> Result<Self> {
        let columns = serde_json::to_string(columns).map_err(failure)?;
        write!(out, "{{\n  \"columns\": {columns},\n  \"rows\": [")?;
        Ok(Self {
            out,
            is_first: true,
        })
    }
}

fn failure(error: serde_json::Error) -> Error {
    Error::Output(error.into())
}

impl<W: Write> Sink for Json<W> {
    fn put(&mut self, columns: &[Column], row: &Row) -> Result<()> {
        let separator = if self.is_first { "\n    " } else { ",\n    " };
        self.is_first = false;
        write!(self.out, "{separator}{}", json_object(columns, row))?;
        Ok(())
    }

    fn caveats(&self) -> Vec<String> {
        Vec::new()
    }

    fn close(mut self: Box<Self>, method: &Method) -> Result<()> {
        let method = serde_json::to_string_pretty(method).map_err(failure)?;
        let method = method.replace('\n', "\n  ");
        writeln!(self.out, "\n  ],\n  \"method\": {method}\n}}")?;
        self.out.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{row, table};
    use super::*;

    #[test]
    fn it_is_one_object_whatever_the_number_of_rows() {
        let table = table();
        for count in [0, 1, 3] {
            let mut out = Vec::new();
            let mut json = Json::begin(&mut out, &table.columns).expect("a sink");
            for _ in 0..count {
                json.put(&table.columns, &row("2024-01-02", "", "=x", "-"))
                    .expect("a row");
            }
            Box::new(json).close(&Method::default()).expect("whole");
            let read: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
            let rows = read["rows"].as_array().expect("rows");
            assert_eq!(rows.len(), count);
            assert!(read["method"]["counts"]["rows"].is_u64());
            for row in rows {
                assert_eq!(row["amount"]["missing"], "no rate of VLR");
                assert_eq!(row["place"]["name"], "=x");
            }
        }
    }
}
