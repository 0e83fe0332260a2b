//! The values of a table.

use jiff::civil::Date;
use rust_decimal::Decimal;

/// Digits after the point in all decimal columns.
pub const SCALE: u32 = 18;
/// Digits of all decimal columns.
pub const PRECISION: u32 = 38;

/// A value; nothing stands for what is not stated.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Number(i64),
    Text(String),
    Day(Date),
    Decimal(Decimal),
    Flag(bool),
}

impl Value {
    /// Whether it is an amount that no decimal column holds exactly.
    #[must_use]
    pub fn is_beyond(&self) -> bool {
        matches!(self, Self::Decimal(d) if fixed(*d).is_none())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Null, Self::Number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

/// An empty text is one that is not stated.
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        match text {
            "" => Self::Null,
            text => Self::Text(text.to_owned()),
        }
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Null, Self::from)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Self {
        Self::from(text.as_deref())
    }
}

impl From<Option<Date>> for Value {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Self::Null, Self::Day)
    }
}

impl From<Option<Decimal>> for Value {
    fn from(amount: Option<Decimal>) -> Self {
        amount.map_or(Self::Null, Self::Decimal)
    }
}

/// An amount times 10^[`SCALE`], if the columns hold it exactly.
pub(crate) fn fixed(amount: Decimal) -> Option<i128> {
    let amount = amount.normalize();
    let factor = 10i128.checked_pow(SCALE.checked_sub(amount.scale())?)?;
    let fixed = amount.mantissa().checked_mul(factor)?;
    (fixed.unsigned_abs() < 10u128.pow(PRECISION)).then_some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_exact_and_the_rest_is_none() {
        let of = |text: &str| fixed(iati::amount::parse(text).unwrap_or_default());
        assert_eq!(of("1.50"), Some(1_500_000_000_000_000_000));
        assert_eq!(of("-0.000000000000000001"), Some(-1));
        assert_eq!(of("0.0000000000000000010"), Some(1));
        assert_eq!(of("0.0000000000000000001"), None);
        assert!(of("99999999999999999999").is_some());
        assert_eq!(of("100000000000000000000"), None);
    }
}
