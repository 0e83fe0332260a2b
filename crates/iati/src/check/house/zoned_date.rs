//! A date carries a time zone, and the standard's rules look past it.

use super::facts::words::counted;
use super::facts::{Dated, Facts};
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-zoned-date",
    category: "information",
    title: "A date carries a time zone",
    why: "The official validator cannot read such a date and passes over its checks: a date in the future goes unnoticed.",
    fix: "Write the day alone: 2024-03-31.",
    looks_at: "every date of an activity",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-date iso-date="2026-01-02+02:00"/></transaction>"#,
            found_at: &["transaction[1]/transaction-date/@iso-date"],
        },
        Example {
            xml: r#"<transaction><transaction-date iso-date="2025-01-02Z"/></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let zoned = |d: &&Dated<'a>| d.text.len() > 10 && d.day.is_some() && has_offset(d.text);
    if !facts.dates.iter().any(|d| zoned(&d)) {
        return;
    }
    let (ahead, others): (Vec<&Dated<'a>>, Vec<&Dated<'a>>) = facts
        .dates
        .iter()
        .filter(zoned)
        .partition(|d| may_not_be_ahead(facts, d) && d.day > Some(facts.today));
    let hidden: Vec<Spot<'a>> = ahead.iter().map(|d| d.spot()).collect();
    out.each(hidden, |n| {
        let which = counted(n, "date of a payment or event lies", "dates of payments or events lie");
        format!("{which} in the future, which checks missed because of the time zone; write the right day, without a time zone")
    });
    let plain: Vec<Spot<'a>> = others.iter().map(|d| d.spot()).collect();
    out.each(plain, |n| {
        let which = counted(n, "date carries", "dates carry");
        format!("{which} a time zone, which checks cannot read; write the day alone")
    });
}

fn has_offset(text: &str) -> bool {
    let tail = text.trim().get(10..).unwrap_or("");
    tail.starts_with(['+', '-'])
}

/// Dates of what has happened.
fn may_not_be_ahead(facts: &Facts<'_>, dated: &Dated<'_>) -> bool {
    let is = |at: usize| {
        facts.activity_dates[at].is_some_and(|d| d.element.offset() == dated.element.offset())
    };
    dated.element.name() == "transaction-date" || dated.attribute == "value-date" || is(1) || is(3)
}
