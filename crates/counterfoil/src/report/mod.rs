//! What is said of checked files, and one file a format.
//!
//! [`pack`] brings the findings of units into order and takes persons out,
//! [`gather`] keeps them off memory until the file has been read, and a
//! [`Report`] gives them to a format, one by one. Nothing here judges.

pub mod catalogue;
mod csv;
mod gather;
mod github;
mod html;
mod identity;
mod json;
mod kept;
mod pack;
mod record;
mod sarif;
mod sorter;
mod spill;
mod tally;
mod text;

#[cfg(test)]
mod tests;

pub use gather::{Gather, Room};
pub use identity::Known;
pub use pack::{Judged, Packed, Packer};

use crate::error::Result;
use iati::finding::Severity;
use identity::{REPEATED, Repeat, Settled};
use record::{Kept, Place, Record, Records, Unit};
use spill::Spill;
use std::io::Write;
use tally::Count;

/// The formats that a report is written in.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FormatName {
    /// For reading: what is wrong by rule, then by activity
    Text,
    /// A JSON object a line for each file, as the official validator's report
    Json,
    /// A row a finding
    Csv,
    /// One page that stands alone
    Html,
    /// SARIF 2.1.0, for tools that show findings of many checkers
    Sarif,
    /// Annotations of GitHub's workflows
    Github,
}

impl FormatName {
    pub fn format(self, limit: Option<u64>) -> Box<dyn Format> {
        match self {
            Self::Text => Box::new(text::Text::new(limit)),
            Self::Json => Box::new(json::Json::new(limit)),
            Self::Csv => Box::new(csv::Csv::new(limit)),
            Self::Html => Box::new(html::Html::new(limit)),
            Self::Sarif => Box::new(sarif::Sarif::new(limit)),
            Self::Github => Box::new(github::Github::new(limit)),
        }
    }

    /// Whether two outputs after one another are still of this format.
    pub fn can_follow_itself(self) -> bool {
        matches!(self, Self::Text | Self::Json | Self::Github)
    }
}

/// Writes the reports of a run.
pub trait Format {
    /// # Errors
    /// The output cannot be written.
    fn begin(&mut self, _out: &mut dyn Write) -> Result<()> {
        Ok(())
    }

    /// # Errors
    /// The output cannot be written, or the findings cannot be had.
    fn file(&mut self, report: &Report, out: &mut dyn Write) -> Result<()>;

    /// A file that could not be opened or read.
    ///
    /// # Errors
    /// The output cannot be written.
    fn unread(&mut self, _file: &str, _why: &str, _out: &mut dyn Write) -> Result<()> {
        Ok(())
    }

    /// # Errors
    /// The output cannot be written.
    fn end(&mut self, _out: &mut dyn Write) -> Result<()> {
        Ok(())
    }
}

/// How far the checks of a file came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Read,
    /// 0.1.1: nothing else is said of it.
    NotWellFormed,
    /// 0.2.1: nothing else is said of it.
    Foreign,
    /// 0.6.1: only the checks of the house go on.
    Unsupported,
}

impl Outcome {
    /// Whether findings of this rule are reported.
    fn keeps(self, rule: &str) -> bool {
        match self {
            Self::Read => true,
            Self::NotWellFormed => rule == "0.1.1",
            Self::Foreign => rule == "0.2.1",
            Self::Unsupported => rule == "0.6.1" || rule.starts_with("cf-"),
        }
    }
}

/// What was found in one file.
pub struct Report {
    pub file: String,
    /// Name of the root element; empty if it is not one of the standard's.
    pub kind: String,
    /// As the root states it.
    pub version: String,
    pub outcome: Outcome,
    pub activities: u64,
    pub organisations: u64,
    /// Findings by severity, the worst first.
    pub counts: [u64; 4],
    /// By rule, the worst and most frequent first.
    pub rules: Vec<Count>,
    /// Links to activities of which nobody knows whether they exist.
    pub unknown_links: u64,
    units: Spill,
    of_file: Spill,
    categories: Vec<&'static str>,
    settled: Settled,
}

/// What findings are about: the file, or one of its units.
pub struct Group<'a> {
    /// 0 for the file, then from 1 in the order of the file.
    pub number: u64,
    /// As in the official report: `file`, `noIdentifier`, `XM-EX-1-7(2)`.
    pub name: String,
    pub title: &'a str,
    /// Line and path of the unit.
    pub unit: Option<Unit<'a>>,
}

impl Group<'static> {
    fn of_file() -> Self {
        Self {
            number: 0,
            name: "file".to_owned(),
            title: "File level errors",
            unit: None,
        }
    }
}

impl<'a> Group<'a> {
    fn of_unit(number: u64, unit: Unit<'a>, repeat: Option<Repeat>) -> Self {
        let name = match unit.identifier {
            "" => "noIdentifier",
            identifier => identifier,
        };
        Self {
            number,
            name: repeat.map_or_else(|| name.to_owned(), |r| format!("{name}({})", r.times)),
            title: unit.title,
            unit: Some(unit),
        }
    }

    /// The identifier that is stated.
    pub fn identifier(&self) -> &'a str {
        self.unit.map_or("", |unit| unit.identifier)
    }
}

/// Takes a finding; `false` if no more are wanted.
type Visit<'v> = &'v mut dyn FnMut(&Group<'_>, &Kept<'_>) -> Result<bool>;

impl Report {
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub fn units(&self) -> u64 {
        self.activities + self.organisations
    }

    pub fn is_valid(&self) -> bool {
        self.counts[Severity::Critical as usize] == 0
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.rules.first().map(|rule| rule.severity)
    }

