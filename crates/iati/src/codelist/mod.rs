//! The standard's codelists: codes, names, and the versions that allow them.
//!
//! The tables are made by `tools/codelists.py`.

mod agency;

pub use agency::{agencies, organisations};

use crate::version::Version;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

const CODES: &str = include_str!("codes.tsv");
const CHECKS: &str = include_str!("checks.tsv");

/// In which of 2.01, 2.02 and 2.03 something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions(u8);

impl Versions {
    /// Reads `13` as 2.01 and 2.03, nothing as all, `-` as none.
    #[must_use]
    pub const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return Self(0b1110);
        }
        let mut bits = 0;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] != b'-' {
                bits |= 1 << (bytes[at] - b'0');
            }
            at += 1;
        }
        Self(bits)
    }

    #[must_use]
    pub fn contains(self, version: Version) -> bool {
        let bit = match version {
            Version::V2_01 => 1,
            Version::V2_02 => 2,
            Version::V2_03 => 3,
            _ => return false,
        };
        self.0 & (1 << bit) != 0
    }
}

/// One code of a list.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    pub code: &'static str,
    /// In English; empty where the list names none.
    pub name: &'static str,
    pub versions: Versions,
    pub withdrawn: bool,
}

/// A codelist, its codes in byte order.
#[derive(Debug)]
pub struct Codelist {
    pub name: &'static str,
    pub codes: Vec<Code>,
    /// Made when first asked for.
    folded: OnceLock<Vec<Folded>>,
}

impl Codelist {
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Code> {
        let at = self.codes.binary_search_by(|c| c.code.cmp(code)).ok()?;
        Some(&self.codes[at])
    }

    /// The codes of `version` nearest to `wrong`, best first, at most three.
    #[must_use]
    pub fn nearest(&self, wrong: &str, version: Version) -> Vec<&'static str> {
        let mut allowed = self.codes.iter().filter(|c| c.versions.contains(version));
        // The commonest slip by far, and the cheapest to see.
        if let Some(same) = allowed.find(|c| c.code.eq_ignore_ascii_case(wrong.trim())) {
            return vec![same.code];
        }
        let wrong = wrong.trim().to_lowercase();
        let folded = self
            .folded
            .get_or_init(|| self.codes.iter().map(Folded::of).collect());
        let allowed = self.codes.iter().zip(folded);
        let mut near: Vec<(usize, &'static str)> = allowed
            .filter(|(c, _)| c.versions.contains(version))
            .filter_map(|(c, folded)| Some((folded.distance(&wrong)?, c.code)))
            .collect();
        near.sort_unstable();
        near.into_iter().take(3).map(|(_, code)| code).collect()
    }
}

/// A code and its name in lower case.
#[derive(Debug)]
struct Folded {
    code: String,
    name: String,
}

impl Folded {
    fn of(code: &Code) -> Self {
        Self {
            code: code.code.to_lowercase(),
            name: code.name.to_lowercase(),
        }
    }

    /// How far `wrong` is from it, if it is near: one edit, or one in three letters.
    fn distance(&self, wrong: &str) -> Option<usize> {
        if !wrong.is_empty() && self.name == wrong {
            return Some(0);
        }
        let most = 1.max(self.code.len() / 3);
        // Lengths are bytes, edits are letters: a letter has up to four.
        let is_far = self.code.len().abs_diff(wrong.len()) > 4 * most;
        (!is_far)
            .then(|| distance(wrong, &self.code))
            .filter(|d| *d <= most)
    }
}

/// Bytes of a text that is not short any more.
const SHORT: usize = 128;

/// Edits between two short texts (Levenshtein). Longer ones are not measured: they are as
/// far from each other as they are long.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    if a.len().max(b.len()) > SHORT {
        return if a == b { 0 } else { a.len().max(b.len()) };
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

