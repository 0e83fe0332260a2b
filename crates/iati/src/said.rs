//! What is to be said to people, before it is said in a language.
//!
//! A text is a pattern in English and what is put into it. The pattern is its own key:
//! a [`Tongue`] knows it in another language. In a pattern `{name}` is what was given
//! under that name, and `{name: # day|# days}` is the form that goes with a count, `#`
//! being the count. English has two forms, one and other; a language has its own.

use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::fmt;

/// A pattern and what is put into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pattern: &'static str,
    given: Vec<(&'static str, Given)>,
}

/// What is put into a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// As it stands: a name, a code, a day as `2025-06-30`, words of a publisher.
    Text(String),
    /// How many.
    Count(u64),
    /// A number in plain digits, as `-1234.5`.
    Number(String),
    Said(Said),
}

/// How a language says things.
pub trait Tongue {
    /// The pattern in this language; the English one if it has none.
    fn pattern<'a>(&'a self, english: &'a str) -> Cow<'a, str>;
    /// Which of a pattern's forms goes with a count, from 0.
    fn form(&self, count: u64) -> usize;
    /// A number in plain digits, as readers write it.
    fn number(&self, plain: &str) -> String;
}

/// The language of the patterns.
pub struct English;

impl Tongue for English {
    fn pattern<'a>(&'a self, english: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(english)
    }

    fn form(&self, count: u64) -> usize {
        usize::from(count != 1)
    }

    fn number(&self, plain: &str) -> String {
        crate::amount::grouped(plain)
    }
}

impl Said {
    /// Use [`said!`](crate::said!), which names what is given.
    #[must_use]
    pub fn new(pattern: &'static str, given: Vec<(&'static str, Given)>) -> Self {
        debug_assert!(
            pieces(pattern).all(|piece| match piece {
                Piece::Text(_) => true,
                Piece::Slot { name, .. } => given.iter().any(|(n, _)| *n == name),
            }),
            "“{pattern}” asks for what it is not given"
        );
        Self { pattern, given }
    }

    /// The pattern.
    #[must_use]
    pub fn english(&self) -> &'static str {
        self.pattern
    }

    /// In a language.
    #[must_use]
    pub fn spoken(&self, tongue: &dyn Tongue) -> String {
        written(&tongue.pattern(self.pattern), |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Slot { name, forms } => self.put(name, forms, tongue),
        })
    }

    /// What stands in a slot; its name where nothing was given for it.
    #[must_use]
    pub fn put(&self, name: &str, forms: Option<&str>, tongue: &dyn Tongue) -> String {
        let given = self.given.iter().find(|(n, _)| *n == name);
        given.map_or_else(|| name.to_owned(), |(_, given)| given.spoken(forms, tongue))
    }
}

/// In English.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spoken(&English))
    }
}

impl Given {
    /// In a language, and in one of these forms if it is a count.
    #[must_use]
    pub fn spoken(&self, forms: Option<&str>, tongue: &dyn Tongue) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(plain) => tongue.number(plain),
            Self::Said(said) => said.spoken(tongue),
            Self::Count(count) => {
                let number = tongue.number(&count.to_string());
                match forms {
                    None => number,
                    Some(forms) => form(forms, tongue.form(*count)).replace('#', &number),
                }
            }
        }
    }
}

/// One of several forms; the last stands for those that a pattern leaves out.
#[must_use]
pub fn form(forms: &str, at: usize) -> &str {
    let mut each = forms.split('|');
    each.nth(at)
        .or_else(|| forms.rsplit('|').next())
        .unwrap_or(forms)
}

/// A text of ours that stands in a table: marks it, so that the catalogues are known to
/// need it. Who shows it says it in a language.
#[must_use]
pub const fn phrase(english: &'static str) -> &'static str {
    english
}

/// A part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// Where something is put.
    Slot {
        name: &'a str,
        forms: Option<&'a str>,
    },
}

