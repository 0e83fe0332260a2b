//! An organisation and an activity have the same identifier.

use super::facts::words::counted;
use super::facts::{Facts, Org, Part};
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-one-reference-for-two",
    category: "identifiers",
    title: "An organisation and its activity are given the same identifier",
    why: "One of the two is wrong: the money is followed to an activity or an organisation that does not exist.",
    fix: "Give the organisation's identifier in ref and the activity's, which is longer, in the other attribute, or leave out what you do not know.",
    looks_at: "@ref with @activity-id, @provider-activity-id or @receiver-activity-id",
    examples: &[
        Example {
            xml: r#"<transaction><provider-org ref="XM-EX-7" provider-activity-id="XM-EX-7"/></transaction>"#,
            found_at: &["transaction[1]/provider-org/@ref"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A</iati-identifier><participating-org ref="XM-EX-1-A"/>"#,
            found_at: &["participating-org/@ref"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A</iati-identifier><participating-org ref="XM-EX-1" activity-id="XM-EX-1-A"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let own = facts.own_identifier();
    let is_both = |o: &&Org<'a>| {
        let reference = o.reference;
        // That the reporting organisation is called as the activity is the standard's own rule.
        o.part != Part::Reporting
            && !reference.is_empty()
            && (reference == o.activity || reference == own)
    };
    let mut rows: Vec<&Org<'a>> = facts.orgs.iter().filter(is_both).collect();
    rows.sort_by_key(|o| o.reference);
    for same in rows.chunk_by(|a, b| a.reference == b.reference) {
        let reference = same[0].reference;
        let spots = same
            .iter()
            .map(|o| Spot::attribute_of(o.element, "ref"))
            .collect();
        out.each(spots, |n| {
            let places = counted(n, "place", "places");
            if reference == own {
                format!("{reference} is this activity, and in {places} an organisation; give the organisation's identifier")
            } else {
                format!("{reference} is given in {places} for an organisation and for its activity; one of the two is wrong")
            }
        });
    }
}
