//! The texts of a unit, borrowed from its source where they stand there as such.

use crate::read::Element;
use std::borrow::Cow;

/// What a narrative is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum About {
    /// The activity's title.
    Title,
    /// One of the activity's descriptions.
    Description,
    /// The name of an organisation.
    Organisation,
    Other,
}

pub(in super::super) struct Narrative<'a> {
    pub element: Element<'a>,
    pub about: About,
    /// Without the white space around it.
    pub text: Cow<'a, str>,
}

/// Without the white space around it.
pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Whether a text may hold what is no plain text: a tag, a reference, a letter that
/// is not of ASCII. Asked once of a whole unit, it spares asking each narrative.
pub(super) fn may_be_odd(source: &str) -> bool {
    let bytes = source.as_bytes();
    !source.is_ascii()
        || memchr::memchr(b'&', bytes).is_some()
        || memchr::memmem::find(bytes, b"<![CDATA[").is_some()
        || memchr::memmem::find(bytes, b"_x000D_").is_some()
}

/// Letters and digits of a text in lower case, in chunks between single spaces:
/// what is the same to a reader becomes equal.
pub(in super::super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// `1 row`, `3 rows`.
pub(in super::super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
