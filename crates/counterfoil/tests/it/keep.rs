//! Looking after a ledger: what is checked, packed, migrated and exported, and what
//! a kill at any moment leaves.

use crate::support::{
    Folder, Said, activity, document, done, interrupt, payment, program, rows, run,
};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn ledger(folder: &Folder, arguments: &[&str]) -> Said {
    let ledger = folder.arg("ledger");
    run(&[&["ledger"], arguments, &["--ledger", &ledger]].concat())
}

/// A ledger of three publications of one dataset, and a refused one.
fn kept() -> Folder {
    let folder = Folder::new();
    for (month, amount) in [("01", "5"), ("02", "6.50"), ("03", "7")] {
        let content = activity(1, &payment("3", "2024-01-01", amount))
            + &activity(2, &payment("3", "2023-01-01", "0.000000000000000000001"))
            + &activity(
                3,
                "<recipient-country code=\"KE\"/><contact-info><person-name>Ann Example</person-name></contact-info>",
            );
        let text = document(&content).replace("2025-06-30", &format!("2025-{month}-01"));
        folder.write(&format!("in/acts-2025-{month}.xml"), text);
    }
    folder.write("in/bad.xml", "<iati-activities><oops");
    let said = folder.import(&[&folder.arg("in"), "--dataset", "acts"]);
    assert_eq!(said.status, 1, "{}", said.err);
    folder
}

fn sound(folder: &Folder) -> String {
    let said = ledger(folder, &["verify"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    said.out
}

fn change(folder: &Folder, sql: &str) {
    let record = Connection::open(folder.path("ledger/record.sqlite")).expect("a record");
    record.execute_batch(sql).expect("changed");
}

#[test]
fn a_sound_ledger_is_told_to_be() {
    let folder = kept();
    let said = sound(&folder);
    assert!(
        said.contains("4 publications, 5 versions,") && said.contains("all is as it was written"),
        "{said}"
    );
    let info = ledger(&folder, &["info"]).out;
    for line in [
        "format            3",
        "publications      3",
        "refused           1",
        "versions stored   5",
    ] {
        assert!(info.contains(line), "{line}: {info}");
    }
    let json = ledger(&folder, &["info", "--format", "json"]).out;
    let info: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(info["members"], 9);
    assert_eq!(info["refused"][0]["publication"], 4);
}

#[test]
fn what_was_changed_behind_its_back_is_found() {
    let planted = [
        (
            "UPDATE version SET body = x'00' WHERE id = 1",
            "version 1 (XI-A-1): its source does not unpack to its size",
        ),
        (
            "UPDATE version SET size = 9223372036854775807 WHERE id = 1",
            "version 1 (XI-A-1): its source does not unpack",
        ),
        (
            "UPDATE version SET body = (SELECT body FROM version WHERE id = 4), size = (SELECT size FROM version WHERE id = 4) WHERE id = 1",
            "what it says does not give its hash",
        ),
        (
            "UPDATE version SET identifier = 'XI-B' WHERE id = 2",
            "its identifier is not the one in its row",
        ),
        (
            "UPDATE version SET reporter = 'XI-B' WHERE id = 2",
            "its reporter is not the one in its row",
        ),
        (
            "UPDATE version SET first_publication = 2 WHERE id = 1",
            "publication 1 lists it first",
        ),
        (
            "INSERT INTO version SELECT 77, x'00', is_activity, identifier, reporter, reporter_name, context, 1, size, body FROM version WHERE id = 1",
            "version 77: no publication lists it",
        ),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM version WHERE id = 4",
            "point at versions that are gone",
        ),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM context",
            "its context is gone",
        ),
        (
            "UPDATE publication SET transactions = 9 WHERE seq = 2",
            "publication 2: its row says 9 transactions, there are 2",
        ),
        (
            "UPDATE publication SET members = x'0011' WHERE seq = 2",
            "publication 2: the record is damaged",
        ),
        (
            "UPDATE publication SET published = '2020-01-01T00:00:00' WHERE seq = 2",
            "publication 2: the chain breaks here",
        ),
        (
            "UPDATE publication SET link = zeroblob(32) WHERE seq = 2",
            "publication 2: the chain breaks here",
        ),
        (
            "UPDATE dropped SET count = 9 WHERE publication = 1",
            "withheld texts",
        ),
        (
            "DELETE FROM publication WHERE seq = 2",
            "the publications between it and 1 are gone",
        ),
        (
            "DELETE FROM publication WHERE seq = 4",
            "index: it was derived from another state of the record",
        ),
    ];
    for (sql, wanted) in planted {
        let folder = kept();
        change(&folder, sql);
        let said = ledger(&folder, &["verify"]);
        assert_eq!(said.status, 1, "{sql}: {}{}", said.out, said.err);
        assert!(said.out.contains(wanted), "{sql}: {}", said.out);
        assert!(
            said.out.contains("put record.sqlite back") || wanted.contains("index"),
            "{}",
            said.out
        );
    }
}

