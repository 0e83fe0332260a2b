//! A part of funds, by purpose.

use super::{Counted, Figure, Kind};
use iati::said::phrase;

pub const KIND: Kind = Kind {
    id: phrase("share"),
    text: "`share` of funds by purpose",
    counted: Counted::Percent,
    figure: Figure::AsTold,
    without: &[(&["currency", "unit"], "a share or a ratio is in per cent")],
    asks: super::is_percentage,
};
