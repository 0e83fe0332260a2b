//! The planned end is before the planned start.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "11.1.2",
    severity: Severity::Error,
    category: "iati",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::InOrder {
        paths: &[
            "activity-date[@type=1]/@iso-date",
            "activity-date[@type=3]/@iso-date",
        ],
    },
    title: "The planned end is before the planned start",
    why: "One of the two is mistyped, and with it every plan that rests on them.",
    fix: "Correct the date that is wrong.",
    examples: &[
        Example {
            xml: r#"<activity-date type="1" iso-date="2025-01-02"/><activity-date type="3" iso-date="2025-01-01"/>"#,
            found_at: &["activity-date[2]/@iso-date"],
        },
        Example {
            xml: r#"<activity-date type="1" iso-date="2025-01-01"/><activity-date type="3" iso-date="2025-01-01"/>"#,
            found_at: &[],
        },
    ],
};
