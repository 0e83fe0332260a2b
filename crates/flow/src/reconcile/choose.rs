//! Which of the possible events are taken: those that together explain most,
//! no line twice, and a line rather alone than with the wrong partner.
//!
//! What must be in every best choice is taken first; that is nearly all. The
//! rest falls into small components: pairs are assigned exactly, then groups
//! and pairs are exchanged as long as that explains more.

use super::candidate::Pair;
use super::group::Group;
use super::input::to_u32;
use crate::change::assign::{self, Edge};
use std::collections::BTreeMap;

/// An event that weighs less than this is left alone: below it, invented books
/// say, standing alone is likelier.
const LEAST: i32 = -1500;

/// The largest component (lines × lines) whose pairs are assigned exactly.
const EXACT: usize = 160_000;

/// Passes in which what is certain is taken; each makes more certain.
const PASSES: usize = 16;

/// Rounds of exchanges.
const ROUNDS: usize = 4;

/// A possible event: a pair, or after all pairs a group.
pub(super) type Event = u32;

/// All possible events, and which lines they take.
pub(super) struct Field {
    pub pairs: Vec<Pair>,
    pub groups: Vec<Group>,
    start: Vec<u32>,
    events: Vec<Event>,
}

/// What is taken, and by what each line is.
pub(super) struct Choice {
    pub by: Vec<Option<Event>>,
}

/// What stands against a chosen event.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Against {
    /// The best other event, with what the choice would weigh with it in place
    /// of the chosen ones that it displaces.
    pub runner_up: Option<(Event, i32)>,
    /// Logarithm of the sum of all alternatives, standing alone among them.
    pub all: f64,
}

impl Field {
    pub(super) fn new(pairs: Vec<Pair>, groups: Vec<Group>, rows: usize) -> Self {
        let mut field = Self {
            pairs,
            groups,
            start: vec![0; rows + 1],
            events: Vec::new(),
        };
        let mut start = vec![0u32; rows + 1];
        for event in field.all() {
            field.each(event, |row| start[row as usize + 1] += 1);
        }
        for at in 0..rows {
            start[at + 1] += start[at];
        }
        let mut events = vec![0; start[rows] as usize];
        let mut next = start.clone();
        for event in field.all() {
            field.each(event, |row| {
                let at = &mut next[row as usize];
                events[*at as usize] = event;
                *at += 1;
            });
        }
        field.start = start;
        field.events = events;
        for row in 0..rows {
            let (from, to) = (field.start[row] as usize, field.start[row + 1] as usize);
            let mut own = field.events[from..to].to_vec();
            own.sort_by_key(|e| (-field.score(*e), *e));
            field.events[from..to].copy_from_slice(&own);
        }
        field
    }

    fn all(&self) -> std::ops::Range<Event> {
        0..to_u32(self.pairs.len() + self.groups.len())
    }

    pub(super) fn pair(&self, event: Event) -> Option<&Pair> {
        self.pairs.get(event as usize)
    }

    pub(super) fn group(&self, event: Event) -> Option<&Group> {
        self.groups
            .get((event as usize).checked_sub(self.pairs.len())?)
    }

    pub(super) fn score(&self, event: Event) -> i32 {
        let of_group = || self.group(event).map_or(i32::MIN, |g| g.score);
        self.pair(event).map_or_else(of_group, |p| p.score)
    }

    /// What an event adds to a choice.
    fn worth(&self, event: Event) -> i32 {
        self.score(event).saturating_sub(LEAST)
    }

    pub(super) fn each(&self, event: Event, mut take: impl FnMut(u32)) {
        if let Some(pair) = self.pair(event) {
            take(pair.out);
            take(pair.into);
        } else if let Some(group) = self.group(event) {
            group
                .outs
                .iter()
                .chain(&group.ins)
                .for_each(|row| take(*row));
        }
    }

