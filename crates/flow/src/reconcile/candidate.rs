//! Which line of the giver may be which of the receiver, one to one, and what
//! speaks for it.

use super::Part;
use super::block::Entry;
use super::relation::{Bucket, Relation};
use super::row::{Row, UNDATED};
use super::score::{
    self, ALONE, CONVERSION_AT_MOST, EARLIEST, FEE_AT_MOST, LATEST, RATIO_AT_MOST, Side,
};
use super::told::{AmountIs, Feature, Link, Observed};
use super::words::Word;
use std::collections::{BTreeMap, HashMap};

/// Two lines that may tell one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub out: u32,
    pub into: u32,
    pub score: i32,
    /// The place of the giver and receiver between whom they stand.
    pub bucket: u32,
    /// Identifiers tie their activities, and each names the other.
    pub is_linked: bool,
}

/// A pair that weighs less is not looked at.
const LEAST: i32 = -2500;

/// Lines of the other side that are compared by date, on either side of it.
const NEAREST: usize = 48;

/// Lines of equal amount that are looked at, on either side of the date.
const NEAREST_EQUAL: usize = 6;

/// Partners of one line that stay in the running.
const PARTNERS: usize = 12;

/// How far a date may be off, for each way in which amounts compare.
fn reach(amount: AmountIs) -> (i32, i32) {
    match amount {
        AmountIs::Equal => (EARLIEST, LATEST),
        AmountIs::Converted(_) | AmountIs::Rounded(_) => (-60, 130),
        AmountIs::Ratio(r) if r.ln().abs() <= FEE_AT_MOST => (-60, 130),
        AmountIs::Slip(_) | AmountIs::Reversed => (-30, 100),
        AmountIs::Ratio(_) => (-15, 35),
        AmountIs::Sum { .. } => (0, 0),
    }
}

pub(super) fn gap(out: &Row, into: &Row) -> Option<i32> {
    (out.day != UNDATED && into.day != UNDATED).then(|| into.day - out.day)
}

/// How two amounts compare; none if in no way that one event explains.
pub(super) fn compare(out: &Row, into: &Row) -> Option<AmountIs> {
    if !out.shares_currency(into) {
        let ratio = into.common? / out.common?;
        let near = ratio > 0.0 && ratio.ln().abs() <= CONVERSION_AT_MOST;
        return near.then_some(AmountIs::Converted(ratio));
    }
    if out.amount == into.amount {
        return Some(AmountIs::Equal);
    }
    if let Some(slip) = score::slip(out.amount, into.amount) {
        return Some(slip);
    }
    if let Some(digits) = score::rounded(out.amount, into.amount, out.digits, into.digits) {
        return Some(AmountIs::Rounded(digits));
    }
    let ratio = into.amount as f64 / out.amount as f64;
    (ratio > 1.0 / RATIO_AT_MOST && ratio < RATIO_AT_MOST).then_some(AmountIs::Ratio(ratio))
}

/// How often amounts and references occur in a bucket.
pub(super) struct Often {
    amounts: HashMap<(Option<Word>, i64), u32>,
    references: HashMap<Word, u32>,
    lines: f64,
}

impl Often {
    pub(super) fn of(bucket: &Bucket<'_>) -> Self {
        let (mut amounts, mut references) = (HashMap::new(), HashMap::new());
        for entry in bucket.outs.iter().chain(bucket.ins) {
            let row = bucket.context.row(entry.row);
            *amounts.entry((row.currency, row.amount)).or_insert(0) += 1;
            if let Some(reference) = row.reference {
                *references.entry(reference).or_insert(0) += 1;
            }
        }
        Self {
            amounts,
            references,
            lines: (bucket.outs.len() + bucket.ins.len()) as f64,
        }
    }

    /// Other lines with this amount, of which `told` tell the same event.
    pub(super) fn others(&self, row: &Row, told: u32) -> u32 {
        let all = self
            .amounts
            .get(&(row.currency, row.amount))
            .copied()
            .unwrap_or(0);
        all.saturating_sub(told)
    }

    pub(super) fn share(&self, others: u32) -> f64 {
        f64::from(others) / self.lines.max(1.0)
    }

