//! Spreadsheets, from grids to IATI 2.03 and faults by cell.

use iati::read::{Piece, Reader, Tree};
use iati::schema::Schema;
use iati::sheet::day::Order;
use iati::sheet::number::Mark;
use iati::sheet::{Cell, FAULTS, FaultKind, Options, Outcome, Publisher, Row, Sheet, Workbook};
use iati::version::Version;

/// A sheet from lines with bars between cells. A cell that begins with `#` is an error's
/// name, with `=` a number, with `%` a number shown in per cent, with `@` a date.
fn sheet(name: &str, lines: &str) -> Sheet {
    let rows = lines.lines().map(str::trim).enumerate();
    let rows = rows.filter(|(_, line)| !line.is_empty());
    Sheet {
        name: name.to_owned(),
        rows: rows
            .map(|(at, line)| Row {
                number: at as u32 + 1,
                cells: line.split('|').map(|c| cell(c.trim())).collect(),
            })
            .collect(),
    }
}

fn cell(text: &str) -> Cell {
    let number = |text: &str, percent| Cell::Number {
        value: text.parse().expect("a number"),
        percent,
        is_1904: false,
    };
    match (text.chars().next(), text.get(1..)) {
        (None, _) => Cell::Empty,
        (Some('='), Some(rest)) => number(rest, false),
        (Some('%'), Some(rest)) => number(rest, true),
        (Some('@'), Some(rest)) => Cell::Date(rest.parse().expect("a day")),
        (Some('#'), _) => Cell::Error(text.to_owned()),
        _ => Cell::Text(text.to_owned()),
    }
}

const ORGANISATIONS: &str = "identifier | name | type | side | reports
XI-TEST-A | Alpha Office (invented) | 10 - Government | donor | yes";

const ACTIVITIES: &str = "activity identifier | title | description | status | actual start | default currency | organisation | role
XI-TEST-A-1 | Clinic | A clinic | 2 - Implementation | 2021-03-15 | EUR | XI-TEST-A | Funding";

fn book(sheets: &[(&str, &str)]) -> Workbook {
    let mut all = vec![
        sheet("organisations", ORGANISATIONS),
        sheet("activities", ACTIVITIES),
    ];
    for (name, lines) in sheets {
        all.retain(|s| s.name != *name);
        all.push(sheet(name, lines));
    }
    Workbook { sheets: all }
}

fn read(sheets: &[(&str, &str)]) -> Outcome {
    iati::sheet::read(&book(sheets), &Options::default())
}

/// Kind and place of each fault.
fn told(outcome: &Outcome) -> Vec<String> {
    let faults = outcome.faults.iter();
    faults
        .map(|f| format!("{} {}", f.kind.id(), f.place()))
        .collect()
}

const TRANSACTIONS: &str =
    "activity identifier | type | date | amount | currency | provider name | sector";

fn transactions(rows: &str) -> Outcome {
    read(&[("transactions", &format!("{TRANSACTIONS}\n{rows}"))])
}

#[test]
fn a_right_workbook_becomes_one_publication() {
    let outcome = read(&[
        (
            "transactions",
            &format!(
                "{TRANSACTIONS}\nXI-TEST-A-1 | 3 - Disbursement | @2021-04-01 | =250000 | | Alpha & Co | \nXI-TEST-A-1 | Expenditure | 2021-05-01 | 1,234.50 | USD | |"
            ),
        ),
        (
            "budgets",
            "activity identifier | from | to | amount (EUR thousand)\nXI-TEST-A-1 | 2021-01-01 | 2021-12-31 | 900",
        ),
    ]);
    assert_eq!(told(&outcome), Vec::<String>::new());
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03">
  <iati-activity default-currency="EUR">
    <iati-identifier>XI-TEST-A-1</iati-identifier>
    <reporting-org ref="XI-TEST-A" type="10">
      <narrative>Alpha Office (invented)</narrative>
    </reporting-org>
    <title>
      <narrative>Clinic</narrative>
    </title>
    <description>
      <narrative>A clinic</narrative>
    </description>
    <participating-org ref="XI-TEST-A" role="1"/>
    <activity-status code="2"/>
    <activity-date type="2" iso-date="2021-03-15"/>
    <budget>
      <period-start iso-date="2021-01-01"/>
      <period-end iso-date="2021-12-31"/>
      <value currency="EUR" value-date="2021-01-01">900000</value>
    </budget>
    <transaction>
      <transaction-type code="3"/>
      <transaction-date iso-date="2021-04-01"/>
      <value value-date="2021-04-01">250000</value>
      <provider-org>
        <narrative>Alpha &amp; Co</narrative>
      </provider-org>
    </transaction>
    <transaction>
      <transaction-type code="4"/>
      <transaction-date iso-date="2021-05-01"/>
      <value currency="USD" value-date="2021-05-01">1234.5</value>
    </transaction>
  </iati-activity>
</iati-activities>
"#;
    assert_eq!(outcome.xml, expected);
    assert_eq!(
        (outcome.units, outcome.rows, outcome.rows_left_out),
        (1, 5, 0)
    );
}

