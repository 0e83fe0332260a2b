//! What a publisher says differently from a quarter on: `revisions.tsv`.

use super::programme::Side;
use super::table::Row;
use super::time::{Date, Quarter};

/// One line of the table.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    pub(super) kind: &'static str,
    pub(super) project: &'static str,
    pub(super) side: Side,
    pub(super) from: Quarter,
    pub(super) to: Revised,
    pub(super) note: &'static str,
}

/// What it says now. Sums are in hundredths of the publisher's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Revised {
    Payment {
        number: i64,
        cents: i64,
    },
    End(Date),
    Target {
        indicator: &'static str,
        year: i64,
        value: i64,
    },
    Budget {
        year: i64,
        cents: i64,
    },
}

pub(super) fn revision(row: &Row) -> Revision {
    let (kind, which) = (row.text("kind"), row.text("which"));
    Revision {
        kind,
        project: row.text("project"),
        side: row.read("side", Side::parse),
        from: row.quarter("from"),
        to: row.read("value", |value| revised(kind, which, value)),
        note: row.text("note"),
    }
}

fn revised(kind: &str, which: &'static str, value: &str) -> Option<Revised> {
    Some(match kind {
        "rewritten" => Revised::Payment {
            number: which.parse().ok()?,
            cents: cents(value)?,
        },
        "end-date-slip" => Revised::End(Date::parse(value)?),
        "target-lowered" => {
            let (indicator, year) = which.split_once(' ')?;
            Revised::Target {
                indicator,
                year: year.parse().ok()?,
                value: value.parse().ok()?,
            }
        }
        "budget" => Revised::Budget {
            year: which.parse().ok()?,
            cents: cents(value)?,
        },
        _ => return None,
    })
}

fn cents(units: &str) -> Option<i64> {
    units.parse().ok().map(|units: i64| 100 * units)
}
