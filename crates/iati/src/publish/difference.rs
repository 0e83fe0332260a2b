//! What a unit said and its written form does not say, or says otherwise.
//!
//! In two steps. First every value of the source is looked for among those that
//! 2.03 would write of it: one that is neither there, nor told in other words,
//! nor named in a note is lost. Then what 2.03 would write is compared with what
//! was written, element by element.

use super::judge::{Source, Verdict, judge};
use super::lift::text_span;
use super::names::declared_prefix;
use super::node::{Item, Node};
use super::note::{Note, Why, attribute_path};
use super::tidy::stripped;
use super::{Canonical, Mode};
use crate::read::{Context, Tree, UnitKind};
use std::collections::HashMap;
use std::ops::Range;

/// How source and output differ at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// In the source and not in the output.
    Missing,
    /// Another value.
    Changed,
    /// In the output and not in the source.
    Added,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub what: What,
    /// The path in the source, for what was added in the output.
    pub path: String,
    /// Why it is so, where a rule of the upgrade says; `None` is a fault of ours,
    /// or of what was compared.
    pub why: Option<Why>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Compares a unit, as it was read, with the unit that was written of it in `mode`.
/// Every difference of a right output has a reason.
#[must_use]
pub fn differences(
    original: &Tree,
    context: &Context,
    written: &Tree,
    kind: UnitKind,
    mode: Mode,
) -> Vec<Difference> {
    let none = Context::default();
    let before = Canonical::of(original, context, kind);
    let after = Canonical::of(written, &none, kind);
    let (Ok(mut before), Ok(after)) = (before, after) else {
        return vec![unit_missing(original, None)];
    };
    let mut found = lost(original, &before);
    if mode == Mode::Strict {
        let source = Source {
            tree: original,
            context,
        };
        let mut notes = Vec::new();
        let (node, prefixes) = (&mut before.node, &before.prefixes);
        if let Verdict::LeftOut(_) = judge(node, prefixes, mode, &source, &mut notes) {
            return vec![unit_missing(original, Some(Why::LeftOut))];
        }
        let is_out = |n: &Note| matches!(n.why, Why::LeftOut | Why::Empty);
        found.extend(notes.into_iter().filter(is_out).map(|note| Difference {
            what: What::Missing,
            path: note.path,
            why: Some(note.why),
            before: note.value,
            after: None,
        }));
    }
    element(&before.node, &after.node, &mut found);
    found
}

fn unit_missing(original: &Tree, why: Option<Why>) -> Difference {
    Difference {
        what: What::Missing,
        path: String::new(),
        why,
        before: Some(original.root().name().to_owned()),
        after: None,
    }
}

/// The values of the source that 2.03 would not write.
fn lost(tree: &Tree, canonical: &Canonical<'_>) -> Vec<Difference> {
    let mut values = HashMap::new();
    count(&canonical.node, &mut values);
    let told = Spans::of(canonical.told.iter().cloned().map(|span| (span, None)));
    let noted = |n: &Note| is_otherwise(n.why).then(|| (n.span.clone(), Some(n.why)));
    let noted = Spans::of(canonical.notes.iter().filter_map(noted));
    let mut found = Vec::new();
    let mut leaf = |span: Range<usize>, path: &dyn Fn() -> String, value: &str| {
        let value = stripped(value);
        let why = noted.around(&span);
        let is_told = || told.around(&span).is_some();
        if value.is_empty() || (why.is_none() && (is_told() || take(&mut values, value))) {
            return;
        }
        found.push(Difference {
            what: What::Missing,
            path: path(),
            why: why.flatten(),
            before: Some(value.to_owned()),
            after: None,
        });
    };
    for e in tree.elements() {
        for a in e
            .attributes()
            .filter(|a| declared_prefix(a.name()).is_none())
        {
            leaf(a.span(), &|| attribute_path(e, a.name()), a.value());
        }
        leaf(text_span(e), &|| e.path(), &e.text());
    }
    found
}

/// Whether what such a note is about does not stand in the output as it stood.
fn is_otherwise(why: Why) -> bool {
    let is_mended = matches!(why, Why::Named | Why::Spelling);
    why.loses() || is_mended || matches!(why, Why::Empty | Why::Blank | Why::Repeated)
}

/// Ranges of the source, none of them twice.
struct Spans {
    /// By start; each with the furthest end so far, so that a search can stop.
    all: Vec<(Range<usize>, Option<Why>, usize)>,
}

impl Spans {
    fn of(spans: impl Iterator<Item = (Range<usize>, Option<Why>)>) -> Self {
        let mut sorted: Vec<_> = spans.collect();
        sorted.sort_by_key(|(span, _)| (span.start, span.end));
        let mut furthest = 0;
        let all = sorted.into_iter().map(|(span, why)| {
            furthest = furthest.max(span.end);
            (span, why, furthest)
        });
        Self { all: all.collect() }
    }

