//! SARIF 2.1.0: one run for all files, written as the findings come.

use super::catalogue;
use super::record::{Kept, Place};
use super::{Format, Group, Report, Selection};
use crate::error::{Error, Result};
use iati::check::Entry;
use iati::finding::Severity;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::io::Write;

/// What stands in a path of an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

pub struct Sarif {
    limit: Option<u64>,
    has_results: bool,
    unread: Vec<Value>,
}

impl Sarif {
    pub fn new(limit: Option<u64>) -> Self {
        Self {
            limit,
            has_results: false,
            unread: Vec::new(),
        }
    }
}

impl Format for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> Result<()> {
        let driver = json!({ "driver": {
            "name": "Counterfoil",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": catalogue::by_id().map(descriptor).collect::<Vec<_>>(),
        }});
        write!(
            out,
            "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\
             \"runs\":[{{\"tool\":{driver},\"columnKind\":\"unicodeCodePoints\",\"results\":["
        )?;
        Ok(())
    }

    fn file(&mut self, report: &Report, out: &mut dyn Write) -> Result<()> {
        let mut selection = Selection::limited(self.limit);
        let address = address(&report.file);
        report.each(&mut |group, kept| {
            if selection.takes(kept) {
                let comma = if self.has_results { "," } else { "" };
                self.has_results = true;
                write!(out, "{comma}\n{}", result(&address, group, kept))?;
            }
            Ok(!selection.is_full())
        })
    }

    fn unread(&mut self, file: &str, why: &str, _out: &mut dyn Write) -> Result<()> {
        self.unread.push(json!({
            "level": "error",
            "message": { "text": why },
            "locations": [{ "physicalLocation": { "artifactLocation": { "uri": address(file) } } }],
        }));
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> Result<()> {
        let mut invocation = json!({ "executionSuccessful": self.unread.is_empty() });
        if !self.unread.is_empty() {
            invocation["toolExecutionNotifications"] = std::mem::take(&mut self.unread).into();
        }
        writeln!(out, "\n],\"invocations\":[{invocation}]}}]}}")?;
        out.flush().map_err(Error::from)
    }
}

/// What is told of a rule; several entries of one id are one.
fn descriptor(entries: &[Entry]) -> Value {
    let all = |text: fn(&Entry) -> &str| {
        let mut texts: Vec<&str> = entries.iter().map(text).collect();
        texts.dedup();
        texts.join("; ")
    };
    let (why, fix) = (all(|e| &e.why), all(|e| &e.fix));
    let first = &entries[0];
    let mut descriptor = json!({
        "id": first.id,
        "shortDescription": { "text": all(|e| &e.title) },
        "fullDescription": { "text": why },
        "help": {
            "text": format!("{why}\n\nTo mend it: {fix}"),
            "markdown": format!("{why}\n\n**To mend it:** {fix}"),
        },
        "defaultConfiguration": { "level": level(first.severity) },
        "properties": { "category": first.category, "severity": first.severity.as_str() },
    });
    if let Some(page) = catalogue::pages(first).first() {
        descriptor["helpUri"] = page.as_str().into();
    }
    descriptor
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advisory => "note",
    }
}

fn result(address: &str, group: &Group<'_>, kept: &Kept<'_>) -> Value {
    let mut result = json!({ "ruleId": kept.rule });
    if let Some(at) = catalogue::index(kept.rule) {
        result["ruleIndex"] = at.into();
    }
    result["level"] = level(kept.severity).into();
    result["message"] = json!({ "text": kept.message });
    result["locations"] = json!([location(address, &kept.place)]);
    if !kept.also.is_empty() {
        let others = kept.also.iter().map(|place| location(address, place));
        result["relatedLocations"] = others.collect();
    }
    result["properties"] = properties(group, kept);
    result
}

fn location(address: &str, place: &Place<'_>) -> Value {
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": { "uri": address },
        "region": { "startLine": place.at.line, "startColumn": place.at.column },
    }});
    if !place.path.is_empty() {
        let kind = if place.path.contains('@') {
            "attribute"
        } else {
            "element"
        };
        location["logicalLocations"] = json!([{ "fullyQualifiedName": place.path, "kind": kind }]);
    }
    location
}

fn properties(group: &Group<'_>, kept: &Kept<'_>) -> Value {
    let mut properties = json!({
        "severity": kept.severity.as_str(),
        "category": kept.category,
        "identifier": group.name,
    });
    if let Some(value) = kept.place.value {
        properties["value"] = value.into();
    }
    if let Some(codelist) = kept.codelist {
        properties["codelist"] = codelist.into();
    }
    if !kept.allowed.is_empty() {
        properties["allowed"] = json!(kept.allowed);
    }
    properties
}

/// A file as an address: a path below the working folder stays relative.
fn address(file: &str) -> String {
    let path = file.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let encoded = utf8_percent_encode(path, PATH);
    if path.starts_with('/') {
        format!("file://{encoded}")
    } else {
        encoded.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn files_have_addresses() {
        assert_eq!(address("./a b/ü.xml"), "a%20b/%C3%BC.xml");
        assert_eq!(address("/tmp/50%.xml"), "file:///tmp/50%25.xml");
    }
}
