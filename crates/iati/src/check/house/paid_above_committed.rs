//! More was paid out than was committed.

use super::facts::Facts;
use super::{Example, House, Out};
use rust_decimal::Decimal;

pub(super) const RULE: House = House {
    id: "cf-paid-above-committed",
    category: "financial",
    title: "More was paid out than was committed",
    why: "Money is committed before it is paid: a commitment is missing, or a payment stands twice.",
    fix: "Publish every commitment and each increase of one as a transaction of type 2, and look for payments given twice.",
    looks_at: "iati-activity/transaction of the types 2, 3 and 4",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-type code="2"/><value>1000</value></transaction><transaction><transaction-type code="3"/><value>1500</value></transaction>"#,
            found_at: &["transaction[1]/value"],
        },
        Example {
            xml: r#"<transaction><transaction-type code="2"/><value>1000</value></transaction><transaction><transaction-type code="3"/><value>1050</value></transaction>"#,
            found_at: &[],
        },
        Example {
            xml: r#"<transaction><transaction-type code="2"/><value currency="EUR">1000</value></transaction><transaction><transaction-type code="3"/><value currency="JPY">150000</value></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let Some(first) = facts.transactions.iter().find(|t| t.kind == "2") else {
        return;
    };
    let Some((committed, paid)) = sums(facts, first.currency()) else {
        return;
    };
    // A tenth is let pass: rates of exchange, fees, rounding.
    let limit = committed.checked_mul(Decimal::new(11, 1));
    let above = limit.is_some_and(|limit| paid > limit);
    if let (true, Some(value)) = (above && committed > Decimal::ZERO, first.value) {
        let message = format!(
            "{} paid out (types 3 and 4), {} committed (type 2); is a commitment missing or a payment given twice?",
            paid.normalize(),
            committed.normalize()
        );
        out.at(value.element, message);
    }
}

/// Committed and paid out; `None` if a row is of another currency or unreadable.
fn sums(facts: &Facts<'_>, currency: &str) -> Option<(Decimal, Decimal)> {
    let (mut committed, mut paid) = (Decimal::ZERO, Decimal::ZERO);
    for t in &facts.transactions {
        let sum = match t.kind {
            "2" => &mut committed,
            "3" | "4" => &mut paid,
            _ => continue,
        };
        if t.currency() != currency {
            return None;
        }
        *sum = sum.checked_add(t.amount()?)?;
    }
    Some((committed, paid))
}
