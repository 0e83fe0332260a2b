//! Where something stands in a file as it was sent.

use serde::Serialize;
use std::fmt;

/// A place in the decoded text: line and column, both from 1, the column in
/// characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    pub line: u64,
    pub column: u64,
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place after `text`, if `self` is the place before it. A line ends at a
    /// line feed, a carriage return, or both (XML 1.0, section 2.11); `text` must
    /// not end between the two.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let characters = |part: &[u8]| part.iter().filter(|b| (**b as i8) >= -0x40).count() as u64;
        let feeds = memchr::memchr_iter(b'\n', text).count() as u64;
        let lone = |at: &usize| text.get(at + 1) != Some(&b'\n');
        let returns = memchr::memchr_iter(b'\r', text).filter(lone).count() as u64;
        match memchr::memrchr2(b'\n', b'\r', text) {
            None => Self {
                line: self.line,
                column: self.column + characters(text),
            },
            Some(last) => Self {
                line: self.line + feeds + returns,
                column: 1 + characters(&text[last + 1..]),
            },
        }
    }
}

impl Default for Position {
    fn default() -> Self {
        Self::START
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        let after = |text: &str| Position::START.after(text.as_bytes()).to_string();
        assert_eq!(after(""), "1:1");
        assert_eq!(after("é€x"), "1:4");
        assert_eq!(after("a\r\nbé"), "2:3");
        assert_eq!(after("a\n\n"), "3:1");
        assert_eq!(after("a\r\rb\r\nc"), "4:2");
    }
}
