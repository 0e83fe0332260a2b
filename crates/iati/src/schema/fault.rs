//! A fault against the schema: which it is, where, and how it is said.
//!
//! A fault is small and its words are made when they are asked for, so that a
//! unit with a million faults costs no more than it must.

use super::grammar::{Grammar, Node};
use super::outline::EXTENSIONS;
use super::place::PLACES;
use super::simple::Simple;
use super::words::{nearest_first, quoted, shortened};
use crate::read::{Attribute, Element};
use crate::version::Version;
use std::fmt;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An element that the version does not have at this place.
    UnknownElement,
    /// An element that stands after one it should stand before.
    TooLate { before: &'static str },
    /// An element that stands before one it should stand after.
    TooEarly { after: &'static str },
    /// An element that may stand once, and stands here once more.
    TooMany,
    /// An element that must be there and is not.
    MissingElement { name: &'static str },
    /// An attribute that the version does not have at this element.
    UnknownAttribute,
    /// An attribute of another namespace where none may stand.
    ForeignAttribute,
    /// An attribute that must be there and is not.
    MissingAttribute { name: &'static str },
    /// A value, of an attribute or an element, that is not of its type.
    WrongValue { wanted: Simple },
    /// An `xml:id` that another element of the unit has.
    RepeatedId,
    /// Text where only elements may stand.
    StrayText,
    /// An element where only text may stand.
    ElementInText,
    /// `xsi:nil`: no element of the standard may be declared empty.
    Nil,
    /// `xsi:type`: no element of the standard may change its type.
    TypeChanged,
}

/// A fault of a unit.
#[derive(Clone, Copy)]
pub struct Fault<'t> {
    pub kind: Kind,
    /// The element it is about; for something missing, where it is missing.
    pub element: Element<'t>,
    /// The attribute it is about.
    pub attribute: Option<Attribute<'t>>,
    /// Where it begins in the unit's source.
    pub offset: usize,
    pub version: Version,
    /// What may stand in the element, or beside it.
    pub(super) node: Option<&'static Node>,
}

impl fmt::Debug for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.offset, self.kind)
    }
}

