//! Events of more than two lines: sums, parts, corrections and repetitions.

use super::Part;
use super::block::Entry;
use super::candidate::{Often, Pair, Scale, Scales, gap, link};
use super::relation::{Bucket, Relation};
use super::row::{Row, UNDATED};
use super::score::{self, ALONE, Side};
use super::subset;
use super::told::{AmountIs, Category, Feature, Link, Natural, Observed};
use super::words::Word;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Several lines of one side and one or more of the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub outs: Vec<u32>,
    pub ins: Vec<u32>,
    pub category: Category,
    pub score: i32,
    pub features: Vec<Feature>,
    pub is_linked: bool,
}

/// A group that weighs less is not looked at.
const LEAST: i32 = -1500;

/// A line whose best partner weighs more is no sum of others.
const SETTLED: i32 = 8000;

/// A line whose best partner weighs less is looked at first as a part.
const FREE: i32 = 4000;

/// Parts of one sum, at most.
pub(super) const PARTS: usize = 12;

/// Lines that may be parts of one sum, at most.
const CANDIDATES: usize = 20;

/// Where so many sums of two would be met by chance, subsets are no evidence.
const BY_CHANCE: f64 = 30.0;

/// Lines near one that are looked at as its parts.
const NEAR: usize = 400;

/// Lines among which neighbours are added up.
const NEIGHBOURS: usize = 60;

/// Days in which a line is told again, if it is.
const AGAIN: i32 = 3;

/// How the one line's date lies to its parts', by direction.
struct Direction {
    category: Category,
    one: Side,
    share: f64,
    /// Days from the one to its parts.
    window: (i32, i32),
    /// Days by which the one lies after the last part, or before the first:
    /// share of events, by span.
    lag: &'static [(i32, i32, f64)],
}

const AGGREGATED: Direction = Direction {
    category: Category::Aggregated,
    one: Side::In,
    share: score::AGGREGATED,
    window: (-400, 12),
    lag: &[
        (-12, -1, 0.04),
        (0, 15, 0.42),
        (16, 45, 0.36),
        (46, 75, 0.14),
        (76, 135, 0.04),
    ],
};

const INSTALMENTS: Direction = Direction {
    category: Category::Instalments,
    one: Side::Out,
    share: score::INSTALMENTS,
    window: (-8, 270),
    lag: &[
        (-8, -1, 0.03),
        (0, 20, 0.50),
        (21, 47, 0.40),
        (48, 120, 0.07),
    ],
};

/// Sums reach back this far unless a whole year holds them together.
const SUM_REACH: i32 = 135;

/// Parts further apart than this are unlikely neighbours.
const PART_GAP: i32 = 60;

/// The best weight of any pair of each line.
pub(super) type Best = HashMap<u32, i32>;

pub(super) fn best_of(pairs: &[Pair]) -> Best {
    let mut best = Best::new();
    for pair in pairs {
        for line in [pair.out, pair.into] {
            let kept = best.entry(line).or_insert(pair.score);
            *kept = pair.score.max(*kept);
        }
    }
    best
}

/// All groups of a bucket that are worth looking at.
pub(super) fn groups(
    bucket: &Bucket<'_>,
    often: &Often,
    likely: &[Relation],
    pairs: &[Pair],
) -> Vec<Group> {
    let mut groups = Vec::new();
    if bucket.context.lacks(Part::Groups) {
        return groups;
    }
    let best = best_of(pairs);
    for relation in likely {
        let scale = Scale::new(bucket, often, *relation);
        let finder = Finder::new(&scale, &best);
        finder.sums(&AGGREGATED, &mut groups);
        finder.sums(&INSTALMENTS, &mut groups);
        finder.corrections(Side::Out, &mut groups);
        finder.corrections(Side::In, &mut groups);
    }
    repeated(bucket, often, pairs, &mut groups);
    taken_back(bucket, often, pairs, &mut groups);
    groups
}

struct Finder<'a> {
    scale: &'a Scale<'a>,
    outs: &'a [Entry],
    ins: &'a [Entry],
    best: &'a Best,
    fiscal: Vec<i8>,
}

