//! What people decided: events that stand whatever speaks against them, and
//! events that are not to be proposed again.

use super::block::Context;
use super::candidate::Pair;
use super::group::Group;
use super::input::{LineId, to_u32};
use super::label;
use super::told::{Category, Feature, Match, Slip};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The lines of one event, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sides {
    pub donor: Vec<LineId>,
    pub recipient: Vec<LineId>,
}

/// Decisions on events. Lines of an accepted event take part in no other; of two
/// accepted events that share a line the first stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    pub accepted: Vec<Sides>,
    /// Just these lines together are no event; each may be in another.
    pub rejected: Vec<Sides>,
}

/// Rows of an event: the giver's and the receiver's, in order.
type Event = (Vec<u32>, Vec<u32>);

/// Decisions in terms of rows.
#[derive(Default)]
pub(super) struct Settled {
    accepted: Vec<Accepted>,
    /// The accepted event of a row.
    by_row: HashMap<u32, usize>,
    rejected: BTreeSet<Event>,
}

/// An accepted event, and what was found to speak for it.
struct Accepted {
    event: Event,
    pair: Option<Pair>,
    group: Option<Group>,
}

impl Settled {
    pub(super) fn of(context: &Context<'_>, decided: &Decided) -> Self {
        let mut settled = Self::default();
        if decided.accepted.is_empty() && decided.rejected.is_empty() {
            return settled;
        }
        let rows: BTreeMap<LineId, u32> = (0..)
            .zip(&context.rows.rows)
            .map(|(at, row)| (row.line, at))
            .collect();
        let event = |sides: &Sides| -> Option<Event> {
            let side = |lines: &[LineId]| -> Option<Vec<u32>> {
                let found = lines.iter().map(|l| rows.get(l).copied());
                let found: BTreeSet<u32> = found.collect::<Option<_>>()?;
                (!found.is_empty()).then(|| found.into_iter().collect())
            };
            Some((side(&sides.donor)?, side(&sides.recipient)?))
        };
        for event in decided.accepted.iter().filter_map(event) {
            settled.accept(event);
        }
        settled.rejected = decided.rejected.iter().filter_map(event).collect();
        settled
    }

    fn accept(&mut self, event: Event) {
        let rows: BTreeSet<u32> = event.0.iter().chain(&event.1).copied().collect();
        let is_whole = rows.len() == event.0.len() + event.1.len();
        if !is_whole || rows.iter().any(|row| self.by_row.contains_key(row)) {
            return;
        }
        let at = self.accepted.len();
        self.by_row.extend(rows.into_iter().map(|row| (row, at)));
        self.accepted.push(Accepted {
            event,
            pair: None,
            group: None,
        });
    }

    /// Takes out of the possible events what is decided, and keeps what speaks for
    /// what was accepted.
    pub(super) fn take(&mut self, pairs: &mut Vec<Pair>, groups: &mut Vec<Group>) {
        if self.by_row.is_empty() && self.rejected.is_empty() {
            return;
        }
        pairs.retain(|pair| {
            let event = || (vec![pair.out], vec![pair.into]);
            let of = [pair.out, pair.into].map(|row| self.by_row.get(&row).copied());
            match of {
                [None, None] => self.rejected.is_empty() || !self.rejected.contains(&event()),
                [Some(at), _] | [_, Some(at)] => {
                    let accepted = &mut self.accepted[at];
                    let is_better = accepted.pair.is_none_or(|kept| kept.score < pair.score);
                    if is_better && accepted.event == event() {
                        accepted.pair = Some(*pair);
                    }
                    false
                }
            }
        });
        groups.retain(|group| {
            let mut rows = group.outs.iter().chain(&group.ins);
            let event = || sorted(group);
            let Some(at) = rows.find_map(|row| self.by_row.get(row).copied()) else {
                return self.rejected.is_empty() || !self.rejected.contains(&event());
            };
            let accepted = &mut self.accepted[at];
            let kept = accepted.group.as_ref();
            let is_better = kept.is_none_or(|kept| kept.score < group.score);
            if is_better && accepted.event == event() {
                accepted.group = Some(group.clone());
            }
            false
        });
    }

    /// The pairs that were accepted and would have been possible.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.accepted.iter().filter_map(|a| a.pair)
    }

    pub(super) fn is_settled(&self, row: u32) -> bool {
        self.by_row.contains_key(&row)
    }

    /// The accepted match that begins with this row, if one does.
    pub(super) fn match_at(
        &self,
        context: &Context<'_>,
        row: u32,
        features: &mut HashMap<(u32, u32), Vec<Feature>>,
    ) -> Option<Match> {
        let accepted = &self.accepted[*self.by_row.get(&row)?];
        let (outs, ins) = &accepted.event;
        let first = outs.iter().chain(ins).min()?;
        if *first != row {
            return None;
        }
        let (category, slip) = accepted.category(context);
        let features = match (&accepted.pair, &accepted.group) {
            (Some(pair), _) => features.remove(&(pair.out, pair.into)).unwrap_or_default(),
            (_, Some(group)) => group.features.clone(),
            _ => Vec::new(),
        };
        let line = |row: &u32| context.row(*row).line;
        let publisher = |rows: &[u32]| rows.first().map_or(0, |r| context.row(*r).publisher);
        Some(Match {
            giver: publisher(outs),
            receiver: publisher(ins),
            donor: outs.iter().map(line).collect(),
            recipient: ins.iter().map(line).collect(),
            category,
            slip,
            score: features.iter().map(|f| f.weight).sum(),
            confidence: 1.0,
            features,
            runner_up: None,
            margin: 0,
            odds: 0,
            is_auto: false,
            is_accepted: true,
        })
    }
}

impl Accepted {
    /// What the event is called, also where it would not have been found.
    fn category(&self, context: &Context<'_>) -> (Category, Option<Slip>) {
        if let Some(group) = &self.group {
            return (group.category, None);
        }
        match (self.event.0.as_slice(), self.event.1.as_slice()) {
            ([out], [into]) => label::of_rows(context, *out, *into),
            ([_], _) => (Category::Instalments, None),
            _ => (Category::Aggregated, None),
        }
    }
}

fn sorted(group: &Group) -> Event {
    let side = |rows: &[u32]| {
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        rows
    };
    (side(&group.outs), side(&group.ins))
}

impl Sides {
    /// The same lines, in order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.donor.sort_unstable();
        self.recipient.sort_unstable();
        self
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        to_u32(self.donor.len() + self.recipient.len())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
