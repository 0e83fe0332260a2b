//! Links that are wrong, or that only one side makes.

use super::account::Common;
use super::graph::{Graph, Says};
use super::identifier::Nearest;
use super::node::NodeKind;
use super::posting::Posting;
use super::told::Place;
use crate::reconcile::words::Word;
use rust_decimal::Decimal;
use serde::Serialize;

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The identifier is of no published activity.
    Unpublished,
    /// Of a published activity, written with other signs or in other case.
    WrittenOtherwise,
    /// The activity had it before.
    Former,
    /// Several publishers have such an activity; the line names none of them.
    Ambiguous,
    /// The activity is not of the organisation that the line names.
    OfAnother,
    /// A line names its own activity as the other side's.
    SelfLink,
    /// The line it was matched with stands in another activity than it names.
    NamesAnother,
    /// Both tell of it, only the receiver names the other's activity.
    NotNamedByGiver,
    /// Both tell of it, only the giver names the other's activity.
    NotNamedByReceiver,
    /// Both publish, and only the receiver tells of it.
    NotToldByGiver,
    /// Both publish, and only the giver tells of it.
    NotToldByReceiver,
    /// One publisher has several activities of this identifier.
    PublishedTwice,
}

/// A link that is wrong, with all lines that make it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fault {
    pub kind: FaultKind,
    /// Whose lines make it, or should.
    pub at: Place,
    /// The activity or organisation on the other side.
    pub other: Option<Place>,
    /// The identifier as it is written.
    pub written: Option<String>,
    pub nearest: Option<Nearest>,
    pub lines: u32,
    /// What these lines come to; none if none has an amount that can be
    /// followed.
    pub amount: Option<Decimal>,
}

/// One line that makes a wrong link.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub kind: FaultKind,
    pub own: u32,
    pub other: u32,
    pub written: Word,
    pub line: u32,
}

/// All faults of the nodes that are wanted, and of links between two of them.
pub(super) fn of(graph: &Graph<'_>, wanted: &dyn Fn(u32) -> bool) -> Vec<Fault> {
    let mut faults = by_line(graph, wanted);
    faults.extend(by_edge(graph, wanted));
    faults.extend(twice(graph, wanted));
    faults
}

fn by_line(graph: &Graph<'_>, wanted: &dyn Fn(u32) -> bool) -> Vec<Fault> {
    let told = graph.told.iter();
    let mut told: Vec<&Told> = told.filter(|t| wanted(t.own)).collect();
    let text = |t: &Told| graph.accounts.text(Some(t.written));
    told.sort_by(|a, b| {
        let key = |t: &Told| (t.kind, t.own, t.other);
        (key(a), text(a)).cmp(&(key(b), text(b)))
    });
    let same = |a: &&Told, b: &&Told| {
        (a.kind, a.own, a.other, a.written) == (b.kind, b.own, b.other, b.written)
    };
    let mut faults: Vec<Fault> = Vec::new();
    for of_one in told.chunk_by(same) {
        let first = of_one[0];
        let amounts = of_one.iter().map(|t| amount(graph, t.line));
        let is_place = graph.node(first.other).kind < NodeKind::Spending;
        faults.push(Fault {
            kind: first.kind,
            at: Place::of(graph, first.own),
            other: is_place.then(|| Place::of(graph, first.other)),
            written: Some(text(first).to_owned()),
            nearest: None,
            lines: super::account::place(of_one.len()),
            amount: sum(graph, amounts),
        });
    }
    let unpublished = |f: &&mut Fault| f.kind == FaultKind::Unpublished;
    let texts: Vec<String> = faults
        .iter()
        .filter(|f| f.kind == FaultKind::Unpublished)
        .filter_map(|f| f.written.clone())
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let nearest = graph.nodes.identifiers().nearest(graph.accounts, &texts);
    for (fault, nearest) in faults.iter_mut().filter(unpublished).zip(nearest) {
        fault.nearest = nearest;
    }
    faults
}

fn by_edge(graph: &Graph<'_>, wanted: &dyn Fn(u32) -> bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let is_activity = |n: u32| graph.node(n).kind == NodeKind::Activity;
    for edge in &graph.edges {
        if !(is_activity(edge.from) && is_activity(edge.to)) {
            continue;
        }
        if !(wanted(edge.from) && wanted(edge.to)) {
            continue;
        }
        let postings = graph.postings(edge);
        let Some(kind) = one_sided(&Says::of(postings)) else {
            continue;
        };
        let (giver, receiver) = (postings[0].from, postings[0].to);
        let is_giver = matches!(kind, FaultKind::NotNamedByGiver | FaultKind::NotToldByGiver);
        let (at, other) = match is_giver {
            true => (giver, receiver),
            false => (receiver, giver),
        };
        let followed = |p: &&Posting| p.marks.is_followed || p.amount.is_none();
        let postings: Vec<&Posting> = postings.iter().filter(followed).collect();
        faults.push(Fault {
            kind,
            at: Place::of(graph, at),
            other: Some(Place::of(graph, other)),
            written: None,
            nearest: None,
            lines: super::account::place(postings.len()),
            amount: sum(graph, postings.iter().map(|p| p.amount)),
        });
    }
    faults.sort_by_key(|f| f.kind);
    faults
}

fn one_sided(says: &Says) -> Option<FaultKind> {
    match (says.giver, says.receiver) {
        (false, _) => Some(FaultKind::NotToldByGiver),
        (_, false) => Some(FaultKind::NotToldByReceiver),
        _ => match (says.names_receiver, says.names_giver) {
            (false, true) => Some(FaultKind::NotNamedByGiver),
            (true, false) => Some(FaultKind::NotNamedByReceiver),
            _ => None,
        },
    }
}

fn twice(graph: &Graph<'_>, wanted: &dyn Fn(u32) -> bool) -> Vec<Fault> {
    let all = (0u32..).zip(&graph.nodes.all);
    all.filter(|(at, n)| n.kind == NodeKind::Activity && n.published > 1 && wanted(*at))
        .map(|(at, node)| Fault {
            kind: FaultKind::PublishedTwice,
            at: Place::of(graph, at),
            other: None,
            written: graph.text(node.identifier),
            nearest: None,
            lines: node.published,
            amount: None,
        })
        .collect()
}

fn amount(graph: &Graph<'_>, line: u32) -> Option<i64> {
    match graph.accounts.lines[line as usize].common {
        Common::Known(amount) => Some(amount),
        _ => None,
    }
}

fn sum(graph: &Graph<'_>, amounts: impl Iterator<Item = Option<i64>>) -> Option<Decimal> {
    let known: Vec<i128> = amounts.flatten().map(i128::from).collect();
    (!known.is_empty()).then(|| graph.unit().decimal(known.iter().sum()))
}
