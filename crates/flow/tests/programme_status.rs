//! What becomes of a promise: the cases of `programme_status.txt`.

use flow::programme::evidence::{Heard, Part, RestsOn, Row};
use flow::programme::status::{FellBack, STATUSES};
use flow::programme::{Book, Evidence, Programme, Promise, Unit, Verdict, read, status};
use flow::results::Nature;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const CASES: &str = include_str!("programme_status.txt");

const HEAD: &str = r#"
format = 1
[programme]
id = "test"
title = "Invented"
[[organisation]]
id = "XI-TEST-GIVER"
name = "Harbour Region (invented)"
side = "donor"
[[source]]
id = "s"
title = "A speech"
[[capacity]]
id = "teams"
kind = "team"
title = "Teams"
unit = "team-months"
[[promise]]
id = "p"
wording = "So it was said."
announcer = "XI-TEST-GIVER"
source = "s"
said = 2023-01-01
"#;

const SHORT: &[(&str, &str)] = &[
    (
        "@flows",
        r#"{ figure = "flows", book = "recipient", series = "incoming-funds", currency = "EUR" }"#,
    ),
    (
        "@share",
        r#"{ figure = "share", of = { figure = "flows", book = "donor", series = "disbursement", sector = "12", currency = "EUR" }, in = { figure = "flows", book = "donor", series = "disbursement", currency = "EUR" } }"#,
    ),
    (
        "@ratio",
        r#"{ figure = "share", of = { figure = "flows", book = "donor", series = "disbursement", currency = "EUR" }, in = { figure = "stated", value = 1200000000, currency = "EUR", source = "s" } }"#,
    ),
];

struct Case<'t> {
    name: &'t str,
    promise: Promise,
    evidence: Evidence,
    asked: Vec<&'t str>,
}

fn cases() -> Vec<Case<'static>> {
    let all = CASES.split("\n== ").skip(1);
    all.map(case).collect()
}

fn case(text: &'static str) -> Case<'static> {
    let (name, rest) = text.split_once('\n').expect("a name");
    let parts: Vec<&str> = rest.split("--\n").collect();
    let [promise, rows, asked] = parts[..] else {
        panic!("{name}: three parts");
    };
    let promise = promise_of(name, promise);
    Case {
        name,
        evidence: evidence_of(rows, &promise),
        promise,
        asked: asked.lines().filter(|l| !l.is_empty()).collect(),
    }
}

fn promise_of(name: &str, text: &str) -> Promise {
    let mut text = format!("{HEAD}{text}");
    for (short, long) in SHORT {
        text = text.replace(short, long);
    }
    let programme: Programme = read(&text).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
    programme.promises.into_iter().next().expect("a promise")
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("no day: {text}"))
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

fn book(text: &str) -> Book {
    Book::parse(text).unwrap_or_else(|| panic!("no book: {text}"))
}

fn evidence_of(rows: &str, promise: &Promise) -> Evidence {
    let mut evidence = Evidence::default();
    for line in rows.lines().filter(|l| !l.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["heard", whose, on] => evidence.heard.push(Heard {
                book: book(whose),
                on: day(on),
            }),
            ["nature", id] => evidence.nature = Nature::parse(id),
            ["baseline", value] => evidence.baseline = Some(number(value)),
            [whose, on, value, ..] => evidence.rows.push(row(
                book(whose),
                day(on),
                number(value),
                &words[3..],
                promise,
            )),
            _ => panic!("no row: {line}"),
        }
    }
    evidence
}

fn row(book: Book, on: Date, value: Decimal, more: &[&str], promise: &Promise) -> Row {
    let mut row = Row {
        day: on,
        told: on,
        gone: None,
        book,
        part: Part::Whole,
        series: "one".to_owned(),
        value,
        unit: promise.unit.clone(),
        rests_on: RestsOn::default(),
    };
    for word in more {
        match word.split_once('=').expect("key=value") {
            ("told", on) => row.told = day(on),
            ("gone", on) => row.gone = Some(day(on)),
            ("of", name) => row.rests_on.activity = Some(name.to_owned()),
            ("series", name) => row.series = name.to_owned(),
            ("part", "n") => row.part = Part::Numerator,
            ("part", "d") => row.part = Part::Denominator,
            ("unit", unit) => {
                row.unit = match unit.strip_prefix('#') {
                    Some(thing) => Unit::Count(thing.to_owned()),
                    None => Unit::Currency(unit.to_owned()),
                }
            }
            _ => panic!("no key: {word}"),
        }
    }
    row
}

