//! `counterfoil ask`: one question, any format.

use super::built::Build;
use super::{output, width};
use crate::answer::{self, Answer};
use crate::error::{Error, Result};
use crate::question::{self, QUESTIONS};
use crate::tongue::{self, Tongue};
use clap::{Arg, ArgMatches, Command, ValueEnum, value_parser};
use ledger::Ledger;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    /// A workbook, to a file
    Xlsx,
    /// A picture, of questions that draw one
    Svg,
    /// The same in pixels, to a file
    Png,
    /// The same for Graphviz
    Dot,
}

/// Rows that a table shows unless told otherwise.
const ROWS: usize = 50;

/// A question and how to write its answer. One subcommand for each question.
pub struct Ask;

const EXAMPLES: &str = "Examples:
  counterfoil ask promises --ledger counterfoil-demo
  counterfoil ask totals --by provider,year --type 3 --ledger counterfoil-demo
  counterfoil ask pair XI-IATI-DEMO-HCO XI-IATI-DEMO-LKM --as-of 2025-06-30 --ledger counterfoil-demo
  counterfoil ask coverage --in USD --format xlsx --ledger counterfoil-demo > coverage.xlsx

“counterfoil ask QUESTION --help” tells what a question takes.";

impl Build for Ask {
    fn build(command: Command) -> Command {
        let questions = QUESTIONS.iter().map(|q| with_output((q.command)()));
        command
            .about("Ask a ledger a question: who paid whom, what was promised, what changed")
            .after_help(EXAMPLES)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommand_value_name("QUESTION")
            .subcommand_help_heading("Questions")
            .subcommands(questions)
    }

    fn run(matches: &ArgMatches) -> Result<ExitCode> {
        run(matches)
    }
}

fn with_output(command: Command) -> Command {
    let format = Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .help("How to write the answer")
        .default_value("table")
        .value_parser(value_parser!(Format));
    let limit = Arg::new("limit")
        .long("limit")
        .value_name("N")
        .help("At most so many rows; 0 is no limit [default: 50 in a table, else 0]")
        .value_parser(value_parser!(usize));
    let lang = super::lang_argument();
    let command = command.arg(super::ledger_argument());
    command.arg(format).arg(limit).arg(lang)
}

fn run(matches: &ArgMatches) -> Result<ExitCode> {
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(ExitCode::from(2));
    };
    let Some(entry) = question::find(name) else {
        return Ok(ExitCode::from(2));
    };
    let folder = matches
        .get_one::<PathBuf>("ledger")
        .cloned()
        .unwrap_or_default();
    let format = matches
        .get_one::<Format>("format")
        .copied()
        .unwrap_or(Format::Table);
    let default = if format == Format::Table { ROWS } else { 0 };
    let limit = matches
        .get_one::<usize>("limit")
        .copied()
        .unwrap_or(default);
    let limit = if limit == 0 { usize::MAX } else { limit };
    let ledger = Ledger::open(&folder)?;
    lend_rates(&ledger, matches)?;
    let lang = matches.get_one::<Tongue>("lang").copied();
    tongue::within(lang.unwrap_or_default(), || {
        let view = ledger.view(&entry.moment(matches)?)?;
        let is_drawn = matches!(format, Format::Svg | Format::Png);
        let answer = match is_drawn {
            true => entry.ask_drawn(matches, &view)?,
            false => entry.ask(matches, &view)?,
        };
        write(answer, format, limit)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A table of exchange rates in a file of the asker's. Only here: a page must not
/// be able to name files of the machine that serves it.
pub(super) fn lend_rates(ledger: &Ledger, matches: &ArgMatches) -> Result<()> {
    let named = matches.try_get_one::<String>("rates").ok().flatten();
    let Some(name) = named.filter(|n| Path::new(n.as_str()).is_file()) else {
        return Ok(());
    };
    ledger.lend_rates(name, super::rates::read(Path::new(name))?);
    Ok(())
}

fn write(mut answer: Answer<'_>, format: Format, limit: usize) -> Result<()> {
    let mut out = output();
    match format {
        Format::Table => answer::write_table(answer, limit, width(), &mut out)?,
        Format::Json => {
            answer.rows = Box::new(answer.rows.take(limit));
            answer::write_json(answer, &mut out)?;
        }
        Format::Svg | Format::Dot => {
            let drawn = answer.about.drawn.take();
            let text = drawn.and_then(|drawn| match format {
                Format::Svg => Some(drawn.svg()),
                _ => drawn.graph.map(|graph| graph.dot),
            });
            let text = text.ok_or_else(|| no_picture(&answer))?;
            out.write_all(text.as_bytes())?;
        }
        Format::Xlsx | Format::Png if std::io::stdout().is_terminal() => {
            return Err(Error::asked(
                "this is no text for a terminal: send it to a file, as in “--format xlsx > answer.xlsx”",
            ));
        }
        Format::Png => {
            let drawn = answer
                .about
                .drawn
                .take()
                .ok_or_else(|| no_picture(&answer))?;
            let png = crate::drawing::png(&drawn.svg())?;
            if !png.lacking.is_empty() {
                super::note(&format!(
                    "no font on this machine has these letters, and boxes stand for them: {}",
                    png.lacking
                ));
            }
            out.write_all(&png.bytes)?;
        }
        Format::Xlsx => {
            answer.rows = Box::new(answer.rows.take(limit));
            crate::export::workbook(answer, &mut out)?;
        }
        Format::Csv => {
            super::note(&answer.about.sentence);
            answer
                .about
                .lines()
                .iter()
                .for_each(|line| super::note(line));
            answer.rows = Box::new(answer.rows.take(limit));
            answer::write_csv(answer, &mut out)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn no_picture(answer: &Answer<'_>) -> Error {
    Error::Asked {
        message: format!("“{}” draws no such picture here", answer.about.question),
        hint: Some("leave --format out, or write json or csv".to_owned()),
    }
}