/// Parts that add up, and what holds them together.
struct Sum<'e> {
    parts: Vec<&'e Entry>,
    natural: Natural,
    looked_at: f64,
    is_exact: bool,
}

impl<'a> Finder<'a> {
    fn new(scale: &'a Scale<'a>, best: &'a Best) -> Self {
        let context = scale.bucket.context;
        let relation = scale.relation;
        let years = [relation.giver, relation.receiver]
            .map(|a| context.rows.profile(context.books, a).fiscal_year_start);
        let mut fiscal: Vec<i8> = years
            .into_iter()
            .flatten()
            .filter(|m| (2..=12).contains(m))
            .collect();
        fiscal.dedup();
        Self {
            scale,
            outs: scale.bucket.out_lines(relation.giver),
            ins: scale.bucket.in_lines(relation.receiver),
            best,
            fiscal,
        }
    }

    fn row(&self, entry: &Entry) -> &'a Row {
        self.scale.bucket.context.row(entry.row)
    }

    fn weight(&self, entry: &Entry) -> i32 {
        self.best.get(&entry.row).copied().unwrap_or(i32::MIN)
    }

    /// How a line names the relation's activity on the other side.
    fn link(&self, entry: &Entry) -> Link {
        let relation = self.scale.relation;
        match entry.side {
            Side::Out => link(self.scale.bucket, entry.row, relation.receiver),
            Side::In => link(self.scale.bucket, entry.row, relation.giver),
        }
    }

    fn sums(&self, direction: &Direction, groups: &mut Vec<Group>) {
        let (ones, many) = match direction.one {
            Side::In => (self.ins, self.outs),
            Side::Out => (self.outs, self.ins),
        };
        if many.len() < 2 {
            return;
        }
        for one in ones
            .iter()
            .filter(|o| o.day != UNDATED && self.weight(o) < SETTLED)
        {
            let (from, to) = direction.window;
            let low = many.partition_point(|m| m.day < one.day + from);
            let high = many.partition_point(|m| m.day <= one.day + to);
            let (low, high) = match direction.one {
                Side::In => (low.max(high.saturating_sub(NEAR)), high),
                Side::Out => (low, high.min(low + NEAR)),
            };
            let near = many.get(low..high).unwrap_or(&[]);
            let parts: Vec<&Entry> = near.iter().filter(|m| self.may_be_part(one, m)).collect();
            if parts.len() >= 2 {
                self.sum(direction, one, &parts, groups);
            }
        }
    }

    fn may_be_part(&self, one: &Entry, part: &Entry) -> bool {
        let (o, p) = (self.row(one), self.row(part));
        let (out, into) = match one.side {
            Side::In => (p.kind, o.kind),
            Side::Out => (o.kind, p.kind),
        };
        o.shares_currency(p)
            && score::is_mirror(out, into)
            && o.amount != p.amount
            && self.link(part) != Link::NamesOther
    }

    fn sum(&self, direction: &Direction, one: &Entry, parts: &[&Entry], groups: &mut Vec<Group>) {
        let target = self.row(one).amount;
        let mut sums = Vec::new();
        if direction.one == Side::In {
            self.natural(target, parts, &mut sums);
        }
        let reach = match direction.one {
            Side::In => one.day - SUM_REACH,
            Side::Out => i32::MIN,
        };
        let near: Vec<&Entry> = parts.iter().copied().filter(|p| p.day >= reach).collect();
        self.runs(target, &near, direction.one, &mut sums);
        let digits = self.row(one).digits;
        let by_chance = score::chance_of_amount(digits) * (near.len() * near.len()) as f64;
        if sums.iter().all(|s| !s.is_exact) && by_chance < BY_CHANCE {
            self.subsets(target, &near, direction.one, &mut sums);
        }
        for sum in &sums {
            groups.extend(self.weigh(direction, one, sum));
        }
    }

    /// All of a month, a quarter or a year.
    fn natural<'e>(&self, target: i64, parts: &[&'e Entry], sums: &mut Vec<Sum<'e>>) {
        let mut periods: BTreeMap<(Natural, i32), Vec<&'e Entry>> = BTreeMap::new();
        for part in parts {
            let Some(date) = date(part.day) else { continue };
            let months = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
            let mut add = |natural, at| periods.entry((natural, at)).or_default().push(part);
            add(Natural::Month, months);
            add(Natural::Quarter, months / 3);
            add(Natural::CalendarYear, months / 12);
            for start in &self.fiscal {
                add(
                    Natural::FiscalYear,
                    (months - i32::from(*start) + 1).div_euclid(12),
                );
            }
        }
        for ((natural, _), parts) in periods {
            self.check(target, &parts, natural, 4.0, sums);
        }
    }

    /// Neighbours in time.
    fn runs<'e>(&self, target: i64, parts: &[&'e Entry], one: Side, sums: &mut Vec<Sum<'e>>) {
        let parts = match one {
            Side::In => &parts[parts.len().saturating_sub(NEIGHBOURS)..],
            Side::Out => &parts[..parts.len().min(NEIGHBOURS)],
        };
        let looked_at = (parts.len() * PARTS.min(parts.len()) / 2) as f64;
        for start in 0..parts.len() {
            for end in start + 2..=parts.len().min(start + PARTS) {
                self.check(target, &parts[start..end], Natural::Run, looked_at, sums);
            }
        }
    }

    fn check<'e>(
        &self,
        target: i64,
        parts: &[&'e Entry],
        natural: Natural,
        looked_at: f64,
        sums: &mut Vec<Sum<'e>>,
    ) {
        let sum: i128 = parts.iter().map(|p| i128::from(self.row(p).amount)).sum();
        let off = (sum - i128::from(target)).unsigned_abs();
        let allowed = u128::from(target.unsigned_abs() / 10_000).max(1000);
        let same = |s: &Sum<'e>| {
            s.parts
                .iter()
                .map(|p| p.row)
                .eq(parts.iter().map(|p| p.row))
        };
        if parts.len() < 2
            || off > allowed.min(u128::from(target.unsigned_abs() / 100))
            || sums.iter().any(same)
        {
            return;
        }
        sums.push(Sum {
            parts: parts.to_vec(),
            natural,
            looked_at,
            is_exact: off == 0,
        });
    }

    /// Some of those in the window.
    fn subsets<'e>(&self, target: i64, parts: &[&'e Entry], one: Side, sums: &mut Vec<Sum<'e>>) {
        let smaller = |p: &&&Entry| {
            let amount = self.row(p).amount;
            amount.signum() == target.signum() && amount.unsigned_abs() < target.unsigned_abs()
        };
        let mut few: Vec<&Entry> = parts.iter().filter(smaller).copied().collect();
        let late = |e: &Entry| {
            if one == Side::In {
                -i64::from(e.day)
            } else {
                i64::from(e.day)
            }
        };
        few.sort_by_key(|e| (self.weight(e) >= FREE, late(e), e.row));
        few.truncate(CANDIDATES);
        few.sort_by_key(|e| (e.day, e.row));
        let amounts: Vec<i64> = few.iter().map(|e| self.row(e).amount).collect();
        for mask in subset::adding_up_to(&amounts, target, PARTS) {
            let chosen = few.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
            let parts: Vec<&Entry> = chosen.map(|(_, e)| *e).collect();
            let looked_at = self.looked_at(&few, &parts, one);
            sums.push(Sum {
                parts,
                natural: Natural::Subset,
                looked_at,
                is_exact: true,
            });
        }
    }

    /// How many subsets as likely as this one there are.
    fn looked_at(&self, few: &[&Entry], parts: &[&Entry], one: Side) -> f64 {
        let any = subset::choose(few.len(), parts.len()) * 2.0;
        let quarter = |e: &&Entry| date(e.day).map(|d| (d.year(), (d.month() - 1) / 3));
        let first = parts.first().and_then(quarter);
        if one == Side::Out || parts.iter().any(|p| quarter(p) != first) {
            return any;
        }
        let inside = few.iter().filter(|e| quarter(e) == first).count();
        any.min(4.0 * subset::choose(inside, parts.len()))
    }

    fn weigh(&self, direction: &Direction, one: &Entry, sum: &Sum<'_>) -> Option<Group> {
        let row = self.row(one);
        let relation = self.scale.relation;
        let parts = &sum.parts;
        let days: Vec<i32> = parts.iter().map(|p| p.day).collect();
        let (first, last) = (*days.iter().min()?, *days.iter().max()?);
        let lag = match direction.one {
            Side::In => one.day - last,
            Side::Out => first - one.day,
        };
        let first_part = parts.first()?;
        let (out, into) = match direction.one {
            Side::In => (*first_part, one),
            Side::Out => (one, *first_part),
        };
        let amount = AmountIs::Sum {
            parts: super::input::to_u32(parts.len()),
            looked_at: sum.looked_at,
            natural: sum.natural,
        };
        let others = self.scale.often.others(row, 1);
        let same = self.scale.often.share(others) + if sum.is_exact { 0.0 } else { 3e-4 };
        let named = parts.iter().map(|p| p.weight).sum::<i32>() / 2 + one.weight;
        let feature = |observed, weight| Feature { observed, weight };
        let (down, up) = self.named(direction, one, parts);
        let prior = score::ln(direction.share) - score::ln(ALONE) * parts.len() as i32;
        let features = vec![
            feature(
                Observed::Types(self.row(out).kind, self.row(into).kind),
                prior,
            ),
            feature(Observed::Named(out.by(), into.by()), named),
            down,
            up,
            feature(
                Observed::Amount(amount, others),
                score::amount_weight(amount, same, row.digits, 0),
            ),
            feature(
                Observed::Days(Some(lag)),
                self.lag_weight(direction, one, lag, &days),
            ),
        ];
        let many: Vec<u32> = parts.iter().map(|p| p.row).collect();
        let (outs, ins) = match direction.one {
            Side::In => (many, vec![one.row]),
            Side::Out => (vec![one.row], many),
        };
        let is_said = one.by().is_said() && parts.iter().all(|p| p.by().is_said());
        group(
            outs,
            ins,
            direction.category,
            features,
            relation.is_linked && is_said,
        )
    }

    /// How the one and its parts name each other's activity.
    fn named(&self, direction: &Direction, one: &Entry, parts: &[&Entry]) -> (Feature, Feature) {
        let relation = self.scale.relation;
        let (to_one, to_many) = match direction.one {
            Side::In => (relation.up, relation.down),
            Side::Out => (relation.down, relation.up),
        };
        let of_parts = parts
            .iter()
            .map(|p| self.link(p))
            .min_by_key(|l| *l != Link::Named);
        let of_parts = of_parts.unwrap_or(Link::NotNamed);
        let of_one = self.link(one);
        let feature = |observed, weight| Feature { observed, weight };
        match direction.one {
            Side::In => (
                feature(
                    Observed::Down(of_parts),
                    score::down_weight(of_parts, to_many),
                ),
                feature(Observed::Up(of_one), score::up_weight(of_one, to_one)),
            ),
            Side::Out => (
                feature(Observed::Down(of_one), score::up_weight(of_one, to_one)),
                feature(
                    Observed::Up(of_parts),
                    score::down_weight(of_parts, to_many),
                ),
            ),
        }
    }

    fn lag_weight(&self, direction: &Direction, one: &Entry, lag: i32, days: &[i32]) -> i32 {
        let span = direction
            .lag
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&lag));
        let density = span.map_or(1e-6, |(from, to, share)| share / f64::from(to - from + 1));
        let alone = self.scale.alone(one.side, self.row(one).kind);
        let far = days.windows(2).filter(|w| w[1] - w[0] > PART_GAP).count() as i32;
        score::ln(density / (alone / self.scale.relation.span)) - 1500 * far
    }

    /// A payment, what is taken back of it, and the other side's line of the
    /// rest.
    fn corrections(&self, many: Side, groups: &mut Vec<Group>) {
        let (lines, ones) = match many {
            Side::Out => (self.outs, self.ins),
            Side::In => (self.ins, self.outs),
        };
        let negative: Vec<&Entry> = lines.iter().filter(|e| self.row(e).amount < 0).collect();
        if negative.is_empty() {
            return;
        }
        let mut of_amount: HashMap<(Option<Word>, i64), Vec<&Entry>> = HashMap::new();
        for one in ones {
            let row = self.row(one);
            of_amount
                .entry((row.currency, row.amount))
                .or_default()
                .push(one);
        }
        for back in negative {
            let low = lines.partition_point(|e| e.day < back.day.saturating_sub(CORRECTED_WITHIN));
            let high = lines.partition_point(|e| e.day <= back.day.saturating_add(10));
            let paid: Vec<&Entry> = lines
                .get(low..high)
                .unwrap_or(&[])
                .iter()
                .filter(|p| self.is_corrected(p, back))
                .collect();
            let looked_at = paid.len() as f64;
            for paid in paid {
                let rest = self.row(paid).amount + self.row(back).amount;
                let key = (self.row(paid).currency, rest);
                for one in of_amount.get(&key).into_iter().flatten() {
                    groups.extend(self.correction(many, paid, back, one, looked_at));
                }
            }
        }
    }

    fn is_corrected(&self, paid: &Entry, back: &Entry) -> bool {
        let (p, b) = (self.row(paid), self.row(back));
        p.shares_currency(b) && p.kind == b.kind && p.amount > -b.amount
    }

    fn correction(
        &self,
        many: Side,
        paid: &Entry,
        back: &Entry,
        one: &Entry,
        looked_at: f64,
    ) -> Option<Group> {
        let (out, into) = match many {
            Side::Out => (paid, one),
            Side::In => (one, paid),
        };
        let (o, i) = (self.row(out), self.row(into));
        if !score::is_mirror(o.kind, i.kind) {
            return None;
        }
        let gap = gap(o, i)?;
        if !(-30..=100).contains(&gap) {
            return None;
        }
        let relation = self.scale.relation;
        let others = self.scale.often.others(self.row(one), 1);
        let amount = AmountIs::Sum {
            parts: 2,
            looked_at,
            natural: Natural::Correction,
        };
        let alone = self.scale.alone(Side::In, i.kind);
        let (down, up) = (self.link(out), self.link(into));
        let feature = |observed, weight| Feature { observed, weight };
        let features = vec![
            feature(
                Observed::Types(o.kind, i.kind),
                score::ln(score::CORRECTED) - 2 * score::ln(ALONE),
            ),
            feature(
                Observed::Named(out.by(), into.by()),
                out.weight + into.weight + back.weight / 2,
            ),
            feature(
                Observed::Down(down),
                score::down_weight(down, relation.down),
            ),
            feature(Observed::Up(up), score::up_weight(up, relation.up)),
            feature(
                Observed::Amount(amount, others),
                score::amount_weight(
                    amount,
                    self.scale.often.share(others),
                    self.row(one).digits,
                    0,
                ),
            ),
            feature(
                Observed::Days(Some(gap)),
                score::days_weight(Some(gap), alone, relation.span),
            ),
        ];
        let mut lines = vec![paid.row, back.row];
        lines.sort_unstable();
        let (outs, ins) = match many {
            Side::Out => (lines, vec![one.row]),
            Side::In => (vec![one.row], lines),
        };
        let is_said = [paid, back, one].iter().all(|e| e.by().is_said());
        group(
            outs,
            ins,
            Category::SignReversal,
            features,
            relation.is_linked && is_said,
        )
    }
}

