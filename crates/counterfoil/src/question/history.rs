//! One activity, publication by publication: what changed in it, and when.

use super::Question;
use crate::answer::{About, Answer, Row};
use crate::compare::chain::{self, Chain, Link};
use crate::compare::pair::{self, Frame, Settled};
use crate::compare::row::{self, Event, Tally};
use crate::compare::series::{self, Trails};
use crate::compare::{Place, Told, about, day};
use crate::error::{Error, Result};
use crate::tongue;
use clap::Args;
use flow::change::Class;
use flow::key;
use iati::said;
use iati::said::phrase;
use ledger::{Held, Past, View};
use std::collections::BTreeSet;

/// What changed in an activity, publication by publication
#[derive(Args, Clone, Debug)]
pub struct History {
    /// Identifier of the activity
    #[arg(value_name = "ID")]
    pub id: String,
    /// Reference of the organisation that reports it, if several use the identifier
    #[arg(long, value_name = "REF")]
    pub reporter: Option<String>,
}

/// One line, and the moment and number of its publication.
struct Line {
    at: (String, u64),
    said: Said,
}

enum Said {
    Event(Box<Event>),
    Change(Box<Told>),
}

/// What a walk along the chains finds.
#[derive(Default)]
struct Walk {
    lines: Vec<Line>,
    publications: u64,
    unchanged: u64,
    absent: u64,
    names: BTreeSet<String>,
    twice: BTreeSet<u64>,
}

impl Question for History {
    const NAME: &'static str = "history";
    const ABOUT: &'static str = "What changed in an activity, publication by publication";
    const ROWS: &'static str = "{n: One row|# lines of its history}";
    const EXAMPLE: &'static [&'static str] = &["XI-IATI-DEMO-AMB-JOB-03"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let past = view.past()?;
        let chains = chain::find(&past, &self.id, self.reporter.as_deref())?;
        if chains.is_empty() {
            return Err(unknown(&self.id));
        }
        let trails = Trails::default();
        let mut walk = Walk::default();
        for chain in &chains {
            walk.along(&past, chain, &trails)?;
        }
        walk.lines.sort_by(|a, b| a.at.cmp(&b.at));
        let mut tally = Tally::default();
        for line in &walk.lines {
            if let Said::Change(told) = &line.said {
                tally.add(&told.change);
            }
        }
        let sentence = say!(
            "{when}, {activity} stands in {n: # publication|# publications}, which show {changes}; {same: # says|# say} the same as the one before.",
            when = About::when(view),
            activity = self.id,
            n = walk.publications,
            changes = tally.words(),
            same = walk.unchanged
        );
        let mut about = About::new(Self::NAME, view, sentence, walk.lines.len());
        about.method = say!(
            "{method}; a change that was made throughout a publication is told here as it shows in this activity",
            method = tongue::words(row::METHOD)
        );
        about.caveats.extend(tally.by_class());
        about.caveats.extend(walk.caveats(&chains));
        let rows = walk.lines.into_iter().map(|line| Ok(line.said.row()));
        Ok(Answer {
            about,
            columns: row::COLUMNS.to_vec(),
            rows: Box::new(rows),
        })
    }
}

/// No publication by then has such an activity.
pub fn unknown(id: &str) -> Error {
    Error::Asked {
        message: say!("no publication here has an activity “{id}” by then", id),
        hint: Some(say!(
            "“counterfoil ask activities --text WORDS” searches them"
        )),
    }
}

impl Said {
    fn row(&self) -> Row {
        match self {
            Self::Event(event) => event.row(),
            Self::Change(told) => row::row(told),
        }
    }
}

impl Walk {
    fn along(&mut self, past: &Past<'_>, chain: &Chain<'_>, trails: &Trails) -> Result<()> {
        let mut last: Option<&Link<'_>> = None;
        let mut is_there = false;
        for link in &chain.links {
            if link.held.len() > 1 {
                self.twice.insert(link.publication.seq);
            }
            self.names.insert(link.name.identifier.clone());
            self.publications += u64::from(!link.held.is_empty());
            match (last, link.held.is_empty()) {
                (None, _) => self.event(past, chain, None, link)?,
                (Some(before), true) if is_there => self.whole(past, before, link, trails)?,
                (Some(_), true) => self.absent += 1,
                (Some(before), false) => {
                    if !is_there {
                        self.event(past, chain, Some(before), link)?;
                    }
                    self.versions(past, before, link, trails, is_there)?;
                }
            }
            is_there = !link.held.is_empty();
            if is_there {
                last = Some(link);
            }
        }
        Ok(())
    }

    fn push(&mut self, link: &Link<'_>, said: Said) {
        let p = link.publication;
        self.lines.push(Line {
            at: (p.published.value.clone(), p.seq),
            said,
        });
    }

