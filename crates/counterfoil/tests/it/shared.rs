//! Real publications, where the folder beside the checkout holds them: all are
//! imported once, and what the ledger says is compared with what the folder's
//! own tables say.

use crate::persons::everything;
use crate::support::{Folder, Said, done, rows, run, shared};
use aho_corasick::AhoCorasick;
use iati::read::{Piece, Reader, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

#[test]
fn real_publications() {
    let Some(shared) = shared() else {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no folder “shared” beside the checkout"
        );
        return;
    };
    let folder = Folder::new();
    let data = shared.join("data");
    let said = folder.import(&[&data.join("iati").display().to_string()]);
    assert!(said.status < 2, "{}", said.err);
    every_file_is_accounted_for(&folder, &data);
    both_accounts_are_shown(&folder, &data);
    sums_lose_nothing(&folder);
    nobody_is_on_record(&folder, &data.join("iati"));
}

/// Activities, transactions and organisations of each file, as the folder's
/// table counts them.
fn expected(data: &Path) -> BTreeMap<String, [u64; 3]> {
    let table = std::fs::read_to_string(data.join("README.md")).expect("a table");
    let mut files = BTreeMap::new();
    for line in table
        .lines()
        .filter(|l| l.starts_with("| ") && l.contains(".xml"))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let number = |at: usize| {
            cells
                .get(at)
                .and_then(|c| c.replace(',', "").parse().ok())
                .unwrap_or(0)
        };
        if cells.len() > 9 && cells[0].contains('/') {
            files.insert(cells[0].to_owned(), [number(2), number(3), number(5)]);
        }
    }
    files
}

fn every_file_is_accounted_for(folder: &Folder, data: &Path) {
    let expected = expected(data);
    assert!(expected.len() > 400, "{}", expected.len());
    let answer = folder.ask(&["publications"]);
    let mut found = BTreeMap::new();
    for row in rows(&answer) {
        let source = row["source"].as_str().unwrap_or_default();
        let file = source.split("/data/iati/").nth(1).unwrap_or(source);
        found.insert(file.to_owned(), row.clone());
    }
    let mut differences = Vec::new();
    for (file, counts) in &expected {
        let Some(row) = found.get(file) else {
            differences.push(format!("{file}: not there"));
            continue;
        };
        let count = |name: &str| row[name].as_u64().unwrap_or(0);
        let ours = [
            count("activities"),
            count("transactions"),
            count("organisations"),
        ];
        if row["state"] == "refused" {
            // Not well-formed: by the standard of XML there is nothing to count.
            assert!(
                file.contains("well_formed_FAIL"),
                "{file}: {}",
                row["reason"]
            );
        } else if ours != *counts {
            differences.push(format!("{file}: {ours:?}, the table says {counts:?}"));
        }
    }
    assert_eq!(differences, Vec::<String>::new());
    assert_eq!(found.len(), expected.len());
}

fn both_accounts_are_shown(folder: &Folder, data: &Path) {
    let table = std::fs::read_to_string(data.join("both-sides-matches.tsv")).expect("a table");
    let ledger = folder.arg("ledger");
    let mut seen = 0;
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| cells[at].parse::<usize>().unwrap_or(0);
        let text = done(&[
            "ask", "pair", cells[3], cells[6], "--ledger", &ledger, "--format", "json",
        ]);
        let answer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let lines = |side: &str| {
            rows(&answer)
                .iter()
                .filter(|r| r[side]["missing"] != "–")
                .count()
        };
        let (giver, receiver) = (lines("giver_value"), lines("receiver_value"));
        assert!(
            giver >= number(7),
            "{} to {}: {giver} lines of the giver",
            cells[3],
            cells[6]
        );
        assert!(
            receiver >= number(9),
            "{} to {}: {receiver} lines of the receiver",
            cells[3],
            cells[6]
        );
        seen += 1;
    }
    assert!(seen >= 60, "{seen}");
}

type Sums = BTreeMap<(String, String), String>;

fn sums(csv: &Said, amount: &str) -> Sums {
    let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let (kind, value, currency) = (at("type"), at(amount), at(&format!("{amount}_currency")));
    let mut sums: BTreeMap<_, iati::amount::Sum> = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a row");
        if let Some((mantissa, scale)) = exact(&record[value]) {
            let key = (record[kind].to_owned(), record[currency].to_owned());
            sums.entry(key).or_default().add_parts(mantissa, scale);
        }
    }
    sums.into_iter().map(|(k, s)| (k, s.to_string())).collect()
}

/// A decimal of any length up to 128 bits; a total may be longer than an amount.
fn exact(text: &str) -> Option<(i128, u32)> {
    let scale = text
        .split_once('.')
        .map_or(0, |(_, part)| part.len() as u32);
    Some((text.replace('.', "").parse().ok()?, scale))
}

