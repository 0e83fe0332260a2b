//! `counterfoil ledger alias`: organisations that are known under several references.

use super::said::{self, Folder, Format, Who};
use super::statements::Undo;
use crate::answer::counted;
use crate::command::output;
use crate::error::Result;
use clap::{Args, Subcommand};
use ledger::statement::kind;
use ledger::{AsOf, NewStatement};
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub struct Alias {
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
    /// Say that an identifier stands for the organisation that uses another now
    Add(Add),
    /// Take it back
    Undo(Undo),
}

#[derive(Args)]
struct Add {
    /// The identifier as some write it
    #[arg(value_name = "REF")]
    alias: String,
    /// The identifier that the organisation uses
    #[arg(long, value_name = "REF")]
    is: String,
    #[command(flatten)]
    who: Who,
}

impl Alias {
    pub fn run(&self) -> Result<ExitCode> {
        match &self.act {
            None => self.list(),
            Some(Act::Undo(undo)) => undo.run(&self.folder),
            Some(Act::Add(add)) => {
                let new = NewStatement {
                    kind: kind::ALIAS,
                    subject: format!("organisation {}", add.alias.trim()),
                    body: json!({ "is": add.is.trim() }),
                    author: add.who.by.clone(),
                    note: add.who.note.clone(),
                    undoes: None,
                };
                said::make(&self.folder, |writer, now| writer.state(new, now))
            }
        }
    }

    fn list(&self) -> Result<ExitCode> {
        let ledger = ledger::Ledger::open(self.folder.path()?)?;
        let view = ledger.view(&AsOf::default())?;
        let all = view.aliases();
        let mut out = output();
        match self.format {
            Format::Json => {
                let each = all.iter().map(
                    |(alias, is, statement)| json!({ "alias": alias, "is": is, "statement": statement }),
                );
                let each: Vec<Value> = each.collect();
                serde_json::to_writer_pretty(&mut out, &each).map_err(std::io::Error::from)?;
                writeln!(out)?;
            }
            Format::Text => {
                for (alias, is, statement) in &all {
                    let by = match statement {
                        Some(seq) => format!("statement {seq}"),
                        None => "built in".to_owned(),
                    };
                    writeln!(out, "{alias} is {is} ({by})")?;
                }
                let total = counted(all.len() as u64, "reference", "references");
                writeln!(out, "{total}")?;
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}
