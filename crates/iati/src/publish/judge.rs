//! Judges a unit by what was written of it: its own text is read again and held
//! against the schema of 2.03, and its content against what 2.03 demands.
//!
//! The strict output leaves out what does not hold: the element, or where money
//! or the unit's identity hangs on it, the unit. The lenient one only tells.

use super::demand;
use super::names::Prefixes;
use super::node::{Item, Node};
use super::note::{Note, Why, attribute_path};
use super::table::{self, Weight};
use super::{Mode, tidy, write};
use crate::read::{Context, Tree};
use crate::schema::{Fault, Kind, Schema};
use crate::version::Version;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More rounds than elements can stand in one another.
const ROUNDS: usize = 64;

/// What comes of a unit.
pub(super) enum Verdict {
    Written(String),
    /// Why the unit is left out.
    LeftOut(Vec<Note>),
}

/// Something in the output that 2.03 does not take.
struct Complaint {
    /// The element, in the order of the document.
    at: usize,
    attribute: Option<String>,
    /// Leaving the attribute out would mend it.
    is_of_attribute: bool,
    /// It is nothing that the standard has.
    is_unknown: bool,
    message: String,
}

pub(super) fn judge(
    unit: &mut Node<'_>,
    prefixes: &Prefixes,
    mode: Mode,
    source: &Source<'_>,
    notes: &mut Vec<Note>,
) -> Verdict {
    for round in 0..ROUNDS {
        let text = write::unit(unit, prefixes);
        let mut complaints = faults_of(&text);
        let demands = unmet(unit);
        if !demands.is_empty() && mode == Mode::Strict && source.is_valid() {
            if round == 0 {
                let index = Index::new(unit);
                notes.extend(demands.iter().map(|c| index.note(Why::Gap, c)));
            }
        } else {
            complaints.extend(demands);
        }
        if complaints.is_empty() {
            return Verdict::Written(text);
        }
        let index = Index::new(unit);
        if mode == Mode::Lenient {
            let gaps = complaints.iter().map(|c| index.note(Why::Gap, c));
            notes.extend(gaps);
            return Verdict::Written(text);
        }
        let mut cut = Cut::default();
        let mut reasons = Vec::new();
        for complaint in &complaints {
            match index.cut(complaint) {
                Some(part) => {
                    notes.extend(index.left_out(&part, complaint, &cut));
                    cut.add(part);
                }
                None => reasons.push(index.note(Why::LeftOut, complaint)),
            }
        }
        if !reasons.is_empty() {
            return Verdict::LeftOut(reasons);
        }
        cut.apply(unit, &mut 0);
        // What held only that may hold nothing now.
        tidy::tidy(unit, notes);
    }
    let message = "it could not be put into a form that 2.03 takes";
    Verdict::LeftOut(vec![Note::of_element(Why::LeftOut, unit.source, message)])
}

/// The unit as it was read.
pub(super) struct Source<'t> {
    pub tree: &'t Tree,
    pub context: &'t Context,
}

impl Source<'_> {
    /// Whether it was valid already: then what 2.03 demands beyond its schema is
    /// told, but no reason to take out what the standard's own check lets pass.
    /// All that 2.01 and 2.02 let stand, 2.03 does.
    fn is_valid(&self) -> bool {
        let (mut places, mut faults) = (Vec::new(), Vec::new());
        Schema::of(Version::V2_03).check(self.tree, self.context, &mut places, &mut faults);
        faults.is_empty()
    }
}

/// What the schema has against the text.
fn faults_of(text: &str) -> Vec<Complaint> {
    let context = Context::default();
    match Tree::parse(text.to_owned(), &context) {
        Ok(tree) => faults(&tree, &context),
        // Cannot be, since all that is written was read; if it is, nothing goes out.
        Err(fault) => vec![Complaint {
            at: 0,
            attribute: None,
            is_of_attribute: false,
            is_unknown: false,
            message: format!("what was written cannot be read: {fault:?}"),
        }],
    }
}

/// What is demanded and not met.
fn unmet(unit: &Node<'_>) -> Vec<Complaint> {
    let unmet = demand::unmet(unit);
    if unmet.is_empty() {
        return Vec::new();
    }
    let mut numbers = BTreeMap::new();
    number(unit, &mut numbers);
    let complaint = |unmet: demand::Unmet<'_, '_>| Complaint {
        at: numbers.get(&address(unmet.node)).copied().unwrap_or(0),
        attribute: unmet.attribute.map(str::to_owned),
        is_of_attribute: false,
        is_unknown: false,
        message: unmet.message,
    };
    unmet.into_iter().map(complaint).collect()
}

