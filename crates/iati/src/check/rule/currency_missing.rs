//! An amount has no currency.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "7.8.1",
    severity: Severity::Error,
    category: "financial",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::OneOrAll {
        paths: &[
            "@default-currency",
            "transaction/value",
            "transaction/value/@currency",
        ],
    },
    title: "An amount has no currency",
    why: "An amount without a currency is no amount; guessing one has put totals wrong by a factor of a hundred.",
    fix: "State default-currency on the activity, or currency on each value.",
    examples: &[
        Example {
            xml: r#"<transaction><value>5</value></transaction><transaction><value currency="EUR">5</value></transaction>"#,
            found_at: &["transaction[1]/value"],
        },
        Example {
            xml: r#"<transaction><value currency="EUR">5</value></transaction>"#,
            found_at: &[],
        },
    ],
};
