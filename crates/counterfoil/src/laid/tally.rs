//! How much of each book meets, by pair, series and currency. The two sides stand
//! beside each other and are never added.

use super::{Laid, Series};
use crate::error::Result;
use flow::reconcile::Category;
use iati::amount::Sum;
use ledger::View;
use ledger::matched::{Ends, Fate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One side's lines.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub lines: u64,
    pub sum: Sum,
    pub matched_lines: u64,
    pub matched: Sum,
    /// What of the sum has no partner.
    pub alone: Sum,
    /// Not matched, and the other side should tell it.
    pub missing_lines: u64,
    /// Not matched, and the other side cannot tell it.
    pub not_expected_lines: u64,
}

/// A pair's lines of one series and currency.
#[derive(Clone, Debug, Default)]
pub struct PairTally {
    pub giver: Side,
    pub receiver: Side,
    /// Events that both tell, counted where the giver's first line is.
    pub matches: u64,
    pub agree: u64,
}

/// By giver and receiver, series, and currency.
pub type Tallies = BTreeMap<(Ends, Series, Option<String>), PairTally>;

impl Laid<'_> {
    /// Of all pairs; kept ready for the next question.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn tallies(view: &View<'_>) -> Result<Arc<Tallies>> {
        view.found("tallies of pairs", || Ok(Laid::open(view)?.tally()))
    }

    fn tally(&self) -> Tallies {
        let mut all = Tallies::new();
        for line in self.all.books.lines() {
            let (Some(ends), Some(fate)) = (self.all.parties.of(line), self.all.fate(line)) else {
                continue;
            };
            let draft = self.draft(line);
            let series = Series::of(draft.kind);
            let currency = draft.currency.map(str::to_owned);
            let tally = all.entry((ends, series, currency)).or_default();
            let found = match fate {
                Fate::Matched(at) => self.all.at(at).map(|(_, _, one)| one),
                Fate::Open(_) => None,
            };
            let is_out = self.is_out(line);
            let side = if is_out {
                &mut tally.giver
            } else {
                &mut tally.receiver
            };
            side.lines += 1;
            if let Some(value) = draft.value {
                side.sum.add(value);
                let part = match found {
                    Some(_) => &mut side.matched,
                    None => &mut side.alone,
                };
                part.add(value);
            }
            match (found, fate) {
                (Some(one), _) => {
                    side.matched_lines += 1;
                    if one.donor.first() == Some(&line) {
                        tally.matches += 1;
                        tally.agree += u64::from(one.category == Category::Agree);
                    }
                }
                (None, Fate::Open(at)) => {
                    let open = self.all.open(at);
                    match open.is_some_and(|o| o.category == Category::NotExpected) {
                        true => side.not_expected_lines += 1,
                        false => side.missing_lines += 1,
                    }
                }
                (None, Fate::Matched(_)) => {}
            }
        }
        all
    }
}

impl Side {
    /// The counts of both; sums of two currencies are none.
    pub fn join_counts(&mut self, other: &Self) {
        self.lines += other.lines;
        self.matched_lines += other.matched_lines;
        self.missing_lines += other.missing_lines;
        self.not_expected_lines += other.not_expected_lines;
    }
}
