//! Reading a publication: a stream of bytes in, one *unit* (an activity or an
//! organisation) at a time out, in memory that does not grow with the file.
//!
//! [`Reader`] cuts the stream into units without building anything; [`Tree`]
//! parses one unit and checks that it is well-formed. The two are apart so
//! that units can be parsed on several cores. What the elements mean is left
//! to [`crate::activity`] and [`crate::organisation`].

mod build;
mod cursor;
mod declaration;
mod encoding;
mod entity;
mod place;
mod scan;
mod tag;
mod tree;

pub use scan::Reader;
pub use tree::{Attribute, Element, Text, Tree, TreeFault};

use crate::position::Position;
use crate::version::Version;
use std::collections::HashMap;
use std::sync::Arc;

/// The largest activity that is read, in bytes of UTF-8. The largest seen in
/// real publications is 990 kB.
pub const MAX_UNIT: usize = 16 << 20;
/// The longest single tag, comment outside a unit excepted.
pub const MAX_TAG: usize = 1 << 20;
/// The deepest nesting that is read. The standard itself needs 9; the rest is room
/// for extensions.
pub const MAX_DEPTH: usize = 512;
/// What all entity references of one unit may expand to, in bytes.
pub const MAX_EXPANSION: usize = 1 << 20;
/// What those of a whole file may expand to together, in bytes.
pub const MAX_EXPANSIONS: usize = 16 << 20;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    Activity,
    Organisation,
}

impl UnitKind {
    /// The element's name.
    #[must_use]
    pub fn element(self) -> &'static str {
        match self {
            Self::Activity => "iati-activity",
            Self::Organisation => "iati-organisation",
        }
    }

    fn of(name: &str) -> Option<Self> {
        match name {
            "iati-activity" => Some(Self::Activity),
            "iati-organisation" => Some(Self::Organisation),
            _ => None,
        }
    }
}

/// What the elements around a unit say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Name of the document element.
    pub root: String,
    /// Where its start tag begins.
    pub root_at: Position,
    /// Namespace prefixes declared around the unit; the empty prefix is the default.
    pub namespaces: Vec<(String, String)>,
    /// Attributes of the elements around the unit, outermost first; the inner one wins.
    pub attributes: Vec<(String, String)>,
    /// Where each of them stands.
    pub attribute_places: Vec<Position>,
    /// Internal general entities that the document declares.
    pub entities: Arc<HashMap<String, Entity>>,
}

impl Context {
    /// The innermost value of an attribute of the surrounding elements.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes.iter().rev();
        found.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Where the innermost attribute of this name stands; the document element's tag
    /// if there is none.
    #[must_use]
    pub fn attribute_place(&self, name: &str) -> Position {
        let found = self.attributes.iter().rposition(|(n, _)| n == name);
        let place = found.and_then(|at| self.attribute_places.get(at));
        place.copied().unwrap_or(self.root_at)
    }

    /// Whether an element or attribute of this name belongs to a namespace. A prefix
    /// that is not declared leads to none.
    #[must_use]
    pub fn is_foreign(&self, name: &str) -> bool {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let mut declared = self.namespaces.iter().rev();
        prefix == "xml"
            || declared
                .find(|(p, _)| p == prefix)
                .is_some_and(|(_, uri)| !uri.is_empty())
    }

    /// The version of the standard that the root declares.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        self.attribute("version").and_then(Version::parse)
    }
}

/// What an entity stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entity {
    Text(String),
    /// Declared with an address. It is never fetched.
    External,
}

/// One activity or organisation, cut out of its file.
#[derive(Clone, Debug)]
pub struct Unit {
    pub kind: UnitKind,
    /// From 1, among the units of its kind in the file.
    pub ordinal: u64,
    /// Where its start tag begins.
    pub start: Position,
    /// Whether its start tag puts it into a namespace, if it says anything of that.
    pub own_namespace: Option<bool>,
    /// The source, decoded; or why it is left out.
    pub source: Result<String, Unreadable>,
    pub context: Arc<Context>,
}

impl Unit {
    /// Whether its own element belongs to a namespace: by declaration of its own, or
    /// of the elements around it.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.own_namespace
            .unwrap_or_else(|| self.context.is_foreign(self.kind.element()))
    }

    /// The path of the unit in its file, e.g. `iati-activity[3]`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}[{}]", self.kind.element(), self.ordinal)
    }
}

/// Why a unit that is there cannot be read, though its file can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("larger than {} MB", MAX_UNIT >> 20)]
    TooLarge,
    #[error("nested deeper than {MAX_DEPTH} elements")]
    TooDeep,
}

/// What the reader meets, in document order.
#[derive(Debug)]
pub enum Piece {
    /// The start tag of the document element.
    Root(Arc<Context>),
    Unit(Unit),
    /// Something else in an element of the standard that holds units.
    Beside(Beside),
}

/// What stands beside the units, in `iati-activities` or `iati-organisations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub at: Position,
    pub what: BesideKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BesideKind {
    /// An element; `foreign` if it belongs to a namespace.
    Element { name: String, foreign: bool },
    /// Text that is not blank.
    Text,
}

/// Why a file cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Not well-formed XML.
    #[error("{at}: {message}")]
    Text { at: Position, message: String },
    /// The bytes could not be had.
    #[error("{0}")]
    Io(std::io::Error),
}

impl Fault {
    /// A fault whose place the reader fills in.
    fn text(message: String) -> Self {
        Self::Text {
            at: Position::START,
            message,
        }
    }
}
