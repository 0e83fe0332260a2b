//! What activities say they achieved, read as figures and rolled up.
//!
//! [`track`](track::tracks) reads the indicators of one activity, [`nature`] judges
//! whether their periods add up, [`Track::stand`] says where one stands on a day,
//! [`roll_up`] adds those of several activities that may be added, and [`small`] hides
//! counts that are too small to be shown. `docs/results.md` tells the rules.

pub mod nature;
pub mod rollup;
pub mod small;
pub mod stand;
pub mod track;
pub mod value;

pub use nature::{Judged, Nature};
pub use rollup::{LeftOut, Member, RollUp, Total, by_reference, quotient, roll_up};
pub use stand::{Gap, GapKind, NoFigure, Progress, Stand, Undefined};
pub use track::{Part, Span, Told, Track, tracks};
pub use value::{Measure, Number, Reading};
