//! An activity names itself as a related activity.

use super::facts::Facts;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-related-to-itself",
    category: "relations",
    title: "The activity is related to itself",
    why: "A program that follows relations, such as parent and child, runs in a circle.",
    fix: "Name the other activity, or take the relation out.",
    looks_at: "iati-activity/related-activity/@ref",
    examples: &[
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A</iati-identifier><related-activity ref="XM-EX-1-A" type="1"/>"#,
            found_at: &["related-activity/@ref"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A</iati-identifier><related-activity ref="XM-EX-1-AB" type="1"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let own = facts.own_identifier();
    if own.is_empty() {
        return;
    }
    let itself = facts
        .related
        .iter()
        .filter(|e| e.attr("ref").is_some_and(|r| r.trim() == own));
    for element in itself {
        let spot = Spot::attribute_of(*element, "ref");
        out.at(
            spot,
            format!("{own} is this activity itself; name the other one or leave this out"),
        );
    }
}
