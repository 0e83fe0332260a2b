//! Days as announcements give them: a day, a month, a year.

use jiff::civil::Date;
use std::fmt;

/// A day, or the month or year by whose last day something is due.
///
/// A day is a day of the announcer's calendar. Nothing is converted between time zones: a
/// moment with a zone stands for the day it has in its own zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayOr {
    Day(Date),
    /// Held as its first day.
    Month(Date),
    /// Held as its first day.
    Year(Date),
}

impl DayOr {
    /// Reads `2024-02-29`, `2024-02` or `2024`, or a moment such as
    /// `2024-02-29T23:30:00-05:00`.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = || "not a day, a month or a year: write 2024-02-29, 2024-02 or 2024".to_owned();
        let number = |part: &str| match part.bytes().all(|b| b.is_ascii_digit()) {
            true => part.parse::<i16>().map_err(|_| wrong()),
            false => Err(wrong()),
        };
        match text.len() {
            4 => {
                let first = Date::new(number(text)?, 1, 1).map_err(|_| wrong())?;
                Ok(Self::Year(first))
            }
            7 => {
                let (year, month) = text.split_once('-').ok_or_else(wrong)?;
                if year.len() != 4 {
                    return Err(wrong());
                }
                let month = i8::try_from(number(month)?).map_err(|_| wrong())?;
                let first = Date::new(number(year)?, month, 1);
                first
                    .map(Self::Month)
                    .map_err(|_| "no such month".to_owned())
            }
            _ => iati::date::parse(text).map(Self::Day).map_err(|why| {
                match why.starts_with("no such") {
                    true => why,
                    false => wrong(),
                }
            }),
        }
    }

    /// Its last day: that by whose end something is due.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month(first) => first.last_of_month(),
            Self::Year(first) => first.last_of_year(),
        }
    }
}

/// As it was announced.
impl fmt::Display for DayOr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Self::Year(first) => write!(f, "{:04}", first.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_days() {
        for (text, last) in [
            ("2024-02-29", "2024-02-29"),
            ("2024-02", "2024-02-29"),
            ("2023-02", "2023-02-28"),
            ("2100-02", "2100-02-28"),
            ("2024", "2024-12-31"),
            ("2024-12-31T23:30:00-05:00", "2024-12-31"),
            ("2025-01-01T00:30:00+08:00", "2025-01-01"),
            ("2024-06-30Z", "2024-06-30"),
        ] {
            let day = DayOr::parse(text).map(|d| d.last_day().to_string());
            assert_eq!(day.as_deref(), Ok(last), "{text}");
        }
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "",
            "2023-02-29",
            "2024-13",
            "24-02",
            "mid 2024",
            "2024/06/30",
            "Q4 2024",
            "20245",
            "+024",
            "2024-1",
        ] {
            assert!(DayOr::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shown_as_announced() {
        for text in ["2024-02-29", "2024-02", "2024"] {
            assert_eq!(
                DayOr::parse(text).map(|d| d.to_string()).as_deref(),
                Ok(text)
            );
        }
    }
}