    /// First published, or published again.
    fn event(
        &mut self,
        past: &Past<'_>,
        chain: &Chain<'_>,
        before: Option<&Link<'_>>,
        link: &Link<'_>,
    ) -> Result<()> {
        let Some(held) = link.held.first() else {
            return Ok(());
        };
        let head = past.head(held)?;
        let (code, title, reason) = match before {
            None => (
                "first-published",
                phrase("First published"),
                said!("No earlier publication of the dataset has it."),
            ),
            Some(before) => (
                "reappeared",
                phrase("Published again"),
                said!(
                    "It was last published on {day}, in publication {number}.",
                    day = day(before.publication)?,
                    number = before.publication.seq.to_string()
                ),
            ),
        };
        let event = Event {
            code,
            title,
            published: day(link.publication)?,
            reporter: head.reporter.to_string(),
            reporter_name: head.reporter_name.to_string(),
            identifier: head.identifier.to_string(),
            said: past.reading(held)?.activity.title("en").map(str::to_owned),
            reason,
            dataset: chain.dataset.to_owned(),
            older: before.and_then(|b| b.held.first()).map(place),
            newer: place(held),
        };
        self.push(link, Said::Event(Box::new(event)));
        Ok(())
    }

    /// What changed between two publications that both have it.
    fn versions(
        &mut self,
        past: &Past<'_>,
        before: &Link<'_>,
        link: &Link<'_>,
        trails: &Trails,
        is_next: bool,
    ) -> Result<()> {
        let settled = Settled::of(past, before.held.clone(), link.held.clone())?;
        if settled.both.is_empty() && settled.gone.is_empty() && settled.come.is_empty() {
            self.unchanged += u64::from(is_next);
            return Ok(());
        }
        let is_other = !key::same(&before.name.identifier, &link.name.identifier);
        let is_uneven = before.held.len() != link.held.len();
        if is_next && (is_other || is_uneven) {
            return self.whole(past, before, link, trails);
        }
        let (older, newer) = (before.publication, link.publication);
        let about = about(day(older)?, day(newer)?);
        let frame = Frame {
            dataset: Some(newer.dataset.value.clone()),
            published: day(newer)?,
            publications: Some((older.seq, newer.seq)),
        };
        let slips = |held: &Held| trails.slips(past, held);
        let alone = settled.gone.iter().zip(&settled.come);
        let pairs: Vec<(&Held, &Held)> = settled
            .both
            .iter()
            .map(|(a, b)| (a, b))
            .chain(alone)
            .collect();
        let mut told = Vec::new();
        for pair in pairs {
            told.extend(pair::one(past, pair, &about, &frame, &slips)?);
        }
        let is_removed = |t: &Told| t.change.class == Class::PaymentRemoved;
        if is_next && told.iter().any(is_removed) {
            told = with_moves(told, series::between(past, older, newer, trails)?.0);
        }
        self.unchanged += u64::from(is_next && told.is_empty());
        for told in told {
            self.push(link, Said::Change(Box::new(told)));
        }
        Ok(())
    }

    /// What a comparison of the whole publications says of it: where it went,
    /// and its payments.
    fn whole(
        &mut self,
        past: &Past<'_>,
        before: &Link<'_>,
        link: &Link<'_>,
        trails: &Trails,
    ) -> Result<()> {
        let (told, _) = series::between(past, before.publication, link.publication, trails)?;
        for told in told {
            if before.name.is(&told.reporter, &told.change.identifier)
                || is_named(&told, &before.name.identifier)
            {
                self.push(link, Said::Change(Box::new(told)));
            }
        }
        Ok(())
    }

    fn caveats(&self, chains: &[Chain<'_>]) -> Vec<String> {
        let mut caveats = Vec::new();
        let list = |all: Vec<String>| all.join(", ");
        if self.names.len() > 1 {
            let names = self.names.iter().cloned().collect();
            caveats.push(say!(
                "it went by more than one identifier, and is followed through them: {names}",
                names = list(names)
            ));
        }
        let datasets: BTreeSet<&str> = chains.iter().map(|c| c.dataset).collect();
        if datasets.len() > 1 {
            let datasets = datasets.into_iter().map(str::to_owned).collect();
            caveats.push(say!(
                "it stands in several datasets, each followed by itself: {datasets}",
                datasets = list(datasets)
            ));
        }
        if !self.twice.is_empty() {
            let numbers = self.twice.iter().map(u64::to_string).collect();
            caveats.push(say!(
                "its identifier stands more than once in publications {numbers}; copies are followed in the order of the file",
                numbers = list(numbers)
            ));
        }
        if self.absent > 0 {
            caveats.push(say!(
                "after it had gone, {n: # further publication does not have|# further publications do not have} it either",
                n = self.absent
            ));
        }
        caveats
    }
}

fn place(held: &Held) -> Place {
    Place {
        publication: held.publication,
        path: Some(held.path()),
        line: Some(held.line),
    }
}

/// Whether a change throughout a publication is in this activity too.
fn is_named(told: &Told, identifier: &str) -> bool {
    let recoding = told.change.recoding.as_ref();
    recoding.is_some_and(|r| r.activities.iter().any(|a| key::same(a, identifier)))
}

/// A payment that is gone from one activity may stand in another: only the
/// whole publication tells.
fn with_moves(told: Vec<Told>, whole: Vec<Told>) -> Vec<Told> {
    let place = |t: &Told| (t.older.line, t.older.path.clone());
    let mut moved: Vec<Told> = whole;
    moved.retain(|t| t.change.class == Class::PaymentMoved);
    let each = told.into_iter().map(|t| {
        let is_removed = t.change.class == Class::PaymentRemoved;
        let found = moved.iter().position(|m| place(m) == place(&t));
        match found.filter(|_| is_removed) {
            Some(at) => moved.swap_remove(at),
            None => t,
        }
    });
    each.collect()
}
