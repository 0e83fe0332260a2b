//! `counterfoil ledger token`: who may write over the network.

use super::said::{Folder, Format};
use crate::answer::counted;
use crate::command::{note, now, output};
use crate::error::Result;
use crate::web::Tokens;
use clap::{Args, Subcommand};
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub struct Token {
    #[command(flatten)]
    folder: Folder,
    /// How to write the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Subcommand)]
enum Act {
    /// Make a token for an office and print it, once; only its hash is kept
    Add(Add),
    /// Make an office’s tokens count no more
    Remove(Remove),
}

#[derive(Args)]
struct Add {
    /// The office or role that will decide with it, such as “data desk”; never a person
    #[arg(long, value_name = "OFFICE")]
    by: String,
}

#[derive(Args)]
struct Remove {
    /// The office or role
    #[arg(value_name = "OFFICE")]
    by: String,
}

impl Token {
    pub fn run(&self) -> Result<ExitCode> {
        let folder = self.folder.path()?;
        // A folder that is no ledger gets no tokens.
        drop(ledger::Ledger::open(folder)?);
        let mut tokens = Tokens::read(folder)?;
        let mut out = output();
        match &self.act {
            Some(Act::Add(add)) => {
                let token = tokens.add(&add.by, &now())?;
                tokens.write(folder)?;
                writeln!(out, "{token}")?;
                note("keep it: it is not kept here, and cannot be shown again");
            }
            Some(Act::Remove(remove)) => {
                let removed = tokens.remove(&remove.by)?;
                tokens.write(folder)?;
                note(&format!(
                    "{} of {} removed",
                    counted(removed as u64, "token", "tokens"),
                    remove.by.trim()
                ));
            }
            None if self.format == Format::Json => {
                serde_json::to_writer_pretty(&mut out, &tokens.offices())
                    .map_err(std::io::Error::from)?;
                writeln!(out)?;
            }
            None => {
                for (office, made) in tokens.offices() {
                    writeln!(out, "{office}, made {made}")?;
                }
                let count = tokens.offices().len() as u64;
                writeln!(out, "{}", counted(count, "token", "tokens"))?;
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}
