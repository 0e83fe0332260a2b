//! Two sides' books, laid beside each other: which lines tell one event, where
//! they differ, and which stand alone.
//!
//! Every publisher's lines go into [`Books`]; [`reconcile`] finds who means whom
//! (`publisher`, `aim`), which activities pay which (`relation`), which lines may
//! be one event (`candidate`, `group`), and takes the events that together
//! explain most (`choose`). Each observation weighs what `score` says; what a
//! match of that weight is worth is in `confidence`.
//!
//! Guarantees: a line is in one match or open, never both; the order in which
//! books are read in changes nothing; a publisher that nobody names and that
//! names nobody changes nothing; nothing is matched by force.

mod aim;
mod alias;
mod block;
mod candidate;
mod choose;
mod confidence;
mod group;
mod input;
mod label;
mod name;
mod open;
mod publisher;
mod relation;
mod row;
mod score;
mod subset;
mod told;
mod words;

pub use alias::{Aliases, normal};
pub use input::{ActivityDraft, ActivityIndex, Books, Former, LineDraft, LineId, Named};
pub use name::Alike;
pub use told::{
    AmountIs, CATEGORIES, Category, CategoryText, Feature, Link, Match, NamedBy, Natural, Observed,
    Open, Reconciliation, RunnerUp, Slip, Why,
};

use block::{Context, Entry};
use candidate::{Often, Pair, Scales};
use choose::{Choice, Event, Field};
use group::Group;
use open::Coverage;
use relation::Bucket;
use score::Side;
use std::collections::HashMap;
use std::num::NonZero;

/// A kind of evidence that can be left out, to see what it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Organisations recognised by name.
    Names,
    /// What lines together say of which activity pays which.
    Relations,
    /// Identifiers of activities, on lines and in relations.
    Identifiers,
    Dates,
    /// That odd amounts are stronger evidence than round and repeated ones.
    Rarity,
    /// Transaction references.
    References,
    /// Sums, parts, corrections, repetitions.
    Groups,
}

/// All parts, with their names in tables.
pub const PARTS: &[(Part, &str)] = &[
    (Part::Names, "names"),
    (Part::Relations, "relations"),
    (Part::Identifiers, "identifiers"),
    (Part::Dates, "dates"),
    (Part::Rarity, "rarity"),
    (Part::References, "references"),
    (Part::Groups, "groups"),
];

/// From this confidence on, a match stands without a person's decision, if
/// identifiers tie the two sides.
pub const AUTOMATIC: f64 = 0.97;

/// Finds the events that the books tell, each with its reasons.
#[must_use]
pub fn reconcile(books: &Books) -> Reconciliation {
    reconcile_without(books, None)
}

/// The same, with one kind of evidence left out.
#[must_use]
pub fn reconcile_without(books: &Books, without: Option<Part>) -> Reconciliation {
    let context = Context::new(books, without);
    let entries = block::entries(&context);
    let places = bucket_places(&entries);
    let (pairs, groups) = possible(&context, &places);
    let field = Field::new(
        best_bucket(pairs),
        best_group(groups),
        context.rows.rows.len(),
    );
    let choice = field.choose();
    tell(&context, &entries, &places, &field, &choice)
}

/// A giver's and a receiver's lines that may be one event.
type Sides<'e> = [&'e [Entry]; 2];

/// All possible events of all buckets, in order, on all cores.
fn possible(context: &Context<'_>, places: &[Sides<'_>]) -> (Vec<Pair>, Vec<Group>) {
    let numbered: Vec<(u32, &Sides<'_>)> = (0..).zip(places).collect();
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let lines = |sides: &Sides<'_>| sides.iter().map(|s| s.len()).sum::<usize>();
    let all: usize = places.iter().map(lines).sum();
    let mut parts = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (at, sides) in places.iter().enumerate() {
        sum += lines(sides);
        if sum * cores * 4 >= all || at + 1 == places.len() {
            parts.push(&numbered[start..=at]);
            (start, sum) = (at + 1, 0);
        }
    }
    let (mut pairs, mut groups) = (Vec::new(), Vec::new());
    for round in parts.chunks(cores) {
        let found: Vec<_> = std::thread::scope(|scope| {
            let each = round
                .iter()
                .map(|part| scope.spawn(|| of_part(context, part)));
            let running: Vec<_> = each.collect();
            running
                .into_iter()
                .map(std::thread::ScopedJoinHandle::join)
                .collect()
        });
        for part in found {
            let (own_pairs, own_groups) =
                part.unwrap_or_else(|fault| std::panic::resume_unwind(fault));
            pairs.extend(own_pairs);
            groups.extend(own_groups);
        }
    }
    (pairs, groups)
}

fn of_part(context: &Context<'_>, part: &[(u32, &Sides<'_>)]) -> (Vec<Pair>, Vec<Group>) {
    let (mut pairs, mut groups) = (Vec::new(), Vec::new());
    for (place, [outs, ins]) in part {
        let bucket = Bucket::new(context, *place, outs, ins);
        let often = Often::of(&bucket);
        let likely = bucket.likely();
        let own = candidate::pairs(&bucket, &often, &likely);
        groups.extend(group::groups(&bucket, &often, &likely, &own));
        pairs.extend(own);
    }
    (pairs, groups)
}

