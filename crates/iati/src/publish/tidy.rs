//! Values in the form of their type: what can be mended without changing what is
//! said, and what says nothing at all.

use super::lift::is_blank;
use super::node::{Attr, Item, Node};
use super::note::{Note, Why, attribute_path};
use super::table::FREE_ATTRIBUTES;
use crate::date;
pub(super) use crate::schema::collapsed as stripped;
use crate::schema::{Shape, Simple};
use std::borrow::Cow;
use std::collections::HashSet;

/// Tidies an element and all below it.
pub(super) fn tidy(node: &mut Node<'_>, notes: &mut Vec<Note>) {
    if let Some(shape) = node.shape {
        attributes(node, shape, notes);
        if let Some(kind) = shape.text() {
            text(node, kind, notes);
        }
    }
    for child in node.children_mut() {
        tidy(child, notes);
    }
    if let Some(shape) = node.shape {
        drop_empty(node, shape, notes);
    }
}

fn attributes(node: &mut Node<'_>, shape: Shape, notes: &mut Vec<Note>) {
    let source = node.source;
    let attributes = std::mem::take(&mut node.attributes);
    for mut attribute in attributes {
        let known = shape.attribute(&attribute.name);
        let kind = match (&known, attribute.name.as_ref()) {
            (Some(slot), _) => slot.kind,
            (None, "xml:lang") => Simple::Language,
            _ => Simple::String,
        };
        let is_free = known.is_none() || FREE_ATTRIBUTES.contains(&attribute.name.as_ref());
        let required = known.is_some_and(|slot| slot.required);
        let mut say = |why: Why, a: &Attr<'_>, message: &str| {
            notes.push(Note {
                why,
                path: attribute_path(source, &a.name),
                span: attribute_span(source, &a.name),
                value: Some(a.value.clone().into_owned()),
                message: message.to_owned(),
            });
        };
        if kind == Simple::String {
            if !is_free && is_padded(&attribute.value) {
                say(Why::Space, &attribute, "white space around it is left off");
                trim(&mut attribute.value);
            }
        } else if attribute.is_blank() && !required && !kind.accepts("") {
            say(Why::Blank, &attribute, "it is blank, and may be left out");
            continue;
        } else if let Some((value, why, message)) = mended(kind, &attribute) {
            say(why, &attribute, message);
            attribute.value = Cow::Owned(value);
        } else {
            trim(&mut attribute.value);
        }
        node.attributes.push(attribute);
    }
}

fn attribute_span(source: crate::read::Element<'_>, name: &str) -> std::ops::Range<usize> {
    let found = source.attributes().find(|a| a.name() == name);
    found.map_or_else(|| source.span(), |a| a.span())
}

/// The same value as its type is written.
fn mended(kind: Simple, a: &Attr<'_>) -> Option<(String, Why, &'static str)> {
    let value = stripped(&a.value);
    if kind.accepts(value) {
        return None;
    }
    let (value, why, message) = match kind {
        Simple::Boolean => (
            value.to_ascii_lowercase(),
            Why::Spelling,
            "true and false are written small",
        ),
        // A day with a time of day, of whatever notation.
        Simple::Date if value.len() > 10 && date::parse(value).is_ok() => (
            value.get(..10)?.to_owned(),
            Why::TimeCut,
            "2.03 has only the day here",
        ),
        Simple::DateTime if value.get(10..11) == Some(" ") => (
            value.replacen(' ', "T", 1),
            Why::Spelling,
            "between day and time stands a T",
        ),
        Simple::Decimal if a.name == "percentage" => (
            stripped(value.strip_suffix('%')?).to_owned(),
            Why::Spelling,
            "a percentage is written without %",
        ),
        _ => return None,
    };
    kind.accepts(&value).then_some((value, why, message))
}

/// Text of a type; narratives keep theirs.
fn text(node: &mut Node<'_>, kind: Simple, notes: &mut Vec<Note>) {
    let source = node.source;
    let is_free = node.name == "narrative";
    let [Item::Text(text)] = node.content.as_mut_slice() else {
        return;
    };
    if is_free || !is_padded(text) {
        return;
    }
    if kind == Simple::String {
        let note = Note::of_element(Why::Space, source, "white space around it is left off");
        notes.push(note.with_value(text));
    }
    trim(text);
    if text.is_empty() {
        node.content.clear();
    }
}

/// Leaves out children that say nothing, where they would have to say something;
/// and contacts of which nothing is left, as when they were a person's.
fn drop_empty(node: &mut Node<'_>, shape: Shape, notes: &mut Vec<Note>) {
    let is_idle = |child: &Node<'_>| {
        let must_speak = child.shape.is_some_and(|s| !s.may_be_empty());
        child.is_empty() && (must_speak || child.name == "contact-info")
    };
    if !node.children().any(is_idle) {
        return;
    }
    let content = std::mem::take(&mut node.content);
    let speaking = content.iter().filter_map(|item| match item {
        Item::Element(child) if !is_idle(child) => Some(child.name.as_ref()),
        _ => None,
    });
    let speaking: HashSet<&str> = speaking.collect();
    let may_go = |child: &Node<'_>| {
        let slot = shape.child(&child.name);
        is_idle(child) && slot.is_some_and(|s| !s.required || speaking.contains(&*child.name))
    };
    let keep: Vec<bool> = content
        .iter()
        .map(|item| !matches!(item, Item::Element(child) if may_go(child)))
        .collect();
    for (item, keep) in content.into_iter().zip(keep) {
        match item {
            Item::Element(child) if !keep => {
                let message = "it says nothing";
                notes.push(Note::of_element(Why::Empty, child.source, message));
            }
            item => node.content.push(item),
        }
    }
}

fn is_padded(text: &str) -> bool {
    stripped(text).len() != text.len() && !is_blank(text) || (!text.is_empty() && is_blank(text))
}

fn trim(text: &mut Cow<'_, str>) {
    let inner = stripped(text);
    if inner.len() == text.len() {
        return;
    }
    *text = match text {
        Cow::Borrowed(whole) => Cow::Borrowed(stripped(whole)),
        Cow::Owned(_) => Cow::Owned(inner.to_owned()),
    };
}