fn sums_lose_nothing(folder: &Folder) {
    let ledger = folder.arg("ledger");
    let ask = |question: &[&str]| {
        run(&[
            &["ask"],
            question,
            &["--ledger", &ledger, "--format", "csv"],
        ]
        .concat())
    };
    let expected = sums(&ask(&["transactions"]), "value");
    assert!(expected.len() > 40, "{}", expected.len());
    for by in [
        "provider",
        "receiver",
        "reporter",
        "country",
        "sector",
        "year",
        "type",
        "sector,country,year",
    ] {
        assert_eq!(
            sums(&ask(&["totals", "--by", by, "--counted", "all"]), "total"),
            expected,
            "{by}"
        );
    }
}

/// What contact fields of the inputs say.
#[derive(Default)]
struct Contacts {
    exact: BTreeSet<String>,
    names: BTreeSet<String>,
    organisations: BTreeSet<String>,
}

fn spaced(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

impl Contacts {
    fn take(&mut self, tree: &Tree) {
        for element in tree.elements() {
            let texts = std::iter::once(element.text()).chain(element.children().map(|c| c.text()));
            let texts = texts.map(|t| spaced(&t)).filter(|t| !t.is_empty());
            let of_contact = element.parent().is_some_and(|p| p.name() == "contact-info");
            match element.name() {
                "reporting-org" | "participating-org" | "provider-org" | "receiver-org"
                | "owner-org" | "organisation" | "department" | "recipient-org" => {
                    self.organisations.extend(texts)
                }
                "person-name" if of_contact => self.names.extend(texts.filter(|t| t.contains(' '))),
                "email" if of_contact => self.exact.extend(texts.filter(|t| t.contains('@'))),
                "telephone" if of_contact => {
                    let is_number =
                        |t: &String| t.chars().filter(char::is_ascii_digit).count() >= 7;
                    self.exact.extend(texts.filter(is_number));
                }
                _ => {}
            }
        }
    }
}

fn contacts(folder: &Path, found: &mut Contacts) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            contacts(&path, found);
            continue;
        }
        let mut reader = Reader::new(ledger::receive::Received::open(&path).expect("a file"));
        while let Ok(Some(piece)) = reader.next_piece() {
            if let Piece::Unit(unit) = piece
                && let Ok(source) = unit.source
                && let Ok(tree) = Tree::parse(source, &unit.context)
            {
                found.take(&tree);
            }
        }
    }
}

/// Contact names of one publication that stand in the prose of another, where no
/// field announces them. Masking is by publication, so that a file is stored
/// alike whatever is imported with it; the README tells of the limit. A new one
/// is to be looked at.
const IN_PROSE_ELSEWHERE: &[&str] = &["edward brown", "james mwangi"];

/// Whether a match is a text of its own, not a part of a longer word or number.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = text[..start].chars().next_back();
    // Digits after a point are the decimals of an amount, not a telephone.
    let decimals = before == Some('.') && text[start..end].bytes().all(|b| b.is_ascii_digit());
    !inside(before) && !decimals && !inside(text[end..].chars().next())
}

fn nobody_is_on_record(folder: &Folder, inputs: &Path) {
    let mut found = Contacts::default();
    contacts(inputs, &mut found);
    assert!(
        found.exact.len() > 3000 && found.names.len() > 1500,
        "{} {}",
        found.exact.len(),
        found.names.len()
    );
    let organisations = found.organisations.iter().map(String::as_str);
    let organisations = organisations.collect::<Vec<_>>().join("\n");
    let is_person =
        |name: &&String| !organisations.contains(name.as_str()) && !iati::redact::is_ordinary(name);
    let names = found.names.iter().filter(is_person);
    let all: Vec<&String> = found.exact.iter().chain(names).collect();
    let finder = AhoCorasick::new(&all).expect("a finder");
    let mut slipped: BTreeMap<String, String> = BTreeMap::new();
    everything(&folder.path("ledger"), &mut |text| {
        for field in [
            "<person-name",
            "<telephone",
            "<email",
            "<mailing-address",
            "<job-title",
        ] {
            assert!(!text.contains(field), "{field}");
        }
        // References are resolved, so that “&#233;” and “é” are one.
        let text = spaced(
            &quick_xml::escape::unescape(text)
                .map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned),
        );
        for hit in finder.find_overlapping_iter(&text).take(1000) {
            if is_whole(&text, hit.start(), hit.end()) {
                let near = text.floor_char_boundary(hit.start().saturating_sub(60))
                    ..text.ceil_char_boundary((hit.end() + 40).min(text.len()));
                slipped.insert(all[hit.pattern().as_usize()].clone(), text[near].to_owned());
            }
        }
    });
    slipped.retain(|name, _| !IN_PROSE_ELSEWHERE.contains(&name.as_str()));
    assert_eq!(slipped, BTreeMap::new());
}