    fn lines(&self, event: Event) -> Vec<u32> {
        let mut lines = Vec::with_capacity(2);
        self.each(event, |row| lines.push(row));
        lines
    }

    /// The events that take a line, best first.
    fn of_row(&self, row: u32) -> &[Event] {
        let at = row as usize;
        &self.events[self.start[at] as usize..self.start[at + 1] as usize]
    }

    fn rows(&self) -> usize {
        self.start.len() - 1
    }

    /// The choice that explains most.
    pub(super) fn choose(&self) -> Choice {
        let mut choice = Choice {
            by: vec![None; self.rows()],
        };
        let mut alive: Vec<bool> = self.all().map(|e| self.worth(e) > 0).collect();
        self.take_certain(&mut choice, &mut alive);
        for component in self.components(&alive) {
            self.assign(&component, &mut choice);
        }
        let rest: Vec<Event> = self.all().filter(|e| alive[*e as usize]).collect();
        for _ in 0..ROUNDS {
            if !self.exchange(&rest, &mut choice) {
                break;
            }
        }
        choice
    }

    /// Takes every event that weighs at least as much as the best others of all
    /// its lines together: no choice without it is better.
    fn take_certain(&self, choice: &mut Choice, alive: &mut [bool]) {
        let mut order: Vec<Event> = self.all().filter(|e| alive[*e as usize]).collect();
        order.sort_by_key(|e| (-self.score(*e), *e));
        for _ in 0..PASSES {
            let mut taken = false;
            for event in &order {
                if !alive[*event as usize] {
                    continue;
                }
                let mut others = 0;
                self.each(*event, |row| {
                    let mut rivals = self.of_row(row).iter();
                    let rival = rivals.find(|e| *e != event && alive[**e as usize]);
                    others += rival.map_or(0, |e| self.worth(*e).max(0));
                });
                if self.worth(*event) >= others {
                    self.take(*event, choice);
                    self.each(*event, |row| {
                        for rival in self.of_row(row) {
                            alive[*rival as usize] = false;
                        }
                    });
                    taken = true;
                }
            }
            order.retain(|e| alive[*e as usize]);
            if !taken {
                return;
            }
        }
    }

    fn take(&self, event: Event, choice: &mut Choice) {
        self.each(event, |row| choice.by[row as usize] = Some(event));
    }

    fn release(&self, event: Event, choice: &mut Choice) {
        self.each(event, |row| choice.by[row as usize] = None);
    }

    /// The pairs that are still open, by connected lines.
    fn components(&self, alive: &[bool]) -> Vec<Vec<Event>> {
        let mut root: Vec<u32> = (0..to_u32(self.rows())).collect();
        let open = |e: &Event| alive[*e as usize];
        let last = to_u32(self.pairs.len());
        for event in (0..last).filter(open) {
            if let Some(pair) = self.pair(event) {
                let (a, b) = (find(&mut root, pair.out), find(&mut root, pair.into));
                root[a.max(b) as usize] = a.min(b);
            }
        }
        let mut components: BTreeMap<u32, Vec<Event>> = BTreeMap::new();
        for event in (0..last).filter(open) {
            if let Some(pair) = self.pair(event) {
                components
                    .entry(find(&mut root, pair.out))
                    .or_default()
                    .push(event);
            }
        }
        components.into_values().collect()
    }