static LISTS: LazyLock<HashMap<&'static str, Codelist>> = LazyLock::new(|| {
    let mut lists: HashMap<&'static str, Codelist> = HashMap::new();
    let mut name = "";
    for line in CODES.lines().filter(|l| !l.starts_with("#!")) {
        if let Some(header) = line.strip_prefix("# ") {
            name = header;
            continue;
        }
        let mut fields = line.split('\t');
        let code = Code {
            code: fields.next().unwrap_or_default(),
            versions: Versions::of(fields.next().unwrap_or_default()),
            name: fields.next().unwrap_or_default(),
            withdrawn: fields.next() == Some("w"),
        };
        let list = lists.entry(name).or_insert(Codelist {
            name,
            codes: Vec::new(),
            folded: OnceLock::new(),
        });
        list.codes.push(code);
    }
    lists
});

/// A codelist by its name in the standard.
#[must_use]
pub fn list(name: &str) -> Option<&'static Codelist> {
    LISTS.get(name)
}

/// The English name of a code.
#[must_use]
pub fn name_of(list_name: &str, code: &str) -> Option<&'static str> {
    let name = list(list_name)?.get(code)?.name;
    (!name.is_empty()).then_some(name)
}

/// One line of `checks.tsv`: where a value must be on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeCheck {
    pub id: &'static str,
    pub list: &'static str,
    pub category: &'static str,
    pub versions: Versions,
    /// E.g. `iati-activity/transaction/value/@currency`.
    pub path: &'static str,
    pub condition: Option<Condition>,
}

/// When a check applies: a vocabulary attribute has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The attribute is the parent's.
    pub of_parent: bool,
    pub attribute: &'static str,
    pub value: &'static str,
    /// What a missing attribute counts as.
    pub default: Option<&'static str>,
}

/// All codelist checks, in the order of the table.
#[must_use]
pub fn checks() -> Vec<CodeCheck> {
    let lines = CHECKS.lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(check_line).collect()
}

fn check_line(line: &'static str) -> Option<CodeCheck> {
    let mut fields = line.split('\t');
    let id = fields.next()?;
    let list = fields.next()?;
    let _severity = fields.next()?;
    let category = fields.next()?;
    let versions = Versions::of(fields.next()?);
    let path = fields.next()?;
    let condition = fields.next().filter(|c| !c.is_empty()).and_then(condition);
    Some(CodeCheck {
        id,
        list,
        category,
        versions,
        path,
        condition,
    })
}

/// Reads `@vocabulary=1 default 1`, `../@vocabulary=1`.
fn condition(text: &'static str) -> Option<Condition> {
    let (test, default) = match text.split_once(" default ") {
        Some((test, default)) => (test, Some(default)),
        None => (text, None),
    };
    let (of_parent, test) = match test.strip_prefix("../") {
        Some(test) => (true, test),
        None => (false, test),
    };
    let (attribute, value) = test.strip_prefix('@')?.split_once('=')?;
    Some(Condition {
        of_parent,
        attribute,
        value,
        default,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_not_measured() {
        assert_eq!(distance("kitten", "sitting"), 3);
        let long = "a".repeat(50 << 20);
        assert_eq!(distance(&long, "sitting"), 50 << 20);
        assert_eq!(distance(&long, &long), 0);
    }

    #[test]
    fn the_tables_are_whole() {
        assert_eq!(
            checks().len(),
            CHECKS.lines().filter(|l| !l.starts_with('#')).count()
        );
        for check in checks() {
            assert!(
                list(check.list).is_some(),
                "{} has no list {}",
                check.id,
                check.list
            );
        }
        for list in LISTS.values() {
            assert!(
                list.codes.is_sorted_by(|a, b| a.code < b.code),
                "{}",
                list.name
            );
        }
    }

    #[test]
    fn codes_and_names() {
        assert_eq!(name_of("TransactionType", "3"), Some("Disbursement"));
        assert_eq!(name_of("Country", "KE"), Some("Kenya"));
        let types = list("TransactionType").map(|l| l.get("12").map(|c| c.versions));
        assert_eq!(types, Some(Some(Versions::of("3"))));
        let near = list("Currency").map(|l| l.nearest("eur", Version::V2_03));
        assert_eq!(near.and_then(|n| n.first().copied()), Some("EUR"));
    }
}
