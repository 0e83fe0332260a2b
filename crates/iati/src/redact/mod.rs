//! Takes persons out of a unit before anything is stored.
//!
//! Of `contact-info` only organisation, department and website stay. Elements
//! named for a person's name, post, address, telephone or e-mail are dropped
//! wherever they stand, and so are comments. In free text, e-mail addresses,
//! telephone and identity numbers are masked, and so are the names, telephones
//! and addresses that the same publication gives in its `contact-info`.
//! References, codes, dates and amounts are never touched, unless a phrase that a user
//! wants masked stands in them ([`Also`]). Places of flagged activities are told coarsely
//! ([`Sensitive`]).
//!
//! What no field announces, such as a name that stands only in free text,
//! stays: that limit is told to users.

mod also;
mod known;
mod ordinary;
mod pattern;
mod sensitive;

pub use also::{Also, AlsoFault, Rules};
pub use known::{Known, Redactor};
pub use ordinary::is_ordinary;
pub use sensitive::{COARSENED, Sensitive};

use crate::read::Element;
use std::borrow::Cow;
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

/// Masks e-mail addresses, telephone and identity numbers in a text that stands
/// alone, such as the value of a finding.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut count = 0;
    let text = pattern::mask_emails(Cow::Borrowed(text), &mut count);
    let text = pattern::mask_telephones(text, None, &mut count);
    pattern::mask_identity_numbers(text, &mut count)
}

/// Whether a path such as `iati-activity[1]/contact-info[1]/email[1]` leads to
/// `contact-info` or below, or into a field named for a person.
#[must_use]
pub fn is_personal(path: &str) -> bool {
    // Asked of every finding: no name of theirs ends otherwise.
    let likely = |name: &&str| {
        name.bytes().last().is_some_and(|b| {
            b"elnrsxo".contains(&b.to_ascii_lowercase()) || !b.is_ascii_alphanumeric()
        })
    };
    let steps = path.split('/').filter_map(|step| step.split('[').next());
    let mut names = steps
        .map(|name| name.trim_start_matches('@'))
        .filter(likely);
    names.any(|name| plain_name(name) == "contactinfo" || names_a_person(name))
}

/// How names of elements and attributes end that announce a person; compared in
/// lower case, without prefix, hyphens and underscores.
const PERSONAL_ENDINGS: &[&str] = &[
    "personname",
    "contactname",
    "contactperson",
    "jobtitle",
    "email",
    "emailaddress",
    "telephone",
    "telephonenumber",
    "phone",
    "phonenumber",
    "mailingaddress",
    "fax",
    "faxnumber",
];

/// A name without prefix, case and separators: `x:Contact-Info` is `contactinfo`.
fn plain_name(name: &str) -> String {
    let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
    let letters = local.chars().filter(|c| !matches!(c, '-' | '_' | '.'));
    letters.flat_map(char::to_lowercase).collect()
}

/// The letters of [`plain_name`] from the last to the first, where it is ASCII:
/// this is asked of every element and attribute.
fn letters_backwards(name: &str) -> impl Iterator<Item = u8> {
    let local = name.bytes().rev().take_while(|b| *b != b':');
    local
        .filter(|b| !matches!(b, b'-' | b'_' | b'.'))
        .map(|b| b.to_ascii_lowercase())
}

fn names_a_person(name: &str) -> bool {
    // No ending has another last letter.
    if !name.ends_with(|c: char| "elnrsx".contains(c.to_ascii_lowercase())) {
        return false;
    }
    let ends_with = |ending: &&str| {
        let mut letters = letters_backwards(name);
        ending.bytes().rev().all(|b| letters.next() == Some(b))
    };
    PERSONAL_ENDINGS.iter().any(ends_with)
}

fn is_contact(element: Element<'_>) -> bool {
    // Asked of every element and its parents: most are shorter.
    let name = element.name();
    name.len() >= "contactinfo".len()
        && letters_backwards(name).eq("contactinfo".bytes().rev())
        && element.local_name().starts_with(['c', 'C'])
}

/// Whether an element is dropped whole: of `contact-info` only three elements
/// stay, and of these only their narratives.
fn is_dropped(element: Element<'_>) -> bool {
    let Some(parent) = element.parent() else {
        return false;
    };
    if is_contact(parent) {
        return !CONTACT_STAYS.contains(&element.name());
    }
    let in_contact = parent.parent().is_some_and(is_contact);
    (in_contact && element.name() != "narrative") || names_a_person(element.name())
}

