//! Which pairs there are, and how much of each book meets.

use super::pair::Books;
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, counted};
use crate::error::Result;
use clap::Args;
use flow::key;
use flow::kind::{self, Direction};
use ledger::{Dimension, Filter, View};
use std::collections::BTreeSet;

/// Organisations of which one names the other: how much of each book meets
#[derive(Args, Clone, Debug, Default)]
pub struct Pairs {
    /// Reference of an organisation on either side
    #[arg(long, value_name = "REF")]
    pub organisation: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("giver", K::Coded, "Who gives"),
    Column::new("receiver", K::Coded, "Who receives"),
    Column::new("giver_lines", K::Count, "Transactions in the giver's book"),
    Column::new("giver_met", K::Count, "Of these, alike in the receiver's"),
    Column::new(
        "receiver_lines",
        K::Count,
        "Transactions in the receiver's book",
    ),
    Column::new("receiver_met", K::Count, "Of these, alike in the giver's"),
];

/// A pair in short.
pub struct PairRow {
    pub giver: String,
    pub receiver: String,
    pub giver_lines: u64,
    pub receiver_lines: u64,
    pub met: u64,
}

impl Pairs {
    /// All pairs of two organisations that both publish here and of which one
    /// names the other in a transaction.
    ///
    /// # Errors
    /// The disk fails.
    pub fn rows(&self, view: &View<'_>) -> Result<Vec<PairRow>> {
        let mut rows = Vec::new();
        for (giver, receiver) in self.named(view)? {
            let books = Books::open(&giver, &receiver, view)?;
            let (mut given, mut received, mut met) = (0, 0, 0);
            for ((_, _), (giver, receiver)) in books.sums() {
                given += giver.lines;
                received += receiver.lines;
                met += giver.met_lines;
            }
            rows.push(PairRow {
                giver,
                receiver,
                giver_lines: given,
                receiver_lines: received,
                met,
            });
        }
        Ok(rows)
    }

    fn named(&self, view: &View<'_>) -> Result<BTreeSet<(String, String)>> {
        let mut pairs = BTreeSet::new();
        let live = view.live();
        let other_side = [
            (Dimension::Receiver, Direction::Out),
            (Dimension::Provider, Direction::In),
        ];
        for (other, direction) in other_side {
            for group in view.sum(
                &Filter::default(),
                &[Dimension::Reporter, other, Dimension::Type],
            )? {
                let [Some(reporter), Some(named), Some(code)] = group.labels.as_slice() else {
                    continue;
                };
                let is_pair = kind::direction(code) == direction
                    && live.name_of(named).is_some()
                    && !key::same(reporter, named);
                if is_pair {
                    let (reporter, named) = (key::of(reporter), key::of(named));
                    pairs.insert(match direction {
                        Direction::In => (named, reporter),
                        _ => (reporter, named),
                    });
                }
            }
        }
        if let Some(one) = &self.organisation {
            pairs.retain(|(giver, receiver)| key::same(giver, one) || key::same(receiver, one));
        }
        Ok(pairs)
    }
}

impl Question for Pairs {
    const NAME: &'static str = "pairs";
    const ABOUT: &'static str =
        "Organisations of which one names the other: how much of each book meets";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let rows = self.rows(view)?;
        let both = rows
            .iter()
            .filter(|r| r.giver_lines > 0 && r.receiver_lines > 0)
            .count() as u64;
        let sentence = format!(
            "{}, in {} of organisations that publish here one names the other; both books tell of it in {both}.",
            About::when(view),
            counted(rows.len() as u64, "pair", "pairs"),
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.method = "pairs of reporters of which one names the other's reference in a transaction; lines meet as in “pair”".to_owned();
        let cells = rows.into_iter().map(|r| {
            Ok(vec![
                label::organisation(Some(&r.giver), view.live()),
                label::organisation(Some(&r.receiver), view.live()),
                Cell::Count(r.giver_lines),
                Cell::Count(r.met),
                Cell::Count(r.receiver_lines),
                Cell::Count(r.met),
            ])
        });
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(cells),
        })
    }
}