/// What is taken back is taken back within so many days.
const CORRECTED_WITHIN: i32 = 370;

fn group(
    outs: Vec<u32>,
    ins: Vec<u32>,
    category: Category,
    features: Vec<Feature>,
    is_linked: bool,
) -> Option<Group> {
    let score = features.iter().map(|f| f.weight).sum();
    (score >= LEAST).then_some(Group {
        outs,
        ins,
        category,
        score,
        features,
        is_linked,
    })
}

/// What makes two lines of one side the same line told twice.
type Twin = (u32, u8, Option<Word>, i64);

/// Lines that one side tells twice.
fn repeated(bucket: &Bucket<'_>, often: &Often, pairs: &[Pair], groups: &mut Vec<Group>) {
    let (outs, ins) = (twins(bucket, bucket.outs), twins(bucket, bucket.ins));
    let by_row = |entries: &[Entry]| -> HashMap<u32, Entry> {
        entries.iter().map(|e| (e.row, *e)).collect()
    };
    if outs.is_empty() && ins.is_empty() {
        return;
    }
    let (out_of, in_of) = (by_row(bucket.outs), by_row(bucket.ins));
    let mut scales = Scales::new(bucket, often);
    for pair in pairs {
        let (Some(out), Some(into)) = (out_of.get(&pair.out), in_of.get(&pair.into)) else {
            continue;
        };
        let scale = scales.of(out, into);
        for twin in outs.get(&pair.out).into_iter().flatten() {
            let mut lines = vec![pair.out, *twin];
            lines.sort_unstable();
            groups.extend(again(scale, out, into, Side::Out, (lines, vec![pair.into])));
        }
        for twin in ins.get(&pair.into).into_iter().flatten() {
            let mut lines = vec![pair.into, *twin];
            lines.sort_unstable();
            groups.extend(again(scale, out, into, Side::In, (vec![pair.out], lines)));
        }
    }
    // Either of two twins leads to the same group: the better is kept.
    let key = |g: &Group| (g.outs.clone(), g.ins.clone());
    groups.sort_by_cached_key(|g| (key(g), -g.score));
    groups.dedup_by_key(|g| key(g));
}

