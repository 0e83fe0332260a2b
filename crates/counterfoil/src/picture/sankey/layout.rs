//! Where nodes and bands stand. Lengths are in pixels, from the reading edge.

use super::fold::{Flow, Folded};
use super::{BAR, LINE, Label, STUB};
use crate::picture::frame::{Area, Frame, Look, MARGIN};
use crate::picture::scale::number;
use rust_decimal::Decimal;

/// Between two nodes, and between a node and a band that passes by.
const GAP: f64 = 12.0;
const PASSING: f64 = 6.0;
/// How often the order is looked over, and the places after that.
const SWEEPS: usize = 16;
const SETTLING: usize = 12;

/// A stub of a node, or what is not explained of it.
pub(super) struct Stub {
    pub node: usize,
    pub flow: usize,
    pub is_out: bool,
    pub y: f64,
    pub height: f64,
}

pub(super) struct Layout {
    /// Where each node stands.
    pub spots: Vec<Area>,
    pub stubs: Vec<Stub>,
    pub rests: Vec<Stub>,
    /// The way of each flow: its upper edge where it leaves, passes by, and comes to.
    ways: Vec<Vec<(f64, f64)>>,
    thick: Vec<f64>,
    pub height: f64,
}

/// A place in a layer: a node, or a flow that passes by.
struct Stop {
    layer: usize,
    height: f64,
    /// With what keeps it from its neighbours.
    room: f64,
    y: f64,
}

impl Stop {
    fn middle(&self) -> f64 {
        self.y + self.height / 2.0
    }
}

/// A piece of a flow from one layer to the next.
struct Piece {
    from: usize,
    to: usize,
    weight: f64,
}

impl Layout {
    /// From one layer to the next.
    pub(super) fn column(folded: &Folded, width: f64) -> f64 {
        (width - 2.0 * MARGIN - STUB) / folded.layers.max(1) as f64
    }

    pub(super) fn of(folded: &Folded, labels: &[Label], width: f64) -> Self {
        let scale = scale(folded, width);
        let thick = |amount: Decimal| number(amount) * scale;
        let mut stops = stops(folded, labels, &thick);
        let (chains, pieces) = chains(folded, &mut stops, &thick);
        let is_many = |at: usize| folded.nodes.get(at).is_some_and(|n| n.members.len() > 1);
        let mut layers = ordered(&stops, &pieces, folded.layers, &is_many);
        let height = placed(&mut stops, &pieces, &mut layers);
        let column = Self::column(folded, width);
        let left = |layer: usize| MARGIN + STUB + column * layer as f64;
        let spots = stops.iter().take(folded.nodes.len());
        let spots: Vec<Area> = spots
            .map(|s| Area::new(left(s.layer), s.y, BAR, s.height))
            .collect();
        let mut layout = Self {
            spots,
            stubs: Vec::new(),
            rests: Vec::new(),
            ways: Vec::new(),
            thick: folded.flows.iter().map(|f| thick(f.amount)).collect(),
            height,
        };
        layout.run(folded, &stops, &chains, &left);
        layout.rest(folded, &thick);
        layout
    }

    /// Gives each flow its places on its nodes: below each other, in the order of where they
    /// lead; and stubs below those.
    fn run(
        &mut self,
        folded: &Folded,
        stops: &[Stop],
        chains: &[Vec<usize>],
        left: &dyn Fn(usize) -> f64,
    ) {
        self.ways = chains
            .iter()
            .map(|chain| {
                let passing = chain.iter().filter_map(|at| stops.get(*at));
                passing.map(|stop| (left(stop.layer), stop.y)).collect()
            })
            .collect();
        for is_out in [true, false] {
            let mut order: Vec<usize> = (0..folded.flows.len()).collect();
            let own = |at: usize| {
                folded
                    .flows
                    .get(at)
                    .map_or(0, |f| if is_out { f.from } else { f.to })
            };
            let next = |at: usize| {
                let chain = chains.get(at).map_or(&[][..], Vec::as_slice);
                let near = if is_out {
                    chain.get(1)
                } else {
                    chain.len().checked_sub(2).and_then(|n| chain.get(n))
                };
                near.and_then(|n| stops.get(*n)).map_or(0.0, Stop::middle)
            };
            order.sort_by(|a, b| {
                own(*a)
                    .cmp(&own(*b))
                    .then(next(*a).total_cmp(&next(*b)))
                    .then(a.cmp(b))
            });
            let mut used = vec![0.0; folded.nodes.len()];
            for at in order {
                let y = self.taken(
                    &mut used,
                    own(at),
                    self.thick.get(at).copied().unwrap_or(0.0),
                );
                let way = self.ways.get_mut(at);
                let end = way.and_then(|w| if is_out { w.first_mut() } else { w.last_mut() });
                if let Some(end) = end {
                    *end = (if is_out { end.0 + BAR } else { end.0 }, y);
                }
            }
            self.turn(folded, is_out, &mut used);
        }
    }

