//! A budget line's value date lies outside the budget's period.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "11.3.1",
    severity: Severity::Error,
    category: "financial",
    versions: Versions::of(""),
    unit: UnitKind::Organisation,
    on: &["recipient-country-budget"],
    test: Test::Between {
        paths: &[
            "budget-line/value/@value-date",
            "period-start/@iso-date",
            "period-end/@iso-date",
        ],
    },
    title: "A budget line's value date lies outside the budget's period",
    why: "The date decides the exchange rate; one outside the period is a slip.",
    fix: "Correct the value-date of the line or the period.",
    examples: &[
        Example {
            xml: r#"<recipient-country-budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><budget-line><value value-date="2023-01-01">5</value></budget-line></recipient-country-budget>"#,
            found_at: &["recipient-country-budget/budget-line/value/@value-date"],
        },
        Example {
            xml: r#"<recipient-country-budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><budget-line><value value-date="2024-01-01">5</value></budget-line></recipient-country-budget>"#,
            found_at: &[],
        },
    ],
};
