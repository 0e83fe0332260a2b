//! All pairs: how much of each book the other side tells too.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Drawn};
use crate::drawing::{Counts, Tone};
use crate::error::Result;
use crate::laid::{self, Between, Laid, PairTally, Series, Side};
use crate::tongue;
use clap::Args;
use iati::amount::Sum;
use ledger::View;
use ledger::matched::{Ends, Organisation};
use std::collections::BTreeMap;

/// All pairs: how much of each book the other tells too, and what is left
#[derive(Args, Clone, Debug, Default)]
pub struct Reconciliation {
    #[command(flatten)]
    pub between: Between,
    /// Also pairs of which only one publishes here
    #[arg(long)]
    pub all: bool,
}

const COLUMNS: &[Column] = &[
    Column::new("giver", K::Coded, "Who gives"),
    Column::new("receiver", K::Coded, "Who receives"),
    Column::new("series", K::Text, "Committed, paid or pledged"),
    Column::new("giver_total", K::Money, "What the giver says"),
    Column::new(
        "giver_matched",
        K::Money,
        "Of this, told by the receiver too",
    ),
    Column::new("giver_left", K::Money, "Of this, only in the giver’s book"),
    Column::new("receiver_total", K::Money, "What the receiver says"),
    Column::new(
        "receiver_matched",
        K::Money,
        "Of this, told by the giver too",
    ),
    Column::new(
        "receiver_left",
        K::Money,
        "Of this, only in the receiver’s book",
    ),
    Column::new(
        "coverage",
        K::Figure,
        "Of all lines, those that the other side could tell",
    ),
    Column::new(
        "agreement",
        K::Figure,
        "Of events that both could tell, those told alike",
    ),
    Column::new("giver_lines", K::Count, "Lines in the giver’s book").detail(),
    Column::new("giver_matched_lines", K::Count, "Of these, matched").detail(),
    Column::new(
        "giver_missing_lines",
        K::Count,
        "Of these, the receiver should tell and does not",
    )
    .detail(),
    Column::new(
        "giver_not_expected_lines",
        K::Count,
        "Of these, the receiver cannot tell",
    )
    .detail(),
    Column::new("receiver_lines", K::Count, "Lines in the receiver’s book").detail(),
    Column::new("receiver_matched_lines", K::Count, "Of these, matched").detail(),
    Column::new(
        "receiver_missing_lines",
        K::Count,
        "Of these, the giver should tell and does not",
    )
    .detail(),
    Column::new(
        "receiver_not_expected_lines",
        K::Count,
        "Of these, the giver cannot tell",
    )
    .detail(),
    Column::new(
        "matches",
        K::Count,
        "Events in both books, where the giver’s line is",
    )
    .detail(),
    Column::new("agree", K::Count, "Of these, told alike").detail(),
];

