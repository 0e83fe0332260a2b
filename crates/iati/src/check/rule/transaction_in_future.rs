//! A transaction is dated in the future.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "11.2.1",
    severity: Severity::Error,
    category: "financial",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::NotInFuture {
        of: "transaction/transaction-date/@iso-date",
    },
    title: "A transaction is dated in the future",
    why: "A transaction is money that has moved; what is to come is a planned disbursement or a budget.",
    fix: "Correct the date, or publish it as planned-disbursement.",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-date iso-date="2026-01-02"/></transaction>"#,
            found_at: &["transaction[1]/transaction-date/@iso-date"],
        },
        Example {
            xml: r#"<transaction><transaction-date iso-date="2026-01-01"/></transaction>"#,
            found_at: &[],
        },
    ],
};
