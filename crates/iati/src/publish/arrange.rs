//! The order of 2.0x, and what 1.0x repeated for each language put into one.

use super::node::{Attr, Item, Node};
use super::note::{Note, Why};
use crate::schema::{Shape, Slot};
use std::ops::Range;

/// How far back a translation is looked for, and of how many languages a thing is
/// told: they stand side by side, and a unit of a million siblings is not compared
/// with itself.
const NEIGHBOURS: usize = 64;

/// What is known of the unit as a whole.
#[derive(Clone, Copy)]
pub(super) struct Of<'n> {
    /// Its default language.
    pub language: Option<&'n str>,
    /// Whether its version asks for an order, as all do from 2.01 on.
    pub ordered: bool,
}

/// What is to be said of it.
pub(super) struct Said<'n> {
    pub notes: &'n mut Vec<Note>,
    /// Where in the source stands what is told in other words.
    pub told: &'n mut Vec<Range<usize>>,
}

/// Arranges an element and all below it.
pub(super) fn arrange(node: &mut Node<'_>, of: Of<'_>, said: &mut Said<'_>) {
    for child in node.children_mut() {
        arrange(child, of, said);
    }
    let Some(shape) = node.shape else { return };
    sort_attributes(node, shape);
    if holds_elements(shape) {
        sort(node, of, said.notes);
        merge(node, shape, of.language, said);
    }
}

fn holds_elements(shape: Shape) -> bool {
    shape.text().is_none() && !shape.is_open()
}

fn rank(item: &Item<'_>) -> usize {
    match item {
        Item::Element(child) => child.rank,
        Item::Text(_) => 0,
    }
}

/// Puts children in order; those of one name stay as they stood.
fn sort(node: &mut Node<'_>, of: Of<'_>, notes: &mut Vec<Note>) {
    if node.content.is_sorted_by_key(rank) {
        return;
    }
    node.content.sort_by_key(rank);
    if of.ordered {
        let message = "its elements are put in the order of 2.03";
        notes.push(Note::of_element(Why::Order, node.source, message));
    }
}

/// The standard's attributes in their order, then all others by name.
fn sort_attributes(node: &mut Node<'_>, shape: Shape) {
    let rank = |a: &Attr<'_>| {
        shape
            .attribute(&a.name)
            .map_or(usize::MAX, |slot| slot.rank)
    };
    node.attributes
        .sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name)));
}

/// Joins neighbours that are one thing told in several languages, and drops
/// what is said twice where it may stand once.
fn merge(node: &mut Node<'_>, shape: Shape, language: Option<&str>, said: &mut Said<'_>) {
    let repeats = |w: &[Item<'_>]| match w {
        [Item::Element(a), Item::Element(b)] => a.name == b.name,
        _ => false,
    };
    if !node.content.windows(2).any(repeats) {
        return;
    }
    let mut kept: Vec<Item<'_>> = Vec::with_capacity(node.content.len());
    for item in std::mem::take(&mut node.content) {
        let Item::Element(later) = item else {
            kept.push(item);
            continue;
        };
        let Some(slot) = shape.child(&later.name).filter(|_| later.shape.is_some()) else {
            kept.push(Item::Element(later));
            continue;
        };
        let near = kept.iter_mut().rev().take(NEIGHBOURS);
        let mut earlier = near.map_while(|item| match item {
            Item::Element(e) if e.name == later.name => Some(e),
            _ => None,
        });
        let partner = earlier.find(|e| is_one_thing(e, &later, slot, language));
        match partner {
            Some(partner) => join(partner, later, said),
            None => kept.push(Item::Element(later)),
        }
    }
    for item in &mut kept {
        if let Item::Element(child) = item
            && child.shape.is_some_and(holds_elements)
            && !child.content.is_sorted_by_key(rank)
        {
            child.content.sort_by_key(rank);
        }
    }
    node.content = kept;
}

/// Whether two elements are the same thing: told in two languages as 1.0x did, or
/// said twice where 2.03 lets it stand once.
fn is_one_thing(a: &Node<'_>, b: &Node<'_>, slot: Slot, language: Option<&str>) -> bool {
    if !slot.many {
        return is_part(b, a) && (b.from_text || !b.children().any(|c| !is_in(c, a)));
    }
    let is_told = a.from_text && b.from_text && a.content.len() <= NEIGHBOURS;
    is_told
        && is_part(a, b)
        && is_part(b, a)
        && is_named(a)
        && only_narratives(a)
        && only_narratives(b)
        && languages(b, language)
            .all(|l| !languages(a, language).any(|known| is_same_language(known, l)))
}

fn is_same_language(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
        (None, None) => true,
        _ => false,
    }
}

/// Whether what the attributes of `a` say, those of `b` say too.
fn is_part(a: &Node<'_>, b: &Node<'_>) -> bool {
    a.attributes
        .iter()
        .all(|x| b.attr(&x.name) == Some(&*x.value))
}

/// Whether an element stands in `parent` in the same words, near the end.
fn is_in(child: &Node<'_>, parent: &Node<'_>) -> bool {
    let near = parent.content.iter().rev().take(NEIGHBOURS);
    near.into_iter()
        .any(|item| matches!(item, Item::Element(c) if is_same(c, child)))
}

fn is_same(a: &Node<'_>, b: &Node<'_>) -> bool {
    let items = |(x, y): (&Item<'_>, &Item<'_>)| match (x, y) {
        (Item::Element(x), Item::Element(y)) => is_same(x, y),
        (Item::Text(x), Item::Text(y)) => x == y,
        _ => false,
    };
    a.name == b.name
        && a.attributes.len() == b.attributes.len()
        && is_part(a, b)
        && a.content.len() == b.content.len()
        && a.content.iter().zip(&b.content).all(items)
}

/// Whether its attributes tell which thing it is; a description is told by its type.
fn is_named(node: &Node<'_>) -> bool {
    let told = |name: &&str| node.stated(name).is_some();
    node.name == "description" || ["ref", "code", "iso-date"].iter().any(told)
}

fn only_narratives(node: &Node<'_>) -> bool {
    node.children().all(|c| c.name == "narrative")
}

fn languages<'n>(
    node: &'n Node<'_>,
    default: Option<&'n str>,
) -> impl Iterator<Item = Option<&'n str>> {
    node.children()
        .map(move |c| c.stated("xml:lang").or(default))
}

fn join<'t>(into: &mut Node<'t>, later: Node<'t>, said: &mut Said<'_>) {
    let source = later.source;
    // Its attributes say what those of the earlier one say.
    said.told.extend(source.attributes().map(|a| a.span()));
    let mut gave = false;
    for item in later.content {
        match item {
            Item::Element(child) if !is_in(&child, into) => {
                gave = true;
                into.content.push(Item::Element(child));
            }
            _ => {}
        }
    }
    if !gave {
        let message = "it says the same once more, and may stand once";
        said.notes
            .push(Note::of_element(Why::Repeated, source, message));
    }
}
