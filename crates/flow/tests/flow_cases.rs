//! Against what two programs of the field make of the same files.
//!
//! A folder `shared` beside the checkout has published and written files, each
//! with the rows of Country Development Finance Data's flattener and of d-portal's
//! import. Without the folder the tests are passed over.

use flow::flows::cdfd::{COLUMNS, Lists, Row, file_rows};
use flow::flows::{Element, Facts, Flow, LeftOut, List, Target, When, named};
use flow::rate::Rates;
use iati::position::Position;
use iati::read::{Piece, Reader, Tree};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/flow-cases");
    let there = folder.is_dir();
    if !there {
        eprintln!("skipped: no folder “shared” beside the checkout");
    }
    there.then_some(folder)
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).expect("a folder");
    let paths = all.map(|e| e.expect("an entry").path());
    let mut cases: Vec<_> = paths.filter(|p| p.join("expected.csv").is_file()).collect();
    cases.sort();
    cases
}

fn facts(case: &Path) -> Vec<Facts> {
    let file = fs::File::open(case.join("input.xml")).expect("input.xml");
    let mut reader = Reader::new(file);
    let mut facts = Vec::new();
    while let Some(piece) = reader.next_piece().expect("a readable file") {
        let Piece::Unit(unit) = piece else { continue };
        let tree = Tree::parse(unit.source.expect("a unit"), &unit.context).expect("well-formed");
        facts.push(Facts::read(&tree, &unit.context, Position::START));
    }
    facts
}

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        return Vec::new();
    };
    reader.deserialize().map(|r| r.expect("a row")).collect()
}

fn rates(folder: &Path) -> Rates {
    Rates::parse(
        &fs::read_to_string(folder.join("rates.csv")).expect("rates.csv"),
        "rates",
    )
    .expect("rates")
}

fn name(case: &Path) -> String {
    let name = case.file_name().map(|n| n.to_string_lossy().into_owned());
    name.unwrap_or_default()
}