#[test]
fn a_redacted_version_leaves_the_chain_whole() {
    // What a later redaction does: the version's hash is a new one, the tombstone
    // keeps the old one.
    let folder = kept();
    change(
        &folder,
        "INSERT INTO tombstone SELECT 1, 'version', id, hash, zeroblob(32), 'a name was found in it', '2026-01-01', 4 FROM version WHERE id = 1;\
         UPDATE version SET hash = zeroblob(32) WHERE id = 1",
    );
    let said = ledger(&folder, &["verify"]);
    assert!(said.out.contains("does not give its hash"), "{}", said.out);
    assert!(!said.out.contains("the chain breaks"), "{}", said.out);
    // The next publication's link covers the tombstone.
    let more = folder.write("more.xml", document(&activity(9, "")));
    assert_eq!(folder.import(&[&more]).status, 0);
    assert!(
        !ledger(&folder, &["verify"])
            .out
            .contains("the chain breaks")
    );
    change(&folder, "UPDATE tombstone SET reason = 'none'");
    assert!(
        ledger(&folder, &["verify"])
            .out
            .contains("publication 5: the chain breaks here")
    );
}

#[test]
fn a_damaged_index_is_found_and_made_again() {
    let folder = kept();
    let store = std::fs::read_dir(folder.path("ledger/index"))
        .expect("an index")
        .flatten()
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "fast"))
        .expect("a file of columns");
    let mut bytes = std::fs::read(&store).expect("bytes");
    bytes[0] ^= 1;
    std::fs::write(&store, bytes).expect("written");
    let said = ledger(&folder, &["verify"]);
    assert_eq!(said.status, 1, "{}{}", said.out, said.err);
    assert!(
        said.out.contains("is not as it was written"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("counterfoil ledger rebuild"),
        "{}",
        said.out
    );
    std::fs::remove_dir_all(folder.path("ledger/index")).expect("an index");
    assert_eq!(ledger(&folder, &["verify"]).status, 1);
    assert_eq!(ledger(&folder, &["rebuild"]).status, 0);
    sound(&folder);
}

