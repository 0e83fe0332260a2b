//! One page that stands alone: nothing is fetched, nothing runs in it.
//!
//! Each file has its answer, what is wrong by rule, and where by activity. A
//! large report shows the first findings of each rule, so that a browser can
//! open it; all are counted.

use super::catalogue;
use super::record::Kept;
use super::tally::Count;
use super::text::{line, units, verdict};
use super::{Format, Group, Outcome, Report, Selection};
use crate::answer::{counted, grouped};
use crate::error::{Error, Result};
use askama::Template;
use std::io::{Seek, Write};
use tempfile::SpooledTempFile;

/// Findings of a file that are all shown; of more, the first of each rule.
const ALL: u64 = 2000;

/// Findings of a file that a page can hold, whatever was asked for.
const MOST: u64 = 20_000;

/// Findings up to which everything is unfolded.
const UNFOLDED: usize = 40;

/// Further places of one finding that are shown.
const PLACES: usize = 20;

/// Bytes of the files' parts that are held in memory.
const HELD: usize = 4 << 20;

#[derive(Template)]
#[template(path = "report-page.html")]
struct Page<'a> {
    title: String,
    heading: String,
    style: &'static str,
    own_style: &'static str,
    files: &'a [FileLine],
}

/// A line of the table of files.
struct FileLine {
    /// 0 if it could not be read.
    number: usize,
    name: String,
    valid: &'static str,
    found: String,
    read: String,
}

#[derive(Template)]
#[template(path = "report-file.html")]
struct FilePart<'a> {
    number: usize,
    file: &'a str,
    kind: &'a str,
    version: &'a str,
    answer: String,
    notes: Vec<String>,
    open: bool,
    rules: Vec<RulePart>,
    units: Vec<UnitPart>,
    findings: Vec<Shown>,
}

struct RulePart {
    id: &'static str,
    severity: &'static str,
    title: String,
    why: String,
    fix: String,
    times: String,
    first: String,
    /// Indexes of the findings that are shown.
    shown: Vec<usize>,
    hidden: u64,
    hidden_words: String,
}

/// A unit, and which of the findings shown are its.
struct UnitPart {
    number: u64,
    name: String,
    title: String,
    about: String,
    from: usize,
    to: usize,
}

struct Shown {
    unit: u64,
    name: String,
    severity: &'static str,
    rule: String,
    message: String,
    at: String,
    places: Vec<(String, String)>,
    more: String,
}

pub struct Html {
    limit: Option<u64>,
    body: SpooledTempFile,
    files: Vec<FileLine>,
}

impl Html {
    pub fn new(limit: Option<u64>) -> Self {
        Self {
            limit,
            body: SpooledTempFile::new(HELD),
            files: Vec::new(),
        }
    }

    fn selection(&self, report: &Report) -> Selection {
        let rules = report.rules.len().max(1) as u64;
        match self.limit {
            None if report.total() > ALL => Selection::new(None, Some((ALL / rules).max(5))),
            None | Some(0) => Selection::limited(Some(MOST)),
            Some(limit) => Selection::limited(Some(limit.min(MOST))),
        }
    }
}

impl Format for Html {
    fn file(&mut self, report: &Report, _out: &mut dyn Write) -> Result<()> {
        let number = self.files.len() + 1;
        let part = part(report, number, self.selection(report))?;
        self.body.write_all(rendered(&part)?.as_bytes())?;
        self.files.push(FileLine {
            number,
            name: report.file.clone(),
            valid: if report.is_valid() { "yes" } else { "no" },
            found: verdict(report.counts),
            read: units(report),
        });
        Ok(())
    }

