//! Books laid beside each other, as the questions about matches show them: which
//! lines are asked for, who stands at their ends, what a difference amounts to.

mod decide;
mod difference;
mod said;
mod tally;

pub use decide::decide;
pub use difference::{Difference, Side as DifferenceSide, differences, side};
pub use said::{apart_in_words, observed, open_in_words, slip_in_words};
pub use tally::{PairTally, Side};

use crate::answer::{Cell, NOT_STATED};
use crate::error::{Error, Result};
use clap::Args;
use flow::book::Entry;
use flow::key;
use flow::reconcile::{LineDraft, LineId, Match};
use iati::said::phrase;
use ledger::View;
use ledger::matched::{Ends, Id, Organisation, Reconciled};
use rust_decimal::Decimal;
use std::sync::Arc;

/// What all answers about matches say of their method.
pub const METHOD: &str = phrase(
    "every live line is weighed against the other side’s lines: identifiers, amount, date, reference, and how rare the amount is; the events that together explain most are taken, none by force; a match of 0.97 or more whose lines are tied by identifiers counts without a decision, others wait for a person; amounts of two currencies are compared in US dollars at each value-date; the two sides are never added",
);

/// The three kinds of money that two books can tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    Pledged,
    Committed,
    Paid,
}

impl Series {
    pub fn of(code: Option<&str>) -> Self {
        match code {
            Some("12" | "13") => Self::Pledged,
            Some("2" | "11") => Self::Committed,
            _ => Self::Paid,
        }
    }

    /// As columns have it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Pledged => phrase("pledged"),
            Self::Committed => phrase("committed"),
            Self::Paid => phrase("paid"),
        }
    }

    /// In English; who shows it says it in a language.
    pub fn given(self) -> &'static str {
        match self {
            Self::Pledged => phrase("Pledged"),
            Self::Committed => phrase("Committed"),
            Self::Paid => phrase("Paid"),
        }
    }

    /// In English; who shows it says it in a language.
    pub fn received(self) -> &'static str {
        match self {
            Self::Pledged => phrase("Pledged to it"),
            Self::Committed => phrase("Committed to it"),
            Self::Paid => phrase("Received"),
        }
    }
}

/// Between whom.
#[derive(Args, Clone, Debug, Default)]
pub struct Between {
    /// Reference (or whole name, where there is none) of the organisation that gives
    #[arg(long, value_name = "REF")]
    pub giver: Option<String>,
    /// Reference (or whole name, where there is none) of the organisation that receives
    #[arg(long, value_name = "REF")]
    pub receiver: Option<String>,
    /// Reference of an organisation on either side
    #[arg(long, value_name = "REF")]
    pub organisation: Option<String>,
}

impl Between {
    /// Whether nobody is named.
    pub fn is_open(&self) -> bool {
        [&self.giver, &self.receiver, &self.organisation]
            .iter()
            .all(|asked| asked.is_none())
    }

    /// Whether lines between these two are asked for.
    pub fn takes(&self, giver: &Organisation, receiver: &Organisation) -> bool {
        let fits = |asked: &Option<String>, one: &Organisation| {
            asked.as_deref().is_none_or(|asked| is(one, asked))
        };
        let either = self.organisation.as_deref();
        fits(&self.giver, giver)
            && fits(&self.receiver, receiver)
            && either.is_none_or(|asked| is(giver, asked) || is(receiver, asked))
    }
}

/// Whether an organisation is the one asked for.
pub fn is(one: &Organisation, asked: &str) -> bool {
    let by_reference = one
        .reference
        .as_deref()
        .is_some_and(|r| key::same(r, asked));
    let is_name = |name: &str| one.reference.is_none() && key::same(name, asked);
    by_reference || one.name.as_deref().is_some_and(is_name)
}

/// The matched books of one moment, with what is needed to show them.
pub struct Laid<'v> {
    pub view: &'v View<'v>,
    pub all: Arc<Reconciled>,
}

impl<'v> Laid<'v> {
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn open(view: &'v View<'v>) -> Result<Self> {
        Ok(Self {
            view,
            all: view.reconciled()?,
        })
    }

