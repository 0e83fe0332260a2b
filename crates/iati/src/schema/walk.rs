//! One pass over a unit: gives each element its place and finds every fault.
//!
//! The elements come in the order of the document; a stack holds those that are
//! open. Children are looked for from where the last one was found, since
//! nearly all stand in order, so that a sound unit is judged without searching
//! and without allocating. After a fault the walk goes on as if the nearest
//! sound thing had been written: what cannot be known is not judged.

use super::fault::{Fault, Kind};
use super::grammar::{Content, Grammar, Node, Root};
use super::namespace::{Namespace, Scope, declared_prefix};
use super::order;
use super::place::{PLACES, Place};
use super::simple::{self, Simple};
use crate::read::{Attribute, Context, Element, Text, Tree};
use crate::version::Version;
use std::collections::HashSet;

/// What governs the inside of an open element.
#[derive(Clone, Copy)]
enum Rule {
    Declared(&'static Node),
    /// An extension: anything, but what the schemas declare keeps its content.
    Free,
    /// Not judged, because the element itself is at fault.
    Unjudged,
}

/// An element that is open.
struct Open<'t> {
    element: Element<'t>,
    /// Offset after its end tag.
    end: usize,
    rule: Rule,
    place: Place,
    /// Index of the child met last, in [`Node::children`].
    at: usize,
    /// A bit for each of [`Node::children`] that was met.
    seen: u64,
    disordered: bool,
    has_stray_text: bool,
    /// What of the namespaces holds outside it.
    outer: usize,
}

/// The text so far of the open element whose text has a type.
enum Typed<'t> {
    Nothing,
    Piece(&'t str),
    /// Several, joined in `joined`.
    Pieces,
    /// It holds elements, and is at fault already.
    Spoiled,
}

pub(super) struct Walk<'t, 'o> {
    version: Version,
    grammar: &'static Grammar,
    root: Option<&'static Root>,
    scope: Scope<'t>,
    open: Vec<Open<'t>>,
    typed: Typed<'t>,
    joined: String,
    /// Each `xml:id` so far.
    ids: HashSet<&'t str>,
    places: &'o mut Vec<Place>,
    faults: &'o mut Vec<Fault<'t>>,
}

impl<'t, 'o> Walk<'t, 'o> {
    pub(super) fn new(
        version: Version,
        context: &'t Context,
        places: &'o mut Vec<Place>,
        faults: &'o mut Vec<Fault<'t>>,
    ) -> Self {
        Self {
            version,
            grammar: Grammar::of(version),
            root: None,
            scope: Scope::new(context),
            open: Vec::new(),
            typed: Typed::Nothing,
            joined: String::new(),
            ids: HashSet::new(),
            places,
            faults,
        }
    }

    pub(super) fn run(mut self, tree: &'t Tree) {
        let mut texts = tree.texts().peekable();
        for element in tree.elements() {
            let offset = element.offset();
            while let Some(text) = texts.next_if(|t| t.span().start < offset) {
                self.text(tree, text);
            }
            self.element(element, offset);
        }
        for text in texts {
            self.text(tree, text);
        }
        self.close_until(usize::MAX);
    }

    fn element(&mut self, element: Element<'t>, offset: usize) {
        self.close_until(offset);
        let outer = self.scope.mark();
        let declares = |a: Attribute<'_>| declared_prefix(a.name()).is_some();
        if element.attributes().any(declares) {
            self.scope.declare(element);
        }
        let (rule, place) = self.rule_of(element);
        self.places.push(place);
        self.attributes(element, rule);
        if let Rule::Declared(Node {
            content: Content::Text(_),
            ..
        }) = rule
        {
            self.typed = Typed::Nothing;
        }
        self.open.push(Open {
            element,
            end: element.span().end,
            rule,
            place,
            at: 0,
            seen: 0,
            disordered: false,
            has_stray_text: false,
            outer,
        });
    }

    /// What an element is, by what it stands in.
    fn rule_of(&mut self, element: Element<'t>) -> (Rule, Place) {
        let name = element.name();
        let Some(parent) = self.open.last_mut() else {
            return self.unit(name);
        };
        match parent.rule {
            Rule::Declared(node) => {
                // What nearly all are: known, and in its place.
                if self.scope.is_plain()
                    && let Some(slot) = node.child(name, parent.at)
                {
                    return parent.meet(self.grammar, node, slot);
                }
                self.child(element, node)
            }
            Rule::Unjudged => (Rule::Unjudged, PLACES.child_of_known(parent.place, name)),
            Rule::Free => {
                let place = PLACES.child_of_known(parent.place, name);
                (self.free(name), place)
            }
        }
    }