/// The kind of fault, the sheet it is on, its lines, and where it must be named.
const CASES: &[(FaultKind, &str, &str, &str)] = &[
    (
        FaultKind::UnknownSheet,
        "colours",
        "shade | hue\nred | blue",
        "colours",
    ),
    (
        FaultKind::UnknownHeading,
        "transactions",
        "activity identifier | type | date | amount | colour\nXI-TEST-A-1 | 3 | 2021-04-01 | 5 | red",
        "transactions!E1",
    ),
    (
        FaultKind::RepeatedHeading,
        "transactions",
        "activity identifier | type | date | amount | montant\nXI-TEST-A-1 | 3 | 2021-04-01 | 5 | 6",
        "transactions!E1",
    ),
    (
        FaultKind::NoHeading,
        "transactions",
        "activity identifier | type | date | amount |\nXI-TEST-A-1 | 3 | 2021-04-01 | 5 | total",
        "transactions!E2",
    ),
    (
        FaultKind::Missing,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 |  | 5",
        "transactions!C2",
    ),
    (
        FaultKind::Missing,
        "transactions",
        "activity identifier | type | date | amount\n | 3 | 2021-04-01 | 5",
        "transactions!A2",
    ),
    (
        FaultKind::Missing,
        "transactions",
        "activity identifier | type | amount\nXI-TEST-A-1 | 3 | 5",
        "transactions!1",
    ),
    (
        FaultKind::BadNumber,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 2021-04-01 | about 5",
        "transactions!D2",
    ),
    (
        FaultKind::BadNumber,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 2021-04-01 | %0.5",
        "transactions!D2",
    ),
    (
        FaultKind::BadNumber,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 2021-04-01 | @2021-04-01",
        "transactions!D2",
    ),
    (
        FaultKind::AmbiguousNumber,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 2021-04-01 | 1,234",
        "transactions!D2",
    ),
    (
        FaultKind::BadDay,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 2021 | 5",
        "transactions!C2",
    ),
    (
        FaultKind::BadDay,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 31.04.2021 | 5",
        "transactions!C2",
    ),
    (
        FaultKind::AmbiguousDay,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 03/04/2021 | 5",
        "transactions!C2",
    ),
    (
        FaultKind::AmbiguousDay,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 45030 | 5",
        "transactions!C2",
    ),
    (
        FaultKind::AmbiguousCurrency,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 2021-04-01 | $5",
        "transactions!D2",
    ),
    (
        FaultKind::BadCode,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 99 | 2021-04-01 | 5",
        "transactions!B2",
    ),
    (
        FaultKind::BadWord,
        "transactions",
        "activity identifier | type | date | amount | humanitarian\nXI-TEST-A-1 | 3 | 2021-04-01 | 5 | perhaps",
        "transactions!E2",
    ),
    (
        FaultKind::BadText,
        "activities",
        "activity identifier | title | status\nXI TEST 1 | Clinic | 2",
        "activities!A2",
    ),
    (
        FaultKind::ErrorValue,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-1 | 3 | 2021-04-01 | #REF!",
        "transactions!D2",
    ),
    (
        FaultKind::Conflict,
        "transactions",
        "activity identifier | type | date | amount | currency\nXI-TEST-A-1 | 3 | 2021-04-01 | EUR 5 | USD",
        "transactions!D2",
    ),
    (
        FaultKind::UnknownReference,
        "transactions",
        "activity identifier | type | date | amount\nXI-TEST-A-2 | 3 | 2021-04-01 | 5",
        "transactions!A2",
    ),
    (
        FaultKind::PersonColumn,
        "transactions",
        "activity identifier | type | date | amount | phone\nXI-TEST-A-1 | 3 | 2021-04-01 | 5 | 1",
        "transactions!E1",
    ),
    (
        FaultKind::PersonText,
        "transactions",
        "activity identifier | type | date | amount | provider name\nXI-TEST-A-1 | 3 | 2021-04-01 | 5 | Mr A. Example",
        "transactions!E2",
    ),
];

