//! Arabic, written with the digits 0 to 9, as the CLDR does for several countries: figures,
//! identifiers and the files of the same figures then read alike.

#[cfg(test)]
use super::Looks;
use super::{Language, catalogue, day_first, month_first, plurals};
use crate::tongue::names::table;
use iati::amount::ENGLISH;
use intl_pluralrules::PluralCategory as P;
use std::sync::LazyLock;

pub static LANGUAGE: Language = Language {
    code: "ar",
    own_name: "العربية",
    is_rtl: true,
    signs: ENGLISH,
    stop: ".",
    words: "، ",
    clauses: "؛ ",
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    day: day_first,
    month: month_first,
    forms: &[P::ZERO, P::ONE, P::TWO, P::FEW, P::MANY, P::OTHER],
    plurals: LazyLock::new(|| plurals("ar")),
    catalogue: Some(LazyLock::new(|| {
        catalogue(include_str!("../../../words/ar.po"))
    })),
    names: LazyLock::new(|| table(include_str!("../../../words/names.ar.tsv"))),
    #[cfg(test)]
    looks: Looks {
        number: "−1,234,567.5",
        day: "30 يونيو 2025",
        forms: [0, 1, 2, 3, 4, 5],
    },
};
