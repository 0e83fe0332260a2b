//! From what two sides publish to the evidence of a promise.
//!
//! Whoever keeps a ledger hands in *editions*: versions of activities, each with the
//! days from and until which a dataset told it. [`evidence`] finds the rows that a
//! promise's measure asks for, in the book that decides and, where both ends are known,
//! in the other one. A row is told from the first edition that holds it until the first
//! that does not, so what was said on any day can be seen.

mod activities;
mod between;
mod edition;
mod indicators;
mod money;
mod rows;
mod sides;

pub use between::{paid, runs};
pub use edition::{Edition, Telling};
pub use sides::Sides;

use super::capacity;
use super::evidence::{Evidence, Heard, Part, RestsOn, Row};
use super::measure::{Book, FlowsOf, Measure, StatedFigure, Unit};
use super::model::{Programme, Promise};
use crate::rate::Rates;
use iati::said::Said;
use jiff::civil::Date;

/// All that is told of a programme, by whom.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub editions: &'a [Edition],
    /// Reporters and the days on which they published anything.
    pub published: &'a [(String, Date)],
    pub rates: &'a Rates,
}

/// What was found for a promise.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    pub evidence: Evidence,
    /// What could have been a row and is none, and why.
    pub left_out: Vec<LeftOut>,
}

/// A figure that is no evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub rests_on: RestsOn,
    pub book: Book,
    pub why: Said,
}

/// The rows that `promise` is judged by, in order of day, book and place.
#[must_use]
pub fn evidence(programme: &Programme, promise: &Promise, told: &Told<'_>) -> Gathered {
    let asked = Asked {
        programme,
        told,
        pairing: promise.pairing.as_deref(),
        unit: promise.unit.clone(),
        from: promise.from,
        said: promise.said,
    };
    match &promise.measure {
        Ok(measure) => asked.answer(measure),
        Err(_) => Gathered::default(),
    }
}

/// The rows of a question about money that no promise asks.
#[must_use]
pub fn money(programme: &Programme, of: &FlowsOf, told: &Told<'_>) -> Gathered {
    let asked = Asked {
        programme,
        told,
        pairing: None,
        unit: Unit::Currency(of.currency.clone()),
        from: Date::MIN,
        said: Date::MIN,
    };
    asked.answer(&Measure::Flows(of.clone()))
}

/// A question, and all that could tell of it.
struct Asked<'a> {
    programme: &'a Programme,
    told: &'a Told<'a>,
    /// Whose two sides are meant where the measure names none.
    pairing: Option<&'a str>,
    /// What a count is a count of.
    unit: Unit,
    from: Date,
    said: Date,
}

impl Asked<'_> {
    fn answer(&self, measure: &Measure) -> Gathered {
        let mut found = Gathered::default();
        self.measured(measure, Part::Whole, &mut found);
        found.evidence.rows = rows::joined(std::mem::take(&mut found.evidence.rows));
        found
            .left_out
            .sort_by_cached_key(|l| (l.rests_on.clone(), l.book, l.why.to_string()));
        found.left_out.dedup();
        found.evidence.heard.sort_by_key(|h| (h.book, h.on));
        found.evidence.heard.dedup();
        found
    }

    fn measured(&self, measure: &Measure, part: Part, found: &mut Gathered) {
        match measure {
            Measure::Flows(of) => self.flows(of, part, found),
            Measure::Indicator(of) => self.indicator(of, found),
            Measure::Share { of, within } => {
                self.measured(of, Part::Numerator, found);
                self.measured(within, Part::Denominator, found);
            }
            Measure::Activities(of) => self.activities(of, part, found),
            Measure::Event(of) => self.event(of, found),
            Measure::Capacity { item, .. } => {
                let all = &self.programme.capacities;
                if let Some(item) = all.iter().find(|c| c.id == *item) {
                    found.evidence = capacity::evidence(item);
                }
            }
            Measure::Stated(of) => found.evidence.rows.push(self.stated(of, part)),
        }
    }

    /// A figure from outside the ledger: on its day, else on the first that counts.
    fn stated(&self, of: &StatedFigure, part: Part) -> Row {
        let day = of.day.unwrap_or(self.from);
        Row {
            day,
            told: day.min(self.said),
            gone: None,
            book: Book::Announcer,
            part,
            series: String::new(),
            value: of.value,
            unit: of.unit.clone(),
            rests_on: RestsOn {
                publication: of.sources.join(", "),
                ..RestsOn::default()
            },
        }
    }

    /// The days on which the sides published, for books that may tell nothing.
    fn heard(&self, sides: &Sides, found: &mut Gathered) {
        let days = self.told.published.iter().filter_map(|(reporter, on)| {
            let book = sides.book_of(reporter)?;
            Some(Heard { book, on: *on })
        });
        found.evidence.heard.extend(days);
    }

    /// The newest dataset's editions of each activity, with whose book each is in.
    fn in_books<'e>(&'e self, sides: &'e Sides) -> impl Iterator<Item = (Book, &'e Edition)> {
        let newest = edition::newest_datasets(self.told.editions);
        let all = self.told.editions.iter();
        all.filter(move |e| newest.contains(&e.source()))
            .filter_map(move |e| Some((sides.book_of_edition(e)?, e)))
    }
}
