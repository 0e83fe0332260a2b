//! The store under little room: what is said must not depend on how much of it
//! is in memory, and no person is in it.

use super::pack::{Judged, Packer};
use super::{FormatName, Gather, Known, Report, Room};
use iati::check::Link;
use iati::finding::{Finding, Place, Severity};
use iati::position::Position;
use iati::read::{Context, Unit, UnitKind};
use std::sync::Arc;

const FORMATS: [FormatName; 6] = [
    FormatName::Text,
    FormatName::Json,
    FormatName::Csv,
    FormatName::Html,
    FormatName::Sarif,
    FormatName::Github,
];

/// Room for nothing: everything goes through temporary files.
const TINY: Room = Room {
    findings: 0,
    identifiers: 2,
};

fn unit(ordinal: u64) -> Unit {
    Unit {
        kind: UnitKind::Activity,
        ordinal,
        start: Position {
            line: ordinal * 10,
            column: 1,
        },
        own_namespace: None,
        source: Ok(String::new()),
        context: Arc::new(Context::default()),
    }
}

fn finding(rule: &'static str, category: &'static str, message: &str, line: u64) -> Finding {
    Finding {
        rule,
        severity: match rule {
            "0.3.1" => Severity::Critical,
            "1000.0.6" => Severity::Advisory,
            _ => Severity::Error,
        },
        category,
        unit: None,
        identifier: None,
        at: Position { line, column: 5 },
        path: format!("iati-activity[{}]/@x", line / 10),
        value: None,
        also: Vec::new(),
        message: message.to_owned(),
        codelist: None,
        allowed: Vec::new(),
    }
}

/// Units 1 to 6 in two batches; the third and fifth repeat the first's
/// identifier, the last has none.
fn judged(number: u64) -> Judged {
    let identifier = match number {
        1 | 3 | 5 => Some("XM-EX-1-1".to_owned()),
        6 => None,
        _ => Some(format!("XM-EX-1-{number}")),
    };
    let line = number * 10;
    let link = |target: &str| Link {
        target: target.to_owned(),
        finding: Some(finding("1000.0.6", "identifiers", "not known", line + 9)),
    };
    Judged {
        is_read: true,
        identifier,
        title: format!("Quay {number}"),
        findings: vec![
            finding("6.2.2", "classifications", "no sector", line),
            finding("0.3.1", "schema", "a budget after a transaction", line + 3),
            finding("1.1.21", "identifiers", "another prefix", line + 1),
            finding("0.3.1", "schema", "a budget after a transaction", line + 4),
        ],
        links: vec![link("XM-EX-1-2"), link("XM-EX-1-77"), link("XM-EX-1-78")],
    }
}

fn gathered(room: Room, judged: impl Fn(u64) -> Judged) -> Gather {
    let mut gather = Gather::new(room);
    let context = Context {
        root: "iati-activities".to_owned(),
        attributes: vec![("version".to_owned(), "2.03".to_owned())],
        ..Context::default()
    };
    gather.root(&context, &[]).expect("a root");
    for batch in [[1, 2, 3], [4, 5, 6]] {
        let mut packer = Packer::default();
        for number in batch {
            packer.add(&unit(number), judged(number)).expect("packed");
        }
        gather.add(packer.finish().expect("packed")).expect("kept");
    }
    gather
}

fn report(room: Room, known: &[&str]) -> Report {
    let mut all = Known::default();
    known.iter().for_each(|id| all.add(id));
    let all = (!known.is_empty()).then(|| all.sorted());
    let gather = gathered(room, judged);
    gather.finish("a.xml", all.as_ref()).expect("a report")
}

fn written(format: FormatName, report: &Report) -> String {
    let mut format = format.format(Some(0));
    let mut out = Vec::new();
    format.begin(&mut out).expect("written");
    format.file(report, &mut out).expect("written");
    format.end(&mut out).expect("written");
    String::from_utf8(out).expect("text")
}

fn json(report: &Report) -> serde_json::Value {
    serde_json::from_str(&written(FormatName::Json, report)).expect("JSON")
}

/// `identifier: category id×count …`
fn outline(report: &Report) -> Vec<String> {
    let json = json(report);
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let mut lines = Vec::new();
    for group in list(&json["errors"]) {
        let mut line = group["identifier"].as_str().unwrap_or_default().to_owned() + ":";
        for category in list(&group["errors"]) {
            line += &format!(" {}", category["category"].as_str().unwrap_or_default());
            for entry in list(&category["errors"]) {
                let places = list(&entry["context"]).len();
                line += &format!(" {}×{places}", entry["id"].as_str().unwrap_or_default());
            }
        }
        lines.push(line);
    }
    lines
}

#[test]
fn groups_are_those_of_the_official_report() {
    let own = "schema 0.3.1×2 classifications 6.2.2×1 identifiers 1.1.21×1";
    for room in [Room::default(), TINY] {
        let report = report(room, &[]);
        assert_eq!(
            outline(&report),
            [
                "file: identifiers 1.1.2×1 1.1.2×1".to_owned(),
                format!("XM-EX-1-1: {own}"),
                format!("XM-EX-1-2: {own}"),
                format!("XM-EX-1-1(2): {own}"),
                format!("XM-EX-1-4: {own}"),
                format!("XM-EX-1-1(3): {own}"),
                format!("noIdentifier: {own}"),
            ]
        );
        assert_eq!(report.counts, [6, 14, 0, 0]);
        assert_eq!(
            report.unknown_links, 12,
            "those that stay in the file are known"
        );
    }
}

