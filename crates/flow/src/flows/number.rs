//! Reading numbers and days as other programs read them.
//!
//! A method that gives another program's answer must also accept what that
//! program accepts and refuse what it refuses: Python's `float` and `strptime`,
//! JavaScript's `Number`, `parseFloat` and its search for a date.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// As Python's `float` reads a text: white space around it, an exponent, `nan`,
/// `inf` and single underscores between digits are allowed; a comma is not.
#[must_use]
pub fn python_float(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.contains('_') {
        return text.parse().ok();
    }
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let joins = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    let underscores = bytes.iter().enumerate().filter(|(_, b)| **b == b'_');
    let all_join = underscores.clone().all(|(at, _)| joins(at));
    all_join.then(|| text.replace('_', "").parse().ok())?
}

/// A text that reads as a number, exactly; none if it is not finite or has too
/// many digits.
#[must_use]
pub fn exact(text: &str) -> Option<Decimal> {
    let text = text.trim().replace('_', "");
    let plain = text.strip_prefix('+').unwrap_or(&text);
    let plain = plain.strip_suffix('.').unwrap_or(plain);
    Decimal::from_str_exact(plain)
        .or_else(|_| Decimal::from_scientific(plain))
        .ok()
}

/// As Python's `strptime` reads a text by `%Y-%m-%d`: months and days of one
/// digit are allowed, anything around it is not.
#[must_use]
pub fn python_day(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    let number = |t: &str, most: usize| {
        let fits = (1..=most).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| t.parse::<i16>().ok())?
    };
    // A day may be padded by a space.
    let day = match day.strip_prefix(' ') {
        Some(one) => number(one, 1)?,
        None => number(day, 2)?,
    };
    let year = number(year, 4).filter(|y| *y > 0)?;
    let month = i8::try_from(number(month, 2)?).ok()?;
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

/// A float as Python prints it.
#[must_use]
pub fn python_repr(number: f64) -> String {
    let size = number.abs();
    if number != 0.0 && !(1e-4..1e16).contains(&size) && number.is_finite() {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = match exponent.strip_prefix('-') {
            Some(e) => ('-', e),
            None => ('+', exponent),
        };
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    format!("{number:?}")
}

/// The exact decimal that a float prints as.
#[must_use]
pub fn of_float(number: f64) -> Option<Decimal> {
    let text = format!("{number}");
    Decimal::from_str_exact(&text).ok()
}

/// As JavaScript's `Number` reads an amount whose commas were taken out: none if
/// it is no number.
#[must_use]
pub fn javascript_number(text: &str) -> Option<Decimal> {
    let text = text.replace(',', "");
    let text = text.trim();
    if text.is_empty() {
        return Some(Decimal::ZERO);
    }
    let radix = |prefix: [&str; 2], radix: u32| {
        let digits = prefix.iter().find_map(|p| text.strip_prefix(p))?;
        i64::from_str_radix(digits, radix).ok().map(Decimal::from)
    };
    radix(["0x", "0X"], 16)
        .or_else(|| radix(["0b", "0B"], 2))
        .or_else(|| radix(["0o", "0O"], 8))
        .or_else(|| {
            if text.contains('_') {
                None
            } else {
                exact(text)
            }
        })
}

/// As JavaScript's `parseFloat`: the number that the text begins with.
#[must_use]
pub fn javascript_prefix(text: &str) -> Option<Decimal> {
    let text = text.trim_start();
    let mut end = 0;
    let mut has_point = false;
    for (at, byte) in text.bytes().enumerate() {
        let goes_on = match byte {
            b'0'..=b'9' => true,
            b'+' | b'-' => at == 0,
            b'.' if !has_point => {
                has_point = true;
                true
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        end = at + 1;
    }
    exact(&text[..end])
}

/// The first `YYYY-MM-DD` anywhere in a text; a month or day beyond the calendar
/// runs on into the next, as JavaScript's `Date.UTC` has it.
#[must_use]
pub fn javascript_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let window = bytes.windows(10).find(|w| {
        w.iter().enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        })
    })?;
    let number = |from: usize, to: usize| {
        let digits = window[from..to].iter();
        digits.fold(0i32, |n, b| n * 10 + i32::from(b - b'0'))
    };
    let first = Date::new(i16::try_from(number(0, 4)).ok()?, 1, 1).ok()?;
    let month = first.checked_add((number(5, 7) - 1).months()).ok()?;
    month.checked_add((number(8, 10) - 1).days()).ok()
}

/// The year that a text begins with, as JavaScript's `parseInt` reads it.
#[must_use]
pub fn javascript_year(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let end = text
        .bytes()
        .enumerate()
        .take_while(|(at, b)| b.is_ascii_digit() || (*at == 0 && matches!(b, b'-' | b'+')))
        .count();
    text[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn as_python_reads() {
        let floats = [
            (" 12.5 ", Some(12.5)),
            ("1e5", Some(1e5)),
            ("+5.", Some(5.0)),
            ("1_000", Some(1000.0)),
            ("1__0", None),
            ("_1", None),
            ("1,5", None),
            ("12 000", None),
            ("50%", None),
            ("", None),
        ];
        for (text, wanted) in floats {
            assert_eq!(python_float(text), wanted, "{text}");
        }
        assert!(python_float("NaN").is_some_and(f64::is_nan));
        let days = [
            ("2018-01-05", Some(date(2018, 1, 5))),
            ("2018-1-5", Some(date(2018, 1, 5))),
            ("2018-13-01", None),
            ("2018-02-30", None),
            ("2018-01-01Z", None),
            (" 2018-01-01", None),
            ("18/01/2018", None),
            ("", None),
        ];
        for (text, wanted) in days {
            assert_eq!(python_day(text), wanted, "{text}");
        }
    }

    #[test]
    fn as_python_prints() {
        for (number, wanted) in [
            (1.0, "1.0"),
            (0.814929509, "0.814929509"),
            (1e16, "1e+16"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (0.00001, "1e-05"),
            (0.0001, "0.0001"),
        ] {
            assert_eq!(python_repr(number), wanted);
        }
    }

    #[test]
    fn as_javascript_reads() {
        let numbers = [
            ("1,234.50", Some("1234.50")),
            (" 7 ", Some("7")),
            ("1e5", Some("100000")),
            ("12 000", None),
            ("NaN", None),
            ("0x10", Some("16")),
            ("", Some("0")),
        ];
        for (text, wanted) in numbers {
            let read = javascript_number(text).map(|d| d.to_string());
            assert_eq!(read.as_deref(), wanted, "{text}");
        }
        let prefixes = [
            ("50%", Some("50")),
            ("-5", Some("-5")),
            ("abc", None),
            ("1.2.3", Some("1.2")),
        ];
        for (text, wanted) in prefixes {
            let read = javascript_prefix(text).map(|d| d.to_string());
            assert_eq!(read.as_deref(), wanted, "{text}");
        }
        assert_eq!(javascript_day("2018-13-01"), Some(date(2019, 1, 1)));
        assert_eq!(
            javascript_day("on 2018-01-01T00:00Z"),
            Some(date(2018, 1, 1))
        );
        assert_eq!(javascript_day("18/01/2018"), None);
        assert_eq!(javascript_year("2018-01"), Some(2018));
    }
}
