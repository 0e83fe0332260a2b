//! What people decided about matches: statements, which say the lines by what they
//! say, so that they hold for every later publication that says the same.

use super::books::KeptBooks;
use super::key::{Id, LineKey};
use crate::error::Result;
use crate::statement::{NewStatement, Statement, kind, unfit};
use flow::reconcile::{Decided, LineId, Sides};
use iati::said;
use iati::said::phrase;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// What is said of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The two tell one event.
    Accept,
    /// They do not.
    Reject,
    /// Somebody is asked.
    Query,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Accept, Self::Reject, Self::Query];

    /// `accept`, `reject` or `query`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => phrase("accept"),
            Self::Reject => phrase("reject"),
            Self::Query => phrase("query"),
        }
    }

    /// The same, of what was done: `accepted`.
    #[must_use]
    pub fn done(self) -> &'static str {
        match self {
            Self::Accept => phrase("accepted"),
            Self::Reject => phrase("rejected"),
            Self::Query => phrase("queried"),
        }
    }
}

/// The rest of a statement on a match.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Body {
    verdict: Verdict,
    donor: Vec<LineKey>,
    recipient: Vec<LineKey>,
}

/// A decision in force, and whether its lines are still told.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The match that it is on.
    pub id: Id,
    pub verdict: Verdict,
    pub statement: u64,
    pub author: String,
    pub note: String,
    /// When, as a stamp.
    pub made: String,
    pub donor: Vec<LineKey>,
    pub recipient: Vec<LineKey>,
    /// Its lines in the books; empty if one of them is not told any more.
    pub sides: Sides,
    /// Those of its lines that are not told any more.
    pub lost: Vec<LineKey>,
}

impl Decision {
    /// Whether a side rewrote its book, so that the decision holds no more.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        !self.lost.is_empty()
    }
}

/// The statement that decides on these lines.
///
/// # Errors
/// A side is empty.
pub fn statement(
    verdict: Verdict,
    donor: Vec<LineKey>,
    recipient: Vec<LineKey>,
    author: &str,
    note: &str,
) -> Result<NewStatement> {
    if donor.is_empty() || recipient.is_empty() {
        return Err(unfit(
            said!("a match has lines of two sides"),
            phrase("name at least one of the giver’s and one of the receiver’s"),
        ));
    }
    let id = id_of(&donor, &recipient);
    let body = Body {
        verdict,
        donor,
        recipient,
    };
    Ok(NewStatement {
        kind: kind::DECISION,
        subject: format!("match {id}"),
        body: json!(body),
        author: author.to_owned(),
        // That a person looked is the reason; more need not be said.
        note: match note.trim() {
            "" => verdict.done().to_owned(),
            note => note.to_owned(),
        },
        undoes: None,
    })
}

fn id_of(donor: &[LineKey], recipient: &[LineKey]) -> Id {
    let ids = |keys: &[LineKey]| keys.iter().map(LineKey::id).collect::<Vec<_>>();
    Id::of_sides(&ids(donor), &ids(recipient))
}

/// The match that a statement is on, and what it says; none if it cannot be read.
fn read(statement: &Statement) -> Option<(Id, Body)> {
    let body: Body = serde_json::from_value(statement.body.clone()).ok()?;
    Some((id_of(&body.donor, &body.recipient), body))
}

/// The match that a statement is on.
pub(crate) fn id(statement: &Statement) -> Option<Id> {
    read(statement).map(|(id, _)| id)
}

/// The decisions in force, by match; of two on one match the later counts.
pub(super) fn in_force(statements: &[&Statement], books: &KeptBooks) -> Vec<Decision> {
    let mut of_match: BTreeMap<Id, (&Statement, Body)> = BTreeMap::new();
    for statement in statements.iter().filter(|s| s.kind == kind::DECISION) {
        if let Some((id, body)) = read(statement) {
            of_match.insert(id, (statement, body));
        }
    }
    let keys = of_match
        .values()
        .flat_map(|(_, b)| b.donor.iter().chain(&b.recipient));
    let wanted: Vec<Id> = keys.map(LineKey::id).collect();
    let lines = books.named(&wanted);
    let mut all: Vec<Decision> = of_match
        .into_iter()
        .map(|(id, (statement, body))| {
            let found = |keys: &[LineKey]| -> Option<Vec<LineId>> {
                keys.iter().map(|k| lines.get(&k.id()).copied()).collect()
            };
            let sides = found(&body.donor).zip(found(&body.recipient));
            let is_lost = |key: &&LineKey| !lines.contains_key(&key.id());
            let lost = body.donor.iter().chain(&body.recipient).filter(is_lost);
            Decision {
                id,
                verdict: body.verdict,
                statement: statement.seq,
                author: statement.author.clone(),
                note: statement.note.clone(),
                made: statement.made.clone(),
                lost: lost.cloned().collect(),
                sides: sides.map_or_else(Sides::default, |(donor, recipient)| {
                    Sides { donor, recipient }.sorted()
                }),
                donor: body.donor,
                recipient: body.recipient,
            }
        })
        .collect();
    all.sort_by_key(|d| d.statement);
    all
}

/// What the decisions ask of the matching. The newest is asked first.
pub(super) fn decided(all: &[Decision]) -> Decided {
    let of = |verdict: Verdict| {
        let newest = all.iter().rev();
        let of = newest.filter(move |d| d.verdict == verdict && !d.is_broken());
        of.map(|d| d.sides.clone()).collect()
    };
    Decided {
        accepted: of(Verdict::Accept),
        rejected: of(Verdict::Reject),
    }
}