/// Every row of the flattener, byte for byte and in its order; rows that are not a
/// number are none.
#[test]
fn cdfd_rows_are_the_same() {
    let Some(folder) = shared() else { return };
    let rates = rates(&folder);
    let (mut count, mut wrong) = (0, String::new());
    for case in cases(&folder) {
        let wanted: Vec<Row> = table(&case.join("expected.csv"))
            .into_iter()
            .map(|row| COLUMNS.map(|c| row[c].clone()))
            .filter(|row| row[8] != "nan")
            .collect();
        let mut ours = Vec::new();
        file_rows(&facts(&case), Lists::builtin(), &rates, &mut |row| {
            ours.push(row)
        });
        count += wanted.len();
        if wanted.len() != ours.len() {
            wrong += &format!(
                "{}: {} rows for {}\n",
                name(&case),
                ours.len(),
                wanted.len()
            );
        }
        for (at, (ours, wanted)) in ours
            .iter()
            .zip(&wanted)
            .enumerate()
            .filter(|(_, (o, w))| o != w)
            .take(3)
        {
            let columns = COLUMNS.iter().zip(ours.iter().zip(wanted));
            let columns = columns.filter(|(_, (o, w))| o != w);
            let said: Vec<_> = columns
                .map(|(c, (o, w))| format!("{c}: {o} for {w}"))
                .collect();
            wrong += &format!("{} row {at}: {}\n", name(&case), said.join("; "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 35_000, "{count} rows only");
}

/// A table with d-portal's own rates, as its converted amounts imply them.
fn implied_rates(case: &Path, facts: &[Facts]) -> Rates {
    let mut lines: BTreeMap<(String, String), String> = BTreeMap::new();
    for row in table(&case.join("dportal-trans.csv")) {
        let owner = facts.iter().rev().find(|f| f.id() == row["aid"]);
        let id: usize = row["trans_id"].parse().expect("a number");
        let t = owner.and_then(|f| f.transactions.get(id - 1));
        let day = t
            .and_then(|t| t.value.as_ref()?.date.clone())
            .unwrap_or_default();
        let number = |c: &str| row[c].parse::<f64>().unwrap_or(0.0);
        let (value, dollars) = (number("trans_value"), number("trans_usd"));
        let currency = row["trans_currency"].to_ascii_uppercase();
        let day = flow::flows::number::javascript_day(&day);
        let month = day.map_or("2010-01-31".to_owned(), |d| d.last_of_month().to_string());
        if dollars.abs() > 1.0 && currency != "USD" && !currency.is_empty() {
            let line = format!("{month},{:.18},{currency}\n", value / dollars);
            lines.entry((currency, month)).or_insert(line);
        }
    }
    // A table may not be empty, and most files have dollars only.
    lines
        .entry(Default::default())
        .or_insert("2010-01-31,1,XTS\n".to_owned());
    let text: String = lines.into_values().collect();
    Rates::parse(&format!("Date,Rate,Currency\n{text}"), "d-portal").expect("rates")
}

/// What identifies a row of d-portal's tables, and its values.
type Table = BTreeMap<Vec<String>, Vec<f64>>;

fn insert(table: &mut Table, key: Vec<String>, value: f64) {
    table.entry(key).or_default().push(value);
}

fn wanted(case: &Path) -> Table {
    let mut all = Table::new();
    let pick = |row: &BTreeMap<String, String>, columns: &[&str]| -> Vec<String> {
        columns.iter().map(|c| row[*c].clone()).collect()
    };
    let number = |text: &str| text.parse().unwrap_or(0.0);
    for row in table(&case.join("dportal-trans.csv")) {
        let columns = [
            "aid",
            "trans_id",
            "trans_code",
            "trans_date",
            "trans_currency",
            "trans_country",
            "trans_sector",
            "trans_sector_group",
            "trans_flow_code",
            "trans_finance_code",
            "trans_aid_code",
        ];
        insert(&mut all, pick(&row, &columns), number(&row["trans_value"]));
    }
    for row in table(&case.join("dportal-budget.csv")) {
        let columns = [
            "aid",
            "budget",
            "budget_id",
            "budget_priority",
            "budget_type",
            "start",
            "end",
            "budget_currency",
            "budget_country",
            "budget_sector",
            "budget_sector_group",
        ];
        insert(&mut all, pick(&row, &columns), number(&row["budget_value"]));
    }
    all
}

fn letter(kind: Option<&str>) -> &str {
    match kind {
        Some("1") => "IF",
        Some("2") => "C",
        Some("3") => "D",
        Some("4") => "E",
        Some("5") => "IR",
        Some("6") => "LR",
        Some("7") => "R",
        Some("8") => "QP",
        Some("9") => "QS",
        Some("10") => "CG",
        other => other.unwrap_or_default(),
    }
}

fn key(facts: &Facts, flow: &Flow<'_>) -> Vec<String> {
    let (sector, group) = match &flow.sector.label {
        Ok(label) if label.list == List::Dac3 => ("", label.code.as_ref()),
        Ok(label) if label.code.len() == 5 => (label.code.as_ref(), &label.code[..3]),
        Ok(label) => (label.code.as_ref(), ""),
        Err(_) => ("", ""),
    };
    let transactions = facts.transactions.len() as u32;
    let budgets = facts.budgets.len() as u32;
    let (element, before) = match flow.at.element {
        Element::Transaction => ("", 0),
        Element::Budget => ("budget", transactions),
        Element::PlannedDisbursement => ("plan", transactions + budgets),
    };
    let id = (before + flow.at.index + 1).to_string();
    let text = |t: Option<&str>| t.unwrap_or_default().to_owned();
    let currency = text(flow.currency.as_deref());
    let places = [text(flow.place.code()), sector.to_owned(), group.to_owned()];
    let (first, last) = match flow.when {
        Ok(When::Day(day)) => (day.to_string(), String::new()),
        Ok(When::Period(first, last)) => (first.to_string(), last.to_string()),
        Err(_) => (String::new(), String::new()),
    };
    let head: Vec<String> = if element.is_empty() {
        vec![
            facts.id().to_owned(),
            id,
            letter(flow.kind.as_deref()).to_owned(),
            first,
            currency,
        ]
    } else {
        let priority = String::from(if flow.left_out.is_none() { "1" } else { "0" });
        let kind = text(flow.kind.as_deref());
        let aid = facts.id().to_owned();
        vec![
            aid,
            element.to_owned(),
            id,
            priority,
            kind,
            first,
            last,
            currency,
        ]
    };
    let tail = if element.is_empty() {
        let codes = [&flow.flow_type, &flow.finance_type, &flow.aid_type];
        codes.map(|c| text(c.as_deref())).to_vec()
    } else {
        Vec::new()
    };
    [head, places.to_vec(), tail].concat()
}

/// The activities d-portal keeps: those with an identifier, of several with the
/// same the last.
fn kept(all: &[Facts]) -> Vec<&Facts> {
    let is_last = |at: usize, f: &Facts| !all[at + 1..].iter().any(|o| o.id() == f.id());
    let numbered = all.iter().enumerate();
    let kept = numbered.filter(|(at, f)| !f.id().is_empty() && is_last(*at, f));
    kept.map(|(_, f)| f).collect()
}

/// Every value of d-portal's tables under the same keys, given its own rates.
#[test]
fn d_portal_values_are_the_same() {
    let Some(folder) = shared() else { return };
    let method = named("d-portal").expect("a method").method;
    let (mut count, mut wrong) = (0, String::new());
    for case in cases(&folder) {
        let facts = facts(&case);
        let rates = implied_rates(&case, &facts);
        let target = Target {
            rates: &rates,
            currency: "USD",
        };
        let mut ours = Table::new();
        for facts in kept(&facts) {
            method.flows(facts, Some(target), &mut |flow| {
                let value = flow
                    .value
                    .as_ref()
                    .map_or("0".to_owned(), ToString::to_string);
                insert(
                    &mut ours,
                    key(facts, &flow),
                    value.parse().expect("a number"),
                );
            });
        }
        let mut said = Vec::new();
        let wanted = wanted(&case);
        count += wanted.values().map(Vec::len).sum::<usize>();
        compare(&ours, &wanted, &mut said);
        if !said.is_empty() {
            wrong += &format!(
                "{}: {}\n{}\n",
                name(&case),
                said.len(),
                said[..said.len().min(4)].join("\n")
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 36_000, "{count} values only");
}

fn compare(ours: &Table, wanted: &Table, said: &mut Vec<String>) {
    for key in ours.keys().filter(|k| !wanted.contains_key(*k)) {
        said.push(format!("  too much: {key:?} {:?}", ours[key]));
    }
    for (key, wanted) in wanted {
        let Some(ours) = ours.get(key) else {
            said.push(format!("  missing: {key:?} {wanted:?}"));
            continue;
        };
        let (mut a, mut b) = (ours.clone(), wanted.clone());
        a.sort_by(f64::total_cmp);
        b.sort_by(f64::total_cmp);
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 2e-6 + b.abs() * 1e-9;
        if a.len() != b.len() || !a.iter().zip(&b).all(near) {
            said.push(format!("  {key:?}: {a:?} for {b:?}"));
        }
    }
}

/// The elements that gave the flattener no row give no counted flow either, and no
/// others do. Planned disbursements, which it never reads, are not on its list.
#[test]
fn cdfd_leaves_out_the_same_elements() {
    let Some(folder) = shared() else { return };
    let rates = rates(&folder);
    let method = named("cdfd").expect("a method").method;
    let target = Target {
        rates: &rates,
        currency: "EUR",
    };
    let mut wrong = String::new();
    for case in cases(&folder) {
        let facts = facts(&case);
        let has_twins = facts
            .iter()
            .enumerate()
            .any(|(at, f)| facts[..at].iter().any(|o| o.id() == f.id()));
        if has_twins {
            // What it takes over between activities of one identifier is in its rows only.
            continue;
        }
        let mut wanted = BTreeSet::new();
        for row in table(&case.join("dropped.csv")) {
            let is_part = row["reason"].contains("not on codelist");
            if row["kind"] == "transaction" && !is_part {
                wanted.insert(format!(
                    "{} transaction {}",
                    row["activity_index"], row["element_index"]
                ));
            } else if row["kind"] == "budget" {
                wanted.insert(format!("{} budget", row["activity_index"]));
            } else if row["kind"] == "file" {
                for (at, f) in facts.iter().enumerate() {
                    let all = 0..f.transactions.len();
                    wanted.extend(all.map(|t| format!("{at} transaction {t}")));
                    wanted.extend(f.budgets.first().map(|_| format!("{at} budget")));
                }
            }
        }
        // Not a number all along, which the flattener prints as such.
        for row in table(&case.join("expected.csv")) {
            if row["value_original"] == "nan" {
                let (activity, element) = (&row["activity_index"], &row["element_index"]);
                wanted.insert(format!("{activity} {} {element}", row["kind"]));
            }
        }
        let mut ours = BTreeSet::new();
        for (at, facts) in facts.iter().enumerate() {
            method.flows(facts, Some(target), &mut |flow| {
                let is_out = flow.left_out == Some(LeftOut::Unread);
                match flow.at.element {
                    Element::Transaction if is_out => {
                        ours.insert(format!("{at} transaction {}", flow.at.index));
                    }
                    Element::Budget if is_out => {
                        ours.insert(format!("{at} budget"));
                    }
                    _ => {}
                }
            });
        }
        if ours != wanted {
            let more: Vec<_> = ours.difference(&wanted).take(3).collect();
            let less: Vec<_> = wanted.difference(&ours).take(3).collect();
            wrong += &format!("{}: too much {more:?}, too little {less:?}\n", name(&case));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Where the default method counts otherwise than the flattener, and by which rule
/// of the definitions. Types and plans that the flattener never reads are apart.
const CDFD_DIFFERS: [(&str, &str); 26] = [
    (
        "edge-all-pct-zero",
        "percentages of nothing: shown unplaced, the flattener fails",
    ),
    (
        "edge-bad-dates",
        "a value-date that cannot be read takes only the conversion away",
    ),
    ("edge-bad-sector-code", "a code on no list is unplaced"),
    ("edge-bad-values", "1e5 is no amount of the standard's"),
    (
        "edge-budget-backwards",
        "a backwards period keeps its value, without a time",
    ),
    (
        "edge-budget-duplicates",
        "two originals of one period: both count and are marked",
    ),
    (
        "edge-budget-mixed-currency-weights",
        "no shares by amounts of several currencies",
    ),
    (
        "edge-budget-original-revised",
        "a revised budget supersedes by overlap, not by first day",
    ),
    (
        "edge-country-not-on-codelist",
        "small letters are put right, an unknown code is unplaced",
    ),
    (
        "edge-default-currency",
        "without a currency the amount is not converted, but there",
    ),
    ("edge-lowercase-currency", "small letters are put right"),
    ("edge-missing-title", "a title is not needed"),
    ("edge-no-geo", "no country is unplaced, not dropped"),
    (
        "edge-no-value-date",
        "converted at the day of the money, and noted",
    ),
    (
        "edge-region-only",
        "regions of other vocabularies are places",
    ),
    (
        "edge-sector-vocabularies",
        "a vocabulary other than DAC-5 is read where there is no DAC-5",
    ),
    (
        "edge-unknown-currency",
        "without a rate the amount is not converted, but there",
    ),
    ("edge-version-105", "every version is read"),
    ("edge-version-missing", "every version is read"),
    (
        "real-3fi-activity",
        "another vocabulary is read; budgets by what was spent",
    ),
    ("real-blank-ids", "an identifier is not needed"),
    ("real-ifad-wrapped", "another vocabulary is read"),
    (
        "real-refresher-1",
        "another vocabulary is read; budgets by what was spent",
    ),
    (
        "real-up-cd-multi",
        "what the flattener cannot read or place is there",
    ),
    (
        "real-up-unitedstates-tz",
        "a percentage missing beside one of 100 has nothing left",
    ),
    (
        "real-up-worldbank-ao",
        "what the flattener cannot read is there",
    ),
];

/// The same of d-portal, with the same rates for both.
const D_PORTAL_DIFFERS: [(&str, &str); 24] = [
    ("edge-all-pct-zero", "percentages of nothing are unplaced"),
    ("edge-bad-sector-code", "a code on no list is unplaced"),
    ("edge-bad-values", "commas and exponents are not read"),
    (
        "edge-budget-backwards",
        "a backwards period keeps its value, without a time",
    ),
    (
        "edge-budget-geo-from-commitments",
        "shares in the published currency, not in dollars",
    ),
    (
        "edge-budget-geo-from-incoming-commitments",
        "incoming commitments before what was spent",
    ),
    (
        "edge-budget-mixed-currency-weights",
        "no shares by amounts of several currencies",
    ),
    (
        "edge-budget-original-revised",
        "a revised budget supersedes",
    ),
    (
        "edge-budget-quarters",
        "a budget longer than 370 days counts",
    ),
    (
        "edge-country-not-on-codelist",
        "an unknown code is unplaced",
    ),
    ("edge-country-plus-region", "regions have their share"),
    ("edge-pct-zero-and-blank", "a percentage of zero is zero"),
    ("edge-region-only", "regions have their share"),
    (
        "edge-sector-vocabularies",
        "DAC-5 and DAC-3 each repeat the whole",
    ),
    (
        "real-3fi-activity",
        "another vocabulary is read; plans are a series of their own",
    ),
    ("real-beis-3", "plans are a series of their own"),
    ("real-budget-one-day-activity", "a budget of one day counts"),
    (
        "real-refresher-1",
        "another vocabulary is read; plans are a series of their own",
    ),
    ("real-test_01_be-dgd-2021_1", "regions have their share"),
    ("real-unhcr-2023", "regions have their share"),
    (
        "real-unops-at-activity",
        "a budget longer than 370 days counts",
    ),
    (
        "real-up-unitedstates-tz",
        "a percentage missing beside one of 100 has nothing left",
    ),
    (
        "real-up-worldbank-ao",
        "a code on no list is unplaced; all sectors of a transaction are read",
    ),
    (
        "real-yipl-complete",
        "DAC-5 and DAC-3 each repeat the whole; regions have their share",
    ),
];

#[test]
fn the_default_differs_where_the_definitions_say() {
    let Some(folder) = shared() else { return };
    for (other, explained) in [
        ("cdfd", &CDFD_DIFFERS[..]),
        ("d-portal", &D_PORTAL_DIFFERS[..]),
    ] {
        let found: BTreeSet<String> = differences(&folder, other).into_iter().collect();
        let explained: BTreeSet<String> = explained.iter().map(|(c, _)| (*c).to_owned()).collect();
        let unexplained: Vec<_> = found.difference(&explained).collect();
        assert!(
            unexplained.is_empty(),
            "{other}: {unexplained:?} differ without a rule"
        );
        let agreeing: Vec<_> = explained.difference(&found).collect();
        assert!(agreeing.is_empty(), "{other}: {agreeing:?} do not differ");
    }
}

/// The cases in which two methods count an element's cell more than two cents apart.
fn differences(folder: &Path, other: &str) -> Vec<String> {
    let rates = rates(folder);
    let target = Target {
        rates: &rates,
        currency: "USD",
    };
    let mut all = Vec::new();
    for case in cases(folder) {
        let facts = facts(&case);
        let differs = facts.iter().any(|f| {
            let (mut ours, theirs) = (
                cells(f, "counterfoil", other, target),
                cells(f, other, other, target),
            );
            for (key, value) in theirs {
                *ours.entry(key).or_default() -= value;
            }
            ours.values().any(|off| off.abs() > Decimal::new(2, 2))
        });
        if differs {
            all.push(name(&case));
        }
    }
    all
}

type Cells = BTreeMap<(flow::flows::At, String, String), Decimal>;

/// What a method counts of each element by sector and place, without what `other`
/// never reads.
fn cells(facts: &Facts, id: &str, other: &str, target: Target<'_>) -> Cells {
    let mut cells = Cells::new();
    named(id)
        .expect("a method")
        .method
        .flows(facts, Some(target), &mut |flow| {
            let never_read = match flow.at.element {
                Element::PlannedDisbursement => true,
                Element::Transaction => {
                    !matches!(flow.kind.as_deref(), Some("1" | "2" | "3" | "4"))
                }
                Element::Budget => false,
            };
            let Ok(value) = flow.value else { return };
            if flow.left_out.is_some() || other == "cdfd" && never_read {
                return;
            }
            let label = |slot: &flow::flows::Slot<'_>| slot.code().unwrap_or("–").to_owned();
            *cells
                .entry((flow.at, label(&flow.sector), label(&flow.place)))
                .or_default() += value;
        });
    cells
}
