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
mod decide;
mod group;
mod input;
mod label;
pub(crate) mod name;
mod open;
mod publisher;
mod relation;
mod row;
mod score;
mod subset;
mod told;
pub(crate) mod words;

pub use alias::{Aliases, normal};
pub use decide::{Decided, Sides};
pub use input::{ActivityDraft, ActivityIndex, Books, Former, LineDraft, LineId, Named};
pub(crate) use input::{Money, Party};
pub use name::Alike;
pub use told::{
    AmountIs, CATEGORIES, Category, CategoryText, Feature, Link, Match, NamedBy, Natural, Observed,
    Open, Reconciliation, RunnerUp, Slip, Why,
};

use block::{Context, Entry};
use candidate::{Often, Pair, Scales};
use choose::{Choice, Event, Field};
use decide::Settled;
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
    reconcile_decided(books, &Decided::default())
}

/// The same, with what people decided: what was accepted stands, what was rejected
/// is not proposed again, and the rest is found as without decisions.
#[must_use]
pub fn reconcile_decided(books: &Books, decided: &Decided) -> Reconciliation {
    found(books, None, decided)
}

/// The same, with one kind of evidence left out.
#[must_use]
pub fn reconcile_without(books: &Books, without: Option<Part>) -> Reconciliation {
    found(books, without, &Decided::default())
}

fn found(books: &Books, without: Option<Part>, decided: &Decided) -> Reconciliation {
    let context = Context::new(books, without);
    let entries = block::entries(&context);
    let places = bucket_places(&entries);
    let (mut pairs, mut groups) = possible(&context, &places);
    let mut settled = Settled::of(&context, decided);
    settled.take(&mut pairs, &mut groups);
    let field = Field::new(
        best_bucket(pairs),
        best_group(groups),
        context.rows.rows.len(),
    );
    let choice = field.choose();
    tell(&context, &entries, &places, &field, &choice, &settled)
}

/// A giver's and a receiver's lines that may be one event.
type Both<'e> = [&'e [Entry]; 2];

/// All possible events of all buckets, in order, on all cores.
fn possible(context: &Context<'_>, places: &[Both<'_>]) -> (Vec<Pair>, Vec<Group>) {
    let numbered: Vec<(u32, &Both<'_>)> = (0..).zip(places).collect();
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let lines = |sides: &Both<'_>| sides.iter().map(|s| s.len()).sum::<usize>();
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

fn of_part(context: &Context<'_>, part: &[(u32, &Both<'_>)]) -> (Vec<Pair>, Vec<Group>) {
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
fn bucket_places(entries: &[Entry]) -> Vec<Both<'_>> {
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
    places: &[Both<'_>],
    field: &Field,
    choice: &Choice,
    settled: &Settled,
) -> Reconciliation {
    let chosen = choice.by.iter().flatten().filter_map(|e| field.pair(*e));
    let mut features = pair_features(context, places, chosen.copied().chain(settled.pairs()));
    let coverage = Coverage::of(context, entries);
    let mut told = Reconciliation {
        publishers: context.publishers.keys().to_vec(),
        ..Reconciliation::default()
    };
    for (at, by) in choice.by.iter().enumerate() {
        let at = input::to_u32(at);
        if settled.is_settled(at) {
            told.matches
                .extend(settled.match_at(context, at, &mut features));
            continue;
        }
        let Some(event) = by else {
            told.open.push(coverage.open(context, at));
            continue;
        };
        let mut first = at;
        field.each(*event, |row| first = first.min(row));
        if first == at {
            let pair = field.pair(*event).map(|p| (p.out, p.into));
            let own = pair.and_then(|p| features.remove(&p)).unwrap_or_default();
            told.matches
                .push(one_match(context, field, choice, *event, own));
        }
    }
    told
}

/// What speaks for each of these pairs, weighed again.
fn pair_features(
    context: &Context<'_>,
    places: &[Both<'_>],
    pairs: impl Iterator<Item = Pair>,
) -> HashMap<(u32, u32), Vec<Feature>> {
    let mut by_bucket: HashMap<u32, Vec<Pair>> = HashMap::new();
    for pair in pairs {
        let of_bucket = by_bucket.entry(pair.bucket).or_default();
        // A chosen pair comes once for each of its rows.
        if of_bucket
            .last()
            .is_none_or(|p| (p.out, p.into) != (pair.out, pair.into))
        {
            of_bucket.push(pair);
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
        for pair in chosen {
            if let (Some(out), Some(into)) = (outs.get(&pair.out), ins.get(&pair.into)) {
                let own = scales.of(out, into).weigh(out, into).map(|f| f.to_vec());
                features.insert((pair.out, pair.into), own.unwrap_or_default());
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
            let (category, slip) = label::of_rows(context, pair.out, pair.into);
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
    let publisher = |lines: &[u32]| lines.first().map_or(0, |r| context.row(*r).publisher);
    let (outs, ins) = rows(field, event);
    let best_other = against.runner_up.map_or(0, |(_, with)| with.max(0));
    Match {
        giver: publisher(&outs),
        receiver: publisher(&ins),
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
        is_accepted: false,
    }
}

fn sides(context: &Context<'_>, field: &Field, event: Event) -> (Vec<LineId>, Vec<LineId>) {
    let (outs, ins) = rows(field, event);
    let lines = |rows: Vec<u32>| rows.iter().map(|r| context.row(*r).line).collect();
    (lines(outs), lines(ins))
}

/// The giver's and the receiver's rows of an event.
fn rows(field: &Field, event: Event) -> (Vec<u32>, Vec<u32>) {
    match (field.pair(event), field.group(event)) {
        (Some(pair), _) => (vec![pair.out], vec![pair.into]),
        (_, Some(group)) => (group.outs.clone(), group.ins.clone()),
        _ => (Vec::new(), Vec::new()),
    }
}
