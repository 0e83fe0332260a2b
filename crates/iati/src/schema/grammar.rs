//! What one version of the standard allows at each place, made ready for the
//! walk: names in order, which of them are required, simple types.

use super::outline::{self, Declared, EXTENSIONS, Outline};
use super::place::{PLACES, Place, body};
use super::simple::Simple;
use crate::version::Version;
use std::sync::OnceLock;

/// In [`Grammar::by_place`]: the version has no such element.
const NOWHERE: u32 = u32::MAX;

/// One version, from its document elements down.
#[derive(Debug)]
pub(super) struct Grammar {
    nodes: Vec<Node>,
    by_place: Vec<u32>,
    roots: Vec<Root>,
}

/// A document element.
#[derive(Debug)]
pub(super) struct Root {
    pub node: u32,
    pub unit: u32,
    /// Elements that keep their content inside an extension.
    inside: Vec<(&'static str, u32)>,
    inside_attributes: Vec<Attribute>,
}

/// An element: what may stand in it.
#[derive(Debug)]
pub(super) struct Node {
    pub name: &'static str,
    pub place: Place,
    pub content: Content,
    /// In their order.
    pub children: Vec<Child>,
    pub attributes: Vec<Attribute>,
    /// A bit for each of `children` that must be there.
    pub required_children: u64,
    pub required_attributes: u64,
    /// Attributes of other namespaces are refused.
    pub closed: bool,
    /// The child at this index may follow extensions, see [`Node::may_alternate`].
    alternating: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Elements in their order.
    Elements,
    /// Elements in any order (1.0x).
    Loose,
    /// Elements in any order, and text (1.0x).
    Mixed,
    Text(Simple),
    Anything,
}

#[derive(Debug)]
pub(super) struct Child {
    pub name: &'static str,
    /// `None` for extensions.
    node: Option<u32>,
    pub many: bool,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub name: &'static str,
    pub kind: Simple,
}

impl Child {
    pub(super) fn is_extensions(&self) -> bool {
        self.node.is_none()
    }
}

impl Node {
    /// The index of the child `name`; the search begins where the last ended.
    pub(super) fn child(&self, name: &str, from: usize) -> Option<usize> {
        let found = |c: &Child| c.name == name && !c.is_extensions();
        let (before, after) = self.children.split_at(from.min(self.children.len()));
        let ahead = after.iter().position(found).map(|at| from + at);
        ahead.or_else(|| before.iter().position(found))
    }

    /// The index where extensions may stand.
    pub(super) fn extensions(&self) -> Option<usize> {
        self.children.iter().rposition(Child::is_extensions)
    }

    /// Whether a child may stand after extensions though it is declared before
    /// them. By the letter of the standard none may; but libxml2, by which
    /// files are judged, lets the last element pass if it may be repeated and
    /// is there already if it must be.
    pub(super) fn may_alternate(&self, child: usize, seen: u64) -> bool {
        let bit = 1 << child;
        self.alternating == Some(child) && (self.required_children & bit == 0 || seen & bit != 0)
    }

    pub(super) fn has_order(&self) -> bool {
        self.content == Content::Elements
    }

    /// The names of the elements in it, in order.
    pub(super) fn child_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        let named = self.children.iter().filter(|c| !c.is_extensions());
        named.map(|c| c.name)
    }
}

impl Grammar {
    /// The grammar of a version; made when it is first asked for.
    pub(super) fn of(version: Version) -> &'static Self {
        static READY: [OnceLock<Grammar>; 8] = [const { OnceLock::new() }; 8];
        READY[version as usize].get_or_init(|| Maker::make(version))
    }

    pub(super) fn node(&self, index: u32) -> &Node {
        &self.nodes[index as usize]
    }

    /// Whether the version has this place.
    pub(super) fn has(&self, place: Place) -> bool {
        self.by_place[place.index()] != NOWHERE
    }

    pub(super) fn child_of(&self, node: &Node, at: usize) -> Option<&Node> {
        node.children[at].node.map(|index| self.node(index))
    }

    /// The document element `name`.
    pub(super) fn root(&self, name: &str) -> Option<&Root> {
        let mut roots = self.roots.iter();
        roots.find(|r| self.node(r.node).name == name)
    }

    /// The document element that holds the unit `name`.
    pub(super) fn root_of_unit(&self, name: &str) -> Option<&Root> {
        let mut roots = self.roots.iter();
        roots.find(|r| self.node(r.unit).name == name)
    }

    /// The content that `name` keeps inside an extension.
    pub(super) fn inside(&self, root: &Root, name: &str) -> Option<&Node> {
        let at = root.inside.binary_search_by(|(n, _)| (*n).cmp(name)).ok()?;
        Some(self.node(root.inside[at].1))
    }
}

impl Root {
    /// The type that an attribute keeps inside an extension.
    pub(super) fn inside_attribute(&self, name: &str) -> Option<Simple> {
        let mut all = self.inside_attributes.iter();
        all.find(|a| a.name == name).map(|a| a.kind)
    }
}

struct Maker {
    version: Version,
    outline: &'static Outline,
    nodes: Vec<Node>,
    by_place: Vec<u32>,
}

