//! Rows that are no IATI: organisations, pairings and promises, for a programme's reader.

use super::super::cell::{self, Wrong};
use super::super::fault::FaultKind;
use super::super::layout::{RecordTakes, Target};
use super::super::plan::Planned;
use super::super::{Cell, Publisher, fold, person};
use super::{At, Reading, Record, Said, missing};
use crate::redact;

impl<'b> Reading<'b> {
    /// Reads a row for a programme's reader.
    pub(super) fn record(&mut self, at: At<'b>, section: &'static str) -> bool {
        let mut fields = Vec::new();
        let before = self.faults.len();
        for (column, planned) in at.plan.columns.iter().enumerate() {
            let Some(planned) = planned else { continue };
            let Target::Record(key, takes) = &planned.target else {
                continue;
            };
            let cell = at.row.cells.get(column).filter(|c| !c.is_empty());
            let Some(cell) = cell else {
                if planned.needed {
                    self.fault(at, Some(column), missing("a value"));
                }
                continue;
            };
            match record_value(cell, planned, *takes) {
                Ok(text) if redact::mask(&text) != text || person::has_title(&fold(&text)) => {
                    let what =
                        "an e-mail address, a telephone, an identity number or a person".to_owned();
                    let hint = "take it out: no record of persons is kept".to_owned();
                    self.fault(at, Some(column), (FaultKind::PersonText, what, hint));
                }
                Ok(text) => fields.push((
                    *key,
                    Said {
                        takes: *takes,
                        text,
                        column,
                        heading: planned.heading.clone(),
                    },
                )),
                Err(wrong) => self.fault(at, Some(column), wrong),
            }
        }
        let is_reporter = fields
            .iter()
            .any(|(key, said)| *key == "~reports" && said.text == "1");
        if is_reporter {
            let is_taken = self.faults.len() == before && self.reports(at, section, fields);
            if !is_taken && self.publisher.is_none() {
                self.faulty_reporter = Some(format!("{}!{}", at.sheet.name, at.row.number));
            }
            return is_taken;
        }
        if self.faults.len() > before {
            return false;
        }
        self.records.push(Record {
            section,
            sheet: at.sheet.name.clone(),
            row: at.row.number,
            fields,
        });
        true
    }

    /// The organisation that publishes.
    fn reports(
        &mut self,
        at: At<'b>,
        section: &'static str,
        fields: Vec<(&'static str, Said)>,
    ) -> bool {
        let field = |key: &str| {
            fields
                .iter()
                .find(|(k, _)| *k == key)
                .map(|(_, s)| s.clone())
        };
        let reports = field("~reports").map(|s| s.column);
        let kind = field("~type");
        let kind_code = kind.as_ref().map(|s| s.text.clone()).unwrap_or_default();
        if self.publisher.is_some() && self.options.publisher.is_none() {
            let what = "another row reports already".to_owned();
            self.fault(
                at,
                reports,
                (
                    FaultKind::Conflict,
                    what,
                    "a workbook is told by one organisation".to_owned(),
                ),
            );
            return false;
        }
        if kind.is_none() {
            let column = at.plan.columns.iter().position(|c| {
                c.as_ref()
                    .is_some_and(|c| matches!(c.target, Target::Record("~type", _)))
            });
            self.fault(
                at,
                column,
                missing("the type of the organisation that reports"),
            );
            return false;
        }
        if self.options.publisher.is_none() {
            self.publisher = Some(Publisher {
                reference: field("id").map(|s| s.text).unwrap_or_default(),
                kind: kind_code,
                name: field("name").map(|s| s.text).unwrap_or_default(),
            });
        }
        self.records.push(Record {
            section,
            sheet: at.sheet.name.clone(),
            row: at.row.number,
            fields,
        });
        true
    }
}

fn record_value(cell: &Cell, planned: &Planned, takes: RecordTakes) -> Result<String, Wrong> {
    if let Cell::Error(_) = cell {
        return Err(cell::error_value());
    }
    match takes {
        RecordTakes::Number => cell::number(cell, planned, true).map(|(d, _)| d.to_string()),
        RecordTakes::Day => cell::day(cell, planned).map(|d| d.to_string()),
        RecordTakes::DayOr => day_or(cell, planned),
        RecordTakes::YesNo => cell::yes_no(cell).map(|yes| if yes { "1" } else { "0" }.to_owned()),
        RecordTakes::Text | RecordTakes::List => {
            let text = cell::prose(cell)?;
            // A drop-down's “10 - Government” where a code is meant.
            match matches!(planned.target, Target::Record("~type", _)) {
                true => cell::code_of("OrganisationType", &text),
                false => Ok(text),
            }
        }
    }
}

/// A day, a month as `2024-03` or a year.
fn day_or(cell: &Cell, planned: &Planned) -> Result<String, Wrong> {
    use super::super::day::{self, Day};
    let text = cell.shown();
    let is_text = matches!(cell, Cell::Text(_) | Cell::Number { .. });
    match day::read(&text, planned.order) {
        Day::Year(year) if is_text => Ok(format!("{year:04}")),
        Day::Month(year, month) if is_text => Ok(format!("{year:04}-{month:02}")),
        _ => cell::day(cell, planned).map(|d| d.to_string()),
    }
}
