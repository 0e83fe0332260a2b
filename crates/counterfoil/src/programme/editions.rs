//! What the organisations of a programme published, version by version.

use crate::error::Result;
use flow::key;
use flow::programme::gather::{Edition, Telling};
use flow::programme::measure::{Chosen, IndicatorOf, Measure, WhichIndicator};
use flow::programme::{IndicatorGroup, Programme};
use iati::position::Position;
use jiff::civil::Date;
use ledger::{Held, Past, Publication, Series, View};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// All that is told of a programme.
pub struct Told {
    pub editions: Vec<Edition>,
    /// Reporters and the days on which they published.
    pub published: Vec<(String, Date)>,
    /// Imports of the live publications among them.
    pub imports: BTreeSet<u64>,
}

/// Whose publications and which activities concern a programme, in the form in which they
/// are compared.
struct Concern {
    reporters: BTreeSet<String>,
    activities: BTreeSet<String>,
}

impl Concern {
    fn of(programme: &Programme) -> Self {
        let ids: Vec<String> = programme
            .organisations
            .iter()
            .map(|o| o.id.clone())
            .collect();
        let mut activities: Vec<&String> = Vec::new();
        for pairing in &programme.pairings {
            activities.extend(&pairing.activities);
        }
        for group in &programme.indicators {
            activities.extend(of_group(group));
        }
        for promise in &programme.promises {
            if let Ok(measure) = &promise.measure {
                of_measure(measure, &mut activities);
            }
        }
        Self {
            reporters: programme.references(&ids),
            activities: activities.into_iter().map(|a| key::of(a)).collect(),
        }
    }

    fn takes(&self, reporter: &str, identifier: &str) -> bool {
        self.reporters.contains(&*key::borrowed(reporter))
            || self.activities.contains(&*key::borrowed(identifier))
    }
}

fn of_group(group: &IndicatorGroup) -> impl Iterator<Item = &String> {
    group.members.iter().flat_map(|m| &m.activities)
}

fn of_measure<'a>(measure: &'a Measure, all: &mut Vec<&'a String>) {
    let chosen = |c: &'a Chosen| c.activities.iter();
    match measure {
        Measure::Flows(of) => all.extend(chosen(&of.chosen)),
        Measure::Activities(of) => all.extend(chosen(&of.chosen)),
        Measure::Event(of) => all.push(&of.activity),
        Measure::Indicator(IndicatorOf {
            which: WhichIndicator::Named { activities, .. },
            ..
        }) => all.extend(activities),
        Measure::Share { of, within } => {
            of_measure(of, all);
            of_measure(within, all);
        }
        Measure::Indicator(_) | Measure::Capacity { .. } | Measure::Stated(_) => {}
    }
}

/// The editions of all activities that concern the programme, kept ready.
///
/// # Errors
/// The disk fails or the ledger is damaged.
pub fn told(view: &View<'_>, programme: &Programme) -> Result<Arc<Told>> {
    let what = format!("programme {}", programme.id);
    view.found(&what, || read(view, &Concern::of(programme)))
}

fn read(view: &View<'_>, concern: &Concern) -> Result<Told> {
    let past = view.past()?;
    let mut told = Told {
        editions: Vec::new(),
        published: Vec::new(),
        imports: BTreeSet::new(),
    };
    let mut spans = Vec::new();
    for series in past.series() {
        of_series(&past, series, concern, &mut told, &mut spans)?;
    }
    let read: Vec<Result<Edition>> = spans
        .into_par_iter()
        .map(|span| {
            let (tree, context) = past.unit(&span.held)?;
            let mut edition = Edition::read(&tree, &context, span.telling);
            // As the record names it, so that it is found again.
            edition.reporter = span.reporter;
            Ok(edition)
        })
        .collect();
    told.editions = read.into_iter().collect::<Result<_>>()?;
    told.published.sort();
    told.published.dedup();
    let live: BTreeSet<u64> = view.live().publications.iter().map(|p| p.seq).collect();
    told.imports.retain(|import| live.contains(import));
    count(view, &mut told.editions)?;
    Ok(told)
}

/// One version, and how long a dataset tells it.
struct Span {
    held: Held,
    reporter: String,
    telling: Telling,
}

fn day(publication: &Publication) -> Option<Date> {
    let day = publication.published.value.get(..10)?;
    iati::date::parse(day).ok()
}

/// Follows each activity through the publications of a dataset.
fn of_series(
    past: &Past<'_>,
    series: &Series,
    concern: &Concern,
    told: &mut Told,
    spans: &mut Vec<Span>,
) -> Result<()> {
    let mut open: BTreeMap<(String, String), Span> = BTreeMap::new();
    for publication in &series.publications {
        let Some(day) = day(publication) else {
            continue;
        };
        let mut here: BTreeMap<(String, String), (Held, String)> = BTreeMap::new();
        for held in past.held(publication.seq)? {
            let head = past.head(&held)?;
            if concern.takes(&head.reporter, &head.identifier) {
                let reporter = head.reporter.to_string();
                let key = (key::of(&reporter), key::of(&head.identifier));
                here.insert(key, (held, reporter));
            }
        }
        if !here.is_empty() {
            told.imports.insert(publication.seq);
        }
        for (_, reporter) in here.values() {
            told.published.push((reporter.clone(), day));
        }
        let gone: Vec<_> = open
            .keys()
            .filter(|key| !here.contains_key(*key))
            .cloned()
            .collect();
        for key in gone {
            close(open.remove(&key), day, spans);
        }
        for (key, (held, reporter)) in here {
            let telling = Telling {
                dataset: series.dataset.clone(),
                publication: publication.seq.to_string(),
                told: day,
                gone: None,
                start: Position {
                    line: held.line,
                    column: 1,
                },
            };
            match open.get_mut(&key) {
                Some(span) if span.held.version == held.version => {
                    let since = span.telling.told;
                    span.telling = Telling {
                        told: since,
                        ..telling
                    };
                    span.held = held;
                }
                _ => {
                    let span = Span {
                        held,
                        reporter,
                        telling,
                    };
                    close(open.insert(key, span), day, spans);
                }
            }
        }
    }
    spans.extend(open.into_values());
    Ok(())
}

fn close(span: Option<Span>, day: Date, spans: &mut Vec<Span>) {
    spans.extend(span.map(|mut span| {
        span.telling.gone = Some(day);
        span
    }));
}

/// Notes which rows count today. What is told no more is taken to have counted.
fn count(view: &View<'_>, editions: &mut [Edition]) -> Result<()> {
    let standings = view.standings()?;
    let mut ranks: HashMap<(String, String, String), u32> = HashMap::new();
    for (rank, member) in (0u32..).zip(&view.live().members) {
        let key = (
            key::of(&member.head.reporter),
            key::of(&member.head.identifier),
            member.publication.to_string(),
        );
        ranks.insert(key, rank);
    }
    for edition in editions.iter_mut().filter(|e| e.gone.is_none()) {
        let key = (
            key::of(&edition.reporter),
            key::of(&edition.activity),
            edition.publication.clone(),
        );
        if let Some(rank) = ranks.get(&key) {
            edition.counted = standings.of(*rank, &edition.facts);
        }
    }
    Ok(())
}
