//! Payments that left one activity and stand in another of the same
//! publication: one change, not a removal and an addition.

use super::class::{Class, Severity};
use super::judge::{self, facts_of};
use super::publication::Lone;
use super::record::{Kind, Record};
use super::told::{Change, Money, Row, Stake};
use iati::said;
use iati::said::{Given, Said};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// What makes two rows the same payment: type, day, amount, currency.
type Payment = (String, Date, Decimal, Option<String>);

/// Among so many equal payments one of the same receiver is looked for.
const LOOKED_AT: usize = 64;

/// Nothing if the row could as well be another: of zero, or a round amount of
/// the time of which publishers are still adding payments.
fn payment(row: &Row, growing_since: Date) -> Option<Payment> {
    let value = row.value.filter(|v| !v.is_zero())?;
    let date = row.date?;
    let is_common = is_round(value) && date >= growing_since;
    let kind = row.kind.clone().filter(|_| !is_common)?;
    Some((kind, date, value, row.currency.clone()))
}

/// At most three digits besides zeros.
fn is_round(value: Decimal) -> bool {
    let mut digits = value.normalize().mantissa().unsigned_abs();
    while digits >= 10 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits < 1000
}

/// The payments that came to stand somewhere.
struct Arrivals {
    places: HashMap<Payment, Vec<Arrival>>,
    growing_since: Date,
}

/// Where a payment came to stand.
#[derive(Clone, Debug)]
enum Place {
    /// A change that told it as added.
    Added(usize),
    /// In an activity that is new.
    Appeared(Box<Row>),
}

/// A place, and the receiver as it is named there.
type Arrival = (Option<String>, Place);

/// Joins removals and additions of one payment, and returns for each activity
/// that vanished the payments that are nowhere else.
pub(super) fn find(
    changes: &mut Vec<Change>,
    vanished: &[Lone],
    appeared: &[Lone],
    growing_since: Date,
) -> Vec<Vec<Money>> {
    let mut arrivals = Arrivals::of(changes, appeared, growing_since);
    let mut told: HashSet<usize> = HashSet::new();
    for at in 0..changes.len() {
        let change = &changes[at];
        let is_removal = change.class == Class::PaymentRemoved && change.newer.is_none();
        let older = change.older.as_deref().filter(|_| is_removal);
        if let Some(to) = older.and_then(|row| arrivals.take(row)) {
            let newer = arrived(to, changes, &mut told);
            join(&mut changes[at], newer);
        }
    }
    let mut left_over = Vec::with_capacity(vanished.len());
    for lone in vanished {
        left_over.push(from_vanished(lone, changes, &mut arrivals, &mut told));
    }
    let mut at = 0;
    changes.retain(|_| {
        at += 1;
        !told.contains(&(at - 1))
    });
    left_over
}

impl Arrivals {
    fn of(changes: &[Change], appeared: &[Lone], growing_since: Date) -> Self {
        let mut all = Self {
            places: HashMap::new(),
            growing_since,
        };
        for (at, change) in changes.iter().enumerate() {
            let is_addition = change.field == "transaction" && change.older.is_none();
            if let Some(row) = change.newer.as_deref().filter(|_| is_addition) {
                all.add(row, Place::Added(at));
            }
        }
        for lone in appeared {
            for t in lone.record.children_of(Kind::Transaction) {
                let row = row(lone, t);
                all.add(&row, Place::Appeared(Box::new(row.clone())));
            }
        }
        // The first to come is the first to be taken.
        all.places.values_mut().for_each(|places| places.reverse());
        all
    }

    fn add(&mut self, row: &Row, place: Place) {
        if let Some(payment) = payment(row, self.growing_since) {
            let places = self.places.entry(payment).or_default();
            places.push((row.receiver.clone(), place));
        }
    }

    /// The place of the same payment, to the same receiver if there is one; to
    /// another only if the amount is one that tells.
    fn take(&mut self, row: &Row) -> Option<Place> {
        let payment = payment(row, self.growing_since)?;
        let tells = !is_round(payment.2);
        let places = self.places.get_mut(&payment)?;
        let mut last = places.iter().enumerate().rev().take(LOOKED_AT);
        let same = last.find(|(_, (receiver, _))| *receiver == row.receiver);
        match same.map(|(at, _)| at) {
            Some(at) => Some(places.remove(at).1),
            None if tells => places.pop().map(|(_, place)| place),
            None => None,
        }
    }
}

fn row(lone: &Lone, t: &Record) -> Row {
    let said = Given::Said(judge::named(t));
    judge::row(&lone.identifier, t, None, Some(said))
}

fn arrived(to: Place, changes: &[Change], told: &mut HashSet<usize>) -> Option<Box<Row>> {
    match to {
        Place::Added(at) => {
            told.insert(at);
            changes[at].newer.clone()
        }
        Place::Appeared(row) => Some(row),
    }
}

fn join(change: &mut Change, newer: Option<Box<Row>>) {
    change.class = Class::PaymentMoved;
    change.severity = change.severity.min(Severity::Notable);
    let to = identifier(newer.as_deref());
    change.reason = reason(change.older.as_deref(), &to);
    change.newer = newer;
    change.elsewhere = Some(to);
}

fn identifier(row: Option<&Row>) -> String {
    row.map(|r| r.identifier.clone()).unwrap_or_default()
}

fn reason(older: Option<&Row>, to: &str) -> Said {
    let what = older.and_then(|row| row.said.clone());
    let what = what.unwrap_or_else(|| Given::Said(said!("a payment")));
    said!("Now in the activity {to}: {what}.", to, what)
}

/// Tells the payments of a vanished activity that stand elsewhere; returns the
/// sums of the rest.
fn from_vanished(
    lone: &Lone,
    changes: &mut Vec<Change>,
    arrivals: &mut Arrivals,
    told: &mut HashSet<usize>,
) -> Vec<Money> {
    let mut rest = Vec::new();
    for t in lone.record.children_of(Kind::Transaction) {
        let older = row(lone, t);
        let is_payment = facts_of::is_payment(t);
        let to = Some(&older).filter(|_| is_payment);
        match to.and_then(|row| arrivals.take(row)) {
            Some(to) => {
                let newer = arrived(to, changes, told);
                changes.push(moved_change(lone, older, newer));
            }
            None => rest.push(t),
        }
    }
    left(rest.into_iter())
}

fn moved_change(lone: &Lone, older: Row, newer: Option<Box<Row>>) -> Change {
    let mut stake = Stake::default();
    if let Some(value) = older.value {
        stake.add(&Money {
            currency: older.currency.clone(),
            value,
        });
    }
    let to = identifier(newer.as_deref());
    Change {
        class: Class::PaymentMoved,
        severity: Severity::Notable,
        identifier: lone.identifier.clone(),
        field: "transaction".to_owned(),
        reason: reason(Some(&older), &to),
        older: Some(Box::new(older)),
        newer,
        at_stake: stake.total(),
        age_days: None,
        elsewhere: Some(to),
        recoding: None,
        patterns: Vec::new(),
    }
}

/// Payments in sum, by currency, never negative.
pub(super) fn left<'a>(transactions: impl Iterator<Item = &'a Record>) -> Vec<Money> {
    let mut stake = Stake::default();
    let sums = facts_of::sum(transactions.filter(|t| facts_of::is_payment(t)));
    sums.iter().for_each(|money| stake.add(money));
    stake.total()
}
