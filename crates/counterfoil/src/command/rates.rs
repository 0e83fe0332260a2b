//! `counterfoil rates`: tables of exchange rates, in files and in the record.

use super::ledger::open_writer;
use super::ledger::said::{Format, Who, in_words};
use super::{LedgerArg, now, output};
use crate::answer::counted;
use crate::error::{Error, Result};
use clap::{Args, Subcommand};
use flow::rate::{Coverage, Rates as Table};
use ledger::AsOf;
use ledger::rates::{BUILTIN, KeptRates};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Larger than any table of rates that is published.
const LARGEST: u64 = 64 << 20;

/// Rows left out that a text shows; JSON has those that are kept.
const LEFT_OUT: usize = 20;

const EXAMPLES: &str = "Examples:
  counterfoil rates list --ledger counterfoil-demo
  counterfoil rates show builtin --ledger counterfoil-demo";

/// Keep tables of exchange rates of your own, and show those that are there
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Rates {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Keep a table in the ledger for good, under a name that --rates finds
    Import(Import),
    /// List the tables that are kept, and the one that is built in
    List(List),
    /// Show one table: its source, days, currencies, and what was left out
    Show(Show),
}

#[derive(Args)]
struct Import {
    /// The table, as published (docs/rates.md lists the shapes)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    folder: LedgerArg,
    /// What to call it [default: the file's name without its ending]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    folder: LedgerArg,
    /// How to write the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Args)]
struct Show {
    /// Name of the table; “builtin” is the one that is built in
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    folder: LedgerArg,
    /// As known at this import: its number, as “counterfoil ask publications” lists it
    #[arg(long, value_name = "IMPORT")]
    known_at: Option<u64>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Reads a table, in any of the shapes that [`Table::parse`] knows.
///
/// # Errors
/// The file cannot be read, or is no such table: with its line.
pub fn read(path: &Path) -> Result<Table> {
    let text = super::text_of(path, LARGEST, "a table of rates")?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    Table::parse(&text, &name.unwrap_or_default())
        .map_err(|fault| Error::asked(format!("{}:{fault}", path.display())))
}

impl Rates {
    pub fn run(&self) -> Result<ExitCode> {
        match &self.act {
            Act::Import(asked) => asked.run(),
            Act::List(asked) => asked.run(),
            Act::Show(asked) => asked.run(),
        }
    }
}

impl Import {
    fn run(&self) -> Result<ExitCode> {
        let table = read(&self.file)?;
        let stem = || {
            self.file
                .file_stem()
                .map(|s| s.to_string_lossy().into_owned())
        };
        let name = self.name.clone().or_else(stem).unwrap_or_default();
        let mut writer = open_writer(&self.folder.ledger)?;
        let made = writer.keep_rates(&table, &name, &self.who.by, &self.who.note, &now())?;
        writer.finish()?;
        let mut out = output();
        match made {
            None => writeln!(out, "“{name}” is this table already; nothing was changed")?,
            Some(made) => {
                writeln!(out, "statement {}: {}", made.seq, in_words(&made))?;
                writeln!(
                    out,
                    "“--rates {}” converts with it; “ledger statements undo {}” takes it back",
                    quoted(&made.subject),
                    made.seq
                )?;
            }
        }
        if !table.left_out().is_empty() {
            let count = table.left_out().len() as u64;
            writeln!(
                out,
                "{} left out; “counterfoil rates show” says why",
                counted(count, "row was", "rows were")
            )?;
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The name in a subject, as a shell reads it.
fn quoted(subject: &str) -> String {
    let name = subject.strip_prefix("rates ").unwrap_or(subject);
    match name.contains(' ') {
        true => format!("\"{name}\""),
        false => name.to_owned(),
    }
}

impl List {
    fn run(&self) -> Result<ExitCode> {
        let ledger = ledger::Ledger::open(&self.folder.ledger)?;
        let view = ledger.view(&AsOf::default())?;
        let kept = view.kept_rates()?;
        let mut out = output();
        match self.format {
            Format::Json => {
                let mut all = vec![described(BUILTIN, Table::builtin(), None)];
                all.extend(kept.iter().map(listed));
                serde_json::to_writer_pretty(&mut out, &all).map_err(std::io::Error::from)?;
                writeln!(out)?;
            }
            Format::Text => {
                write_head(&Head::of(BUILTIN, Table::builtin(), None), &mut out)?;
                for table in &kept {
                    write_head(&Head::kept(table), &mut out)?;
                }
                let count = kept.len() as u64;
                writeln!(out, "{} imported", counted(count, "table", "tables"))?;
            }
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
        let name = &self.name;
        let table = view.rates(name)?.ok_or_else(|| {
            Error::asked(format!(
                "“{name}”: no table of that name was imported (“counterfoil rates list” names them)"
            ))
        })?;
        let kept = view.kept_rates()?;
        let kept = kept.iter().find(|k| k.is_found && k.name == *name);
        let mut out = output();
        match self.format {
            Format::Json => {
                let mut shown = described(name, &table, kept);
                shown["coverage"] = table.currencies().map(|c| coverage(&c)).collect();
                serde_json::to_writer_pretty(&mut out, &shown).map_err(std::io::Error::from)?;
                writeln!(out)?;
            }
            Format::Text => {
                write_head(&Head::of(name, &table, kept), &mut out)?;
                write_body(&table, kept, &mut out)?;
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn described(name: &str, table: &Table, kept: Option<&KeptRates>) -> Value {
    match kept {
        Some(kept) => listed(kept),
        None => json!({
            "name": name,
            "is_found": true,
            "sha256": table.sha256(),
            "source": table.source(),
            "from": table.from(),
            "to": table.to(),
            "rates": table.len(),
            "currencies": table.currencies().count(),
            "left_out": table.left_out().len(),
            "left_out_rows": [],
        }),
    }
}

fn listed(kept: &KeptRates) -> Value {
    serde_json::to_value(kept).unwrap_or_default()
}

fn coverage(of: &Coverage) -> Value {
    json!({ "currency": of.code, "from": of.from, "to": of.to, "rates": of.rates })
}

/// What stands above a table.
struct Head<'a> {
    name: &'a str,
    figures: String,
    days: String,
    source: &'a str,
    sha256: &'a str,
    kept: Option<&'a KeptRates>,
}

impl<'a> Head<'a> {
    fn of(name: &'a str, table: &'a Table, kept: Option<&'a KeptRates>) -> Self {
        Self {
            name,
            figures: figures(table.len() as u64, table.currencies().count() as u64),
            days: days(table.from(), table.to()),
            source: table.source(),
            sha256: table.sha256(),
            kept,
        }
    }

    fn kept(kept: &'a KeptRates) -> Self {
        let told = &kept.told;
        Self {
            name: &kept.name,
            figures: figures(told.rates, told.currencies),
            days: days(told.from, told.to),
            source: &told.source,
            sha256: &told.sha256,
            kept: Some(kept),
        }
    }
}

fn figures(rates: u64, currencies: u64) -> String {
    let of = counted(currencies, "currency", "currencies");
    format!("{} of {of}", counted(rates, "rate", "rates"))
}

fn days(from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => "fixed rates only".to_owned(),
    }
}

fn write_head(head: &Head<'_>, out: &mut dyn Write) -> Result<()> {
    let older = match head.kept.is_some_and(|k| !k.is_found) {
        true => " (a newer one has its name)",
        false => "",
    };
    writeln!(out, "{}{older}: {}, {}", head.name, head.figures, head.days)?;
    writeln!(out, "  source  {}", head.source)?;
    writeln!(out, "  sha256  {}", head.sha256)?;
    if let Some(kept) = head.kept {
        writeln!(
            out,
            "  kept    statement {} by {}, {}, after import {}: {}",
            kept.statement, kept.author, kept.made, kept.after, kept.note
        )?;
        if kept.told.left_out > 0 {
            let count = counted(kept.told.left_out, "row of the file", "rows of the file");
            writeln!(out, "  left out  {count}")?;
        }
    }
    Ok(())
}

fn write_body(table: &Table, kept: Option<&KeptRates>, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "\n{:10}{:12}{:12}{:>8}",
        "currency", "from", "to", "rates"
    )?;
    for of in table.currencies() {
        let (from, to) = (of.from.to_string(), of.to.to_string());
        writeln!(out, "{:10}{from:12}{to:12}{:>8}", of.code, of.rates)?;
    }
    let Some(kept) = kept.filter(|k| k.told.left_out > 0) else {
        return Ok(());
    };
    writeln!(out, "\nleft out")?;
    for row in kept.told.left_out_rows.iter().take(LEFT_OUT) {
        writeln!(out, "line {}: {}", row.line, row.reason)?;
    }
    let shown = kept.told.left_out_rows.len().min(LEFT_OUT) as u64;
    let more = kept.told.left_out.saturating_sub(shown);
    if more > 0 {
        let count = counted(more, "more row", "more rows");
        writeln!(out, "and {count}; --format json has the first thousand")?;
    }
    Ok(())
}
