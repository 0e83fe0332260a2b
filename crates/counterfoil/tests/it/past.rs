//! What changed, asked of small ledgers: each question once in full, and the
//! ways in which an activity's history can go.

use crate::support::{Folder, activity, document, done, payment, rows, run};
use serde_json::Value;

/// A publication of a test: dataset, day, and activities.
type Published<'a> = (&'a str, &'a str, String);

fn publish(folder: &Folder, (dataset, day, activities): &Published<'_>) {
    let file = folder.write(&format!("{dataset}-{day}.xml"), document(activities));
    let ledger = folder.arg("ledger");
    let said = run(&[
        "import",
        &file,
        "--ledger",
        &ledger,
        "--dataset",
        dataset,
        "--published",
        day,
    ]);
    // 1: something was refused, as it is to be in one of the tests.
    assert!(said.status < 2, "{}", said.err);
}

fn ledger_of(published: &[Published<'_>]) -> Folder {
    let folder = Folder::new();
    published.iter().for_each(|p| publish(&folder, p));
    folder
}

/// A cell in words.
fn word(cell: &Value) -> String {
    let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    match cell {
        Value::Object(cell) => {
            let first = cell.get("code").or(cell.get("missing"));
            let money = || {
                let part = |name: &str| cell.get(name).map(plain).unwrap_or_default();
                format!("{} {}", part("amount"), part("currency"))
            };
            first.map_or_else(money, plain)
        }
        plain_cell => plain(plain_cell),
    }
}

fn words(row: &Value, names: &[&str]) -> String {
    let each = names.iter().map(|name| word(&row[*name]));
    each.collect::<Vec<_>>().join(" | ")
}

fn lines(answer: &Value, names: &[&str]) -> Vec<String> {
    rows(answer).iter().map(|row| words(row, names)).collect()
}

/// Day, import, class and both sides of each line.
const SHORT: &[&str] = &["published", "import", "class", "was", "is"];

fn history(folder: &Folder, asked: &[&str]) -> Vec<String> {
    let question = [&["history"], asked].concat();
    lines(&folder.ask(&question), SHORT)
}

/// Values of transactions and since when.
fn blame(folder: &Folder, asked: &[&str]) -> Vec<String> {
    let question = [&["blame"], asked].concat();
    let answer = folder.ask(&question);
    let of_transactions = rows(&answer).iter().filter(|row| {
        let what = row["what"].as_str().unwrap_or_default();
        what.starts_with("transaction") && what.ends_with("/value")
    });
    let names = ["what", "value", "since", "import", "was", "was_since"];
    of_transactions.map(|row| words(row, &names)).collect()
}

fn caveats(folder: &Folder, question: &[&str]) -> String {
    folder.ask(question)["caveats"].to_string()
}

fn paid(number: u32, values: &[(&str, &str)]) -> String {
    let content: String = values
        .iter()
        .map(|(day, value)| payment("3", day, value))
        .collect();
    activity(number, &content)
}

#[test]
fn a_rewritten_payment_is_told_by_every_question() {
    let folder = ledger_of(&[
        ("a", "2024-03-01", paid(1, &[("2024-01-10", "1000")])),
        (
            "a",
            "2024-06-01",
            paid(1, &[("2024-01-10", "1000")]) + &paid(2, &[]),
        ),
        (
            "a",
            "2025-03-01",
            paid(2, &[]) + &paid(1, &[("2025-02-01", "70"), ("2024-01-10", "1200")]),
        ),
    ]);
    let told = [
        "2024-03-01 | 1 | first-published | not there | Quay 1",
        "2025-03-01 | 3 | payment-rewritten | 1000 EUR | 1200 EUR",
        "2025-03-01 | 3 | new | not there | the disbursement of 70 EUR on 2025-02-01 to XI-B",
    ];
    assert_eq!(history(&folder, &["XI-A-1"]), told);
    let answer = folder.ask(&["history", "xi-a-1 "]);
    assert_eq!(
        answer["sentence"],
        "On 2025-03-01, xi-a-1  stands in 3 publications, which show 2 changes: 1 suspicious, 0 notable, 1 normal; 1 says the same as the one before."
    );
    let places = [
        "severity",
        "at_stake",
        "age",
        "older_import",
        "older_position",
        "older_line",
        "import",
        "position",
        "line",
    ];
    assert_eq!(
        lines(&answer, &places)[1],
        "suspicious | 200 EUR | 416 | 2 | iati-activity[1]/transaction[1] | 3 | 3 | iati-activity[2]/transaction[2] | 3"
    );
    assert_eq!(
        lines(&folder.ask(&["changes"]), SHORT),
        [
            told[1],
            told[2],
            "2024-06-01 | 2 | activity-new | not there | Quay 2"
        ]
    );
    assert_eq!(
        lines(&folder.ask(&["changes", "--severity", "notable"]), SHORT),
        [told[1]]
    );
    assert_eq!(
        lines(&folder.ask(&["changes", "--class", "new"]), SHORT),
        [told[2]]
    );
    assert_eq!(
        lines(
            &folder.ask(&["changes", "--since", "2024-06-02", "--publisher", "XI-A"]),
            SHORT
        ),
        [told[1], told[2]]
    );
    assert_eq!(
        rows(&folder.ask(&["changes", "--publisher", "XI-B"])).len(),
        0
    );
    assert_eq!(rows(&folder.ask(&["changes", "--dataset", "b"])).len(), 0);
    assert_eq!(
        rows(&folder.ask(&["changes", "--as-of", "2024-12-31"])).len(),
        1
    );
    for two in [["2", "3"], ["2024-12-31", "2025-12-31"]] {
        let diff = folder.ask(&[&["diff"], &two[..]].concat());
        let days: Vec<_> = lines(&diff, &["class", "was", "is"]);
        assert_eq!(days[0], "payment-rewritten | 1000 EUR | 1200 EUR");
        assert_eq!(days.len(), 2);
        let sentence = diff["sentence"].as_str().expect("a sentence");
        assert!(
            sentence.ends_with(
                "2 changes: 1 suspicious, 0 notable, 1 normal; 1 activity reads as before."
            ),
            "{sentence}"
        );
        assert!(
            diff["caveats"]
                .to_string()
                .contains("by class: payment rewritten 1, new 1")
        );
    }
    assert_eq!(
        blame(&folder, &["XI-A-1"]),
        [
            "transaction[1]/value | 70 | 2025-03-01 | 3 | not there | –",
            "transaction[2]/value | 1200 | 2025-03-01 | 3 | 1000 | 2024-03-01",
        ]
    );
    assert_eq!(
        blame(&folder, &["XI-A-1", "--as-of", "2024-12-31"]),
        ["transaction[1]/value | 1000 | 2024-03-01 | 1 | – | –"]
    );
}

#[test]
fn a_table_begins_with_the_answer() {
    let folder = ledger_of(&[
        ("a", "2024-03-01", paid(1, &[("2024-01-10", "1000")])),
        ("a", "2025-03-01", paid(1, &[("2024-01-10", "1200")])),
    ]);
    let table = done(&["ask", "changes", "--ledger", &folder.arg("ledger")]);
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some(
            "On 2025-03-01, 1 publication is compared with the one before; 1 shows 1 change: 0 suspicious, 1 notable, 0 normal."
        )
    );
    assert!(
        table.contains("Note: by class: payment rewritten 1."),
        "{table}"
    );
    assert!(
        table.contains("A past payment now reads differently (payment-rewritten)"),
        "{table}"
    );
}

