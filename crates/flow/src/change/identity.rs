//! Which record of the newer version is which of the older.
//!
//! What is equal in every field meets first. The rest is paired inside its list
//! so that the total unlikeness is least; what is too unlike stays alone, as
//! removed or added. Lists are sorted by content first, so the order in the file
//! never matters; large lists are paired within blocks of a common date, amount
//! or reference, so that time stays linear.

use super::alike::{LIMIT, Surroundings, cost};
use super::assign::{Edge, best};
use super::record::{Record, Value, apart, by_content, content, side_by_side};
use std::collections::HashMap;

/// Pairs that differ, and records without a counterpart.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    pub changed: Vec<(&'a Record, &'a Record)>,
    pub removed: Vec<&'a Record>,
    pub added: Vec<&'a Record>,
}

/// Up to so many possible pairs all are weighed.
const ALL_PAIRS: usize = 4096;
/// Neighbours that are weighed on either side within a block.
const NEIGHBOURS: usize = 6;
/// The largest group (rows × columns) that is assigned exactly.
const EXACT: usize = 10_000;

/// Pairs two lists of one kind.
pub(super) fn pair<'a>(older: &'a [Record], newer: &'a [Record], about: Surroundings) -> Told<'a> {
    let (older, newer) = apart(older, newer, content);
    if older.is_empty() || newer.is_empty() {
        return Told {
            changed: Vec::new(),
            removed: older,
            added: newer,
        };
    }
    let edges = edges(&older, &newer, about);
    told(&older, &newer, assign(older.len(), newer.len(), edges))
}

/// For each newer record the place of the older one that it goes back to. Both
/// lists in order of content.
pub(super) fn ancestors(
    older: &[Record],
    newer: &[Record],
    about: Surroundings,
) -> Vec<Option<usize>> {
    let places = |all: &[Record]| -> HashMap<*const Record, usize> {
        let each = all.iter().enumerate();
        each.map(|(at, r)| (std::ptr::from_ref(r), at)).collect()
    };
    let (of_older, of_newer) = (places(older), places(newer));
    let mut found = equals(older, newer);
    for (a, b) in pair(older, newer, about).changed {
        let from = of_older.get(&std::ptr::from_ref(a)).copied();
        let place = of_newer.get(&std::ptr::from_ref(b));
        if let Some(place) = place.and_then(|at| found.get_mut(*at)) {
            *place = from;
        }
    }
    found
}

/// For each newer record the place of an equal older one, each taken once.
fn equals(older: &[Record], newer: &[Record]) -> Vec<Option<usize>> {
    let mut found = vec![None; newer.len()];
    side_by_side(older, newer, content, |i, j| {
        if let (Some(i), Some(j)) = (i, j) {
            found[j] = Some(i);
        }
    });
    found
}

fn told<'a>(older: &[&'a Record], newer: &[&'a Record], pairs: Vec<(usize, usize)>) -> Told<'a> {
    let mut of_older = vec![false; older.len()];
    let mut of_newer = vec![false; newer.len()];
    let mut changed = Vec::with_capacity(pairs.len());
    for (row, column) in pairs {
        of_older[row] = true;
        of_newer[column] = true;
        changed.push((older[row], newer[column]));
    }
    let alone = |records: &[&'a Record], paired: &[bool]| {
        let all = records.iter().zip(paired);
        all.filter(|(_, p)| !**p).map(|(r, _)| *r).collect()
    };
    Told {
        changed,
        removed: alone(older, &of_older),
        added: alone(newer, &of_newer),
    }
}

/// What two records are worth as one; nothing if they are too unlike. The lower
/// bits are drawn from the content of both: no two ways of pairing come out
/// even, so the result depends neither on order nor on direction.
fn edge(
    (row, a): (usize, &Record),
    (column, b): (usize, &Record),
    about: Surroundings,
) -> Option<Edge> {
    let worth = LIMIT - cost(a, b, about);
    let chance = mix(a.hash ^ b.hash) & 0xf_ffff;
    let weight = (worth << 32) + chance.cast_signed();
    (worth > 0).then_some(Edge {
        row,
        column,
        weight,
    })
}

/// The last step of splitmix64.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn edges(older: &[&Record], newer: &[&Record], about: Surroundings) -> Vec<Edge> {
    if older.len().saturating_mul(newer.len()) <= ALL_PAIRS {
        let all = older.iter().enumerate();
        return all
            .flat_map(|a| newer.iter().enumerate().map(move |b| (a, b)))
            .filter_map(|((i, a), (j, b))| edge((i, *a), (j, *b), about))
            .collect();
    }
    let mut places = near(older, newer);
    places.sort_unstable();
    places.dedup();
    let weighed = places.into_iter();
    weighed
        .filter_map(|(i, j)| edge((i, older[i]), (j, newer[j]), about))
        .collect()
}

