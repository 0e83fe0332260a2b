//! Reads a programme's text: all of it or none, and every fault at once.
//!
//! The text is TOML. What its items and keys are stands in [`keys`](super::keys), from
//! which the documentation is made; `docs/programme.md` has an example.

mod build;
mod fields;
mod near;
mod person;
mod promise;
mod walk;

use super::fault::{Fault, FaultKind};
use super::keys::ROOT;
use super::model::Programme;
use rust_decimal::Decimal;
use toml::de::DeTable;
use walk::Walk;

/// Reads a text.
///
/// # Errors
/// All faults, in order of place. No fault repeats what could be of a person.
pub fn read(text: &str) -> Result<Programme, Vec<Fault>> {
    let mut walk = Walk::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        let is_day = error.message().contains("date") || error.message().contains("time");
        let kind = if is_day {
            FaultKind::BadDay
        } else {
            FaultKind::Syntax
        };
        walk.fault(kind, at, "", error.message(), "");
    }
    let comments = person::comments(text).into_iter();
    for (at, _) in comments.filter(|(_, comment)| person::is_personal_text(comment)) {
        let what = "an e-mail address, a telephone or an identity number in a comment";
        walk.fault(
            FaultKind::PersonText,
            at,
            "",
            what,
            "take it out: no record of persons is kept",
        );
    }
    // What the parser passed over would be missing, and that is no second fault.
    let programme = match errors.is_empty() {
        true => whole(&mut walk, table.get_ref()),
        false => None,
    };
    let mut faults = walk.faults;
    faults.sort_by_key(|f| (f.line, f.column, f.kind));
    match programme {
        Some(programme) if faults.is_empty() => Ok(programme),
        _ => Err(faults),
    }
}

fn whole(walk: &mut Walk<'_>, table: &DeTable<'_>) -> Option<Programme> {
    let root = walk.section(&ROOT, table, 0, "");
    if let Some(format) = root.number("format").filter(|f| *f != Decimal::ONE) {
        let what = format!("this is format 1, not {format}");
        walk.fault(
            FaultKind::Format,
            root.place("format"),
            "format",
            what,
            "write `format = 1`",
        );
    }
    walk.resolve();
    build::programme(walk, &root)
}
