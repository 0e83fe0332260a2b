//! Counts how often matches of a kind and a margin are right, and prints it as
//! the tables of `reconcile/confidence.rs`.

use crate::invented;
use flow::reconcile::{Category, reconcile};
use std::collections::BTreeMap;

fn kind(category: Category) -> &'static str {
    match category {
        Category::Agree | Category::DateShift | Category::Cutoff => "EQUAL",
        Category::Currency => "CONVERTED",
        Category::AmountSmall => "SMALL",
        Category::AmountLarge => "LARGE",
        Category::Instalments => "INSTALMENTS",
        Category::Aggregated => "AGGREGATED",
        Category::Duplicate => "DUPLICATE",
        Category::SignReversal => "REVERSAL",
        _ => "WRONG_TYPE",
    }
}

/// A run of matches of like margin.
struct Block {
    margin: f64,
    right: f64,
    count: f64,
}

pub fn print(seeds: u64, events: usize) {
    let mut claims: BTreeMap<&str, Vec<(i32, bool)>> = BTreeMap::new();
    for seed in 0..seeds {
        // Books of every degree, none of them among those of the tests.
        let bad = 1000 * seed as i64 / seeds.max(2).saturating_sub(1) as i64;
        let (books, truth) = invented::books(50_000 + seed, events, bad);
        let told = reconcile(&books);
        for (one, right, _) in truth.judge(&told) {
            claims
                .entry(kind(one.category))
                .or_default()
                .push((one.odds, right));
        }
    }
    for (name, mut claims) in claims {
        claims.sort_unstable();
        let steps = steps(&claims);
        let text: Vec<String> = steps
            .iter()
            .map(|(m, s)| format!("({m}, {s:.4})"))
            .collect();
        println!("const {name}: &[Step] = &[{}];", text.join(", "));
    }
}

/// Equal counts, pooled until no share is less than the one before, as points.
fn steps(claims: &[(i32, bool)]) -> Vec<(i32, f64)> {
    let size = (claims.len() / 24).clamp(25, 4000);
    let mut blocks: Vec<Block> = Vec::new();
    for chunk in claims.chunks(size) {
        let count = chunk.len() as f64;
        blocks.push(Block {
            margin: chunk.iter().map(|c| f64::from(c.0)).sum::<f64>() / count,
            right: chunk.iter().filter(|c| c.1).count() as f64,
            count,
        });
        while let [.., a, b] = &blocks[..]
            && a.right / a.count >= b.right / b.count
        {
            let count = a.count + b.count;
            let margin = (a.margin * a.count + b.margin * b.count) / count;
            let right = a.right + b.right;
            blocks.truncate(blocks.len() - 2);
            blocks.push(Block {
                margin,
                right,
                count,
            });
        }
    }
    // One more wrong than counted: nothing is certain because it was not seen.
    let share = |b: &Block| (b.right + 0.3) / (b.count + 0.6);
    let mut steps: Vec<(i32, f64)> = blocks
        .iter()
        .map(|b| (b.margin.round() as i32, share(b)))
        .collect();
    for at in 1..steps.len() {
        steps[at].1 = steps[at].1.max(steps[at - 1].1);
    }
    steps.dedup_by_key(|s| s.0);
    steps
}
