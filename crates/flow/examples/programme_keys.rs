//! Prints the tables of `docs/programme.md`.
//!
//! `cargo run --release -p flow --example programme_keys`

#![allow(clippy::print_stdout)]

fn main() {
    print!("{}", flow::programme::keys::reference());
}
