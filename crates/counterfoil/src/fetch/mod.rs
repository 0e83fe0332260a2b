//! Getting data: which datasets there are, where they lie, and how to ask for
//! them politely.
//!
//! Nothing here reads XML or knows how a ledger is stored: what was fetched is
//! handed to the ledger's writer as `counterfoil import` would.

mod address;
mod bulk;
mod client;
mod job;
mod listing;
mod part;
mod queue;
mod registry;
mod report;
mod run;
mod state;

pub use bulk::Bulk;
pub use client::{Client, Limits};
pub use job::{Job, hash};
pub use part::Parts;
pub use queue::Patience;
pub use registry::list;
pub use run::{Around, Manners, run};
