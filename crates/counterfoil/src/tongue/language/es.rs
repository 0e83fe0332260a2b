//! Spanish. A number of four digits is not grouped.

#[cfg(test)]
use super::Looks;
use super::{Language, catalogue, day_first, month_first, plurals};
use crate::tongue::names::table;
use iati::amount::Signs;
use intl_pluralrules::PluralCategory as P;
use std::sync::LazyLock;

pub static LANGUAGE: Language = Language {
    code: "es",
    own_name: "Español",
    is_rtl: false,
    signs: Signs {
        group: ".",
        decimal: ",",
        grouped_from: 5,
    },
    stop: ".",
    words: ", ",
    clauses: "; ",
    months: [
        "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
    ],
    day: day_first,
    month: month_first,
    forms: &[P::ONE, P::OTHER],
    plurals: LazyLock::new(|| plurals("es")),
    catalogue: Some(LazyLock::new(|| {
        catalogue(include_str!("../../../words/es.po"))
    })),
    names: LazyLock::new(|| table(include_str!("../../../words/names.es.tsv"))),
    #[cfg(test)]
    looks: Looks {
        number: "−1.234.567,5",
        day: "30 jun 2025",
        forms: [1, 0, 1, 1, 1, 1],
    },
};
