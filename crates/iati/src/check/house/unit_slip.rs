//! An amount is in another unit than the activity's other amounts of its kind.

use super::facts::Facts;
use super::facts::money::{Value, kind_name};
use super::{Example, House, Out};
use rust_decimal::Decimal;

pub(super) const RULE: House = House {
    id: "cf-unit-slip",
    category: "financial",
    title: "An amount is about a thousand times the others",
    why: "One row in units among rows in thousands, or the other way round, outweighs all the others together.",
    fix: "Compare the amount with your books; amounts are in whole currency units, never in thousands.",
    looks_at: "iati-activity/transaction/value, budget/value, planned-disbursement/value",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-type code="3"/><value>1210</value></transaction><transaction><transaction-type code="3"/><value>1340</value></transaction><transaction><transaction-type code="3"/><value>1425000</value></transaction><transaction><transaction-type code="3"/><value>1180</value></transaction><transaction><transaction-type code="3"/><value>1502</value></transaction><transaction><transaction-type code="3"/><value>1390</value></transaction>"#,
            found_at: &["transaction[3]/value"],
        },
        Example {
            xml: r#"<budget><value>310</value></budget><budget><value>415</value></budget><transaction><transaction-type code="2"/><value>725000</value></transaction>"#,
            found_at: &["budget[1]/value"],
        },
        Example {
            xml: r#"<transaction><transaction-type code="3"/><value>1210</value></transaction><transaction><transaction-type code="3"/><value>134</value></transaction><transaction><transaction-type code="3"/><value>1425000</value></transaction><transaction><transaction-type code="3"/><value>11800</value></transaction><transaction><transaction-type code="3"/><value>502</value></transaction><transaction><transaction-type code="3"/><value>190</value></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

/// With fewer rows there is no telling what is usual.
const ROWS: usize = 6;
/// The usual amounts are within a factor of this.
const CLOSE: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

struct Row<'a> {
    /// A type of transaction, or the element's name.
    kind: &'a str,
    amount: Decimal,
    value: Value<'a>,
}

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if facts.transactions.len() >= ROWS {
        let rows = facts
            .transactions
            .iter()
            .filter_map(|t| row(t.kind, t.value));
        outliers(rows.collect(), out);
    }
    for periods in [&facts.budgets, &facts.planned] {
        if periods.len() >= ROWS {
            let rows = periods
                .iter()
                .filter_map(|p| row(p.element.name(), p.value));
            outliers(rows.collect(), out);
        }
    }
    totals(facts, out);
}

fn row<'a>(kind: &'a str, value: Option<Value<'a>>) -> Option<Row<'a>> {
    let value = value?;
    let amount = value.amount.filter(|a| *a > Decimal::ZERO)?;
    Some(Row {
        kind,
        amount,
        value,
    })
}

fn outliers<'a>(mut rows: Vec<Row<'a>>, out: &mut Out<'a>) {
    rows.sort_by_key(|r| (r.kind, r.value.currency));
    let same = |a: &Row<'a>, b: &Row<'a>| (a.kind, a.value.currency) == (b.kind, b.value.currency);
    for rows in rows.chunk_by_mut(same) {
        if rows.len() >= ROWS && stands_off(rows) {
            rows.sort_by_key(|r| r.amount);
            outlier(rows, out);
        }
    }
}

/// Whether the largest is far from the next, and all the others are close together.
fn stands_off(rows: &[Row<'_>]) -> bool {
    let (mut least, mut next, mut most) = (Decimal::MAX, Decimal::ZERO, Decimal::ZERO);
    for row in rows {
        least = least.min(row.amount);
        if row.amount > most {
            (next, most) = (most, row.amount);
        } else if row.amount > next {
            next = row.amount;
        }
    }
    let apart = |a: Decimal, b: Decimal| a.checked_div(b).unwrap_or(Decimal::MAX);
    apart(next, least) <= CLOSE && apart(most, next) > CLOSE
}

/// `rows` rise; the last one stands off.
fn outlier<'a>(rows: &[Row<'a>], out: &mut Out<'a>) {
    let Some(last) = rows.last() else {
        return;
    };
    let median = rows[rows.len() / 2].amount;
    let times = last.amount.checked_div(median);
    if let Some((times, unit)) = times.and_then(|t| Some((t, unit(t)?))) {
        let message = format!(
            "{} is {} times the usual amount of the {} others ({}, median {}); is it {unit} too large?",
            last.amount.normalize(),
            times.round(),
            rows.len() - 1,
            name(last.kind),
            median.normalize(),
        );
        out.at(last.value.element, message);
    }
}

fn unit(times: Decimal) -> Option<&'static str> {
    let between = |low: i64, high: i64| times >= Decimal::from(low) && times <= Decimal::from(high);
    if between(400, 2500) {
        Some("a thousand times")
    } else if between(400_000, 2_500_000) {
        Some("a million times")
    } else {
        None
    }
}

fn name(kind: &str) -> &str {
    match kind {
        "budget" | "planned-disbursement" => kind,
        _ => kind_name(kind),
    }
}

/// All that is budgeted against all that is committed: nearly a thousand times.
fn totals<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let budgets = || facts.budgets.iter().filter_map(|p| p.value);
    let committed = || {
        facts
            .transactions
            .iter()
            .filter(|t| t.kind == "2")
            .filter_map(|t| t.value)
    };
    let (Some(first), Some(other)) = (budgets().next(), committed().next()) else {
        return;
    };
    let currency = first.currency;
    let (Some(budgeted), Some(promised)) = (sum(budgets(), currency), sum(committed(), currency))
    else {
        return;
    };
    if is_thousandth(budgeted, promised) {
        out.at(
            first.element,
            totals_message("budgets", budgeted, "commitments", promised),
        );
    } else if is_thousandth(promised, budgeted) {
        out.at(
            other.element,
            totals_message("commitments", promised, "budgets", budgeted),
        );
    }
}

/// `None` if a row is of another currency or unreadable.
fn sum<'a>(mut values: impl Iterator<Item = Value<'a>>, currency: &str) -> Option<Decimal> {
    let mut sum = values.try_fold(Decimal::ZERO, |sum, v| {
        if v.currency == currency {
            sum.checked_add(v.amount?)
        } else {
            None
        }
    })?;
    sum.rescale(2);
    Some(sum)
}

fn is_thousandth(small: Decimal, large: Decimal) -> bool {
    let times = large.checked_div(small).unwrap_or_default();
    times >= Decimal::from(950) && times <= Decimal::from(1050)
}

fn totals_message(small: &str, a: Decimal, large: &str, b: Decimal) -> String {
    let (a, b) = (a.normalize(), b.normalize());
    format!("all {small} add up to {a}, all {large} to {b}: are the {small} in thousands?")
}
