//! Counterfoil: the open ledger for aid programmes.
//!
//! This crate is the edge: arguments, terminal, network, clock. What it knows
//! it asks of `ledger`; what it judges it asks of `iati` and `flow`.

#[macro_use]
mod tongue;

mod answer;
mod command;
mod compare;
mod demo;
mod dossier;
mod drawing;
mod error;
mod export;
mod fetch;
mod flowing;
mod laid;
mod picture;
mod programme;
mod question;
mod report;
mod sheet;
mod web;

#[doc(hidden)]
pub mod examples;
#[doc(hidden)]
pub mod fuzzing;

use error::Error;
use std::process::ExitCode;

/// The program: reads the arguments, does what they say, and says what it could not do.
#[must_use]
pub fn run() -> ExitCode {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !ledger::is_of_index(panic) && !export::is_of_workbook(panic) {
            tell(panic);
        }
    }));
    match command::run() {
        Ok(code) => code,
        // The reader of our output has what it wanted.
        Err(Error::Closed) => ExitCode::SUCCESS,
        Err(error) => {
            command::complain(&error);
            ExitCode::from(2)
        }
    }
}
