//! A trace as it is drawn: steps in layers, ends beside them, and what is too
//! much to draw gathered in “and 12 more” that carry their money.

use super::describe::Teller;
use super::node::NodeKind;
use super::told::{Direction, EndKind, Flow, Trace};
use iati::said;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What a drawn node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Place(NodeKind),
    End(EndKind),
    More,
}

#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub shape: Shape,
    pub is_start: bool,
    /// A few words, and all there is to say.
    pub label: String,
    pub full: String,
    pub amount: Decimal,
    /// How far from the start, by the longest way.
    pub layer: usize,
}

/// By whose word money is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    Both,
    Giver,
    Receiver,
    Mixed,
}

/// Money between two drawn nodes, from the one that pays to the one that is paid.
#[derive(Clone, Debug)]
pub(super) struct Band {
    pub from: usize,
    pub to: usize,
    pub amount: Decimal,
    /// None between a step and an end.
    pub word: Option<Word>,
    pub full: String,
}

/// Money that returns: by an end beside the step it comes from, to a step.
#[derive(Clone, Debug)]
pub(super) struct Return {
    pub end: usize,
    pub from: usize,
    pub to: usize,
}

pub(super) struct View {
    pub nodes: Vec<Drawn>,
    pub bands: Vec<Band>,
    pub returns: Vec<Return>,
    pub layers: usize,
}

impl View {
    /// Draws at most so many steps, those through which most is followed.
    pub(super) fn of(teller: Teller<'_>, most: usize) -> Self {
        let trace = teller.trace;
        let layers = layers(trace);
        let shown = shown(trace, most, &layers);
        let last = shown.iter().map(|at| layers[*at]).max();
        let draft = Draft {
            teller,
            last: last.unwrap_or(0),
            shown,
            layers,
            view: Self {
                nodes: Vec::new(),
                bands: Vec::new(),
                returns: Vec::new(),
                layers: 0,
            },
            of_step: vec![None; trace.steps.len()],
            more: BTreeMap::new(),
        };
        draft.done()
    }
}

/// Which steps are drawn: those through which most is followed and that are not
/// too far for a picture, and some that would be gathered alone.
fn shown(trace: &Trace, most: usize, layers: &[usize]) -> BTreeSet<usize> {
    let most = most.max(1);
    let mut order: Vec<usize> = (0..trace.steps.len()).collect();
    order.sort_by_key(|at| (*at != 0, std::cmp::Reverse(trace.steps[*at].followed), *at));
    let (near, far): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|at| layers[*at] <= most);
    let mut shown: Vec<usize> = near;
    let mut rest = shown.split_off(most.min(shown.len()));
    rest.extend(far);
    let last = shown.iter().map(|at| layers[*at]).max().unwrap_or(0);
    let mut gathered: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in rest {
        gathered
            .entry(layers[at].min(last + 1))
            .or_default()
            .push(at);
    }
    let alone = gathered
        .into_values()
        .filter(|of_layer| of_layer.len() == 1);
    shown.into_iter().chain(alone.flatten()).collect()
}

