//! Reads a picture as a reader's eye would: what stands where. For tests only.

use super::frame::Area;
use super::text::{Type, width};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};

/// A mark or a text.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub tag: String,
    pub class: String,
    /// The box around it, before it is turned.
    pub area: Area,
    pub text: String,
    pub is_turned: bool,
    /// What is read by pointing at it.
    pub title: String,
    /// A path as it is written.
    pub path: String,
}

#[derive(Debug)]
pub(super) struct Picture {
    pub width: f64,
    pub height: f64,
    pub seen: Vec<Seen>,
}

impl Picture {
    pub(super) fn of_class(&self, class: &str) -> Vec<&Seen> {
        self.seen
            .iter()
            .filter(|s| s.class.split(' ').any(|c| c == class))
            .collect()
    }

    pub(super) fn texts(&self) -> Vec<&Seen> {
        self.seen.iter().filter(|s| s.tag == "text").collect()
    }

    pub(super) fn says(&self, text: &str) -> bool {
        self.texts().iter().any(|s| s.text == text)
    }
}

/// Reads it, and holds against it what must be true of every picture: it is well-formed, has a
/// title and a description that it is named by, each identifier once, every hatching it uses, and
/// nothing beyond its edge.
pub(super) fn seen(svg: &str) -> Picture {
    let mut reader = Reader::from_str(svg);
    let mut picture = Picture {
        width: 0.0,
        height: 0.0,
        seen: Vec::new(),
    };
    let (mut ids, mut used) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<String> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    let mut down = 0.0;
    loop {
        let event = reader.read_event().expect("well-formed");
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let own = attributes(tag);
                if let Some(id) = own.get("id") {
                    assert!(ids.insert(id.clone()), "{id} is there twice");
                }
                if let Some(fill) = own.get("fill").and_then(|f| f.strip_prefix("url(#")) {
                    used.insert(fill.trim_end_matches(')').to_owned());
                }
                if name == "svg" {
                    root(&own, &mut picture);
                    used.extend(own["aria-labelledby"].split(' ').map(str::to_owned));
                }
                if let Some(by) = own.get("transform").filter(|_| name == "g") {
                    down = numbers(by)[1];
                }
                let is_mark = ["rect", "circle", "path", "text"].contains(&name.as_str());
                if is_mark && !open.iter().any(|o| o == "pattern") {
                    let title = titles.last().cloned().unwrap_or_default();
                    picture.seen.push(mark(&name, &own, down, title));
                }
                if matches!(event, Event::Start(_)) {
                    if name == "g" {
                        titles.push(String::new());
                    }
                    open.push(name);
                }
            }
            Event::Text(text) => {
                said(&open, text, &mut picture, &mut titles);
            }
            Event::GeneralRef(name) => {
                let sign = match &**name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    _ => "\"",
                };
                said(&open, sign, &mut picture, &mut titles);
            }
            Event::End(_) => {
                let closed = open.pop();
                if closed.as_deref() == Some("g") {
                    titles.pop();
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(used.is_subset(&ids), "{used:?} of {ids:?}");
    within(&mut picture);
    picture
}

fn said(open: &[String], text: &str, picture: &mut Picture, titles: &mut [String]) {
    let inner: Vec<&str> = open.iter().rev().take(2).map(String::as_str).collect();
    match inner.as_slice() {
        ["text", ..] => picture
            .seen
            .last_mut()
            .expect("it is there")
            .text
            .push_str(text),
        ["title", "g"] => titles.last_mut().expect("it is there").push_str(text),
        _ => {}
    }
}

fn root(own: &BTreeMap<String, String>, picture: &mut Picture) {
    let view = numbers(&own["viewBox"]);
    assert_eq!(own["role"], "img");
    (picture.width, picture.height) = (view[2], view[3]);
}

fn attributes(tag: &BytesStart<'_>) -> BTreeMap<String, String> {
    let pair = |a: quick_xml::events::attributes::Attribute<'_>| {
        let name = a.key.as_ref().to_owned();
        (name, a.value.into_owned())
    };
    tag.attributes()
        .map(|a| pair(a.expect("well-formed")))
        .collect()
}

/// All numbers in a text.
pub(super) fn numbers(text: &str) -> Vec<f64> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
    parts.filter_map(|part| part.parse().ok()).collect()
}

