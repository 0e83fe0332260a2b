//! What a publisher writes and the model does not read: documents, policy
//! markers, aid types, comments.
//!
//! Told as facets of the record that it stands in, one for each child element,
//! so that nothing that differs is silent. Order, white space and the
//! bookkeeping of query services make no difference.

use super::record::{Facet, Kind, Value};
use iati::read::{Attribute, Element};
use std::collections::HashSet;

/// The field of such facets; the key is the element's name.
pub(super) const FIELD: &str = "beyond";

/// Paths that [`iati::activity`] reads, by the kind of record they stand in.
const READ: &[(Kind, &[&str])] = &[
    (
        Kind::Activity,
        &[
            "@xml:lang",
            "@default-currency",
            "@hierarchy",
            "@last-updated-datetime",
            "@version",
            "iati-identifier",
            "activity-status/@code",
            "reporting-org/@ref",
            "reporting-org/@type",
            "reporting-org/@secondary-reporter",
            "reporting-org",
            "reporting-org/narrative",
            "reporting-org/@xml:lang",
            "title",
            "title/@xml:lang",
            "title/narrative",
            "title/narrative/@xml:lang",
            "description",
            "description/@xml:lang",
            "description/narrative",
            "description/narrative/@xml:lang",
        ],
    ),
    (
        Kind::Transaction,
        &[
            "@ref",
            "transaction-type/@code",
            "transaction-date",
            "transaction-date/@iso-date",
            "value",
            "value/@currency",
            "value/@value-date",
            "provider-org",
            "provider-org/@ref",
            "provider-org/@type",
            "provider-org/@provider-activity-id",
            "provider-org/narrative",
            "receiver-org",
            "receiver-org/@ref",
            "receiver-org/@type",
            "receiver-org/@receiver-activity-id",
            "receiver-org/narrative",
            "description",
            "description/@xml:lang",
            "description/narrative",
            "description/narrative/@xml:lang",
        ],
    ),
    (
        Kind::Budget,
        &[
            "@type",
            "@status",
            "period-start",
            "period-start/@iso-date",
            "period-end",
            "period-end/@iso-date",
            "value",
            "value/@currency",
            "value/@value-date",
        ],
    ),
    (
        Kind::Planned,
        &[
            "@type",
            "period-start",
            "period-start/@iso-date",
            "period-end",
            "period-end/@iso-date",
            "value",
            "value/@currency",
            "provider-org",
            "provider-org/@ref",
            "provider-org/@type",
            "provider-org/@provider-activity-id",
            "provider-org/narrative",
            "receiver-org",
            "receiver-org/@ref",
            "receiver-org/@type",
            "receiver-org/@receiver-activity-id",
            "receiver-org/narrative",
        ],
    ),
    (
        Kind::Result,
        &[
            "@type",
            "title",
            "title/@xml:lang",
            "title/narrative",
            "title/narrative/@xml:lang",
        ],
    ),
    (
        Kind::Indicator,
        &[
            "@measure",
            "@ascending",
            "title",
            "title/@xml:lang",
            "title/narrative",
            "title/narrative/@xml:lang",
        ],
    ),
    (Kind::Baseline, &["@year", "@value"]),
    (
        Kind::Period,
        &[
            "period-start",
            "period-start/@iso-date",
            "period-end",
            "period-end/@iso-date",
            "target/@value",
            "actual/@value",
        ],
    ),
    (Kind::Date, &["@type", "@iso-date"]),
    (
        Kind::Participant,
        &["@role", "@ref", "@type", "@activity-id", ".", "narrative"],
    ),
    (
        Kind::Sector,
        &["@vocabulary", "@code", "@percentage", ".", "narrative"],
    ),
    (
        Kind::Place,
        &["@vocabulary", "@code", "@percentage", ".", "narrative"],
    ),
    (
        Kind::Location,
        &[
            "name",
            "name/narrative",
            "point/pos",
            "coordinates/@latitude",
            "coordinates/@longitude",
        ],
    ),
    (Kind::Related, &["@ref", "@type"]),
];

/// Elements that are read wherever they stand again; of others only the first.
const EACH: &[&str] = &[
    "title",
    "title/narrative",
    "description",
    "description/narrative",
    "target",
    "actual",
];

/// Children that are records of their own.
const RECORDS: &[(Kind, &[&str])] = &[
    (
        Kind::Transaction,
        &["sector", "recipient-country", "recipient-region"],
    ),
    (Kind::Result, &["indicator"]),
    (Kind::Indicator, &["baseline", "period"]),
];

