//! What sorts of things are promised, a file each.
//!
//! A kind is read, checked and reckoned by what its table entry says; nothing else asks
//! which one it is.

mod amount;
mod change;
mod count;
mod date;
mod ratio;
mod share;

use super::measure::{Measure, Unit};
use std::fmt;

/// All kinds, in the order of tables and forms.
pub const KINDS: [Kind; 6] = [
    amount::KIND,
    count::KIND,
    share::KIND,
    ratio::KIND,
    change::KIND,
    date::KIND,
];

/// A sort of promise.
#[derive(Clone, Copy)]
pub struct Kind {
    /// As written in the programme's text.
    pub id: &'static str,
    /// What is promised, for the reference: `amount` of money.
    pub text: &'static str,
    pub counted: Counted,
    pub figure: Figure,
    /// Keys of the promise that it cannot have, each group with the reason.
    pub without: &'static [(&'static [&'static str], &'static str)],
    /// Whether a measure gives what is promised in a unit.
    pub asks: fn(&Measure, &Unit) -> bool,
}

/// What the rows that decide are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// In the promise's `currency`.
    Money,
    /// In the promise's `unit`.
    Things,
    Percent,
    /// It is done, on a day, or not.
    Events,
}

/// What is held against the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// What is told.
    AsTold,
    /// By how many per cent of the baseline a level that is told lies above it.
    AgainstBaseline,
}

impl Kind {
    /// Their ids, in the same order.
    pub const IDS: [&'static str; KINDS.len()] = {
        let mut ids = [""; KINDS.len()];
        let mut at = 0;
        while at < ids.len() {
            ids[at] = KINDS[at].id;
            at += 1;
        }
        ids
    };

    /// By its id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.id == id)
    }

    /// Whether it is done or not, and has no figure.
    #[must_use]
    pub fn is_event(self) -> bool {
        self.counted == Counted::Events
    }

    /// Whether the promise names a figure below nothing: only a fall can be one.
    #[must_use]
    pub fn may_be_negative(self) -> bool {
        self.figure == Figure::AgainstBaseline
    }

    /// What its target is shown in, if its rows are counted in `unit`.
    #[must_use]
    pub fn shown_in(self, unit: &Unit) -> Unit {
        match self.figure {
            Figure::AsTold => unit.clone(),
            Figure::AgainstBaseline => Unit::Percent,
        }
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Kind {}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Whether a measure gives a count of things.
fn counts(measure: &Measure, _: &Unit) -> bool {
    let is_event = matches!(measure, Measure::Event(_));
    !is_event && measure.currency().is_none() && !measure.is_percentage()
}

/// Whether it gives per cent.
fn is_percentage(measure: &Measure, _: &Unit) -> bool {
    measure.is_percentage()
}
