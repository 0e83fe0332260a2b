//! One match with everything that speaks for and against it.

use super::matches::thousandths;
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K};
use crate::error::Result;
use crate::laid::{Laid, observed, slip_in_words};
use crate::tongue;
use clap::Args;
use flow::reconcile::{self, CATEGORIES, LineId};
use iati::said;
use iati::said::{Given, phrase};
use ledger::View;
use ledger::matched::{Id, Stand};

/// Why two books’ transactions are one event, and what else they could be
#[derive(Args, Clone, Debug)]
pub struct Match {
    /// Name of the match, as “matches” shows it
    #[arg(value_name = "MATCH", id = "match")]
    id: String,
}

const COLUMNS: &[Column] = &[
    Column::new(
        "what",
        K::Text,
        "A line of the match, or what was looked at",
    ),
    Column::new("seen", K::Text, "What it says, or what was seen"),
    Column::new(
        "weight",
        K::Text,
        "Logarithm of how much likelier in one event than in two",
    ),
    Column::new("value", K::Money, "Amount of a line"),
    Column::new("date", K::Date, "Date of a line"),
    Column::new("activity", K::Text, "Activity of a line"),
    Column::new("type", K::Coded, "Type of a line").detail(),
    Column::new("position", K::Text, "Where a line stands in its file").detail(),
    Column::new("import", K::Count, "Publication of a line").detail(),
    Column::new("line_id", K::Text, "Name of a line").detail(),
];

impl Question for Match {
    const NAME: &'static str = "match";
    const ABOUT: &'static str =
        "Why two books’ transactions are one event, and what else they could be";
    const ROWS: &'static str = "{n: One row|# lines and reasons}";
    const EXAMPLE: &'static [&'static str] = &["2crvwfyyxhsw"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let laid = Laid::open(view)?;
        let (id, one) = laid.find(&self.id)?;
        let stand = laid
            .all
            .find(id)
            .map_or(Stand::Proposed, |(stand, _)| stand);
        let rows = rows(&laid, one)?;
        let mut about = About::new(
            Self::NAME,
            view,
            sentence(&laid, id, stand, one),
            rows.len(),
        );
        about.method = say!(
            "weights are natural logarithms and add up to the score; the confidence is the share of matches of that kind and margin that were right in invented books whose truth is known; a match of 0.97 or more whose lines are tied by identifiers counts without a decision"
        );
        let lines = one.donor.iter().chain(&one.recipient);
        let ranks = lines.filter_map(|l| laid.rank(*l));
        about.rests_on(view.live().sources_at(ranks));
        if let Some(decision) = laid.all.decision(id) {
            about.caveats.push(say!(
                "{done} by {author} on {day} (statement {statement}): {note}",
                done = tongue::words(decision.verdict.done()),
                author = decision.author,
                day = decision.made.get(..10).unwrap_or_default(),
                statement = decision.statement.to_string(),
                note = decision.note
            ));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

fn sentence(laid: &Laid<'_>, id: Id, stand: Stand, one: &reconcile::Match) -> String {
    let ends = laid.ends_of(one).map(|e| laid.ends(e));
    let [giver, receiver] = ends.map_or(["?", "?"], |[g, r]| {
        [g, r].map(|o| o.name.as_deref().unwrap_or(o.label()))
    });
    let called = CATEGORIES.iter().find(|c| c.category == one.category);
    let called = tongue::words(called.map_or("", |c| c.text));
    let called = match one.slip {
        Some(slip) => say!("{called}: {slip}", called, slip = slip_in_words(slip)),
        None => called,
    };
    let sure = match stand {
        Stand::Accepted => said!("accepted by a person"),
        stand => said!(
            "{stand}, confidence {confidence}",
            stand = tongue::words(stand.as_str()),
            confidence = Given::Number(format!("{:.4}", one.confidence))
        ),
    };
    say!(
        "{when}, match {id} from {giver} to {receiver} is “{category}” ({called}); {sure}.",
        when = About::when(laid.view),
        id = id.to_string(),
        giver,
        receiver,
        category = one.category.as_str(),
        called,
        sure
    )
}

fn rows(laid: &Laid<'_>, one: &reconcile::Match) -> Result<Vec<Vec<Cell>>> {
    let mut rows = Vec::new();
    for (what, lines) in [
        (phrase("giver’s line"), &one.donor),
        (phrase("receiver’s line"), &one.recipient),
    ] {
        for line in lines {
            rows.push(line_row(laid, what, *line)?);
        }
    }
    rows.extend(one.features.iter().map(|feature| {
        let reason = observed(feature);
        words(reason.what, reason.seen, Some(reason.weight))
    }));
    if one.features.is_empty() {
        rows.push(words(
            phrase("reasons"),
            say!("it would not have been proposed; a person said so"),
            None,
        ));
    } else {
        let sum = say!("sum of all weights");
        rows.push(words(phrase("score"), sum, Some(one.score)));
    }
    match &one.runner_up {
        Some(other) => {
            let seen = say!(
                "{given: # line|# lines} of the giver’s with {received: # line|# lines} of the receiver’s, with what that leaves free",
                given = other.donor.len(),
                received = other.recipient.len()
            );
            rows.push(words(phrase("instead"), seen, Some(other.score)));
            for (what, lines) in [
                (phrase("instead, giver’s line"), &other.donor),
                (phrase("instead, receiver’s line"), &other.recipient),
            ] {
                for line in lines {
                    rows.push(line_row(laid, what, *line)?);
                }
            }
        }
        None if one.is_accepted => {}
        None => rows.push(words(
            phrase("instead"),
            say!("nothing else explains these lines; they could only stand alone"),
            None,
        )),
    }
    if !one.is_accepted {
        let margin = say!("by how much it beats that");
        rows.push(words(phrase("margin"), margin, Some(one.margin)));
    }
    Ok(rows)
}

fn words(what: &str, seen: String, weight: Option<i32>) -> Vec<Cell> {
    let blank = || Cell::Missing("");
    let mut row = vec![
        Cell::Text(tongue::words(what)),
        Cell::Text(seen),
        weight.map_or_else(blank, |w| Cell::Text(thousandths(w))),
    ];
    row.resize_with(COLUMNS.len(), blank);
    row
}

fn line_row(laid: &Laid<'_>, what: &str, line: LineId) -> Result<Vec<Cell>> {
    let entry = laid.entry(line)?;
    let member = laid.rank(line).and_then(|rank| laid.view.at_rank(rank));
    let kind = entry.kind.as_deref();
    let kind = tongue::words(kind.map_or(phrase("no type"), flow::kind::name));
    let said = match (&entry.reference, &entry.description) {
        (Some(reference), Some(text)) => format!("{kind}: {text} ({reference})"),
        (Some(text), None) | (None, Some(text)) => format!("{kind}: {text}"),
        (None, None) => kind,
    };
    Ok(vec![
        Cell::Text(tongue::words(what)),
        Cell::Text(said),
        Cell::Missing(""),
        label::money(entry.value, entry.currency.as_deref(), &entry.gaps),
        entry
            .date
            .map_or_else(|| label::gap("date ", &entry.gaps), Cell::Date),
        Cell::Text(entry.activity.clone()),
        label::transaction_type(entry.kind.as_deref()),
        Cell::text(member.map(|m| format!("{}/{}", m.path(), entry.path))),
        member.map_or(Cell::Missing("–"), |m| Cell::Count(m.publication)),
        Cell::text(laid.all.books.id(line).map(|id| id.to_string())),
    ])
}
