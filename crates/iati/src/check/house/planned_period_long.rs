//! A planned disbursement is spread over more than a year.

use super::facts::Facts;
use super::facts::money::Period;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-planned-period-long",
    category: "financial",
    title: "A planned disbursement has a period of more than a year",
    why: "It is there to tell when money comes; over several years nobody can put it into a year's budget.",
    fix: "Give one planned disbursement for each quarter or year.",
    looks_at: "iati-activity/planned-disbursement",
    examples: &[
        Example {
            xml: r#"<planned-disbursement><period-start iso-date="2024-01-01"/><period-end iso-date="2026-12-31"/></planned-disbursement>"#,
            found_at: &["planned-disbursement[1]/period-end/@iso-date"],
        },
        Example {
            xml: r#"<planned-disbursement><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/></planned-disbursement>"#,
            found_at: &[],
        },
    ],
    check,
};

/// A year, and what periods that end on its first day have beyond it.
const DAYS: i32 = 367;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let long = facts.planned.iter().filter(|p| length(p) > DAYS);
    let longest = facts.planned.iter().map(length).max().unwrap_or(0);
    let spots = long.filter_map(|p| p.end).map(|d| d.spot()).collect();
    out.each(spots, |n| {
        let rows = super::facts::words::counted(n, "planned disbursement", "planned disbursements");
        format!("{rows} with a period of more than a year, the longest of {longest} days; divide by years")
    });
}

fn length(period: &Period<'_>) -> i32 {
    period
        .days()
        .map_or(0, |(start, end)| (end - start).get_days())
}
