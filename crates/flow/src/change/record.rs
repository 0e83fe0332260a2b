//! The one form in which everything that an activity says is compared.
//!
//! A record is an element that can be told apart from its siblings: a
//! transaction, a budget, a sector. It has facets (its fields) and records
//! below it. Two records are equal if all of that is, in whatever order.

use super::beyond;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Activity,
    Transaction,
    Budget,
    Planned,
    Result,
    Indicator,
    Baseline,
    Period,
    Date,
    Participant,
    Sector,
    Place,
    Location,
    Related,
    /// An element that the model does not read.
    Beyond,
}

/// Every kind and the element that it is told as.
pub(super) const KINDS: &[(Kind, &str)] = &[
    (Kind::Activity, ""),
    (Kind::Transaction, "transaction"),
    (Kind::Budget, "budget"),
    (Kind::Planned, "planned-disbursement"),
    (Kind::Result, "result"),
    (Kind::Indicator, "indicator"),
    (Kind::Baseline, "baseline"),
    (Kind::Period, "period"),
    (Kind::Date, "activity-date"),
    (Kind::Participant, "participating-org"),
    (Kind::Sector, "sector"),
    (Kind::Place, "recipient"),
    (Kind::Location, "location"),
    (Kind::Related, "related-activity"),
    (Kind::Beyond, ""),
];

impl Kind {
    pub(super) fn element(self) -> &'static str {
        KINDS[self as usize].1
    }
}

/// What a field says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    Number(Decimal),
    Date(Date),
    Text(String),
    Unreadable(String),
}

impl Value {
    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn date(&self) -> Option<Date> {
        match self {
            Self::Date(d) => Some(*d),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(n) => n.normalize().to_string(),
            Self::Date(d) => d.to_string(),
            Self::Text(t) | Self::Unreadable(t) => t.clone(),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Text(t) | Self::Unreadable(t) => t,
            _ => "",
        }
    }
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Facet {
    pub field: &'static str,
    /// The language of a text, the element of what the model does not read.
    pub key: String,
    pub value: Value,
}

/// One element with all that it says.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub kind: Kind,
    pub path: String,
    pub line: Option<u64>,
    /// In order.
    pub facets: Vec<Facet>,
    /// By kind, then by content.
    pub children: Vec<Record>,
    pub hash: u64,
}

impl Record {
    pub(super) fn new(
        kind: Kind,
        path: String,
        line: Option<u64>,
        mut facets: Vec<Facet>,
        mut children: Vec<Record>,
    ) -> Self {
        facets.sort_unstable();
        children.sort_by(by_content);
        let mut hasher = DefaultHasher::new();
        kind.hash(&mut hasher);
        facets.hash(&mut hasher);
        for child in &children {
            child.hash.hash(&mut hasher);
        }
        Self {
            kind,
            path,
            line,
            facets,
            children,
            hash: hasher.finish(),
        }
    }

    /// The first value of a field.
    pub(super) fn get(&self, field: &str) -> Option<&Value> {
        self.facets_of(field).first().map(|f| &f.value)
    }

    pub(super) fn text(&self, field: &str) -> Option<&str> {
        match self.get(field)? {
            Value::Text(t) => Some(t),
            _ => None,
        }
    }

    pub(super) fn number(&self, field: &str) -> Option<Decimal> {
        self.get(field)?.number()
    }

    pub(super) fn date(&self, field: &str) -> Option<Date> {
        self.get(field)?.date()
    }

    pub(super) fn facets_of(&self, field: &str) -> &[Facet] {
        let from = self.facets.partition_point(|f| f.field < field);
        let to = self.facets.partition_point(|f| f.field <= field);
        &self.facets[from..to]
    }

    pub(super) fn children_of(&self, kind: Kind) -> &[Record] {
        let from = self.children.partition_point(|c| c.kind < kind);
        let to = self.children.partition_point(|c| c.kind <= kind);
        &self.children[from..to]
    }
}

