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

/// What a registry answers, and the notes of a run, from any bytes: for the fuzz targets.
pub fn tried(bytes: &[u8]) {
    let listed = (
        listing::parse(bytes).is_ok(),
        listing::package(bytes).map(Job::listed),
        listing::publisher_id(bytes),
        state::read_lines(bytes).1,
    );
    std::hint::black_box(listed);
}

pub use bulk::Bulk;
pub use client::{Client, Limits};
pub use job::{Job, hash};
pub use part::Parts;
pub use queue::Patience;
pub use registry::list;
pub use run::{Around, Manners, run};
