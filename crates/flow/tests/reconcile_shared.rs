//! Labelled books of others, where they lie in a folder `shared` beside the
//! checkout. The tables of confidence were fitted to invented books, not to these.

#![allow(clippy::print_stderr)]

#[path = "../examples/reconcile_books/labelled.rs"]
#[allow(dead_code)]
mod labelled;
#[path = "../examples/reconcile_books/truth.rs"]
#[allow(dead_code)]
mod truth;

use flow::reconcile::reconcile;
use labelled::{Outcome, Rates};
use std::path::Path;

/// Profile: events found, share that could be accepted unseen.
const AT_LEAST: &[(&str, f64, f64)] = &[
    ("clean", 0.995, 0.98),
    ("typical", 0.96, 0.90),
    ("hard", 0.90, 0.70),
];

#[test]
fn labelled_books_are_matched() -> Outcome<()> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let pairs = shared.join("pairs");
    if !pairs.exists() {
        eprintln!("skipped: no folder “shared” beside the checkout");
        return Ok(());
    }
    let rates = Rates::read(&shared.join("flow-cases/rates.csv"))?;
    let mut folders: Vec<_> = std::fs::read_dir(pairs)?
        .flatten()
        .map(|f| f.path())
        .collect();
    folders.retain(|f| f.join("truth").exists());
    folders.sort();
    assert!(!folders.is_empty(), "no labelled books");
    for folder in folders {
        let name = folder.display().to_string();
        let kind = AT_LEAST.iter().find(|(kind, ..)| name.ends_with(kind));
        let (_, exact, auto) = kind.copied().unwrap_or(("any", 0.90, 0.55));
        let read = labelled::read(&folder, &rates)?;
        let score = read.truth.score(&reconcile(&read.books));
        let table = score.table();
        assert!(score.groups_exact() >= exact, "{name}\n{table}");
        assert!(score.auto_share() >= auto, "{name}\n{table}");
        assert!(score.calibration_error <= 0.03, "{name}\n{table}");
    }
    Ok(())
}
