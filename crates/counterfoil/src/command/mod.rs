//! The commands. Each file is one: its help, its arguments, what it does.

mod also;
mod ask;
mod check;
mod decide;
mod demo;
mod explain;
mod export;
mod fetch;
mod files;
mod import;
mod ledger;
mod programme;
mod publish;
mod rates;
mod report;
mod serve;
mod sheets;
mod template;

use crate::answer::counted;
use crate::error::{Error, Result};
use crate::tongue::{TONGUES, Tongue};
use ::ledger::Writer;
use clap::{Arg, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, value_parser};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

const THREE_THINGS: &str = "Three things to try:
  counterfoil demo                           an invented programme, imported and served
  counterfoil check FILE                     what is wrong in a file, and where
  counterfoil import FOLDER --ledger DIR     keep what is in it, then: counterfoil serve --ledger DIR";

/// The open ledger for aid programmes: reads what donors and recipients publish
/// (IATI), checks it, keeps it, and lays both sides' books beside each other
#[derive(Parser)]
#[command(
    name = "counterfoil",
    version,
    after_help = THREE_THINGS,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Check(check::Check),
    Explain(explain::Explain),
    Import(import::Import),
    Template(template::Template),
    Fetch(fetch::Fetch),
    Rates(rates::Rates),
    Programme(programme::Programme),
    Decide(decide::Decide),
    Publish(publish::Publish),
    Report(report::Report),
    Serve(serve::Serve),
    Ledger(ledger::Ledger),
}

/// Which ledger.
#[derive(clap::Args, Clone, Debug)]
pub struct LedgerArg {
    /// Folder of the ledger
    #[arg(long, value_name = "DIR", env = "COUNTERFOIL_LEDGER")]
    ledger: PathBuf,
}

/// Reads the arguments and does what they say.
///
/// # Errors
/// It could not be done; exit status 2.
pub fn run() -> Result<ExitCode> {
    let questions = [ask::command(), export::command()];
    let matches = Cli::command().subcommands(questions).get_matches();
    match matches.subcommand() {
        Some(("ask", matches)) => return ask::run(matches),
        Some(("export", matches)) => return export::run(matches),
        _ => {}
    }
    match read(&matches).command {
        Command::Demo(demo) => demo.run(),
        Command::Check(check) => check.run(),
        Command::Explain(explain) => explain.run(),
        Command::Import(import) => import.run(),
        Command::Template(template) => template.run(),
        Command::Fetch(fetch) => fetch.run(),
        Command::Rates(rates) => rates.run(),
        Command::Programme(programme) => programme.run(),
        Command::Decide(decide) => decide.run(),
        Command::Publish(publish) => publish.run(),
        Command::Report(report) => report.run(),
        Command::Serve(serve) => serve.run(),
        Command::Ledger(ledger) => ledger.run(),
    }
}

fn read(matches: &ArgMatches) -> Cli {
    Cli::from_arg_matches(matches).unwrap_or_else(|e| e.exit())
}

/// Says on standard error what could not be done, why, and what to do.
pub fn complain(error: &Error) {
    let mut out = std::io::stderr().lock();
    let mut text = format!("counterfoil: {}", sentence(&error.to_string()));
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(&format!("\n  because: {cause_text}"));
        }
        source = cause.source();
    }
    if let Some(hint) = error.hint() {
        text.push_str(&format!("\n  {hint}"));
    }
    // Nobody is left to tell if standard error is closed.
    let _ = writeln!(out, "{text}");
}

/// clap's messages begin with a word of its own.
fn sentence(text: &str) -> &str {
    text.strip_prefix("error: ").unwrap_or(text).trim_end()
}

/// Standard output, buffered.
fn output() -> std::io::BufWriter<std::io::StdoutLock<'static>> {
    std::io::BufWriter::new(std::io::stdout().lock())
}

/// A line on standard error.
pub fn note(text: &str) {
    // Nobody is left to tell if standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Width of the terminal, if the output goes to one.
fn width() -> Option<u16> {
    let terminal = std::io::stdout().is_terminal();
    let size = terminal.then(terminal_size::terminal_size).flatten();
    size.map(|(width, _)| width.0)
}

/// Now, as a stamp.
pub(crate) fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%S")
        .to_string()
}

/// In which language, for commands that are not derived.
fn lang_argument() -> Arg {
    Arg::new("lang")
        .long("lang")
        .value_name("CODE")
        .help("Language of the answer: en, fr, es, ar or zh")
        .default_value("en")
        .value_parser(lang)
}

/// A language by its code.
pub(crate) fn lang(code: &str) -> std::result::Result<Tongue, String> {
    Tongue::find(code).ok_or_else(|| {
        let codes = TONGUES.map(Tongue::code).join(", ");
        format!("there are {codes}")
    })
}

/// Which ledger, for commands that are not derived.
fn ledger_argument() -> Arg {
    Arg::new("ledger")
        .long("ledger")
        .value_name("DIR")
        .help("Folder of the ledger")
        .env("COUNTERFOIL_LEDGER")
        .required(true)
        .value_parser(value_parser!(PathBuf))
}

/// Opens a ledger for writing, and says what an earlier run left.
fn open_writer(folder: &std::path::Path) -> Result<Writer> {
    let writer = Writer::open(folder)?;
    let found = writer.found();
    if found.was_cut {
        note(&format!(
            "an earlier run was cut off; what it had kept is whole: {}",
            counted(found.publications, "publication", "publications")
        ));
    }
    if found.is_index_new {
        note("the index was of another state of the record and was derived again");
    } else if found.caught_up > 0 {
        note(&format!(
            "{} kept, but not answerable yet, and can be asked for now",
            counted(found.caught_up, "publication was", "publications were")
        ));
    }
    Ok(writer)
}

static INTERRUPTS: AtomicU8 = AtomicU8::new(0);

/// From now on the first Ctrl-C asks for a stop, the second stops at once.
fn listen_for_interrupts(what: &'static str) {
    // Without a handler Ctrl-C stops at once, which harms nothing either.
    let _ = ctrlc::set_handler(move || {
        if INTERRUPTS.fetch_add(1, Ordering::Relaxed) > 0 {
            std::process::exit(130);
        }
        note(what);
    });
}

fn is_interrupted() -> bool {
    INTERRUPTS.load(Ordering::Relaxed) > 0
}
