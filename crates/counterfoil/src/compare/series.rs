//! The publications of a dataset, each compared with the one before it.

use super::pair::{self, Frame, Settled};
use super::{Told, about, day};
use crate::error::Result;
use flow::change::Slips;
use ledger::{Held, Past, Publication, Series};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// How often planned ends were pushed back. A dataset is read, its lists of
/// members only, when the first such question about it comes.
#[derive(Default)]
pub struct Trails {
    of_dataset: Mutex<BTreeMap<String, Arc<Trail>>>,
}

/// Each activity's versions through the publications of a dataset, one after
/// the other, by identifier.
#[derive(Default)]
struct Trail {
    versions: HashMap<String, Vec<(usize, Held)>>,
    /// By the numbers of the publications.
    places: HashMap<u64, usize>,
}

impl Trails {
    /// How the planned end had moved up to this version.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn slips(&self, past: &Past<'_>, held: &Held) -> Result<Slips> {
        let publication = past.publication(held.publication);
        let dataset = publication.map_or("", |p| p.dataset.value.as_str());
        let all = past.series().iter();
        match all.clone().find(|s| s.dataset == dataset) {
            Some(series) => self.of(past, series)?.slips(past, held),
            None => Ok(Slips::default()),
        }
    }

    fn of(&self, past: &Past<'_>, series: &Series) -> Result<Arc<Trail>> {
        let lock = self.of_dataset.lock();
        let mut ready = lock.unwrap_or_else(PoisonError::into_inner);
        if let Some(trail) = ready.get(&series.dataset) {
            return Ok(trail.clone());
        }
        let trail = Arc::new(Trail::read(past, series)?);
        ready.insert(series.dataset.clone(), trail.clone());
        Ok(trail)
    }
}

impl Trail {
    fn read(past: &Past<'_>, series: &Series) -> Result<Self> {
        let mut trail = Self::default();
        for (at, publication) in series.publications.iter().enumerate() {
            trail.places.insert(publication.seq, at);
            for held in past.held(publication.seq)? {
                let identifier = past.head(&held)?.identifier.as_ref();
                let versions = match trail.versions.get_mut(identifier) {
                    Some(versions) => versions,
                    None => trail.versions.entry(identifier.to_owned()).or_default(),
                };
                let before = versions.last();
                if before.is_none_or(|(_, v)| v.version != held.version) {
                    versions.push((at, held));
                }
            }
        }
        Ok(trail)
    }

    fn slips(&self, past: &Past<'_>, held: &Held) -> Result<Slips> {
        let mut slips = Slips::default();
        let until = self.places.get(&held.publication);
        let all = self.versions.get(past.head(held)?.identifier.as_ref());
        let earlier = all.into_iter().flatten();
        let earlier = earlier.filter(|(at, _)| until.is_some_and(|until| at <= until));
        let mut before: Option<iati::activity::Activity> = None;
        for (_, held) in earlier {
            let activity = past.reading(held)?.activity;
            if let Some(before) = &before {
                slips = slips.then(before, &activity);
            }
            before = Some(activity);
        }
        Ok(slips)
    }
}

/// What a publication changed against an older one, and how many activities
/// read as before.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn between(
    past: &Past<'_>,
    older: &Publication,
    newer: &Publication,
    trails: &Trails,
) -> Result<(Vec<Told>, u64)> {
    let settled = Settled::of(past, past.held(older.seq)?, past.held(newer.seq)?)?;
    let frame = Frame {
        dataset: Some(newer.dataset.value.clone()),
        published: day(newer)?,
        publications: Some((older.seq, newer.seq)),
    };
    let about = about(day(older)?, day(newer)?);
    let slips = |held: &Held| trails.slips(past, held);
    let told = pair::compare(past, &settled, &about, &frame, &slips)?;
    let as_before = pair::as_before(past, &settled, &told)?;
    Ok((told, as_before))
}
