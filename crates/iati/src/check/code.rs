//! Codelist checks: one walk over the unit, guided by the table's paths.

use super::Sight;
use crate::codelist::{self, CodeCheck, Condition};
use crate::finding::{Finding, Severity};
use crate::position::Position;
use crate::read::Element;
use crate::version::Version;
use std::collections::HashMap;

/// The checks, arranged by element path.
pub(super) struct CodeTrie {
    nodes: Vec<Node>,
    /// Checks of attributes that may stand on any element (`//@xml:lang`).
    anywhere: Vec<CodeCheck>,
}

#[derive(Default)]
struct Node {
    children: HashMap<&'static str, usize>,
    checks: Vec<(Target, CodeCheck)>,
}

#[derive(Clone, Copy)]
enum Target {
    Attribute(&'static str),
    Text,
}

impl CodeTrie {
    pub(super) fn new(checks: Vec<CodeCheck>) -> Self {
        let mut trie = Self {
            nodes: vec![Node::default()],
            anywhere: Vec::new(),
        };
        for check in checks {
            if check.path.starts_with("//@") {
                trie.anywhere.push(check);
            } else {
                trie.insert(check);
            }
        }
        trie
    }

    fn insert(&mut self, check: CodeCheck) {
        let mut at = 0;
        let mut target = Target::Text;
        for step in check.path.split('/') {
            if let Some(attribute) = step.strip_prefix('@') {
                target = Target::Attribute(attribute);
            } else if step != "text()" {
                at = self.child_or_new(at, step);
            }
        }
        self.nodes[at].checks.push((target, check));
    }

    fn child_or_new(&mut self, at: usize, step: &'static str) -> usize {
        if let Some(child) = self.nodes[at].children.get(step) {
            return *child;
        }
        self.nodes.push(Node::default());
        let child = self.nodes.len() - 1;
        self.nodes[at].children.insert(step, child);
        child
    }

    pub(super) fn judge(&self, sight: &Sight<'_>, out: &mut Vec<Finding>) {
        let root = sight.tree.root();
        let at = self.nodes[0].children.get(root.name()).copied();
        self.walk(root, at, sight, out);
    }

    fn walk(
        &self,
        element: Element<'_>,
        at: Option<usize>,
        sight: &Sight<'_>,
        out: &mut Vec<Finding>,
    ) {
        for check in &self.anywhere {
            let name = &check.path["//@".len()..];
            judge_attribute(element, name, check, sight, out);
        }
        let node = at.map(|at| &self.nodes[at]);
        for (target, check) in node.iter().flat_map(|n| &n.checks) {
            match target {
                Target::Attribute(name) => judge_attribute(element, name, check, sight, out),
                Target::Text => {
                    let place = sight.place(element.offset(), &element.path());
                    judge_value(&element.text(), element, check, sight, || place, out);
                }
            }
        }
        for child in element.children() {
            let next = node.and_then(|n| n.children.get(child.name()).copied());
            self.walk(child, next, sight, out);
        }
    }
}

fn judge_attribute(
    element: Element<'_>,
    name: &str,
    check: &CodeCheck,
    sight: &Sight<'_>,
    out: &mut Vec<Finding>,
) {
    let Some(attribute) = element.attributes().find(|a| a.name() == name) else {
        return;
    };
    let place = || {
        let path = element.path();
        let slash = if path.is_empty() { "" } else { "/" };
        sight.place(attribute.offset(), &format!("{path}{slash}@{name}"))
    };
    judge_value(attribute.value(), element, check, sight, place, out);
}

fn judge_value(
    value: &str,
    element: Element<'_>,
    check: &CodeCheck,
    sight: &Sight<'_>,
    place: impl FnOnce() -> (Position, String),
    out: &mut Vec<Finding>,
) {
    if !check.versions.contains(sight.version) || !holds(check.condition.as_ref(), element) {
        return;
    }
    let allowed = codelist::list(check.list)
        .and_then(|l| l.get(value))
        .is_some_and(|c| c.versions.contains(sight.version));
    if !allowed {
        out.extend(judge(
            check,
            value,
            sight.version,
            sight.identifier.clone(),
            place(),
        ));
    }
}

fn holds(condition: Option<&Condition>, element: Element<'_>) -> bool {
    let Some(condition) = condition else {
        return true;
    };
    let holder = if condition.of_parent {
        element.parent()
    } else {
        Some(element)
    };
    let value = holder
        .and_then(|e| e.attr(condition.attribute))
        .or(condition.default);
    value == Some(condition.value)
}

/// The finding for a value that is not on its list; `None` if it is.
pub(super) fn judge(
    check: &CodeCheck,
    value: &str,
    version: Version,
    identifier: Option<String>,
    (at, path): (Position, String),
) -> Option<Finding> {
    let list = codelist::list(check.list)?;
    if list
        .get(value)
        .is_some_and(|c| c.versions.contains(version))
    {
        return None;
    }
    let near = list.nearest(value, version);
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(", "))
    };
    Some(Finding {
        rule: check.id,
        severity: Severity::Error,
        category: check.category,
        identifier,
        at,
        path,
        value: Some(value.to_owned()),
        message: format!(
            "“{value}” is not on the codelist {} of {version}{hint}",
            check.list
        ),
        codelist: Some(check.list),
    })
}
