//! Activities that go on under another identifier: the same content, as far as
//! their transactions tell, or their title and dates where they have few.

use super::publication::Lone;
use super::record::{Kind, Record, Value};
use crate::key;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// An identifier that was replaced by another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Renamed {
    pub older: String,
    pub newer: String,
}

impl Renamed {
    pub(super) fn of(older: &Lone, newer: &Lone) -> Self {
        Self {
            older: older.identifier.clone(),
            newer: newer.identifier.clone(),
        }
    }
}

/// Lone activities, those that belong together apart.
pub(super) struct Found {
    /// In order of the older identifier.
    pub pairs: Vec<(Lone, Lone)>,
    pub vanished: Vec<Lone>,
    pub appeared: Vec<Lone>,
}

/// A trait that more activities than this share says nothing of one of them.
const COMMON: usize = 8;

pub(super) fn find(mut vanished: Vec<Lone>, mut appeared: Vec<Lone>) -> Found {
    let order = |a: &Lone, b: &Lone| a.identifier.cmp(&b.identifier);
    vanished.sort_by(order);
    appeared.sort_by(order);
    let mut weighed: Vec<(u32, usize, usize)> = candidates(&vanished, &appeared)
        .into_iter()
        .map(|(i, j)| (likeness(&vanished[i], &appeared[j]), i, j))
        .filter(|(score, _, _)| *score > 0)
        .collect();
    weighed.sort_unstable_by_key(|(score, i, j)| (std::cmp::Reverse(*score), *i, *j));
    let mut to: HashMap<usize, usize> = HashMap::new();
    let mut taken: HashSet<usize> = HashSet::new();
    for (_, i, j) in weighed {
        if !to.contains_key(&i) && taken.insert(j) {
            to.insert(i, j);
        }
    }
    split(vanished, appeared, &to)
}

fn split(vanished: Vec<Lone>, appeared: Vec<Lone>, to: &HashMap<usize, usize>) -> Found {
    let mut newer: Vec<Option<Lone>> = appeared.into_iter().map(Some).collect();
    let (mut pairs, mut alone) = (Vec::new(), Vec::new());
    for (at, lone) in vanished.into_iter().enumerate() {
        match to.get(&at).and_then(|j| newer[*j].take()) {
            Some(other) => pairs.push((lone, other)),
            None => alone.push(lone),
        }
    }
    Found {
        pairs,
        vanished: alone,
        appeared: newer.into_iter().flatten().collect(),
    }
}

/// What an activity may be known by: its identifier however it is written, its
/// title, its transactions.
fn traits(lone: &Lone) -> HashSet<String> {
    let mut found = HashSet::new();
    found.insert(format!("i {}", key::of(&lone.identifier)));
    if let Some(title) = lone.record.text("title") {
        found.insert(format!("t {title}"));
    }
    for t in lone.record.children_of(Kind::Transaction) {
        found.insert(format!("m {}", money_key(t)));
    }
    found
}

/// What money moved when; parties and words may change with the identifier.
pub(super) fn money_key(t: &Record) -> String {
    let fields = ["type", "date", "value", "currency"];
    let text = |field: &&str| t.get(field).map(Value::text).unwrap_or_default();
    let parts: Vec<String> = fields.iter().map(text).collect();
    parts.join("|")
}

fn candidates(vanished: &[Lone], appeared: &[Lone]) -> Vec<(usize, usize)> {
    let mut by_trait: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, lone) in vanished.iter().enumerate() {
        for name in traits(lone) {
            by_trait.entry(name).or_default().0.push(at);
        }
    }
    for (at, lone) in appeared.iter().enumerate() {
        for name in traits(lone) {
            if let Some((_, newer)) = by_trait.get_mut(&name) {
                newer.push(at);
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (older, newer) in by_trait.into_values() {
        if older.len() <= COMMON && newer.len() <= COMMON {
            pairs.extend(older.iter().flat_map(|i| newer.iter().map(|j| (*i, *j))));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// From 0 (not the same activity) up.
fn likeness(older: &Lone, newer: &Lone) -> u32 {
    if key::same(&older.identifier, &newer.identifier) {
        return 1000;
    }
    let (a, b) = (&older.record, &newer.record);
    let title = a.text("title").is_some() && a.text("title") == b.text("title");
    let (common, of_older, of_newer) = in_common(a, b);
    let most = of_older > 0 && common * 10 >= of_older * 8 && common * 2 >= of_newer;
    let share = u32::try_from(common * 100 / of_older.max(1)).unwrap_or(0);
    match (of_older, most) {
        (3.., true) => 100 + share + u32::from(title) * 50,
        (1..3, true) if title => 100 + share,
        (0, _) if title && of_newer <= 2 && say_the_same(a, b) => 50,
        _ => 0,
    }
}

/// Transactions that both have, and how many each has.
fn in_common(a: &Record, b: &Record) -> (usize, usize, usize) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let (older, newer) = (
        a.children_of(Kind::Transaction),
        b.children_of(Kind::Transaction),
    );
    for t in older {
        *counts.entry(money_key(t)).or_default() += 1;
    }
    let mut common = 0;
    for t in newer {
        if let Some(left) = counts.get_mut(&money_key(t)).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    (common, older.len(), newer.len())
}

/// Activities without transactions: the same description, or the same dates and
/// places.
fn say_the_same(a: &Record, b: &Record) -> bool {
    let description = a.text("description");
    let hashes = |r: &Record, kind: Kind| -> Vec<u64> {
        r.children_of(kind).iter().map(|c| c.hash).collect()
    };
    let same = |kind: Kind| !a.children_of(kind).is_empty() && hashes(a, kind) == hashes(b, kind);
    let words = description.is_some() && description == b.text("description");
    words || same(Kind::Date) && same(Kind::Place)
}
