//! Days and quarters, as far as the demo needs them.

use std::fmt;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date(i64);

impl Date {
    /// The civil calendar in integers (Howard Hinnant's `days_from_civil`).
    pub(super) const fn new(year: i64, month: i64, day: i64) -> Self {
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Reads `YYYY-MM-DD`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(|part| part.parse().ok());
        let date = Self::new(parts.next()??, parts.next()??, parts.next()??);
        (date.to_string() == text).then_some(date)
    }

    pub(super) fn civil(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days - era * 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    pub(super) fn year(self) -> i64 {
        self.civil().0
    }

    /// `YYYY-MM`, the key of the table of rates.
    pub(super) fn month(self) -> String {
        let (year, month, _) = self.civil();
        format!("{year:04}-{month:02}")
    }

    pub(super) const fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    pub(super) const fn days_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// This day, or the Monday after it: banks rest at weekends.
    pub(super) fn working_day(self) -> Self {
        match (self.0 + 3).rem_euclid(7) {
            5 => self.plus(2),
            6 => self.plus(1),
            _ => self,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A quarter of a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quarter {
    year: i64,
    number: i64,
}

impl Quarter {
    pub(super) const FIRST: Self = Self {
        year: 2024,
        number: 1,
    };
    pub(super) const LAST: Self = Self {
        year: 2025,
        number: 4,
    };

    /// The eight quarters that are published, in order.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (Self::FIRST.year..=Self::LAST.year)
            .flat_map(|year| (1..=4).map(move |number| Self { year, number }))
    }

    /// Reads `2024-q1`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::all().find(|quarter| quarter.to_string() == text)
    }

    pub(super) const fn start(self) -> Date {
        Date::new(self.year, 3 * self.number - 2, 1)
    }

    pub(super) const fn end(self) -> Date {
        Date::new(self.year, 3 * self.number + 1, 1).plus(-1)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-q{}", self.year, self.number)
    }
}
