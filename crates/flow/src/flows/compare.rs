//! One total under all methods, and the elements that make the difference.

use super::facts::Facts;
use super::flow::{At, Flow};
use super::method::{METHODS, Target};
use super::reason::Reason;
use super::series::Series;
use iati::amount::Sum;
use iati::said;
use iati::said::Said;
use std::collections::BTreeMap;

/// What one method makes of one element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// In the published currency: what the method counts, of what is asked for.
    pub counted: Sum,
    /// The same in the currency asked for.
    pub converted: Sum,
    /// Flows it counts that have no amount in that currency.
    pub unconverted: u32,
    /// Flows it counts that have no readable value.
    pub unvalued: u32,
    /// Flows that it keeps out of its totals.
    pub left_out: u32,
    /// Why, or what it rests on, in words: of the first flow that says something.
    pub why: Option<Said>,
}

/// One element under each of [`METHODS`], in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub at: At,
    pub series: Series,
    pub currency: Option<String>,
    pub told: [Told; METHODS.len()],
}

impl Compared {
    /// Whether two methods count different amounts of the element. Less than a cent is
    /// what the finer parts of one lose in the coarser ones of another.
    #[must_use]
    pub fn differs(&self) -> bool {
        let [first, rest @ ..] = &self.told;
        rest.iter().any(|t| {
            !nearly(&t.counted, &first.counted)
                || !nearly(&t.converted, &first.converted)
                || t.unconverted != first.unconverted && t.converted != first.converted
        })
    }
}

/// Whether two sums differ by less than a cent.
fn nearly(a: &Sum, b: &Sum) -> bool {
    let (Some((x, xs)), Some((y, ys))) = (a.total(), b.total()) else {
        return a == b;
    };
    let mut off = Sum::default();
    off.add_parts(x, xs);
    off.add_parts(-y, ys);
    let Some((off, scale)) = off.total() else {
        return false;
    };
    let cent = scale.checked_sub(2).and_then(|s| 10i128.checked_pow(s));
    off.checked_abs()
        .is_some_and(|off| cent.map_or(off == 0, |cent| off < cent))
}

/// Runs all methods over an activity and calls `out` for each of its elements in
/// order. `asked` says which flows the total is of, e.g. those of one country.
pub fn compare(
    facts: &Facts,
    target: Option<Target<'_>>,
    asked: &dyn Fn(&Flow<'_>) -> bool,
    out: &mut dyn FnMut(Compared),
) {
    let mut elements: BTreeMap<At, Compared> = BTreeMap::new();
    for (number, described) in METHODS.iter().enumerate() {
        described.method.flows(facts, target, &mut |flow| {
            let element = elements.entry(flow.at).or_insert_with(|| Compared {
                at: flow.at,
                series: flow.series,
                currency: flow.currency.as_deref().map(str::to_owned),
                told: Default::default(),
            });
            note(&mut element.told[number], &flow, asked(&flow));
        });
    }
    elements.into_values().for_each(out);
}

fn note(told: &mut Told, flow: &Flow<'_>, is_asked: bool) {
    if told.why.is_none() {
        told.why = why(flow);
    }
    if flow.left_out.is_some() {
        told.left_out += 1;
        return;
    }
    if !is_asked {
        return;
    }
    match flow.value {
        Ok(value) => told.counted.add(value),
        Err(_) => told.unvalued += 1,
    }
    match &flow.converted {
        Some(Ok(conversion)) => told.converted.add(conversion.amount),
        Some(Err(_)) => told.unconverted += 1,
        None => {}
    }
}

fn why(flow: &Flow<'_>) -> Option<Said> {
    if let Some(left_out) = flow.left_out {
        let reason = flow.place.label.as_ref().err();
        return Some(match reason {
            Some(why) => said!("{what}: {why}", what = left_out.said(), why = why.said()),
            None => left_out.said(),
        });
    }
    let gaps = [
        flow.value.as_ref().err(),
        flow.place.label.as_ref().err(),
        flow.sector.label.as_ref().err(),
        flow.converted.as_ref().and_then(|c| c.as_ref().err()),
    ];
    gaps.into_iter().flatten().next().map(Reason::said)
}
