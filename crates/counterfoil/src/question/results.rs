//! What activities say they achieved.

use super::budgets::of_activity;
use super::filter::LIVE;
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Drawn, NOT_STATED, Rows};
use crate::drawing::{Counts, Tone};
use crate::error::Result;
use crate::tongue;
use clap::Args;
use iati::said::phrase;
use ledger::{Hit, IndicatorRow, Kind, View};

/// Results: indicators by period, with baseline, target and actual
#[derive(Args, Clone, Debug)]
pub struct Results {
    /// Identifier of the activity
    #[arg(long, value_name = "ID")]
    activity: Option<String>,
    /// Reference of the organisation that reports
    #[arg(long, value_name = "REF")]
    reporter: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("activity", K::Text, "The activity that states it"),
    Column::new("result", K::Text, "Title of the result").detail(),
    Column::new("indicator", K::Text, "Title of the indicator"),
    Column::new("measure", K::Coded, "Unit, percentage, …").detail(),
    Column::new("better", K::Text, "Whether more or less is better").detail(),
    Column::new("start", K::Date, "First day of the period"),
    Column::new("end", K::Date, "Last day of the period"),
    Column::new("baseline", K::Text, "As stated"),
    Column::new("target", K::Text, "As stated"),
    Column::new("actual", K::Text, "As stated by the reporter"),
    Column::new("reporter", K::Coded, "Who says so").detail(),
    Column::new("import", K::Count, "The publication it is read from").detail(),
    Column::new("position", K::Text, "Where it stands in that file").detail(),
];

impl Question for Results {
    const NAME: &'static str = "results";
    const ABOUT: &'static str = "Results: indicators by period, with baseline, target and actual";
    const ROWS: &'static str = "{n: One row|# results}";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let hits = view.select(
            Kind::Indicator,
            &of_activity(&self.activity, &self.reporter),
        )?;
        let sentence = say!(
            "{when}, {n: # period of an indicator answers|# periods of indicators answer} the question.",
            when = About::when(view),
            n = hits.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, hits.len());
        about.rests_on(view.live().sources(&hits));
        about.method = say!(
            "{live}; values as stated, none added",
            live = tongue::words(LIVE)
        );
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(Rows::new(hits, move |hit| row(view, hit))),
        })
    }

    fn draw(&self, view: &View<'_>, about: &About) -> Result<Option<Drawn>> {
        if about.total > MOST {
            return Ok(None);
        }
        let asked = of_activity(&self.activity, &self.reporter);
        let mut counts = Counts::of([
            (say!("with an actual figure"), Tone::Firm),
            (say!("with a target, without a figure"), Tone::Open),
            (say!("with neither"), Tone::Missing),
        ]);
        for hit in view.select(Kind::Indicator, &asked)? {
            let i: IndicatorRow = view.row(hit)?;
            let part = match (i.actuals.is_empty(), i.targets.is_empty()) {
                (false, _) => 0,
                (true, false) => 1,
                (true, true) => 2,
            };
            counts.add(&label::called(&i.reporter, view.live()), part, 1);
        }
        Ok(counts.drawn(
            "results",
            &say!("Periods of indicators, and whether a figure is stated"),
            say!("periods of indicators"),
            about,
        ))
    }
}

/// Periods that a picture is made of: each is read from the record, and of a page's worth of
/// rows no more than a page need be.
const MOST: u64 = 5_000;

fn row(view: &View<'_>, hit: Hit) -> Result<Vec<Cell>> {
    let i: IndicatorRow = view.row(hit)?;
    let member = view.member(hit);
    let values = |all: &[String]| match all {
        [] => NOT_STATED,
        all => Cell::Text(all.join("; ")),
    };
    let better = match i.ascending {
        true => phrase("more"),
        false => phrase("less"),
    };
    let measure = |code: &str| tongue::name_of("IndicatorMeasure", code);
    Ok(vec![
        Cell::Text(i.activity),
        Cell::narrative(&i.result, i.language.as_deref()),
        Cell::narrative(&i.indicator, i.language.as_deref()),
        Cell::coded(i.measure.as_deref(), measure),
        Cell::Word(better),
        Cell::date(i.start),
        Cell::date(i.end),
        Cell::text(i.baseline),
        values(&i.targets),
        values(&i.actuals),
        label::party(&i.reporter, view.live()),
        Cell::Count(member.publication),
        label::position(member, &i.path),
    ])
}
