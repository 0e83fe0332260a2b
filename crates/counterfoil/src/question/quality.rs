//! How complete and how timely each publisher's data is.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row, per_cent};
use crate::drawing;
use crate::error::Result;
use crate::tongue;
use clap::Args;
use flow::key;
use jiff::civil::Date;
use ledger::{Dimension, Facets, Filter, Publication, Topic, View};
use std::collections::{BTreeMap, BTreeSet};

/// Data quality: what each publisher states, and how often it publishes
#[derive(Args, Clone, Debug)]
pub struct Quality {
    /// Reference of the organisation that reports
    #[arg(long, value_name = "REF")]
    reporter: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("publisher", K::Coded, "Who reports"),
    Column::new("activities", K::Count, "Live activities that it reports"),
    Column::new(
        "with_place",
        K::Figure,
        "Share of them that name a country or region",
    ),
    Column::new("with_sector", K::Figure, "Share of them that name a sector"),
    Column::new(
        "with_start",
        K::Figure,
        "Share of them that say when they start",
    ),
    Column::new("transactions", K::Count, "Transactions in them"),
    Column::new(
        "with_amount",
        K::Figure,
        "Share of the transactions that have a readable amount",
    ),
    Column::new("newest", K::Date, "Day of its newest publication"),
    Column::new(
        "publications",
        K::Count,
        "Publications received, the refused too",
    ),
    Column::new(
        "days_between",
        K::Count,
        "Days that usually pass between two of its publications of one dataset: the median",
    )
    .detail(),
    Column::new("refused", K::Count, "Publications that could not be read").detail(),
    Column::new(
        "left_out",
        K::Count,
        "Units of its live publications that could not be read",
    )
    .detail(),
    Column::new(
        "not_stored",
        K::Count,
        "Fields and mentions of persons, and comments, that were not stored",
    )
    .detail(),
];

/// What is known of one publisher.
pub struct Standing {
    pub reference: String,
    pub name: String,
    pub activities: u64,
    /// Of the activities: those with a place, a sector, a start.
    pub with: [u64; 3],
    pub transactions: u64,
    pub with_amount: u64,
    received: Received,
}

/// What came of one publisher.
#[derive(Default)]
struct Received {
    /// Days of publication by dataset.
    days: BTreeMap<String, BTreeSet<Date>>,
    publications: u64,
    refused: u64,
    left_out: u64,
    dropped: u64,
}

impl Received {
    fn add(&mut self, publication: &Publication, is_live: bool) {
        self.publications += 1;
        self.dropped += publication.dropped;
        self.refused += u64::from(publication.refused.is_some());
        self.left_out += if is_live { publication.left_out } else { 0 };
        let day = publication.published.value.get(..10);
        if let Some(day) = day.and_then(|day| day.parse().ok()) {
            let of_dataset = self.days.entry(publication.dataset.value.clone());
            of_dataset.or_default().insert(day);
        }
    }

    fn newest(&self) -> Option<Date> {
        self.days.values().flatten().max().copied()
    }

    /// The median of the days between two neighbours, of all its datasets.
    fn days_between(&self) -> Option<u64> {
        let mut gaps: Vec<i64> = Vec::new();
        for days in self.days.values() {
            let days: Vec<&Date> = days.iter().collect();
            let pairs = days.windows(2);
            gaps.extend(
                pairs
                    .map(|w| (*w[1] - *w[0]).get_days().into())
                    .collect::<Vec<i64>>(),
            );
        }
        gaps.sort_unstable();
        let (upper, lower) = (gaps.len() / 2, gaps.len().checked_sub(1)? / 2);
        u64::try_from((gaps[lower] + gaps[upper]) / 2).ok()
    }
}

