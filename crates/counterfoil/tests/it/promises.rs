//! A programme's own text in a ledger: pairings, promises, capacity, indicators.

use crate::support::{Folder, Said, done, rows, run};
use serde_json::Value;
use std::collections::BTreeMap;

const BY: &[&str] = &["--by", "programme office", "--note", "handed in"];

fn demo() -> Folder {
    let folder = Folder::new();
    done(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
    folder
}

fn import(folder: &Folder, file: &str) -> Said {
    let ledger = folder.arg("ledger");
    run(&[&["programme", "import", file, "--ledger", &ledger], BY].concat())
}

fn cell<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or("")
}

/// Imports what must be taken.
fn keep(folder: &Folder, file: &str) -> String {
    let said = import(folder, file);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    said.out
}

/// Status by promise.
fn statuses(folder: &Folder, more: &[&str]) -> BTreeMap<String, String> {
    let answer = folder.ask(&[&["promises"], more].concat());
    let each = rows(&answer).iter();
    each.map(|r| (cell(r, "promise").to_owned(), cell(r, "status").to_owned()))
        .collect()
}

/// The rows that the engine's own test of the demo was given by hand: what the ledger
/// finds must be these. Without the rows that need an exchange rate.
const BY_HAND: &str = include_str!("../../../flow/tests/programme_demo.tsv");

type Row = (String, String, String, String, String, String);

fn by_hand(promise: &str) -> Vec<Row> {
    let lines = BY_HAND.lines().filter(|l| !l.starts_with('#')).skip(1);
    let cells = lines.map(|l| l.split('\t').collect::<Vec<_>>());
    let own = cells.filter(|c| c[0] == promise);
    let mut all: Vec<Row> = own
        .map(|c| {
            let part = match c[6] {
                "n" => "what is shared",
                "d" => "of what",
                _ => "",
            };
            let unit = c[5].trim_start_matches('#');
            (
                c[1].into(),
                c[2].into(),
                c[4].into(),
                unit.into(),
                part.into(),
                c[8].into(),
            )
        })
        .collect();
    all.sort();
    all
}

