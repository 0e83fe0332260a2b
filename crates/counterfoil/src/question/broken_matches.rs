//! Matches that stood on a day and stand no more, and which publication broke them.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED};
use crate::compare::chain;
use crate::error::{Error, Result};
use crate::laid::{self, Between, Laid, side};
use crate::tongue;
use clap::Args;
use flow::reconcile::{LineId, Match};
use ledger::matched::{Id, LineKey, Stand, line_keys};
use ledger::{AsOf, Past, Publication, View};

/// Matches that stood on a day and stand no more, and what broke them
#[derive(Args, Clone, Debug)]
pub struct BrokenMatches {
    /// The day on which they stood (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    since: String,
    #[command(flatten)]
    between: Between,
    /// Also those whose lines are all told still, and matched otherwise
    #[arg(long)]
    otherwise: bool,
}

const COLUMNS: &[Column] = &[
    Column::new("match_id", K::Text, "Name that the match had"),
    Column::new("category", K::Text, "What the event was called"),
    Column::new("stood", K::Text, "How the match stood"),
    Column::new("giver", K::Coded, "Who gives"),
    Column::new("giver_value", K::Money, "What the giver said"),
    Column::new("receiver", K::Coded, "Who receives"),
    Column::new("receiver_value", K::Money, "What the receiver said"),
    Column::new(
        "why",
        K::Text,
        "Which line is told no more, or what became of it",
    ),
    Column::new(
        "rewritten_by",
        K::Count,
        "First publication that does not tell it",
    ),
    Column::new("rewritten_on", K::Date, "Its day"),
];

impl Question for BrokenMatches {
    const NAME: &'static str = "broken-matches";
    const ABOUT: &'static str =
        "Matches that stood on a day and stand no more, and what broke them";
    const ROWS: &'static str = "{n: One row|# broken matches}";
    const EXAMPLE: &'static [&'static str] = &["--since", "2025-06-30"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let day = iati::date::parse(&self.since)
            .map_err(|why| {
                Error::asked(say!(
                    "--since “{day}”: {why}",
                    day = self.since,
                    why = tongue::words(&why)
                ))
            })?
            .to_string();
        let before = view.at_moment(&AsOf {
            published: Some(day.clone()),
            known: view.at().known,
        })?;
        let (then, now) = (Laid::open(&before)?, Laid::open(view)?);
        let past = view.past()?;
        let (mut rows, mut otherwise) = (Vec::new(), 0u64);
        for (id, stand, one) in then.all.matches() {
            let ends = then.ends_of(one).map(|e| then.ends(e));
            let is_asked = ends.is_some_and(|[g, r]| self.between.takes(g, r));
            if !is_asked || now.all.find(id).is_some() {
                continue;
            }
            let lost = lost(&then, &now, one);
            if lost.is_empty() {
                otherwise += 1;
                if !self.otherwise {
                    continue;
                }
            }
            rows.push(row(&then, (id, stand, one), &lost, &past, &day)?);
        }
        let sentence = say!(
            "{when}, {n: # match stood|# matches stood} on {day} and {n: stands|stand} no more, since a book was rewritten.",
            when = About::when(view),
            n = rows.len(),
            day
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.method = say!(
            "the matches of {day} that are not among today’s; a line is lost where no live publication of its activity says the same any more; {method}",
            day,
            method = tongue::words(laid::METHOD)
        );
        if otherwise > 0 && !self.otherwise {
            about.caveats.push(say!(
                "of {n: # match|# matches} both books still tell all lines, and other matches explain them better now; --otherwise shows them",
                n = otherwise
            ));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// The lines of a match that are told no more.
fn lost(then: &Laid<'_>, now: &Laid<'_>, one: &Match) -> Vec<LineKey> {
    let lines = one.donor.iter().chain(&one.recipient);
    let is_lost = |line: &&LineId| {
        let id = then.all.books.id(**line);
        id.is_none_or(|id| now.all.lines(&[id]).is_none())
    };
    let keys = lines.filter(is_lost);
    keys.filter_map(|line| then.all.books.key(*line, then.view))
        .collect()
}

fn row(
    then: &Laid<'_>,
    (id, stand, one): (Id, Stand, &Match),
    lost: &[LineKey],
    past: &Past<'_>,
    day: &str,
) -> Result<Vec<Cell>> {
    let ends = then.ends_of(one).map(|e| then.ends(e));
    let end = |at: usize| ends.map_or(NOT_STATED, |both| laid::organisation(both[at]));
    let value = |lines: &[LineId]| match side(then, lines).value {
        Some((value, currency)) => laid::money(Some(value), currency),
        None => Cell::Unknown(say!("in several currencies, or without amount")),
    };
    let mut by: Option<&Publication> = None;
    for key in lost {
        let first = rewritten_by(past, key, day)?;
        by = match (by, first) {
            (Some(a), Some(b)) if b.published.value < a.published.value => Some(b),
            (None, first) => first,
            (by, _) => by,
        };
    }
    let why = match lost.is_empty() {
        true => say!("both books still tell these lines; they are matched otherwise now"),
        false => no_longer(lost),
    };
    let published = by.and_then(|p| iati::date::parse(p.published.value.get(..10)?).ok());
    Ok(vec![
        Cell::Text(id.to_string()),
        Cell::Word(one.category.as_str()),
        Cell::Word(stand.as_str()),
        end(0),
        value(&one.donor),
        end(1),
        value(&one.recipient),
        Cell::Text(why),
        by.map_or(Cell::Missing("–"), |p| Cell::Count(p.seq)),
        published.map_or(Cell::Missing("–"), Cell::Date),
    ])
}

/// That lines are told no more, and by whom.
pub(super) fn no_longer(lost: &[LineKey]) -> String {
    let each = lost.iter().map(|line| {
        say!(
            "{publisher} no longer tells {line}",
            publisher = line.publisher,
            line = line.said()
        )
    });
    tongue::clauses(&each.collect::<Vec<_>>())
}

/// The first publication after a day that has the activity and not the line, or does
/// not have the activity any more.
fn rewritten_by<'p>(
    past: &'p Past<'_>,
    key: &LineKey,
    day: &str,
) -> Result<Option<&'p Publication>> {
    let mut first: Option<&Publication> = None;
    for chain in chain::find(past, &key.activity, None)? {
        for link in &chain.links {
            if link
                .publication
                .published
                .value
                .get(..10)
                .is_none_or(|on| on <= day)
            {
                continue;
            }
            let mut tells = false;
            for held in &link.held {
                let activity = past.reading(held)?.activity;
                tells |= line_keys(past.head(held)?, &activity).contains(key);
            }
            if !tells {
                let is_earlier =
                    first.is_none_or(|f| link.publication.published.value < f.published.value);
                if is_earlier {
                    let found = past.publication(link.publication.seq);
                    first = found.or(first);
                }
                break;
            }
        }
    }
    Ok(first)
}
