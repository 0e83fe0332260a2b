//! What is kept of a finding: no person, and no more of a text than a reader
//! can use.
//!
//! Every text of a report passes here before it goes anywhere. What stands in
//! `contact-info` or a field named for a person is withheld whole; in all other
//! texts e-mail addresses, telephone and identity numbers are masked.

use super::record;
use iati::finding::{Finding, Place};
use iati::redact;
use std::borrow::Cow;

/// What stands where a text is withheld whole.
const WITHHELD: &str = "[withheld]";

/// Characters of a text that are kept.
const MOST: usize = 500;

/// Further places of one finding that are kept.
const MOST_PLACES: usize = 1000;

/// A finding's texts as they may be said.
pub struct Said<'a> {
    finding: &'a Finding,
    message: Cow<'a, str>,
    value: Option<Cow<'a, str>>,
    also: Vec<(&'a Place, Option<Cow<'a, str>>)>,
    more: u64,
}

impl<'a> Said<'a> {
    pub fn new(finding: &'a Finding) -> Self {
        let also = finding.also.iter().take(MOST_PLACES);
        Self {
            finding,
            message: message(finding),
            value: value(&finding.path, finding.value.as_deref()),
            also: also
                .map(|p| (p, value(&p.path, p.value.as_deref())))
                .collect(),
            more: finding.also.len().saturating_sub(MOST_PLACES) as u64,
        }
    }

    pub fn message(&self) -> &str {
        &self.message
    }

    pub fn kept(&self) -> record::Kept<'_> {
        let finding = self.finding;
        record::Kept {
            rule: finding.rule,
            severity: finding.severity,
            category: finding.category,
            codelist: finding.codelist,
            message: &self.message,
            allowed: finding.allowed.iter().map(String::as_str).collect(),
            place: record::Place {
                at: finding.at,
                path: &finding.path,
                value: self.value.as_deref(),
            },
            also: self
                .also
                .iter()
                .map(|(p, value)| further(p, value.as_deref()))
                .collect(),
            more: self.more,
        }
    }
}

fn further<'a>(place: &'a Place, value: Option<&'a str>) -> record::Place<'a> {
    record::Place {
        at: place.at,
        path: &place.path,
        value,
    }
}

fn value<'a>(path: &str, value: Option<&'a str>) -> Option<Cow<'a, str>> {
    let value = value?;
    let is_withheld = redact::is_personal(path) && !is_code(path, value);
    Some(if is_withheld {
        WITHHELD.into()
    } else {
        text(value)
    })
}

/// The type of a contact and the language of a text say nothing of a person.
fn is_code(path: &str, value: &str) -> bool {
    let is_short = value.len() <= 5;
    let of = |name: &str| path.ends_with(name);
    (of("/@type") && is_short && value.bytes().all(|b| b.is_ascii_digit()))
        || (of("/@xml:lang") && is_short && value.is_ascii())
}

fn message(finding: &Finding) -> Cow<'_, str> {
    let stays = finding
        .value
        .as_deref()
        .is_some_and(|v| is_code(&finding.path, v));
    let mentions_person = |path: &str| redact::is_personal(path);
    let personal =
        mentions_person(&finding.path) || finding.also.iter().any(|p| mentions_person(&p.path));
    if personal && !stays {
        Cow::Owned(text(&without_quotations(&finding.message)).into_owned())
    } else {
        text(&finding.message)
    }
}

/// Everything in quotation marks is withheld.
fn without_quotations(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('“') {
        out.push_str(before);
        out.push_str(WITHHELD);
        rest = after.rsplit_once('”').map_or("", |(_, after)| after);
    }
    out + rest
}

/// An identifier; one that cannot hold an address is not searched for any.
pub fn identifier(identifier: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/');
    if identifier.len() <= 100 && identifier.bytes().all(plain) {
        return Cow::Borrowed(identifier);
    }
    text(identifier)
}

/// A text without addresses and numbers of persons, cut where it is long.
pub fn text(text: &str) -> Cow<'_, str> {
    let masked = redact::mask(text);
    match masked.char_indices().nth(MOST) {
        None => masked,
        Some((end, _)) => Cow::Owned(format!("{}…", &masked[..end])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iati::finding::Severity;
    use iati::position::Position;

    fn finding(path: &str, value: &str) -> Finding {
        Finding {
            rule: "9.1.1",
            severity: Severity::Error,
            category: "information",
            unit: None,
            identifier: None,
            at: Position::START,
            path: path.to_owned(),
            value: Some(value.to_owned()),
            also: Vec::new(),
            message: format!("“{value}” is not allowed; write “x”"),
            codelist: None,
            allowed: Vec::new(),
        }
    }

    fn said(path: &str, value: &str) -> (String, String) {
        let finding = finding(path, value);
        let said = Said::new(&finding);
        let kept = said.kept();
        let value = kept.place.value.unwrap_or_default().to_owned();
        (value, kept.message.to_owned())
    }

    #[test]
    fn contact_fields_are_withheld_whole() {
        for path in [
            "iati-activity[1]/contact-info[1]/person-name[1]/narrative[1]",
            "iati-activity[1]/x:Contact-Info[1]",
            "iati-activity[1]/x:e-mail[1]",
            "iati-activity[1]/document-link[1]/@x:contact-name",
        ] {
            let (value, message) = said(path, "Somebody ” Else");
            assert_eq!(value, "[withheld]", "{path}");
            assert!(!message.contains("Else"), "{message}");
        }
    }

    #[test]
    fn codes_of_contacts_are_said() {
        assert_eq!(said("iati-activity[1]/contact-info[1]/@type", "77").0, "77");
        let (value, message) = said(
            "a/contact-info[1]/department[1]/narrative[1]/@xml:lang",
            "EN",
        );
        assert_eq!(value, "EN");
        assert!(message.contains("“EN”"));
        assert_eq!(said("a/contact-info[1]/@type", "Somebody").0, "[withheld]");
    }

    #[test]
    fn addresses_and_numbers_are_masked_everywhere() {
        let (value, message) = said(
            "iati-activity[1]/@x",
            "a.b@example.org, +44 (0)20 7946 0000",
        );
        assert_eq!(value, "[e-mail withheld], [telephone withheld]");
        assert!(message.contains("[e-mail withheld]"), "{message}");
    }

    #[test]
    fn long_texts_are_cut_and_many_places_counted() {
        let (value, _) = said("iati-activity[1]/@x", &"é".repeat(10_000));
        assert_eq!(value.chars().count(), MOST + 1);
        let mut many = finding("iati-activity[1]", "");
        let place = Place {
            at: Position::START,
            path: String::new(),
            value: None,
        };
        many.also = vec![place; MOST_PLACES + 5];
        assert_eq!(Said::new(&many).kept().more, 5);
    }
}
