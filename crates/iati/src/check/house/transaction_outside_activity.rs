//! A transaction lies years before the activity's start or after its end.

use super::facts::Facts;
use super::facts::money::Transaction;
use super::far_date::is_far;
use super::out::Spot;
use super::{Example, House, Out};
use jiff::civil::Date;

pub(super) const RULE: House = House {
    id: "cf-transaction-outside-activity",
    category: "financial",
    title: "A transaction lies years outside the activity's dates",
    why: "Either the transaction's year is wrong or the activity's dates are.",
    fix: "Correct the date, or move the activity's start or end.",
    looks_at: "iati-activity/transaction/transaction-date, activity-date",
    examples: &[
        Example {
            xml: r#"<activity-date type="2" iso-date="2020-01-01"/><activity-date type="3" iso-date="2022-12-31"/><transaction><transaction-date iso-date="2012-05-05"/></transaction>"#,
            found_at: &["transaction[1]/transaction-date/@iso-date"],
        },
        Example {
            xml: r#"<activity-date type="2" iso-date="2020-01-01"/><activity-date type="3" iso-date="2022-12-31"/><transaction><transaction-date iso-date="2024-05-05"/></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

/// Preparation and settling take their time.
const YEARS: i32 = 3;
const DAYS: i32 = YEARS * 366;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let [planned_start, start, planned_end, end] = facts.activity_days();
    let first = [planned_start, start].into_iter().flatten().min();
    let last = [planned_end, end].into_iter().flatten().max();
    let early = |d: Date| first.is_some_and(|f| (f - d).get_days() > DAYS);
    let late = |d: Date| last.is_some_and(|l| (d - l).get_days() > DAYS);
    if let Some(first) = first {
        tell(facts, early, out, |n, day| {
            format!(
                "{n} {YEARS} years and more before the start of the activity, {first}, the first on {day}; is the year right?"
            )
        });
    }
    if let Some(last) = last {
        tell(facts, late, out, |n, day| {
            format!(
                "{n} {YEARS} years and more after the end of the activity, {last}, the first on {day}; is the year right?"
            )
        });
    }
}

fn tell<'a>(
    facts: &Facts<'a>,
    is_outside: impl Fn(Date) -> bool,
    out: &mut Out<'a>,
    message: impl FnOnce(String, Date) -> String,
) {
    let outside = |t: &&Transaction<'a>| {
        t.day()
            .is_some_and(|d| !is_far(d, facts.today) && is_outside(d))
    };
    let Some(first) = facts
        .transactions
        .iter()
        .find(outside)
        .and_then(Transaction::day)
    else {
        return;
    };
    let rows = facts.transactions.iter().filter(outside);
    let spots: Vec<Spot<'a>> = rows.filter_map(|t| t.date).map(|d| d.spot()).collect();
    out.each(spots, |n| {
        message(
            super::facts::words::counted(n, "transaction", "transactions"),
            first,
        )
    });
}
