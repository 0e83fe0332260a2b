//! Questions: one definition, every format; sums that lose nothing.

use crate::support::{Folder, activity, document, done, payment, rows, run};
use std::collections::BTreeMap;

/// A demo ledger, made once for each test that needs it.
fn demo() -> Folder {
    let folder = Folder::new();
    done(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
    folder
}

#[test]
fn the_demo_says_something_worth_reading_and_can_be_run_again() {
    let folder = Folder::new();
    let ledger = folder.arg("ledger");
    let first = done(&["demo", "--no-serve", "--ledger", &ledger]);
    assert!(
        first.contains("15 organisations have told of the rebuilding in 116 publications"),
        "{first}"
    );
    assert!(first.contains("One past figure was rewritten: XI-IATI-DEMO-AMB-JOB-03 of 2024-06-24 was 1,500,000 as of 2025-06-30, is 1,050,000 now."), "{first}");
    let second = done(&["demo", "--no-serve", "--ledger", &ledger]);
    assert!(
        second.contains("116 publications were there from an earlier run"),
        "{second}"
    );
}

#[test]
fn the_demos_files_have_no_more_than_advisories() {
    let folder = demo();
    let said = run(&[
        "check",
        &folder.arg("ledger/publications"),
        "--fail-on",
        "warning",
        "--now",
        "2026-11-01",
    ]);
    let findings: Vec<_> = said
        .out
        .lines()
        .filter(|l| !l.ends_with("nothing found"))
        .take(5)
        .collect();
    assert_eq!(said.status, 0, "{findings:#?}");
}

#[test]
fn every_question_answers_in_every_format() {
    let folder = demo();
    let ledger = folder.arg("ledger");
    let help = done(&["ask", "--help"]);
    for (words, _) in counterfoil::examples::all().expect("examples are what questions take") {
        let question = words[0];
        assert!(help.contains(question), "{question} is in the help");
        let mut base = vec!["ask", question, "--ledger", &ledger];
        base.extend(&words[1..]);
        let with = |format| [base.clone(), vec!["--format", format]].concat();
        let table = done(&base);
        let json: serde_json::Value = serde_json::from_str(&done(&with("json"))).expect("JSON");
        let csv = run(&with("csv"));
        let sentence = json["sentence"].as_str().expect("a sentence");
        assert!(
            table.starts_with(sentence),
            "{question}: the sentence comes first"
        );
        assert!(
            csv.err.starts_with(sentence),
            "{question}: on standard error for CSV"
        );
        assert!(
            json["method"].as_str().is_some_and(|m| !m.is_empty()),
            "{question}: a method"
        );
        let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let records: Vec<_> = reader
            .records()
            .collect::<Result<_, _>>()
            .expect("rows of one length");
        assert_eq!(
            records.len() as u64,
            json["total"].as_u64().expect("a count"),
            "{question}"
        );
        assert_eq!(records.len(), rows(&json).len(), "{question}");
        for column in json["columns"].as_array().expect("columns") {
            let name = column["name"].as_str().expect("a name");
            assert!(
                header.iter().any(|h| h == name),
                "{question}: {name} is in the header"
            );
        }
    }
}

#[test]
fn any_grouping_adds_up_to_the_transactions() {
    let folder = demo();
    let transactions = folder.ask(&["transactions"]);
    let sums = |rows: &[serde_json::Value], money: &str| {
        let mut sums: BTreeMap<(String, String), iati::amount::Sum> = BTreeMap::new();
        for row in rows {
            let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
            let key = (text(&row["type"]["code"]), text(&row[money]["currency"]));
            let amount = iati::amount::parse(&text(&row[money]["amount"])).expect("an amount");
            sums.entry(key).or_default().add(amount);
        }
        sums.into_iter()
            .map(|(k, s)| (k, s.to_string()))
            .collect::<Vec<_>>()
    };
    let expected = sums(rows(&transactions), "value");
    assert_eq!(expected.len(), 10, "five types, two currencies");
    for by in [
        "provider",
        "receiver",
        "reporter",
        "country",
        "sector",
        "year",
        "type",
        "sector,year,provider",
    ] {
        let totals = folder.ask(&["totals", "--by", by, "--counted", "all"]);
        assert_eq!(sums(rows(&totals), "total"), expected, "{by}");
    }
}

#[test]
fn many_decimals_survive() {
    let folder = Folder::new();
    let content: String = ["0.123456789012", "100000000000000.01", "-0.000000000002"]
        .iter()
        .map(|v| payment("3", "2024-01-01", v))
        .collect();
    let file = folder.write("a.xml", document(&activity(1, &content)));
    assert_eq!(folder.import(&[&file]).status, 0);
    assert_eq!(
        rows(&folder.ask(&["totals"]))[0]["total"]["amount"],
        "100000000000000.13345678901"
    );
}

#[test]
fn filters_narrow_down() {
    let folder = demo();
    let total = |question: &[&str]| folder.ask(question)["total"].as_u64().expect("a count");
    let all = total(&["activities"]);
    let schools = total(&["activities", "--text", "school"]);
    assert!(0 < schools && schools < all);
    assert_eq!(
        total(&["activities", "--organisation", "XI-IATI-DEMO-HCO"]),
        total(&["activities", "--organisation", "xi-iati-demo-hco "])
    );
    assert!(
        total(&["activities", "--organisation", "larkmoor"]) > 0,
        "by name"
    );
    assert!(
        total(&["activities", "--sector", "14032"]) + total(&["activities", "--sector", "12230"])
            > 0
    );
    assert_eq!(total(&["transactions", "--year", "1999"]), 0);
    let named = total(&[
        "transactions",
        "--provider",
        "XI-IATI-DEMO-HCO",
        "--type",
        "3",
    ]);
    assert_eq!(
        named,
        total(&[
            "transactions",
            "--reporter",
            "XI-IATI-DEMO-HCO",
            "--type",
            "3"
        ])
    );
    let euro = folder.ask(&["totals", "--currency", "EUR"]);
    assert!(
        euro["caveats"]
            .to_string()
            .contains("only what is stated in that currency"),
        "{}",
        euro["caveats"]
    );
}

#[test]
fn a_pair_keeps_both_accounts_apart() {
    let folder = demo();
    let answer = folder.ask(&["pair", "XI-IATI-DEMO-AMB-JOB-03", "XI-IATI-DEMO-BVC-23-3"]);
    let alike = rows(&answer).iter().filter(|r| r["meets"] == "agree");
    assert!(alike.count() > 0);
    let mut rows_of = rows(&answer).iter();
    let rewritten = rows_of.find(|r| r["giver_value"]["amount"] == "1050000");
    let rewritten = rewritten.expect("the giver's figure");
    assert_eq!(rewritten["receiver_value"]["amount"], "1500000");
    assert_eq!(rewritten["meets"], "amount_large");
    assert_eq!(rewritten["stands"], "proposed");
    let before = folder.ask(&[
        "pair",
        "XI-IATI-DEMO-AMB-JOB-03",
        "XI-IATI-DEMO-BVC-23-3",
        "--as-of",
        "2025-06-30",
    ]);
    let agreed = rows(&before)
        .iter()
        .any(|r| r["meets"] == "agree" && r["giver_value"]["amount"] == "1500000");
    assert!(
        agreed,
        "the two books agreed before the figure was rewritten"
    );
    let said = run(&[
        "ask",
        "pair",
        "XI-NOBODY",
        "XI-NONE",
        "--ledger",
        &folder.arg("ledger"),
    ]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("neither XI-NOBODY nor XI-NONE is known"),
        "{}",
        said.err
    );
}

#[test]
fn names_that_only_come_close_are_told_apart() {
    let folder = demo();
    let exact = folder.ask(&["organisations", "--text", "LARKMÓOR"]);
    let close = folder.ask(&["organisations", "--text", "larkmor"]);
    let codes = |answer: &serde_json::Value| -> Vec<String> {
        let each = rows(answer).iter();
        each.map(|row| row["organisation"]["code"].to_string())
            .collect()
    };
    assert!(!codes(&exact).is_empty());
    assert_eq!(codes(&exact), codes(&close));
    for row in rows(&close) {
        assert_eq!(row["close_to"], "larkmor");
    }
    for row in rows(&exact) {
        assert_ne!(row["close_to"], "LARKMÓOR");
    }
    let said = |answer: &serde_json::Value| {
        let caveats = answer["caveats"].as_array().expect("caveats");
        let mut words = caveats.iter().map(|c| c.as_str().expect("words"));
        words.any(|c| c.contains("close to") || c.contains("similar names"))
    };
    assert!(said(&close) && !said(&exact));
    let exact = folder.ask(&["activities", "--organisation", "larkmoor"]);
    let close = folder.ask(&["activities", "--organisation", "larkmor"]);
    assert_eq!(rows(&exact), rows(&close));
    assert!(said(&close) && !said(&exact));
    let none = folder.ask(&["activities", "--organisation", "qqqqqqqq"]);
    assert!(rows(&none).is_empty() && !said(&none));
}

#[test]
fn facets_count_what_their_filters_find() {
    let folder = demo();
    let answer = folder.ask(&["facets", "--text", "school", "--most", "1000"]);
    let all = folder.ask(&["activities", "--text", "school"])["total"].clone();
    let mut by_dimension: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows(&answer) {
        let dimension = row["dimension"].as_str().expect("a dimension");
        let count = row["activities"].as_u64().expect("a count");
        *by_dimension.entry(dimension.to_owned()).or_default() += count;
        if let Some(code) = row["code"]["code"].as_str() {
            let argument = format!("--{dimension}");
            let found = folder.ask(&["activities", "--text", "school", &argument, code]);
            assert_eq!(found["total"], count, "{dimension} {code}");
        }
    }
    for one_each in ["reporter", "status", "year"] {
        assert_eq!(all, by_dimension[one_each], "{one_each}");
    }
    let first = folder.ask(&["facets", "--most", "1"]);
    let listed = rows(&first).iter().filter(|row| row["dimension"] == "year");
    assert_eq!(
        listed.filter(|row| row["code"]["code"].is_string()).count(),
        1
    );
    assert!(first["caveats"].to_string().contains("being less common"));
}

#[test]
fn who_is_not_known_here_is_told_of() {
    let folder = Folder::new();
    let path = folder.write(
        "acts.xml",
        document(&activity(1, &payment("3", "2024-01-01", "5"))),
    );
    assert_eq!(folder.import(&[&path]).status, 0);
    let caveats = |question: &[&str]| folder.ask(question)["caveats"].to_string();
    for (question, said) in [
        (
            &["transactions", "--reporter", "XI-NOBODY"][..],
            "nobody reports here under “XI-NOBODY”",
        ),
        (
            &["activities", "--organisation", "Qwertzu"],
            "is met nowhere in this ledger",
        ),
        (
            &["transactions", "--receiver", "XI-NOBODY"],
            "is met nowhere in this ledger",
        ),
        (
            &["transactions", "--activity", "XI-A-9"],
            "there is no activity “XI-A-9”",
        ),
    ] {
        assert!(
            caveats(question).contains(said),
            "{question:?}: {}",
            caveats(question)
        );
    }
    let silent = caveats(&["transactions", "--reporter", "XI-A", "--year", "1999"]);
    assert!(
        !silent.contains("XI-A"),
        "known, and says nothing of that year: {silent}"
    );
    let said = run(&[
        "ask",
        "totals",
        "--year",
        "24",
        "--ledger",
        &folder.arg("ledger"),
    ]);
    assert!(said.err.contains("four digits"), "{}", said.err);
}

#[test]
fn plans_are_found_by_who_is_to_receive() {
    let folder = Folder::new();
    let plan = |to: &str| {
        format!(
            "<planned-disbursement><period-start iso-date=\"2024-01-01\"/><value value-date=\"2024-01-01\">5</value>\
             <receiver-org ref=\"{to}\"/></planned-disbursement>"
        )
    };
    let both = [plan("XI-B"), plan("XI-C")].concat();
    let path = folder.write("acts.xml", document(&activity(1, &both)));
    assert_eq!(folder.import(&[&path]).status, 0);
    let found = folder.ask(&["planned-disbursements", "--receiver", "xi-c"]);
    assert_eq!(found["total"], 1);
    assert_eq!(rows(&found)[0]["receiver"]["code"], "XI-C");
}

/// Invariant 9: in every answer that shows two books no figure is the sum of both.
#[test]
fn no_figure_is_the_sum_of_both_books() {
    let folder = demo();
    let both = folder.ask(&["reconciliation"]);
    let mut compared = 0;
    for row in rows(&both) {
        let amount = |name: &str| {
            let text = row[name]["amount"].as_str()?;
            text.parse::<rust_decimal::Decimal>().ok()
        };
        let (Some(giver), Some(receiver)) = (amount("giver_total"), amount("receiver_total"))
        else {
            continue;
        };
        compared += 1;
        let sum = giver + receiver;
        for (name, cell) in row.as_object().expect("a row") {
            let figure = cell["amount"].as_str().and_then(|text| text.parse().ok());
            assert_ne!(figure, Some(sum), "{name} of {row}");
        }
    }
    assert!(compared > 10, "{compared}");
}

/// Invariant 10: what is read from publications says from which, and where in it.
#[test]
fn rows_lead_back_to_a_file_and_a_place_in_it() {
    let folder = demo();
    let publications = folder.ask(&["publications", "--limit", "0"]);
    let known: std::collections::BTreeSet<u64> = rows(&publications)
        .iter()
        .filter_map(|p| p["import"].as_u64())
        .collect();
    for question in [
        "activities",
        "transactions",
        "budgets",
        "planned-disbursements",
        "results",
        "flows",
        "ending",
    ] {
        let answer = folder.ask(&[question, "--limit", "40"]);
        for row in rows(&answer) {
            let import = row["import"].as_u64();
            assert!(
                import.is_some_and(|n| known.contains(&n)),
                "{question}: {row}"
            );
            let position = row["position"].as_str().unwrap_or("");
            assert!(
                position.chars().any(|c| c.is_ascii_digit()),
                "{question}: {row}"
            );
        }
    }
}
