//! The books that are laid beside each other: lines and the activities they
//! stand in.
//!
//! A line is one transaction as one organisation tells it. Whether it is the
//! giver's account or the receiver's follows from its type, so books have no
//! sides: any number of publishers go in, in any order.

use super::alias::Aliases;
use super::words::{Word, Words};
use crate::key;
use iati::activity::{Activity, Organisation, Transaction, in_language};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A line of the books: its place in the order of reading in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId(pub u32);

/// An activity of the books: its place in the order of reading in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityIndex(pub u32);

/// How an organisation is named somewhere, and perhaps an activity of its.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named<'a> {
    pub reference: Option<&'a str>,
    pub name: Option<&'a str>,
    pub activity: Option<&'a str>,
}

impl<'a> From<&'a Organisation> for Named<'a> {
    fn from(o: &'a Organisation) -> Self {
        Self {
            reference: o.reference.as_deref(),
            name: o.name.as_deref(),
            activity: o.activity_id.as_deref(),
        }
    }
}

/// An identifier that an activity had before, or that its publisher had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Former<'a> {
    /// `other-identifier` of type A3: the activity's own.
    Activity(&'a str),
    /// `other-identifier` of type B1: its reporting organisation's.
    Organisation(&'a str),
}

/// What is known of an activity before its lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActivityDraft<'a> {
    /// The file or dataset; it tells two of one identifier apart.
    pub source: &'a str,
    pub identifier: &'a str,
    pub reporter: Named<'a>,
    pub participants: &'a [Named<'a>],
    pub former: &'a [Former<'a>],
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub countries: &'a [&'a str],
    pub title: Option<&'a str>,
    /// The month in which its reporter's financial year starts, 1 to 12.
    pub fiscal_year_start: Option<i8>,
}

/// One transaction.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineDraft<'a> {
    /// Place among the activity's transactions, from 0.
    pub position: u32,
    /// Code of the transaction type.
    pub kind: Option<&'a str>,
    pub date: Option<Date>,
    pub value: Option<Decimal>,
    pub currency: Option<&'a str>,
    /// The value in a currency common to all books, at the rate of its own
    /// value-date. Without it, only lines of one currency are compared.
    pub common: Option<Decimal>,
    /// The other side as it is declared: the receiver of money that goes out,
    /// the provider of money that comes in. One that is only implied is left
    /// out.
    pub other: Named<'a>,
    pub reference: Option<&'a str>,
    pub description: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Party {
    pub reference: Option<Word>,
    pub name: Option<Word>,
    pub activity: Option<Word>,
}

impl Party {
    /// How a side is named, in words that are kept.
    pub(crate) fn kept(words: &mut Words, named: Named<'_>) -> Self {
        Self {
            reference: words.keep(named.reference),
            name: words.keep(named.name),
            activity: words.keep(named.activity),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub source: Option<Word>,
    pub identifier: Option<Word>,
    pub reporter: Party,
    pub participants: Box<[Party]>,
    pub former_ids: Box<[Word]>,
    pub former_organisations: Box<[Word]>,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub countries: Box<[Word]>,
    pub title: Option<Word>,
    pub fiscal_year_start: Option<i8>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub activity: u32,
    pub position: u32,
    /// The code as given, and as a number.
    pub code: Option<Word>,
    pub kind: u8,
    pub date: Option<Date>,
    pub value: Option<Decimal>,
    pub currency: Option<Word>,
    pub common: Option<f64>,
    pub other: Party,
    pub reference: Option<Word>,
    pub description: Option<Word>,
}

/// All lines that may meet. Some 200 bytes a line, texts apart.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub(super) words: Words,
    pub(super) activities: Vec<Profile>,
    pub(super) lines: Vec<Line>,
    pub(super) aliases: Aliases,
}

impl Books {
    /// Empty books, with a table of organisations known under several
    /// references.
    #[must_use]
    pub fn new(aliases: Aliases) -> Self {
        Self {
            aliases,
            ..Self::default()
        }
    }

    /// Adds an activity. Lines are added to it with [`Books::line`].
    pub fn activity(&mut self, draft: &ActivityDraft<'_>) -> ActivityIndex {
        let index = to_u32(self.activities.len());
        let (mut ids, mut organisations) = (Vec::new(), Vec::new());
        for former in draft.former {
            match former {
                Former::Activity(id) => ids.extend(self.words.keep(Some(id))),
                Former::Organisation(id) => organisations.extend(self.words.keep(Some(id))),
            }
        }
        let participants = draft
            .participants
            .iter()
            .map(|p| Party::kept(&mut self.words, *p))
            .collect();
        let countries = draft.countries.iter();
        let profile = Profile {
            source: self.words.keep(Some(draft.source)),
            identifier: self.words.keep(Some(draft.identifier)),
            reporter: Party::kept(&mut self.words, draft.reporter),
            participants,
            former_ids: ids.into(),
            former_organisations: organisations.into(),
            start: draft.start,
            end: draft.end,
            countries: countries.filter_map(|c| self.words.keep(Some(c))).collect(),
            title: self.words.keep(draft.title),
            fiscal_year_start: draft.fiscal_year_start,
        };
        self.activities.push(profile);
        ActivityIndex(index)
    }

