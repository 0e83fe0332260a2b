//! Comparing identifiers as their publishers write them.

use std::borrow::Cow;

/// An identifier in the form in which two are compared: white space around it
/// removed and inside made one space, ASCII letters in upper case. The written
/// form is kept beside it.
#[must_use]
pub fn of(identifier: &str) -> String {
    let words: Vec<&str> = identifier.split_whitespace().collect();
    words.join(" ").to_ascii_uppercase()
}

/// The same, borrowed where it is written in this form already.
#[must_use]
pub fn borrowed(identifier: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_lowercase();
    match identifier.bytes().all(plain) {
        true => Cow::Borrowed(identifier),
        false => Cow::Owned(of(identifier)),
    }
}

/// Whether two identifiers are written for the same thing.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    a.eq_ignore_ascii_case(b) || (a.contains(char::is_whitespace) && of(a) == of(b))
}
