//! The description only repeats the title.

use super::facts::Facts;
use super::facts::words::{About, Narrative};
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-description-is-title",
    category: "information",
    title: "The description only repeats the title",
    why: "Readers who want to know more than the title find nothing.",
    fix: "Describe in two or three sentences what is done, where and for whom.",
    looks_at: "iati-activity/description/narrative",
    examples: &[
        Example {
            xml: r#"<title><narrative>Wells</narrative></title><description><narrative>WELLS </narrative></description>"#,
            found_at: &["description/narrative"],
        },
        Example {
            xml: r#"<title><narrative>Wells</narrative></title><description><narrative>Wells</narrative></description><description><narrative>Forty wells in dry valleys</narrative></description>"#,
            found_at: &[],
        },
    ],
    check,
};

/// So many titles and descriptions are compared; a hostile file may have a million.
const COMPARED: usize = 20;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let is_title = |d: &Narrative<'a>| {
        let mut titles = facts.about(About::Title).take(COMPARED);
        titles.any(|t| t.text.eq_ignore_ascii_case(&d.text))
    };
    let Some(first) = facts.about(About::Description).next() else {
        return;
    };
    let mut all = facts.about(About::Description).take(COMPARED);
    if all.all(is_title) {
        out.at(
            first.element,
            "the description repeats the title; describe what is done, where and for whom",
        );
    }
}