    /// The same where it is ready or quickly made.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn soon(view: &'v View<'v>) -> Result<Option<Self>> {
        Ok(view.reconciled_soon()?.map(|all| Self { view, all }))
    }

    /// What a line says, in short: enough without reading the record.
    pub fn draft(&self, line: LineId) -> LineDraft<'_> {
        self.all.books.books.draft(line).unwrap_or_default()
    }

    /// Whether a line is the giver's account: money that goes out.
    pub fn is_out(&self, line: LineId) -> bool {
        let kind = self.draft(line).kind;
        kind.map(flow::kind::direction) == Some(flow::kind::Direction::Out)
    }

    /// All that a line says.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn entry(&self, line: LineId) -> Result<Entry> {
        let place = self.all.books.place(line);
        let (rank, position) = place.ok_or_else(|| {
            Error::from(ledger::Error::Damaged(format!(
                "line {} stands nowhere",
                line.0
            )))
        })?;
        Ok(self.view.transaction(rank, position)?)
    }

    /// The activity that a line stands in.
    pub fn activity(&self, line: LineId) -> &str {
        let place = self.all.books.place(line);
        let member = place.and_then(|(rank, _)| self.view.at_rank(rank));
        member.map_or("", |m| m.head.identifier.as_ref())
    }

    /// The rank of the activity that a line stands in.
    pub fn rank(&self, line: LineId) -> Option<u32> {
        self.all.books.place(line).map(|(rank, _)| rank)
    }

    pub fn organisation(&self, at: u32) -> &Organisation {
        const NOBODY: &Organisation = &Organisation {
            reference: None,
            name: None,
            publishes: false,
        };
        self.all.parties.organisation(at).unwrap_or(NOBODY)
    }

    /// Giver and receiver.
    pub fn ends(&self, (giver, receiver): Ends) -> [&Organisation; 2] {
        [self.organisation(giver), self.organisation(receiver)]
    }

    /// The ends of a match.
    pub fn ends_of(&self, one: &Match) -> Option<Ends> {
        let first = one.donor.first()?;
        self.all.parties.of(*first)
    }

    /// A match by the name that somebody typed.
    ///
    /// # Errors
    /// It is no name, or there is no such match.
    pub fn find(&self, text: &str) -> Result<(Id, &Match)> {
        let id = Id::parse(text).ok_or_else(|| wrong_id(text))?;
        let found = self.all.find(id).map(|(_, one)| (id, one));
        found.ok_or_else(|| Error::Asked {
            message: say!("there is no match {id} now", id = id.to_string()),
            hint: Some(say!(
                "“counterfoil ask matches” lists them; “ask decisions” those that were decided and what broke"
            )),
        })
    }
}

/// The error for a text that names no match or line.
pub fn wrong_id(text: &str) -> Error {
    Error::Asked {
        message: say!("“{text}” names no match or line", text),
        hint: Some(say!(
            "a name is twelve letters and digits, as “ask matches” shows them"
        )),
    }
}

/// An organisation as a cell.
pub fn organisation(one: &Organisation) -> Cell {
    match (&one.reference, &one.name) {
        (Some(reference), name) => Cell::Coded {
            code: reference.clone(),
            name: name.clone().filter(|n| n != reference),
        },
        (None, Some(name)) => Cell::Text(name.clone()),
        (None, None) => NOT_STATED,
    }
}

/// An amount as a cell.
pub fn money(value: Option<Decimal>, currency: Option<&str>) -> Cell {
    value.map_or(NOT_STATED, |value| Cell::Money {
        amount: value.to_string(),
        currency: currency.map(str::to_owned),
    })
}

/// The amount of several lines of one side, if they are in one currency and all
/// say one.
pub fn together<'a>(drafts: &[LineDraft<'a>]) -> Option<(Decimal, Option<&'a str>)> {
    let currency = drafts.first()?.currency;
    let mut sum = Decimal::ZERO;
    for draft in drafts {
        if draft.currency != currency {
            return None;
        }
        sum = sum.checked_add(draft.value?)?;
    }
    Some((sum, currency))
}

/// A confidence as it is written: four decimals.
pub fn confidence(of: f64) -> Cell {
    Cell::Text(format!("{of:.4}"))
}

/// A part of a whole in per cent, one decimal; nothing of nothing is not stated.
pub fn per_cent(part: u64, whole: u64) -> Cell {
    Cell::part_of(part, whole).unwrap_or(Cell::Missing("–"))
}
