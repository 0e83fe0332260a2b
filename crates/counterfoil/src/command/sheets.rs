//! `counterfoil import` of a workbook or a folder of text files: checked as a whole, every
//! fault named by its cell, and what is right kept as a publication.

use super::check::made;
use crate::answer::{counted, grouped};
use crate::error::{Error, Result};
use crate::sheet::{self, Opened};
use clap::{Args, ValueEnum};
use iati::sheet::day::Order;
use iati::sheet::number::Mark;
use iati::sheet::{Options, Outcome, Publisher};
use ledger::receive::Made;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What settles a workbook's open questions.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Spreadsheets")]
pub struct SheetArgs {
    /// Write a copy of the workbook with every fault marked in its cell (.xlsx)
    #[arg(long, value_name = "FILE")]
    pub annotate: Option<PathBuf>,
    /// The decimal mark, where a column does not tell: 1,234 is 1234 or 1.234
    #[arg(long, value_enum, value_name = "MARK")]
    decimal: Option<Decimal>,
    /// Which number of 03/04/2024 is the day, where a column does not tell
    #[arg(long, value_enum, value_name = "ORDER")]
    day_order: Option<DayOrder>,
    /// Identifier of the organisation that publishes, where no column names it
    #[arg(long, value_name = "REF", requires_all = ["publisher_name", "publisher_type"])]
    publisher: Option<String>,
    /// Name of that organisation
    #[arg(long, value_name = "NAME", requires = "publisher")]
    publisher_name: Option<String>,
    /// Type of that organisation: 10 is a government, 21 an international NGO, 22 a national one
    #[arg(long, value_name = "CODE", requires = "publisher")]
    publisher_type: Option<String>,
    /// Also write the organisations, pairings and promises as a programme's text
    #[arg(long, value_name = "FILE")]
    pub programme: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Decimal {
    Point,
    Comma,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DayOrder {
    DayFirst,
    MonthFirst,
}

impl SheetArgs {
    fn options(&self) -> Result<Options> {
        let publisher = match (&self.publisher, &self.publisher_name, &self.publisher_type) {
            (Some(reference), Some(name), Some(kind)) => {
                let known = iati::codelist::list("OrganisationType").and_then(|l| l.get(kind));
                if known.is_none() {
                    return Err(Error::asked(format!(
                        "--publisher-type “{kind}”: not on the codelist OrganisationType; 10 is a government, 21 an international NGO, 22 a national one"
                    )));
                }
                Some(Publisher {
                    reference: reference.clone(),
                    kind: kind.clone(),
                    name: name.clone(),
                })
            }
            _ => None,
        };
        Ok(Options {
            decimal: self.decimal.map(|d| match d {
                Decimal::Point => Mark::Point,
                Decimal::Comma => Mark::Comma,
            }),
            order: self.day_order.map(|o| match o {
                DayOrder::DayFirst => Order::DayFirst,
                DayOrder::MonthFirst => Order::MonthFirst,
            }),
            publisher,
        })
    }
}

/// A workbook that was read.
pub struct Checked {
    pub path: PathBuf,
    pub name: String,
    pub outcome: Outcome,
    /// What is to be kept, if anything is.
    pub made: Option<Made>,
    /// The text of the programme, if there are rows of one and they are right.
    pub programme: Option<String>,
    /// What the checks of published data say of what is to be kept.
    pub found: Vec<made::Found>,
}

impl Checked {
    /// Whether nothing of it can be kept.
    pub fn has_nothing(&self) -> bool {
        self.made.is_none() && self.programme.is_none()
    }
}

/// Reads a workbook, and writes what was asked for besides.
pub fn check(path: &Path, args: &SheetArgs) -> Result<Checked> {
    let options = args.options()?;
    let Opened {
        book,
        sha256,
        bytes,
    } = sheet::open(path)?;
    let mut outcome = iati::sheet::read(&book, &options);
    let name = path.display().to_string();
    let programme = programme(&mut outcome, &name);
    let programme = programme.filter(|_| !outcome.refused);
    if let (Some(file), Some(text)) = (&args.programme, &programme) {
        std::fs::write(file, text).map_err(Error::at(file))?;
    }
    if let Some(copy) = &args.annotate {
        if same_file(copy, path) {
            return Err(Error::asked(format!(
                "--annotate {}: that is the workbook itself; name another file",
                copy.display()
            )));
        }
        sheet::annotate(copy, &book, &outcome)?;
    }
    let xml = std::mem::take(&mut outcome.xml);
    let found = made::findings(&xml, jiff::Timestamp::now());
    let made = (!xml.is_empty()).then(|| Made {
        xml: xml.into_bytes().into(),
        sha256: noted(sha256, args),
        bytes,
    });
    Ok(Checked {
        path: path.to_owned(),
        name,
        outcome,
        made,
        programme,
        found,
    })
}

fn same_file(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// The text of the programme, if there are rows of one; its faults join the others.
fn programme(outcome: &mut Outcome, name: &str) -> Option<String> {
    // Organisations alone are those of the activities.
    if outcome.records.iter().all(|r| r.section == "organisation") {
        return None;
    }
    let id = Path::new(name)
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned());
    let id = id
        .unwrap_or_else(|| "programme".to_owned())
        .replace(char::is_whitespace, "-");
    match flow::programme::sheet::read(&outcome.records, &id, &id) {
        Ok(text) => Some(text),
        Err(faults) => {
            outcome.faults.extend(faults);
            None
        }
    }
}

/// The hash that is noted: the same bytes read with other settlements say other things.
fn noted(sha256: String, args: &SheetArgs) -> String {
    let settled = (args.decimal, args.day_order, &args.publisher);
    match settled {
        (None, None, None) => sha256,
        settled => {
            let all = format!(
                "{sha256} {settled:?} {:?} {:?}",
                args.publisher_name, args.publisher_type
            );
            ledger::receive::hex(&Sha256::digest(all.as_bytes()))
        }
    }
}

/// Says what became of a workbook.
pub fn tell(checked: &Checked, out: &mut dyn Write) -> Result<()> {
    let Checked { name, outcome, .. } = checked;
    if !outcome.layout_title.is_empty() {
        writeln!(out, "{name}: {}", outcome.layout_title)?;
    }
    for fault in &outcome.faults {
        writeln!(out, "  {fault}")?;
    }
    for found in &checked.found {
        writeln!(
            out,
            "  as published {} {}: {}; in {}",
            found.severity,
            found.rule,
            found.message,
            found.units()
        )?;
    }
    for settled in &outcome.settled {
        writeln!(out, "  read as      {settled}")?;
    }
    for left in &outcome.left_out {
        writeln!(
            out,
            "  left out     {} ({}): {}",
            left.identifier, left.place, left.why
        )?;
    }
    for passed in &outcome.passed {
        let cells = counted(passed.count, "value", "values");
        writeln!(
            out,
            "  not read     {} “{}”, {cells}: {}",
            passed.sheet, passed.heading, passed.why
        )?;
    }
    let faults = counted(outcome.faults.len() as u64, "fault", "faults");
    let faults = match checked.found.len() as u64 {
        0 => faults,
        n => format!(
            "{faults}; as published, {} a fault",
            counted(n, "rule finds", "rules find")
        ),
    };
    let of = match outcome.kind {
        Some(iati::read::UnitKind::Organisation) => {
            counted(outcome.units, "organisation", "organisations")
        }
        _ => counted(outcome.units, "activity", "activities"),
    };
    if outcome.rows == 0 && outcome.faults.is_empty() && !outcome.refused {
        writeln!(
            out,
            "{name}: nothing is filled in yet; write below the examples, which are not read, and import it again"
        )?;
        return Ok(());
    }
    match outcome.refused {
        true => writeln!(out, "{name}: refused, nothing of it is stored; {faults}")?,
        false => writeln!(
            out,
            "{name}: {} rows, {} left out; {of} right, {} left out; {faults}{}",
            grouped(&outcome.rows.to_string()),
            grouped(&outcome.rows_left_out.to_string()),
            outcome.left_out.len(),
            match checked.has_nothing() {
                true => "; nothing of it is stored",
                false => "",
            }
        )?,
    }
    Ok(())
}
