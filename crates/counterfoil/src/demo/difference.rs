//! The planted differences: what `differences.tsv` can say of a payment or a link.

use super::programme::Side;
use super::table::Row;
use super::time::Date;

/// One line of the table.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub(super) kind: &'static str,
    pub(super) project: &'static str,
    /// First and last payment; `None` for the whole activity.
    pub(super) payments: Option<(i64, i64)>,
    /// The book that departs from what happened; `None` if neither or both do.
    pub(super) side: Option<Side>,
    pub(super) change: Change,
    pub(super) note: &'static str,
}

/// How a side writes what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// As it was.
    Nothing,
    Missing,
    /// Less a fee in hundredths of a per cent.
    Fee(i64),
    TenTimes,
    TenthPart,
    /// Two digits change places.
    Swapped,
    Later {
        days: i64,
    },
    CutOff {
        giver: Date,
        receiver: Date,
    },
    /// In parts, in per cent.
    Parts(Vec<i64>),
    /// Several payments in one entry.
    Together,
    /// Once more, so many days later.
    Again {
        days: i64,
    },
    Reversed,
    /// Under another TransactionType.
    Called(&'static str),
    /// In another currency at the month's rate.
    Currency(&'static str),
    /// The giver's figure under the receiver's currency.
    Label,
    Link(LinkFault),
}

/// How a side fails to name the other side's activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkFault {
    /// Blank in the payments, right in the list of participants.
    MissingInPayments,
    Missing,
    Underscores,
    LowerCase,
    DoubledPrefix,
    SwappedEnd,
}

pub(super) fn difference(row: &Row) -> Difference {
    let kind = row.text("kind");
    Difference {
        kind,
        project: row.text("project"),
        payments: row.read("payment", payment_range),
        side: Side::parse(row.text("side")),
        change: row.read("detail", |detail| change(kind, detail)),
        note: row.text("note"),
    }
}

impl Difference {
    pub(super) fn covers(&self, payment: i64) -> bool {
        self.payments
            .is_some_and(|(first, last)| (first..=last).contains(&payment))
    }
}

/// `all`, `3` or `3-5`.
fn payment_range(cell: &str) -> Option<Option<(i64, i64)>> {
    if cell == "all" {
        return Some(None);
    }
    let (first, last) = cell.split_once('-').unwrap_or((cell, cell));
    Some(Some((first.parse().ok()?, last.parse().ok()?)))
}

fn change(kind: &str, detail: &'static str) -> Option<Change> {
    let change = match (kind, detail) {
        ("agree" | "currency", "") => Change::Nothing,
        ("missing-at-giver" | "missing-at-receiver", "") => Change::Missing,
        ("amount-small", fee) => Change::Fee(fee.parse().ok()?),
        ("digit-slip", "x10") => Change::TenTimes,
        ("digit-slip", "/10") => Change::TenthPart,
        ("digit-slip", "swap") => Change::Swapped,
        ("date-shift", days) => Change::Later {
            days: days.parse().ok()?,
        },
        ("cut-off", days) => cut_off(days)?,
        ("instalments", parts) => Change::Parts(percents(parts)?),
        ("aggregated", "") => Change::Together,
        ("duplicate", days) => Change::Again {
            days: days.parse().ok()?,
        },
        ("sign-reversal", "") => Change::Reversed,
        ("wrong-type", code) => Change::Called(code),
        ("currency", "label") => Change::Label,
        ("currency", "EUR" | "USD") => Change::Currency(detail),
        ("link-missing" | "link-mistyped", fault) => Change::Link(link_fault(fault)?),
        _ => return None,
    };
    Some(change)
}

/// The day in the giver's book, then in the receiver's.
fn cut_off(detail: &str) -> Option<Change> {
    let (giver, receiver) = detail.split_once(' ')?;
    Some(Change::CutOff {
        giver: Date::parse(giver)?,
        receiver: Date::parse(receiver)?,
    })
}

fn percents(detail: &str) -> Option<Vec<i64>> {
    detail.split(' ').map(|part| part.parse().ok()).collect()
}

fn link_fault(detail: &str) -> Option<LinkFault> {
    Some(match detail {
        "payments" => LinkFault::MissingInPayments,
        "everywhere" => LinkFault::Missing,
        "underscore" => LinkFault::Underscores,
        "lower case" => LinkFault::LowerCase,
        "doubled prefix" => LinkFault::DoubledPrefix,
        "swapped digits" => LinkFault::SwappedEnd,
        _ => return None,
    })
}
