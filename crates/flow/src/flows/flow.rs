//! A flow: one part of one published amount, under one sector and one place.

use super::facts::{Facts, Org};
use super::reason::Reason;
use super::series::Series;
use crate::rate::Conversion;
use iati::said::{Said, phrase};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// One part of a transaction, budget or planned disbursement. The parts of an
/// element add up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow<'a> {
    pub series: Series,
    pub at: At,
    /// The type's code as the method reads it: of the transaction, or 1 original
    /// and 2 revised.
    pub kind: Option<Cow<'a, str>>,
    pub when: Result<When, Reason>,
    /// In the currency it is published in.
    pub value: Result<Decimal, Reason>,
    /// In capitals; none if neither the value nor the activity states one.
    pub currency: Option<Cow<'a, str>>,
    pub sector: Slot<'a>,
    pub place: Slot<'a>,
    pub provider: Party<'a>,
    pub receiver: Party<'a>,
    pub aid_type: Option<Cow<'a, str>>,
    pub finance_type: Option<Cow<'a, str>>,
    pub flow_type: Option<Cow<'a, str>>,
    pub tied_status: Option<Cow<'a, str>>,
    pub humanitarian: bool,
    /// None where no other currency was asked for. The converted parts of an
    /// element add up to its conversion.
    pub converted: Option<Result<Conversion, Reason>>,
    pub notes: Notes,
    /// Why the method itself keeps the flow out of its totals; none if it does not.
    pub left_out: Option<LeftOut>,
}

impl Flow<'_> {
    /// What it is grouped under by type: the code of its series, of an unknown type
    /// the code as it is written, of a budget or plan the word for it; none if no
    /// type is stated.
    #[must_use]
    pub fn type_label(&self) -> Option<&str> {
        let row = self.series.row();
        match (row.code, &self.kind) {
            (Some(code), _) => Some(code),
            (None, kind) if self.series == Series::UnknownType => kind.as_deref(),
            _ => Some(row.id),
        }
    }
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct At {
    pub element: Element,
    /// From 0, among the elements of its name in the activity.
    pub index: u32,
    /// In the file, or below the start of the activity: as the facts were read.
    pub line: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Element {
    Transaction,
    Budget,
    PlannedDisbursement,
}

impl Element {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Transaction => "transaction",
            Self::Budget => "budget",
            Self::PlannedDisbursement => "planned-disbursement",
        }
    }
}

impl At {
    /// Its place among all rows of the facts: transactions, then budgets, then planned
    /// disbursements, in the order of [`Summary::rows`](super::counted::Summary::rows).
    #[must_use]
    pub fn row(self, facts: &Facts) -> usize {
        let before = match self.element {
            Element::Transaction => 0,
            Element::Budget => facts.transactions.len(),
            Element::PlannedDisbursement => facts.transactions.len() + facts.budgets.len(),
        };
        before + self.index as usize
    }
}

impl fmt::Display for At {
    /// The path below the activity, e.g. `transaction[2]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.element.name(), u64::from(self.index) + 1)
    }
}

/// When the money flows: a day, or a period of whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum When {
    Day(Date),
    /// First and last day, both inside it.
    Period(Date, Date),
}

impl When {
    #[must_use]
    pub fn first(self) -> Date {
        match self {
            Self::Day(day) | Self::Period(day, _) => day,
        }
    }

    #[must_use]
    pub fn last(self) -> Date {
        match self {
            Self::Day(day) | Self::Period(_, day) => day,
        }
    }
}

/// The sector or the place of a flow, and the share of the whole that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot<'a> {
    pub label: Result<Label<'a>, Reason>,
    /// The share is `weight` / `of`, exactly; percentages as published, or
    /// amounts where the shares were inferred from transactions.
    pub weight: Decimal,
    pub of: Decimal,
    pub basis: Basis,
}

impl<'a> Slot<'a> {
    /// The whole under one label, or under none.
    #[must_use]
    pub fn whole(label: Result<Label<'a>, Reason>) -> Self {
        Self {
            label,
            weight: Decimal::ONE,
            of: Decimal::ONE,
            basis: Basis::Whole,
        }
    }

    #[must_use]
    pub fn unplaced(reason: Reason) -> Self {
        Self::whole(Err(reason))
    }

    /// What it is grouped under, in one text: the label's text; [`Slot::WHY`] and the
    /// reason where it is unplaced; empty where nothing is stated.
    #[must_use]
    pub fn word(&self) -> Cow<'_, str> {
        match &self.label {
            Ok(label) => label.text(),
            Err(Reason::NotStated) => Cow::Borrowed(""),
            Err(why) => Cow::Owned(format!("{}{why}", Self::WHY)),
        }
    }

    /// What stands before a reason in [`Slot::word`]. No XML can hold it, so no code
    /// begins with it.
    pub const WHY: char = '\u{1}';

    /// The code with its vocabulary where that is not the standard's own; none
    /// if it is unplaced.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.label.as_ref().ok().map(|l| l.code.as_ref())
    }
}

/// A code and the list it is on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label<'a> {
    pub list: List<'a>,
    pub code: Cow<'a, str>,
}

impl Label<'_> {
    /// As it is grouped by: the code, with the vocabulary before it where that is
    /// neither the DAC's nor a country's.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match &self.list {
            List::Sector(v) | List::Region(v) => Cow::Owned(format!("{v}:{}", self.code)),
            _ => Cow::Borrowed(&self.code),
        }
    }
}

