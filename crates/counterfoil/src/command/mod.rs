//! The commands. Each file is one: its help, its arguments, what it does.

mod also;
mod ask;
mod built;
mod check;
mod completions;
mod decide;
mod demo;
mod explain;
mod export;
mod fetch;
mod files;
mod import;
mod ledger;
mod manual;
mod programme;
mod publish;
mod rates;
mod report;
mod serve;
mod sheets;
mod template;

use crate::answer::counted;
use crate::error::{Error, Result};
use crate::tongue::{self, Tongue};
use ::ledger::Writer;
use built::Built;
use clap::{Arg, CommandFactory, Parser, Subcommand, value_parser};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

const THREE_THINGS: &str = "Three things to try:
  counterfoil demo                                an invented programme, in your browser
  counterfoil check FILE                          what is wrong in an IATI file, and where
  counterfoil import FOLDER --ledger my-ledger    keep a folder of files, and look at it:
  counterfoil serve --ledger my-ledger";

/// The open ledger for aid programmes
///
/// Counterfoil reads what donors and recipients publish in the field's standard (IATI), checks
/// it, keeps every publication for good in a folder called a ledger, and lays the giver's and
/// the receiver's account of the same money beside each other.
#[derive(Parser)]
#[command(
    name = "counterfoil",
    version,
    after_help = THREE_THINGS,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// The commonest first.
#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Check(check::Check),
    Import(import::Import),
    Ask(Built<ask::Ask>),
    Serve(serve::Serve),
    Explain(explain::Explain),
    Template(template::Template),
    Fetch(fetch::Fetch),
    Report(report::Report),
    Export(Built<export::Rows>),
    Publish(publish::Publish),
    Decide(decide::Decide),
    Programme(programme::Programme),
    Rates(rates::Rates),
    Ledger(ledger::Ledger),
    Completions(completions::Completions),
    Manual(manual::Manual),
}

/// Which ledger.
#[derive(clap::Args, Clone, Debug)]
pub struct LedgerArg {
    /// Folder of the ledger
    #[arg(long, value_name = "DIR", env = "COUNTERFOIL_LEDGER")]
    ledger: PathBuf,
}

/// All commands, as the help, the manual and the completions tell of them.
fn tree() -> clap::Command {
    Cli::command()
}

/// Reads the arguments and does what they say.
///
/// # Errors
/// It could not be done; exit status 2.
pub fn run() -> Result<ExitCode> {
    match Cli::parse_from(typed(std::env::args_os())).command {
        None => greet(),
        Some(Command::Demo(demo)) => demo.run(),
        Some(Command::Check(check)) => check.run(),
        Some(Command::Import(import)) => import.run(),
        Some(Command::Ask(ask)) => ask.run(),
        Some(Command::Serve(serve)) => serve.run(),
        Some(Command::Explain(explain)) => explain.run(),
        Some(Command::Template(template)) => template.run(),
        Some(Command::Fetch(fetch)) => fetch.run(),
        Some(Command::Report(report)) => report.run(),
        Some(Command::Export(export)) => export.run(),
        Some(Command::Publish(publish)) => publish.run(),
        Some(Command::Decide(decide)) => decide.run(),
        Some(Command::Programme(programme)) => programme.run(),
        Some(Command::Rates(rates)) => rates.run(),
        Some(Command::Ledger(ledger)) => ledger.run(),
        Some(Command::Completions(completions)) => completions.run(),
        Some(Command::Manual(manual)) => manual.run(),
    }
}

/// `counterfoil help check` is `counterfoil check --help`.
fn typed(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<OsString> = arguments.collect();
    if all.get(1).is_some_and(|word| word == "help") {
        all.remove(1);
        all.push("--help".into());
    }
    all
}

/// Who asks nothing is told what there is to ask. Nothing went wrong: exit status 0.
fn greet() -> Result<ExitCode> {
    let mut out = output();
    writeln!(
        out,
        "Counterfoil, the open ledger for aid programmes: it reads what donors and recipients\n\
         publish (IATI), checks it, keeps it, and lays both sides' accounts beside each other.\n\n\
         {THREE_THINGS}\n\n\
         “counterfoil --help” lists all commands, “counterfoil check --help” tells of one."
    )?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Says on standard error what could not be done, why, and what to do.
pub fn complain(error: &Error) {
    let mut out = std::io::stderr().lock();
    let mut text = format!("counterfoil: {}", sentence(&error.to_string()));
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = match cause.downcast_ref::<std::io::Error>() {
            Some(disk) => ::ledger::error::in_words(disk),
            None => cause.to_string(),
        };
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
        .help(format!("Language of the answer: {}", tongue::codes()))
        .default_value("en")
        .value_parser(lang)
}

/// A language by its code.
pub(crate) fn lang(code: &str) -> std::result::Result<Tongue, String> {
    Tongue::find(code).ok_or_else(|| format!("choose {}", tongue::codes()))
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
    open_in_turn(folder, std::time::Duration::ZERO)
}

/// As [`open_writer`]; another writer is waited for so long.
fn open_in_turn(folder: &std::path::Path, patience: std::time::Duration) -> Result<Writer> {
    let bar = ledger::bar(ledger::TO_INDEX);
    let writer = Writer::open_in_turn(folder, patience, &|done, of| ledger::follow(&bar, done, of));
    bar.finish_and_clear();
    let writer = writer?;
    let found = writer.found();
    if found.was_cut {
        note(&format!(
            "an earlier run was cut off; what it had kept is whole: {}",
            counted(found.publications, "publication", "publications")
        ));
    }
    if found.is_index_new {
        note("the search index did not belong to this ledger and was made again");
    } else if found.caught_up > 0 {
        note(&format!(
            "{} kept by an earlier run but not in the answers yet; now included",
            counted(found.caught_up, "publication was", "publications were")
        ));
    }
    Ok(writer)
}

/// A file of text, no longer than `most` bytes.
fn text_of(path: &std::path::Path, most: u64, what: &str) -> Result<String> {
    let size = std::fs::metadata(path).map_err(Error::at(path))?.len();
    if size > most {
        let shown = path.display();
        return Err(Error::asked(format!(
            "{shown}: {size} bytes are too many for {what}; {most} are the most"
        )));
    }
    let bytes = std::fs::read(path).map_err(Error::at(path))?;
    String::from_utf8(bytes).map_err(|e| Error::Asked {
        message: format!(
            "{}: byte {} is not in UTF-8",
            path.display(),
            e.utf8_error().valid_up_to() + 1
        ),
        hint: Some(format!("{what} is text in UTF-8: save it so")),
    })
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
