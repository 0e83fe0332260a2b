//! All rows of a question in a file, in each format.

use crate::support::{Folder, activity, document, interrupt, payment, program, rows, run};
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

/// Two activities, one over two sectors, with a name that looks like a formula and a
/// value that is none.
fn ledger() -> Folder {
    let folder = Folder::new();
    let sectors = "<recipient-country code=\"MZ\"/><sector code=\"12220\" percentage=\"60\"/>\
                   <sector code=\"11220\" percentage=\"40\"/>";
    let named = payment("3", "2024-01-02", "-100.01").replace(
        "<receiver-org ref=\"XI-B\"/>",
        "<receiver-org><narrative>=cmd|' /C calc'!A1</narrative></receiver-org>",
    );
    let one = activity(1, &format!("{sectors}{named}"));
    let two = activity(
        2,
        &format!(
            "{}{}",
            payment("3", "2024-02-03", "7.50"),
            payment("3", "2024-02-04", "a lot")
        ),
    );
    let path = folder.write("acts.xml", document(&format!("{one}{two}")));
    assert_eq!(folder.import(&[&path]).status, 0);
    folder
}

fn export(folder: &Folder, format: &str, file: &str, more: &[&str]) -> crate::support::Said {
    let (ledger, file) = (folder.arg("ledger"), folder.arg(file));
    let arguments = [
        "export", "flows", "--format", format, "-o", &file, "--ledger", &ledger,
    ];
    run(&[&arguments[..], more].concat())
}