    /// The best pairs of a component; of one that is too large, each best first.
    fn assign(&self, component: &[Event], choice: &mut Choice) {
        let (mut outs, mut ins) = (BTreeMap::new(), BTreeMap::new());
        for pair in component.iter().filter_map(|e| self.pair(*e)) {
            let next = outs.len();
            outs.entry(pair.out).or_insert(next);
            let next = ins.len();
            ins.entry(pair.into).or_insert(next);
        }
        if outs.len() * ins.len() > EXACT {
            let mut order = component.to_vec();
            order.sort_by_key(|e| (-self.score(*e), *e));
            for event in order {
                if self.is_free(event, choice) {
                    self.take(event, choice);
                }
            }
            return;
        }
        let mut by_edge = BTreeMap::new();
        let mut edges = Vec::new();
        for (event, pair) in component.iter().filter_map(|e| Some((e, self.pair(*e)?))) {
            let (row, column) = (outs[&pair.out], ins[&pair.into]);
            by_edge.insert((row, column), *event);
            edges.push(Edge {
                row,
                column,
                weight: i64::from(pair.score - LEAST),
            });
        }
        for edge in assign::best(outs.len(), ins.len(), &edges) {
            if let Some(event) = by_edge.get(&edge) {
                self.take(*event, choice);
            }
        }
    }

    fn is_free(&self, event: Event, choice: &Choice) -> bool {
        let mut free = true;
        self.each(event, |row| free &= choice.by[row as usize].is_none());
        free
    }

    /// Puts events in the place of others where that explains more.
    fn exchange(&self, rest: &[Event], choice: &mut Choice) -> bool {
        let mut changed = false;
        for event in rest {
            if self.is_chosen(*event, choice) {
                continue;
            }
            let swap = self.swap(*event, choice);
            if swap.gain > 0 {
                for gone in &swap.gone {
                    self.release(*gone, choice);
                }
                self.take(*event, choice);
                for regained in &swap.regained {
                    self.take(*regained, choice);
                }
                changed = true;
            }
        }
        changed
    }

    fn is_chosen(&self, event: Event, choice: &Choice) -> bool {
        let mut chosen = true;
        self.each(event, |row| {
            chosen &= choice.by[row as usize] == Some(event)
        });
        chosen
    }

    /// What comes of taking `event`: what must go, and what its lines left
    /// behind can still be.
    fn swap(&self, event: Event, choice: &Choice) -> Swap {
        let own = self.lines(event);
        let mut gone: Vec<Event> = own.iter().filter_map(|r| choice.by[*r as usize]).collect();
        gone.sort_unstable();
        gone.dedup();
        let mut freed: Vec<u32> = gone.iter().flat_map(|e| self.lines(*e)).collect();
        freed.retain(|r| !own.contains(r));
        let lost: i32 = gone.iter().map(|e| self.worth(*e)).sum();
        let mut possible: Vec<Event> = Vec::new();
        for row in &freed {
            let best = self
                .of_row(*row)
                .iter()
                .take_while(|e| self.worth(**e) > 0)
                .take(REGAINED);
            possible.extend(best.filter(|e| !gone.contains(e)));
        }
        possible.sort_unstable_by_key(|e| (-self.score(*e), *e));
        possible.dedup();
        let (mut regained, mut gain) = (Vec::new(), self.worth(event) - lost);
        let mut left = freed;
        for other in possible {
            let lines = self.lines(other);
            let fits = |r: &u32| {
                left.contains(r) || (choice.by[*r as usize].is_none() && !own.contains(r))
            };
            let clashes = regained
                .iter()
                .any(|e| self.lines(*e).iter().any(|r| lines.contains(r)));
            if lines.iter().all(fits) && !clashes {
                left.retain(|r| !lines.contains(r));
                gain += self.worth(other);
                regained.push(other);
            }
        }
        Swap {
            gain,
            gone,
            regained,
        }
    }

    /// What stands against a chosen event.
    pub(super) fn against(&self, event: Event, choice: &Choice) -> Against {
        let own = self.score(event);
        let mut rivals: Vec<Event> = Vec::new();
        self.each(event, |row| {
            let others = self.of_row(row).iter().filter(|e| **e != event);
            rivals.extend(others.take(RIVALS));
        });
        rivals.sort_unstable();
        rivals.dedup();
        let mut against = Against {
            runner_up: None,
            all: 0.0,
        };
        let mut sum = 1.0;
        for rival in rivals {
            let with = own + self.swap(rival, choice).gain;
            sum += (f64::from(with) / 1000.0).min(60.0).exp();
            if against.runner_up.is_none_or(|(_, best)| with > best) {
                against.runner_up = Some((rival, with));
            }
        }
        against.all = sum.ln();
        against
    }
}

