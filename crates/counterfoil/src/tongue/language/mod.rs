//! The languages that readers are told things in, a file each.
//!
//! Signs and names of months are those of the Unicode CLDR.

mod ar;
mod en;
mod es;
mod fr;
mod zh;

pub use en::MARKED;

use super::Tongue;
use super::names::Names;
use iati::amount::{Signs, grouped_by};
use intl_pluralrules::{PluralCategory as P, PluralRuleType, PluralRules};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// Languages offered to readers, in the order of the menu; English first.
pub const TONGUES: [Tongue; 5] = [
    Tongue(&en::LANGUAGE),
    Tongue(&fr::LANGUAGE),
    Tongue(&es::LANGUAGE),
    Tongue(&ar::LANGUAGE),
    Tongue(&zh::LANGUAGE),
];

/// All that a language brings.
pub struct Language {
    /// The subtag of BCP 47.
    pub code: &'static str,
    /// What its speakers call it.
    pub own_name: &'static str,
    pub is_rtl: bool,
    pub signs: Signs,
    /// What ends a sentence, and stands between words and between clauses.
    pub stop: &'static str,
    pub words: &'static str,
    pub clauses: &'static str,
    /// As they stand in a date.
    pub months: [&'static str; 12],
    pub day: fn(Date, &str) -> String,
    pub month: fn(Date, &str) -> String,
    /// The categories that its counts fall into, in the order of a pattern's forms.
    pub forms: &'static [P],
    pub plurals: LazyLock<Option<PluralRules>>,
    /// Its texts; none: they are English as the sources have them.
    pub catalogue: Option<LazyLock<Catalogue>>,
    /// Its names of codes; a code that has none is named in English.
    pub names: LazyLock<Names>,
    #[cfg(test)]
    pub looks: Looks,
}

/// What a reader of the language must see.
#[cfg(test)]
pub struct Looks {
    /// −1234567.5
    pub number: &'static str,
    /// 30 June 2025
    pub day: &'static str,
    /// Which form goes with 0, 1, 2, 5, 11 and 100.
    pub forms: [usize; 6],
}

/// English patterns, and what they are in a language.
pub type Catalogue = HashMap<String, String>;

/// A catalogue that cannot be read is empty, and English is shown; a test reads each.
fn catalogue(po: &str) -> Catalogue {
    let Ok(read) = polib::po_file::parse_from_reader(po.as_bytes()) else {
        return Catalogue::new();
    };
    read.messages()
        .filter_map(|m| Some((m.msgid().to_owned(), m.msgstr().ok()?.to_owned())))
        .filter(|(_, text)| !text.is_empty())
        .collect()
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

impl Language {
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