#[test]
fn an_identifier_twice_in_a_file_is_followed_in_its_order() {
    let folder = ledger_of(&[
        (
            "a",
            "2024-03-01",
            paid(1, &[("2024-01-10", "1000")]) + &paid(1, &[("2023-05-05", "5")]),
        ),
        (
            "a",
            "2025-03-01",
            paid(1, &[("2024-01-10", "900")]) + &paid(1, &[("2023-05-05", "5")]),
        ),
    ]);
    assert_eq!(
        history(&folder, &["XI-A-1"]),
        [
            "2024-03-01 | 1 | first-published | not there | Quay 1",
            "2025-03-01 | 2 | payment-rewritten | 1000 EUR | 900 EUR",
        ]
    );
    assert!(
        caveats(&folder, &["history", "XI-A-1"]).contains("more than once in publications 1, 2")
    );
    // The live copy is the second one.
    assert_eq!(
        blame(&folder, &["XI-A-1"]),
        ["transaction[1]/value | 5 | 2024-03-01 | 1 | – | –"]
    );
}

#[test]
fn a_history_goes_on_through_another_identifier() {
    let all = [
        ("2023-01-10", "100"),
        ("2023-02-10", "200"),
        ("2023-03-10", "300"),
    ];
    let changed = [
        ("2023-01-10", "100"),
        ("2023-02-10", "250"),
        ("2023-03-10", "300"),
    ];
    let folder = ledger_of(&[
        ("a", "2023-06-01", paid(1, &all)),
        ("a", "2024-06-01", paid(7, &all).replace("Quay 7", "Quay 1")),
        (
            "a",
            "2025-06-01",
            paid(7, &changed).replace("Quay 7", "Quay 1"),
        ),
    ]);
    let told = [
        "2023-06-01 | 1 | first-published | not there | Quay 1",
        "2024-06-01 | 2 | renamed-identifier | XI-A-1 | XI-A-7",
        "2025-06-01 | 3 | payment-rewritten | 200 EUR | 250 EUR",
    ];
    for asked in ["XI-A-1", "XI-A-7"] {
        assert_eq!(history(&folder, &[asked]), told, "{asked}");
        let caveats = caveats(&folder, &["history", asked]);
        assert!(
            caveats.contains("more than one identifier") && caveats.contains("XI-A-1, XI-A-7"),
            "{caveats}"
        );
    }
    assert_eq!(
        blame(&folder, &["XI-A-7"]),
        [
            "transaction[1]/value | 100 | 2023-06-01 | 1 | – | –",
            "transaction[2]/value | 250 | 2025-06-01 | 3 | 200 | 2023-06-01",
            "transaction[3]/value | 300 | 2023-06-01 | 1 | – | –",
        ]
    );
    let gone = run(&["ask", "blame", "XI-A-1", "--ledger", &folder.arg("ledger")]);
    assert_eq!(gone.status, 2);
    assert!(
        gone.err.contains("no longer published") && gone.err.contains("ask history XI-A-1"),
        "{}",
        gone.err
    );
}

