//! What both books tell of money between chosen sides, as it is seen on the day.

use super::Open;
use flow::flows::{METHODS, Series};
use flow::programme::gather;
use flow::programme::measure::{Chosen, FlowsOf};
use flow::programme::{Book, Row, Unit};

/// Rows of one series, in the donor's word and in the recipient's.
#[derive(Default)]
pub struct Money {
    /// In the currency that was asked for.
    pub rows: Vec<Row>,
    /// How many others have no rate to it.
    pub without: u64,
}

impl Open<'_> {
    /// What is told of a series that the donor's book has, and of its counterpart in the
    /// recipient's. A plan is of the days to come; of all else only what is due by the day.
    pub fn money(&self, series: Series, chosen: &Chosen, currency: &str) -> Money {
        let asked = FlowsOf {
            book: Book::Donor,
            series: vec![series],
            method: METHODS[0].id.to_owned(),
            currency: currency.to_owned(),
            chosen: chosen.clone(),
        };
        let unit = Unit::Currency(currency.to_owned());
        let is_plan = series == Series::PlannedDisbursement;
        let mut money = Money::default();
        let found = gather::money(self.programme(), &asked, &self.told());
        for row in found.evidence.rows {
            let is_seen = row.told <= self.day && row.gone.is_none();
            if !is_seen || row.day > self.day && !is_plan {
                continue;
            }
            match row.unit == unit {
                true => money.rows.push(row),
                false => money.without += 1,
            }
        }
        money
    }
}
