//! Who is giver and who receiver in a question, and in whose book an activity stands.

use super::Edition;
use crate::flows::Flow;
use crate::key;
use crate::programme::measure::{Book, Chosen};
use crate::programme::model::{Programme, Side};
use std::collections::BTreeSet;

/// The two sides of what is asked for, by all their references.
#[derive(Clone, Debug)]
pub struct Sides {
    donors: BTreeSet<String>,
    recipients: BTreeSet<String>,
    /// Activities that are meant by name, whoever reports them.
    named: BTreeSet<String>,
    /// In whose book they are if their reporter is on neither side.
    otherwise: Book,
    /// Whether one giver and one receiver are meant: then the other side's book can be
    /// laid beside.
    pub has_both_ends: bool,
}

impl Sides {
    /// The sides that a question names, else those of `pairing`, else all organisations of
    /// the programme.
    #[must_use]
    pub fn of(
        programme: &Programme,
        pairing: Option<&str>,
        chosen: &Chosen,
        otherwise: Book,
    ) -> Self {
        let asked = chosen.pairing.as_deref();
        let bound = programme.pairing(asked.or(pairing).unwrap_or_default());
        let side = |named: &[String], bound: Option<&String>, side| {
            let ids: Vec<String> = match (named.is_empty(), bound) {
                (false, _) => named.to_vec(),
                (true, Some(id)) => vec![id.clone()],
                (true, None) => programme.on_side(side).map(str::to_owned).collect(),
            };
            programme.references(&ids)
        };
        let activities = match asked {
            Some(_) => bound.map_or(&[][..], |p| &p.activities),
            None => &[],
        };
        let named = chosen.activities.iter().chain(activities);
        Self {
            donors: side(&chosen.providers, bound.map(|p| &p.donor), Side::Donor),
            recipients: side(
                &chosen.receivers,
                bound.map(|p| &p.recipient),
                Side::Recipient,
            ),
            named: named.map(|a| key::of(a)).collect(),
            otherwise,
            has_both_ends: asked.is_some()
                || !chosen.providers.is_empty() && !chosen.receivers.is_empty(),
        }
    }

    /// In whose book what an organisation reports is.
    #[must_use]
    pub fn book_of(&self, reporter: &str) -> Option<Book> {
        let reporter = key::of(reporter);
        let (gives, receives) = (
            self.donors.contains(&reporter),
            self.recipients.contains(&reporter),
        );
        match (gives, receives) {
            // One that is on both sides tells what is asked for, whichever side's that is.
            (true, true) if self.otherwise != Book::Announcer => Some(self.otherwise),
            (true, _) => Some(Book::Donor),
            (_, true) => Some(Book::Recipient),
            _ => None,
        }
    }

    pub(super) fn book_of_edition(&self, edition: &Edition) -> Option<Book> {
        let named = || self.is_named(edition).then_some(self.otherwise);
        self.book_of(&edition.reporter).or_else(named)
    }

    /// In whose book an activity that is between the two is; none if it is not between
    /// them.
    #[must_use]
    pub fn book_of_member(&self, edition: &Edition) -> Option<Book> {
        let belongs = self.is_named(edition) || self.meet_in(edition);
        belongs.then(|| self.book_of_edition(edition)).flatten()
    }

    /// Whether the activity itself is named.
    pub(super) fn is_named(&self, edition: &Edition) -> bool {
        self.named.contains(&key::of(&edition.activity))
    }

    /// Whether an activity has both sides in it.
    pub(super) fn meet_in(&self, edition: &Edition) -> bool {
        let mut all = edition.named();
        all.insert(key::of(&edition.reporter));
        let any = |side: &BTreeSet<String>| side.iter().any(|id| all.contains(id));
        any(&self.donors) && any(&self.recipients)
    }

    pub(super) fn gives(&self, flow: &Flow<'_>) -> bool {
        is_one_of(flow.provider, &self.donors)
    }

    pub(super) fn receives(&self, flow: &Flow<'_>) -> bool {
        is_one_of(flow.receiver, &self.recipients)
    }
}

fn is_one_of(party: crate::flows::Party<'_>, side: &BTreeSet<String>) -> bool {
    let reference = party.one().and_then(|o| o.reference());
    reference.is_some_and(|r| side.contains(&key::of(r)))
}
