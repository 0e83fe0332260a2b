//! Results of real publications, where they lie in a folder `shared` beside the checkout.

#![allow(clippy::print_stderr)]

use flow::results::{
    LeftOut, Measure, Nature, NoFigure, Reading, Track, by_reference, roll_up, tracks,
};
use iati::activity::Activity;
use iati::amount::Sum;
use iati::read::{Piece, Reader, Tree, UnitKind};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.to_string_lossy().contains(".xml") {
            found.push(path);
        }
    }
}

fn open(path: &Path) -> Option<Box<dyn Read>> {
    let file = File::open(path).ok()?;
    match path.extension().is_some_and(|e| e == "zst") {
        true => Some(Box::new(zstd::Decoder::new(file).ok()?)),
        false => Some(Box::new(file)),
    }
}

/// All indicators of a file, as far as it can be read.
fn read(path: &Path) -> Vec<Track> {
    let mut all = Vec::new();
    let Some(file) = open(path) else { return all };
    let mut reader = Reader::new(file);
    while let Ok(Some(piece)) = reader.next_piece() {
        let Piece::Unit(unit) = piece else { continue };
        let (UnitKind::Activity, Ok(source)) = (unit.kind, unit.source) else {
            continue;
        };
        let Ok(tree) = Tree::parse(source, &unit.context) else {
            continue;
        };
        let activity = Activity::read(&tree, &unit.context, unit.start);
        let results = iati::results::read(&tree, unit.start);
        let told: usize = activity.results.iter().map(|r| r.indicators.len()).sum();
        let reporter = activity.reporting_org.reference.unwrap_or_default();
        let read = tracks(&activity.identifier, &reporter, &results);
        assert_eq!(
            read.len(),
            told,
            "{}: {}",
            path.display(),
            activity.identifier
        );
        all.extend(read);
    }
    all
}

#[derive(Default)]
struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    fn count(&mut self, name: &'static str, times: usize) {
        *self.0.entry(name).or_default() += times;
    }

    fn reading(&mut self, reading: &Reading) {
        let name = match reading {
            Reading::Known(n) if n.mended => "values mended",
            Reading::Known(_) => "values known",
            Reading::Missing => "values missing",
            Reading::NotAvailable(_) => "values not available",
            Reading::Unreadable { .. } => "values unreadable",
            Reading::Words(_) => "values in words",
            Reading::OnlyParts(_) => "values in parts only",
        };
        self.count(name, 1);
    }
}

fn no_figure(why: &NoFigure) -> &'static str {
    match why {
        NoFigure::NotANumber(_) => "without: no number",
        NoFigure::NoActual => "without: no actual",
        NoFigure::Uncertain(_) => "without: uncertain",
        NoFigure::Overlap(..) => "without: overlap",
        NoFigure::TwoLatest(..) => "without: two latest",
        NoFigure::TooLarge => "without: too large",
    }
}

fn left_out(why: &LeftOut) -> &'static str {
    match why {
        LeftOut::NoFigure(_) => "left out: no figure",
        LeftOut::NotAddable => "left out: not addable",
        LeftOut::Average(_) => "left out: average",
        LeftOut::NoFraction => "left out: percentage",
        LeftOut::Repeated(_) => "left out: repeated",
        LeftOut::TooLarge => "left out: too large",
    }
}

/// What must hold of any indicator.
fn sound(track: &Track, as_of: Date, tally: &mut Tally) {
    let stand = track.stand(as_of);
    tally.count("indicators", 1);
    tally.count("periods", track.spans.len());
    tally.count("gaps", stand.gaps.len());
    tally.reading(&track.baseline.whole);
    for span in &track.spans {
        tally.reading(&span.target.whole);
        tally.reading(&span.actual.whole);
    }
    let actual = match stand.actual {
        Ok(actual) => actual,
        Err(why) => return tally.count(no_figure(&why), 1),
    };
    tally.count("with a figure", 1);
    let told: Vec<_> = stand
        .counted
        .iter()
        .filter_map(|at| track.spans[*at].actual.whole.number())
        .collect();
    assert_eq!(told.len(), stand.counted.len());
    if track.nature.nature() == Some(Nature::Cumulative) || track.measure == Measure::Percentage {
        assert_eq!(
            told,
            [actual],
            "{}: {} is not added",
            track.activity,
            track.at.path
        );
    }
    let mut sum = Sum::default();
    told.iter().for_each(|n| sum.add(*n));
    assert_eq!(
        sum.to_string(),
        actual.normalize().to_string(),
        "{}",
        track.at.path
    );
}

#[test]
fn real_results_roll_up() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/iati");
    if !shared.exists() {
        eprintln!("skipped: no folder “shared” beside the checkout");
        return;
    }
    let as_of = jiff::civil::date(2026, 1, 1);
    let mut found = Vec::new();
    files(&shared, &mut found);
    found.sort();
    let mut tally = Tally::default();
    for path in &found {
        let all = read(path);
        all.iter().for_each(|track| sound(track, as_of, &mut tally));
        for members in by_reference(&all).values() {
            for rollup in roll_up(members.iter().copied(), as_of) {
                tally.count("roll-ups", 1);
                let counted = rollup
                    .members
                    .iter()
                    .filter(|m| m.left_out.is_none())
                    .count();
                tally.count("members counted", counted);
                tally.count("members left out", rollup.members.len() - counted);
                let out = rollup.members.iter().filter_map(|m| m.left_out.as_ref());
                out.for_each(|why| tally.count(left_out(why), 1));
                assert!(rollup.compared <= counted);
            }
        }
    }
    eprintln!("{} files", found.len());
    for (name, times) in &tally.0 {
        eprintln!("{times:>8} {name}");
    }
    let of = |name| tally.0.get(name).copied().unwrap_or_default();
    let without = tally
        .0
        .iter()
        .filter(|(name, _)| name.starts_with("without"));
    let without: usize = without.map(|(_, times)| times).sum();
    assert_eq!(of("with a figure") + without, of("indicators"));
    for name in [
        "indicators",
        "roll-ups",
        "values unreadable",
        "values not available",
        "members counted",
    ] {
        assert!(of(name) > 0, "no {name}");
    }
}
