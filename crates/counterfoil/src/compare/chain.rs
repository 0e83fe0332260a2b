//! One activity through the publications of a dataset: where it stands in each,
//! under whatever identifier it goes.

use super::pair::{self, Settled};
use super::{Name, about, day};
use crate::error::Result;
use ledger::{Held, Past, Publication, Series};
use std::collections::BTreeSet;

/// One activity in one dataset.
#[derive(Clone, Debug)]
pub struct Chain<'p> {
    pub dataset: &'p str,
    /// From the first publication that has it to the last one of the dataset.
    pub links: Vec<Link<'p>>,
}

/// The activity in one publication.
#[derive(Clone, Debug)]
pub struct Link<'p> {
    pub publication: &'p Publication,
    /// What it is called then, or was last.
    pub name: Name,
    /// Nothing where the publication does not have it; several where its
    /// identifier stands more than once.
    pub held: Vec<Held>,
}

/// The activities of this identifier, whoever reports them, in every dataset
/// that ever had them; in order of dataset and reporter.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn find<'p>(
    past: &'p Past<'_>,
    identifier: &str,
    reporter: Option<&str>,
) -> Result<Vec<Chain<'p>>> {
    let is_asked = |of: &str| reporter.is_none_or(|asked| flow::key::same(asked, of));
    let heads = past.versions_of(identifier);
    let names: BTreeSet<(String, String)> = heads
        .filter(|h| is_asked(&h.reporter))
        .map(|h| (flow::key::of(&h.reporter), flow::key::of(&h.identifier)))
        .collect();
    let mut chains = Vec::new();
    for series in past.series() {
        for (reporter, identifier) in &names {
            if !may_hold(series, reporter) {
                continue;
            }
            let name = Name {
                reporter: reporter.clone(),
                identifier: identifier.clone(),
            };
            chains.extend(follow(past, series, name)?);
        }
    }
    Ok(chains)
}

/// A publication of one known publisher has nothing of another's.
fn may_hold(series: &Series, reporter: &str) -> bool {
    let mut all = series.publications.iter();
    all.any(|p| {
        let publisher = p.publisher.as_deref();
        reporter.is_empty() || publisher.is_none_or(|p| flow::key::same(p, reporter))
    })
}

/// From its first name to its last.
fn follow<'p>(past: &'p Past<'_>, series: &'p Series, asked: Name) -> Result<Option<Chain<'p>>> {
    let all = &series.publications;
    let Some((mut from, mut name)) = first(past, all, &asked)?.map(|at| (at, asked)) else {
        return Ok(None);
    };
    while let Some(former) = former(past, all, from, &name)? {
        match first(past, all, &former)? {
            Some(at) if at < from => (from, name) = (at, former),
            _ => break,
        }
    }
    let mut links: Vec<Link<'p>> = Vec::new();
    for (at, publication) in all.iter().enumerate().skip(from) {
        let mut held = standing(past, publication, &name)?;
        let was_there = links.last().is_some_and(|l: &Link<'_>| !l.held.is_empty());
        if held.is_empty() && was_there {
            if let Some(next) = latter(past, all, at, &name)? {
                held = standing(past, publication, &next)?;
                name = next;
            }
        } else if let Some(first) = held.first() {
            // As it is written here.
            name = Name::of(past, first)?;
        }
        links.push(Link {
            publication,
            name: name.clone(),
            held,
        });
    }
    Ok(Some(Chain {
        dataset: &series.dataset,
        links,
    }))
}

/// The first publication that has an activity of this name.
fn first(past: &Past<'_>, all: &[Publication], name: &Name) -> Result<Option<usize>> {
    for (at, publication) in all.iter().enumerate() {
        if !standing(past, publication, name)?.is_empty() {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn standing(past: &Past<'_>, publication: &Publication, name: &Name) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    for held in past.held(publication.seq)? {
        let head = past.head(&held)?;
        if name.is(&head.reporter, &head.identifier) {
            found.push(held);
        }
    }
    Ok(found)
}

/// What an activity that is new in a publication was called in the one before.
fn former(past: &Past<'_>, all: &[Publication], at: usize, name: &Name) -> Result<Option<Name>> {
    other_name(past, all, at, |settled, renamed| {
        let found = renamed
            .iter()
            .find(|r| flow::key::same(&r.newer, &name.identifier));
        let older = found.map(|r| r.older.as_str());
        named(past, &settled.gone, older)
    })
}

/// What an activity that a publication has no more is called in it.
fn latter(past: &Past<'_>, all: &[Publication], at: usize, name: &Name) -> Result<Option<Name>> {
    other_name(past, all, at, |settled, renamed| {
        let found = renamed
            .iter()
            .find(|r| flow::key::same(&r.older, &name.identifier));
        let newer = found.map(|r| r.newer.as_str());
        named(past, &settled.come, newer)
    })
}

fn other_name(
    past: &Past<'_>,
    all: &[Publication],
    at: usize,
    choose: impl FnOnce(&Settled, &[flow::change::Renamed]) -> Result<Option<Name>>,
) -> Result<Option<Name>> {
    let before = at.checked_sub(1).and_then(|before| all.get(before));
    let (Some(older), Some(newer)) = (before, all.get(at)) else {
        return Ok(None);
    };
    let settled = Settled::of(past, past.held(older.seq)?, past.held(newer.seq)?)?;
    if settled.gone.is_empty() || settled.come.is_empty() {
        return Ok(None);
    }
    let about = about(day(older)?, day(newer)?);
    choose(&settled, &pair::renamed(past, &settled, &about)?)
}

fn named(past: &Past<'_>, all: &[Held], identifier: Option<&str>) -> Result<Option<Name>> {
    let Some(identifier) = identifier else {
        return Ok(None);
    };
    for held in all {
        if past.head(held)?.identifier.as_ref() == identifier {
            return Ok(Some(Name::of(past, held)?));
        }
    }
    Ok(None)
}