    /// The next free place on a side of a node.
    fn taken(&self, used: &mut [f64], node: usize, height: f64) -> f64 {
        let top = self.spots.get(node).map_or(0.0, |s| s.y);
        used.get_mut(node).map_or(top, |used| {
            let y = top + *used;
            *used += height;
            y
        })
    }

    fn turn(&mut self, folded: &Folded, is_out: bool, used: &mut [f64]) {
        for (flow, stub) in folded.stubs.iter().enumerate() {
            let node = if is_out { stub.from } else { stub.to };
            let whole = folded
                .nodes
                .get(node)
                .map_or(Decimal::ONE, super::fold::Group::amount);
            let height = self.spots.get(node).map_or(0.0, |s| s.height) * number(stub.amount)
                / number(whole).max(f64::MIN_POSITIVE);
            let y = self.taken(used, node, height);
            self.stubs.push(Stub {
                node,
                flow,
                is_out,
                y,
                height,
            });
        }
    }

    /// What is not explained is at the foot of the side that it is missing from.
    fn rest(&mut self, folded: &Folded, thick: &dyn Fn(Decimal) -> f64) {
        for (node, (group, spot)) in folded.nodes.iter().zip(&self.spots).enumerate() {
            let rest = group.rest();
            let height = thick(rest.abs());
            if height > 0.0 {
                let is_out = rest > Decimal::ZERO;
                self.rests.push(Stub {
                    node,
                    flow: usize::MAX,
                    is_out,
                    y: spot.bottom() - height,
                    height,
                });
            }
        }
    }

    /// Draws a flow.
    pub(super) fn band(&self, frame: &mut Frame<'_>, look: Look, flow: usize) {
        let (Some(way), Some(thick)) = (self.ways.get(flow), self.thick.get(flow)) else {
            return;
        };
        let Some(((first, last), between)) = way
            .split_first()
            .and_then(|(f, rest)| rest.split_last().map(|(l, b)| ((f, l), b)))
        else {
            return;
        };
        // It passes a layer level, as wide as a node.
        let mut points = vec![*first];
        for (x, y) in between {
            points.extend([(*x, *y), (x + BAR, *y)]);
        }
        points.push(*last);
        frame.path(look, |pen| {
            pen.go(first.0, first.1);
            along(pen, &points);
            let mut below: Vec<(f64, f64)> =
                points.iter().rev().map(|(x, y)| (*x, y + thick)).collect();
            if let Some((x, y)) = below.first().copied() {
                pen.line(x, y);
            }
            along(pen, &below);
            below.clear();
            pen.close();
        });
    }
}

fn along(pen: &mut crate::picture::frame::Pen, points: &[(f64, f64)]) {
    for pair in points.windows(2) {
        if let [from, to] = pair {
            pen.swing(*from, *to);
        }
    }
}

/// Pixels a unit: the largest layer is as high as looks well.
fn scale(folded: &Folded, width: f64) -> f64 {
    let mut sums = vec![0.0; folded.layers.max(1)];
    for node in &folded.nodes {
        if let Some(sum) = sums.get_mut(node.layer) {
            *sum += number(node.amount());
        }
    }
    let most = sums.into_iter().fold(0.0, f64::max);
    (width * 0.42).clamp(200.0, 360.0) / most.max(f64::MIN_POSITIVE)
}

fn stops(folded: &Folded, labels: &[Label], thick: &dyn Fn(Decimal) -> f64) -> Vec<Stop> {
    folded
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let height = thick(node.amount());
            let label = labels.get(at).map_or(0, Vec::len) as f64 * LINE;
            Stop {
                layer: node.layer,
                height,
                room: height.max(label) + GAP,
                y: 0.0,
            }
        })
        .collect()
}

