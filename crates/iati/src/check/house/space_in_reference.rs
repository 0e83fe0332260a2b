//! An organisation's identifier has a space in it.

use super::facts::Facts;
use super::misspelt_agency::meant;
use super::out::Spot;
use super::placeholder_reference::is_placeholder;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-space-in-reference",
    category: "organisation",
    title: "An organisation's identifier has a space in it",
    why: "Something else than the identifier stands there too, and the whole equals no identifier.",
    fix: "Leave only the identifier, and put a name into a narrative.",
    looks_at: "@ref of every organisation",
    examples: &[
        Example {
            xml: r#"<participating-org ref="Lake Trust XM-EX-7"/>"#,
            found_at: &["participating-org/@ref"],
        },
        Example {
            xml: r#"<participating-org ref=" XM-EX-7 "/><participating-org ref="Lake Trust"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if facts.odd.is_empty() {
        return;
    }
    for org in &facts.orgs {
        let reference = org.reference;
        // Names without a digit have a check of their own.
        let mixed = reference.contains(' ') && reference.bytes().any(|b| b.is_ascii_digit());
        if mixed && !is_placeholder(reference) && meant(reference).is_none() {
            let shown = super::out::shown(reference);
            let message = format!("“{shown}” has a space in it; leave only the identifier");
            out.at(Spot::attribute_of(org.element, "ref"), message);
        }
    }
}
