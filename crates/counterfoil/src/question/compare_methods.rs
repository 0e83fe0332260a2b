//! One total under every method, and the rows that make the difference.

use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::error::Result;
use crate::flowing::FlowArgs;
use crate::tongue;
use clap::Args;
use flow::flows::METHODS;
use flow::flows::compare::{Compared, Told, compare};
use iati::amount::Sum;
use ledger::View;

/// One total under every method, and the rows that make the difference
#[derive(Args, Clone, Debug)]
pub struct CompareMethods {
    #[command(flatten)]
    flows: FlowArgs,
}

const COLUMNS: &[Column] = &[
    Column::new("type", K::Text, "Series"),
    Column::new("counterfoil", K::Money, "Under our own method"),
    Column::new(
        "cdfd",
        K::Money,
        "Under that of Country Development Finance Data",
    ),
    Column::new("d_portal", K::Money, "Under that of d-portal"),
    Column::new("why", K::Text, "What makes the difference"),
    Column::new(
        "activity",
        K::Text,
        "The activity that states it; all, for a total",
    ),
    Column::new("position", K::Text, "Where it stands in its file").detail(),
    Column::new("import", K::Count, "The publication it is read from").detail(),
];

impl Question for CompareMethods {
    const NAME: &'static str = "compare-methods";
    const ABOUT: &'static str =
        "One total under every method, and the rows that make the difference";
    const ROWS: &'static str = "{n: One row|# totals and elements}";
    const EXAMPLE: &'static [&'static str] = &["--series", "disbursement"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let plan = self.flows.plan(view)?;
        let mut totals: std::collections::BTreeMap<_, [Sum; METHODS.len()]> = Default::default();
        let mut rows: Vec<Row> = Vec::new();
        let mut ranks = Vec::new();
        let is_converted = plan.into.is_some();
        view.each_facts(
            &plan.ranks(view)?,
            |rank, member, facts| {
                let mut found = Vec::new();
                let asked = |flow: &flow::flows::Flow<'_>| plan.asks(flow, &facts);
                compare(&facts, plan.target(), &asked, &mut |element| {
                    if plan.series.contains(&element.series) {
                        found.push(element);
                    }
                });
                (rank, member.clone(), found)
            },
            |(rank, member, found)| {
                for element in found {
                    let currency = plan.into.clone().or_else(|| element.currency.clone());
                    let sums = totals
                        .entry((element.series, currency.clone()))
                        .or_default();
                    for (sum, told) in sums.iter_mut().zip(&element.told) {
                        sum.merge(amount(told, is_converted));
                    }
                    if element.differs() {
                        ranks.push(rank);
                        rows.push(row(&element, currency, is_converted, &member));
                    }
                }
                Ok::<(), ledger::Error>(())
            },
        )?;
        let sentence = say!(
            "{when}, {n: # element is|# elements are} read differently by the methods.",
            when = About::when(view),
            n = rows.len()
        );
        let heads = totals.into_iter().map(|((series, currency), sums)| {
            let mut cells = vec![Cell::Text(tongue::words(series.name()))];
            cells.extend(sums.iter().map(|s| money(s, currency.clone())));
            cells.extend([
                Cell::Missing("the total"),
                Cell::Missing("all"),
                Cell::Missing("all"),
                Cell::Missing("all"),
            ]);
            cells
        });
        let rows: Vec<Row> = heads.chain(rows).collect();
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(view.live().sources_at(ranks));
        let each = METHODS
            .iter()
            .map(|m| format!("{}: {}", m.id, tongue::words(m.line)));
        about.method = tongue::clauses(&each.collect::<Vec<_>>());
        about.caveats.push(say!(
            "each program's own exchange rates are not imitated: all three are converted with the same table"
        ));
        about.caveats.push(say!(
            "rows of activities that tell of the same money are not taken out here: the programs do not either"
        ));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

fn amount(told: &Told, is_converted: bool) -> &Sum {
    match is_converted {
        true => &told.converted,
        false => &told.counted,
    }
}

fn money(sum: &Sum, currency: Option<String>) -> Cell {
    Cell::Money {
        amount: sum.to_string(),
        currency,
    }
}

fn row(
    element: &Compared,
    currency: Option<String>,
    is_converted: bool,
    member: &ledger::LiveMember,
) -> Row {
    let whys = METHODS
        .iter()
        .zip(&element.told)
        .filter_map(|(method, told)| {
            let why = told.why.as_ref()?;
            Some(format!("{}: {}", method.id, tongue::say(why)))
        });
    let whys: Vec<String> = whys.collect();
    let mut cells = vec![Cell::Text(tongue::words(element.series.name()))];
    cells.extend(
        element
            .told
            .iter()
            .map(|t| money(amount(t, is_converted), currency.clone())),
    );
    cells.push(match whys.is_empty() {
        true => Cell::Text(say!("divided otherwise")),
        false => Cell::Text(tongue::clauses(&whys)),
    });
    cells.push(Cell::Text(member.head.identifier.to_string()));
    cells.push(label::position(member, &element.at.to_string()));
    cells.push(Cell::Count(member.publication));
    cells
}
