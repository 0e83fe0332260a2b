//! The language that a reader is told things in.
//!
//! Texts are English patterns (`iati::said`), which the catalogues in `words/` know in
//! the other languages. The language is set around one answer, on the thread that
//! writes it ([`within`]): what is cached between answers holds no words, only values.

#[cfg(test)]
mod gather;
mod locale;
mod names;

use iati::activity::{Narrative, narrative_in};
use iati::said::{Piece, Said, Tongue as Speaks, written};
use jiff::civil::Date;
use locale::Locale;
pub use names::{name_of, name_or_code};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tongue {
    #[default]
    English,
    French,
    Spanish,
    Arabic,
    Chinese,
    /// None: each text of ours stands in ⟦ ⟧, so that one outside the catalogues shows.
    Marked,
}

/// Languages offered to readers.
pub const TONGUES: [Tongue; 5] = [
    Tongue::English,
    Tongue::French,
    Tongue::Spanish,
    Tongue::Arabic,
    Tongue::Chinese,
];

thread_local! {
    static HERE: Cell<Tongue> = const { Cell::new(Tongue::English) };
}

/// Does something in a language, on this thread.
pub fn within<T>(tongue: Tongue, work: impl FnOnce() -> T) -> T {
    /// Puts the language back, after a panic too.
    struct Before(Tongue);
    impl Drop for Before {
        fn drop(&mut self) {
            HERE.set(self.0);
        }
    }
    let _before = Before(HERE.replace(tongue));
    work()
}

/// The language of this thread.
pub fn here() -> Tongue {
    HERE.get()
}

/// In the language of this thread.
pub fn say(said: &Said) -> String {
    said.spoken(&here())
}

/// A text of ours that stands in a table and takes nothing in: a heading, a hint.
pub fn words(english: &str) -> String {
    match here().pattern(english) {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    }
}

/// A publisher's text in the language of this thread, else in another, which is told
/// then if it is known.
pub fn heard(narratives: &[Narrative], default: Option<&str>) -> Option<(String, Option<String>)> {
    let here = here();
    let wanted = match here {
        Tongue::Marked => Tongue::English,
        spoken => spoken,
    };
    let found = narrative_in(narratives, wanted.code(), default)?;
    let other = found
        .language
        .filter(|language| Tongue::find(language) != Some(wanted));
    Some((found.text, other))
}

/// Plain digits as readers write them.
pub fn number(plain: &str) -> String {
    here().number(plain)
}

/// What parts decimals.
pub fn decimal() -> &'static str {
    here().locale().decimal()
}

/// What ends a sentence.
pub fn stop() -> &'static str {
    here().locale().stop
}

/// Words one after the other.
pub fn list(all: &[String]) -> String {
    all.join(here().locale().words)
}

/// Clauses one after the other.
pub fn clauses(all: &[String]) -> String {
    all.join(here().locale().clauses)
}

/// A day as readers write it.
pub fn day(day: Date) -> String {
    here().locale().day(day)
}

/// The month that a day is in, with its year, as readers write it.
pub fn month(day: Date) -> String {
    here().locale().month(day)
}

/// A pattern filled with pieces that are made already, what stands between them
/// written by `text`; what is not among them is asked of `other`.
pub fn fill(
    english: &str,
    text: impl Fn(&str) -> String,
    put: &[(&str, String)],
    other: impl Fn(&str, Option<&str>) -> String,
) -> String {
    written(&here().pattern(english), |piece| match piece {
        Piece::Text(plain) => text(plain),
        Piece::Slot { name, forms } => match put.iter().find(|(n, _)| *n == name) {
            Some((_, made)) => made.clone(),
            None => text(&other(name, forms)),
        },
    })
}

/// A text of ours, in the language of this thread: `say!("{n: # day|# days} late", n)`.
macro_rules! say {
    ($($said:tt)*) => { $crate::tongue::say(&iati::said!($($said)*)) };
}

impl Tongue {
    /// The subtag of BCP 47.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Arabic => "ar",
            Self::Chinese => "zh",
            Self::Marked => "qps-ploc",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Arabic => "العربية",
            Self::Chinese => "中文",
            Self::Marked => "⟦ ⟧",
        }
    }

    pub fn is_rtl(self) -> bool {
        self == Self::Arabic
    }

    /// By its subtag; what follows a first `-` may be any (`zh-Hans`, `fr-CA`).
    pub fn find(code: &str) -> Option<Self> {
        if code == Self::Marked.code() {
            return Some(Self::Marked);
        }
        let primary = code.split(['-', '_']).next().unwrap_or(code);
        TONGUES
            .into_iter()
            .find(|t| t.code().eq_ignore_ascii_case(primary))
    }

    /// The first language of an `Accept-Language` that is spoken here.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut asked: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|part| {
                let (code, weight) = match part.split_once(';') {
                    Some((code, q)) => (code, q.trim().strip_prefix("q=")?.parse().ok()?),
                    None => (part, 1.0),
                };
                let tongue = Self::find(code.trim()).filter(|t| *t != Self::Marked)?;
                (weight > 0.0).then_some((weight, tongue))
            })
            .collect();
        // The sort is stable: of equal weights the first.
        asked.sort_by(|a, b| b.0.total_cmp(&a.0));
        asked.first().map(|(_, tongue)| *tongue)
    }

    fn locale(self) -> &'static Locale {
        match self {
            Self::English | Self::Marked => &locale::ENGLISH,
            Self::French => &locale::FRENCH,
            Self::Spanish => &locale::SPANISH,
            Self::Arabic => &locale::ARABIC,
            Self::Chinese => &locale::CHINESE,
        }
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        match self {
            Self::English | Self::Marked => None,
            Self::French => Some(&FRENCH),
            Self::Spanish => Some(&SPANISH),
            Self::Arabic => Some(&ARABIC),
            Self::Chinese => Some(&CHINESE),
        }
    }
}

impl Speaks for Tongue {
    fn pattern<'a>(&'a self, english: &'a str) -> Cow<'a, str> {
        if *self == Self::Marked {
            return Cow::Owned(marked(english));
        }
        let known = self.catalogue().and_then(|c| c.get(english));
        Cow::Borrowed(known.map_or(english, String::as_str))
    }

    fn form(&self, count: u64) -> usize {
        self.locale().form(count)
    }

    fn number(&self, plain: &str) -> String {
        self.locale().number(plain)
    }
}

/// English patterns, and what they are in a language.
type Catalogue = HashMap<String, String>;

static FRENCH: LazyLock<Catalogue> = LazyLock::new(|| catalogue(include_str!("../../words/fr.po")));
static SPANISH: LazyLock<Catalogue> =
    LazyLock::new(|| catalogue(include_str!("../../words/es.po")));
static ARABIC: LazyLock<Catalogue> = LazyLock::new(|| catalogue(include_str!("../../words/ar.po")));
static CHINESE: LazyLock<Catalogue> =
    LazyLock::new(|| catalogue(include_str!("../../words/zh.po")));

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

/// A pattern with its own text in brackets.
fn marked(pattern: &str) -> String {
    let bracket = |text: &str| match text.trim().is_empty() {
        true => text.to_owned(),
        false => format!("⟦{text}⟧"),
    };
    written(pattern, |piece| match piece {
        Piece::Text(text) => bracket(text),
        Piece::Slot { name, forms: None } => format!("{{{name}}}"),
        Piece::Slot {
            name,
            forms: Some(forms),
        } => {
            let each: Vec<String> = forms.split('|').map(bracket).collect();
            format!("{{{name}: {}}}", each.join("|"))
        }
    })
}

#[cfg(test)]
mod tests;
