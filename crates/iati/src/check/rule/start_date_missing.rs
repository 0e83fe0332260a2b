//! The activity has no start date.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "6.11.1",
    severity: Severity::Error,
    category: "information",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::AtLeastOne {
        of: &["activity-date[@type=1|2]"],
        missing: "no start date, neither planned (type 1) nor actual (type 2)",
    },
    title: "The activity has no start date",
    why: "Without one the activity cannot be put into a year or a plan.",
    fix: "Add activity-date with type 1 (planned start) or 2 (actual start).",
    examples: &[
        Example {
            xml: r#"<activity-date type="3" iso-date="2025-01-01"/>"#,
            found_at: &[""],
        },
        Example {
            xml: r#"<activity-date type="2" iso-date="2025-01-01"/>"#,
            found_at: &[],
        },
    ],
};
