//! What runs between the organisations of a programme on a day, for the matrix.

use super::edition::newest_datasets;
use super::{Edition, Told};
use crate::flows::counted::{Counted, Why};
use crate::flows::{Flow, METHODS, Series, Target};
use crate::key;
use crate::programme::coverage::{Paid, Runs};
use crate::programme::measure::Book;
use crate::programme::model::{Programme, Side};
use jiff::civil::Date;

/// Amounts of a series in the giver's word and in the receiver's, by the end of a day.
/// They are in `currency` where there is a rate, otherwise as published.
#[must_use]
pub fn paid(
    programme: &Programme,
    told: &Told<'_>,
    [given, received]: [Series; 2],
    currency: Option<&str>,
    day: Date,
) -> Vec<Paid> {
    let mut all = Vec::new();
    let rates = told.rates;
    let target = currency.map(|currency| Target { rates, currency });
    for edition in live(told.editions, day) {
        METHODS[0]
            .method
            .flows(&edition.facts, target, &mut |flow| {
                let book = match flow.series {
                    s if s == given => Book::Donor,
                    s if s == received => Book::Recipient,
                    _ => return,
                };
                let told_by = |side| is_on(programme, &edition.reporter, side);
                let is_theirs = match book {
                    Book::Donor => told_by(Side::Donor),
                    _ => told_by(Side::Recipient),
                };
                let counts = matches!(
                    edition.standing(flow.at),
                    Counted::Yes | Counted::No(Why::OtherBook { .. })
                );
                if is_theirs && counts {
                    all.extend(one(&flow, book, currency, day));
                }
            });
    }
    all
}

fn one(flow: &Flow<'_>, book: Book, currency: Option<&str>, day: Date) -> Option<Paid> {
    let when = flow.when.as_ref().ok()?;
    if when.last() > day {
        return None;
    }
    let label = |party: crate::flows::Party<'_>| party.label().unwrap_or_default().to_owned();
    let (amount, unit) = match (&flow.converted, currency) {
        (Some(Ok(converted)), Some(currency)) => (converted.amount, currency.to_owned()),
        _ => {
            let value = flow.value.as_ref().ok()?;
            (*value, flow.currency.as_ref()?.clone().into_owned())
        }
    };
    Some(Paid {
        donor: label(flow.provider),
        recipient: label(flow.receiver),
        book,
        currency: unit,
        amount,
    })
}

/// Activities that both a donor and a recipient of the programme have a part in, in the
/// book of whoever reports them.
#[must_use]
pub fn runs(programme: &Programme, told: &Told<'_>, day: Date) -> Vec<Runs> {
    let mut all = Vec::new();
    for edition in live(told.editions, day) {
        let named = edition.named();
        for (side, book) in [
            (Side::Donor, Book::Donor),
            (Side::Recipient, Book::Recipient),
        ] {
            if !is_on(programme, &edition.reporter, side) {
                continue;
            }
            let across = match side {
                Side::Donor => Side::Recipient,
                _ => Side::Donor,
            };
            let others = programme.on_side(across).filter(|id| {
                let references = programme.references(&[(*id).to_owned()]);
                references.iter().any(|r| named.contains(r))
                    && !references.contains(&key::of(&edition.reporter))
            });
            for other in others {
                let (donor, recipient) = match side {
                    Side::Donor => (edition.reporter.clone(), other.to_owned()),
                    _ => (other.to_owned(), edition.reporter.clone()),
                };
                all.push(Runs {
                    donor,
                    recipient,
                    book,
                    activity: edition.activity.clone(),
                });
            }
        }
    }
    all
}

fn live(editions: &[Edition], day: Date) -> impl Iterator<Item = &Edition> {
    let newest = newest_datasets(editions);
    let told = editions.iter().filter(move |e| e.is_told_on(day));
    told.filter(move |e| newest.contains(&e.source()))
}

fn is_on(programme: &Programme, reference: &str, side: Side) -> bool {
    let known = programme.organisation(reference);
    known.is_some_and(|o| o.side == side || o.side == Side::Both)
}
