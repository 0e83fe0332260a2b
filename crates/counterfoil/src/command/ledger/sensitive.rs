//! `counterfoil ledger sensitive`: places that are not to be told finely.

use super::said::{self, Folder, Format, Who};
use super::statements::{self, Undo};
use crate::command::note;
use crate::error::Result;
use clap::{Args, Subcommand};
use ledger::NewStatement;
use ledger::statement::kind;
use serde_json::json;
use std::process::ExitCode;

#[derive(Args)]
pub struct Sensitive {
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
    /// From now on tell places of an activity, a publisher or a country to one degree only
    Add(Add),
    /// Take it back for what is imported from now on; what was shortened stays so
    Undo(Undo),
}

#[derive(Args)]
struct Add {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// Identifier of the activity
    #[arg(long, value_name = "ID")]
    activity: Option<String>,
    /// Reference of the publisher
    #[arg(long, value_name = "REF")]
    publisher: Option<String>,
    /// Code of the country that activities name as recipient
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
}

impl Whose {
    fn subject(&self) -> String {
        let named = [
            ("activity", &self.activity),
            ("publisher", &self.publisher),
            ("country", &self.country),
        ];
        let mut named = named.into_iter();
        named
            .find_map(|(word, id)| Some(format!("{word} {}", id.as_ref()?)))
            .unwrap_or_default()
    }
}

impl Sensitive {
    pub fn run(&self) -> Result<ExitCode> {
        match &self.act {
            None => statements::list(&self.folder, self.format, |s| s.kind == kind::SENSITIVE),
            Some(Act::Add(add)) => self.add(add),
            Some(Act::Undo(undo)) => undo.run(&self.folder),
        }
    }

    fn add(&self, add: &Add) -> Result<ExitCode> {
        let new = NewStatement {
            kind: kind::SENSITIVE,
            subject: add.whose.subject(),
            body: json!({}),
            author: add.who.by.clone(),
            note: add.who.note.clone(),
            undoes: None,
        };
        let made = said::make(&self.folder, |writer, now| writer.state(new, now))?;
        note(
            "it holds for what is imported from now on; “ledger redact” applies it to what is stored",
        );
        Ok(made)
    }
}
