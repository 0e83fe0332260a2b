//! Kinds of transaction: which way the money goes, and what the other side
//! calls it.
//!
//! Source: the standard's `TransactionType` codelist and its guidance on
//! financial transactions. Loan repayments and interest (5, 6) are stated as
//! outgoing in one place and incoming in another; their direction is left open.

use iati::said::phrase;

/// Which way money goes, seen from the organisation that reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    In,
    Out,
    NotStated,
}

/// One transaction type.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub code: &'static str,
    pub name: &'static str,
    pub direction: Direction,
    /// The type under which the other side reports the same money.
    pub mirror: Option<&'static str>,
}

const fn kind(
    code: &'static str,
    name: &'static str,
    direction: Direction,
    mirror: Option<&'static str>,
) -> Kind {
    Kind {
        code,
        name,
        direction,
        mirror,
    }
}

pub const KINDS: &[Kind] = &[
    kind("1", phrase("Incoming funds"), Direction::In, Some("3")),
    kind(
        "2",
        phrase("Outgoing commitment"),
        Direction::Out,
        Some("11"),
    ),
    kind("3", phrase("Disbursement"), Direction::Out, Some("1")),
    kind("4", phrase("Expenditure"), Direction::Out, None),
    kind("5", phrase("Interest payment"), Direction::NotStated, None),
    kind("6", phrase("Loan repayment"), Direction::NotStated, None),
    kind("7", phrase("Reimbursement"), Direction::Out, Some("1")),
    kind("8", phrase("Purchase of equity"), Direction::Out, None),
    kind("9", phrase("Sale of equity"), Direction::In, None),
    kind("10", phrase("Credit guarantee"), Direction::Out, None),
    kind(
        "11",
        phrase("Incoming commitment"),
        Direction::In,
        Some("2"),
    ),
    kind("12", phrase("Outgoing pledge"), Direction::Out, Some("13")),
    kind("13", phrase("Incoming pledge"), Direction::In, Some("12")),
];

#[must_use]
pub fn of(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.code == code)
}

/// The type's name, or the code where it is none of the standard's.
#[must_use]
pub fn name(code: &str) -> &str {
    of(code).map_or(code, |k| k.name)
}

#[must_use]
pub fn direction(code: &str) -> Direction {
    of(code).map_or(Direction::NotStated, |k| k.direction)
}

/// Whether `outgoing` in one book and `incoming` in the other can be one flow.
#[must_use]
pub fn mirrors(outgoing: &str, incoming: &str) -> bool {
    of(outgoing).is_some_and(|k| k.mirror == Some(incoming))
}
