//! Numbers as the official rules read them.
//!
//! Sums and bounds follow JavaScript (an empty text is 0, `1e2` is 100),
//! comparisons follow `XPath` (no exponent). What is a proper amount is left to
//! the schema and to [`crate::amount`].

use super::instant::is_space;
use rust_decimal::Decimal;
use std::str::FromStr;

/// A text read as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Finite(Decimal),
    /// Infinite, or too large to be held: greater than any bound.
    Huge,
    /// The same below zero.
    HugeNegative,
    None,
}

impl Number {
    /// What JavaScript makes of a text.
    pub(super) fn read(text: &str) -> Self {
        let text = text.trim_matches(is_space);
        if text.is_empty() {
            return Self::Finite(Decimal::ZERO);
        }
        let plain = text.strip_prefix(['+', '-']).unwrap_or(text);
        let huge = if text.starts_with('-') {
            Self::HugeNegative
        } else {
            Self::Huge
        };
        if plain == "Infinity" {
            return huge;
        }
        let (digits, exponent) = plain.split_once(['e', 'E']).unwrap_or((plain, "0"));
        if is_decimal(digits) && is_exponent(exponent) {
            return scaled(digits, exponent, text.starts_with('-')).map_or(huge, Self::Finite);
        }
        radix(text).unwrap_or(Self::None)
    }
}

/// Whether `XPath` sees a number: digits, a point, a minus.
pub(super) fn is_xpath(text: &str) -> bool {
    let text = text.trim_matches(is_space);
    is_decimal(text.strip_prefix('-').unwrap_or(text))
}

/// Whether a text is the number 100, with or without a plus sign.
pub(super) fn is_hundred(text: &str) -> bool {
    let text = text.trim_matches(is_space);
    let text = text.strip_prefix('+').unwrap_or(text);
    is_decimal(text) && scaled(text, "0", false) == Some(Decimal::ONE_HUNDRED)
}

/// `12`, `12.5`, `.5`, `12.`
fn is_decimal(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty())
}

fn is_exponent(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Decimals that count: the official program holds no more of a percentage.
const DECIMALS: u32 = 14;

/// `None` if it is too large to be held; what is too small is 0.
fn scaled(digits: &str, exponent: &str, negative: bool) -> Option<Decimal> {
    let mut value = Decimal::from_str(&format!("0{}", digits.trim_end_matches('.'))).ok()?;
    let exponent = exponent
        .parse::<i32>()
        .unwrap_or(if exponent.starts_with('-') {
            i32::MIN
        } else {
            i32::MAX
        });
    let ten = Decimal::TEN;
    for _ in 0..exponent.unsigned_abs().min(60) {
        value = if exponent > 0 {
            value.checked_mul(ten)?
        } else {
            value / ten
        };
    }
    let value = value.round_dp(DECIMALS);
    Some(if negative { -value } else { value })
}

/// `0x1F`, `0o17`, `0b11`.
fn radix(text: &str) -> Option<Number> {
    let rest = text.strip_prefix('0')?;
    let base = match rest.as_bytes().first()? {
        b'x' | b'X' => 16,
        b'o' | b'O' => 8,
        b'b' | b'B' => 2,
        _ => return None,
    };
    let digits = &rest[1..];
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(base)) {
        return None;
    }
    let value = u64::from_str_radix(digits, base).ok();
    Some(value.map_or(Number::Huge, |v| Number::Finite(Decimal::from(v))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_javascript_reads_them() {
        let read = |text: &str| match Number::read(text) {
            Number::Finite(value) => value.normalize().to_string(),
            other => format!("{other:?}"),
        };
        for (text, value) in [
            ("33.34", "33.34"),
            (" 5 ", "5"),
            ("", "0"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("+7", "7"),
            ("1e2", "100"),
            ("2.5E-1", "0.25"),
            ("0x10", "16"),
            ("-0", "0"),
            ("Infinity", "Huge"),
            ("-1e99", "HugeNegative"),
            ("1e-99", "0"),
            ("50%", "None"),
            ("1,5", "None"),
            (".", "None"),
            ("e2", "None"),
            ("-0x10", "None"),
        ] {
            assert_eq!(read(text), value, "{text}");
        }
    }

    #[test]
    fn as_xpath_reads_them() {
        assert!(is_xpath("-5.5") && is_xpath(" 5. ") && !is_xpath("+5"));
        assert!(!is_xpath("1e2") && !is_xpath("") && !is_xpath("five"));
        assert!(is_hundred("100") && is_hundred(" 100.00 ") && is_hundred("+100"));
        assert!(is_hundred("100.00000000000000001"));
        assert!(!is_hundred("1e2") && !is_hundred("100.0001") && !is_hundred(""));
    }
}
