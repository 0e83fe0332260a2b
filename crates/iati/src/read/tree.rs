//! One unit as a tree: elements, attributes, text, each with its place.
//!
//! Building it is the check that the unit is well-formed. The tree owns the
//! source and refers into it, so that redaction can cut it by place.

use super::entity;
use super::tag::{self, RawAttribute};
use super::{Context, MAX_DEPTH};
use crate::position::Position;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// A parsed unit.
#[derive(Debug)]
pub struct Tree {
    source: String,
    /// Texts that differ from their source (references resolved).
    unescaped: Vec<String>,
    nodes: Vec<Node>,
    attributes: Vec<RawStored>,
    /// Where comments and processing instructions stand.
    asides: Vec<Range<usize>>,
}

#[derive(Debug)]
struct Node {
    /// Empty for text.
    name: Span,
    span: Span,
    parent: u32,
    next: u32,
    first: u32,
    attributes: (u32, u32),
    value: Value,
    /// From 1, among the siblings of the same name; 0 for text.
    ordinal: u32,
    /// Whether a sibling of the same name follows or goes before.
    has_twin: bool,
}

#[derive(Debug)]
struct RawStored {
    name: Span,
    raw: Span,
    value: Value,
}

#[derive(Clone, Copy, Debug)]
struct Span(u32, u32);

impl Span {
    fn range(self) -> Range<usize> {
        self.0 as usize..self.1 as usize
    }
}

#[derive(Clone, Copy, Debug)]
enum Value {
    Source(Span),
    Unescaped(u32),
}

const NONE: u32 = u32::MAX;

/// Different names among the children of one element that are told apart.
const MAX_NAMES: usize = 1000;

/// Why a unit cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeFault {
    /// Not well-formed, at a byte offset of the unit.
    Text {
        offset: usize,
        message: String,
    },
    TooDeep {
        offset: usize,
    },
}

impl Tree {
    /// Parses the source of one unit.
    ///
    /// # Errors
    /// [`TreeFault`] if the unit is not well-formed or nested too deep.
    pub fn parse(source: String, context: &Context) -> Result<Self, TreeFault> {
        let mut tree = Self {
            nodes: Vec::with_capacity(source.len() / 40),
            attributes: Vec::with_capacity(source.len() / 60),
            unescaped: Vec::new(),
            asides: Vec::new(),
            source: String::new(),
        };
        Builder::new(&source, context, &mut tree).run()?;
        tree.source = source;
        Ok(tree)
    }

    /// The unit's own element.
    #[must_use]
    pub fn root(&self) -> Element<'_> {
        Element {
            tree: self,
            index: 0,
        }
    }

    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Comments and processing instructions, as byte ranges of the source.
    #[must_use]
    pub fn asides(&self) -> &[Range<usize>] {
        &self.asides
    }

    /// All elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        (0..self.nodes.len() as u32)
            .map(|index| Element { tree: self, index })
            .filter(|e| e.is_element())
    }

    /// All pieces of text in document order, with the element each stands in.
    pub fn texts(&self) -> impl Iterator<Item = Text<'_>> {
        (0..self.nodes.len() as u32)
            .map(|index| Element { tree: self, index })
            .filter(|e| !e.is_element())
            .map(Text)
    }

    /// Where each line after the first begins.
    #[must_use]
    pub fn lines(&self) -> Vec<usize> {
        memchr::memchr_iter(b'\n', self.source.as_bytes())
            .map(|at| at + 1)
            .collect()
    }

    /// Line and column of a byte offset, for a unit that starts at `start`.
    #[must_use]
    pub fn position(&self, start: Position, offset: usize) -> Position {
        start.after(&self.source.as_bytes()[..offset])
    }

    fn value(&self, value: Value) -> &str {
        match value {
            Value::Source(span) => &self.source[span.range()],
            Value::Unescaped(at) => &self.unescaped[at as usize],
        }
    }
}

/// An element of a [`Tree`].
#[derive(Clone, Copy)]
pub struct Element<'a> {
    tree: &'a Tree,
    index: u32,
}

