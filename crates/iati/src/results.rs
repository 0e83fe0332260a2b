//! What an activity says of its results, in full.
//!
//! [`Activity`](crate::activity::Activity) holds the short form, with values as
//! text. Here stand all that a figure needs before it may be added to another:
//! references, whether the publisher says that it may be added, dimensions and
//! locations, and each figure's place in the file. Reads 1.0x to 2.03; a target or
//! an actual may stand more than once in a period (2.03), and so may a baseline.
//!
//! Source: the standard's `result` element, of activity and of organisation files.

use crate::activity::{Narrative, Place, boolean, iso_date, narratives, narratives_of, trimmed};
use crate::date;
use crate::position::Position;
use crate::read::{Element, Tree};
use crate::stated::Stated;
use jiff::civil::Date;

/// One `result`.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub at: At,
    /// Code of `ResultType`: 1 output, 2 outcome, 3 impact, 9 other.
    pub kind: Option<String>,
    /// `aggregation-status`: whether its figures may be added to others'.
    pub addable: Option<bool>,
    pub titles: Vec<Narrative>,
    pub descriptions: Vec<Narrative>,
    pub references: Vec<Reference>,
    pub indicators: Vec<Indicator>,
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Below the activity, e.g. `result[1]/indicator[2]`.
    pub path: String,
    /// In the file, from 1.
    pub line: u64,
}

/// A code by which others know the result or the indicator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Code of `IndicatorVocabulary` or `ResultVocabulary`; 99 is the reporter's own.
    pub vocabulary: String,
    pub code: String,
    /// `indicator-uri`, else `vocabulary-uri`.
    pub uri: Option<String>,
}

/// One `indicator`.
#[derive(Clone, Debug)]
pub struct Indicator {
    pub at: At,
    /// Code of `IndicatorMeasure`: 1 unit, 2 percentage, 3 nominal, 4 ordinal, 5
    /// qualitative.
    pub measure: Option<String>,
    /// Whether more is better; the standard's default is yes.
    pub ascending: bool,
    /// Its own `aggregation-status`; what the result says is not repeated here.
    pub addable: Option<bool>,
    pub titles: Vec<Narrative>,
    pub descriptions: Vec<Narrative>,
    pub references: Vec<Reference>,
    pub baselines: Vec<Baseline>,
    pub periods: Vec<Period>,
}

/// One `baseline`.
#[derive(Clone, Debug)]
pub struct Baseline {
    pub year: Option<String>,
    /// `iso-date` (2.03).
    pub day: Stated<Date>,
    pub figure: Figure,
}

/// One `period`.
#[derive(Clone, Debug)]
pub struct Period {
    pub at: At,
    pub start: Stated<Date>,
    pub end: Stated<Date>,
    pub targets: Vec<Figure>,
    pub actuals: Vec<Figure>,
}

/// A `target`, an `actual`, or the value of a `baseline`.
#[derive(Clone, Debug)]
pub struct Figure {
    pub at: At,
    /// `value` as published: not every measure is a number. None where the attribute is
    /// missing or blank.
    pub value: Option<String>,
    /// `location/@ref`: places that the activity describes.
    pub locations: Vec<String>,
    pub dimensions: Vec<Dimension>,
    pub comments: Vec<Narrative>,
}

/// One `dimension`, e.g. sex: female.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dimension {
    pub name: String,
    pub value: String,
}

/// All results below the root of a unit, in document order. `start` is where the unit
/// begins in its file.
#[must_use]
pub fn read(tree: &Tree, start: Position) -> Vec<Outcome> {
    let place = Place { tree, start };
    let results = tree.root().children_named("result");
    results.map(|e| outcome(e, &place)).collect()
}

impl Place<'_> {
    fn at(&self, element: Element<'_>) -> At {
        At {
            path: element.path(),
            line: self.line(element),
        }
    }
}

fn outcome(e: Element<'_>, place: &Place<'_>) -> Outcome {
    Outcome {
        at: place.at(e),
        kind: trimmed(e.attr("type")),
        addable: boolean(e.attr("aggregation-status")),
        titles: narratives_of(e, "title"),
        descriptions: narratives_of(e, "description"),
        references: references(e),
        indicators: e
            .children_named("indicator")
            .map(|i| indicator(i, place))
            .collect(),
    }
}

fn indicator(e: Element<'_>, place: &Place<'_>) -> Indicator {
    Indicator {
        at: place.at(e),
        measure: trimmed(e.attr("measure")),
        ascending: boolean(e.attr("ascending")).unwrap_or(true),
        addable: boolean(e.attr("aggregation-status")),
        titles: narratives_of(e, "title"),
        descriptions: narratives_of(e, "description"),
        references: references(e),
        baselines: e
            .children_named("baseline")
            .map(|b| baseline(b, place))
            .collect(),
        periods: e
            .children_named("period")
            .map(|p| period(p, place))
            .collect(),
    }
}

fn baseline(e: Element<'_>, place: &Place<'_>) -> Baseline {
    Baseline {
        year: trimmed(e.attr("year")),
        day: Stated::read(e.attr("iso-date"), date::parse),
        figure: figure(e, place),
    }
}

fn period(e: Element<'_>, place: &Place<'_>) -> Period {
    let figures = |name| e.children_named(name).map(|f| figure(f, place)).collect();
    Period {
        at: place.at(e),
        start: iso_date(e, "period-start"),
        end: iso_date(e, "period-end"),
        targets: figures("target"),
        actuals: figures("actual"),
    }
}

fn figure(e: Element<'_>, place: &Place<'_>) -> Figure {
    let locations = e.children_named("location");
    let comments = e.children_named("comment");
    Figure {
        at: place.at(e),
        value: trimmed(e.attr("value")),
        locations: locations.filter_map(|l| trimmed(l.attr("ref"))).collect(),
        dimensions: e.children_named("dimension").map(dimension).collect(),
        comments: comments.flat_map(narratives).collect(),
    }
}

fn dimension(e: Element<'_>) -> Dimension {
    let text = |name| trimmed(e.attr(name)).unwrap_or_default();
    Dimension {
        name: text("name"),
        value: text("value"),
    }
}

fn references(e: Element<'_>) -> Vec<Reference> {
    let read = |r: Element<'_>| {
        Some(Reference {
            vocabulary: trimmed(r.attr("vocabulary")).unwrap_or_default(),
            code: trimmed(r.attr("code"))?,
            uri: trimmed(r.attr("indicator-uri")).or_else(|| trimmed(r.attr("vocabulary-uri"))),
        })
    };
    e.children_named("reference").filter_map(read).collect()
}
