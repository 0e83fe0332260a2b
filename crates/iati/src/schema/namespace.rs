//! Which namespace a prefix stands for, as far as the schemas ask: none, that
//! of `xml:`, that of `xsi:`, or any other.

use crate::read::{Context, Element};
use std::collections::BTreeMap;

pub(crate) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// That of the standard's own elements. A prefix that is not declared is
    /// part of the name, and the name is in no namespace.
    None,
    Xml,
    /// `xsi:`, for hints to the reader.
    Instance,
    Other,
}

impl Namespace {
    fn of(address: &str) -> Self {
        match address {
            "" => Self::None,
            XML => Self::Xml,
            INSTANCE => Self::Instance,
            _ => Self::Other,
        }
    }
}

/// The declarations that hold at a point of a unit.
pub(super) struct Scope<'t> {
    /// Few as a rule, so that a search beats a hash; and a search in a million
    /// is still short.
    bound: BTreeMap<&'t str, Namespace>,
    default: Namespace,
    /// What each declaration replaced, to be put back.
    replaced: Vec<(&'t str, Namespace)>,
}

impl<'t> Scope<'t> {
    /// What holds around the units.
    pub(super) fn new(context: &'t Context) -> Self {
        let mut scope = Self {
            bound: BTreeMap::new(),
            default: Namespace::None,
            replaced: Vec::new(),
        };
        for (prefix, address) in &context.namespaces {
            scope.bind(prefix, address);
        }
        scope
    }

    pub(super) fn mark(&self) -> usize {
        self.replaced.len()
    }

    /// Forgets what was declared since `mark`.
    pub(super) fn leave(&mut self, mark: usize) {
        while self.replaced.len() > mark {
            if let Some((prefix, before)) = self.replaced.pop() {
                self.set(prefix, before);
            }
        }
    }

    /// Takes in what an element declares.
    pub(super) fn declare(&mut self, element: Element<'t>) {
        for attribute in element.attributes() {
            if let Some(prefix) = declared_prefix(attribute.name()) {
                self.bind(prefix, attribute.value());
            }
        }
    }

    fn bind(&mut self, prefix: &'t str, address: &str) {
        let before = self.set(prefix, Namespace::of(address));
        self.replaced.push((prefix, before));
    }

    fn set(&mut self, prefix: &'t str, namespace: Namespace) -> Namespace {
        if prefix.is_empty() {
            return std::mem::replace(&mut self.default, namespace);
        }
        let before = self.bound.insert(prefix, namespace);
        before.unwrap_or(Namespace::None)
    }

    /// Whether names without a prefix are the standard's own.
    pub(super) fn is_plain(&self) -> bool {
        self.default == Namespace::None
    }

    pub(super) fn of_element(&self, name: &str) -> Namespace {
        match name.split_once(':') {
            None => self.default,
            Some((prefix, _)) => self.of_prefix(prefix),
        }
    }

    pub(super) fn of_prefix(&self, prefix: &str) -> Namespace {
        match self.bound.get(prefix) {
            Some(namespace) => *namespace,
            None if prefix == "xml" => Namespace::Xml,
            None => Namespace::None,
        }
    }
}

/// The prefix that an attribute of this name declares, empty for the default.
pub(crate) fn declared_prefix(name: &str) -> Option<&str> {
    match name.as_bytes() {
        b"xmlns" => Some(""),
        [b'x', b'm', b'l', b'n', b's', b':', ..] => Some(&name["xmlns:".len()..]),
        _ => None,
    }
}