fn shown(verdict: &Verdict, key: &str) -> String {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
    match key {
        "reached" => or_none(verdict.reached.map(|r| {
            r.rounded(2)
                .map_or_else(|| r.to_string(), |d| d.normalize().to_string())
        })),
        "at_deadline" => or_none(verdict.at_deadline.map(|r| r.to_string())),
        "on" => or_none(verdict.day_reached.map(|d| d.to_string())),
        "expected" => or_none(
            verdict
                .expected
                .and_then(|r| r.rounded(2))
                .map(|d| d.normalize().to_string()),
        ),
        "projected" => or_none(
            verdict
                .projection
                .as_ref()
                .map(|p| p.at_deadline.to_string()),
        ),
        "reaches" => or_none(
            verdict
                .projection
                .as_ref()
                .and_then(|p| p.reached_on)
                .map(|d| d.to_string()),
        ),
        "fell" => or_none(verdict.fell_back.as_ref().map(|f| match f {
            FellBack::On(on, _) | FellBack::Rewritten { on, .. } => on.to_string(),
        })),
        "latest" => or_none(verdict.under_latest.map(|s| s.id().to_owned())),
        "sayings" => verdict.announcements.len().to_string(),
        "computed" => verdict.computed.id().to_owned(),
        "disagree" => verdict.disagree.to_string(),
        "out" => verdict.rows_out.len().to_string(),
        _ => panic!("no key: {key}"),
    }
}

fn faults_of(line: &str, verdict: &Verdict) -> Vec<String> {
    let (keys, words) = line
        .split_once('|')
        .map_or((line, ""), |(k, w)| (k, w.trim()));
    let mut keys = keys.split_whitespace().skip(1);
    let mut faults = Vec::new();
    let wanted = keys.next().expect("a status");
    if verdict.status.id() != wanted {
        faults.push(format!("{} for {wanted}", verdict.status.id()));
    }
    for (key, value) in keys.map(|k| k.split_once('=').expect("key=value")) {
        let is = shown(verdict, key);
        if is != value {
            faults.push(format!("{key}={is} for {value}"));
        }
    }
    let said = std::iter::once(&verdict.reason).chain(&verdict.caveats);
    let said: Vec<String> = said.map(ToString::to_string).collect();
    let said = said.join("\n");
    if !said.contains(words) {
        faults.push(format!("no “{words}” in {said}"));
    }
    faults
}

#[test]
fn the_cases() {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for case in cases() {
        for line in &case.asked {
            asked += 1;
            let on = day(line.split_whitespace().next().expect("a day"));
            let verdict = status(&case.promise, &case.evidence, on);
            let faults = faults_of(line, &verdict);
            if !faults.is_empty() {
                wrong.push(format!(
                    "{}: {line}\n    {}\n    {}",
                    case.name,
                    faults.join("; "),
                    verdict.reason
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {asked}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(asked >= 120, "{asked} cases");
}

#[test]
fn every_status_has_a_case() {
    let ids = CASES.lines().filter_map(|l| l.split_whitespace().nth(1));
    let ids: BTreeSet<&str> = ids.collect();
    for (status, id, text) in STATUSES {
        assert!(ids.contains(id), "{id}");
        assert_eq!(status.id(), id);
        assert!(text.ends_with('.'));
    }
}

/// Every row of every case is in or out, once, on every day that is asked for.
#[test]
fn no_row_is_lost() {
    for case in cases().iter().filter(|c| c.promise.measure.is_ok()) {
        for line in &case.asked {
            let on = day(line.split_whitespace().next().expect("a day"));
            let verdict = status(&case.promise, &case.evidence, on);
            let out = verdict.rows_out.iter().map(|(at, _)| *at);
            let mut all: Vec<usize> = verdict.rows_in.iter().copied().chain(out).collect();
            all.sort_unstable();
            let wanted: Vec<usize> = (0..case.evidence.rows.len()).collect();
            assert_eq!(all, wanted, "{} on {on}", case.name);
        }
    }
}
