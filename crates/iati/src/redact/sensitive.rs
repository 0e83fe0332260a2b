//! Places that are not to be told finely: of an activity, of all of a publisher's, or
//! of all in a country.
//!
//! Coordinates become the middle of their cell of one degree (some 110 km from south
//! to north), which is at most half a degree off. Names, descriptions and gazetteer
//! codes of a location stay only where it says itself that it is a country or a
//! first-level administrative area. What is not known to be that coarse is taken for
//! fine.

use super::known::{Edit, line_ends, removal, replacement};
use super::{Dropped, plain_name};
use crate::read::{Element, Tree};
use crate::said::phrase;
use std::collections::BTreeSet;

const COARSENED_KIND: &str = phrase("place coarsened");
const WITHHELD_KIND: &str = phrase("place withheld");
const WITHHELD: &str = "[place withheld]";

/// The attribute that says of a point that it is the middle of a degree.
pub const COARSENED: &str = "coarsened";

/// Which activities' places are told coarsely. References are compared without case
/// and white space around.
#[derive(Clone, Debug, Default)]
pub struct Sensitive {
    activities: BTreeSet<String>,
    publishers: BTreeSet<String>,
    countries: BTreeSet<String>,
}

fn key(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

impl Sensitive {
    /// An activity, by its identifier.
    pub fn activity(&mut self, identifier: &str) {
        self.activities.insert(key(identifier));
    }

    /// All activities of a publisher, by its reference.
    pub fn publisher(&mut self, reference: &str) {
        self.publishers.insert(key(reference));
    }

    /// All activities that name a country as recipient, by its code.
    pub fn country(&mut self, code: &str) {
        self.countries.insert(key(code));
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.activities.is_empty() && self.publishers.is_empty() && self.countries.is_empty()
    }

    fn is_meant(&self, tree: &Tree) -> bool {
        if self.is_empty() {
            return false;
        }
        let root = tree.root();
        let identifier = root.child("iati-identifier").map(|e| key(&e.text()));
        let publisher = root.child("reporting-org").and_then(|e| e.attr("ref"));
        identifier.is_some_and(|id| self.activities.contains(&id))
            || publisher.is_some_and(|r| self.publishers.contains(&key(r)))
            || tree.elements().any(|e| self.is_in_country(e))
    }

    fn is_in_country(&self, element: Element<'_>) -> bool {
        let code = match element.name() {
            "recipient-country" => element.attr("code"),
            "administrative" => element.attr("country"),
            _ => None,
        };
        code.is_some_and(|code| self.countries.contains(&key(code)))
    }

    pub(super) fn coarsen(&self, tree: &Tree, edits: &mut Vec<Edit>, dropped: &mut Dropped) {
        if !self.is_meant(tree) {
            return;
        }
        let mut places = Places {
            tree,
            edits,
            dropped,
        };
        places.drop_attributes(tree.root(), FIELDS);
        places.below(tree.root());
    }
}

/// Names of fields that hold a place, outside the standard's `location`.
const FIELDS: &[&str] = &[
    "coordinates",
    "geolocation",
    "lat",
    "latitude",
    "lng",
    "lon",
    "long",
    "longitude",
    "pos",
];

/// Designations that say of a location that it is a country or a first-level area.
const COARSE: &[&str] = &[
    "ADM1", "ADM1H", "PCL", "PCLD", "PCLF", "PCLH", "PCLI", "PCLIX", "PCLS", "TERR",
];

/// Children of a location that tell nothing fine.
const HARMLESS: &[&str] = &[
    "location-reach",
    "location-class",
    "location-type",
    "feature-designation",
];

/// The places of one unit, being coarsened.
struct Places<'a> {
    tree: &'a Tree,
    edits: &'a mut Vec<Edit>,
    dropped: &'a mut Dropped,
}