/// A pattern with each of its parts written.
pub fn written(pattern: &str, write: impl FnMut(Piece<'_>) -> String) -> String {
    pieces(pattern).map(write).collect()
}

/// The parts of a pattern, in order. A brace that is never closed is text.
pub fn pieces(pattern: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let slot = rest.strip_prefix('{').and_then(|from| from.split_once('}'));
        if let Some((inner, after)) = slot {
            rest = after;
            return Some(match inner.split_once(": ") {
                Some((name, forms)) => Piece::Slot {
                    name,
                    forms: Some(forms),
                },
                None => Piece::Slot {
                    name: inner,
                    forms: None,
                },
            });
        }
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '{');
        let (text, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(Piece::Text(text))
    })
}

/// What can be put into a pattern.
pub trait Give {
    fn give(&self) -> Given;
}

macro_rules! give {
    ($($type:ty => $value:ident $given:expr;)*) => {$(
        impl Give for $type {
            fn give(&self) -> Given {
                let $value = self;
                $given
            }
        }
    )*};
}

give! {
    Given => g g.clone();
    Said => said Given::Said(said.clone());
    str => text Given::Text(text.to_owned());
    String => text Given::Text(text.clone());
    Cow<'_, str> => text Given::Text(text.clone().into_owned());
    Date => day Given::Text(day.to_string());
    Decimal => number Given::Number(number.to_string());
    u64 => n Given::Count(*n);
    u32 => n Given::Count(u64::from(*n));
    u16 => n Given::Count(u64::from(*n));
    u8 => n Given::Count(u64::from(*n));
    usize => n Given::Count(*n as u64);
    i64 => n Given::Number(n.to_string());
    i32 => n Given::Number(n.to_string());
}

impl<T: Give + ?Sized> Give for &T {
    fn give(&self) -> Given {
        (**self).give()
    }
}

/// A [`Said`](crate::said::Said): `said!("{n: # day|# days} late", n)`, `said!("not {what}", what = it.name())`.
#[macro_export]
macro_rules! said {
    ($pattern:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::said::Said::new(
            $pattern,
            vec![$((stringify!($name), $crate::said!(@give $name $(= $value)?))),*],
        )
    };
    (@give $name:ident) => { $crate::said::Give::give(&$name) };
    (@give $name:ident = $value:expr) => { $crate::said::Give::give(&$value) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_filled() {
        let n = 1u64;
        let late = said!("{n: # day|# days} late", n);
        assert_eq!(late.to_string(), "1 day late");
        let of = said!("{who}: {late}, of {all}", who = "A", late, all = 2400u64);
        assert_eq!(of.to_string(), "A: 1 day late, of 2,400");
        assert_eq!(said!("{n: # day|# days}", n = 0u64).to_string(), "0 days");
        assert_eq!(said!("an {open brace").to_string(), "an {open brace");
    }

    /// Four forms, of which a pattern may leave the last out.
    struct Other;

    impl Tongue for Other {
        fn pattern<'a>(&'a self, english: &'a str) -> Cow<'a, str> {
            match english {
                "{n: # day|# days} of {all}" => "{all}: {n: no|a|# few|# all}".into(),
                known => known.into(),
            }
        }

        fn form(&self, count: u64) -> usize {
            count.min(4) as usize
        }

        fn number(&self, plain: &str) -> String {
            format!("<{plain}>")
        }
    }

    #[test]
    fn a_language_has_its_own_order_and_forms() {
        let say = |n: u64| said!("{n: # day|# days} of {all}", n, all = "B").spoken(&Other);
        assert_eq!(say(0), "B: no");
        assert_eq!(say(2), "B: <2> few");
        assert_eq!(say(9), "B: <9> all");
    }

    proptest::proptest! {
        #[test]
        fn pieces_are_the_pattern(pattern in "[a{}:| #é]{0,20}") {
            let mut again = String::new();
            for piece in pieces(&pattern) {
                match piece {
                    Piece::Text(text) => again.push_str(text),
                    Piece::Slot { name, forms: None } => again.push_str(&format!("{{{name}}}")),
                    Piece::Slot { name, forms: Some(forms) } => {
                        again.push_str(&format!("{{{name}: {forms}}}"));
                    }
                }
            }
            proptest::prop_assert_eq!(again, pattern);
        }
    }
}
