//! The money in what is published, and whether two books agree.
//!
//! Pure: no disk, no network, no clock. [`book`] turns an activity into the
//! entries that its publisher tells; [`pair`] lays two publishers' entries side
//! by side; [`flows`] divides published amounts over sectors and places, by one of
//! three methods; [`rate`] tells what an amount is in another currency, or
//! at the prices of another year.

pub mod book;
pub mod change;
pub mod classify;
pub mod flows;
pub mod key;
pub mod kind;
pub mod pair;
pub mod rate;
pub mod reconcile;