/// Whether an attribute is dropped, wherever it stands.
fn is_dropped_attribute(element: Element<'_>, name: &str, value: &str) -> bool {
    if name.starts_with("xml") {
        return false;
    }
    let in_contact = is_contact(element) || element.parent().is_some_and(is_contact);
    let is_type = name == "type" && value.bytes().all(|b| b.is_ascii_digit());
    (in_contact && !is_type) || names_a_person(name)
}

/// What a text is, and so what may be masked in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextKind {
    /// An identifier, a code, a date, an amount: nothing.
    Exact,
    /// An address on the web: e-mail addresses.
    Address,
    /// The name of an organisation, a place, a sector: patterns, but no contact
    /// names. Half of a donor's name may be somebody's.
    Name,
    /// Anything else: all patterns.
    Prose,
    /// Text directly in `contact-info`: it is dropped.
    Contact,
}

/// Elements whose text is an identifier or an amount.
const EXACT_ELEMENTS: &[&str] = &[
    "iati-identifier",
    "organisation-identifier",
    "other-identifier",
    "activity-identifier",
    "value",
    "pos",
    "channel-code",
    "interest-received",
    "principal-outstanding",
    "principal-arrears",
    "interest-arrears",
];

/// Elements whose text is the name of an organisation, a place, a subject.
const NAME_ELEMENTS: &[&str] = &[
    "reporting-org",
    "participating-org",
    "provider-org",
    "receiver-org",
    "owner-org",
    "recipient-org",
    "organisation",
    "department",
    "recipient-country",
    "recipient-region",
    "sector",
    "humanitarian-scope",
    "policy-marker",
    "tag",
];

fn text_kind(element: Element<'_>) -> TextKind {
    let parent = element.parent();
    match element.name() {
        "narrative" => parent.map_or(TextKind::Prose, text_kind),
        _ if is_contact(element) => TextKind::Contact,
        name if EXACT_ELEMENTS.contains(&name) => TextKind::Exact,
        name if NAME_ELEMENTS.contains(&name) => TextKind::Name,
        "name" if parent.is_some_and(|p| matches!(p.name(), "location" | "iati-organisation")) => {
            TextKind::Name
        }
        "website" | "activity-website" => TextKind::Address,
        _ => TextKind::Prose,
    }
}

/// Attributes that hold a reference, a code, a date, an amount, in order. All
/// others are text.
const EXACT_ATTRIBUTES: &[&str] = &[
    "activity-id",
    "aggregation-status",
    "ascending",
    "attached",
    "budget-not-provided",
    "code",
    "crs-channel-code",
    "currency",
    "default-currency",
    "extraction-date",
    "format",
    "hierarchy",
    "humanitarian",
    "id",
    "indicator-uri",
    "iso-date",
    "last-updated-datetime",
    "latitude",
    "level",
    "linked-data-uri",
    "longitude",
    "measure",
    "percentage",
    "phaseout-year",
    "precision",
    "priority",
    "provider-activity-id",
    "rate-1",
    "rate-2",
    "receiver-activity-id",
    "ref",
    "role",
    "secondary-reporter",
    "significance",
    "srsName",
    "status",
    "type",
    "value",
    "value-date",
    "version",
    "vocabulary",
    "year",
];

fn attribute_kind(name: &str) -> TextKind {
    match name {
        _ if EXACT_ATTRIBUTES.binary_search(&name).is_ok() || name.starts_with("xml") => {
            TextKind::Exact
        }
        "url" | "vocabulary-uri" | "href" => TextKind::Address,
        _ => TextKind::Prose,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_that_announce_a_person() {
        for name in [
            "person-name",
            "x:Contact_Person",
            "e.mail",
            "fa-x",
            "TELEPHONE",
        ] {
            assert!(super::names_a_person(name), "{name}");
        }
        for name in [
            "name",
            "fax_",
            "email:type",
            "e-mail\u{130}l",
            "narrative",
            "x",
        ] {
            assert!(!super::names_a_person(name), "{name}");
        }
    }

    #[test]
    fn exact_attributes_stand_in_order() {
        assert!(super::EXACT_ATTRIBUTES.is_sorted());
    }
}
