//! The activity's status is contradicted by its dates.

use super::facts::Facts;
use super::out::Spot;
use super::{Example, House, Out};
use jiff::civil::Date;

pub(super) const RULE: House = House {
    id: "cf-status-against-dates",
    category: "information",
    title: "The status does not fit the dates",
    why: "Whoever asks what is running now counts the activity wrongly.",
    fix: "Bring the status up to date, or correct the date.",
    looks_at: "iati-activity/activity-status, activity-date",
    examples: &[
        Example {
            xml: r#"<activity-status code="2"/><activity-date type="4" iso-date="2023-01-31"/>"#,
            found_at: &["activity-status/@code"],
        },
        Example {
            xml: r#"<activity-status code="4"/><activity-date type="3" iso-date="2031-01-31"/>"#,
            found_at: &["activity-status/@code"],
        },
        Example {
            xml: r#"<activity-status code="2"/><activity-date type="4" iso-date="2025-09-30"/>"#,
            found_at: &[],
        },
        Example {
            xml: r#"<activity-status code="4"/><activity-date type="3" iso-date="2031-01-31"/><activity-date type="4" iso-date="2025-01-31"/>"#,
            found_at: &[],
        },
    ],
    check,
};

/// Statuses are brought up to date once a year or so.
const DAYS: i32 = 366;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let Some(element) = facts.status else {
        return;
    };
    let dates = facts.activity_days();
    let code = element.attr("code").unwrap_or("");
    if let Some(message) = contradiction(code, dates, facts.today) {
        out.at(Spot::attribute_of(element, "code"), message);
    }
}

fn contradiction(code: &str, dates: [Option<Date>; 4], today: Date) -> Option<String> {
    let [_, start, planned_end, end] = dates;
    let past = |d: &Date| (today - *d).get_days() > DAYS;
    let ahead = |d: &Date| (*d - today).get_days() > DAYS;
    match code {
        "1" => {
            let start = start.filter(past)?;
            Some(format!(
                "status 1, in preparation, though it began on {start}; bring the status up to date"
            ))
        }
        "2" if end.is_some() => {
            let end = end.filter(past)?;
            Some(format!(
                "status 2, running, though it ended on {end}; bring the status up to date"
            ))
        }
        "2" => {
            let end = planned_end.filter(past)?;
            Some(format!(
                "status 2, running, though it was to end on {end}; bring the status or the planned end up to date"
            ))
        }
        "3" | "4" if end.is_none() => {
            let end = planned_end.filter(ahead)?;
            Some(format!(
                "status {code}, ended, though it is not to end until {end}; correct one of the two"
            ))
        }
        _ => None,
    }
}