    /// Whether two references are equal, and the share of lines that have it.
    fn reference(&self, out: &Row, into: &Row) -> (Option<bool>, f64) {
        let (Some(a), Some(b)) = (out.reference, into.reference) else {
            return (None, 0.0);
        };
        let others = self
            .references
            .get(&a)
            .copied()
            .unwrap_or(0)
            .saturating_sub(2);
        (Some(a == b), f64::from(others) / self.lines.max(1.0))
    }
}

/// How a line names the activity `wanted`, among those of `publisher`.
pub(super) fn link(bucket: &Bucket<'_>, row: u32, wanted: u32) -> Link {
    if bucket.context.lacks(Part::Identifiers) {
        return Link::NotNamed;
    }
    match bucket.context.aims.of_row(row).activity {
        Some((activity, link)) if activity == wanted => link,
        Some(_) => Link::NamesOther,
        None => Link::NotNamed,
    }
}

/// What is known of a relation, to weigh any two lines of it.
pub(super) struct Scale<'a> {
    pub bucket: &'a Bucket<'a>,
    pub often: &'a Often,
    pub relation: Relation,
    /// Lines of each kind on each side.
    of_kind: BTreeMap<(Side, u8), u32>,
    /// Lines among which amounts may recur.
    lines: usize,
}

pub(super) const FEATURES: usize = 7;

impl<'a> Scale<'a> {
    pub(super) fn new(bucket: &'a Bucket<'a>, often: &'a Often, relation: Relation) -> Self {
        let outs = bucket.out_lines(relation.giver);
        let ins = bucket.in_lines(relation.receiver);
        let mut of_kind: BTreeMap<(Side, u8), u32> = BTreeMap::new();
        for entry in outs.iter().chain(ins) {
            *of_kind
                .entry((entry.side, bucket.context.row(entry.row).kind))
                .or_default() += 1;
        }
        Self {
            bucket,
            often,
            relation,
            of_kind,
            lines: ins.len(),
        }
    }

    /// Lines without partner that are to be expected among those of a kind.
    pub(super) fn alone(&self, side: Side, kind: u8) -> f64 {
        let all = self.of_kind.get(&(side, kind)).copied().unwrap_or(0);
        ALONE * f64::from(all) + 0.5
    }

    /// Everything that speaks for or against two lines being one event; none if
    /// they cannot be.
    pub(super) fn weigh(&self, out: &Entry, into: &Entry) -> Option<[Feature; FEATURES]> {
        let context = self.bucket.context;
        let (o, i) = (context.row(out.row), context.row(into.row));
        let amount = compare(o, i)?;
        let gap = gap(o, i);
        let (from, to) = reach(amount);
        if gap.is_some_and(|g| g < from || g > to) || (gap.is_none() && amount != AmountIs::Equal) {
            return None;
        }
        let kinds = score::kinds_weight(o.kind, i.kind)?;
        let told = if amount == AmountIs::Equal { 2 } else { 1 };
        let others = self.often.others(i, told);
        let rarity = if context.lacks(Part::Rarity) {
            0.02
        } else {
            self.often.share(others)
        };
        let digits = if context.lacks(Part::Rarity) {
            3
        } else {
            i.digits
        };
        let alone = self.alone(Side::In, i.kind);
        let seen = if context.lacks(Part::Dates) {
            None
        } else {
            gap
        };
        let down = link(self.bucket, out.row, self.relation.receiver);
        let up = link(self.bucket, into.row, self.relation.giver);
        let (same, often) = match context.lacks(Part::References) {
            true => (None, 0.0),
            false => self.often.reference(o, i),
        };
        let feature = |observed, weight| Feature { observed, weight };
        Some([
            feature(Observed::Types(o.kind, i.kind), kinds),
            feature(
                Observed::Named(out.by(), into.by()),
                out.weight + into.weight,
            ),
            feature(
                Observed::Down(down),
                score::down_weight(down, self.relation.down),
            ),
            feature(Observed::Up(up), score::up_weight(up, self.relation.up)),
            feature(
                Observed::Amount(amount, others),
                score::amount_weight(amount, rarity, digits, self.lines),
            ),
            feature(
                Observed::Days(gap),
                score::days_weight(seen, alone, self.relation.span),
            ),
            feature(
                Observed::Reference(same),
                score::reference_weight(same, often),
            ),
        ])
    }

