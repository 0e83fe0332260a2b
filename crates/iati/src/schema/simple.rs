//! The simple types of the standard's schemas: whether a text is of a type,
//! and how the type is told to a person.
//!
//! A text is judged as libxml2 judges it, so that the verdict is the official
//! one, but for one thing: white space around a date, a time or a whole number
//! is let pass, as XML Schema asks (`whiteSpace` is `collapse`).

use super::{moment, number, uri};

/// A simple type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simple {
    String,
    AnyUri,
    Boolean,
    Date,
    DateTime,
    Decimal,
    Int,
    NonNegativeInteger,
    PositiveInteger,
    NameToken,
    /// `xml:lang`.
    Language,
    /// `xml:space`.
    Space,
    /// `xml:id`.
    Id,
}

impl Simple {
    /// The type of a name in the outlines; text, if there is no such type.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "anyURI" => Self::AnyUri,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "dateTime" => Self::DateTime,
            "decimal" => Self::Decimal,
            "int" => Self::Int,
            "nonNegativeInteger" => Self::NonNegativeInteger,
            "positiveInteger" => Self::PositiveInteger,
            "NMTOKEN" => Self::NameToken,
            "lang" => Self::Language,
            _ => Self::String,
        }
    }

    /// The type of an attribute of the prefix `xml`, by its name without it.
    pub(super) fn of_xml(local: &str) -> Self {
        match local {
            "lang" => Self::Language,
            "space" => Self::Space,
            "base" => Self::AnyUri,
            "id" => Self::Id,
            _ => Self::String,
        }
    }

    /// Whether `text` is of this type.
    #[must_use]
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::String => true,
            Self::AnyUri => uri::is_uri(text),
            Self::Boolean => matches!(collapsed(text), "true" | "false" | "1" | "0"),
            Self::Date => moment::is_date(text),
            Self::DateTime => moment::is_date_time(text),
            Self::Decimal => number::is_decimal(text),
            Self::Int => number::is_int(text),
            Self::NonNegativeInteger => number::is_non_negative(text),
            Self::PositiveInteger => number::is_positive(text),
            Self::NameToken => is_name_token(collapsed(text)),
            Self::Language => text.is_empty() || is_language(collapsed(text)),
            Self::Space => matches!(collapsed(text), "default" | "preserve"),
            Self::Id => is_id(collapsed(text)),
        }
    }

    /// What a text of this type looks like, for a message.
    #[must_use]
    pub fn form(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::AnyUri => {
                "a web address, such as https://example.org/a.pdf; write %20 for a space, %25 for %"
            }
            Self::Boolean => "true or false (1 and 0 will do)",
            Self::Date => "a day of the calendar, written as in 2024-01-31",
            Self::DateTime => "a day and a time, written as in 2024-01-31T09:30:00Z",
            Self::Decimal => {
                "a number such as 1250.75: no spaces, no thousands separators, no currency, at most 24 digits"
            }
            Self::Int => "a whole number such as 2",
            Self::NonNegativeInteger => "a whole number, 0 or more",
            Self::PositiveInteger => "a whole number, 1 or more, such as 2024 for a year",
            Self::NameToken => "a name of letters, digits, “-”, “.”, “_” and “:”, without spaces",
            Self::Language => "a language code such as en or pt-BR",
            Self::Space => "default or preserve",
            Self::Id => "a name that begins with a letter or “_” and has no spaces or colons",
        }
    }

    /// All that may be written, where that is a handful.
    #[must_use]
    pub fn values(self) -> &'static [&'static str] {
        match self {
            Self::Boolean => &["true", "false", "1", "0"],
            Self::Space => &["default", "preserve"],
            _ => &[],
        }
    }
}

/// `text` without the white space of XML around it.
pub(crate) fn collapsed(text: &str) -> &str {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
    let before = text.bytes().take_while(|b| blank(b)).count();
    let rest = &text[before..];
    let after = rest.bytes().rev().take_while(|b| blank(b)).count();
    &rest[..rest.len() - after]
}

/// Whether nothing stands in a text but what XML takes for white space.
pub(crate) fn is_blank(text: &str) -> bool {
    collapsed(text).is_empty()
}

/// Parts of up to eight letters (later also digits), joined by `-`.
fn is_language(text: &str) -> bool {
    if let &[a, b] = text.as_bytes() {
        return a.is_ascii_alphabetic() && b.is_ascii_alphabetic();
    }
    text.split('-').enumerate().all(|(at, part)| {
        let fits = |b: u8| b.is_ascii_alphabetic() || (at > 0 && b.is_ascii_digit());
        (1..=8).contains(&part.len()) && part.bytes().all(fits)
    })
}

fn is_name_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_character)
}

fn is_id(text: &str) -> bool {
    let starts = |c: char| c == '_' || c.is_alphabetic();
    text.starts_with(starts) && !text.contains(':') && text.chars().all(is_name_character)
}

/// XML 1.0, production 4a, near enough beyond ASCII.
fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '-' | '.' | '_' | ':' | '\u{B7}' | '\u{300}'..='\u{36F}')
        || (!c.is_ascii() && c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(kind: Simple, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(kind.accepts(text), "{kind:?} {text:?}");
        }
        for text in bad {
            assert!(!kind.accepts(text), "{kind:?} {text:?}");
        }
    }

    #[test]
    fn small_types() {
        split(
            Simple::Boolean,
            &["true", "false", "1", "0", " true\n"],
            &["", "TRUE", "yes", "10"],
        );
        split(
            Simple::Language,
            &[
                "",
                "en",
                "EN-gb",
                "e",
                "english",
                "en-12345678",
                " en ",
                "i-x",
            ],
            &[
                " ",
                "en_GB",
                "en-",
                "-en",
                "en--gb",
                "englishlanguage",
                "e1",
                "é",
                "en GB",
            ],
        );
        split(
            Simple::NameToken,
            &["a", "1", "-", "a:b", " a ", "é"],
            &["", " ", "a b", "a/b", "a,b"],
        );
        split(Simple::Space, &["default", " preserve "], &["", "x"]);
        split(Simple::Id, &["a", "_1", " a "], &["", "1", "a:b", "a b"]);
        split(Simple::String, &["", " any "], &[]);
    }
}