/// Order by what is said; then by place, so that equal records keep theirs.
pub(super) fn by_content(a: &Record, b: &Record) -> Ordering {
    content(a, b)
        .then_with(|| a.line.cmp(&b.line))
        .then_with(|| a.path.len().cmp(&b.path.len()))
        .then_with(|| a.path.cmp(&b.path))
}

/// Order by what is said: the hash first, which nearly always decides.
pub(super) fn content(a: &Record, b: &Record) -> Ordering {
    (a.kind, a.hash)
        .cmp(&(b.kind, b.hash))
        .then_with(|| a.facets.cmp(&b.facets))
        .then_with(|| contents(&a.children, &b.children))
}

fn contents(a: &[Record], b: &[Record]) -> Ordering {
    let mut differing = a.iter().zip(b).map(|(a, b)| content(a, b));
    differing
        .find(|o| o.is_ne())
        .unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// A field that differs between two records that are one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference<'a> {
    pub field: &'static str,
    pub key: &'a str,
    pub older: Option<&'a Value>,
    pub newer: Option<&'a Value>,
}

/// The fields in which two records differ; fields that stand more than once
/// (targets, texts of one language) are compared as a multiset.
pub(super) fn differences<'a>(older: &'a Record, newer: &'a Record) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    let (mut a, mut b) = (older.facets.as_slice(), newer.facets.as_slice());
    while let Some(first) = earlier(a.first(), b.first()) {
        let name = (first.field, first.key.as_str());
        let (group_a, rest_a) = split(a, name);
        let (group_b, rest_b) = split(b, name);
        (a, b) = (rest_a, rest_b);
        field_differences(name, group_a, group_b, &mut found);
    }
    found
}

fn earlier<'a>(a: Option<&'a Facet>, b: Option<&'a Facet>) -> Option<&'a Facet> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if (a.field, &a.key) <= (b.field, &b.key) {
            a
        } else {
            b
        }),
        (one, other) => one.or(other),
    }
}

fn split<'a>(facets: &'a [Facet], name: (&str, &str)) -> (&'a [Facet], &'a [Facet]) {
    let same = |f: &&Facet| (f.field, f.key.as_str()) == name;
    facets.split_at(facets.iter().take_while(same).count())
}

fn field_differences<'a>(
    (field, key): (&'static str, &'a str),
    older: &'a [Facet],
    newer: &'a [Facet],
    found: &mut Vec<Difference<'a>>,
) {
    let (only_older, only_newer) = apart(older, newer, |x, y| x.value.cmp(&y.value));
    for at in 0..only_older.len().max(only_newer.len()) {
        found.push(Difference {
            field,
            key,
            older: only_older.get(at).map(|f| &f.value),
            newer: only_newer.get(at).map(|f| &f.value),
        });
    }
}

/// Walks two lists that are in order at once: the places of what is equal in both, each
/// taken once, and of what only one has.
pub(super) fn side_by_side<T>(
    a: &[T],
    b: &[T],
    order: impl Fn(&T, &T) -> Ordering,
    mut met: impl FnMut(Option<usize>, Option<usize>),
) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let order = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => order(x, y),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        met(order.is_le().then_some(i), order.is_ge().then_some(j));
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
    }
}

/// What only one of two lists in order has.
pub(super) fn apart<'a, T>(
    a: &'a [T],
    b: &'a [T],
    order: impl Fn(&T, &T) -> Ordering,
) -> (Vec<&'a T>, Vec<&'a T>) {
    let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
    side_by_side(a, b, order, |i, j| match (i, j) {
        (Some(i), None) => only_a.push(&a[i]),
        (None, Some(j)) => only_b.push(&b[j]),
        _ => {}
    });
    (only_a, only_b)
}

/// What a field is called in a path: a text with its language, what the model does not
/// read by its element.
pub(super) fn field_name(field: &str, key: &str) -> String {
    match (field, key) {
        (beyond::FIELD, key) => key.to_owned(),
        (field, "") => field.to_owned(),
        (field, key) => format!("{field}[{key}]"),
    }
}
