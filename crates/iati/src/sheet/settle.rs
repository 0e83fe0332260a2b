//! What a column as a whole settles for its ambiguous cells.

use super::cell;
use super::day::{self, Day, Order};
use super::layout::{RecordTakes, Target};
use super::number::{self, Mark, Number};
use super::path::Takes;
use super::plan::{Plan, SheetPlan};
use super::{Cell, Options, Row, Workbook};
use rust_decimal::Decimal;

/// Looks through each column of numbers and days. What two cells contradict is not
/// settled; what the reader settles is only asked where the column is silent.
pub(super) fn settle(plan: &mut Plan, book: &Workbook, options: &Options) {
    for sheet in &mut plan.sheets {
        let rows = book.sheets.get(sheet.at).map(|s| s.rows.as_slice());
        let below = rows
            .and_then(|r| r.get(sheet.head + 1..))
            .unwrap_or_default();
        settle_sheet(sheet, below, options);
    }
}

fn settle_sheet(sheet: &mut SheetPlan, rows: &[Row], options: &Options) {
    for (at, column) in sheet.columns.iter_mut().enumerate() {
        let Some(column) = column else { continue };
        let cells = || rows.iter().filter_map(move |r| r.cells.get(at));
        if is_number(&column.target) {
            column.mark = mark(cells()).unwrap_or(options.decimal);
        }
        if is_day(&column.target) {
            let settled = order(cells());
            column.order = column.order.or(settled.unwrap_or(options.order));
        }
        if is_share(&column.target) {
            column.unsure_share = may_be_parts_of_one(cells(), column.mark);
        }
    }
}

fn is_number(target: &Target) -> bool {
    match target {
        Target::Leaf { path, .. } => matches!(
            path.takes,
            Takes::Number
                | Takes::Amount
                | Takes::Percentage
                | Takes::Figure
                | Takes::Latitude
                | Takes::Longitude
        ),
        Target::Record(_, takes) => *takes == RecordTakes::Number,
        _ => false,
    }
}

fn is_day(target: &Target) -> bool {
    match target {
        Target::Leaf { path, .. } => matches!(path.takes, Takes::Day),
        Target::Record(_, takes) => matches!(takes, RecordTakes::Day | RecordTakes::DayOr),
        _ => false,
    }
}

fn is_share(target: &Target) -> bool {
    matches!(target, Target::Leaf { path, .. } if matches!(path.takes, Takes::Percentage))
}

/// `None`: nothing is said; `Some(None)`: two say different things.
fn mark<'c>(cells: impl Iterator<Item = &'c Cell>) -> Option<Option<Mark>> {
    let mut found = None;
    for cell in cells {
        let Cell::Text(text) = cell else { continue };
        if !text.contains(['.', ',', '．', '，']) {
            continue;
        }
        if let Number::Certain(written) = number::read(text, None)
            && let Some(mark) = written.mark
        {
            match found {
                Some(other) if other != mark => return Some(None),
                _ => found = Some(mark),
            }
        }
    }
    found.map(Some)
}

fn order<'c>(cells: impl Iterator<Item = &'c Cell>) -> Option<Option<Order>> {
    let mut found = None;
    for cell in cells {
        let Cell::Text(text) = cell else { continue };
        if let Day::Certain(_, Some(order)) = day::read(text, None) {
            match found {
                Some(other) if other != order => return Some(None),
                _ => found = Some(order),
            }
        }
    }
    found.map(Some)
}

/// Whether no share is above one and some are below it: 0.6 may be 60 per cent then.
fn may_be_parts_of_one<'c>(cells: impl Iterator<Item = &'c Cell>, mark: Option<Mark>) -> bool {
    let mut below = false;
    for cell in cells {
        let value = match cell {
            Cell::Number { percent: true, .. } => continue,
            Cell::Number { value, .. } => cell::decimal(*value),
            Cell::Text(text) => match number::read(text, mark) {
                Number::Certain(written) if !written.percent => Some(written.value),
                _ => None,
            },
            _ => None,
        };
        let Some(value) = value else { continue };
        if value > Decimal::ONE {
            return false;
        }
        below |= value > Decimal::ZERO && value < Decimal::ONE;
    }
    below
}
