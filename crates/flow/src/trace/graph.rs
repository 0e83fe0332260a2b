//! Activities and the money between them.

use super::account::{Accounts, Unit, place};
use super::fault::{self, Fault, Told};
use super::net::{Event, net};
use super::node::{Node, NodeId, NodeKind, Nodes};
use super::posting::{Joined, Poster, Posting, Series, Side, Whose, is_of_none};
use crate::reconcile::words::Word;
use std::ops::Range;

/// Money from one node to another, by all lines between them.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub from: u32,
    pub to: u32,
    /// More was taken back than paid: the money goes from the receiver to the
    /// giver of its postings.
    pub is_taken_back: bool,
    /// What is followed, in minor units; never negative.
    pub total: i128,
    pub postings: Range<u32>,
    /// Its payments less what was taken back, by day.
    pub events: Range<u32>,
}

/// Who pays whom, over any number of publishers.
///
/// Made from [`Accounts`] and from what matching found: both sides' lines of one
/// event are one payment. Whatever the order in which accounts were read in, the
/// graph is the same.
pub struct Graph<'a> {
    pub(super) accounts: &'a Accounts,
    pub(super) nodes: Nodes,
    pub(super) series: Series,
    pub(super) whose: Whose,
    pub(super) postings: Vec<Posting>,
    pub(super) events: Vec<Event>,
    /// By giver, then receiver.
    pub(super) edges: Vec<Edge>,
    /// Places in `edges`, by receiver, then giver.
    into: Vec<u32>,
    out_starts: Vec<u32>,
    in_starts: Vec<u32>,
    pub(super) told: Vec<Told>,
    /// Lines of types that are neither payments nor commitments, by node.
    pub(super) not_followed: Vec<u32>,
}

/// No activity has the identifier that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// The published identifier that is one sign away.
    pub nearest: Option<super::Nearest>,
}

impl<'a> Graph<'a> {
    /// The graph of one series. `joined` are the events that both sides tell,
    /// no line in two of them; a caller leaves out those that it does not trust.
    #[must_use]
    pub fn new<'j>(
        accounts: &'a Accounts,
        joined: impl IntoIterator<Item = Joined<'j>>,
        series: Series,
        whose: Whose,
    ) -> Self {
        let nodes = Nodes::of(accounts);
        let mut poster = Poster::new(accounts, &nodes, series, whose);
        for event in joined {
            poster.join(event);
        }
        poster.alone();
        let (mut postings, told) = (poster.postings, poster.told);
        postings.sort_unstable_by_key(|p| (p.from, p.to, p.day, p.marks, p.amount, p.line));
        let (edges, events) = edges(&postings);
        let count = nodes.all.len();
        let out_starts = starts(count, edges.iter().map(|e| e.from));
        let in_starts = starts(count, edges.iter().map(|e| e.to));
        let into = by_receiver(&edges, &in_starts);
        let not_followed = not_followed(accounts, &nodes);
        Self {
            accounts,
            nodes,
            series,
            whose,
            postings,
            events,
            edges,
            into,
            out_starts,
            in_starts,
            told,
            not_followed,
        }
    }

    /// The activity of an identifier, published or a phantom.
    ///
    /// # Errors
    /// [`NotFound`], with the published identifier that is nearest.
    pub fn find(&self, identifier: &str) -> Result<NodeId, NotFound> {
        let found = self.nodes.find(self.accounts, identifier);
        found.map(NodeId).ok_or_else(|| {
            let all = self.nodes.identifiers();
            let nearest = all.nearest(self.accounts, &[identifier]).pop().flatten();
            NotFound { nearest }
        })
    }

    /// How many nodes there are: published activities, phantoms, organisations,
    /// and two for spending and for nobody.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.all.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// How many pairs of nodes there is money between.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.edges.len()
    }

    /// All activities that lines name and nobody publishes, in order.
    pub fn phantoms(&self) -> impl Iterator<Item = NodeId> {
        let all = (0u32..).zip(&self.nodes.all);
        all.filter(|(_, n)| n.kind == NodeKind::Phantom)
            .map(|(at, _)| NodeId(at))
    }

    /// All links that are wrong, or that only one side makes, in order.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        fault::of(self, &|_| true)
    }

    pub(super) fn unit(&self) -> &'a Unit {
        &self.accounts.unit
    }

    pub(super) fn node(&self, at: u32) -> &Node {
        &self.nodes.all[at as usize]
    }

    pub(super) fn edge(&self, at: u32) -> &Edge {
        &self.edges[at as usize]
    }

    pub(super) fn text(&self, word: Option<Word>) -> Option<String> {
        word.map(|w| self.accounts.text(Some(w)).to_owned())
    }

    /// Places of the edges that leave a node.
    pub(super) fn out(&self, node: u32) -> impl Iterator<Item = u32> {
        self.out_starts[node as usize]..self.out_starts[node as usize + 1]
    }

    /// Places of the edges that come to a node.
    pub(super) fn into(&self, node: u32) -> impl Iterator<Item = u32> {
        let range = self.in_starts[node as usize]..self.in_starts[node as usize + 1];
        range.map(|at| self.into[at as usize])
    }

    pub(super) fn postings(&self, edge: &Edge) -> &[Posting] {
        &self.postings[edge.postings.start as usize..edge.postings.end as usize]
    }

    pub(super) fn events(&self, edge: &Edge) -> &[Event] {
        &self.events[edge.events.start as usize..edge.events.end as usize]
    }
}

