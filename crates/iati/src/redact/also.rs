//! Phrases and patterns that a user wants masked besides: an office is told that a
//! text names a person.
//!
//! They are given for one run, and are neither stored nor told: no message quotes
//! them.

use super::known::{finder, folded, whole_matches};
use super::sensitive::Sensitive;
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::borrow::Cow;

const MASK: &str = "[withheld]";

/// Begins a line that is a regular expression.
const PATTERN: &str = "regex:";

/// Rules besides the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub also: Also,
    pub sensitive: Sensitive,
}

/// What is to be masked besides, wherever it stands: in texts, names, references.
#[derive(Clone, Default)]
pub struct Also {
    phrases: Vec<String>,
    finder: Option<AhoCorasick>,
    patterns: Vec<Regex>,
}

/// What is wrong with a line. It does not quote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct AlsoFault {
    pub line: usize,
    pub reason: &'static str,
}

/// The phrases are told to nobody, logs included.
impl std::fmt::Debug for Also {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.phrases.len() + self.patterns.len();
        write!(f, "Also({count} rules)")
    }
}

impl Also {
    /// Reads one rule a line: a phrase, compared without case and by whole words, or
    /// `regex:` and a regular expression. Blank lines and those that begin with `#` say
    /// nothing.
    ///
    /// # Errors
    /// A line is no rule, or one that would mask everything.
    pub fn parse(text: &str) -> Result<Self, AlsoFault> {
        let mut also = Self::default();
        for (line, rule) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let rule = rule.trim();
            if !rule.is_empty() && !rule.starts_with('#') {
                let added = also.add(rule);
                added.map_err(|reason| AlsoFault { line, reason })?;
            }
        }
        also.finder = finder(&also.phrases);
        Ok(also)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.patterns.is_empty()
    }

    fn add(&mut self, rule: &str) -> Result<(), &'static str> {
        if let Some(pattern) = rule.strip_prefix(PATTERN) {
            let pattern = Regex::new(pattern.trim()).map_err(|_| "no regular expression")?;
            if pattern.is_match("") {
                return Err("it matches where nothing stands");
            }
            self.patterns.push(pattern);
            return Ok(());
        }
        let phrase = folded(rule).0;
        if phrase.chars().count() < 2 {
            return Err("too short: it would be found in every text");
        }
        self.phrases.push(phrase);
        Ok(())
    }

    /// Masks what is found; counts it.
    pub(super) fn mask<'a>(&self, text: Cow<'a, str>, count: &mut u64) -> Cow<'a, str> {
        if self.is_empty() {
            return text;
        }
        let text = self.mask_phrases(text, count);
        let mut text = text;
        for pattern in &self.patterns {
            text = mask_pattern(pattern, text, count);
        }
        text
    }

    fn mask_phrases<'a>(&self, text: Cow<'a, str>, count: &mut u64) -> Cow<'a, str> {
        let Some(finder) = &self.finder else {
            return text;
        };
        let (folded, offsets) = folded(&text);
        let mut out = String::new();
        let mut from = 0;
        for (found, _) in whole_matches(finder, &folded) {
            let (start, end) = (offsets[found.start], offsets[found.end]);
            out.push_str(&text[from..start]);
            out.push_str(MASK);
            *count += 1;
            from = end;
        }
        if from == 0 {
            return text;
        }
        out.push_str(&text[from..]);
        Cow::Owned(out)
    }
}

/// A mask that stands already is left as it is: a second run changes nothing.
fn mask_pattern<'a>(pattern: &Regex, text: Cow<'a, str>, count: &mut u64) -> Cow<'a, str> {
    let masks: Vec<_> = text
        .match_indices(MASK)
        .map(|(at, _)| at..at + MASK.len())
        .collect();
    let is_masked = |start: usize, end: usize| {
        let mut all = masks.iter();
        all.any(|m| start < m.end && m.start < end)
    };
    let found = pattern.find_iter(&text);
    let found: Vec<_> = found
        .map(|m| m.range())
        .filter(|m| !m.is_empty() && !is_masked(m.start, m.end))
        .collect();
    if found.is_empty() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for range in found {
        out.push_str(&text[from..range.start]);
        out.push_str(MASK);
        *count += 1;
        from = range.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(rules: &str, text: &str) -> String {
        let Ok(also) = Also::parse(rules) else {
            return "no rules".to_owned();
        };
        let mut count = 0;
        let once = also.mask(Cow::Borrowed(text), &mut count).into_owned();
        let twice = also.mask(Cow::Borrowed(&once), &mut count).into_owned();
        assert_eq!(once, twice, "a second time changes nothing");
        once
    }

    #[test]
    fn phrases_are_found_by_whole_words_in_any_case() {
        for (rules, text, wanted) in [
            (
                "Ann Example",
                "By ANN  example, Ann Examples",
                "By [withheld], Ann Examples",
            ),
            ("# not this\n\nxy", "not this xy", "not this [withheld]"),
            ("regex: Ex\\w+", "An Example exists", "An [withheld] exists"),
            ("regex:(?i)with[a-z]*", "without it", "[withheld] it"),
            (
                "Ann Example\nAnn Example B",
                "Ann Example Bob",
                "[withheld] Bob",
            ),
            (
                "Ann Example\nExample Bob",
                "by Ann Example Bob",
                "by [withheld]",
            ),
            ("王芳", "由王芳负责", "由[withheld]负责"),
        ] {
            assert_eq!(masked(rules, text), wanted);
        }
    }

    #[test]
    fn a_wrong_line_is_named_and_not_quoted() {
        for (rules, line) in [("ok ok\nregex:(zelda", 2), ("a", 1), ("\nregex:z*", 2)] {
            let fault = Also::parse(rules).err();
            assert_eq!(fault.as_ref().map(|f| f.line), Some(line));
            let said = fault.map(|f| f.to_string()).unwrap_or_default();
            assert!(!said.contains("zelda"), "{said}");
        }
        let also = Also::parse("zelda").unwrap_or_default();
        assert_eq!(format!("{also:?}"), "Also(1 rules)");
    }
}
