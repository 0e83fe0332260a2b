//! A table of exchange rates: what it holds, and what is known of it.

use iati::said;
use iati::said::Said;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::{Arc, OnceLock};

/// What a rate is a figure of; coarser ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// No rate was needed: the amount is in that currency already.
    Same,
    /// Fixed by law: a currency's successor, or the one it is held at.
    Fixed,
    /// Of one day, most often the last of a month.
    Day,
    /// Of a month: its mean, or the source does not say which day.
    Month,
    /// The mean of a year.
    Year,
}

impl Basis {
    /// The letter for it in a table, as the IMF has it: `D`, `M`, `A`.
    const fn letter(self) -> &'static str {
        match self {
            Self::Month => "M",
            Self::Year => "A",
            Self::Same | Self::Fixed | Self::Day => "D",
        }
    }
}

impl Basis {
    /// In words.
    #[must_use]
    pub fn said(self) -> Said {
        match self {
            Self::Same => said!("none needed"),
            Self::Fixed => said!("fixed"),
            Self::Day => said!("of a day"),
            Self::Month => said!("of a month"),
            Self::Year => said!("mean of a year"),
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// A code of three letters, in upper case.
pub(super) type Code = [u8; 3];

pub(super) const USD: Code = *b"USD";

/// The code that `text` is, if it has the form of one.
pub(super) fn code(text: &str) -> Option<Code> {
    let code: Code = text.as_bytes().try_into().ok()?;
    code.iter().all(u8::is_ascii_uppercase).then_some(code)
}

pub(super) fn text(code: Code) -> String {
    code.iter().map(|b| char::from(*b)).collect()
}

/// A day as a number that can be counted with.
pub(super) fn number(day: Date) -> i32 {
    let hours = day.duration_since(Date::constant(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).unwrap_or(i32::MAX)
}

/// One rate: units of a currency for one US dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub number: i32,
    pub day: Date,
    pub rate: Decimal,
    pub basis: Basis,
}

impl Point {
    pub fn new(day: Date, rate: Decimal, basis: Basis) -> Self {
        Self {
            number: number(day),
            day,
            rate,
            basis,
        }
    }
}

/// A currency held at a fixed rate of another since a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Peg {
    pub code: Code,
    pub since: Date,
    pub anchor: Code,
    /// Units for one of the anchor.
    pub factor: Decimal,
}

/// A row of a file that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub line: usize,
    pub what: String,
}

/// What a table has of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub code: String,
    pub from: Date,
    pub to: Date,
    pub rates: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub name: String,
    pub source: String,
    /// Sorted by code; each by day, never empty.
    pub series: Vec<(Code, Vec<Point>)>,
    /// Sorted by code.
    pub pegs: Vec<Peg>,
    pub left_out: Vec<LeftOut>,
    sha256: OnceLock<String>,
}

impl Content {
    pub fn new(
        name: &str,
        source: String,
        points: BTreeMap<Code, BTreeMap<Date, Point>>,
        mut pegs: Vec<Peg>,
        left_out: Vec<LeftOut>,
    ) -> Self {
        pegs.sort_by_key(|p| (p.code, p.since));
        let series = points
            .into_iter()
            .map(|(code, days)| (code, days.into_values().collect()))
            .collect();
        Self {
            name: name.to_owned(),
            source,
            series,
            pegs,
            left_out,
            sha256: OnceLock::new(),
        }
    }

    pub fn points(&self, code: Code) -> Option<&[Point]> {
        let at = self.series.binary_search_by_key(&code, |s| s.0).ok()?;
        self.series.get(at).map(|s| s.1.as_slice())
    }

    pub fn peg(&self, code: Code, day: Date) -> Option<&Peg> {
        let of_code = |p: &&Peg| p.code == code && p.since <= day;
        self.pegs.iter().rev().find(of_code)
    }
}

/// A table of exchange rates. It does not change, and is cheap to clone.
#[derive(Clone, Debug)]
pub struct Rates {
    pub(super) content: Arc<Content>,
    pub(super) today: i32,
}

impl Rates {
    pub(super) fn of(content: Content) -> Self {
        let mut rates = Self {
            content: Arc::new(content),
            today: i32::MIN,
        };
        rates.today = rates.to().map_or(i32::MIN, number);
        rates
    }

    /// The same table, read on the day `today`.
    ///
    /// A later day is one to come: it gets the newest rate there is, marked as
    /// provisional. Where no day is told, it is that of the table's last rate.
    #[must_use]
    pub fn as_of(&self, today: Date) -> Self {
        Self {
            content: Arc::clone(&self.content),
            today: number(today),
        }
    }

    /// What the table is called, such as `built-in` or a file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.content.name
    }

    /// Who published the figures, in one line.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.content.source
    }

    /// The same figures, told as those of `source`: the text of a table has none
    /// ([`Rates::canonical`]).
    #[must_use]
    pub fn with_source(self, source: &str) -> Self {
        let mut content = Arc::unwrap_or_clone(self.content);
        content.source = source.to_owned();
        Self {
            content: Arc::new(content),
            today: self.today,
        }
    }

    /// What was in the file and could not be taken.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        &self.content.left_out
    }

    /// The day of the first rate.
    #[must_use]
    pub fn from(&self) -> Option<Date> {
        self.firsts_and_lasts().map(|(first, _)| first).min()
    }

    /// The day of the last rate.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.firsts_and_lasts().map(|(_, last)| last).max()
    }

    fn firsts_and_lasts(&self) -> impl Iterator<Item = (Date, Date)> {
        let ends =
            |(_, points): &(Code, Vec<Point>)| Some((points.first()?.day, points.last()?.day));
        self.content.series.iter().filter_map(ends)
    }

    /// Each currency that has a dated rate, by code; the US dollar needs none.
    pub fn currencies(&self) -> impl Iterator<Item = Coverage> {
        self.content.series.iter().filter_map(|(code, points)| {
            Some(Coverage {
                code: text(*code),
                from: points.first()?.day,
                to: points.last()?.day,
                rates: points.len(),
            })
        })
    }

    /// Whether anything is known of a currency: a rate, or that it is held at
    /// one.
    #[must_use]
    pub fn knows(&self, currency: &str) -> bool {
        let known = |c| {
            c == USD
                || self.content.points(c).is_some()
                || self.content.pegs.iter().any(|p| p.code == c)
        };
        code(currency).is_some_and(known)
    }

    /// How many dated rates the table holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.content.series.iter().map(|(_, p)| p.len()).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.series.is_empty()
    }

    /// The table as text, by currency and day: what [`Rates::parse`] reads, and
    /// what the hash is of. Neither name nor source are in it.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut out = "Date,Rate,Currency,Frequency\n".to_owned();
        for (code, points) in &self.content.series {
            let code = text(*code);
            for p in points {
                let rate = p.rate.normalize();
                let _ = writeln!(out, "{},{rate},{code},{}", p.day, p.basis.letter());
            }
        }
        for p in &self.content.pegs {
            let (code, anchor) = (text(p.code), text(p.anchor));
            let _ = writeln!(out, "{},{},{code},={anchor}", p.since, p.factor.normalize());
        }
        out
    }

    /// The SHA-256 of [`Rates::canonical`], in hexadecimal: equal for equal
    /// tables, however their files were written.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.content.sha256.get_or_init(|| {
            let mut out = String::new();
            for byte in Sha256::digest(self.canonical()) {
                let _ = write!(out, "{byte:02x}");
            }
            out
        })
    }
}

impl PartialEq for Rates {
    fn eq(&self, other: &Self) -> bool {
        self.content.series == other.content.series && self.content.pegs == other.content.pegs
    }
}
