//! The language that a reader is told things in.
//!
//! Texts are English patterns (`iati::said`), which the catalogues in `words/` know in
//! the other languages. The language is set around one answer, on the thread that
//! writes it ([`within`]): what is cached between answers holds no words, only values.

#[cfg(test)]
mod gather;
mod language;
mod names;

use iati::activity::{Narrative, narrative_in};
use iati::said::{Piece, Said, Tongue as Speaks, written};
use jiff::civil::Date;
pub use language::TONGUES;
use language::{Catalogue, Language};
pub use names::{name_of, name_or_code};
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A language that pages are written in: one of [`TONGUES`], or [`Tongue::MARKED`].
#[derive(Clone, Copy)]
pub struct Tongue(&'static Language);

impl PartialEq for Tongue {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Tongue {}

impl Hash for Tongue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl fmt::Debug for Tongue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Default for Tongue {
    fn default() -> Self {
        Self::ENGLISH
    }
}

thread_local! {
    static HERE: Cell<Tongue> = const { Cell::new(Tongue::ENGLISH) };
}

/// The codes of all languages, to be shown.
pub fn codes() -> String {
    TONGUES.map(Tongue::code).join(", ")
}

/// An id as readers see it: `date shift` for `date_shift`.
pub fn spelled(id: &str) -> String {
    id.replace(['_', '-'], " ")
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
    let wanted = Some(here()).filter(|t| *t != Tongue::MARKED);
    let wanted = wanted.unwrap_or_default();
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
    here().language().decimal()
}

/// What ends a sentence.
pub fn stop() -> &'static str {
    here().language().stop
}

/// Words one after the other.
pub fn list(all: &[String]) -> String {
    all.join(here().language().words)
}

/// Clauses one after the other.
pub fn clauses(all: &[String]) -> String {
    all.join(here().language().clauses)
}

/// A day as readers write it.
pub fn day(day: Date) -> String {
    here().language().day(day)
}

/// The month that a day is in, with its year, as readers write it.
pub fn month(day: Date) -> String {
    here().language().month(day)
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
    pub const ENGLISH: Self = TONGUES[0];

    /// None: each text of ours stands in ⟦ ⟧, so that one outside the catalogues shows.
    pub const MARKED: Self = Self(&language::MARKED);

    /// Whether our texts are shown as the sources have them.
    pub fn is_english(self) -> bool {
        self.0.catalogue.is_none()
    }

    /// The subtag of BCP 47.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        self.0.own_name
    }

    pub fn is_rtl(self) -> bool {
        self.0.is_rtl
    }

    /// By its subtag; what follows a first `-` may be any (`zh-Hans`, `fr-CA`).
    pub fn find(code: &str) -> Option<Self> {
        if code == Self::MARKED.code() {
            return Some(Self::MARKED);
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
                let tongue = Self::find(code.trim()).filter(|t| *t != Self::MARKED)?;
                (weight > 0.0).then_some((weight, tongue))
            })
            .collect();
        // The sort is stable: of equal weights the first.
        asked.sort_by(|a, b| b.0.total_cmp(&a.0));
        asked.first().map(|(_, tongue)| *tongue)
    }

    fn language(self) -> &'static Language {
        self.0
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        self.0.catalogue.as_deref()
    }
}

impl Speaks for Tongue {
    fn pattern<'a>(&'a self, english: &'a str) -> Cow<'a, str> {
        if *self == Self::MARKED {
            return Cow::Owned(marked(english));
        }
        let known = self.catalogue().and_then(|c| c.get(english));
        Cow::Borrowed(known.map_or(english, String::as_str))
    }

    fn form(&self, count: u64) -> usize {
        self.0.form(count)
    }

    fn number(&self, plain: &str) -> String {
        self.0.number(plain)
    }
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
