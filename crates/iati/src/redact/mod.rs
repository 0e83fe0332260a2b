//! Takes persons out of a unit before anything is stored.
//!
//! Of `contact-info` only organisation, department and website stay. Elements
//! named for a person's name, post, address, telephone or e-mail are dropped
//! wherever they stand, and so are comments. In free text, e-mail addresses,
//! telephone and identity numbers are masked, and so are the names, telephones
//! and addresses that the same publication gives in its `contact-info`.
//! References, codes, dates and amounts are never touched.
//!
//! What no field announces, such as a name that stands only in free text,
//! stays: that limit is told to users.

mod known;
mod pattern;

pub use known::{Known, Redactor};

use crate::read::Element;
use std::collections::BTreeMap;

/// How many things of each kind were dropped or masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dropped(BTreeMap<&'static str, u64>);

impl Dropped {
    fn count(&mut self, kind: &'static str, times: u64) {
        if times > 0 {
            *self.0.entry(kind).or_default() += times;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (kind, times) in &other.0 {
            self.count(kind, *times);
        }
    }

    /// Kinds and counts, in order of kind.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.0.iter().map(|(kind, times)| (*kind, *times))
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
}

/// Children of `contact-info` that are of the organisation, not of a person.
const CONTACT_STAYS: &[&str] = &["organisation", "department", "website"];

/// Element and attribute names that announce a person, prefix removed and
/// lower-cased; matched as a part of the name.
const PERSONAL_NAMES: &[&str] = &[
    "person-name",
    "personname",
    "person_name",
    "contact-name",
    "contactname",
    "contact_name",
    "contact-person",
    "contactperson",
    "contact_person",
    "job-title",
    "jobtitle",
    "job_title",
    "email",
    "e-mail",
    "telephone",
    "phone",
    "mobile",
    "mailing-address",
    "mailingaddress",
    "fax",
];

fn names_a_person(local_name: &str) -> bool {
    let lower = local_name.to_ascii_lowercase();
    PERSONAL_NAMES.iter().any(|part| lower.contains(part))
}

/// Whether an element is dropped whole.
fn is_dropped(element: Element<'_>) -> bool {
    let in_contact = element
        .parent()
        .is_some_and(|p| p.local_name() == "contact-info");
    if in_contact {
        return !CONTACT_STAYS.contains(&element.local_name());
    }
    names_a_person(element.local_name())
}

/// Whether an attribute is dropped, wherever it stands.
fn is_dropped_attribute(element: Element<'_>, name: &str) -> bool {
    let of_contact = element.local_name() == "contact-info";
    let stays = name == "type" || name.starts_with("xml");
    (of_contact && !stays) || names_a_person(name)
}

/// What the text of an element is, and so what may be masked in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextKind {
    /// An identifier, a code, a date, an amount: nothing.
    Exact,
    /// An address on the web: e-mail addresses.
    Address,
    /// Anything else: all patterns.
    Prose,
}

fn text_kind(element: Element<'_>) -> TextKind {
    match element.name() {
        "iati-identifier"
        | "organisation-identifier"
        | "other-identifier"
        | "activity-identifier"
        | "value"
        | "pos"
        | "transaction-date"
        | "activity-date"
        | "period-start"
        | "period-end"
        | "channel-code"
        | "transaction-type"
        | "related-activity"
        | "value-date"
        | "gazetteer-entry"
        | "percentage"
        | "interest-rate"
        | "legacy-data" => TextKind::Exact,
        "website" | "activity-website" => TextKind::Address,
        _ => TextKind::Prose,
    }
}

/// Attributes that hold text or addresses; all others are codes and references.
fn attribute_kind(name: &str) -> TextKind {
    match name {
        "url" | "vocabulary-uri" | "href" | "indicator-uri" => TextKind::Address,
        "owner-name" | "name" | "value" | "target" | "reference" => TextKind::Prose,
        _ if name.contains(':') && !name.starts_with("xml") && !name.starts_with("dstore:") => {
            TextKind::Address
        }
        _ => TextKind::Exact,
    }
}
