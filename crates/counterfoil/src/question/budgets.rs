//! Budgets of activities.

use super::filter::{ActivityFilter, LIVE};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Rows};
use crate::error::Result;
use crate::tongue;
use clap::Args;
use ledger::{BudgetRow, Filter, Hit, Kind, View};

/// Budgets that activities state
#[derive(Args, Clone, Debug)]
pub struct Budgets {
    /// Identifier of the activity
    #[arg(long, value_name = "ID")]
    activity: Option<String>,
    /// Reference of the organisation that reports
    #[arg(long, value_name = "REF")]
    reporter: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("activity", K::Text, "The activity that states it"),
    Column::new("start", K::Date, "First day of the period"),
    Column::new("end", K::Date, "Last day of the period"),
    Column::new("kind", K::Coded, "Original or revised"),
    Column::new("status", K::Coded, "Indicative or committed"),
    Column::new("value", K::Money, "As stated"),
    Column::new("reporter", K::Coded, "Who says so").detail(),
    Column::new("import", K::Count, "The publication it is read from").detail(),
    Column::new("position", K::Text, "Where it stands in that file").detail(),
];

pub(super) fn of_activity(activity: &Option<String>, reporter: &Option<String>) -> Filter {
    Filter {
        reporter: reporter.clone(),
        identifiers: activity.iter().cloned().collect(),
        ..ActivityFilter::default().read()
    }
}

impl Question for Budgets {
    const NAME: &'static str = "budgets";
    const ABOUT: &'static str = "Budgets that activities state";
    const ROWS: &'static str = "{n: One row|# budgets}";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let hits = view.select(Kind::Budget, &of_activity(&self.activity, &self.reporter))?;
        let sentence = say!(
            "{when}, {n: # budget answers|# budgets answer} the question.",
            when = About::when(view),
            n = hits.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, hits.len());
        about.rests_on(view.live().sources(&hits));
        about.method = tongue::words(LIVE);
        about.caveats.push(say!(
            "a revised budget takes the place of the original of its period; both are listed, so this column is not to be added up"
        ));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(Rows::new(hits, move |hit| row(view, hit))),
        })
    }
}

fn row(view: &View<'_>, hit: Hit) -> Result<Vec<Cell>> {
    let b: BudgetRow = view.row(hit)?;
    let member = view.member(hit);
    let named = |list: &'static str| move |code: &str| tongue::name_of(list, code);
    Ok(vec![
        Cell::Text(b.activity),
        b.start
            .map_or_else(|| label::gap("start ", &b.gaps), Cell::Date),
        b.end
            .map_or_else(|| label::gap("end ", &b.gaps), Cell::Date),
        Cell::coded(Some(&b.kind), named("BudgetType")),
        Cell::coded(Some(&b.status), named("BudgetStatus")),
        label::money(b.value, b.currency.as_deref(), &b.gaps),
        label::party(&b.reporter, view.live()),
        Cell::Count(member.publication),
        label::position(member, &b.path),
    ])
}
