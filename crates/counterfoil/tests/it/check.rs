//! `counterfoil check` on every kind of file, good and bad, in every format.

use crate::support::{Folder, Said, document, payment, program, run};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

fn said(name: &str, content: impl AsRef<[u8]>, arguments: &[&str]) -> (i32, String) {
    let folder = Folder::new();
    folder.write(name, content);
    let output = program()
        .args(["check", name, "--now", "2026-01-01"])
        .args(arguments)
        .current_dir(folder.path(""))
        .output();
    let said = Said::from(output.expect("the program starts"));
    (said.status, said.out + &said.err)
}

fn checked(name: &str, content: impl AsRef<[u8]>) -> (i32, String) {
    said(name, content, &[])
}

/// A sound activity with this number, and more at its end.
fn activity(number: u32, more: &str) -> String {
    format!(
        "<iati-activity default-currency=\"EUR\" xml:lang=\"en\"><iati-identifier>XI-IATI-A-{number}</iati-identifier>\
         <reporting-org ref=\"XI-IATI-A\" type=\"10\"><narrative>Harbour Fund</narrative></reporting-org>\
         <title><narrative>Quay {number}</narrative></title>\
         <description><narrative>New planks.</narrative></description>\
         <participating-org ref=\"XI-IATI-A\" role=\"1\"/>\
         <activity-status code=\"2\"/><activity-date type=\"2\" iso-date=\"2024-01-01\"/>\
         <recipient-country code=\"KE\"/><sector code=\"21040\"/>{more}</iati-activity>"
    )
}

fn good() -> String {
    document(&activity(1, &payment("3", "2024-05-01", "100")))
}

/// A fault, three findings of one rule in two activities, and a repeat.
fn bad() -> String {
    let wrong = payment("3", "2024-05-01", "100").replace("<value", "\n  <value currency=\"eur\"");
    let unlike = payment("3", "2024-06-01", "200").replace("<value", "\n  <value currency=\"eur\"");
    document(&format!(
        "{}\n{}\n{}",
        activity(1, &format!("{wrong}{unlike}")),
        activity(2, &wrong.replace("eur", "=1+1")),
        activity(1, "").replace(
            "type=\"2\" iso-date=\"2024-01-01\"",
            "type=\"3\" iso-date=\"2026-12-31\""
        )
    ))
}

#[test]
fn a_good_file_has_no_finding_in_any_encoding_or_packing() {
    let good = good();
    let nothing = |(status, text): (i32, String)| {
        assert_eq!(status, 0, "{text}");
        assert!(text.contains(": nothing found; 1 activity read"), "{text}");
    };
    nothing(checked("a.xml", &good));
    nothing(checked("a.xml", format!("\u{feff}{good}")));
    let wide: Vec<u8> = format!("\u{feff}{good}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    nothing(checked("a.xml", wide));
    let latin = good
        .replace("UTF-8", "ISO-8859-1")
        .replace("Quay", "Qua\u{e9}");
    nothing(checked(
        "a.xml",
        latin.chars().map(|c| c as u8).collect::<Vec<_>>(),
    ));
    let windows = good.replace("UTF-8", "windows-1252").into_bytes();
    let windows: Vec<u8> = windows
        .into_iter()
        .map(|b| if b == b'Q' { 0x80 } else { b })
        .collect();
    nothing(checked("a.xml", windows));
    nothing(checked(
        "a.xml.zst",
        zstd::encode_all(good.as_bytes(), 3).expect("packed"),
    ));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, good.as_bytes()).expect("packed");
    nothing(checked("a.xml.gz", gzip.finish().expect("packed")));
}

#[test]
fn text() {
    let (status, text) = checked("a.xml", bad());
    assert_eq!(status, 0, "errors are below critical: {text}");
    insta::assert_snapshot!(text);
}

