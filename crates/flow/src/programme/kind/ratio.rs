//! So much beside a base from outside, such as revenue.

use super::{Counted, Figure, Kind};
use iati::said::phrase;

pub const KIND: Kind = Kind {
    id: phrase("ratio"),
    text: "`ratio` of a base such as revenue",
    counted: Counted::Percent,
    figure: Figure::AsTold,
    without: &[(&["currency", "unit"], "a share or a ratio is in per cent")],
    asks: super::is_percentage,
};
