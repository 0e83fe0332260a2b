//! `counterfoil export`: all rows of a question, in a file of any size.

use super::built::Build;
use super::{ask, is_interrupted, ledger as looking_after, listen_for_interrupts, note};
use crate::answer::{Column, ColumnKind, counted};
use crate::error::{Error, Result};
use crate::export::{Export, Format, Method, Narrow, Table};
use crate::flowing::Plan;
use crate::question::flows::{self, Flows};
use crate::question::{self, Entry};
use ::ledger::{Ledger, View};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, value_parser};
use flow::flows::cdfd::{self, Lists};
use indicatif::ProgressBar;
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Columns of flows that hold more than text.
const NARROW: &[(&str, Narrow)] = &[
    ("date", Narrow::Day),
    ("to", Narrow::Day),
    ("rate", Narrow::Number),
];

/// Activities whose rows are held at a time: enough for all cores. One can have
/// thousands of rows, so they are fewer than those of a question.
const STEP: usize = 32;

/// Arguments that say where to and how, not what.
const OURS: &[&str] = &["ledger", "format", "output", "as_of", "known_at"];

/// All rows of a question. One subcommand for each question that is so large.
pub struct Rows;

const EXAMPLE: &str = "Example:
  counterfoil export flows --in USD --format csv -o flows.csv --ledger counterfoil-demo";

impl Build for Rows {
    fn build(command: Command) -> Command {
        let flows = question::find("flows").map(|entry| with_output((entry.command)()));
        command
            .about("Write all rows of a question to a file, in any number, with how they were made")
            .after_help(EXAMPLE)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommand_value_name("ROWS")
            .subcommand_help_heading("Rows")
            .subcommands(flows)
    }

    fn run(matches: &ArgMatches) -> Result<ExitCode> {
        match matches.subcommand() {
            Some(("flows", matches)) => export_flows(matches),
            _ => Ok(ExitCode::from(2)),
        }
    }
}

fn with_output(command: Command) -> Command {
    let format = Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .help("How to write the rows")
        .required(true)
        .value_parser(value_parser!(Format));
    let output = Arg::new("output")
        .long("output")
        .short('o')
        .value_name("FILE")
        .help("File to write to [default: standard output, for csv and json]")
        .action(ArgAction::Set)
        .value_parser(value_parser!(PathBuf));
    command
        .arg(super::ledger_argument())
        .arg(format)
        .arg(output)
}

fn export_flows(matches: &ArgMatches) -> Result<ExitCode> {
    let Some(entry) = question::find("flows") else {
        return Ok(ExitCode::from(2));
    };
    let folder = matches.get_one::<PathBuf>("ledger").cloned();
    let format = matches.get_one::<Format>("format").copied();
    let format = format.unwrap_or(Format::Csv);
    let output = matches.get_one::<PathBuf>("output");
    let asked = Flows::from_arg_matches(matches).map_err(|e| Error::asked(e.to_string()))?;
    let ledger = Ledger::open(&folder.unwrap_or_default())?;
    ask::lend_rates(&ledger, matches)?;
    let view = ledger.view(&entry.moment(matches)?)?;
    let plan = asked.flows.plan(&view)?;
    let mut method = Method::of(&plan, &view, said(entry, matches));
    method.caveats = crate::answer::About::new("flows", &view, String::new(), 0).caveats;
    listen_for_interrupts("stopping; nothing is written");
    let mut export = Export::begin(format, output.map(PathBuf::as_path), table(&asked), method)?;
    let bar = looking_after::bar(match asked.rows {
        true => "publications",
        false => "activities",
    });
    let written = match asked.rows {
        true => own_rows(&plan, &view, &mut export, &bar),
        false => all_flows(plan, &view, &mut export, &bar),
    };
    bar.finish_and_clear();
    if !written? {
        return Ok(ExitCode::from(130));
    }
    export.method.rest(&view);
    let method = export.finish()?;
    if let Some(path) = output {
        let rows = counted(method.counts.rows, "row", "rows");
        note(&format!("{rows} in {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// What was asked for, by argument.
fn said(entry: &Entry, matches: &ArgMatches) -> Map<String, Value> {
    let command = (entry.command)();
    let mut said = Map::new();
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        let is_given = matches.value_source(id) == Some(ValueSource::CommandLine);
        let (Some(name), true, false) = (arg.get_long(), is_given, OURS.contains(&id)) else {
            continue;
        };
        let takes_value = arg.get_action().takes_values();
        let values = matches.get_raw(id).into_iter().flatten();
        let values: Vec<_> = values.map(|v| v.to_string_lossy()).collect();
        let value = match takes_value {
            true => Value::String(values.join(",")),
            false => Value::Bool(true),
        };
        said.insert(name.to_owned(), value);
    }
    said
}

fn table(asked: &Flows) -> Table {
    if !asked.rows {
        return Table {
            columns: flows::COLUMNS.to_vec(),
            narrow: NARROW,
        };
    }
    let columns = cdfd::COLUMNS.iter();
    Table {
        columns: columns
            .map(|name| Column::new(name, ColumnKind::Text, "As that program has it"))
            .collect(),
        narrow: &[],
    }
}

/// Says whether it came to its end, and was not stopped.
fn all_flows(plan: Plan, view: &View<'_>, export: &mut Export, bar: &ProgressBar) -> Result<bool> {
    let ranks = plan.ranks(view)?;
    let plan = Arc::new(plan);
    bar.set_length(ranks.len() as u64);
    for step in ranks.chunks(STEP) {
        if is_interrupted() {
            return Ok(false);
        }
        for row in flows::stream(Arc::clone(&plan), step.to_vec(), view) {
            export.put(&row?)?;
        }
        bar.inc(step.len() as u64);
    }
    Ok(!is_interrupted())
}

/// The rows of another program, publication by publication.
fn own_rows(plan: &Plan, view: &View<'_>, export: &mut Export, bar: &ProgressBar) -> Result<bool> {
    if plan.method.id != "cdfd" {
        return Err(Error::asked(format!(
            "--rows: {} has no rows of its own; there are those of cdfd",
            plan.method.id
        )));
    }
    let lists = Lists::builtin();
    let live = &view.live().publications;
    bar.set_length(live.len() as u64);
    for publication in live {
        if is_interrupted() {
            return Ok(false);
        }
        let file = view.file_facts(publication.seq)?;
        let mut written = Ok(());
        cdfd::file_rows(&file, lists, &plan.rates, &mut |row| {
            if written.is_ok() {
                let row = row.into_iter().map(crate::answer::Cell::Text).collect();
                written = export.put(&row);
            }
        });
        written?;
        bar.inc(1);
    }
    Ok(!is_interrupted())
}
