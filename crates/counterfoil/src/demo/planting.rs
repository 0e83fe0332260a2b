//! Plants the differences: how a side writes a payment when its book departs from what
//! happened.

use super::book::Entry;
use super::difference::{Change, Difference};
use super::figures::{converted, rounded, transposed};
use super::payment::Payment;
use super::programme::{Programme, Project, Side};

/// What a side writes of a payment, given the plain entry: that entry, unless something was
/// planted there.
pub(super) fn written(
    p: &Programme,
    project: &Project,
    side: Side,
    entry: Entry,
    all: &[Payment],
) -> Vec<Entry> {
    let Some(difference) = planted(p, project, entry.payment) else {
        return vec![entry];
    };
    match difference.change {
        Change::CutOff { giver, receiver } => {
            let date = if side == Side::Giver { giver } else { receiver };
            vec![Entry { date, ..entry }]
        }
        _ if difference.side == Some(side) => altered(p, project, difference, entry, all),
        _ => vec![entry],
    }
}

fn planted<'a>(p: &'a Programme, project: &'a Project, payment: i64) -> Option<&'a Difference> {
    p.differences_of(project)
        .find(|difference| difference.covers(payment))
}

/// An entry as a side writes it that departs from what happened.
fn altered(
    p: &Programme,
    project: &Project,
    difference: &Difference,
    mut entry: Entry,
    all: &[Payment],
) -> Vec<Entry> {
    match &difference.change {
        Change::Missing => return vec![],
        Change::Parts(percents) => return parts(&entry, percents),
        Change::Again { days } => return vec![entry.clone(), later(entry, *days)],
        Change::Together if !is_last(difference, &entry) => return vec![],
        Change::Together => entry.cents = together(p, project, difference, &entry, all),
        Change::Later { days } => entry = later(entry, *days),
        Change::Fee(basis_points) => entry.cents -= fee(entry.cents, *basis_points),
        Change::TenTimes => entry.cents *= 10,
        Change::TenthPart => entry.cents /= 10,
        Change::Swapped => entry.cents = transposed(entry.cents),
        Change::Reversed => entry.cents = -entry.cents,
        Change::Called(code) => entry.code = code,
        Change::Currency(currency) => {
            entry.cents = converted(p, entry.cents, entry.currency, currency, entry.date);
            entry.currency = currency;
        }
        Change::Label => entry.cents = total(all, (entry.payment, entry.payment)),
        Change::Nothing | Change::CutOff { .. } | Change::Link(_) => {}
    }
    vec![entry]
}

/// In whole units of money, as banks charge.
fn fee(cents: i64, basis_points: i64) -> i64 {
    rounded(cents * basis_points, 1_000_000) * 100
}

fn later(entry: Entry, days: i64) -> Entry {
    let date = entry.date.plus(days).working_day();
    Entry { date, ..entry }
}

/// Three weeks lie between the parts; the last takes the rest.
fn parts(entry: &Entry, percents: &[i64]) -> Vec<Entry> {
    let mut parts: Vec<Entry> = percents
        .iter()
        .zip((0..).step_by(21))
        .map(|(percent, days)| Entry {
            cents: entry.cents * percent / 100,
            date: entry.date.plus(days),
            ..entry.clone()
        })
        .collect();
    let written: i64 = parts.iter().map(|part| part.cents).sum();
    if let Some(last) = parts.last_mut() {
        last.cents += entry.cents - written;
    }
    parts
}

fn is_last(difference: &Difference, entry: &Entry) -> bool {
    difference.payments.map(|(_, last)| last) == Some(entry.payment)
}

/// The sum of several payments, converted on the day of the last if it must be.
fn together(
    p: &Programme,
    project: &Project,
    difference: &Difference,
    entry: &Entry,
    all: &[Payment],
) -> i64 {
    let sum = difference.payments.map_or(0, |range| total(all, range));
    converted(p, sum, project.giver.currency, entry.currency, entry.date)
}

/// What the giver paid from one payment to another.
fn total(all: &[Payment], (first, last): (i64, i64)) -> i64 {
    all.iter()
        .filter(|payment| (first..=last).contains(&payment.number))
        .map(|payment| payment.cents)
        .sum()
}
