//! So much money.

use super::{Counted, Figure, Kind};
use iati::said::phrase;

pub const KIND: Kind = Kind {
    id: phrase("amount"),
    text: "`amount` of money",
    counted: Counted::Money,
    figure: Figure::AsTold,
    without: &[
        (&["unit"], "an amount has a `currency`"),
        (&["baseline"], "an amount starts at nothing"),
    ],
    asks: |measure, unit| matches!(unit, super::Unit::Currency(code) if measure.currency() == Some(code)),
};
