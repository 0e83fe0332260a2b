//! `counterfoil check`: judges files, reading each once.
//!
//! What is wrong is the checker's word, how it is said the report's; this
//! module reads the arguments, and files one after the other.

mod given;
mod judge;
pub mod made;
mod pipeline;
mod watch;

use super::import::bar;
use super::{files, output};
use crate::error::Result;
use crate::report::{Format, FormatName};
use clap::{Args, ValueEnum};
use given::Given;
use iati::finding::Severity;
use iati::read::Fault;
use indicatif::ProgressBar;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLES: &str = "Examples:
  counterfoil check counterfoil-demo/publications/saltmere/2025-q4.xml
  counterfoil check counterfoil-demo/publications --format html > findings.html
  counterfoil check counterfoil-demo/publications/saltmere --fail-on never

“counterfoil explain RULE” tells why a rule is there and how to mend.";

/// Check IATI files of any version: what is wrong, where, and how to mend it
///
/// Reads plain, .gz and .zst files in any encoding, of any size. Exit status: 0 if
/// nothing is as bad as --fail-on, 1 if something is, 2 if a file could not be read.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// Files, or folders with XML files
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, default_value = "critical", value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Judge as if it were this day (YYYY-MM-DD) or instant (2026-01-31T12:00:00Z) [default: now]
    #[arg(long, value_name = "MOMENT")]
    now: Option<String>,
    /// File with the identifiers of registered publishers, one a line; any other publisher is then reported
    #[arg(long, value_name = "FILE")]
    publishers: Option<PathBuf>,
    /// File with identifiers of activities that other files hold, one a line; links that lead to
    /// none of them are then reported
    #[arg(long, value_name = "FILE")]
    known_activities: Option<PathBuf>,
    /// How to write the findings
    #[arg(long, value_enum, default_value = "text")]
    format: FormatName,
    /// Show at most so many findings of each file, 0 for all; all are counted. Without it
    /// text and html show the first of each rule, the other formats show all
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Check again whenever a file is saved, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Critical,
    Error,
    Warning,
    Advisory,
    Never,
}

impl FailOn {
    fn is_met(self, severity: Severity) -> bool {
        let least = match self {
            Self::Critical => Severity::Critical,
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Advisory => Severity::Advisory,
            Self::Never => return false,
        };
        severity <= least
    }
}

impl Check {
    pub fn run(&self) -> Result<ExitCode> {
        let given = Given::read(self)?;
        if self.watch {
            return watch::run(self, &given);
        }
        self.once(&given)
    }

    /// Checks all files and writes their reports.
    fn once(&self, given: &Given) -> Result<ExitCode> {
        let found = files::find(&self.paths)?;
        let mut run = Run {
            check: self,
            given,
            checker: given.checker(),
            format: self.format.format(self.limit),
            out: output(),
            bar: bar(found.to_read.len() as u64),
            failed: false,
            unread: false,
        };
        run.format.begin(&mut run.out)?;
        for (name, why) in &found.missing {
            run.unread(name, why)?;
        }
        for file in &found.to_read {
            run.file(file)?;
        }
        run.bar.finish_and_clear();
        run.format.end(&mut run.out)?;
        run.out.flush()?;
        Ok(run.status())
    }
}

/// One run over all files.
struct Run<'a> {
    check: &'a Check,
    given: &'a Given,
    checker: iati::check::Checker,
    format: Box<dyn Format>,
    out: std::io::BufWriter<std::io::StdoutLock<'static>>,
    bar: ProgressBar,
    failed: bool,
    unread: bool,
}

impl Run<'_> {
    fn file(&mut self, file: &files::Found) -> Result<()> {
        self.bar.set_message(file.name.clone());
        let mut read = 0;
        let bar = &self.bar;
        let mut tick = |bytes: u64| {
            read += bytes;
            if read > 20 << 20 {
                bar.set_message(format!("{} ({} MB)", file.name, read >> 20));
            }
        };
        let gathered = pipeline::gather(&self.checker, &file.path, &mut tick)?;
        self.bar.inc(1);
        match gathered {
            Ok(gather) => {
                let known = self.given.known.as_ref();
                let report = gather
                    .finish(&file.name, known)
                    .map_err(pipeline::no_room)?;
                let is_met = |severity| self.check.fail_on.is_met(severity);
                self.failed |= report.worst().is_some_and(is_met);
                self.bar
                    .suspend(|| self.format.file(&report, &mut self.out))
            }
            Err(Fault::Text { message, .. }) => self.unread(&file.name, &message),
            Err(Fault::Io(why)) => self.unread(&file.name, &why.to_string()),
        }
    }

    fn unread(&mut self, file: &str, why: &str) -> Result<()> {
        self.unread = true;
        self.bar
            .suspend(|| super::note(&format!("counterfoil: {file}: {why}")));
        self.format.unread(file, why, &mut self.out)
    }

    fn status(&self) -> ExitCode {
        ExitCode::from(if self.unread {
            2
        } else {
            u8::from(self.failed)
        })
    }
}