/// Postings between the same two make an edge.
fn edges(postings: &[Posting]) -> (Vec<Edge>, Vec<Event>) {
    let (mut edges, mut events): (Vec<Edge>, Vec<Event>) = (Vec::new(), Vec::new());
    let (mut start, mut own) = (0, Vec::new());
    for of_one in postings.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)) {
        let end = start + place(of_one.len());
        let followed = of_one.iter().filter(|p| p.marks.is_followed);
        own.clear();
        own.extend(followed.filter_map(|p| {
            Some(Event {
                day: p.day,
                amount: p.amount?,
            })
        }));
        net(&mut own);
        let total: i128 = own.iter().map(|e| i128::from(e.amount)).sum();
        let (from, to) = (of_one[0].from, of_one[0].to);
        let is_taken_back = total < 0;
        let first_event = place(events.len());
        events.extend(own.iter().map(|e| Event {
            day: e.day,
            amount: e.amount.abs(),
        }));
        edges.push(Edge {
            from: if is_taken_back { to } else { from },
            to: if is_taken_back { from } else { to },
            is_taken_back,
            total: total.abs(),
            postings: start..end,
            events: first_event..place(events.len()),
        });
        start = end;
    }
    edges.sort_unstable_by_key(|e| (e.from, e.to, e.is_taken_back));
    (edges, events)
}

/// Places of edges in the order of who is paid, then of who pays.
fn by_receiver(edges: &[Edge], starts: &[u32]) -> Vec<u32> {
    let mut next = starts.to_vec();
    let mut all = vec![0; edges.len()];
    for (at, edge) in (0u32..).zip(edges) {
        let free = &mut next[edge.to as usize];
        all[*free as usize] = at;
        *free += 1;
    }
    all
}

/// Where the run of each node starts, once all are in the order of nodes, and
/// where the last ends.
fn starts(count: usize, nodes: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; count + 1];
    for node in nodes {
        starts[node as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

fn not_followed(accounts: &Accounts, nodes: &Nodes) -> Vec<u32> {
    let mut counts = vec![0; nodes.all.len()];
    for line in accounts.lines.iter().filter(|l| is_of_none(l.kind)) {
        counts[nodes.of_account[line.activity as usize] as usize] += 1;
    }
    counts
}

/// Who says that there is money between two activities.
pub(super) struct Says {
    pub giver: bool,
    pub receiver: bool,
    pub names_receiver: bool,
    pub names_giver: bool,
}

impl Says {
    pub(super) fn of(postings: &[Posting]) -> Self {
        let any = |side: Side, names: bool| {
            let mut of_side = postings.iter().filter(|p| p.marks.side == side);
            of_side.any(|p| p.marks.names_activity || !names)
        };
        Self {
            giver: any(Side::Giver, false),
            receiver: any(Side::Receiver, false),
            names_receiver: any(Side::Giver, true),
            names_giver: any(Side::Receiver, true),
        }
    }
}
