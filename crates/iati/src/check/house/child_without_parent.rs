//! An activity of a lower level names no parent.

use super::facts::Facts;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-child-without-parent",
    category: "relations",
    title: "An activity of a lower level names no parent",
    why: "Levels are there to be put together; nobody can tell what this one is a part of.",
    fix: "Add related-activity with type 1 and the parent's identifier, or leave hierarchy out if there is none.",
    looks_at: "iati-activity/@hierarchy",
    examples: &[
        Example {
            xml: r#"<iati-activity hierarchy="2"><related-activity ref="XM-EX-1-B" type="3"/></iati-activity>"#,
            found_at: &["@hierarchy"],
        },
        Example {
            xml: r#"<iati-activity hierarchy="2"><related-activity ref="XM-EX-1-B" type="1"/></iati-activity>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let Some(level) = facts.root.attr("hierarchy") else {
        return;
    };
    let level = level.trim();
    if level.parse::<u8>().is_ok_and(|l| l > 1)
        && !facts.related.iter().any(|e| e.attr("type") == Some("1"))
    {
        let spot = Spot::attribute_of(facts.root, "hierarchy");
        let message =
            format!("level {level}, and no parent is named; add related-activity with type 1");
        out.at(spot, message);
    }
}
