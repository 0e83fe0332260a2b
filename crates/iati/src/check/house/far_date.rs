//! A year is far off: a slip of the hand, or what a program writes for “no date”.

use super::facts::{Dated, Facts};
use super::{Example, House, Out};
use jiff::civil::{Date, date};

pub(super) const RULE: House = House {
    id: "cf-far-date",
    category: "information",
    title: "A date lies in a year that cannot be meant",
    why: "Such a date puts the row where nobody looks and stretches every timeline.",
    fix: "Correct the year, or leave the date out if there is none.",
    looks_at: "every date of an activity",
    examples: &[
        Example {
            xml: r#"<activity-date type="1" iso-date="0201-03-01"/><activity-date type="3" iso-date="9999-12-31"/>"#,
            found_at: &["activity-date[1]/@iso-date", "activity-date[2]/@iso-date"],
        },
        Example {
            xml: r#"<activity-date type="1" iso-date="1961-03-01"/><activity-date type="3" iso-date="2075-12-31"/>"#,
            found_at: &[],
        },
    ],
    check,
};

/// The oldest programmes that are published began after the war.
const FIRST_YEAR: i16 = 1945;
/// Where the clocks of computers begin.
const DAY_ZERO: Date = date(1970, 1, 1);
/// The longest loans run for fifty years or so.
const AHEAD: i16 = 70;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let far = |day: Date| is_far(day, facts.today);
    let far = facts
        .dates
        .iter()
        .filter_map(|d| Some((d.day.filter(|d| far(*d))?, d)));
    let mut rows: Vec<(Date, &Dated<'a>)> = far.collect();
    rows.sort_by_key(|(day, _)| *day);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        let spots = same.iter().map(|(_, d)| d.spot()).collect();
        out.each(spots, |n| message(same[0].0, n));
    }
}

/// Whether a day cannot be meant; other checks then leave it alone.
pub(super) fn is_far(day: Date, today: Date) -> bool {
    let last = today.year().saturating_add(AHEAD);
    day.year() < FIRST_YEAR || day.year() > last || day == DAY_ZERO
}

fn message(day: Date, n: usize) -> String {
    let times = if n == 1 {
        String::new()
    } else {
        format!(", {n} times")
    };
    let (writer, instead) = match (day.year(), day) {
        (1899 | 1900, _) => ("spreadsheets", "no date"),
        (9999, _) => ("databases", "no end"),
        (1, _) | (_, DAY_ZERO) => ("programs", "no date"),
        (year, _) => return format!("{day}{times}: the year {year} cannot be meant; correct it"),
    };
    format!("{day}{times}: {writer} write it for “{instead}”; leave it out or give the right date")
}
