//! What of a web of flows is drawn: its layers, what turns back, and what is drawn together.

use super::{Link, Node, Side, Word};
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A node as drawn: one, or several drawn together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Places in the list of nodes.
    pub members: Vec<usize>,
    pub layer: usize,
    /// What comes in and goes out, stubs included.
    pub inward: Decimal,
    pub outward: Decimal,
    /// Whether flows lead to it and on from it, stubs aside.
    pub is_between: bool,
}

impl Group {
    pub(super) fn amount(&self) -> Decimal {
        self.inward.max(self.outward)
    }

    /// What came in and did not go out; less than nought: what went out and did not come in.
    /// Nothing, where flows begin or end.
    pub(super) fn rest(&self) -> Decimal {
        if self.is_between {
            self.inward.saturating_sub(self.outward)
        } else {
            Decimal::ZERO
        }
    }
}

/// A flow as drawn, between groups.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub from: usize,
    pub to: usize,
    pub amount: Decimal,
    pub word: Word,
    /// Places in the list of links.
    pub links: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// In order of layers.
    pub nodes: Vec<Group>,
    pub flows: Vec<Flow>,
    /// Flows that would turn back: drawn at their ends only.
    pub stubs: Vec<Flow>,
    pub layers: usize,
}

/// Most nodes of a layer.
const TALLEST: usize = 14;

/// The web in at most so many layers and flows. What falls away is the smallest.
pub(super) fn folded(nodes: &[Node], links: &[Link], layers: usize, most: usize) -> Folded {
    let (forward, back) = turned(nodes, &sound(nodes.len(), links));
    let all = layered(nodes, &forward, &back);
    let deepest = all.iter().filter_map(|l| *l).max().unwrap_or(0) + 1;
    for depth in (2..=layers.clamp(2, deepest.max(2))).rev() {
        for tallest in (1..=TALLEST).rev() {
            let folded = gathered(nodes, &forward, &back, &all, depth, tallest);
            if folded.flows.len() <= most {
                return folded;
            }
        }
    }
    gathered(nodes, &forward, &back, &all, 2, 1)
}

/// Links between nodes that are there, of more than nought; what is less turns round.
fn sound(nodes: usize, links: &[Link]) -> Vec<(Flow, bool)> {
    let mut flows: BTreeMap<(usize, usize, Word, bool), Flow> = BTreeMap::new();
    for (at, link) in links.iter().enumerate() {
        if link.from >= nodes || link.to >= nodes || link.amount.is_zero() {
            continue;
        }
        let is_back = link.amount.is_sign_negative();
        let (from, to) = if is_back {
            (link.to, link.from)
        } else {
            (link.from, link.to)
        };
        let new = || Flow {
            from,
            to,
            amount: Decimal::ZERO,
            word: link.word,
            links: Vec::new(),
        };
        let flow = flows
            .entry((from, to, link.word, is_back))
            .or_insert_with(new);
        flow.amount = flow.amount.saturating_add(link.amount.abs());
        flow.links.push(at);
    }
    flows
        .into_iter()
        .map(|((.., is_back), flow)| (flow, is_back))
        .collect()
}

/// Parts what goes on from what turns back: money returned, and of each circle the link that
/// closes it, when one follows the largest flows first.
fn turned(nodes: &[Node], flows: &[(Flow, bool)]) -> (Vec<Flow>, Vec<Flow>) {
    let mut ways: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut balance: Vec<Decimal> = vec![Decimal::ZERO; nodes.len()];
    for (at, (flow, is_back)) in flows.iter().enumerate() {
        if *is_back {
            continue;
        }
        if let Some(ways) = ways.get_mut(flow.from) {
            ways.push(at);
        }
        add(&mut balance, flow.from, flow.amount);
        add(&mut balance, flow.to, -flow.amount);
    }
    let amount = |at: usize| flows.get(at).map_or(Decimal::ZERO, |f| f.0.amount);
    for ways in &mut ways {
        ways.sort_by_key(|at| (Reverse(amount(*at)), *at));
    }
    // Those who give most of their own are the beginning.
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|at| {
        let is_giver = nodes.get(*at).is_some_and(|n| n.side == Side::Giver);
        (
            Reverse(is_giver),
            Reverse(balance.get(*at).copied().unwrap_or_default()),
            *at,
        )
    });
    let closing = closing(&order, &ways, flows);
    let (mut forward, mut back) = (Vec::new(), Vec::new());
    for (at, (flow, is_back)) in flows.iter().enumerate() {
        let is_closing = closing.get(at).copied().unwrap_or(false);
        if *is_back || is_closing {
            back.push(flow.clone())
        } else {
            forward.push(flow.clone())
        }
    }
    (forward, back)
}

