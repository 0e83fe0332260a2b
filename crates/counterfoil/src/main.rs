//! Counterfoil: the open ledger for aid programmes.
//!
//! This crate is the edge: arguments, terminal, network, clock. What it knows
//! it asks of `ledger`; what it judges it asks of `iati` and `flow`.

mod answer;
mod command;
mod compare;
mod demo;
mod error;
mod export;
mod fetch;
mod flowing;
mod question;
mod report;
mod web;

use error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
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
