//! Money is conserved on everything that is at hand of what was really published.
//!
//! A folder `shared` beside the checkout has publications of many organisations.
//! Without it the test is passed over.

use flow::flows::{Element, Facts, METHODS};
use iati::amount::Sum;
use iati::read::{Piece, Reader, Tree, UnitKind};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/iati");
    let there = folder.is_dir();
    if !there {
        eprintln!("skipped: no folder “shared” beside the checkout");
    }
    there.then_some(folder)
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, into),
            false => into.push(path),
        }
    }
}

/// A file, packed or not.
fn open(path: &Path) -> Box<dyn Read> {
    let file = File::open(path).expect("a file");
    match path.extension().is_some_and(|e| e == "zst") {
        true => Box::new(zstd::Decoder::new(file).expect("a packed file")),
        false => Box::new(file),
    }
}

/// What was looked at, and what did not add up.
#[derive(Default)]
struct Found {
    activities: u64,
    transactions: u64,
    parts: u64,
    /// Without a readable value: there, and with its reason.
    unreadable: u64,
    wrong: Vec<String>,
}

impl Found {
    /// Every transaction is there, and its parts add up to what is published.
    fn look(&mut self, facts: &Facts, file: &Path) {
        self.activities += 1;
        self.transactions += facts.transactions.len() as u64;
        let method = &METHODS[0];
        let mut parts: BTreeMap<u32, (Sum, u64, u64)> = BTreeMap::new();
        method.method.flows(facts, None, &mut |flow| {
            if flow.at.element == Element::Transaction {
                let of = parts.entry(flow.at.index).or_default();
                match flow.value {
                    Ok(value) => of.0.add(value),
                    Err(_) => of.2 += 1,
                }
                of.1 += 1;
            }
        });
        for (index, transaction) in (0..).zip(&facts.transactions) {
            let published = transaction.value.as_ref().and_then(|v| v.text.as_deref());
            let published: Option<Decimal> = published.and_then(|t| iati::amount::parse(t).ok());
            let mut whole = Sum::default();
            published.into_iter().for_each(|v| whole.add(v));
            let same = parts.get(&index).is_some_and(|(sum, count, without)| {
                self.parts += count;
                self.unreadable += without;
                sum.total() == whole.total() && (published.is_some() || *without > 0)
            });
            if !same {
                let line = transaction.line;
                self.wrong.push(format!("{}:{line}", file.display()));
            }
        }
    }
}

#[test]
fn the_parts_of_every_published_transaction_add_up_to_it() {
    let Some(folder) = shared() else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    let mut found = Found::default();
    for path in &all {
        let mut reader = Reader::new(open(path));
        // A file that is not well-formed is read up to its fault.
        while let Ok(Some(piece)) = reader.next_piece() {
            let Piece::Unit(unit) = piece else { continue };
            let (UnitKind::Activity, Ok(text)) = (unit.kind, unit.source) else {
                continue;
            };
            if let Ok(tree) = Tree::parse(text, &unit.context) {
                found.look(&Facts::read(&tree, &unit.context, unit.start), path);
            }
        }
    }
    assert_eq!(found.wrong, Vec::<String>::new());
    assert!(found.activities > 30_000, "{}", found.activities);
    assert!(found.transactions > 180_000, "{}", found.transactions);
    assert!(found.parts >= found.transactions);
    assert!(found.unreadable < 100, "{}", found.unreadable);
}
