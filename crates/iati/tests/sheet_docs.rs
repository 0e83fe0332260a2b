//! The documentation of spreadsheets is made of the tables that the reader uses.

use iati::sheet::heading;

const DOCS: &str = include_str!("../../../docs/spreadsheets.md");

#[test]
fn sheets_columns_and_faults_are_current() {
    let hint = "run `cargo run --release -p iati --example sheet_columns` and put it at the end of docs/spreadsheets.md";
    assert!(DOCS.ends_with(&heading::reference()), "{hint}");
}

#[test]
fn every_layout_that_is_known_is_told() {
    for layout in iati::sheet::layout::layouts() {
        assert!(DOCS.contains(layout.id), "{}", layout.id);
    }
}
