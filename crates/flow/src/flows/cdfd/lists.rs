//! The lists that the rows need beyond the standard's own.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const BUILTIN: &str = include_str!("lists.tsv");

/// Places that have a list, their currencies, groups of sectors, and the names of
/// the registry's publishers.
#[derive(Debug, Default)]
pub struct Lists {
    places: HashSet<&'static str>,
    currencies: HashMap<&'static str, &'static str>,
    groups: HashMap<&'static str, &'static str>,
    organisations: HashMap<&'static str, &'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists::read(BUILTIN));

impl Lists {
    /// The lists made by `tools/cdfd.py`.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &LISTS
    }

    fn read(text: &'static str) -> Self {
        let mut lists = Self::default();
        let mut section = "";
        for line in text.lines().filter(|l| !l.starts_with("#!")) {
            if let Some(title) = line.strip_prefix("# ") {
                section = title;
                continue;
            }
            let (code, rest) = line.split_once('\t').unwrap_or((line, ""));
            let table = match section {
                "currency" => &mut lists.currencies,
                "group" => &mut lists.groups,
                "organisation" => &mut lists.organisations,
                _ => {
                    lists.places.insert(code);
                    continue;
                }
            };
            table.insert(code, rest);
        }
        lists
    }

    /// Whether there is a list of this country or DAC region.
    #[must_use]
    pub fn has_place(&self, code: &str) -> bool {
        self.places.contains(code)
    }

    /// The currency of a country.
    #[must_use]
    pub fn currency(&self, country: &str) -> Option<&'static str> {
        self.currencies.get(country).copied()
    }

    /// The group of a sector, found by its first three characters; empty if there
    /// is none.
    #[must_use]
    pub fn group(&self, sector: &str) -> &'static str {
        let end = sector
            .char_indices()
            .nth(3)
            .map_or(sector.len(), |(at, _)| at);
        self.groups.get(&sector[..end]).copied().unwrap_or_default()
    }

    /// The name of a publisher.
    #[must_use]
    pub fn organisation(&self, reference: &str) -> Option<&'static str> {
        self.organisations.get(reference).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let lists = Lists::builtin();
        assert!(lists.has_place("KE") && lists.has_place("298") && !lists.has_place("ke"));
        assert_eq!(lists.currency("KE"), Some("KES"));
        assert_eq!(lists.currency("AQ"), None);
        assert_eq!(lists.group("12240"), "120");
        assert_eq!((lists.group("ZZZ"), lists.group("")), ("", ""));
        assert!(lists.organisation("44000").is_some());
    }
}
