//! Values become elements: which of them stand in one, and which begin another.
//!
//! A row has, of each element right below the unit, at most one. Where the row says which
//! activity it is of, that is a new one; where it goes on with the row above, it is new
//! only if it has something that may stand once in it. So a row with nothing but a text and
//! its language is one more narrative of the element above. A key tells elements apart
//! that several rows tell of.

use super::path::{Path, Step};
use std::collections::BTreeMap;

/// Which row an element is of: sheet and row as a person sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub sheet: usize,
    pub row: u32,
}

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub name: String,
    pub rank: usize,
    pub key: Option<String>,
    /// Rank, name, value.
    pub attributes: Vec<(usize, String, String)>,
    pub text: Option<String>,
    pub children: Vec<Node>,
    pub place: Place,
    /// A row of it is faulty: it is left out, with what goes on with it.
    pub dropped: bool,
}

/// A value on its way.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'p> {
    pub path: &'p Path,
    pub value: String,
    pub column: usize,
}

/// A row's keys, by the element that they tell: `result/indicator`.
pub(super) type Keys = BTreeMap<String, String>;

/// A value that contradicts what stands there: its column, and what stands there.
pub(super) struct Contradicts {
    pub column: usize,
    pub known: String,
}

impl Node {
    pub(super) fn new(name: &str, rank: usize, place: Place) -> Self {
        Self {
            name: name.to_owned(),
            rank,
            key: None,
            attributes: Vec::new(),
            text: None,
            children: Vec::new(),
            place,
            dropped: false,
        }
    }

    fn of_step(step: &Step, place: Place) -> Self {
        let mut node = Self::new(&step.name, step.rank, place);
        for (name, value) in &step.fixed {
            node.attributes.push((0, name.clone(), value.clone()));
        }
        node
    }

    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(_, n, _)| n == name);
        found.map(|(_, _, value)| value.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.name == name && !c.dropped)
    }

    fn is_of(&self, step: &Step) -> bool {
        let fixed = |(name, value): &(String, String)| self.attr(name) == Some(value);
        self.name == step.name && step.fixed.iter().all(fixed)
    }

    /// Sets the attribute or text at the end of a path.
    fn set(&mut self, leaf: &Leaf<'_>) -> Result<(), Contradicts> {
        let known = match &leaf.path.attribute {
            Some(name) => self.attr(name).map(str::to_owned),
            None => self.text.clone(),
        };
        match known {
            Some(known) if known == leaf.value => return Ok(()),
            Some(known) => {
                let column = leaf.column;
                return Err(Contradicts { column, known });
            }
            None => {}
        }
        match &leaf.path.attribute {
            Some(name) => {
                self.attributes
                    .push((leaf.path.rank, name.clone(), leaf.value.clone()));
            }
            None => self.text = Some(leaf.value.clone()),
        }
        Ok(())
    }
}

/// One row's values of one element.
pub(super) struct Row<'k> {
    pub keys: &'k Keys,
    /// The row says itself which activity it is of.
    pub is_own: bool,
    pub place: Place,
}

/// Puts values below `node`; all their paths have a step at `depth`, or end there.
pub(super) fn insert(
    node: &mut Node,
    leaves: &[&Leaf<'_>],
    depth: usize,
    level: &str,
    row: &Row<'_>,
) -> Result<(), Contradicts> {
    let mut rest: Vec<&Leaf<'_>> = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        match leaf.path.steps.len() == depth {
            true => node.set(leaf)?,
            false => rest.push(leaf),
        }
    }
    while let Some(first) = rest.first() {
        let Some(step) = first.path.steps.get(depth) else {
            break;
        };
        let same = |leaf: &&Leaf<'_>| {
            leaf.path
                .steps
                .get(depth)
                .is_some_and(|s| s.name == step.name && s.fixed == step.fixed)
        };
        let (group, others): (Vec<&Leaf<'_>>, Vec<&Leaf<'_>>) =
            rest.iter().copied().partition(same);
        rest = others;
        let level = match level.is_empty() {
            true => step.name.clone(),
            false => format!("{level}/{}", step.name),
        };
        let at = choose(node, step, &group, depth, &level, row);
        if let Some(child) = node.children.get_mut(at) {
            insert(child, &group, depth + 1, &level, row)?;
        }
        forget_repeated(node, at);
    }
    Ok(())
}

/// The child that values go into: one that is there, or a new one.
fn choose(
    node: &mut Node,
    step: &Step,
    group: &[&Leaf<'_>],
    depth: usize,
    level: &str,
    row: &Row<'_>,
) -> usize {
    let key = row.keys.get(level);
    let existing = match (step.many, key) {
        (false, _) => node.children.iter().position(|c| c.is_of(step)),
        (true, Some(key)) => {
            let is = |c: &Node| c.is_of(step) && c.key.as_ref() == Some(key);
            node.children.iter().rposition(is)
        }
        (true, None) if row.is_own || is_start(group, depth) => None,
        (true, None) => node.children.iter().rposition(|c| c.is_of(step)),
    };
    existing.unwrap_or_else(|| {
        let mut child = Node::of_step(step, row.place);
        child.key = key.cloned();
        node.children.push(child);
        node.children.len() - 1
    })
}

/// Whether something in a group may stand once in its element: then it is a new one.
fn is_start(group: &[&Leaf<'_>], depth: usize) -> bool {
    group.iter().any(|leaf| {
        let below = leaf.path.steps.get(depth + 1..).unwrap_or_default();
        below.iter().all(|step| !step.many)
    })
}

/// Elements that several rows repeat, and that are one.
const REPEATED: &[&str] = &["narrative", "baseline", "reference"];

/// Takes the last child away if it says what one before it says.
fn forget_repeated(node: &mut Node, at: usize) {
    if at + 1 != node.children.len() {
        return;
    }
    let Some((last, before)) = node.children.split_last() else {
        return;
    };
    if REPEATED.contains(&last.name.as_str()) && before.iter().any(|c| is_same(c, last)) {
        node.children.pop();
    }
}

fn is_same(a: &Node, b: &Node) -> bool {
    a.name == b.name
        && a.text == b.text
        && a.attributes.len() == b.attributes.len()
        && a.attributes.iter().all(|(_, n, v)| b.attr(n) == Some(v))
        && a.children.len() == b.children.len()
        && a.children
            .iter()
            .zip(&b.children)
            .all(|(x, y)| is_same(x, y))
}

/// Marks what a faulty row would have made, or gone on with, as left out.
pub(super) fn drop_row(node: &mut Node, step: &Step, row: &Row<'_>, starts: bool) {
    if !step.many {
        return;
    }
    if !(row.is_own || starts)
        && let Some(last) = node.children.iter_mut().rev().find(|c| c.is_of(step))
    {
        last.dropped = true;
        return;
    }
    let mut child = Node::of_step(step, row.place);
    child.dropped = true;
    node.children.push(child);
}

/// Whether the values of a row would begin an element.
pub(super) fn begins(paths: &[&Path]) -> bool {
    paths.iter().any(|path| {
        let below = path.steps.get(1..).unwrap_or_default();
        below.iter().all(|step| !step.many)
    })
}
