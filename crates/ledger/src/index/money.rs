//! What an activity says of money, as the index keeps it: its facts, from which any
//! method can be run again; what decides which of its rows count; and its
//! transactions as our own method divides them, for sums.

use super::fields;
use crate::error::{Error, Result};
use flow::book::Entry;
use flow::flows::counted::Summary;
use flow::flows::{Basis, Element, Facts, Flow, METHODS, When};
use iati::position::Position;
use iati::read::{Context, Tree};
use rust_decimal::Decimal;

/// The money of one activity.
pub(crate) struct Money {
    /// [`Facts`], encoded.
    pub facts: Vec<u8>,
    /// With its rows put together in classes.
    pub summary: Summary,
    /// By transaction.
    pub told: Vec<Told>,
    /// The columns cannot hold all that our method says of it: it is asked of the
    /// facts.
    pub is_odd: bool,
}

/// One transaction as our own method divides it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// One more than the number of its class in the summary; 0 in an odd activity.
    pub class: u64,
    pub shares: Shares,
    pub parts: Vec<Part>,
}

/// One part, under one sector and one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// As [`flow::flows::Slot::word`] has it.
    pub place: String,
    pub sector: String,
    pub value: Decimal,
}

/// How many parts there are, and how many of them rest on what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shares {
    pub parts: u64,
    pub inferred: u64,
    pub rebased: u64,
}

/// More parts are not counted in a column.
const MOST: u64 = 1 << 10;

impl Shares {
    /// As one number; none if one of them is too large.
    fn packed(self) -> Option<u64> {
        let fits = [self.parts, self.inferred, self.rebased];
        fits.iter()
            .all(|n| *n < MOST)
            .then_some(self.parts + MOST * (self.inferred + MOST * self.rebased))
    }

    pub(super) fn column(self) -> u64 {
        self.packed().unwrap_or(0)
    }

    pub(super) fn of_column(packed: u64) -> Self {
        Self {
            parts: packed % MOST,
            inferred: packed / MOST % MOST,
            rebased: packed / MOST / MOST % MOST,
        }
    }
}

impl Money {
    /// Lines are counted from the start of the activity.
    pub(crate) fn read(tree: &Tree, context: &Context, entries: &[Entry]) -> Self {
        let start = Position { line: 0, column: 1 };
        let facts = Facts::read(tree, context, start);
        let (summary, classes) = Summary::of(&facts).classed();
        let told = told(&facts, entries, &classes);
        let reporter = facts.reporter.as_ref();
        let reporter = reporter.and_then(|o| o.reference().or(o.name()));
        let is_same_reporter = entries.iter().all(|e| e.reporter.label() == reporter);
        let is_odd = told.is_none() || !is_same_reporter;
        let none = || vec![Told::default(); entries.len()];
        Self {
            facts: encode(&facts),
            summary,
            told: told.filter(|_| !is_odd).unwrap_or_else(none),
            is_odd,
        }
    }
}

/// Facts can always be encoded: they are texts, numbers and lists of them.
fn encode(facts: &Facts) -> Vec<u8> {
    postcard::to_allocvec(facts).unwrap_or_default()
}

/// # Errors
/// The bytes are not such facts.
pub(crate) fn decode(bytes: &[u8]) -> Result<Facts> {
    postcard::from_bytes(bytes).map_err(|_| {
        Error::Damaged(
            "the index: facts of an activity cannot be read; counterfoil ledger rebuild".to_owned(),
        )
    })
}

/// By transaction, what our method says, as far as the columns can hold it and the
/// entries say the same; none if they do not.
fn told(facts: &Facts, entries: &[Entry], classes: &[u32]) -> Option<Vec<Told>> {
    if facts.transactions.len() != entries.len() {
        return None;
    }
    let mut all = vec![Told::default(); entries.len()];
    let mut fits = true;
    METHODS[0].method.flows(facts, None, &mut |flow| {
        if flow.at.element != Element::Transaction {
            return;
        }
        let at = flow.at.index as usize;
        let part = entries.get(at).filter(|e| is_same(&flow, e));
        match (part.and_then(|_| part_of(&flow)), all.get_mut(at)) {
            (Some(part), Some(told)) => told.add(part, &flow),
            _ => fits = false,
        }
    });
    for ((told, entry), class) in all.iter_mut().zip(entries).zip(classes) {
        let values = told.parts.iter().map(|p| p.value);
        let sum = values.fold(Decimal::ZERO, Decimal::saturating_add);
        fits &= entry.value == Some(sum) && !told.parts.is_empty();
        fits &= told.shares.packed().is_some();
        told.class = u64::from(*class) + 1;
    }
    fits.then_some(all)
}

impl Told {
    fn add(&mut self, part: Part, flow: &Flow<'_>) {
        let bases = [flow.sector.basis, flow.place.basis];
        self.parts.push(part);
        self.shares.parts += 1;
        self.shares.inferred += u64::from(bases.contains(&Basis::Inferred));
        self.shares.rebased += u64::from(bases.contains(&Basis::Rebased));
    }
}

/// Whether an entry is grouped under the same labels as a flow of it.
fn is_same(flow: &Flow<'_>, entry: &Entry) -> bool {
    let day = match flow.when {
        Ok(When::Day(day)) => Some(day),
        Ok(When::Period(..)) => return false,
        Err(_) => None,
    };
    flow.provider.label() == entry.provider.label()
        && flow.receiver.label() == entry.receiver.label()
        && flow.type_label() == entry.kind.as_deref()
        && flow.currency.as_deref() == entry.currency.as_deref()
        && day == entry.date
}

fn part_of(flow: &Flow<'_>) -> Option<Part> {
    let value = *flow.value.as_ref().ok()?;
    let (high, ..) = fields::parts(Some(value));
    (high == 0).then(|| Part {
        place: flow.place.word().into_owned(),
        sector: flow.sector.word().into_owned(),
        value,
    })
}
