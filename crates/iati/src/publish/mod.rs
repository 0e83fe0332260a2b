//! Publishing: a unit of any version, as it is stored, in the form of 2.03.
//!
//! [`activity`] and [`organisation`] put one unit into 2.03, in one form for each
//! content; [`head`] and [`foot`] are what stands around them. What has no place
//! in 2.03, or was put otherwise, is told in [`Note`]s; nothing is invented and
//! nothing dropped in silence. What is written is read again and held against
//! the schema before it is given out. [`differences`] compares what was read
//! with what was written.
//!
//! The rules are told in `docs/publish.md`.

mod arrange;
mod carry;
mod codes;
mod demand;
mod difference;
mod judge;
mod lift;
mod names;
mod node;
mod note;
mod reshape;
mod table;
mod tidy;
mod write;

pub use difference::{Difference, What, differences};
pub use note::{Note, Why};
pub(crate) use reshape::SRS;

use crate::activity::version_of;
use crate::read::{Context, Element, Tree, UnitKind};
use crate::schema::Shape;
use crate::version::Version;
use jiff::Timestamp;
use judge::Verdict;
use lift::Lift;
use names::{Kind, Prefixes, Scope};
use node::Node;
use std::ops::Range;

/// What becomes of a unit, or a part of one, that 2.03 does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is left out, and told why: all that is written is valid.
    Strict,
    /// It is written as it is, and told what it lacks.
    Lenient,
}

/// A unit in 2.03.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgraded {
    /// The unit, two spaces in, with an end of line; empty if it is left out.
    pub xml: String,
    /// What is not in the output as it was in the source, in the order of the source.
    pub notes: Vec<Note>,
    /// Why the unit is not written, if it is not: at least one reason.
    pub left_out: Option<Vec<Note>>,
}

/// Writes an `iati-activity` of any version as one of 2.03. `context` is what it
/// was parsed in.
#[must_use]
pub fn activity(tree: &Tree, context: &Context, mode: Mode) -> Upgraded {
    unit(tree, context, UnitKind::Activity, mode)
}

/// Writes an `iati-organisation` of any version as one of 2.03.
#[must_use]
pub fn organisation(tree: &Tree, context: &Context, mode: Mode) -> Upgraded {
    unit(tree, context, UnitKind::Organisation, mode)
}

/// Writes a unit of either kind.
#[must_use]
pub fn unit(tree: &Tree, context: &Context, kind: UnitKind, mode: Mode) -> Upgraded {
    let mut canonical = match Canonical::of(tree, context, kind) {
        Ok(canonical) => canonical,
        Err(reason) => {
            return Upgraded {
                xml: String::new(),
                notes: Vec::new(),
                left_out: Some(vec![*reason]),
            };
        }
    };
    let mut notes = std::mem::take(&mut canonical.notes);
    let source = judge::Source { tree, context };
    let node = &mut canonical.node;
    let verdict = judge::judge(node, &canonical.prefixes, mode, &source, &mut notes);
    notes.sort_by_key(|n| n.span.start);
    match verdict {
        Verdict::Written(xml) => Upgraded {
            xml,
            notes,
            left_out: None,
        },
        Verdict::LeftOut(reasons) => Upgraded {
            xml: String::new(),
            notes,
            left_out: Some(reasons),
        },
    }
}

/// What stands before the units of a file: the declaration and the root's start
/// tag. Without `generated` the same units make the same bytes at any time.
///
/// A file has to hold at least one unit to be valid.
#[must_use]
pub fn head(kind: UnitKind, generated: Option<Timestamp>) -> String {
    let stamp = generated.map(|at| format!(" generated-datetime=\"{at}\""));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} version=\"{}\"{}>\n",
        root(kind),
        Version::V2_03,
        stamp.unwrap_or_default()
    )
}

/// What stands after the units of a file.
#[must_use]
pub fn foot(kind: UnitKind) -> String {
    format!("</{}>\n", root(kind))
}

fn root(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Activity => "iati-activities",
        UnitKind::Organisation => "iati-organisations",
    }
}

/// A unit in the terms and the order of 2.03, before it is judged.
struct Canonical<'t> {
    node: Node<'t>,
    prefixes: Prefixes,
    notes: Vec<Note>,
    told: Vec<Range<usize>>,
}

impl<'t> Canonical<'t> {
    fn of(tree: &'t Tree, context: &'t Context, kind: UnitKind) -> Result<Self, Box<Note>> {
        let root = tree.root();
        let shape = Shape::of_unit(Version::V2_03, kind)
            .filter(|_| root.name() == kind.element() && is_own(root, context));
        let Some(shape) = shape else {
            let message = format!("it is no <{}> of the standard", kind.element());
            return Err(Box::new(Note::of_element(Why::LeftOut, root, message)));
        };
        let ordered = version_of(root, context).is_some_and(Version::is_supported);
        let mut lift = Lift::new(context, !ordered);
        let mut node = lift.unit(root, context, shape);
        let Lift {
            prefixes,
            mut notes,
            mut told,
            ..
        } = lift;
        tidy::tidy(&mut node, &mut notes);
        let language = node.stated("xml:lang").map(str::to_owned);
        let of = arrange::Of {
            language: language.as_deref(),
            ordered,
        };
        let mut said = arrange::Said {
            notes: &mut notes,
            told: &mut told,
        };
        arrange::arrange(&mut node, of, &mut said);
        Ok(Self {
            node,
            prefixes,
            notes,
            told,
        })
    }
}

/// Whether the unit is in no namespace, as all of the standard is.
fn is_own(root: Element<'_>, context: &Context) -> bool {
    let mut scope = Scope::new(context);
    scope.enter(root);
    scope.of_element(root.name()) == Kind::Own
}
