//! Why something of a flow could not be placed, in words.

use super::split::Indivisible;
use crate::rate::NoRate;
use std::fmt;

/// Why a flow has no sector, place, value, day, or amount in another currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Neither the transaction nor its activity states one.
    NotStated,
    /// The code is empty.
    NoCode,
    /// The code is on no list that its vocabulary names.
    UnknownCode(Box<str>),
    /// Others have a percentage, this one has none: the remainder is nobody's.
    PercentageMissing,
    PercentageNegative,
    PercentageUnreadable(Box<str>),
    /// All percentages are zero.
    PercentagesZero,
    /// Percentages or weights that cancel each other.
    NoWeight,
    TooManyDigits,
    /// The transactions it could be inferred from are in several currencies.
    SeveralCurrencies,
    /// Not divided, because there is no value to divide.
    Undivided,
    NoValue,
    UnreadableValue {
        text: Box<str>,
        why: Box<str>,
    },
    NoDate,
    UnreadableDate {
        text: Box<str>,
        why: Box<str>,
    },
    /// A period that ends before it begins.
    Backwards,
    NoCurrency,
    NoRate(NoRate),
    /// The method does not read such files.
    Version(Box<str>),
    /// The method leaves transactions of this type out.
    TypeLeftOut,
    /// The method takes the element to pieces before it gets here.
    Unread(Box<str>),
}

impl Reason {
    /// A stable word for filters and groups.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotStated => "not-stated",
            Self::NoCode => "no-code",
            Self::UnknownCode(_) => "unknown-code",
            Self::PercentageMissing => "percentage-missing",
            Self::PercentageNegative => "percentage-negative",
            Self::PercentageUnreadable(_) => "percentage-unreadable",
            Self::PercentagesZero => "percentages-zero",
            Self::NoWeight => "no-weight",
            Self::TooManyDigits => "too-many-digits",
            Self::SeveralCurrencies => "several-currencies",
            Self::Undivided => "undivided",
            Self::NoValue => "no-value",
            Self::UnreadableValue { .. } => "unreadable-value",
            Self::NoDate => "no-date",
            Self::UnreadableDate { .. } => "unreadable-date",
            Self::Backwards => "period-backwards",
            Self::NoCurrency => "no-currency",
            Self::NoRate(_) => "no-rate",
            Self::Version(_) => "version",
            Self::TypeLeftOut => "type-left-out",
            Self::Unread(_) => "unread",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unreadable = |f: &mut fmt::Formatter<'_>, what: &str, text: &str, why: &str| {
            write!(f, "{what} unreadable: “{}” ({why})", text.trim())
        };
        match self {
            Self::NotStated => f.write_str("not stated"),
            Self::NoCode => f.write_str("the code is empty"),
            Self::UnknownCode(code) => write!(f, "the code “{code}” is on no list"),
            Self::PercentageMissing => {
                f.write_str("a percentage is missing beside others; the remainder is unallocated")
            }
            Self::PercentageNegative => {
                f.write_str("a percentage is negative; the remainder is unallocated")
            }
            Self::PercentageUnreadable(text) => {
                write!(f, "the percentage “{text}” is unreadable; the remainder is unallocated")
            }
            Self::PercentagesZero => f.write_str("all percentages are zero"),
            Self::NoWeight => f.write_str("the shares cancel each other"),
            Self::TooManyDigits => f.write_str("too many digits to be divided exactly"),
            Self::SeveralCurrencies => f.write_str(
                "not stated, and the transactions it could be inferred from are in several currencies",
            ),
            Self::Undivided => f.write_str("not divided: there is no readable value"),
            Self::NoValue => f.write_str("no value is stated"),
            Self::UnreadableValue { text, why } => unreadable(f, "value", text, why),
            Self::NoDate => f.write_str("no date is stated"),
            Self::UnreadableDate { text, why } => unreadable(f, "date", text, why),
            Self::Backwards => f.write_str("the period ends before it begins"),
            Self::NoCurrency => f.write_str("no currency is stated"),
            Self::NoRate(why) => why.fmt(f),
            Self::Version(version) => {
                write!(f, "the method reads versions 2.01 to 2.03; this is “{version}”")
            }
            Self::TypeLeftOut => f.write_str("the method leaves transactions of this type out"),
            Self::Unread(what) => write!(f, "the method cannot read it: {what}"),
        }
    }
}

impl From<Indivisible> for Reason {
    fn from(why: Indivisible) -> Self {
        match why {
            Indivisible::NoWeight => Self::NoWeight,
            Indivisible::TooManyDigits => Self::TooManyDigits,
        }
    }
}
