//! `counterfoil check`: judges files, reading each once.

use super::{files, output, today};
use crate::answer::counted;
use crate::error::{Error, Result};
use clap::{Args, ValueEnum};
use iati::check::{self, Checker, Duplicates, Settings, Standing};
use iati::finding::{Finding, Severity};
use iati::read::{Fault, Piece, Reader, Tree, Unit};
use ledger::receive::Received;
use rayon::prelude::*;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Check IATI files of any version: where is what wrong, and how to mend it
///
/// Reads plain, .gz and .zst files in any encoding, of any size. Exit status: 0 if
/// nothing is as bad as --fail-on, 1 if something is, 2 if a file could not be read.
#[derive(Args)]
pub struct Check {
    /// Files, or folders with XML files
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, default_value = "critical", value_name = "SEVERITY")]
    fail_on: FailOn,
    /// The day that counts as today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// How to write the findings
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// At most so many findings of each file are written; all are counted; 0 is no limit
    #[arg(long, default_value_t = 0, value_name = "N")]
    limit: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Critical,
    Error,
    Warning,
    Advisory,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line a finding, with its place
    Text,
    /// One JSON object a line
    Json,
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

/// Source bytes of the units judged at a time.
const BATCH: usize = 4 << 20;

impl Check {
    pub fn run(&self) -> Result<ExitCode> {
        let today = match &self.now {
            None => today(),
            Some(text) => iati::date::parse(text)
                .map_err(|why| Error::asked(format!("--now “{text}”: {why}")))?,
        };
        let checker = Checker::new(Settings { today });
        let found = files::find(&self.paths)?;
        let mut out = output();
        let (mut failed, mut unread) = (false, false);
        for (name, why) in &found.missing {
            super::note(&format!("counterfoil: {name}: {why}"));
            unread = true;
        }
        for file in &found.to_read {
            let mut report = Report::new(self, &file.name, &mut out);
            match Received::open(&file.path)
                .map_err(Fault::Io)
                .and_then(|r| judge(&checker, r, &mut report))
            {
                Ok(()) => {}
                Err(Fault::Io(e)) if report.failure.is_none() => {
                    super::note(&format!("counterfoil: {}: {e}", file.name));
                    unread = true;
                }
                Err(_) => {}
            }
            if let Some(error) = report.failure.take() {
                return Err(error);
            }
            failed |= report.failed;
            report.close()?;
        }
        out.flush()?;
        Ok(ExitCode::from(if unread { 2 } else { u8::from(failed) }))
    }
}

/// What is said of one file.
struct Report<'a> {
    check: &'a Check,
    file: &'a str,
    out: &'a mut dyn Write,
    counts: [u64; 4],
    units: u64,
    failed: bool,
    /// The file is not well-formed: it was not read to its end.
    stopped: bool,
    failure: Option<Error>,
}

impl<'a> Report<'a> {
    fn new(check: &'a Check, file: &'a str, out: &'a mut dyn Write) -> Self {
        Self {
            check,
            file,
            out,
            counts: [0; 4],
            units: 0,
            failed: false,
            stopped: false,
            failure: None,
        }
    }

    fn add(&mut self, finding: &Finding) {
        let so_far: u64 = self.counts.iter().sum();
        self.counts[finding.severity as usize] += 1;
        self.failed |= self.check.fail_on.is_met(finding.severity);
        if self.failure.is_none() && (self.check.limit == 0 || so_far < self.check.limit) {
            self.failure = self.write(finding).err().map(Error::from);
        }
    }

    fn write(&mut self, f: &Finding) -> std::io::Result<()> {
        match self.check.format {
            Format::Text => {
                write!(
                    self.out,
                    "{}:{}: {} {}",
                    self.file, f.at, f.severity, f.rule
                )?;
                if let Some(identifier) = &f.identifier {
                    write!(self.out, " {identifier}")?;
                }
                writeln!(self.out, ": {}", f.message)?;
                if f.path.is_empty() {
                    Ok(())
                } else {
                    writeln!(self.out, "    at {}", f.path)
                }
            }
            Format::Json => {
                let mut object = serde_json::json!({ "file": self.file });
                if let (Some(object), Ok(serde_json::Value::Object(fields))) =
                    (object.as_object_mut(), serde_json::to_value(f))
                {
                    object.extend(fields);
                }
                writeln!(self.out, "{object}")
            }
        }
    }

