//! Transactions, and what has a period and a value: budgets, planned disbursements.

use super::Dated;
use crate::amount;
use crate::read::Element;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A `value`.
#[derive(Clone, Copy)]
pub(in super::super) struct Value<'a> {
    pub element: Element<'a>,
    /// `None` if it cannot be read: the standard's rules tell that.
    pub amount: Option<Decimal>,
    /// Its own; empty where the activity's default holds.
    pub currency: &'a str,
    pub date: Option<Dated<'a>>,
}

pub(in super::super) struct Transaction<'a> {
    pub element: Element<'a>,
    /// The code of the transaction type; empty if there is none.
    pub kind: &'a str,
    pub date: Option<Dated<'a>>,
    pub value: Option<Value<'a>>,
    /// Numbers of its organisations in the unit's.
    pub provider: Option<usize>,
    pub receiver: Option<usize>,
}

impl Transaction<'_> {
    pub(in super::super) fn amount(&self) -> Option<Decimal> {
        self.value.and_then(|v| v.amount)
    }

    pub(in super::super) fn day(&self) -> Option<Date> {
        self.date.and_then(|d| d.day)
    }

    pub(in super::super) fn currency(&self) -> &str {
        self.value.map_or("", |v| v.currency)
    }
}

/// A budget, planned disbursement or expenditure of a period.
pub(in super::super) struct Period<'a> {
    pub element: Element<'a>,
    /// The code of the type (original, revised); `1` if not stated.
    pub kind: &'a str,
    /// The code of the status (indicative, committed); `1` if not stated.
    pub status: &'a str,
    pub start: Option<Dated<'a>>,
    pub end: Option<Dated<'a>>,
    pub value: Option<Value<'a>>,
    /// Whom or what place it is for, in an organisation's file.
    pub recipient: &'a str,
}

impl Period<'_> {
    /// First and last day, if both can be read and are in order.
    pub(in super::super) fn days(&self) -> Option<(Date, Date)> {
        let (start, end) = (self.start?.day?, self.end?.day?);
        (start <= end).then_some((start, end))
    }
}

pub(super) fn value<'a>(element: Element<'a>) -> Value<'a> {
    Value {
        element,
        amount: read(&element.text()),
        currency: element.attr("currency").unwrap_or(""),
        date: Dated::at(element, "value-date"),
    }
}

/// [`amount::parse`] with a short way for what nearly all amounts are: at most 18
/// digits, and a point.
fn read(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    match short(digits) {
        Some((number, scale)) => Some(Decimal::new(if negative { -number } else { number }, scale)),
        None => amount::parse(text).ok(),
    }
}

/// Digits with a point between, as a number and how many digits are after the point.
fn short(text: &str) -> Option<(i64, u32)> {
    let (mut number, mut after) = (0i64, None);
    if text.len() > 19 || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                number = number
                    .checked_mul(10)?
                    .checked_add(i64::from(byte - b'0'))?;
                after = after.map(|n: u32| n + 1);
            }
            b'.' if after.is_none() => after = Some(0),
            _ => return None,
        }
    }
    Some((number, after.unwrap_or(0)))
}

/// The name of a kind of transaction.
pub(in super::super) fn kind_name(kind: &str) -> &'static str {
    crate::codelist::name_of("TransactionType", kind).unwrap_or("transactions of this type")
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::amount;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_way_reads_what_the_long_one_does(text in "[ ]?[-+]?[0-9]{0,21}[.,]?[0-9]{0,6}[-. ]?") {
            prop_assert_eq!(read(&text), amount::parse(&text).ok());
        }
    }
}
