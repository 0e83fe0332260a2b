//! What a column as a whole settles for its ambiguous cells, and what is told of that.

use super::cell;
use super::day::{self, Day, Order};
use super::layout::{RecordTakes, Target};
use super::number::{self, Mark, Number};
use super::path::Takes;
use super::plan::{Plan, SheetPlan, column_letters};
use super::{Cell, Options, Sheet, Workbook};
use crate::redact;
use rust_decimal::Decimal;

/// Cells of a column that might each mean two things, and were read by what settles the
/// column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub sheet: String,
    /// From 0.
    pub column: usize,
    pub heading: String,
    /// How many cells.
    pub count: u64,
    /// The first of them, and what it is read as: a number, or a day as `2024-03-05`.
    pub first: Written,
    pub read: String,
    pub by: SettledBy,
    /// The cell that settled it; `None` if the reader did.
    pub because: Option<Written>,
}

/// A number or a day, as it stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub row: u32,
    pub text: String,
}

/// What settles a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettledBy {
    Mark(Mark),
    Order(Order),
}

impl std::fmt::Display for Settled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letters = column_letters(self.column);
        write!(f, "{}!{letters} ({}): ", self.sheet, self.heading)?;
        let are = match self.count {
            1 => "is",
            count => {
                write!(f, "{count} values such as ")?;
                "are"
            }
        };
        let Written { row, text } = &self.first;
        write!(f, "“{text}” ({letters}{row}) {are} read as {}, ", self.read)?;
        match &self.because {
            Some(Written { row, text }) => {
                let has = match self.by {
                    SettledBy::Mark(Mark::Comma) => "a decimal comma",
                    SettledBy::Mark(Mark::Point) => "a decimal point",
                    SettledBy::Order(Order::DayFirst) => "the day first",
                    SettledBy::Order(Order::MonthFirst) => "the month first",
                };
                write!(f, "because “{text}” ({letters}{row}) has {has}")
            }
            None => {
                let option = match self.by {
                    SettledBy::Mark(Mark::Comma) => "--decimal comma",
                    SettledBy::Mark(Mark::Point) => "--decimal point",
                    SettledBy::Order(Order::DayFirst) => "--day-order day-first",
                    SettledBy::Order(Order::MonthFirst) => "--day-order month-first",
                };
                write!(f, "because {option} says so")
            }
        }
    }
}

/// Looks through each column of numbers and days. What two cells contradict is not
/// settled; what the reader settles is only asked where the column is silent. Gives what
/// was read by that.
pub(super) fn settle(plan: &mut Plan, book: &Workbook, options: &Options) -> Vec<Settled> {
    let mut settled = Vec::new();
    for plan in &mut plan.sheets {
        if let Some(sheet) = book.sheets.get(plan.at) {
            settle_sheet(plan, sheet, options, &mut settled);
        }
    }
    let place = |s: &Settled| book.sheets.iter().position(|b| b.name == s.sheet);
    settled.sort_by_key(|s| (place(s), s.column));
    settled
}

fn settle_sheet(plan: &mut SheetPlan, sheet: &Sheet, options: &Options, out: &mut Vec<Settled>) {
    let rows = sheet.rows.get(plan.head + 1..).unwrap_or_default();
    for (at, column) in plan.columns.iter_mut().enumerate() {
        let Some(column) = column else { continue };
        let cells = || {
            rows.iter()
                .filter_map(move |r| Some((r.number, r.cells.get(at)?)))
        };
        let mut tell = |found: Option<Open>, by, because: Option<(u32, &str)>| {
            out.extend(found.map(|open| Settled {
                sheet: sheet.name.clone(),
                column: at,
                heading: column.heading.clone(),
                count: open.count,
                first: open.first,
                read: open.read,
                by,
                because: because.map(|(row, text)| Written::of(row, text)),
            }));
        };
        if is_number(&column.target) {
            let (mark, because) = one_of(says(cells(), mark), options.decimal);
            column.mark = mark;
            if let Some(mark) = mark {
                let found = open(cells(), |text| opened_number(text, mark));
                tell(found, SettledBy::Mark(mark), because);
            }
        }
        // What its heading says needs no telling.
        if is_day(&column.target) && column.order.is_none() {
            let (order, because) = one_of(says(cells(), order), options.order);
            column.order = order;
            if let Some(order) = order {
                let found = open(cells(), |text| opened_day(text, order));
                tell(found, SettledBy::Order(order), because);
            }
        }
        if is_share(&column.target) {
            let cells = cells().map(|(_, cell)| cell);
            column.unsure_share = may_be_parts_of_one(cells, column.mark);
        }
    }
}

