//! Every id of the catalogue is hit once and nearly missed once by a fixture of
//! this project: rules and checks of the house by their own examples, codelist
//! checks by documents made from the table, the rest by documents written here.

#[path = "support/repeats.rs"]
mod repeats;

use iati::check::{
    Checker, Settings, Standing, Surroundings, catalogue, not_well_formed, unit_fault, unreadable,
};
use iati::codelist::{self, CodeCheck, Versions};
use iati::read::{MAX_DEPTH, MAX_UNIT, Piece, Reader, Tree};
use iati::version::Version;
use repeats::Repeats;
use std::collections::BTreeSet;

/// Ids that no document can hit: one with another version than these three stops
/// at 0.6.1, before its codes are looked at.
const UNREACHABLE: [&str; 2] = ["9.1.1", "9.97.1"];

/// The ids found in a document.
fn found(document: &str) -> BTreeSet<&'static str> {
    let checker = Checker::new(Settings {
        settles_links: true,
        ..Settings::at(jiff::Timestamp::constant(1_767_225_600, 0))
    });
    let mut reader = Reader::new(document.as_bytes());
    let mut ids = BTreeSet::new();
    let mut standing = Standing::ReadOnly;
    let mut around: Option<Surroundings> = None;
    let mut seen = Repeats::default();
    loop {
        let piece = match reader.next_piece() {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(fault) => {
                ids.extend(not_well_formed(&fault).map(|f| f.rule));
                break;
            }
        };
        match piece {
            Piece::Root(context) => {
                let mut findings = Vec::new();
                standing = checker.root(&context, &mut findings);
                around = Surroundings::of(&context, standing);
                ids.extend(findings.iter().map(|f| f.rule));
            }
            Piece::Beside(beside) => {
                let fault = around.as_mut().and_then(|a| a.beside(&beside));
                ids.extend(fault.map(|f| f.rule));
            }
            Piece::Unit(unit) => {
                let source = match &unit.source {
                    Ok(source) => source,
                    Err(why) => {
                        ids.insert(unreadable(&unit, *why).rule);
                        continue;
                    }
                };
                let tree = match Tree::parse(source.clone(), &unit.context) {
                    Ok(tree) => tree,
                    Err(fault) => {
                        ids.insert(unit_fault(&unit, source, &fault).0.rule);
                        continue;
                    }
                };
                let judged = checker.unit(&unit, &tree, standing);
                let identifier = judged.identifier.as_deref().unwrap_or_default();
                ids.extend(seen.meet(&unit, identifier).map(|f| f.rule));
                ids.extend(judged.findings.iter().map(|f| f.rule));
            }
        }
    }
    ids
}

/// A sound activity.
const SOUND: &str = "<iati-activity default-currency=\"EUR\" xml:lang=\"en\">\
    <iati-identifier>XI-IATI-A-1</iati-identifier>\
    <reporting-org ref=\"XI-IATI-A\" type=\"10\"><narrative>Harbour Fund</narrative></reporting-org>\
    <title><narrative>Quay</narrative></title>\
    <description><narrative>New planks.</narrative></description>\
    <participating-org ref=\"XI-IATI-A\" role=\"1\"/>\
    <activity-status code=\"2\"/><activity-date type=\"2\" iso-date=\"2025-01-01\"/>\
    <recipient-country code=\"KE\"/><sector code=\"21040\"/></iati-activity>";

fn activities(version: &str, content: &str) -> String {
    format!("<iati-activities version=\"{version}\">{content}</iati-activities>")
}

/// A document that hits each id and one that nearly does.
fn written() -> Vec<(&'static str, String, String)> {
    let sound = activities("2.03", SOUND);
    let old =
        |content: &str| activities("1.05", &format!("<iati-activity>{content}</iati-activity>"));
    let nested = |depth: usize| {
        let (open, close) = ("<x:a>".repeat(depth), "</x:a>".repeat(depth));
        let inside = format!("{open}{close}</iati-activity>");
        let unit = SOUND.replace("</iati-activity>", &inside);
        activities("2.03\" xmlns:x=\"urn:x", &unit)
    };
    let large = |size: usize| sound.replace("New planks.", &"x".repeat(size));
    let twice = |second: &str| {
        activities(
            "2.03",
            &format!("{SOUND}{}", SOUND.replace("XI-IATI-A-1", second)),
        )
    };
    vec![
        ("0.1.1", sound.replace("</title>", ""), sound.clone()),
        (
            "0.2.1",
            sound.replace("iati-activities", "rss"),
            sound.clone(),
        ),
        (
            "0.3.1",
            sound.replace("<activity-status code=\"2\"/>", ""),
            sound.clone(),
        ),
        ("0.6.1", activities("2.04", SOUND), sound.clone()),
        ("1.1.2", twice("XI-IATI-A-1"), twice("XI-IATI-A-2")),
        (
            "cf-old-structure",
            old("<invented/>"),
            old("<title>Quay</title>"),
        ),
        (
            "cf-old-code",
            old("<activity-status code=\"77\"/>"),
            old("<activity-date type=\"start-actual\"/>"),
        ),
        ("cf-too-large", large(MAX_UNIT), large(MAX_UNIT / 4)),
        ("cf-too-deep", nested(MAX_DEPTH), nested(MAX_DEPTH - 2)),
    ]
}