impl Fault<'_> {
    /// The path below the unit, e.g. `transaction[2]/value/@currency`.
    #[must_use]
    pub fn path(&self) -> String {
        let path = self.element.path();
        match self.attribute {
            Some(attribute) if path.is_empty() => format!("@{}", attribute.name()),
            Some(attribute) => format!("{path}/@{}", attribute.name()),
            None => path,
        }
    }

    /// The value that is at fault.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        match (self.attribute, self.kind) {
            (Some(attribute), _) => Some(attribute.value().to_owned()),
            (None, Kind::WrongValue { .. }) => Some(self.element.text().into_owned()),
            _ => None,
        }
    }

    /// What is wrong and how to mend it.
    #[must_use]
    pub fn message(&self) -> String {
        let name = quoted(self.element.name());
        let version = self.version;
        match self.kind {
            Kind::UnknownElement => self.unknown_element(),
            Kind::TooLate { before } => format!(
                "{name} stands after {}; in {version} it comes before it: move it up",
                tag(before)
            ),
            Kind::TooEarly { after } => format!(
                "{name} stands before {}; in {version} it comes after it: move it down",
                tag(after)
            ),
            Kind::TooMany => {
                format!("{name} stands here once more, and may stand only once; keep one")
            }
            Kind::MissingElement { name: wanted } => self.missing_element(wanted),
            Kind::MissingAttribute { name: wanted } => {
                format!("{name} lacks the attribute {wanted}, which it must have in {version}")
            }
            Kind::StrayText => format!(
                "text stands directly in {name}, which may hold only elements; move it into one or remove it"
            ),
            Kind::ElementInText => {
                let parent = self.element.parent().map_or("", |p| p.name());
                format!(
                    "{name} stands in {}, which may hold only text; write the text without it",
                    quoted(parent)
                )
            }
            _ => self.about_attribute(),
        }
    }

    fn about_attribute(&self) -> String {
        let name = quoted(self.element.name());
        let attribute = self.attribute.map_or("", |a| a.name());
        match self.kind {
            Kind::WrongValue { wanted } => self.wrong_value(wanted),
            Kind::ForeignAttribute => format!(
                "{name} takes no attributes of other namespaces; remove {}",
                shortened(attribute)
            ),
            Kind::RepeatedId => {
                format!("{attribute} stands at another element too; give each its own")
            }
            Kind::Nil => {
                format!(
                    "{name} may not be marked as empty; remove {}",
                    shortened(attribute)
                )
            }
            Kind::TypeChanged => {
                format!(
                    "{name} has a type of its own; remove {}",
                    shortened(attribute)
                )
            }
            _ => self.unknown_attribute(attribute),
        }
    }

    fn unknown_element(&self) -> String {
        let (name, version) = (self.element.name(), self.version);
        let shown = quoted(name);
        let parent = self.element.parent().map_or("", |p| p.name());
        if let Some(versions) = self.versions_with(name) {
            return format!(
                "{shown} is not in {version} at this place, only in {versions}; leave it out or state that version"
            );
        }
        if let Some(near) = self.near(name) {
            return format!(
                "{} has no {shown} in it; did you mean <{near}>?",
                quoted(parent)
            );
        }
        if PLACES.knows(name) {
            return format!(
                "{shown} may not stand in {}; move it where it belongs",
                quoted(parent)
            );
        }
        if let Some((prefix, _)) = name.split_once(':') {
            return format!(
                "the prefix of {shown} is not declared; add xmlns:{}=\"…\" to the root element",
                shortened(prefix)
            );
        }
        format!(
            "{shown} is not an element of the standard; remove it, or put it in a namespace of your own"
        )
    }

    /// The other versions that have an element of this name here, in words.
    fn versions_with(&self, name: &str) -> Option<String> {
        let place = PLACES.child(self.node?.place, name)?;
        let have = [
            "1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03",
        ]
        .into_iter()
        .filter(|v| Version::parse(v).is_some_and(|v| Grammar::of(v).has(place)));
        let have: Vec<&str> = have.collect();
        (!have.is_empty()).then(|| have.join(", "))
    }

    fn near(&self, name: &str) -> Option<&'static str> {
        let names = self.node?.child_names();
        super::words::nearest(name, names)
    }

    fn missing_element(&self, wanted: &'static str) -> String {
        let (name, version) = (quoted(self.element.name()), self.version);
        let after = self.node.and_then(|node| {
            let names: Vec<_> = node.child_names().collect();
            let at = names.iter().position(|n| *n == wanted)?;
            names[..at]
                .iter()
                .rev()
                .copied()
                .find(|n| self.element.child(n).is_some())
        });
        match after {
            Some(after) => {
                format!(
                    "{name} has no <{wanted}>, which it must have in {version}; add it after <{after}>"
                )
            }
            None => {
                format!("{name} has no <{wanted}>, which it must have in {version}; add it first")
            }
        }
    }

    fn unknown_attribute(&self, attribute: &str) -> String {
        let name = quoted(self.element.name());
        let shown = shortened(attribute);
        if let Some((prefix, _)) = attribute.split_once(':') {
            return format!(
                "the prefix of {shown} is not declared; add xmlns:{}=\"…\" to the root element",
                shortened(prefix)
            );
        }
        let names = self
            .node
            .into_iter()
            .flat_map(|n| n.attributes.iter().map(|a| a.name));
        match super::words::nearest(attribute, names) {
            Some(near) => format!("{name} has no attribute {shown}; did you mean {near}?"),
            None => format!(
                "{name} has no attribute {shown} in {}; remove it, or put it in a namespace of your own",
                self.version
            ),
        }
    }

    fn wrong_value(&self, wanted: Simple) -> String {
        let value = self.value().unwrap_or_default();
        let what = match self.attribute {
            Some(attribute) => attribute.name().to_owned(),
            None => quoted(self.element.name()),
        };
        if value.trim().is_empty() {
            return format!("{what} is empty; it must be {}", wanted.form());
        }
        format!(
            "{what} is “{}”; it must be {}",
            shortened(&value),
            wanted.form()
        )
    }

    /// What may stand there instead, the nearest first.
    #[must_use]
    pub fn allowed(&self) -> Vec<String> {
        let names: Vec<&str> = match (self.kind, self.node) {
            (Kind::WrongValue { wanted }, _) => wanted.values().to_vec(),
            (Kind::UnknownElement, Some(node)) => {
                nearest_first(self.element.name(), node.child_names())
            }
            (Kind::UnknownAttribute, Some(node)) => {
                let written = self.attribute.map_or("", |a| a.name());
                nearest_first(written, node.attributes.iter().map(|a| a.name))
            }
            (Kind::TooLate { .. } | Kind::TooEarly { .. }, Some(node)) => {
                node.child_names().collect()
            }
            _ => Vec::new(),
        };
        names.into_iter().map(str::to_owned).collect()
    }
}

/// A name of the outline as it is told.
fn tag(name: &str) -> String {
    if name == EXTENSIONS {
        "an element of another namespace".to_owned()
    } else {
        format!("<{name}>")
    }
}