#[test]
fn every_fault_is_named_at_its_cell() {
    for (kind, name, lines, place) in CASES {
        let outcome = read(&[(name, lines)]);
        let expected = format!("{} {place}", kind.id());
        assert!(
            told(&outcome).contains(&expected),
            "{expected}: {:?}",
            told(&outcome)
        );
        let fault = outcome
            .faults
            .iter()
            .find(|f| f.kind == *kind)
            .expect("the fault");
        assert!(!fault.what.is_empty() && !fault.hint.is_empty(), "{fault}");
    }
}

#[test]
fn every_kind_of_fault_has_a_case() {
    // These are told of a whole workbook, of an activity, or by another crate.
    let elsewhere = [
        FaultKind::UnknownLayout,
        FaultKind::NoCurrency,
        FaultKind::Shares,
        FaultKind::Programme,
    ];
    for (kind, id, _) in FAULTS {
        let has = CASES.iter().any(|(k, ..)| k == kind) || elsewhere.contains(kind);
        assert!(has, "{id}");
    }
}

#[test]
fn a_workbook_that_nobody_knows_is_refused() {
    let book = Workbook {
        sheets: vec![sheet("data", "shade | hue | tone\nred | blue | grey")],
    };
    let outcome = iati::sheet::read(&book, &Options::default());
    assert!(outcome.refused && outcome.xml.is_empty());
    assert_eq!(told(&outcome), ["unknown-layout data"]);
}

#[test]
fn codes_as_people_write_them() {
    for (written, code) in [
        ("3", "3"),
        ("=3", "3"),
        ("3 - Disbursement", "3"),
        ("3 – Disbursement", "3"),
        ("3: Disbursement", "3"),
        ("disbursement", "3"),
        ("３", "3"),
    ] {
        let outcome = transactions(&format!("XI-TEST-A-1 | {written} | 2021-04-01 | 5 | € | |"));
        assert!(told(&outcome).is_empty(), "{written}: {:?}", told(&outcome));
        assert!(
            outcome
                .xml
                .contains(&format!("<transaction-type code=\"{code}\"/>"))
        );
        assert!(outcome.xml.contains("currency=\"EUR\""));
    }
    for written in ["3 - Expenditure", "33", "Payment", "3,4"] {
        let outcome = transactions(&format!(
            "XI-TEST-A-1 | {written} | 2021-04-01 | 5 | EUR | |"
        ));
        assert_eq!(told(&outcome), ["bad-code transactions!B2"], "{written}");
    }
}

#[test]
fn headings_that_nobody_knows_are_named_even_if_all_are() {
    let outcome = read(&[(
        "transactions",
        "which | what | whither\nXI-TEST-A-1 | 3 | 5",
    )]);
    let found = told(&outcome);
    for place in [
        "missing transactions!1",
        "unknown-heading transactions!A1",
        "unknown-heading transactions!C1",
    ] {
        assert!(found.contains(&place.to_owned()), "{found:?}");
    }
}

#[test]
fn a_faulty_row_is_left_out_and_the_rest_stays() {
    let outcome = transactions(
        "XI-TEST-A-1 | 3 | 2021-04-01 | 5 | EUR | | \nXI-TEST-A-1 | 3 | 2021-04-31 | 6 | EUR | | \nXI-TEST-A-1 | 3 | 2021-05-01 | 7 | EUR | |",
    );
    assert_eq!(told(&outcome), ["bad-day transactions!C3"]);
    assert_eq!(outcome.xml.matches("<transaction>").count(), 2);
    assert!(outcome.xml.contains(">7<") && !outcome.xml.contains(">6<"));
    assert_eq!(outcome.rows_left_out, 1);
}

#[test]
fn an_activity_without_what_must_be_there_is_left_out() {
    let lines =
        "activity identifier | title | description | status | actual start | organisation | role
XI-TEST-A-1 | Clinic | A clinic | 77 | 2021-03-15 | XI-TEST-A | 1
XI-TEST-A-2 | School | A school | 2 | 2021-03-15 | XI-TEST-A | 1
XI-TEST-A-3 | Well |  | 2 | 2021-03-15 | XI-TEST-A | 1";
    let outcome = read(&[("activities", lines)]);
    assert_eq!(
        told(&outcome),
        ["bad-code activities!D2", "missing activities!C4"]
    );
    assert_eq!(outcome.units, 1);
    let left: Vec<_> = outcome
        .left_out
        .iter()
        .map(|l| (l.identifier.as_str(), l.place.as_str()))
        .collect();
    assert_eq!(
        left,
        [
            ("XI-TEST-A-1", "activities!2"),
            ("XI-TEST-A-3", "activities!4")
        ]
    );
}

