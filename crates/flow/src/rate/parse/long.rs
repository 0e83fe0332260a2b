//! A rate a row: `Date,Rate,Currency` with, if it has them, `Frequency`,
//! `Source` and `Country code`. The IMF's rates as codeforIATI publishes them,
//! what CDFD and iati-tables read, and what [`Rates::canonical`] writes.
//!
//! [`Rates::canonical`]: crate::rate::Rates::canonical

use super::{Basis, Draft, Peg, Point, RateFault, Row, currency, fault, is_blank, rate, when};
use crate::rate::table::{Code, USD, text};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Where the columns are.
pub(super) struct Columns {
    date: usize,
    rate: usize,
    currency: usize,
    frequency: Option<usize>,
    source: Option<usize>,
    country: Option<usize>,
}

impl Columns {
    pub fn of(names: &[String]) -> Option<Self> {
        let at = |name: &str| names.iter().position(|n| n == name);
        Some(Self {
            date: at("date")?,
            rate: at("rate")?,
            currency: at("currency")?,
            frequency: at("frequency"),
            source: at("source"),
            country: at("country code"),
        })
    }
}

/// One rate of one country.
struct Stated {
    line: usize,
    country: String,
    point: Point,
}

/// What all countries say of one currency, by day.
type ByDay = BTreeMap<(Code, Date), Vec<Stated>>;

/// The members of a currency union have its rate from the union.
const UNIONS: [(&[u8; 3], &str); 4] = [
    (b"XAF", "5X"),
    (b"XOF", "7A"),
    (b"XCD", "5Y"),
    (b"EUR", "U2"),
];

pub(super) fn read(columns: Columns, rows: &[Row], draft: &mut Draft) -> Result<(), RateFault> {
    let mut of_countries = ByDay::new();
    for (line, row) in rows {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let optional = |at: Option<usize>| at.map(cell).unwrap_or_default();
        if row.iter().all(str::is_empty) || is_blank(cell(columns.rate)) {
            continue;
        }
        let code = currency(*line, cell(columns.currency))?;
        let value = rate(*line, cell(columns.rate))?;
        let (day, of) = when(*line, cell(columns.date))?;
        draft.note_source(optional(columns.source));
        let frequency = optional(columns.frequency);
        if let Some(anchor) = frequency.strip_prefix('=') {
            let anchor = currency(*line, anchor)?;
            let (since, factor) = (day, value);
            let peg = Peg {
                code,
                since,
                anchor,
                factor,
            };
            draft.add_peg(*line, peg)?;
            continue;
        }
        let point = Point::new(day, value, basis(*line, frequency, of)?);
        match optional(columns.country) {
            "" => draft.add(*line, code, point)?,
            country => of_countries.entry((code, day)).or_default().push(Stated {
                line: *line,
                country: country.to_owned(),
                point,
            }),
        }
    }
    of_countries
        .into_iter()
        .try_for_each(|((code, _), stated)| settle(code, stated, draft))
}

fn basis(line: usize, frequency: &str, of_date: Basis) -> Result<Basis, RateFault> {
    match frequency {
        "" => Ok(of_date),
        "D" | "W" => Ok(Basis::Day),
        "M" => Ok(Basis::Month),
        "A" | "Y" | "Q" => Ok(Basis::Year),
        _ => fault(
            line,
            format!("frequency “{frequency}”: D, M and A are known, for day, month and year"),
        ),
    }
}

/// The IMF has a rate a country, under the currency the country has today, so
/// that currencies it had before, and dollars of others, stand under one code.
/// Where countries disagree, the one that issues the currency is right; if it
/// says nothing, nothing is taken.
fn settle(code: Code, stated: Vec<Stated>, draft: &mut Draft) -> Result<(), RateFault> {
    let issuer = UNIONS
        .iter()
        .find(|(union, _)| **union == code)
        .map_or_else(
            || text(code).chars().take(2).collect(),
            |(_, c)| (*c).to_owned(),
        );
    let by_issuer = stated.iter().find(|s| s.country == issuer);
    let first = stated.first();
    let all_agree = first.is_some_and(|f| stated.iter().all(|s| agree(f.point.rate, s.point.rate)));
    let chosen = match code {
        USD => Some(Decimal::ONE),
        _ if all_agree => by_issuer.or(first).map(|s| s.point.rate),
        _ => by_issuer.map(|s| s.point.rate),
    };
    for s in stated {
        match chosen {
            Some(rate) if agree(rate, s.point.rate) => {
                draft.add(s.line, code, Point { rate, ..s.point })?;
            }
            _ => draft.leave_out(
                s.line,
                format!(
                    "{} under {} for {}: {} is not what {} has",
                    s.country,
                    text(code),
                    s.point.day,
                    s.point.rate,
                    chosen.map_or("another country".to_owned(), |_| issuer.clone())
                ),
            ),
        }
    }
    Ok(())
}

/// Whether two countries have one rate, to the sixth digit.
fn agree(a: Decimal, b: Decimal) -> bool {
    let six = Decimal::new(1, 6);
    let apart = a.checked_div(b).and_then(|q| q.checked_sub(Decimal::ONE));
    apart.is_some_and(|apart| apart.abs() <= six)
}