#[test]
fn what_concerns_the_file() {
    for (id, hit, miss) in written() {
        assert!(found(&hit).contains(id), "{id} is hit");
        assert!(!found(&miss).contains(id), "{id} is nearly missed");
    }
}

#[test]
fn a_share_as_large_as_a_number_can_be_is_judged() {
    let huge = "<sector code=\"21040\" percentage=\"-79228162514264337593543950335\"/>";
    let unit = SOUND.replace("<sector code=\"21040\"/>", huge);
    let found = found(&activities("2.03", &unit));
    assert!(!found.contains("cf-shares-nearly-100"));
    assert!(found.contains("2.1.4"), "{found:?}");
}

#[test]
fn the_same_words_are_stopgaps_everywhere() {
    for (from, to, id, is_found) in [
        (
            "role=",
            "ref=\"TBA\" role=",
            "cf-placeholder-reference",
            true,
        ),
        ("New planks.", "Unspecified", "cf-placeholder-text", true),
        ("A-1<", "A-todo<", "cf-empty-identifier", true),
        // The code of a country.
        ("A-1<", "A-NA<", "cf-empty-identifier", false),
    ] {
        let unit = SOUND.replacen("ref=\"XI-IATI-A\" role=", "role=", 1);
        let found = found(&activities("2.03", &unit.replace(from, to)));
        assert_eq!(found.contains(id), is_found, "{to}");
    }
}

fn newest(versions: Versions) -> Version {
    let all = [Version::V2_03, Version::V2_02, Version::V2_01];
    let found = all.into_iter().find(|v| versions.contains(*v));
    found.expect("a version")
}

/// A document with `value` where the check looks.
fn document(check: &CodeCheck, value: &str) -> String {
    let path = check.path.replace("//@", "iati-activity/title/@");
    let (elements, target) = path.rsplit_once('/').expect("a path");
    let steps: Vec<&str> = elements.split('/').collect();
    let condition = check.condition.as_ref();
    let attributes = |at: usize| {
        let from_end = steps.len() - at - 1;
        let linked = condition.filter(|c| from_end == usize::from(c.of_parent));
        let linked = linked.map_or(String::new(), |c| {
            format!(" {}=\"{}\"", c.attribute, c.value)
        });
        let own = target.strip_prefix('@').filter(|_| from_end == 0);
        let own = own.map_or(String::new(), |name| format!(" {name}=\"{value}\""));
        linked + &own
    };
    let mut xml = if target == "text()" {
        value.to_owned()
    } else {
        String::new()
    };
    for (at, step) in steps.iter().enumerate().rev() {
        xml = format!("<{step}{}>{xml}</{step}>", attributes(at));
    }
    let root = if steps[0] == "iati-organisation" {
        "iati-organisations"
    } else {
        "iati-activities"
    };
    let version = newest(check.versions);
    format!("<{root} version=\"{version}\">{xml}</{root}>")
}

#[test]
fn codes() {
    for check in codelist::checks() {
        if UNREACHABLE.contains(&check.id) {
            continue;
        }
        let list = codelist::list(check.list).expect("a list");
        let version = newest(check.versions);
        let mut codes = list.codes.iter();
        let code = codes
            .find(|c| c.versions.contains(version))
            .expect("a code")
            .code;
        let (hit, miss) = (document(&check, "~"), document(&check, code));
        assert!(found(&hit).contains(check.id), "{} is hit: {hit}", check.id);
        assert!(
            !found(&miss).contains(check.id),
            "{} is nearly missed: {miss}",
            check.id
        );
    }
}

#[test]
fn every_id_has_both() {
    let written = written();
    let mut without = Vec::new();
    for entry in catalogue() {
        let by_examples = entry.examples.iter().any(|e| e.found_at.is_empty())
            && entry.examples.iter().any(|e| !e.found_at.is_empty());
        let by_table = entry.codelist.is_some();
        let by_hand = written.iter().any(|(id, ..)| *id == entry.id);
        if !(by_examples || by_table || by_hand) {
            without.push(entry.id);
        }
    }
    assert_eq!(without, Vec::<&str>::new(), "ids without a fixture");
    assert!(catalogue().len() > 230, "{}", catalogue().len());
}
