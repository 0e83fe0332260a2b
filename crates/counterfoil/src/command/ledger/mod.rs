//! `counterfoil ledger`: looking after a ledger.

mod alias;
mod dataset;
mod redact;
pub(super) mod said;
mod sensitive;
mod statements;
mod token;

use super::{LedgerArg, note, output};
use crate::answer::{counted, grouped};
use crate::error::Result;
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::export::Written;
use ledger::{AsOf, Info, Saved, Verified, Writer, export};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const EXAMPLES: &str = "Examples:
  counterfoil ledger info --ledger counterfoil-demo
  counterfoil ledger verify --ledger counterfoil-demo
  counterfoil ledger export --output tables --ledger counterfoil-demo";

/// Look after a ledger: verify it, correct it, take out what should not be in it
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Ledger {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Say what the ledger holds and how large it is
    Info(InfoArgs),
    /// Check that all that is kept is as it was written; exit status 1 if something is not
    Verify(LedgerArg),
    /// Make the search index anew; what is kept stays as it is
    Rebuild(LedgerArg),
    /// Make the ledger smaller; nothing of its history is lost
    Compact(LedgerArg),
    /// Bring a ledger of an older format up to date
    Migrate(LedgerArg),
    /// List datasets (series of files, of which the newest counts); correct what was taken down wrongly
    Dataset(dataset::Dataset),
    Redact(redact::Redact),
    /// List activities, publishers and countries whose places are given only to the nearest degree; add one
    Sensitive(sensitive::Sensitive),
    /// List identifiers that stand for the same organisation; add one
    Alias(alias::Alias),
    /// List the offices that may decide over the network; make or remove a token
    Token(token::Token),
    /// List what people said of this ledger: corrections, decisions, tables of rates; take one back
    Statements(statements::Statements),
    /// Write plain tables that DuckDB, Spark and pandas read, with the SQL of the main questions
    Export(ExportArgs),
}

#[derive(Args)]
struct InfoArgs {
    #[command(flatten)]
    folder: LedgerArg,
    /// How to write it
    #[arg(long, value_enum, default_value_t = InfoFormat::Text)]
    format: InfoFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InfoFormat {
    Text,
    Json,
}

#[derive(Args)]
struct ExportArgs {
    #[command(flatten)]
    folder: LedgerArg,
    /// How to write the tables
    #[arg(long, value_enum, default_value_t = TableFormat::Parquet)]
    format: TableFormat,
    /// Folder to write to: new, empty, or holding an earlier export
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    moment: crate::question::Moment,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    Parquet,
    Csv,
}

impl Ledger {
    pub fn run(&self) -> Result<ExitCode> {
        match &self.act {
            Act::Info(asked) => info(asked),
            Act::Verify(folder) => verify(&folder.ledger),
            Act::Rebuild(folder) => rebuild(&folder.ledger),
            Act::Compact(folder) => compact(&folder.ledger),
            Act::Migrate(folder) => migrate(&folder.ledger),
            Act::Dataset(dataset) => dataset.run(),
            Act::Redact(redact) => redact.run(),
            Act::Sensitive(sensitive) => sensitive.run(),
            Act::Alias(alias) => alias.run(),
            Act::Token(token) => token.run(),
            Act::Statements(statements) => statements.run(),
            Act::Export(asked) => export_tables(asked),
        }
    }
}

/// Looking after is for a ledger that is there: none is made.
pub(super) fn open_writer(folder: &Path) -> Result<Writer> {
    // Nor of a record that was emptied: an index could still tell of what it held.
    let record = std::fs::metadata(folder.join(ledger::RECORD_FILE));
    if record.map_or(true, |file| file.len() == 0) {
        return Err(ledger::Error::NoLedger(folder.to_owned()).into());
    }
    super::open_writer(folder)
}

fn rebuild(folder: &Path) -> Result<ExitCode> {
    let mut writer = open_writer(folder)?;
    let bar = bar(TO_INDEX);
    let versions = writer.rebuild(&|done, of| follow(&bar, done, of))?;
    bar.finish_and_clear();
    writer.finish()?;
    note(&format!(
        "the search index was made from {}",
        counted(versions, "stored version", "stored versions")
    ));
    Ok(ExitCode::SUCCESS)
}

fn migrate(folder: &Path) -> Result<ExitCode> {
    open_writer(folder)?.finish()?;
    note("the ledger is of this program's format");
    Ok(ExitCode::SUCCESS)
}

fn info(asked: &InfoArgs) -> Result<ExitCode> {
    let info = Info::read(&asked.folder.ledger)?;
    let mut out = output();
    match asked.format {
        InfoFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &info).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        InfoFormat::Text => write_info(&info, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn write_info(info: &Info, out: &mut dyn Write) -> Result<()> {
    let between = |from: &Option<String>, to: &Option<String>| match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => "none yet".to_owned(),
    };
    let number = |n: u64| grouped(&n.to_string());
    let shared = info.members_per_version.map_or_else(String::new, |n| {
        format!(" (each in {n:.1} publications on average)")
    });
    let rows = [
        ("format", info.format.to_string()),
        ("derivation", info.derivation.to_string()),
        ("publications", number(info.publications)),
        ("refused", number(info.refused.len() as u64)),
        ("datasets", number(info.datasets)),
        ("publishers", number(info.publishers)),
        ("records in them", number(info.members)),
        ("versions stored", number(info.versions) + &shared),
        ("received", size(info.received_bytes)),
        ("record", size(info.record_bytes)),
        ("index", size(info.index_bytes)),
        ("index reaches", format!("import {}", info.index_reaches)),
        (
            "published",
            between(&info.first_published, &info.last_published),
        ),
        (
            "imported",
            between(&info.first_imported, &info.last_imported),
        ),
        ("end of the chain", info.chain.clone().unwrap_or_default()),
        ("statements", number(info.statements)),
        ("documents", number(info.documents)),
        (
            "end of theirs",
            info.chain_of_statements.clone().unwrap_or_default(),
        ),
        ("redacted later", number(info.redacted)),
    ];
    for (what, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "{what:18}{value}")?;
    }
    for refused in &info.refused {
        let (number, source, why) = (refused.publication, &refused.source, &refused.reason);
        writeln!(out, "refused           import {number}, {source}: {why}")?;
    }
    Ok(())
}

/// A size in megabytes, small ones in bytes.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} bytes", grouped(&bytes.to_string())),
        _ => format!(
            "{}.{} MB",
            grouped(&(bytes / 1_000_000).to_string()),
            bytes / 100_000 % 10
        ),
    }
}