#[test]
fn links_are_judged_by_the_known_activities() {
    for room in [Room::default(), TINY] {
        let report = report(room, &["XM-EX-1-77"]);
        assert_eq!((report.counts, report.unknown_links), ([6, 14, 0, 6], 0));
        let groups = outline(&report);
        assert!(
            groups[1].ends_with("identifiers 1.1.21×1 1000.0.6×1"),
            "{}",
            groups[1]
        );
    }
}

#[test]
fn no_format_depends_on_the_room() {
    for format in FORMATS {
        let [ample, tiny] = [Room::default(), TINY].map(|r| written(format, &report(r, &["XM"])));
        assert_eq!(ample, tiny);
        assert!(ample.contains("a budget after a transaction"), "{ample}");
    }
}

#[test]
fn a_unit_goes_on_over_the_end_of_a_block() {
    let many = |number: u64| Judged {
        findings: (0..3000)
            .map(|n| {
                finding(
                    "6.2.2",
                    "classifications",
                    &format!("{n}{}", "x".repeat(400)),
                    number * 10,
                )
            })
            .collect(),
        ..judged(number)
    };
    let report = gathered(TINY, many)
        .finish("a.xml", None)
        .expect("a report");
    let mut by_name = std::collections::BTreeMap::new();
    let counted = report.each(&mut |group, _| {
        *by_name.entry(group.name.clone()).or_insert(0) += 1;
        Ok(true)
    });
    counted.expect("findings");
    assert_eq!(by_name.remove("file"), Some(2));
    assert_eq!(by_name.len(), 6);
    assert!(by_name.values().all(|n| *n == 3000), "{by_name:?}");
}

#[test]
fn what_is_not_well_formed_says_nothing_else() {
    let mut gather = gathered(TINY, judged);
    let fault = Finding {
        severity: Severity::Critical,
        ..finding("0.1.1", "iati", "</b> where </a> was due", 70)
    };
    gather.not_well_formed(&fault).expect("kept");
    let report = gather.finish("a.xml", None).expect("a report");
    assert_eq!(outline(&report), ["file: iati 0.1.1×1"]);
    assert_eq!((report.counts, report.unknown_links), ([1, 0, 0, 0], 0));
    let json = json(&report);
    assert_eq!(
        (&json["fileType"], &json["iatiVersion"]),
        (&"".into(), &"".into())
    );
}

#[test]
fn checks_of_the_house_go_on_in_old_versions() {
    let old = |number: u64| Judged {
        findings: vec![
            finding("6.2.2", "classifications", "no sector", number * 10),
            finding("cf-amount", "financial", "an odd amount", number * 10),
        ],
        ..judged(number)
    };
    let mut gather = gathered(TINY, old);
    let context = Context {
        root: "iati-activities".to_owned(),
        attributes: vec![("version".to_owned(), "1.05".to_owned())],
        ..Context::default()
    };
    let unsupported = finding("0.6.1", "documents", "version 1.05", 1);
    gather.root(&context, &[unsupported]).expect("a root");
    let report = gather.finish("a.xml", None).expect("a report");
    let outline = outline(&report);
    assert_eq!(outline[0], "file: documents 0.6.1×1");
    assert_eq!(outline[3], "XM-EX-1-1(2): financial cf-amount×1");
    assert_eq!(report.version, "1.05");
}

#[test]
fn no_person_is_kept_or_said() {
    let place = Place {
        at: Position::START,
        path: "iati-activity[1]/contact-info[1]/person-name[1]".to_owned(),
        value: Some("Imaginary Somebody".to_owned()),
    };
    let personal = |number: u64| {
        let mut plain = finding(
            "1.1.21",
            "identifiers",
            "write to some.body@example.org",
            number * 10,
        );
        plain.value = Some("some.body@example.org or +44 (0)20 7946 0000".to_owned());
        plain.also = vec![place.clone()];
        let mut contact = finding(
            "6.2.2",
            "information",
            "“Imaginary Somebody” is no code",
            number * 10,
        );
        contact.path.clone_from(&place.path);
        contact.value.clone_from(&place.value);
        Judged {
            title: "For some.body@example.org".to_owned(),
            identifier: Some("some.body@example.org".to_owned()),
            findings: vec![plain, contact],
            ..judged(number)
        }
    };
    let report = gathered(TINY, personal)
        .finish("a.xml", None)
        .expect("a report");
    let clean = |text: &str| {
        for person in ["some.body", "example.org", "7946", "Imaginary", "Somebody"] {
            assert!(!text.contains(person), "{person} in {text}");
        }
    };
    let mut blocks = 0;
    let mut spilled = |block: &[u8]| -> std::io::Result<bool> {
        blocks += 1;
        clean(&String::from_utf8_lossy(block));
        Ok(true)
    };
    report.units.each(&mut spilled).expect("blocks");
    assert!(blocks > 0);
    for format in FORMATS {
        let text = written(format, &report);
        assert!(text.contains("withheld]"), "{text}");
        clean(&text);
    }
}