impl Question for Quality {
    const NAME: &'static str = "quality";
    const ABOUT: &'static str = "Data quality: what each publisher states, and how often";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let all = self.standings(view)?;
        let activities: u64 = all.iter().map(|s| s.activities).sum();
        let share = |at: usize| {
            let with: u64 = all.iter().map(|s| s.with[at]).sum();
            per_cent(with, activities).map_or_else(|| say!("none"), |share| tongue::number(&share))
        };
        let sentence = match activities {
            0 => say!(
                "{when}, no activity is reported here.",
                when = About::when(view)
            ),
            n => say!(
                "{when}, {publishers: # publisher reports|# publishers report} {n: # activity|# activities}: {place} % name a place, {sector} % a sector, {start} % say when they start.",
                when = About::when(view),
                publishers = all.len(),
                n,
                place = share(0),
                sector = share(1),
                start = share(2),
            ),
        };
        let mut about = About::new(Self::NAME, view, sentence, all.len());
        about.method = say!(
            "the live activities of each reporter; a place, sector or start counts if it is stated, whether or not it is right; “faults --publication N” judges a publication by the official rules"
        );
        about.drawn = drawing::quality(&about, &all).map(Box::new);
        let rows: Vec<Row> = all.iter().map(row).collect();
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Quality {
    fn standings(&self, view: &View<'_>) -> Result<Vec<Standing>> {
        let mut received = received(view)?;
        let mut money: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for group in view.sum(&Filter::default(), &[Dimension::Reporter])? {
            let label = group.labels.first().cloned().flatten();
            let of = money.entry(label.map_or_else(String::new, |l| key::of(&l)));
            let of = of.or_default();
            of.0 += group.counted + group.without_value;
            of.1 += group.counted;
        }
        let mut all = Vec::new();
        for (reference, name) in view.live().reporters() {
            if !self
                .reporter
                .as_ref()
                .is_none_or(|asked| key::same(asked, reference))
            {
                continue;
            }
            let filter = Filter {
                reporter: Some(reference.to_owned()),
                ..Filter::default()
            };
            let facets = view.facets(&filter, 1)?;
            let (transactions, with_amount) =
                money.get(&key::of(reference)).copied().unwrap_or_default();
            all.push(Standing {
                reference: reference.to_owned(),
                name: name.to_owned(),
                activities: facets.activities,
                with: [Topic::Place, Topic::Sector, Topic::Year].map(|t| stated(&facets, t)),
                transactions,
                with_amount,
                received: received.remove(&key::of(reference)).unwrap_or_default(),
            });
        }
        Ok(all)
    }
}

fn stated(facets: &Facets, topic: Topic) -> u64 {
    let facet = facets.each.iter().find(|f| f.topic == topic);
    facets.activities - facet.map_or(0, |f| f.not_stated)
}

/// By publisher, up to the moment asked of.
fn received(view: &View<'_>) -> Result<BTreeMap<String, Received>> {
    let mut all: BTreeMap<String, Received> = BTreeMap::new();
    let live: BTreeSet<u64> = view.live().publications.iter().map(|p| p.seq).collect();
    for publication in view.publications()? {
        if let Some(publisher) = publication.publisher.as_ref() {
            let of = all.entry(key::of(publisher)).or_default();
            of.add(&publication, live.contains(&publication.seq));
        }
    }
    Ok(all)
}

fn share(some: u64, all: u64) -> Cell {
    Cell::part_of(some, all).unwrap_or(Cell::Missing("nothing to take a share of"))
}

fn row(of: &Standing) -> Row {
    let [place, sector, start] = of.with;
    let received = &of.received;
    vec![
        Cell::coded(Some(&of.reference), |_| Some(of.name.clone())),
        Cell::Count(of.activities),
        share(place, of.activities),
        share(sector, of.activities),
        share(start, of.activities),
        Cell::Count(of.transactions),
        share(of.with_amount, of.transactions),
        Cell::date(received.newest()),
        Cell::Count(received.publications),
        match received.days_between() {
            Some(days) => Cell::Count(days),
            None => Cell::Missing("one day only"),
        },
        Cell::Count(received.refused),
        Cell::Count(received.left_out),
        Cell::Count(received.dropped),
    ]
}
