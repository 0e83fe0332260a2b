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

use error::Error;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A quarter of the time of an import or of a total went into the system's allocator:
/// what is published comes as very many short texts.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !ledger::is_of_index(panic) {
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