fn address(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node).addr()
}

fn number(node: &Node<'_>, numbers: &mut BTreeMap<usize, usize>) {
    numbers.insert(address(node), numbers.len());
    for child in node.children() {
        number(child, numbers);
    }
}

/// What the schema of 2.03 says of the text.
fn faults(tree: &Tree, context: &Context) -> Vec<Complaint> {
    let (mut places, mut faults) = (Vec::new(), Vec::new());
    Schema::of(Version::V2_03).check(tree, context, &mut places, &mut faults);
    if faults.is_empty() {
        return Vec::new();
    }
    let offsets: Vec<usize> = tree.elements().map(|e| e.offset()).collect();
    let at = |f: &Fault<'_>| offsets.partition_point(|o| *o < f.element.offset());
    faults
        .iter()
        .map(|fault| Complaint {
            at: at(fault),
            attribute: fault.attribute.map(|a| a.name().to_owned()),
            is_of_attribute: fault.attribute.is_some(),
            is_unknown: matches!(fault.kind, Kind::UnknownElement | Kind::UnknownAttribute),
            message: said(fault),
        })
        .collect()
}

/// The fault in few words; the remedies of [`Fault::message`] are for those who
/// wrote the file.
fn said(fault: &Fault<'_>) -> String {
    let name = fault.element.name();
    match fault.kind {
        Kind::MissingElement { name: wanted } => format!("<{name}> has no <{wanted}>"),
        Kind::MissingAttribute { name: wanted } => format!("<{name}> has no @{wanted}"),
        Kind::TooMany => format!("<{name}> may stand only once"),
        Kind::UnknownElement => format!("2.03 has no <{name}> here"),
        Kind::UnknownAttribute => {
            let attribute = fault.attribute.map_or("", |a| a.name());
            format!("2.03 has no @{attribute} in <{name}>")
        }
        _ => fault.message(),
    }
}

/// The elements of a unit in the order of the document.
struct Index<'n, 't> {
    nodes: Vec<(&'n Node<'t>, usize)>,
    /// How many of a name stand in an element.
    twins: HashMap<(usize, &'n str), usize>,
}

impl<'n, 't> Index<'n, 't> {
    fn new(unit: &'n Node<'t>) -> Self {
        let mut index = Self {
            nodes: Vec::new(),
            twins: HashMap::new(),
        };
        index.add(unit, usize::MAX);
        index
    }

    fn add(&mut self, node: &'n Node<'t>, parent: usize) {
        let at = self.nodes.len();
        self.nodes.push((node, parent));
        *self.twins.entry((parent, &node.name)).or_default() += 1;
        for child in node.children() {
            self.add(child, at);
        }
    }

    fn parent(&self, at: usize) -> Option<usize> {
        let (_, parent) = self.nodes.get(at)?;
        (*parent != usize::MAX).then_some(*parent)
    }

    fn node(&self, at: usize) -> Option<&'n Node<'t>> {
        self.nodes.get(at).map(|(node, _)| *node)
    }

    /// The path in the terms of 2.03.
    fn path(&self, at: usize) -> String {
        let name = self.node(at).map_or("", |n| n.name.as_ref());
        match self.parent(at) {
            Some(parent) => format!("{}/{name}", self.path(parent)),
            None => name.to_owned(),
        }
    }

    fn note(&self, why: Why, complaint: &Complaint) -> Note {
        let Some(node) = self.node(complaint.at) else {
            return Note {
                why,
                path: String::new(),
                span: 0..0,
                value: None,
                message: complaint.message.clone(),
            };
        };
        let mut note = Note::of_element(why, node.source, complaint.message.clone());
        if let Some(name) = &complaint.attribute {
            note.path = attribute_path(node.source, name);
            note.value = node.attr(name).map(str::to_owned);
            let written = node.source.attributes().find(|a| a.name() == name);
            if let Some(written) = written.filter(|_| complaint.is_of_attribute) {
                note.span = written.span();
            }
        }
        note
    }

    /// The part whose leaving out would mend it; `None` if that is the unit.
    fn cut(&self, complaint: &Complaint) -> Option<Part> {
        let attribute = complaint.attribute.as_deref();
        if complaint.is_unknown && self.is_no_word(complaint) {
            return Some(match attribute {
                Some(name) => Part::Attribute(complaint.at, name.to_owned()),
                None => Part::Element(complaint.at),
            });
        }
        if let Some(name) = attribute.filter(|_| complaint.is_of_attribute)
            && self.may_lose(complaint.at, name)
        {
            return Some(Part::Attribute(complaint.at, name.to_owned()));
        }
        self.least(complaint.at, attribute).map(Part::Element)
    }

