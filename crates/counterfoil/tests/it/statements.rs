//! What is said about the record: corrections of datasets and days, what they change
//! and what they leave.

use crate::support::{Folder, Said, activity, document, payment, rows, run};
use rusqlite::Connection;

fn ledger(folder: &Folder, arguments: &[&str]) -> Said {
    let ledger = folder.arg("ledger");
    run(&[&["ledger"], arguments, &["--ledger", &ledger]].concat())
}

const WHO: [&str; 4] = ["--by", "data desk", "--note", "the letter of 3 May says so"];

fn state(folder: &Folder, arguments: &[&str]) -> String {
    let said = ledger(folder, &[arguments, &WHO].concat());
    assert_eq!(said.status, 0, "{arguments:?}: {}", said.err);
    said.err
}

fn file(folder: &Folder, name: &str, day: &str, content: &str) -> String {
    folder.write(name, document(content).replace("2025-06-30", day))
}

fn paid(number: u32, amount: &str) -> String {
    activity(number, &payment("3", "2024-01-01", amount))
}

/// Three publications of two datasets: the second of `acts` is really of `other`.
fn kept() -> Folder {
    let folder = Folder::new();
    let one = file(&folder, "a/acts-1.xml", "2025-01-01", &paid(1, "5"));
    let two = file(&folder, "a/acts-2.xml", "2025-02-01", &paid(2, "6"));
    let three = file(&folder, "b/other.xml", "2025-01-15", &paid(2, "7"));
    for (path, dataset) in [(&one, "acts"), (&two, "acts"), (&three, "other")] {
        let said = folder.import(&[path, "--dataset", dataset]);
        assert_eq!(said.status, 0, "{}", said.err);
    }
    folder
}

const QUESTIONS: [&[&str]; 4] = [
    &["transactions"],
    &["activities"],
    &["totals", "--by", "reporter"],
    &["publications"],
];

fn answers(folder: &Folder, moment: &[&str]) -> Vec<String> {
    let each = QUESTIONS.iter();
    each.map(|q| folder.ask(&[q, moment].concat()).to_string())
        .collect()
}

fn amounts(folder: &Folder, moment: &[&str]) -> Vec<String> {
    let answer = folder.ask(&[&["transactions"], moment].concat());
    let each = rows(&answer).iter();
    each.map(|r| r["value"]["amount"].as_str().unwrap_or("").to_owned())
        .collect()
}