/// Each flow as the stops that it goes by; where it passes a layer, it has a stop of its own.
fn chains(
    folded: &Folded,
    stops: &mut Vec<Stop>,
    thick: &dyn Fn(Decimal) -> f64,
) -> (Vec<Vec<usize>>, Vec<Piece>) {
    let mut pieces = Vec::new();
    let mut chains = Vec::with_capacity(folded.flows.len());
    for Flow {
        from, to, amount, ..
    } in &folded.flows
    {
        let layer = |at: usize| folded.nodes.get(at).map_or(0, |n| n.layer);
        let height = thick(*amount);
        let mut chain = vec![*from];
        for layer in layer(*from) + 1..layer(*to) {
            chain.push(stops.len());
            stops.push(Stop {
                layer,
                height,
                room: height + PASSING,
                y: 0.0,
            });
        }
        chain.push(*to);
        for pair in chain.windows(2) {
            if let [from, to] = pair {
                pieces.push(Piece {
                    from: *from,
                    to: *to,
                    weight: height.max(1e-6),
                });
            }
        }
        chains.push(chain);
    }
    (chains, pieces)
}

/// The stops of each layer in an order with few crossings: each is moved to the middle of what
/// it hangs on, there and back, and the best order seen is kept. What is drawn together comes
/// last.
fn ordered(
    stops: &[Stop],
    pieces: &[Piece],
    count: usize,
    is_last: &dyn Fn(usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, stop) in stops.iter().enumerate() {
        if let Some(layer) = layers.get_mut(stop.layer) {
            layer.push(at);
        }
    }
    for layer in &mut layers {
        layer.sort_by_key(|at| is_last(*at));
    }
    let mut best = layers.clone();
    let mut fewest = crossings(stops.len(), pieces, &layers);
    for sweep in 0..SWEEPS {
        let is_down = sweep % 2 == 0;
        let order: Vec<usize> = if is_down {
            (0..count).collect()
        } else {
            (0..count).rev().collect()
        };
        for layer in order {
            let ranks = ranks(stops.len(), &layers);
            let wanted = means(stops.len(), pieces, is_down, |at| {
                ranks.get(at).copied().unwrap_or(0.0)
            });
            if let Some(layer) = layers.get_mut(layer) {
                let key = |at: usize| {
                    wanted
                        .get(at)
                        .copied()
                        .flatten()
                        .or_else(|| ranks.get(at).copied())
                        .unwrap_or(0.0)
                };
                layer.sort_by(|a, b| {
                    is_last(*a)
                        .cmp(&is_last(*b))
                        .then(key(*a).total_cmp(&key(*b)))
                });
            }
        }
        let found = crossings(stops.len(), pieces, &layers);
        if found < fewest {
            (best, fewest) = (layers.clone(), found);
        }
    }
    best
}

/// Where each stop stands in its layer, from 0 to 1.
fn ranks(count: usize, layers: &[Vec<usize>]) -> Vec<f64> {
    let mut ranks = vec![0.0; count];
    for layer in layers {
        for (place, at) in layer.iter().enumerate() {
            if let Some(rank) = ranks.get_mut(*at) {
                *rank = (place as f64 + 0.5) / layer.len() as f64;
            }
        }
    }
    ranks
}

/// The mean of what each stop hangs on, on one side, weighed by money.
fn means(
    count: usize,
    pieces: &[Piece],
    is_before: bool,
    value: impl Fn(usize) -> f64,
) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); count];
    for piece in pieces {
        let (own, other) = if is_before {
            (piece.to, piece.from)
        } else {
            (piece.from, piece.to)
        };
        if let Some(sum) = sums.get_mut(own) {
            *sum = (sum.0 + value(other) * piece.weight, sum.1 + piece.weight);
        }
    }
    sums.into_iter()
        .map(|(sum, weight)| (weight > 0.0).then(|| sum / weight))
        .collect()
}

/// How much money crosses how much other.
fn crossings(count: usize, pieces: &[Piece], layers: &[Vec<usize>]) -> f64 {
    let ranks = ranks(count, layers);
    let mut layer_of = vec![0usize; count];
    for (layer, stops) in layers.iter().enumerate() {
        for at in stops {
            if let Some(of) = layer_of.get_mut(*at) {
                *of = layer;
            }
        }
    }
    let rank = |at: usize| ranks.get(at).copied().unwrap_or(0.0);
    let layer = |at: usize| layer_of.get(at).copied().unwrap_or(0);
    let mut crossed = 0.0;
    for (at, a) in pieces.iter().enumerate() {
        for b in pieces
            .iter()
            .skip(at + 1)
            .filter(|b| layer(b.from) == layer(a.from))
        {
            if (rank(a.from) - rank(b.from)) * (rank(a.to) - rank(b.to)) < 0.0 {
                crossed += a.weight.min(b.weight);
            }
        }
    }
    crossed
}

