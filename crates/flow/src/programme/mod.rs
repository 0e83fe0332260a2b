//! A programme's own side of things: who is bound to whom, what was announced, what is
//! given in kind.
//!
//! An office writes it into one text ([`read`], with every fault named by its line). A
//! [`Measure`] is the question over a ledger that decides a promise; whoever keeps one
//! fills in [`Evidence`], and [`status`] says what became of the promise as of a day.
//! [`coverage`] lays donors and recipients out, [`capacity`] what was promised in kind
//! beside what came. `docs/programme.md` tells the format and the rules.

pub mod capacity;
pub mod coverage;
pub mod day;
pub mod evidence;
pub mod fault;
pub mod gather;
pub mod indicators;
pub mod keys;
pub mod kind;
pub mod measure;
pub mod model;
mod read;
pub mod sheet;
pub mod status;

pub use coverage::{Coverage, Paid, Runs, coverage};
pub use day::DayOr;
pub use evidence::{Evidence, Heard, Part, RestsOn, Row};
pub use fault::{FAULTS, Fault, FaultKind};
pub use indicators::Telling;
pub use kind::{KINDS, Kind};
pub use measure::{Adds, Book, Measure, Unit};
pub use model::{
    Area, Capacity, IndicatorGroup, Level, Organisation, Pairing, Programme, Promise, Recomputed,
    Says, Sense, Side, Source, Stated, Words,
};
pub use read::read;
pub use status::{Status, Verdict, status};

use rust_decimal::Decimal;

/// What share of the straight line is on course where a programme says nothing else, in
/// per cent.
pub const ON_COURSE: Decimal = Decimal::from_parts(90, 0, 0, false, 0);
