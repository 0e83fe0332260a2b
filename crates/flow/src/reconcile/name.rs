//! Whether two names are written for the same organisation: weak evidence.

use std::collections::BTreeSet;

/// Words that say nothing of which organisation it is.
const COMMON: &[&str] = &[
    "the",
    "of",
    "for",
    "and",
    "de",
    "des",
    "du",
    "la",
    "et",
    "hq",
    "headquarters",
    "ev",
    "inc",
    "ltd",
    "limited",
    "gmbh",
    "asbl",
    "vzw",
    "plc",
];

/// What is written short.
const SHORT: &[(&str, &str)] = &[
    ("intl", "international"),
    ("natl", "national"),
    ("fdn", "foundation"),
    ("found", "foundation"),
    ("dept", "department"),
    ("min", "ministry"),
    ("govt", "government"),
    ("assoc", "association"),
    ("assn", "association"),
    ("univ", "university"),
    ("inst", "institute"),
    ("org", "organisation"),
    ("organization", "organisation"),
    ("dev", "development"),
    ("prog", "programme"),
    ("program", "programme"),
    ("cttee", "committee"),
];

/// How alike two names are, most alike first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alike {
    /// The same words.
    Same,
    /// One letter wrong, missing, or two letters in each other's place.
    Mistyped,
    /// One is the other's initials.
    Initials,
    /// All words of the one are in the other.
    Part,
    /// Most groups of three letters are shared.
    Similar,
}

/// A name in the forms in which it is compared.
#[derive(Clone, Debug)]
pub(super) struct Name {
    words: Vec<String>,
    joined: Vec<char>,
    digits: Vec<char>,
    initials: BTreeSet<String>,
    pub(super) triples: BTreeSet<[char; 3]>,
}

impl Name {
    pub(super) fn read(text: &str) -> Self {
        let (outside, inside) = without_brackets(text);
        let every = every_word(&outside);
        let words = kept(&every);
        let joined: Vec<char> = words.iter().flat_map(|w| w.chars()).collect();
        let mut digits: Vec<char> = joined
            .iter()
            .copied()
            .filter(char::is_ascii_digit)
            .collect();
        digits.sort_unstable();
        let mut initials = BTreeSet::new();
        if words.len() > 1 {
            initials.insert(words.iter().filter_map(|w| w.chars().next()).collect());
            initials.insert(words.iter().map(|w| initial(w)).collect());
            initials.insert(every.iter().filter_map(|w| w.chars().next()).collect());
        }
        if inside.chars().filter(char::is_ascii_uppercase).count() > 2 {
            initials.insert(kept(&every_word(&inside)).concat());
        }
        Self {
            triples: joined.windows(3).map(|w| [w[0], w[1], w[2]]).collect(),
            words,
            joined,
            digits,
            initials,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.joined.is_empty()
    }

    /// What a name or its initials are found by.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> + '_ {
        let joined: String = self.joined.iter().collect();
        std::iter::once(joined).chain(self.initials.iter().cloned())
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// How `self` as it is written is like `other`, a publisher's own name.
    pub(super) fn alike(&self, other: &Self) -> Option<Alike> {
        if self.joined == other.joined {
            return Some(Alike::Same);
        }
        let joined: String = self.joined.iter().collect();
        if self.words.len() == 1 && other.initials.contains(&joined) {
            return Some(Alike::Initials);
        }
        let others: String = other.joined.iter().collect();
        if other.words.len() == 1 && self.initials.contains(&others) {
            return Some(Alike::Initials);
        }
        if self.is_part(other) {
            return Some(Alike::Part);
        }
        if self.digits != other.digits {
            return None;
        }
        let long = self.joined.len().min(other.joined.len()) >= 6;
        if long && one_apart(&self.joined, &other.joined) {
            return Some(Alike::Mistyped);
        }
        let shared = self.triples.intersection(&other.triples).count();
        let all = self.triples.len() + other.triples.len() - shared;
        (all > 0 && shared * 10 >= all * 6).then_some(Alike::Similar)
    }

    fn is_part(&self, other: &Self) -> bool {
        let (few, many) = match self.words.len() <= other.words.len() {
            true => (&self.words, &other.words),
            false => (&other.words, &self.words),
        };
        let mut rest = many.iter();
        let in_order = few.iter().all(|w| rest.any(|m| m == w));
        // Two numbers that differ are two organisations: only a missing one may.
        let numbers = |n: &Self| n.digits.is_empty();
        few.len() >= 2
            && in_order
            && (self.digits == other.digits || numbers(self) || numbers(other))
    }
}

/// The text outside round brackets, and what stood inside.
fn without_brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0u32);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    if outside.trim().is_empty() {
        return (inside, String::new());
    }
    (outside, inside)
}

/// All words in lower case, short forms written out.
fn every_word(text: &str) -> Vec<String> {
    let lower = text
        .to_lowercase()
        .replace("e.v.", " ")
        .replace(['.', '\'', '’'], "");
    let each = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let full = |w: &str| {
        SHORT
            .iter()
            .find(|(short, _)| *short == w)
            .map_or(w, |(_, long)| long)
            .to_owned()
    };
    each.map(full).collect()
}

/// The words that tell organisations apart; all, if none does.
fn kept(words: &[String]) -> Vec<String> {
    let kept: Vec<String> = words
        .iter()
        .filter(|w| !COMMON.contains(&w.as_str()))
        .cloned()
        .collect();
    if kept.is_empty() {
        words.to_vec()
    } else {
        kept
    }
}

/// A word's first letter; a number whole.
fn initial(word: &str) -> String {
    match word.starts_with(|c: char| c.is_ascii_digit()) {
        true => word.to_owned(),
        false => word.chars().take(1).collect(),
    }
}

/// Whether two texts differ by one letter wrong, one missing, or two in each
/// other's place.
pub(crate) fn one_apart(a: &[char], b: &[char]) -> bool {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([w, x, a @ ..], [y, z, b @ ..]) => w == z && x == y && a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_they_are_written() {
        let table = [
            ("Hope Network 9 (HQ)", "Hope Network 9", Some(Alike::Same)),
            ("HOPE NETWORK 9 e.V.", "Hope Network 9", Some(Alike::Same)),
            ("Hope Newtork 9", "Hope Network 9", Some(Alike::Mistyped)),
            ("Hope Netwrk 9", "Hope Network 9", Some(Alike::Mistyped)),
            ("HN9", "Hope Network 9", Some(Alike::Initials)),
            ("HN12", "Hope Network 12", Some(Alike::Initials)),
            ("HN1", "Hope Network 12", Some(Alike::Initials)),
            ("Hope Network", "Hope Network 9", Some(Alike::Part)),
            ("Hope Network 8", "Hope Network 9", None),
            ("Hope Network 1", "Hope Network 12", None),
            ("River Water Fund (RWF)", "RWF", Some(Alike::Initials)),
            (
                "Northern Rivers Trusts",
                "Northern River Trust",
                Some(Alike::Similar),
            ),
            (
                "Dept for Int'l Rivers 2 (HQ)",
                "Department for International Rivers 2",
                Some(Alike::Same),
            ),
            (
                "DfIR2",
                "Department for International Rivers 2",
                Some(Alike::Initials),
            ),
            ("Contractor 541311", "Hope Network 9", None),
        ];
        for (written, own, expected) in table {
            let alike = Name::read(written).alike(&Name::read(own));
            assert_eq!(alike, expected, "{written} | {own}");
        }
    }
}
