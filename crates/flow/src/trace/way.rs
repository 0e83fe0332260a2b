//! In which order nodes are gone through, so that each is gone through once and
//! money in circles comes to an end.

use super::graph::Graph;
use super::node::NodeKind;
use super::told::Direction;

/// A node that was not reached.
pub(super) const FAR: u32 = u32::MAX;

/// The ways from a start.
pub(super) struct Way {
    /// The nodes that money is followed through, each after all from which money
    /// that does not return comes to it.
    pub order: Vec<u32>,
    /// By node: the fewest edges from the start, or [`FAR`].
    pub depth: Vec<u32>,
    /// By edge: it leads back to a node on the way to it.
    pub returns: Vec<bool>,
    /// Nodes that pay each other in a circle.
    pub circles: Vec<Vec<u32>>,
}

/// Edges that money is followed along from a node, in order.
pub(super) fn onward(graph: &Graph<'_>, node: u32, direction: Direction) -> Vec<u32> {
    let mut edges: Vec<u32> = match direction {
        Direction::Down => graph.out(node).collect(),
        Direction::Up => graph.into(node).collect(),
    };
    edges.retain(|e| graph.edge(*e).total > 0);
    edges
}

/// The same, those with most money first.
fn largest_first(graph: &Graph<'_>, node: u32, direction: Direction) -> Vec<u32> {
    let mut edges = onward(graph, node, direction);
    edges.sort_by_key(|e| (std::cmp::Reverse(graph.edge(*e).total), *e));
    edges
}

/// The node at the far end of an edge.
pub(super) fn target(graph: &Graph<'_>, edge: u32, direction: Direction) -> u32 {
    let edge = graph.edge(edge);
    match direction {
        Direction::Down => edge.to,
        Direction::Up => edge.from,
    }
}

/// Whether money is followed through a node of this kind.
pub(super) fn leads_on(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Activity | NodeKind::Phantom)
}

impl Way {
    pub(super) fn from(
        graph: &Graph<'_>,
        start: u32,
        direction: Direction,
        limit: Option<u32>,
    ) -> Self {
        let depth = depths(graph, start, direction, limit);
        let walk = Walk::new(graph, direction, &depth, limit);
        let (order, returns, circles) = walk.from(start);
        Self {
            order,
            depth,
            returns,
            circles,
        }
    }

    /// Whether money is followed through a node.
    pub(super) fn goes_through(&self, graph: &Graph<'_>, node: u32, limit: Option<u32>) -> bool {
        goes_through(graph, &self.depth, node, limit)
    }
}

fn goes_through(graph: &Graph<'_>, depth: &[u32], node: u32, limit: Option<u32>) -> bool {
    let depth = depth[node as usize];
    let is_near = limit.is_none_or(|l| depth < l);
    depth == 0 || (depth != FAR && is_near && leads_on(graph.node(node).kind))
}

/// By node, the fewest edges from the start.
fn depths(graph: &Graph<'_>, start: u32, direction: Direction, limit: Option<u32>) -> Vec<u32> {
    let mut depth = vec![FAR; graph.len()];
    depth[start as usize] = 0;
    let mut now = vec![start];
    while !now.is_empty() {
        let mut next = Vec::new();
        for node in now {
            if !goes_through(graph, &depth, node, limit) {
                continue;
            }
            let ahead = depth[node as usize] + 1;
            for edge in onward(graph, node, direction) {
                let to = target(graph, edge, direction) as usize;
                if depth[to] == FAR {
                    depth[to] = ahead;
                    next.push(super::account::place(to));
                }
            }
        }
        now = next;
    }
    depth
}

/// One walk in depth finds the strongly connected components (Tarjan, 1972), the
/// edges that lead back, and an order in which all other edges lead on.
struct Walk<'g, 'a> {
    graph: &'g Graph<'a>,
    direction: Direction,
    depth: &'g [u32],
    limit: Option<u32>,
    /// By node: when it was reached, from 1; 0 if it was not.
    reached: Vec<u32>,
    /// By node: the earliest that can be reached from it in its component.
    low: Vec<u32>,
    on_way: Vec<bool>,
    in_component: Vec<bool>,
    component: Vec<u32>,
    clock: u32,
    left: Vec<u32>,
    returns: Vec<bool>,
    circles: Vec<Vec<u32>>,
}

struct Frame {
    node: u32,
    edges: Vec<u32>,
    next: usize,
}

impl<'g, 'a> Walk<'g, 'a> {
    fn new(
        graph: &'g Graph<'a>,
        direction: Direction,
        depth: &'g [u32],
        limit: Option<u32>,
    ) -> Self {
        let count = graph.len();
        Self {
            graph,
            direction,
            depth,
            limit,
            reached: vec![0; count],
            low: vec![0; count],
            on_way: vec![false; count],
            in_component: vec![false; count],
            component: Vec::new(),
            clock: 0,
            left: Vec::new(),
            returns: vec![false; graph.edges.len()],
            circles: Vec::new(),
        }
    }

    fn from(mut self, start: u32) -> (Vec<u32>, Vec<bool>, Vec<Vec<u32>>) {
        let mut frames = vec![self.enter(start)];
        while let Some(frame) = frames.last_mut() {
            let Some(edge) = frame.edges.get(frame.next).copied() else {
                let node = frame.node;
                frames.pop();
                self.leave(node);
                if let Some(before) = frames.last() {
                    let (at, from) = (before.node as usize, node as usize);
                    self.low[at] = self.low[at].min(self.low[from]);
                }
                continue;
            };
            frame.next += 1;
            let (node, to) = (frame.node, target(self.graph, edge, self.direction));
            if !goes_through(self.graph, self.depth, to, self.limit) {
                continue;
            }
            if self.reached[to as usize] == 0 {
                let frame = self.enter(to);
                frames.push(frame);
                continue;
            }
            self.returns[edge as usize] = self.on_way[to as usize];
            if self.in_component[to as usize] {
                let at = node as usize;
                self.low[at] = self.low[at].min(self.reached[to as usize]);
            }
        }
        self.left.reverse();
        (self.left, self.returns, self.circles)
    }

    fn enter(&mut self, node: u32) -> Frame {
        let at = node as usize;
        self.clock += 1;
        self.reached[at] = self.clock;
        self.low[at] = self.clock;
        self.on_way[at] = true;
        self.in_component[at] = true;
        self.component.push(node);
        Frame {
            node,
            edges: largest_first(self.graph, node, self.direction),
            next: 0,
        }
    }

    fn leave(&mut self, node: u32) {
        let at = node as usize;
        self.on_way[at] = false;
        self.left.push(node);
        if self.low[at] != self.reached[at] {
            return;
        }
        let mut circle = Vec::new();
        while let Some(last) = self.component.pop() {
            self.in_component[last as usize] = false;
            circle.push(last);
            if last == node {
                break;
            }
        }
        if circle.len() > 1 {
            circle.reverse();
            self.circles.push(circle);
        }
    }
}
