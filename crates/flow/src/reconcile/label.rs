//! What an event is called.

use super::block::Context;
use super::candidate::{compare, gap};
use super::row::{Row, UNDATED};
use super::score::{self, FEE_AT_MOST};
use super::told::{AmountIs, Category, Slip};
use jiff::ToSpan;
use jiff::civil::Date;

/// Days that an ordinary transfer takes.
const ORDINARY: i32 = 10;

/// A longer gap over the end of a year is not for the year's end.
const CUTOFF_AT_MOST: i32 = 60;

/// The category of two rows.
pub(super) fn of_rows(context: &Context<'_>, out: u32, into: u32) -> (Category, Option<Slip>) {
    let (out, into) = (context.row(out), context.row(into));
    let profile = |row: &Row| context.rows.profile(context.books, row.activity);
    let fiscal = [out, into].map(|row| profile(row).fiscal_year_start);
    category(out, into, fiscal)
}

/// The category of a pair, gravest difference first. `fiscal` are the months in
/// which the two sides' financial years start.
fn category(out: &Row, into: &Row, fiscal: [Option<i8>; 2]) -> (Category, Option<Slip>) {
    let amount = compare(out, into);
    let slip = match amount {
        Some(AmountIs::Slip(slip)) => Some(slip),
        _ => None,
    };
    let category = if !score::is_mirror(out.kind, into.kind) {
        Category::WrongType
    } else {
        match amount {
            Some(AmountIs::Equal) => by_date(out, into, fiscal),
            Some(AmountIs::Rounded(_)) if is_whole(out, into) => by_date(out, into, fiscal),
            Some(AmountIs::Converted(_)) => Category::Currency,
            Some(AmountIs::Reversed) => Category::SignReversal,
            _ => by_amount(out, into),
        }
    };
    (category, slip)
}

fn by_amount(out: &Row, into: &Row) -> Category {
    let ratio = (into.amount as f64 / out.amount as f64).ln().abs();
    match ratio <= FEE_AT_MOST && !is_transposed(out, into) {
        true => Category::AmountSmall,
        false => Category::AmountLarge,
    }
}

/// Only what is less than a unit is rounded away.
fn is_whole(out: &Row, into: &Row) -> bool {
    (out.amount - into.amount).abs() < score::WHOLE
}

fn is_transposed(out: &Row, into: &Row) -> bool {
    score::slip(out.amount, into.amount) == Some(AmountIs::Slip(Slip::Transposed))
}

fn by_date(out: &Row, into: &Row, fiscal: [Option<i8>; 2]) -> Category {
    let Some(gap) = gap(out, into) else {
        return Category::Agree;
    };
    let mut starts = vec![1];
    starts.extend(fiscal.into_iter().flatten());
    let apart = |start: &i8| year(out.day, *start) != year(into.day, *start);
    if (1..=CUTOFF_AT_MOST).contains(&gap) && starts.iter().any(apart) {
        return Category::Cutoff;
    }
    match gap.abs() <= ORDINARY {
        true => Category::Agree,
        false => Category::DateShift,
    }
}

/// The year that started in `month`.
fn year(day: i32, month: i8) -> Option<i16> {
    if day == UNDATED {
        return None;
    }
    let date = Date::constant(1970, 1, 1).checked_add(day.days()).ok()?;
    Some(date.year() - i16::from(date.month() < month))
}
