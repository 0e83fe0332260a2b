//! Whether a text begins with one of many prefixes.

/// A set of prefixes, of any size, asked in the time of one search.
#[derive(Debug, Default)]
pub(super) struct Prefixes {
    /// Sorted, and none begins with another.
    shortest: Vec<String>,
}

impl Prefixes {
    pub(super) fn new(mut all: Vec<String>) -> Self {
        all.sort_unstable();
        all.dedup_by(|later, kept| later.starts_with(kept.as_str()));
        Self { shortest: all }
    }

    /// Whether `text` begins with one of them. That one can only be the last
    /// that does not come after `text`, as none begins with another.
    pub(super) fn begin(&self, text: &str) -> bool {
        let after = self.shortest.partition_point(|p| p.as_str() <= text);
        after > 0 && text.starts_with(&self.shortest[after - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_search_is_one() {
        let all = ["XM-EX-", "XM-EX-1-", "AA-", "ZZ-9-"].map(str::to_owned);
        let prefixes = Prefixes::new(all.to_vec());
        for text in ["XM-EX-1-2", "XM-EX-", "XM-EX-zz", "AA-B", "ZZ-9-"] {
            assert!(prefixes.begin(text), "{text}");
        }
        for text in ["", "XM-EX", "A", "ZZ-9", "ZZ-8-1"] {
            assert!(!prefixes.begin(text), "{text}");
        }
        assert!(!Prefixes::default().begin("AA-"));
        assert!(Prefixes::new(vec![String::new()]).begin(""));
    }
}
