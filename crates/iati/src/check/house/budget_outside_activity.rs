//! A budget or planned disbursement lies wholly before the activity or after it.

use super::facts::Facts;
use super::facts::money::Period;
use super::facts::words::counted;
use super::far_date::is_far;
use super::out::Spot;
use super::{Example, House, Out};
use jiff::civil::Date;

pub(super) const RULE: House = House {
    id: "cf-budget-outside-activity",
    category: "financial",
    title: "A budget or planned disbursement lies outside the activity's dates",
    why: "Whoever plans with it counts on money in years in which nothing is to be done.",
    fix: "Correct the period, or move the activity's start or end.",
    looks_at: "iati-activity/budget, planned-disbursement, activity-date",
    examples: &[
        Example {
            xml: r#"<activity-date type="2" iso-date="2020-01-01"/><activity-date type="3" iso-date="2022-12-31"/><budget><period-start iso-date="2022-01-01"/><period-end iso-date="2022-12-31"/></budget><budget><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/></budget>"#,
            found_at: &["budget[2]"],
        },
        Example {
            xml: r#"<activity-date type="1" iso-date="2020-01-01"/><planned-disbursement><period-start iso-date="2012-01-01"/><period-end iso-date="2012-03-31"/></planned-disbursement>"#,
            found_at: &["planned-disbursement[1]"],
        },
        Example {
            xml: r#"<activity-date type="2" iso-date="2020-01-01"/><activity-date type="3" iso-date="2022-12-31"/><budget><period-start iso-date="2023-07-01"/><period-end iso-date="2024-06-30"/></budget>"#,
            found_at: &[],
        },
        Example {
            xml: r#"<activity-date type="2" iso-date="2020-01-01"/><activity-date type="3" iso-date="2022-12-31"/><activity-date type="4" iso-date="2025-06-30"/><budget><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/></budget>"#,
            found_at: &[],
        },
    ],
    check,
};

/// Years of budgets are not those of activities, and ends are put off.
const DAYS: i32 = 366;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let [planned_start, start, planned_end, end] = facts.activity_days();
    if let Some(first) = [planned_start, start].into_iter().flatten().min() {
        let early = |(_, to): (Date, Date)| (first - to).get_days() > DAYS;
        tell(facts, early, out, |rows| {
            format!(
                "{rows} more than a year before the start of the activity, {first}; is the year right?"
            )
        });
    }
    if let Some(last) = [planned_end, end].into_iter().flatten().max() {
        let late = |(from, _): (Date, Date)| (from - last).get_days() > DAYS;
        tell(facts, late, out, |rows| {
            format!(
                "{rows} more than a year after the end of the activity, {last}; is the period right, or was the end put off?"
            )
        });
    }
}

fn tell<'a>(
    facts: &Facts<'a>,
    is_outside: impl Fn((Date, Date)) -> bool,
    out: &mut Out<'a>,
    message: impl Fn(String) -> String,
) {
    let meant = |(from, to): (Date, Date)| !is_far(from, facts.today) && !is_far(to, facts.today);
    let outside = |p: &&Period<'a>| p.days().is_some_and(|days| meant(days) && is_outside(days));
    let kinds = [
        (&facts.budgets, "budget", "budgets"),
        (
            &facts.planned,
            "planned disbursement",
            "planned disbursements",
        ),
    ];
    for (periods, one, many) in kinds {
        let spots: Vec<Spot<'a>> = periods
            .iter()
            .filter(outside)
            .map(|p| p.element.into())
            .collect();
        out.each(spots, |n| message(counted(n, one, many)));
    }
}