/// The lines of a giver and a receiver that both have some, by side.
fn bucket_places(entries: &[Entry]) -> Vec<Sides<'_>> {
    let same = |a: &Entry, b: &Entry| (a.giver, a.receiver) == (b.giver, b.receiver);
    let split = |of_both: &'_ [Entry]| of_both.partition_point(|e| e.side == Side::Out);
    let all = entries.chunk_by(same).map(|of_both| {
        let (outs, ins) = of_both.split_at(split(of_both));
        [outs, ins]
    });
    all.filter(|[outs, ins]| !outs.is_empty() && !ins.is_empty())
        .collect()
}

/// Two lines that may meet between two pairs of organisations: the better.
fn best_bucket(mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.sort_unstable_by_key(|p| (p.out, p.into, -p.score, p.bucket));
    pairs.dedup_by_key(|p| (p.out, p.into));
    pairs
}

/// The same lines as two groups: the better.
fn best_group(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by(|a, b| (&a.outs, &a.ins, -a.score).cmp(&(&b.outs, &b.ins, -b.score)));
    groups.dedup_by(|a, b| a.outs == b.outs && a.ins == b.ins);
    groups
}

fn tell(
    context: &Context<'_>,
    entries: &[Entry],
    places: &[Sides<'_>],
    field: &Field,
    choice: &Choice,
) -> Reconciliation {
    let mut features = pair_features(context, places, field, choice);
    let coverage = Coverage::of(context, entries);
    let mut told = Reconciliation::default();
    for (at, by) in choice.by.iter().enumerate() {
        let at = input::to_u32(at);
        let Some(event) = by else {
            told.open.push(coverage.open(context, at));
            continue;
        };
        let mut first = at;
        field.each(*event, |row| first = first.min(row));
        if first == at {
            let own = features.remove(event).unwrap_or_default();
            told.matches
                .push(one_match(context, field, choice, *event, own));
        }
    }
    told
}

/// What speaks for each chosen pair, weighed again.
fn pair_features(
    context: &Context<'_>,
    places: &[Sides<'_>],
    field: &Field,
    choice: &Choice,
) -> HashMap<Event, Vec<Feature>> {
    let mut by_bucket: HashMap<u32, Vec<(Event, Pair)>> = HashMap::new();
    for (row, event) in choice.by.iter().enumerate() {
        if let Some((event, pair)) = event.and_then(|e| Some((e, *field.pair(e)?)))
            && pair.out as usize == row
        {
            by_bucket
                .entry(pair.bucket)
                .or_default()
                .push((event, pair));
        }
    }
    let mut features = HashMap::new();
    for (place, chosen) in by_bucket {
        let Some([outs, ins]) = places.get(place as usize) else {
            continue;
        };
        let bucket = Bucket::new(context, place, outs, ins);
        let often = Often::of(&bucket);
        let rows = |entries: &[Entry]| -> HashMap<u32, Entry> {
            entries.iter().map(|e| (e.row, *e)).collect()
        };
        let (outs, ins) = (rows(outs), rows(ins));
        let mut scales = Scales::new(&bucket, &often);
        for (event, pair) in chosen {
            if let (Some(out), Some(into)) = (outs.get(&pair.out), ins.get(&pair.into)) {
                let own = scales.of(out, into).weigh(out, into).map(|f| f.to_vec());
                features.insert(event, own.unwrap_or_default());
            }
        }
    }
    features
}

fn one_match(
    context: &Context<'_>,
    field: &Field,
    choice: &Choice,
    event: Event,
    of_pair: Vec<Feature>,
) -> Match {
    let against = field.against(event, choice);
    let (donor, recipient) = sides(context, field, event);
    let score = field.score(event);
    let (category, slip, features, is_linked) = match (field.pair(event), field.group(event)) {
        (Some(pair), _) => {
            let (category, slip) = pair_category(context, pair);
            (category, slip, of_pair, pair.is_linked)
        }
        (_, Some(group)) => (
            group.category,
            None,
            group.features.clone(),
            group.is_linked,
        ),
        _ => (Category::NotExpected, None, of_pair, false),
    };
    let odds = score::milli(f64::from(score) / 1000.0 - against.all);
    let confidence = confidence::confidence(category, odds);
    let best_other = against.runner_up.map_or(0, |(_, with)| with.max(0));
    Match {
        donor,
        recipient,
        category,
        slip,
        score,
        confidence,
        features,
        runner_up: against.runner_up.map(|(event, score)| {
            let (donor, recipient) = sides(context, field, event);
            RunnerUp {
                donor,
                recipient,
                score,
            }
        }),
        margin: score - best_other,
        odds,
        is_auto: is_linked && confidence >= AUTOMATIC,
    }
}

fn sides(context: &Context<'_>, field: &Field, event: Event) -> (Vec<LineId>, Vec<LineId>) {
    let line = |row: &u32| context.row(*row).line;
    match (field.pair(event), field.group(event)) {
        (Some(pair), _) => (vec![line(&pair.out)], vec![line(&pair.into)]),
        (_, Some(g)) => (
            g.outs.iter().map(line).collect(),
            g.ins.iter().map(line).collect(),
        ),
        _ => (Vec::new(), Vec::new()),
    }
}

fn pair_category(context: &Context<'_>, pair: &Pair) -> (Category, Option<Slip>) {
    let (out, into) = (context.row(pair.out), context.row(pair.into));
    let fiscal = [out, into].map(|r| {
        context
            .rows
            .profile(context.books, r.activity)
            .fiscal_year_start
    });
    label::category(out, into, fiscal)
}
