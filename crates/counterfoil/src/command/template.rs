//! `counterfoil template`: a workbook to fill in.

use crate::answer::counted;
use crate::command::output;
use crate::error::{Error, Result};
use crate::sheet;
use clap::Args;
use iati::sheet::heading::{LANGUAGES, SHEETS};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLE: &str = "Example:
  counterfoil template to-fill-in.xlsx --language fr";

/// Write a workbook to fill in, for those who keep their activities in spreadsheets
///
/// Then “counterfoil import FILE.xlsx” checks all of it, names sheet, row and column of
/// every fault, and keeps what is right.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Template {
    /// Where to write it (.xlsx)
    #[arg(value_name = "FILE")]
    path: PathBuf,
    /// The language of its headings
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = LANGUAGES)]
    language: String,
}

impl Template {
    pub fn run(&self) -> Result<ExitCode> {
        if self.path.exists() {
            return Err(Error::Asked {
                message: format!("{}: it is there already", self.path.display()),
                hint: Some("name a new file; nothing is written over".to_owned()),
            });
        }
        sheet::write_template(&self.path, &self.language)?;
        let mut out = output();
        let sheets = counted(SHEETS.len() as u64, "sheet", "sheets");
        writeln!(out, "{}: {sheets} to fill in", self.path.display())?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}
