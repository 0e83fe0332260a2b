//! Published amounts as flows: one part for each sector and place, exactly
//! divided, with what it rests on.
//!
//! [`Facts`] hold what an activity says, as written. A [`method::Method`] makes
//! [`Flow`]s of them. [`counted`] says which rows of a set of activities count in
//! totals and why others do not; [`boundary`] tells incoming, internal and
//! outgoing money apart; [`compare`] lays the methods beside each other.
//!
//! Source of the rules: the standard's guidance, and what the programs of the
//! field do, as each file says.

pub mod boundary;
pub mod budget;
pub mod cdfd;
pub mod compare;
pub mod counted;
pub mod facts;
pub mod flow;
pub mod method;
pub mod number;
pub mod period;
mod read;
pub mod reason;
pub mod series;
pub mod share;
pub mod split;
pub mod weigh;

pub use facts::Facts;
pub use flow::{At, Basis, Element, Flow, Label, LeftOut, List, Notes, Party, Slot, When};
pub use method::{METHODS, Method, Target, named};
pub use reason::Reason;
pub use series::Series;
