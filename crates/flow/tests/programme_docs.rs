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
    // The second adds a promise to the first.
    let examples = DOCS.split("```toml\n").skip(1);
    let examples: Vec<&str> = examples.filter_map(|t| t.split("```").next()).collect();
    let programme = read(&examples.join("\n")).expect("no fault");
    let kinds: Vec<&str> = programme.promises.iter().map(|p| p.kind.id).collect();
    assert_eq!(kinds, ["amount", "change"]);
}
