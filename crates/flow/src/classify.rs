//! The one sector and the one place that a transaction counts under.
//!
//! Nothing is divided here: a transaction with more than one counts under `several`, so
//! that every grouping adds up to the whole. What divides it by percentages is
//! [`crate::flows`].

use iati::activity::Share;
use iati::said::phrase;
use serde::{Deserialize, Serialize};

/// What a transaction counts under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    One(String),
    Several,
    NotStated,
}

impl Class {
    /// The text that it is grouped and filtered by; no code looks like the two
    /// words.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::One(code) => code,
            Self::Several => SEVERAL,
            Self::NotStated => NOT_STATED,
        }
    }
}

pub const SEVERAL: &str = phrase("several");
pub const NOT_STATED: &str = phrase("not stated");

/// The sector: the transaction's own, else the activity's. Each vocabulary
/// repeats the whole, so one is chosen: DAC 5 digits, else DAC 3 digits, else
/// the first by name.
#[must_use]
pub fn sector(own: &[Share], of_activity: &[Share]) -> Class {
    let shares = if own.is_empty() { of_activity } else { own };
    let vocabularies = shares.iter().map(|s| s.vocabulary.as_str());
    let preferred = |v: &&str| match *v {
        "1" => (0, ""),
        "2" => (1, ""),
        other => (2, other),
    }
    .0;
    let Some(chosen) = vocabularies.min_by_key(|v| (preferred(v), *v)) else {
        return Class::NotStated;
    };
    one_of(
        shares
            .iter()
            .filter(|s| s.vocabulary == chosen)
            .map(sector_code),
    )
}

/// The place: the transaction's own countries and regions, else the activity's.
#[must_use]
pub fn place(own: &[Share], of_activity: &[Share]) -> Class {
    let shares = if own.is_empty() { of_activity } else { own };
    one_of(shares.iter().map(place_code))
}

/// A sector's code; outside the DAC's vocabularies with the vocabulary before it.
#[must_use]
pub fn sector_code(share: &Share) -> String {
    match share.vocabulary.as_str() {
        _ if share.code.is_empty() => String::new(),
        "1" | "2" => share.code.clone(),
        other => format!("{other}:{}", share.code),
    }
}

/// A country's or DAC region's code; other regions with their vocabulary.
#[must_use]
pub fn place_code(share: &Share) -> String {
    match share.vocabulary.as_str() {
        _ if share.code.is_empty() => String::new(),
        "country" => share.code.to_ascii_uppercase(),
        "1" => share.code.clone(),
        other => format!("{other}:{}", share.code),
    }
}

fn one_of(codes: impl Iterator<Item = String>) -> Class {
    let mut distinct: Vec<String> = codes.filter(|c| !c.is_empty()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    match distinct.len() {
        0 => Class::NotStated,
        1 => Class::One(distinct.swap_remove(0)),
        _ => Class::Several,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iati::stated::Stated;

    fn share(vocabulary: &str, code: &str) -> Share {
        Share {
            vocabulary: vocabulary.to_owned(),
            code: code.to_owned(),
            name: None,
            percentage: Stated::Missing,
        }
    }

    #[test]
    fn one_vocabulary_is_read() {
        let both = [share("99", "x"), share("2", "111"), share("1", "11110")];
        assert_eq!(sector(&[], &both).label(), "11110");
        assert_eq!(sector(&[share("99", "x")], &both).label(), "99:x");
        let two = [share("1", "11110"), share("1", "12220")];
        assert_eq!(sector(&[], &two), Class::Several);
        assert_eq!(sector(&[], &[]), Class::NotStated);
    }

    #[test]
    fn places_keep_their_regions() {
        assert_eq!(place(&[], &[share("country", "ke")]).label(), "KE");
        assert_eq!(
            place(&[], &[share("country", "KE"), share("1", "298")]),
            Class::Several
        );
        assert_eq!(
            place(&[share("1", "298")], &[share("country", "KE")]).label(),
            "298"
        );
    }
}
