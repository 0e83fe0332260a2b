//! Reading a publication: a stream of bytes in, one *unit* (an activity or an
//! organisation) at a time out, in memory that does not grow with the file.
//!
//! [`Reader`] cuts the stream into units without building anything; [`Tree`]
//! parses one unit and checks that it is well-formed. The two are apart so
//! that units can be parsed on several cores. What the elements mean is left
//! to [`crate::activity`] and [`crate::organisation`].

mod cursor;
mod encoding;
mod entity;
mod scan;
mod tag;
mod tree;

pub use scan::Reader;
pub use tree::{Attribute, Element, Text, Tree, TreeFault};

use crate::position::Position;
use crate::version::Version;
use std::sync::Arc;

/// The largest activity that is read, in bytes of UTF-8. The largest seen in
/// real publications is 990 kB.
pub const MAX_UNIT: usize = 16 << 20;
/// The longest single tag, comment outside a unit excepted.
pub const MAX_TAG: usize = 1 << 20;
/// The deepest nesting that is read. The standard itself needs 9.
pub const MAX_DEPTH: usize = 128;
/// What all entity references of one unit may expand to, in bytes.
pub const MAX_EXPANSION: usize = 1 << 20;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// Namespace prefixes declared around the unit; the empty prefix is the default.
    pub namespaces: Vec<(String, String)>,
    /// Attributes of the elements around the unit, outermost first; the inner one wins.
    pub attributes: Vec<(String, String)>,
    /// Internal general entities that the document declares.
    pub entities: Vec<(String, Entity)>,
}

impl Context {
    /// The innermost value of an attribute of the surrounding elements.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes.iter().rev();
        found.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
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
    /// The source, decoded; or why it is left out.
    pub source: Result<String, Unreadable>,
    pub context: Arc<Context>,
}

impl Unit {
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
