//! Money in hundredths: written, converted and miswritten.

use super::programme::Programme;
use super::time::Date;

/// `1250000.50`, or `1250000` where there are no cents.
pub(super) fn written(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
    if rest == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest:02}")
    }
}

/// `1,250,000.50`, for people.
pub(super) fn grouped(cents: i64) -> String {
    let plain = written(cents);
    let digits = plain.find('.').unwrap_or(plain.len());
    let first = usize::from(cents < 0);
    let mut text = String::new();
    for (at, letter) in plain.char_indices() {
        if at > first && at < digits && (digits - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(letter);
    }
    text
}

/// The sum in another currency at the month's rate. The demo knows euros and dollars, and a rate
/// for each month in which anything is paid.
pub(super) fn converted(p: &Programme, cents: i64, from: &str, to: &str, day: Date) -> i64 {
    let Some(rate) = p.rate(day).filter(|_| from != to) else {
        return cents;
    };
    if to == "USD" {
        rounded(cents * rate, 1000)
    } else {
        rounded(cents * 1000, rate)
    }
}

/// The nearest whole quotient.
pub(super) const fn rounded(value: i64, by: i64) -> i64 {
    (2 * value + by).div_euclid(2 * by)
}

/// The first two digits that differ change places: 540,000 becomes 450,000.
pub(super) fn transposed(cents: i64) -> i64 {
    let mut digits = cents.to_string().into_bytes();
    if let Some(at) = digits.windows(2).position(|pair| pair[0] != pair[1]) {
        digits.swap(at, at + 1);
    }
    digits
        .iter()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
}
