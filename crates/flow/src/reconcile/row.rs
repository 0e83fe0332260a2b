//! The lines in one order that does not depend on the order of reading in, with
//! what is compared in the form in which it is compared.

use super::input::{Books, Line, LineId, Profile, to_u32};
use super::publisher::Publishers;
use super::score::{self, Side};
use super::words::Word;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// No date.
pub(super) const UNDATED: i32 = i32::MIN;

/// Amounts are compared in thousandths: the smallest coin of any currency.
const SCALE: u32 = 3;

/// The largest amount that is compared: 10^14 units. Sums and differences of any
/// two then fit.
const LARGEST: i64 = 100_000_000_000_000_000;

/// One line. Places of activities and rows are those in the common order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub line: LineId,
    pub activity: u32,
    pub publisher: u32,
    /// Days since 1970-01-01.
    pub day: i32,
    pub amount: i64,
    pub common: Option<f64>,
    pub currency: Option<Word>,
    pub reference: Option<Word>,
    pub kind: u8,
    /// Significant digits of the amount.
    pub digits: u8,
    pub side: Option<Side>,
    /// Whether it can be compared: its amount is none without a currency.
    pub has_amount: bool,
}

pub(super) struct Rows {
    pub rows: Vec<Row>,
    /// Places in [`Books::activities`], in the common order.
    pub activities: Vec<u32>,
    /// By place in the common order.
    pub publisher_of: Vec<u32>,
}

impl Row {
    /// Whether two amounts are in one currency, as far as is told.
    pub(super) fn shares_currency(&self, other: &Self) -> bool {
        self.currency.is_some() && self.currency == other.currency
    }
}

impl Rows {
    pub(super) fn of(books: &Books, publishers: &Publishers) -> Self {
        let key = |at: &u32| {
            let a = &books.activities[*at as usize];
            let who = publishers.of_activity[*at as usize];
            (who, books.text(a.identifier), books.text(a.source), *at)
        };
        let mut activities: Vec<u32> = (0..to_u32(books.activities.len())).collect();
        activities.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        let mut rank = vec![0; activities.len()];
        for (at, activity) in activities.iter().enumerate() {
            rank[*activity as usize] = to_u32(at);
        }
        let publisher_of: Vec<u32> = activities
            .iter()
            .map(|a| publishers.of_activity[*a as usize])
            .collect();
        let mut rows: Vec<Row> = Vec::with_capacity(books.lines.len());
        for (at, line) in books.lines.iter().enumerate() {
            let activity = rank[line.activity as usize];
            let publisher = publisher_of[activity as usize];
            rows.push(row(line, LineId(to_u32(at)), activity, publisher));
        }
        let place = |r: &Row| (r.activity, books.lines[r.line.0 as usize].position, r.line);
        rows.sort_unstable_by_key(place);
        Self {
            rows,
            activities,
            publisher_of,
        }
    }

    pub(super) fn profile<'b>(&self, books: &'b Books, activity: u32) -> &'b Profile {
        &books.activities[self.activities[activity as usize] as usize]
    }
}

fn row(line: &Line, id: LineId, activity: u32, publisher: u32) -> Row {
    let amount = line.value.and_then(thousandths);
    Row {
        line: id,
        activity,
        publisher,
        day: line.date.map_or(UNDATED, day),
        amount: amount.unwrap_or(0),
        common: line.common,
        currency: line.currency,
        reference: line.reference,
        kind: line.kind,
        digits: digits(amount.unwrap_or(0)),
        side: score::side(line.kind),
        has_amount: amount.is_some_and(|a| a != 0)
            && (line.currency.is_some() || line.common.is_some()),
    }
}

pub(super) fn day(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

/// The amount in thousandths, if it is not too large.
fn thousandths(value: Decimal) -> Option<i64> {
    let mut rounded = value.round_dp(SCALE);
    rounded.rescale(SCALE);
    let amount = i64::try_from(rounded.mantissa()).ok()?;
    (amount.unsigned_abs() <= LARGEST.unsigned_abs()).then_some(amount)
}

/// Digits from the first to the last that is not 0.
pub(super) fn digits(amount: i64) -> u8 {
    let mut rest = amount.unsigned_abs();
    while rest != 0 && rest.is_multiple_of(10) {
        rest /= 10;
    }
    rest.checked_ilog10().map_or(0, |d| d as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_amounts_have_few_digits() {
        for (amount, expected) in [
            ("905000", 3),
            ("0.05", 1),
            ("137412.55", 8),
            ("0", 0),
            ("-70", 1),
        ] {
            let value: Decimal = amount.parse().expect("an amount");
            assert_eq!(thousandths(value).map(digits), Some(expected), "{amount}");
        }
        assert_eq!(thousandths(Decimal::MAX), None);
    }
}
