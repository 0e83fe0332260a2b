//! The forms of a date and of a date with a time in XML Schema.
//!
//! What a date means for the rules is left to [`crate::date`]: this only says
//! whether it is written as the schemas ask.

use super::simple::collapsed;

/// `2020-01-31`, with or without a time zone.
pub(super) fn is_date(text: &str) -> bool {
    plain(text.as_bytes()) || {
        let rest = day(collapsed(text).as_bytes());
        rest.is_some_and(is_zone)
    }
}

/// `2020-01-31T23:59:59.5`, with or without a time zone.
pub(super) fn is_date_time(text: &str) -> bool {
    let rest = match day(collapsed(text).as_bytes()) {
        Some([b'T', rest @ ..]) => rest,
        _ => return false,
    };
    time(rest).is_some_and(is_zone)
}

/// The form that nearly all dates have: four digits, two, two.
fn plain(text: &[u8]) -> bool {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text else {
        return false;
    };
    let digits = [a, b, c, d, e, f, g, h].map(|x| x.wrapping_sub(b'0'));
    if digits.iter().any(|x| *x > 9) {
        return false;
    }
    let [a, b, c, d, e, f, g, h] = digits.map(i64::from);
    is_day(a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h)
}

/// A year of four or more digits, a month, a day; what follows.
fn day(text: &[u8]) -> Option<&[u8]> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        all => (false, all),
    };
    let length = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (year, rest) = text.split_at(length);
    if length < 4 || (length > 4 && year[0] == b'0') {
        return None;
    }
    let year: i64 = std::str::from_utf8(year).ok()?.parse().ok()?;
    let [b'-', rest @ ..] = rest else { return None };
    let (month, rest) = two(rest)?;
    let [b'-', rest @ ..] = rest else { return None };
    let (day, rest) = two(rest)?;
    is_day(if negative { -year } else { year }, month, day).then_some(rest)
}

/// There is no year 0 in XML Schema 1.0.
fn is_day(year: i64, month: i64, day: i64) -> bool {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    year != 0 && (1..=days).contains(&day)
}

/// Hours, minutes, seconds with or without a fraction; what follows. 24:00:00
/// is the end of the day.
fn time(text: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = two(text)?;
    let [b':', rest @ ..] = rest else { return None };
    let (minute, rest) = two(rest)?;
    let [b':', rest @ ..] = rest else { return None };
    let (second, rest) = two(rest)?;
    let (fraction, rest) = fraction(rest)?;
    let in_day = hour < 24 && minute < 60 && second < 60;
    let ends_day = hour == 24 && minute == 0 && second == 0 && fraction.iter().all(|d| *d == b'0');
    (in_day || ends_day).then_some(rest)
}

fn fraction(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let [b'.', digits @ ..] = text else {
        return Some((&[], text));
    };
    let length = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    (length > 0).then(|| digits.split_at(length))
}

/// Nothing, `Z`, or up to 14 hours from it.
fn is_zone(text: &[u8]) -> bool {
    let rest = match text {
        [] | b"Z" => return true,
        [b'+' | b'-', rest @ ..] => rest,
        _ => return false,
    };
    let Some((hours, [b':', rest @ ..])) = two(rest) else {
        return false;
    };
    match two(rest) {
        Some((minutes, [])) => minutes < 60 && hours * 60 + minutes <= 14 * 60,
        _ => false,
    }
}

fn two(text: &[u8]) -> Option<(i64, &[u8])> {
    match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => {
            Some((i64::from(a - b'0') * 10 + i64::from(b - b'0'), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for good in [
            "2020-01-31",
            "2020-01-31Z",
            "2020-01-31+14:00",
            "2020-01-01-14:00",
            "-0001-01-01",
            "12020-01-01",
            "2000-02-29",
            "-0004-02-29",
            " 2020-01-01 ",
            "9223372036854775807-01-01",
        ] {
            assert!(is_date(good), "{good:?}");
        }
        for bad in [
            "",
            "2020-1-1",
            "20-01-01",
            "0000-01-01",
            "02020-01-01",
            "2019-02-29",
            "1900-02-29",
            "2020-13-01",
            "2020-00-01",
            "2020-01-00",
            "2020-04-31",
            "2020-01-31+14:01",
            "2020-01-31-13:60",
            "2020-01-31+2:00",
            "2020-01-01z",
            "2020-01-01T00:00:00",
            "+2020-01-01",
            "9223372036854775808-01-01",
            "\u{a0}2020-01-01",
            "2020/01/01",
            "-0001-02-29",
        ] {
            assert!(!is_date(bad), "{bad:?}");
        }
    }

    #[test]
    fn dates_with_times() {
        for good in [
            "2020-01-31T00:00:00",
            "2020-01-31T24:00:00",
            "2020-01-31T24:00:00.0Z",
            "2020-01-31T23:59:59.5",
            "2020-01-31T00:00:00+01:00",
            " 2020-01-31T00:00:00 ",
        ] {
            assert!(is_date_time(good), "{good:?}");
        }
        for bad in [
            "",
            "2020-01-31",
            "2020-01-31 00:00:00",
            "2020-01-31T00:00",
            "2020-01-31T24:00:01",
            "2020-01-31T24:00:00.1",
            "2020-01-31T23:59:60",
            "2020-01-31T23:59:59.",
            "2020-01-31T00:00:00+0100",
            "2020-01-31t00:00:00",
            "2020-01-31T0:00:00",
        ] {
            assert!(!is_date_time(bad), "{bad:?}");
        }
    }
}
