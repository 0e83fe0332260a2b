//! An identifier begins with the same thing twice.

use super::facts::Facts;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-doubled-prefix",
    category: "identifiers",
    title: "An identifier begins with the same prefix twice",
    why: "A program put the prefix before a number that had it already: nobody finds the organisation or activity under it.",
    fix: "Take one of the two out. If the activity is published already, keep the old identifier as other-identifier of type B1.",
    looks_at: "iati-identifier, @ref of every organisation",
    examples: &[
        Example {
            xml: r#"<participating-org ref="XM-EX-XM-EX-7"/>"#,
            found_at: &["participating-org/@ref"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-7-XM-EX-7-A</iati-identifier><reporting-org ref="XM-EX-7"/>"#,
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-7-7-A</iati-identifier><reporting-org ref="XM-EX-7"/><participating-org ref="XM-EX-1-AA-BBB-2"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let reporting = facts.reporting().map_or("", |o| o.reference);
    if let Some((element, text)) = &facts.identifier
        && let Some(own) = twice(text, reporting)
    {
        let message = format!("“{text}” has {reporting} twice; {reporting}-{own} would do");
        out.at(*element, message);
    }
    for org in &facts.orgs {
        let reference = org.reference;
        // Three hyphens at least.
        if reference.bytes().filter(|b| *b == b'-').count() < 3 {
            continue;
        }
        if let Some((agency, number)) = agency(reference)
            && let Some(own) = twice(reference, agency).filter(|_| number.starts_with(agency))
        {
            let message = format!("“{reference}” has {agency} twice; {agency}-{own} is meant");
            out.at(Spot::attribute_of(org.element, "ref"), message);
        }
    }
}

/// What follows when `text` begins with `prefix`, a hyphen, and both again.
fn twice<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let after = |t: &'t str| t.strip_prefix(prefix)?.strip_prefix('-');
    if prefix.is_empty() {
        return None;
    }
    after(after(text)?).filter(|own| !own.is_empty())
}

/// The first two parts, and the rest.
fn agency(reference: &str) -> Option<(&str, &str)> {
    let mut hyphens = reference.match_indices('-').map(|(at, _)| at);
    let end = hyphens.next().and(hyphens.next())?;
    Some((&reference[..end], &reference[end + 1..]))
}
