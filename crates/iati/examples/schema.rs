//! Checks files against the schema alone: `cargo run --release -p iati
//! --example schema -- FILE…` prints `valid FILE` or `invalid FILE` with its
//! faults. `tools/mutate.py` compares it with `xmllint --schema`.
//!
//! `--quiet` leaves out the faults, `--time` adds how long the walk took, the
//! best of ten.

use iati::check::{Standing, Surroundings};
use iati::finding::Finding;
use iati::position::Position;
use iati::read::{Context, Piece, Reader, Tree, Unit};
use iati::schema::{Fault, Place, Schema};
use iati::version::Version;
use std::io::Write;
use std::time::{Duration, Instant};

#[derive(Default)]
struct Report {
    lines: Vec<String>,
    elements: usize,
    spent: Duration,
    bare: Duration,
    repeats: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|a| a == flag);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for file in arguments.iter().filter(|a| !a.starts_with("--")) {
        let mut report = Report {
            repeats: if has("--time") { 10 } else { 1 },
            ..Report::default()
        };
        match std::fs::read(file) {
            Ok(bytes) => check(&bytes, &mut report),
            Err(error) => report.lines.push(error.to_string()),
        }
        let verdict = if report.lines.is_empty() {
            "valid"
        } else {
            "invalid"
        };
        let _ = writeln!(out, "{verdict} {file}");
        for line in report.lines.iter().filter(|_| !has("--quiet")) {
            let _ = writeln!(out, "  {line}");
        }
        if has("--time") && report.elements > 0 {
            let each = |spent: Duration| spent.as_nanos() / report.elements as u128;
            let (walk, bare) = (each(report.spent), each(report.bare));
            let count = report.elements;
            let _ = writeln!(
                out,
                "  {count} elements, {walk} ns each; to look at them {bare} ns"
            );
        }
    }
}

fn check(bytes: &[u8], report: &mut Report) {
    let mut reader = Reader::new(bytes);
    let mut schema = None;
    let mut around: Option<Surroundings> = None;
    let mut places = Vec::new();
    let say = |report: &mut Report, found: Option<Finding>| {
        report.lines.extend(found.map(|f| f.message));
    };
    loop {
        match reader.next_piece() {
            Ok(Some(Piece::Root(context))) => {
                schema = root(&context, report);
                let standing = Standing::Checked(context.version().unwrap_or(Version::V1_01));
                around = Surroundings::of(&context, standing);
            }
            Ok(Some(Piece::Unit(unit))) => {
                say(report, around.as_mut().and_then(|a| a.unit(&unit)));
                if let Some(schema) = schema {
                    check_unit(schema, &unit, &mut places, report);
                }
            }
            Ok(Some(Piece::Beside(beside))) => {
                say(report, around.as_mut().and_then(|a| a.beside(&beside)));
            }
            Ok(None) => return say(report, around.and_then(|a| a.end())),
            Err(fault) => return report.lines.push(fault.to_string()),
        }
    }
}

fn root(context: &Context, report: &mut Report) -> Option<Schema> {
    let version = context.version();
    if !matches!(
        context.root.as_str(),
        "iati-activities" | "iati-organisations"
    ) {
        report.lines.push(format!("the root is <{}>", context.root));
        return None;
    }
    // Where no version is stated, the first is meant.
    let schema = Schema::of(version.unwrap_or(Version::V1_01));
    let faults = schema.root_faults(context);
    report.lines.extend(faults.into_iter().map(|f| f.message));
    Some(schema)
}

fn check_unit(schema: Schema, unit: &Unit, places: &mut Vec<Place>, report: &mut Report) {
    let Ok(source) = &unit.source else {
        return report.lines.push(format!("{}: left out", unit.path()));
    };
    let tree = match Tree::parse(source.clone(), &unit.context) {
        Ok(tree) => tree,
        Err(fault) => return report.lines.push(format!("{}: {fault:?}", unit.path())),
    };
    let mut faults: Vec<Fault<'_>> = Vec::new();
    // The best of a few, since the machine does other things too.
    let times = (0..report.repeats).map(|_| {
        let start = Instant::now();
        schema.check(&tree, &unit.context, places, &mut faults);
        start.elapsed()
    });
    report.spent += times.min().unwrap_or_default();
    if report.repeats > 1 {
        let times = (0..report.repeats).map(|_| bare(&tree));
        report.bare += times.min().unwrap_or_default();
    }
    report.elements += places.len();
    assert_eq!(places.len(), tree.elements().count());
    for fault in faults.iter().take(100) {
        let at: Position = tree.position(unit.start, fault.offset);
        let path = fault.path();
        let slash = if path.is_empty() { "" } else { "/" };
        let message = fault.message();
        report
            .lines
            .push(format!("{at} {}{slash}{path}: {message}", unit.path()));
    }
}

/// How long it takes to look at every element, attribute and text at all.
fn bare(tree: &Tree) -> Duration {
    let start = Instant::now();
    for element in tree.elements() {
        std::hint::black_box((element.name(), element.span()));
        for attribute in element.attributes() {
            std::hint::black_box((attribute.name(), attribute.value()));
        }
    }
    for text in tree.texts() {
        std::hint::black_box((text.span(), text.value()));
    }
    start.elapsed()
}
