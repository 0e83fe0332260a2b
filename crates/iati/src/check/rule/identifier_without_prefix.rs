//! The identifier does not begin with that of the organisation.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "1.1.21",
    severity: Severity::Warning,
    category: "identifiers",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::StartsWith {
        paths: &[
            "iati-identifier",
            "reporting-org/@ref",
            "other-identifier[@type=B1]/@ref",
        ],
        separator: "-",
    },
    title: "The identifier does not begin with that of the organisation",
    why: "Identifiers are unique in the world because each begins with that of its publisher.",
    fix: "Begin it with reporting-org/@ref and a hyphen; after a change of your own identifier, state the old one as other-identifier of type B1.",
    examples: &[
        Example {
            xml: r#"<iati-identifier>ABC-1</iati-identifier><reporting-org ref="XI-A"/>"#,
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XI-A-1</iati-identifier><reporting-org ref="XI-A"/>"#,
            found_at: &[],
        },
        Example {
            xml: r#"<iati-identifier>XI-OLD-1</iati-identifier><reporting-org ref="XI-A"/><other-identifier type="B1" ref="XI-OLD"/>"#,
            found_at: &[],
        },
    ],
};