/// Gives all stops their places, each as near as it can to what it hangs on; and the height
/// that they take.
fn placed(stops: &mut [Stop], pieces: &[Piece], layers: &mut [Vec<usize>]) -> f64 {
    let room = |stops: &[Stop], at: &usize| stops.get(*at).map_or(0.0, |s| s.room);
    let height = layers
        .iter()
        .map(|l| l.iter().map(|at| room(stops, at)).sum::<f64>())
        .fold(0.0, f64::max);
    for layer in layers.iter() {
        settle(stops, layer, height, &[]);
    }
    for round in 0..SETTLING {
        let is_down = round % 2 == 0;
        let middles: Vec<f64> = stops.iter().map(Stop::middle).collect();
        let wanted = means(stops.len(), pieces, is_down, |at| {
            middles.get(at).copied().unwrap_or(0.0)
        });
        for layer in layers.iter() {
            settle(stops, layer, height, &wanted);
        }
    }
    height
}

/// Places of one layer: where each would be, moved down past the one before, and all moved up
/// if they end too low.
fn settle(stops: &mut [Stop], layer: &[usize], height: f64, wanted: &[Option<f64>]) {
    let mut tops = Vec::with_capacity(layer.len());
    let mut free = 0.0f64;
    for at in layer {
        let Some(stop) = stops.get(*at) else { continue };
        let hung = wanted.get(*at).copied().flatten();
        let middle = hung.unwrap_or_else(|| {
            if wanted.is_empty() {
                0.0
            } else {
                stop.middle()
            }
        });
        let top = (middle - stop.room / 2.0).max(free);
        tops.push(top);
        free = top + stop.room;
    }
    let mut end = height;
    for (at, top) in layer.iter().zip(tops).rev() {
        if let Some(stop) = stops.get_mut(*at) {
            let top = top.min(end - stop.room).max(0.0);
            stop.y = top + (stop.room - stop.height) / 2.0;
            end = top;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::folded;
    use super::super::{Link, MOST, Node, Side, Word};
    use super::*;
    use proptest::prelude::*;

    fn web() -> impl Strategy<Value = (Vec<Node>, Vec<Link>)> {
        (2usize..30).prop_flat_map(|count| {
            let side = prop_oneof![
                Just(Side::Giver),
                Just(Side::Receiver),
                Just(Side::Both),
                Just(Side::Unpublished)
            ];
            let node = side.prop_map(|side| Node {
                name: "Example Fund".to_owned(),
                side,
                title: String::new(),
            });
            let word = prop_oneof![Just(Word::Both), Just(Word::Giver), Just(Word::Receiver)];
            let link =
                (0..count, 0..count, -20i64..1000, word).prop_map(|(from, to, amount, word)| {
                    Link {
                        from,
                        to,
                        amount: Decimal::from(amount),
                        word,
                        title: String::new(),
                    }
                });
            (
                prop::collection::vec(node, count),
                prop::collection::vec(link, 0..120),
            )
        })
    }

    /// What comes to a node, and goes from it, by the links: money that went back goes the other way.
    fn sums(links: &[Link], node: usize) -> (Decimal, Decimal) {
        let way = |l: &Link| {
            if l.amount.is_sign_negative() {
                (l.to, l.from)
            } else {
                (l.from, l.to)
            }
        };
        let sum = |own: fn((usize, usize)) -> usize| {
            links
                .iter()
                .filter(|l| own(way(l)) == node)
                .map(|l| l.amount.abs())
                .sum::<Decimal>()
        };
        (sum(|w| w.1), sum(|w| w.0))
    }

    proptest! {
        #[test]
        fn all_money_is_drawn((nodes, links) in web(), depth in 2usize..7) {
            let folded = folded(&nodes, &links, depth, MOST);
            prop_assert!(folded.flows.len() <= MOST);
            for group in &folded.nodes {
                if let [one] = group.members.as_slice() {
                    prop_assert_eq!((group.inward, group.outward), sums(&links, *one));
                } else {
                    // Flows among those drawn together are not seen, on either side.
                    let all: Vec<_> = group.members.iter().map(|m| sums(&links, *m)).collect();
                    let (inward, outward): (Decimal, Decimal) = (all.iter().map(|s| s.0).sum(), all.iter().map(|s| s.1).sum());
                    prop_assert_eq!(inward - group.inward, outward - group.outward);
                    prop_assert!(group.inward <= inward);
                }
            }
            for flow in &folded.flows {
                prop_assert!(folded.nodes[flow.from].layer < folded.nodes[flow.to].layer, "money goes on");
            }
            let drawn: usize = folded.nodes.iter().map(|n| n.members.len()).sum();
            let named = (0..nodes.len()).filter(|at| sums(&links, *at) != (Decimal::ZERO, Decimal::ZERO));
            prop_assert_eq!(drawn, named.count(), "whoever has money stands somewhere");
        }

        #[test]
        fn a_side_of_a_node_is_its_flows((nodes, links) in web(), width in 300f64..1400.0) {
            let folded = folded(&nodes, &links, 4, MOST);
            let labels: Vec<Label> = folded.nodes.iter().map(|_| Vec::new()).collect();
            let layout = Layout::of(&folded, &labels, width);
            for (at, (group, spot)) in folded.nodes.iter().zip(&layout.spots).enumerate() {
                for is_out in [true, false] {
                    let mut parts: Vec<(f64, f64)> = Vec::new();
                    for (flow, (way, thick)) in folded.flows.iter().zip(layout.ways.iter().zip(&layout.thick)) {
                        if is_out && flow.from == at {
                            parts.push((way.first().expect("it is there").1, *thick));
                        }
                        if !is_out && flow.to == at {
                            parts.push((way.last().expect("it is there").1, *thick));
                        }
                    }
                    let own = layout.stubs.iter().chain(&layout.rests).filter(|s| s.node == at && s.is_out == is_out);
                    parts.extend(own.map(|s| (s.y, s.height)));
                    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
                    let sum: f64 = parts.iter().map(|p| p.1).sum();
                    let whole = number(if is_out { group.outward } else { group.inward });
                    let share = whole / number(group.amount()).max(f64::MIN_POSITIVE);
                    if group.is_between {
                        prop_assert!((sum - spot.height).abs() < 1e-6, "both sides are whole: {sum} {}", spot.height);
                    } else {
                        prop_assert!((sum - spot.height * share).abs() < 1e-6, "{sum} of {}", spot.height);
                    }
                    for pair in parts.windows(2) {
                        prop_assert!(pair[0].0 + pair[0].1 <= pair[1].0 + 1e-6, "flows lie beside each other");
                    }
                }
            }
        }

        #[test]
        fn no_node_lies_on_another((nodes, links) in web()) {
            let folded = folded(&nodes, &links, 5, MOST);
            let labels: Vec<Label> = folded.nodes.iter().map(|_| Vec::new()).collect();
            let layout = Layout::of(&folded, &labels, 900.0);
            for (at, a) in layout.spots.iter().enumerate() {
                prop_assert!(a.y >= -1e-6 && a.bottom() <= layout.height + 1e-6);
                for b in &layout.spots[at + 1..] {
                    prop_assert!(!a.meets(b), "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_circle_is_closed_by_a_stub() {
        let node = |side| Node {
            name: String::new(),
            side,
            title: String::new(),
        };
        let link = |from, to, amount: i64| Link {
            from,
            to,
            amount: amount.into(),
            word: Word::Both,
            title: String::new(),
        };
        let nodes = [node(Side::Giver), node(Side::Both), node(Side::Receiver)];
        let folded = folded(
            &nodes,
            &[link(0, 1, 10), link(1, 2, 8), link(2, 1, 3), link(1, 1, 1)],
            4,
            MOST,
        );
        let told: Vec<_> = folded
            .stubs
            .iter()
            .map(|s| (s.from, s.to, s.amount))
            .collect();
        assert_eq!(told, [(1, 1, 1.into()), (2, 1, 3.into())]);
        assert_eq!(
            folded.nodes.iter().map(|n| n.layer).collect::<Vec<_>>(),
            [0, 1, 2]
        );
        assert_eq!(
            folded.nodes[1].rest(),
            Decimal::from(5),
            "14 came in, 9 went out"
        );
    }

    #[test]
    fn what_need_not_cross_does_not() {
        let node = |side| Node {
            name: String::new(),
            side,
            title: String::new(),
        };
        let nodes: Vec<Node> = (0..6)
            .map(|at| node(if at < 3 { Side::Giver } else { Side::Receiver }))
            .collect();
        let link = |from, to, amount: i64| Link {
            from,
            to,
            amount: amount.into(),
            word: Word::Both,
            title: String::new(),
        };
        let folded = folded(
            &nodes,
            &[link(0, 5, 9), link(1, 4, 8), link(2, 3, 10)],
            4,
            MOST,
        );
        let labels: Vec<Label> = folded.nodes.iter().map(|_| Vec::new()).collect();
        let layout = Layout::of(&folded, &labels, 900.0);
        let ends: Vec<_> = layout.ways.iter().map(|w| (w[0].1, w[1].1)).collect();
        for (at, a) in ends.iter().enumerate() {
            for b in &ends[at + 1..] {
                assert!((a.0 - b.0) * (a.1 - b.1) > 0.0, "{ends:?}");
            }
        }
    }
}
