//! Where two books differ: matches that do not agree, and lines that stand alone.

use super::{Laid, Series, slip_in_words, together};
use crate::tongue;
use flow::reconcile::{CATEGORIES, Category, LineDraft, LineId, Match, Open};
use jiff::civil::Date;
use ledger::matched::{Ends, Id, Stand};
use rust_decimal::Decimal;

/// One difference.
pub struct Difference<'a> {
    pub ends: Ends,
    pub category: Category,
    /// The name of the match; of a line that stands alone, its own.
    pub id: Id,
    /// None for a line that stands alone.
    pub matched: Option<(Stand, &'a Match)>,
    pub open: Option<&'a Open>,
    pub donor: Vec<LineId>,
    pub recipient: Vec<LineId>,
    pub giver: Side<'a>,
    pub receiver: Side<'a>,
}

/// What one side says.
#[derive(Default)]
pub struct Side<'a> {
    pub date: Option<Date>,
    /// The sum of its lines, where they are of one currency.
    pub value: Option<(Decimal, Option<&'a str>)>,
    pub series: Option<Series>,
}

impl Difference<'_> {
    /// The earlier date of the two.
    pub fn date(&self) -> Option<Date> {
        [self.giver.date, self.receiver.date]
            .into_iter()
            .flatten()
            .min()
    }

    /// Whole days since it happened.
    pub fn age(&self, on: Date) -> Option<u64> {
        let days = (on - self.date()?).get_days();
        u64::try_from(days).ok()
    }

    pub fn series(&self) -> Option<Series> {
        self.giver.series.or(self.receiver.series)
    }

    /// How much of the money is in question: by how much the two differ, all of it
    /// where only one side tells it. None in two currencies, or without amounts.
    pub fn at_stake(&self) -> Option<(Decimal, Option<&str>)> {
        match (self.giver.value, self.receiver.value) {
            (Some((a, of)), Some((b, same))) if of == same => Some(((a - b).abs(), of)),
            (Some(_), Some(_)) => None,
            (Some((a, of)), None) | (None, Some((a, of))) if self.matched.is_none() => {
                Some((a.abs(), of))
            }
            _ => None,
        }
    }

    /// What differs, in words.
    pub fn in_words(&self) -> String {
        if let Some(open) = self.open {
            return tongue::words(super::open_in_words(open));
        }
        if let Some(slip) = self.matched.and_then(|(_, one)| one.slip) {
            return slip_in_words(slip);
        }
        if self.donor.len() + self.recipient.len() > 2 {
            return say!(
                "{given: # line|# lines} of the giver’s, {received: # line|# lines} of the receiver’s",
                given = self.donor.len(),
                received = self.recipient.len()
            );
        }
        let found = CATEGORIES.iter().find(|c| c.category == self.category);
        tongue::words(found.map_or("", |c| c.text))
    }
}

/// All differences, in the order of the books: matches first.
pub fn differences<'a>(laid: &'a Laid<'_>) -> impl Iterator<Item = Difference<'a>> {
    let matched = laid.all.matches().filter_map(|(id, stand, one)| {
        let differs = one.category != Category::Agree;
        differs.then(|| of_match(laid, id, stand, one))?
    });
    let open = laid
        .all
        .told
        .open
        .iter()
        .filter_map(|open| alone(laid, open));
    matched.chain(open)
}

fn of_match<'a>(
    laid: &'a Laid<'_>,
    id: Id,
    stand: Stand,
    one: &'a Match,
) -> Option<Difference<'a>> {
    Some(Difference {
        ends: laid.ends_of(one)?,
        category: one.category,
        id,
        matched: Some((stand, one)),
        open: None,
        donor: one.donor.clone(),
        recipient: one.recipient.clone(),
        giver: side(laid, &one.donor),
        receiver: side(laid, &one.recipient),
    })
}

fn alone<'a>(laid: &'a Laid<'_>, open: &'a Open) -> Option<Difference<'a>> {
    let ends = laid.all.parties.of(open.line)?;
    let is_out = laid.is_out(open.line);
    let own = side(laid, &[open.line]);
    let (giver, receiver) = match is_out {
        true => (own, Side::default()),
        false => (Side::default(), own),
    };
    let (donor, recipient) = match is_out {
        true => (vec![open.line], Vec::new()),
        false => (Vec::new(), vec![open.line]),
    };
    Some(Difference {
        ends,
        category: open.category,
        id: laid.all.books.id(open.line)?,
        matched: None,
        open: Some(open),
        donor,
        recipient,
        giver,
        receiver,
    })
}

/// What some lines of one side say together: the first date, the sum.
pub fn side<'a>(laid: &'a Laid<'_>, lines: &[LineId]) -> Side<'a> {
    let drafts: Vec<LineDraft<'a>> = lines.iter().map(|l| laid.draft(*l)).collect();
    Side {
        date: drafts.iter().filter_map(|d| d.date).min(),
        value: together(&drafts),
        series: drafts.first().map(|d| Series::of(d.kind)),
    }
}
