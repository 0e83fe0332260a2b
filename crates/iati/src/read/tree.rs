//! One unit as a tree: elements, attributes, text, each with its place.
//!
//! Building it is the check that the unit is well-formed. The tree owns the
//! source and refers into it, so that redaction can cut it by place.

use super::build::Builder;
use super::{Context, UnitKind, place::Places};
use crate::position::Position;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// A parsed unit.
#[derive(Debug, Default)]
pub struct Tree {
    source: String,
    /// Texts that differ from their source (references resolved).
    pub(super) unescaped: Vec<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<RawStored>,
    /// Where comments and processing instructions stand.
    pub(super) asides: Vec<Range<usize>>,
    /// Numbers among siblings and places are asked for only where something is
    /// told of an element, so they are worked out when first asked for.
    numbers: OnceLock<Vec<Number>>,
    places: OnceLock<Places>,
}

/// An element or a piece of text. Nodes stand in document order.
#[derive(Debug)]
pub(super) struct Node {
    /// Empty for text.
    pub name: Span,
    pub span: Span,
    pub parent: u32,
    pub next: u32,
    pub first: u32,
    pub attributes: (u32, u32),
    /// For text.
    pub value: Value,
}

impl Node {
    pub(super) fn is_element(&self) -> bool {
        self.name.0 != self.name.1
    }
}

/// An element among the siblings of its name.
#[derive(Clone, Copy, Debug, Default)]
struct Number {
    /// From 1.
    ordinal: u32,
    /// Whether a sibling of the same name follows or goes before.
    has_twin: bool,
}

#[derive(Debug)]
pub(super) struct RawStored {
    pub name: Span,
    pub raw: Span,
    pub value: Value,
}

/// A unit is at most 16 MB, so its offsets fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span(u32, u32);

impl Span {
    pub(super) fn of(from: usize, to: usize) -> Self {
        Self(from as u32, to as u32)
    }

    pub(super) fn range(self) -> Range<usize> {
        self.0 as usize..self.1 as usize
    }

    pub(super) fn end_at(&mut self, to: usize) {
        self.1 = to as u32;
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    Source(Span),
    Unescaped(u32),
}

pub(super) const NONE: u32 = u32::MAX;

/// Names among the children of one element: where each was met first, and how
/// often. Few names stand in one element, and mostly in runs, so a list is
/// searched; the names of a document that is made otherwise go into a map.
#[derive(Default)]
struct Names<'a> {
    list: Vec<(&'a str, u32, u32)>,
    at: usize,
    rest: HashMap<&'a str, (u32, u32)>,
}

impl<'a> Names<'a> {
    const LISTED: usize = 64;

    fn clear(&mut self) {
        self.list.clear();
        self.rest.clear();
        self.at = 0;
    }

    /// The first of that name, and how many there are with this one.
    fn meet(&mut self, name: &'a str, index: u32) -> (u32, u32) {
        if self.list.get(self.at).is_none_or(|n| n.0 != name) {
            let found = self.list.iter().position(|n| n.0 == name);
            if found.is_none() && self.list.len() >= Self::LISTED {
                let (first, count) = self.rest.entry(name).or_insert((index, 0));
                *count += 1;
                return (*first, *count);
            }
            self.at = found.unwrap_or(self.list.len());
            if found.is_none() {
                self.list.push((name, index, 0));
            }
        }
        let (_, first, count) = &mut self.list[self.at];
        *count += 1;
        (*first, *count)
    }
}

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
        let mut tree = Builder::new(&source, context).run()?;
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

    /// What the unit is, by its own element; what is no organisation's record is an activity.
    #[must_use]
    pub fn kind(&self) -> UnitKind {
        UnitKind::of(self.root().name()).unwrap_or(UnitKind::Activity)
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

    /// Line and column of a byte offset, for a unit that starts at `start`.
    #[must_use]
    pub fn position(&self, start: Position, offset: usize) -> Position {
        let places = self.places.get_or_init(|| Places::new(&self.source));
        places.position(&self.source, start, offset)
    }

    fn number(&self, index: u32) -> Number {
        let numbers = self.numbers.get_or_init(|| self.count());
        numbers.get(index as usize).copied().unwrap_or_default()
    }

    /// Numbers all elements among their siblings, in one pass.
    fn count(&self) -> Vec<Number> {
        let mut numbers = vec![Number::default(); self.nodes.len()];
        let mut names = Names::default();
        for parent in self.elements() {
            names.clear();
            for child in parent.children() {
                let (first, count) = names.meet(child.name(), child.index);
                numbers[child.index as usize] = Number {
                    ordinal: count,
                    has_twin: count > 1,
                };
                if count > 1 {
                    numbers[first as usize].has_twin = true;
                }
            }
        }
        numbers
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
        self.node().is_element()
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

    /// The pieces of the element's own text.
    pub fn texts(&self) -> impl Iterator<Item = Text<'a>> + use<'a> {
        self.nodes_inside().filter(|n| !n.is_element()).map(Text)
    }

    /// The element's own text, pieces joined, not trimmed.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        let mut pieces = self.texts();
        let mut text = Cow::Borrowed(pieces.next().map_or("", |t| t.value()));
        for piece in pieces {
            text.to_mut().push_str(piece.value());
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
        self.tree.number(self.index).ordinal.max(1) as usize
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
        if self.tree.number(self.index).has_twin || always_numbered(self.name()) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::MAX_DEPTH;

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
        let second = root
            .children()
            .nth(1)
            .map(|e| (e.text().into_owned(), e.attr("y")));
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
            "",
            "a>",
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
        <a x='1'y='2'/>: Some(Text { offset: 8, message: "no space after the attribute x" })
        <a><!-- -- --></a>: Some(Text { offset: 8, message: "“--” inside a comment" })
        <a>&#1;</a>: Some(Text { offset: 3, message: "&#1; is not a character that XML allows" })
        <a><?xml version='1.0'?></a>: Some(Text { offset: 3, message: "an XML declaration inside the document" })
        <a x='1' x='2'/>: Some(Text { offset: 9, message: "the attribute x stands twice in one tag" })
        : Some(Text { offset: 0, message: "it does not begin with an element" })
        a>: Some(Text { offset: 0, message: "it does not begin with an element" })
        "#);
    }

    #[test]
    fn many_references_take_no_longer_than_their_number() {
        let source = format!("<a>{}</a>", "a&amp;".repeat(1_000_000));
        // It took minutes when each piece was searched to the end.
        assert!(tree(&source).is_ok());
    }

    #[test]
    fn pieces_between_references_end_where_they_should() -> Result<(), TreeFault> {
        let tree = tree("<a>b&amp;c]&lt;d<e/>f<![CDATA[<g>&amp;]]>h&#105;<!-- j<k -->l</a>")?;
        let pieces: Vec<&str> = tree.texts().map(|t| t.value()).collect();
        let wanted = ["b", "&", "c]", "<", "d", "f", "<g>&amp;", "h", "i", "l"];
        assert_eq!(pieces, wanted);
        Ok(())
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |n: usize| "<a>".repeat(n) + &"</a>".repeat(n);
        assert!(tree(&nested(MAX_DEPTH)).is_ok());
        let offset = MAX_DEPTH * 3;
        assert_eq!(
            tree(&nested(600)).err(),
            Some(TreeFault::TooDeep { offset })
        );
    }
}
