//! `counterfoil programme`: an office's text of pairings and promises, checked and kept.

use super::ledger::open_writer;
use super::ledger::said::Who;
use super::{LedgerArg, now, output};
use crate::answer::counted;
use crate::error::{Error, Result};
use clap::{Args, Subcommand};
use flow::programme::{Fault, read};
use ledger::AsOf;
use ledger::programmes::Handed;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Larger than any text that a person keeps.
const LARGEST: u64 = 16 << 20;

const EXAMPLES: &str = "Examples:
  counterfoil programme check counterfoil-demo/programme.toml
  counterfoil programme import counterfoil-demo/programme.toml --by \"data desk\" --note \"first text\" --ledger my-ledger";

/// Check an office’s own text of pairings and promises, and keep it
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Programme {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Say every fault in a text, with its line; keep nothing
    Check(Check),
    /// Keep a text in the ledger for good; the newest of its id counts
    Import(Import),
    /// Write a kept text out as it was handed in
    Show(Show),
}

#[derive(Args)]
struct Check {
    /// The text, in TOML (docs/programme.md tells its form)
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Args)]
struct Import {
    /// The text, in TOML (docs/programme.md tells its form)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    folder: LedgerArg,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
struct Show {
    /// Id of the programme, as “counterfoil ask programmes” lists it
    #[arg(value_name = "ID")]
    programme: String,
    #[command(flatten)]
    folder: LedgerArg,
    /// As known at this import: its number, as “counterfoil ask publications” lists it
    #[arg(long, value_name = "IMPORT")]
    known_at: Option<u64>,
}

impl Programme {
    pub fn run(&self) -> Result<ExitCode> {
        match &self.act {
            Act::Check(asked) => asked.run(),
            Act::Import(asked) => asked.run(),
            Act::Show(asked) => asked.run(),
        }
    }
}

/// A text from a file, without a byte order mark.
fn text(path: &Path) -> Result<String> {
    let text = super::text_of(path, LARGEST, "a programme’s text")?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned))
}

/// All faults, one a line; the exit status says that there are some.
fn complain(path: &Path, faults: &[Fault]) -> Result<ExitCode> {
    let mut out = output();
    for fault in faults {
        writeln!(out, "{}:{fault}", path.display())?;
    }
    let count = counted(faults.len() as u64, "fault", "faults");
    writeln!(out, "{count}; nothing was kept")?;
    out.flush()?;
    Ok(ExitCode::from(1))
}

impl Check {
    fn run(&self) -> Result<ExitCode> {
        let programme = match read(&text(&self.file)?) {
            Ok(programme) => programme,
            Err(faults) => return complain(&self.file, &faults),
        };
        let mut out = output();
        writeln!(
            out,
            "{}: “{}” with {}, {}, {}; no fault",
            self.file.display(),
            programme.id,
            counted(
                programme.organisations.len() as u64,
                "organisation",
                "organisations"
            ),
            counted(programme.pairings.len() as u64, "pairing", "pairings"),
            counted(programme.promises.len() as u64, "promise", "promises"),
        )?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Import {
    fn run(&self) -> Result<ExitCode> {
        let text = text(&self.file)?;
        let mut writer = open_writer(&self.folder.ledger)?;
        let handed = writer.keep_programme(&text, &self.who.by, &self.who.note, &now())?;
        writer.finish()?;
        let mut out = output();
        match handed {
            Handed::Faults(faults) => return complain(&self.file, &faults),
            Handed::Already => writeln!(out, "this text is kept already; nothing was changed")?,
            Handed::Kept(made) => writeln!(
                out,
                "statement {}: {}; “counterfoil ask promises --programme {}” says what became of them",
                made.seq,
                super::ledger::said::in_words(&made),
                made.subject.trim_start_matches("programme ")
            )?,
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    fn run(&self) -> Result<ExitCode> {
        let ledger = ledger::Ledger::open(&self.folder.ledger)?;
        let view = ledger.view(&AsOf {
            published: None,
            known: self.known_at,
        })?;
        let kept = view.kept_programmes()?;
        let kept = kept.iter().find(|k| k.counts && k.id == self.programme);
        let kept = kept.ok_or_else(|| {
            Error::asked(format!(
                "“{}”: no programme of that id is kept (“counterfoil ask programmes” lists them)",
                self.programme
            ))
        })?;
        let mut out = output();
        out.write_all(view.programme_text(kept)?.as_bytes())?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}
