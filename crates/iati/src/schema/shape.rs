//! What a version allows in an element, for those who write one: names, their
//! order, and the simple types.

use super::grammar::{Content, Grammar, Node};
use super::place::Place;
use super::simple::Simple;
use super::words::nearest;
use crate::read::UnitKind;
use crate::version::Version;

/// An element of one version.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    grammar: &'static Grammar,
    node: &'static Node,
}

/// A child that an element may have.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// Its rank among the children.
    pub rank: usize,
    pub many: bool,
    pub required: bool,
    pub shape: Shape,
}

/// An attribute that an element may have.
#[derive(Clone, Copy)]
pub(crate) struct AttributeSlot {
    pub rank: usize,
    pub kind: Simple,
    pub required: bool,
}

impl Shape {
    /// The unit itself.
    pub(crate) fn of_unit(version: Version, kind: UnitKind) -> Option<Self> {
        let grammar = Grammar::of(version);
        let root = grammar.root_of_unit(kind.element())?;
        let node = grammar.node(root.unit);
        Some(Self { grammar, node })
    }

    pub(crate) fn place(self) -> Place {
        self.node.place
    }

    pub(crate) fn child(self, name: &str) -> Option<Slot> {
        let rank = self.node.child(name, 0)?;
        let node = self.grammar.child_of(self.node, rank)?;
        Some(Slot {
            rank,
            many: self.node.children[rank].many,
            required: self.node.required_children & (1 << rank) != 0,
            shape: Self {
                grammar: self.grammar,
                node,
            },
        })
    }

    /// The rank of elements of other namespaces, where there is room for them.
    pub(crate) fn extensions(self) -> Option<usize> {
        self.node.extensions()
    }

    pub(crate) fn attribute(self, name: &str) -> Option<AttributeSlot> {
        let all = &self.node.attributes;
        let rank = all.iter().position(|a| a.name == name)?;
        Some(AttributeSlot {
            rank,
            kind: all[rank].kind,
            required: self.node.required_attributes & (1 << rank) != 0,
        })
    }

    /// Names of the children and of the attributes that must be there.
    pub(crate) fn required(self) -> (Vec<&'static str>, Vec<&'static str>) {
        let node = self.node;
        let children = node.children.iter().enumerate();
        let children = children.filter(|(at, _)| node.required_children & (1 << at) != 0);
        let attributes = node.attributes.iter().enumerate();
        let attributes = attributes.filter(|(at, _)| node.required_attributes & (1 << at) != 0);
        (
            children.map(|(_, c)| c.name).collect(),
            attributes.map(|(_, a)| a.name).collect(),
        )
    }

    /// The child or attribute of another name that was most likely meant.
    pub(crate) fn nearest(self, written: &str) -> Option<&'static str> {
        let attributes = self.node.attributes.iter().map(|a| a.name);
        nearest(written, self.node.child_names().chain(attributes))
    }

    /// The type of its text, if it holds text.
    pub(crate) fn text(self) -> Option<Simple> {
        match self.node.content {
            Content::Text(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether the schema leaves its content open.
    pub(crate) fn is_open(self) -> bool {
        self.node.content == Content::Anything
    }

    /// Whether attributes of other namespaces are refused.
    pub(crate) fn is_closed(self) -> bool {
        self.node.closed
    }

    /// Whether it may stand without any content.
    pub(crate) fn may_be_empty(self) -> bool {
        let typed = self.text().is_some_and(|kind| !kind.accepts(""));
        self.node.required_attributes == 0 && self.node.required_children == 0 && !typed
    }
}