    fn unit(&mut self, name: &str) -> (Rule, Place) {
        self.root = self.grammar.root_of_unit(name);
        let Some(root) = self.root else {
            return (Rule::Unjudged, Place::NONE);
        };
        let node = self.grammar.node(root.unit);
        let rule = if self.scope.of_element(name) == Namespace::None {
            Rule::Declared(node)
        } else {
            Rule::Free
        };
        (rule, node.place)
    }

    fn free(&self, name: &str) -> Rule {
        if self.scope.of_element(name) != Namespace::None {
            return Rule::Free;
        }
        let known = self.root.and_then(|r| self.grammar.inside(r, name));
        known.map_or(Rule::Free, Rule::Declared)
    }

    /// An element that is not declared here, or is in a namespace.
    fn child(&mut self, element: Element<'t>, node: &'static Node) -> (Rule, Place) {
        let name = element.name();
        if let Content::Text(_) = node.content {
            self.typed = Typed::Spoiled;
            self.fault(Kind::ElementInText, element, Some(node));
            return (Rule::Unjudged, Place::NONE);
        }
        if node.content == Content::Anything {
            return (self.free(name), Place::NONE);
        }
        let namespace = self.scope.of_element(name);
        let Some(parent) = self.open.last_mut() else {
            return (Rule::Unjudged, Place::NONE);
        };
        if let Some(slot) = slot(node, name, namespace, parent.at) {
            return parent.meet(self.grammar, node, slot);
        }
        let place = PLACES.child_of_known(parent.place, name);
        self.fault(Kind::UnknownElement, element, Some(node));
        (Rule::Unjudged, place)
    }

    fn fault(&mut self, kind: Kind, element: Element<'t>, node: Option<&'static Node>) {
        self.faults.push(Fault {
            kind,
            element,
            attribute: None,
            offset: element.offset(),
            version: self.version,
            node,
        });
    }

    fn attribute_fault(
        &mut self,
        kind: Kind,
        element: Element<'t>,
        attribute: Attribute<'t>,
        node: Option<&'static Node>,
    ) {
        self.faults.push(Fault {
            kind,
            element,
            attribute: Some(attribute),
            offset: attribute.offset(),
            version: self.version,
            node,
        });
    }

    fn attributes(&mut self, element: Element<'t>, rule: Rule) {
        match rule {
            Rule::Declared(node) => self.declared_attributes(element, node),
            Rule::Free => {
                for attribute in element.attributes() {
                    self.free_attribute(element, attribute, None);
                }
            }
            Rule::Unjudged => {}
        }
    }

    fn declared_attributes(&mut self, element: Element<'t>, node: &'static Node) {
        let mut seen = 0u64;
        for attribute in element.attributes() {
            let name = attribute.name();
            let Some(at) = node.attributes.iter().position(|a| a.name == name) else {
                self.other_attribute(element, attribute, node);
                continue;
            };
            seen |= 1 << at;
            self.value(node.attributes[at].kind, element, attribute, Some(node));
        }
        let mut missing = node.required_attributes & !seen;
        while missing != 0 {
            let at = missing.trailing_zeros() as usize;
            let name = node.attributes[at].name;
            self.fault(Kind::MissingAttribute { name }, element, Some(node));
            missing &= missing - 1;
        }
    }

    fn value(
        &mut self,
        wanted: Simple,
        element: Element<'t>,
        attribute: Attribute<'t>,
        node: Option<&'static Node>,
    ) {
        if wanted == Simple::String {
            return;
        }
        if !wanted.accepts(attribute.value()) {
            self.attribute_fault(Kind::WrongValue { wanted }, element, attribute, node);
        } else if wanted == Simple::Id && !self.ids.insert(simple::collapsed(attribute.value())) {
            self.attribute_fault(Kind::RepeatedId, element, attribute, node);
        }
    }

    /// An attribute that the element does not declare.
    fn other_attribute(
        &mut self,
        element: Element<'t>,
        attribute: Attribute<'t>,
        node: &'static Node,
    ) {
        let name = attribute.name();
        if declared_prefix(name).is_some() {
            return;
        }
        let (namespace, local) = match name.split_once(':') {
            Some((prefix, local)) => (self.scope.of_prefix(prefix), local),
            None => (Namespace::None, name),
        };
        let kind = match (namespace, local) {
            (Namespace::Instance, "nil") => Kind::Nil,
            (Namespace::Instance, "type") => Kind::TypeChanged,
            (Namespace::Instance, "schemaLocation" | "noNamespaceSchemaLocation") => return,
            _ if node.content == Content::Anything => {
                return self.free_attribute(element, attribute, Some(node));
            }
            (Namespace::None, _) => Kind::UnknownAttribute,
            _ if node.closed => Kind::ForeignAttribute,
            (Namespace::Xml, _) => {
                return self.value(Simple::of_xml(local), element, attribute, Some(node));
            }
            _ => return,
        };
        self.attribute_fault(kind, element, attribute, Some(node));
    }

