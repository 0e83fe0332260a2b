//! A JSON object a line for each file, in the grouped shape of the official
//! validator's report, so that what reads that reads this. Fields of our own
//! stand beside it: file, read, line, column, path, value, allowed.
//!
//! It is written as the findings come: it is never in memory as a whole.

use super::record::{Kept, Place};
use super::{Format, Group, Report, Selection};
use crate::error::Result;
use serde::Serialize;
use std::io::Write;

pub struct Json {
    limit: Option<u64>,
}

impl Json {
    pub fn new(limit: Option<u64>) -> Self {
        Self { limit }
    }
}

#[derive(Serialize)]
struct Head<'a> {
    file: &'a str,
    valid: bool,
    #[serde(rename = "fileType")]
    kind: &'a str,
    #[serde(rename = "iatiVersion")]
    version: &'a str,
    summary: Summary,
    /// Activities and organisations.
    read: u64,
    #[serde(rename = "unknownLinks")]
    unknown_links: u64,
}

#[derive(Serialize)]
struct Summary {
    critical: u64,
    error: u64,
    warning: u64,
    advisory: u64,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    codelist: Option<&'a str>,
    line: u64,
    column: u64,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    allowed: &'a [&'a str],
    context: Vec<Context<'a>>,
    /// Places that are not in `context`.
    #[serde(rename = "morePlaces", skip_serializing_if = "is_zero")]
    more: u64,
}

#[derive(Serialize)]
struct Context<'a> {
    text: String,
    line: u64,
    column: u64,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Format for Json {
    fn file(&mut self, report: &Report, out: &mut dyn Write) -> Result<()> {
        let head = text(&head(report))?;
        // The object goes on with its groups.
        let begun = head.strip_suffix('}').unwrap_or(&head);
        write!(out, "{begun},\"errors\":[")?;
        let mut selection = Selection::limited(self.limit);
        let mut open = Open::default();
        report.each(&mut |group, kept| {
            if selection.takes(kept) {
                open.entry(group, kept, out)?;
            }
            Ok(!selection.is_full())
        })?;
        open.close(out)?;
        write!(out, "]")?;
        if selection.taken() < report.total() {
            write!(out, ",\"notShown\":{}", report.total() - selection.taken())?;
        }
        writeln!(out, "}}")?;
        Ok(())
    }

    fn unread(&mut self, file: &str, why: &str, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "{}", serde_json::json!({ "file": file, "error": why }))?;
        Ok(())
    }
}

fn head(report: &Report) -> Head<'_> {
    let [critical, error, warning, advisory] = report.counts;
    Head {
        file: &report.file,
        valid: report.is_valid(),
        kind: &report.kind,
        version: &report.version,
        summary: Summary {
            critical,
            error,
            warning,
            advisory,
        },
        read: report.units(),
        unknown_links: report.unknown_links,
    }
}

fn text(what: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(what);
    text.map(one_line)
        .map_err(|e| crate::error::Error::Output(e.into()))
}

/// Escapes what some readers take for the end of a line.
fn one_line(text: String) -> String {
    const ENDS: [(char, &str); 3] = [
        ('\u{85}', "\\u0085"),
        ('\u{2028}', "\\u2028"),
        ('\u{2029}', "\\u2029"),
    ];
    if !text.contains(ENDS.map(|(end, _)| end)) {
        return text;
    }
    let escape = |text: String, (end, escaped): &(char, &str)| text.replace(*end, escaped);
    ENDS.iter().fold(text, escape)
}

/// The group and category whose brackets are open.
#[derive(Default)]
struct Open {
    group: Option<u64>,
    category: Option<String>,
}

impl Open {
    fn entry(&mut self, group: &Group<'_>, kept: &Kept<'_>, out: &mut dyn Write) -> Result<()> {
        if self.group != Some(group.number) {
            let follows = self.group.is_some();
            self.close(out)?;
            self.group = Some(group.number);
            let (name, title) = (text(&group.name)?, text(&group.title)?);
            let comma = if follows { "," } else { "" };
            write!(
                out,
                "{comma}{{\"identifier\":{name},\"title\":{title},\"errors\":["
            )?;
        }
        if self.category.as_deref() == Some(kept.category) {
            write!(out, ",")?;
        } else {
            let before = if self.category.is_some() { "]}," } else { "" };
            self.category = Some(kept.category.to_owned());
            let category = text(&kept.category)?;
            write!(out, "{before}{{\"category\":{category},\"errors\":[")?;
        }
        write!(out, "{}", text(&entry(kept))?)?;
        Ok(())
    }

    fn close(&mut self, out: &mut dyn Write) -> Result<()> {
        if self.category.take().is_some() {
            write!(out, "]}}")?;
        }
        if self.group.take().is_some() {
            write!(out, "]}}")?;
        }
        Ok(())
    }
}

fn entry<'a>(kept: &'a Kept<'_>) -> Entry<'a> {
    let places = std::iter::once(&kept.place).chain(&kept.also);
    Entry {
        id: kept.rule,
        severity: kept.severity.as_str(),
        message: kept.message,
        codelist: kept.codelist,
        line: kept.place.at.line,
        column: kept.place.at.column,
        path: kept.place.path,
        value: kept.place.value,
        allowed: &kept.allowed,
        context: places.map(context).collect(),
        more: kept.more,
    }
}

fn context<'a>(place: &'a Place<'_>) -> Context<'a> {
    let at = place.at;
    let mut text = format!("At line {}, column {}", at.line, at.column);
    if !place.path.is_empty() {
        text.push_str(&format!(": {}", place.path));
    }
    if let Some(value) = place.value {
        text.push_str(&format!(" is “{value}”"));
    }
    Context {
        text,
        line: at.line,
        column: at.column,
        path: place.path,
        value: place.value,
    }
}
