//! Following money from one activity, up or down.
//!
//! Each node divides what is followed to it once, over all that its accounts say
//! of it: so nothing is followed twice, and what is followed from the start is
//! what ends, to the last minor unit.

use super::fault;
use super::fifo::pay;
use super::graph::Graph;
use super::node::{NodeId, NodeKind};
use super::share::apportion;
use super::tell;
use super::told::{Convention, Direction, EndKind, Trace};
use super::way::{Way, leads_on, onward, target};

/// What is followed, in minor units.
pub(super) struct Followed {
    pub way: Way,
    pub direction: Direction,
    pub convention: Convention,
    pub limit: Option<u32>,
    pub start: u32,
    /// By edge.
    pub along: Vec<i128>,
    /// By node, over all ways that do not return.
    pub to: Vec<i128>,
    /// By node: what is followed to it and not told to go on.
    pub remainder: Vec<i128>,
    pub all: i128,
}

/// Follows money from a node, up to `limit` flows far.
///
/// What is followed is all that came in to the start, and what went out that
/// nothing came in for. Under either convention money of several origins is divided so that
/// the parts add up exactly; money that comes back to an activity on its way is
/// shown as returned and ends there.
#[must_use]
pub fn trace(
    graph: &Graph<'_>,
    from: NodeId,
    direction: Direction,
    convention: Convention,
    limit: Option<u32>,
) -> Trace {
    let start = from
        .0
        .min(super::account::place(graph.len().saturating_sub(1)));
    let mut followed = Followed {
        way: Way::from(graph, start, direction, limit),
        direction,
        convention,
        limit,
        start,
        along: vec![0; graph.edges.len()],
        to: vec![0; graph.len()],
        remainder: vec![0; graph.len()],
        all: 0,
    };
    match convention {
        Convention::ProRata => followed.pro_rata(graph),
        Convention::FirstInFirstOut => followed.first_in_first_out(graph),
    }
    let mut trace = tell::trace(graph, &followed);
    let wanted = |n: u32| n == start || followed.to[n as usize] > 0;
    trace.faults = fault::of(graph, &wanted);
    trace
}

/// Edges with money by which it comes to a node, in the direction it is
/// followed.
pub(super) fn arriving(graph: &Graph<'_>, node: u32, direction: Direction) -> Vec<u32> {
    match direction {
        Direction::Down => onward(graph, node, Direction::Up),
        Direction::Up => onward(graph, node, Direction::Down),
    }
}

pub(super) fn total(graph: &Graph<'_>, edges: &[u32]) -> i128 {
    edges.iter().map(|e| graph.edge(*e).total).sum()
}

impl Followed {
    /// What is followed to a node in all.
    pub(super) fn amount(&self, node: u32) -> i128 {
        match node == self.start {
            true => self.all,
            false => self.to[node as usize],
        }
    }

    fn pro_rata(&mut self, graph: &Graph<'_>) {
        for node in self.way.order.clone() {
            let on = onward(graph, node, self.direction);
            let came = total(graph, &arriving(graph, node, self.direction));
            let mut weights: Vec<i128> = on.iter().map(|e| graph.edge(*e).total).collect();
            let went: i128 = weights.iter().sum();
            weights.push((came - went).max(0));
            let amount = match node == self.start {
                true => weights.iter().sum(),
                false => self.to[node as usize],
            };
            if node == self.start {
                self.all = amount;
            }
            let mut parts = apportion(amount, &weights);
            let rest = parts.pop().unwrap_or(0);
            self.remainder[node as usize] = rest;
            for (edge, part) in on.into_iter().zip(parts) {
                self.put(graph, edge, part);
            }
        }
    }

