//! What truly happened, and how well it was found.
//!
//! The measures are those of a labelled set's usual scorer: an event is found if
//! exactly its lines are claimed together; a match is right if none of its edges
//! is wrong; what could be accepted unseen is the longest run of matches, surest
//! first, of which at most one in a hundred is wrong.

use flow::reconcile::{Category, LineId, Match, Reconciliation};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// One event with its lines on both sides, one of which may be empty.
pub struct Event {
    pub donor: Vec<LineId>,
    pub recipient: Vec<LineId>,
    pub category: String,
}

#[derive(Default)]
pub struct Truth {
    pub events: Vec<Event>,
}

/// How well a set of books was matched.
#[derive(Default, Clone)]
pub struct Score {
    pub events: usize,
    pub matches: usize,
    pub exact: usize,
    pub right: usize,
    pub calibration_error: f64,
    pub accepted_at_99: usize,
    pub category_right: usize,
    /// Events of a category: all, found.
    pub by_category: BTreeMap<String, (usize, usize)>,
    /// One-sided calls of a category: true, called among lines of events, both.
    pub one_sided: BTreeMap<&'static str, [usize; 3]>,
    /// Matches by tenth of confidence: confidence, right.
    pub claims: Vec<(f64, bool)>,
}

impl Truth {
    /// The event of each line.
    fn of_line(&self) -> HashMap<LineId, usize> {
        let mut of_line = HashMap::new();
        for (at, event) in self.events.iter().enumerate() {
            for line in event.donor.iter().chain(&event.recipient) {
                of_line.insert(*line, at);
            }
        }
        of_line
    }

    /// For each match with lines of events on both sides: whether no edge of it
    /// is wrong, and the event that it is exactly.
    pub fn judge<'m>(&self, told: &'m Reconciliation) -> Vec<(&'m Match, bool, Option<&Event>)> {
        let of_line = self.of_line();
        let sides: HashMap<LineId, bool> = self
            .events
            .iter()
            .flat_map(|e| {
                let donors = e.donor.iter().map(|l| (*l, true));
                donors.chain(e.recipient.iter().map(|l| (*l, false)))
            })
            .collect();
        let mut judged = Vec::new();
        for one in &told.matches {
            let lines = || one.donor.iter().chain(&one.recipient);
            let receives = lines().any(|l| sides.get(l) == Some(&false));
            let gives = lines().any(|l| sides.get(l) != Some(&false));
            if !receives || !gives {
                continue;
            }
            let events: BTreeSet<Option<usize>> =
                lines().map(|l| of_line.get(l).copied()).collect();
            let only = events
                .iter()
                .next()
                .copied()
                .flatten()
                .filter(|_| events.len() == 1);
            let event = only.and_then(|at| self.events.get(at));
            let whole = event.filter(|e| e.donor.len() + e.recipient.len() == lines().count());
            judged.push((one, event.is_some(), whole));
        }
        judged
    }

    pub fn score(&self, told: &Reconciliation) -> Score {
        let mut score = Score::default();
        for event in self
            .events
            .iter()
            .filter(|e| !e.donor.is_empty() && !e.recipient.is_empty())
        {
            score.events += 1;
            score
                .by_category
                .entry(event.category.clone())
                .or_default()
                .0 += 1;
        }
        for (one, right, event) in self.judge(told) {
            score.matches += 1;
            score.right += usize::from(right);
            score.claims.push((one.confidence, right));
            if let Some(event) = event {
                score.exact += 1;
                score
                    .by_category
                    .entry(event.category.clone())
                    .or_default()
                    .1 += 1;
                score.category_right += usize::from(event.category == one.category.as_str());
            }
        }
        score.calibration_error = calibration_error(&score.claims);
        score.accepted_at_99 = accepted(&score.claims);
        self.one_sided(told, &mut score);
        score
    }

    fn one_sided(&self, told: &Reconciliation, score: &mut Score) {
        let of_line = self.of_line();
        for category in [Category::MissingRecipient, Category::MissingDonor] {
            let name = category.as_str();
            let is_true = |l: &LineId| {
                let event = of_line.get(l).and_then(|at| self.events.get(*at));
                event.map(|e| e.category == name)
            };
            let all = self.events.iter().filter(|e| e.category == name);
            let all = all.map(|e| e.donor.len() + e.recipient.len()).sum();
            let called = told.open.iter().filter(|o| o.category == category);
            let called: Vec<bool> = called.filter_map(|o| is_true(&o.line)).collect();
            let both = called.iter().filter(|c| **c).count();
            score.one_sided.insert(name, [all, called.len(), both]);
        }
    }
}

fn calibration_error(claims: &[(f64, bool)]) -> f64 {
    let mut bins = vec![(0.0, 0.0, 0.0); 10];
    for (confidence, right) in claims {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        *bin = (
            bin.0 + 1.0,
            bin.1 + confidence,
            bin.2 + f64::from(u8::from(*right)),
        );
    }
    let off: f64 = bins
        .iter()
        .map(|(_, claimed, right)| f64::abs(claimed - right))
        .sum();
    off / (claims.len().max(1) as f64)
}

fn accepted(claims: &[(f64, bool)]) -> usize {
    let mut claims = claims.to_vec();
    claims.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let (mut wrong, mut best) = (0usize, 0);
    for (at, (_, right)) in claims.iter().enumerate() {
        wrong += usize::from(!right);
        if wrong * 100 <= at + 1 {
            best = at + 1;
        }
    }
    best
}

impl Score {
    pub fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.matches += other.matches;
        self.exact += other.exact;
        self.right += other.right;
        self.category_right += other.category_right;
        self.claims.extend(&other.claims);
        for (name, (all, found)) in &other.by_category {
            let own = self.by_category.entry(name.clone()).or_default();
            *own = (own.0 + all, own.1 + found);
        }
        for (name, counts) in &other.one_sided {
            let own = self.one_sided.entry(name).or_default();
            for (own, count) in own.iter_mut().zip(counts) {
                *own += count;
            }
        }
        self.calibration_error = calibration_error(&self.claims);
        self.accepted_at_99 = accepted(&self.claims);
    }

    pub fn groups_exact(&self) -> f64 {
        self.exact as f64 / self.events.max(1) as f64
    }

    pub fn auto_share(&self) -> f64 {
        self.accepted_at_99 as f64 / self.events.max(1) as f64
    }

    /// One line of figures.
    pub fn line(&self) -> String {
        format!(
            "exact {:.4}  matches right {:.4}  auto at 99 % {:.4}  calibration error {:.4}  category right {:.4}",
            self.groups_exact(),
            self.right as f64 / self.matches.max(1) as f64,
            self.auto_share(),
            self.calibration_error,
            self.category_right as f64 / self.exact.max(1) as f64,
        )
    }

    pub fn table(&self) -> String {
        let mut text = format!("{}\n", self.line());
        for (name, (all, found)) in &self.by_category {
            let share = *found as f64 / (*all).max(1) as f64;
            let _ = writeln!(text, "  {name:<20}{all:>7}{found:>7}  {share:.3}");
        }
        for (name, [all, called, both]) in &self.one_sided {
            let recall = *both as f64 / (*all).max(1) as f64;
            let precision = *both as f64 / (*called).max(1) as f64;
            let _ = writeln!(
                text,
                "  {name:<20}{all:>7}{both:>7}  {recall:.3} of them called, {precision:.3} of calls right"
            );
        }
        text
    }
}
