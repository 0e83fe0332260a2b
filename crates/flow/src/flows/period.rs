//! Dividing the amount of a period over quarters or years, by days.
//!
//! Every day of the period, first and last included, has the same share.

use super::split::{self, Indivisible, Weights};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The part of an amount that falls into one quarter or year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// First day of the quarter or year, which may lie before the period.
    pub start: Date,
    /// Days of the period in it.
    pub days: i64,
    pub value: Decimal,
}

/// How a year is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Calendar quarters.
    Quarters,
    /// Years that start with this month, 1 to 12.
    Years { from_month: i8 },
}

/// Days from the first to the last, both included; zero or less if the period
/// is backwards.
#[must_use]
pub fn days(first: Date, last: Date) -> i64 {
    i64::from((last - first).get_days()) + 1
}

/// The amount over the quarters or years that the period touches, in order; the
/// parts add up to it. None of a backwards period.
///
/// # Errors
/// [`Indivisible`] if the period is backwards, or the amount has too many digits.
pub fn over(value: Decimal, first: Date, last: Date, cut: Cut) -> Result<Vec<Part>, Indivisible> {
    let spans = spans(first, last, cut);
    let weights: Vec<Decimal> = spans.iter().map(|(_, d)| Decimal::from(*d)).collect();
    let values = split::parts(value, &[&Weights::of(&weights)?], split::CENTS)?;
    let parts = spans.into_iter().zip(values);
    Ok(parts
        .map(|((start, days), value)| Part { start, days, value })
        .collect())
}

/// The quarters or years a period touches, each with its days inside the period.
#[must_use]
pub fn spans(first: Date, last: Date, cut: Cut) -> Vec<(Date, i64)> {
    let mut spans = Vec::new();
    let mut start = start_of(first, cut);
    let length = match cut {
        Cut::Quarters => 3.months(),
        Cut::Years { .. } => 1.year(),
    };
    while start <= last && first <= last {
        let next = start.checked_add(length).ok();
        let end = next.and_then(|d| d.yesterday().ok()).unwrap_or(Date::MAX);
        spans.push((start, days(start.max(first), end.min(last))));
        let Some(next) = next else { break };
        start = next;
    }
    spans
}

fn start_of(day: Date, cut: Cut) -> Date {
    let (year, month) = match cut {
        Cut::Quarters => (day.year(), (day.month() - 1) / 3 * 3 + 1),
        Cut::Years { from_month } if day.month() < from_month => (day.year() - 1, from_month),
        Cut::Years { from_month } => (day.year(), from_month),
    };
    Date::new(year, month, 1).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn values(first: Date, last: Date, cut: Cut) -> Vec<String> {
        let parts = over(Decimal::from(12_000), first, last, cut).expect("parts");
        parts.iter().map(|p| p.value.to_string()).collect()
    }

    #[test]
    fn a_year_over_its_quarters() {
        let quarters = values(date(2023, 4, 1), date(2024, 3, 31), Cut::Quarters);
        assert_eq!(quarters, ["2983.61", "3016.39", "3016.39", "2983.61"]);
    }

    #[test]
    fn a_year_over_two_calendar_years() {
        let spans = spans(
            date(2023, 10, 1),
            date(2024, 9, 30),
            Cut::Years { from_month: 1 },
        );
        assert_eq!(spans, [(date(2023, 1, 1), 92), (date(2024, 1, 1), 274)]);
    }

    #[test]
    fn a_fiscal_year_and_odd_periods() {
        let year = Cut::Years { from_month: 4 };
        assert_eq!(values(date(2023, 4, 1), date(2024, 3, 31), year), ["12000"]);
        let day = date(2024, 2, 29);
        assert_eq!(spans(day, day, year), [(date(2023, 4, 1), 1)]);
        assert!(spans(date(2024, 1, 2), date(2024, 1, 1), Cut::Quarters).is_empty());
        let backwards = over(Decimal::ONE, date(2024, 1, 2), date(2024, 1, 1), year);
        assert_eq!(backwards, Err(Indivisible::NoWeight));
        assert_eq!(spans(Date::MAX, Date::MAX, year).len(), 1);
        assert_eq!(spans(Date::MIN, Date::MIN, Cut::Quarters).len(), 1);
    }
}