    /// Adds a transaction to an activity that [`Books::activity`] returned.
    pub fn line(&mut self, activity: ActivityIndex, draft: &LineDraft<'_>) -> LineId {
        let id = LineId(to_u32(self.lines.len()));
        let code = draft.kind.and_then(|k| k.trim().parse().ok());
        let line = Line {
            activity: activity.0,
            position: draft.position,
            code: self.words.keep(draft.kind),
            kind: code.unwrap_or(0),
            date: draft.date,
            value: draft.value,
            currency: self.words.keep(draft.currency),
            common: draft.common.and_then(|c| f64::try_from(c).ok()),
            other: Party::kept(&mut self.words, draft.other),
            reference: self.words.keep(draft.reference),
            description: self.words.keep(draft.description),
        };
        self.lines.push(line);
        id
    }

    /// Adds an activity with all its transactions, in document order.
    ///
    /// `to_common` is asked for each amount, its currency and its value-date
    /// (the transaction's date where it has none).
    pub fn read(
        &mut self,
        activity: &Activity,
        source: &str,
        to_common: &mut dyn FnMut(Decimal, &str, Date) -> Option<Decimal>,
    ) -> ActivityIndex {
        let participants: Vec<Named<'_>> = activity
            .participants
            .iter()
            .map(|p| Named::from(&p.organisation))
            .collect();
        let places = activity.places.iter();
        let countries: Vec<&str> = places
            .filter(|p| p.vocabulary == "country")
            .map(|p| p.code.as_str())
            .collect();
        let former: Vec<Former<'_>> = activity
            .other_identifiers
            .iter()
            .filter_map(former)
            .collect();
        let index = self.activity(&ActivityDraft {
            source,
            identifier: &activity.identifier,
            reporter: Named::from(&activity.reporting_org),
            participants: &participants,
            former: &former,
            start: activity.date(&["2", "1"]),
            end: activity.date(&["4", "3"]),
            countries: &countries,
            title: activity.title("en"),
            fiscal_year_start: None,
        });
        for (position, t) in activity.transactions.iter().enumerate() {
            let money = Money::of(t, to_common);
            let code = t.kind.as_deref();
            let is_out = code
                .and_then(|k| k.parse().ok())
                .and_then(super::score::side)
                == Some(super::score::Side::Out);
            let other = if is_out { &t.receiver } else { &t.provider };
            let draft = LineDraft {
                position: to_u32(position),
                kind: code,
                date: t.date.known().copied(),
                value: money.value,
                currency: money.currency.as_deref(),
                common: money.common,
                other: Named::from(other),
                reference: t.reference.as_deref(),
                description: in_language(&t.description, "en"),
            };
            self.line(index, &draft);
        }
        index
    }

    /// Says in which month (1 to 12) the financial year of an activity's reporter
    /// starts, where that is learned only after the activity was added.
    pub fn financial_year(&mut self, activity: ActivityIndex, month: i8) {
        if let Some(profile) = self.activities.get_mut(activity.0 as usize) {
            profile.fiscal_year_start = Some(month);
        }
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The activity of a line, and its place among the activity's transactions.
    #[must_use]
    pub fn place(&self, line: LineId) -> Option<(ActivityIndex, u32)> {
        let line = self.lines.get(line.0 as usize)?;
        Some((ActivityIndex(line.activity), line.position))
    }

    /// A line as it was given, but for the converted amount.
    #[must_use]
    pub fn draft(&self, line: LineId) -> Option<LineDraft<'_>> {
        let line = self.lines.get(line.0 as usize)?;
        let text = |word: Option<Word>| word.map(|w| self.words.text(w));
        Some(LineDraft {
            position: line.position,
            kind: text(line.code),
            date: line.date,
            value: line.value,
            currency: text(line.currency),
            common: None,
            other: Named {
                reference: text(line.other.reference),
                name: text(line.other.name),
                activity: text(line.other.activity),
            },
            reference: text(line.reference),
            description: text(line.description),
        })
    }

    /// The source and the identifier of an activity, as they were given.
    #[must_use]
    pub fn named(&self, activity: ActivityIndex) -> Option<(&str, &str)> {
        let profile = self.activities.get(activity.0 as usize)?;
        Some((self.text(profile.source), self.text(profile.identifier)))
    }

    pub(super) fn text(&self, word: Option<Word>) -> &str {
        word.map_or("", |w| self.words.text(w))
    }
}

/// The money of a transaction as books take it.
pub(crate) struct Money<'a> {
    pub value: Option<Decimal>,
    /// In capitals, as flows have it: two ways of writing a currency are one currency.
    pub currency: Option<Cow<'a, str>>,
    pub common: Option<Decimal>,
}

impl<'a> Money<'a> {
    pub(crate) fn of(
        t: &'a Transaction,
        to_common: &mut dyn FnMut(Decimal, &str, Date) -> Option<Decimal>,
    ) -> Self {
        let day = t.value_date.known().or(t.date.known()).copied();
        let value = t.value.known().copied();
        let currency = t.currency.as_deref().map(key::borrowed);
        let common = match (value, currency.as_deref(), day) {
            (Some(value), Some(currency), Some(day)) => to_common(value, currency, day),
            _ => None,
        };
        Self {
            value,
            currency,
            common,
        }
    }
}

fn former(other: &iati::activity::OtherIdentifier) -> Option<Former<'_>> {
    match other.kind.as_deref() {
        Some("A3") => Some(Former::Activity(&other.reference)),
        Some("B1") => Some(Former::Organisation(&other.reference)),
        _ => None,
    }
}

/// Counts stay below four thousand million; memory ends long before.
pub(super) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
