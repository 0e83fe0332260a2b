//! The days of a period, and the quarters that it touches.
//!
//! First and last day count both.

use jiff::ToSpan;
use jiff::civil::Date;

/// Days from the first to the last, both included; zero or less if the period
/// is backwards.
#[must_use]
pub fn days(first: Date, last: Date) -> i64 {
    i64::from((last - first).get_days()) + 1
}

/// The first day of each calendar quarter that a period touches, with the period's days
/// in it; none of a backwards period.
#[must_use]
pub fn quarters(first: Date, last: Date) -> Vec<(Date, i64)> {
    let mut quarters = Vec::new();
    let month = (first.month() - 1) / 3 * 3 + 1;
    let mut start = Date::new(first.year(), month, 1).unwrap_or(Date::MIN);
    while start <= last && first <= last {
        let next = start.checked_add(3.months()).ok();
        let end = next.and_then(|d| d.yesterday().ok()).unwrap_or(Date::MAX);
        quarters.push((start, days(start.max(first), end.min(last))));
        let Some(next) = next else { break };
        start = next;
    }
    quarters
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_over_its_quarters() {
        let days: Vec<i64> = quarters(date(2023, 4, 1), date(2024, 3, 31))
            .into_iter()
            .map(|(_, days)| days)
            .collect();
        assert_eq!(days, [91, 92, 92, 91]);
    }

    #[test]
    fn odd_periods() {
        let day = date(2024, 2, 29);
        assert_eq!(quarters(day, day), [(date(2024, 1, 1), 1)]);
        assert!(quarters(date(2024, 1, 2), date(2024, 1, 1)).is_empty());
        assert_eq!(quarters(Date::MAX, Date::MAX).len(), 1);
        assert_eq!(quarters(Date::MIN, Date::MIN).len(), 1);
    }
}