    /// What is told of a part that is left out; once for each part.
    fn left_out(&self, part: &Part, complaint: &Complaint, cut: &Cut) -> Option<Note> {
        let mut note = self.note(Why::LeftOut, complaint);
        if let Part::Element(at) = part {
            let source = self.node(*at)?.source;
            let is_known = cut.elements.contains(at);
            let at_fault = std::mem::replace(&mut note.path, source.path());
            note.span = source.span();
            if at_fault != note.path {
                note.message = format!("{} ({at_fault})", note.message);
            }
            return (!is_known).then_some(note);
        }
        Some(note)
    }

    /// Whether something that the standard does not have is not a slip for what it
    /// has, nor something of weight at a wrong place.
    fn is_no_word(&self, complaint: &Complaint) -> bool {
        let (holder, name) = match &complaint.attribute {
            Some(name) => (Some(complaint.at), name.as_str()),
            None => (
                self.parent(complaint.at),
                self.node(complaint.at).map_or("", |n| n.name.as_ref()),
            ),
        };
        let shape = holder.and_then(|at| self.node(at)).and_then(|n| n.shape);
        let meant = shape.and_then(|s| s.nearest(name));
        let unit = self.node(0).and_then(|n| n.shape);
        let is_of_unit = unit.is_some_and(|s| s.child(name).is_some());
        let path = || format!("{}/{name}", self.path(0));
        meant.is_none()
            && name != "value"
            && !(is_of_unit && table::weight(&path()) == Weight::Unit)
    }

    /// Whether the attribute alone may be left out.
    fn may_lose(&self, at: usize, name: &str) -> bool {
        // Languages and extensions bear on no money.
        if name.contains(':') {
            return true;
        }
        let known = self.node(at).and_then(|n| n.shape?.attribute(name));
        let path = format!("{}/@{name}", self.path(at));
        known.is_none_or(|slot| !slot.required) && table::weight(&path) == Weight::Element
    }

    /// The smallest element around the fault that may be left out.
    fn least(&self, at: usize, attribute: Option<&str>) -> Option<usize> {
        if let Some(extension) = self.extension(at) {
            return Some(extension);
        }
        let mut path = self.path(at);
        if let Some(name) = attribute {
            path = format!("{path}/@{name}");
        }
        if table::weight(&path) == Weight::Unit {
            return None;
        }
        let mut at = at;
        loop {
            let parent = self.parent(at)?;
            if table::weight(&self.path(at)) == Weight::Unit {
                return None;
            }
            if self.is_optional(at, parent) {
                return Some(at);
            }
            at = parent;
        }
    }

    /// The outermost element of another namespace around it.
    fn extension(&self, at: usize) -> Option<usize> {
        let mut found = None;
        let mut next = Some(at);
        while let Some(at) = next {
            if self.node(at).is_some_and(|n| n.name.contains(':')) {
                found = Some(at);
            }
            next = self.parent(at);
        }
        found
    }

    fn is_optional(&self, at: usize, parent: usize) -> bool {
        let (Some(node), Some(holder)) = (self.node(at), self.node(parent)) else {
            return false;
        };
        let slot = holder.shape.and_then(|s| s.child(&node.name));
        let count = self.twins.get(&(parent, node.name.as_ref()));
        slot.is_none_or(|s| !s.required) || count.is_some_and(|c| *c > 1)
    }
}

/// A part of a unit, by the order of the document.
enum Part {
    Element(usize),
    Attribute(usize, String),
}

/// What is left out of a unit.
#[derive(Default)]
struct Cut {
    elements: BTreeSet<usize>,
    attributes: BTreeSet<(usize, String)>,
}

impl Cut {
    fn add(&mut self, part: Part) {
        match part {
            Part::Element(at) => _ = self.elements.insert(at),
            Part::Attribute(at, name) => _ = self.attributes.insert((at, name)),
        }
    }

    fn apply(&self, node: &mut Node<'_>, at: &mut usize) {
        let here = *at;
        *at += 1;
        let from = (here, String::new());
        let out: Vec<_> = self
            .attributes
            .range(from..(here + 1, String::new()))
            .collect();
        node.attributes
            .retain(|a| out.iter().all(|(_, name)| *name != a.name));
        for item in std::mem::take(&mut node.content) {
            match item {
                Item::Element(mut child) => {
                    let is_out = self.elements.contains(at);
                    self.apply(&mut child, at);
                    if !is_out {
                        node.content.push(Item::Element(child));
                    }
                }
                text => node.content.push(text),
            }
        }
    }
}
