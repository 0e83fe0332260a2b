//! Any bytes: the reader and the checker must end without a panic.
//!
//! `cargo +nightly fuzz run check` (see `fuzz/README.md`).

#![no_main]

use iati::check::{Checker, Settings, Standing, Surroundings, unit_fault};
use iati::read::{Piece, Reader, Tree};
use libfuzzer_sys::fuzz_target;
use std::hint::black_box;
use std::sync::LazyLock;

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    Checker::new(Settings {
        settles_links: true,
        ..Settings::at(jiff::Timestamp::UNIX_EPOCH)
    })
});

fuzz_target!(|data: &[u8]| {
    let mut reader = Reader::new(data);
    let mut standing = Standing::ReadOnly;
    let mut around: Option<Surroundings> = None;
    let mut findings = Vec::new();
    while let Ok(Some(piece)) = reader.next_piece() {
        match piece {
            Piece::Root(context) => {
                standing = CHECKER.root(&context, &mut findings);
                around = Surroundings::of(&context, standing);
            }
            Piece::Beside(beside) => {
                findings.extend(around.as_mut().and_then(|a| a.beside(&beside)));
            }
            Piece::Unit(unit) => {
                findings.extend(around.as_mut().and_then(|a| a.unit(&unit)));
                let Ok(source) = unit.source.clone() else { continue };
                match Tree::parse(source.clone(), &unit.context) {
                    Ok(tree) => {
                        black_box(CHECKER.unit(&unit, &tree, standing));
                    }
                    Err(fault) => {
                        black_box(unit_fault(&unit, &source, &fault));
                    }
                }
            }
        }
    }
    findings.extend(around.and_then(|a| a.end()));
    black_box(findings);
});
