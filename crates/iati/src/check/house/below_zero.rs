//! A budget is below zero, or all that was promised or paid is.

use super::facts::Facts;
use super::facts::money::{Period, Transaction, kind_name};
use super::{Example, House, Out};
use rust_decimal::Decimal;

pub(super) const RULE: House = House {
    id: "cf-below-zero",
    category: "financial",
    title: "A budget, or the sum of all commitments or payments, is below zero",
    why: "A single correction may be negative; a budget, or all corrections together, cannot take back more than there was.",
    fix: "Look for a turned sign, or for the row that the correction corrects and that was left out.",
    looks_at: "iati-activity/budget/value, planned-disbursement/value, transaction/value",
    examples: &[
        Example {
            xml: r#"<budget><value>-5000</value></budget>"#,
            found_at: &["budget[1]/value"],
        },
        Example {
            xml: r#"<transaction><transaction-type code="3"/><value>-700</value></transaction><transaction><transaction-type code="3"/><value>200</value></transaction>"#,
            found_at: &["transaction[1]/value"],
        },
        Example {
            xml: r#"<budget><value>0</value></budget><transaction><transaction-type code="3"/><value>700</value></transaction><transaction><transaction-type code="3"/><value>-700</value></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

/// Promised and paid: what cannot be below zero in all.
const KINDS: &[&str] = &["1", "2", "3", "4", "11"];

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    periods(&facts.budgets, "budget", out);
    periods(&facts.planned, "planned disbursement", out);
    if facts.transactions.iter().any(is_negative) {
        for kind in KINDS {
            sum(facts, kind, out);
        }
    }
}

fn is_negative(t: &Transaction<'_>) -> bool {
    t.amount().is_some_and(|a| a < Decimal::ZERO)
}

fn periods<'a>(periods: &[Period<'a>], what: &str, out: &mut Out<'a>) {
    let values = periods.iter().filter_map(|p| p.value);
    // Less than one is what rounding leaves.
    let below = values.filter(|v| v.amount.is_some_and(|a| a <= Decimal::NEGATIVE_ONE));
    let spots = below.map(|v| v.element.into()).collect();
    out.each(spots, |n| {
        let which = super::facts::words::counted(n, what, &format!("{what}s"));
        format!("{which} below zero; is the sign turned?")
    });
}

/// Only where all rows of a kind are of one currency.
fn sum<'a>(facts: &Facts<'a>, kind: &str, out: &mut Out<'a>) {
    let rows = || facts.transactions.iter().filter(|t| t.kind == kind);
    let Some(first) = rows().find(|t| is_negative(t)) else {
        return;
    };
    if rows().any(|t| t.currency() != first.currency()) {
        return;
    }
    let sum = rows().try_fold(Decimal::ZERO, |sum, t| sum.checked_add(t.amount()?));
    if let (Some(sum), Some(value)) = (sum.filter(|s| *s < Decimal::NEGATIVE_ONE), first.value) {
        let message = format!(
            "all {} of this activity ({}) add up to {}; is a sign turned or a row missing?",
            kind_name(kind).to_lowercase(),
            rows().count(),
            sum.normalize(),
        );
        out.at(value.element, message);
    }
}