    fn unread(&mut self, file: &str, why: &str, _out: &mut dyn Write) -> Result<()> {
        self.files.push(FileLine {
            number: 0,
            name: file.to_owned(),
            valid: "not read",
            found: why.to_owned(),
            read: String::new(),
        });
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<()> {
        let heading = counted(self.files.len() as u64, "file checked", "files checked");
        let title = match self.files.as_slice() {
            [one] => format!("{} · {}", one.name, one.found),
            _ => heading.clone(),
        };
        let page = Page {
            title,
            heading,
            style: include_str!("../web/assets/style.css"),
            own_style: include_str!("report.css"),
            files: &self.files,
        };
        out.write_all(rendered(&page)?.as_bytes())?;
        self.body.rewind()?;
        std::io::copy(&mut self.body, out)?;
        writeln!(out, "</main>\n</body>\n</html>")?;
        Ok(())
    }
}

fn rendered(template: &impl Template) -> Result<String> {
    template
        .render()
        .map_err(|e| Error::Output(std::io::Error::other(e)))
}

fn part(report: &Report, number: usize, mut selection: Selection) -> Result<FilePart<'_>> {
    let mut rules: Vec<RulePart> = report.rules.iter().map(rule_part).collect();
    let mut units: Vec<UnitPart> = Vec::new();
    let mut findings: Vec<Shown> = Vec::new();
    report.each(&mut |group, kept| {
        if selection.takes(kept) {
            if let Some(at) = report.rules.iter().position(|rule| rule.is_of(kept)) {
                rules[at].shown.push(findings.len());
            }
            findings.push(shown(group, kept));
            match units.last_mut() {
                Some(unit) if unit.number == group.number => unit.to += 1,
                _ => units.push(unit_part(group, findings.len())),
            }
        }
        Ok(!selection.is_full())
    })?;
    for (part, rule) in rules.iter_mut().zip(&report.rules) {
        part.hidden = rule.findings - part.shown.len() as u64;
        part.hidden_words = format!("{} more not shown here.", grouped(&part.hidden.to_string()));
    }
    Ok(FilePart {
        number,
        file: &report.file,
        kind: &report.kind,
        version: &report.version,
        answer: answer(report),
        notes: notes(report, findings.len() as u64),
        open: findings.len() <= UNFOLDED,
        rules,
        units,
        findings,
    })
}

fn rule_part(rule: &Count) -> RulePart {
    let entry = catalogue::entry(rule.rule, rule.codelist);
    RulePart {
        id: rule.rule,
        severity: rule.severity.as_str(),
        title: catalogue::title(rule.rule, rule.codelist, &rule.message).to_owned(),
        why: entry.map(|e| e.why.clone()).unwrap_or_default(),
        fix: entry.map(|e| e.fix.clone()).unwrap_or_default(),
        times: grouped(&rule.findings.to_string()),
        first: rule.first.to_string(),
        shown: Vec::new(),
        hidden: 0,
        hidden_words: String::new(),
    }
}

/// A unit whose first finding is the last of `found` so far.
fn unit_part(group: &Group<'_>, found: usize) -> UnitPart {
    let about = group
        .unit
        .map(|unit| format!("line {}, {}", unit.start.line, unit.path()));
    let (name, title) = match group.unit {
        None => ("The file".to_owned(), ""),
        Some(_) => (line(&group.name).into_owned(), group.title),
    };
    UnitPart {
        number: group.number,
        name,
        title: title.to_owned(),
        about: about.unwrap_or_default(),
        from: found - 1,
        to: found,
    }
}

fn shown(group: &Group<'_>, kept: &Kept<'_>) -> Shown {
    let further = kept.also.iter().take(PLACES);
    let places = std::iter::once(&kept.place).chain(further);
    let rest = kept.more + kept.also.len().saturating_sub(PLACES) as u64;
    let more = match rest {
        0 => String::new(),
        rest => format!("and {}", counted(rest, "more place", "more places")),
    };
    Shown {
        unit: group.number,
        name: line(&group.name).into_owned(),
        severity: kept.severity.as_str(),
        rule: kept.rule.to_owned(),
        message: kept.message.to_owned(),
        at: kept.place.at.to_string(),
        places: places
            .map(|p| (p.at.to_string(), p.path.to_owned()))
            .collect(),
        more,
    }
}

fn answer(report: &Report) -> String {
    let (found, units) = (verdict(report.counts), units(report));
    match (report.is_valid(), report.total()) {
        (_, 0) => format!("Nothing found in {units}."),
        (true, _) => format!("Valid, with {found} in {units}."),
        (false, _) => format!("Not valid: {found} in {units}."),
    }
}

fn notes(report: &Report, shown: u64) -> Vec<String> {
    let mut notes = Vec::new();
    if shown < report.total() {
        let [shown, total] = [shown, report.total()].map(|n| grouped(&n.to_string()));
        notes.push(format!(
            "{shown} of {total} findings are shown, so that this page stays usable; the counts are of all. The formats csv and json have every one."
        ));
    }
    if report.outcome == Outcome::NotWellFormed {
        notes.push("Reading stopped at that place. Nothing else of the file is reported until it is mended.".to_owned());
    }
    if report.unknown_links > 0 {
        let links = counted(report.unknown_links, "link leads", "links lead");
        notes.push(format!(
            "{links} to activities that are not in this file; whether they exist was not checked."
        ));
    }
    notes
}
