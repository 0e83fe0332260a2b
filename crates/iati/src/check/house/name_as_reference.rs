//! Where an organisation's identifier belongs stands its name.

use super::facts::Facts;
use super::out::{Spot, shown};
use super::placeholder_reference::is_placeholder;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-name-as-reference",
    category: "organisation",
    title: "An organisation's reference is a name, not an identifier",
    why: "Names are written in many ways; only an identifier tells programs that two rows mean the same organisation.",
    fix: "Put the name into a narrative, and into ref the organisation's identifier, or leave ref out if it has none.",
    looks_at: "@ref of every organisation",
    examples: &[
        Example {
            xml: r#"<participating-org ref="Ministry of Rivers"/><participating-org ref="ACME"/>"#,
            found_at: &["participating-org[1]/@ref"],
        },
        Example {
            xml: r#"<participating-org ref="XM-EX-RIVERS"/><participating-org ref="41AAA"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if facts.odd.is_empty() {
        return;
    }
    let named = facts.orgs.iter().filter(|o| is_name(o.reference));
    let spots: Vec<Spot<'a>> = named
        .map(|o| Spot::attribute_of(o.element, "ref"))
        .collect();
    let first = spots.first().and_then(|s| s.attribute);
    let example = first.map_or("", |a| a.value().trim());
    out.each(spots, |n| {
        let more = if n == 1 {
            String::new()
        } else {
            format!("; {} more references here are so too", n - 1)
        };
        format!(
            "“{}” is a name or an abbreviation; ref is for an identifier: an agency's code, a hyphen, a number{more}",
            shown(example)
        )
    });
}

/// Words without a digit, or one word without a hyphen: no register gives such numbers.
fn is_name(reference: &str) -> bool {
    let letters = reference.chars().filter(|c| c.is_alphabetic()).count();
    let has_digit = reference.bytes().any(|b| b.is_ascii_digit());
    if letters < 2 || has_digit || is_placeholder(reference) {
        return false;
    }
    reference.contains(' ') || !reference.contains('-')
}
