//! For reading: the answer first, what is wrong by rule, then by activity.
//!
//! Without a limit the first few findings of each rule are shown: many
//! activities with one fault must not hide the others.

use super::catalogue;
use super::record::{Kept, Place};
use super::tally::Count;
use super::{Format, Group, Outcome, Report, Selection};
use crate::answer::{counted, grouped};
use crate::error::Result;
use iati::finding::Severity;
use iati::read::UnitKind;
use std::borrow::Cow;
use std::io::{IsTerminal, Write};

/// Findings of each rule that are shown if no limit is asked for.
const OF_EACH: u64 = 10;

/// Places of one finding that are shown.
const PLACES: usize = 5;

pub struct Text {
    limit: Option<u64>,
    is_coloured: bool,
    files: u64,
    invalid: u64,
    counts: [u64; 4],
}

impl Text {
    pub fn new(limit: Option<u64>) -> Self {
        let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        Self {
            limit,
            is_coloured: is_wanted && std::io::stdout().is_terminal(),
            files: 0,
            invalid: 0,
            counts: [0; 4],
        }
    }

    fn selection(&self) -> Selection {
        match self.limit {
            None => Selection::new(None, Some(OF_EACH)),
            limit => Selection::limited(limit),
        }
    }

    fn paint<'a>(&self, style: &str, text: &'a str) -> Cow<'a, str> {
        if self.is_coloured {
            Cow::Owned(format!("\u{1b}[{style}m{text}\u{1b}[0m"))
        } else {
            Cow::Borrowed(text)
        }
    }

    fn severity(&self, severity: Severity, width: usize) -> String {
        let style = match severity {
            Severity::Critical => "1;31",
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Advisory => "36",
        };
        let padding = width.saturating_sub(severity.as_str().len());
        format!(
            "{}{}",
            self.paint(style, severity.as_str()),
            " ".repeat(padding)
        )
    }

    fn rules(&self, rules: &[Count], out: &mut dyn Write) -> Result<()> {
        let rows: Vec<[String; 3]> = rules.iter().map(cells).collect();
        let width = |at: usize, least: usize| {
            let widths = rows.iter().map(|row| row[at].chars().count());
            widths.max().unwrap_or(0).max(least)
        };
        let (findings, ids, places) = (width(0, 5), width(1, 4), width(2, 8));
        writeln!(
            out,
            "\n  {:>findings$}  severity  {:ids$}  {:places$}  what is wrong",
            "times", "rule", "first at"
        )?;
        for (rule, [count, id, place]) in rules.iter().zip(&rows) {
            let severity = self.severity(rule.severity, 8);
            let title = line(catalogue::title(rule.rule, rule.codelist, &rule.message));
            writeln!(
                out,
                "  {count:>findings$}  {severity}  {id:ids$}  {place:places$}  {title}"
            )?;
        }
        Ok(())
    }

    fn findings(&self, report: &Report, out: &mut dyn Write) -> Result<u64> {
        let mut selection = self.selection();
        let mut before: Option<(u64, String)> = None;
        report.each(&mut |group, kept| {
            if selection.takes(kept) {
                if before
                    .as_ref()
                    .is_none_or(|(number, _)| *number != group.number)
                {
                    writeln!(out, "\n{}", self.paint("1", &heading(group)))?;
                    before = None;
                }
                let said = format!("{} {}", kept.rule, kept.message);
                if before.as_ref().is_none_or(|(_, same)| *same != said) {
                    let severity = self.severity(kept.severity, 0);
                    writeln!(out, "  {severity} {}: {}", kept.rule, line(kept.message))?;
                }
                before = Some((group.number, said));
                places(kept, out)?;
            }
            Ok(!selection.is_full())
        })?;
        Ok(selection.taken())
    }

    fn closing(&self, report: &Report, shown: u64, out: &mut dyn Write) -> Result<()> {
        let mut notes = Vec::new();
        if shown < report.total() {
            let rest = counted(report.total() - shown, "finding is", "findings are");
            notes.push(format!("{rest} not shown here; --limit 0 shows all"));
        }
        if report.outcome == Outcome::NotWellFormed {
            notes.push(
                "reading stopped there; nothing else of the file is reported until that is mended"
                    .to_owned(),
            );
        }
        if report.unknown_links > 0 {
            let links = counted(report.unknown_links, "link leads", "links lead");
            notes.push(format!("{links} to activities that are not in this file; --known-activities FILE checks them"));
        }
        if !notes.is_empty() {
            writeln!(out)?;
        }
        for note in notes {
            writeln!(out, "{note}.")?;
        }
        Ok(())
    }
}

