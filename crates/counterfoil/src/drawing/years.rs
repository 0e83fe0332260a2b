//! Amounts by year, each kind of money by itself.

use super::{drawn, figure};
use crate::answer::{About, Drawn};
use crate::picture::series::{self, Kind, Said, Series, Strength, Value};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// One kind of money by year.
pub struct Column {
    pub name: String,
    pub strength: Strength,
    pub by_year: BTreeMap<i16, Decimal>,
}

/// Units that large figures are shown in.
const UNITS: [i64; 3] = [1_000_000_000, 1_000_000, 1_000];

/// Years before now, and after, that are drawn: what is told of others is mostly a slip, and
/// would leave no room for the rest.
const BEFORE: i16 = 50;
const AFTER: i16 = 30;

/// First and last year that are drawn, and how many are not that something is told of.
fn span(told: &BTreeSet<i16>, now: i16) -> Option<(i16, i16, usize)> {
    let newest = *told.last()?;
    let around = |now: i16| {
        let near = now.saturating_sub(BEFORE)..=now.saturating_add(AFTER);
        let near = told.range(near);
        Some((
            *near.clone().next()?,
            *near.clone().next_back()?,
            near.count(),
        ))
    };
    let (first, last, drawn) = around(now).or_else(|| around(newest))?;
    Some((first, last, told.len() - drawn))
}

/// Kinds of money by year; none if nothing is told of any.
pub fn years(about: &About, title: &str, columns: &[Column], currency: &str) -> Option<Drawn> {
    let moment = about.as_of.published.as_ref().or(about.data_to.as_ref());
    let now = moment.and_then(|day| day.get(..4)?.parse().ok());
    let now = now.unwrap_or(i16::MAX);
    let told: BTreeSet<i16> = columns
        .iter()
        .flat_map(|c| c.by_year.keys().copied())
        .collect();
    let (first, last, left_out) = span(&told, now)?;
    let all = || {
        columns
            .iter()
            .flat_map(move |c| c.by_year.range(first..=last))
    };
    let title = match left_out {
        0 => title.to_owned(),
        n => say!(
            "{title}; {n: # year that lies|# years that lie} far from the others not drawn",
            title,
            n
        ),
    };
    let largest = all().map(|y| y.1.abs()).max()?;
    let size = UNITS.into_iter().find(|s| largest >= Decimal::from(*s));
    let unit = match size {
        Some(1_000_000_000) => say!("billion {currency}", currency),
        Some(1_000_000) => say!("million {currency}", currency),
        Some(_) => say!("thousand {currency}", currency),
        None => currency.to_owned(),
    };
    let size = size.map_or(Decimal::ONE, Decimal::from);
    let kinds: Vec<Kind> = columns
        .iter()
        .map(|column| Kind {
            name: column.name.clone(),
            strength: column.strength,
            values: (first..=last)
                .map(|year| value(column, year, now, size, currency))
                .collect(),
        })
        .collect();
    let draw = move |setting: &crate::picture::Setting| {
        series::series(
            setting,
            &Series {
                years: (first..=last).map(|y| y.to_string()).collect(),
                kinds: kinds.clone(),
                unit: unit.clone(),
                missing: say!("nothing told"),
                figure: &|value| figure(value.round_dp(2)),
            },
        )
    };
    Some(drawn("years", &title, about, draw))
}

/// A year to come is no gap of what was paid.
fn value(column: &Column, year: i16, now: i16, size: Decimal, currency: &str) -> Value {
    match column.by_year.get(&year) {
        Some(amount) => Value {
            said: Said::Figure(amount / size),
            title: say!(
                "{kind} in {year}: {amount} {currency}",
                kind = column.name,
                year = year.to_string(),
                amount = figure(amount.round_dp(2)),
                currency
            ),
        },
        None if year > now || column.strength == Strength::Planned => Value {
            said: Said::NotDue,
            title: String::new(),
        },
        None => Value {
            said: Said::Missing,
            title: say!(
                "{kind} in {year}: nothing told",
                kind = column.name,
                year = year.to_string()
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_makes_no_picture_of_two_thousand_years() {
        let of = |years: &[i16]| years.iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(span(&of(&[202, 2019, 2021]), 2024), Some((2019, 2021, 1)));
        assert_eq!(span(&of(&[2019, 2202]), 2024), Some((2019, 2019, 1)));
        assert_eq!(
            span(&of(&[1951, 1960]), 2024),
            Some((1951, 1960, 0)),
            "history"
        );
        assert_eq!(span(&of(&[2020, 2021]), i16::MAX), Some((2020, 2021, 0)));
        assert_eq!(span(&of(&[]), 2024), None);
    }
}
