//! How unlike two records are, in points: the cost of taking one for the later
//! form of the other.
//!
//! Symmetric, so that comparing backwards finds the same pairs. Two records
//! that cost [`LIMIT`] or more are not one.

use super::beyond;
use super::record::{Kind, Record, Value};
use crate::key;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// From here on two records are not the same thing.
pub(super) const LIMIT: i64 = 36;

/// What the cost of a pair depends on besides the two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings {
    /// Transactions from this day on are ones that a publisher would just be
    /// adding.
    pub growing_since: Date,
}

pub(super) fn cost(a: &Record, b: &Record, about: Surroundings) -> i64 {
    match a.kind {
        Kind::Transaction => transaction(a, b, about),
        Kind::Planned => planned(a, b),
        Kind::Budget => budget(a, b),
        Kind::Result => titled(a, b) + differ(a, b, "type", 10),
        Kind::Indicator => {
            titled(a, b) + differ(a, b, "measure", 8) + differ(a, b, "descending", 4)
        }
        Kind::Period => period(a, b),
        Kind::Baseline => differ(a, b, "year", 10) + differ(a, b, "value", 8),
        Kind::Date => differ(a, b, "type", LIMIT) + days(a, b, "date") / 2,
        Kind::Participant => participant(a, b),
        Kind::Sector | Kind::Place => share(a, b),
        Kind::Location => differ(a, b, "name", 20) + differ(a, b, "point", 18),
        Kind::Related => differ(a, b, "ref", 24) + differ(a, b, "type", 12),
        Kind::Beyond => elements(a, b),
        Kind::Activity => 0,
    }
}

fn transaction(a: &Record, b: &Record, about: Surroundings) -> i64 {
    let value = unlike_values(a.number("value"), b.number("value"));
    let date = days(a, b, "date");
    let both = if value > 0 && date > 0 { 15 } else { 0 };
    let mut cost = value + date + both;
    cost += differ(a, b, "type", 30) + differ(a, b, "currency", 10);
    cost += party(a, b, "receiver-org/ref", "receiver-org/name", 10);
    cost += party(a, b, "provider-org/ref", "provider-org/name", 8);
    cost += description(a, b) + references(a, b) + growth(a, b, about);
    cost += value_date(a, b);
    cost + if shares_differ(a, b) { 3 } else { 0 }
}

/// A value date of its own, equal in both, speaks for one transaction.
fn value_date(a: &Record, b: &Record) -> i64 {
    let own = |r: &Record| r.get("value-date").is_some() && r.get("value-date") != r.get("date");
    match differ(a, b, "value-date", 2) {
        0 if own(a) && own(b) => -8,
        other => other,
    }
}

/// An old payment and one just made are two instalments, not one that moved.
fn growth(a: &Record, b: &Record, about: Surroundings) -> i64 {
    let (Some(x), Some(y)) = (a.date("date"), b.date("date")) else {
        return 0;
    };
    let one_is_new = (x >= about.growing_since) != (y >= about.growing_since);
    if one_is_new && gap(x, y) > 45 { 25 } else { 0 }
}

/// A reference of their own ties two transactions, though publishers number
/// them anew at times.
fn references(a: &Record, b: &Record) -> i64 {
    match (a.text("ref"), b.text("ref")) {
        (Some(x), Some(y)) if x == y => -30,
        (Some(_), Some(_)) => 10,
        _ => 0,
    }
}

fn party(a: &Record, b: &Record, reference: &str, name: &str, points: i64) -> i64 {
    let stated = |r: &Record| r.text(reference).or(r.text(name)).map(key::of);
    match (stated(a), stated(b)) {
        (Some(x), Some(y)) if x == y => -4,
        (Some(_), Some(_)) if same_text(a, b, name) => 0,
        (Some(_), Some(_)) => points,
        _ => 0,
    }
}

fn same_text(a: &Record, b: &Record, field: &str) -> bool {
    a.text(field).is_some() && a.text(field) == b.text(field)
}

fn description(a: &Record, b: &Record) -> i64 {
    match (a.text("description"), b.text("description")) {
        (Some(x), Some(y)) if x == y => -6,
        (Some(x), Some(y)) if are_close(x, y) => 1,
        (Some(_), Some(_)) => 6,
        _ => 0,
    }
}

