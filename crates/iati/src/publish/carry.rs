//! What is carried along as it stands: elements and attributes of other
//! namespaces, and those that 2.03 does not know.

use super::lift::{Lift, is_blank};
use super::names::{Kind, declared_prefix, prefix_of};
use super::node::{Item, Node};
use super::note::{Note, Why};
use crate::read::{Attribute, Element};
use std::borrow::Cow;
use std::collections::HashSet;

impl<'t> Lift<'t> {
    /// An attribute with a prefix.
    pub(super) fn other_attribute(
        &mut self,
        kind: Kind<'t>,
        e: Element<'t>,
        a: Attribute<'t>,
        node: &mut Node<'t>,
        seen: &mut HashSet<(&'t str, &'t str)>,
    ) {
        let (why, message) = match kind {
            Kind::Foreign(address, local) => {
                let name = self.prefixes.name(address, prefix_of(a.name()), local);
                if seen.insert((address, local)) {
                    return node.set(name, a.value());
                }
                (
                    Why::Repeated,
                    "an attribute of this name and namespace stands there already",
                )
            }
            Kind::Bookkeeping => (
                Why::Bookkeeping,
                "a note of a query service, not the publisher's",
            ),
            Kind::Hint => (Why::Hint, "a hint to programs that read the file"),
            _ => (Why::Undeclared, "no namespace is declared for its prefix"),
        };
        self.note(Note::of_attribute(why, e, a, message));
    }

    /// An element as it stands, with the prefixes of the output.
    pub(super) fn verbatim(&mut self, e: Element<'t>) -> Option<Node<'t>> {
        let name = match self.scope.of_element(e.name()) {
            Kind::Foreign(address, local) => {
                self.prefixes.name(address, prefix_of(e.name()), local)
            }
            Kind::Own => Cow::Borrowed(e.name()),
            _ => {
                let message = "no namespace is declared for its prefix";
                self.note(Note::of_element(Why::Undeclared, e, message));
                return None;
            }
        };
        let mut node = Node::new(name, e);
        let mut seen = HashSet::new();
        for a in e.attributes() {
            match self.scope.of_attribute(a.name()) {
                _ if declared_prefix(a.name()).is_some() => {}
                Kind::Own | Kind::Xml => node.set(a.name(), a.value()),
                kind => self.other_attribute(kind, e, a, &mut node, &mut seen),
            }
        }
        node.content = self.verbatim_content(e);
        Some(node)
    }

    /// Elements and texts in their order; blank text between elements is not kept.
    pub(super) fn verbatim_content(&mut self, e: Element<'t>) -> Vec<Item<'t>> {
        let mut content = Vec::new();
        let is_mixed = e.children().next().is_none() || e.texts().any(|t| !is_blank(t.value()));
        let mut texts = e.texts().filter(|_| is_mixed).peekable();
        for child in e.children() {
            while let Some(text) = texts.next_if(|t| t.span().start < child.offset()) {
                push_text(&mut content, text.value());
            }
            let outer = self.scope.enter(child);
            let made = self.verbatim(child);
            self.scope.leave(outer);
            content.extend(made.map(Item::Element));
        }
        for text in texts {
            push_text(&mut content, text.value());
        }
        content
    }
}

/// Pieces of text that touch are one text.
fn push_text<'t>(content: &mut Vec<Item<'t>>, piece: &'t str) {
    if let Some(Item::Text(text)) = content.last_mut() {
        text.to_mut().push_str(piece);
    } else if !piece.is_empty() {
        content.push(Item::Text(Cow::Borrowed(piece)));
    }
}
