//! An amount is the number of something else: of an identifier or a date.

use super::facts::Facts;
use super::facts::money::{Transaction, Value};
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-amount-is-identifier",
    category: "financial",
    title: "An amount is the number of an identifier or a date",
    why: "A column was taken for another: the sum of the activity is wrong by this much.",
    fix: "Look up the amount; it is probably in the column beside the one that was used.",
    looks_at: "iati-activity/transaction/value, budget/value, planned-disbursement/value",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-date iso-date="2024-03-31"/><value>20240331</value></transaction>"#,
            found_at: &["transaction[1]/value"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-3104457</iati-identifier><transaction><value>3104457</value></transaction>"#,
            found_at: &["transaction[1]/value"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-250000</iati-identifier><transaction><transaction-date iso-date="2024-03-31"/><value>250000</value></transaction><transaction ref="20240330"><value>20240331</value></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

/// A longer identifier is not searched.
const SEARCHED: usize = 200;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    for t in &facts.transactions {
        let Some((value, number)) = t.value.and_then(|v| Some((v, telling(&v)?))) else {
            continue;
        };
        if let Some(what) = whose(facts, t, number) {
            tell(&value, &what, out);
        }
    }
    for p in facts.budgets.iter().chain(&facts.planned) {
        let Some((value, number)) = p.value.and_then(|v| Some((v, telling(&v)?))) else {
            continue;
        };
        let day = p.start.and_then(|d| d.day);
        if day.is_some_and(|d| is_day(number, d)) {
            tell(&value, "the first day of its period", out);
        } else if holds(facts.own_identifier(), number) {
            tell(&value, "the number in the activity's identifier", out);
        }
    }
}

fn tell<'a>(value: &Value<'a>, what: &str, out: &mut Out<'a>) {
    let amount = value.amount.unwrap_or_default().normalize();
    let message = format!("the amount {amount} is also {what}; was a wrong column used?");
    out.at(value.element, message);
}

/// A whole amount of six digits or more that is not round: it equals another
/// number by chance once in a million.
fn telling(value: &Value<'_>) -> Option<u64> {
    let amount = value.amount?;
    let number = u64::try_from(amount.mantissa()).ok()?;
    let unit = 10u64.checked_pow(amount.scale())?;
    let whole = number / unit;
    (number % unit == 0 && whole >= 100_000 && whole % 1000 != 0).then_some(whole)
}

fn whose<'a>(facts: &Facts<'a>, t: &Transaction<'a>, number: u64) -> Option<String> {
    if t.day().is_some_and(|d| is_day(number, d)) {
        return Some("the transaction's date".to_owned());
    }
    if holds(facts.own_identifier(), number) {
        return Some("the number in the activity's identifier".to_owned());
    }
    let reference = t.element.attr("ref").unwrap_or("").trim();
    if reference.parse() == Ok(number) {
        return Some("the transaction's own ref".to_owned());
    }
    let orgs = [facts.provider(t), facts.receiver(t)];
    let mut ids = orgs
        .iter()
        .flatten()
        .flat_map(|o| [o.reference, o.activity]);
    ids.find(|id| holds(id, number))
        .map(|id| format!("the number in {id}"))
}

/// Written as `20240331` or `31032024`.
fn is_day(number: u64, day: jiff::civil::Date) -> bool {
    let (y, m, d) = (day.year() as u64, day.month() as u64, day.day() as u64);
    number == y * 10_000 + m * 100 + d || number == d * 1_000_000 + m * 10_000 + y
}

/// Whether `number` is a run of six digits or more in the identifier.
fn holds(identifier: &str, number: u64) -> bool {
    if identifier.len() > SEARCHED {
        return false;
    }
    let mut runs = identifier.split(|c: char| !c.is_ascii_digit());
    runs.any(|run| run.len() >= 6 && run.parse() == Ok(number))
}
