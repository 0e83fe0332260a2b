//! What people decided about matches, and whether it still holds.

use super::Question;
use super::broken_matches::no_longer;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K};
use crate::error::Result;
use crate::laid::Laid;
use crate::tongue;
use clap::Args;
use ledger::View;
use ledger::matched::{Decision, LineKey};

/// What people decided about matches, and whether it still holds
#[derive(Args, Clone, Debug, Default)]
pub struct Decisions {
    /// Only those that broke: a side does not tell its line any more
    #[arg(long)]
    broken: bool,
}

const COLUMNS: &[Column] = &[
    Column::new("match_id", K::Text, "Name of the match"),
    Column::new("decision", K::Text, "Accepted, rejected or queried"),
    Column::new(
        "holds",
        K::Text,
        "Whether both books still tell these lines",
    ),
    Column::new("by", K::Text, "The office that decided"),
    Column::new("made", K::Text, "When"),
    Column::new("note", K::Text, "Why"),
    Column::new("giver_lines", K::Text, "The giver’s lines").detail(),
    Column::new("receiver_lines", K::Text, "The receiver’s lines").detail(),
    Column::new(
        "statement",
        K::Count,
        "Number of the statement; “ledger statements undo” takes it back",
    ),
];

impl Question for Decisions {
    const NAME: &'static str = "decisions";
    const ABOUT: &'static str = "What people decided about matches, and whether it still holds";
    const ROWS: &'static str = "{n: One row|# decisions}";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let laid = Laid::open(view)?;
        let all = laid.all.decisions.iter();
        let found: Vec<&Decision> = all.filter(|d| !self.broken || d.is_broken()).collect();
        let broken = found.iter().filter(|d| d.is_broken()).count() as u64;
        let sentence = say!(
            "{when}, {n: # decision is|# decisions are} in force; {broken: # is|# are} broken because a book does not tell the line any more.",
            when = About::when(view),
            n = found.len(),
            broken
        );
        let mut about = About::new(Self::NAME, view, sentence, found.len());
        about.method = say!(
            "a decision names its lines by what they say, and holds as long as both books say it; of two decisions on one match the later counts"
        );
        let rows: Vec<Vec<Cell>> = found.into_iter().map(row).collect();
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

fn row(d: &Decision) -> Vec<Cell> {
    let lines = |keys: &[LineKey]| {
        let each: Vec<String> = keys.iter().map(|k| tongue::say(&k.said())).collect();
        Cell::Text(tongue::clauses(&each))
    };
    let holds = match d.is_broken() {
        false => Cell::Word("holds"),
        true => Cell::Text(say!("broken: {lost}", lost = no_longer(&d.lost))),
    };
    vec![
        Cell::Text(d.id.to_string()),
        Cell::Word(d.verdict.done()),
        holds,
        Cell::Text(d.author.clone()),
        Cell::Text(d.made.get(..10).unwrap_or(&d.made).to_owned()),
        Cell::Text(d.note.clone()),
        lines(&d.donor),
        lines(&d.recipient),
        Cell::Count(d.statement),
    ]
}