/// Which flows lead to a node that one is still on the way from.
fn closing(order: &[usize], ways: &[Vec<usize>], flows: &[(Flow, bool)]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnTheWay,
        Done,
    }
    let mut seen = vec![Seen::No; ways.len()];
    let mut closing = vec![false; flows.len()];
    for start in order {
        if seen.get(*start) != Some(&Seen::No) {
            continue;
        }
        let mut path = vec![(*start, 0usize)];
        set(&mut seen, *start, Seen::OnTheWay);
        while let Some((node, next)) = path.last_mut() {
            let Some(way) = ways.get(*node).and_then(|w| w.get(*next)).copied() else {
                set(&mut seen, *node, Seen::Done);
                path.pop();
                continue;
            };
            *next += 1;
            let Some((flow, _)) = flows.get(way) else {
                continue;
            };
            match seen.get(flow.to) {
                Some(Seen::No) => {
                    set(&mut seen, flow.to, Seen::OnTheWay);
                    path.push((flow.to, 0));
                }
                Some(Seen::OnTheWay) => set(&mut closing, way, true),
                _ => {}
            }
        }
    }
    closing
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

fn add(sums: &mut [Decimal], at: usize, amount: Decimal) {
    if let Some(sum) = sums.get_mut(at) {
        *sum = sum.saturating_add(amount);
    }
}

/// The layer of each node: one after the last that leads to it. None has a node without flows.
fn layered(nodes: &[Node], forward: &[Flow], back: &[Flow]) -> Vec<Option<usize>> {
    let mut layers: Vec<Option<usize>> = vec![None; nodes.len()];
    for flow in forward.iter().chain(back) {
        set(&mut layers, flow.from, Some(0));
        set(&mut layers, flow.to, Some(0));
    }
    let mut waits = vec![0usize; nodes.len()];
    let mut ways: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for flow in forward {
        if let (Some(waits), Some(ways)) = (waits.get_mut(flow.to), ways.get_mut(flow.from)) {
            *waits += 1;
            ways.push(flow.to);
        }
    }
    let mut ready: Vec<usize> = (0..nodes.len())
        .filter(|at| waits.get(*at) == Some(&0))
        .collect();
    while let Some(node) = ready.pop() {
        let layer = layers.get(node).copied().flatten().unwrap_or(0);
        for to in ways.get(node).into_iter().flatten() {
            let found = layers.get(*to).copied().flatten().unwrap_or(0);
            set(&mut layers, *to, Some(found.max(layer + 1)));
            if let Some(waits) = waits.get_mut(*to) {
                *waits -= 1;
                if *waits == 0 {
                    ready.push(*to);
                }
            }
        }
    }
    settle(nodes, forward, back, &mut layers);
    layers
}

/// Who only has to do with money that turns back stands where their side stands.
fn settle(nodes: &[Node], forward: &[Flow], back: &[Flow], layers: &mut [Option<usize>]) {
    let last = layers.iter().filter_map(|l| *l).max().unwrap_or(0).max(1);
    let mut is_bound = vec![false; nodes.len()];
    for flow in forward {
        set(&mut is_bound, flow.from, true);
        set(&mut is_bound, flow.to, true);
    }
    for flow in back {
        for at in [flow.from, flow.to] {
            let is_receiver = nodes.get(at).is_some_and(|n| n.side == Side::Receiver);
            if is_receiver && is_bound.get(at) == Some(&false) {
                set(layers, at, Some(last));
            }
        }
    }
}

