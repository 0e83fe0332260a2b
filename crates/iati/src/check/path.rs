//! The paths that rules are written in: a small part of `XPath`.
//!
//! `transaction/value/@currency` selects attributes, `activity-date[@type=1|2]`
//! filters by an attribute; in a filter `~` stands for a missing or empty one.
//! `..` is the parent, `narrative/text()` the elements that hold any text, and
//! `//title` the elements of a name at any depth. A path that ends in an element
//! selects the element. What it selects is a slice of a bucket, so no rule walks
//! the tree.

use super::bucket::{Bucket, Buckets, Sorted};
use crate::read::{Attribute, Element, UnitKind};
use std::borrow::Cow;

/// A parsed path, below the elements of one other path.
#[derive(Debug)]
pub(super) struct Path {
    /// How far above the context the path begins: the number of its `..`.
    up: usize,
    /// What lies below that; `None` for the element itself.
    bucket: Option<Bucket>,
    /// Set if the context's own path is not known (`//title`): how many steps
    /// below it the selected element is.
    steps_below: Option<usize>,
    filters: Vec<Filter>,
    target: Target,
}

#[derive(Debug)]
enum Target {
    Element,
    /// The element, if it holds text.
    Text,
    Attribute(&'static str),
}

#[derive(Debug)]
struct Filter {
    /// How far above the selected element it is asked.
    up: usize,
    attribute: &'static str,
    values: Vec<&'static str>,
}

/// What a path selects.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub element: Element<'a>,
    pub attribute: Option<Attribute<'a>>,
}

impl<'a> Spot<'a> {
    pub(super) fn of(element: Element<'a>) -> Self {
        Self {
            element,
            attribute: None,
        }
    }

    /// An attribute of an element, if it is there.
    pub(super) fn of_attribute(element: Element<'a>, name: &str) -> Option<Self> {
        let attribute = element.attributes().find(|a| a.name() == name)?;
        Some(Self {
            element,
            attribute: Some(attribute),
        })
    }

    /// An attribute of an element, or the element if it has none of the name.
    pub(super) fn attribute_or_element(element: Element<'a>, name: &str) -> Self {
        Self::of_attribute(element, name).unwrap_or(Self::of(element))
    }

    /// An attribute of an element, or the element if it has none of the name.
    pub(super) fn attribute_of(element: Element<'a>, name: &str) -> Self {
        Self {
            element,
            attribute: element.attributes().find(|a| a.name() == name),
        }
    }

    /// The attribute's value or the element's text.
    pub(super) fn text(&self) -> Cow<'a, str> {
        match self.attribute {
            Some(attribute) => Cow::Borrowed(attribute.value()),
            None => self.element.text(),
        }
    }

    pub(super) fn offset(&self) -> usize {
        self.attribute
            .map_or_else(|| self.element.offset(), |a| a.offset())
    }

    /// The path below the unit.
    pub(super) fn path(&self) -> String {
        let path = self.element.path();
        match self.attribute {
            None => path,
            Some(a) if path.is_empty() => format!("@{}", a.name()),
            Some(a) => format!("{path}/@{}", a.name()),
        }
    }
}

/// Where the elements stand that a path is below.
#[derive(Debug)]
pub(super) enum Base {
    /// The steps from the unit's own element on, that one included.
    Known(Vec<&'static str>),
    /// Elements of one name, at any depth.
    Anywhere,
}

impl Base {
    /// The base that `on` selects, itself a path below the unit.
    pub(super) fn of(unit: UnitKind, on: &'static str) -> Self {
        if on.starts_with("//") {
            return Self::Anywhere;
        }
        let parts = on.split('/').filter(|p| *p != ".").map(|p| step(p).0);
        Self::Known(std::iter::once(unit.element()).chain(parts).collect())
    }
}

/// A path in the making.
struct Parts {
    steps: Vec<&'static str>,
    /// How many of the context's steps are left after the `..`.
    kept: usize,
    /// Filters, with the number of the step each stands on.
    filters: Vec<(usize, Filter)>,
    target: Target,
}

impl Path {
    /// Reads `text`, a path below the elements of `base`.
    pub(super) fn parse(text: &'static str, base: &Base, buckets: &mut Buckets) -> Self {
        if let Some(name) = text.strip_prefix("//") {
            return Self::anywhere(name, buckets);
        }
        let (steps, anywhere) = match base {
            Base::Known(steps) => (steps.clone(), false),
            Base::Anywhere => (Vec::new(), true),
        };
        let depth = steps.len();
        let parts = Parts::read(text, steps);
        let below = parts.steps.len() - parts.kept;
        let bucket = match parts.steps.last() {
            Some(name) if anywhere => Some(buckets.of_name(name)),
            Some(_) if below > 0 => Some(buckets.of_path(&parts.steps)),
            _ => None,
        };
        let last = parts.steps.len();
        let at_its_step = |(step, filter): (usize, Filter)| Filter {
            up: last - step,
            ..filter
        };
        Self {
            up: depth - parts.kept,
            bucket,
            steps_below: (anywhere && below > 0).then_some(below),
            filters: parts.filters.into_iter().map(at_its_step).collect(),
            target: parts.target,
        }
    }