/// An attribute of an [`Element`].
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    tree: &'a Tree,
    stored: &'a RawStored,
}

impl<'a> Attribute<'a> {
    /// The name as written, prefix included.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.tree.source[self.stored.name.range()]
    }

    /// The value, references resolved and white space normalised.
    #[must_use]
    pub fn value(&self) -> &'a str {
        self.tree.value(self.stored.value)
    }

    /// Where the name begins in the unit's source.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.stored.name.0 as usize
    }

    /// The value in the source, between the quotes.
    #[must_use]
    pub fn value_span(&self) -> Range<usize> {
        self.stored.raw.range()
    }

    /// From the name to the closing quote.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.stored.name.0 as usize..self.stored.raw.1 as usize + 1
    }
}

/// A piece of text; an element has several if a child, a comment or a
/// reference stands between.
#[derive(Clone, Copy)]
pub struct Text<'a>(Element<'a>);

impl<'a> Text<'a> {
    #[must_use]
    pub fn parent(&self) -> Element<'a> {
        Element {
            tree: self.0.tree,
            index: self.0.node().parent,
        }
    }

    #[must_use]
    pub fn value(&self) -> &'a str {
        self.0.tree.value(self.0.node().value)
    }

    /// Where it stands in the unit's source.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.0.node().span.range()
    }
}

impl<'a> Element<'a> {
    fn node(&self) -> &'a Node {
        &self.tree.nodes[self.index as usize]
    }

    fn is_element(&self) -> bool {
        let name = self.node().name;
        name.0 != name.1
    }

    /// The name as written, prefix included.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.tree.source[self.node().name.range()]
    }

    /// The name without its prefix.
    #[must_use]
    pub fn local_name(&self) -> &'a str {
        let name = self.name();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// The value of an attribute, named with its prefix.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&'a str> {
        let mut all = self.attributes();
        all.find(|a| a.name() == name).map(|a| a.value())
    }

    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let (from, to) = self.node().attributes;
        let tree = self.tree;
        tree.attributes[from as usize..to as usize]
            .iter()
            .map(move |stored| Attribute { tree, stored })
    }

    pub fn children(&self) -> impl Iterator<Item = Element<'a>> + use<'a> {
        self.nodes_inside().filter(Element::is_element)
    }

    fn nodes_inside(&self) -> impl Iterator<Item = Element<'a>> + use<'a> {
        let tree = self.tree;
        let mut next = self.node().first;
        std::iter::from_fn(move || {
            if next == NONE {
                return None;
            }
            let element = Element { tree, index: next };
            next = element.node().next;
            Some(element)
        })
    }

    pub fn children_named<'n>(
        &self,
        name: &'n str,
    ) -> impl Iterator<Item = Element<'a>> + use<'a, 'n> {
        self.children().filter(move |e| e.name() == name)
    }

    #[must_use]
    pub fn child(&self, name: &str) -> Option<Element<'a>> {
        self.children().find(|e| e.name() == name)
    }

    #[must_use]
    pub fn parent(&self) -> Option<Element<'a>> {
        let parent = self.node().parent;
        (parent != NONE).then_some(Element {
            tree: self.tree,
            index: parent,
        })
    }

    /// The element's own text, pieces joined, not trimmed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut pieces = self.nodes_inside().filter(|n| !n.is_element());
        let mut text = pieces
            .next()
            .map(|n| Text(n).value().to_owned())
            .unwrap_or_default();
        for piece in pieces {
            text.push_str(Text(piece).value());
        }
        text
    }

    /// The whole element in the unit's source.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.node().span.range()
    }

    /// Where the element begins in the unit's source.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.node().span.0 as usize
    }

    /// From 1, among the siblings of the same name.
    #[must_use]
    pub fn ordinal(&self) -> usize {
        self.node().ordinal.max(1) as usize
    }

    /// The path below the unit, e.g. `transaction[2]/value`. An element that
    /// is alone of its name has no number.
    #[must_use]
    pub fn path(&self) -> String {
        let Some(parent) = self.parent() else {
            return String::new();
        };
        let mut path = parent.path();
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(self.name());
        if self.node().has_twin || always_numbered(self.name()) {
            path.push_str(&format!("[{}]", self.ordinal()));
        }
        path
    }
}

