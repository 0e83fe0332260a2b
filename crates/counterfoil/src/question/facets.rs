//! How many activities there are by place, sector, reporter, status and year.

use super::filter::{ActivityFilter, LIVE};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED, Row};
use crate::error::Result;
use crate::tongue;
use clap::Args;
use iati::said::phrase;
use ledger::{Facet, Filter, Live, Topic, View};
use std::sync::Arc;

/// Facets: activities counted by place, sector, reporter, status and year
#[derive(Args, Clone, Debug)]
pub struct Facets {
    #[command(flatten)]
    filter: ActivityFilter,
    /// Rows of each dimension, the commonest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,
}

const COLUMNS: &[Column] = &[
    Column::new("dimension", K::Text, "What is counted by"),
    Column::new("code", K::Coded, "The code, with its name"),
    Column::new(
        "activities",
        K::Count,
        "Activities that answer and have this code",
    ),
];

impl Question for Facets {
    const NAME: &'static str = "facets";
    const ABOUT: &'static str =
        "Facets: activities counted by place, sector, reporter, status and year";
    const ROWS: &'static str = "{n: One row|# facets}";
    const EXAMPLE: &'static [&'static str] = &["--text", "school"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let (filter, note) = self.filter.settle(view)?;
        let facets = counted(&filter, self.most, view)?;
        let live = view.live();
        let each = facets.each.iter().map(|facet| cut(facet, self.most));
        let each: Vec<Facet> = each.collect();
        let each = each.iter();
        let rows: Vec<Row> = each.clone().flat_map(|facet| rows(facet, live)).collect();
        let sentence = say!(
            "{when}, {n: # activity answers|# activities answer} the question.",
            when = About::when(view),
            n = facets.activities
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(facets.sources(live));
        about.method = say!(
            "{method}; an activity counts once under each of its places and each of its sectors, \
             those of its transactions too; the year is that of the actual start, else of the planned one",
            method = tongue::words(LIVE)
        );
        about.caveats.extend(note);
        about.caveats.extend(each.filter_map(not_listed));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// Labels of each topic that are kept ready for the next who asks for no more.
const READY: usize = 1_000;

/// Counts of the activities that answer a filter, of each topic `most` labels or more. A
/// page asks for them twice: for its picture, and for ways to narrow down.
///
/// # Errors
/// The disk fails.
pub fn counted(filter: &Filter, most: usize, view: &View<'_>) -> Result<Arc<ledger::Facets>> {
    match most <= READY {
        true => view.found(&format!("facets {filter:?}"), || {
            Ok(view.facets(filter, READY)?)
        }),
        false => Ok(Arc::new(view.facets(filter, most)?)),
    }
}

/// The commonest labels of a topic.
fn cut(facet: &Facet, most: usize) -> Facet {
    let mut facet = facet.clone();
    facet.more += facet.labels.len().saturating_sub(most) as u64;
    facet.labels.truncate(most);
    facet
}

/// The dimension, which is also the argument that narrows by it.
fn name(topic: Topic) -> &'static str {
    match topic {
        Topic::Place => phrase("place"),
        Topic::Sector => phrase("sector"),
        Topic::Reporter => phrase("reporter"),
        Topic::Status => phrase("status"),
        Topic::Year => phrase("year"),
    }
}

fn rows(facet: &Facet, live: &Live) -> Vec<Row> {
    let dimension = || Cell::Word(name(facet.topic));
    let listed = facet.labels.iter().map(|(label, count)| {
        let code = Some(label.as_str());
        let cell = match facet.topic {
            Topic::Place => Cell::coded(code, label::place_name),
            Topic::Sector => Cell::coded(code, label::sector_name),
            Topic::Reporter => label::organisation(code, live),
            Topic::Status => label::status(code),
            Topic::Year => Cell::coded(code, |_| None),
        };
        vec![dimension(), cell, Cell::Count(*count)]
    });
    let missing = (facet.not_stated > 0)
        .then(|| vec![dimension(), NOT_STATED, Cell::Count(facet.not_stated)]);
    listed.chain(missing).collect()
}

fn not_listed(facet: &Facet) -> Option<String> {
    let n = facet.more;
    (n > 0).then(|| match facet.topic {
        Topic::Place => say!(
            "{n: # place is|# places are} not listed, being less common; ask for more with “most”",
            n
        ),
        Topic::Sector => say!(
            "{n: # sector is|# sectors are} not listed, being less common; ask for more with “most”",
            n
        ),
        Topic::Reporter => say!(
            "{n: # reporter is|# reporters are} not listed, being less common; ask for more with “most”",
            n
        ),
        Topic::Status => say!(
            "{n: # status is|# statuses are} not listed, being less common; ask for more with “most”",
            n
        ),
        Topic::Year => say!(
            "{n: # year is|# years are} not listed, being less common; ask for more with “most”",
            n
        ),
    })
}
