//! How a language writes numbers and days, and which form goes with a count.
//!
//! Signs and names of months are those of the Unicode CLDR. Arabic is written with the
//! digits 0 to 9, as CLDR does for several countries: figures, identifiers and the
//! files of the same figures then read alike.

use iati::amount::{self, Signs, grouped_by};
use intl_pluralrules::{PluralCategory as P, PluralRuleType, PluralRules};
use jiff::civil::Date;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

pub struct Locale {
    signs: Signs,
    /// What ends a sentence, and stands between words and between clauses.
    pub stop: &'static str,
    pub words: &'static str,
    pub clauses: &'static str,
    months: [&'static str; 12],
    day: fn(Date, &str) -> String,
    month: fn(Date, &str) -> String,
    /// The categories that its counts fall into, in the order of a pattern's forms.
    forms: &'static [P],
    plurals: LazyLock<Option<PluralRules>>,
}

fn day_first(day: Date, month: &str) -> String {
    format!("{} {month} {}", day.day(), day.year())
}

fn month_first(day: Date, month: &str) -> String {
    format!("{month} {}", day.year())
}

fn plurals(code: &str) -> Option<PluralRules> {
    let language: LanguageIdentifier = code.parse().ok()?;
    PluralRules::create(language, PluralRuleType::CARDINAL).ok()
}

pub static ENGLISH: Locale = Locale {
    signs: amount::ENGLISH,
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
};

pub static FRENCH: Locale = Locale {
    signs: Signs {
        group: "\u{202f}",
        decimal: ",",
        grouped_from: 4,
    },
    stop: ".",
    words: ", ",
    clauses: "; ",
    months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    day: day_first,
    month: month_first,
    forms: &[P::ONE, P::OTHER],
    plurals: LazyLock::new(|| plurals("fr")),
};

pub static SPANISH: Locale = Locale {
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
};

pub static ARABIC: Locale = Locale {
    signs: amount::ENGLISH,
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
};

pub static CHINESE: Locale = Locale {
    signs: amount::ENGLISH,
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
};

impl Locale {
    pub fn day(&self, day: Date) -> String {
        (self.day)(day, self.name_of_month(day))
    }

    /// The month that a day is in, with its year.
    pub fn month(&self, day: Date) -> String {
        (self.month)(day, self.name_of_month(day))
    }

    fn name_of_month(&self, day: Date) -> &'static str {
        let at = usize::from(day.month().unsigned_abs()).saturating_sub(1);
        self.months.get(at).copied().unwrap_or("")
    }

    /// Plain digits, as `-1234.5`, as readers write them.
    pub fn number(&self, plain: &str) -> String {
        grouped_by(plain, self.signs)
    }

    /// What parts decimals.
    pub fn decimal(&self) -> &'static str {
        self.signs.decimal
    }

    pub fn form(&self, count: u64) -> usize {
        let category = self
            .plurals
            .as_ref()
            .and_then(|p| p.select(count as usize).ok())
            .unwrap_or(P::OTHER);
        let at = self.forms.iter().position(|c| *c == category);
        at.unwrap_or(self.forms.len() - 1)
    }
}
