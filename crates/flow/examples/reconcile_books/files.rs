//! Lays any publications beside each other and shows what comes of it, to be
//! judged by hand.

use crate::labelled::{Outcome, Rates, read_files};
use flow::reconcile::{Books, CATEGORIES, LineId, Match, Reconciliation, reconcile};
use std::collections::BTreeMap;
use std::path::PathBuf;

pub fn show(rates: &Rates, many: usize, paths: &[PathBuf]) -> Outcome<()> {
    let read = read_files(paths, rates)?;
    let told = reconcile(&read.books);
    println!(
        "{} lines, {} matches, {} open",
        read.books.len(),
        told.matches.len(),
        told.open.len()
    );
    tables(&told);
    let mut sorted: Vec<&Match> = told.matches.iter().collect();
    sorted.sort_by(|a, b| {
        a.confidence
            .total_cmp(&b.confidence)
            .then(a.score.cmp(&b.score))
    });
    for at in 0..many.min(sorted.len()) {
        let one = sorted[at * sorted.len() / many.min(sorted.len())];
        one_match(&read.books, one);
    }
    Ok(())
}

fn tables(told: &Reconciliation) {
    for category in CATEGORIES {
        let of = told
            .matches
            .iter()
            .filter(|m| m.category == category.category);
        let (all, auto) = of.fold((0, 0), |(n, a), m| (n + 1, a + usize::from(m.is_auto)));
        if all > 0 {
            println!(
                "  {:<20}{all:>7} matches, {auto} without a person's decision",
                category.name
            );
        }
    }
    let mut why: BTreeMap<String, usize> = BTreeMap::new();
    for open in &told.open {
        *why.entry(format!("{} {:?}", open.category.as_str(), open.why))
            .or_default() += 1;
    }
    for (why, count) in why {
        println!("  {why:<44}{count:>7} open");
    }
}

fn one_match(books: &Books, one: &Match) {
    println!(
        "\n{} {:?} confidence {:.3} score {} margin {} auto {}",
        one.category.as_str(),
        one.slip,
        one.confidence,
        one.score,
        one.margin,
        one.is_auto
    );
    for (side, lines) in [("giver", &one.donor), ("receiver", &one.recipient)] {
        for line in lines {
            println!("  {side:<9}{}", line_of(books, *line));
        }
    }
    for feature in &one.features {
        println!("    {:>7} {:?}", feature.weight, feature.observed);
    }
    if let Some(other) = &one.runner_up {
        println!(
            "    instead ({}): {:?} {:?}",
            other.score, other.donor, other.recipient
        );
    }
}

fn line_of(books: &Books, line: LineId) -> String {
    let place = books.place(line);
    let named = place.and_then(|(activity, _)| books.named(activity));
    let (source, id) = named.unwrap_or_default();
    let draft = books.draft(line).unwrap_or_default();
    format!(
        "{id} [{}] {} {:?} {:?} {} {:?} {:?} ({source})",
        place.map_or(0, |p| p.1),
        draft.kind.unwrap_or("?"),
        draft.date,
        draft.value,
        draft.currency.unwrap_or("?"),
        draft.other,
        draft.reference
    )
}