/// What a code is a code of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List<'a> {
    /// DAC purpose codes of five digits.
    Dac5,
    /// DAC categories of three digits.
    Dac3,
    /// Sectors of another vocabulary.
    Sector(Cow<'a, str>),
    Country,
    DacRegion,
    /// Regions of another vocabulary.
    Region(Cow<'a, str>),
}

/// What a share rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// One label has it all.
    Whole,
    /// The percentages as published, which come to 100 or nearly.
    Published,
    /// The published percentages come to something else and were scaled.
    Rebased,
    /// Nothing is published: equal parts, or in proportion to the transactions.
    Inferred,
}

impl Basis {
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Whole => phrase("whole"),
            Self::Published => phrase("published"),
            Self::Rebased => phrase("rebased"),
            Self::Inferred => phrase("inferred"),
        }
    }
}

/// One side of a flow. What is assumed is never laid beside another book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party<'a> {
    Declared(&'a Org),
    /// The reporter, because the type implies it.
    Reporter(&'a Org),
    /// Participating organisations of the activity in this role.
    Participants {
        facts: &'a Facts,
        role: &'static str,
    },
    NotStated,
}

impl<'a> Party<'a> {
    /// What the element itself declares.
    #[must_use]
    pub fn declared(self) -> Option<&'a Org> {
        match self {
            Self::Declared(org) => Some(org),
            _ => None,
        }
    }

    /// The organisation, declared or assumed; none if there is none or several.
    #[must_use]
    pub fn one(self) -> Option<&'a Org> {
        match self {
            Self::Declared(org) | Self::Reporter(org) => Some(org),
            Self::Participants { facts, role } => {
                let mut all = facts.in_role(role);
                all.next().filter(|_| all.next().is_none())
            }
            Self::NotStated => None,
        }
    }
}

impl<'a> Party<'a> {
    /// What it is grouped under: the reference of the one organisation, else its name.
    #[must_use]
    pub fn label(self) -> Option<&'a str> {
        self.one().and_then(|o| o.reference().or(o.name()))
    }
}

impl Facts {
    /// The participating organisations in a role, as the code is written.
    pub fn in_role<'a>(&'a self, role: &'static str) -> impl Iterator<Item = &'a Org> {
        let has_role = move |p: &&super::facts::Participant| p.role.as_deref() == Some(role);
        self.participants.iter().filter(has_role).map(|p| &p.org)
    }
}

/// What was put right or assumed on the way, to be said beside the flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes(u8);

impl Notes {
    /// No value-date: the transaction's day, or the period's first, was used.
    pub const VALUE_DATE_ASSUMED: Self = Self(1);
    /// The currency was not written in capitals.
    pub const CURRENCY_MENDED: Self = Self(2);
    /// Regions stand beside countries that already have it all; they were taken
    /// to repeat it.
    pub const REGIONS_REPEAT: Self = Self(4);
    /// Another budget that counts, of whichever type, covers some of the same days.
    pub const OVERLAPS: Self = Self(8);
    /// The value-date is written so that it cannot be read.
    pub const VALUE_DATE_UNREADABLE: Self = Self(16);

    const WORDS: [(Self, &'static str); 5] = [
        (
            Self::VALUE_DATE_ASSUMED,
            phrase("no value-date: converted at the day of the money"),
        ),
        (
            Self::CURRENCY_MENDED,
            phrase("the currency is not written in capitals"),
        ),
        (
            Self::REGIONS_REPEAT,
            phrase("regions beside countries that have it all"),
        ),
        (
            Self::OVERLAPS,
            phrase("another budget that counts covers some of the same days"),
        ),
        (
            Self::VALUE_DATE_UNREADABLE,
            phrase("the value-date cannot be read"),
        ),
    ];

    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// `other`, if `holds`.
    #[must_use]
    pub fn and(self, other: Self, holds: bool) -> Self {
        if holds { self.with(other) } else { self }
    }

    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// In words.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let has = move |(note, _): &(Self, &'static str)| self.has(*note);
        Self::WORDS.into_iter().filter(has).map(|(_, words)| words)
    }
}

/// Why a method leaves a flow out of its own totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LeftOut {
    /// A revised budget says the same period anew.
    SupersededBudget,
    /// The same budget stands there twice.
    RepeatedBudget,
    /// Another plan or budget of that year came first.
    YearTaken,
    /// The period has no length, or is longer than 370 days.
    OddPeriod,
    /// The method reads none of it.
    Unread,
    /// The place is on no list of the method.
    UnlistedPlace,
}

impl LeftOut {
    pub const ALL: [Self; 6] = [
        Self::SupersededBudget,
        Self::RepeatedBudget,
        Self::YearTaken,
        Self::OddPeriod,
        Self::Unread,
        Self::UnlistedPlace,
    ];

    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SupersededBudget => phrase("a revised budget covers this period"),
            Self::RepeatedBudget => phrase("the same budget stands in the activity before"),
            Self::YearTaken => phrase("another budget or plan of that year came first"),
            Self::OddPeriod => phrase("the period has no length or is longer than 370 days"),
            Self::Unread => phrase("the method does not read it"),
            Self::UnlistedPlace => phrase("the method has no list with this place"),
        }
    }

    /// The same, to be put into a sentence.
    #[must_use]
    pub fn said(self) -> Said {
        Said::new(self.words(), Vec::new())
    }
}
