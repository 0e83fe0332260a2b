//! Tables of exchange rates that are kept in a ledger.

use crate::support::{Folder, Said, activity, document, payment, rows, run};
use rusqlite::Connection;

const WHO: [&str; 4] = ["--by", "data desk", "--note", "for the report of 2024"];

fn rates(folder: &Folder, arguments: &[&str]) -> Said {
    let ledger = folder.arg("ledger");
    run(&[&["rates"], arguments, &["--ledger", &ledger]].concat())
}

fn ledger(folder: &Folder, arguments: &[&str]) -> Said {
    let ledger = folder.arg("ledger");
    run(&[&["ledger"], arguments, &["--ledger", &ledger]].concat())
}

fn kept(folder: &Folder, file: &str, more: &[&str]) -> String {
    let said = rates(folder, &[&["import", file], &WHO[..], more].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    said.out
}

/// Euros for one US dollar.
fn table(folder: &Folder, name: &str, euros: &str) -> String {
    folder.write(
        name,
        format!(
            "Date,Rate,Currency,Source\n2024-01-02,{euros},EUR,Velorra Mint\n2024-03-31,,VLR,\n"
        ),
    )
}

/// A hundred euros, paid on 2 January 2024.
fn ledger_of_one() -> Folder {
    let folder = Folder::new();
    let paid = document(&activity(1, &payment("3", "2024-01-02", "100")));
    let said = folder.import(&[&folder.write("acts.xml", paid)]);
    assert_eq!(said.status, 0, "{}", said.err);
    folder
}

/// What the hundred euros are in dollars.
fn dollars(folder: &Folder, more: &[&str]) -> String {
    let answer = folder.ask(&[&["flows", "--in", "USD"], more].concat());
    let amount = &rows(&answer)[0]["amount"];
    amount["amount"].as_str().unwrap_or("none").to_owned()
}

fn sound(folder: &Folder) {
    let said = ledger(folder, &["verify"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

/// Whether a number is this one, however many zeros stand behind it.
fn is(found: &str, wanted: &str) -> bool {
    let plain = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    plain(found) == plain(wanted)
}

#[test]
fn a_table_is_found_by_its_name_and_stays() {
    let folder = ledger_of_one();
    let file = table(&folder, "mint.csv", "0.5");
    let said = kept(&folder, &file, &[]);
    assert!(
        said.contains("statement 1: exchange rates mint: 1 rate of 1 currency"),
        "{said}"
    );
    std::fs::remove_file(&file).expect("the file is not needed any longer");
    assert!(is(&dollars(&folder, &["--rates", "mint"]), "200"));
    let method = folder.ask(&["flows", "--in", "USD", "--rates", "mint"])["method"].to_string();
    assert!(method.contains("mint (sha256 "), "{method}");
    sound(&folder);
    // The figures again, in a file that is written otherwise.
    let again = folder.write(
        "mint.csv",
        "Date;Rate;Currency;Source\n2024-01-02;0.50;eur;Velorra Mint\n",
    );
    let said = kept(&folder, &again, &[]);
    assert!(said.contains("nothing was changed"), "{said}");
    let shown = rates(&folder, &["show", "mint"]);
    for wanted in [
        "Velorra Mint",
        "2024-01-02 to 2024-01-02",
        "statement 1 by data desk",
    ] {
        assert!(shown.out.contains(wanted), "{wanted}: {}", shown.out);
    }
    let listed = rates(&folder, &["list", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.out).expect("JSON");
    assert_eq!(listed[0]["name"], "builtin");
    assert_eq!(
        (&listed[1]["name"], &listed[1]["rates"]),
        (&"mint".into(), &1.into())
    );
    assert_eq!(listed[1]["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn the_newest_of_a_name_is_taken_and_what_was_known_stays() {
    let folder = ledger_of_one();
    kept(
        &folder,
        &table(&folder, "a.csv", "0.5"),
        &["--name", "mint"],
    );
    let more = folder.write("more.xml", document(&activity(2, "")));
    assert_eq!(folder.import(&[&more]).status, 0);
    kept(
        &folder,
        &table(&folder, "b.csv", "0.25"),
        &["--name", "mint"],
    );
    let with = |more: &[&str]| dollars(&folder, &[&["--rates", "mint"], more].concat());
    assert!(is(&with(&[]), "400"));
    assert!(is(&with(&["--known-at", "2"]), "200"));
    let before = [
        "ask",
        "flows",
        "--rates",
        "mint",
        "--known-at",
        "1",
        "--ledger",
    ];
    let said = run(&[&before[..], &[&folder.arg("ledger")]].concat());
    assert_eq!(said.status, 2, "it came after import 1");
    let listed = rates(&folder, &["list"]).out;
    assert!(
        listed.contains("mint (a newer one has its name): 1 rate"),
        "{listed}"
    );
    let undone = ledger(&folder, &[&["statements", "undo", "2"], &WHO[..]].concat());
    assert_eq!(undone.status, 0, "{}", undone.err);
    assert!(is(&with(&[]), "200"));
    assert!(is(
        &dollars(&folder, &["--rates", "builtin"]),
        &dollars(&folder, &[])
    ));
    sound(&folder);
    assert_eq!(ledger(&folder, &["compact"]).status, 0);
    assert!(is(&with(&[]), "200"));
}

#[test]
fn a_name_is_no_path_and_no_person() {
    let folder = ledger_of_one();
    let file = table(&folder, "mint.csv", "0.5");
    for (name, wanted) in [
        ("../mint", "looks like a path"),
        ("/etc/hostname", "looks like a path"),
        (".hidden", "looks like a path"),
        ("builtin", "built in"),
        ("Built-In", "built in"),
        (" ", "empty"),
        ("tel 020 7946 0958", "person"),
        ("passport A1234567", "person"),
    ] {
        let said = rates(
            &folder,
            &[&["import", &file, "--name", name], &WHO[..]].concat(),
        );
        assert_eq!(said.status, 2, "{name}: {}", said.out);
        assert!(said.err.contains(wanted), "{name}: {}", said.err);
    }
    let person = ["--by", "someone@example.org", "--note", "n"];
    let said = rates(&folder, &[&["import", &file], &person[..]].concat());
    assert_eq!(said.status, 2, "{}", said.out);
    let noted = [
        "--by",
        "data desk",
        "--note",
        "ask someone@example.org",
        "--name",
        "mint",
    ];
    let said = rates(&folder, &[&["import", &file], &noted[..]].concat());
    assert_eq!(said.status, 0, "{}", said.err);
    let shown = rates(&folder, &["show", "mint"]).out;
    assert!(!shown.contains("someone@"), "{shown}");
    sound(&folder);
}

#[test]
fn left_out_rows_are_told_without_addresses() {
    let folder = ledger_of_one();
    let file = folder.write(
        "fed.csv",
        "Date,Country,Exchange rate\n2024-01-02,Euro,0.8\n2024-01-02,someone@example.org,3\n",
    );
    let said = rates(&folder, &[&["import", &file], &WHO[..]].concat());
    if said.status == 0 {
        let shown = rates(&folder, &["show", "fed", "--format", "json"]).out;
        let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(shown["left_out"], 1);
        assert_eq!(shown["left_out_rows"][0]["line"], 3);
        assert!(!shown.to_string().contains("someone@"), "{shown}");
    } else {
        panic!("{}", said.err);
    }
}

#[test]
fn what_was_changed_in_a_kept_table_is_found() {
    let changes = [
        ("UPDATE document SET body = x'00'", "it cannot be unpacked"),
        ("UPDATE document SET hash = x'00'", "no statement names it"),
        (
            "DELETE FROM document",
            "statement 1 names it, and it is gone",
        ),
    ];
    for (sql, wanted) in changes {
        let folder = ledger_of_one();
        kept(&folder, &table(&folder, "mint.csv", "0.5"), &[]);
        let record = Connection::open(folder.path("ledger/record.sqlite")).expect("a record");
        record.execute_batch(sql).expect("changed");
        drop(record);
        let said = ledger(&folder, &["verify"]);
        assert_eq!(said.status, 1, "{sql}: {}", said.out);
        assert!(said.out.contains(wanted), "{sql}: {}", said.out);
        let asked = ["ask", "flows", "--in", "USD", "--rates", "mint", "--ledger"];
        let said = run(&[&asked[..], &[&folder.arg("ledger")]].concat());
        assert_eq!(said.status, 2, "{sql}: {}", said.out);
    }
}

#[test]
fn a_redaction_leaves_a_kept_table_what_it_is() {
    let folder = ledger_of_one();
    kept(&folder, &table(&folder, "mint.csv", "0.5"), &[]);
    let phrases = folder.write("phrases", "Velorra Mint\nregex:[0-9a-f]{8,}\n");
    let said = ledger(
        &folder,
        &["redact", "--reason", "a test", "--also", &phrases],
    );
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(is(&dollars(&folder, &["--rates", "mint"]), "200"));
    let shown = rates(&folder, &["show", "mint"]).out;
    assert!(!shown.contains("Velorra Mint"), "{shown}");
    sound(&folder);
}

#[test]
fn a_file_that_is_no_table_is_refused_with_its_line() {
    let folder = ledger_of_one();
    let file = folder.write("bad.csv", "Date,Rate,Currency\n2024-01-02,0,EUR\n");
    let said = rates(&folder, &[&["import", &file], &WHO[..]].concat());
    assert_eq!(said.status, 2);
    assert!(said.err.contains("bad.csv:line 2"), "{}", said.err);
    let none = run(&[
        &["rates", "import", &file, "--ledger", &folder.arg("none")],
        &WHO[..],
    ]
    .concat());
    assert_eq!(none.status, 2);
    assert!(!folder.path("none").exists(), "no ledger is made for it");
}
