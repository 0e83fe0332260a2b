//! Activities counted, and the days of what happens in them.

use super::{Asked, Edition, Gathered, Sides};
use crate::key;
use crate::programme::evidence::{Part, Row};
use crate::programme::measure::{ActivitiesOf, Book, Chosen, EventOf, Unit};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What the day of an event counts as.
const EVENTS: &str = "events";

impl Asked<'_> {
    pub(super) fn activities(&self, of: &ActivitiesOf, part: Part, found: &mut Gathered) {
        let sides = Sides::of(self.programme, self.pairing, &of.chosen, of.book);
        self.heard(&sides, found);
        for (book, edition) in self.in_books(&sides) {
            if book != of.book && !sides.has_both_ends {
                continue;
            }
            if !of.statuses.is_empty()
                && !edition
                    .status
                    .as_ref()
                    .is_some_and(|s| of.statuses.contains(s))
            {
                continue;
            }
            if is_chosen(&of.chosen, &sides, edition) {
                let day = holds_from(edition);
                let unit = self.unit.clone();
                found
                    .evidence
                    .rows
                    .push(row(edition, book, part, day, unit, "activity-status"));
            }
        }
    }

    pub(super) fn event(&self, of: &EventOf, found: &mut Gathered) {
        let chosen = Chosen {
            activities: vec![of.activity.clone()],
            ..Chosen::default()
        };
        let sides = Sides::of(self.programme, self.pairing, &chosen, of.book);
        self.heard(&sides, found);
        for (book, edition) in self.in_books(&sides) {
            if !key::same(&edition.activity, &of.activity) {
                continue;
            }
            if let Some(day) = edition.day(&of.date) {
                let unit = Unit::Count(EVENTS.to_owned());
                found.evidence.rows.push(row(
                    edition,
                    book,
                    Part::Whole,
                    day,
                    unit,
                    "activity-date",
                ));
            }
        }
    }
}

fn is_chosen(chosen: &Chosen, sides: &Sides, edition: &Edition) -> bool {
    let named = sides.is_named(edition);
    let among = chosen.activities.is_empty() || named;
    let ends = !chosen.providers.is_empty() || !chosen.receivers.is_empty();
    let between = match chosen.pairing.is_some() || ends {
        true => named || sides.meet_in(edition),
        false => true,
    };
    among && between && is_placed(chosen, edition) && in_time(chosen, edition)
}

/// Whether the activity names one of the sectors and one of the places.
fn is_placed(chosen: &Chosen, edition: &Edition) -> bool {
    let facts = &edition.facts;
    let code = |s: &crate::flows::facts::Share| s.code.as_deref().map(str::to_owned);
    let sectors: Vec<String> = facts.sectors.iter().filter_map(code).collect();
    let places = facts.countries.iter().chain(&facts.regions);
    let places: Vec<String> = places.filter_map(code).collect();
    let any = |asked: &[String], of: &[String]| {
        let is_named = |a: &String| of.iter().any(|code| Chosen::is_under(a, code));
        asked.is_empty() || asked.iter().any(is_named)
    };
    any(&chosen.sectors, &sectors) && any(&chosen.places, &places)
}

fn in_time(chosen: &Chosen, edition: &Edition) -> bool {
    let day = holds_from(edition);
    chosen.from.is_none_or(|from| from <= day) && chosen.to.is_none_or(|to| day <= to)
}

/// The day from which the status holds: of a running activity its actual start, of an
/// ended one its actual end; else the day it was first told.
fn holds_from(edition: &Edition) -> Date {
    let kind = match edition.status.as_deref() {
        Some("2") => "2",
        Some("3" | "4") => "4",
        _ => return edition.told,
    };
    edition.day(kind).unwrap_or(edition.told)
}

fn row(edition: &Edition, book: Book, part: Part, day: Date, unit: Unit, element: &str) -> Row {
    Row {
        day,
        told: edition.told,
        gone: edition.gone,
        book,
        part,
        series: String::new(),
        value: Decimal::ONE,
        unit,
        rests_on: edition.place(element, edition.start.line),
    }
}
