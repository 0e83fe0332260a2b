//! `counterfoil explain`: a rule, its reason, its remedy, its examples.

use super::{output, width};
use crate::error::{Error, Result};
use crate::report::catalogue;
use clap::Args;
use iati::check::Entry;
use std::io::Write;
use std::process::ExitCode;

/// Codes of a list that are named.
const CODES: usize = 8;

const EXAMPLE: &str = "Example:
  counterfoil explain 11.2.1";

/// Explain a rule of “counterfoil check”; without one, list all
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Explain {
    /// Id of the rule, e.g. 11.2.1
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

impl Explain {
    pub fn run(&self) -> Result<ExitCode> {
        let mut out = output();
        match &self.rule {
            Some(id) => one(id.trim(), &mut out)?,
            None => all(&mut out)?,
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn all(out: &mut dyn Write) -> Result<()> {
    let ids = || catalogue::by_id().map(|entries| entries[0].id.len());
    let id_width = ids().max().unwrap_or(0);
    for entry in catalogue::ENTRIES.iter() {
        writeln!(
            out,
            "{:id_width$}  {:8}  {}",
            entry.id, entry.severity, entry.title
        )?;
    }
    Ok(())
}

fn one(id: &str, out: &mut dyn Write) -> Result<()> {
    let same = |entries: &&[Entry]| entries[0].id.eq_ignore_ascii_case(id);
    let Some(entries) = catalogue::by_id().find(same) else {
        return Err(unknown(id));
    };
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        explain(entry, out)?;
    }
    Ok(())
}

fn unknown(id: &str) -> Error {
    let near = catalogue::nearest_ids(id);
    let hint = if near.is_empty() {
        "“counterfoil explain” lists them".to_owned()
    } else {
        format!(
            "did you mean {}? “counterfoil explain” lists all",
            near.join(", ")
        )
    };
    Error::Asked {
        message: format!("there is no rule {id}"),
        hint: Some(hint),
    }
}

fn explain(entry: &Entry, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}  {}", entry.id, entry.title)?;
    let versions = catalogue::versions(entry.versions);
    writeln!(
        out,
        "{} · {} · version {versions}\n",
        entry.severity, entry.category
    )?;
    fact("Why", &entry.why, out)?;
    fact("To mend it", &entry.fix, out)?;
    if !matches!(entry.looks_at.as_str(), "" | ".") {
        fact("Looks at", &entry.looks_at, out)?;
    }
    if let Some(list) = entry.codelist {
        fact("Codelist", &codes(list), out)?;
    }
    for page in catalogue::pages(entry) {
        fact("Standard", &page, out)?;
    }
    for example in entry.examples {
        let verdict = if example.found_at.is_empty() {
            "Passes"
        } else {
            "Found"
        };
        writeln!(
            out,
            "\n{verdict}:\n    {}",
            example.xml.trim().replace('\n', "\n    ")
        )?;
        for place in example.found_at {
            writeln!(
                out,
                "    at {}",
                if place.is_empty() {
                    "the activity"
                } else {
                    place
                }
            )?;
        }
    }
    Ok(())
}

/// A codelist's name and its first codes.
fn codes(list: &str) -> String {
    let (first, all) = catalogue::codes(list, CODES);
    let rest = all - first.len();
    let more = if rest > 0 {
        format!(", … ({all} codes)")
    } else {
        String::new()
    };
    format!("{list}: {}{more}", first.join(", "))
}

/// A label and a text, broken into lines that fit.
fn fact(label: &str, text: &str, out: &mut dyn Write) -> Result<()> {
    const INDENT: usize = 12;
    let room = usize::from(width().unwrap_or(100)).clamp(40, 100) - INDENT;
    for (at, line) in broken(text, room).iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        writeln!(out, "{label:INDENT$}{line}")?;
    }
    Ok(())
}

/// Lines of at most `room` characters, if words allow.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
