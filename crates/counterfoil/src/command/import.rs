//! `counterfoil import`: keeps what was published.

use super::files::{self, Found};
use super::sheets::{self, Checked, SheetArgs};
use super::{
    LedgerArg, also, is_interrupted, listen_for_interrupts, note, now, open_writer, output,
};
use crate::answer::{counted, grouped};
use crate::error::{Error, Result};
use crate::fetch::{Bulk, Job};
use crate::sheet::is_spreadsheet;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::dataset::Given;
use ledger::programmes::Handed;
use ledger::{AsOf, Incoming, Ledger, Outcome, Publication, Writer};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const EXAMPLES: &str = "Examples:
  counterfoil import counterfoil-demo/publications --ledger my-ledger
  counterfoil import counterfoil-demo/publications/saltmere/2025-q4.xml --published 2026-02-09 --ledger my-ledger
  counterfoil import activities.xlsx --annotate faults.xlsx --ledger my-ledger";

/// Keep what was published: IATI files, folders of them, or spreadsheets
///
/// Each file becomes a publication of the ledger, which is made if it is not there. What is there
/// already is not read twice. A file that cannot be read is noted as refused, with its reason,
/// and the rest goes on. Names and addresses of persons are dropped before anything is stored.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Import {
    /// Files, or folders with XML files (.xml, .xml.gz, .xml.zst); workbooks (.xlsx, .ods),
    /// text files (.csv) and folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    ledger: LedgerArg,
    /// Name of the series of files that these belong to: the newest of a series counts
    /// [default: told by publisher, place and name]
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// File of further words to take out before anything is stored, one phrase a line; kept nowhere
    #[arg(long, value_name = "FILE")]
    also: Option<PathBuf>,
    /// The day they were published (YYYY-MM-DD) [default: as the files themselves say]
    #[arg(long, value_name = "DATE")]
    published: Option<String>,
    #[command(flatten)]
    sheets: SheetArgs,
}

/// What a run did.
#[derive(Default)]
pub struct Tally {
    pub added: u64,
    pub already: u64,
    pub activities: u64,
    pub organisations: u64,
    pub transactions: u64,
    pub left_out: u64,
    pub dropped: u64,
    pub refused: Vec<(String, String)>,
    /// Publications of which some activities could not be read.
    pub partly: Vec<(String, u64)>,
}

impl Import {
    pub fn run(&self) -> Result<ExitCode> {
        let given = self.given()?;
        let also = self.also.as_deref().map(also::read).transpose()?;
        let checked = self.spreadsheets()?;
        let paths = self.xml_paths();
        let found = files::find(&paths)?;
        if paths.is_empty() && checked.iter().all(Checked::has_nothing) {
            // Nothing to keep: no ledger is made for it.
            return told(&checked);
        }
        if let (true, [], [(name, why), ..]) = (
            checked.is_empty(),
            found.to_read.as_slice(),
            found.missing.as_slice(),
        ) {
            // Nothing to keep: no ledger is made for it.
            return Err(Error::asked(format!("{name}: {why}")));
        }
        let mut writer = open_writer(&self.ledger.ledger)?;
        writer.mask_also(also.unwrap_or_default());
        listen_for_interrupts(
            "stopping after this file; Ctrl-C again stops at once (nothing kept is lost)",
        );
        let bar = bar(found.to_read.len() as u64);
        let mut tally = Tally::default();
        for (name, why) in &found.missing {
            tally.refused.push((name.clone(), why.clone()));
        }
        let mut kept = Vec::new();
        for checked in &checked {
            kept.extend(keep(&mut writer, checked, &given, &mut tally)?);
            keep_programme(&mut writer, checked)?;
        }
        let mut bulk = Bulk::new(&paths);
        let mut not_had = Vec::new();
        for file in &found.to_read {
            bar.set_message(file.name.clone());
            let told = bulk.of(&file.path);
            if told.is_some() && is_empty(&file.path) {
                not_had.push(&file.name);
            } else {
                let outcome = import_told(&mut writer, file, &given, told.as_ref(), &bar)?;
                tally.add(&file.name, outcome);
            }
            bar.inc(1);
            if is_interrupted() {
                break;
            }
        }
        bar.finish_and_clear();
        writer.finish()?;
        let mut out = output();
        for checked in &checked {
            sheets::tell(checked, &mut out)?;
        }
        tally.write(&mut out)?;
        for name in found.passed_over.iter().filter(|n| !bulk.has_used(n)) {
            writeln!(
                out,
                "passed over  {name}: by its name no XML (.xml, .xml.gz, .xml.zst), or a link to a folder"
            )?;
        }
        for name in not_had {
            writeln!(
                out,
                "passed over  {name}: empty in the bulk download, which could not get it"
            )?;
        }
        out.flush()?;
        if !kept.is_empty() {
            tell_of_others(&self.ledger.ledger, &kept)?;
        }
        if checked.iter().any(|c| c.outcome.refused) && found.missing.is_empty() {
            return Ok(ExitCode::from(1));
        }
        Ok(status(&found.missing, &tally.refused))
    }

