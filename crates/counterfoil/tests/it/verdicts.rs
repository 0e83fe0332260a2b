//! The reports of `check --format json` beside the official validator's, over the
//! files with planted faults that a folder beside the checkout holds.

use crate::support::{Folder, run};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Files on which the report differs on purpose.
const EXPLAINED: [&str; 2] = [
    // Quirk 27, which is not marked in these mixed files: white space around a date
    // is valid.
    "2.03-mix-act-08.xml",
    "2.03-mix-act-16.xml",
];

fn faults() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/validator-faults");
    folder.is_dir().then_some(folder)
}

#[test]
fn reports_of_planted_faults() {
    let Some(faults) = faults() else {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no folder “shared” beside the checkout"
        );
        return;
    };
    let reports = reports(&faults);
    let lines = std::fs::read_to_string(faults.join("expected.jsonl")).expect("a table");
    let (mut wrong, mut quirks) = (Vec::new(), 0);
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).expect("a line of JSON");
        let name = case["file"].as_str().expect("a name");
        let found = summed(&reports[name]);
        let has_sane = case["sane"].is_object();
        quirks += usize::from(has_sane);
        let is_fine = is_equal(&case, &found) && !has_sane || is_equal(&case["sane"], &found);
        if !is_fine && !EXPLAINED.contains(&name) {
            let expected = if has_sane { &case["sane"] } else { &case };
            wrong.push(format!(
                "{name}:\n  expected {expected}\n  found    {found}"
            ));
        }
    }
    assert!(reports.len() > 2000 && quirks > 100, "{}", reports.len());
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the program says of each file, by its name.
fn reports(faults: &Path) -> BTreeMap<String, Value> {
    let lists = Folder::new();
    let list = |name: &str| {
        let text = std::fs::read_to_string(faults.join(name)).expect("a list");
        let ids: Vec<String> = serde_json::from_str(&text).expect("JSON");
        lists.write(name, ids.join("\n"))
    };
    let (publishers, known) = (list("publisher-ids.json"), list("datastore-ids.json"));
    let cases = faults.join("cases").display().to_string();
    let said = run(&[
        "check",
        &cases,
        "--format",
        "json",
        "--now",
        "2026-01-01T00:00:00Z",
        "--publishers",
        &publishers,
        "--known-activities",
        &known,
    ]);
    let reports = said.out.lines().map(|line| {
        let report: Value = serde_json::from_str(line).expect("a report");
        let file = Path::new(report["file"].as_str().expect("a file"));
        let name = file.file_name().expect("a name").to_string_lossy();
        (name.into_owned(), report)
    });
    reports.collect()
}

/// A report as the table has it: findings counted, those of the house left out,
/// faults of the schema once for each activity.
fn summed(report: &Value) -> Value {
    let mut counts: BTreeMap<[String; 5], u64> = BTreeMap::new();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for unit in list(&report["errors"]) {
        for group in list(&unit["errors"]) {
            for finding in list(&group["errors"]) {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let id = text(&finding["id"]);
                if id.starts_with("cf-") {
                    continue;
                }
                let count = counts
                    .entry([
                        text(&unit["identifier"]).replace('\u{85}', "\n"),
                        id.clone(),
                        text(&finding["severity"]),
                        text(&group["category"]),
                        text(&finding["codelist"]),
                    ])
                    .or_default();
                *count = if id == "0.3.1" { 1 } else { *count + 1 };
            }
        }
    }
    let mut summary =
        BTreeMap::from(["critical", "error", "warning", "advisory"].map(|s| (s.to_owned(), 0)));
    for (row, count) in &counts {
        *summary.entry(row[2].clone()).or_default() += count;
    }
    let findings: Vec<Value> = counts
        .into_iter()
        .map(|([identifier, id, severity, category, codelist], count)| {
            let mut row = json!({ "identifier": identifier, "id": id, "severity": severity, "category": category, "count": count });
            if !codelist.is_empty() {
                row["codelist"] = codelist.into();
            }
            row
        })
        .collect();
    json!({
        "valid": report["valid"], "fileType": report["fileType"], "iatiVersion": report["iatiVersion"],
        "summary": summary, "findings": findings,
    })
}

fn is_equal(expected: &Value, found: &Value) -> bool {
    let rows = |value: &Value| {
        let mut rows: Vec<String> = value["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| row.to_string())
            .collect();
        rows.iter_mut().for_each(|r| *r = ordered(r));
        rows.sort();
        rows
    };
    let same = |key: &str| expected[key] == found[key];
    ["valid", "fileType", "iatiVersion", "summary"]
        .iter()
        .all(|key| same(key))
        && rows(expected) == rows(found)
}

/// A row with its keys in order.
fn ordered(row: &str) -> String {
    let row: BTreeMap<String, Value> = serde_json::from_str(row).expect("a row");
    format!("{row:?}").replace("\\u{85}", "\\n")
}
