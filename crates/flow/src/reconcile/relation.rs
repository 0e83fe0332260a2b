//! How sure it is that an activity of the giver pays an activity of the
//! receiver.

use super::Part;
use super::block::{Context, Entry};
use super::input::Profile;
use super::row::UNDATED;
use super::told::Link;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What one kind of naming counts, in lines.
const NAMED: f64 = 1.0;
const MENTIONED: f64 = 0.7;
const PARTICIPATES: f64 = 2.0;

/// With fewer links than this, place and time of activities are looked at.
const FEW: f64 = 3.0;

/// Weight of place and time against links, in lines.
const SOFT: f64 = 1.0;

/// A relation that is not linked is looked at if it has this share of the
/// money of one of its sides.
const LIKELY: f64 = 0.08;

/// So many unlinked relations of one activity are looked at.
const MOST: usize = 6;

/// Where so many activities could pay so many, place and time tell nothing, and
/// only links and amounts are looked at.
const MANY: usize = 4_000_000;

/// The lines of one activity, as places in a bucket's side.
pub(super) type Lines = BTreeMap<u32, Range<usize>>;

/// The lines of one giver and one receiver.
pub(super) struct Bucket<'a> {
    pub context: &'a Context<'a>,
    pub place: u32,
    pub outs: &'a [Entry],
    pub ins: &'a [Entry],
    pub givers: Lines,
    pub receivers: Lines,
    links: BTreeMap<(u32, u32), f64>,
    from: BTreeMap<u32, f64>,
    to: BTreeMap<u32, f64>,
    soft_from: BTreeMap<u32, f64>,
    soft_to: BTreeMap<u32, f64>,
}

/// One activity of each side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Relation {
    pub giver: u32,
    pub receiver: u32,
    /// Share of what the giver's pays this organisation that goes to the
    /// receiver's.
    pub down: f64,
    /// Share of what the receiver's gets from it that comes from the giver's.
    pub up: f64,
    /// Identifiers tie the two, not only names, places or amounts.
    pub is_linked: bool,
    /// Days over which the lines of both are spread.
    pub span: f64,
}

impl<'a> Bucket<'a> {
    pub(super) fn new(
        context: &'a Context<'a>,
        place: u32,
        outs: &'a [Entry],
        ins: &'a [Entry],
    ) -> Self {
        let mut bucket = Self {
            context,
            place,
            outs,
            ins,
            givers: by_activity(outs),
            receivers: by_activity(ins),
            links: BTreeMap::new(),
            from: BTreeMap::new(),
            to: BTreeMap::new(),
            soft_from: BTreeMap::new(),
            soft_to: BTreeMap::new(),
        };
        if !context.lacks(Part::Relations) && !context.lacks(Part::Identifiers) {
            bucket.count_links();
        }
        bucket.sum_soft();
        bucket
    }

    fn count_links(&mut self) {
        let whose = |a: u32| self.context.rows.publisher_of[a as usize];
        let mut links: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for (entries, is_out) in [(self.outs, true), (self.ins, false)] {
            for entry in entries {
                let other = if is_out { entry.receiver } else { entry.giver };
                let aim = self.context.aims.of_row(entry.row);
                let Some((named, link)) = aim.activity.filter(|(a, _)| whose(*a) == other) else {
                    continue;
                };
                let pair = if is_out {
                    (entry.activity, named)
                } else {
                    (named, entry.activity)
                };
                let counts = if link == Link::Mentioned {
                    MENTIONED
                } else {
                    NAMED
                };
                *links.entry(pair).or_default() += counts;
            }
        }
        let participates = |a: u32, side: &Lines, into: &mut dyn FnMut(u32)| {
            let named = self.context.named.get(&a).into_iter().flatten();
            named
                .filter(|n| side.contains_key(n))
                .for_each(|n| into(*n));
        };
        for giver in self.givers.keys() {
            participates(*giver, &self.receivers, &mut |r| {
                *links.entry((*giver, r)).or_default() += PARTICIPATES;
            });
        }
        for receiver in self.receivers.keys() {
            participates(*receiver, &self.givers, &mut |g| {
                *links.entry((g, *receiver)).or_default() += PARTICIPATES;
            });
        }
        for ((giver, receiver), count) in &links {
            *self.from.entry(*giver).or_default() += count;
            *self.to.entry(*receiver).or_default() += count;
        }
        self.links = links;
    }

    /// For activities with few links, how alike all of the other side are.
    fn sum_soft(&mut self) {
        if self.givers.len() * self.receivers.len() > MANY {
            return;
        }
        let few = |sums: &BTreeMap<u32, f64>, a: &u32| sums.get(a).copied().unwrap_or(0.0) < FEW;
        for giver in self.givers.keys().filter(|g| few(&self.from, g)) {
            let all = self.receivers.keys().map(|r| self.alike(*giver, *r)).sum();
            self.soft_from.insert(*giver, all);
        }
        for receiver in self.receivers.keys().filter(|r| few(&self.to, r)) {
            let all = self.givers.keys().map(|g| self.alike(*g, *receiver)).sum();
            self.soft_to.insert(*receiver, all);
        }
    }

