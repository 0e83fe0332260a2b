//! Something done by a day.

use super::{Counted, Figure, Kind};
use crate::programme::Measure;
use iati::said::phrase;

pub const KIND: Kind = Kind {
    id: phrase("date"),
    text: "`date` something is done by",
    counted: Counted::Events,
    figure: Figure::AsTold,
    without: &[
        (
            &[
                "currency",
                "unit",
                "target",
                "no_figure",
                "baseline",
                "sense",
            ],
            "what is done by a day has no figure",
        ),
        (&["no_deadline"], "what is done by a day has one"),
    ],
    asks: |measure, _| matches!(measure, Measure::Event(_)),
};
