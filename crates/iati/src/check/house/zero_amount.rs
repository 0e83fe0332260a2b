//! A transaction is of zero.

use super::facts::Facts;
use super::facts::words::counted;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-zero-amount",
    category: "financial",
    title: "A transaction has the amount 0",
    why: "Nothing was promised, paid or received: it says nothing, and hides whether an amount is missing.",
    fix: "State the amount, or leave the transaction out.",
    looks_at: "iati-activity/transaction/value",
    examples: &[
        Example {
            xml: r#"<transaction><value>0.00</value></transaction>"#,
            found_at: &["transaction[1]/value"],
        },
        Example {
            xml: r#"<transaction><value>0.01</value></transaction><budget><value>0</value></budget>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let values = facts.transactions.iter().filter_map(|t| t.value);
    let zero = values.filter(|v| v.amount.is_some_and(|a| a.is_zero()));
    let spots = zero.map(|v| v.element.into()).collect();
    let all = facts.transactions.len();
    out.each(spots, |n| {
        let which = counted(n, "transaction", "transactions");
        format!("{which} of {all} with the amount 0; state the amount or leave the row out")
    });
}
