//! A rate a row by the name of a country: the US Federal Reserve's H.10 as the
//! data set `exchange-rates` has it, `Date,Country,Exchange rate`, in units per
//! US dollar. Its dates are the first days of the months or years whose means
//! they are.

use super::{Basis, Draft, Point, RateFault, Row, fault, is_blank, mid_month, mid_year, rate};
use crate::rate::table::Code;
use jiff::civil::Date;

pub(super) struct Columns {
    date: usize,
    country: usize,
    rate: usize,
}

impl Columns {
    pub fn of(names: &[String]) -> Option<Self> {
        let at = |name: &str| names.iter().position(|n| n == name);
        Some(Self {
            date: at("date")?,
            country: at("country")?,
            rate: at("exchange rate").or_else(|| at("value"))?,
        })
    }
}

/// The countries of H.10. Venezuela's figures change their unit twice under one
/// name, so it is not among them.
const COUNTRIES: [(&str, &[u8; 3]); 33] = [
    ("Australia", b"AUD"),
    ("Austria", b"ATS"),
    ("Belgium", b"BEF"),
    ("Brazil", b"BRL"),
    ("Canada", b"CAD"),
    ("China", b"CNY"),
    ("Denmark", b"DKK"),
    ("Euro", b"EUR"),
    ("Finland", b"FIM"),
    ("France", b"FRF"),
    ("Germany", b"DEM"),
    ("Greece", b"GRD"),
    ("Hong Kong", b"HKD"),
    ("India", b"INR"),
    ("Ireland", b"IEP"),
    ("Italy", b"ITL"),
    ("Japan", b"JPY"),
    ("Malaysia", b"MYR"),
    ("Mexico", b"MXN"),
    ("Netherlands", b"NLG"),
    ("New Zealand", b"NZD"),
    ("Norway", b"NOK"),
    ("Portugal", b"PTE"),
    ("Singapore", b"SGD"),
    ("South Africa", b"ZAR"),
    ("South Korea", b"KRW"),
    ("Spain", b"ESP"),
    ("Sri Lanka", b"LKR"),
    ("Sweden", b"SEK"),
    ("Switzerland", b"CHF"),
    ("Taiwan", b"TWD"),
    ("Thailand", b"THB"),
    ("United Kingdom", b"GBP"),
];

pub(super) fn read(columns: Columns, rows: &[Row], draft: &mut Draft) -> Result<(), RateFault> {
    draft.note_source("US Federal Reserve, H.10");
    let cell = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
    let dates: Result<Vec<Date>, RateFault> = rows
        .iter()
        .map(|(line, row)| date(*line, &cell(row, columns.date)))
        .collect();
    let dates = dates?;
    let basis = frequency(&dates);
    for ((line, row), day) in rows.iter().zip(dates) {
        let (country, value) = (cell(row, columns.country), cell(row, columns.rate));
        if is_blank(&value) {
            continue;
        }
        let value = rate(*line, &value)?;
        let known = COUNTRIES.iter().find(|(name, _)| *name == country);
        let Some((_, code)) = known else {
            draft.leave_out(
                *line,
                format!("{country}: not known which currency is meant"),
            );
            continue;
        };
        let code: Code = **code;
        draft.add(*line, code, Point::new(middle(day, basis), value, basis))?;
    }
    Ok(())
}

fn date(line: usize, text: &str) -> Result<Date, RateFault> {
    iati::date::parse(text).or_else(|why| fault(line, format!("“{text}”: {why}")))
}

/// Whether all dates are first days of years, or of months, or not.
fn frequency(dates: &[Date]) -> Basis {
    let all = |of: fn(&Date) -> bool| dates.iter().all(of);
    if all(|d| d.month() == 1 && d.day() == 1) {
        Basis::Year
    } else if all(|d| d.day() == 1) {
        Basis::Month
    } else {
        Basis::Day
    }
}

fn middle(day: Date, basis: Basis) -> Date {
    match basis {
        Basis::Year => mid_year(day),
        Basis::Month => mid_month(day),
        _ => day,
    }
}