    /// Every finding: first those about the file, then unit by unit in the order
    /// of the file, in each by category, rule and message.
    ///
    /// # Errors
    /// The findings cannot be had, or `visit` fails.
    pub fn each(&self, visit: Visit<'_>) -> Result<()> {
        if self.file_findings(visit)? {
            self.unit_findings(visit)?;
        }
        Ok(())
    }

    fn file_findings(&self, visit: Visit<'_>) -> Result<bool> {
        let mut categories = self.categories.clone();
        let repeats = self.settled.has_repeats() && self.outcome.keeps(REPEATED);
        if repeats && !categories.contains(&"identifiers") {
            categories.push("identifiers");
        }
        let group = Group::of_file();
        let mut wants_more = true;
        for category in categories {
            self.of_file.each(&mut |block| {
                for record in Records::new(block) {
                    if let Record::Finding(kept) = record
                        && kept.category == category
                        && self.outcome.keeps(kept.rule)
                    {
                        wants_more = wants_more && visit(&group, &kept)?;
                    }
                }
                Ok::<_, crate::error::Error>(wants_more)
            })?;
            if repeats && category == "identifiers" && wants_more {
                wants_more = self.repeats(&group, visit)?;
            }
        }
        Ok(wants_more)
    }

    fn repeats(&self, group: &Group<'_>, visit: Visit<'_>) -> Result<bool> {
        let mut walk = self.settled.walk();
        let mut wants_more = true;
        self.units.each(&mut |block| {
            for record in Records::new(block) {
                if let Record::Unit(unit) = record
                    && let Some(repeat) = walk.unit()?
                {
                    wants_more = wants_more && repeated(&unit, repeat, &mut |k| visit(group, k))?;
                }
            }
            Ok::<_, crate::error::Error>(wants_more)
        })?;
        Ok(wants_more)
    }

    fn unit_findings(&self, visit: Visit<'_>) -> Result<()> {
        let mut walk = self.settled.walk();
        let mut number = 0;
        let mut over = Over::default();
        self.units.each(&mut |block| {
            let before = std::mem::take(&mut over);
            let mut group = before.group(number);
            for record in Records::new(block) {
                let kept = match record {
                    Record::Unit(unit) => {
                        number += 1;
                        group = Some(Group::of_unit(number, unit, walk.unit()?));
                        continue;
                    }
                    Record::Link(kept) => walk.link()?.then_some(kept),
                    Record::Finding(kept) => Some(kept),
                };
                let kept = kept.filter(|k| self.outcome.keeps(k.rule));
                if let (Some(group), Some(kept)) = (&group, kept)
                    && !visit(group, &kept)?
                {
                    return Ok(false);
                }
            }
            over = Over::new(group.as_ref());
            Ok::<_, crate::error::Error>(true)
        })
    }
}

/// A unit whose findings go on in the next block.
#[derive(Default)]
struct Over {
    record: Vec<u8>,
    name: String,
}

impl Over {
    fn new(group: Option<&Group<'_>>) -> Self {
        let mut over = Self::default();
        if let Some(group) = group
            && let Some(unit) = group.unit
        {
            Record::Unit(unit).write(&mut over.record);
            over.name.clone_from(&group.name);
        }
        over
    }

    fn group(&self, number: u64) -> Option<Group<'_>> {
        let Record::Unit(unit) = Records::new(&self.record).next()? else {
            return None;
        };
        Some(Group {
            number,
            name: self.name.clone(),
            title: unit.title,
            unit: Some(unit),
        })
    }
}

/// The finding that a unit's identifier stands in the file already.
fn repeated(
    unit: &Unit<'_>,
    repeat: Repeat,
    visit: &mut dyn FnMut(&Kept<'_>) -> Result<bool>,
) -> Result<bool> {
    let line = repeat.first.line;
    let message = match unit.identifier {
        "" => format!(
            "neither this nor what begins at line {line} has an identifier; give each its own"
        ),
        identifier => format!(
            "“{identifier}” is the identifier of what begins at line {line} already; give each its own"
        ),
    };
    visit(&Kept {
        rule: REPEATED,
        severity: Severity::Error,
        category: "identifiers",
        codelist: None,
        message: &message,
        allowed: Vec::new(),
        place: Place {
            at: unit.start,
            path: &unit.path(),
            value: Some(unit.identifier).filter(|i| !i.is_empty()),
        },
        also: Vec::new(),
        more: 0,
    })
}

/// Which findings are shown where not all are; all are counted.
pub struct Selection {
    total: Option<u64>,
    of_each: Option<u64>,
    taken: u64,
    by_rule: std::collections::HashMap<(String, String), u64>,
}

impl Selection {
    /// At most `total` in all, and at most `of_each` rule.
    pub fn new(total: Option<u64>, of_each: Option<u64>) -> Self {
        Self {
            total,
            of_each,
            taken: 0,
            by_rule: std::collections::HashMap::new(),
        }
    }

    /// What a user asked for with --limit: 0 is all.
    pub fn limited(limit: Option<u64>) -> Self {
        Self::new(limit.filter(|n| *n > 0), None)
    }

    pub fn takes(&mut self, kept: &Kept<'_>) -> bool {
        if self.is_full() {
            return false;
        }
        if let Some(most) = self.of_each {
            let key = (
                kept.rule.to_owned(),
                kept.codelist.unwrap_or_default().to_owned(),
            );
            let so_far = self.by_rule.entry(key).or_default();
            *so_far += 1;
            if *so_far > most {
                return false;
            }
        }
        self.taken += 1;
        true
    }

    /// Whether nothing more is shown.
    pub fn is_full(&self) -> bool {
        self.total.is_some_and(|most| self.taken >= most)
    }

    pub fn taken(&self) -> u64 {
        self.taken
    }
}
