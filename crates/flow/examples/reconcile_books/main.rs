//! Lays labelled books beside each other and counts what is found.
//!
//! ```text
//! cargo run --release -p flow --example reconcile_books -- invented [SEEDS] [EVENTS]
//! … -- folder FOLDER RATES.csv [CLAIMS.csv]    books with their truth, e.g. `pairs/small-hard`
//! … -- files RATES.csv COUNT FILE…             any publications: tables, and COUNT matches to judge
//! … -- without [FOLDER RATES.csv]              what each kind of evidence is worth
//! … -- fit [SEEDS] [EVENTS]                    the tables of `reconcile/confidence.rs`
//! … -- speed [EVENTS]…                         time and memory
//! … -- speed dense LINES ACTIVITIES            two organisations, a dozen round amounts, no identifiers
//! ```

#![allow(clippy::print_stdout)]

#[path = "../change_benchmark/dice.rs"]
mod dice;
mod files;
mod fit;
mod invented;
mod labelled;
mod truth;

use flow::reconcile::{PARTS, reconcile, reconcile_without};
use labelled::{Labelled, Outcome, Rates};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;
use truth::Score;

/// How bad the invented books are, in thousandths.
const BADNESS: &[i64] = &[0, 250, 500, 750, 1000];

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |at: usize, default: u64| -> Outcome<u64> {
        Ok(words.get(at).map_or(Ok(default), |n| n.parse())?)
    };
    match words[..] {
        ["folder", folder, rates, ref rest @ ..] => folder_of(folder, rates, rest.first().copied()),
        ["files", rates, many, ref paths @ ..] => {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            files::show(&Rates::read(Path::new(rates))?, many.parse()?, &paths)
        }
        ["without", folder, rates] => without(Some((folder, rates))),
        ["without"] => without(None),
        ["fit", ..] => {
            fit::print(number(1, 20)?, number(2, 1000)? as usize);
            Ok(())
        }
        ["speed", ref sizes @ ..] => speed(sizes),
        _ => {
            invented_of(number(1, 4)?, number(2, 1000)? as usize);
            Ok(())
        }
    }
}

fn invented_of(seeds: u64, events: usize) {
    for bad in BADNESS {
        let mut all = Score::default();
        for seed in 1..=seeds {
            let (books, truth) = invented::books(seed, events, *bad);
            all.add(&truth.score(&reconcile(&books)));
        }
        println!(
            "bad {bad}: {seeds} books of {events} events\n{}",
            all.table()
        );
    }
}

fn folder_of(folder: &str, rates: &str, claims: Option<&str>) -> Outcome<()> {
    let read = labelled::read(Path::new(folder), &Rates::read(Path::new(rates))?)?;
    let told = reconcile(&read.books);
    println!(
        "{folder}: {} matches, {} open\n{}",
        told.matches.len(),
        told.open.len(),
        read.truth.score(&told).table()
    );
    if let Some(path) = claims {
        std::fs::write(path, claims_of(&read, &told))?;
    }
    Ok(())
}

/// One row a line of every match and every one-sided call.
fn claims_of(read: &Labelled, told: &flow::reconcile::Reconciliation) -> String {
    let mut text = "match_id,file,activity_id,tx_index,category,confidence\n".to_owned();
    let mut row = |id: usize, line: flow::reconcile::LineId, category: &str, confidence: f64| {
        if let Some((file, activity, place)) = read.keys.get(line.0 as usize) {
            let _ = writeln!(
                text,
                "{id},{file},{activity},{place},{category},{confidence:.4}"
            );
        }
    };
    for (id, one) in told.matches.iter().enumerate() {
        for line in one.donor.iter().chain(&one.recipient) {
            row(id, *line, one.category.as_str(), one.confidence);
        }
    }
    for (id, open) in (told.matches.len()..).zip(&told.open) {
        row(id, open.line, open.category.as_str(), 0.0);
    }
    text
}

fn without(of: Option<(&str, &str)>) -> Outcome<()> {
    let mut all: Vec<(String, Option<flow::reconcile::Part>)> = vec![("nothing".to_owned(), None)];
    all.extend(
        PARTS
            .iter()
            .map(|(part, name)| ((*name).to_owned(), Some(*part))),
    );
    let mut books = Vec::new();
    if let Some((folder, rates)) = of {
        let read = labelled::read(Path::new(folder), &Rates::read(Path::new(rates))?)?;
        books.push((read.books, read.truth));
    } else {
        for (seed, bad) in (1..).zip(BADNESS) {
            books.push(invented::books(seed, 1000, *bad));
        }
    }
    for (name, part) in all {
        let mut score = Score::default();
        for (books, truth) in &books {
            score.add(&truth.score(&reconcile_without(books, part)));
        }
        println!("without {name:<12} {}", score.line());
    }
    Ok(())
}

fn speed(sizes: &[&str]) -> Outcome<()> {
    if let ["dense", lines, activities] = sizes[..] {
        let books = invented::dense(lines.parse()?, activities.parse()?);
        let start = Instant::now();
        let told = reconcile(&books);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{} lines, {seconds:.2} s, {} MB at most, {} matches",
            books.len(),
            peak(),
            told.matches.len()
        );
        return Ok(());
    }
    for size in sizes {
        let events: usize = size.parse()?;
        let start = Instant::now();
        let (books, truth) = invented::books(7, events, 600);
        let made = start.elapsed().as_secs_f64();
        let memory = resident();
        let start = Instant::now();
        let told = reconcile(&books);
        println!(
            "{events} events, {} lines: {:.2} s (made in {made:.2} s), {} MB before, {} MB at most, {} matches, {}",
            books.len(),
            start.elapsed().as_secs_f64(),
            memory,
            peak(),
            told.matches.len(),
            truth.score(&told).line()
        );
    }
    Ok(())
}

/// Megabytes that this process holds, where the system says so.
fn resident() -> u64 {
    status("VmRSS:")
}

fn peak() -> u64 {
    status("VmHWM:")
}

fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix(name));
    let size = line.and_then(|l| l.split_whitespace().next());
    size.and_then(|s| s.parse::<u64>().ok()).unwrap_or(0) / 1024
}
