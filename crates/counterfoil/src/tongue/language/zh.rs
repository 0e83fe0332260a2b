//! Chinese.

#[cfg(test)]
use super::Looks;
use super::{Language, catalogue, plurals};
use crate::tongue::names::table;
use iati::amount::ENGLISH;
use intl_pluralrules::PluralCategory as P;
use std::sync::LazyLock;

pub static LANGUAGE: Language = Language {
    code: "zh",
    own_name: "中文",
    is_rtl: false,
    signs: ENGLISH,
    stop: "。",
    words: "、",
    clauses: "；",
    months: [
        "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
    ],
    day: |day, month| format!("{}年{month}{}日", day.year(), day.day()),
    month: |day, month| format!("{}年{month}", day.year()),
    forms: &[P::OTHER],
    plurals: LazyLock::new(|| plurals("zh")),
    catalogue: Some(LazyLock::new(|| {
        catalogue(include_str!("../../../words/zh.po"))
    })),
    names: LazyLock::new(|| table(include_str!("../../../words/names.zh.tsv"))),
    #[cfg(test)]
    looks: Looks {
        number: "−1,234,567.5",
        day: "2025年6月30日",
        forms: [0; 6],
    },
};