/// Pairs of consecutive publications: dataset and day of the newer one.
type Pairs = BTreeSet<(String, String)>;

/// Pairs that the table counts as changed, and that differ in the order of their
/// elements only, which is no change.
const ORDER_ONLY: &[(&str, &str)] = &[
    (
        "46002__african-development-bank-group/dportal-covid",
        "2021-06-15",
    ),
    (
        "CH-FDJP-CHE106823242__terre-des-hommes-aide-l-enfance-dans/dportal-covid",
        "2021-06-15",
    ),
    (
        "GB-CHC-1098106__relief-international-uk/dportal-covid",
        "2021-06-15",
    ),
    (
        "LB-MOI-497__abaad-resource-center-for-gender-equ/dportal-covid",
        "2021-06-15",
    ),
    (
        "NL-KVK-40409352__the-netherlands-red-cross/dportal-covid",
        "2021-06-15",
    ),
    ("NL-KVK-41150085__nuffic/dportal-covid", "2021-06-15"),
    (
        "NL-KVK-41198890__plan-international-netherlands/dportal-covid",
        "2021-06-15",
    ),
    ("NL-KVK-51756811__solidaridad/dportal-covid", "2021-06-15"),
];

#[test]
fn what_changed_is_told_of_the_pairs_that_changed() {
    let Some(shared) = shared() else {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no folder “shared” beside the checkout"
        );
        return;
    };
    let data = shared.join("data");
    let table = std::fs::read_to_string(data.join("history-pairs.tsv")).expect("a table");
    let folder = Folder::new();
    let (mut all, mut changed) = (Pairs::new(), Pairs::new());
    let mut files: BTreeSet<(String, String, String)> = BTreeSet::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let dataset = format!("{}/{}", cells[0], cells[1]);
        for day in [cells[2], cells[3]] {
            let file = format!("{}/{}-{day}.xml", cells[0], cells[1]);
            files.insert((dataset.clone(), day.to_owned(), file));
        }
        let pair = (dataset, cells[3].to_owned());
        // Added, removed, and changed beyond the time stamp.
        if [6, 7, 9].iter().any(|at| cells[*at] != "0") {
            changed.insert(pair.clone());
        }
        all.insert(pair);
    }
    assert!(all.len() >= 189, "{}", all.len());
    for (dataset, day, file) in &files {
        keep(&folder, &data.join("iati").join(file), dataset, day);
    }
    let answer = folder.ask(&["changes"]);
    let sentence = answer["sentence"].as_str().unwrap_or_default();
    assert!(
        sentence.contains(&format!("{} publications are compared", all.len())),
        "{sentence}"
    );
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    let told: Pairs = rows(&answer)
        .iter()
        .map(|row| (text(&row["dataset"]), text(&row["published"])))
        .collect();
    for (dataset, day) in ORDER_ONLY {
        changed.remove(&((*dataset).to_owned(), (*day).to_owned()));
    }
    assert_eq!(told, changed);
    assert_eq!(
        rows(&answer).len() as u64,
        answer["total"].as_u64().unwrap_or(0)
    );
    every_history_agrees(&folder, rows(&answer));
}

/// Imports a file, packed or not, under a dataset and a day.
fn keep(folder: &Folder, file: &Path, dataset: &str, day: &str) {
    let packed = file.with_extension("xml.zst");
    let path = if file.exists() { file } else { &packed };
    let (path, ledger) = (path.display().to_string(), folder.arg("ledger"));
    done(&[
        "import",
        &path,
        "--ledger",
        &ledger,
        "--dataset",
        dataset,
        "--published",
        day,
    ]);
}

/// Of some activities with changes of each class: their history tells the same.
fn every_history_agrees(folder: &Folder, changes: &[serde_json::Value]) {
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for change in changes {
        let class = text(&change["class"]["code"]);
        let tried = seen.entry(class.clone()).or_default();
        // A new activity is first published, and what changed throughout is told
        // as it shows in each.
        if *tried == 2 || class == "activity-new" || class == "bulk-recoding" {
            continue;
        }
        *tried += 1;
        let (id, reporter) = (
            text(&change["activity"]),
            text(&change["publisher"]["code"]),
        );
        let history = folder.ask(&["history", &id, "--reporter", &reporter]);
        let found = rows(&history).iter().any(|row| {
            let names = [
                "class",
                "import",
                "older_import",
                "what",
                "was",
                "is",
                "reason",
                "position",
            ];
            names.iter().all(|name| row[*name] == change[*name])
        });
        assert!(found, "{id}: {class} is not in its history");
    }
    assert!(seen.len() >= 15, "{seen:?}");
}