fn exported(folder: &Folder, format: &str, file: &str, more: &[&str]) -> Vec<u8> {
    let said = export(folder, format, file, more);
    assert_eq!(said.status, 0, "{}", said.err);
    std::fs::read(folder.path(file)).expect("a file")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn json_has_the_rows_of_the_question_and_how_they_were_made() {
    let folder = ledger();
    let asked = [
        "--in",
        "USD",
        "--series",
        "disbursement",
        "--as-of",
        "2025-12-31",
    ];
    let json: Value =
        serde_json::from_str(&text(exported(&folder, "json", "a.json", &asked))).expect("JSON");
    let answer = folder.ask(&[&["flows"], &asked[..]].concat());
    assert_eq!(json["rows"], answer["rows"]);
    assert_eq!(json["columns"], answer["columns"]);
    let method = &json["method"];
    assert_eq!(method["method"], "counterfoil");
    assert_eq!(method["rests_on"], answer["rests_on"]);
    assert_eq!(method["counts"]["rows"], answer["total"]);
    assert_eq!(method["counts"]["rows"], 4);
    let without: u64 = method["counts"]["without_amount"]
        .as_object()
        .expect("reasons")
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(without, 1);
    assert_eq!(method["asked"]["in"], "USD");
    assert_eq!(method["as_of"], "2025-12-31");
    assert_eq!(method["rates"]["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn csv_says_beside_the_file_how_it_was_made() {
    let folder = ledger();
    let csv = text(exported(&folder, "csv", "a.csv", &[]));
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().expect("names").split(',').collect();
    assert_eq!(lines.clone().count(), 4);
    let at = |name: &str| {
        names
            .iter()
            .position(|n| *n == name)
            .unwrap_or_else(|| panic!("{name} in {names:?}"))
    };
    let first: Vec<&str> = lines.next().expect("a row").split(',').collect();
    assert_eq!(first[at("amount")], "-60.01");
    assert_eq!(first[at("amount_currency")], "EUR");
    assert_eq!(first[at("receiver")], "'=cmd|' /C calc'!A1");
    assert!(
        csv.contains("amount: "),
        "the reason of what is missing: {csv}"
    );
    let method = text(std::fs::read(folder.path("a.method.txt")).expect("a file beside it"));
    for wanted in [
        "4 rows answer the question",
        "counterfoil",
        "A transaction is divided over its sectors",
        "publication 1 (",
        "Without an amount",
        "2 texts begin with = + - @",
    ] {
        assert!(method.contains(wanted), "{wanted}: {method}");
    }
    assert!(
        !method.contains("Exchange rates"),
        "nothing was converted: {method}"
    );
    assert_eq!(
        csv,
        text(exported(&folder, "csv", "b.csv", &[])),
        "the same again"
    );
}

#[test]
fn a_workbook_has_numbers_days_and_no_formulas() {
    let folder = ledger();
    let bytes = exported(&folder, "xlsx", "a.xlsx", &[]);
    let mut book: Xlsx<_> = open_workbook(folder.path("a.xlsx")).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Method", "Rows"]);
    let range = book.worksheet_range("Rows").expect("a sheet");
    let all: Vec<&[Data]> = range.rows().collect();
    assert_eq!(all.len(), 5);
    let at = |name: &str| {
        all[0]
            .iter()
            .position(|c| matches!(c, Data::String(text) if text == name))
            .unwrap_or_else(|| panic!("{name}"))
    };
    assert!(
        matches!(all[1][at("date")], Data::DateTime(_)),
        "{:?}",
        all[1]
    );
    assert_eq!(all[1][at("amount")], Data::Float(-60.01));
    assert_eq!(
        all[1][at("receiver")],
        Data::String("=cmd|' /C calc'!A1".to_owned())
    );
    assert!(book.worksheet_formula("Rows").expect("a sheet").is_empty());
    let method = book.worksheet_range("Method").expect("a sheet");
    let said: Vec<String> = method
        .rows()
        .map(|r| r[0].to_string() + " " + &r[1].to_string())
        .collect();
    assert!(
        said.iter().any(|l| l.starts_with("Rests on publication 1")),
        "{said:?}"
    );
    assert!(
        !folder.path("a.method.txt").exists(),
        "it stands in the workbook"
    );
    assert_eq!(
        bytes,
        exported(&folder, "xlsx", "a.xlsx", &[]),
        "the same again"
    );
}

#[test]
fn parquet_begins_and_ends_as_such_and_is_the_same_again() {
    let folder = ledger();
    let bytes = exported(&folder, "parquet", "a.parquet", &[]);
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let words = String::from_utf8_lossy(&bytes);
    for wanted in [
        "amount_text",
        "amount_currency",
        "gaps",
        "counterfoil.method",
    ] {
        assert!(words.contains(wanted), "{wanted}");
    }
    assert!(folder.path("a.method.txt").exists());
    assert_eq!(bytes, exported(&folder, "parquet", "b.parquet", &[]));
}

#[test]
fn a_filter_narrows_the_file_and_what_it_rests_on() {
    let folder = ledger();
    let more = folder.write(
        "b.xml",
        document(&activity(9, &payment("4", "2023-05-06", "1"))).replace("XI-A", "XI-C"),
    );
    assert_eq!(folder.import(&[&more]).status, 0);
    let json: Value = serde_json::from_str(&text(exported(
        &folder,
        "json",
        "a.json",
        &["--year", "2023"],
    )))
    .expect("JSON");
    assert_eq!(rows(&json).len(), 1);
    let rests: Vec<&Value> = json["method"]["rests_on"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    assert_eq!(rests.len(), 1);
    assert_eq!(rests[0]["publication"], 2);
    let none: Value = serde_json::from_str(&text(exported(
        &folder,
        "json",
        "a.json",
        &["--year", "1999"],
    )))
    .expect("JSON");
    assert_eq!(rows(&none).len(), 0);
}

#[test]
fn the_rows_of_another_program_are_exported_too() {
    let folder = ledger();
    let asked = ["--method", "cdfd", "--rows"];
    let json: Value =
        serde_json::from_str(&text(exported(&folder, "json", "a.json", &asked))).expect("JSON");
    let answer = folder.ask(&[&["flows"], &asked[..]].concat());
    assert_eq!(json["rows"], answer["rows"]);
    assert!(json["method"]["rates"].is_object());
    let said = export(&folder, "csv", "b.csv", &["--rows"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("no rows of its own"), "{}", said.err);
    assert!(!folder.path("b.csv").exists() && !folder.path("b.csv.part").exists());
}

#[test]
fn what_cannot_be_written_leaves_nothing() {
    let folder = ledger();
    for format in ["csv", "json", "xlsx", "parquet"] {
        let said = export(&folder, format, "none/a", &[]);
        assert_eq!(said.status, 2, "{format}");
        assert!(said.err.contains("none"), "{format}: {}", said.err);
        let said = export(&folder, format, "ledger", &[]);
        assert_eq!(said.status, 2, "{format}");
        assert!(
            said.err.contains("this is a folder"),
            "{format}: {}",
            said.err
        );
    }
    let ledger = folder.arg("ledger");
    for format in ["xlsx", "parquet"] {
        let said = run(&["export", "flows", "--format", format, "--ledger", &ledger]);
        assert_eq!(said.status, 2);
        assert!(said.err.contains("-o FILE"), "{}", said.err);
    }
    for format in ["csv", "json"] {
        let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
            break;
        };
        let output = program()
            .args(["export", "flows", "--format", format, "--ledger", &ledger])
            .stdout(full)
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{format}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = Folder::new();
    let many: String = (0..2000)
        .map(|n| activity(n, &payment("3", "2024-01-02", "1")))
        .collect();
    assert_eq!(
        folder
            .import(&[&folder.write("acts.xml", document(&many))])
            .status,
        0
    );
    for format in ["csv", "json"] {
        let mut child = program()
            .args([
                "export",
                "flows",
                "--format",
                format,
                "--ledger",
                &folder.arg("ledger"),
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().expect("standard output"));
        let mut first = String::new();
        out.read_line(&mut first).expect("a line");
        drop(out);
        let mut said = String::new();
        child
            .stderr
            .take()
            .expect("standard error")
            .read_to_string(&mut said)
            .expect("text");
        assert_eq!(
            child.wait().expect("the end").code(),
            Some(0),
            "{format}: {said}"
        );
    }
}

/// The unfinished file is a pipe here, so that the run waits in the middle of it.
#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_leaves_no_half_file() {
    let folder = Folder::new();
    let many: String = (0..3000)
        .map(|n| activity(n, &payment("3", "2024-01-02", "1")))
        .collect();
    assert_eq!(
        folder
            .import(&[&folder.write("acts.xml", document(&many))])
            .status,
        0
    );
    let (file, part) = (folder.path("a.csv"), folder.path("a.csv.part"));
    let made = std::process::Command::new("mkfifo").arg(&part).status();
    if !made.is_ok_and(|s| s.success()) {
        let _ = writeln!(std::io::stderr(), "skipped: there is no mkfifo here");
        return;
    }
    let mut child = program()
        .args(["export", "flows", "--format", "csv", "-o"])
        .arg(&file)
        .arg("--ledger")
        .arg(folder.path("ledger"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut rows = std::fs::File::open(&part).expect("the pipe");
    let mut first = [0; 1];
    rows.read_exact(&mut first).expect("it has begun");
    interrupt(&child);
    let mut said = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let said = said.next().expect("a line").expect("text");
    assert!(said.contains("stopping"), "{said}");
    let mut rest = Vec::new();
    rows.read_to_end(&mut rest).expect("the rest");
    assert_eq!(child.wait().expect("the end").code(), Some(130));
    assert!(!file.exists() && !part.exists());
    assert!(!folder.path("a.method.txt").exists());
}
