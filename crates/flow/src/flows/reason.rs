//! Why something of a flow could not be placed, in words.

use super::split::Indivisible;
use crate::rate::NoRate;
use iati::said;
use iati::said::{Given, Said};
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
    TooManyParts,
    /// The transactions it could be inferred from are in several currencies.
    SeveralCurrencies,
    /// Not divided, because there is no value to divide.
    Undivided,
    NoValue,
    UnreadableValue {
        text: Box<str>,
        why: Box<Given>,
    },
    NoDate,
    UnreadableDate {
        text: Box<str>,
        why: Box<Given>,
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
    Unread(Box<Said>),
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
            Self::TooManyParts => "too-many-parts",
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

impl Reason {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::NotStated => said!("not stated"),
            Self::NoCode => said!("the code is empty"),
            Self::UnknownCode(code) => said!("the code “{code}” is on no list", code = &**code),
            Self::PercentageMissing => {
                said!("a percentage is missing beside others; the remainder is unallocated")
            }
            Self::PercentageNegative => {
                said!("a percentage is negative; the remainder is unallocated")
            }
            Self::PercentageUnreadable(text) => said!(
                "the percentage “{text}” is unreadable; the remainder is unallocated",
                text = &**text
            ),
            Self::PercentagesZero => said!("all percentages are zero"),
            Self::NoWeight => said!("the shares cancel each other"),
            Self::TooManyDigits => said!("too many digits to be divided exactly"),
            Self::TooManyParts => said!("it would be divided into more than a million parts"),
            Self::SeveralCurrencies => said!(
                "not stated, and the transactions it could be inferred from are in several currencies"
            ),
            Self::Undivided => said!("not divided: there is no readable value"),
            Self::NoValue => said!("no value is stated"),
            Self::UnreadableValue { text, why } => said!(
                "value unreadable: “{text}” ({why})",
                text = text.trim(),
                why = &**why
            ),
            Self::NoDate => said!("no date is stated"),
            Self::UnreadableDate { text, why } => said!(
                "date unreadable: “{text}” ({why})",
                text = text.trim(),
                why = &**why
            ),
            Self::Backwards => said!("the period ends before it begins"),
            Self::NoCurrency => said!("no currency is stated"),
            Self::NoRate(why) => why.said(),
            Self::Version(version) => said!(
                "the method reads versions 2.01 to 2.03; this is “{version}”",
                version = &**version
            ),
            Self::TypeLeftOut => said!("the method leaves transactions of this type out"),
            Self::Unread(what) => {
                said!("the method cannot read it: {what}", what = &**what)
            }
        }
    }

    /// A reason of a [`Slot`](super::Slot) by its English words, as an index keeps them.
    #[must_use]
    pub fn heard(words: &str) -> Said {
        let plain = [
            Self::NotStated,
            Self::NoCode,
            Self::PercentageMissing,
            Self::PercentageNegative,
            Self::PercentagesZero,
            Self::NoWeight,
            Self::TooManyDigits,
            Self::TooManyParts,
            Self::SeveralCurrencies,
            Self::Undivided,
            Self::TypeLeftOut,
        ];
        let with: [fn(Box<str>) -> Self; 3] =
            [Self::UnknownCode, Self::PercentageUnreadable, Self::Version];
        let is_it = |said: &Said| said.to_string() == words;
        let plain = plain.iter().map(Self::said);
        let with = with.iter().filter_map(|of| {
            let pattern = of("\u{1}".into()).to_string();
            let (before, after) = pattern.split_once('\u{1}')?;
            let inner = words.strip_prefix(before)?.strip_suffix(after)?;
            Some(of(inner.into()).said())
        });
        let found = plain.chain(with).find(is_it);
        found.unwrap_or_else(|| said!("{why}", why = words))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl From<Indivisible> for Reason {
    fn from(why: Indivisible) -> Self {
        match why {
            Indivisible::NoWeight => Self::NoWeight,
            Indivisible::TooManyDigits => Self::TooManyDigits,
            Indivisible::TooManyParts => Self::TooManyParts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_heard_again() {
        for why in [
            Reason::NoCode,
            Reason::TypeLeftOut,
            Reason::UnknownCode("a “b” is on no list".into()),
            Reason::PercentageUnreadable("".into()),
            Reason::Version("1.05".into()),
        ] {
            assert_eq!(Reason::heard(&why.to_string()), why.said(), "{why}");
        }
        assert_eq!(
            Reason::heard("something else").to_string(),
            "something else"
        );
    }
}
