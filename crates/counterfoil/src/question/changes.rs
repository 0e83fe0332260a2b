//! Everything that was said otherwise before: each publication against the one
//! before it in its dataset.

use super::Question;
use crate::answer::{About, Answer, Row};
use crate::compare::row::{self, Tally};
use crate::compare::series::{self, Trails};
use crate::compare::{Told, day};
use crate::error::{Error, Result};
use crate::tongue;
use clap::Args;
use clap::builder::PossibleValuesParser;
use flow::change::{CLASSES, Severity};
use flow::key;
use jiff::civil::Date;
use ledger::{Past, Publication, View};
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What each publication changed against the one before it, newest first
#[derive(Args, Clone, Debug, Default)]
pub struct Changes {
    /// Only what was published on this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Reference of the organisation that reports
    #[arg(long, value_name = "REF")]
    pub publisher: Option<String>,
    /// Name of the dataset
    #[arg(long, value_name = "NAME")]
    pub dataset: Option<String>,
    /// Only changes of this class
    #[arg(long, value_name = "CLASS", value_parser = classes())]
    pub class: Option<String>,
    /// Only changes that are at least this grave
    #[arg(long, value_parser = PossibleValuesParser::new(["normal", "notable", "suspicious"]))]
    pub severity: Option<String>,
}

fn classes() -> PossibleValuesParser {
    PossibleValuesParser::new(CLASSES.iter().map(|text| text.id))
}

/// Changes that are kept while they are counted; the others are found once more
/// when they are shown.
const KEPT: usize = 5000;

/// Two publications, one after the other.
#[derive(Clone, Copy, Debug)]
struct Pair {
    series: usize,
    /// Place of the newer one in its series.
    newer: usize,
}

/// A pair, and what of it is asked for.
struct Found {
    pair: Pair,
    tally: Tally,
    told: Option<Vec<Told>>,
}

impl Found {
    /// The changes, found once more if they were too many to keep.
    fn told(&self, past: &Past<'_>, asked: &Asked, trails: &Trails) -> Result<Cow<'_, [Told]>> {
        match &self.told {
            Some(told) => Ok(Cow::Borrowed(told)),
            None => Ok(Cow::Owned(told(past, asked, self.pair, trails)?)),
        }
    }
}

/// What the question asks for, read.
#[derive(Clone, Debug)]
struct Asked {
    since: Option<Date>,
    publisher: Option<String>,
    dataset: Option<String>,
    class: Option<String>,
    least: Severity,
}

impl Question for Changes {
    const NAME: &'static str = "changes";
    const ABOUT: &'static str = "What each publication changed against the one before it";
    const ROWS: &'static str = "{n: One row|# changes}";
    const EXAMPLE: &'static [&'static str] = &["--severity", "notable"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let asked = self.read()?;
        let past = view.past()?;
        let found = self.find(view, &past, &asked)?;
        let compared = found.len() as u64;
        let tally = found
            .iter()
            .fold(Tally::default(), |sum, f| sum.join(&f.tally));
        let with = found.iter().filter(|f| f.tally.total() > 0).count() as u64;
        let (when, changes) = (About::when(view), tally.words());
        let sentence = match with {
            0 => say!(
                "{when}, {n: # publication is|# publications are} compared with the one before; none shows a change.",
                when,
                n = compared
            ),
            with => say!(
                "{when}, {n: # publication is|# publications are} compared with the one before; {with: # shows|# show} {changes}.",
                when,
                n = compared,
                with,
                changes
            ),
        };
        let total = usize::try_from(tally.total()).unwrap_or(usize::MAX);
        let mut about = About::new(Self::NAME, view, sentence, total);
        about.method = say!(
            "{method}; the newest publication first",
            method = tongue::words(row::METHOD)
        );
        about.caveats.extend(tally.by_class());
        about.caveats.extend(left_out(&past, &asked));
        let trails = Trails::default();
        let rows = (0..found.len()).flat_map(move |at| match found.get(at) {
            Some(found) => rows_of(&past, &asked, found, &trails),
            None => Vec::new(),
        });
        Ok(Answer {
            about,
            columns: row::COLUMNS.to_vec(),
            rows: Box::new(rows),
        })
    }
}

/// What was rewritten: changes that are notable or suspicious.
pub struct Rewritten {
    /// The newest publication first, the gravest of each first.
    pub rows: Vec<Row>,
    pub total: u64,
    /// By the number of the publication that changed it, the newest first.
    pub by_publication: Vec<(u64, Tally)>,
}

impl Changes {
    /// What was rewritten among what is asked for, with at most `most` rows.
    ///
    /// # Errors
    /// As asking.
    pub fn rewritten(&self, view: &View<'_>, most: usize) -> Result<Rewritten> {
        let asked = self.read()?;
        let past = view.past()?;
        let found = self.find(view, &past, &asked)?;
        let trails = Trails::default();
        let mut rewritten = Rewritten {
            rows: Vec::new(),
            total: 0,
            by_publication: Vec::new(),
        };
        for pair in found.iter() {
            let Some(newer) = newer(&past, pair.pair) else {
                continue;
            };
            let count = pair.tally.of_severity(Severity::Notable)
                + pair.tally.of_severity(Severity::Suspicious);
            rewritten.total += count;
            rewritten
                .by_publication
                .push((newer.seq, pair.tally.clone()));
            if count > 0 && rewritten.rows.len() < most {
                let grave = |t: &&Told| t.change.severity > Severity::Normal;
                let room = most - rewritten.rows.len();
                let told = pair.told(&past, &asked, &trails)?;
                let rows = told.iter().filter(grave).take(room).map(row::row);
                rewritten.rows.extend(rows);
            }
        }
        Ok(rewritten)
    }

