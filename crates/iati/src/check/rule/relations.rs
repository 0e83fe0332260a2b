//! Activities that belong together.

use super::{Rule, Test, WARNING, faulty, right};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "1.7.1",
    category: "relations",
    test: Test::NoSpaces {
        of: "related-activity/@ref",
    },
    title: "White space around the identifier of a related activity",
    why: "Programs compare identifiers to the letter: with a space, it leads to no activity.",
    fix: "Remove the white space before and after it.",
    examples: &[
        faulty(
            r#"<related-activity type="1" ref="XM-EX-1-A"/><related-activity type="2" ref="XM-EX-1-B "/>"#,
            &["related-activity[2]/@ref"],
        ),
        right(r#"<related-activity type="1" ref="XM-EX-1-A"/>"#),
    ],
    ..WARNING
}];
