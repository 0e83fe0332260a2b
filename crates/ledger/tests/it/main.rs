//! The ledger, used as its users use it.

mod faults;
mod history;
mod past;
mod search;
mod support;
