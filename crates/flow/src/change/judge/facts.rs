//! What the judgement of one difference needs to know of the activity as a
//! whole. What is dear to know is worked out when it is first asked for.

use super::super::record::{Kind, Record, Value};
use super::super::told::Money;
use super::super::{Context, Slips};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

/// Transaction types under which money has moved.
const PAYMENTS: &[&str] = &["1", "3", "4", "5", "6", "7", "8", "9"];
/// Those under which it is promised.
const PROMISES: &[&str] = &["2", "10", "11", "12", "13"];
/// Those under which an activity pays out.
const SPENDING: &[&str] = &["3", "4"];

pub(in super::super) fn is_payment(t: &Record) -> bool {
    t.text("type").is_some_and(|code| PAYMENTS.contains(&code))
}

pub(super) fn is_promise(t: &Record) -> bool {
    t.text("type").is_some_and(|code| PROMISES.contains(&code))
}

/// What makes two transactions the opposite of each other.
type Entry<'a> = (Option<&'a str>, Option<&'a str>, Decimal);

pub(super) struct Facts<'a> {
    pub older_id: String,
    pub newer_id: String,
    pub slips: Slips,
    /// Closed or cancelled, or past its actual end, when the older version was
    /// published.
    pub finished: bool,
    older: &'a Record,
    newer: &'a Record,
    paid: OnceCell<Vec<Money>>,
    entries: OnceCell<HashSet<Entry<'a>>>,
    standing: OnceCell<HashSet<u64>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(older: &'a Record, newer: &'a Record, slips: Slips, about: &Context) -> Self {
        let id = |r: &Record| r.text("iati-identifier").unwrap_or_default().to_owned();
        Self {
            older_id: id(older),
            newer_id: id(newer),
            slips,
            finished: is_finished(older, about.older_published),
            older,
            newer,
            paid: OnceCell::new(),
            entries: OnceCell::new(),
            standing: OnceCell::new(),
        }
    }

    /// What the older version says was spent, by currency.
    pub(super) fn paid(&self) -> &[Money] {
        self.paid.get_or_init(|| sums(self.older, SPENDING))
    }

    /// Whether the older version has an entry of the opposite amount.
    pub(super) fn has_opposite(&self, t: &Record) -> bool {
        let all = || self.older.children_of(Kind::Transaction).iter();
        let entries = self
            .entries
            .get_or_init(|| all().filter_map(entry).collect());
        let opposite = entry(t).map(|(kind, currency, value)| (kind, currency, -value));
        opposite.is_some_and(|o| entries.contains(&o))
    }

    /// Whether an equal transaction still stands in the newer version.
    pub(super) fn still_stands(&self, t: &Record) -> bool {
        let all = || self.newer.children_of(Kind::Transaction).iter();
        let standing = self
            .standing
            .get_or_init(|| all().map(|t| t.hash).collect());
        standing.contains(&t.hash)
    }

    /// The newer version's spending and commitments in a currency of which less
    /// than half was spent; none if money was spent in a currency in which nothing was
    /// committed, since what that is of the commitments is not known here.
    pub(super) fn underspent(&self) -> Option<(Money, Money)> {
        let spent = sums(self.newer, SPENDING);
        let committed = sums(self.newer, &["2"]);
        let is_foreign = |m: &Money| committed.iter().all(|c| c.currency != m.currency);
        if spent.iter().any(is_foreign) {
            return None;
        }
        let spent_of = |currency: &Option<String>| {
            let found = spent.iter().find(|m| m.currency == *currency);
            found.map_or(Decimal::ZERO, |m| m.value)
        };
        let mut pairs = committed.into_iter().map(|c| (spent_of(&c.currency), c));
        let (value, committed) =
            pairs.find(|(spent, c)| spent.saturating_mul(Decimal::TWO) < c.value)?;
        let currency = committed.currency.clone();
        Some((Money { currency, value }, committed))
    }
}

fn entry(t: &Record) -> Option<Entry<'_>> {
    Some((t.text("type"), t.text("currency"), t.number("value")?))
}

/// Signed sums of the transactions of some types, by currency.
fn sums(activity: &Record, kinds: &[&str]) -> Vec<Money> {
    let all = activity.children_of(Kind::Transaction).iter();
    sum(all.filter(|t| t.text("type").is_some_and(|code| kinds.contains(&code))))
}

/// Signed sums, by currency.
pub(in super::super) fn sum<'t>(transactions: impl Iterator<Item = &'t Record>) -> Vec<Money> {
    let mut by_currency: BTreeMap<Option<String>, Decimal> = BTreeMap::new();
    for t in transactions {
        if let Some(value) = t.number("value") {
            let sum = by_currency
                .entry(t.text("currency").map(str::to_owned))
                .or_default();
            *sum = sum.saturating_add(value);
        }
    }
    let all = by_currency
        .into_iter()
        .filter(|(_, value)| !value.is_zero());
    all.map(|(currency, value)| Money { currency, value })
        .collect()
}

/// The status codes of the standard for an activity that is over.
pub(in super::super) const CLOSED: &[&str] = &["4", "5"];

pub(in super::super) fn is_finished(activity: &Record, day: Date) -> bool {
    let status = activity.text("activity-status").unwrap_or_default();
    let end = activity_date(activity, "4");
    CLOSED.contains(&status) || end.is_some_and(|end| end <= day)
}

/// The first date of a type (1 and 2 start, 3 and 4 end; planned, then actual).
pub(in super::super) fn activity_date(activity: &Record, kind: &str) -> Option<Date> {
    let dates = activity.children_of(Kind::Date).iter();
    let of_kind = dates.filter(|d| d.text("type") == Some(kind));
    of_kind
        .filter_map(|d| d.get("date").and_then(Value::date))
        .min()
}
