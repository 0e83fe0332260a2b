//! Dates as the standard writes them: `xsd:date` and `xsd:dateTime`.

use crate::said::phrase;
use jiff::civil::Date;

/// Reads `2024-03-31`, with or without a time zone or a time of day; the day is
/// the one written.
///
/// # Errors
/// What is wrong, in words.
pub fn parse(text: &str) -> Result<Date, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(phrase("empty").to_owned());
    }
    let wrong = || phrase("not a date of the form YYYY-MM-DD").to_owned();
    if !text.is_ascii() || text.len() < 10 {
        return Err(wrong());
    }
    let (day, rest) = text.split_at(10);
    let number = |from: usize, to: usize| day[from..to].parse::<i16>().map_err(|_| wrong());
    if &day[4..5] != "-" || &day[7..8] != "-" || !is_tail(rest) {
        return Err(wrong());
    }
    let digits = day
        .bytes()
        .enumerate()
        .all(|(i, b)| i == 4 || i == 7 || b.is_ascii_digit());
    if !digits {
        return Err(wrong());
    }
    let (month, of_month) = (number(5, 7)? as i8, number(8, 10)? as i8);
    Date::new(number(0, 4)?, month, of_month)
        .map_err(|_| phrase("no such day in the calendar").to_owned())
}

/// What may follow the day: a zone, or a time with or without one.
fn is_tail(rest: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'+' | b'-' | b'Z');
    match rest.as_bytes() {
        [] => true,
        [b'T' | b' ' | b't', time @ ..] => !time.is_empty() && time.iter().all(|b| allowed(*b)),
        [b'Z' | b'+' | b'-', zone @ ..] => zone.iter().all(|b| allowed(*b)),
        _ => false,
    }
}

/// A stamp such as `generated-datetime`, to the second, as written: zones are
/// kept apart from order only when two stamps of one day compete.
///
/// Returns `YYYY-MM-DDTHH:MM:SS`; a date alone is the start of its day.
#[must_use]
pub fn stamp(text: &str) -> Option<String> {
    let text = text.trim();
    let day = parse(text).ok()?;
    let time = text.get(11..19).filter(|t| {
        t.bytes().enumerate().all(|(i, b)| {
            if i == 2 || i == 5 {
                b == b':'
            } else {
                b.is_ascii_digit()
            }
        })
    });
    Some(format!("{day}T{}", time.unwrap_or("00:00:00")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_published() {
        for text in [
            "2024-02-29",
            " 2024-02-29\n",
            "2024-02-29Z",
            "2024-02-29+02:00",
            "2024-02-29T10:00:00",
        ] {
            assert_eq!(
                parse(text).map(|d| d.to_string()).as_deref(),
                Ok("2024-02-29"),
                "{text}"
            );
        }
        for text in [
            "",
            "29/02/2024",
            "2023-02-29",
            "2024-2-9",
            "20240229",
            "2024-02-29x",
            "+024-02-29",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn stamps() {
        assert_eq!(
            stamp("2024-02-29T10:11:12.5+01:00").as_deref(),
            Some("2024-02-29T10:11:12")
        );
        assert_eq!(stamp("2024-02-29").as_deref(), Some("2024-02-29T00:00:00"));
        assert_eq!(stamp("yesterday"), None);
    }
}
