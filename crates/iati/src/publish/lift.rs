//! Reads a unit of any version into what 2.03 would write of it.
//!
//! Goes by form, not by the version that is stated: whatever has the form of
//! 1.0x is put into that of 2.03, so that what is 2.03 already stays as it is.
//! Nothing is judged here, and what 2.03 does not know is carried along.

use super::codes::special;
use super::names::{Kind, Prefixes, Scope, declared_prefix};
use super::node::{Attr, Item, Node};
use super::note::{Note, Why};
use super::reshape::COARSE;
use super::table::{self, REMOVED, RENAMED, TOLD_OTHERWISE};
use crate::read::{Attribute, Context, Element};
use crate::redact::COARSENED;
pub(super) use crate::schema::is_blank;
use crate::schema::{Schema, Shape};
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// A unit being read.
pub(super) struct Lift<'t> {
    pub scope: Scope<'t>,
    pub prefixes: Prefixes,
    pub notes: Vec<Note>,
    /// Where in the source stands what is told in other words.
    pub told: Vec<Range<usize>>,
    /// Whether its version had words where 2.01 has codes.
    pub is_old: bool,
}

impl<'t> Lift<'t> {
    pub(super) fn new(context: &'t Context, is_old: bool) -> Self {
        Self {
            is_old,
            scope: Scope::new(context),
            prefixes: Prefixes::default(),
            notes: Vec::new(),
            told: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// Notes that all of an element is told in other words.
    pub(super) fn told(&mut self, element: Element<'_>) {
        self.told.push(element.span());
    }

    /// The same of its text.
    pub(super) fn told_text(&mut self, element: Element<'_>) {
        self.told.push(text_span(element));
    }

    /// The same of one of its attributes.
    pub(super) fn told_attribute(&mut self, element: Element<'_>, name: &str) {
        let found = element.attributes().find(|a| a.name() == name);
        self.told.extend(found.map(|a| a.span()));
    }

    /// Reads the unit itself.
    pub(super) fn unit(
        &mut self,
        root: Element<'t>,
        context: &'t Context,
        shape: Shape,
    ) -> Node<'t> {
        let outer = self.scope.enter(root);
        let mut node = self.standard(root, root.name(), shape);
        self.scope.leave(outer);
        for name in ["xml:lang", "default-currency"] {
            self.inherit(&mut node, context, name);
        }
        node
    }

    /// What the file states for all its units is written on each.
    fn inherit(&mut self, node: &mut Node<'t>, context: &'t Context, name: &'static str) {
        let outer = context.attribute(name).map(str::trim);
        let Some(outer) = outer.filter(|v| !v.is_empty()) else {
            return;
        };
        if node.stated(name).is_some() {
            return;
        }
        node.take(name);
        node.set(name, outer);
        let message = format!("{name}=\"{outer}\" of the file, written on the unit");
        self.note(Note::of_element(Why::Inherited, node.source, message).with_value(outer));
    }

    /// An element that 2.03 knows by this name.
    fn standard(&mut self, e: Element<'t>, name: &'t str, shape: Shape) -> Node<'t> {
        let mut node = Node::new(name, e);
        node.shape = Some(shape);
        self.attributes(e, &mut node, shape);
        if shape.text().is_some() || shape.is_open() {
            // An element in a typed text is at fault, and carried along.
            node.content = self.verbatim_content(e);
        } else {
            self.elements(e, &mut node, shape);
        }
        node
    }

    fn elements(&mut self, e: Element<'t>, node: &mut Node<'t>, shape: Shape) {
        for child in e.children() {
            let outer = self.scope.enter(child);
            self.child(child, node, shape);
            self.scope.leave(outer);
        }
        let text = e.text();
        let mut text = (!is_blank(&text)).then(|| text.into_owned());
        if let Some(mend) = special(shape.place()).mend {
            mend(self, node, &mut text);
        }
        match text {
            Some(text) => self.own_text(e, node, shape, text),
            None => self.drop_language(node, shape),
        }
    }

    fn child(&mut self, child: Element<'t>, node: &mut Node<'t>, shape: Shape) {
        match self.scope.of_element(child.name()) {
            Kind::Own => self.own_child(child, node, shape),
            Kind::Bookkeeping | Kind::Hint => {
                let message = "an element of a query service, not the publisher's";
                self.note(Note::of_element(Why::Bookkeeping, child, message));
            }
            _ => {
                if let Some(mut made) = self.verbatim(child) {
                    made.rank = shape.extensions().unwrap_or(usize::MAX);
                    node.content.push(Item::Element(made));
                }
            }
        }
    }

    fn own_child(&mut self, child: Element<'t>, node: &mut Node<'t>, shape: Shape) {
        let name = child.name();
        if let Some(slot) = shape.child(name) {
            let mut made = self.standard(child, name, slot.shape);
            made.rank = slot.rank;
            return node.content.push(Item::Element(made));
        }
        let path = format!("{}/{name}", Schema::path(shape.place()));
        let renamed = table::find(RENAMED, &path).and_then(|n| Some((n, shape.child(n)?)));
        if let Some((name, slot)) = renamed {
            let mut made = self.standard(child, name, slot.shape);
            made.rank = slot.rank;
            return node.content.push(Item::Element(made));
        }
        if let Some(tell) = table::find(TOLD_OTHERWISE, &path) {
            let made = tell(self, child, shape);
            return node.content.extend(made.into_iter().map(Item::Element));
        }
        if let Some(why) = table::find(REMOVED, &path) {
            return self.note(Note::of_element(Why::Removed, child, why));
        }
        // Carried along; the check of what is written finds it.
        let made = self.verbatim(child);
        node.content.extend(made.map(Item::Element));
    }