fn found(folder: &Folder, promise: &str) -> Vec<Row> {
    let answer = folder.ask(&["promise", promise]);
    let mut all: Vec<Row> = rows(&answer)
        .iter()
        .filter(|r| r["figure"]["value"].is_string() && r["gone"].is_object())
        .map(|r| {
            let plain = |name| cell(r, name).to_owned();
            let figure = |name: &str| cell(&r["figure"], name).to_owned();
            (
                plain("book"),
                plain("day"),
                figure("value"),
                figure("unit"),
                plain("part"),
                plain("activity"),
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn the_demo_s_promises_are_decided_by_what_the_books_tell() {
    let folder = demo();
    let all = statuses(&folder, &[]);
    assert!(all.len() >= 20);
    for (promise, status) in [
        ("larkmoor-twenty-million", "missed"),
        ("windlemere-ten-million", "kept"),
        ("dunmarrow-twelve-million", "kept-late"),
        ("rehabilitation-ward", "on-course"),
        ("boarding-house", "behind"),
        ("mistlebrook-help", "not-measurable"),
        ("hollin-bridge", "withdrawn"),
        ("fernhollow-homes-900", "superseded"),
        ("spring-trees", "not-yet-said"),
    ] {
        assert_eq!(all[promise], status, "{promise}");
    }
    let rated = ["copperfen-thirteen-million", "mistlebrook-help"];
    let mut compared = 0;
    for promise in all.keys().filter(|p| !rated.contains(&p.as_str())) {
        let expected = by_hand(promise);
        if !expected.is_empty() {
            assert_eq!(found(&folder, promise), expected, "{promise}");
            compared += expected.len();
        }
    }
    assert!(compared > 600, "{compared}");
}

#[test]
fn a_promise_is_what_could_be_said_on_the_day() {
    let folder = demo();
    let on = |day: &str| statuses(&folder, &["--as-of", day]);
    // Said in February 2023; its deadline is the end of 2024, and the last payment came later.
    assert_eq!(on("2023-02-01")["dunmarrow-twelve-million"], "not-yet-said");
    let before = on("2024-06-30");
    assert!(["on-course", "behind"].contains(&&*before["dunmarrow-twelve-million"]));
    assert_eq!(on("2025-01-20")["dunmarrow-twelve-million"], "missed");
    assert_eq!(on("2026-02-16")["dunmarrow-twelve-million"], "kept-late");
    assert_eq!(
        on("2025-02-28")["hollin-bridge"],
        on("2024-12-31")["hollin-bridge"]
    );
    assert_eq!(on("2025-03-01")["hollin-bridge"], "withdrawn");
}

#[test]
fn evidence_that_was_rewritten_is_told_as_gone() {
    let folder = Folder::new();
    let publication = |day: &str, value: &str| {
        format!(
            "<iati-activities version=\"2.03\" generated-datetime=\"{day}T00:00:00Z\"><iati-activity \
             default-currency=\"EUR\"><iati-identifier>XI-R-1</iati-identifier><reporting-org ref=\"XI-R\" \
             type=\"10\"/><transaction><transaction-type code=\"1\"/><transaction-date \
             iso-date=\"2024-03-01\"/><value value-date=\"2024-03-01\">{value}</value><provider-org \
             ref=\"XI-G\"/></transaction></iati-activity></iati-activities>"
        )
    };
    for (day, value) in [
        ("2024-04-01", "500"),
        ("2024-07-01", "300"),
        ("2024-09-01", "300"),
    ] {
        let file = folder.write(&format!("{day}/r.xml"), publication(day, value));
        let ledger = folder.arg("ledger");
        let arguments = [
            "import",
            &file,
            "--ledger",
            &ledger,
            "--dataset",
            "r",
            "--published",
            day,
        ];
        done(&arguments);
    }
    let text = "format = 1\n[programme]\nid = \"p\"\ntitle = \"P\"\n[[organisation]]\nid = \"XI-G\"\nname = \
        \"Giver (invented)\"\nside = \"donor\"\n[[organisation]]\nid = \"XI-R\"\nname = \"Taker (invented)\"\nside = \
        \"recipient\"\n[[source]]\nid = \"s\"\ntitle = \"Leaflet\"\nday = 2024-01-01\n[[pairing]]\nid = \"gr\"\nlevel = \
        \"region-county\"\ndonor = \"XI-G\"\nrecipient = \"XI-R\"\nfrom = 2024-01-01\nsource = \"s\"\n[[promise]]\nid = \
        \"five\"\nkind = \"amount\"\nwording = \"Five hundred by June.\"\nannouncer = \"XI-G\"\nsaid = \
        2024-01-01\nsource = \"s\"\npairing = \"gr\"\ntarget = 500\ncurrency = \"EUR\"\ndeadline = \
        2024-06-30\nmeasure = { figure = \"flows\", book = \"recipient\", series = \"incoming-funds\", pairing = \
        \"gr\", currency = \"EUR\" }\n";
    let file = folder.write("p.toml", text);
    keep(&folder, &file);
    let at = |day: &str| statuses(&folder, &["--as-of", day])["five"].clone();
    assert_eq!(at("2024-06-30"), "kept");
    // What is on record of the deadline was rewritten: the promise fell back, and says so.
    assert_eq!(at("2024-07-01"), "missed");
    let answer = folder.ask(&["promise", "five"]);
    let all = rows(&answer);
    assert_eq!(all.len(), 2, "a figure that stays is one row");
    let gone = all
        .iter()
        .find(|r| r["gone"].is_string())
        .expect("a row that is gone");
    assert_eq!(
        (cell(gone, "gone"), cell(&gone["figure"], "value")),
        ("2024-07-01", "500")
    );
    assert_eq!(cell(gone, "why"), "taken back or rewritten on 2024-07-01");
    let stays = all
        .iter()
        .find(|r| r["in_figure"] == "in")
        .expect("a row that stays");
    assert_eq!(
        (cell(stays, "told"), cell(stays, "import")),
        ("2024-07-01", "")
    );
    assert_eq!(
        stays["import"], 3,
        "it rests on the newest publication that tells it"
    );
}

#[test]
fn a_text_is_kept_whole_or_not_at_all() {
    let folder = demo();
    let bad = "format = 1\n[programme]\nid = \"velorra\"\ntitle = \"T\"\n[[pairing]]\nid = \"x\"\n";
    let file = folder.write("bad.toml", bad);
    let said = import(&folder, &file);
    assert_eq!(said.status, 1, "{}", said.out);
    assert!(said.out.contains("bad.toml:5:"), "{}", said.out);
    assert!(said.out.contains("nothing was kept"), "{}", said.out);
    // The former text still counts, and the same text changes nothing.
    assert!(!statuses(&folder, &[]).is_empty());
    let own = folder.arg("ledger/programme.toml");
    assert!(keep(&folder, &own).contains("already"));
    // A newer text of the id takes its place; taken back, the former counts again.
    let ledger = folder.arg("ledger");
    let shown = done(&["programme", "show", "velorra", "--ledger", &ledger]);
    let newer = shown.replace("target = 10000000", "target = 90000000");
    assert_ne!(newer, shown);
    let file = folder.write("newer.toml", &newer);
    keep(&folder, &file);
    assert_eq!(statuses(&folder, &[])["windlemere-ten-million"], "missed");
    let statement = folder.ask(&["programmes"])["rows"][0]["statement"].to_string();
    let undo = [
        "ledger",
        "statements",
        "undo",
        &statement,
        "--ledger",
        &ledger,
    ];
    done(&[&undo[..], BY].concat());
    assert_eq!(statuses(&folder, &[])["windlemere-ten-million"], "kept");
    done(&["ledger", "verify", "--ledger", &ledger]);
}

#[test]
fn no_person_comes_in_with_a_programme() {
    let folder = demo();
    let ledger = folder.arg("ledger");
    let shown = done(&["programme", "show", "velorra", "--ledger", &ledger]);
    for (from, to) in [
        (
            "[[source]]\nid = \"compact\"",
            "[[source]]\nid = \"compact\"\nsigned_by = \"Zebedee Quux\"",
        ),
        ("Four years; homes", "Ask zebedee.quux@mail.example; homes"),
    ] {
        let file = folder.write("person.toml", shown.replacen(from, to, 1));
        let said = import(&folder, &file);
        assert_eq!(said.status, 1, "{}", said.out);
        let all = format!("{}{}", said.out, said.err).to_lowercase();
        assert!(
            !all.contains("zebedee"),
            "the fault does not repeat it: {all}"
        );
    }
}

#[test]
fn what_slipped_into_a_programme_can_be_taken_out() {
    let folder = demo();
    let ledger = folder.arg("ledger");
    let show = || done(&["programme", "show", "velorra", "--ledger", &ledger]);
    let slipped = show().replace(
        "Four years; homes",
        "Signed by Zebedee Quux. Four years; homes",
    );
    let file = folder.write("slipped.toml", &slipped);
    keep(&folder, &file);
    assert!(show().contains("Zebedee"));
    let phrases = folder.write("phrases.txt", "Zebedee Quux\n");
    done(&[
        "ledger", "redact", "--reason", "slipped", "--also", &phrases, "--ledger", &ledger,
    ]);
    assert!(!show().contains("Zebedee"), "{}", show());
    assert!(show().contains("Four years; homes"));
    let statements = done(&["ledger", "statements", "--ledger", &ledger]);
    assert!(!statements.contains("Zebedee"));
    // The chain is whole, the former text too, and the promises are what they were.
    done(&["ledger", "verify", "--ledger", &ledger]);
    assert_eq!(statuses(&folder, &[])["windlemere-ten-million"], "kept");
}

#[test]
fn small_counts_of_people_are_hidden_with_what_would_give_them_away() {
    let folder = demo();
    let ledger = folder.arg("ledger");
    let shown = done(&["programme", "show", "velorra", "--ledger", &ledger]);
    let limit = ["--hide-below", "100"];
    let open = folder.ask(&["indicator", "trained", "--hide-below", "0"]);
    let hidden = folder.ask(&[&["indicator", "trained"], &limit[..]].concat());
    let actual = |r: &Value| r["actual"]["value"].as_str().map(str::to_owned);
    let small = |r: &&Value| {
        actual(r).is_some_and(|v| v.parse::<f64>().is_ok_and(|v| v > 0.0 && v < 100.0))
    };
    assert!(rows(&open).iter().filter(small).count() > 2);
    assert_eq!(rows(&hidden).iter().filter(small).count(), 0);
    // What counts no people is shown.
    assert!(shown.contains("counts_people = false"));
    let homes = |more: &[&str]| {
        let answer = folder.ask(&[&["indicator", "fernhollow-homes"], more].concat());
        rows(&answer).iter().filter_map(actual).collect::<Vec<_>>()
    };
    assert_eq!(homes(&limit), homes(&["--hide-below", "0"]));
}

#[test]
fn who_is_bound_to_whom() {
    let folder = demo();
    let coverage = folder.ask(&["coverage"]);
    let square = |donor: &str, recipient: &str| {
        let found = rows(&coverage).iter().find(|r| {
            cell(&r["donor"], "code").ends_with(donor)
                && cell(&r["recipient"], "code").ends_with(recipient)
        });
        found
            .unwrap_or_else(|| panic!("{donor} {recipient}"))
            .clone()
    };
    let larkmoor = square("HCO", "LKM");
    assert_eq!(cell(&larkmoor, "pairings"), "harrow-larkmoor");
    // The matrix and the totals come by different ways to one figure.
    let totals = folder.ask(&[
        "totals",
        "--by",
        "provider",
        "--type",
        "3",
        "--provider",
        "XI-IATI-DEMO-HCO",
        "--receiver",
        "XI-IATI-DEMO-LKM",
    ]);
    assert_eq!(
        larkmoor["paid"]["amount"],
        rows(&totals)[0]["total"]["amount"]
    );
    let caveats = coverage["caveats"].to_string();
    assert!(
        caveats.contains("nobody is paired with: Tarnwater"),
        "{caveats}"
    );
    assert!(
        caveats.contains("no activity in either book: amberfold-school"),
        "{caveats}"
    );
    let pairings = folder.ask(&["pairings", "--binding", "--as-of", "2026-01-31"]);
    let ids: Vec<&str> = rows(&pairings).iter().map(|r| cell(r, "pairing")).collect();
    assert!(ids.contains(&"harrow-larkmoor") && !ids.contains(&"hospital-windlemere"));
}
