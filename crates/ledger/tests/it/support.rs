//! Small invented publications, and everything that a ledger answers.

use flow::book::Entry;
use ledger::dataset::Given;
use ledger::statement::kind;
use ledger::{
    ActivityRow, AsOf, BudgetRow, Filter, Hit, Incoming, Kind, Ledger, NewStatement,
    OrganisationRow, Outcome, Row, View, Writer,
};
use serde_json::json;
use std::path::Path;

/// A publication to be made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Whose: XM-EX-n.
    pub publisher: u8,
    /// Which of the publisher's files.
    pub file: u8,
    /// Day of publication, from the first of January 2024.
    pub day: u8,
    /// Number and amount of each activity.
    pub activities: Vec<(u8, u16)>,
}

impl Made {
    pub fn published(&self) -> String {
        let month = self.day / 28 % 12 + 1;
        format!("2024-{month:02}-{:02}", self.day % 28 + 1)
    }

    pub fn name(&self) -> String {
        format!("p{}/file{}.xml", self.publisher, self.file)
    }

    pub fn xml(&self) -> String {
        let reference = format!("XM-EX-{}", self.publisher);
        // Without the comment an empty file of one publisher would be, byte for byte,
        // that of another.
        let mut xml = format!(
            "<iati-activities version=\"2.03\" generated-datetime=\"{}T00:00:00\"><!-- {reference} -->\n",
            self.published()
        );
        for (number, amount) in &self.activities {
            xml.push_str(&activity(&reference, *number, *amount));
        }
        xml + "</iati-activities>\n"
    }
}

fn activity(reference: &str, number: u8, amount: u16) -> String {
    format!(
        "<iati-activity default-currency=\"EUR\"><iati-identifier>{reference}-{number}</iati-identifier>\
         <reporting-org ref=\"{reference}\" type=\"10\"><narrative>Office {reference}</narrative></reporting-org>\
         <title><narrative>Bridge {number}</narrative></title><budget><period-start iso-date=\"2024-01-01\"/>\
         <period-end iso-date=\"2024-12-31\"/><value value-date=\"2024-01-01\">{amount}</value></budget>\
         <transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-02-0{}\"/>\
         <value value-date=\"2024-02-01\">{amount}.25</value><receiver-org ref=\"XM-EX-{}\"/></transaction></iati-activity>\n",
        number % 9 + 1,
        number % 4,
    )
}

/// Imports one publication; `now` is the stamp of the import.
pub fn import(writer: &mut Writer, folder: &Path, made: &Made, now: &str) -> Outcome {
    let path = folder.join("incoming.xml");
    std::fs::write(&path, made.xml()).expect("a file");
    let incoming = Incoming {
        path: &path,
        source: &made.name(),
        given: &Given::default(),
        now,
    };
    writer.import(&incoming, &|_| {}).expect("an import")
}

/// A ledger of these publications, in this order.
pub fn ledger_of(folder: &Path, all: &[Made]) {
    let mut writer = Writer::open(&folder.join("ledger")).expect("a ledger");
    for made in all {
        import(&mut writer, folder, made, NOW);
    }
    writer.finish().expect("the end");
}

/// A statement about one of these publications, picked by a number.
pub fn state(folder: &Path, pick: u64) {
    let mut writer = Writer::open(&folder.join("ledger")).expect("a ledger");
    let made = writer.statements().expect("statements").len() as u64;
    let new = |kind, body| NewStatement {
        kind,
        subject: format!("publication {}", pick / 7 % 3 + 1),
        body,
        author: "data desk".to_owned(),
        note: "a test".to_owned(),
        undoes: None,
    };
    let day = format!("2024-{:02}-11T00:00:00", pick / 21 % 12 + 1);
    // Some cannot be said: of a publication that is not there, or a second undoing.
    let _ = match pick % 7 {
        0 | 1 => writer.state(
            new(
                kind::DATASET,
                json!({ "to": format!("d{}", pick / 21 % 3) }),
            ),
            NOW,
        ),
        2 | 3 => writer.state(new(kind::PUBLISHED, json!({ "on": day })), NOW),
        4 => writer.state(new(kind::WITHDRAWN, json!({})), NOW),
        _ => writer.undo(pick / 7 % (made + 1), "data desk", "a test", NOW),
    };
    writer.finish().expect("the end");
}

pub fn statements(folder: &Path) -> Vec<ledger::Statement> {
    let writer = Writer::open(&folder.join("ledger")).expect("a ledger");
    writer.statements().expect("statements")
}

pub fn undo(folder: &Path, seq: u64) {
    let mut writer = Writer::open(&folder.join("ledger")).expect("a ledger");
    writer
        .undo(seq, "data desk", "a test", NOW)
        .expect("taken back");
    writer.finish().expect("the end");
}

pub const NOW: &str = "2026-01-01T00:00:00";

/// All rows at a moment, and where each stands.
pub fn answers(folder: &Path, at: &AsOf) -> Vec<String> {
    told(folder, at, true)
}

/// All rows at a moment, without the numbers of the imports.
pub fn answers_without_imports(folder: &Path, at: &AsOf) -> Vec<String> {
    told(folder, at, false)
}

const KINDS: [Kind; 4] = [
    Kind::Activity,
    Kind::Transaction,
    Kind::Budget,
    Kind::Organisation,
];

fn told(folder: &Path, at: &AsOf, with_imports: bool) -> Vec<String> {
    let ledger = Ledger::open(&folder.join("ledger")).expect("a ledger");
    let view = ledger.view(at).expect("a view");
    let mut told = Vec::new();
    for kind in KINDS {
        for hit in view.select(kind, &Filter::default()).expect("hits") {
            let row = row(&view, kind, hit);
            let member = view.member(hit);
            let import = if with_imports { member.publication } else { 0 };
            told.push(format!("{import} {} {} {row}", member.path(), member.line));
        }
    }
    told.extend(sums(&view));
    for p in &view.live().publications {
        let import = if with_imports { p.seq } else { 0 };
        told.push(format!(
            "rests on {import} {} {}",
            p.dataset.value, p.published.value
        ));
    }
    if !with_imports {
        told.sort_unstable();
    }
    told
}

fn row(view: &View<'_>, kind: Kind, hit: Hit) -> String {
    fn told<T: Row + std::fmt::Debug>(view: &View<'_>, hit: Hit) -> String {
        format!("{:?}", view.row::<T>(hit).expect("a row"))
    }
    match kind {
        Kind::Transaction => told::<Entry>(view, hit),
        Kind::Budget => told::<BudgetRow>(view, hit),
        Kind::Organisation => told::<OrganisationRow>(view, hit),
        _ => told::<ActivityRow>(view, hit),
    }
}

fn sums(view: &View<'_>) -> Vec<String> {
    let by = [ledger::Dimension::Provider, ledger::Dimension::Year];
    let groups = view.sum(&Filter::default(), &by).expect("sums");
    let each = groups.iter();
    each.map(|g| format!("{:?} {} {}", g.labels, g.sum, g.counted))
        .collect()
}

pub fn as_of(day: &str) -> AsOf {
    AsOf {
        published: Some(day.to_owned()),
        known: None,
    }
}

pub fn known_at(seq: u64) -> AsOf {
    AsOf {
        published: None,
        known: Some(seq),
    }
}

/// What the check finds wrong, in words.
pub fn faults(folder: &Path) -> Vec<String> {
    let found = ledger::verify(&folder.join("ledger"), &|_, _| {}).expect("a ledger");
    let each = found.faults.iter();
    each.map(|f| format!("{}: {}", f.place, f.what)).collect()
}