fn mark(name: &str, own: &BTreeMap<String, String>, down: f64, title: String) -> Seen {
    let number = |key: &str| own.get(key).map_or(0.0, |v| v.parse().expect("a number"));
    let area = match name {
        "rect" => Area::new(number("x"), number("y"), number("width"), number("height")),
        "circle" => {
            let r = number("r");
            Area::new(number("cx") - r, number("cy") - r, 2.0 * r, 2.0 * r)
        }
        "path" => around(&places(&own["d"])),
        // Its width is known when it is read; here stands which way it goes.
        _ => Area::new(number("x"), number("y"), 0.0, 0.0),
    };
    assert!(area.width >= 0.0 && area.height >= 0.0, "{name} {own:?}");
    Seen {
        tag: name.to_owned(),
        class: own.get("class").cloned().unwrap_or_default(),
        area: Area {
            y: area.y + down,
            ..area
        },
        text: String::new(),
        is_turned: own.contains_key("transform"),
        title,
        path: own
            .get("d")
            .cloned()
            .unwrap_or_else(|| own.get("text-anchor").cloned().unwrap_or_default()),
    }
}

/// The places a path goes by, control points included.
pub(super) fn places(path: &str) -> Vec<(f64, f64)> {
    let mut places: Vec<(f64, f64)> = Vec::new();
    let mut rest = path;
    while let Some(letter) = rest.chars().next() {
        let end = rest[1..]
            .find(|c: char| c.is_ascii_alphabetic())
            .map_or(rest.len(), |at| at + 1);
        let told = rest[1..end].replace('-', " -");
        let found: Vec<f64> = told
            .split_whitespace()
            .map(|n| n.parse().expect("a number"))
            .collect();
        for pair in found.chunks(2) {
            let (x, y) = (pair[0], pair[1]);
            let from = if letter == 'l' {
                *places.last().expect("it is there")
            } else {
                (0.0, 0.0)
            };
            places.push((from.0 + x, from.1 + y));
        }
        rest = &rest[end..];
    }
    places
}

fn around(places: &[(f64, f64)]) -> Area {
    let low = |f: fn(&(f64, f64)) -> f64| places.iter().map(f).fold(f64::MAX, f64::min);
    let high = |f: fn(&(f64, f64)) -> f64| places.iter().map(f).fold(f64::MIN, f64::max);
    if places.is_empty() {
        return Area::default();
    }
    let (x, y) = (low(|p| p.0), low(|p| p.1));
    Area::new(x, y, high(|p| p.0) - x, high(|p| p.1) - y)
}

/// Gives texts their boxes, and holds all boxes against the edge.
fn within(picture: &mut Picture) {
    for seen in picture.seen.iter_mut().filter(|s| s.tag == "text") {
        let kind = match seen.class.as_str() {
            c if c.contains("heading") => Type::Heading,
            c if c.contains("small strong") => Type::SmallStrong,
            c if c.contains("strong") => Type::Strong,
            c if c.contains("small") => Type::Small,
            _ => Type::Text,
        };
        let wide = width(&seen.text, kind);
        let x = match seen.path.as_str() {
            "middle" => seen.area.x - wide / 2.0,
            "end" => seen.area.x - wide,
            _ => seen.area.x,
        };
        seen.area = Area::new(x, seen.area.y - kind.size() * 0.8, wide, kind.size());
    }
    for seen in picture.seen.iter().filter(|s| !s.is_turned) {
        let Area { x, y, .. } = seen.area;
        let is_in = x >= -0.6
            && y >= -0.6
            && seen.area.right() <= picture.width + 0.6
            && seen.area.bottom() <= picture.height + 0.6;
        assert!(
            is_in,
            "{} {:?} {:?} {:?} lies beyond {} × {}",
            seen.tag, seen.class, seen.text, seen.area, picture.width, picture.height
        );
    }
}

/// No text lies on another.
pub(super) fn apart(picture: &Picture) {
    let texts: Vec<&Seen> = picture
        .texts()
        .into_iter()
        .filter(|t| !t.is_turned)
        .collect();
    for (at, a) in texts.iter().enumerate() {
        for b in &texts[at + 1..] {
            let shrunk = Area::new(
                a.area.x + 0.5,
                a.area.y + 0.5,
                (a.area.width - 1.0).max(0.0),
                a.area.height - 1.0,
            );
            assert!(
                !shrunk.meets(&b.area),
                "{:?} lies on {:?}: {:?} {:?}",
                a.text,
                b.text,
                a.area,
                b.area
            );
        }
    }
}