#[test]
fn what_vanished_may_return() {
    let folder = ledger_of(&[
        (
            "a",
            "2024-03-01",
            paid(1, &[("2024-01-10", "1000")]) + &paid(2, &[]),
        ),
        ("a", "2024-09-01", paid(2, &[])),
        ("a", "2024-12-01", paid(2, &[]) + &paid(3, &[])),
        (
            "a",
            "2025-03-01",
            paid(1, &[("2024-01-10", "1100")]) + &paid(2, &[]),
        ),
    ]);
    assert_eq!(
        history(&folder, &["XI-A-1"]),
        [
            "2024-03-01 | 1 | first-published | not there | Quay 1",
            "2024-09-01 | 2 | activity-vanished | Quay 1 | no longer there",
            "2025-03-01 | 4 | reappeared | not there | Quay 1",
            "2025-03-01 | 4 | payment-rewritten | 1000 EUR | 1100 EUR",
        ]
    );
    assert!(
        caveats(&folder, &["history", "XI-A-1"])
            .contains("1 further publication does not have it either")
    );
    assert_eq!(
        blame(&folder, &["XI-A-1"]),
        ["transaction[1]/value | 1100 | 2025-03-01 | 4 | 1000 | 2024-03-01"]
    );
}

#[test]
fn two_datasets_are_followed_each_by_itself() {
    let folder = ledger_of(&[
        ("a", "2024-03-01", paid(1, &[("2024-01-10", "1000")])),
        ("b", "2024-04-01", paid(1, &[("2024-01-10", "2000")])),
        ("a", "2025-03-01", paid(1, &[("2024-01-10", "1200")])),
    ]);
    assert_eq!(
        history(&folder, &["XI-A-1"]),
        [
            "2024-03-01 | 1 | first-published | not there | Quay 1",
            "2024-04-01 | 2 | first-published | not there | Quay 1",
            "2025-03-01 | 3 | payment-rewritten | 1000 EUR | 1200 EUR",
        ]
    );
    assert!(
        caveats(&folder, &["history", "XI-A-1"])
            .contains("several datasets, each followed by itself: a, b")
    );
    assert_eq!(
        blame(&folder, &["XI-A-1"]),
        ["transaction[1]/value | 1200 | 2025-03-01 | 3 | 1000 | 2024-03-01"]
    );
    assert!(
        caveats(&folder, &["blame", "XI-A-1"])
            .contains("2 datasets; only a, which is live, is followed")
    );
}

#[test]
fn a_publication_that_came_late_takes_its_place() {
    let folder = ledger_of(&[
        ("a", "2024-03-01", paid(1, &[("2024-01-10", "1000")])),
        ("a", "2025-03-01", paid(1, &[("2024-01-10", "1200")])),
        ("a", "2024-10-01", paid(1, &[("2024-01-10", "1200")])),
    ]);
    let first = "2024-03-01 | 1 | first-published | not there | Quay 1";
    assert_eq!(
        history(&folder, &["XI-A-1"]),
        [
            first,
            "2024-10-01 | 3 | payment-rewritten | 1000 EUR | 1200 EUR"
        ]
    );
    assert_eq!(
        history(&folder, &["XI-A-1", "--known-at", "2"]),
        [
            first,
            "2025-03-01 | 2 | payment-rewritten | 1000 EUR | 1200 EUR"
        ]
    );
    assert_eq!(
        blame(&folder, &["XI-A-1"]),
        ["transaction[1]/value | 1200 | 2024-10-01 | 3 | 1000 | 2024-03-01"]
    );
    assert_eq!(
        blame(&folder, &["XI-A-1", "--known-at", "2"]),
        ["transaction[1]/value | 1200 | 2025-03-01 | 2 | 1000 | 2024-03-01"]
    );
    assert_eq!(
        lines(
            &folder.ask(&["changes", "--known-at", "2"]),
            &["older_import", "import"]
        ),
        ["1 | 2"]
    );
    assert_eq!(
        lines(&folder.ask(&["changes"]), &["older_import", "import"]),
        ["1 | 3"]
    );
}

