//! Axes: of amounts in exact steps, and of days.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// An axis of figures.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    pub low: Decimal,
    pub high: Decimal,
    /// Ascending, within the ends.
    pub ticks: Vec<Decimal>,
}

/// Steps that a reader can count in: these, times a power of ten.
const STEPS: [i64; 3] = [1, 2, 5];

impl Scale {
    /// From nought to the farthest value on each side, in at most that many steps.
    pub(super) fn from_zero(values: impl Iterator<Item = Decimal>, most: usize) -> Self {
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        Self::between(low, high, most)
    }

    /// As [`from_zero`](Self::from_zero), but where all values lie so close that nought would
    /// flatten them, from just beyond them. Not for amounts.
    pub(super) fn near(values: &[Decimal], most: usize) -> Self {
        let low = values.iter().copied().min().unwrap_or_default();
        let high = values.iter().copied().max().unwrap_or_default();
        let half = high.checked_div(Decimal::TWO).unwrap_or_default();
        if low > half && low < high {
            Self::between(low, high, most)
        } else {
            Self::from_zero(values.iter().copied(), most)
        }
    }

    fn between(low: Decimal, high: Decimal, most: usize) -> Self {
        if low == high {
            let high = low.checked_add(Decimal::ONE).unwrap_or(low);
            return Self {
                low,
                high,
                ticks: vec![low],
            };
        }
        let steps = (-28..=28).flat_map(|power| STEPS.map(|step| (step, power)));
        for (step, power) in steps {
            if let Some(scale) =
                power_of_ten(step, power).and_then(|step| Self::in_steps(low, high, step, most))
            {
                return scale;
            }
        }
        Self {
            low,
            high,
            ticks: vec![low, high],
        }
    }

    /// The axis in steps of that size; none if they are too many.
    fn in_steps(low: Decimal, high: Decimal, step: Decimal, most: usize) -> Option<Self> {
        let first = low.checked_div(step)?.floor();
        let last = high.checked_div(step)?.ceil();
        let count = last
            .checked_sub(first)?
            .to_usize()
            .filter(|c| *c <= most.max(1))?;
        let mut ticks = Vec::with_capacity(count + 1);
        for at in 0..=count {
            // The last step may lie beyond what a decimal can hold: then it has no tick.
            if let Some(tick) = first
                .checked_add(at.into())
                .and_then(|at| at.checked_mul(step))
            {
                ticks.push(tick.normalize());
            }
        }
        Some(Self {
            low: ticks.first().copied()?.min(low),
            high: ticks.last().copied()?.max(high),
            ticks,
        })
    }

