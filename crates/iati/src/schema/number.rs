//! The forms of numbers in XML Schema, as libxml2 reads them: at most 24
//! digits, leading zeros apart.

use super::simple::collapsed;

const MOST_DIGITS: usize = 24;

/// `-12.5`, `+1`, `.5`, `5.`; not `1e3`, `1,000`, `.`.
pub(super) fn is_decimal(text: &str) -> bool {
    // What most amounts are.
    if (1..=MOST_DIGITS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let unsigned = unsigned(collapsed(text)).1;
    let (whole, fraction) = match memchr::memchr(b'.', unsigned) {
        Some(point) => (&unsigned[..point], Some(&unsigned[point + 1..])),
        None => (unsigned, None),
    };
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let counted = without_zeros(whole).len();
    match fraction {
        None => !whole.is_empty() && digits(whole) && counted <= MOST_DIGITS,
        // libxml2 has no room for the point after 24 digits.
        Some(fraction) => {
            (whole.len() + fraction.len() > 0)
                && digits(whole)
                && digits(fraction)
                && counted < MOST_DIGITS
                && counted + fraction.len() <= MOST_DIGITS
        }
    }
}

/// A whole number of 32 bits.
pub(super) fn is_int(text: &str) -> bool {
    match whole(text) {
        Some((negative, digits)) if digits.len() <= 10 => {
            let most = i64::from(i32::MAX) + i64::from(negative);
            value(digits) <= most
        }
        _ => false,
    }
}

pub(super) fn is_non_negative(text: &str) -> bool {
    let fits = |(negative, digits): (bool, &[u8])| {
        digits.len() <= MOST_DIGITS && (!negative || digits.is_empty())
    };
    whole(text).is_some_and(fits)
}

pub(super) fn is_positive(text: &str) -> bool {
    let fits = |(negative, digits): (bool, &[u8])| {
        !negative && !digits.is_empty() && digits.len() <= MOST_DIGITS
    };
    whole(text).is_some_and(fits)
}

/// Whether it is negative, and its digits without leading zeros.
fn whole(text: &str) -> Option<(bool, &[u8])> {
    let (negative, digits) = unsigned(collapsed(text));
    let fits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    fits.then(|| (negative, without_zeros(digits)))
}

fn unsigned(text: &str) -> (bool, &[u8]) {
    match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    }
}

fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|d| **d == b'0').count();
    &digits[zeros..]
}

/// The value of at most ten digits.
fn value(digits: &[u8]) -> i64 {
    digits
        .iter()
        .fold(0, |sum, d| sum * 10 + i64::from(d - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        for good in [
            "1", "+1", "-1", ".5", "5.", "-.5", " 1 ", "-0", "00", "\n1\t",
        ] {
            assert!(is_decimal(good), "{good:?}");
        }
        for bad in [
            "", ".", "-", "+", "1e3", "1,000", "1 0", "NaN", "1.5.5", "--1", "+ 1", "٣", "1\u{a0}",
        ] {
            assert!(!is_decimal(bad), "{bad:?}");
        }
        let ones = |n: usize| "1".repeat(n);
        assert!(is_decimal(&ones(24)) && !is_decimal(&ones(25)));
        assert!(is_decimal(&format!("0000{}", ones(24))));
        assert!(is_decimal(&format!("0.{}", ones(24))) && !is_decimal(&format!("0.{}", ones(25))));
        assert!(is_decimal(&format!("{}.1", ones(23))) && !is_decimal(&format!("{}.", ones(24))));
    }

    #[test]
    fn whole_numbers() {
        for good in [
            "1",
            "-1",
            "+1",
            "01",
            "2147483647",
            "-2147483648",
            " 1 ",
            "-0",
        ] {
            assert!(is_int(good), "{good:?}");
        }
        for bad in [
            "",
            "2147483648",
            "-2147483649",
            "1.0",
            "-",
            "99999999999999999999",
        ] {
            assert!(!is_int(bad), "{bad:?}");
        }
        assert!(is_non_negative("0") && is_non_negative("-0") && is_non_negative(&"1".repeat(24)));
        assert!(
            !is_non_negative("-1") && !is_non_negative("") && !is_non_negative(&"1".repeat(25))
        );
        assert!(is_positive("1") && is_positive(" +1 "));
        assert!(!is_positive("0") && !is_positive("-0") && !is_positive("-1"));
    }
}
