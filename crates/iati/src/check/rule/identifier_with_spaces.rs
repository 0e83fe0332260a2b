//! The identifier begins or ends with white space.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "1.3.1",
    severity: Severity::Warning,
    category: "identifiers",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::NoSpaces {
        of: "iati-identifier",
    },
    title: "The identifier begins or ends with white space",
    why: "A link to the activity holds the identifier without the space and does not find it.",
    fix: "Write the identifier directly between the tags.",
    examples: &[
        Example {
            xml: "<iati-identifier>\n XI-A-1</iati-identifier>",
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XI-A 1</iati-identifier>"#,
            found_at: &[],
        },
    ],
};
