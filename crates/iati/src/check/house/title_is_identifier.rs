//! The title is only the identifier.

use super::facts::Facts;
use super::facts::words::About;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-title-is-identifier",
    category: "information",
    title: "The title is the identifier",
    why: "A title tells people what the activity is; the identifier already has its place.",
    fix: "Write a short title in words.",
    looks_at: "iati-activity/title/narrative",
    examples: &[
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A7</iati-identifier><title><narrative>XM-EX-1-A7</narrative></title>"#,
            found_at: &["title/narrative"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A7</iati-identifier><title><narrative>Wells (A7)</narrative></title>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let identifier = facts.own_identifier();
    let reference = facts.reporting().map_or("", |o| o.reference);
    let own = identifier.strip_prefix(reference).unwrap_or(identifier);
    let own = own.trim_start_matches(['-', '_', '/']);
    if own.is_empty() {
        return;
    }
    for title in facts.about(About::Title) {
        let text: &str = &title.text;
        if text == identifier || text == own {
            out.at(
                title.element,
                format!("“{text}” is both the title and the identifier's own part; give the title in words"),
            );
        }
    }
}