impl Places<'_> {
    fn below(&mut self, parent: Element<'_>) {
        for child in parent.children() {
            if child.name() == "location" {
                self.location(child);
            } else if FIELDS.contains(&plain_name(child.name()).as_str()) {
                self.drop_element(child);
            } else {
                self.drop_attributes(child, FIELDS);
                self.below(child);
            }
        }
    }

    fn location(&mut self, location: Element<'_>) {
        let is_coarse = is_coarse(location);
        self.drop_attributes(location, &["ref"]);
        self.drop_attributes(location, FIELDS);
        for child in location.children() {
            match child.name() {
                "point" => self.point(child),
                "coordinates" => self.coordinates(child),
                "exactness" => self.exactness(child),
                name if HARMLESS.contains(&name) => {}
                "administrative" if is_first_level(child) => {}
                "location-id" if is_coarse || child.attr("vocabulary") == Some("A4") => {}
                "name" | "description" | "activity-description" if is_coarse => {}
                "name" => self.name(child),
                _ => self.drop_element(child),
            }
        }
    }

    fn drop_element(&mut self, element: Element<'_>) {
        self.dropped.count(WITHHELD_KIND, 1);
        self.edits.push(removal(self.tree, element.span()));
    }

    fn drop_attributes(&mut self, element: Element<'_>, names: &[&str]) {
        for attribute in element.attributes() {
            if names.contains(&plain_name(attribute.name()).as_str()) {
                self.dropped.count(WITHHELD_KIND, 1);
                self.edits.push(removal(self.tree, attribute.span()));
            }
        }
    }

    /// The name itself goes; that there is one, stays.
    fn name(&mut self, name: Element<'_>) {
        let own = std::iter::once(name);
        for element in own.chain(name.children()) {
            let text = element.text();
            if text.trim().is_empty() || text.trim() == WITHHELD {
                continue;
            }
            let texts: Vec<_> = element.texts().map(|t| t.span()).collect();
            for (at, span) in texts.into_iter().enumerate() {
                let mask = if at == 0 { WITHHELD } else { "" };
                self.edits.push(replacement(self.tree, span, mask));
            }
            self.dropped.count(WITHHELD_KIND, 1);
        }
    }

    fn point(&mut self, point: Element<'_>) {
        for child in point.children() {
            match child.name() {
                "pos" => self.pos(child),
                _ => self.drop_element(child),
            }
        }
    }

    fn pos(&mut self, pos: Element<'_>) {
        let text = pos.text();
        if text.trim().is_empty() {
            return;
        }
        let middle = middle(&text);
        let is_done = pos.attr(COARSENED).is_some() && middle.as_deref() == Some(text.trim());
        match middle {
            _ if is_done => {}
            Some(middle) => self.replace(pos, &format!("<pos {DEGREE}>{middle}</pos>")),
            None => self.drop_element(pos),
        }
    }

    /// The form of 1.0x.
    fn coordinates(&mut self, element: Element<'_>) {
        let of = |name| element.attr(name).unwrap_or_default().trim();
        let (latitude, longitude) = (of("latitude"), of("longitude"));
        let middle = middle(&format!("{latitude} {longitude}"));
        let now = format!("{latitude} {longitude}");
        match middle {
            Some(m) if element.attr(COARSENED).is_some() && m == now => {}
            Some(m) => {
                let (latitude, longitude) = m.split_once(' ').unwrap_or_default();
                let text = format!(
                    "<coordinates latitude=\"{latitude}\" longitude=\"{longitude}\" {DEGREE}/>"
                );
                self.replace(element, &text);
            }
            None => self.drop_element(element),
        }
    }

    fn replace(&mut self, element: Element<'_>, by: &str) {
        let range = element.span();
        let text = format!("{by}{}", line_ends(self.tree, &range));
        self.dropped.count(COARSENED_KIND, 1);
        self.edits.push(Edit { range, text });
    }

    /// A middle of a degree is not exact (1), but approximate (2).
    fn exactness(&mut self, exactness: Element<'_>) {
        for attribute in exactness.attributes().filter(|a| a.name() == "code") {
            if attribute.value().trim() == "1" {
                let range = attribute.value_span();
                self.edits.push(replacement(self.tree, range, "2"));
            }
        }
    }
}

const DEGREE: &str = "coarsened=\"1 degree\"";

fn is_coarse(location: Element<'_>) -> bool {
    let designations = ["feature-designation", "location-type"];
    let mut codes = designations
        .into_iter()
        .filter_map(|name| location.child(name)?.attr("code"));
    codes
        .next()
        .is_some_and(|code| COARSE.contains(&code.trim()))
}

fn is_first_level(administrative: Element<'_>) -> bool {
    matches!(administrative.attr("level").map(str::trim), Some("0" | "1"))
        && administrative.children().next().is_none()
        && administrative.text().trim().is_empty()
}

/// The middle of the cell of one degree that a point lies in; `None` if it is none.
fn middle(point: &str) -> Option<String> {
    let mut numbers = point
        .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|part| !part.is_empty());
    let (latitude, longitude) = (numbers.next()?, numbers.next()?);
    if numbers.next().is_some() {
        return None;
    }
    Some(format!("{} {}", cell(latitude, 90)?, cell(longitude, 180)?))
}

fn cell(number: &str, most: i16) -> Option<String> {
    let degrees: f64 = number.parse().ok()?;
    let limit = f64::from(most);
    if !(-limit..=limit).contains(&degrees) {
        return None;
    }
    // The pole and the date line belong to the last cell.
    let floor = degrees.floor().min(limit - 1.0);
    Some(format!("{:.1}", floor + 0.5))
}

#[cfg(test)]
mod tests {
    use super::super::{Known, Rules};
    use super::*;
    use crate::read::Context;
    use std::sync::Arc;

