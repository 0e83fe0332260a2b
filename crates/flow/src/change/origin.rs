//! Since which version each value of an activity reads as it does.
//!
//! Versions are given one after another, the oldest first. Records are followed
//! by what they are (`identity`), not by their place: a transaction that moved
//! down the file keeps what is known of it.

use super::alike::Surroundings;
use super::record::{Facet, KINDS, Record, field_name};
use super::{Context, Version, beyond, identity, inventory, judge};

/// A value that an activity states now, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Below the activity, e.g. `transaction[2]/value` or `title[en]`.
    pub path: String,
    /// As [`iati::activity::Transaction::line`] counts; of the record that the
    /// value stands in, where that is known.
    pub line: Option<u64>,
    /// A long text is cut.
    pub value: String,
    /// Number of the version, from 0, that first said so.
    pub since: usize,
    /// What it said before that, if the same record said something there.
    pub before: Option<Before>,
}

/// What a value was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub value: String,
    /// Number of the version that first said so.
    pub since: usize,
}

/// Follows the values of one activity through its versions.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    versions: usize,
    now: Option<(Record, Node)>,
}

/// What is known of one facet.
#[derive(Clone, Debug)]
struct Since {
    version: usize,
    before: Option<Before>,
}

/// What is known of a record: in the order of its facets and its children.
#[derive(Clone, Debug)]
struct Node {
    facets: Vec<Since>,
    children: Vec<Node>,
}

impl Origins {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more version; `about` says when it and the one before were published.
    pub fn then(&mut self, version: &Version<'_>, about: &Context) {
        let newer = inventory::of(version);
        let surroundings = judge::surroundings(about);
        let node = match self.now.take() {
            Some((older, known)) => followed(&older, &known, &newer, self.versions, surroundings),
            None => fresh(&newer, self.versions),
        };
        self.now = Some((newer, node));
        self.versions += 1;
    }

    /// One more version, which says the same as the one before.
    pub fn same(&mut self) {
        self.versions += 1;
    }

    /// Every value of the last version, in the order of its file.
    #[must_use]
    pub fn values(&self) -> Vec<Origin> {
        let mut found = Vec::new();
        if let Some((record, node)) = &self.now {
            collect(record, node, &mut found);
        }
        found.sort_by(|a, b| (a.line, place(&a.path)).cmp(&(b.line, place(&b.path))));
        found
    }
}

/// A record that was not there before.
fn fresh(record: &Record, version: usize) -> Node {
    let since = Since {
        version,
        before: None,
    };
    Node {
        facets: vec![since; record.facets.len()],
        children: record.children.iter().map(|c| fresh(c, version)).collect(),
    }
}

fn followed(
    older: &Record,
    known: &Node,
    newer: &Record,
    version: usize,
    about: Surroundings,
) -> Node {
    let mut children = Vec::with_capacity(newer.children.len());
    let mut above = 0;
    for (kind, _) in KINDS {
        let (were, are) = (older.children_of(*kind), newer.children_of(*kind));
        for (child, from) in are.iter().zip(identity::ancestors(were, are, about)) {
            let pair = from.and_then(|at| Some((were.get(at)?, known.children.get(above + at)?)));
            children.push(match pair {
                Some((was, node)) => followed(was, node, child, version, about),
                None => fresh(child, version),
            });
        }
        above += were.len();
    }
    Node {
        facets: facets(older, known, newer, version),
        children,
    }
}

fn facets(older: &Record, known: &Node, newer: &Record, version: usize) -> Vec<Since> {
    let mut left: Vec<(&Facet, &Since)> = older.facets.iter().zip(&known.facets).collect();
    let mut take = |is_it: &dyn Fn(&Facet) -> bool| {
        let at = left.iter().position(|(facet, _)| is_it(facet))?;
        Some(left.remove(at))
    };
    // What is equal is taken first, so that of several values only those that
    // changed meet.
    let equal: Vec<Option<Since>> = newer
        .facets
        .iter()
        .map(|f| take(&|was| was == f).map(|(_, since)| since.clone()))
        .collect();
    let each = newer.facets.iter().zip(equal);
    each.map(|(facet, same)| {
        same.unwrap_or_else(|| Since {
            version,
            before: take(&|was| (was.field, &was.key) == (facet.field, &facet.key)).map(
                |(was, since)| Before {
                    value: judge::shortened(&was.value.text()),
                    since: since.version,
                },
            ),
        })
    })
    .collect()
}

fn collect(record: &Record, node: &Node, found: &mut Vec<Origin>) {
    for (facet, since) in record.facets.iter().zip(&node.facets) {
        found.push(Origin {
            path: path(record, facet),
            line: record.line,
            value: judge::shortened(&facet.value.text()),
            since: since.version,
            before: since.before.clone(),
        });
    }
    for (child, node) in record.children.iter().zip(&node.children) {
        collect(child, node, found);
    }
}

/// A path by its elements and their numbers: 2 comes before 10.
fn place(path: &str) -> Vec<(&str, u64)> {
    let parts = path.split('/').map(|part| {
        let (name, number) = part
            .trim_end_matches(']')
            .split_once('[')
            .unwrap_or((part, ""));
        (name, number.parse().unwrap_or(0))
    });
    parts.collect()
}

fn path(record: &Record, facet: &Facet) -> String {
    let name = match (facet.field, facet.key.as_str()) {
        // The record is the element.
        (beyond::FIELD, _) if record.kind == super::record::Kind::Beyond => String::new(),
        (field, key) => field_name(field, key),
    };
    judge::joined(&record.path, &name)
}
