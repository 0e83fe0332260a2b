//! The table that is built in. `rates.txt` is made by `tools/rates.py`.
//!
//! A line is a currency, a kind, the first month or year, and a value for each
//! month or year from then on; `v*n` is n times v. The kinds stand at the
//! file's head. `days` has the day of each month's last quote in kind `E`.

use super::table::{Basis, Code, Content, Peg, Point, Rates, USD, code};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static BUILTIN: LazyLock<Rates> =
    LazyLock::new(|| Rates::of(read(include_str!("rates.txt")).unwrap_or_default()));

const SOURCE: &str = "European Central Bank (euro reference rates, last of the month); \
    IMF (International Financial Statistics, end of month and annual means); \
    US Federal Reserve (H.10, monthly means); OECD";

impl Rates {
    /// The table that is built in: 1940 to 2026, some 190 currencies.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }
}

/// One line: the values with the first day of their month or year.
struct Line<'a> {
    code: Code,
    kind: &'a str,
    values: Vec<(Date, Decimal)>,
}

/// `None` if a line is none of the kinds: the table is part of the program, and
/// a test reads it.
fn read(text: &str) -> Option<Content> {
    let mut lines = text.lines().filter(|l| !l.starts_with("#!"));
    let quoted_on = days(lines.next()?)?;
    let mut pegs = Vec::new();
    let mut parsed = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(' ').collect();
        if cells.get(1) == Some(&"P") {
            pegs.push(peg(&cells)?);
        } else {
            parsed.push(values(&cells)?);
        }
    }
    let is_base = |l: &&Line| l.code == USD && l.kind == "E";
    let dollars: BTreeMap<Date, Decimal> = parsed
        .iter()
        .find(is_base)?
        .values
        .iter()
        .copied()
        .collect();
    let mut points: BTreeMap<Code, BTreeMap<Date, Point>> = BTreeMap::new();
    for line in parsed.iter().filter(|l| l.code != USD) {
        for (first, value) in &line.values {
            let point = match line.kind {
                "E" => {
                    let per_dollar = value.checked_div(*dollars.get(first)?)?;
                    Point::new(*quoted_on.get(first)?, per_dollar, Basis::Day)
                }
                kind => of_period(kind, *first, *value)?,
            };
            points
                .entry(line.code)
                .or_default()
                .insert(point.day, point);
        }
    }
    Some(Content::new(
        "built-in",
        SOURCE.to_owned(),
        points,
        pegs,
        Vec::new(),
    ))
}

/// A mean stands in the middle of its time, so that its age says how far from
/// it a day can be.
fn of_period(kind: &str, first: Date, value: Decimal) -> Option<Point> {
    Some(match kind {
        "I" => Point::new(first.last_of_month(), value, Basis::Day),
        "F" | "M" => Point::new(mid_month(first), value, Basis::Month),
        "Y" | "C" | "D" => Point::new(mid_year(first), value, Basis::Year),
        _ => return None,
    })
}

pub(super) fn mid_month(day: Date) -> Date {
    day.with().day(15).build().unwrap_or(day)
}

pub(super) fn mid_year(day: Date) -> Date {
    day.with().month(7).day(1).build().unwrap_or(day)
}

/// The first day of `2004-07` or `2004`.
fn first(text: &str) -> Option<Date> {
    match text.split_once('-') {
        Some((year, month)) => Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok(),
        None => Date::new(text.parse().ok()?, 1, 1).ok(),
    }
}

fn days(line: &str) -> Option<BTreeMap<Date, Date>> {
    let mut cells = line.split(' ');
    if cells.next() != Some("days") {
        return None;
    }
    let mut month = first(cells.next()?)?;
    let mut days = BTreeMap::new();
    for day in cells {
        days.insert(month, month.with().day(day.parse().ok()?).build().ok()?);
        month = month.checked_add(1.month()).ok()?;
    }
    Some(days)
}

fn peg(cells: &[&str]) -> Option<Peg> {
    let [named, _, since, anchor, factor] = cells else {
        return None;
    };
    Some(Peg {
        code: code(named)?,
        since: first(since)?,
        anchor: code(anchor)?,
        factor: factor.parse().ok()?,
    })
}

fn values<'a>(cells: &[&'a str]) -> Option<Line<'a>> {
    let [named, kind, start, rest @ ..] = cells else {
        return None;
    };
    let mut at = first(start)?;
    let step = if start.contains('-') {
        1.month()
    } else {
        1.year()
    };
    let mut values = Vec::new();
    for cell in rest {
        let (value, times) = cell.split_once('*').unwrap_or((cell, "1"));
        let value = Decimal::from_str_exact(value).ok()?;
        for _ in 0..times.parse::<u32>().ok()? {
            values.push((at, value));
            at = at.checked_add(step).ok()?;
        }
    }
    Some(Line {
        code: code(named)?,
        kind,
        values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_to_its_end() {
        let text = include_str!("rates.txt");
        let read = read(text).expect("the built-in table");
        assert!(read.series.len() > 170, "{} currencies", read.series.len());
        let pegs = text.lines().filter(|l| l.split(' ').nth(1) == Some("P"));
        assert_eq!(read.pegs.len(), pegs.count());
        for (code, points) in &read.series {
            assert!(points.iter().all(|p| p.rate > Decimal::ZERO), "{code:?}");
            assert!(points.is_sorted_by(|a, b| a.number < b.number), "{code:?}");
        }
    }

    #[test]
    fn what_is_no_table_is_none() {
        let head = "days 1999-01 29 26\n";
        let base = "USD E 1999-01 1.1384 1.1018\n";
        assert!(read(&format!("{head}{base}GBP E 1999-01 0.6939 0.6869\n")).is_some());
        for wrong in [
            "GBP E 1999-01 0.6939 0.6869 0.6671",
            "GBP X 1999-01 1",
            "gbp I 1999-01 1",
            "GBP",
        ] {
            assert!(read(&format!("{head}{base}{wrong}\n")).is_none(), "{wrong}");
        }
    }
}