    /// Where a value lies: 0 at the low end, 1 at the high one.
    pub(super) fn share(&self, value: Decimal) -> f64 {
        let (low, high) = (number(self.low), number(self.high));
        let span = high - low;
        if span > 0.0 {
            ((number(value) - low) / span).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    pub(super) fn has_zero(&self) -> bool {
        self.low <= Decimal::ZERO && self.high >= Decimal::ZERO
    }
}

fn power_of_ten(step: i64, power: i32) -> Option<Decimal> {
    if power < 0 {
        return Decimal::try_new(step, power.unsigned_abs()).ok();
    }
    (0..power).try_fold(Decimal::from(step), |value, _| {
        value.checked_mul(Decimal::TEN)
    })
}

/// A decimal as a length is reckoned from it.
pub(super) fn number(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

/// What a tick on an axis of days is the beginning of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    Year,
    Month,
    Day,
}

/// An axis of days.
#[derive(Clone, Debug)]
pub(super) struct Days {
    first: Date,
    span: f64,
    pub grain: Grain,
    pub ticks: Vec<Date>,
}

impl Days {
    /// From the first to the last of the days, with a little room at both ends. None where
    /// there is no day at all.
    pub(super) fn of(days: impl Iterator<Item = Date>) -> Option<Self> {
        let (mut first, mut last) = (Date::MAX, Date::MIN);
        for day in days {
            first = first.min(day);
            last = last.max(day);
        }
        if first > last {
            return None;
        }
        let room = (apart(first, last) / 40).max(7);
        let first = moved(first, -room);
        let last = moved(last, room);
        let (grain, ticks) = ticks(first, last);
        let span = apart(first, last).max(1) as f64;
        Some(Self {
            first,
            span,
            grain,
            ticks,
        })
    }

    /// Where a day lies: 0 at the first, 1 at the last.
    pub(super) fn share(&self, day: Date) -> f64 {
        (apart(self.first, day) as f64 / self.span).clamp(0.0, 1.0)
    }
}

fn apart(first: Date, last: Date) -> i64 {
    last.duration_since(first).as_hours() / 24
}

fn moved(day: Date, by: i64) -> Date {
    day.saturating_add(jiff::SignedDuration::from_hours(by * 24))
}

fn ticks(first: Date, last: Date) -> (Grain, Vec<Date>) {
    let days = apart(first, last);
    if days < 60 {
        let step = (days / 4).max(1);
        let ticks = (0..)
            .map(|at| moved(first, at * step))
            .take_while(|day| *day < last);
        return (Grain::Day, ticks.take(8).collect());
    }
    let years = i32::from(last.year()) - i32::from(first.year());
    let (grain, step) = match days {
        ..600 => (Grain::Month, 1),
        600..1200 => (Grain::Month, 3),
        _ => (Grain::Year, 12 * step_of_years(years)),
    };
    let months = i32::from(first.year()) * 12;
    let ticks = (0..)
        .map(|at| months + at * step)
        .map_while(|month| {
            let year = i16::try_from(month.div_euclid(12)).ok()?;
            Date::new(year, i8::try_from(month.rem_euclid(12)).ok()? + 1, 1).ok()
        })
        .take_while(|day| *day <= last)
        .filter(|day| *day >= first);
    (grain, ticks.collect())
}

fn step_of_years(years: i32) -> i32 {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    steps
        .into_iter()
        .find(|step| years / step <= 20)
        .unwrap_or(1000)
}

/// Of labels in a row, each a middle and a width, every how manieth can be shown so that none
/// comes nearer than `gap` to the next.
pub(super) fn every(labels: &[(f64, f64)], gap: f64) -> usize {
    let clear = |step: &usize| {
        let shown: Vec<_> = labels.iter().step_by(*step).collect();
        shown.windows(2).all(|pair| match pair {
            [a, b] => (b.0 - a.0).abs() >= f64::midpoint(a.1, b.1) + gap,
            _ => true,
        })
    };
    (1..=labels.len().max(1)).find(clear).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("it can be read")
    }

    #[test]
    fn steps_can_be_counted_in() {
        for (values, most, ticks) in [
            ("1 2 3", 5, "0 1 2 3"),
            ("0.07", 4, "0 0.02 0.04 0.06 0.08"),
            ("-3 9", 4, "-5 0 5 10"),
            ("-120", 4, "-150 -100 -50 0"),
            ("1234567.89", 5, "0 500000 1000000 1500000"),
            ("0", 5, "0"),
            ("", 5, "0"),
            ("100", 5, "0 20 40 60 80 100"),
            (
                "0.0000000000000000000000000001",
                4,
                "0 0.0000000000000000000000000001",
            ),
            (
                "79228162514264337593543950335",
                4,
                "0 20000000000000000000000000000 40000000000000000000000000000 60000000000000000000000000000",
            ),
            (
                "-79228162514264337593543950335 79228162514264337593543950335",
                4,
                "-50000000000000000000000000000 0 50000000000000000000000000000",
            ),
        ] {
            let all: Vec<Decimal> = values.split_whitespace().map(decimal).collect();
            let scale = Scale::from_zero(all.iter().copied(), most);
            let told: Vec<String> = scale.ticks.iter().map(ToString::to_string).collect();
            assert_eq!(told.join(" "), ticks, "{values}");
            assert!(scale.low <= Decimal::ZERO && scale.high >= Decimal::ZERO);
            assert!(all.iter().all(|v| scale.low <= *v && *v <= scale.high));
        }
    }

    #[test]
    fn what_lies_close_is_not_flattened() {
        let near = |values: &[&str]| {
            let all: Vec<Decimal> = values.iter().map(|v| decimal(v)).collect();
            let scale = Scale::near(&all, 5);
            (scale.low.to_string(), scale.high.to_string())
        };
        assert_eq!(near(&["61.5", "64"]), ("61.5".to_owned(), "64".to_owned()));
        assert_eq!(near(&["3", "64"]), ("0".to_owned(), "80".to_owned()));
        assert_eq!(near(&["7"]), ("0".to_owned(), "8".to_owned()));
        assert_eq!(near(&[]), ("0".to_owned(), "1".to_owned()));
    }

    #[test]
    fn shares_are_proportional() {
        let scale = Scale::from_zero([decimal("-10"), decimal("30")].into_iter(), 4);
        assert_eq!((scale.low, scale.high), (decimal("-10"), decimal("30")));
        for (value, share) in [("-10", 0.0), ("0", 0.25), ("10", 0.5), ("30", 1.0)] {
            assert!((scale.share(decimal(value)) - share).abs() < 1e-12);
        }
    }

    #[test]
    fn days_have_ticks_of_their_grain() {
        let of = |a: &str, b: &str| {
            let days = Days::of(
                [a, b]
                    .map(|d| d.parse().expect("it can be read"))
                    .into_iter(),
            )
            .expect("it is there");
            (
                days.grain,
                days.ticks.len(),
                days.ticks.first().map(ToString::to_string),
            )
        };
        assert_eq!(
            of("2020-03-05", "2024-07-01"),
            (Grain::Year, 4, Some("2021-01-01".to_owned()))
        );
        assert_eq!(
            of("2023-01-15", "2023-10-01"),
            (Grain::Month, 9, Some("2023-02-01".to_owned()))
        );
        assert_eq!(
            of("2023-01-15", "2023-01-15"),
            (Grain::Day, 5, Some("2023-01-08".to_owned()))
        );
    }

    #[test]
    fn days_at_the_ends_of_the_calendar_are_days() {
        assert!(Days::of(std::iter::empty()).is_none());
        let days = Days::of([Date::MIN, Date::MAX].into_iter()).expect("it is there");
        assert!(days.ticks.len() <= 21 && days.share(Date::MAX) <= 1.0);
        let one = Days::of(std::iter::once(Date::MAX)).expect("it is there");
        assert!(one.share(Date::MAX) > 0.0);
    }

    #[test]
    fn labels_that_would_touch_are_passed_over() {
        let labels: Vec<(f64, f64)> = (0..10).map(|at| (f64::from(at) * 10.0, 24.0)).collect();
        assert_eq!(every(&labels, 4.0), 3);
        assert_eq!(every(&[], 4.0), 1);
        assert_eq!(every(&labels[..1], 4.0), 1);
    }
}
