//! Cells that several questions show.

use crate::answer::{Cell, NOT_STATED};
use crate::tongue;
use flow::book::Party;
use flow::classify::{self, Class};
use ledger::{Live, LiveMember};
use rust_decimal::Decimal;

/// An organisation: its reference and its name; of one without a reference,
/// its name.
pub fn party(party: &Party, live: &Live) -> Cell {
    match (&party.reference, &party.name) {
        (Some(reference), name) => {
            let reports = || live.name_of(reference).map(str::to_owned);
            Cell::Coded {
                code: reference.clone(),
                name: name.clone().or_else(reports),
            }
        }
        (None, Some(name)) => Cell::Text(name.clone()),
        (None, None) => NOT_STATED,
    }
}

/// What an organisation is called: its name, else its reference.
pub fn called(party: &Party, live: &Live) -> String {
    let reference = party.reference.as_deref();
    let name = party.name.as_deref();
    let name = name.or_else(|| live.name_of(reference?));
    name.or(reference)
        .map_or_else(|| say!("not stated"), str::to_owned)
}

/// A label that sums are grouped by: an organisation's reference or name.
pub fn organisation(label: Option<&str>, live: &Live) -> Cell {
    Cell::coded(label, |reference| {
        live.name_of(reference).map(str::to_owned)
    })
}

pub fn transaction_type(code: Option<&str>) -> Cell {
    Cell::coded(code, |code| Some(tongue::words(flow::kind::name(code))))
}

pub fn status(code: Option<&str>) -> Cell {
    Cell::coded(code, |code| tongue::name_of("ActivityStatus", code))
}

pub fn sector_name(code: &str) -> Option<String> {
    let list = match code.len() {
        3 => "SectorCategory",
        _ => "Sector",
    };
    tongue::name_of(list, code)
}

pub fn place_name(code: &str) -> Option<String> {
    tongue::name_of("Country", code).or_else(|| tongue::name_of("Region", code))
}

/// A label of the index: a code, `several`, or not stated.
pub fn class_label(label: Option<&str>, name: fn(&str) -> Option<String>) -> Cell {
    match label {
        None | Some(classify::NOT_STATED) => NOT_STATED,
        Some(classify::SEVERAL) => Cell::Word(classify::SEVERAL),
        Some(code) => Cell::coded(Some(code), name),
    }
}

pub fn class(class: &Class, name: fn(&str) -> Option<String>) -> Cell {
    class_label(Some(class.label()), name)
}

/// An amount as stated; `gaps` say why there is none.
pub fn money(value: Option<Decimal>, currency: Option<&str>, gaps: &[String]) -> Cell {
    match value {
        Some(value) => Cell::Money {
            amount: value.to_string(),
            currency: currency.map(str::to_owned),
        },
        None => gap("value ", gaps),
    }
}

/// The reason that begins with `what`; else not stated.
pub fn gap(what: &str, gaps: &[String]) -> Cell {
    let found = gaps.iter().find_map(|g| g.strip_prefix(what));
    found.map_or(NOT_STATED, |why| Cell::Unknown(crate::answer::gap(why)))
}

/// Where a statement stands: the path in its file.
pub fn position(member: &LiveMember, path: &str) -> Cell {
    let slash = if path.is_empty() { "" } else { "/" };
    Cell::Text(format!("{}{slash}{path}", member.path()))
}