    fn redacted(source: &str) -> String {
        let mut sensitive = Sensitive::default();
        sensitive.activity("xm-ex-1 ");
        sensitive.publisher("XM-EX-P");
        sensitive.country("KE");
        let rules = Arc::new(Rules {
            sensitive,
            ..Rules::default()
        });
        let redactor = Known::default().redactor_with(rules);
        let context = Context::default();
        let Ok(tree) = Tree::parse(source.to_owned(), &context) else {
            return "not well-formed".to_owned();
        };
        let (text, dropped) = redactor.redact(&tree, &context);
        let text = text.into_owned();
        if let Ok(again) = Tree::parse(text.clone(), &context) {
            let (twice, none) = redactor.redact(&again, &context);
            assert_eq!(
                (twice.as_ref(), none.total()),
                (text.as_str(), 0),
                "a second time"
            );
        }
        let counts: Vec<_> = dropped.iter().map(|(k, n)| format!("{k} {n}")).collect();
        format!("{text}\n{}", counts.join(", "))
    }

    fn activity(content: &str) -> String {
        format!(
            "<iati-activity><iati-identifier>XM-EX-1</iati-identifier>{content}</iati-activity>"
        )
    }

    #[test]
    fn points_become_the_middle_of_a_degree() {
        for (point, wanted) in [
            ("12.3456 33.9", Some("12.5 33.5")),
            ("-0.1 -179.99", Some("-0.5 -179.5")),
            ("90 180", Some("89.5 179.5")),
            (" 1,2 ", Some("1.5 2.5")),
            ("0 0", Some("0.5 0.5")),
            ("91 0", None),
            ("12.5N 33E", None),
            ("NaN 1", None),
            ("1 2 3", None),
        ] {
            assert_eq!(middle(point).as_deref(), wanted, "{point}");
        }
    }

    #[test]
    fn what_is_fine_goes_and_what_is_coarse_stays() {
        assert_eq!(
            redacted(&activity(
                "<location ref='X9'><location-id vocabulary='G1' code='1453782'/><name><narrative>Upper\nWell</narrative></name>\
            <description><narrative>By the ford</narrative></description><administrative vocabulary='G1' level='1' code='77'/>\
            <administrative vocabulary='G1' level='2' code='78'/><point srsName='s'><pos>12.3456 33.9</pos></point><exactness code='1'/>\
            <feature-designation code='PPL'/><x:well>3</x:well></location>\
            <location><name><narrative>North Province</narrative></name><location-id vocabulary='A2' code='1'/><point><pos>1.25 2.5</pos></point>\
            <feature-designation code='ADM1'/></location><x:site lat='1.23'><x:longitude>4.5</x:longitude></x:site>\
            <result><indicator><period><actual><location ref='X9'/></actual></period></indicator></result>"
            )),
            "<iati-activity><iati-identifier>XM-EX-1</iati-identifier><location ><name><narrative>[place withheld]\n</narrative></name>\
            <administrative vocabulary='G1' level='1' code='77'/><point srsName='s'><pos coarsened=\"1 degree\">12.5 33.5</pos></point><exactness code='2'/>\
            <feature-designation code='PPL'/></location>\
            <location><name><narrative>North Province</narrative></name><location-id vocabulary='A2' code='1'/><point><pos coarsened=\"1 degree\">1.5 2.5</pos></point>\
            <feature-designation code='ADM1'/></location><x:site ></x:site>\
            <result><indicator><period><actual><location /></actual></period></indicator></result></iati-activity>\n\
            place coarsened 2, place withheld 9"
        );
        assert_eq!(
            redacted(&activity(
                "<location><coordinates latitude='1.234' longitude='-5.678' precision='1'/><gazetteer-entry gazetteer-ref='GEO'>99</gazetteer-entry>\
            <administrative country='AF' adm1='A' adm2='B'>Valley</administrative></location><location><point><pos>about here</pos></point></location>"
            )),
            "<iati-activity><iati-identifier>XM-EX-1</iati-identifier><location><coordinates latitude=\"1.5\" longitude=\"-5.5\" coarsened=\"1 degree\"/></location>\
            <location><point></point></location></iati-activity>\nplace coarsened 1, place withheld 3"
        );
    }

    #[test]
    fn attributes_of_the_unit_itself_go_too() {
        let flagged = activity("").replace("<iati-activity>", "<iati-activity lat='1.2345'>");
        let text = redacted(&flagged);
        assert!(!text.contains("1.2345"), "{text}");
    }

    #[test]
    fn only_what_is_flagged_is_coarsened() {
        let place = "<location><point><pos>12.3456 33.9</pos></point></location>";
        for (content, is_meant) in [
            (activity(place), true),
            (activity(place).replace("XM-EX-1", "XM-EX-2"), false),
            (
                format!("<iati-activity><reporting-org ref='xm-ex-p'/>{place}</iati-activity>"),
                true,
            ),
            (
                format!(
                    "<iati-activity><transaction><recipient-country code='ke'/></transaction>{place}</iati-activity>"
                ),
                true,
            ),
            (
                format!("<iati-activity><recipient-country code='UG'/>{place}</iati-activity>"),
                false,
            ),
        ] {
            assert_eq!(
                redacted(&content).contains("12.5 33.5"),
                is_meant,
                "{content}"
            );
        }
    }
}
