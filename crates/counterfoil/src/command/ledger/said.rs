//! What the commands that make statements have in common.

use crate::answer::counted;
use crate::command::note;
use crate::error::{Error, Result};
use clap::{Args, ValueEnum};
use ledger::{Statement, Writer};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Which ledger, for a command and the commands below it.
#[derive(Args, Clone, Debug)]
pub struct Folder {
    /// Folder of the ledger
    #[arg(long, value_name = "DIR", env = "COUNTERFOIL_LEDGER", global = true)]
    ledger: Option<PathBuf>,
}

impl Folder {
    /// # Errors
    /// None was named.
    pub fn path(&self) -> Result<&Path> {
        let path = self.ledger.as_deref();
        path.ok_or_else(|| Error::asked("name the folder of the ledger with --ledger DIR, or in the variable COUNTERFOIL_LEDGER"))
    }
}

/// Who says so, and why.
#[derive(Args, Clone, Debug)]
pub struct Who {
    /// The office or role that says so, such as “data desk”; never a person
    #[arg(long, value_name = "OFFICE")]
    pub by: String,
    /// Why, in a sentence that others can read later
    #[arg(long, value_name = "TEXT")]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// Opens the ledger for writing, makes a statement, and says which.
///
/// # Errors
/// There is no ledger, another writer is at work, or it says something that cannot be.
pub fn make(
    folder: &Folder,
    state: impl FnOnce(&mut Writer, &str) -> ledger::error::Result<Statement>,
) -> Result<ExitCode> {
    let mut writer = super::open_writer(folder.path()?)?;
    let made = state(&mut writer, &crate::command::now())?;
    writer.finish()?;
    note(&format!(
        "statement {}: {}; “ledger statements undo {}” takes it back",
        made.seq,
        in_words(&made),
        made.seq
    ));
    Ok(ExitCode::SUCCESS)
}

/// What a statement says, in words.
pub fn in_words(statement: &Statement) -> String {
    use ledger::statement::kind;
    let text = |key: &str| statement.body[key].as_str().unwrap_or("").to_owned();
    let number = |key: &str| statement.body[key].as_u64().unwrap_or(0);
    let subject = &statement.subject;
    match statement.kind.as_str() {
        kind::DATASET => format!("{subject} belongs to the dataset {}", text("to")),
        kind::PUBLISHED => format!(
            "{subject} was published on {}",
            text("on").replace("T00:00:00", "")
        ),
        kind::WITHDRAWN => format!("{subject} does not count"),
        kind::SENSITIVE => format!("places of {subject} are told coarsely"),
        kind::RATES => format!(
            "exchange {subject}: {} of {}, sha256 {}",
            counted(number("rates"), "rate", "rates"),
            counted(number("currencies"), "currency", "currencies"),
            text("sha256").get(..12).unwrap_or_default()
        ),
        kind::PROGRAMME => format!(
            "the text of {subject}: {}, {}, sha256 {}",
            counted(number("pairings"), "pairing", "pairings"),
            counted(number("promises"), "promise", "promises"),
            text("sha256").get(..12).unwrap_or_default()
        ),
        kind::ALIAS => format!("{subject} is {}", text("is")),
        kind::DECISION => {
            let verdict = text("verdict");
            let words = ledger::matched::Verdict::ALL.into_iter();
            let mut words = words.filter(|v| v.as_str() == verdict);
            let done = words.next().map_or(verdict.as_str(), |v| v.done());
            format!("{subject} is {done}")
        }
        kind::UNDO => format!("{subject} is taken back"),
        other => format!("{other}: {subject}"),
    }
}
