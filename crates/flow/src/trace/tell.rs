//! What was followed, as steps and flows with their figures.

use super::follow::{Followed, arriving, total};
use super::graph::Graph;
use super::node::{Node, NodeKind};
use super::told::without;
use super::told::{Balance, Between, Direction, End, EndKind, Flow, Place, Share, Step, Trace};
use super::way::onward;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The trace without its faults.
pub(super) fn trace(graph: &Graph<'_>, followed: &Followed) -> Trace {
    let unit = graph.unit();
    let order = Numbered::of(graph, followed);
    let steps: Vec<Step> = order
        .nodes
        .iter()
        .map(|n| step(graph, followed, *n))
        .collect();
    let mut flows = Vec::with_capacity(order.edges.len());
    for edge in &order.edges {
        flows.push(flow(graph, followed, &order, *edge));
    }
    Trace {
        direction: followed.direction,
        convention: followed.convention,
        series: graph.series,
        whose: graph.whose,
        unit: unit.clone(),
        limit: followed.limit,
        followed: unit.decimal(followed.all),
        ends: ends(&steps, &flows),
        circles: circles(followed, &order, &flows),
        steps,
        flows,
        faults: Vec::new(),
    }
}

/// Nodes in the order of the tree, and the edges followed from each.
struct Numbered {
    nodes: Vec<u32>,
    number: BTreeMap<u32, usize>,
    edges: Vec<u32>,
}

impl Numbered {
    fn of(graph: &Graph<'_>, followed: &Followed) -> Self {
        let mut new = Self {
            nodes: Vec::new(),
            number: BTreeMap::new(),
            edges: Vec::new(),
        };
        let mut open = vec![followed.start];
        while let Some(node) = open.pop() {
            if new.number.contains_key(&node) {
                continue;
            }
            new.number.insert(node, new.nodes.len());
            new.nodes.push(node);
            let edges = followed.edges(graph, node);
            let ahead = edges.iter().rev();
            open.extend(
                ahead
                    .filter(|e| !followed.way.returns[**e as usize])
                    .map(|e| followed.target(graph, *e)),
            );
            new.edges.extend(edges);
        }
        new
    }
}

impl Followed {
    /// Edges to other steps along which something is followed, most first.
    fn edges(&self, graph: &Graph<'_>, node: u32) -> Vec<u32> {
        if self.end_at(graph, node).is_some() {
            return Vec::new();
        }
        let mut edges = onward(graph, node, self.direction);
        edges.retain(|e| {
            self.along[*e as usize] > 0 && is_place(graph.node(self.target(graph, *e)))
        });
        edges.sort_by_key(|e| (std::cmp::Reverse(self.along[*e as usize]), *e));
        edges
    }

    fn target(&self, graph: &Graph<'_>, edge: u32) -> u32 {
        super::way::target(graph, edge, self.direction)
    }
}

fn is_place(node: &Node) -> bool {
    !matches!(node.kind, NodeKind::Spending | NodeKind::Nobody)
}

fn step(graph: &Graph<'_>, followed: &Followed, node: u32) -> Step {
    let unit = graph.unit();
    let amount = followed.amount(node);
    let end = |kind: EndKind, amount: i128| End {
        kind,
        followed: unit.decimal(amount),
    };
    let stops = followed.end_at(graph, node);
    let ends = match stops {
        Some(kind) => vec![end(kind, amount)],
        None => own_ends(graph, followed, node)
            .into_iter()
            .filter(|e| e.1 > 0)
            .map(|(kind, amount)| end(kind, amount))
            .collect(),
    };
    Step {
        place: Place::of(graph, node),
        depth: followed.way.depth[node as usize],
        followed: unit.decimal(amount),
        balance: stops.is_none().then(|| balance(graph, node)),
        ends,
        without: match stops {
            Some(_) => Vec::new(),
            None => without(graph, node),
        },
        not_followed: graph.not_followed[node as usize],
    }
}