    /// An attribute where any may stand: a known one keeps its type.
    fn free_attribute(
        &mut self,
        element: Element<'t>,
        attribute: Attribute<'t>,
        node: Option<&'static Node>,
    ) {
        let name = attribute.name();
        let kind = match name.split_once(':') {
            None => self.root.and_then(|r| r.inside_attribute(name)),
            Some((prefix, local)) => {
                (self.scope.of_prefix(prefix) == Namespace::Xml).then(|| Simple::of_xml(local))
            }
        };
        if let Some(kind) = kind {
            self.value(kind, element, attribute, node);
        }
    }

    fn text(&mut self, tree: &'t Tree, text: Text<'t>) {
        let start = text.span().start;
        self.close_until(start);
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let Rule::Declared(node) = open.rule else {
            return;
        };
        match node.content {
            Content::Elements | Content::Loose => {
                // libxml2 takes any CDATA section for text, blank or not.
                let is_text = !simple::is_blank(text.value())
                    || tree.source().as_bytes()[start..].starts_with(b"<!");
                if is_text && !open.has_stray_text {
                    open.has_stray_text = true;
                    let element = open.element;
                    self.fault(Kind::StrayText, element, Some(node));
                    if let Some(fault) = self.faults.last_mut() {
                        fault.offset = start;
                    }
                }
            }
            Content::Text(kind) if kind != Simple::String => self.piece(text.value()),
            _ => {}
        }
    }

    fn piece(&mut self, piece: &'t str) {
        match self.typed {
            Typed::Nothing => self.typed = Typed::Piece(piece),
            Typed::Piece(first) => {
                self.joined.clear();
                self.joined.push_str(first);
                self.joined.push_str(piece);
                self.typed = Typed::Pieces;
            }
            Typed::Pieces => self.joined.push_str(piece),
            Typed::Spoiled => {}
        }
    }

    /// Closes what ends before `offset`.
    fn close_until(&mut self, offset: usize) {
        while let Some(open) = self.open.pop_if(|o| o.end <= offset) {
            if let Rule::Declared(node) = open.rule {
                self.close(&open, node);
            }
            self.scope.leave(open.outer);
        }
    }

    fn close(&mut self, open: &Open<'t>, node: &'static Node) {
        if let Content::Text(wanted) = node.content {
            if wanted != Simple::String && !self.is_typed(wanted) {
                self.fault(Kind::WrongValue { wanted }, open.element, Some(node));
            }
            return;
        }
        if open.disordered {
            self.disorder(open.element, node);
        }
        let mut missing = node.required_children & !open.seen;
        while missing != 0 {
            let at = missing.trailing_zeros() as usize;
            let name = node.children[at].name;
            self.fault(Kind::MissingElement { name }, open.element, Some(node));
            missing &= missing - 1;
        }
    }

    fn is_typed(&self, wanted: Simple) -> bool {
        match self.typed {
            Typed::Nothing => wanted.accepts(""),
            Typed::Piece(text) => wanted.accepts(text),
            Typed::Pieces => wanted.accepts(&self.joined),
            Typed::Spoiled => true,
        }
    }

    fn disorder(&mut self, element: Element<'t>, node: &'static Node) {
        let children: Vec<Element<'t>> = element.children().collect();
        let mut slots = Vec::with_capacity(children.len());
        for child in &children {
            let mark = self.scope.mark();
            self.scope.declare(*child);
            let namespace = self.scope.of_element(child.name());
            slots.push(slot(node, child.name(), namespace, 0));
            self.scope.leave(mark);
        }
        for (at, kind) in order::judge(node, &slots) {
            self.fault(kind, children[at], Some(node));
        }
    }
}

impl Open<'_> {
    /// Notes a child that is declared; what it is.
    fn meet(&mut self, grammar: &'static Grammar, node: &Node, slot: usize) -> (Rule, Place) {
        let bit = 1 << slot;
        if node.has_order() {
            self.disordered |= self.seen & bit != 0 && !node.children[slot].many;
            if slot >= self.at {
                self.at = slot;
            } else if !node.may_alternate(slot, self.seen) || slot + 1 != self.at {
                self.disordered = true;
            }
        } else {
            self.at = slot;
        }
        self.seen |= bit;
        match grammar.child_of(node, slot) {
            None => (Rule::Free, Place::NONE),
            Some(found) if self.place.is_known() => (Rule::Declared(found), found.place),
            Some(found) => (Rule::Declared(found), Place::NONE),
        }
    }
}

/// The index in [`Node::children`] of an element.
fn slot(node: &Node, name: &str, namespace: Namespace, from: usize) -> Option<usize> {
    match namespace {
        Namespace::None => node.child(name, from),
        _ => node.extensions(),
    }
}
