//! English, which the sources are written in.

#[cfg(test)]
use super::Looks;
use super::{Language, day_first, month_first, plurals};
use crate::tongue::names::Names;
use iati::amount::ENGLISH;
use intl_pluralrules::PluralCategory as P;
use std::sync::LazyLock;

pub static LANGUAGE: Language = english("en", "English");

/// No language: its texts are shown in brackets.
pub static MARKED: Language = english("qps-ploc", "⟦ ⟧");

const fn english(code: &'static str, own_name: &'static str) -> Language {
    Language {
        code,
        own_name,
        is_rtl: false,
        signs: ENGLISH,
        stop: ".",
        words: ", ",
        clauses: "; ",
        months: [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
        day: day_first,
        month: month_first,
        forms: &[P::ONE, P::OTHER],
        plurals: LazyLock::new(|| plurals("en")),
        catalogue: None,
        names: LazyLock::new(Names::new),
        #[cfg(test)]
        looks: Looks {
            number: "−1,234,567.5",
            day: "30 Jun 2025",
            forms: [1, 0, 1, 1, 1, 1],
        },
    }
}