    /// Text that stands directly in an element whose content is elements.
    fn own_text(&mut self, e: Element<'t>, node: &mut Node<'t>, shape: Shape, text: String) {
        if let Some(slot) = shape.child("narrative") {
            return self.narrate(e, node, slot.shape, slot.rank, text);
        }
        if self.dated(e, node, shape, &text) || self.named(e, node, shape, &text) {
            return self.drop_language(node, shape);
        }
        let has_codes = special(shape.place()).codes.is_some();
        let message = match node.stated("code") {
            Some(_) => "2.01 took the text out: the code alone counts",
            None if has_codes => "2.03 has only a code here, and none on its list has this name",
            None => "2.03 has no place for a text here",
        };
        self.note(text_note(Why::Label, e, message, &text));
        if node.attr("xml:lang").is_some() && node.children().next().is_none() {
            // The language was that of the text.
            node.take("xml:lang");
            self.told_attribute(e, "xml:lang");
        }
    }

    /// The text of 1.0x becomes a narrative, in the language of its element.
    fn narrate(
        &mut self,
        e: Element<'t>,
        node: &mut Node<'t>,
        shape: Shape,
        rank: usize,
        text: String,
    ) {
        let has_narratives = node.has_child("narrative");
        // An activity's date may have been written as text besides.
        if self.dated(e, node, node.shape.unwrap_or(shape), &text) {
            return;
        }
        let said = |c: &Node<'_>| {
            c.name == "narrative"
                && matches!(c.content.first(), Some(Item::Text(t)) if t.trim() == text.trim())
        };
        if has_narratives && node.children().any(said) {
            let message = "the text stands in a narrative too";
            return self.note(text_note(Why::Repeated, e, message, &text));
        }
        let mut narrative = Node::new("narrative", e);
        narrative.shape = Some(shape);
        narrative.rank = rank;
        if !has_narratives && let Some(language) = node.take("xml:lang") {
            narrative.attributes.push(language);
        }
        narrative.content.push(Item::Text(Cow::Owned(text)));
        node.content.push(Item::Element(narrative));
        node.from_text = !has_narratives;
    }

    /// Where no attribute of another namespace may stand, a language goes to the
    /// narratives that have none.
    fn drop_language(&mut self, node: &mut Node<'t>, shape: Shape) {
        if !shape.is_closed() {
            return;
        }
        let Some(language) = node.take("xml:lang") else {
            return;
        };
        self.told_attribute(node.source, "xml:lang");
        for child in node.children_mut().filter(|c| c.name == "narrative") {
            if child.attr("xml:lang").is_none() {
                child.attributes.push(language.clone());
            }
        }
    }

    fn attributes(&mut self, e: Element<'t>, node: &mut Node<'t>, shape: Shape) {
        let mut seen = HashSet::new();
        for attribute in e.attributes() {
            match self.scope.of_attribute(attribute.name()) {
                _ if declared_prefix(attribute.name()).is_some() => {}
                Kind::Own => self.own_attribute(e, attribute, node, shape),
                Kind::Xml => self.xml_attribute(e, attribute, node, shape),
                kind => self.other_attribute(kind, e, attribute, node, &mut seen),
            }
        }
    }

    fn xml_attribute(
        &mut self,
        e: Element<'t>,
        a: Attribute<'t>,
        node: &mut Node<'t>,
        shape: Shape,
    ) {
        let path = || format!("{}/@{}", Schema::path(shape.place()), a.name());
        let removed = match shape.is_closed() {
            true => table::find(REMOVED, &path()),
            false => None,
        };
        match removed {
            Some(why) => self.note(Note::of_attribute(Why::Removed, e, a, why)),
            None => node.set(a.name(), a.value()),
        }
    }

    fn own_attribute(
        &mut self,
        e: Element<'t>,
        a: Attribute<'t>,
        node: &mut Node<'t>,
        shape: Shape,
    ) {
        if shape.attribute(a.name()).is_some() {
            let value = self.in_codes(e, a, shape);
            return node.set(a.name(), value);
        }
        if a.name() == COARSENED {
            return self.note(Note::of_attribute(Why::Coarsened, e, a, COARSE));
        }
        let path = format!("{}/@{}", Schema::path(shape.place()), a.name());
        match table::find(REMOVED, &path) {
            Some(why) => self.note(Note::of_attribute(Why::Removed, e, a, why)),
            None => node.set(a.name(), a.value()),
        }
    }
}

pub(super) fn text_note(why: Why, e: Element<'_>, message: impl Into<String>, text: &str) -> Note {
    let mut note = Note::of_element(why, e, message).with_value(text.trim());
    note.span = text_span(e);
    note
}

/// From the first piece of the element's own text to the last.
pub(super) fn text_span(e: Element<'_>) -> Range<usize> {
    let start = e.texts().next().map(|t| t.span().start);
    let end = e.texts().last().map(|t| t.span().end);
    start
        .zip(end)
        .map_or_else(|| e.span(), |(start, end)| start..end)
}

impl<'t> Attr<'t> {
    pub(super) fn is_blank(&self) -> bool {
        is_blank(&self.value)
    }
}
