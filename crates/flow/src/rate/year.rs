//! The years of a report: of the calendar, or beginning in another month; and
//! an amount for a period, laid over them by days.

use super::table::number;
use iati::said;
use iati::said::Said;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;

/// How a report cuts time: the month its years begin in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    starts: i8,
}

/// One year of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Year {
    /// The calendar year it begins in.
    pub begins: i16,
    starts: i8,
}

/// Why an amount cannot be laid over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPeriod {
    /// It ends before it begins.
    Backwards { from: Date, to: Date },
    /// It leaves the calendar (years -9999 to 9999).
    OutOfCalendar,
}

impl NoPeriod {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::Backwards { from, to } => said!(
                "the period ends on {last}, before it begins on {first}",
                last = to,
                first = from
            ),
            Self::OutOfCalendar => said!("the period leaves the calendar"),
        }
    }
}

impl fmt::Display for NoPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for NoPeriod {}

impl Years {
    /// From January to December.
    pub const CALENDAR: Self = Self { starts: 1 };

    /// Years that begin on the first of a month, 1 to 12.
    #[must_use]
    pub const fn starting(month: i8) -> Option<Self> {
        match month {
            1..=12 => Some(Self { starts: month }),
            _ => None,
        }
    }

    /// Reads the month as on the command line: `04`, or `4`.
    ///
    /// # Errors
    /// What to write, in words.
    pub fn parse(text: &str) -> Result<Self, Said> {
        let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
        let month = text.parse().ok().filter(|_| digits);
        month.and_then(Self::starting).ok_or_else(|| {
            said!(
                "“{text}” is no month; write 01 to 12, such as 04 for years from April",
                text
            )
        })
    }

    /// The month its years begin in, 1 to 12.
    #[must_use]
    pub const fn month(self) -> i8 {
        self.starts
    }

    /// The year that a day is in.
    #[must_use]
    pub fn of(self, day: Date) -> Year {
        let begins = if day.month() < self.starts {
            day.year() - 1
        } else {
            day.year()
        };
        Year {
            begins,
            starts: self.starts,
        }
    }

    /// Lays an amount over the years of a period, by days; both its ends are
    /// part of it. The parts add up to the amount.
    ///
    /// # Errors
    /// If the period ends before it begins, or leaves the calendar.
    pub fn split(
        self,
        amount: Decimal,
        from: Date,
        to: Date,
    ) -> Result<Vec<(Year, Decimal)>, NoPeriod> {
        if to < from {
            return Err(NoPeriod::Backwards { from, to });
        }
        let end = to.tomorrow().map_err(|_| NoPeriod::OutOfCalendar)?;
        let (mut parts, mut days) = (Vec::new(), Vec::new());
        let mut begins = from;
        while begins < end {
            let next = self.next(begins).map_or(end, |next| next.min(end));
            days.push(number(begins).abs_diff(number(next)));
            parts.push(self.of(begins));
            begins = next;
        }
        Ok(parts.into_iter().zip(by_weight(amount, &days)).collect())
    }

    /// The first day of the year after that of `day`.
    fn next(self, day: Date) -> Option<Date> {
        let into = i32::from((day.month() - self.starts).rem_euclid(12));
        day.first_of_month().checked_add((12 - into).months()).ok()
    }
}

impl Default for Years {
    fn default() -> Self {
        Self::CALENDAR
    }
}

impl Year {
    /// The first day, if it is in the calendar.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        Date::new(self.begins, self.starts, 1).ok()
    }

    /// The last day, if it is in the calendar.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        let next = Date::new(self.begins.checked_add(1)?, self.starts, 1).ok()?;
        next.yesterday().ok()
    }
}

/// `2024`, or `2024/25` where it begins in another month than January.
impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.starts == 1 {
            return write!(f, "{}", self.begins);
        }
        let ends = (i32::from(self.begins) + 1).rem_euclid(100);
        write!(f, "{}/{ends:02}", self.begins)
    }
}

/// Shares an amount out by weights, to cents or to its own decimals if it has
/// more: whole units first, then what is left, one each, to those that lost
/// most; of those that lost as much to the first. The parts add up to it.
///
/// If all weights are zero the first has it all.
#[must_use]
pub fn by_weight(amount: Decimal, weights: &[u32]) -> Vec<Decimal> {
    let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if total == 0 {
        let rest = weights.iter().skip(1).map(|_| Decimal::ZERO);
        return weights
            .first()
            .map(|_| amount)
            .into_iter()
            .chain(rest)
            .collect();
    }
    let (units, scale) = in_units(amount);
    // In two steps, since 96 bits of an amount times a weight may not fit 128.
    let (whole, over) = (units / total, units % total);
    let mut parts: Vec<i128> = Vec::with_capacity(weights.len());
    let mut lost: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
    for (at, weight) in weights.iter().enumerate() {
        let weight = i128::from(*weight);
        parts.push(whole * weight + over * weight / total);
        lost.push(((over * weight % total).abs(), at));
    }
    lost.sort_by_key(|(lost, at)| (-lost, *at));
    let left = units - parts.iter().sum::<i128>();
    let owed = usize::try_from(left.unsigned_abs()).unwrap_or(usize::MAX);
    for (_, at) in lost.iter().take(owed) {
        if let Some(part) = parts.get_mut(*at) {
            *part += left.signum();
        }
    }
    let decimal = |part| Decimal::try_from_i128_with_scale(part, scale).unwrap_or(amount);
    parts.into_iter().map(decimal).collect()
}

/// An amount as whole units of 10^-scale, cents at least where they fit.
fn in_units(amount: Decimal) -> (i128, u32) {
    let mut scaled = amount;
    scaled.rescale(amount.scale().max(2));
    // `rescale` gives up silently where the digits do not fit.
    let kept = if scaled == amount { scaled } else { amount };
    (kept.mantissa(), kept.scale())
}
