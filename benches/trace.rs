//! How fast money is followed.
//!
//! `cargo run --release -p flow --example trace_speed -- [EDGES] [DEEP]`: invents
//! accounts with so many pairs of activities that pay each other, in layers of
//! which one pays the next, told by both sides; makes the graph, follows the money
//! of the activity from which most goes on, and prints the CPU time of each step
//! and the memory held.

use flow::reconcile::{ActivityDraft, ActivityIndex, Aliases, LineDraft, LineId, Named};
use flow::trace::{
    Accounts, Convention, Direction, Graph, Joined, Series, SvgLayout, TextLayout, Unit, Whose,
    svg, text, trace,
};
use iati::said::English;
use jiff::ToSpan;
use jiff::civil::date;
use rust_decimal::Decimal;
use std::hint::black_box;

#[path = "../crates/flow/examples/change_benchmark/dice.rs"]
#[allow(dead_code)]
mod dice;

#[expect(clippy::print_stdout, reason = "it prints what it measured")]
fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|a| a.parse().ok());
    let edges: usize = arguments.next().unwrap_or(1_000_000);
    let deep: usize = arguments.next().unwrap_or(6).max(2);
    println!("before: {} MB", memory());
    let begun = cpu();
    let (accounts, pairs) = invented(edges, deep);
    println!(
        "accounts of {} lines: {:.2} s, {} MB",
        accounts.len(),
        cpu() - begun,
        memory()
    );
    let begun = cpu();
    let joined = pairs.iter().map(|(giver, receiver)| Joined {
        giver: std::slice::from_ref(giver),
        receiver: std::slice::from_ref(receiver),
        is_duplicate: false,
    });
    let graph = Graph::new(&accounts, joined, Series::Payments, Whose::Giver);
    println!(
        "graph of {} nodes and {} edges: {:.2} s, {} MB",
        graph.len(),
        graph.edges(),
        cpu() - begun,
        memory()
    );
    let Ok(start) = graph.find("XA-0-0") else {
        return;
    };
    for convention in [Convention::ProRata, Convention::FirstInFirstOut] {
        let begun = cpu();
        let trace = trace(&graph, start, Direction::Down, convention, None);
        println!(
            "{convention:?}: {} steps, {} flows: {:.2} s, {} MB",
            trace.steps.len(),
            trace.flows.len(),
            cpu() - begun,
            memory()
        );
        let begun = cpu();
        black_box(text(&trace, &TextLayout::default(), &English));
        black_box(svg(&trace, &SvgLayout::default(), &English));
        println!("text and picture: {:.2} s", cpu() - begun);
    }
}

/// Activities in layers, ten edges each, every tenth edge back to the layer
/// before.
fn invented(edges: usize, deep: usize) -> (Accounts, Vec<(LineId, LineId)>) {
    let mut dice = dice::Dice::new(7);
    let wide = (edges / 10 / deep).max(1);
    let id = |layer: usize, at: usize| format!("XA-{layer}-{at}");
    let mut accounts = Accounts::new(Unit::usd(), Aliases::default());
    let mut activities: Vec<Vec<ActivityIndex>> = Vec::new();
    for layer in 0..=deep {
        let own = (0..wide).map(|at| {
            let (id, publisher) = (id(layer, at), format!("XA-{layer}-P{}", at % 1000));
            accounts.activity(&ActivityDraft {
                identifier: &id,
                reporter: Named {
                    reference: Some(&publisher),
                    ..Named::default()
                },
                title: Some("An invented activity"),
                ..ActivityDraft::default()
            })
        });
        activities.push(own.collect());
    }
    let mut pairs = Vec::with_capacity(edges);
    for edge in 0..edges {
        let layer = edge % deep;
        let (from, to) = (dice.below(wide), dice.below(wide));
        let (mut giver, mut receiver) = ((layer, from), (layer + 1, to));
        if layer > 1 && dice.happens(100) {
            (giver, receiver) = (receiver, giver);
        }
        let day = date(2015, 1, 1).saturating_add(dice.between(0, 3000).days());
        let amount = Decimal::new(dice.between(1_000, 100_000_000), 2);
        let mut line = |kind: &str, own: (usize, usize), other: (usize, usize)| {
            let named = id(other.0, other.1);
            accounts.line(
                activities[own.0][own.1],
                &LineDraft {
                    kind: Some(kind),
                    date: Some(day),
                    value: Some(amount),
                    currency: Some("USD"),
                    other: Named {
                        activity: Some(&named),
                        ..Named::default()
                    },
                    ..LineDraft::default()
                },
            )
        };
        pairs.push((line("3", giver, receiver), line("1", receiver, giver)));
    }
    (accounts, pairs)
}

/// Seconds of CPU used, where the system tells; it counts in hundredths.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2);
    ticks.filter_map(|t| t.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Megabytes held now, where the system tells.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:"));
    let number = line.and_then(|l| l.split_whitespace().nth(1));
    number.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1000
}
