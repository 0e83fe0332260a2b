//! What was promised in kind, beside what came: counts and periods, never people.

use super::evidence::{Evidence, Part, RestsOn, Row};
use super::measure::{Book, Unit};
use super::model::{Capacity, Delivery, Valuation};
use crate::exact::Ratio;
use iati::amount::Sum;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Where an item stands on a day.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub promised: Option<Decimal>,
    pub by: Option<Date>,
    /// Deliveries that were said by the day, added up for each side. A side that says
    /// nothing is not here: that is not zero.
    pub delivered: BTreeMap<Book, Sum>,
    /// The deliveries themselves, with their periods.
    pub deliveries: Vec<&'a Delivery>,
    /// Days from the first to the last of each side's periods, both inside.
    pub days: BTreeMap<Book, (Date, Date)>,
    pub values: Vec<&'a Valuation>,
    /// What donor and recipient say it is worth, where both do and in one currency.
    pub valued: Option<Valued>,
}

/// Two values of one thing. Neither is the true one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valued {
    pub currency: String,
    pub donor: Decimal,
    pub recipient: Decimal,
    /// The recipient's as a share of the donor's.
    pub share: Option<Ratio>,
}

/// Where an item stands by the end of `as_of`.
#[must_use]
pub fn standing(item: &Capacity, as_of: Date) -> Standing<'_> {
    let deliveries: Vec<&Delivery> = item
        .delivered
        .iter()
        .filter(|d| is_seen(d, as_of))
        .collect();
    let mut delivered: BTreeMap<Book, Sum> = BTreeMap::new();
    let mut days: BTreeMap<Book, (Date, Date)> = BTreeMap::new();
    for each in &deliveries {
        delivered.entry(each.book).or_default().add(each.count);
        let span = days.entry(each.book).or_insert((each.from, each.to));
        *span = (span.0.min(each.from), span.1.max(each.to));
    }
    let seen = |v: &&Valuation| v.day.is_none_or(|day| day <= as_of);
    let values: Vec<&Valuation> = item.values.iter().filter(seen).collect();
    Standing {
        promised: item.promised,
        by: item.by.map(|d| d.last_day()),
        delivered,
        deliveries,
        days,
        valued: valued(&values),
        values,
    }
}

fn is_seen(delivery: &Delivery, as_of: Date) -> bool {
    delivery.said <= as_of && delivery.to <= as_of
}

/// The last value of each side, if both are in one currency.
fn valued(values: &[&Valuation]) -> Option<Valued> {
    let last = |book| {
        let of = values.iter().filter(|v| v.book == book);
        of.max_by_key(|v| v.day)
    };
    let (donor, recipient) = (last(Book::Donor)?, last(Book::Recipient)?);
    (donor.currency == recipient.currency).then(|| Valued {
        currency: donor.currency.clone(),
        donor: donor.amount,
        recipient: recipient.amount,
        share: Ratio::of(recipient.amount, donor.amount),
    })
}

/// The deliveries of an item as evidence for a promise.
#[must_use]
pub fn evidence(item: &Capacity) -> Evidence {
    let rows = item.delivered.iter().map(|d| Row {
        day: d.to,
        told: d.said,
        gone: None,
        book: d.book,
        part: Part::Whole,
        series: item.id.clone(),
        value: d.count,
        unit: Unit::Count(item.unit.clone()),
        rests_on: RestsOn {
            publication: d.sources.join(", "),
            activity: None,
            element: Some(format!("capacity “{}”", item.id)),
            position: Some(d.place),
        },
    });
    Evidence {
        rows: rows.collect(),
        ..Evidence::default()
    }
}
