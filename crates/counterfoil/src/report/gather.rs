//! Takes what is found in a file, batch by batch in their order, and makes the
//! report of it when the file has been read.

use super::identity::{Identities, Known, Late};
use super::kept::Said;
use super::pack::Packed;
use super::record::Record;
use super::spill::{Block, Spill};
use super::tally::{Count, Tally};
use super::{Outcome, Report};
use iati::finding::Finding;
use iati::read::Context;
use std::io::Result;

/// What is held in memory, beyond which temporary files are used.
#[derive(Clone, Copy)]
pub struct Room {
    /// Packed bytes of findings.
    pub findings: usize,
    /// Identifiers, links, and repeats, of each so many.
    pub identifiers: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            findings: 4 << 20,
            identifiers: 1 << 18,
        }
    }
}

pub struct Gather {
    units: Spill,
    of_file: Spill,
    /// Categories of the findings about the file, in order of appearance.
    categories: Vec<&'static str>,
    tally: Tally,
    identities: Identities,
    outcome: Outcome,
    kind: String,
    version: String,
    activities: u64,
    organisations: u64,
}

impl Gather {
    pub fn new(room: Room) -> Self {
        Self {
            units: Spill::new(room.findings),
            of_file: Spill::new(room.findings),
            categories: Vec::new(),
            tally: Tally::default(),
            identities: Identities::new(room.identifiers),
            outcome: Outcome::Read,
            kind: String::new(),
            version: String::new(),
            activities: 0,
            organisations: 0,
        }
    }

    /// The document element, and what is found there.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn root(&mut self, context: &Context, findings: &[Finding]) -> Result<()> {
        let (_, local) = context.root.rsplit_once(':').unwrap_or(("", &context.root));
        if matches!(local, "iati-activities" | "iati-organisations") {
            self.kind = local.to_owned();
        }
        // A root of another namespace states a version of something else.
        let is_foreign = context.root.contains(':');
        let stated = context.attribute("version").filter(|_| !is_foreign);
        let stated = stated.unwrap_or_default();
        self.version = super::kept::text(stated).into_owned();
        for finding in findings {
            match finding.rule {
                "0.2.1" => self.outcome = Outcome::Foreign,
                "0.6.1" => self.outcome = Outcome::Unsupported,
                _ => {}
            }
        }
        self.of_file(findings)
    }

    /// Findings about the file.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn of_file(&mut self, findings: &[Finding]) -> Result<()> {
        let mut bytes = Vec::new();
        for finding in findings {
            let said = Said::new(finding);
            if !self.categories.contains(&finding.category) {
                self.categories.push(finding.category);
            }
            self.tally.add(finding, said.message(), false);
            Record::Finding(said.kept()).write(&mut bytes);
        }
        if bytes.is_empty() {
            return Ok(());
        }
        self.of_file.append(Block::pack(&bytes)?)
    }

    /// The fault that ends the reading: the file is not well-formed.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn not_well_formed(&mut self, finding: &Finding) -> Result<()> {
        self.outcome = Outcome::NotWellFormed;
        self.of_file(std::slice::from_ref(finding))
    }

    /// What was found in the next batch.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn add(&mut self, packed: Packed) -> Result<()> {
        self.activities += packed.activities;
        self.organisations += packed.organisations;
        self.tally.merge(packed.tally);
        for mark in &packed.units {
            self.identities.unit(mark)?;
        }
        for mark in &packed.links {
            self.identities.link(mark)?;
        }
        packed
            .blocks
            .into_iter()
            .try_for_each(|block| self.units.append(block))
    }

    /// The report of `file`.
    ///
    /// # Errors
    /// A temporary file cannot be written or read.
    pub fn finish(mut self, file: &str, known: Option<&Known>) -> Result<Report> {
        let mut tally = self.tally;
        let settled = self
            .identities
            .settle(known, &mut |late| tally.take(count(late)))?;
        let outcome = self.outcome;
        if outcome == Outcome::NotWellFormed || outcome == Outcome::Foreign {
            self.kind.clear();
        }
        if outcome == Outcome::NotWellFormed {
            self.version.clear();
        }
        let rules = tally.counts(|rule| outcome.keeps(rule));
        let mut counts = [0; 4];
        for rule in &rules {
            counts[rule.severity as usize] += rule.findings;
        }
        Ok(Report {
            file: file.to_owned(),
            kind: self.kind,
            version: self.version,
            outcome,
            activities: self.activities,
            organisations: self.organisations,
            counts,
            rules,
            unknown_links: if outcome == Outcome::Read {
                settled.unknown
            } else {
                0
            },
            units: self.units,
            of_file: self.of_file,
            categories: self.categories,
            settled,
        })
    }
}

/// What is known only now is told by rule and place.
fn count(late: Late) -> Count {
    Count {
        rule: late.rule,
        codelist: None,
        severity: late.severity,
        findings: 1,
        units: 0,
        first: late.at,
        message: String::new(),
    }
}