/// Rivals of one line that are weighed.
const RIVALS: usize = 6;

/// Events of one line left behind that are looked at.
const REGAINED: usize = 8;

struct Swap {
    gain: i32,
    gone: Vec<Event>,
    regained: Vec<Event>,
}

fn find(root: &mut [u32], mut at: u32) -> u32 {
    while root[at as usize] != at {
        root[at as usize] = root[root[at as usize] as usize];
        at = root[at as usize];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::told::Category;
    use proptest::prelude::*;

    fn pair(out: u32, into: u32, score: i32) -> Pair {
        Pair {
            out,
            into,
            score,
            bucket: 0,
            is_linked: true,
        }
    }

    fn group(outs: &[u32], ins: &[u32], score: i32) -> Group {
        Group {
            outs: outs.to_vec(),
            ins: ins.to_vec(),
            category: Category::Aggregated,
            score,
            features: Vec::new(),
            is_linked: true,
        }
    }

    fn total(field: &Field, choice: &Choice) -> i32 {
        let mut chosen: Vec<Event> = choice.by.iter().flatten().copied().collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen.iter().map(|e| field.score(*e)).sum()
    }

    fn worth(field: &Field, choice: &Choice) -> i32 {
        let events: std::collections::BTreeSet<Event> =
            choice.by.iter().flatten().copied().collect();
        events.iter().map(|e| field.worth(*e)).sum()
    }

    #[test]
    fn a_group_takes_the_place_of_pairs_that_explain_less() {
        let pairs = vec![pair(0, 3, 4000), pair(1, 3, 3000), pair(2, 4, 5000)];
        let field = Field::new(pairs, vec![group(&[0, 1], &[3], 9000)], 5);
        let choice = field.choose();
        assert_eq!(total(&field, &choice), 14_000);
        let against = field.against(3, &choice);
        assert_eq!(against.runner_up, Some((0, 4000)));
    }

    #[test]
    fn two_that_may_change_places_stand_against_each_other() {
        let pairs = vec![
            pair(0, 2, 5000),
            pair(0, 3, 4900),
            pair(1, 2, 4900),
            pair(1, 3, 5000),
        ];
        let field = Field::new(pairs, Vec::new(), 4);
        let choice = field.choose();
        assert_eq!(total(&field, &choice), 10_000);
        assert_eq!(field.against(0, &choice).runner_up.map(|r| r.1), Some(4800));
    }

    proptest! {
        /// Against trying every way, on small fields of pairs and groups.
        #[test]
        fn no_line_is_taken_twice_and_pairs_are_best(
            scores in prop::collection::vec((0u32..5, 5u32..10, 1i32..9000), 1..14)
        ) {
            let mut pairs: Vec<Pair> = scores.into_iter().map(|(o, i, s)| pair(o, i, s)).collect();
            pairs.sort_unstable();
            pairs.dedup_by_key(|p| (p.out, p.into));
            let field = Field::new(pairs.clone(), Vec::new(), 10);
            let choice = field.choose();
            prop_assert_eq!(worth(&field, &choice), exhaustive(&pairs, 0, &mut [false; 10]));
        }
    }

    fn exhaustive(pairs: &[Pair], at: usize, used: &mut [bool; 10]) -> i32 {
        let Some(p) = pairs.get(at) else { return 0 };
        let mut top = exhaustive(pairs, at + 1, used);
        let (o, i) = (p.out as usize, p.into as usize);
        if !used[o] && !used[i] {
            (used[o], used[i]) = (true, true);
            top = top.max(p.score - LEAST + exhaustive(pairs, at + 1, used));
            (used[o], used[i]) = (false, false);
        }
        top
    }
}