/// What is told of versions that are brought into the index.
pub(super) const TO_INDEX: &str = "versions into the search index";

/// A bar on a terminal, nothing elsewhere.
pub(super) fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

pub(super) fn follow(bar: &ProgressBar, done: u64, of: u64) {
    bar.set_length(of);
    bar.set_position(done);
}

fn verify(folder: &Path) -> Result<ExitCode> {
    let bar = bar("versions and publications");
    let found = ledger::verify(folder, &|done, of| follow(&bar, done, of))?;
    bar.finish_and_clear();
    let mut out = output();
    write_verified(&found, &mut out)?;
    out.flush()?;
    Ok(ExitCode::from(u8::from(!found.faults.is_empty())))
}

fn write_verified(found: &Verified, out: &mut dyn Write) -> Result<()> {
    for fault in &found.faults {
        writeln!(out, "{}: {}\n  {}", fault.place, fault.what, fault.mend)?;
    }
    for remark in &found.remarks {
        writeln!(out, "note: {remark}")?;
    }
    let said = match found.faults.len() as u64 {
        0 => "all is as it was written".to_owned(),
        n => counted(n, "fault", "faults"),
    };
    writeln!(
        out,
        "{}, {}, {}{}{}: {said}",
        counted(found.publications, "publication", "publications"),
        counted(found.versions, "version", "versions"),
        counted(found.documents, "indexed row", "indexed rows"),
        match found.statements {
            0 => String::new(),
            n => format!(", {}", counted(n, "statement", "statements")),
        },
        match found.kept {
            0 => String::new(),
            n => format!(", {}", counted(n, "document", "documents")),
        },
    )?;
    Ok(())
}

fn compact(folder: &Path) -> Result<ExitCode> {
    let saved: Saved = ledger::compact(folder)?;
    let mut out = output();
    for (what, (before, after)) in [("record", saved.record), ("index", saved.index)] {
        writeln!(
            out,
            "{what:8}{} before, {} now, {} saved",
            size(before),
            size(after),
            size(before.saturating_sub(after))
        )?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn export_tables(asked: &ExportArgs) -> Result<ExitCode> {
    let at: AsOf = asked.moment.read()?;
    let format = match asked.format {
        TableFormat::Parquet => export::Format::Parquet,
        TableFormat::Csv => export::Format::Csv,
    };
    let ledger = ledger::Ledger::open(&asked.folder.ledger)?;
    let view = ledger.view(&at)?;
    let bar = bar("activities");
    let written = export::write(&view, format, &asked.output, &|done, of| {
        follow(&bar, done, of);
    })?;
    bar.finish_and_clear();
    say_written(&written, &asked.output)
}

fn say_written(written: &Written, folder: &Path) -> Result<ExitCode> {
    let mut out = output();
    for (file, rows) in &written.tables {
        writeln!(out, "{file:32}{:>12}", counted(*rows, "row", "rows"))?;
    }
    writeln!(out, "{}", written.questions)?;
    if written.not_as_decimal > 0 {
        writeln!(
            out,
            "{} in value_text only: more digits than the decimal column holds",
            counted(written.not_as_decimal, "amount stands", "amounts stand")
        )?;
    }
    writeln!(out, "in {}", folder.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