fn again(
    scale: &Scale<'_>,
    out: &Entry,
    into: &Entry,
    side: Side,
    (outs, ins): (Vec<u32>, Vec<u32>),
) -> Option<Group> {
    let mut features = scale.weigh(out, into)?.to_vec();
    let entry = if side == Side::Out { out } else { into };
    let row = scale.bucket.context.row(entry.row);
    let a_day = scale.alone(side, row.kind) / scale.relation.span;
    let others = scale.often.others(row, 3);
    let chance = scale.often.share(others) + score::chance_of_amount(row.digits);
    let days = f64::from(2 * AGAIN + 1);
    let weight = score::ln(score::TWICE / (a_day * days * chance)).clamp(-2000, 6000);
    features.push(Feature {
        observed: Observed::Again,
        weight,
    });
    let is_said = out.by().is_said() && into.by().is_said();
    group(
        outs,
        ins,
        Category::Duplicate,
        features,
        scale.relation.is_linked && is_said,
    )
}

/// What one side takes back of a payment, and the other does not tell at all.
fn taken_back(bucket: &Bucket<'_>, often: &Often, pairs: &[Pair], groups: &mut Vec<Group>) {
    let context = bucket.context;
    let is_back = |e: &&Entry| context.row(e.row).amount < 0 && e.day != UNDATED;
    let backs: Vec<&Entry> = bucket
        .outs
        .iter()
        .chain(bucket.ins)
        .filter(is_back)
        .collect();
    if backs.is_empty() {
        return;
    }
    let mut partners: HashMap<u32, Vec<&Pair>> = HashMap::new();
    for pair in pairs {
        partners.entry(pair.out).or_default().push(pair);
        partners.entry(pair.into).or_default().push(pair);
    }
    let entry_of = |entries: &[Entry]| -> HashMap<u32, Entry> {
        entries.iter().map(|e| (e.row, *e)).collect()
    };
    let (outs, ins) = (entry_of(bucket.outs), entry_of(bucket.ins));
    let mut scales = Scales::new(bucket, often);
    for back in backs {
        let lines = match back.side {
            Side::Out => bucket.out_lines(back.activity),
            Side::In => bucket.in_lines(back.activity),
        };
        let paid = corrected(bucket, lines, back);
        let all: f64 = 1.0 + paid.iter().map(|(_, weight)| weight).sum::<f64>();
        for (paid, weight) in &paid {
            let part = context.row(back.row).amount as f64 / context.row(paid.row).amount as f64;
            let feature = Feature {
                observed: Observed::TakenBack((part.abs() * 10_000.0).round() as u32),
                weight: score::ln(NOT_ALONE * weight / all),
            };
            for pair in partners.get(&paid.row).into_iter().flatten() {
                if let (Some(out), Some(into)) = (outs.get(&pair.out), ins.get(&pair.into)) {
                    groups.extend(without_rest(scales.of(out, into), out, into, back, feature));
                }
            }
        }
    }
}