fn sound(folder: &Folder) {
    let said = ledger(folder, &["verify"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

#[test]
fn a_correction_changes_answers_now_and_none_of_before() {
    let folder = kept();
    assert_eq!(amounts(&folder, &[]), ["6"]);
    let before: Vec<_> = (1..=3)
        .map(|n| answers(&folder, &["--known-at", &n.to_string()]))
        .collect();
    let now = answers(&folder, &[]);
    let said = state(&folder, &["dataset", "move", "2", "--to", "other"]);
    assert!(
        said.contains("statement 1: publication 2 belongs to the dataset other"),
        "{said}"
    );
    assert_eq!(amounts(&folder, &[]), ["5", "6"]);
    for (at, before) in (1..=3).zip(&before) {
        assert_eq!(
            answers(&folder, &["--known-at", &at.to_string()]),
            *before,
            "known at {at}"
        );
    }
    let publications = folder.ask(&["publications", "--dataset", "other"]);
    let moved = &rows(&publications)[0];
    assert_eq!(moved["import"], 2);
    assert_eq!(moved["dataset_basis"], "corrected (statement 1)");
    assert_eq!(moved["stated_dataset"], "acts");
    sound(&folder);
    let taken_back = state(&folder, &["dataset", "undo", "1"]);
    assert!(
        taken_back.contains("statement 1 is taken back"),
        "{taken_back}"
    );
    assert_eq!(answers(&folder, &[]), now, "the same bytes as before");
    // What takes back can be taken back.
    state(&folder, &["statements", "undo", "2"]);
    assert_eq!(amounts(&folder, &[]), ["5", "6"]);
    sound(&folder);
}

#[test]
fn a_corrected_day_puts_a_publication_in_its_place() {
    let folder = kept();
    state(
        &folder,
        &["dataset", "published", "2", "--on", "2024-12-01"],
    );
    // The second of “acts” is older than the first now.
    assert_eq!(amounts(&folder, &[]), ["5", "7"]);
    assert_eq!(amounts(&folder, &["--as-of", "2024-12-31"]), ["6"]);
    let publications = folder.ask(&["publications", "--dataset", "acts"]);
    let oldest = &rows(&publications)[1];
    assert_eq!(oldest["published"], "2024-12-01");
    assert_eq!(oldest["published_basis"], "corrected (statement 1)");
    assert_eq!(oldest["stated_published"], "2025-02-01");
}

#[test]
fn a_withdrawn_publication_counts_nowhere_and_stays_in_sight() {
    let folder = kept();
    state(&folder, &["dataset", "withdraw", "2"]);
    assert_eq!(amounts(&folder, &[]), ["5", "7"]);
    let publications = folder.ask(&["publications", "--state", "withdrawn"]);
    assert_eq!(publications["total"], 1);
    assert_eq!(
        rows(&publications)[0]["reason"],
        "the letter of 3 May says so"
    );
    let list = ledger(&folder, &["dataset"]).out;
    for line in [
        "acts: 2 publications",
        "import 2, withdrawn: published 2025-02-01 (generated-datetime); named by: given;",
        "withdrawn by statement 1",
        "2 datasets",
    ] {
        assert!(list.contains(line), "{line}: {list}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&ledger(&folder, &["dataset", "--format", "json"]).out).expect("JSON");
    assert_eq!(json[0]["publications"][1]["corrected"]["withdrawn"], 1);
}

#[test]
fn the_next_file_of_a_moved_dataset_goes_with_it() {
    let folder = Folder::new();
    let import = |name: &str, day: &str, content: &str| {
        let path = file(&folder, name, day, content);
        assert_eq!(folder.import(&[&path]).status, 0);
    };
    let dataset_of = |import: usize| {
        let publications = folder.ask(&["publications"]);
        let mut all = rows(&publications).iter();
        let found = all.find(|r| r["import"] == import).expect("there");
        found["dataset"].as_str().unwrap_or("").to_owned()
    };
    import("in/acts-2025-01-01.xml", "2025-01-01", &paid(1, "5"));
    assert_eq!(dataset_of(1), "XI-A/acts");
    state(&folder, &["dataset", "move", "1", "--to", "the whole book"]);
    import("in/acts-2025-02-01.xml", "2025-02-01", &paid(1, "6"));
    assert_eq!(dataset_of(2), "the whole book");
    import("in/acts-2025-03-01.xml", "2025-03-01", &paid(1, "7"));
    assert_eq!(dataset_of(3), "the whole book");
    assert_eq!(amounts(&folder, &[]), ["7"]);
    // A file of that name that goes on with what stayed is not moved.
    let other = Folder::new();
    for (name, day, number) in [("1", "2025-01-01", 1), ("2", "2025-01-02", 2)] {
        let path = file(&other, &format!("in/{name}.xml"), day, &paid(number, "5"));
        assert_eq!(other.import(&[&path, "--dataset", "XI-A/acts"]).status, 0);
    }
    state(&other, &["dataset", "move", "2", "--to", "XI-A/two"]);
    let path = file(&other, "in/acts.xml", "2025-02-01", &paid(1, "6"));
    assert_eq!(other.import(&[&path]).status, 0);
    let path = file(
        &other,
        "in/acts-2025-02-02.xml",
        "2025-02-02",
        &paid(1, "8"),
    );
    assert_eq!(other.import(&[&path]).status, 0);
    assert_eq!(amounts(&other, &[]), ["8", "5"]);
    sound(&other);
}

#[test]
fn the_bytes_of_a_moved_publication_are_known_under_both_names() {
    let folder = kept();
    state(&folder, &["dataset", "move", "2", "--to", "other"]);
    for dataset in ["acts", "other"] {
        let said = folder.import(&[&folder.arg("a/acts-2.xml"), "--dataset", dataset]);
        assert!(
            said.out.contains("already there                   1"),
            "{}",
            said.out
        );
    }
}

#[test]
fn what_cannot_be_said_is_refused_with_a_reason() {
    let folder = kept();
    let refused = folder.write("bad.xml", "<oops");
    assert_eq!(folder.import(&[&refused]).status, 1);
    let by = |label: &'static str| ["--by", label, "--note", "why"];
    let cases: [(&[&str], [&str; 4], &str); 8] = [
        (
            &["dataset", "withdraw", "9"],
            by("desk"),
            "there is no publication 9",
        ),
        (
            &["dataset", "withdraw", "4"],
            by("desk"),
            "was refused: it counts nowhere",
        ),
        (
            &["dataset", "undo", "1"],
            by("desk"),
            "there is no statement 1",
        ),
        (
            &["dataset", "withdraw", "1"],
            by("ann@example.org"),
            "looks like an e-mail",
        ),
        (
            &["dataset", "withdraw", "1"],
            by("Tel: 020 7946 0000"),
            "looks like an e-mail",
        ),
        (
            &["dataset", "withdraw", "1"],
            by(" "),
            "the author is empty",
        ),
        (
            &["dataset", "move", "1", "--to", " "],
            by("desk"),
            "name of the dataset is empty",
        ),
        (
            &["dataset", "published", "1", "--on", "2999-01-01"],
            by("desk"),
            "was imported before that day",
        ),
    ];
    for (arguments, who, message) in cases {
        let said = ledger(&folder, &[arguments, &who].concat());
        assert_eq!(said.status, 2, "{arguments:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(message), "{message}: {}", said.err);
    }
    assert!(
        ledger(&folder, &["statements"])
            .out
            .contains("0 statements")
    );
    state(&folder, &["dataset", "withdraw", "1"]);
    state(&folder, &["dataset", "undo", "1"]);
    let said = ledger(&folder, &[&["dataset", "undo", "1"][..], &WHO].concat());
    assert!(said.err.contains("was taken back already"), "{}", said.err);
}

#[test]
fn a_note_is_kept_without_addresses_and_numbers() {
    let folder = kept();
    let note = "ask zelda@example.org or Tel: 020 7946 0000";
    let who = ["--by", "data desk", "--note", note];
    let said = ledger(&folder, &[&["dataset", "withdraw", "1"][..], &who].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    let list = ledger(&folder, &["statements"]).out;
    assert!(
        list.contains("ask [e-mail withheld] or Tel: [telephone withheld]"),
        "{list}"
    );
    crate::persons::everything(&folder.path("ledger"), &mut |text| {
        assert!(!text.contains("zelda") && !text.contains("7946"), "{text}");
    });
}

#[test]
fn statements_hang_in_chains_that_are_checked() {
    let said = |folder: &Folder| ledger(folder, &["verify"]).out;
    let planted = [
        (
            "UPDATE statement SET body = '{\"to\":\"acts\"}' WHERE seq = 1",
            "statement 1: the chain of statements breaks here",
        ),
        (
            "UPDATE statement SET body = 'x' WHERE seq = 1",
            "statement 1: its body cannot be read",
        ),
        (
            "UPDATE statement SET note = 'none' WHERE seq = 2",
            "statement 2: the chain of statements breaks here",
        ),
        (
            "DELETE FROM statement WHERE seq = 1",
            "the statements between it and 0 are gone",
        ),
        (
            "DELETE FROM statement WHERE seq = 2",
            "publication 4: the chain breaks here",
        ),
        (
            "UPDATE statement SET after_publication = 9 WHERE seq = 2",
            "it says that it was made after import 9, which cannot be",
        ),
    ];
    for (sql, wanted) in planted {
        let folder = kept();
        state(&folder, &["dataset", "move", "2", "--to", "other"]);
        state(&folder, &["dataset", "withdraw", "1"]);
        let more = file(&folder, "more.xml", "2025-03-01", &paid(9, "5"));
        assert_eq!(folder.import(&[&more]).status, 0);
        sound(&folder);
        assert!(said(&folder).contains("2 statements: all is as it was written"));
        let record = Connection::open(folder.path("ledger/record.sqlite")).expect("a record");
        record.execute_batch(sql).expect("changed");
        drop(record);
        assert!(said(&folder).contains(wanted), "{sql}: {}", said(&folder));
    }
}

#[test]
fn statements_are_exported_and_told_of() {
    let folder = kept();
    state(&folder, &["dataset", "move", "2", "--to", "other"]);
    state(&folder, &["dataset", "undo", "1"]);
    let export = |to: &str, moment: &[&str]| {
        let to_arg = folder.arg(to);
        let base = ["export", "--format", "csv", "-o", &to_arg];
        let said = ledger(&folder, &[&base, moment].concat());
        assert_eq!(said.status, 0, "{}", said.err);
        std::fs::read_to_string(folder.path(to).join("statements.csv")).expect("a table")
    };
    let table = export("out", &[]);
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(
        table.contains("1,dataset,publication 2,\"{\"\"to\"\":\"\"other\"\"}\",data desk,"),
        "{table}"
    );
    assert!(table.contains(",3,,false"), "{table}");
    assert!(table.contains(",3,1,true"), "{table}");
    assert_eq!(export("before", &["--known-at", "3"]).lines().count(), 1);
    let info: serde_json::Value =
        serde_json::from_str(&ledger(&folder, &["info", "--format", "json"]).out).expect("JSON");
    assert_eq!(info["statements"], 2);
    assert_eq!(info["chain_of_statements"].as_str().map(str::len), Some(64));
}

#[test]
fn an_answer_says_which_publications_it_rests_on() {
    let folder = kept();
    let numbers = |answer: &serde_json::Value| -> Vec<u64> {
        let all = answer["rests_on"].as_array().expect("a list").iter();
        all.filter_map(|r| r["publication"].as_u64()).collect()
    };
    let all = folder.ask(&["activities"]);
    assert_eq!(numbers(&all), [2], "superseded ones are in no row");
    state(&folder, &["dataset", "move", "2", "--to", "third"]);
    let one = folder.ask(&["transactions", "--activity", "XI-A-1"]);
    assert_eq!(numbers(&one), [1]);
    let first = &one["rests_on"][0];
    assert_eq!(first["dataset"], "acts");
    assert_eq!(first["published"], "2025-01-01T00:00:00");
    assert_eq!(first["sha256"].as_str().map(str::len), Some(64));
    let totals = folder.ask(&["totals", "--activity", "XI-A-2"]);
    assert_eq!(numbers(&totals), [2]);
    let none = folder.ask(&["transactions", "--activity", "XI-A-77"]);
    assert_eq!(
        numbers(&none),
        [2, 3, 1],
        "all were asked, the newest first"
    );
    let table = run(&["ask", "totals", "--ledger", &folder.arg("ledger")]).out;
    assert!(
        table.contains("Rests on: publications 2 (third, 2025-02-01), 1 (acts, 2025-01-01)."),
        "{table}"
    );
}

#[test]
fn a_withdrawn_publication_is_in_no_history() {
    let folder = Folder::new();
    for (name, day, amount) in [
        ("acts-1.xml", "2025-01-01", "5"),
        ("acts-2.xml", "2025-02-01", "900"),
        ("acts-3.xml", "2025-03-01", "5"),
    ] {
        let path = file(&folder, name, day, &paid(1, amount));
        assert_eq!(folder.import(&[&path, "--dataset", "acts"]).status, 0);
    }
    let pairs = |folder: &Folder| {
        let changes = folder.ask(&["changes", "--severity", "normal"]);
        changes["total"].as_u64().unwrap_or(0)
    };
    assert!(pairs(&folder) > 0, "900 came and went");
    state(&folder, &["dataset", "withdraw", "2"]);
    assert_eq!(
        pairs(&folder),
        0,
        "of the two that count the second says the same"
    );
}

#[test]
fn a_note_that_is_too_long_is_not_cut_in_silence() {
    let folder = kept();
    let long = "so it was ".repeat(300);
    let said = ledger(
        &folder,
        &[
            "dataset",
            "withdraw",
            "2",
            "--by",
            "data desk",
            "--note",
            &long,
        ],
    );
    assert_ne!(said.status, 0);
    assert!(
        said.err.contains("longer than 2,000 characters"),
        "{}",
        said.err
    );
    assert_eq!(amounts(&folder, &[]), ["6"], "nothing was kept");
}