#[test]
fn json() {
    let (_, text) = said("a.xml", bad(), &["--format", "json"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["summary"]["error"], 5);
    insta::assert_snapshot!(pretty(&report));
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

#[test]
fn csv() {
    insta::assert_snapshot!(said("a.xml", bad(), &["--format", "csv"]).1);
}

#[test]
fn html() {
    let (_, page) = said("a.xml", bad(), &["--format", "html"]);
    let (_, body) = page.split_once("</style>").expect("a style");
    insta::assert_snapshot!(body);
    for forbidden in [
        "<script", "http:", "https:", "@import", "url(", " src=", " style=",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn sarif() {
    let (_, text) = said("a.xml", bad(), &["--format", "sarif"]);
    let mut log: Value = serde_json::from_str(&text).expect("JSON");
    is_sarif(&log);
    // The rules are those of the catalogue; their places in it move.
    for result in log["runs"][0]["results"].as_array_mut().expect("results") {
        result
            .as_object_mut()
            .expect("a result")
            .remove("ruleIndex");
    }
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array_mut()
        .expect("rules");
    rules.retain(|rule| rule["id"] == "9.94.1");
    insta::assert_snapshot!(pretty(&log));
}

/// What SARIF 2.1.0 asks of every log, run, rule and result.
fn is_sarif(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert!(run["tool"]["driver"]["name"].is_string());
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let mut ids = std::collections::BTreeSet::new();
    for rule in rules {
        assert!(
            ids.insert(rule["id"].as_str().expect("an id")),
            "{rule} twice"
        );
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(
                !rule[text]["text"].as_str().expect("text").is_empty(),
                "{rule}"
            );
        }
        is_level(&rule["defaultConfiguration"]["level"]);
    }
    for result in run["results"].as_array().expect("results") {
        is_level(&result["level"]);
        assert!(!result["message"]["text"].as_str().expect("text").is_empty());
        if let Some(at) = result["ruleIndex"].as_u64() {
            assert_eq!(rules[at as usize]["id"], result["ruleId"]);
        }
        for location in result["locations"].as_array().expect("locations") {
            let place = &location["physicalLocation"];
            assert!(place["artifactLocation"]["uri"].is_string());
            for field in ["startLine", "startColumn"] {
                assert!(place["region"][field].as_u64().expect("a number") >= 1);
            }
        }
    }
    assert!(run["invocations"][0]["executionSuccessful"].is_boolean());
}

fn is_level(level: &Value) {
    let levels = ["none", "note", "warning", "error"];
    assert!(levels.iter().any(|l| level == l), "{level}");
}

#[test]
fn github() {
    insta::assert_snapshot!(said("a.xml", bad(), &["--format", "github"]).1);
}

#[test]
fn the_exit_status_follows_fail_on() {
    let folder = Folder::new();
    let path = folder.write("a.xml", good().replace("2024-05-01", "2027-05-01"));
    let status =
        |least: &str| run(&["check", &path, "--now", "2026-01-01", "--fail-on", least]).status;
    assert_eq!(status("critical"), 0);
    assert_eq!(status("error"), 1);
    assert_eq!(status("advisory"), 1);
    assert_eq!(status("never"), 0);
}

#[test]
fn old_versions_and_other_roots_are_told() {
    let (status, text) = checked("a.xml", good().replace("2.03", "1.05"));
    assert_eq!(status, 1);
    assert!(
        text.contains("critical 0.6.1: version “1.05” is no longer supported"),
        "{text}"
    );
    let (status, text) = checked("a.xml", good().replace("iati-activities", "rss"));
    assert_eq!(status, 1);
    assert!(
        text.contains("critical 0.2.1: the root element is <rss>"),
        "{text}"
    );
}

#[test]
fn identifiers_are_compared_as_they_are_written() {
    let spaced = activity(1, "").replace("XI-IATI-A-1<", "XI-IATI-A-1 <");
    let (_, text) = checked("a.xml", document(&(activity(1, "") + "\n" + &spaced)));
    assert!(!text.contains("1.1.2"), "{text}");
    let nameless = activity(1, "").replace("XI-IATI-A-1<", "<");
    let (_, text) = checked("a.xml", document(&(nameless.clone() + "\n" + &nameless)));
    assert!(
        text.contains("error 1.1.2: neither this nor what begins at line 3"),
        "{text}"
    );
}

#[test]
fn type_and_version_are_said_as_the_official_report_does() {
    let of = |content: &str| {
        let (_, text) = said("a.xml", content, &["--format", "json"]);
        let report: Value = serde_json::from_str(&text).expect("JSON");
        (report["fileType"].clone(), report["iatiVersion"].clone())
    };
    let is = |kind: &str, version: &str| (kind.into(), version.into());
    assert_eq!(of(&good()), is("iati-activities", "2.03"));
    assert_eq!(
        of(&good().replace("2.03", "1.05")),
        is("iati-activities", "1.05")
    );
    assert_eq!(
        of(&good().replace("iati-activities", "rss")),
        is("", "2.03")
    );
    assert_eq!(of(&good().replace("</iati-activities>", "")), is("", ""));
}

#[test]
fn a_file_that_is_not_well_formed_says_nothing_else() {
    let cut = bad().replace("</iati-activities>", "");
    let (status, text) = said("a.xml", cut, &["--format", "csv"]);
    assert_eq!(status, 1);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains(",critical,0.1.1,iati,"), "{text}");
}

#[test]
fn the_limit_limits_what_is_shown_and_not_what_is_counted() {
    let (_, text) = said("a.xml", bad(), &["--limit", "1"]);
    assert!(text.contains("5 errors"), "{text}");
    assert!(
        text.contains("4 findings are not shown here; --limit 0 shows all"),
        "{text}"
    );
    for (format, all, one) in [("csv", 6, 2), ("github", 6, 2)] {
        let lines = |limit: &str| {
            let (_, text) = said("a.xml", bad(), &["--format", format, "--limit", limit]);
            text.lines().count()
        };
        assert_eq!((lines("0"), lines("1")), (all, one), "{format}");
    }
    let (_, text) = said("a.xml", bad(), &["--format", "json", "--limit", "2"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&report["summary"]["error"], &report["notShown"]),
        (&5.into(), &3.into())
    );
}

#[test]
fn many_activities_with_one_fault_do_not_hide_another() {
    let mut many = String::new();
    for number in 0..500 {
        let kind = if number == 400 { "77" } else { "3" };
        let wrong = payment(kind, "2024-05-01", "1").replace("<value", "<value currency=\"eur\"");
        many += &activity(number, &wrong);
    }
    let (_, text) = checked("a.xml", document(&many));
    assert!(text.contains("500  error     9.94.1"), "{text}");
    assert!(
        text.contains("“77” is not on the codelist TransactionType"),
        "{text}"
    );
    assert_eq!(text.matches("“eur” is not on").count(), 10, "{text}");
}

#[test]
fn several_files_are_one_report() {
    let folder = Folder::new();
    let good = folder.write("in/good.xml", good());
    folder.write("in/bad.xml", bad());
    let missing = folder.arg("none.xml");
    let run = |format: &str| {
        let said = run(&["check", &folder.arg("in"), &missing, "--format", format]);
        assert_eq!(said.status, 2, "{}", said.err);
        said.out
    };
    let lines: Vec<Value> = run("json")
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines
            .iter()
            .any(|l| l["file"] == good.clone() && l["valid"] == true)
    );
    assert!(lines.iter().any(|l| l["error"].is_string()));
    let log: Value = serde_json::from_str(&run("sarif")).expect("JSON");
    is_sarif(&log);
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
    assert!(run("text").contains("2 files, all valid"));
    let page = run("html");
    assert!(
        page.contains("3 files checked") && page.contains("not read"),
        "{page}"
    );
}

#[test]
fn the_lists_given_are_read() {
    let folder = Folder::new();
    let path = folder.write("a.xml", good());
    let known = folder.write("known.txt", "# ours\n\nXI-IATI-A-2\n");
    let ids = folder.write("ids.json", "[\"XI-IATI-A\"]");
    let arguments = [
        "check",
        &path,
        "--known-activities",
        &known,
        "--publishers",
        &ids,
    ];
    assert_eq!(run(&arguments).status, 0);
    let wrong = folder.write("wrong.json", "[1]");
    let said = run(&["check", &path, "--publishers", &wrong]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("not a JSON array of texts"),
        "{}",
        said.err
    );
    let said = run(&["check", &path, "--now", "soon"]);
    assert!(
        said.err.contains("neither a day nor an instant"),
        "{}",
        said.err
    );
}

#[test]
fn no_person_is_in_any_format() {
    let contact = "<contact-info type=\"Imaginary Somebody\"><person-name><narrative xml:lang=\"Imaginary\">Imaginary Somebody</narrative></person-name></contact-info>";
    let wrong = payment("some.body@example.org", "2024-05-01", "1")
        .replace("<value", "<value currency=\"+44 (0)20 7946 0000\"");
    let file = document(&activity(1, &format!("{contact}{wrong}")));
    for format in ["text", "json", "csv", "html", "sarif", "github"] {
        let (_, text) = said("a.xml", &file, &["--format", format, "--limit", "0"]);
        assert!(text.contains("[e-mail withheld]"), "{text}");
        for person in ["some.body", "example.org", "7946", "Imaginary", "Somebody"] {
            assert!(!text.contains(person), "{person} in {format}: {text}");
        }
    }
}

#[test]
fn nothing_in_a_file_steers_a_terminal_or_a_workflow() {
    let evil = "&#x85;\u{9b}31m\u{202e}::error::x&#10;::warning::y";
    let file = document(&activity(
        1,
        &format!("<transaction><transaction-type code=\"{evil}\"/></transaction>"),
    ));
    let (_, text) = checked("a.xml", &file);
    let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(
        text.contains("::error::x") && !text.contains(steers),
        "{text:?}"
    );
    let (_, json) = said("a.xml", &file, &["--format", "json"]);
    let ends = ['\u{85}', '\u{2028}'];
    assert!(json.lines().count() == 1 && !json.contains(ends), "{json}");
    let (_, text) = said("a.xml", &file, &["--format", "github"]);
    let commands = text.lines().filter(|l| l.starts_with("::"));
    assert!(commands.clone().count() > 0);
    assert!(
        commands.into_iter().all(|l| l.contains("file=a.xml")),
        "{text}"
    );
}

#[test]
fn watching_checks_again_on_save() {
    let folder = Folder::new();
    let path = folder.write("a.xml", good());
    let mut child = program()
        .args([
            "check",
            &path,
            "--now",
            "2026-01-01",
            "--watch",
            "--format",
            "json",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let (lines, seen) = std::sync::mpsc::channel();
    let out = BufReader::new(child.stdout.take().expect("an output"));
    std::thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            let report: Value = serde_json::from_str(&line).expect("JSON");
            let _ = lines.send(report["summary"]["error"].as_u64());
        }
    });
    let next = || seen.recv_timeout(Duration::from_secs(30)).ok().flatten();
    assert_eq!(next(), Some(0));
    std::fs::write(&path, good().replace("2024-05-01", "2027-05-01")).expect("saved");
    assert_eq!(next(), Some(2), "written in place");
    let other = folder.write("a.xml.new", good());
    std::fs::rename(other, &path).expect("replaced");
    assert_eq!(next(), Some(0), "replaced by another file");
    let begun = Instant::now();
    child.kill().expect("it is stopped");
    child.wait().expect("it ends");
    assert!(begun.elapsed() < Duration::from_secs(5));
    let said = run(&["check", &path, "--watch", "--format", "html"]);
    assert_eq!(said.status, 2);
}

#[test]
fn a_rule_is_explained() {
    let said = run(&["explain", "9.94.1"]);
    assert_eq!(said.status, 0);
    for part in [
        "9.94.1",
        "Why",
        "To mend it",
        "Currency: AED",
        "https://iatistandard.org/",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let said = run(&["explain", "9.94.2"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("did you mean"), "{}", said.err);
    assert!(run::<&str>(&["explain"]).out.lines().count() > 100);
}