#[test]
fn a_faulty_share_takes_the_other_shares_with_it() {
    let lines = "activity identifier | title | description | status | actual start | organisation | role | country | country share
XI-TEST-A-1 | Clinic | A clinic | 2 | 2021-03-15 | XI-TEST-A | 1 | CD | 60
XI-TEST-A-1 | | | | | | | XX | 40";
    let outcome = read(&[("activities", lines)]);
    assert_eq!(
        told(&outcome),
        ["shares activities!2", "bad-code activities!H3"]
    );
    assert!(!outcome.xml.contains("recipient-country"));
    let right = lines.replace("XX", "Kenya");
    let outcome = read(&[("activities", &right)]);
    assert_eq!(told(&outcome), Vec::<String>::new());
    assert!(
        outcome
            .xml
            .contains(r#"<recipient-country code="KE" percentage="40"/>"#)
    );
}

#[test]
fn a_column_settles_its_numbers() {
    let amounts = |rows: &str| {
        let outcome = transactions(rows);
        (told(&outcome), outcome.xml)
    };
    let (faults, xml) =
        amounts("XI-TEST-A-1|3|2021-04-01|1,234|EUR||\nXI-TEST-A-1|3|2021-04-01|12,345,678|EUR||");
    assert!(faults.is_empty() && xml.contains(">1234<"));
    let (faults, xml) =
        amounts("XI-TEST-A-1|3|2021-04-01|1.234|EUR||\nXI-TEST-A-1|3|2021-04-01|0,5|EUR||");
    assert!(faults.is_empty() && xml.contains(">1234<") && xml.contains(">0.5<"));
    let (faults, _) = amounts(
        "XI-TEST-A-1|3|2021-04-01|1.234|EUR||\nXI-TEST-A-1|3|2021-04-01|0,5|EUR||\nXI-TEST-A-1|3|2021-04-01|0.5|EUR||",
    );
    assert_eq!(faults, ["ambiguous-number transactions!D2"]);
    let options = Options {
        decimal: Some(Mark::Comma),
        ..Options::default()
    };
    let lines = format!("{TRANSACTIONS}\nXI-TEST-A-1|3|2021-04-01|1.234|EUR||");
    let outcome = iati::sheet::read(&book(&[("transactions", &lines)]), &options);
    assert!(outcome.xml.contains(">1234<"));
}

#[test]
fn a_column_settles_its_days() {
    let outcome =
        transactions("XI-TEST-A-1|3|03/04/2021|5|EUR||\nXI-TEST-A-1|3|25/04/2021|5|EUR||");
    assert!(told(&outcome).is_empty() && outcome.xml.contains("2021-04-03"));
    let outcome = transactions(
        "XI-TEST-A-1|3|03/04/2021|5|EUR||\nXI-TEST-A-1|3|25/04/2021|5|EUR||\nXI-TEST-A-1|3|04/25/2021|5|EUR||",
    );
    assert_eq!(told(&outcome), ["ambiguous-day transactions!C2"]);
    let options = Options {
        order: Some(Order::MonthFirst),
        ..Options::default()
    };
    let lines = format!("{TRANSACTIONS}\nXI-TEST-A-1|3|03/04/2021|5|EUR||");
    let outcome = iati::sheet::read(&book(&[("transactions", &lines)]), &options);
    assert!(outcome.xml.contains("2021-03-04"));
    let named =
        "activity identifier | type | date (dd/mm/yyyy) | amount\nXI-TEST-A-1|3|03/04/2021|5";
    let outcome = read(&[("transactions", named)]);
    assert!(outcome.xml.contains("2021-04-03"));
}

#[test]
fn shares_of_one_and_of_a_hundred() {
    let shares = |a: &str, b: &str| {
        let lines = format!(
            "activity identifier|title|description|status|actual start|organisation|role|country|country share
XI-TEST-A-1|Clinic|A clinic|2|2021-03-15|XI-TEST-A|1|CD|{a}
XI-TEST-A-1|||||||KE|{b}"
        );
        let outcome = read(&[("activities", &lines)]);
        (told(&outcome), outcome.xml)
    };
    let (faults, _) = shares("=0.6", "=0.4");
    assert_eq!(
        faults,
        [
            "ambiguous-number activities!I2",
            "ambiguous-number activities!I3"
        ]
    );
    for (a, b) in [("%0.6", "%0.4"), ("60%", "40 %"), ("=60", "40")] {
        let (faults, xml) = shares(a, b);
        assert!(
            faults.is_empty() && xml.contains(r#"percentage="60""#),
            "{a}"
        );
    }
    let (faults, _) = shares("=160", "=40");
    assert!(faults.contains(&"bad-number activities!I2".to_owned()));
}

#[test]
fn a_currency_may_stand_in_many_places() {
    let value = |heading: &str, amount: &str, default: &str| {
        let activities = ACTIVITIES.replace("| EUR |", &format!("| {default} |"));
        let lines = format!(
            "activity identifier | type | date | {heading}\nXI-TEST-A-1 | 3 | 2021-04-01 | {amount}"
        );
        let outcome = read(&[("activities", &activities), ("transactions", &lines)]);
        let from = outcome.xml.find("<value").unwrap_or(0);
        let value = outcome.xml[from..]
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        (told(&outcome), value)
    };
    for (heading, amount, default, expected) in [
        (
            "amount",
            "€ 5",
            "USD",
            r#"<value currency="EUR" value-date="2021-04-01">5</value>"#,
        ),
        (
            "amount (USD)",
            "5",
            "EUR",
            r#"<value currency="USD" value-date="2021-04-01">5</value>"#,
        ),
        (
            "amount in EUR",
            "5",
            "",
            r#"<value currency="EUR" value-date="2021-04-01">5</value>"#,
        ),
        (
            "金额（万元）",
            "12.5",
            "CNY",
            r#"<value currency="CNY" value-date="2021-04-01">125000</value>"#,
        ),
        (
            "amount",
            "$5",
            "CAD",
            r#"<value currency="CAD" value-date="2021-04-01">5</value>"#,
        ),
        (
            "amount",
            "5",
            "EUR",
            r#"<value value-date="2021-04-01">5</value>"#,
        ),
    ] {
        let (faults, value) = value(heading, amount, default);
        assert!(faults.is_empty(), "{heading} {amount}: {faults:?}");
        assert_eq!(value, expected);
    }
    let (faults, _) = value("amount", "5", "");
    assert_eq!(faults, ["no-currency transactions!D2"]);
    let (faults, _) = value("amount (CAD)", "USD 5", "EUR");
    assert!(
        faults.is_empty(),
        "what stands beside the amount counts: {faults:?}"
    );
}

#[test]
fn headings_in_five_languages_and_not_in_the_first_row() {
    for (name, head) in [
        ("transactions", "activity identifier | type | date | amount"),
        (
            "Transactions",
            "Identifiant de l’activité | Type | Date | Montant",
        ),
        (
            "transacciones",
            "Identificador de la actividad | tipo | fecha | importe",
        ),
        ("المعاملات", "معرف النشاط | النوع | التاريخ | المبلغ"),
        ("交易", "活动标识符 | 类型 | 日期 | 金额"),
    ] {
        let lines = format!("Our payments\n\n{head}\nXI-TEST-A-1 | 3 | 2021-04-01 | ٥٠٠");
        let outcome = read(&[(name, &lines)]);
        assert!(told(&outcome).is_empty(), "{name}: {:?}", told(&outcome));
        assert!(outcome.xml.contains(">500<"), "{name}");
    }
}

#[test]
fn who_reports_is_not_missing_where_the_row_has_a_fault() {
    let head = "identifier | name | type | side | reports";
    for (rows, why) in [
        (
            "XI-TEST-A | Alpha Office (invented) | | donor | yes",
            "the row of the organisation that reports has a fault: mend organisations!2",
        ),
        (
            "XI-TEST-A | Alpha Office (invented) | purple | donor | yes",
            "the row of the organisation that reports has a fault: mend organisations!2",
        ),
        (
            "XI-TEST-A | Alpha Office (invented) | 10 | donor |",
            "nobody says who reports: write yes under “reports” in the row of your office on the sheet organisations, or name it with --publisher",
        ),
    ] {
        let outcome = read(&[("organisations", &format!("{head}\n{rows}"))]);
        let said: Vec<&str> = outcome.left_out.iter().map(|l| l.why.as_str()).collect();
        assert_eq!(said, [why], "{rows}");
    }
}

#[test]
fn a_code_of_a_short_list_is_told_what_may_be_chosen() {
    let outcome = transactions("XI-TEST-A-1 | 3 | 2021-04-01 | 5 | EUR | | 99999");
    let hints: Vec<&str> = outcome.faults.iter().map(|f| f.hint.as_str()).collect();
    assert_eq!(hints, ["write a code or a name of Sector"]);
    let organisations = ORGANISATIONS.replace("10 - Government", "NGO");
    let outcome = read(&[("organisations", &organisations)]);
    let hint = &outcome.faults[0].hint;
    assert!(
        hint.starts_with("probably 21 (International NGO) or 22 "),
        "{hint}"
    );
    let activities = ACTIVITIES.replace("2 - Implementation", "9");
    let outcome = read(&[("activities", &activities)]);
    let hint = &outcome.faults[0].hint;
    assert!(
        hint.starts_with("choose 1 (Pipeline/identification), 2 (Implementation), 3 "),
        "{hint}"
    );
}

#[test]
fn persons_are_refused_and_nothing_is_said_of_them() {
    let head = "activity identifier | type | date | amount | description";
    let row = "XI-TEST-A-1 | 3 | 2021-04-01 | 5 | first";
    for (extra, value, place) in [
        ("full name", "Ada Example", "transactions!F1"),
        ("Contact person", "Ada Example", "transactions!F1"),
        ("手机号码", "13800138000", "transactions!F1"),
        ("", "Ada Example", "transactions!F2"),
        ("", "王示例", "transactions!F2"),
        ("", "0100 555 0199", "transactions!F2"),
        ("", "a@example.org", "transactions!F2"),
        ("", "11010519491231002X", "transactions!F2"),
        ("remark", "call +44 20 7946 0000", "transactions!F2"),
        ("remark", "a@example.org", "transactions!F2"),
        ("beneficiary", "Quentin Sample", "transactions!F2"),
        ("", "=13800138000", "transactions!F2"),
        ("", "=110105194912310021", "transactions!F2"),
    ] {
        let outcome = read(&[(
            "transactions",
            &format!("{head} | {extra}\n{row} | {value}"),
        )]);
        assert!(outcome.refused && outcome.xml.is_empty(), "{extra} {value}");
        let expected = format!("person-column {place}");
        assert!(
            told(&outcome).contains(&expected),
            "{value}: {:?}",
            told(&outcome)
        );
        for fault in &outcome.faults {
            let value = value.trim_start_matches('=');
            assert!(!fault.to_string().contains(value), "{fault}");
        }
    }
}

#[test]
fn persons_in_columns_that_are_known() {
    let column = |heading: &str, values: &[&str]| {
        let mut lines = format!("activity identifier | type | date | amount | {heading}");
        for value in values {
            lines.push_str(&format!("\nXI-TEST-A-1 | 3 | 2021-04-01 | 5 | {value}"));
        }
        read(&[("transactions", &lines)])
    };
    for (heading, values) in [
        (
            "description",
            &["11010519491231002X", "=13800138000", "first"][..],
        ),
        ("description", &["0100 555 0199"]),
        ("reference", &["a@example.org", "T-2"]),
        (
            "provider name",
            &["Maria Example", "Juan Sample", "Ahmed Muster", "Alpha"],
        ),
    ] {
        let outcome = column(heading, values);
        assert!(outcome.refused && outcome.xml.is_empty(), "{heading}");
    }
    for (heading, values) in [
        (
            "description",
            &["call +44 20 7946 0000", "first", "second"][..],
        ),
        ("description", &["12345678", "2021-04", "Maria Example"]),
        ("reference", &["110105194912310021", "T-2", "0100 555 0199"]),
        (
            "provider name",
            &["Maria Example", "Alpha", "Beta", "Gamma"],
        ),
    ] {
        let outcome = column(heading, values);
        assert!(
            !outcome.refused,
            "{heading} {values:?}: {:?}",
            told(&outcome)
        );
    }
}

#[test]
fn persons_beside_sheets_that_are_known_are_found_too() {
    let outcome = read(&[(
        "notes of ours",
        "Ada Example | 0100 555 0199\nEva Example | 0100 555 0198",
    )]);
    assert!(outcome.refused, "{:?}", told(&outcome));
}

#[test]
fn the_example_row_and_repeated_headings_are_not_read() {
    let lines = format!("{TRANSACTIONS}\nXI-TEST-A-1|3|2021-04-01|5|EUR||\n{TRANSACTIONS}");
    let outcome = read(&[("transactions", &lines)]);
    assert_eq!(
        (
            told(&outcome).len(),
            outcome.xml.matches("<transaction>").count()
        ),
        (0, 1)
    );
    let sheets = iati::sheet::heading::SHEETS.iter().map(|s| {
        let names: Vec<&str> = s.columns.iter().map(|c| c.names[0]).collect();
        let values: Vec<&str> = s.columns.iter().map(|c| c.example).collect();
        sheet(
            s.names[0],
            &format!("{}\n{}", names.join("|"), values.join("|")),
        )
    });
    let book = Workbook {
        sheets: sheets.collect(),
    };
    let outcome = iati::sheet::read(&book, &Options::default());
    assert!(
        outcome.faults.is_empty() && outcome.xml.is_empty(),
        "{:?}",
        told(&outcome)
    );
    assert_eq!(
        (outcome.rows, outcome.passed.len(), outcome.records.len()),
        (0, 7, 0)
    );
}

#[test]
fn results_of_several_rows_are_one() {
    let lines = "activity identifier | result | result type | indicator | measure | baseline year | baseline | from | to | target | actual
XI-TEST-A-1 | Beds | Output | In use | 1 | 2020 | 0 | 2021-01-01 | 2021-12-31 | 12 | 10
XI-TEST-A-1 | Beds | Output | In use | 1 | 2020 | 0 | 2022-01-01 | 2022-12-31 | 12 | 12
XI-TEST-A-1 | Beds | Output | Staffed | 1 | | | 2021-01-01 | 2021-12-31 | 9 | x12,5";
    let outcome = read(&[("results", &lines.replace("x12,5", "12,5"))]);
    assert_eq!(told(&outcome), Vec::<String>::new());
    let count = |what: &str| outcome.xml.matches(what).count();
    let counts = [
        count("<result "),
        count("<indicator "),
        count("<baseline "),
        count("<period>"),
    ];
    assert_eq!(counts, [1, 2, 1, 3]);
    let outcome = read(&[("results", lines)]);
    assert_eq!(told(&outcome), ["bad-number results!K4"]);
}

#[test]
fn a_row_goes_on_with_the_row_above_in_known_templates() {
    let options = Options {
        publisher: Some(Publisher {
            reference: "XI-TEST-A".to_owned(),
            kind: "10".to_owned(),
            name: "Alpha".to_owned(),
        }),
        ..Options::default()
    };
    let book = Workbook {
        sheets: vec![
            sheet(
                "Element with single field",
                "Activity Identifier | Activity Status | Activity Scope\n7 | 2 - Implementation | 3 - Multi-national",
            ),
            sheet(
                "Title",
                "Activity Identifier | Narrative | Language\n7 | Clinic | en - English\n | Clinique | fr - French",
            ),
            sheet(
                "Description",
                "Activity Identifier | Type | Narrative | Language\n7 | 1 - General | One | en - English\n | | Un | fr - French\n | 2 - Objectives | Two | en - English",
            ),
            sheet(
                "Activity Date",
                "Activity Identifier | Type | Iso Date | Narrative | Language\n7 | 2 - Actual start | @2021-03-15 | |",
            ),
            sheet(
                "Participating Org",
                "Activity Identifier | Role | Reference | Type | Narrative\n7 | 1 - Funding | XI-TEST-A | 10 - Government | Alpha",
            ),
            sheet(
                "Contact Info",
                "Activity Identifier | Organisation Narrative | Person Name Narrative | Telephone\n7 | Alpha | Ada Example | 0100 555 0199",
            ),
            sheet(
                "Budget",
                "Activity Identifier | Status | Type | Period-start Iso Date | Period-end Iso Date | Value | Value Currency | Value Value-date\n7 | 2 - Committed | 1 - Original | @2021-01-01 | @2021-12-31 | =5 | USD - US Dollar | @2021-01-01\n | 2 - Committed | 1 - Original | | | =6 | USD - US Dollar |",
            ),
        ],
    };
    let outcome = iati::sheet::read(&book, &options);
    assert_eq!(outcome.layout, "iati-publisher-xlsx");
    assert_eq!(
        told(&outcome),
        [
            "missing Budget!D3",
            "missing Budget!E3",
            "missing Budget!H3"
        ]
    );
    assert!(!outcome.refused && !outcome.xml.contains("Example") && !outcome.xml.contains("0199"));
    assert!(
        outcome
            .xml
            .contains("<iati-identifier>XI-TEST-A-7</iati-identifier>")
    );
    let count = |what: &str| outcome.xml.matches(what).count();
    assert_eq!(
        [
            count("<description "),
            count("<budget "),
            count(r#"xml:lang="fr""#)
        ],
        [2, 1, 2]
    );
    assert_eq!(outcome.passed.len(), 2);
}

/// What is written is valid by our own schema check.
#[test]
fn what_is_written_is_valid() {
    let outcome = read(&[(
        "transactions",
        &format!("{TRANSACTIONS}\nXI-TEST-A-1|3|2021-04-01|5|EUR|\"Alpha\" <Co>|12220"),
    )]);
    let mut reader = Reader::new(outcome.xml.as_bytes());
    let mut units = 0;
    while let Some(piece) = reader.next_piece().expect("readable") {
        let Piece::Unit(unit) = piece else { continue };
        let source = unit.source.clone().expect("a source");
        let tree = Tree::parse(source, &unit.context).expect("well-formed");
        let (mut places, mut faults) = (Vec::new(), Vec::new());
        Schema::of(Version::V2_03).check(&tree, &unit.context, &mut places, &mut faults);
        assert!(faults.is_empty(), "{}", outcome.xml);
        units += 1;
    }
    assert_eq!(units, 1);
}

#[test]
fn what_a_column_settled_is_told() {
    let told = |rows: &str, options: &Options| {
        let sheet = ("transactions", format!("{TRANSACTIONS}\n{rows}"));
        let outcome = iati::sheet::read(&book(&[(sheet.0, &sheet.1)]), options);
        let settled = outcome.settled.iter().map(ToString::to_string);
        settled.collect::<Vec<_>>()
    };
    let rows = "XI-TEST-A-1 | 3 | 03/04/2024 | 1,200 | | |
XI-TEST-A-1 | 3 | 25/04/2024 | 3,5 | | |
XI-TEST-A-1 | 3 | 2024-04-05 | 1,300 | | |";
    assert_eq!(
        told(rows, &Options::default()),
        [
            "transactions!C (date): “03/04/2024” (C2) is read as 2024-04-03, because “25/04/2024” (C3) has the day first",
            "transactions!D (amount): 2 values such as “1,200” (D2) are read as 1.2, because “3,5” (D3) has a decimal comma",
        ]
    );
    let alone = "XI-TEST-A-1 | 3 | 03/04/2024 | 1,200 | | |";
    assert_eq!(told(alone, &Options::default()), Vec::<String>::new());
    let options = Options {
        decimal: Some(Mark::Point),
        order: Some(Order::MonthFirst),
        ..Options::default()
    };
    assert_eq!(
        told(alone, &options),
        [
            "transactions!C (date): “03/04/2024” (C2) is read as 2024-03-04, because --day-order month-first says so",
            "transactions!D (amount): “1,200” (D2) is read as 1200, because --decimal point says so",
        ]
    );
    // What can mean one thing only is not told.
    let plain = "XI-TEST-A-1 | 3 | 25/04/2024 | 3,5 | | |";
    assert_eq!(told(plain, &options), Vec::<String>::new());
}

#[test]
fn a_heading_with_the_year_first_settles_no_order() {
    let with = |heading: &str, day: &str| {
        let lines =
            format!("activity identifier | type | {heading} | amount\nXI-TEST-A-1 | 3 | {day} | 5");
        told(&read(&[("transactions", &lines)]))
    };
    let ambiguous = ["ambiguous-day transactions!C2"];
    assert_eq!(with("date (yyyy-mm-dd)", "03/04/2024"), ambiguous);
    assert_eq!(
        with("date (yyyy-mm-dd)", "2024-04-03"),
        Vec::<String>::new()
    );
    assert_eq!(
        with("date (dd/mm/yyyy)", "03/04/2024"),
        Vec::<String>::new()
    );
}

#[test]
fn a_currency_in_a_heading_is_written_in_capitals() {
    let with = |heading: &str| {
        let lines = format!(
            "activity identifier | type | date | {heading}\nXI-TEST-A-1 | 3 | 2024-04-03 | 5"
        );
        let outcome = read(&[("transactions", &lines)]);
        let is_unknown = told(&outcome).contains(&"unknown-heading transactions!D1".to_owned());
        (is_unknown, outcome.xml.contains("currency=\"ALL\""))
    };
    assert_eq!(with("amount (all)"), (true, false));
    assert_eq!(with("amount (ALL)"), (false, true));
    assert_eq!(with("amount (usd)"), (false, false), "that is no word");
    assert_eq!(with("amount (EUR thousand)"), (false, false));
}

#[test]
fn long_texts_where_headings_are_looked_for_take_no_time() {
    let text = "amount of the word ".repeat(500);
    let lines = format!("{text} | {text}\n").repeat(18);
    // It took minutes: whoever brings that back will notice.
    let outcome = read(&[("notes of ours", &lines)]);
    assert!(!told(&outcome).is_empty());
}
