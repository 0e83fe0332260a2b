//! The series of money, which are never added to each other.
//!
//! Source: the standard's `TransactionType` codelist; budgets and planned
//! disbursements are series of their own (guidance on activity budgets).

use crate::kind::{self, Direction};
use iati::said::{Said, phrase};
use serde::{Deserialize, Serialize};

/// What a flow is an amount of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Series {
    IncomingFunds,
    OutgoingCommitment,
    Disbursement,
    Expenditure,
    InterestPayment,
    LoanRepayment,
    Reimbursement,
    PurchaseOfEquity,
    SaleOfEquity,
    CreditGuarantee,
    IncomingCommitment,
    OutgoingPledge,
    IncomingPledge,
    /// A transaction whose type is missing or none of the standard's.
    UnknownType,
    Budget,
    PlannedDisbursement,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub series: Series,
    /// Stable, as written in questions and answers.
    pub id: &'static str,
    /// Code of the transaction type; none for series that are no transactions.
    pub code: Option<&'static str>,
    /// What levels of a hierarchy compete about: a parent's disbursement and its
    /// child's expenditure are the same money.
    pub family: Family,
}

/// Series that can tell of the same money within one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Disbursements and expenditure.
    Spend,
    /// The series alone.
    Own(u8),
}

const fn row(series: Series, id: &'static str, code: Option<&'static str>) -> Row {
    let family = match series {
        Series::Disbursement | Series::Expenditure => Family::Spend,
        other => Family::Own(other as u8),
    };
    Row {
        series,
        id,
        code,
        family,
    }
}

/// All series, in the order of answers.
pub const SERIES: [Row; 16] = [
    row(Series::IncomingFunds, phrase("incoming-funds"), Some("1")),
    row(
        Series::OutgoingCommitment,
        phrase("outgoing-commitment"),
        Some("2"),
    ),
    row(Series::Disbursement, phrase("disbursement"), Some("3")),
    row(Series::Expenditure, phrase("expenditure"), Some("4")),
    row(
        Series::InterestPayment,
        phrase("interest-payment"),
        Some("5"),
    ),
    row(Series::LoanRepayment, phrase("loan-repayment"), Some("6")),
    row(Series::Reimbursement, phrase("reimbursement"), Some("7")),
    row(
        Series::PurchaseOfEquity,
        phrase("purchase-of-equity"),
        Some("8"),
    ),
    row(Series::SaleOfEquity, phrase("sale-of-equity"), Some("9")),
    row(
        Series::CreditGuarantee,
        phrase("credit-guarantee"),
        Some("10"),
    ),
    row(
        Series::IncomingCommitment,
        phrase("incoming-commitment"),
        Some("11"),
    ),
    row(
        Series::OutgoingPledge,
        phrase("outgoing-pledge"),
        Some("12"),
    ),
    row(
        Series::IncomingPledge,
        phrase("incoming-pledge"),
        Some("13"),
    ),
    row(Series::UnknownType, phrase("unknown-type"), None),
    row(Series::Budget, phrase("budget"), None),
    row(
        Series::PlannedDisbursement,
        phrase("planned-disbursement"),
        None,
    ),
];

impl Series {
    #[must_use]
    pub fn row(self) -> &'static Row {
        // The table is in the order of the variants; a test holds it to that.
        &SERIES[self as usize]
    }

    /// The series of a transaction type of 2.03.
    #[must_use]
    pub fn of_type(code: &str) -> Self {
        let found = SERIES.iter().find(|r| r.code == Some(code));
        found.map_or(Self::UnknownType, |r| r.series)
    }

    /// The series by its id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let found = SERIES.iter().find(|r| r.id == id);
        found.map(|r| r.series)
    }

    /// Its name as the codelist has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Budget => phrase("Budget"),
            Self::PlannedDisbursement => phrase("Planned disbursement"),
            Self::UnknownType => phrase("Transaction of unknown type"),
            other => other.row().code.map_or("", kind::name),
        }
    }

    /// Its id, to be put into a sentence.
    #[must_use]
    pub fn said(self) -> Said {
        Said::new(self.row().id, Vec::new())
    }

    /// Which way the money goes, seen from the organisation that reports. Budgets
    /// and plans are what it means to pay out.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::Budget | Self::PlannedDisbursement => Direction::Out,
            other => other
                .row()
                .code
                .map_or(Direction::NotStated, kind::direction),
        }
    }

    /// The series under which the other side reports the same money.
    #[must_use]
    pub fn mirror(self) -> Option<Self> {
        let code = kind::of(self.row().code?)?.mirror?;
        Some(Self::of_type(code))
    }

    /// Whether it is money spent: disbursements and expenditure.
    #[must_use]
    pub fn is_spend(self) -> bool {
        self.row().family == Family::Spend
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_whole() {
        for (at, row) in SERIES.iter().enumerate() {
            assert_eq!(row.series as usize, at, "{}", row.id);
            assert_eq!(Series::parse(row.id), Some(row.series));
            assert!(!row.series.name().is_empty());
        }
        for kind in kind::KINDS {
            assert_eq!(Series::of_type(kind.code).row().code, Some(kind.code));
        }
        assert_eq!(Series::of_type("99"), Series::UnknownType);
    }

    #[test]
    fn mirrors_and_spend() {
        assert_eq!(Series::Disbursement.mirror(), Some(Series::IncomingFunds));
        assert_eq!(Series::Expenditure.mirror(), None);
        let spend: Vec<_> = SERIES.iter().filter(|r| r.series.is_spend()).collect();
        assert_eq!(spend.len(), 2);
        assert_eq!(Series::LoanRepayment.direction(), Direction::NotStated);
    }
}
