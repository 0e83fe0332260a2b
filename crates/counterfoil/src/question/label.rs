//! Cells that several questions show.

use crate::answer::{Cell, NOT_STATED};
use flow::book::Party;
use flow::classify::{self, Class};
use iati::codelist;
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

/// A label that sums are grouped by: an organisation's reference or name.
pub fn organisation(label: Option<&str>, live: &Live) -> Cell {
    Cell::coded(label, |reference| {
        live.name_of(reference).map(str::to_owned)
    })
}

pub fn transaction_type(code: Option<&str>) -> Cell {
    Cell::coded(code, |code| Some(flow::kind::name(code).to_owned()))
}

pub fn status(code: Option<&str>) -> Cell {
    Cell::coded(code, |code| {
        codelist::name_of("ActivityStatus", code).map(str::to_owned)
    })
}

pub fn sector_name(code: &str) -> Option<String> {
    let list = match code.len() {
        3 => "SectorCategory",
        _ => "Sector",
    };
    codelist::name_of(list, code).map(str::to_owned)
}

pub fn place_name(code: &str) -> Option<String> {
    let name = codelist::name_of("Country", code).or_else(|| codelist::name_of("Region", code));
    name.map(str::to_owned)
}

/// A label of the index: a code, `several`, or not stated.
pub fn class_label(label: Option<&str>, name: fn(&str) -> Option<String>) -> Cell {
    match label {
        None | Some(classify::NOT_STATED) => NOT_STATED,
        Some(classify::SEVERAL) => Cell::Text(classify::SEVERAL.to_owned()),
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
    found.map_or(NOT_STATED, |why| Cell::Unknown(why.to_owned()))
}

/// Where a statement stands: the path in its file.
pub fn position(member: &LiveMember, path: &str) -> Cell {
    let slash = if path.is_empty() { "" } else { "/" };
    Cell::Text(format!("{}{slash}{path}", member.path()))
}
