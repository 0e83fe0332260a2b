//! The paths that rules are written in: a small part of `XPath`.
//!
//! `transaction/value/@currency` selects attributes, `activity-date[@type=1|2]`
//! filters by an attribute; in a filter `~` stands for a missing or empty one.
//! `..` is the parent. A path that ends in an element selects the element.

use crate::read::{Attribute, Element};

/// A parsed path.
#[derive(Debug)]
pub(super) struct Path {
    steps: Vec<Step>,
    attribute: Option<&'static str>,
}

#[derive(Debug)]
enum Step {
    Parent,
    Child {
        name: &'static str,
        filter: Option<Filter>,
    },
}

#[derive(Debug)]
struct Filter {
    attribute: &'static str,
    values: Vec<&'static str>,
}

/// What a path selects.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub element: Element<'a>,
    pub attribute: Option<Attribute<'a>>,
}

impl Spot<'_> {
    /// The attribute's value or the element's text.
    pub(super) fn text(&self) -> String {
        self.attribute
            .map_or_else(|| self.element.text(), |a| a.value().to_owned())
    }

    pub(super) fn offset(&self) -> usize {
        self.attribute
            .map_or_else(|| self.element.offset(), |a| a.offset())
    }

    pub(super) fn path(&self) -> String {
        let path = self.element.path();
        match self.attribute {
            None => path,
            Some(a) if path.is_empty() => format!("@{}", a.name()),
            Some(a) => format!("{path}/@{}", a.name()),
        }
    }
}

impl Path {
    pub(super) fn parse(text: &'static str) -> Self {
        let mut path = Self {
            steps: Vec::new(),
            attribute: None,
        };
        for part in text.split('/').filter(|p| !p.is_empty() && *p != ".") {
            if let Some(attribute) = part.strip_prefix('@') {
                path.attribute = Some(attribute);
            } else if part == ".." {
                path.steps.push(Step::Parent);
            } else {
                path.steps.push(child(part));
            }
        }
        path
    }

    /// Everything the path selects below `from`, in document order.
    pub(super) fn select<'a>(&self, from: Element<'a>) -> Vec<Spot<'a>> {
        let mut elements = vec![from];
        for step in &self.steps {
            elements = elements.into_iter().flat_map(|e| step.from(e)).collect();
        }
        let Some(name) = self.attribute else {
            return elements
                .into_iter()
                .map(|element| Spot {
                    element,
                    attribute: None,
                })
                .collect();
        };
        let attribute = |e: Element<'a>| e.attributes().find(|a| a.name() == name);
        elements
            .into_iter()
            .filter_map(|element| {
                attribute(element).map(|a| Spot {
                    element,
                    attribute: Some(a),
                })
            })
            .collect()
    }
}

fn child(part: &'static str) -> Step {
    let Some((name, filter)) = part.split_once('[') else {
        return Step::Child {
            name: part,
            filter: None,
        };
    };
    let inside = filter.trim_end_matches(']');
    let (attribute, values) = inside.split_once('=').unwrap_or((inside, ""));
    Step::Child {
        name,
        filter: Some(Filter {
            attribute: attribute.trim_start_matches('@'),
            values: values.split('|').collect(),
        }),
    }
}

impl Step {
    fn from<'a>(&self, element: Element<'a>) -> Vec<Element<'a>> {
        match self {
            Self::Parent => element.parent().into_iter().collect(),
            Self::Child { name, filter } => {
                let passes = |e: &Element<'a>| filter.as_ref().is_none_or(|f| f.passes(*e));
                element.children_named(name).filter(passes).collect()
            }
        }
    }
}

impl Filter {
    fn passes(&self, element: Element<'_>) -> bool {
        let value = element.attr(self.attribute).unwrap_or("");
        let value = if value.is_empty() { "~" } else { value };
        self.values.contains(&value)
    }
}