#[test]
fn a_packed_ledger_answers_the_same() {
    let folder = kept();
    let before = folder.ask(&["transactions", "--as-of", "2025-02-15"]);
    // Room that SQLite keeps and does not use.
    change(
        &folder,
        "CREATE TABLE ballast AS SELECT zeroblob(500000) AS x; DROP TABLE ballast",
    );
    let said = ledger(&folder, &["compact"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.starts_with("record  ") && !said.out.contains("now, 0 bytes saved\nindex"),
        "{}",
        said.out
    );
    assert_eq!(
        folder.ask(&["transactions", "--as-of", "2025-02-15"]),
        before
    );
    sound(&folder);
    let reader = Connection::open(folder.path("ledger/record.sqlite")).expect("a record");
    let _: i64 = reader
        .query_row("SELECT count(*) FROM version", [], |r| r.get(0))
        .expect("read");
    change(
        &folder,
        "CREATE TABLE ballast AS SELECT zeroblob(500000) AS x; DROP TABLE ballast",
    );
    let said = ledger(&folder, &["compact"]);
    assert_eq!(said.status, 2, "{}", said.out);
    assert!(said.err.contains("somebody has"), "{}", said.err);
    drop(reader);
    sound(&folder);
}

/// A ledger as format 2 had it, or format 1.
fn older(folder: &Folder, format: u8) {
    change(
        folder,
        "DROP TABLE document; DROP TABLE statement; DROP TABLE tombstone; DROP INDEX version_hash; \
         CREATE UNIQUE INDEX version_hash ON version (hash); \
         CREATE TABLE tombstone (kind TEXT NOT NULL, id INTEGER NOT NULL, was BLOB NOT NULL, reason TEXT NOT NULL, \
         made TEXT NOT NULL, after_publication INTEGER NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID; \
         PRAGMA user_version = 2",
    );
    if format == 1 {
        change(
            folder,
            "ALTER TABLE publication DROP COLUMN link; DROP TABLE tombstone; DROP INDEX publication_dataset; \
             CREATE INDEX publication_dataset ON publication (dataset, published); PRAGMA user_version = 1",
        );
    }
}

#[test]
fn an_older_ledger_is_brought_up_to_date() {
    for format in [1, 2] {
        brought_up_to_date(format);
    }
}

fn brought_up_to_date(format: u8) {
    let folder = kept();
    let answer = folder.ask(&["transactions"]);
    let chain = |folder: &Folder| {
        let json = ledger(folder, &["info", "--format", "json"]).out;
        let info: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        info["chain"].clone()
    };
    let before = chain(&folder);
    older(&folder, format);
    for command in ["verify", "info"] {
        let said = ledger(&folder, &[command]);
        assert_eq!(said.status, 2, "{}", said.out);
        let wanted = format!("is of an older format ({format}, this Counterfoil reads 3)");
        assert!(said.err.contains(&wanted), "{}", said.err);
        assert!(
            said.err.contains("counterfoil ledger migrate"),
            "{}",
            said.err
        );
    }
    // A copy that an earlier attempt did not finish is no hindrance.
    folder.write("ledger/record.sqlite.new", "half a copy");
    let said = ledger(&folder, &["migrate"]);
    assert_eq!(said.status, 0, "{}", said.err);
    sound(&folder);
    assert_eq!(folder.ask(&["transactions"]), answer);
    assert_eq!(
        chain(&folder),
        before,
        "the chain is the one of a ledger that was never older"
    );
    older(&folder, format);
    let more = folder.write("more.xml", document(&activity(9, "")));
    assert_eq!(folder.import(&[&more]).status, 0, "an import migrates too");
    sound(&folder);
    let stated = ["--by", "data desk", "--note", "why"];
    let said = ledger(
        &folder,
        &[&["dataset", "withdraw", "5"][..], &stated].concat(),
    );
    assert_eq!(said.status, 0, "{}", said.err);
    sound(&folder);
}

#[test]
fn an_older_ledger_that_is_read_stays_as_it_is() {
    let folder = kept();
    older(&folder, 2);
    let reader = Connection::open(folder.path("ledger/record.sqlite")).expect("a record");
    let _: i64 = reader
        .query_row("SELECT count(*) FROM version", [], |r| r.get(0))
        .expect("read");
    let said = ledger(&folder, &["migrate"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("somebody has"), "{}", said.err);
    let format: i64 = reader
        .query_row("PRAGMA user_version", [], |r| r.get(0))
        .expect("read");
    assert_eq!(format, 2);
    assert!(!folder.path("ledger/record.sqlite.new").exists());
}

#[test]
fn a_newer_ledger_is_refused() {
    let folder = kept();
    change(&folder, "PRAGMA user_version = 99");
    for command in [&["verify"][..], &["compact"], &["migrate"], &["info"]] {
        let said = ledger(&folder, command);
        assert_eq!(said.status, 2, "{command:?}");
        assert!(
            said.err
                .contains("was written by a newer Counterfoil (format 99"),
            "{}",
            said.err
        );
    }
}

fn export(folder: &Folder, to: &str, more: &[&str]) -> Said {
    let to = folder.arg(to);
    ledger(folder, &[&["export", "-o", &to], more].concat())
}

#[test]
fn an_export_is_the_same_bytes_and_keeps_off_other_folders() {
    let folder = kept();
    let said = export(&folder, "one", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("1 amount stands in value_text only"),
        "{}",
        said.out
    );
    assert_eq!(ledger(&folder, &["rebuild"]).status, 0);
    assert_eq!(export(&folder, "two", &[]).status, 0);
    for entry in std::fs::read_dir(folder.path("one"))
        .expect("tables")
        .flatten()
    {
        let other = folder.path("two").join(entry.file_name());
        let (one, two) = (
            std::fs::read(entry.path()).expect("one"),
            std::fs::read(other).expect("two"),
        );
        assert!(one == two, "{:?}", entry.file_name());
    }
    // Again over an earlier one, in another form: nothing of that is left.
    assert_eq!(export(&folder, "two", &["--format", "csv"]).status, 0);
    assert!(!folder.path("two/activities.parquet").exists());
    let text = std::fs::read_to_string(folder.path("two/transactions.csv")).expect("a table");
    assert!(text.contains(",7,7,EUR,2024-01-01,"), "{text}");
    assert!(text.contains(",,0.000000000000000000001,EUR,"), "{text}");
    folder.write("photos/cat.jpg", "meow");
    let said = export(&folder, "photos", &[]);
    assert_eq!(said.status, 2);
    assert!(
        said.err
            .contains("holds “cat.jpg”, which is no export of ours"),
        "{}",
        said.err
    );
}

/// Python with DuckDB, if this machine has it.
fn duckdb() -> Option<String> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let tried = Command::new(&python)
        .args(["-c", "import duckdb"])
        .stderr(Stdio::null())
        .status();
    let is_there = tried.is_ok_and(|s| s.success());
    if !is_there {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no python3 with duckdb here (PYTHON names one)"
        );
    }
    is_there.then_some(python)
}