impl Written {
    fn of(row: u32, text: &str) -> Self {
        Self {
            row,
            text: redact::mask(text.trim()).into_owned(),
        }
    }
}

/// Cells that might mean two things.
struct Open {
    count: u64,
    first: Written,
    read: String,
}

/// The cells of a column that might mean two things; `read` says what one means now.
fn open<'c>(
    cells: impl Iterator<Item = (u32, &'c Cell)>,
    read: impl Fn(&str) -> Option<String>,
) -> Option<Open> {
    let mut found: Option<Open> = None;
    for (row, cell) in cells {
        let Cell::Text(text) = cell else { continue };
        let Some(read) = read(text) else { continue };
        match &mut found {
            Some(open) => open.count += 1,
            None => {
                found = Some(Open {
                    count: 1,
                    first: Written::of(row, text),
                    read,
                });
            }
        }
    }
    found
}

fn opened_number(text: &str, mark: Mark) -> Option<String> {
    if !has_mark(text) || !matches!(number::read(text, None), Number::Ambiguous { .. }) {
        return None;
    }
    match number::read(text, Some(mark)) {
        Number::Certain(written) => Some(written.value.to_string()),
        _ => None,
    }
}

fn opened_day(text: &str, order: Order) -> Option<String> {
    if !matches!(day::read(text, None), Day::Ambiguous { .. }) {
        return None;
    }
    match day::read(text, Some(order)) {
        Day::Certain(date, _) => Some(date.to_string()),
        _ => None,
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

/// What the cells of a column say of it.
enum Says<'c, T> {
    Nothing,
    /// All that say anything say this; the first stands in this row.
    One(T, u32, &'c str),
    /// Two say different things.
    Several,
}

fn says<'c, T: PartialEq>(
    cells: impl Iterator<Item = (u32, &'c Cell)>,
    of: impl Fn(&str) -> Option<T>,
) -> Says<'c, T> {
    let mut found = Says::Nothing;
    for (row, cell) in cells {
        let Cell::Text(text) = cell else { continue };
        let Some(said) = of(text) else { continue };
        match &found {
            Says::One(other, ..) if *other != said => return Says::Several,
            Says::One(..) => {}
            _ => found = Says::One(said, row, text),
        }
    }
    found
}

/// What settles a column, and the cell that does; where none says anything, the reader.
fn one_of<T>(says: Says<'_, T>, reader: Option<T>) -> (Option<T>, Option<(u32, &str)>) {
    match says {
        Says::Nothing => (reader, None),
        Says::One(said, row, text) => (Some(said), Some((row, text))),
        Says::Several => (None, None),
    }
}

fn has_mark(text: &str) -> bool {
    text.contains(['.', ',', '．', '，'])
}

/// The decimal mark that a text rests on.
fn mark(text: &str) -> Option<Mark> {
    if !has_mark(text) {
        return None;
    }
    match number::read(text, None) {
        Number::Certain(written) => written.mark,
        _ => None,
    }
}

/// The order that a day is written in.
fn order(text: &str) -> Option<Order> {
    match day::read(text, None) {
        Day::Certain(_, order) => order,
        _ => None,
    }
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