/// The longest way to each step along flows that do not return.
fn layers(trace: &Trace) -> Vec<usize> {
    let mut open = vec![0usize; trace.steps.len()];
    let onward: Vec<(usize, usize)> = trace
        .flows
        .iter()
        .filter(|f| !f.is_returned)
        .map(|f| (trace.origin(f), trace.target(f)))
        .collect();
    for (_, to) in &onward {
        open[*to] += 1;
    }
    let mut layers = vec![0; trace.steps.len()];
    let mut ready: Vec<usize> = (0..trace.steps.len()).filter(|s| open[*s] == 0).collect();
    while let Some(step) = ready.pop() {
        let start = onward.partition_point(|o| o.0 < step);
        for (_, to) in onward[start..].iter().take_while(|o| o.0 == step) {
            layers[*to] = layers[*to].max(layers[step] + 1);
            open[*to] -= 1;
            if open[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    layers
}

struct Draft<'t> {
    teller: Teller<'t>,
    layers: Vec<usize>,
    shown: BTreeSet<usize>,
    /// The layer of the last step that is drawn; what comes after is gathered
    /// together.
    last: usize,
    view: View,
    /// The drawn node of each step.
    of_step: Vec<Option<usize>>,
    /// By layer: the node for all that is not drawn, and how many steps it is.
    more: BTreeMap<usize, (usize, usize)>,
}

impl Draft<'_> {
    fn done(mut self) -> View {
        let trace = self.teller.trace;
        for at in 0..trace.steps.len() {
            self.step(at);
        }
        self.weigh_more();
        self.ends();
        self.flows();
        let layers = self.view.nodes.iter().map(|n| n.layer + 1).max();
        self.view.layers = layers.unwrap_or(0);
        self.view
    }

    fn step(&mut self, at: usize) {
        let step = &self.teller.trace.steps[at];
        let layer = self.layers[at].min(self.last + 1);
        if !self.shown.contains(&at) {
            let next = self.view.nodes.len();
            let (node, count) = self.more.entry(layer).or_insert((next, 0));
            *count += 1;
            self.of_step[at] = Some(*node);
            if *node == next {
                self.view.nodes.push(Drawn {
                    shape: Shape::More,
                    is_start: false,
                    label: String::new(),
                    full: String::new(),
                    amount: Decimal::ZERO,
                    layer,
                });
            }
            return;
        }
        let mut full = vec![
            self.teller.place(&step.place),
            self.teller.figure(step.followed),
        ];
        full.extend(self.teller.notes(step));
        if step.balance.is_none() {
            full.extend(step.ends.iter().map(|e| self.teller.end(e.kind)));
        }
        self.of_step[at] = Some(self.view.nodes.len());
        self.view.nodes.push(Drawn {
            shape: Shape::Place(step.place.kind),
            is_start: at == 0,
            label: self.teller.short(&step.place).to_owned(),
            full: full.join("\n"),
            amount: step.followed,
            layer,
        });
    }

    /// What comes to gathered steps from others is what they carry.
    fn weigh_more(&mut self) {
        let trace = self.teller.trace;
        for flow in trace.flows.iter().filter(|f| !f.is_returned) {
            let (near, far) = (
                self.of_step[trace.origin(flow)],
                self.of_step[trace.target(flow)],
            );
            if let Some(node) = far
                .filter(|_| near != far)
                .and_then(|f| self.view.nodes.get_mut(f))
                && node.shape == Shape::More
            {
                node.amount += flow.followed;
            }
        }
        for (node, count) in self.more.values() {
            if let Some(node) = self.view.nodes.get_mut(*node) {
                node.label = self.teller.more(*count);
                node.full = format!("{}\n{}", node.label, self.teller.figure(node.amount));
            }
        }
    }

    /// Ends of steps that money is followed through; those of one drawn node
    /// together.
    fn ends(&mut self) {
        let trace = self.teller.trace;
        let mut sums: BTreeMap<(usize, EndKind), Decimal> = BTreeMap::new();
        for (at, step) in trace.steps.iter().enumerate() {
            let Some(node) = self.of_step[at] else {
                continue;
            };
            let is_gathered = self.view.nodes[node].shape == Shape::More;
            for end in &step.ends {
                if step.balance.is_some() || is_gathered {
                    *sums.entry((node, end.kind)).or_default() += end.followed;
                }
            }
        }
        for ((node, kind), amount) in sums {
            let (label, full) = (self.teller.end_short(kind), self.teller.end(kind));
            self.end(node, kind, amount, label, &full);
        }
    }

    fn end(
        &mut self,
        node: usize,
        kind: EndKind,
        amount: Decimal,
        label: String,
        full: &str,
    ) -> usize {
        let at = self.view.nodes.len();
        let near = &self.view.nodes[node].label;
        let full = format!("{near}\n{full}\n{}", self.teller.figure(amount));
        self.view.nodes.push(Drawn {
            shape: Shape::End(kind),
            is_start: false,
            label,
            full: full.clone(),
            amount,
            layer: self.view.nodes[node].layer + 1,
        });
        self.band(node, at, amount, None, full);
        at
    }

    /// Adds a band from a node to one that is further from the start.
    fn band(&mut self, near: usize, far: usize, amount: Decimal, word: Option<Word>, full: String) {
        let (from, to) = match self.teller.trace.direction {
            Direction::Down => (near, far),
            Direction::Up => (far, near),
        };
        self.view.bands.push(Band {
            from,
            to,
            amount,
            word,
            full,
        });
    }

    fn flows(&mut self) {
        let trace = self.teller.trace;
        let mut between: BTreeMap<(usize, usize), Vec<&Flow>> = BTreeMap::new();
        let mut returned: BTreeMap<(usize, usize), Decimal> = BTreeMap::new();
        for flow in &trace.flows {
            let (Some(near), Some(far)) = (
                self.of_step[trace.origin(flow)],
                self.of_step[trace.target(flow)],
            ) else {
                continue;
            };
            match flow.is_returned {
                true => *returned.entry((near, far)).or_default() += flow.followed,
                false => between.entry((near, far)).or_default().push(flow),
            }
        }
        for ((near, far), flows) in between {
            // Between two that are gathered together.
            if near == far {
                continue;
            }
            let amount: Decimal = flows.iter().map(|f| f.followed).sum();
            let words: BTreeSet<Word> = flows.iter().map(|f| word(f)).collect();
            let word = match (words.len(), words.first()) {
                (1, Some(only)) => *only,
                _ => Word::Mixed,
            };
            let full = self.told(&flows, amount);
            self.band(near, far, amount, Some(word), full);
        }
        for ((near, far), amount) in returned {
            let target = self.view.nodes[far].label.clone();
            let label = self
                .teller
                .say(&said!("returns to {place}", place = target));
            let full = label.clone();
            let end = self.end(near, EndKind::Returned, amount, label, &full);
            let (from, to) = match trace.direction {
                Direction::Down => (near, far),
                Direction::Up => (far, near),
            };
            self.view.returns.push(Return { end, from, to });
        }
    }

    /// All there is to say of the flows of a band.
    fn told(&self, flows: &[&Flow], amount: Decimal) -> String {
        let trace = self.teller.trace;
        let mut lines = Vec::new();
        if let [flow] = flows {
            let label = |at: usize| trace.steps[at].place.label();
            lines.push(format!("{} → {}", label(flow.from), label(flow.to)));
            lines.push(format!(
                "{} ({} %)",
                self.teller.figure(amount),
                self.teller.figure(flow.share.percent())
            ));
            lines.extend(self.teller.both(flow));
        } else {
            lines.push(self.teller.figure(amount));
        }
        lines.join("\n")
    }
}

/// By whose word a flow counts.
fn word(flow: &Flow) -> Word {
    let joined = flow.giver.amount.is_some() || flow.receiver.amount.is_some();
    let giver = flow.only_giver.amount.is_some();
    let receiver = flow.only_receiver.amount.is_some();
    match (joined, giver, receiver) {
        (true, false, false) => Word::Both,
        (false, true, false) => Word::Giver,
        (false, false, true) => Word::Receiver,
        _ => Word::Mixed,
    }
}
