//! `counterfoil ledger`: looking after a ledger.

use super::{LedgerArg, note};
use crate::answer::counted;
use crate::error::Result;
use clap::{Args, Subcommand};
use ledger::Writer;
use std::process::ExitCode;

/// Look after a ledger
#[derive(Args)]
pub struct Ledger {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Derive the index again from the record
    Rebuild(LedgerArg),
}

impl Ledger {
    pub fn run(&self) -> Result<ExitCode> {
        let Act::Rebuild(folder) = &self.act;
        // Rebuilding is for a ledger that is there: none is made.
        if !folder.ledger.join(ledger::RECORD_FILE).exists() {
            return Err(ledger::Error::NoLedger(folder.ledger.clone()).into());
        }
        let mut writer = Writer::open(&folder.ledger)?;
        let versions = writer.rebuild()?;
        writer.finish()?;
        note(&format!(
            "derived from {}",
            counted(versions, "stored version", "stored versions")
        ));
        Ok(ExitCode::SUCCESS)
    }
}
