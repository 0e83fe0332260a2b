//! Elements of 1.0x that 2.03 arranges otherwise: website, identifiers,
//! locations, languages of documents.

use super::lift::Lift;
use super::node::{Item, Node};
use super::note::{Note, Why};
use super::table::{self, GAZETTEERS, PRECISIONS};
use crate::codelist;
use crate::read::Element;
use crate::schema::Shape;

/// Tells an element of 1.0x by others of 2.03; the shape is the parent's.
pub(super) type Become = for<'t> fn(&mut Lift<'t>, Element<'t>, Shape) -> Vec<Node<'t>>;

/// Rearranges an element that 2.03 has too. The text is the element's own; what
/// is made of it is taken out.
pub(super) type Mend = for<'t> fn(&mut Lift<'t>, &mut Node<'t>, &mut Option<String>);

/// The only reference system that the standard names for a point.
pub(crate) const SRS: &str = "http://www.opengis.net/def/crs/EPSG/0/4326";

/// A document of the category “activity web page”. 1.0x told neither its title
/// nor its format, which 2.03 asks for.
pub(super) fn activity_website<'t>(
    lift: &mut Lift<'t>,
    e: Element<'t>,
    parent: Shape,
) -> Vec<Node<'t>> {
    let url = e.text().trim().to_owned();
    if url.is_empty() {
        lift.note(Note::of_element(Why::Empty, e, "an empty address"));
        return Vec::new();
    }
    lift.told(e);
    let mut link = Node::below(parent, "document-link", e).with("url", url);
    if let Some(shape) = link.shape {
        let category = Node::below(shape, "category", e).with("code", "A12");
        link.content.push(Item::Element(category));
    }
    vec![link]
}

/// Latitude and longitude make a point, a precision an exactness.
pub(super) fn coordinates<'t>(lift: &mut Lift<'t>, e: Element<'t>, parent: Shape) -> Vec<Node<'t>> {
    let of = |name| e.attr(name).unwrap_or_default().trim();
    let (latitude, longitude) = (of("latitude"), of("longitude"));
    let mut made = Vec::new();
    if latitude.is_empty() || longitude.is_empty() {
        lift.note(Note::of_element(
            Why::LeftOut,
            e,
            "a point needs a latitude and a longitude",
        ));
        return made;
    }
    lift.told(e);
    let mut point = Node::below(parent, "point", e).with("srsName", SRS);
    if let Some(shape) = point.shape {
        let text = Item::Text(format!("{latitude} {longitude}").into());
        let pos = Node::below(shape, "pos", e).holding(text);
        point.content.push(Item::Element(pos));
    }
    made.push(point);
    if let Some(precision) = e.attributes().find(|a| a.name() == "precision") {
        match table::code(PRECISIONS, precision.value()) {
            Some(code) => made.push(Node::below(parent, "exactness", e).with("code", code)),
            None if precision.value().trim().is_empty() => {}
            None => lift.note(Note::of_attribute(
                Why::Removed,
                e,
                precision,
                "2.01 took it out, and exactness knows only exact (1) and approximate (2)",
            )),
        }
    }
    if let Some(mark) = e
        .attributes()
        .find(|a| a.name() == crate::redact::COARSENED)
    {
        lift.note(Note::of_attribute(Why::Coarsened, e, mark, COARSE));
    }
    made
}

pub(super) const COARSE: &str = "the place is told to one degree; 2.03 has no word for that";

/// A code of a gazetteer is an identifier of the location.
pub(super) fn gazetteer_entry<'t>(
    lift: &mut Lift<'t>,
    e: Element<'t>,
    parent: Shape,
) -> Vec<Node<'t>> {
    let text = e.text();
    let agency = e.attr("gazetteer-ref").or_else(|| e.attr("gazeteer-ref"));
    let vocabulary = agency.and_then(|word| table::code(GAZETTEERS, word));
    match vocabulary {
        _ if text.trim().is_empty() => {
            lift.note(Note::of_element(
                Why::Empty,
                e,
                "a gazetteer without a code",
            ));
            Vec::new()
        }
        Some(vocabulary) => {
            lift.told(e);
            let id = Node::below(parent, "location-id", e);
            let code = text.trim().to_owned();
            vec![id.with("vocabulary", vocabulary).with("code", code)]
        }
        None => {
            let message = "2.03 has no code for this gazetteer";
            lift.note(Note::of_element(Why::Removed, e, message).with_value(text.trim()));
            Vec::new()
        }
    }
}

/// The text was the identifier, its owner two attributes; of what type it is was
/// not told. 1.0x defines it as another identifier of the activity, which is A9.
pub(super) fn other_identifier<'t>(
    lift: &mut Lift<'t>,
    node: &mut Node<'t>,
    text: &mut Option<String>,
) {
    let e = node.source;
    if node.attr("ref").is_none()
        && let Some(written) = text.take()
    {
        node.set("ref", written.trim().to_owned());
        lift.told_text(e);
        if node.attr("type").is_none() {
            node.set("type", "A9");
            let message = "1.0x told no type: written as A9, another identifier of the activity";
            lift.note(Note::of_element(Why::Untyped, e, message).with_value(written.trim()));
        }
    }
    if node.has_child("owner-org") {
        return;
    }
    let (reference, name) = (node.take("owner-ref"), node.take("owner-name"));
    let stated = |a: &super::node::Attr<'_>| !a.value.trim().is_empty();
    let (reference, name) = (reference.filter(stated), name.filter(stated));
    let Some(shape) = node.shape else { return };
    if reference.is_none() && name.is_none() {
        return;
    }
    let mut owner = Node::below(shape, "owner-org", e);
    if let Some(reference) = reference {
        owner.set("ref", reference.value);
        lift.told_attribute(e, "owner-ref");
    }
    if let (Some(name), Some(shape)) = (name, owner.shape) {
        let narrative = Node::below(shape, "narrative", e).holding(Item::Text(name.value));
        owner.content.push(Item::Element(narrative));
        lift.told_attribute(e, "owner-name");
    }
    node.content.push(Item::Element(owner));
}

/// A country's code is one of the vocabulary A4, ISO 3166-1.
pub(super) fn administrative<'t>(
    lift: &mut Lift<'t>,
    node: &mut Node<'t>,
    _text: &mut Option<String>,
) {
    let Some(country) = node.take("country") else {
        return;
    };
    let code = country.value.trim().to_owned();
    let is_country = codelist::list("Country").is_some_and(|l| l.get(&code).is_some());
    if node.attr("code").is_none() && node.attr("vocabulary").is_none() && is_country {
        node.set("vocabulary", "A4");
        node.set("code", code);
        lift.told_attribute(node.source, "country");
        return;
    }
    let e = node.source;
    if let Some(attribute) = e.attributes().find(|a| a.name() == "country") {
        let message = "2.01 took it out";
        lift.note(Note::of_attribute(Why::Removed, e, attribute, message));
    }
}

/// In 1.01 the language was an attribute.
pub(super) fn document_link<'t>(
    lift: &mut Lift<'t>,
    node: &mut Node<'t>,
    _text: &mut Option<String>,
) {
    let (Some(language), Some(shape)) = (node.take("language"), node.shape) else {
        return;
    };
    let code = language.value.trim();
    lift.told_attribute(node.source, "language");
    let says_so = |c: &Node<'_>| c.name == "language" && c.attr("code") == Some(code);
    if code.is_empty() || node.children().any(says_so) {
        return;
    }
    let made = Node::below(shape, "language", node.source).with("code", code.to_owned());
    node.content.push(Item::Element(made));
}
