//! Where everything of a drawing stands. Lengths are in pixels.

use super::told::Direction;
use super::view::View;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// From one layer to the next, and the width of a step.
pub(super) const COLUMN: f64 = 250.0;
pub(super) const BAR: f64 = 9.0;
/// Room for two lines of text, and between two nodes.
const LABEL: f64 = 34.0;
const GAP: f64 = 12.0;
/// How high all that is followed stands.
const HIGHEST: f64 = 320.0;
const THINNEST: f64 = 1.0;

/// Where a node stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub x: f64,
    pub y: f64,
    pub height: f64,
}

/// Where a band leaves and comes to, at its upper edge.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Run {
    pub left: (f64, f64),
    pub right: (f64, f64),
    pub height: f64,
}

pub(super) struct Layout {
    pub spots: Vec<Spot>,
    pub runs: Vec<Run>,
    pub width: f64,
    pub height: f64,
}

impl Layout {
    pub(super) fn of(view: &View, direction: Direction, whole: Decimal) -> Self {
        let scale = HIGHEST / pixels(whole).max(f64::MIN_POSITIVE);
        let thick = |amount: Decimal| (pixels(amount) * scale).max(THINNEST);
        let last = view.layers.saturating_sub(1);
        let spots = view.nodes.iter().map(|node| {
            let column = match direction {
                Direction::Down => node.layer,
                Direction::Up => last - node.layer,
            };
            Spot {
                x: column as f64 * COLUMN,
                y: 0.0,
                height: thick(node.amount),
            }
        });
        let mut layout = Self {
            spots: spots.collect(),
            runs: Vec::new(),
            width: view.layers.max(1) as f64 * COLUMN,
            height: 0.0,
        };
        layout.place(view, direction);
        layout.run(view, &thick);
        layout
    }

    /// Nodes of a layer below each other, each near what it hangs on.
    fn place(&mut self, view: &View, direction: Direction) {
        let mut layers: Vec<Vec<usize>> = vec![Vec::new(); view.layers];
        for (at, node) in view.nodes.iter().enumerate() {
            layers[node.layer].push(at);
        }
        let room = |spot: &Spot| spot.height.max(LABEL) + GAP;
        let stack = |nodes: &[usize]| nodes.iter().map(|n| room(&self.spots[*n])).sum::<f64>();
        self.height = layers.iter().map(|nodes| stack(nodes)).fold(0.0, f64::max);
        let mut wanted: Vec<Option<(f64, f64)>> = vec![None; view.nodes.len()];
        for nodes in &mut layers {
            nodes.sort_by(|a, b| {
                // Whole pixels, so that those that hang on one stay in order.
                let key = |n: usize| wanted[n].map_or(0.0, |(sum, weight)| (sum / weight).round());
                key(*a).total_cmp(&key(*b)).then(a.cmp(b))
            });
            self.settle(nodes, &wanted);
            for band in &view.bands {
                let (near, far) = match direction {
                    Direction::Down => (band.from, band.to),
                    Direction::Up => (band.to, band.from),
                };
                if nodes.contains(&near) {
                    let weight = pixels(band.amount).max(f64::MIN_POSITIVE);
                    let middle = self.spots[near].y + self.spots[near].height / 2.0;
                    let (sum, all) = wanted[far].unwrap_or((0.0, 0.0));
                    wanted[far] = Some((sum + middle * weight, all + weight));
                }
            }
        }
    }

    /// Gives the nodes of a layer their places: where they would be, moved down
    /// past the one before, and all moved up if they end too low.
    fn settle(&mut self, nodes: &[usize], wanted: &[Option<(f64, f64)>]) {
        let room = |spot: &Spot| spot.height.max(LABEL) + GAP;
        let mut tops: Vec<f64> = Vec::with_capacity(nodes.len());
        let mut free = 0.0f64;
        for node in nodes {
            let room = room(&self.spots[*node]);
            let middle = wanted[*node].map_or(self.height / 2.0, |(sum, weight)| sum / weight);
            let top = (middle - room / 2.0).max(free);
            tops.push(top);
            free = top + room;
        }
        let mut end = self.height;
        for (node, top) in nodes.iter().zip(&mut tops).rev() {
            let room = room(&self.spots[*node]);
            *top = top.min(end - room).max(0.0);
            end = *top;
        }
        for (node, top) in nodes.iter().zip(tops) {
            let spot = &mut self.spots[*node];
            let room = spot.height.max(LABEL) + GAP;
            spot.y = top + (room - spot.height) / 2.0;
        }
    }

    /// Bands leave and come to a node below each other, in the order of where
    /// they lead.
    fn run(&mut self, view: &View, thick: &dyn Fn(Decimal) -> f64) {
        self.runs = vec![Run::default(); view.bands.len()];
        for is_left in [true, false] {
            let mut order: Vec<usize> = (0..view.bands.len()).collect();
            let ends = |band: usize| {
                let band = &view.bands[band];
                match is_left {
                    true => (band.from, band.to),
                    false => (band.to, band.from),
                }
            };
            order.sort_by(|a, b| {
                let (own, other) = (ends(*a), ends(*b));
                let y = |node: usize| self.spots[node].y;
                let by_place = y(own.1).total_cmp(&y(other.1));
                own.0.cmp(&other.0).then(by_place).then(a.cmp(b))
            });
            let mut used = vec![0.0; view.nodes.len()];
            for band in order {
                let (own, _) = ends(band);
                let spot = self.spots[own];
                let height = thick(view.bands[band].amount);
                let y = spot.y + used[own];
                used[own] += height;
                let run = &mut self.runs[band];
                run.height = height;
                match is_left {
                    true => run.left = (spot.x + BAR, y),
                    false => run.right = (spot.x, y),
                }
            }
        }
    }
}

fn pixels(amount: Decimal) -> f64 {
    amount.to_f64().unwrap_or(0.0)
}
