//! What became of each file, told at the end: counts and failures in words, or
//! everything as JSON.
//!
//! Texts of others (names, addresses, reasons) pass the redactor and lose their
//! control characters on the way out.

use super::job::Job;
use crate::answer::grouped;
use crate::error::Result;
use comfy_table::{ContentArrangement, Table, presets};
use iati::redact::{Known, Redactor};
use ledger::Publication;
use serde_json::{Value, json};
use std::io::Write;

/// What became of a file.
#[derive(Clone, Debug)]
pub enum Became {
    Added(Counts),
    /// It was fetched, and the ledger had it.
    Already(u64),
    /// Its server or the registry said that it is what it was.
    Unchanged,
    /// It is what it was when the ledger could not read it.
    StillRefused,
    /// This run had settled it before it was interrupted.
    Settled,
    Refused(String),
    Failed(String),
}

/// What a new publication brought.
#[derive(Clone, Debug)]
pub struct Counts {
    pub publication: u64,
    pub activities: u64,
    pub organisations: u64,
    pub transactions: u64,
    pub left_out: u64,
    pub withheld: u64,
}

impl From<&Publication> for Counts {
    fn from(p: &Publication) -> Self {
        Self {
            publication: p.seq,
            activities: p.activities,
            organisations: p.organisations,
            transactions: p.transactions,
            left_out: p.left_out,
            withheld: p.dropped,
        }
    }
}

impl Became {
    fn word(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Already(_) => "already there",
            Self::Unchanged => "unchanged",
            Self::StillRefused | Self::Refused(_) => "refused",
            Self::Settled => "done before the interruption",
            Self::Failed(_) => "failed",
        }
    }

    /// Why it is not in the ledger.
    fn reason(&self) -> Option<&str> {
        match self {
            Self::Refused(why) | Self::Failed(why) => Some(why),
            Self::StillRefused => Some("unchanged since it was refused"),
            _ => None,
        }
    }

    fn counts(&self) -> Option<&Counts> {
        match self {
            Self::Added(counts) => Some(counts),
            _ => None,
        }
    }

    fn publication(&self) -> Option<u64> {
        match self {
            Self::Already(publication) => Some(*publication),
            _ => self.counts().map(|c| c.publication),
        }
    }
}

/// All files of a run, in the order of their list.
pub struct Report {
    files: Vec<(Job, Became)>,
    not_asked: usize,
    clean: Redactor,
}

impl Report {
    /// `not_asked` files were not reached because the run was interrupted.
    pub fn new(files: Vec<(Job, Became)>, not_asked: usize) -> Self {
        Self {
            files,
            not_asked,
            clean: Known::default().redactor(),
        }
    }

    /// Whether a file is not in the ledger that should be.
    pub fn has_failures(&self) -> bool {
        self.failures().next().is_some()
    }

    fn failures(&self) -> impl Iterator<Item = (&Job, &str)> {
        let reasons = self.files.iter().map(|(job, b)| (job, b.reason()));
        reasons.filter_map(|(job, why)| Some((job, why?)))
    }

    fn sum(&self, of: impl Fn(&Counts) -> u64) -> u64 {
        self.files
            .iter()
            .filter_map(|(_, b)| b.counts())
            .map(of)
            .sum()
    }

    fn count(&self, word: &str) -> u64 {
        self.files.iter().filter(|(_, b)| b.word() == word).count() as u64
    }

    fn rows(&self) -> Vec<(&'static str, u64)> {
        vec![
            ("files", (self.files.len() + self.not_asked) as u64),
            ("added", self.count("added")),
            ("already there", self.count("already there")),
            ("unchanged", self.count("unchanged")),
            (
                "done before the interruption",
                self.count("done before the interruption"),
            ),
            ("not asked for yet", self.not_asked as u64),
            ("refused", self.count("refused")),
            ("failed", self.count("failed")),
            ("activities read", self.sum(|c| c.activities)),
            ("organisations read", self.sum(|c| c.organisations)),
            ("transactions read", self.sum(|c| c.transactions)),
            ("activities left out", self.sum(|c| c.left_out)),
            ("withheld", self.sum(|c| c.withheld)),
        ]
    }

    /// Counts, then a table of what failed.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write(&self, width: Option<u16>, out: &mut dyn Write) -> Result<()> {
        for (what, count) in self.rows() {
            writeln!(out, "{what:28} {:>12}", grouped(&count.to_string()))?;
        }
        if !self.has_failures() {
            return Ok(());
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = width {
            table.set_width(width);
        }
        table.set_header(["not kept", "why", "where"]);
        for (job, why) in self.failures() {
            let name = if job.listed.is_some() { job.name() } else { "" };
            table.add_row([self.text(name), self.text(why), self.text(&job.source())]);
        }
        writeln!(out, "\n{table}")?;
        Ok(())
    }

    /// Everything, for programs.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> Result<()> {
        let counts = self.rows().into_iter();
        let mut all: serde_json::Map<String, Value> = counts
            .map(|(what, count)| (what.replace(' ', "_"), count.into()))
            .collect();
        let files = self
            .files
            .iter()
            .map(|(job, became)| self.file(job, became));
        all.insert("datasets".to_owned(), files.collect());
        serde_json::to_writer_pretty(&mut *out, &all).map_err(std::io::Error::from)?;
        writeln!(out)?;
        Ok(())
    }

    fn file(&self, job: &Job, became: &Became) -> Value {
        let listed = job.listed.as_ref();
        let publisher = listed.and_then(|l| l.publisher.as_ref().or(l.publisher_id.as_ref()));
        json!({
            "dataset": listed.map(|l| self.text(&l.name)),
            "publisher": publisher.map(|p| self.text(p)),
            "source": self.text(&job.source()),
            "outcome": became.word(),
            "publication": became.publication(),
            "activities": became.counts().map(|c| c.activities),
            "reason": became.reason().map(|why| self.text(why)),
        })
    }

    fn text(&self, text: &str) -> String {
        let plain: String = text
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c })
            .collect();
        self.clean.redact_text(&plain)
    }
}
