//! Both books of every flow, laid beside each other at one moment.
//!
//! `books` reads what is live into [`flow::reconcile`]; `decision` and `alias` are
//! what people said of it; `key` names lines and matches so that what was said holds
//! whatever is imported later.

mod alias;
mod books;
mod decision;
mod key;
mod party;

pub use books::{COMMON, KeptBooks, line_keys};
pub(crate) use decision::id as id_of_decision;
pub use decision::{Decision, Verdict, statement};
pub use key::{Id, LineKey};
pub use party::{Ends, Organisation, Parties};

use crate::error::Result;
use crate::view::View;
use flow::reconcile::{LineId, Match, Open, Reconciliation, reconcile_decided};
use iati::said::phrase;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How a match stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stand {
    /// A person accepted it.
    Accepted,
    /// Sure enough without a person.
    Automatic,
    /// Somebody is asked about it.
    Queried,
    /// Waits for a person.
    Proposed,
}

impl Stand {
    pub const ALL: [Self; 4] = [
        Self::Accepted,
        Self::Automatic,
        Self::Queried,
        Self::Proposed,
    ];

    /// `accepted`, `automatic`, `queried` or `proposed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => phrase("accepted"),
            Self::Automatic => phrase("automatic"),
            Self::Queried => phrase("queried"),
            Self::Proposed => phrase("proposed"),
        }
    }
}

/// What became of a line: a place in the matches, or in the open ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Matched(u32),
    Open(u32),
}

/// All books of one moment, matched.
#[derive(Debug)]
pub struct Reconciled {
    pub books: Arc<KeptBooks>,
    pub told: Reconciliation,
    /// Between whom each line is.
    pub parties: Parties,
    /// The name of each match.
    ids: Vec<Id>,
    stands: Vec<Stand>,
    /// By line.
    fates: Vec<Fate>,
    /// In order of statement.
    pub decisions: Vec<Decision>,
    by_id: HashMap<Id, u32>,
}

impl Reconciled {
    /// All matches with their names, in the order of the books.
    pub fn matches(&self) -> impl Iterator<Item = (Id, Stand, &Match)> {
        let named = self.ids.iter().zip(&self.stands).zip(&self.told.matches);
        named.map(|((id, stand), one)| (*id, *stand, one))
    }

    /// A match by its name.
    #[must_use]
    pub fn find(&self, id: Id) -> Option<(Stand, &Match)> {
        self.at(*self.by_id.get(&id)?)
            .map(|(_, stand, one)| (stand, one))
    }

    /// A match by its place.
    #[must_use]
    pub fn at(&self, place: u32) -> Option<(Id, Stand, &Match)> {
        let at = place as usize;
        let (id, stand) = (self.ids.get(at)?, self.stands.get(at)?);
        Some((*id, *stand, self.told.matches.get(at)?))
    }

    #[must_use]
    pub fn fate(&self, line: LineId) -> Option<Fate> {
        self.fates.get(line.0 as usize).copied()
    }

    #[must_use]
    pub fn open(&self, place: u32) -> Option<&Open> {
        self.told.open.get(place as usize)
    }

    /// The decision in force on a match.
    #[must_use]
    pub fn decision(&self, id: Id) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.id == id)
    }

    /// The lines of these names, if all are told.
    #[must_use]
    pub fn lines(&self, ids: &[Id]) -> Option<Vec<LineId>> {
        let found = self.books.named(ids);
        ids.iter().map(|id| found.get(id).copied()).collect()
    }
}

/// Up to so many transactions are laid beside each other at once where somebody
/// waits for a page that only mentions it.
const AT_ONCE: u64 = 300_000;

const RECONCILED: &str = "reconciled";

impl View<'_> {
    /// The same as [`View::reconciled`] where it is ready or quickly made; none in a
    /// large ledger of which nobody has asked it yet.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn reconciled_soon(&self) -> Result<Option<Arc<Reconciled>>> {
        match self.is_large() {
            false => self.reconciled().map(Some),
            true => Ok(self.found_before(RECONCILED)),
        }
    }

    fn is_large(&self) -> bool {
        let publications = self.live().publications.iter();
        publications.map(|p| p.transactions).sum::<u64>() > AT_ONCE
    }

    /// All books of this moment, matched, with what people decided.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn reconciled(&self) -> Result<Arc<Reconciled>> {
        let mut is_new = false;
        let found = self.found(RECONCILED, || {
            is_new = true;
            let books = self.books()?;
            let decisions = decision::in_force(&self.statements_in_force(), &books);
            let told = reconcile_decided(&books.books, &decision::decided(&decisions));
            let parties = Parties::find(self, &alias::in_force(self), &books, &told);
            Ok(lay(books, told, parties, decisions))
        });
        if is_new && self.is_large() {
            // After it is kept: who looks at the mark first still gets the page of before.
            self.ledger.laid.fetch_add(1, Ordering::Release);
        }
        found
    }
}

fn lay(
    books: Arc<KeptBooks>,
    told: Reconciliation,
    parties: Parties,
    decisions: Vec<Decision>,
) -> Reconciled {
    let queried = decisions.iter().filter(|d| d.verdict == Verdict::Query);
    let queried: HashSet<Id> = queried.map(|d| d.id).collect();
    let mut fates = vec![Fate::Open(0); books.lines().count()];
    let mut ids = Vec::with_capacity(told.matches.len());
    let mut stands = Vec::with_capacity(told.matches.len());
    for (one, at) in told.matches.iter().zip(0..) {
        let of = |lines: &[LineId]| {
            lines
                .iter()
                .filter_map(|l| books.id(*l))
                .collect::<Vec<_>>()
        };
        let id = Id::of_sides(&of(&one.donor), &of(&one.recipient));
        for line in one.donor.iter().chain(&one.recipient) {
            fates[line.0 as usize] = Fate::Matched(at);
        }
        stands.push(match (one.is_accepted, one.is_auto) {
            (true, _) => Stand::Accepted,
            (_, _) if queried.contains(&id) => Stand::Queried,
            (_, true) => Stand::Automatic,
            (_, false) => Stand::Proposed,
        });
        ids.push(id);
    }
    for (open, at) in told.open.iter().zip(0..) {
        fates[open.line.0 as usize] = Fate::Open(at);
    }
    Reconciled {
        by_id: ids.iter().copied().zip(0..).collect(),
        books,
        told,
        parties,
        ids,
        stands,
        fates,
        decisions,
    }
}