impl Question for Reconciliation {
    const NAME: &'static str = "reconciliation";
    const ABOUT: &'static str =
        "All pairs: how much of each book the other tells too, and what is left";
    const TITLE: &'static str = "Both books";
    const ROWS: &'static str = "{n: One row|# pairs, by series and currency}";
    const EXAMPLE: &'static [&'static str] = &["--organisation", "XI-IATI-DEMO-HCO"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let laid = Laid::open(view)?;
        let tallies = Laid::tallies(view)?;
        let mut rows: Vec<_> = tallies
            .iter()
            .map(|((ends, series, currency), tally)| (laid.ends(*ends), *series, currency, tally))
            .filter(|([giver, receiver], ..)| {
                let both = giver.publishes && receiver.publishes;
                (both || self.all) && self.between.takes(giver, receiver)
            })
            .collect();
        rows.sort_by(|(a, s, c, _), (b, t, d, _)| {
            let label = |ends: &[&Organisation; 2]| ends.map(|o| o.label().to_owned());
            (label(a), s, c).cmp(&(label(b), t, d))
        });
        let mut pairs: Vec<[&str; 2]> = rows
            .iter()
            .map(|(e, ..)| e.map(Organisation::label))
            .collect();
        pairs.dedup();
        let matches: u64 = rows.iter().map(|(_, _, _, t)| t.matches).sum();
        let agree: u64 = rows.iter().map(|(_, _, _, t)| t.agree).sum();
        let (when, n) = (About::when(view), pairs.len());
        let sentence = match self.all {
            true => say!(
                "{when}, of {n: # pair of organisations|# pairs of organisations} both books tell {matches: # event|# events}; {agree: # is told|# are told} alike.",
                when,
                n,
                matches,
                agree
            ),
            false => say!(
                "{when}, of {n: # pair of organisations|# pairs of organisations} that publish here both books tell {matches: # event|# events}; {agree: # is told|# are told} alike.",
                when,
                n,
                matches,
                agree
            ),
        };
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.method = say!(
            "{matching}; coverage: lines that are matched or missing over all lines of both books; agreement: events told alike over events matched and lines missing",
            matching = tongue::words(laid::METHOD)
        );
        let nobody = laid.all.told.open.iter();
        let nobody = nobody
            .filter(|o| o.why == flow::reconcile::Why::NobodyNamed)
            .count() as u64;
        if nobody > 0 && self.between.is_open() {
            about.caveats.push(say!(
                "{n: # transaction names|# transactions name} no other side and {n: is|are} in no pair",
                n = nobody
            ));
        }
        about.drawn = drawn(&about, &rows).map(Box::new);
        let rows: Vec<Vec<Cell>> = rows
            .iter()
            .map(|(e, s, c, t)| row(e, *s, c.as_deref(), t))
            .collect();
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// A pair's lines of one series and currency.
type Line<'a> = (
    [&'a Organisation; 2],
    Series,
    &'a Option<String>,
    &'a PairTally,
);

/// How many events and lines of each pair meet and do not. Amounts of the two are never
/// added; counts of lines can be laid end to end.
fn drawn(about: &About, rows: &[Line<'_>]) -> Option<Drawn> {
    let mut counts = Counts::of([
        (say!("told by both"), Tone::Both),
        (say!("only the giver tells"), Tone::Giver),
        (say!("only the receiver tells"), Tone::Receiver),
        (say!("the other side cannot tell"), Tone::Open),
    ]);
    for (ends, _, _, tally) in rows {
        let names = ends.map(|o| o.name.as_deref().unwrap_or(o.label()));
        let not_expected = [&tally.giver, &tally.receiver].map(|side| side.not_expected_lines);
        let parts = [
            tally.matches,
            tally.giver.missing_lines,
            tally.receiver.missing_lines,
            not_expected.iter().sum(),
        ];
        for (part, more) in parts.into_iter().enumerate() {
            counts.add_between(names, part, more);
        }
    }
    counts.drawn(
        "reconciliation",
        &say!("What both books tell, and one alone"),
        say!("events told by both, and lines that one book has"),
        about,
    )
}

fn row(
    [giver, receiver]: &[&Organisation; 2],
    series: Series,
    currency: Option<&str>,
    tally: &PairTally,
) -> Vec<Cell> {
    let money = |lines: u64, sum: &Sum| match lines {
        0 => Cell::Missing("–"),
        _ if sum.is_of_nothing() => Cell::Missing("no readable amount"),
        _ => Cell::Money {
            amount: sum.to_string(),
            currency: currency.map(str::to_owned),
        },
    };
    let side = |s: &Side| {
        [
            money(s.lines, &s.sum),
            money(s.matched_lines, &s.matched),
            money(s.lines - s.matched_lines, &s.alone),
        ]
    };
    let counts = |s: &Side| {
        [
            s.lines,
            s.matched_lines,
            s.missing_lines,
            s.not_expected_lines,
        ]
        .map(Cell::Count)
    };
    let both = [&tally.giver, &tally.receiver];
    let could: u64 = both.iter().map(|s| s.matched_lines + s.missing_lines).sum();
    let lines: u64 = both.iter().map(|s| s.lines).sum();
    let missing: u64 = both.iter().map(|s| s.missing_lines).sum();
    let mut cells = vec![
        laid::organisation(giver),
        laid::organisation(receiver),
        Cell::Word(series.id()),
    ];
    cells.extend(side(&tally.giver));
    cells.extend(side(&tally.receiver));
    cells.push(laid::per_cent(could, lines));
    cells.push(laid::per_cent(tally.agree, tally.matches + missing));
    cells.extend(counts(&tally.giver));
    cells.extend(counts(&tally.receiver));
    cells.extend([tally.matches, tally.agree].map(Cell::Count));
    cells
}

/// A pair in short: its lines, whatever their series and currency.
#[derive(Clone, Debug)]
pub struct PairRow {
    pub giver: Organisation,
    pub receiver: Organisation,
    pub giver_side: Side,
    pub receiver_side: Side,
    pub matches: u64,
    pub agree: u64,
}

/// The same as [`pairs`] where the books lie beside each other already, or are soon
/// laid; none in a large ledger of which nobody asked it yet.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn pairs_soon(between: &Between, view: &View<'_>) -> Result<Option<Vec<PairRow>>> {
    match Laid::soon(view)? {
        Some(_) => pairs(between, view).map(Some),
        None => Ok(None),
    }
}

/// All pairs of two organisations that both publish here, in order of the giver.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn pairs(between: &Between, view: &View<'_>) -> Result<Vec<PairRow>> {
    let laid = Laid::open(view)?;
    let mut of: BTreeMap<Ends, PairRow> = BTreeMap::new();
    for ((ends, _, _), tally) in Laid::tallies(view)?.iter() {
        let [giver, receiver] = laid.ends(*ends);
        if !giver.publishes || !receiver.publishes || !between.takes(giver, receiver) {
            continue;
        }
        let row = of.entry(*ends).or_insert_with(|| PairRow {
            giver: giver.clone(),
            receiver: receiver.clone(),
            giver_side: Side::default(),
            receiver_side: Side::default(),
            matches: 0,
            agree: 0,
        });
        row.giver_side.join_counts(&tally.giver);
        row.receiver_side.join_counts(&tally.receiver);
        row.matches += tally.matches;
        row.agree += tally.agree;
    }
    let mut rows: Vec<PairRow> = of.into_values().collect();
    rows.sort_by(|a, b| {
        (a.giver.label(), a.receiver.label()).cmp(&(b.giver.label(), b.receiver.label()))
    });
    Ok(rows)
}
