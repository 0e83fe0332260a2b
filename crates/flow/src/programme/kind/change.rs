//! A level that rises or falls by so many per cent of where it started.
//!
//! What adds up from period to period has no level, and a level that starts at nothing
//! has no per cent: such a promise is not measurable, and says why.

use super::{Counted, Figure, Kind};
use iati::said::phrase;

pub const KIND: Kind = Kind {
    id: phrase("change"),
    text: "`change` of an indicator in per cent of its baseline",
    counted: Counted::Things,
    figure: Figure::AgainstBaseline,
    without: &[(&["currency"], "a change has the `unit` of its indicator")],
    // Of what is in per cent already it could be told in per cent or in points.
    asks: super::counts,
};