    /// The innermost range around another.
    fn around(&self, inner: &Range<usize>) -> Option<Option<Why>> {
        let end = self
            .all
            .partition_point(|(span, ..)| span.start <= inner.start);
        let before = self.all[..end].iter().rev();
        before
            .take_while(|(.., furthest)| *furthest >= inner.end)
            .find(|(span, ..)| span.end >= inner.end)
            .map(|(_, why, _)| *why)
    }
}

fn count(node: &Node<'_>, values: &mut HashMap<String, usize>) {
    let mut add = |value: &str| *values.entry(stripped(value).to_owned()).or_default() += 1;
    for attribute in &node.attributes {
        add(&attribute.value);
    }
    add(&text_of(node));
    for child in node.children() {
        count(child, values);
    }
}

fn take(values: &mut HashMap<String, usize>, value: &str) -> bool {
    match values.get_mut(value) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    }
}

fn element(before: &Node<'_>, after: &Node<'_>, found: &mut Vec<Difference>) {
    for a in &before.attributes {
        let path = || attribute_path(before.source, &a.name);
        match after.attr(&a.name) {
            Some(value) if value == a.value => {}
            value => found.push(Difference {
                what: value.map_or(What::Missing, |_| What::Changed),
                path: path(),
                why: None,
                before: Some(a.value.clone().into_owned()),
                after: value.map(str::to_owned),
            }),
        }
    }
    for a in after
        .attributes
        .iter()
        .filter(|a| before.attr(&a.name).is_none())
    {
        found.push(Difference {
            what: What::Added,
            path: attribute_path(after.source, &a.name),
            why: None,
            before: None,
            after: Some(a.value.clone().into_owned()),
        });
    }
    let (old, new) = (text_of(before), text_of(after));
    if old != new {
        found.push(Difference {
            what: What::Changed,
            path: before.source.path(),
            why: None,
            before: Some(old),
            after: Some(new),
        });
    }
    children(before, after, found);
}

fn text_of(node: &Node<'_>) -> String {
    let texts = node.content.iter().filter_map(|item| match item {
        Item::Text(text) => Some(text.as_ref()),
        Item::Element(_) => None,
    });
    texts.collect()
}

/// Pairs children of one name: those that are the same first, the others in
/// their order. One that is left over is missing, or was added.
fn children(before: &Node<'_>, after: &Node<'_>, found: &mut Vec<Difference>) {
    let old: Vec<&Node<'_>> = before.children().collect();
    let new: Vec<&Node<'_>> = after.children().collect();
    let mut partner = pair(&old, &new);
    let mut is_free = vec![true; new.len()];
    for at in partner.iter().flatten() {
        is_free[*at] = false;
    }
    let mut free: HashMap<&str, Vec<usize>> = HashMap::new();
    for at in (0..new.len()).rev().filter(|at| is_free[*at]) {
        free.entry(&new[at].name).or_default().push(at);
    }
    let surplus: HashMap<&str, usize> = free.iter().map(|(n, all)| (*n, all.len())).collect();
    let lacking = |name: &str| {
        old.iter()
            .zip(&partner)
            .filter(|(o, p)| o.name == name && p.is_none())
            .count()
    };
    // As many on both sides: they are each other, changed.
    let even: Vec<&str> = surplus
        .iter()
        .filter(|(n, c)| lacking(n) == **c)
        .map(|(n, _)| *n)
        .collect();
    for (at, node) in old.iter().enumerate() {
        if partner[at].is_none() && even.contains(&node.name.as_ref()) {
            partner[at] = free.get_mut(node.name.as_ref()).and_then(Vec::pop);
            if let Some(other) = partner[at] {
                element(node, new[other], found);
            }
        }
        if partner[at].is_none() {
            found.push(whole(What::Missing, node));
        }
    }
    for at in free
        .into_values()
        .flatten()
        .collect::<std::collections::BTreeSet<_>>()
    {
        found.push(whole(What::Added, new[at]));
    }
}

/// For each of the old ones a new one that says the same, in order.
fn pair(old: &[&Node<'_>], new: &[&Node<'_>]) -> Vec<Option<usize>> {
    let mut by_form: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, node) in new.iter().enumerate().rev() {
        by_form.entry(form(node)).or_default().push(at);
    }
    old.iter()
        .map(|node| by_form.get_mut(&form(node)).and_then(Vec::pop))
        .collect()
}

/// All that an element says, as one text.
fn form(node: &Node<'_>) -> String {
    fn add(node: &Node<'_>, out: &mut String) {
        out.push('<');
        out.push_str(&node.name);
        for a in &node.attributes {
            out.push_str(&format!(" {}={:?}", a.name, a.value));
        }
        out.push('>');
        for item in &node.content {
            match item {
                Item::Element(child) => add(child, out),
                Item::Text(text) => out.push_str(&format!("{text:?}")),
            }
        }
        out.push_str("</>");
    }
    let mut out = String::new();
    add(node, &mut out);
    out
}

fn whole(what: What, node: &Node<'_>) -> Difference {
    let (before, after) = match what {
        What::Added => (None, Some(form(node))),
        _ => (Some(form(node)), None),
    };
    Difference {
        what,
        path: node.source.path(),
        why: None,
        before,
        after,
    }
}