    /// Reads the workbooks that are named, before a ledger is opened for them.
    fn spreadsheets(&self) -> Result<Vec<Checked>> {
        let named: Vec<&PathBuf> = self.paths.iter().filter(|p| is_spreadsheet(p)).collect();
        if named.len() != 1 && (self.sheets.annotate.is_some() || self.sheets.programme.is_some()) {
            let what = "--annotate and --programme are for one workbook at a time";
            return Err(Error::asked(what));
        }
        named
            .into_iter()
            .map(|p| sheets::check(p, &self.sheets))
            .collect()
    }

    fn xml_paths(&self) -> Vec<PathBuf> {
        let paths = self.paths.iter().filter(|p| !is_spreadsheet(p));
        paths.cloned().collect()
    }

    fn given(&self) -> Result<Given> {
        let published = self
            .published
            .as_deref()
            .map(|text| match iati::date::parse(text) {
                Ok(day) => Ok(format!("{day}T00:00:00")),
                Err(why) => Err(Error::asked(format!("--published “{text}”: {why}"))),
            });
        Ok(Given {
            dataset: self.dataset.clone(),
            published: published.transpose()?,
            ..Given::default()
        })
    }
}

/// Says what is wrong in workbooks of which nothing can be kept.
fn told(checked: &[Checked]) -> Result<ExitCode> {
    let mut out = output();
    for checked in checked {
        sheets::tell(checked, &mut out)?;
    }
    out.flush()?;
    Ok(ExitCode::from(1))
}

/// Says which other workbooks of the same publisher count beside those that came in: a
/// corrected one under another name takes no place.
fn tell_of_others(folder: &Path, kept: &[Publication]) -> Result<()> {
    let ledger = Ledger::open(folder)?;
    let view = ledger.view(&AsOf::default())?;
    let live = view.live();
    for new in kept {
        let others = live.publications.iter().filter(|other| {
            let is_same = |a: &Option<String>, b: &Option<String>| {
                a.as_deref().map(flow::key::of) == b.as_deref().map(flow::key::of)
            };
            other.dataset.value != new.dataset.value
                && is_same(&other.publisher, &new.publisher)
                && is_spreadsheet(Path::new(&other.source))
        });
        for other in others {
            let members = live.members.iter();
            let held = members.filter(|m| m.publication == other.seq).count() as u64;
            if held > 0 {
                note(&format!(
                    "{} is another workbook of this publisher and counts beside {}, with {} that only it holds; \
                     if the new one is to take its place, import it with --dataset {}",
                    other.dataset.value,
                    new.dataset.value,
                    counted(held, "unit", "units"),
                    other.dataset.value
                ));
            }
        }
    }
    Ok(())
}

/// Keeps what is right in a workbook.
fn keep(
    writer: &mut Writer,
    checked: &Checked,
    given: &Given,
    tally: &mut Tally,
) -> Result<Option<Publication>> {
    let Some(made) = &checked.made else {
        if checked.programme.is_some() {
            return Ok(None);
        }
        let why = match checked.outcome.rows {
            0 => "nothing is filled in yet".to_owned(),
            _ => "nothing of it can be kept; its faults are listed above".to_owned(),
        };
        tally.refused.push((checked.name.clone(), why));
        return Ok(None);
    };
    let incoming = Incoming {
        path: &checked.path,
        source: &checked.name,
        given,
        now: &now(),
    };
    let outcome = writer.import_made(&incoming, made, &|_| {})?;
    let added = match &outcome {
        Outcome::Added(publication) => Some(publication.clone()),
        _ => None,
    };
    tally.add(&checked.name, outcome);
    Ok(added)
}