/// Runs the file of questions; the rows of each as JSON.
const RUN_QUESTIONS: &str = "
import duckdb, json, sys, os
os.chdir(sys.argv[1])
c = duckdb.connect()
answers = []
for s in c.extract_statements(open('questions.sql').read()):
    r = c.execute(s)
    if not s.query.lstrip().upper().startswith('CREATE') and 'CREATE OR REPLACE' not in s.query:
        answers.append([[None if v is None else format(v, 'f') if hasattr(v, 'as_tuple') else str(v) for v in row] for row in r.fetchall()])
print(json.dumps(answers))
";

type Table = Vec<Vec<Option<String>>>;

fn ask_duckdb(python: &str, folder: &Path) -> Vec<Table> {
    let output = Command::new(python)
        .args(["-c", RUN_QUESTIONS])
        .arg(folder)
        .output()
        .expect("python");
    let said = Said::from(output);
    assert_eq!(said.status, 0, "{}", said.err);
    serde_json::from_str(&said.out).expect("JSON")
}

/// An amount without the noughts that a fixed scale adds.
fn plain(amount: &str) -> String {
    match amount.contains('.') {
        true => amount
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
        false => amount.to_owned(),
    }
}

fn cell(value: &serde_json::Value, key: &str) -> String {
    let value = if key.is_empty() { value } else { &value[key] };
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// `ask totals` in the shape of the first question.
fn totals(folder: &Folder, moment: &[&str]) -> Vec<Vec<String>> {
    let answer = folder.ask(
        &[
            &["totals", "--by", "provider,year", "--counted", "all"],
            moment,
        ]
        .concat(),
    );
    let each = rows(&answer).iter().map(|r| {
        let code = |v: &serde_json::Value| {
            if v["code"].is_null() {
                cell(v, "name")
            } else {
                cell(v, "code")
            }
        };
        vec![
            code(&r["provider"]),
            cell(&r["year"], ""),
            code(&r["type"]),
            cell(&r["total"], "currency"),
            plain(&cell(&r["total"], "amount")),
            cell(&r["transactions"], ""),
        ]
    });
    let mut all: Vec<Vec<String>> = each.collect();
    all.sort();
    all
}

fn totals_of(table: &Table) -> Vec<Vec<String>> {
    let text = |v: &Option<String>| v.clone().unwrap_or_else(|| "null".to_owned());
    let each = table.iter().map(|r| {
        let mut row: Vec<String> = r[..6].iter().map(text).collect();
        row[4] = plain(&row[4]);
        row
    });
    let mut all: Vec<Vec<String>> = each.collect();
    all.sort();
    all
}

#[test]
fn duckdb_comes_to_the_same_sums() {
    let Some(python) = duckdb() else { return };
    let folder = Folder::new();
    done(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
    for (moment, format) in [
        (&[][..], "parquet"),
        (&["--as-of", "2025-01-01"], "parquet"),
        (&["--known-at", "40"], "csv"),
    ] {
        let said = export(&folder, "out", &[moment, &["--format", format]].concat());
        assert_eq!(said.status, 0, "{}", said.err);
        let answers = ask_duckdb(&python, &folder.path("out"));
        let ours = totals(&folder, moment);
        assert!(ours.len() > 10, "{}", ours.len());
        assert_eq!(totals_of(&answers[0]), ours, "{moment:?} {format}");
        pairs_are_the_same(&folder, moment, &answers[1]);
        places_are_the_same(&folder, moment, &answers[2]);
    }
}

/// Lines of both books against `ask reconciliation`: whoever names the other by its
/// reference is in its pair.
fn pairs_are_the_same(folder: &Folder, moment: &[&str], table: &Table) {
    let answer = folder.ask(&[&["reconciliation"], moment].concat());
    let mut ours: BTreeMap<[String; 2], [u64; 2]> = BTreeMap::new();
    for row in rows(&answer) {
        let ends = [cell(&row["giver"], "code"), cell(&row["receiver"], "code")];
        let of_pair = ours.entry(ends).or_default();
        for (at, name) in ["giver_lines", "receiver_lines"].into_iter().enumerate() {
            of_pair[at] += row[name].as_u64().unwrap_or(0);
        }
    }
    for (ends, lines) in ours {
        let of_pair = table
            .iter()
            .filter(|r| r[0].as_ref() == Some(&ends[0]) && r[1].as_ref() == Some(&ends[1]));
        let mut theirs = [0u64, 0];
        for r in of_pair {
            for (at, column) in [(0, 5), (1, 7)] {
                let count = r[column].as_deref().and_then(|n| n.parse::<u64>().ok());
                theirs[at] += count.unwrap_or(0);
            }
        }
        assert_eq!(theirs, lines, "{ends:?} {moment:?}");
    }
}

fn places_are_the_same(folder: &Folder, moment: &[&str], table: &Table) {
    assert!(!table.is_empty());
    for row in table {
        let [Some(place), Some(count)] = row.as_slice() else {
            panic!("{row:?}");
        };
        let answer = folder.ask(&[&["activities", "--country", place], moment].concat());
        assert_eq!(answer["total"].to_string(), *count, "{place}");
    }
}

/// Forty publications of four publishers, over and over the same activities.
fn write_many(folder: &Folder) {
    for number in 0..40 {
        let content: String = (1..6)
            .map(|n| {
                activity(
                    n,
                    &payment("3", "2024-01-01", &format!("{}.05", number * n % 7)),
                )
            })
            .collect();
        let text = document(&content)
            .replace("XI-A", &format!("XI-{}", number % 4))
            .replace(
                "2025-06-30",
                &format!("2025-{:02}-{:02}", number / 25 + 1, number % 25 + 1),
            );
        folder.write(&format!("in/{}/file-{number}.xml", number % 4), text);
    }
}

fn all_answers(folder: &Folder) -> Vec<String> {
    let questions: [&[&str]; 4] = [
        &["transactions"],
        &["activities"],
        &["totals", "--by", "reporter,year", "--as-of", "2025-01-20"],
        &["transactions", "--known-at", "20"],
    ];
    let each = questions.iter();
    each.map(|q| folder.ask(q).to_string()).collect()
}

fn importing(folder: &Folder) -> Command {
    let mut command = program();
    command
        .args([
            "import",
            &folder.arg("in"),
            "--ledger",
            &folder.arg("ledger"),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Kills an import after so long; says whether it was still at work.
fn cut(folder: &Folder, after: Duration) -> bool {
    let mut child = importing(folder).spawn().expect("it starts");
    std::thread::sleep(after);
    let _ = child.kill();
    let status = child.wait().expect("it ends");
    !status.success()
}

/// Publications that are kept, after a check that finds nothing wrong.
fn kept_publications(folder: &Folder) -> u64 {
    let said = ledger(folder, &["verify"]);
    if said.err.contains("there is no ledger in") {
        return 0;
    }
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let line = said.out.lines().last().unwrap_or_default();
    let count = line.split(' ').next().and_then(|n| n.parse().ok());
    count.unwrap_or_else(|| panic!("{}", said.out))
}

/// Kills at random moments until `enough` kills have met an import at work.
fn crash(seed: u64, enough: u64, wanted: &[String], whole: Duration) -> u64 {
    let mut noise = seed;
    let mut kills = 0;
    while kills < enough {
        let folder = Folder::new();
        write_many(&folder);
        let mut before = 0;
        loop {
            noise = noise
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let share = (noise >> 33) as f64 / f64::from(1u32 << 31);
            let was_at_work = cut(&folder, whole.mul_f64(share * 0.4));
            let now = kept_publications(&folder);
            assert!(now >= before, "{before} publications were kept, now {now}");
            before = now;
            kills += u64::from(was_at_work);
            if !was_at_work || kills >= enough {
                break;
            }
        }
        assert!(importing(&folder).status().is_ok_and(|s| s.success()));
        assert_eq!(all_answers(&folder), wanted);
        assert_eq!(kept_publications(&folder), 40);
    }
    kills
}

#[test]
fn an_import_killed_at_any_moment_loses_nothing() {
    let folder = Folder::new();
    write_many(&folder);
    let start = Instant::now();
    assert!(importing(&folder).status().is_ok_and(|s| s.success()));
    let whole = start.elapsed();
    let wanted = all_answers(&folder);
    let kills: u64 = std::thread::scope(|scope| {
        let wanted = &wanted;
        let each: Vec<_> = [1u64, 2]
            .map(|seed| scope.spawn(move || crash(seed, 100, wanted, whole)))
            .into();
        each.into_iter().map(|t| t.join().expect("no fault")).sum()
    });
    assert!(kills >= 200, "{kills} kills");
}

/// One publication that takes a while, and one after it.
#[cfg(unix)]
fn write_large(folder: &Folder) {
    let content: String = (1..20_000)
        .map(|n| activity(n, &payment("3", "2024-01-01", &n.to_string())))
        .collect();
    folder.write("in/a-large.xml", document(&content));
    folder.write("in/b-small.xml", document(&activity(1, "")));
}

/// An import that has begun to write.
#[cfg(unix)]
fn begun(folder: &Folder) -> std::process::Child {
    let mut command = importing(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("it starts");
    let start = Instant::now();
    while !folder.path("ledger/index/meta.json").exists() {
        assert!(start.elapsed() < Duration::from_secs(60), "it never begins");
        std::thread::sleep(Duration::from_millis(2));
    }
    // The handler is set right after the ledger is opened.
    std::thread::sleep(Duration::from_millis(100));
    child
}

#[test]
#[cfg(unix)]
fn ctrl_c_stops_after_the_file_under_way() {
    let folder = Folder::new();
    write_large(&folder);
    let child = begun(&folder);
    interrupt(&child);
    let said = Said::from(child.wait_with_output().expect("it ends"));
    assert_eq!(said.status, 130, "{}{}", said.out, said.err);
    assert!(
        said.err.contains("stopping after this file"),
        "{}",
        said.err
    );
    assert!(
        said.out.contains("publications added              1"),
        "{}",
        said.out
    );
    assert_eq!(kept_publications(&folder), 1);
    assert_eq!(folder.ask(&["activities"])["total"], 19_999);
    let next = Said::from(importing_aloud(&folder));
    assert!(
        !next.err.contains("cut off"),
        "it had come to its end: {}",
        next.err
    );
    assert!(
        next.out.contains("publications added              1"),
        "{}",
        next.out
    );
    assert_eq!(kept_publications(&folder), 2);
}

#[test]
#[cfg(unix)]
fn a_second_ctrl_c_stops_at_once_and_the_next_run_says_so() {
    let folder = Folder::new();
    write_large(&folder);
    let mut child = begun(&folder);
    interrupt(&child);
    std::thread::sleep(Duration::from_millis(50));
    interrupt(&child);
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    assert_eq!(kept_publications(&folder), 0, "nothing half is visible");
    let next = Said::from(importing_aloud(&folder));
    assert_eq!(next.status, 0);
    assert!(
        next.err
            .contains("an earlier run was cut off; what it had kept is whole: 0 publications"),
        "{}",
        next.err
    );
    assert_eq!(kept_publications(&folder), 2);
    assert_eq!(Said::from(importing_aloud(&folder)).err, "", "said once");
}

fn importing_aloud(folder: &Folder) -> std::process::Output {
    let mut command = importing(folder);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.output().expect("it runs")
}

#[test]
fn after_a_kill_the_next_run_says_what_it_found() {
    let folder = Folder::new();
    write_many(&folder);
    assert!(importing(&folder).status().is_ok_and(|s| s.success()));
    // What a kill leaves between the last publication and the last commit of the index.
    std::fs::write(folder.path("ledger/writer.lock"), "at work\n").expect("a note");
    std::fs::remove_dir_all(folder.path("ledger/index")).expect("an index");
    let next = Said::from(importing_aloud(&folder));
    assert!(
        next.err
            .contains("was cut off; what it had kept is whole: 40 publications")
            && next
                .err
                .contains("40 publications were kept by an earlier run but not in the answers yet"),
        "{}",
        next.err
    );
    assert_eq!(Said::from(importing_aloud(&folder)).err, "");
}

#[test]
fn a_record_without_a_table_is_no_ledger_yet() {
    // What a kill leaves between the first byte of the record and its tables.
    let folder = Folder::new();
    write_many(&folder);
    folder.write("ledger/record.sqlite", "");
    let said = ledger(&folder, &["verify"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("there is no ledger in"), "{}", said.err);
    assert!(importing(&folder).status().is_ok_and(|s| s.success()));
    assert_eq!(kept_publications(&folder), 40);
}

#[test]
fn of_two_imports_at_once_one_waits_its_turn() {
    let folder = Folder::new();
    write_many(&folder);
    let mut both = [
        importing(&folder).spawn().expect("one"),
        importing(&folder).spawn().expect("two"),
    ];
    let ended = both.each_mut().map(|c| c.wait().expect("it ends").code());
    assert!(ended.contains(&Some(0)), "{ended:?}");
    assert!(ended.iter().all(|c| matches!(c, Some(0 | 2))), "{ended:?}");
    assert_eq!(kept_publications(&folder), 40);
}
