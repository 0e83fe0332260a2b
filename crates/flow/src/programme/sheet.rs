//! Rows of a spreadsheet as a programme's text: organisations, pairings and promises become
//! TOML by the table of keys, are read as any text is, and each fault is led back to its
//! cell.

use super::fault::Fault;
use super::keys::{self, Section, Takes};
use iati::redact;
use iati::sheet::layout::RecordTakes;
use iati::sheet::{self, FaultKind, Record, Said};
use std::collections::BTreeMap;

/// Makes a programme's text of rows, and reads it.
///
/// Sources are made of what stands in the columns of that name: an address is one, any
/// other text the title of one. So are areas, by their names.
///
/// # Errors
/// All faults of the reader, each at the cell that the line was made of.
pub fn read(records: &[Record], id: &str, title: &str) -> Result<String, Vec<sheet::Fault>> {
    let text = Text::of(records, id, title);
    match super::read(&text.text) {
        Ok(_) => Ok(text.text),
        Err(faults) => Err(faults.iter().map(|f| text.at_cell(f, records)).collect()),
    }
}

/// A text, and what each line was made of.
struct Text {
    text: String,
    /// By line, from 1: which record, and which of its fields.
    lines: BTreeMap<u64, (usize, Option<usize>)>,
    line: u64,
}

/// Things that are named by their own words and are items in the text.
#[derive(Default)]
struct Named {
    ids: BTreeMap<String, String>,
}

impl Named {
    fn gather(records: &[Record], key: &str, prefix: &str) -> Self {
        let mut named = Self::default();
        for record in records {
            let fields = record.fields.iter().filter(|(name, _)| *name == key);
            for word in fields.flat_map(|(_, said)| parts(&said.text)) {
                let next = format!("{prefix}-{}", named.ids.len() + 1);
                named.ids.entry(word.to_owned()).or_insert(next);
            }
        }
        named
    }

    fn id(&self, word: &str) -> String {
        self.ids.get(word).cloned().unwrap_or_default()
    }

    /// In the order in which they came.
    fn all(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<(&str, &str)> = self
            .ids
            .iter()
            .map(|(word, id)| (id.as_str(), word.as_str()))
            .collect();
        all.sort_by_key(|(id, _)| (id.len(), *id));
        all
    }
}

/// Several values of one cell.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；', '\n'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Text {
    fn of(records: &[Record], id: &str, title: &str) -> Self {
        let mut text = Self {
            text: String::new(),
            lines: BTreeMap::new(),
            line: 0,
        };
        let sources = Named::gather(records, "source", "source");
        let areas = Named::gather(records, "areas", "area");
        for line in ["format = 1", "", "[programme]"] {
            text.push(line, None);
        }
        text.push(&format!("id = {}", quoted(id)), None);
        text.push(&format!("title = {}", quoted(title)), None);
        for (id, name) in areas.all() {
            text.item("area", &[("id", id), ("name", name)]);
        }
        for (id, word) in sources.all() {
            match word.starts_with("http://") || word.starts_with("https://") {
                true => text.item("source", &[("id", id), ("title", word), ("url", word)]),
                false => text.item("source", &[("id", id), ("title", word)]),
            }
        }
        for section in [&keys::ORGANISATION, &keys::PAIRING, &keys::PROMISE] {
            let of_section = |(_, r): &(usize, &Record)| r.section == section.name;
            for (at, record) in records.iter().enumerate().filter(of_section) {
                text.record(at, record, section, &sources, &areas);
            }
        }
        text
    }

    fn push(&mut self, line: &str, of: Option<(usize, Option<usize>)>) {
        self.text.push_str(line);
        self.text.push('\n');
        self.line += 1;
        if let Some(of) = of {
            self.lines.insert(self.line, of);
        }
    }

    fn item(&mut self, section: &str, values: &[(&str, &str)]) {
        self.push("", None);
        self.push(&format!("[[{section}]]"), None);
        for (key, value) in values {
            self.push(&format!("{key} = {}", quoted(value)), None);
        }
    }

    fn record(
        &mut self,
        at: usize,
        record: &Record,
        section: &'static Section,
        sources: &Named,
        areas: &Named,
    ) {
        self.push("", None);
        self.push(&format!("[[{}]]", section.name), Some((at, None)));
        // What is of the publication only begins with a tilde.
        let fields = record.fields.iter().enumerate();
        for (field, (key, said)) in fields.filter(|(_, (key, _))| !key.starts_with('~')) {
            let value = match *key {
                "source" => list(parts(&said.text).map(|p| sources.id(p))),
                "areas" => list(parts(&said.text).map(|p| areas.id(p))),
                _ => written(section, key, said),
            };
            self.push(&format!("{key} = {value}"), Some((at, Some(field))));
        }
    }

    /// A fault of the reader, where a person sees it.
    fn at_cell(&self, fault: &Fault, records: &[Record]) -> sheet::Fault {
        let of = self.lines.get(&fault.line);
        let record = of.and_then(|(at, _)| records.get(*at));
        let said = of.zip(record).and_then(|((_, field), record)| {
            let (_, said) = record.fields.get((*field)?)?;
            Some(said)
        });
        sheet::Fault {
            kind: FaultKind::Programme,
            sheet: record.map_or_else(|| "organisations".to_owned(), |r| r.sheet.clone()),
            row: record.map_or(0, |r| r.row),
            column: said.map(|s| s.column),
            heading: said.map(|s| s.heading.clone()).unwrap_or_default(),
            value: said
                .map(|s| redact::mask(&s.text).chars().take(60).collect())
                .unwrap_or_default(),
            what: fault.what.clone(),
            hint: fault.hint.clone(),
        }
    }
}

fn list(values: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = values.map(|v| quoted(&v)).collect();
    format!("[{}]", all.join(", "))
}

/// A value as the text writes it.
fn written(section: &Section, key: &str, said: &Said) -> String {
    // `stated` figures and words of one of several forms keep their quotes.
    let takes = section.keys.iter().find(|k| k.name == key).map(|k| k.takes);
    match (said.takes, takes) {
        (RecordTakes::Number, _) => said.text.clone(),
        (RecordTakes::Day, _) => said.text.clone(),
        (RecordTakes::DayOr, _) if said.text.len() == 10 => said.text.clone(),
        (RecordTakes::YesNo, _) => (said.text == "1").to_string(),
        (RecordTakes::List, _) => list(parts(&said.text).map(str::to_owned)),
        (_, Some(Takes::Count)) => said.text.clone(),
        _ => quoted(&said.text),
    }
}
