//! The programmes whose own texts are kept.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K};
use crate::error::Result;
use clap::Args;
use iati::said::phrase;
use ledger::View;

/// Programmes: whose texts of pairings and promises are kept
#[derive(Args, Clone, Debug)]
pub struct Programmes {
    /// Former texts too
    #[arg(long)]
    all: bool,
}

const COLUMNS: &[Column] = &[
    Column::new("programme", K::Text, "Its id"),
    Column::new("title", K::Text, "Its name"),
    Column::new("organisations", K::Count, "Organisations it names"),
    Column::new("pairings", K::Count, "Who is bound to whom"),
    Column::new("promises", K::Count, "What was announced"),
    Column::new("statement", K::Count, "The statement that keeps the text"),
    Column::new("by", K::Text, "The office that says so"),
    Column::new("note", K::Text, "Why").detail(),
    Column::new("imported", K::Text, "When it was imported").detail(),
    Column::new("counts", K::Text, "Whether it is the newest text").detail(),
    Column::new("sha256", K::Text, "Hash of the text").detail(),
];

impl Question for Programmes {
    const NAME: &'static str = "programmes";
    const ABOUT: &'static str = "Programmes: whose texts of pairings and promises are kept";
    const ROWS: &'static str = "{n: One row|# programmes}";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let mut kept = view.kept_programmes()?;
        kept.retain(|k| k.counts || self.all);
        kept.sort_by(|a, b| (&a.id, a.statement).cmp(&(&b.id, b.statement)));
        let sentence = say!(
            "{when}, {n: # programme’s text is|# programmes’ texts are} kept.",
            when = About::when(view),
            n = kept.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, kept.len());
        about.method = say!(
            "texts as their offices handed them in, the newest of each id; former ones stay on record"
        );
        let rows = kept.into_iter().map(|k| {
            Ok(vec![
                Cell::Text(k.id),
                Cell::Text(k.told.title),
                Cell::Count(k.told.organisations),
                Cell::Count(k.told.pairings),
                Cell::Count(k.told.promises),
                Cell::Count(k.statement),
                Cell::Text(k.author),
                Cell::Text(k.note),
                Cell::Text(k.made),
                Cell::Word(match k.counts {
                    true => phrase("yes"),
                    false => phrase("no"),
                }),
                Cell::Text(k.told.sha256),
            ])
        });
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows),
        })
    }
}
