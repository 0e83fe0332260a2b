//! A unit on its way out: what is written, and where in the source it comes from.

use crate::read::Element;
use crate::schema::Shape;
use std::borrow::Cow;

/// An element of the output.
#[derive(Clone)]
pub(super) struct Node<'t> {
    pub name: Cow<'t, str>,
    /// What 2.03 allows in it; `None` for what it does not know.
    pub shape: Option<Shape>,
    /// Its rank among its siblings.
    pub rank: usize,
    pub attributes: Vec<Attr<'t>>,
    pub content: Vec<Item<'t>>,
    /// The element of the source that it tells of.
    pub source: Element<'t>,
    /// Its narratives were the element's own text, as in 1.0x.
    pub from_text: bool,
}

#[derive(Clone)]
pub(super) struct Attr<'t> {
    pub name: Cow<'t, str>,
    pub value: Cow<'t, str>,
}

#[derive(Clone)]
pub(super) enum Item<'t> {
    Element(Node<'t>),
    Text(Cow<'t, str>),
}

impl<'t> Node<'t> {
    pub(super) fn new(name: impl Into<Cow<'t, str>>, source: Element<'t>) -> Self {
        Self {
            name: name.into(),
            shape: None,
            rank: usize::MAX,
            attributes: Vec::new(),
            content: Vec::new(),
            source,
            from_text: false,
        }
    }

    /// A child of an element of this shape; without a shape if it may have none
    /// of that name.
    pub(super) fn below(parent: Shape, name: &'static str, source: Element<'t>) -> Self {
        let mut node = Self::new(name, source);
        if let Some(slot) = parent.child(name) {
            node.shape = Some(slot.shape);
            node.rank = slot.rank;
        }
        node
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Cow<'t, str>>) -> Self {
        self.set(name, value);
        self
    }

    pub(super) fn holding(mut self, item: Item<'t>) -> Self {
        self.content.push(item);
        self
    }

    pub(super) fn set(&mut self, name: impl Into<Cow<'t, str>>, value: impl Into<Cow<'t, str>>) {
        self.attributes.push(Attr {
            name: name.into(),
            value: value.into(),
        });
    }

    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|a| a.name == name);
        found.map(|a| a.value.as_ref())
    }

    /// The value, if it is more than white space.
    pub(super) fn stated(&self, name: &str) -> Option<&str> {
        self.attr(name).filter(|v| !v.trim().is_empty())
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Attr<'t>> {
        let at = self.attributes.iter().position(|a| a.name == name)?;
        Some(self.attributes.remove(at))
    }

    pub(super) fn children(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|item| match item {
            Item::Element(node) => Some(node),
            Item::Text(_) => None,
        })
    }

    pub(super) fn children_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.content.iter_mut().filter_map(|item| match item {
            Item::Element(node) => Some(node),
            Item::Text(_) => None,
        })
    }

    pub(super) fn has_child(&self, name: &str) -> bool {
        self.children().any(|c| c.name == name)
    }

    /// Whether nothing is said in it but perhaps a language.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_empty() && self.attributes.iter().all(|a| a.name == "xml:lang")
    }
}
