//! Prints what is read of the indicators of a file, for a look beside the XML; then what
//! rolls up by the codes that they share.
//!
//! `cargo run --release -p flow --example results_rollup -- FILE DAY [TEXT]`
//!
//! With TEXT, only indicators whose activity or title has it.

#![allow(clippy::print_stdout)]

use flow::results::{Told, Track, by_reference, roll_up, tracks};
use iati::activity::Activity;
use iati::read::{Piece, Reader, Tree, UnitKind};
use jiff::civil::Date;
use std::error::Error;
use std::fs::File;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn read(path: &str) -> Outcome<Vec<Track>> {
    let mut reader = Reader::new(File::open(path)?);
    let mut all = Vec::new();
    while let Some(piece) = reader.next_piece().map_err(|e| e.to_string())? {
        let Piece::Unit(unit) = piece else { continue };
        let (UnitKind::Activity, Ok(source)) = (unit.kind, unit.source) else {
            continue;
        };
        let Ok(tree) = Tree::parse(source, &unit.context) else {
            continue;
        };
        let activity = Activity::read(&tree, &unit.context, unit.start);
        let reporter = activity.reporting_org.reference.unwrap_or_default();
        let results = iati::results::read(&tree, unit.start);
        all.extend(tracks(&activity.identifier, &reporter, &results));
    }
    Ok(all)
}

fn told(told: &Told) -> String {
    let whole = told.whole.number().map(|n| n.to_string());
    let whole = whole
        .or_else(|| told.whole.gap().map(|g| g.to_string()))
        .unwrap_or_default();
    match told.parts.len() {
        0 => whole,
        n => format!("{whole} (+ {n} parts)"),
    }
}

fn print(track: &Track, as_of: Date) {
    let title = track.titles.first().map_or("", String::as_str);
    let way = if track.ascending { "rising" } else { "falling" };
    println!(
        "{} · line {} · {}",
        track.activity, track.at.line, track.at.path
    );
    println!("  {title}");
    println!(
        "  {}, {way}, {}; may be added: {:?}",
        track.measure, track.nature, track.addable
    );
    println!("  baseline {}", told(&track.baseline));
    for span in &track.spans {
        let days = span
            .days()
            .map_or_else(|| "no days".to_owned(), |(a, b)| format!("{a} to {b}"));
        println!(
            "  {days}: target {}, actual {}",
            told(&span.target),
            told(&span.actual)
        );
    }
    let stand = track.stand(as_of);
    match &stand.actual {
        Ok(actual) => println!(
            "  = {actual} of {:?}; progress {}",
            stand.last_target.map(|t| t.0),
            share(&stand.progress)
        ),
        Err(why) => println!("  = none: {why}"),
    }
    for gap in &stand.gaps {
        println!("  gap {}: {} ({})", gap.kind.id(), gap.why, gap.at.path);
    }
}

fn share(progress: &flow::results::Progress) -> String {
    use flow::results::Progress;
    let percent = |r: &flow::exact::Ratio| r.rounded(4).map_or_else(String::new, |d| d.to_string());
    match progress {
        Progress::FromBaseline(r) => format!("{} from the baseline", percent(r)),
        Progress::OfTarget(r) => format!("{} of the target", percent(r)),
        Progress::Undefined(why) => format!("undefined: {why}"),
    }
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, day, rest @ ..] = &arguments[..] else {
        return Err("give FILE and DAY".into());
    };
    let as_of: Date = day.parse()?;
    let wanted = rest.first().map_or("", String::as_str);
    let all = read(path)?;
    let is_wanted =
        |t: &&Track| t.activity.contains(wanted) || t.titles.iter().any(|t| t.contains(wanted));
    for track in all.iter().filter(is_wanted) {
        print(track, as_of);
    }
    for ((vocabulary, code, _), members) in by_reference(&all).iter().filter(|(_, m)| m.len() > 1) {
        for rollup in roll_up(members.iter().copied(), as_of) {
            let out = rollup
                .members
                .iter()
                .filter(|m| m.left_out.is_some())
                .count();
            println!(
                "{vocabulary}:{code}: {} members, {out} left out, actual {:?}, target {:?}",
                rollup.members.len(),
                rollup.actual,
                rollup.target
            );
        }
    }
    Ok(())
}
