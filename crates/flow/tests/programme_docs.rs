//! The documentation says what the program does.

use flow::programme::{keys, read};

const DOCS: &str = include_str!("../../../docs/programme.md");

#[test]
fn the_tables_are_those_of_the_reader() {
    let hint = "run `cargo run --release -p flow --example programme_keys` and put it at the end";
    assert!(DOCS.ends_with(&keys::reference()), "{hint}");
}

#[test]
fn the_example_reads() {
    let example = DOCS
        .split("```toml\n")
        .nth(1)
        .and_then(|t| t.split("```").next());
    let programme = read(example.expect("an example")).expect("no fault");
    assert_eq!(programme.promises.len(), 1);
}
