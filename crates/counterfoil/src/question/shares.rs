//! What part of the money went to a purpose or a place, recomputed from its rows.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K};
use crate::error::{Error, Result};
use crate::flowing::{By, FlowArgs, Label, Tallies};
use clap::Args;
use iati::amount::Sum;
use ledger::View;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What part of the money went to some sectors or places
#[derive(Args, Clone, Debug)]
pub struct Shares {
    /// Codes of sectors, or their beginnings (311 stands for all of agriculture)
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    to_sectors: Vec<String>,
    /// Codes of countries or regions
    #[arg(long, value_delimiter = ',', value_name = "CODE")]
    to_places: Vec<String>,
    /// What to group by, besides currency
    #[arg(long, value_delimiter = ',', value_name = "WHAT")]
    by: Vec<By>,
    #[command(flatten)]
    flows: FlowArgs,
}

/// Decimals of a percentage.
const PLACES: u32 = 2;

/// Length of a DAC category, the first three digits of a purpose code.
const CATEGORY: usize = 3;

/// All of the money under some labels, and what of it is placed nowhere.
#[derive(Clone, Default)]
struct Whole {
    sum: Sum,
    unplaced: Sum,
}

impl Question for Shares {
    const NAME: &'static str = "shares";
    const ABOUT: &'static str = "What part of the money went to some sectors or places";
    const ROWS: &'static str = "{n: One row|# shares}";
    const EXAMPLE: &'static [&'static str] = &["--to-sectors", "110,120"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let (dimension, codes) = self.purpose()?;
        let mut flows = self.flows.clone();
        if flows.series.is_empty() {
            flows.series = vec!["spend".to_owned()];
        }
        let plan = flows.plan(view)?;
        let mut by: Vec<By> = self
            .by
            .iter()
            .copied()
            .filter(|b| *b != dimension)
            .collect();
        let kept = by.len();
        by.push(dimension);
        let tallies = plan.tally(&by, view)?;
        let sources = tallies.sources(view);
        let caveats = super::totals::caveats(&plan, &by, &tallies);
        let shares = shared(tallies, kept, &codes, dimension);
        let is_sector = dimension == By::Sector;
        let when = About::when(view);
        let n = shares.len();
        let together = codes.join(", ");
        let sentence = match (is_sector, codes.is_empty()) {
            (true, true) => say!("{when}, {n: # share|# shares} of spend by sector.", when, n),
            (true, false) => say!(
                "{when}, {n: # share|# shares} of spend by sector ({codes} together).",
                when,
                n,
                codes = together
            ),
            (false, true) => say!("{when}, {n: # share|# shares} of spend by place.", when, n),
            (false, false) => say!(
                "{when}, {n: # share|# shares} of spend by place ({codes} together).",
                when,
                n,
                codes = together
            ),
        };
        let mut about = About::new(Self::NAME, view, sentence, shares.len());
        about.rests_on(sources);
        let plan = plan.words();
        about.method = match is_sector {
            true => say!(
                "share = part ÷ whole, both recomputed from the same rows; what has no sector is in the whole and shown; {plan}",
                plan
            ),
            false => say!(
                "share = part ÷ whole, both recomputed from the same rows; what has no place is in the whole and shown; {plan}",
                plan
            ),
        };
        about.caveats.extend(caveats);
        let mut columns: Vec<Column> = by[..kept].iter().map(|b| b.column()).collect();
        columns.extend([
            Column::new("to", K::Coded, "What the part went to"),
            Column::new("part", K::Money, "What went to it"),
            Column::new("whole", K::Money, "All of it, what is not placed too"),
            Column::new("share", K::Figure, "Part of whole in per cent"),
            Column::new("unplaced", K::Money, "In the whole, and placed nowhere"),
        ]);
        by.truncate(kept);
        Ok(Answer {
            about,
            columns,
            rows: Box::new(shares.into_iter().map(move |share| {
                let mut cells: Vec<Cell> = by
                    .iter()
                    .zip(&share.labels)
                    .map(|(b, l)| b.cell(l, view))
                    .collect();
                let money = |sum: &Sum| Cell::Money {
                    amount: sum.to_string(),
                    currency: share.currency.clone(),
                };
                cells.extend([
                    match &share.to {
                        Some(code) => dimension.cell(&Label::Code(code.clone()), view),
                        None => Cell::Word("those asked for"),
                    },
                    money(&share.part),
                    money(&share.whole.sum),
                    percent(&share.part, &share.whole.sum),
                    money(&share.whole.unplaced),
                ]);
                Ok(cells)
            })),
        })
    }
}

impl Shares {
    /// What is divided, and the codes that make the part; without codes each is a
    /// part of its own.
    fn purpose(&self) -> Result<(By, Vec<String>)> {
        match (self.to_sectors.is_empty(), self.to_places.is_empty()) {
            (_, true) => Ok((By::Sector, self.to_sectors.clone())),
            (true, false) => Ok((By::Country, self.to_places.clone())),
            (false, false) => Err(Error::asked(say!(
                "name either --to-sectors or --to-places"
            ))),
        }
    }
}

/// One share.
struct Share {
    labels: Vec<Label>,
    currency: Option<String>,
    /// The one code; none if several were asked for together.
    to: Option<String>,
    part: Sum,
    whole: Whole,
}

fn shared(tallies: Tallies, kept: usize, codes: &[String], by: By) -> Vec<Share> {
    let mut wholes: BTreeMap<(Vec<Label>, Option<String>), Whole> = BTreeMap::new();
    let mut parts: BTreeMap<_, Sum> = BTreeMap::new();
    for ((mut labels, currency), tally) in tallies.groups.lines() {
        let of = labels.get(kept).cloned().unwrap_or(Label::NotStated);
        labels.truncate(kept);
        let key = (labels, currency);
        let whole = wholes.entry(key.clone()).or_default();
        whole.sum.merge(&tally.sum);
        if !codes.is_empty() {
            // A group of which nothing is placed has a part too: none of it.
            parts.entry((key.clone(), None)).or_default();
        }
        let Label::Code(code) = of else {
            whole.unplaced.merge(&tally.sum);
            continue;
        };
        let to = match codes.is_empty() {
            true => Some(category(&code, by).to_owned()),
            false => None,
        };
        let part = parts.entry((key, to)).or_default();
        let upper = code.to_ascii_uppercase();
        if codes.is_empty()
            || codes
                .iter()
                .any(|c| upper.starts_with(&c.to_ascii_uppercase()))
        {
            part.merge(&tally.sum);
        }
    }
    let shares = parts.into_iter().map(|((key, to), part)| Share {
        whole: wholes.get(&key).cloned().unwrap_or_default(),
        labels: key.0,
        currency: key.1,
        to,
        part,
    });
    shares.collect()
}

/// A purpose code's category; other codes are their own.
fn category(code: &str, by: By) -> &str {
    let is_purpose =
        by == By::Sector && code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    match is_purpose {
        true => &code[..CATEGORY],
        false => code,
    }
}

fn percent(part: &Sum, whole: &Sum) -> Cell {
    let exact = |sum: &Sum| {
        let (mantissa, scale) = sum.total()?;
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    };
    let (Some(part), Some(whole)) = (exact(part), exact(whole)) else {
        return Cell::Missing("too large");
    };
    let share = part
        .checked_div(whole)
        .and_then(|s| s.checked_mul(Decimal::ONE_HUNDRED));
    match share {
        None => Cell::Missing("the whole is zero"),
        Some(share) => Cell::percent(share.round_dp(PLACES)),
    }
}