fn shares_differ(a: &Record, b: &Record) -> bool {
    let hashes = |r: &Record| r.children.iter().map(|c| c.hash).collect::<Vec<_>>();
    hashes(a) != hashes(b)
}

/// 0 if equal; less for what looks like a slip of the pen than for another amount.
fn unlike_values(a: Option<Decimal>, b: Option<Decimal>) -> i64 {
    match (a, b) {
        (Some(a), Some(b)) if a == b => 0,
        (Some(a), Some(b)) if a.is_sign_negative() == b.is_sign_negative() => unlike_sizes(a, b),
        (Some(a), Some(b)) if a == -b => 12,
        (Some(_), Some(_)) => 28,
        (None, None) => 0,
        _ => 10,
    }
}

fn unlike_sizes(a: Decimal, b: Decimal) -> i64 {
    let (small, large) = (a.abs().min(b.abs()), a.abs().max(b.abs()));
    let gap = large - small;
    let hundredth = |n: i64| large.checked_mul(Decimal::new(n, 2));
    if is_digit_slip(small, large) {
        12
    } else if hundredth(1).is_some_and(|limit| gap <= limit) {
        8
    } else if hundredth(10).is_some_and(|limit| gap <= limit) {
        15
    } else if hundredth(50).is_some_and(|limit| gap <= limit) {
        22
    } else {
        28
    }
}

/// The same digits: a factor of ten, or two of them swapped.
fn is_digit_slip(a: Decimal, b: Decimal) -> bool {
    let digits = |d: Decimal| {
        let mut digits = d
            .normalize()
            .mantissa()
            .unsigned_abs()
            .to_string()
            .into_bytes();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        digits
    };
    let (mut a, mut b) = (digits(a), digits(b));
    if a == b {
        return !a.is_empty();
    }
    let swapped = a.iter().zip(&b).filter(|(x, y)| x != y).count() == 2;
    a.sort_unstable();
    b.sort_unstable();
    swapped && a == b
}

fn planned(a: &Record, b: &Record) -> i64 {
    let dates = days(a, b, "date") + days(a, b, "end") / 2;
    let value = unlike_values(a.number("value"), b.number("value"));
    let both = if value > 0 && dates > 0 { 10 } else { 0 };
    let kind = differ(a, b, "type", 4) + differ(a, b, "currency", 8);
    dates + value / 2 + both + kind + party(a, b, "receiver-org/ref", "receiver-org/name", 10)
}

fn budget(a: &Record, b: &Record) -> i64 {
    let edge = |field| days(a, b, field).min(18);
    let value = unlike_values(a.number("value"), b.number("value")).min(12);
    let rest = differ(a, b, "type", 6) + differ(a, b, "status", 3) + differ(a, b, "currency", 6);
    edge("date") + edge("end") + value + rest
}

fn period(a: &Record, b: &Record) -> i64 {
    let edge = |field| days(a, b, field).min(20);
    edge("date") + edge("end") + differ(a, b, "target", 8) + differ(a, b, "actual", 5)
}

/// Results and indicators: known by their reference and title, else by the
/// figures and periods that stand in them.
fn titled(a: &Record, b: &Record) -> i64 {
    let title = match (a.text("title"), b.text("title")) {
        (Some(x), Some(y)) if x == y => -10,
        (Some(x), Some(y)) if are_close(x, y) => 10,
        (Some(_), Some(_)) => 20,
        (None, None) => 0,
        _ => 12,
    };
    let order = i64::from(a.path != b.path);
    let inside = if half_in_common(a, b) { 0 } else { 8 };
    title + reference(a, b) + figures(a, b) + inside + order
}

/// The publisher's own reference, which the model does not read.
fn reference(a: &Record, b: &Record) -> i64 {
    let stated = |r: &'_ Record| -> Vec<Value> {
        let all = r.facets_of(beyond::FIELD).iter();
        let own = all.filter(|f| f.key == "reference");
        own.map(|f| f.value.clone()).collect()
    };
    match (stated(a), stated(b)) {
        (x, y) if x.is_empty() || y.is_empty() => 0,
        (x, y) if x == y => -12,
        _ => 10,
    }
}

/// Figures in common, zeros apart.
fn figures(a: &Record, b: &Record) -> i64 {
    let (a, b) = (figures_of(a), figures_of(b));
    let common = a.intersection(&b).count();
    match a.len().min(b.len()) {
        0 => 0,
        fewer if common == fewer => -12,
        fewer if common * 2 >= fewer => -6,
        _ => 8,
    }
}