#[test]
fn a_refused_publication_is_passed_over() {
    let folder = ledger_of(&[
        ("a", "2024-03-01", paid(1, &[("2024-01-10", "1000")])),
        ("a", "2024-10-01", "<iati-activity>".to_owned()),
        ("a", "2025-03-01", paid(1, &[("2024-01-10", "1200")])),
    ]);
    assert_eq!(
        history(&folder, &["XI-A-1"]),
        [
            "2024-03-01 | 1 | first-published | not there | Quay 1",
            "2025-03-01 | 3 | payment-rewritten | 1000 EUR | 1200 EUR",
        ]
    );
    assert_eq!(
        lines(&folder.ask(&["changes"]), &["older_import", "import"]),
        ["1 | 3"]
    );
    let diff = run(&["ask", "diff", "1", "2", "--ledger", &folder.arg("ledger")]);
    assert_eq!(diff.status, 2);
    assert!(
        diff.err
            .contains("publication 2 was refused and holds nothing to compare"),
        "{}",
        diff.err
    );
}

#[test]
fn a_payment_that_moved_is_told_alike_by_history_and_changes() {
    let folder = ledger_of(&[
        (
            "a",
            "2024-03-01",
            paid(1, &[("2023-01-10", "1000"), ("2023-01-11", "7")])
                + &paid(2, &[("2023-12-01", "40")]),
        ),
        (
            "a",
            "2025-03-01",
            paid(1, &[("2023-01-11", "7")])
                + &paid(2, &[("2023-12-01", "40"), ("2023-01-10", "1000")]),
        ),
    ]);
    let line = "2025-03-01 | payment-moved | XI-A-1 | XI-A-2";
    let names = ["published", "class", "activity", "elsewhere"];
    assert_eq!(lines(&folder.ask(&["history", "XI-A-1"]), &names)[1], line);
    let changes = lines(&folder.ask(&["changes"]), &names);
    assert!(changes.contains(&line.to_owned()), "{changes:?}");
}

#[test]
fn ends_that_slip_are_counted_over_all_publications() {
    let ends = |end: &str| {
        let date =
            |kind: &str, day: &str| format!("<activity-date type=\"{kind}\" iso-date=\"{day}\"/>");
        activity(1, &(date("1", "2020-01-01") + &date("3", end)))
    };
    let folder = ledger_of(&[
        ("a", "2024-01-01", ends("2030-01-01")),
        ("a", "2024-02-01", ends("2030-02-01")),
        ("a", "2024-03-01", ends("2030-03-01")),
        ("a", "2024-04-01", ends("2030-04-01")),
    ]);
    let reasons = lines(&folder.ask(&["changes"]), &["severity", "reason"]);
    assert!(
        reasons[0].starts_with("notable") && reasons[0].contains("for the 3rd time"),
        "{reasons:?}"
    );
    assert!(reasons[2].starts_with("normal"), "{reasons:?}");
    let history = lines(&folder.ask(&["history", "XI-A-1"]), &["severity", "reason"]);
    assert_eq!(history[3], reasons[0]);
    let diff = lines(&folder.ask(&["diff", "3", "4"]), &["severity", "reason"]);
    assert_eq!(diff, [reasons[0].clone()]);
}

#[test]
fn what_cannot_be_compared_says_so() {
    let folder = ledger_of(&[("a", "2024-03-01", paid(1, &[]))]);
    let ledger = folder.arg("ledger");
    for (question, why) in [
        (["diff", "1", "9"], "there is no publication 9 by then"),
        (
            ["diff", "1", "2024-01-01"],
            "two publications are compared, or two days",
        ),
        (
            ["diff", "2024-13-01", "2024-01-01"],
            "neither the number of a publication nor a day",
        ),
        (["diff", "2025-01-01", "2024-01-01"], "is after 2024-01-01"),
        (
            ["history", "XI-NONE", "--as-of=2025-01-01"],
            "no publication here has an activity “XI-NONE”",
        ),
        (
            ["history", "XI-A-1", "--as-of=2024-01-01"],
            "no publication here has an activity “XI-A-1” by then",
        ),
        (
            ["blame", "XI-NONE", "--as-of=2025-01-01"],
            "no publication here has an activity “XI-NONE”",
        ),
        (["diff", "2024-01-01", "2025-01-01"], ""),
        (["changes", "--since", "soon"], "--since “soon”"),
    ] {
        let said = run(&[&["ask"], &question[..], &["--ledger", &ledger]].concat());
        assert_eq!(said.status == 2, !why.is_empty(), "{question:?}");
        assert!(said.err.contains(why), "{question:?}: {}", said.err);
    }
}
