//! Taking out of the past what should not have been kept: afterwards it is nowhere in
//! the ledger's files, and the ledger is as sound as before.

use crate::persons::everything;
use crate::support::{Folder, Said, activity, document, payment, program, rows, run};
use rusqlite::Connection;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

fn ledger(folder: &Folder, arguments: &[&str]) -> Said {
    let ledger = folder.arg("ledger");
    run(&[&["ledger"], arguments, &["--ledger", &ledger]].concat())
}

fn sound(folder: &Folder) {
    let said = ledger(folder, &["verify"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

/// Told by nobody as a person: it stands only in text, in a name, in a reference, in
/// the file's path and in a note.
const TOKEN: &str = "zyxomma quarle";

fn told(number: u32, words: &str) -> String {
    activity(
        number,
        &format!(
            "<description><narrative>Led by {words}, and well.</narrative></description>\
             <participating-org role=\"1\" ref=\"{words}\"><narrative>Office of {words}</narrative></participating-org>\
             {}",
            payment("3", "2024-01-01", "5").replace(
                "<receiver-org ref=\"XI-B\"/>",
                &format!("<receiver-org><narrative>{words}</narrative></receiver-org>")
            )
        ),
    )
}

fn import(folder: &Folder, name: &str, day: &str, content: &str, more: &[&str]) {
    let text = document(content).replace("2025-06-30", day);
    let path = folder.write(name, text);
    let said = folder.import(&[&[path.as_str()], more].concat());
    assert_eq!(said.status, 0, "{}", said.err);
}

/// Publications of two datasets whose names both hold the token.
fn kept() -> Folder {
    let folder = Folder::new();
    let plain = activity(9, &payment("3", "2024-01-01", "7"));
    let content = |words: &str| told(1, words) + &told(2, "Zyxomma  QUARLE") + &plain;
    for (name, day, dataset) in [
        (
            "in/zyxomma quarle/one.xml",
            "2025-01-01",
            "acts of Zyxomma Quarle",
        ),
        ("in/two.xml", "2025-02-01", "acts of Zyxomma Quarle"),
        ("in/three.xml", "2025-03-01", "acts of zyxomma quarle"),
    ] {
        let words = if name.contains("two") {
            "Zyxomma Quarle"
        } else {
            TOKEN
        };
        import(&folder, name, day, &content(words), &["--dataset", dataset]);
    }
    let note = "a letter of Zyxomma Quarle says so";
    let arguments = [
        "dataset",
        "published",
        "1",
        "--on",
        "2024-12-31",
        "--by",
        "data desk",
    ];
    let said = ledger(&folder, &[&arguments[..], &["--note", note]].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    folder.write(
        "also.txt",
        "# told to us on the telephone\n\nZyxomma Quarle\n",
    );
    folder
}

fn redact(folder: &Folder, more: &[&str]) -> Said {
    let also = folder.arg("also.txt");
    let arguments = [
        "redact",
        "--also",
        &also,
        "--reason",
        "an office asked for it",
    ];
    ledger(folder, &[&arguments[..], more].concat())
}

/// Every file below the ledger, as it is on the disk.
fn files(folder: &std::path::Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push((
                path.display().to_string(),
                std::fs::read(&path).expect("bytes"),
            )),
        }
    }
}

/// Where the bytes stand in the files of the ledger.
fn places(folder: &Folder, wanted: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    files(&folder.path("ledger"), &mut all);
    let holds = |bytes: &[u8]| {
        bytes
            .windows(wanted.len())
            .any(|w| w.eq_ignore_ascii_case(wanted))
    };
    let holding = all.into_iter().filter(|(_, bytes)| holds(bytes));
    holding.map(|(name, _)| name).collect()
}

/// The packed wordings that hold a word.
fn packed(folder: &Folder, word: &str) -> Vec<Vec<u8>> {
    let record = Connection::open(folder.path("ledger/record.sqlite")).expect("a record");
    let mut bodies = record
        .prepare("SELECT body FROM version")
        .expect("versions");
    let all = bodies
        .query_map([], |r| r.get::<_, Vec<u8>>(0))
        .expect("rows")
        .flatten();
    let holds = |body: &Vec<u8>| {
        let text = zstd::decode_all(body.as_slice()).expect("packed");
        String::from_utf8_lossy(&text).to_lowercase().contains(word)
    };
    all.filter(holds).collect()
}

fn is_told(folder: &Folder, word: &str) -> bool {
    let mut found = false;
    everything(&folder.path("ledger"), &mut |text| {
        found |= text.to_lowercase().contains(word);
    });
    found
}

#[test]
fn what_is_taken_out_is_nowhere_in_the_files() {
    let folder = kept();
    let before = packed(&folder, "quarle");
    assert_eq!(before.len(), 3, "three wordings hold it");
    assert!(is_told(&folder, "quarle"));
    assert!(!places(&folder, b"quarle").is_empty());
    assert!(before.iter().all(|body| !places(&folder, body).is_empty()));
    // What a killed fetch left.
    folder.write("ledger/fetch/part/1-acts", told(1, TOKEN));
    let said = redact(&folder, &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.starts_with(
            "changed: 3 of 4 versions, the words or counts of 3 publications, 1 statement"
        ),
        "{}",
        said.out
    );
    assert!(said.out.contains("phrase in text"), "{}", said.out);
    assert!(!said.out.contains("uarle") && !said.err.contains("uarle"));
    assert!(!is_told(&folder, "quarle"));
    for word in [b"quarle".as_slice(), b"zyxomma", b"an office asked for zyx"] {
        assert_eq!(places(&folder, word), Vec::<String>::new());
    }
    for body in &before {
        // A part of it is enough to know it by.
        let middle = &body[body.len() / 3..body.len() / 3 + 40];
        assert_eq!(places(&folder, middle), Vec::<String>::new());
    }
    sound(&folder);
    let transactions = folder.ask(&["transactions", "--activity", "XI-A-1"]);
    assert_eq!(
        rows(&transactions)[0]["receiver"]["code"],
        serde_json::Value::Null
    );
    assert!(
        transactions.to_string().contains("[withheld]"),
        "{transactions}"
    );
    assert_eq!(rows(&transactions)[0]["value"]["amount"], "5");
    // A second run finds nothing, and the datasets are still two.
    let again = redact(&folder, &[]);
    assert!(
        again
            .out
            .starts_with("changed: 0 of 4 versions, the words or counts of 0"),
        "{}",
        again.out
    );
    let publications = folder.ask(&["publications"]);
    let datasets: BTreeSet<String> = rows(&publications)
        .iter()
        .map(|r| r["dataset"].to_string())
        .collect();
    assert_eq!(datasets.len(), 2, "{datasets:?}");
    assert_eq!(publications.to_string().matches("\"live\"").count(), 2);
    let info = ledger(&folder, &["info"]).out;
    assert!(info.contains("redacted later    7"), "{info}");
}

#[test]
fn what_comes_after_a_redaction_hangs_in_the_chain() {
    let folder = kept();
    assert_eq!(redact(&folder, &[]).status, 0);
    let also = folder.arg("also.txt");
    // The same words again, masked on the way in, are the wording that is there.
    let content = told(1, TOKEN) + &activity(8, "");
    import(
        &folder,
        "in/four.xml",
        "2025-04-01",
        &content,
        &["--dataset", "x", "--also", &also],
    );
    sound(&folder);
    let info: serde_json::Value =
        serde_json::from_str(&ledger(&folder, &["info", "--format", "json"]).out).expect("JSON");
    assert_eq!(info["versions"], 5, "one is new");
    // Without the phrases they would come back: nothing of them is kept.
    import(
        &folder,
        "in/five.xml",
        "2025-05-01",
        &told(1, TOKEN),
        &["--dataset", "x"],
    );
    assert!(is_told(&folder, "quarle"));
    folder.write(
        "also.txt",
        "regex:(?i)zyxomma\\s+quarle\n[withheld] and well\n",
    );
    assert_eq!(redact(&folder, &[]).status, 0);
    assert!(!is_told(&folder, "quarle"));
    sound(&folder);
    for (sql, wanted) in [
        (
            "UPDATE tombstone SET reason = 'none' WHERE seq = 1",
            "publication 4: the chain breaks here",
        ),
        (
            "DELETE FROM tombstone WHERE kind = 'version'",
            "the chain breaks here",
        ),
        (
            "UPDATE publication SET source = 'elsewhere' WHERE seq = 1",
            "publication 1: it is not what it became when it was redacted",
        ),
        (
            "UPDATE statement SET note = 'none'",
            "statement 1: it is not what it became when it was redacted",
        ),
    ] {
        let copy = Folder::new();
        std::fs::create_dir_all(copy.path("ledger/index")).expect("a folder");
        for part in ["ledger", "ledger/index"] {
            for entry in std::fs::read_dir(folder.path(part))
                .expect("a folder")
                .flatten()
            {
                if entry.path().is_file() {
                    std::fs::copy(entry.path(), copy.path(part).join(entry.file_name()))
                        .expect("a copy");
                }
            }
        }
        let record = Connection::open(copy.path("ledger/record.sqlite")).expect("a record");
        record.execute_batch(sql).expect("changed");
        drop(record);
        let said = ledger(&copy, &["verify"]);
        assert!(said.out.contains(wanted), "{sql}: {}", said.out);
    }
}

#[test]
fn two_wordings_that_come_to_one_are_no_fault() {
    let folder = Folder::new();
    for (at, words) in [("1", "Zyxomma Quarle"), ("2", "Quarle Zyxomma")] {
        let day = format!("2025-0{at}-01");
        import(
            &folder,
            &format!("in/{at}.xml"),
            &day,
            &told(1, words),
            &["--dataset", "acts"],
        );
    }
    folder.write("also.txt", "Zyxomma Quarle\nQuarle Zyxomma\n");
    assert_eq!(redact(&folder, &[]).status, 0);
    sound(&folder);
    assert_eq!(folder.ask(&["transactions"])["total"], 1);
    assert_eq!(folder.ask(&["transactions", "--known-at", "1"])["total"], 1);
}

#[test]
fn a_trial_counts_and_changes_nothing() {
    let folder = kept();
    let before = folder.ask(&["transactions"]);
    let said = redact(&folder, &["--dry-run"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.starts_with("would change: 3 of 4 versions"),
        "{}",
        said.out
    );
    assert!(
        said.out
            .lines()
            .any(|l| l.starts_with("phrase in text") && l.ends_with(" 12")),
        "{}",
        said.out
    );
    assert!(!said.out.contains("uarle"));
    assert_eq!(folder.ask(&["transactions"]), before);
    assert!(is_told(&folder, "quarle"));
    sound(&folder);
}

#[test]
fn while_somebody_reads_the_log_is_told_of() {
    let folder = kept();
    let reader = Connection::open(folder.path("ledger/record.sqlite")).expect("a record");
    reader.execute_batch("BEGIN").expect("begun");
    let _: i64 = reader
        .query_row("SELECT count(*) FROM version", [], |r| r.get(0))
        .expect("read");
    let said = redact(&folder, &[]);
    assert_eq!(said.status, 1, "{}", said.out);
    assert!(
        said.err.contains("somebody reads this ledger"),
        "{}",
        said.err
    );
    drop(reader);
    assert_eq!(redact(&folder, &[]).status, 0);
    assert_eq!(places(&folder, b"quarle"), Vec::<String>::new());
    sound(&folder);
}

#[test]
fn wrong_phrases_are_told_by_their_line() {
    let folder = kept();
    folder.write("also.txt", "fine phrase\nregex:(quarle\n");
    let said = redact(&folder, &[]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("also.txt: line 2: no regular expression"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("quarle"), "{}", said.err);
    let said = ledger(&folder, &["redact", "--also", &folder.arg("also.txt")]);
    assert_eq!(said.status, 2, "a reason is wanted");
}

#[test]
fn a_redaction_killed_at_any_moment_is_finished_by_the_next() {
    let folder = Folder::new();
    for file in 0..6 {
        let content: String = (0..150).map(|n| told(n * 6 + file, TOKEN)).collect();
        let day = format!("2025-01-0{}", file + 1);
        import(
            &folder,
            &format!("in/{file}.xml"),
            &day,
            &content,
            &["--dataset", "acts"],
        );
    }
    folder.write("also.txt", "Zyxomma Quarle\n");
    let begin = |place: &Folder| {
        let (ledger, also) = (place.arg("ledger"), folder.arg("also.txt"));
        let mut command = program();
        command
            .args([
                "ledger", "redact", "--also", &also, "--reason", "asked", "--ledger", &ledger,
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    let copy = || {
        let place = Folder::new();
        std::fs::create_dir_all(place.path("ledger/index")).expect("a folder");
        for part in ["ledger", "ledger/index"] {
            for entry in std::fs::read_dir(folder.path(part))
                .expect("a folder")
                .flatten()
            {
                if entry.path().is_file() {
                    std::fs::copy(entry.path(), place.path(part).join(entry.file_name()))
                        .expect("a copy");
                }
            }
        }
        place
    };
    let whole = {
        let place = copy();
        let start = Instant::now();
        assert!(begin(&place).status().is_ok_and(|s| s.success()));
        start.elapsed()
    };
    let (none, all) = (Cell::new(0), Cell::new(0));
    // At least so many, and on until one came to its end before it was killed.
    for at in (0..200u32).take_while(|at| *at < 24 || all.get() == 0) {
        let place = copy();
        let mut child = begin(&place).spawn().expect("it starts");
        std::thread::sleep(
            whole
                .mul_f64(f64::from(at) / 22.0)
                .max(Duration::from_millis(1)),
        );
        let _ = child.kill();
        child.wait().expect("it ends");
        sound(&place);
        match packed(&place, "quarle").len() {
            0 => all.set(all.get() + 1),
            900 => none.set(none.get() + 1),
            some => panic!("{some} of 900 wordings are still there"),
        }
        let mut again = begin(&place);
        again.stderr(Stdio::piped());
        let again = Said::from(again.output().expect("it runs"));
        assert_eq!(again.status, 0, "{at}: {}", again.err);
        assert!(!is_told(&place, "quarle"));
        assert_eq!(places(&place, b"quarle"), Vec::<String>::new());
        sound(&place);
    }
    assert!(none.get() > 0 && all.get() > 0, "{none:?} {all:?}");
}

/// A place of an activity, told finely.
fn placed(number: u32) -> String {
    activity(
        number,
        "<recipient-country code=\"KE\"/><location ref=\"kwelle-9911\"><location-id vocabulary=\"G1\" code=\"kwelle-9912\"/>\
         <name><narrative>Upper Quellen</narrative></name><description><narrative>By the Quellen ford</narrative></description>\
         <point srsName=\"http://www.opengis.net/def/crs/EPSG/0/4326\"><pos>12.3456 33.9871</pos></point>\
         <exactness code=\"1\"/></location>",
    )
}

const FINE: [&str; 6] = [
    "12.3456",
    "33.9871",
    "Quellen",
    "kwelle-9911",
    "kwelle-9912",
    "12.34",
];

fn flag(folder: &Folder, whose: [&str; 2]) -> Said {
    let who = ["--by", "safety desk", "--note", "a threat"];
    ledger(folder, &[&["sensitive", "add"], &whose[..], &who].concat())
}

#[test]
fn flagged_places_are_coarse_in_what_comes_in_and_in_what_was_kept() {
    let folder = Folder::new();
    import(
        &folder,
        "in/a.xml",
        "2025-01-01",
        &placed(1),
        &["--dataset", "acts"],
    );
    assert!(
        FINE.iter()
            .all(|fine| is_told(&folder, &fine.to_lowercase()))
    );
    let said = flag(&folder, ["--activity", "xi-a-1"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err
            .contains("places of activity xi-a-1 are told coarsely"),
        "{}",
        said.err
    );
    // The publication that comes in is coarse at once; the past when it is redacted.
    import(
        &folder,
        "in/b.xml",
        "2025-02-01",
        &placed(1),
        &["--dataset", "acts"],
    );
    let versions = packed(&folder, "xi-a-1");
    assert_eq!(versions.len(), 2);
    assert_eq!(packed(&folder, "12.3456").len(), 1);
    let said = ledger(&folder, &["redact"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("place coarsened                    1"),
        "{}",
        said.out
    );
    for fine in FINE {
        assert!(!is_told(&folder, &fine.to_lowercase()), "{fine}");
        assert_eq!(
            places(&folder, fine.as_bytes()),
            Vec::<String>::new(),
            "{fine}"
        );
    }
    sound(&folder);
    let publications = folder.ask(&["publications"]);
    let withheld: Vec<_> = rows(&publications)
        .iter()
        .map(|r| r["withheld"].as_u64())
        .collect();
    assert_eq!(withheld, [Some(5), Some(5)], "counted for the past too");
    let to = folder.arg("out");
    assert_eq!(
        ledger(&folder, &["export", "--format", "csv", "-o", &to]).status,
        0
    );
    for entry in std::fs::read_dir(folder.path("out"))
        .expect("tables")
        .flatten()
    {
        // Among the digits of exchange rates any number may stand.
        if entry.file_name() == "rates.csv" {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("a table");
        assert!(FINE.iter().all(|fine| !text.contains(fine)), "{text}");
    }
    // Taken back, it holds no more for what comes in.
    let who = ["--by", "safety desk", "--note", "over"];
    assert_eq!(
        ledger(&folder, &[&["sensitive", "undo", "1"][..], &who].concat()).status,
        0
    );
    import(
        &folder,
        "in/c.xml",
        "2025-03-01",
        &placed(1),
        &["--dataset", "acts"],
    );
    assert!(is_told(&folder, "12.3456"));
    sound(&folder);
}

#[test]
fn a_publisher_and_a_country_can_be_flagged() {
    for whose in [["--publisher", "XI-A"], ["--country", "ke"]] {
        let folder = Folder::new();
        import(&folder, "in/other.xml", "2025-01-01", &activity(9, ""), &[]);
        assert_eq!(flag(&folder, whose).status, 0);
        import(&folder, "in/a.xml", "2025-01-01", &placed(1), &[]);
        assert!(!is_told(&folder, "12.3456"), "{whose:?}");
        assert!(is_told(&folder, "12.5 33.5"), "{whose:?}");
    }
    let folder = kept();
    let who = ["--by", "safety desk", "--note", "a threat"];
    let said = ledger(&folder, &[&["sensitive", "add"][..], &who].concat());
    assert_eq!(said.status, 2, "{}", said.err);
}

#[test]
fn a_record_put_back_from_a_copy_is_redacted_again_in_the_index_too() {
    let folder = kept();
    let record = folder.path("ledger/record.sqlite");
    let copy = folder.path("copy.sqlite");
    std::fs::copy(&record, &copy).expect("a copy");
    let phrases = folder.write("also.txt", "zyxomma\n");
    let redact = || {
        ledger(
            &folder,
            &["redact", "--also", &phrases, "--reason", "asked"],
        )
    };
    assert_eq!(redact().status, 0, "{}", redact().err);
    for beside in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.path(&format!("ledger/record.sqlite{beside}")));
    }
    std::fs::copy(&copy, &record).expect("put back");
    let told = run(&["ask", "activities", "--ledger", &folder.arg("ledger")]);
    assert!(
        told.err
            .contains("was not made from what this ledger keeps"),
        "{}",
        told.err
    );
    assert_eq!(redact().status, 0);
    sound(&folder);
    let found = folder.ask(&["activities", "--text", "zyxomma"]);
    assert_eq!(found["total"], 0);
}
