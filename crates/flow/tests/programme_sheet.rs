//! Rows of organisations, pairings and promises as a programme's text.

use flow::programme::{self, sheet};
use iati::sheet::heading::SHEETS;
use iati::sheet::{Cell, Options, Outcome, Row, Sheet, Workbook};

/// A sheet of the template with rows of values, by the id of the column.
fn rows(id: &str, rows: &[&[(&str, &str)]]) -> Sheet {
    let sheet = SHEETS.iter().find(|s| s.id == id).expect("a sheet");
    let cells = |values: &dyn Fn(&str) -> String| {
        let texts = sheet.columns.iter().map(|c| values(c.id));
        texts.map(Cell::Text).collect()
    };
    let heading = |id: &str| {
        let column = sheet.columns.iter().find(|c| c.id == id);
        column.map_or(String::new(), |c| c.names[0].to_owned())
    };
    let mut all = vec![Row {
        number: 1,
        cells: cells(&heading),
    }];
    for (at, row) in rows.iter().enumerate() {
        let value = |id: &str| {
            let found = row.iter().find(|(name, _)| *name == id);
            found.map_or(String::new(), |(_, value)| (*value).to_owned())
        };
        all.push(Row {
            number: at as u32 + 2,
            cells: cells(&value),
        });
    }
    Sheet {
        name: id.to_owned(),
        rows: all,
    }
}

const ORGANISATIONS: &[&[(&str, &str)]] = &[
    &[
        ("identifier", "XI-TEST-GIVER"),
        ("name", "Harbour Region (invented)"),
        ("side", "donor"),
    ],
    &[
        ("identifier", "XI-TEST-TAKER"),
        ("name", "Lowmere (invented)"),
        ("side", "recipient"),
        ("also", "XI-1; XI-2"),
    ],
];

const PAIRING: &[(&str, &str)] = &[
    ("id", "harbour-lowmere"),
    ("level", "province-prefecture"),
    ("donor", "XI-TEST-GIVER"),
    ("recipient", "XI-TEST-TAKER"),
    ("areas", "Upper Mere; Lower Mere"),
    ("from", "4 January 2021"),
    ("source", "https://example.org/agreement"),
];

const PROMISE: &[(&str, &str)] = &[
    ("id", "five-million"),
    ("kind", "amount"),
    ("wording", "We will give \"five\" million."),
    ("announcer", "XI-TEST-GIVER"),
    ("said", "2021-02-01"),
    ("source", "Speech of the region"),
    ("pairing", "harbour-lowmere"),
    ("target", "5,000,000"),
    ("currency", "EUR"),
    ("deadline", "2023年12月"),
    ("figure", "flows"),
    ("book", "recipient"),
    ("series", "incoming-funds"),
    ("measured-in", "EUR"),
    ("measured-pairing", "harbour-lowmere"),
];

fn read(pairings: &[&[(&str, &str)]], promises: &[&[(&str, &str)]]) -> Outcome {
    let book = Workbook {
        sheets: vec![
            rows("organisations", ORGANISATIONS),
            rows("pairings", pairings),
            rows("promises", promises),
        ],
    };
    iati::sheet::read(&book, &Options::default())
}

#[test]
fn rows_become_a_programme() {
    let outcome = read(&[PAIRING], &[PROMISE]);
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    let text = sheet::read(&outcome.records, "mere", "Mere").expect("a text");
    let programme = programme::read(&text).expect("a programme");
    assert_eq!(programme.organisations.len(), 2);
    assert_eq!(programme.pairings.len(), 1);
    assert_eq!(programme.areas.len(), 2);
    assert_eq!(programme.sources.len(), 2);
    assert_eq!(programme.promises.len(), 1);
    assert!(text.contains("target = 5000000\n") && text.contains("deadline = \"2023-12\"\n"));
}

#[test]
fn a_fault_of_the_reader_is_led_back_to_its_cell() {
    let with = |changes: &[(&'static str, &'static str)]| {
        let mut row: Vec<(&str, &str)> = PROMISE.to_vec();
        for (id, value) in changes {
            row.retain(|(name, _)| name != id);
            row.push((id, value));
        }
        let outcome = read(&[PAIRING], &[PROMISE, &row]);
        assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
        let faults = sheet::read(&outcome.records, "mere", "Mere").expect_err("faults");
        let places: Vec<String> = faults.iter().map(iati::sheet::Fault::place).collect();
        places
    };
    let letters = |id: &str| {
        let sheet = SHEETS.iter().find(|s| s.id == "promises").expect("a sheet");
        let at = sheet
            .columns
            .iter()
            .position(|c| c.id == id)
            .expect("a column");
        iati::sheet::column_letters(at)
    };
    let second = [("id", "second")];
    for (column, value) in [
        ("kind", "amonut"),
        ("announcer", "XI-TEST-NOBODY"),
        ("pairing", "harbour-upmere"),
        ("currency", "EURO"),
        ("figure", "flowz"),
        ("book", "everybody"),
        ("series", "incoming"),
    ] {
        let mut changes = second.to_vec();
        changes.push((column, value));
        let places = with(&changes);
        let expected = format!("promises!{}3", letters(column));
        assert!(places.contains(&expected), "{column}: {places:?}");
    }
    // The same id twice.
    assert_eq!(with(&[]), [format!("promises!{}3", letters("id"))]);
}

/// Each column of the three sheets is a key of the programme's table, and is written as it
/// takes it.
#[test]
fn the_columns_are_keys() {
    use flow::programme::keys::{FIGURES, SECTIONS, Takes};
    for sheet in SHEETS.iter().filter(|s| s.section.is_some()) {
        let section = SECTIONS.iter().find(|s| Some(s.name) == sheet.section);
        let section = section.expect("a section");
        for column in sheet.columns {
            let Some(target) = column.target.strip_prefix("record ") else {
                continue;
            };
            let (name, takes) = target.split_once(' ').expect("a key and what it takes");
            let found = match name.strip_prefix("measure.") {
                Some("figure") => continue,
                Some(part) => FIGURES.iter().flat_map(|f| f.keys).find(|k| k.name == part),
                None => section.keys.iter().find(|k| k.name == name),
            };
            let key = found.unwrap_or_else(|| panic!("{name} is no key of {}", section.name));
            let fits = match key.takes {
                Takes::Day => takes == "day",
                Takes::DayOr => takes == "dayor",
                Takes::Number | Takes::Percent | Takes::Count => takes == "number",
                Takes::Refs(_) | Takes::Codes | Takes::Series => takes == "list",
                _ => takes == "text",
            };
            assert!(fits, "{name} takes {takes}");
        }
        for key in section
            .keys
            .iter()
            .filter(|k| k.needed == flow::programme::keys::Needed::Always)
        {
            let is_it = |c: &iati::sheet::heading::Column| {
                c.needed && c.target.starts_with(&format!("record {} ", key.name))
            };
            let given = sheet.columns.iter().any(is_it) || key.name == "side";
            assert!(given, "{} {}", section.name, key.name);
        }
    }
}

#[test]
fn the_template_offers_every_kind_of_promise() {
    let promises = SHEETS.iter().find(|s| s.id == "promises");
    let columns = promises.expect("a sheet of promises").columns;
    let kind = columns.iter().find(|c| c.id == "kind");
    assert_eq!(
        kind.expect("a column").choices,
        flow::programme::Kind::IDS,
        "the choices in crates/iati/src/sheet/heading.rs"
    );
}
