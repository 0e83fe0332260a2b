//! The chain of money: from one activity up to where it came from, or down to
//! where it went.
//!
//! [`Accounts`] take what publishers say, [`Graph::new`] puts each line between
//! two activities and joins what both sides tell, [`trace`] follows the money of
//! one activity by a stated convention. `docs/trace.md` tells the rules.
//!
//! Guarantees: what is followed from the start is what ends, to the last minor
//! unit; each activity is gone through once, so nothing is followed twice and
//! circles come to an end; the two sides' accounts of one payment are both shown
//! and never added; what has no amount in the common currency is listed and never
//! counts as zero; the order in which accounts were read in changes nothing.

mod account;
mod describe;
mod dot;
mod fault;
mod fifo;
mod follow;
mod graph;
mod identifier;
mod json;
mod layout;
mod net;
mod node;
mod posting;
mod share;
mod svg;
mod tell;
mod text;
mod told;
mod view;
mod way;

pub use account::{Accounts, Unit};
pub use dot::dot;
pub use fault::{Fault, FaultKind};
pub use follow::trace;
pub use graph::{Graph, NotFound};
pub use identifier::{Differs, Nearest};
pub use json::json;
pub use node::{NodeId, NodeKind};
pub use posting::{Joined, Series, Whose};
pub use svg::{SVG_STYLE, SvgLayout, svg};
pub use text::{TextLayout, text};
pub use told::{
    Account, Balance, Convention, Direction, End, EndKind, Flow, Native, Place, Share, Step, Trace,
    Without,
};
