//! The schema's part of the file around its units: the attributes of the
//! document element, and what stands between the units.

use super::grammar::{Grammar, Node};
use super::namespace::{Namespace, Scope};
use super::simple::Simple;
use super::words::{nearest_first, quoted, shortened};
use crate::read::{Context, UnitKind};
use crate::version::Version;

/// A fault of the file, not of one of its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// The attribute of the document element that it is about.
    pub attribute: Option<String>,
    pub value: Option<String>,
    pub message: String,
    /// What may stand there instead, the nearest first.
    pub allowed: Vec<String>,
}

impl FileFault {
    fn new(message: String) -> Self {
        Self {
            attribute: None,
            value: None,
            message,
            allowed: Vec::new(),
        }
    }

    fn of_attribute(name: &str, value: &str, message: String) -> Self {
        Self {
            attribute: Some(name.to_owned()),
            value: Some(value.to_owned()),
            message,
            allowed: Vec::new(),
        }
    }
}

/// The faults of the document element's own tag.
pub(super) fn root_faults(version: Version, context: &Context) -> Vec<FileFault> {
    let grammar = Grammar::of(version);
    let Some(root) = grammar.root(&context.root) else {
        return Vec::new();
    };
    let node = grammar.node(root.node);
    let scope = Scope::new(context);
    let mut faults = Vec::new();
    if scope.of_element(&context.root) != Namespace::None {
        faults.push(default_namespace(context));
    }
    for (name, value) in &context.attributes {
        faults.extend(root_attribute(node, &scope, version, name, value));
    }
    for (at, attribute) in node.attributes.iter().enumerate() {
        let required = node.required_attributes & (1 << at) != 0;
        if required && context.attribute(attribute.name).is_none() {
            faults.push(FileFault::new(format!(
                "<{}> lacks the attribute {}, which it must have in {version}",
                node.name, attribute.name
            )));
        }
    }
    faults
}

fn default_namespace(context: &Context) -> FileFault {
    let mut declared = context.namespaces.iter().rev();
    let address = declared.find(|(p, _)| p.is_empty()).map_or("", |(_, a)| a);
    let message =
        "xmlns puts all elements into a namespace, and those of the standard have none; remove it";
    FileFault::of_attribute("xmlns", address, message.to_owned())
}

fn root_attribute(
    node: &Node,
    scope: &Scope<'_>,
    version: Version,
    name: &str,
    value: &str,
) -> Option<FileFault> {
    let known = node.attributes.iter().find(|a| a.name == name);
    let prefixed = name.split_once(':');
    let namespace = prefixed.map_or(Namespace::None, |(prefix, _)| scope.of_prefix(prefix));
    let local = prefixed.map_or(name, |(_, local)| local);
    let wanted = match (known, namespace, local) {
        (Some(known), _, _) => known.kind,
        (None, Namespace::Xml, _) => Simple::of_xml(local),
        (None, Namespace::Instance, "nil" | "type") => {
            let message = format!(
                "<{}> does not take {}; remove it",
                node.name,
                shortened(name)
            );
            return Some(FileFault::of_attribute(name, value, message));
        }
        (None, Namespace::None, _) => return Some(unknown(node, version, name, value)),
        _ => return None,
    };
    if wanted.accepts(value) {
        return None;
    }
    let message = format!(
        "{name} is “{}”; it must be {}",
        shortened(value),
        wanted.form()
    );
    Some(FileFault::of_attribute(name, value, message))
}

fn unknown(node: &Node, version: Version, name: &str, value: &str) -> FileFault {
    let message = format!(
        "<{}> has no attribute {} in {version}; remove it, or put it in a namespace of your own",
        node.name,
        shortened(name)
    );
    let mut fault = FileFault::of_attribute(name, value, message);
    let names = nearest_first(name, node.attributes.iter().map(|a| a.name));
    fault.allowed = names.into_iter().map(str::to_owned).collect();
    fault
}

/// Judges what stands directly in the document element, told one after the
/// other.
///
/// By the letter of the schemas, extensions come after the last unit. libxml2,
/// by which files are judged, asks only that a unit comes first; so does this.
#[derive(Clone, Debug)]
pub struct Layout {
    version: Version,
    unit: UnitKind,
    units: u64,
    /// One was told that is in a namespace.
    met_foreign: bool,
}

impl Layout {
    /// For a file whose document element holds units of `unit`.
    #[must_use]
    pub fn new(version: Version, unit: UnitKind) -> Self {
        Self {
            version,
            unit,
            units: 0,
            met_foreign: false,
        }
    }

    /// An activity or an organisation.
    pub fn unit(&mut self, kind: UnitKind) -> Option<FileFault> {
        if kind == self.unit {
            self.units += 1;
            return None;
        }
        self.element(kind.element(), false)
    }

    /// A unit that is in a namespace: an extension, whatever its name.
    pub fn foreign_unit(&mut self, kind: UnitKind) -> Option<FileFault> {
        self.met_foreign = true;
        if self.units > 0 || !self.version.is_supported() {
            return None;
        }
        let message = format!(
            "xmlns puts this <{}> into a namespace, and those of the standard have none: it counts as an extension; remove xmlns",
            kind.element()
        );
        Some(FileFault::new(message))
    }

    /// Any other element; `foreign` if it is in a namespace.
    pub fn element(&mut self, name: &str, foreign: bool) -> Option<FileFault> {
        let (shown, unit) = (quoted(name), self.unit.element());
        if !foreign {
            let message =
                format!("{shown} may not stand here, only <{unit}>; move it into one or remove it");
            return Some(FileFault::new(message));
        }
        if self.units > 0 || !self.version.is_supported() {
            return None;
        }
        let message = format!(
            "{shown} stands before the first <{unit}>; elements of other namespaces come after it"
        );
        Some(FileFault::new(message))
    }

    /// Text that is not blank.
    pub fn text(&mut self) -> Option<FileFault> {
        let unit = self.unit.element();
        let message = format!("text stands outside every <{unit}>; remove it");
        Some(FileFault::new(message))
    }

    /// The end of the file. Where a unit in a namespace was told, that says it already.
    #[must_use]
    pub fn end(&self) -> Option<FileFault> {
        let none = self.units == 0 && !self.met_foreign && self.version.is_supported();
        none.then(|| {
            let unit = self.unit.element();
            FileFault::new(format!(
                "there is no <{unit}> in the file; it must have one"
            ))
        })
    }
}
