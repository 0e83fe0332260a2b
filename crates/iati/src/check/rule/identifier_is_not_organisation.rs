//! The activity has the identifier of its organisation.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "1.1.3",
    severity: Severity::Error,
    category: "identifiers",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::Unique {
        among: &["reporting-org/@ref", "iati-identifier"],
    },
    title: "The activity has the identifier of its organisation",
    why: "An activity and the organisation that reports it are different things; one identifier for both makes links to either ambiguous.",
    fix: "Add a part of your own after the organisation's identifier, as in XI-A-101.",
    examples: &[
        Example {
            xml: r#"<iati-identifier>XI-A</iati-identifier><reporting-org ref="XI-A"/>"#,
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XI-A-1</iati-identifier><reporting-org ref="XI-A"/>"#,
            found_at: &[],
        },
    ],
};
