//! Any bytes, on the way that an import takes: units cut, persons taken out, the rest
//! read into activities, money by every method, results, and 2.03 again.

#![no_main]

use flow::book;
use flow::flows::counted::Summary;
use flow::flows::{Facts, METHODS};
use flow::results;
use iati::activity::Activity;
use iati::organisation::OrganisationRecord;
use iati::position::Position;
use iati::publish::{self, Mode};
use iati::read::{Context, Piece, Reader, Tree, UnitKind};
use iati::redact::Known;
use libfuzzer_sys::fuzz_target;
use std::hint::black_box;

const START: Position = Position { line: 0, column: 1 };

fuzz_target!(|data: &[u8]| {
    let mut reader = Reader::new(data);
    let mut known = Known::default();
    let mut units = Vec::new();
    while let Ok(Some(piece)) = reader.next_piece() {
        let Piece::Unit(unit) = piece else { continue };
        let Ok(source) = unit.source else { continue };
        let Ok(tree) = Tree::parse(source, &unit.context) else {
            continue;
        };
        known.collect(&tree);
        units.push((unit.kind, unit.context, tree));
    }
    let redactor = known.redactor();
    for (kind, context, tree) in &units {
        let (redacted, dropped) = redactor.redact(tree, context);
        black_box(dropped);
        match Tree::parse(redacted.into_owned(), context) {
            Ok(tree) => said(*kind, &tree, context),
            Err(fault) => panic!("what was well-formed is not after redaction: {fault:?}"),
        }
    }
});

fn said(kind: UnitKind, tree: &Tree, context: &Context) {
    black_box(publish::unit(tree, context, kind, Mode::Lenient));
    if kind == UnitKind::Organisation {
        black_box(OrganisationRecord::read(tree));
        return;
    }
    let activity = Activity::read(tree, context, START);
    black_box(book::entries(&activity));
    let facts = Facts::read(tree, context, START);
    black_box(Summary::of(&facts).classed());
    for described in METHODS {
        described.method.flows(&facts, None, &mut |flow| {
            black_box(flow);
        });
    }
    let told = iati::results::read(tree, START);
    let as_of = jiff::civil::Date::constant(2026, 1, 1);
    let tracks = results::tracks(&activity.identifier, "A", &told);
    black_box(results::roll_up(&tracks, as_of));
}
