//! `counterfoil ledger statements`: what was said about the record.

use super::said::{self, Folder, Format, Who, in_words};
use crate::answer::counted;
use crate::command::output;
use crate::error::Result;
use clap::{Args, Subcommand};
use ledger::{AsOf, Statement};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub struct Statements {
    #[command(flatten)]
    folder: Folder,
    /// How to write them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Subcommand)]
enum Act {
    /// Take a statement back
    Undo(Undo),
}

#[derive(Args)]
pub struct Undo {
    /// Number of the statement, as “counterfoil ledger statements” lists it
    #[arg(value_name = "STATEMENT")]
    statement: u64,
    #[command(flatten)]
    who: Who,
}

impl Statements {
    pub fn run(&self) -> Result<ExitCode> {
        match &self.act {
            Some(Act::Undo(undo)) => undo.run(&self.folder),
            None => list(&self.folder, self.format, |_| true),
        }
    }
}

impl Undo {
    pub fn run(&self, folder: &Folder) -> Result<ExitCode> {
        said::make(folder, |writer, now| {
            writer.undo(self.statement, &self.who.by, &self.who.note, now)
        })
    }
}

/// Lists the statements that are asked for, in order.
pub fn list(
    folder: &Folder,
    format: Format,
    asked: impl Fn(&Statement) -> bool,
) -> Result<ExitCode> {
    let ledger = ledger::Ledger::open(folder.path()?)?;
    let view = ledger.view(&AsOf::default())?;
    let counting = view.statements_in_force();
    let is_counting = |s: &Statement| counting.iter().any(|c| c.seq == s.seq);
    let all: Vec<&Statement> = view.statements().into_iter().filter(|s| asked(s)).collect();
    let mut out = output();
    match format {
        Format::Json => write_json(&all, is_counting, &mut out)?,
        Format::Text => write_text(&all, is_counting, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn write_json(
    all: &[&Statement],
    is_counting: impl Fn(&Statement) -> bool,
    out: &mut dyn Write,
) -> Result<()> {
    let mut rows = Vec::with_capacity(all.len());
    for statement in all {
        let mut row = serde_json::to_value(statement).map_err(std::io::Error::from)?;
        row["in_force"] = json!(is_counting(statement));
        rows.push(row);
    }
    serde_json::to_writer_pretty(&mut *out, &rows).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn write_text(
    all: &[&Statement],
    is_counting: impl Fn(&Statement) -> bool,
    out: &mut dyn Write,
) -> Result<()> {
    for s in all {
        let taken_back = if is_counting(s) { "" } else { " (taken back)" };
        writeln!(out, "{:>5}  {}{taken_back}", s.seq, in_words(s))?;
        let note = if s.note.is_empty() {
            "no note"
        } else {
            &s.note
        };
        writeln!(
            out,
            "       by {}, {}, after import {}: {note}",
            s.author, s.made, s.after
        )?;
    }
    let total = counted(all.len() as u64, "statement", "statements");
    writeln!(out, "{total}")?;
    Ok(())
}