/// Elements that a reader counts; they keep their number when alone.
fn always_numbered(name: &str) -> bool {
    matches!(
        name,
        "transaction" | "budget" | "result" | "indicator" | "period" | "planned-disbursement"
    )
}

struct Builder<'a> {
    source: &'a str,
    context: &'a Context,
    tree: &'a mut Tree,
    reader: quick_xml::Reader<&'a [u8]>,
    open: Vec<u32>,
    /// Last child of each open element, to chain siblings.
    last: Vec<u32>,
    /// Names among the children of each open element: the first of the name,
    /// and how many there are. Few names repeat, so a list is searched.
    names: Vec<Vec<(u32, u32)>>,
    scratch: Vec<RawAttribute>,
    spent: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str, context: &'a Context, tree: &'a mut Tree) -> Self {
        let mut reader = quick_xml::Reader::from_str(source);
        reader.config_mut().check_comments = true;
        Self {
            source,
            context,
            tree,
            reader,
            open: Vec::new(),
            last: Vec::new(),
            names: Vec::new(),
            scratch: Vec::new(),
            spent: 0,
        }
    }

    fn run(mut self) -> Result<(), TreeFault> {
        loop {
            let from = self.here();
            let event = self.reader.read_event().map_err(|e| TreeFault::Text {
                offset: (self.reader.error_position() as usize).min(self.source.len()),
                message: plain_message(&e),
            })?;
            match event {
                Event::Start(tag) => self.start(&tag, from)?,
                Event::Empty(tag) => {
                    self.start(&tag, from)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text.into_inner(), from)?,
                Event::CData(text) => {
                    let to = self.here();
                    let span = span(from + "<![CDATA[".len(), to - "]]>".len());
                    drop(text);
                    self.push_text(span_of(from, to), Value::Source(span));
                }
                Event::GeneralRef(name) => self.reference(&name.into_inner(), from)?,
                Event::Comment(_) | Event::PI(_) => {
                    let to = self.here();
                    self.tree.asides.push(from..to);
                }
                Event::Decl(_) => {
                    return Err(text_fault(from, "an XML declaration inside the document"));
                }
                Event::DocType(_) => return Err(text_fault(from, "<!DOCTYPE> inside an element")),
                Event::Eof => break,
            }
        }
        match self.open.last() {
            None => Ok(()),
            Some(open) => {
                let node = &self.tree.nodes[*open as usize];
                let name = &self.source[node.name.range()];
                Err(text_fault(
                    node.span.0 as usize,
                    format!("<{name}> is never closed"),
                ))
            }
        }
    }

    fn here(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    fn start(&mut self, tag: &BytesStart<'_>, from: usize) -> Result<(), TreeFault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(TreeFault::TooDeep { offset: from });
        }
        let inside = from + 1;
        let mut scratch = std::mem::take(&mut self.scratch);
        tag::split(tag, &mut scratch).map_err(|f| text_fault(inside + f.offset, f.message))?;
        let first = self.tree.attributes.len() as u32;
        for a in &scratch {
            let raw = span(inside + a.value.0, inside + a.value.1);
            let name = span(inside + a.name.0, inside + a.name.1);
            let value = self.attribute_value(raw)?;
            self.tree.attributes.push(RawStored { name, raw, value });
        }
        self.scratch = scratch;
        let attributes = (first, self.tree.attributes.len() as u32);
        let name = span(inside, inside + tag.name().as_ref().len());
        let index = self.push(Node {
            name,
            span: span_of(from, self.here()),
            parent: NONE,
            next: NONE,
            first: NONE,
            attributes,
            value: Value::Source(Span(0, 0)),
            ordinal: 1,
            has_twin: false,
        });
        self.number(index);
        self.open.push(index);
        self.last.push(NONE);
        self.names.push(Vec::new());
        Ok(())
    }

    fn end(&mut self) {
        let to = self.here() as u32;
        self.last.pop();
        self.names.pop();
        if let Some(index) = self.open.pop() {
            self.tree.nodes[index as usize].span.1 = to;
        }
    }

    fn attribute_value(&mut self, raw: Span) -> Result<Value, TreeFault> {
        let text = &self.source[raw.range()];
        if !text
            .bytes()
            .any(|b| matches!(b, b'&' | b'\t' | b'\n' | b'\r'))
        {
            return Ok(Value::Source(raw));
        }
        let value = unescape(text, self.context, &mut self.spent)
            .map_err(|message| text_fault(raw.0 as usize, message))?;
        Ok(self.keep(value))
    }

    fn keep(&mut self, text: String) -> Value {
        self.tree.unescaped.push(text);
        Value::Unescaped(self.tree.unescaped.len() as u32 - 1)
    }

    fn text(&mut self, raw: &str, from: usize) -> Result<(), TreeFault> {
        let to = self.here();
        if let Some(at) = memchr::memmem::find(&self.source.as_bytes()[from..to], b"]]>") {
            return Err(text_fault(from + at, "“]]>” in text; write ]]&gt;"));
        }
        if self.open.is_empty() {
            return Ok(());
        }
        let value = if raw.contains('\r') {
            self.keep(raw.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Value::Source(span(from, to))
        };
        self.push_text(span_of(from, to), value);
        Ok(())
    }

    fn reference(&mut self, name: &str, from: usize) -> Result<(), TreeFault> {
        let mut text = String::new();
        entity::resolve(name, self.context, &mut self.spent, &mut text)
            .map_err(|message| text_fault(from, message))?;
        let value = self.keep(text);
        self.push_text(span_of(from, self.here()), value);
        Ok(())
    }

    /// Gives an element its number among its siblings.
    fn number(&mut self, index: u32) {
        let Some(names) = self.names.last_mut() else {
            return;
        };
        let nodes = &mut self.tree.nodes;
        let name = &self.source[nodes[index as usize].name.range()];
        let same = |first: u32| &self.source[nodes[first as usize].name.range()] == name;
        // A document of a thousand names is not of the standard: its elements
        // are numbered as they come.
        match names
            .iter()
            .take(MAX_NAMES)
            .position(|(first, _)| same(*first))
        {
            Some(at) => {
                names[at].1 += 1;
                let (first, count) = names[at];
                nodes[first as usize].has_twin = true;
                nodes[index as usize].has_twin = true;
                nodes[index as usize].ordinal = count;
            }
            None => names.push((index, 1)),
        }
    }

    fn push_text(&mut self, span: Span, value: Value) {
        self.push(Node {
            name: Span(0, 0),
            span,
            parent: NONE,
            next: NONE,
            first: NONE,
            attributes: (0, 0),
            value,
            ordinal: 0,
            has_twin: false,
        });
    }

    fn push(&mut self, mut node: Node) -> u32 {
        let index = self.tree.nodes.len() as u32;
        if let (Some(parent), Some(last)) = (self.open.last(), self.last.last_mut()) {
            node.parent = *parent;
            if *last == NONE {
                self.tree.nodes[*parent as usize].first = index;
            } else {
                self.tree.nodes[*last as usize].next = index;
            }
            *last = index;
        }
        self.tree.nodes.push(node);
        index
    }
}

