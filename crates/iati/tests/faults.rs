//! The verdicts of the official validator, over all its cases that are at hand.
//!
//! A folder `shared` beside the checkout has some two thousand files, each with a
//! planted fault, and what that validator says of them; where it is wrong, also
//! what a right one would say. Without the folder the test is passed over.

#[path = "support/repeats.rs"]
mod repeats;

use iati::check::{Checker, Judged, Settings, Standing, Surroundings, not_well_formed, unit_fault};
use iati::finding::Finding;
use iati::read::{Piece, Reader, Tree};
use repeats::Repeats;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Identifier, rule, severity, category and codelist, and how often.
type Verdict = BTreeMap<[String; 5], u64>;

#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let there = folder.join("validator-faults").is_dir();
    if !there {
        eprintln!("skipped: no folder “shared” beside the checkout");
    }
    there.then_some(folder)
}

/// Rules that the official program can never or not always apply, though they are
/// its own: what we find more of them is right.
const OVERLOOKED: [&str; 2] = ["1.1.1", "3.7.1"];

/// Files on which we differ on purpose, and why.
const EXPLAINED: [(&str, &str); 4] = [
    (
        "2.03-mix-act-08.xml",
        "quirk 27, not marked in this mixed file: white space around a date is valid",
    ),
    (
        "2.03-mix-act-16.xml",
        "quirk 27, not marked in this mixed file: white space around a date is valid",
    ),
    (
        "iati-dup-activity-ids.xml",
        "the official program gives the advisories of a repeated identifier to its first activity",
    ),
    (
        "iati-org-schema-errors-broken-root-element.xml",
        "a second root element inside the first: the official program takes the rest apart wrongly; we judge each organisation",
    ),
];

fn is_explained(name: &str) -> bool {
    EXPLAINED.iter().any(|(file, _)| *file == name)
}

