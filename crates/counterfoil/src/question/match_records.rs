//! Every line of both books: in which match, or alone and why.

use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED};
use crate::error::Result;
use crate::laid::{self, Between, Laid};
use crate::tongue;
use clap::Args;
use flow::reconcile::LineId;
use iati::said::phrase;
use ledger::View;
use ledger::matched::Fate;
use std::collections::HashMap;

/// Every transaction of both books, with its match or why it has none
#[derive(Args, Clone, Debug)]
pub struct MatchRecords {
    #[command(flatten)]
    between: Between,
}

const COLUMNS: &[Column] = &[
    Column::new(
        "match_id",
        K::Text,
        "Name of the match; of a line that stands alone, its own",
    ),
    Column::new(
        "file",
        K::Text,
        "Path of the publication as named at import",
    ),
    Column::new("activity_id", K::Text, "Identifier of the activity"),
    Column::new(
        "tx_index",
        K::Count,
        "Place among the activity’s transactions, from 0",
    ),
    Column::new("category", K::Text, "What the event or the line is called"),
    Column::new(
        "confidence",
        K::Text,
        "Share of such matches that are right, 0 to 1",
    ),
    Column::new("side", K::Text, "Whose account it is"),
    Column::new(
        "stands",
        K::Text,
        "How the match stands; why a line stands alone",
    ),
    Column::new("other", K::Coded, "The organisation on the other side"),
    Column::new("type", K::Coded, "Type of the transaction").detail(),
    Column::new("date", K::Date, "Date of the transaction").detail(),
    Column::new("value", K::Money, "Amount as stated").detail(),
    Column::new("line_id", K::Text, "Name of the line").detail(),
    Column::new("import", K::Count, "Number of the publication").detail(),
];

impl Question for MatchRecords {
    const NAME: &'static str = "match-records";
    const ABOUT: &'static str =
        "Every transaction of both books, with its match or why it has none";
    const ROWS: &'static str = "{n: One row|# match records}";
    const EXAMPLE: &'static [&'static str] = &["--giver", "XI-IATI-DEMO-HCO"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let laid = Laid::open(view)?;
        let lines: Vec<LineId> = asked(&laid, &self.between);
        let matched = |line: &&LineId| matches!(laid.all.fate(**line), Some(Fate::Matched(_)));
        let in_matches = lines.iter().filter(matched).count() as u64;
        let sentence = say!(
            "{when}, of {n: # transaction|# transactions} {matched: # is|# are} in both books, {alone: # stands|# stand} alone.",
            when = About::when(view),
            n = lines.len(),
            matched = in_matches,
            alone = lines.len() as u64 - in_matches
        );
        let mut about = About::new(Self::NAME, view, sentence, lines.len());
        about.method = tongue::words(laid::METHOD);
        let ranks = lines.iter().filter_map(|l| laid.rank(*l));
        about.rests_on(view.live().sources_at(ranks));
        let files: HashMap<u64, &str> = (view.live().publications.iter())
            .map(|p| (p.seq, p.source.as_str()))
            .collect();
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(
                lines
                    .into_iter()
                    .map(move |line| Ok(row(&laid, line, &files))),
            ),
        })
    }
}

/// The lines between those asked for; without such a wish all.
fn asked(laid: &Laid<'_>, between: &Between) -> Vec<LineId> {
    let is_narrowed =
        between.giver.is_some() || between.receiver.is_some() || between.organisation.is_some();
    let lines = laid.all.books.lines();
    let takes = |line: &LineId| {
        let ends = laid.all.parties.of(*line).map(|e| laid.ends(e));
        match ends {
            Some([giver, receiver]) => between.takes(giver, receiver),
            None => !is_narrowed,
        }
    };
    lines.filter(takes).collect()
}

fn row(laid: &Laid<'_>, line: LineId, files: &HashMap<u64, &str>) -> Vec<Cell> {
    let draft = laid.draft(line);
    let books = &laid.all.books;
    let member = laid.rank(line).and_then(|rank| laid.view.at_rank(rank));
    let own = books.id(line);
    let (id, category, confidence, stands) = match laid.all.fate(line) {
        Some(Fate::Matched(at)) => match laid.all.at(at) {
            Some((id, stand, one)) => (
                Some(id),
                Cell::Word(one.category.as_str()),
                laid::confidence(one.confidence),
                Cell::Word(stand.as_str()),
            ),
            None => (own, Cell::Word(""), NOT_STATED, Cell::Word("")),
        },
        Some(Fate::Open(at)) => match laid.all.open(at) {
            Some(open) => (
                own,
                Cell::Word(open.category.as_str()),
                Cell::Missing("alone"),
                Cell::Text(tongue::words(laid::open_in_words(open))),
            ),
            None => (own, Cell::Word(""), NOT_STATED, Cell::Word("")),
        },
        None => (own, Cell::Word(""), NOT_STATED, Cell::Word("")),
    };
    let is_out = laid.is_out(line);
    let ends = laid.all.parties.of(line);
    let other = ends.map(|(giver, receiver)| if is_out { receiver } else { giver });
    let publication = member.map(|m| m.publication);
    let file = publication.and_then(|p| files.get(&p).copied());
    vec![
        Cell::text(id.map(|id| id.to_string())),
        Cell::text(file),
        Cell::Text(laid.activity(line).to_owned()),
        books
            .place(line)
            .map_or(NOT_STATED, |(_, at)| Cell::Count(u64::from(at))),
        category,
        confidence,
        match ends {
            Some(_) => Cell::Word(match is_out {
                true => phrase("giver"),
                false => phrase("receiver"),
            }),
            None => Cell::Missing("–"),
        },
        stands,
        other.map_or(NOT_STATED, |at| laid::organisation(laid.organisation(at))),
        label::transaction_type(draft.kind),
        Cell::date(draft.date),
        laid::money(draft.value, draft.currency),
        Cell::text(own.map(|id| id.to_string())),
        publication.map_or(NOT_STATED, Cell::Count),
    ]
}