    pub(super) fn pair(&self, out: &Entry, into: &Entry) -> Option<Pair> {
        let features = self.weigh(out, into)?;
        let score = features.iter().map(|f| f.weight).sum();
        (score >= LEAST).then_some(Pair {
            out: out.row,
            into: into.row,
            score,
            bucket: self.bucket.place,
            is_linked: self.relation.is_linked && out.by().is_said() && into.by().is_said(),
        })
    }
}

/// The scales of a bucket, each made once.
pub(super) struct Scales<'a> {
    bucket: &'a Bucket<'a>,
    often: &'a Often,
    made: HashMap<(u32, u32), Scale<'a>>,
}

impl<'a> Scales<'a> {
    pub(super) fn new(bucket: &'a Bucket<'a>, often: &'a Often) -> Self {
        Self {
            bucket,
            often,
            made: HashMap::new(),
        }
    }

    pub(super) fn of(&mut self, out: &Entry, into: &Entry) -> &Scale<'a> {
        let (bucket, often) = (self.bucket, self.often);
        let make = || Scale::new(bucket, often, bucket.relation(out.activity, into.activity));
        self.made
            .entry((out.activity, into.activity))
            .or_insert_with(make)
    }
}

/// All pairs of a bucket that are worth looking at, best of each line first.
pub(super) fn pairs(bucket: &Bucket<'_>, often: &Often, likely: &[Relation]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for relation in likely {
        by_date(&Scale::new(bucket, often, *relation), &mut pairs);
    }
    by_amount(bucket, often, &mut pairs);
    // A line that stands in the bucket in two ways keeps the better one.
    pairs.sort_unstable_by_key(|p: &Pair| (p.out, p.into, -p.score));
    pairs.dedup_by_key(|p| (p.out, p.into));
    keep_best(&mut pairs);
    pairs
}

fn by_date(scale: &Scale<'_>, pairs: &mut Vec<Pair>) {
    let outs = scale.bucket.out_lines(scale.relation.giver);
    let ins = scale.bucket.in_lines(scale.relation.receiver);
    for out in outs.iter().filter(|o| o.day != UNDATED) {
        let at = ins.partition_point(|i| i.day < out.day);
        let low = ins
            .partition_point(|i| i.day < out.day - 60)
            .max(at.saturating_sub(NEAREST));
        let high = ins
            .partition_point(|i| i.day <= out.day + 130)
            .min(at + NEAREST);
        for into in ins.get(low..high).unwrap_or(&[]) {
            pairs.extend(scale.pair(out, into));
        }
    }
}

/// Equal amounts anywhere in the bucket, nearest dates first.
fn by_amount(bucket: &Bucket<'_>, often: &Often, pairs: &mut Vec<Pair>) {
    let context = bucket.context;
    let mut equal: HashMap<(Option<Word>, i64), Vec<&Entry>> = HashMap::new();
    for into in bucket.ins {
        let row = context.row(into.row);
        equal
            .entry((row.currency, row.amount))
            .or_default()
            .push(into);
    }
    for lines in equal.values_mut() {
        lines.sort_unstable_by_key(|e| (e.day, e.row));
    }
    let mut scales = Scales::new(bucket, often);
    for out in bucket.outs {
        let row = context.row(out.row);
        let Some(lines) = equal.get(&(row.currency, row.amount)) else {
            continue;
        };
        let at = lines.partition_point(|i| i.day < out.day);
        let high = (at + NEAREST_EQUAL).min(lines.len());
        for into in &lines[at.saturating_sub(NEAREST_EQUAL)..high] {
            pairs.extend(scales.of(out, into).pair(out, into));
        }
    }
}

/// Keeps the best partners of each line of either side.
fn keep_best(pairs: &mut Vec<Pair>) {
    for side in [Side::Out, Side::In] {
        let line = |p: &Pair| if side == Side::Out { p.out } else { p.into };
        pairs.sort_unstable_by_key(|p| (line(p), -p.score, p.out, p.into));
        let (mut last, mut count) = (None, 0);
        pairs.retain(|p| {
            count = if last == Some(line(p)) { count + 1 } else { 0 };
            last = Some(line(p));
            count < PARTNERS
        });
    }
    pairs.sort_unstable();
}
