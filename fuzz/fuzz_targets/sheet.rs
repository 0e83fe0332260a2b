//! Rows of cells, as whoever opens a workbook hands them over: faults or a publication,
//! and what is said to be one can be read as one.
//!
//! Written as text: a form feed begins a sheet, a line is a row, a tab parts cells. A cell
//! that begins with `#` is a number, with `%` a share, with `~` a day, with `!` an error.

#![no_main]

use iati::read::{Piece, Reader, Tree};
use iati::sheet::{Cell, Options, Publisher, Row, Sheet, Workbook, read};
use libfuzzer_sys::fuzz_target;
use std::hint::black_box;

fuzz_target!(|text: &str| {
    let sheets = text.split('\u{c}').map(sheet).collect();
    let publisher = text.len().is_multiple_of(2).then(|| Publisher {
        reference: "XI-TEST-A".to_owned(),
        kind: "10".to_owned(),
        name: "Alpha Office".to_owned(),
    });
    let options = Options {
        publisher,
        ..Options::default()
    };
    let outcome = read(&Workbook { sheets }, &options);
    if !outcome.xml.is_empty() {
        whole(&outcome.xml);
    }
    if !outcome.records.is_empty() {
        let made = flow::programme::sheet::read(&outcome.records, "invented", "Invented");
        black_box(made.is_ok());
    }
    black_box(outcome);
});

fn sheet(text: &str) -> Sheet {
    let mut lines = text.split('\n');
    let name = lines.next().unwrap_or_default().to_owned();
    let rows = (1..).zip(lines).map(|(number, line)| Row {
        number,
        cells: line.split('\t').map(cell).collect(),
    });
    Sheet {
        name,
        rows: rows.collect(),
    }
}

fn cell(text: &str) -> Cell {
    let number = |text: &str, percent| match text.parse() {
        Ok(value) => Cell::Number {
            value,
            percent,
            is_1904: false,
        },
        Err(_) => Cell::Text(text.to_owned()),
    };
    match text.split_at_checked(1) {
        Some(("#", rest)) => number(rest, false),
        Some(("%", rest)) => number(rest, true),
        Some(("~", rest)) => {
            iati::date::parse(rest).map_or_else(|_| Cell::Text(rest.to_owned()), Cell::Date)
        }
        Some(("!", rest)) => Cell::Error(rest.to_owned()),
        None if text.is_empty() => Cell::Empty,
        _ => Cell::Text(text.to_owned()),
    }
}

fn whole(xml: &str) {
    let mut reader = Reader::new(xml.as_bytes());
    loop {
        match reader.next_piece() {
            Ok(Some(Piece::Unit(unit))) => {
                let source = unit.source.expect("a unit that was written");
                Tree::parse(source, &unit.context).expect("a unit that is well-formed");
            }
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(fault) => panic!("what was made is not XML: {fault}"),
        }
    }
}