    fn first_in_first_out(&mut self, graph: &Graph<'_>) {
        let mut by_event = vec![0i64; graph.events.len()];
        for node in self.way.order.clone() {
            let on = dated(graph, &onward(graph, node, self.direction));
            let back = dated(graph, &arriving(graph, node, self.direction));
            // The start is followed whole.
            let is_start = node == self.start;
            let amount = |event: &Dated| match is_start {
                true => event.amount,
                false => by_event[event.place as usize],
            };
            let came: Vec<i64> = back.iter().map(amount).collect();
            let links = self.links(&back, &on);
            let (mut parts, rest) = passed_on(&back, &came, &links, on.len());
            if is_start {
                parts = on.iter().map(|e| e.amount).collect();
                self.all = rest + parts.iter().map(|p| i128::from(*p)).sum::<i128>();
            }
            self.remainder[node as usize] = rest;
            for (event, part) in on.iter().zip(parts) {
                by_event[event.place as usize] = part;
                self.put(graph, event.edge, i128::from(part));
            }
        }
    }

    /// What came by which event goes on by which: places and amount, in the order
    /// of what came.
    fn links(&self, back: &[Dated], on: &[Dated]) -> Vec<(u32, u32, i64)> {
        let (came, went) = match self.direction {
            Direction::Down => (back, on),
            Direction::Up => (on, back),
        };
        let plain = |events: &[Dated]| -> Vec<(i32, i64)> {
            events.iter().map(|e| (e.day, e.amount)).collect()
        };
        let segments = pay(&plain(came), &plain(went));
        let each = segments.into_iter().map(|s| match self.direction {
            Direction::Down => (s.came, s.went, s.amount),
            Direction::Up => (s.went, s.came, s.amount),
        });
        each.collect()
    }

    fn put(&mut self, graph: &Graph<'_>, edge: u32, part: i128) {
        if part == 0 {
            return;
        }
        self.along[edge as usize] += part;
        if !self.way.returns[edge as usize] {
            self.to[target(graph, edge, self.direction) as usize] += part;
        }
    }

    /// How money ends that is followed to a node which is not gone through.
    pub(super) fn end_at(&self, graph: &Graph<'_>, node: u32) -> Option<EndKind> {
        if self.way.goes_through(graph, node, self.limit) {
            return None;
        }
        let of = graph.node(node);
        Some(match of.kind {
            kind if leads_on(kind) => EndKind::Limit,
            NodeKind::Spending => EndKind::Spent,
            NodeKind::Nobody => EndKind::Unnamed,
            _ if of.published > 0 => EndKind::NoActivity,
            _ => EndKind::NotPublishing,
        })
    }
}

/// Divides what is followed of each event that came over the events that it goes
/// on by, in the proportion of the links between them: the part of each of these,
/// and what does not go on.
fn passed_on(
    back: &[Dated],
    came: &[i64],
    links: &[(u32, u32, i64)],
    count: usize,
) -> (Vec<i64>, i128) {
    let (mut parts, mut rest) = (vec![0; count], 0);
    let mut next = 0;
    for (at, (event, amount)) in (0u32..).zip(back.iter().zip(came)) {
        let open = &links[next..];
        let own = &open[..open.partition_point(|l| l.0 <= at)];
        next += own.len();
        let mut weights: Vec<i128> = own.iter().map(|l| i128::from(l.2)).collect();
        let linked: i128 = weights.iter().sum();
        weights.push(i128::from(event.amount) - linked);
        let mut divided = apportion(i128::from(*amount), &weights);
        rest += divided.pop().unwrap_or(0);
        for (link, part) in own.iter().zip(divided) {
            parts[link.1 as usize] += i64::try_from(part).unwrap_or(i64::MAX);
        }
    }
    (parts, rest)
}

/// Money of an edge on a day.
struct Dated {
    day: i32,
    amount: i64,
    edge: u32,
    /// In the graph's events.
    place: u32,
}

/// The events of some edges in the order of days; on one day in the order of the
/// edges. What is not dated comes last.
fn dated(graph: &Graph<'_>, edges: &[u32]) -> Vec<Dated> {
    let mut all = Vec::new();
    for edge in edges {
        let of = graph.edge(*edge);
        for (place, event) in of.events.clone().zip(graph.events(of)) {
            all.push(Dated {
                day: event.day,
                amount: event.amount,
                edge: *edge,
                place,
            });
        }
    }
    all.sort_by_key(|e| (e.day, e.edge, e.place));
    all
}