/// Odds that money taken back belongs to a payment that is told, rather than
/// stands alone.
const NOT_ALONE: f64 = 9.0;

/// The payments that money taken back may belong to, the likelier the odder the
/// amount that is a whole percentage of one.
fn corrected<'e>(bucket: &Bucket<'_>, lines: &'e [Entry], back: &Entry) -> Vec<(&'e Entry, f64)> {
    let low = lines.partition_point(|e| e.day < back.day.saturating_sub(CORRECTED_WITHIN));
    let high = lines.partition_point(|e| e.day <= back.day.saturating_add(10));
    let b = bucket.context.row(back.row);
    let near = lines.get(low..high).unwrap_or(&[]).iter();
    let paid = near.filter(|e| {
        let p = bucket.context.row(e.row);
        p.currency == b.currency && p.kind == b.kind && p.amount >= -b.amount
    });
    let weight = |e: &Entry| {
        let chance = (99.0 * score::chance_of_amount(b.digits)).min(1.0);
        let whole = is_percentage(-b.amount, bucket.context.row(e.row).amount);
        if whole { 1.0 / chance } else { 1.0 }
    };
    paid.map(|e| (e, weight(e))).collect()
}

/// Whether a part is a whole percentage of an amount, to half a cent.
fn is_percentage(part: i64, amount: i64) -> bool {
    let percent = (part as f64 / amount as f64 * 100.0).round();
    (amount as f64 * percent / 100.0 - part as f64).abs() <= 5.5 && percent >= 1.0
}