impl Maker {
    fn make(version: Version) -> Grammar {
        let mut maker = Self {
            version,
            outline: outline::of(version),
            nodes: Vec::new(),
            by_place: vec![NOWHERE; PLACES.len()],
        };
        let outline = maker.outline;
        let mut roots: Vec<Root> = outline.roots.iter().map(|r| maker.root(r)).collect();
        for inside in &outline.inside {
            maker.fill(inside, &mut roots);
        }
        Grammar {
            nodes: maker.nodes,
            by_place: maker.by_place,
            roots,
        }
    }

    fn root(&mut self, declared: &'static Declared) -> Root {
        let unit = self.nodes.len() as u32;
        let first = declared.children.first();
        if let Some(child) = first {
            self.node(child, PLACES.child(Place::NONE, child.name));
        }
        let mut node = self.empty(declared, Place::NONE);
        if let Some(child) = first {
            node.children.push(Child {
                name: child.name,
                node: Some(unit),
                many: child.many,
            });
        }
        self.nodes.push(node);
        Root {
            node: self.nodes.len() as u32 - 1,
            unit,
            inside: Vec::new(),
            inside_attributes: Vec::new(),
        }
    }

    /// Adds an element and all below it. Its index is that of the next node.
    fn node(&mut self, declared: &'static Declared, place: Option<Place>) -> u32 {
        let place = place.unwrap_or(Place::NONE);
        let index = self.nodes.len() as u32;
        let node = self.empty(declared, place);
        self.nodes.push(node);
        if place.is_known() {
            self.by_place[place.index()] = index;
        }
        let children = self.children(body(self.outline, declared), place);
        self.finish(index, children);
        index
    }

    fn empty(&self, declared: &'static Declared, place: Place) -> Node {
        let inner = body(self.outline, declared);
        let present = inner.attributes.iter().filter(|a| a.is_in(self.version));
        let mut node = Node {
            name: declared.name,
            place,
            content: content(inner),
            children: Vec::new(),
            attributes: Vec::new(),
            required_children: 0,
            required_attributes: 0,
            closed: inner.closed,
            alternating: None,
        };
        for (at, attribute) in present.enumerate() {
            node.required_attributes |= u64::from(attribute.required) << at;
            node.attributes.push(Attribute {
                name: attribute.name,
                kind: Simple::named(attribute.kind),
            });
        }
        node
    }

    fn children(&mut self, inner: &'static Declared, place: Place) -> Vec<(Child, bool)> {
        let mut children = Vec::new();
        let present = inner.children.iter().filter(|c| c.is_in(self.version));
        for declared in present.collect::<Vec<_>>() {
            let node = (declared.name != EXTENSIONS)
                .then(|| self.node(declared, PLACES.child(place, declared.name)));
            let child = Child {
                name: declared.name,
                node,
                many: declared.many,
            };
            children.push((child, declared.required));
        }
        children
    }

    fn finish(&mut self, index: u32, children: Vec<(Child, bool)>) {
        let node = &mut self.nodes[index as usize];
        for (at, (child, required)) in children.into_iter().enumerate() {
            node.required_children |= u64::from(required) << at;
            node.children.push(child);
        }
        let holds_elements = matches!(
            node.content,
            Content::Elements | Content::Loose | Content::Mixed
        );
        if holds_elements && node.extensions().is_none() {
            node.alternating = match node.children.last() {
                Some(last) if last.many => Some(node.children.len() - 1),
                _ => None,
            };
            node.children.push(Child {
                name: EXTENSIONS,
                node: None,
                many: true,
            });
        }
    }

    /// What keeps its content inside an extension.
    fn fill(&mut self, inside: &'static Declared, roots: &mut [Root]) {
        let Some(root) = roots
            .iter_mut()
            .find(|r| self.nodes[r.node as usize].name == inside.name)
        else {
            return;
        };
        let version = self.version;
        for declared in inside.children.iter().filter(|c| c.is_in(version)) {
            let there = declared.content.and_then(|path| PLACES.find(path));
            let node = match there {
                Some(place) => self.by_place[place.index()],
                None => self.node(declared, None),
            };
            root.inside.push((declared.name, node));
        }
        root.inside.sort_unstable();
        for attribute in &inside.attributes {
            root.inside_attributes.push(Attribute {
                name: attribute.name,
                kind: Simple::named(attribute.kind),
            });
        }
    }
}

fn content(inner: &Declared) -> Content {
    match inner.content {
        Some("anything") => Content::Anything,
        _ if inner.mixed => Content::Mixed,
        _ if inner.loose => Content::Loose,
        Some(simple) if !simple.contains('/') => Content::Text(Simple::named(simple)),
        _ => Content::Elements,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_and_words_suffice() {
        for version in [
            "1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03",
        ] {
            let Some(version) = Version::parse(version) else {
                continue;
            };
            let grammar = Grammar::of(version);
            for node in &grammar.nodes {
                assert!(
                    node.children.len() <= 64 && node.attributes.len() <= 64,
                    "{}",
                    node.name
                );
            }
        }
    }
}
