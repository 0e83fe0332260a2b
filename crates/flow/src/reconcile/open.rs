//! Lines without a partner, and whether they should have one.

use super::block::{Context, Entry};
use super::row::{Row, UNDATED};
use super::score::Side;
use super::told::{Category, Open, Why};
use std::collections::{BTreeMap, BTreeSet};

/// The other side's book covers a date if it has a line within so many days.
const COVERED: i32 = 365;

/// What each publisher tells of money of each direction.
pub(super) struct Coverage {
    /// First and last day, by publisher and side.
    days: BTreeMap<(u32, Side), Vec<i32>>,
    /// Giver, receiver and the side that tells of the other.
    partners: BTreeSet<(u32, u32, Side)>,
}

impl Coverage {
    pub(super) fn of(context: &Context<'_>, entries: &[Entry]) -> Self {
        let mut days: BTreeMap<(u32, Side), Vec<i32>> = BTreeMap::new();
        for row in &context.rows.rows {
            if let Some(side) = row.side.filter(|_| row.day != UNDATED) {
                days.entry((row.publisher, side)).or_default().push(row.day);
            }
        }
        for of_one in days.values_mut() {
            of_one.sort_unstable();
            of_one.dedup();
        }
        let partners = entries
            .iter()
            .map(|e| (e.giver, e.receiver, e.side))
            .collect();
        Self { days, partners }
    }

    /// Whether a line of `side` should have a partner in `other`'s book.
    fn why(&self, row: &Row, side: Side, other: u32) -> Why {
        let (mirror, pair) = match side {
            Side::Out => (Side::In, (row.publisher, other, Side::In)),
            Side::In => (Side::Out, (other, row.publisher, Side::Out)),
        };
        let Some(days) = self.days.get(&(other, mirror)) else {
            return Why::NotThisDirection;
        };
        if !self.partners.contains(&pair) {
            return Why::NotThisPartner;
        }
        let next = days.partition_point(|d| *d < row.day.saturating_sub(COVERED));
        let covered = days
            .get(next)
            .is_some_and(|d| *d <= row.day.saturating_add(COVERED));
        match covered || row.day == UNDATED {
            true => Why::Missing,
            false => Why::NotThisPeriod,
        }
    }

    /// A line that no event takes.
    pub(super) fn open(&self, context: &Context<'_>, at: u32) -> Open {
        let row = context.row(at);
        let aim = context.aims.of_row(at);
        let other = aim
            .meant
            .iter()
            .map(|m| m.publisher)
            .find(|p| *p != row.publisher);
        let why = match (row.side, other) {
            (None, _) => Why::NoPartnerByType,
            (_, _) if !row.has_amount => Why::NoAmount,
            (_, None) if !aim.is_named => Why::NobodyNamed,
            (_, None) => Why::NotAPublisher,
            // Expenditure is money that leaves for good; that it names a
            // publisher makes it no transfer.
            (_, _) if row.kind == 4 => Why::NoPartnerByType,
            (Some(side), Some(other)) => self.why(row, side, other),
        };
        let category = match (why, row.side) {
            (Why::Missing, Some(Side::Out)) => Category::MissingRecipient,
            (Why::Missing, Some(Side::In)) => Category::MissingDonor,
            _ => Category::NotExpected,
        };
        Open {
            line: row.line,
            category,
            why,
            date: context.books.lines[row.line.0 as usize].date,
            publisher: row.publisher,
            other,
        }
    }
}