    fn close(self) -> Result<()> {
        let total: u64 = self.counts.iter().sum();
        let written = if self.check.limit == 0 {
            total
        } else {
            total.min(self.check.limit)
        };
        if self.check.format == Format::Json {
            let [critical, error, warning, advisory] = self.counts;
            let summary = serde_json::json!({
                "file": self.file, "read": self.units,
                "summary": { "critical": critical, "error": error, "warning": warning, "advisory": advisory },
            });
            writeln!(self.out, "{summary}")?;
            return Ok(());
        }
        let by_severity = Severity::ALL
            .iter()
            .zip(self.counts)
            .filter(|(_, n)| *n > 0);
        let counts: Vec<String> = by_severity
            .map(|(s, n)| counted(n, s.as_str(), plural(*s)))
            .collect();
        let verdict = if counts.is_empty() {
            "nothing found".to_owned()
        } else {
            counts.join(", ")
        };
        write!(
            self.out,
            "{}: {}; {verdict}",
            self.file,
            counted(
                self.units,
                "activity or organisation read",
                "activities and organisations read"
            )
        )?;
        if self.stopped {
            write!(
                self.out,
                "; reading stopped there, what follows was not checked"
            )?;
        }
        if written < total {
            write!(
                self.out,
                "; {} not written (--limit)",
                crate::answer::grouped(&(total - written).to_string())
            )?;
        }
        writeln!(self.out)?;
        Ok(())
    }
}

fn plural(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::Error => "errors",
        Severity::Warning => "warnings",
        Severity::Advisory => "advisories",
    }
}

/// Reads a file to its end, or to the fault that ends it.
fn judge(
    checker: &Checker,
    source: Received,
    report: &mut Report<'_>,
) -> std::result::Result<(), Fault> {
    let mut reader = Reader::new(source);
    let mut state = State::default();
    loop {
        let (units, end) = batch(checker, &mut reader, &mut state, report);
        let judged: Vec<_> = units
            .par_iter()
            .map(|unit| judge_unit(checker, unit, state.standing))
            .collect();
        for (unit, (identifier, findings, fatal)) in units.iter().zip(judged) {
            report.units += 1;
            let repeated = identifier.and_then(|id| state.seen.meet(unit, &id));
            let supported = matches!(state.standing, Some(Standing::Checked(_)));
            repeated
                .iter()
                .filter(|_| supported)
                .for_each(|f| report.add(f));
            findings.iter().for_each(|f| report.add(f));
            report.stopped |= fatal;
            if fatal || report.failure.is_some() {
                return Ok(());
            }
        }
        match end {
            None => {}
            Some(Ok(())) => return Ok(()),
            Some(Err(fault)) => {
                let Some(finding) = check::not_well_formed(&fault) else {
                    return packed_fault(fault, report);
                };
                report.add(&finding);
                report.stopped = true;
                return Ok(());
            }
        }
    }
}

/// A packed file that is cut is the file's fault; a disk that fails is not.
fn packed_fault(fault: Fault, report: &mut Report<'_>) -> std::result::Result<(), Fault> {
    match fault {
        Fault::Io(e) if e.raw_os_error().is_none() => {
            let at = iati::position::Position::START;
            let message = format!("the packed file is damaged or cut: {e}");
            if let Some(finding) = check::not_well_formed(&Fault::Text { at, message }) {
                report.add(&finding);
            }
            Ok(())
        }
        other => Err(other),
    }
}

#[derive(Default)]
struct State {
    standing: Option<Standing>,
    seen: Duplicates,
}

type End = Option<std::result::Result<(), Fault>>;

fn batch(
    checker: &Checker,
    reader: &mut Reader<Received>,
    state: &mut State,
    report: &mut Report<'_>,
) -> (Vec<Unit>, End) {
    let mut units = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH {
        match reader.next_piece() {
            Err(fault) => return (units, Some(Err(fault))),
            Ok(None) => return (units, Some(Ok(()))),
            Ok(Some(Piece::Root(context))) => {
                let mut findings = Vec::new();
                state.standing = Some(checker.root(&context, &mut findings));
                findings.iter().for_each(|f| report.add(f));
            }
            Ok(Some(Piece::Unit(unit))) => {
                bytes += unit.source.as_ref().map_or(0, String::len);
                units.push(unit);
            }
        }
    }
    (units, None)
}

/// The unit's identifier, what is wrong with it, and whether the file falls
/// with it.
fn judge_unit(
    checker: &Checker,
    unit: &Unit,
    standing: Option<Standing>,
) -> (Option<String>, Vec<Finding>, bool) {
    let source = match &unit.source {
        Ok(source) => source,
        Err(why) => return (None, vec![check::unreadable(unit, *why)], false),
    };
    match Tree::parse(source.clone(), &unit.context) {
        Ok(tree) => {
            let findings = checker.unit(unit, &tree, standing.unwrap_or(Standing::ReadOnly));
            (check::identifier(&tree, unit.kind), findings, false)
        }
        Err(fault) => {
            let (finding, fatal) = check::unit_fault(unit, source, &fault);
            (None, vec![finding], fatal)
        }
    }
}
