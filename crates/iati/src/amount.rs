//! Exact decimals, as the standard's `xsd:decimal` and never a float.

use crate::said::phrase;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;

/// Reads an amount as the standard writes it: digits, an optional sign, a point.
///
/// # Errors
/// What is wrong, in words. Thousands separators are not guessed away: `1,234`
/// is 1234 for one publisher and 1.234 for another.
pub fn parse(text: &str) -> Result<Decimal, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(phrase("empty").to_owned());
    }
    if text.contains(',') {
        return Err(phrase("a comma in a number; write digits and a point only").to_owned());
    }
    let plain = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let points = plain.bytes().filter(|b| *b == b'.').count();
    if !digits || points > 1 || plain == "." {
        return Err(phrase("not a number").to_owned());
    }
    let plain_text = text.strip_suffix('.').unwrap_or(text);
    let plain_text = plain_text.strip_prefix('+').unwrap_or(plain_text);
    exact(plain_text)
        .ok_or_else(|| phrase("more than 28 digits: it cannot be held exactly").to_owned())
}

/// Digits with a point, exactly. Noughts at the end of decimals are kept, unless there are
/// more of them than a decimal holds: they say nothing.
pub(crate) fn exact(text: &str) -> Option<Decimal> {
    let read = |text: &str| Decimal::from_str_exact(text).ok();
    read(text).or_else(|| {
        let (whole, decimals) = text.split_once('.')?;
        match decimals.trim_end_matches('0') {
            "" => read(if matches!(whole, "" | "-") {
                "0"
            } else {
                whole
            }),
            decimals => read(&format!("{whole}.{decimals}")),
        }
    })
}

/// An exact sum of decimals of any scale.
///
/// Kept as one integer per scale, so that adding cannot lose a digit; 128 bits
/// hold ten million amounts of 10^18 at ten decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    by_scale: BTreeMap<u32, i128>,
    overflowed: bool,
}

impl Sum {
    pub fn add(&mut self, value: Decimal) {
        self.add_parts(value.mantissa(), value.scale());
    }

    /// Adds `mantissa` × 10^-`scale`.
    pub fn add_parts(&mut self, mantissa: i128, scale: u32) {
        let at = self.by_scale.entry(scale).or_default();
        match at.checked_add(mantissa) {
            Some(sum) => *at = sum,
            None => self.overflowed = true,
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (scale, mantissa) in &other.by_scale {
            self.add_parts(*mantissa, *scale);
        }
        self.overflowed |= other.overflowed;
    }

    /// Whether nothing was added: this is no sum of 0.
    #[must_use]
    pub fn is_of_nothing(&self) -> bool {
        self.by_scale.is_empty() && !self.overflowed
    }

    /// The sum; `None` if a decimal cannot hold it.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        let (mantissa, scale) = self.total()?;
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    }

    /// The sum as mantissa and scale, without trailing zeros;
    /// `None` if it does not fit 128 bits.
    #[must_use]
    pub fn total(&self) -> Option<(i128, u32)> {
        if self.overflowed {
            return None;
        }
        let scale = self.by_scale.keys().next_back().copied().unwrap_or(0);
        let mut total = 0i128;
        for (s, mantissa) in &self.by_scale {
            let factor = 10i128.checked_pow(scale - s)?;
            total = total.checked_add(mantissa.checked_mul(factor)?)?;
        }
        Some(trim(total, scale))
    }
}

fn trim(mut mantissa: i128, mut scale: u32) -> (i128, u32) {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.total() {
            Some((mantissa, scale)) => f.write_str(&plain(mantissa, scale)),
            None => f.write_str("too large to hold exactly"),
        }
    }
}

/// `mantissa` × 10^-`scale` in digits, e.g. `-1234.50`.
#[must_use]
pub fn plain(mantissa: i128, scale: u32) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = mantissa.unsigned_abs().to_string();
    let scale = scale as usize;
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{part}")
}

/// How a language writes numbers.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    /// Between thousands, and before decimals.
    pub group: &'static str,
    pub decimal: &'static str,
    /// From so many digits on, thousands are parted.
    pub grouped_from: usize,
}

/// As in `-1,234.5`, the minus being a sign of its own.
pub const ENGLISH: Signs = Signs {
    group: ",",
    decimal: ".",
    grouped_from: 4,
};

/// Digits in groups of three; a point and what follows stays.
#[must_use]
pub fn grouped(number: &str) -> String {
    grouped_by(number, ENGLISH)
}

/// Plain digits, as `-1234.5`, with the signs of a language.
#[must_use]
pub fn grouped_by(number: &str, signs: Signs) -> String {
    let (sign, plain) = match number.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", number),
    };
    let (whole, part) = plain
        .split_once('.')
        .map_or((plain, None), |(w, p)| (w, Some(p)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        let is_parted = whole.len() >= signs.grouped_from && (whole.len() - at).is_multiple_of(3);
        if at > 0 && is_parted {
            out.push_str(signs.group);
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push_str(signs.decimal);
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_published() {
        let read = |text: &str| parse(text).map(|d| d.to_string());
        assert_eq!(read(" 1234.50 ").as_deref(), Ok("1234.50"));
        assert_eq!(read("-5.").as_deref(), Ok("-5"));
        assert_eq!(read("+0.000000001").as_deref(), Ok("0.000000001"));
        let noughts = "0".repeat(40);
        assert_eq!(read(&format!("-12.5{noughts}")).as_deref(), Ok("-12.5"));
        assert_eq!(read(&format!("12.{noughts}")).as_deref(), Ok("12"));
        assert_eq!(read(&format!(".{noughts}")).as_deref(), Ok("0"));
        for wrong in [
            "", "1,000", "1e5", "12 000", ".", "1.2.3", "NaN", "--5", "１２",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("1.2345678901234567890123456789012").is_err_and(|m| m.contains("28 digits")));
    }

    proptest! {
        #[test]
        fn a_sum_loses_nothing(parts in prop::collection::vec((any::<i64>(), 0u32..12), 0..40)) {
            let mut forwards = Sum::default();
            let mut backwards = Sum::default();
            for (m, s) in &parts { forwards.add_parts(i128::from(*m), *s); }
            for (m, s) in parts.iter().rev() { backwards.add_parts(i128::from(*m), *s); }
            prop_assert_eq!(forwards.total(), backwards.total());
            let at_twelve: i128 = parts.iter().map(|(m, s)| i128::from(*m) * 10i128.pow(12 - s)).sum();
            let (m, s) = forwards.total().unwrap_or((1, 0));
            prop_assert_eq!(m * 10i128.pow(12 - s), at_twelve);
        }
    }

    #[test]
    fn figures_are_grouped() {
        for (plain, grouped) in [
            ("0", "0"),
            ("1234", "1,234"),
            ("-1234567.50", "−1,234,567.50"),
            ("999", "999"),
        ] {
            assert_eq!(super::grouped(plain), grouped);
        }
    }
}
