//! Names of other namespaces: what their prefixes stand for in the source, and
//! the prefixes they get in the output, which declares them on the unit.

use crate::read::{Context, Element};
use crate::schema::INSTANCE;
pub(super) use crate::schema::declared_prefix;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Namespaces in which query services note what they know of an activity. It is
/// not the publisher's word, and does not belong into what is published.
const BOOKKEEPING: &[&str] = &[
    "http://d-portal.org/xmlns/dstore",
    "http://d-portal.org/xmlns/iati-activities",
    "http://d-portal.org/xmlns/iati-organisations",
    "http://datastore.iatistandard.org/ns",
    "https://datastore.codeforiati.org/ns",
];

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// One of the standard's: in no namespace.
    Own,
    /// One of `xml:`.
    Xml,
    /// A hint to the reader of the file.
    Hint,
    /// A note of a query service.
    Bookkeeping,
    /// Any other, with its address and local name.
    Foreign(&'t str, &'t str),
    /// Its prefix is not declared.
    Undeclared,
}

/// The declarations that hold at a point of the source.
pub(super) struct Scope<'t> {
    bound: HashMap<&'t str, &'t str>,
    /// What each declaration replaced, to be put back.
    replaced: Vec<(&'t str, Option<&'t str>)>,
}

impl<'t> Scope<'t> {
    pub(super) fn new(context: &'t Context) -> Self {
        let declared = context.namespaces.iter();
        Self {
            bound: declared.map(|(p, a)| (p.as_str(), a.as_str())).collect(),
            replaced: Vec::new(),
        }
    }

    /// Takes in what an element declares; give the answer to [`Self::leave`].
    pub(super) fn enter(&mut self, element: Element<'t>) -> usize {
        let outer = self.replaced.len();
        for attribute in element.attributes() {
            if let Some(prefix) = declared_prefix(attribute.name()) {
                let before = self.bound.insert(prefix, attribute.value());
                self.replaced.push((prefix, before));
            }
        }
        outer
    }

    pub(super) fn leave(&mut self, outer: usize) {
        while self.replaced.len() > outer {
            match self.replaced.pop() {
                Some((prefix, Some(before))) => _ = self.bound.insert(prefix, before),
                Some((prefix, None)) => _ = self.bound.remove(prefix),
                None => {}
            }
        }
    }

    fn address(&self, prefix: &str) -> Option<&'t str> {
        self.bound.get(prefix).copied()
    }

    pub(super) fn of_element(&self, name: &'t str) -> Kind<'t> {
        match name.split_once(':') {
            Some((prefix, local)) => self.of_prefixed(prefix, local),
            None => match self.address("") {
                None | Some("") => Kind::Own,
                Some(address) => of_address(address, name),
            },
        }
    }

    /// An attribute without a prefix is in no namespace.
    pub(super) fn of_attribute(&self, name: &'t str) -> Kind<'t> {
        match name.split_once(':') {
            Some((prefix, local)) => self.of_prefixed(prefix, local),
            None => Kind::Own,
        }
    }

    fn of_prefixed(&self, prefix: &str, local: &'t str) -> Kind<'t> {
        match self.address(prefix) {
            _ if prefix == "xml" => Kind::Xml,
            None | Some("") => Kind::Undeclared,
            // No name of any namespace has two colons.
            Some(_) if local.is_empty() || local.contains(':') => Kind::Undeclared,
            Some(address) => of_address(address, local),
        }
    }
}

fn of_address<'t>(address: &'t str, local: &'t str) -> Kind<'t> {
    if address == INSTANCE {
        Kind::Hint
    } else if BOOKKEEPING.contains(&address) {
        Kind::Bookkeeping
    } else {
        Kind::Foreign(address, local)
    }
}

/// The prefixes that a unit's output uses: one for each namespace.
#[derive(Debug, Default)]
pub(super) struct Prefixes {
    /// Address to prefix.
    given: HashMap<String, String>,
    /// Prefixes in use, with the number to try next where one is wanted again.
    next: HashMap<String, usize>,
}

impl Prefixes {
    /// The name in the output of `local` in the namespace `address`; `wanted` is
    /// the prefix that the source gave.
    pub(super) fn name<'t>(&mut self, address: &str, wanted: &str, local: &str) -> Cow<'t, str> {
        if let Some(prefix) = self.given.get(address) {
            return Cow::Owned(format!("{prefix}:{local}"));
        }
        let prefix = self.free(if wanted.is_empty() { "ns" } else { wanted });
        let name = format!("{prefix}:{local}");
        self.given.insert(address.to_owned(), prefix);
        Cow::Owned(name)
    }

    /// `base`, or `base2` and so on where it is taken.
    fn free(&mut self, base: &str) -> String {
        let mut number = self.next.get(base).copied().unwrap_or(1);
        loop {
            let prefix = match number {
                1 => base.to_owned(),
                n => format!("{base}{n}"),
            };
            number += 1;
            if prefix == base || !self.next.contains_key(&prefix) {
                self.next.insert(base.to_owned(), number);
                self.next.entry(prefix.clone()).or_insert(2);
                return prefix;
            }
        }
    }

    /// Those of the prefixes that are in use, with their addresses, in order.
    pub(super) fn declarations(&self, used: &BTreeSet<&str>) -> Vec<(&str, &str)> {
        let all = self.given.iter();
        let all = all.map(|(a, p)| (p.as_str(), a.as_str()));
        let mut all: Vec<_> = all.filter(|(p, _)| used.contains(p)).collect();
        all.sort_unstable();
        all
    }
}

/// The prefix of a name, empty if it has none.
pub(super) fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