    fn find(&self, view: &View<'_>, past: &Past<'_>, asked: &Asked) -> Result<Arc<Vec<Found>>> {
        let key = format!("changes {asked:?}");
        view.found(&key, || find(past, asked, asked.pairs(past)?))
    }

    fn read(&self) -> Result<Asked> {
        let since = self.since.as_deref().map(|text| {
            let wrong = |why: String| {
                Error::asked(say!(
                    "--since “{day}”: {why}",
                    day = text,
                    why = tongue::words(&why)
                ))
            };
            iati::date::parse(text).map_err(wrong)
        });
        Ok(Asked {
            since: since.transpose()?,
            publisher: self.publisher.clone(),
            dataset: self.dataset.clone(),
            class: self.class.clone(),
            least: match self.severity.as_deref() {
                Some("suspicious") => Severity::Suspicious,
                Some("notable") => Severity::Notable,
                _ => Severity::Normal,
            },
        })
    }
}

impl Asked {
    /// The pairs that may hold an answer, the newest first.
    fn pairs(&self, past: &Past<'_>) -> Result<Vec<Pair>> {
        let mut pairs = Vec::new();
        for (at, series) in past.series().iter().enumerate() {
            if self.dataset.as_ref().is_some_and(|d| *d != series.dataset) {
                continue;
            }
            for (newer, both) in (1..).zip(series.publications.windows(2)) {
                let is_recent = match (self.since, both) {
                    (Some(since), [_, newer]) => day(newer)? >= since,
                    _ => true,
                };
                if is_recent && both.iter().any(|p| self.may_hold(p)) {
                    pairs.push(Pair { series: at, newer });
                }
            }
        }
        pairs.sort_by_key(|pair| {
            let newer = newer(past, *pair);
            Reverse(newer.map(|p| (p.published.value.clone(), p.seq)))
        });
        Ok(pairs)
    }

    /// A file of several publishers may hold anybody's.
    fn may_hold(&self, publication: &Publication) -> bool {
        match (&self.publisher, &publication.publisher) {
            (Some(asked), Some(publisher)) => key::same(asked, publisher),
            _ => true,
        }
    }

    /// Whether a file of several publishers holds anything of the one asked for.
    fn is_held(&self, past: &Past<'_>, publication: &Publication) -> Result<bool> {
        let Some(asked) = self
            .publisher
            .as_ref()
            .filter(|_| publication.publisher.is_none())
        else {
            return Ok(true);
        };
        for held in past.held(publication.seq)? {
            if key::same(asked, &past.head(&held)?.reporter) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn wants(&self, told: &Told) -> bool {
        let publisher = self.publisher.as_ref();
        told.change.severity >= self.least
            && publisher.is_none_or(|asked| key::same(asked, &told.reporter))
            && self
                .class
                .as_ref()
                .is_none_or(|asked| asked == told.change.class.as_str())
    }
}

fn newer<'p>(past: &'p Past<'_>, pair: Pair) -> Option<&'p Publication> {
    past.series().get(pair.series)?.publications.get(pair.newer)
}

/// Counts every pair's changes; keeps the first few.
fn find(past: &Past<'_>, asked: &Asked, pairs: Vec<Pair>) -> Result<Vec<Found>> {
    let kept = AtomicUsize::new(0);
    let trails = Trails::default();
    let each = pairs.into_par_iter().map(|pair| {
        let told = told(past, asked, pair, &trails)?;
        let tally = Tally::of(told.iter());
        let before = kept.fetch_add(told.len(), Ordering::Relaxed);
        let is_kept = before.saturating_add(told.len()) <= KEPT;
        Ok(Found {
            pair,
            tally,
            told: is_kept.then_some(told),
        })
    });
    each.collect()
}

fn told(past: &Past<'_>, asked: &Asked, pair: Pair, trails: &Trails) -> Result<Vec<Told>> {
    let publications = past.series().get(pair.series).map(|s| &s.publications[..]);
    let both = publications.and_then(|all| all.get(pair.newer.checked_sub(1)?..=pair.newer));
    let Some([older, newer]) = both else {
        return Ok(Vec::new());
    };
    if !asked.is_held(past, older)? && !asked.is_held(past, newer)? {
        return Ok(Vec::new());
    }
    let (mut told, _) = series::between(past, older, newer, trails)?;
    told.retain(|t| asked.wants(t));
    Ok(told)
}

/// The rows of a pair, in the order of their gravity.
fn rows_of(past: &Past<'_>, asked: &Asked, found: &Found, trails: &Trails) -> Vec<Result<Row>> {
    if found.tally.total() == 0 {
        return Vec::new();
    }
    match found.told(past, asked, trails) {
        Ok(told) => told.iter().map(|t| Ok(row::row(t))).collect(),
        Err(error) => vec![Err(error)],
    }
}

/// What is not compared at all.
fn left_out(past: &Past<'_>, asked: &Asked) -> Vec<String> {
    let asked_for = past
        .series()
        .iter()
        .filter(|s| asked.dataset.as_ref().is_none_or(|d| *d == s.dataset))
        .filter(|s| s.publications.iter().any(|p| asked.may_hold(p)));
    let (mut single, mut organisations) = (0u64, 0u64);
    for series in asked_for {
        single += u64::from(series.publications.len() == 1);
        organisations += u64::from(series.publications.iter().any(|p| p.organisations > 0));
    }
    let mut caveats = Vec::new();
    if single > 0 {
        caveats.push(say!(
            "{n: # dataset has|# datasets have} one publication only, which is compared with nothing",
            n = single
        ));
    }
    if organisations > 0 {
        caveats.push(say!(
            "{n: # dataset holds|# datasets hold} organisation records, which are not compared",
            n = organisations
        ));
    }
    caveats
}