/// The fields, one or two together, whose equality makes a block.
const BLOCKS: &[&[&str]] = &[
    &[],
    &["ref"],
    &["date", "type"],
    &["value", "type"],
    &["value", "currency"],
    &["date", "receiver-org/ref"],
    &["description"],
    &["title"],
    &["code"],
    &["name"],
    &["beyond"],
];

/// A record of either side in its block.
type Member<'a> = (&'a Record, usize, bool);

/// Places of records that share a block and lie close in it.
fn near(older: &[&Record], newer: &[&Record]) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for fields in BLOCKS {
        let mut blocks: HashMap<Vec<&Value>, Vec<Member<'_>>> = HashMap::new();
        let sides = [(older, true), (newer, false)];
        for (records, is_older) in sides {
            for (at, record) in records.iter().enumerate() {
                if let Some(key) = block(record, fields) {
                    blocks.entry(key).or_default().push((record, at, is_older));
                }
            }
        }
        for members in blocks.into_values() {
            neighbours(members, &mut places);
        }
    }
    places
}

fn block<'a>(record: &'a Record, fields: &[&str]) -> Option<Vec<&'a Value>> {
    fields.iter().map(|field| record.get(field)).collect()
}

/// Sorts a block by date and amount, and ties each to the last few of the other
/// side before it.
fn neighbours(mut members: Vec<Member<'_>>, places: &mut Vec<(usize, usize)>) {
    let sides = members.iter().filter(|m| m.2).count();
    if sides == 0 || sides == members.len() {
        return;
    }
    members.sort_by(|a, b| {
        let rank = |r: &Record| (r.date("date"), r.number("value"));
        rank(a.0).cmp(&rank(b.0)).then_with(|| by_content(a.0, b.0))
    });
    let (mut older, mut newer): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (_, at, is_older) in members {
        if is_older {
            places.extend(newer.iter().rev().take(NEIGHBOURS).map(|j| (at, *j)));
            older.push(at);
        } else {
            places.extend(older.iter().rev().take(NEIGHBOURS).map(|i| (*i, at)));
            newer.push(at);
        }
    }
}

/// Assigns each connected group on its own.
fn assign(rows: usize, columns: usize, edges: Vec<Edge>) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for group in groups(rows, columns, edges) {
        pairs.extend(assign_group(group));
    }
    pairs.sort_unstable();
    pairs
}

fn groups(rows: usize, columns: usize, edges: Vec<Edge>) -> Vec<Vec<Edge>> {
    let mut parent: Vec<usize> = (0..rows + columns).collect();
    for e in &edges {
        let (a, b) = (root(&mut parent, e.row), root(&mut parent, rows + e.column));
        let (low, high) = (a.min(b), a.max(b));
        parent[high] = low;
    }
    let mut by_root: HashMap<usize, Vec<Edge>> = HashMap::new();
    for e in edges {
        by_root.entry(root(&mut parent, e.row)).or_default().push(e);
    }
    by_root.into_values().collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn assign_group(mut edges: Vec<Edge>) -> Vec<(usize, usize)> {
    let rows = places(edges.iter().map(|e| e.row));
    let columns = places(edges.iter().map(|e| e.column));
    if rows.len().saturating_mul(columns.len()) > EXACT {
        return greedy(edges);
    }
    let at = |places: &[usize], place: usize| places.partition_point(|p| *p < place);
    for e in &mut edges {
        e.row = at(&rows, e.row);
        e.column = at(&columns, e.column);
    }
    let found = best(rows.len(), columns.len(), &edges).into_iter();
    found.map(|(r, c)| (rows[r], columns[c])).collect()
}

fn places(all: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<usize> = all.collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The best pair first, then the best of what is left.
fn greedy(mut edges: Vec<Edge>) -> Vec<(usize, usize)> {
    edges.sort_unstable_by_key(|e| (std::cmp::Reverse(e.weight), e.row, e.column));
    let mut taken = std::collections::HashSet::new();
    let mut pairs = Vec::new();
    for e in edges {
        if !taken.contains(&(e.row, true)) && !taken.contains(&(e.column, false)) {
            taken.insert((e.row, true));
            taken.insert((e.column, false));
            pairs.push((e.row, e.column));
        }
    }
    pairs
}
