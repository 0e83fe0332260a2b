//! `counterfoil fetch`: gets what was published, and keeps it.

use super::import::{bar, import_one};
use super::{
    LedgerArg, also, is_interrupted, listen_for_interrupts, note, now, open_writer, output, width,
};
use crate::error::{Error, Result};
use crate::fetch::{self, Around, Client, Job, Limits, Manners, Patience};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use ledger::dataset::Given;
use ledger::{Outcome, Writer};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The folder inside a ledger that keeps what servers said of each file.
pub const FOLDER: &str = "fetch";

const EXAMPLES: &str = "Examples (the addresses are invented):
  counterfoil fetch https://data.example.org/activities.xml --ledger my-ledger
  counterfoil fetch --registry https://registry.example.org/api/3/action/package_search --publisher hf --ledger my-ledger";

/// Get what was published from the web, and keep it as “counterfoil import” does
///
/// Nothing is fetched that was not asked for: files by their URL, or all files that a
/// registry lists. What did not change since the last time is not fetched again; a run
/// that was interrupted goes on where it stopped. Files that cannot be had are told at
/// the end, with exit status 1.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Fetch {
    /// Files to fetch (XML, plain or packed with gzip or zstd)
    #[arg(value_name = "URL", required_unless_present = "registry")]
    urls: Vec<String>,
    /// A dataset list: the IATI Registry's (…/api/3/action/package_search), or an index
    /// of the bulk data service
    #[arg(long, value_name = "URL")]
    registry: Option<String>,
    /// Only the datasets of this publisher, by its name in the registry or its
    /// identifier; can be given more than once
    #[arg(long, value_name = "ID", requires = "registry")]
    publisher: Vec<String>,
    #[command(flatten)]
    ledger: LedgerArg,
    /// Files fetched at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    parallel: u8,
    /// Of these, from one server
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    per_host: u8,
    /// Seconds that one file may take
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    timeout: Duration,
    /// The largest file that is fetched, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 1000)]
    max_size: u32,
    /// How often a file is asked for again when its server fails
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=10))]
    retries: u8,
    /// Seconds before a file is asked for again, the first time; doubled each time
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    pause: Duration,
    /// Follow a registry that names addresses of the private network, too
    #[arg(long)]
    allow_private: bool,
    /// File of further words to take out before anything is stored, one phrase a line; kept nowhere
    #[arg(long, value_name = "FILE")]
    also: Option<PathBuf>,
    /// How to write what became of each file
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// The longest pause that a server is granted while a run waits.
const LONGEST: Duration = Duration::from_secs(300);

fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let wrong = || "not a number of seconds".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
    match duration <= Duration::from_secs(86_400) {
        true => Ok(duration),
        false => Err("more than a day".to_owned()),
    }
}

impl Fetch {
    pub fn run(&self) -> Result<ExitCode> {
        let limits = Limits {
            time: self.timeout.max(Duration::from_millis(1)),
            bytes: u64::from(self.max_size) * 1_000_000,
        };
        let client = Client::new(limits, self.allow_private).map_err(Error::asked)?;
        listen_for_interrupts(
            "stopping; Ctrl-C again stops at once (nothing kept is lost, the next run goes on)",
        );
        let mut jobs: Vec<Job> = self.urls.iter().map(|url| Job::by_hand(url)).collect();
        if let Some(registry) = &self.registry {
            let listed = self.list(&client, registry);
            if is_interrupted() {
                note("stopped while the registry was asked; nothing was fetched");
                return Ok(ExitCode::from(130));
            }
            jobs.extend(listed?);
        }
        // Nothing is made for a list that cannot be had.
        let also = self.also.as_deref().map(also::read).transpose()?;
        let mut writer = open_writer(&self.ledger.ledger)?;
        writer.mask_also(also.unwrap_or_default());
        let bar = bar(jobs.len() as u64);
        let mut around = Here {
            writer: &mut writer,
            bar: &bar,
        };
        let folder = self.ledger.ledger.join(FOLDER);
        let report = fetch::run(
            jobs,
            client,
            self.manners(),
            &folder,
            &self.asked(),
            &mut around,
        );
        bar.finish_and_clear();
        // What came in before a failure is answerable too.
        writer.finish()?;
        let report = report?;
        let mut out = output();
        match self.format {
            Format::Table => report.write(width(), &mut out)?,
            Format::Json => report.write_json(&mut out)?,
        }
        out.flush()?;
        Ok(match (is_interrupted(), report.has_failures()) {
            (true, _) => ExitCode::from(130),
            (false, true) => ExitCode::from(1),
            (false, false) => ExitCode::SUCCESS,
        })
    }

    fn manners(&self) -> Manners {
        Manners {
            parallel: self.parallel.into(),
            patience: Patience {
                retries: self.retries.into(),
                pause: self.pause,
                longest: LONGEST,
                per_host: self.per_host.into(),
            },
        }
    }

    /// What the registry lists.
    fn list(&self, client: &Client, registry: &str) -> Result<Vec<Job>> {
        let patience = self.manners().patience;
        let listed = fetch::list(client, registry, &self.publisher, patience, &is_interrupted)
            .map_err(|why| Error::Asked {
                message: format!("the list of the registry cannot be had: {why}"),
                hint: Some(
                    "--registry wants the address of a dataset list: …/api/3/action/package_search, \
                     or an index of the bulk data service"
                        .to_owned(),
                ),
            })?;
        for publisher in &self.publisher {
            if !listed.iter().any(|l| l.is_of(publisher)) {
                note(&format!("the registry lists no dataset of {publisher}"));
            }
        }
        Ok(listed.into_iter().map(Job::listed).collect())
    }

    /// What was asked for, to tell runs apart.
    fn asked(&self) -> String {
        let given = [&self.urls, &self.publisher].map(|texts| texts.join("\n"));
        let registry = self.registry.as_deref().unwrap_or_default();
        fetch::hash([given[0].as_str(), given[1].as_str(), registry])
    }
}

/// The program around a run.
struct Here<'a> {
    writer: &'a mut Writer,
    bar: &'a ProgressBar,
}

impl Around for Here<'_> {
    fn import(&mut self, path: &Path, source: &str, given: &Given) -> Result<Outcome> {
        self.bar
            .set_message(given.dataset.clone().unwrap_or_default());
        import_one(self.writer, path, source, given, self.bar)
    }

    fn now(&self) -> String {
        now()
    }

    fn settled(&self, files: usize) {
        self.bar.inc(files as u64);
    }

    fn is_interrupted(&self) -> bool {
        is_interrupted()
    }
}
