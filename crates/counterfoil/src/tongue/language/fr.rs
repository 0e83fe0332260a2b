//! French.

#[cfg(test)]
use super::Looks;
use super::{Language, catalogue, day_first, month_first, plurals};
use crate::tongue::names::table;
use iati::amount::Signs;
use intl_pluralrules::PluralCategory as P;
use std::sync::LazyLock;

pub static LANGUAGE: Language = Language {
    code: "fr",
    own_name: "Français",
    is_rtl: false,
    signs: Signs {
        group: "\u{202f}",
        decimal: ",",
        grouped_from: 4,
    },
    stop: ".",
    words: ", ",
    clauses: "\u{202f}; ",
    months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    day: day_first,
    month: month_first,
    forms: &[P::ONE, P::OTHER],
    plurals: LazyLock::new(|| plurals("fr")),
    catalogue: Some(LazyLock::new(|| {
        catalogue(include_str!("../../../words/fr.po"))
    })),
    names: LazyLock::new(|| table(include_str!("../../../words/names.fr.tsv"))),
    #[cfg(test)]
    looks: Looks {
        number: "−1\u{202f}234\u{202f}567,5",
        day: "30 juin 2025",
        forms: [0, 0, 1, 1, 1, 1],
    },
};