fn figures_of(record: &Record) -> HashSet<&Value> {
    let fields = ["target", "actual", "value"];
    let own = fields.iter().flat_map(|f| record.facets_of(f));
    let below = record.children.iter().flat_map(figures_of);
    let all = own.map(|f| &f.value).chain(below);
    all.filter(|v| v.number().is_none_or(|n| !n.is_zero()))
        .collect()
}

/// Whether at least half of what stands in the smaller of two records stands in
/// the other, by title or period.
fn half_in_common(a: &Record, b: &Record) -> bool {
    let (small, large) = if a.children.len() <= b.children.len() {
        (a, b)
    } else {
        (b, a)
    };
    if small.children.is_empty() {
        return true;
    }
    let names: HashSet<_> = large.children.iter().map(name).collect();
    let common = small.children.iter().filter(|c| names.contains(&name(c)));
    common.count() * 2 >= small.children.len()
}

fn name(r: &Record) -> (Kind, Option<&Value>, Option<&Value>) {
    match r.kind {
        Kind::Period => (r.kind, r.get("date"), r.get("end")),
        Kind::Baseline => (r.kind, r.get("year"), r.get("value")),
        _ => (r.kind, r.get("title"), None),
    }
}

fn participant(a: &Record, b: &Record) -> i64 {
    let same_ref = match (a.text("ref"), b.text("ref")) {
        (Some(x), Some(y)) if x == y => 0,
        (Some(x), Some(y)) if key::same(x, y) => 2,
        (Some(_), Some(_)) => 20,
        (None, None) => 0,
        _ => 8,
    };
    same_ref + differ(a, b, "name", 17) + differ(a, b, "role", 14) + differ(a, b, "type", 3)
}

fn share(a: &Record, b: &Record) -> i64 {
    let code = match (a.text("code"), b.text("code")) {
        (Some(x), Some(y)) if x == y => 0,
        (Some(x), Some(y)) if x.get(..3) == y.get(..3) => 8,
        _ => 14,
    };
    let rest = differ(a, b, "percentage", 6) + differ(a, b, "name", 3);
    code + rest + differ(a, b, "vocabulary", 12)
}

/// Elements of one name, the closer the more words they share.
fn elements(a: &Record, b: &Record) -> i64 {
    let (Some(x), Some(y)) = (a.facets.first(), b.facets.first()) else {
        return LIMIT;
    };
    if x.key != y.key {
        return LIMIT;
    }
    let shared = likeness(x.value.as_str(), y.value.as_str());
    LIMIT - 2 - (LIMIT - 4) * shared / 100
}

fn differ(a: &Record, b: &Record, field: &str, points: i64) -> i64 {
    let (a, b) = (a.facets_of(field), b.facets_of(field));
    if a.iter().map(|f| &f.value).eq(b.iter().map(|f| &f.value)) {
        0
    } else {
        points
    }
}

fn gap(a: Date, b: Date) -> i64 {
    i64::from((b - a).get_days()).abs()
}

/// How far two dates are apart, in points.
fn days(a: &Record, b: &Record, field: &str) -> i64 {
    let (Some(x), Some(y)) = (a.date(field), b.date(field)) else {
        return if a.get(field) == b.get(field) { 0 } else { 10 };
    };
    match gap(x, y) {
        0 => 0,
        _ if is_date_slip(x, y) => 10,
        1..=7 => 6,
        8..=31 => 12,
        32..=92 => 18,
        93..=366 => 24,
        _ => 30,
    }
}

/// Another year on the same day, or day and month swapped.
fn is_date_slip(a: Date, b: Date) -> bool {
    let same_day = (a.month(), a.day()) == (b.month(), b.day());
    let swapped = a.year() == b.year() && (a.month(), a.day()) == (b.day(), b.month());
    same_day || swapped
}

fn are_close(a: &str, b: &str) -> bool {
    likeness(a, b) >= 50
}

/// Words in common of all words, in percent; only the first thousand count.
pub(super) fn likeness(a: &str, b: &str) -> i64 {
    let words = |t: &str| -> HashSet<String> {
        let all = t
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty());
        all.take(1000).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    let all = a.len() + b.len() - common;
    i64::try_from(common * 100 / all.max(1)).unwrap_or(0)
}
