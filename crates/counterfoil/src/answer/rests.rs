//! Which publications an answer rests on.

use ledger::Publication;
use serde::Serialize;

/// A publication that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rest {
    /// Our number of the import.
    pub publication: u64,
    pub dataset: String,
    /// When it was published, as a stamp.
    pub published: String,
    /// Of the bytes as received; `None` if they could not be had.
    pub sha256: Option<String>,
}

/// Those that a line of text names.
const NAMED: usize = 3;

impl Rest {
    /// All of these, the newest first.
    pub fn on<'a>(publications: impl IntoIterator<Item = &'a Publication>) -> Vec<Self> {
        let each = publications.into_iter().map(|p| Self {
            publication: p.seq,
            dataset: p.dataset.value.clone(),
            published: p.published.value.clone(),
            sha256: p.sha256.clone(),
        });
        let mut all: Vec<Self> = each.collect();
        all.sort_by(|a, b| (&b.published, b.publication).cmp(&(&a.published, a.publication)));
        all
    }

    /// The day of publication.
    pub fn day(&self) -> &str {
        self.published.get(..10).unwrap_or(&self.published)
    }
}

/// The newest few by name, and how many more there are.
pub fn line(rests: &[Rest]) -> Option<String> {
    let named = rests.iter().take(NAMED).map(|r| {
        let (number, dataset, day) = (r.publication, &r.dataset, r.day());
        format!("{number} ({dataset}, {day})")
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = rests.len().saturating_sub(NAMED);
    Some(match rests.len() {
        0 => return None,
        1 => say!("Rests on: publication {named}.", named),
        _ if more == 0 => say!("Rests on: publications {named}.", named),
        _ => say!(
            "Rests on: publications {named} and {more: # more|# more}, the newest named first; “publications --state live” lists them.",
            named,
            more
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rests(count: u64) -> Vec<Rest> {
        let each = (1..=count).map(|publication| Rest {
            publication,
            dataset: "acts".to_owned(),
            published: "2025-06-30T00:00:00".to_owned(),
            sha256: None,
        });
        each.collect()
    }

    #[test]
    fn the_first_few_are_named_and_the_rest_counted() {
        assert_eq!(line(&rests(0)), None);
        assert_eq!(
            line(&rests(1)).as_deref(),
            Some("Rests on: publication 1 (acts, 2025-06-30).")
        );
        let many = line(&rests(5)).unwrap_or_default();
        assert!(many.contains("3 (acts, 2025-06-30) and 2 more,"), "{many}");
        assert!(!many.contains("4 (acts"), "{many}");
    }
}
