//! What the standard asks of a whole activity: what follows from other values is filled
//! in, what is missing is said, and what cannot stand is left out.

use super::build::{Node, Place};
use super::path::{LATITUDE, LONGITUDE};
use crate::publish::SRS;
use crate::read::UnitKind;
use crate::schema::Shape;
use crate::version::Version;

/// Something that is missing: the element it is missing in, by its path below the unit.
pub(super) struct Lack {
    pub place: Place,
    /// Path of what is missing: `transaction/value/@currency`.
    pub path: String,
    /// Whether the whole unit cannot stand without it.
    pub of_unit: bool,
}

/// Elements of which each tells a part of one whole: where a part is faulty, the rest
/// would look like the whole.
const PARTS: &[&[&str]] = &[
    &["recipient-country", "recipient-region"],
    &["sector"],
    &["country-budget-items"],
];

/// Fills in, then looks for what is missing; elements that lack something are marked as
/// left out.
pub(super) fn finish(unit: &mut Node, kind: UnitKind) -> (Vec<Lack>, Vec<Place>) {
    let parts = drop_other_parts(unit);
    let currency = unit.attr("default-currency").map(str::to_owned);
    let mut lacks = Vec::new();
    for child in unit.children.iter_mut().filter(|c| !c.dropped) {
        points(child);
        value_dates(child);
        if currency.is_none() {
            currencies(child, &child.name.clone(), &mut lacks);
        }
    }
    if let Some(shape) = Shape::of_unit(Version::V2_03, kind) {
        missing(unit, shape, &mut lacks);
        for child in unit.children.iter_mut().filter(|c| !c.dropped) {
            let Some(slot) = shape.child(&child.name) else {
                continue;
            };
            let before = lacks.len();
            let path = child.name.clone();
            required(child, slot.shape, &path, &mut lacks);
            if lacks.len() > before && slot.required {
                lacks
                    .iter_mut()
                    .skip(before)
                    .for_each(|l| l.of_unit = !slot.many);
            }
        }
    }
    for lack in &lacks {
        drop_at(unit, lack);
    }
    // What was left out just now may have been the last that must be there.
    if let Some(shape) = Shape::of_unit(Version::V2_03, kind) {
        missing(unit, shape, &mut lacks);
    }
    (lacks, parts)
}

/// Elements that the unit must have and has not, unless they are told already.
fn missing(unit: &Node, shape: Shape, lacks: &mut Vec<Lack>) {
    for name in shape.required().0 {
        let told = lacks.iter().any(|l| l.path == name);
        if unit.child(name).is_none() && !told {
            lacks.push(Lack {
                place: unit.place,
                path: name.to_owned(),
                of_unit: true,
            });
        }
    }
}

/// The element right below the unit that something is missing in.
fn drop_at(unit: &mut Node, lack: &Lack) {
    let first = lack.path.split('/').next().unwrap_or_default();
    for child in &mut unit.children {
        if child.name == first && holds(child, lack.place) && lack.path != first {
            child.dropped = true;
        }
    }
}

fn holds(node: &Node, place: Place) -> bool {
    node.place == place || node.children.iter().any(|c| holds(c, place))
}

fn drop_other_parts(unit: &mut Node) -> Vec<Place> {
    let mut places = Vec::new();
    for group in PARTS {
        let is_part = |c: &Node| group.contains(&c.name.as_str());
        if !unit.children.iter().any(|c| is_part(c) && c.dropped) {
            continue;
        }
        for child in unit
            .children
            .iter_mut()
            .filter(|c| is_part(c) && !c.dropped)
        {
            child.dropped = true;
            places.push(child.place);
        }
    }
    places
}

fn required(node: &Node, shape: Shape, path: &str, lacks: &mut Vec<Lack>) {
    let (children, attributes) = shape.required();
    let mut lack = |name: String| {
        lacks.push(Lack {
            place: node.place,
            path: format!("{path}/{name}"),
            of_unit: false,
        });
    };
    for name in attributes {
        if node.attr(name).is_none() {
            lack(format!("@{name}"));
        }
    }
    for name in children {
        if node.child(name).is_none() {
            lack(name.to_owned());
        }
    }
    let is_simple = shape.text().is_some();
    if is_simple && node.text.is_none() {
        lacks.push(Lack {
            place: node.place,
            path: path.to_owned(),
            of_unit: false,
        });
    }
    for child in &node.children {
        if let Some(slot) = shape.child(&child.name) {
            required(child, slot.shape, &format!("{path}/{}", child.name), lacks);
        }
    }
}

/// Latitude and longitude are one text.
fn points(node: &mut Node) {
    if node.name == "point" {
        let both = node.attr(LATITUDE).zip(node.attr(LONGITUDE));
        let text = both.map(|(latitude, longitude)| format!("{latitude} {longitude}"));
        node.attributes
            .retain(|(_, name, _)| !name.starts_with('~'));
        if let Some(text) = text {
            if node.attr("srsName").is_none() {
                node.attributes
                    .push((0, "srsName".to_owned(), SRS.to_owned()));
            }
            let mut pos = Node::new("pos", 0, node.place);
            pos.text = Some(text);
            node.children.push(pos);
        }
    }
    node.children.iter_mut().for_each(points);
    // A reference system of no point says nothing.
    node.children
        .retain(|c| c.name != "point" || c.child("pos").is_some());
}

/// Elements with an amount, and where the day stands that it is of.
const DAYS: &[(&str, &str)] = &[
    ("transaction", "transaction-date"),
    ("budget", "period-start"),
    ("planned-disbursement", "period-start"),
    ("total-budget", "period-start"),
    ("total-expenditure", "period-start"),
];

/// An amount without a value date is of the day of its element.
fn value_dates(node: &mut Node) {
    let Some((_, at)) = DAYS.iter().find(|(name, _)| *name == node.name) else {
        return;
    };
    let day = node.child(at).and_then(|d| d.attr("iso-date"));
    let day = day.map(str::to_owned);
    let value = node.children.iter_mut().find(|c| c.name == "value");
    if let (Some(day), Some(value)) = (day, value)
        && value.attr("value-date").is_none()
    {
        value.attributes.push((1, "value-date".to_owned(), day));
    }
}

fn currencies(node: &Node, path: &str, lacks: &mut Vec<Lack>) {
    for child in &node.children {
        let path = format!("{path}/{}", child.name);
        if child.name == "value" && child.text.is_some() && child.attr("currency").is_none() {
            lacks.push(Lack {
                place: node.place,
                path: format!("{path}/@currency"),
                of_unit: false,
            });
        }
    }
}