/// What ends at a node that money is followed through.
fn own_ends(graph: &Graph<'_>, followed: &Followed, node: u32) -> Vec<(EndKind, i128)> {
    let mut ends = Vec::new();
    for edge in onward(graph, node, followed.direction) {
        let target = followed.target(graph, edge);
        let part = followed.along[edge as usize];
        if let Some(kind) = followed.end_at(graph, target)
            && !is_place(graph.node(target))
        {
            ends.push((kind, part));
        }
    }
    ends.sort_unstable();
    let rest = followed.remainder[node as usize];
    ends.push((EndKind::Remainder, rest));
    ends
}

fn balance(graph: &Graph<'_>, node: u32) -> Balance {
    let unit = graph.unit();
    let into = arriving(graph, node, Direction::Down);
    let (spent, passed): (Vec<u32>, Vec<u32>) = onward(graph, node, Direction::Down)
        .into_iter()
        .partition(|e| is_spent(graph.node(graph.edge(*e).to)));
    let told = |edges: &[u32]| (!edges.is_empty()).then(|| unit.decimal(total(graph, edges)));
    Balance {
        came_in: told(&into),
        passed_on: told(&passed),
        spent: told(&spent),
        remainder: unit.decimal(total(graph, &into) - total(graph, &passed) - total(graph, &spent)),
    }
}

/// Whether money that goes there is spent: nobody will tell of it further on.
fn is_spent(to: &Node) -> bool {
    match to.kind {
        NodeKind::Spending | NodeKind::Nobody => true,
        NodeKind::Organisation => to.published == 0,
        NodeKind::Activity | NodeKind::Phantom => false,
    }
}

fn flow(graph: &Graph<'_>, followed: &Followed, order: &Numbered, place: u32) -> Flow {
    let unit = graph.unit();
    let edge = graph.edge(place);
    let part = followed.along[place as usize];
    let origin = match followed.direction {
        Direction::Down => edge.from,
        Direction::Up => edge.to,
    };
    let whole = followed.amount(origin);
    let between = Between::of(graph, edge);
    let number = |node: u32| order.number.get(&node).copied().unwrap_or(0);
    Flow {
        from: number(edge.from),
        to: number(edge.to),
        followed: unit.decimal(part),
        share: Share {
            part: unit.decimal(part),
            of: unit.decimal(whole),
        },
        amount: unit.decimal(edge.total),
        is_returned: followed.way.returns[place as usize],
        is_taken_back: edge.is_taken_back,
        giver: between.giver,
        receiver: between.receiver,
        gap: between.gap,
        only_giver: between.only_giver,
        only_receiver: between.only_receiver,
        doubtful: between.doubtful,
        has_parts: between.has_parts,
    }
}

/// What ends anywhere, by kind.
fn ends(steps: &[Step], flows: &[Flow]) -> Vec<End> {
    let mut sums: BTreeMap<EndKind, Decimal> = BTreeMap::new();
    for end in steps.iter().flat_map(|s| &s.ends) {
        *sums.entry(end.kind).or_default() += end.followed;
    }
    for flow in flows.iter().filter(|f| f.is_returned) {
        *sums.entry(EndKind::Returned).or_default() += flow.followed;
    }
    let each = sums.into_iter();
    each.map(|(kind, followed)| End { kind, followed })
        .collect()
}

/// Circles in which money was seen to return.
fn circles(followed: &Followed, order: &Numbered, flows: &[Flow]) -> Vec<Vec<usize>> {
    let mut circles = Vec::new();
    for circle in &followed.way.circles {
        let mut steps: Vec<usize> = circle
            .iter()
            .filter_map(|n| order.number.get(n).copied())
            .collect();
        steps.sort_unstable();
        let is_in = |step: usize| steps.binary_search(&step).is_ok();
        if flows
            .iter()
            .any(|f| f.is_returned && is_in(f.from) && is_in(f.to))
        {
            circles.push(steps);
        }
    }
    circles.sort_unstable();
    circles
}
