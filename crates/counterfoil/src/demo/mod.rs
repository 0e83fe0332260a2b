//! The programme that `counterfoil demo` shows: invented people, places and sums, told as two
//! years of quarterly publications by both sides.
//!
//! What happened stands in the tables beside this file and can be edited there; the modules
//! below turn it into IATI files. Nothing here knows the clock, the disk or the ledger.

mod activity;
mod book;
mod dice;
mod difference;
mod figures;
mod link;
mod payment;
mod planting;
mod programme;
mod publication;
mod results;
mod revision;
mod table;
mod time;
mod world;
mod xml;

#[cfg(test)]
mod tests;

pub use world::{planted, publications};

/// The office's own text: pairings, promises, what is given in kind.
pub const PROGRAMME: &str = include_str!("programme.toml");
