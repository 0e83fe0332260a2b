//! Organisations that are known under more than one reference.

use std::collections::BTreeMap;

/// References that publishers gave up, and what they use now.
///
/// Sources: the publishers' own `other-identifier` of type B1 and the registry's
/// notes on changed identifiers. A user's own table goes before this one.
const KNOWN: &[(&str, &str)] = &[
    ("GB-1", "GB-GOV-1"),
    ("GB-3", "GB-GOV-3"),
    ("GB-6", "GB-GOV-6"),
    ("GB-7", "GB-GOV-7"),
    ("GB-10", "GB-GOV-10"),
    ("US-1", "US-GOV-1"),
    ("US-2", "US-GOV-2"),
    ("US-18", "US-GOV-18"),
    ("NL-1", "XM-DAC-7"),
    ("DK-1", "XM-DAC-3-1"),
    ("FI-3", "XM-DAC-18-3"),
    ("DE-1", "XM-DAC-5-7"),
    ("41122", "XM-DAC-41122"),
    ("41114", "XM-DAC-41114"),
    ("41119", "XM-DAC-41119"),
    ("41140", "XM-DAC-41140"),
    ("41127", "XM-DAC-41127"),
];

/// Which references stand for the same organisation. Users add their own.
#[derive(Clone, Debug)]
pub struct Aliases(BTreeMap<String, String>);

impl Default for Aliases {
    /// The table that comes with the program.
    fn default() -> Self {
        let mut aliases = Self::none();
        for (old, new) in KNOWN {
            aliases.add(old, new);
        }
        aliases
    }
}

impl Aliases {
    /// No aliases at all.
    #[must_use]
    pub fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// Says that `alias` is written for `reference`. What was said of `alias`
    /// before is replaced.
    pub fn add(&mut self, alias: &str, reference: &str) {
        let (alias, reference) = (normal(alias), normal(reference));
        if alias != reference && !alias.is_empty() && !reference.is_empty() {
            self.0.insert(alias, reference);
        }
    }

    /// Each alias and the reference that it is written for, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(a, r)| (a.as_str(), r.as_str()))
    }

    /// A reference in the form in which two are compared: normalised, and the
    /// one that it is an alias of. Aliases of aliases are followed; a circle
    /// ends where it began.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> String {
        let mut at = normal(reference);
        for _ in 0..=self.0.len() {
            match self.0.get(&at) {
                Some(next) => at.clone_from(next),
                None => return at,
            }
        }
        normal(reference)
    }
}

/// A reference without what publishers write differently: case, white space,
/// `_` and `/` for `-`, and a prefix written twice.
#[must_use]
pub fn normal(reference: &str) -> String {
    let each = reference.trim().chars().map(|c| match c {
        '_' | '/' => '-',
        c => c.to_ascii_uppercase(),
    });
    let joined: String = each.filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = joined.split('-').filter(|p| !p.is_empty()).collect();
    once(&parts).join("-")
}

/// `XM DAC XM DAC 41000` without its first half.
fn once<'a, 'p>(parts: &'a [&'p str]) -> &'a [&'p str] {
    let twice = |n: &usize| parts.len() > 2 * n && parts[..*n] == parts[*n..2 * n];
    match (2..=parts.len() / 2).find(twice) {
        Some(n) => &parts[n..],
        None => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_compared_as_they_are_meant() {
        let table = [
            (" gb-chc-1 ", "GB-CHC-1"),
            ("GB/CHC-1", "GB-CHC-1"),
            ("XM_DAC-41000", "XM-DAC-41000"),
            ("XM-DAC-XM-DAC-41000", "XM-DAC-41000"),
            ("GB-1", "GB-1"),
            ("", ""),
        ];
        for (written, normalised) in table {
            assert_eq!(normal(written), normalised);
        }
    }

    #[test]
    fn aliases_are_followed_and_a_circle_ends() {
        let mut aliases = Aliases::default();
        assert_eq!(aliases.resolve("gb-1"), "GB-GOV-1");
        aliases.add("AA-1", "AA-2");
        aliases.add("AA-2", "AA-3");
        assert_eq!(aliases.resolve("aa_1"), "AA-3");
        aliases.add("AA-3", "AA-1");
        assert_eq!(aliases.resolve("AA-1"), "AA-1");
    }
}