/// Keeps the programme that a workbook tells of: the newest of its name counts.
fn keep_programme(writer: &mut Writer, checked: &Checked) -> Result<()> {
    let Some(text) = &checked.programme else {
        return Ok(());
    };
    let why = format!("sheets of {}", checked.name);
    let author = "office that handed in the workbook";
    match writer.keep_programme(text, author, &why, &now())? {
        Handed::Kept(made) => super::note(&format!(
            "statement {}: {}; “counterfoil ask promises --programme {}” says what became of them",
            made.seq,
            super::ledger::said::in_words(&made),
            made.subject.trim_start_matches("programme ")
        )),
        Handed::Already => {}
        // It was read when it was made.
        Handed::Faults(faults) => {
            for fault in faults {
                super::note(&format!("{}: {fault}", checked.name));
            }
        }
    }
    Ok(())
}

/// Imports a file with what was given and what its metadata tells.
fn import_told(
    writer: &mut Writer,
    file: &Found,
    given: &Given,
    told: Option<&Job>,
    bar: &ProgressBar,
) -> Result<Outcome> {
    let Some(job) = told else {
        return import_one(writer, &file.path, &file.name, given, bar);
    };
    let mut all = job.given(None);
    if given.dataset.is_some() {
        (all.dataset, all.dataset_basis) = (given.dataset.clone(), None);
    }
    all.published.clone_from(&given.published);
    import_one(writer, &file.path, &job.source(), &all, bar)
}

/// A bulk download holds an empty file for what it could not get.
fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| meta.len() == 0)
}

/// 0 when all was kept, 1 when something was refused, 2 when a path that was named is not
/// there, 130 when it was stopped.
fn status(missing: &[(String, String)], refused: &[(String, String)]) -> ExitCode {
    match (is_interrupted(), missing, refused) {
        (true, ..) => ExitCode::from(130),
        (_, [], []) => ExitCode::SUCCESS,
        (_, [], _) => ExitCode::from(1),
        (..) => ExitCode::from(2),
    }
}

/// A bar on a terminal, nothing elsewhere.
pub fn bar(files: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(files), ProgressDrawTarget::stderr_with_hz(8));
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {elapsed} {wide_msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(250));
    bar
}

/// Imports one file, telling the bar how far it is.
pub fn import_one(
    writer: &mut Writer,
    path: &Path,
    name: &str,
    given: &Given,
    bar: &ProgressBar,
) -> Result<Outcome> {
    let read = std::cell::Cell::new(0u64);
    let tick = |bytes: u64| {
        read.set(read.get() + bytes);
        if read.get() > 20 << 20 {
            // Both readings count: half of it is the size.
            bar.set_message(format!("{name} ({} MB)", read.get() >> 21));
        }
    };
    let incoming = Incoming {
        path,
        source: name,
        given,
        now: &now(),
    };
    Ok(writer.import(&incoming, &tick)?)
}

impl Tally {
    pub fn add(&mut self, name: &str, outcome: Outcome) {
        match outcome {
            Outcome::AlreadyThere(p) => match p.refused {
                Some(why) => self
                    .refused
                    .push((name.to_owned(), format!("refused before: {why}"))),
                None => self.already += 1,
            },
            Outcome::Refused(p) => self
                .refused
                .push((name.to_owned(), p.refused.unwrap_or_default())),
            Outcome::Added(p) => self.added(name, &p),
        }
    }

    fn added(&mut self, name: &str, p: &Publication) {
        self.added += 1;
        self.activities += p.activities;
        self.organisations += p.organisations;
        self.transactions += p.transactions;
        self.left_out += p.left_out;
        self.dropped += p.dropped;
        if p.left_out > 0 {
            self.partly.push((name.to_owned(), p.left_out));
        }
    }

    fn write(&self, out: &mut dyn Write) -> Result<()> {
        let rows = [
            ("publications added", self.added),
            ("already there", self.already),
            ("refused", self.refused.len() as u64),
            ("activities read", self.activities),
            ("organisations read", self.organisations),
            ("transactions read", self.transactions),
            ("activities left out", self.left_out),
            ("withheld", self.dropped),
        ];
        for (what, count) in rows {
            writeln!(out, "{what:20} {:>12}", grouped(&count.to_string()))?;
        }
        if self.dropped > 0 {
            writeln!(
                out,
                "(withheld: contact fields, comments and masked texts, dropped before anything is stored)"
            )?;
        }
        for (name, why) in &self.refused {
            writeln!(out, "refused      {name}: {why}")?;
        }
        for (name, count) in &self.partly {
            writeln!(
                out,
                "in part      {name}: {} left out",
                counted(*count, "activity", "activities")
            )?;
        }
        Ok(())
    }
}
