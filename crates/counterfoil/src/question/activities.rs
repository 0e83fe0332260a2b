//! Which activities there are.

use super::facets;
use super::filter::{ActivityFilter, LIVE};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Drawn, NOT_STATED, Rows};
use crate::drawing;
use crate::error::Result;
use crate::tongue;
use clap::Args;
use ledger::{ActivityRow, Hit, Kind, Topic, View};

/// Activities, searched and filtered
#[derive(Args, Clone, Debug)]
pub struct Activities {
    #[command(flatten)]
    filter: ActivityFilter,
}

const COLUMNS: &[Column] = &[
    Column::new("activity", K::Text, "Its identifier"),
    Column::new(
        "title",
        K::Text,
        "In the reader’s language where there is one",
    ),
    Column::new("reporter", K::Coded, "The organisation that reports it"),
    Column::new("status", K::Coded, "Activity status"),
    Column::new("start", K::Date, "Actual start, else planned"),
    Column::new("end", K::Date, "Actual end, else planned"),
    Column::new("places", K::Text, "Countries and regions"),
    Column::new(
        "sectors",
        K::Text,
        "DAC codes; others with their vocabulary",
    )
    .detail(),
    Column::new("transactions", K::Count, "Transactions that it states"),
    Column::new(
        "hierarchy",
        K::Text,
        "Level in the reporter's own hierarchy",
    )
    .detail(),
    Column::new("import", K::Count, "The publication it is read from").detail(),
    Column::new("position", K::Text, "Where it stands in that file").detail(),
];

impl Question for Activities {
    const NAME: &'static str = "activities";
    const ABOUT: &'static str = "Activities, searched and filtered";
    const ROWS: &'static str = "{n: One row|# activities}";
    const EXAMPLE: &'static [&'static str] = &["--text", "school"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let (filter, note) = self.filter.settle(view)?;
        let hits = view.select(Kind::Activity, &filter)?;
        let sentence = say!(
            "{when}, {n: # activity answers|# activities answer} the question.",
            when = About::when(view),
            n = hits.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, hits.len());
        about.rests_on(view.live().sources(&hits));
        about.method = say!(
            "{method}; words in the title first, then in order of identifier",
            method = tongue::words(LIVE)
        );
        about.caveats.extend(note);
        if view.live().superseded > 0 {
            about.caveats.push(say!(
                "{n: # copy is|# copies are} superseded by a newer copy and not shown",
                n = view.live().superseded
            ));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(Rows::new(hits, move |hit| row(view, hit))),
        })
    }

    fn draw(&self, view: &View<'_>, about: &About) -> Result<Option<Drawn>> {
        let (filter, _) = self.filter.settle(view)?;
        let facets = facets::counted(&filter, YEARS, view)?;
        let years = facets.each.iter().find(|f| f.topic == Topic::Year);
        Ok(years.and_then(|years| drawing::starts(about, years)))
    }
}

/// Years of a picture, and more.
const YEARS: usize = 1_000;

fn row(view: &View<'_>, hit: Hit) -> Result<Vec<Cell>> {
    let a: ActivityRow = view.row(hit)?;
    let member = view.member(hit);
    let list = |codes: &[String]| match codes {
        [] => NOT_STATED,
        codes => Cell::Text(codes.join(", ")),
    };
    let identifier = (!a.identifier.is_empty()).then_some(a.identifier);
    Ok(vec![
        Cell::text(identifier),
        Cell::narrative(&a.titles, a.language.as_deref()),
        label::party(&a.reporter, view.live()),
        label::status(a.status.as_deref()),
        Cell::date(a.start),
        Cell::date(a.end),
        list(&a.places),
        list(&a.sectors),
        Cell::Count(a.transactions as u64),
        Cell::Text(a.hierarchy),
        Cell::Count(member.publication),
        label::position(member, ""),
    ])
}