/// Children of the activity of which the model reads parts.
const IN_ACTIVITY: &[&str] = &[
    "iati-identifier",
    "activity-status",
    "reporting-org",
    "title",
    "description",
];

fn of<'t>(table: &[(Kind, &'t [&'t str])], kind: Kind) -> &'t [&'t str] {
    let found = table.iter().find(|(k, _)| *k == kind);
    found.map_or(&[], |(_, paths)| paths)
}

/// Facets for all below `element` that the model does not read.
pub(super) fn facets(element: Element<'_>, kind: Kind) -> Vec<Facet> {
    let records = of(RECORDS, kind);
    let walk = Walk {
        read: of(READ, kind),
    };
    let mut found = walk.own(element);
    let mut seen = HashSet::new();
    for child in element.children() {
        let name = child.name();
        let elsewhere =
            records.contains(&name) || kind == Kind::Activity && !IN_ACTIVITY.contains(&name);
        if elsewhere {
            continue;
        }
        let is_read = seen.insert(name) || EACH.contains(&name);
        let text = if is_read {
            walk.unread(child, name)
        } else {
            Some(whole(child))
        };
        found.extend(text.map(|text| facet(name, text)));
    }
    found
}

/// An element, all of it, in one text; equal texts say the same.
pub(super) fn whole(element: Element<'_>) -> String {
    Walk { read: &[] }
        .unread(element, "")
        .unwrap_or_else(|| element.name().to_owned())
}

fn facet(name: &str, text: String) -> Facet {
    Facet {
        field: FIELD,
        key: name.to_owned(),
        value: Value::Text(text),
    }
}

/// Attributes that say something, in order of name.
fn attributes(element: Element<'_>) -> Vec<Attribute<'_>> {
    let looks = |name: &str| {
        name.starts_with("xmlns")
            || name.starts_with("dstore:")
            || name.starts_with("iati-activities:")
    };
    let all = element.attributes().filter(|a| !looks(a.name()));
    let mut said: Vec<_> = all.filter(|a| !a.value().trim().is_empty()).collect();
    said.sort_unstable_by_key(Attribute::name);
    said
}

fn words(element: Element<'_>) -> String {
    let text = element.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn is_below(read: &str, path: &str) -> bool {
    read.strip_prefix(path)
        .is_some_and(|rest| rest.starts_with('/'))
}

struct Walk<'t> {
    read: &'t [&'t str],
}

impl Walk<'_> {
    fn reads(&self, path: &str) -> bool {
        self.read.contains(&path)
    }

    /// Attributes and text of the record's own element.
    fn own(&self, element: Element<'_>) -> Vec<Facet> {
        let all = attributes(element).into_iter();
        let unread = all.filter(|a| !self.reads(&format!("@{}", a.name())));
        let mut found: Vec<Facet> = unread
            .map(|a| facet(&format!("@{}", a.name()), a.value().trim().to_owned()))
            .collect();
        let text = words(element);
        if !text.is_empty() && !self.reads(".") {
            found.push(facet("text", text));
        }
        found
    }

    /// What is not read of an element; nothing if all of it is.
    fn unread(&self, element: Element<'_>, path: &str) -> Option<String> {
        let text = self.parts(element, path);
        // A comment or dimension belongs to its figure: told together.
        let is_figure = matches!(path, "target" | "actual");
        match text {
            Some(_) if is_figure && !self.read.is_empty() => Some(whole(element)),
            other => other,
        }
    }

    fn parts(&self, element: Element<'_>, path: &str) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for a in attributes(element) {
            if !self.reads(&format!("{path}/@{}", a.name())) {
                parts.push(format!("{}=“{}”", a.name(), a.value().trim()));
            }
        }
        let text = words(element);
        if !text.is_empty() && !self.reads(path) {
            parts.push(format!("“{text}”"));
        }
        parts.extend(self.below(element, path));
        let is_read_in_part = || self.read.iter().any(|r| is_below(r, path));
        if parts.is_empty() && (self.reads(path) || path.is_empty() || is_read_in_part()) {
            return None;
        }
        parts.insert(0, element.name().to_owned());
        Some(parts.join(" "))
    }

    fn below(&self, element: Element<'_>, path: &str) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut found: Vec<String> = element
            .children()
            .filter_map(|child| {
                let below = format!("{path}/{}", child.name());
                let is_read = seen.insert(child.name()) || EACH.contains(&below.as_str());
                let text = if is_read {
                    self.parts(child, &below)
                } else {
                    Some(whole(child))
                };
                text.map(|text| format!("({text})"))
            })
            .collect();
        found.sort_unstable();
        found
    }
}
