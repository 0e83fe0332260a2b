//! Comparing identifiers as their publishers write them.

/// An identifier in the form in which two are compared: surrounding white space
/// removed, ASCII letters in upper case. The written form is kept beside it.
#[must_use]
pub fn of(identifier: &str) -> String {
    identifier.trim().to_ascii_uppercase()
}

/// Whether two identifiers are written for the same thing.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}
