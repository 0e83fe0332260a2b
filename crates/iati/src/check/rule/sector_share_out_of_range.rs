//! A sector's percentage is not from 0 to 100.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "12.3.1",
    severity: Severity::Error,
    category: "classifications",
    versions: Versions::of("3"),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::Range {
        of: "sector/@percentage",
        least: 0,
        most: 100,
    },
    title: "A sector's percentage is not from 0 to 100",
    why: "A share below nothing or above the whole cannot be split by.",
    fix: "Write a number from 0 to 100, without a percent sign.",
    examples: &[
        Example {
            xml: r#"<sector code="11110" percentage="120"/>"#,
            found_at: &["sector/@percentage"],
        },
        Example {
            xml: r#"<sector code="11110" percentage="100"/>"#,
            found_at: &[],
        },
    ],
};