    /// Place and time in common.
    fn alike(&self, giver: u32, receiver: u32) -> f64 {
        let profile = |a| self.context.rows.profile(self.context.books, a);
        let (g, r) = (profile(giver), profile(receiver));
        let meet = match (&*g.countries, &*r.countries) {
            ([], _) | (_, []) => 0.3,
            (a, b) if a.iter().any(|c| b.contains(c)) => 1.0,
            _ => 0.1,
        };
        let titled = if g.title.is_some() && g.title == r.title {
            3.0
        } else {
            1.0
        };
        meet * titled * if overlap(g, r) { 1.0 } else { 0.3 }
    }

    fn share(
        &self,
        pair: (u32, u32),
        one: u32,
        links: &BTreeMap<u32, f64>,
        soft: &BTreeMap<u32, f64>,
        many: usize,
    ) -> f64 {
        let link = self.links.get(&pair).copied().unwrap_or(0.0);
        let all = links.get(&one).copied().unwrap_or(0.0);
        let likely = match soft.get(&one) {
            Some(sum) if *sum > 0.0 => self.alike(pair.0, pair.1) / sum,
            _ => 1.0 / many.max(1) as f64,
        };
        (link + SOFT * likely) / (all + SOFT)
    }

    fn down(&self, pair: (u32, u32)) -> f64 {
        self.share(
            pair,
            pair.0,
            &self.from,
            &self.soft_from,
            self.receivers.len(),
        )
    }

    fn up(&self, pair: (u32, u32)) -> f64 {
        self.share(pair, pair.1, &self.to, &self.soft_to, self.givers.len())
    }

    pub(super) fn relation(&self, giver: u32, receiver: u32) -> Relation {
        let pair = (giver, receiver);
        Relation {
            giver,
            receiver,
            down: self.down(pair),
            up: self.up(pair),
            is_linked: self.links.contains_key(&pair),
            span: self.span(giver, receiver),
        }
    }

    fn span(&self, giver: u32, receiver: u32) -> f64 {
        let days = self.out_lines(giver).iter().chain(self.in_lines(receiver));
        let dated = days.map(|e| e.day).filter(|d| *d != UNDATED);
        let (first, last) = dated.fold((i32::MAX, i32::MIN), |(a, b), d| (a.min(d), b.max(d)));
        f64::from(last.saturating_sub(first).max(0)) + 60.0
    }

    pub(super) fn out_lines(&self, giver: u32) -> &'a [Entry] {
        self.givers
            .get(&giver)
            .map_or(&[], |r| &self.outs[r.clone()])
    }

    pub(super) fn in_lines(&self, receiver: u32) -> &'a [Entry] {
        self.receivers
            .get(&receiver)
            .map_or(&[], |r| &self.ins[r.clone()])
    }

    /// The relations whose lines are compared by date: all that are linked, and
    /// the likeliest of activities with few links.
    pub(super) fn likely(&self) -> Vec<Relation> {
        let both =
            |(g, r): &(u32, u32)| self.givers.contains_key(g) && self.receivers.contains_key(r);
        let mut pairs: BTreeSet<(u32, u32)> = self.links.keys().copied().filter(both).collect();
        for giver in self.soft_from.keys() {
            let all = self
                .receivers
                .keys()
                .map(|r| (self.down((*giver, *r)), (*giver, *r)));
            best(all.collect(), &mut pairs);
        }
        for receiver in self.soft_to.keys() {
            let all = self
                .givers
                .keys()
                .map(|g| (self.up((*g, *receiver)), (*g, *receiver)));
            best(all.collect(), &mut pairs);
        }
        pairs
            .into_iter()
            .map(|(g, r)| self.relation(g, r))
            .collect()
    }
}

fn best(mut all: Vec<(f64, (u32, u32))>, into: &mut BTreeSet<(u32, u32)>) {
    all.retain(|(share, _)| *share >= LIKELY);
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    into.extend(all.iter().take(MOST).map(|(_, pair)| *pair));
}

fn overlap(a: &Profile, b: &Profile) -> bool {
    let before = |end: Option<jiff::civil::Date>, start: Option<jiff::civil::Date>| matches!((end, start), (Some(end), Some(start)) if end < start);
    !before(a.end, b.start) && !before(b.end, a.start)
}

fn by_activity(entries: &[Entry]) -> Lines {
    let mut lines = Lines::new();
    for (at, entry) in entries.iter().enumerate() {
        lines.entry(entry.activity).or_insert(at..at).end = at + 1;
    }
    lines
}
