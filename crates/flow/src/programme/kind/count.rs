//! So many things, or an indicator's figure.

use super::{Counted, Figure, Kind};
use crate::programme::Unit;
use iati::said::phrase;

pub const KIND: Kind = Kind {
    id: phrase("count"),
    text: "`count` of things",
    counted: Counted::Things,
    figure: Figure::AsTold,
    without: &[(&["currency"], "a count has a `unit`")],
    // An indicator may be in per cent itself.
    asks: |measure, unit| match unit {
        Unit::Percent => super::is_percentage(measure, unit),
        _ => super::counts(measure, unit),
    },
};