impl Format for Text {
    fn file(&mut self, report: &Report, out: &mut dyn Write) -> Result<()> {
        if self.files > 0 {
            writeln!(out)?;
        }
        self.files += 1;
        self.invalid += u64::from(!report.is_valid());
        for (all, here) in self.counts.iter_mut().zip(report.counts) {
            *all += here;
        }
        let answer = answer(report);
        writeln!(out, "{}", self.paint("1", &answer))?;
        if report.total() > 0 {
            self.rules(&report.rules, out)?;
        }
        let shown = self.findings(report, out)?;
        self.closing(report, shown, out)
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<()> {
        if self.files < 2 {
            return Ok(());
        }
        let valid = match self.invalid {
            0 => "all valid".to_owned(),
            invalid => format!("{} not valid", grouped(&invalid.to_string())),
        };
        let files = counted(self.files, "file", "files");
        writeln!(out, "\n{files}, {valid}: {}", verdict(self.counts))?;
        Ok(())
    }
}

/// Count, id and first place.
fn cells(rule: &Count) -> [String; 3] {
    [
        grouped(&rule.findings.to_string()),
        rule.rule.to_owned(),
        rule.first.to_string(),
    ]
}

/// The line that says it all.
pub fn answer(report: &Report) -> String {
    let not = match (report.is_valid(), report.counts) {
        (false, _) => "not valid: ",
        // With errors in it nobody would call it so.
        (true, [0, 0, ..]) => "valid: ",
        (true, _) => "",
    };
    let version = match report.version.as_str() {
        "" => String::new(),
        version => format!(", version {}", line(version)),
    };
    format!(
        "{}: {not}{}; {} read{version}",
        line(&report.file),
        verdict(report.counts),
        units(report)
    )
}

/// `3 activities`, `1 organisation`, or both.
pub fn units(report: &Report) -> String {
    let activities = counted(report.activities, "activity", "activities");
    let organisations = counted(report.organisations, "organisation", "organisations");
    match (report.activities, report.organisations) {
        (_, 0) => activities,
        (0, _) => organisations,
        _ => format!("{activities} and {organisations}"),
    }
}

/// `2 errors, 1 warning`, or that nothing was found.
pub fn verdict(counts: [u64; 4]) -> String {
    let found = Severity::ALL.iter().zip(counts).filter(|(_, n)| *n > 0);
    let words: Vec<String> = found
        .map(|(s, n)| counted(n, s.as_str(), plural(*s)))
        .collect();
    if words.is_empty() {
        "nothing found".to_owned()
    } else {
        words.join(", ")
    }
}

pub fn plural(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::Error => "errors",
        Severity::Warning => "warnings",
        Severity::Advisory => "advisories",
    }
}

fn heading(group: &Group<'_>) -> String {
    let Some(unit) = &group.unit else {
        return "The file".to_owned();
    };
    let name = match unit.identifier {
        "" => match unit.kind {
            UnitKind::Activity => "An activity without identifier".into(),
            UnitKind::Organisation => "An organisation without identifier".into(),
        },
        _ => line(&group.name),
    };
    format!("{name}  (line {}, {})", unit.start.line, unit.path())
}

fn places(kept: &Kept<'_>, out: &mut dyn Write) -> Result<()> {
    place(&kept.place, out)?;
    for further in kept.also.iter().take(PLACES) {
        place(further, out)?;
    }
    let rest = kept.more + kept.also.len().saturating_sub(PLACES) as u64;
    if rest > 0 {
        writeln!(
            out,
            "    and {}",
            counted(rest, "more place", "more places")
        )?;
    }
    Ok(())
}

fn place(place: &Place<'_>, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "    {:<10} {}", place.at.to_string(), line(place.path))?;
    Ok(())
}

/// A text on one line that cannot steer a terminal.
pub fn line(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() || is_direction(c);
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let safe = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if steers(c) => '\u{fffd}',
        c => c,
    };
    Cow::Owned(text.chars().map(safe).collect())
}

/// Marks that turn the direction of what follows them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