/// The web with at most so many layers, and in each so many nodes and one for all others.
fn gathered(
    nodes: &[Node],
    forward: &[Flow],
    back: &[Flow],
    layers: &[Option<usize>],
    depth: usize,
    tallest: usize,
) -> Folded {
    let groups = groups(nodes, forward, back, layers, depth, tallest);
    let mut place: Vec<usize> = vec![usize::MAX; nodes.len()];
    for (at, group) in groups.iter().enumerate() {
        for member in &group.members {
            set(&mut place, *member, at);
        }
    }
    let mut folded = Folded {
        layers: groups.iter().map(|g| g.layer + 1).max().unwrap_or(0),
        nodes: groups,
        ..Folded::default()
    };
    folded.flows = joined(forward, &place, &folded.nodes);
    folded.stubs = joined(back, &place, &folded.nodes);
    for (at, node) in folded.nodes.iter_mut().enumerate() {
        let leads = |own: fn(&Flow) -> usize| folded.flows.iter().any(|f| own(f) == at);
        node.is_between = leads(|f| f.from) && leads(|f| f.to);
    }
    for flow in folded.flows.iter().chain(&folded.stubs) {
        if let Some(from) = folded.nodes.get_mut(flow.from) {
            from.outward = from.outward.saturating_add(flow.amount);
        }
        if let Some(to) = folded.nodes.get_mut(flow.to) {
            to.inward = to.inward.saturating_add(flow.amount);
        }
    }
    folded
}

fn groups(
    nodes: &[Node],
    forward: &[Flow],
    back: &[Flow],
    layers: &[Option<usize>],
    depth: usize,
    tallest: usize,
) -> Vec<Group> {
    let (mut inward, mut outward) = (
        vec![Decimal::ZERO; nodes.len()],
        vec![Decimal::ZERO; nodes.len()],
    );
    for flow in forward.iter().chain(back) {
        add(&mut outward, flow.from, flow.amount);
        add(&mut inward, flow.to, flow.amount);
    }
    let size = |at: usize| {
        let of = |sums: &[Decimal]| sums.get(at).copied().unwrap_or_default();
        of(&inward).max(of(&outward))
    };
    let mut onward = vec![false; nodes.len()];
    for flow in forward {
        set(&mut onward, flow.from, true);
    }
    let leads_on = |at: usize| onward.get(at).copied().unwrap_or(false);
    let mut groups = Vec::new();
    for layer in 0..depth {
        let layer_of = |at: usize| layers.get(at).copied().flatten();
        let mut here: Vec<usize> = (0..nodes.len())
            .filter(|at| layer_of(*at).is_some_and(|l| l.min(depth - 1) == layer))
            .collect();
        // What lies beyond the last layer shown is one, with what leads there.
        let is_deep = here
            .iter()
            .any(|at| layer_of(*at).is_some_and(|l| l >= depth));
        let is_beyond = |at: usize| is_deep && (layer_of(at) != Some(layer) || leads_on(at));
        here.sort_by_key(|at| (is_beyond(*at), Reverse(size(*at)), *at));
        let alone = here.iter().filter(|at| !is_beyond(**at)).count();
        let is_all = alone == here.len() && alone <= tallest + 1;
        let rest = here.split_off(if is_all { alone } else { alone.min(tallest) });
        let group = |members: Vec<usize>| Group {
            members,
            layer,
            inward: Decimal::ZERO,
            outward: Decimal::ZERO,
            is_between: false,
        };
        groups.extend(here.into_iter().map(|at| group(vec![at])));
        if !rest.is_empty() {
            groups.push(group(rest));
        }
    }
    groups
}

/// Flows between groups. Those that end at several drawn together are joined, whoever's word
/// they are; those inside one group are not seen.
fn joined(flows: &[Flow], place: &[usize], groups: &[Group]) -> Vec<Flow> {
    let mut joined: BTreeMap<(usize, usize, Option<Word>), Flow> = BTreeMap::new();
    let is_many = |at: usize| groups.get(at).is_some_and(|g| g.members.len() > 1);
    for flow in flows {
        let (Some(from), Some(to)) = (place.get(flow.from), place.get(flow.to)) else {
            continue;
        };
        let (from, to) = (*from, *to);
        if from == to && is_many(from) || from >= groups.len() || to >= groups.len() {
            continue;
        }
        let word = if is_many(from) || is_many(to) {
            None
        } else {
            Some(flow.word)
        };
        let new = || Flow {
            from,
            to,
            amount: Decimal::ZERO,
            word: flow.word,
            links: Vec::new(),
        };
        let sum = joined.entry((from, to, word)).or_insert_with(new);
        sum.amount = sum.amount.saturating_add(flow.amount);
        sum.links.extend(&flow.links);
        if sum.word != flow.word {
            sum.word = Word::Mixed;
        }
    }
    joined.into_values().collect()
}