    fn anywhere(name: &'static str, buckets: &mut Buckets) -> Self {
        Self {
            up: 0,
            bucket: Some(buckets.of_name(name)),
            steps_below: None,
            filters: Vec::new(),
            target: Target::Element,
        }
    }

    /// Everything the path selects from `context`, in document order.
    pub(super) fn select<'s, 'a>(
        &'s self,
        sorted: &'s Sorted<'a>,
        context: Element<'a>,
    ) -> impl Iterator<Item = Spot<'a>> + use<'s, 'a> {
        let anchor = above(context, self.up);
        let inside = match (self.bucket, anchor) {
            (Some(bucket), Some(anchor)) => sorted.inside(bucket, anchor),
            _ => &[],
        };
        let itself = anchor.filter(|_| self.bucket.is_none());
        itself
            .into_iter()
            .chain(inside.iter().copied())
            .filter(move |e| self.stands_below(*e, context))
            .filter(|e| self.filters.iter().all(|f| f.passes(*e)))
            .filter_map(|e| self.target.of(e))
    }

    /// Whether the path can select nothing in this unit.
    pub(super) fn is_empty(&self, sorted: &Sorted<'_>) -> bool {
        self.bucket.is_some_and(|b| sorted.all(b).is_empty())
    }

    pub(super) fn first<'a>(&self, sorted: &Sorted<'a>, context: Element<'a>) -> Option<Spot<'a>> {
        self.select(sorted, context).next()
    }

    fn stands_below(&self, element: Element<'_>, context: Element<'_>) -> bool {
        self.steps_below.is_none_or(|steps| {
            above(element, steps).is_some_and(|e| e.offset() == context.offset())
        })
    }
}

impl Parts {
    fn read(text: &'static str, base: Vec<&'static str>) -> Self {
        let mut parts = Self {
            kept: base.len(),
            steps: base,
            filters: Vec::new(),
            target: Target::Element,
        };
        for part in text.split('/').filter(|p| !p.is_empty() && *p != ".") {
            parts.add(part);
        }
        parts
    }

    fn add(&mut self, part: &'static str) {
        if let Some(attribute) = part.strip_prefix('@') {
            self.target = Target::Attribute(attribute);
        } else if part == "text()" {
            self.target = Target::Text;
        } else if part == ".." {
            self.steps.pop();
            self.kept = self.kept.min(self.steps.len());
        } else {
            let (name, filter) = step(part);
            self.steps.push(name);
            self.filters.extend(filter.map(|f| (self.steps.len(), f)));
        }
    }
}

/// Reads `activity-date[@type=1|2]`.
fn step(part: &'static str) -> (&'static str, Option<Filter>) {
    let Some((name, filter)) = part.split_once('[') else {
        return (part, None);
    };
    let inside = filter.trim_end_matches(']');
    let (attribute, values) = inside.split_once('=').unwrap_or((inside, ""));
    let filter = Filter {
        up: 0,
        attribute: attribute.trim_start_matches('@'),
        values: values.split('|').collect(),
    };
    (name, Some(filter))
}

fn above(element: Element<'_>, steps: usize) -> Option<Element<'_>> {
    (0..steps).try_fold(element, |e, _| e.parent())
}

impl Target {
    fn of<'a>(&self, element: Element<'a>) -> Option<Spot<'a>> {
        match self {
            Self::Element => Some(Spot::of(element)),
            Self::Text => (!element.text().is_empty()).then(|| Spot::of(element)),
            Self::Attribute(name) => Spot::of_attribute(element, name),
        }
    }
}

impl Filter {
    fn passes(&self, element: Element<'_>) -> bool {
        let holder = above(element, self.up);
        let value = holder.and_then(|e| e.attr(self.attribute)).unwrap_or("");
        let value = if value.is_empty() { "~" } else { value };
        self.values.contains(&value)
    }
}
