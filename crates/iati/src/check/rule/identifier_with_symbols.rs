//! The identifier holds a symbol that breaks addresses.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "1.3.13",
    severity: Severity::Warning,
    category: "identifiers",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::NoneOf {
        of: "iati-identifier",
        symbols: &['/', '&', '|', '?'],
    },
    title: "The identifier holds a symbol that breaks addresses",
    why: "Programs put identifiers into web addresses, where /, &, | and ? have a meaning of their own.",
    fix: "Use letters, digits and hyphens.",
    examples: &[
        Example {
            xml: r#"<iati-identifier>XI-A/1</iati-identifier>"#,
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XI-A-1_a.b:c</iati-identifier>"#,
            found_at: &[],
        },
    ],
};
