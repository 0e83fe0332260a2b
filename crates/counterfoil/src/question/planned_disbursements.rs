//! Payments that are scheduled.

use super::budgets::of_activity;
use super::filter::LIVE;
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Rows};
use crate::error::Result;
use crate::tongue;
use clap::Args;
use ledger::{Filter, Hit, Kind, PlannedRow, View};

/// Payments that activities schedule
#[derive(Args, Clone, Debug)]
pub struct PlannedDisbursements {
    /// Identifier of the activity
    #[arg(long, value_name = "ID")]
    activity: Option<String>,
    /// Reference of the organisation that reports
    #[arg(long, value_name = "REF")]
    reporter: Option<String>,
    /// Reference (or whole name, where there is none) of the provider
    #[arg(long, value_name = "REF")]
    provider: Option<String>,
    /// Reference (or whole name, where there is none) of the receiver
    #[arg(long, value_name = "REF")]
    receiver: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("activity", K::Text, "The activity that states it"),
    Column::new("start", K::Date, "First day of the period"),
    Column::new("end", K::Date, "Last day of the period"),
    Column::new("value", K::Money, "As stated"),
    Column::new("provider", K::Coded, "Who will give"),
    Column::new("receiver", K::Coded, "Who will receive"),
    Column::new("reporter", K::Coded, "Who says so").detail(),
    Column::new("import", K::Count, "The publication it is read from").detail(),
    Column::new("position", K::Text, "Where it stands in that file").detail(),
];

impl Question for PlannedDisbursements {
    const NAME: &'static str = "planned-disbursements";
    const ABOUT: &'static str = "Payments that activities schedule";
    const ROWS: &'static str = "{n: One row|# planned disbursements}";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let filter = Filter {
            provider: self.provider.clone(),
            receiver: self.receiver.clone(),
            ..of_activity(&self.activity, &self.reporter)
        };
        let hits = view.select(Kind::Planned, &filter)?;
        let sentence = say!(
            "{when}, {n: # planned disbursement answers|# planned disbursements answer} the question.",
            when = About::when(view),
            n = hits.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, hits.len());
        about.rests_on(view.live().sources(&hits));
        about.method = tongue::words(LIVE);
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(Rows::new(hits, move |hit| row(view, hit))),
        })
    }
}

fn row(view: &View<'_>, hit: Hit) -> Result<Vec<Cell>> {
    let p: PlannedRow = view.row(hit)?;
    let member = view.member(hit);
    Ok(vec![
        Cell::Text(p.activity),
        p.start
            .map_or_else(|| label::gap("start ", &p.gaps), Cell::Date),
        Cell::date(p.end),
        label::money(p.value, p.currency.as_deref(), &p.gaps),
        label::party(&p.provider, view.live()),
        label::party(&p.receiver, view.live()),
        label::party(&p.reporter, view.live()),
        Cell::Count(member.publication),
        label::position(member, &p.path),
    ])
}
