//! What a promise is judged by: dated rows, each leading back to what it rests on.

use super::measure::{Book, Unit};
use crate::results::Nature;
use iati::position::Position;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The answer to a [`Measure`](super::measure::Measure), of all books and all days: what
/// is seen on a day is chosen here, not by who fills it.
///
/// Money is converted at its own day where there is a rate, and otherwise left in its own
/// currency. A count bears the promise's unit; an activity counts 1 on the day from which
/// its status holds, a date that an event is asked for 1 in `events`. Of a share each row is a
/// numerator or a denominator, and a base that is stated is one denominator of the
/// announcer's, on its day or else on the promise's first. Both sides' books are filled in
/// where both tell, each in its own series (a disbursement and its incoming funds).
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub rows: Vec<Row>,
    /// Until which day a book that answers the question is published. A book that is kept
    /// and tells no money says that there was none; a book that nobody has says nothing.
    pub heard: Vec<Heard>,
    /// What the words of an indicator say, where the measure does not.
    pub nature: Option<Nature>,
    /// The indicator's own baseline, in the promise's unit.
    pub baseline: Option<Decimal>,
}

/// One figure, as one publication or source tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The day it is about: of the payment, of the handing over, the last of the period.
    pub day: Date,
    /// The day it was published or said. It is not seen before.
    pub told: Date,
    /// The day on which a later publication took it back or put another figure in its
    /// place; from then on it is not seen.
    pub gone: Option<Date>,
    pub book: Book,
    pub part: Part,
    /// What it is a later figure of: activity and indicator. Only of use where the latest
    /// counts.
    pub series: String,
    pub value: Decimal,
    /// After conversion, if there was a rate; otherwise the unit it is told in.
    pub unit: Unit,
    pub rests_on: RestsOn,
}

/// What a row is of a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// It is no share.
    #[default]
    Whole,
    Numerator,
    Denominator,
}

/// Where a row leads back to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RestsOn {
    /// Name or number of the publication, or of the source.
    pub publication: String,
    pub activity: Option<String>,
    /// Path below the activity, e.g. `transaction[2]`.
    pub element: Option<String>,
    pub position: Option<Position>,
}

/// Until which day a book is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub book: Book,
    /// The day of a publication.
    pub on: Date,
}

impl Evidence {
    /// The last day up to `as_of` on which a book was published.
    #[must_use]
    pub fn last_heard(&self, book: Book, as_of: Date) -> Option<Date> {
        let rows = self.rows.iter().map(|r| (r.book, r.told));
        let heard = self.heard.iter().map(|h| (h.book, h.on));
        let days = heard
            .chain(rows)
            .filter(|(b, on)| *b == book && *on <= as_of);
        days.map(|(_, on)| on).max()
    }
}
