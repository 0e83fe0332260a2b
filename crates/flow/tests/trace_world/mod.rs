//! Small invented worlds, written as text.
//!
//! ```text
//! ID | REFERENCE | NAME | TITLE
//!   KIND DATE VALUE CURRENCY [REFERENCE|NAME|ACTIVITY] [#EVENT] [=COMMON]
//! ```
//!
//! Lines with one `#EVENT` are told by both sides; `#EVENT!` is told twice by one
//! of them. `-` is a date or currency that is not stated.

use flow::reconcile::{ActivityDraft, Aliases, Former, LineDraft, LineId, Named};
use flow::trace::{Accounts, Convention, Direction, Graph, Joined, Series, Trace, Unit, Whose};
use std::collections::BTreeMap;

#[derive(Default)]
struct Event {
    giver: Vec<LineId>,
    receiver: Vec<LineId>,
    is_duplicate: bool,
}

pub struct World {
    pub accounts: Accounts,
    events: BTreeMap<String, Event>,
}

fn cell(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|t| !t.is_empty() && *t != "-")
}

fn named(text: &str) -> Named<'_> {
    let mut cells = text.split('|').map(cell);
    Named {
        reference: cells.next().flatten(),
        name: cells.next().flatten(),
        activity: cells.next().flatten(),
    }
}

impl World {
    pub fn read(text: &str) -> Self {
        let mut world = Self {
            accounts: Accounts::new(Unit::usd(), Aliases::default()),
            events: BTreeMap::new(),
        };
        let mut activity = None;
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            if line.starts_with(' ') {
                let activity = activity.expect("an activity before its lines");
                world.line(activity, line);
                continue;
            }
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let at = |n: usize| cells.get(n).copied().and_then(cell);
            let former: Vec<Former<'_>> = at(4).map(Former::Activity).into_iter().collect();
            activity = Some(world.accounts.activity(&ActivityDraft {
                source: "a file",
                identifier: cells[0],
                reporter: Named {
                    reference: at(1),
                    name: at(2),
                    activity: None,
                },
                title: at(3),
                former: &former,
                ..ActivityDraft::default()
            }));
        }
        world
    }

    fn line(&mut self, activity: flow::reconcile::ActivityIndex, text: &str) {
        let (text, common) = match text.split_once('=') {
            Some((text, common)) => (text, common.trim().parse().ok()),
            None => (text, None),
        };
        let (text, event) = match text.split_once('#') {
            Some((text, event)) => (text, Some(event.trim())),
            None => (text, None),
        };
        let (facts, other) = match text.split_once('[') {
            Some((facts, other)) => (facts, other.trim().trim_end_matches(']')),
            None => (text, ""),
        };
        let facts: Vec<&str> = facts.split_whitespace().collect();
        let [kind, date, value, currency] = facts[..] else {
            panic!("four words: {text}");
        };
        let line = self.accounts.line(
            activity,
            &LineDraft {
                kind: Some(kind),
                date: date.parse().ok(),
                value: value.replace('_', "").parse().ok(),
                currency: cell(currency),
                common,
                other: named(other),
                ..LineDraft::default()
            },
        );
        if let Some(name) = event {
            let of = self
                .events
                .entry(name.trim_end_matches('!').to_owned())
                .or_default();
            of.is_duplicate |= name.ends_with('!');
            match kind {
                "1" | "11" => of.receiver.push(line),
                _ => of.giver.push(line),
            }
        }
    }

    pub fn joined(&self) -> Vec<Joined<'_>> {
        let each = self.events.values().map(|e| Joined {
            giver: &e.giver,
            receiver: &e.receiver,
            is_duplicate: e.is_duplicate,
        });
        each.collect()
    }

    pub fn graph(&self) -> Graph<'_> {
        Graph::new(
            &self.accounts,
            self.joined(),
            Series::Payments,
            Whose::Giver,
        )
    }

    pub fn trace(
        &self,
        from: &str,
        direction: Direction,
        convention: Convention,
        limit: Option<u32>,
    ) -> Trace {
        let graph = self.graph();
        let from = graph.find(from).expect("an activity of this world");
        flow::trace::trace(&graph, from, direction, convention, limit)
    }
}

/// The flows as `from -> to followed`, with `back` if it is returned.
pub fn flows(trace: &Trace) -> Vec<String> {
    let label = |at: usize| trace.steps[at].place.label();
    let each = trace.flows.iter().map(|f| {
        let back = if f.is_returned { " back" } else { "" };
        format!("{} -> {} {}{back}", label(f.from), label(f.to), f.followed)
    });
    each.collect()
}

/// The ends of all steps as `place: end followed`.
pub fn ends(trace: &Trace) -> Vec<String> {
    let of = |step: &flow::trace::Step| -> Vec<String> {
        let label = step.place.label().to_owned();
        let ends = step.ends.iter();
        ends.map(|e| format!("{label}: {:?} {}", e.kind, e.followed))
            .collect()
    };
    trace.steps.iter().flat_map(of).collect()
}
