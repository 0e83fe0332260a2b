//! The text of a unit: one form for each content, whatever it was written like.

use super::names::{Prefixes, prefix_of};
use super::node::{Item, Node};
use std::collections::BTreeSet;

/// Writes a unit two spaces in, as the document holds it, with an end of line.
pub(super) fn unit(node: &Node<'_>, prefixes: &Prefixes) -> String {
    let mut writer = Writer {
        out: String::with_capacity(node.source.span().len() * 3 / 2),
    };
    writer.indent(1);
    writer.out.push('<');
    writer.out.push_str(&node.name);
    let mut used = BTreeSet::new();
    collect(node, &mut used);
    for (prefix, address) in prefixes.declarations(&used) {
        writer.attribute(&format!("xmlns:{prefix}"), address);
    }
    writer.rest(node, 1);
    writer.out.push('\n');
    writer.out
}

/// The prefixes of all names in an element.
fn collect<'n>(node: &'n Node<'_>, used: &mut BTreeSet<&'n str>) {
    let names = node.attributes.iter().map(|a| &a.name);
    for name in names.chain([&node.name]).filter(|n| n.contains(':')) {
        used.insert(prefix_of(name));
    }
    for child in node.children() {
        collect(child, used);
    }
}

struct Writer {
    out: String,
}

impl Writer {
    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.out.push_str("  ");
        }
    }

    fn element(&mut self, node: &Node<'_>, depth: usize) {
        self.out.push('<');
        self.out.push_str(&node.name);
        self.rest(node, depth);
    }

    /// All that follows the name.
    fn rest(&mut self, node: &Node<'_>, depth: usize) {
        for attribute in &node.attributes {
            self.attribute(&attribute.name, &attribute.value);
        }
        if node.content.is_empty() {
            return self.out.push_str("/>");
        }
        self.out.push('>');
        let holds_text = |item: &Item<'_>| matches!(item, Item::Text(_));
        let is_inline = node.content.iter().any(holds_text);
        for item in &node.content {
            if !is_inline {
                self.out.push('\n');
                self.indent(depth + 1);
            }
            match item {
                Item::Element(child) => self.element(child, depth + 1),
                Item::Text(text) => self.text(text),
            }
        }
        if !is_inline {
            self.out.push('\n');
            self.indent(depth);
        }
        self.out.push_str("</");
        self.out.push_str(&node.name);
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.escaped(value, |b| match b {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'"' => Some("&quot;"),
            // As they are, a reader would make spaces of them.
            b'\t' => Some("&#9;"),
            b'\n' => Some("&#10;"),
            b'\r' => Some("&#13;"),
            _ => None,
        });
        self.out.push('"');
    }

    fn text(&mut self, text: &str) {
        self.escaped(text, |b| match b {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            b'\r' => Some("&#13;"),
            _ => None,
        });
    }

    fn escaped(&mut self, text: &str, reference: impl Fn(u8) -> Option<&'static str>) {
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            if let Some(reference) = reference(byte) {
                self.out.push_str(&text[from..at]);
                self.out.push_str(reference);
                from = at + 1;
            }
        }
        self.out.push_str(&text[from..]);
    }
}