fn without_rest(
    scale: &Scale<'_>,
    out: &Entry,
    into: &Entry,
    back: &Entry,
    taken: Feature,
) -> Option<Group> {
    let mut features = scale.weigh(out, into)?.to_vec();
    features.push(taken);
    let (mut outs, mut ins) = (vec![out.row], vec![into.row]);
    let lines = if back.side == Side::Out {
        &mut outs
    } else {
        &mut ins
    };
    lines.push(back.row);
    lines.sort_unstable();
    let is_said = [out, into, back].iter().all(|e| e.by().is_said());
    group(
        outs,
        ins,
        Category::SignReversal,
        features,
        scale.relation.is_linked && is_said,
    )
}

/// For each line, those of its activity with the same money within days.
fn twins(bucket: &Bucket<'_>, entries: &[Entry]) -> HashMap<u32, Vec<u32>> {
    let mut same: BTreeMap<Twin, Vec<(i32, u32)>> = BTreeMap::new();
    for entry in entries.iter().filter(|e| e.day != UNDATED) {
        let row = bucket.context.row(entry.row);
        if row.currency.is_none() {
            continue;
        }
        let key = (entry.activity, row.kind, row.currency, row.amount);
        same.entry(key).or_default().push((entry.day, entry.row));
    }
    let mut twins: HashMap<u32, Vec<u32>> = HashMap::new();
    for lines in same.values_mut().filter(|l| l.len() > 1) {
        lines.sort_unstable();
        for two in lines.windows(2) {
            let [(a, first), (b, second)] = two else {
                continue;
            };
            if b - a <= AGAIN && first != second {
                twins.entry(*first).or_default().push(*second);
                twins.entry(*second).or_default().push(*first);
            }
        }
    }
    twins
}

fn date(day: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(day.days()).ok()
}
