//! References stand at result and at indicator.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "8.11.1",
    severity: Severity::Error,
    category: "performance",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["result/indicator"],
    test: Test::NoMoreThanOne {
        of: &["reference", "../reference"],
        message: "a reference here and one on its result; keep one",
    },
    title: "References stand at result and at indicator",
    why: "A reader cannot tell which of the two classifies the indicator.",
    fix: "Keep the references of the indicators, or that of the result.",
    examples: &[
        Example {
            xml: r#"<result><reference/><indicator><reference/></indicator></result>"#,
            found_at: &["result[1]/indicator[1]"],
        },
        Example {
            xml: r#"<result><indicator><reference/></indicator></result>"#,
            found_at: &[],
        },
    ],
};