#[test]
fn planted_faults() {
    let Some(folder) = shared().map(|s| s.join("validator-faults")) else {
        return;
    };
    let lists = Lists {
        publishers: strings(&json(&folder.join("publisher-ids.json"))),
        known: strings(&json(&folder.join("datastore-ids.json"))),
    };
    let checker = lists.checker();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text(&folder.join("expected.jsonl")).lines() {
        let case: Value = serde_json::from_str(line).expect("a line of JSON");
        let name = case["file"].as_str().expect("a name");
        let bytes = fs::read(folder.join("cases").join(name)).expect("a case");
        let found = verdict(&checker, &lists.known, &bytes);
        let accepted = [&case, &case["sane"]].map(|v| expected(&v["findings"]));
        let is_fine = match case["sane"].is_null() {
            true => found == accepted[0],
            false => accepted.contains(&found),
        };
        if !is_fine && !is_explained(name) {
            wrong.push(difference(
                name,
                &accepted[usize::from(!case["sane"].is_null())],
                &found,
            ));
        }
        count += 1;
    }
    assert!(count > 2000, "{count} cases");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn official_cases() {
    let Some(folder) = shared().map(|s| s.join("validator-cases")) else {
        return;
    };
    let index = json(&folder.join("index.json"));
    let lists = Lists {
        publishers: strings(&index["context"]["publisherIds"]),
        known: strings(&index["context"]["datastoreIds"]),
    };
    let checker = lists.checker();
    let mut wrong = Vec::new();
    for case in index["cases"].as_array().expect("cases") {
        let name = case["file"].as_str().expect("a name");
        let bytes = unpacked(&folder.join(name));
        let report = name.trim_end_matches(".gz").replace(".xml", ".report.json");
        let official = of_report(&json(&folder.join(report)));
        let mut found = verdict(&checker, &lists.known, &bytes);
        found.retain(|row, _| official.contains_key(row) || !OVERLOOKED.contains(&row[1].as_str()));
        if found != official && !is_explained(name) {
            wrong.push(difference(name, &official, &found));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the cases assume to be known.
struct Lists {
    publishers: HashSet<String>,
    known: HashSet<String>,
}

impl Lists {
    fn checker(&self) -> Checker {
        Checker::new(Settings {
            publishers: self.publishers.clone(),
            settles_links: true,
            ..Settings::at(jiff::Timestamp::constant(1_767_225_600, 0))
        })
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&text(path)).expect("JSON")
}

fn strings(list: &Value) -> HashSet<String> {
    let items = list.as_array().expect("a list").iter();
    items
        .filter_map(|i| i.as_str().map(str::to_owned))
        .collect()
}

fn unpacked(path: &Path) -> Vec<u8> {
    let packed = fs::read(path).expect("a case");
    let mut bytes = Vec::new();
    let is_packed = path.extension().is_some_and(|e| e == "gz");
    match is_packed {
        true => flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut bytes)
            .map(|_| bytes)
            .expect("a packed file"),
        false => packed,
    }
}

fn row(identifier: &str, finding: &Value) -> [String; 5] {
    let part = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    [
        plain(identifier),
        part("id"),
        part("severity"),
        part("category"),
        part("codelist"),
    ]
}

/// The official parser makes a newline of U+0085.
fn plain(identifier: &str) -> String {
    identifier.replace('\u{85}', "\n")
}

/// The checks of the house are no part of the official verdict.
fn is_compared(rule: &str) -> bool {
    !rule.starts_with("cf-")
}

fn expected(findings: &Value) -> Verdict {
    let all = findings.as_array().into_iter().flatten();
    all.filter(|f| is_compared(f["id"].as_str().unwrap_or_default()))
        .map(|f| {
            let row = row(f["identifier"].as_str().unwrap_or_default(), f);
            (row, f["count"].as_u64().unwrap_or_default())
        })
        .collect()
}

/// The official report's groups, counted.
fn of_report(report: &Value) -> Verdict {
    let mut counts = Verdict::new();
    for unit in report["errors"].as_array().into_iter().flatten() {
        let identifier = unit["identifier"].as_str().unwrap_or_default();
        for group in unit["errors"].as_array().into_iter().flatten() {
            for finding in group["errors"].as_array().into_iter().flatten() {
                let mut row = row(identifier, finding);
                row[3] = group["category"].as_str().unwrap_or_default().to_owned();
                count(&mut counts, row);
            }
        }
    }
    counts
}

/// Of the schema's faults a unit counts one, whatever their number.
fn count(counts: &mut Verdict, row: [String; 5]) {
    let is_schema = row[1] == "0.3.1";
    if is_compared(&row[1]) {
        let times = counts.entry(row).or_default();
        *times = if is_schema { 1 } else { *times + 1 };
    }
}

fn difference(name: &str, expected: &Verdict, found: &Verdict) -> String {
    let only = |a: &Verdict, b: &Verdict| -> Vec<String> {
        let missing = a.iter().filter(|(row, n)| b.get(*row) != Some(*n));
        missing
            .map(|(row, n)| format!("{n}× {}", row.join(" ")))
            .collect()
    };
    format!(
        "{name}: expected {:?}, found {:?}",
        only(expected, found),
        only(found, expected)
    )
}

/// One file's findings, settled and counted as the official report does.
fn verdict(checker: &Checker, known: &HashSet<String>, bytes: &[u8]) -> Verdict {
    let file = match read(checker, bytes) {
        Ok(file) => file,
        Err(finding) => return Verdict::from([(row_of("file", &finding), 1)]),
    };
    let mut counts = Verdict::new();
    let mut add = |name: &str, finding: &Finding| count(&mut counts, row_of(name, finding));
    file.findings.iter().for_each(|f| add("file", f));
    let identifiers: HashSet<String> = file
        .units
        .iter()
        .filter_map(|u| u.identifier.clone())
        .collect();
    for (name, unit) in names(&file.units).iter().zip(&file.units) {
        unit.findings.iter().for_each(|f| add(name, f));
        let open = unit
            .links
            .iter()
            .filter(|l| !identifiers.contains(&l.target) && !known.contains(&l.target));
        open.filter_map(|l| l.finding.as_ref())
            .for_each(|f| add(name, f));
    }
    counts
}

fn row_of(name: &str, finding: &Finding) -> [String; 5] {
    [
        plain(name),
        finding.rule.to_owned(),
        finding.severity.to_string(),
        finding.category.to_owned(),
        finding.codelist.unwrap_or_default().to_owned(),
    ]
}

/// The name of each unit in the report: a repeat is `ID(2)`.
fn names(units: &[Judged]) -> Vec<String> {
    let mut met: HashMap<&str, u64> = HashMap::new();
    let name = |unit| {
        let unit: &Judged = unit;
        let identifier = unit.identifier.as_deref().unwrap_or("noIdentifier");
        let times = met.entry(identifier).or_default();
        *times += 1;
        match *times {
            1 => identifier.to_owned(),
            n => format!("{identifier}({n})"),
        }
    };
    units.iter().map(name).collect()
}

#[derive(Default)]
struct File {
    findings: Vec<Finding>,
    units: Vec<Judged>,
}

/// Reads a file to its end; a fault in the markup is all that is said of it.
fn read(checker: &Checker, bytes: &[u8]) -> Result<File, Box<Finding>> {
    let mut reader = Reader::new(bytes);
    let mut file = File::default();
    let mut standing = Standing::ReadOnly;
    let mut seen = Repeats::default();
    let mut surroundings: Option<Surroundings> = None;
    loop {
        let piece = reader.next_piece();
        match piece.map_err(|fault| not_well_formed(&fault).expect("a fault of the file"))? {
            None => {
                file.findings.extend(surroundings.and_then(|s| s.end()));
                return Ok(file);
            }
            Some(Piece::Root(context)) => {
                standing = checker.root(&context, &mut file.findings);
                surroundings = Surroundings::of(&context, standing);
            }
            Some(Piece::Beside(beside)) => {
                let fault = surroundings.as_mut().and_then(|s| s.beside(&beside));
                file.findings.extend(fault);
            }
            Some(Piece::Unit(unit)) => {
                let fault = surroundings.as_mut().and_then(|s| s.unit(&unit));
                file.findings.extend(fault);
                let source = unit.source.clone().expect("a unit that can be read");
                let tree = Tree::parse(source.clone(), &unit.context)
                    .map_err(|fault| unit_fault(&unit, &source, &fault).0)?;
                let judged = checker.unit(&unit, &tree, standing);
                let identifier = judged.identifier.as_deref().unwrap_or_default();
                let repeated = seen.meet(&unit, identifier);
                file.findings
                    .extend(repeated.filter(|_| matches!(standing, Standing::Checked(_))));
                file.units.push(judged);
            }
        }
    }
}