fn span(from: usize, to: usize) -> Span {
    span_of(from, to)
}

/// A unit is at most 16 MB, so its offsets fit.
fn span_of(from: usize, to: usize) -> Span {
    Span(from as u32, to as u32)
}

fn text_fault(offset: usize, message: impl Into<String>) -> TreeFault {
    TreeFault::Text {
        offset,
        message: message.into(),
    }
}

/// The library's message, without its quotation style.
fn plain_message(error: &quick_xml::Error) -> String {
    use quick_xml::errors::IllFormedError;
    match error {
        quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            format!("</{found}> where </{expected}> was due")
        }
        quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
            format!("</{name}> closes nothing")
        }
        quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
            "“&” that begins no reference; write &amp;".to_owned()
        }
        other => other.to_string().replace('`', ""),
    }
}

/// An attribute value: references resolved, white space made spaces
/// (XML 1.0, section 3.3.3).
///
/// # Errors
/// A message, if a reference is not closed or stands for nothing known.
pub(super) fn unescape(raw: &str, context: &Context, spent: &mut usize) -> Result<String, String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        match rest.as_bytes()[at] {
            b'&' => {
                let end = after
                    .find(';')
                    .ok_or("“&” that begins no reference; write &amp;")?;
                entity::resolve(&after[..end], context, spent, &mut out)?;
                rest = &after[end + 1..];
            }
            b'\r' if after.starts_with('\n') => rest = after,
            _ => {
                out.push(' ');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(source: &str) -> Result<Tree, TreeFault> {
        Tree::parse(source.to_owned(), &Context::default())
    }

    #[test]
    fn elements_attributes_and_text() -> Result<(), TreeFault> {
        let tree =
            tree("<a x='1&amp;2'>t<b/>&#233;<![CDATA[<u>]]><!-- no --><b y=\"z\">v</b></a>")?;
        let root = tree.root();
        assert_eq!(root.attr("x"), Some("1&2"));
        assert_eq!(root.text(), "té<u>");
        let paths: Vec<_> = tree.elements().map(|e| e.path()).collect();
        assert_eq!(paths, ["", "b[1]", "b[2]"]);
        let second = root.children().nth(1).map(|e| (e.text(), e.attr("y")));
        assert_eq!(second, Some(("v".to_owned(), Some("z"))));
        assert_eq!(tree.asides().len(), 1);
        Ok(())
    }

    #[test]
    fn faults() {
        let mut all = String::new();
        for source in [
            "<a><b></a>",
            "<a>",
            "<a>&nope;</a>",
            "<a>a & b</a>",
            "<a>]]></a>",
            "<a x='&'/>",
            "<a x='1'y='2'/>",
            "<a><!-- -- --></a>",
            "<a>&#1;</a>",
            "<a><?xml version='1.0'?></a>",
            "<a x='1' x='2'/>",
        ] {
            all.push_str(&format!("{source}: {:?}\n", tree(source).err()));
        }
        insta::assert_snapshot!(all, @r#"
        <a><b></a>: Some(Text { offset: 6, message: "</a> where </b> was due" })
        <a>: Some(Text { offset: 0, message: "<a> is never closed" })
        <a>&nope;</a>: Some(Text { offset: 3, message: "the entity &nope; is not declared; write the character itself" })
        <a>a & b</a>: Some(Text { offset: 5, message: "“&” that begins no reference; write &amp;" })
        <a>]]></a>: Some(Text { offset: 3, message: "“]]>” in text; write ]]&gt;" })
        <a x='&'/>: Some(Text { offset: 6, message: "“&” that begins no reference; write &amp;" })
        <a x='1'y='2'/>: Some(Text { offset: 6, message: "no space after the attribute x" })
        <a><!-- -- --></a>: Some(Text { offset: 8, message: "ill-formed document: forbidden string -- was found in a comment" })
        <a>&#1;</a>: Some(Text { offset: 3, message: "&#1; is not a character that XML allows" })
        <a><?xml version='1.0'?></a>: Some(Text { offset: 3, message: "an XML declaration inside the document" })
        <a x='1' x='2'/>: Some(Text { offset: 2, message: "position 8: duplicated attribute, previous declaration at position 2" })
        "#);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |n: usize| "<a>".repeat(n) + &"</a>".repeat(n);
        assert!(tree(&nested(MAX_DEPTH)).is_ok());
        let offset = MAX_DEPTH * 3;
        assert_eq!(
            tree(&nested(200)).err(),
            Some(TreeFault::TooDeep { offset })
        );
    }
}
