//! The money in what is published, and whether two books agree.
//!
//! Pure: no disk, no network, no clock. [`book`] turns an activity into the
//! entries that its publisher tells; [`change`] says what two versions of one differ in;
//! [`flows`] divides published amounts over sectors and places, by one of three methods;
//! [`rate`] tells what an amount is in another currency, or at the prices of another year;
//! [`reconcile`] lays the books of any publishers beside each other and finds which lines
//! tell one event, and [`trace`] follows money from one activity to the next; [`results`]
//! says what indicators come to, and [`programme`] what was announced and what became of
//! it.

pub mod book;
pub mod change;
pub mod classify;
pub mod exact;
pub mod flows;
mod heard;
pub mod key;
pub mod kind;
pub mod programme;
pub mod rate;
pub mod reconcile;
pub mod results;
pub mod trace;
