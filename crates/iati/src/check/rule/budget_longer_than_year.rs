//! The budget's period is longer than a year.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "7.5.3",
    severity: Severity::Error,
    category: "financial",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["budget"],
    test: Test::WithinDays {
        paths: &["period-start/@iso-date", "period-end/@iso-date"],
        days: 365,
    },
    title: "The budget's period is longer than a year",
    why: "Partner countries plan by year; a budget over several cannot be put into one.",
    fix: "Split it into budgets of a year or less.",
    examples: &[
        Example {
            xml: r#"<budget><period-start iso-date="2024-01-01"/><period-end iso-date="2025-06-30"/></budget>"#,
            found_at: &["budget[1]/period-end/@iso-date"],
        },
        Example {
            xml: r#"<budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/></budget>"#,
            found_at: &[],
        },
    ],
};
