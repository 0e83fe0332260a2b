//! What is known of all versions: who says what each is.
//!
//! Shared by all live sets. Versions of one activity are one group, and groups
//! have an order: so a live set is made by numbers, without comparing texts.

use crate::record::VersionHead;
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// The heads of all versions, in order: first those without an identifier, each a
/// group of its own, by id; then by identifier, reporter and kind.
#[derive(Default)]
pub(crate) struct Heads {
    all: Vec<Arc<VersionHead>>,
    /// The group of each.
    group: Vec<u32>,
    /// By id, one more than the place; 0 for none.
    places: Vec<u32>,
}

/// What heads are put in order by.
struct Key<'a> {
    identifier: Cow<'a, str>,
    reporter: Cow<'a, str>,
    head: &'a VersionHead,
}

impl<'a> Key<'a> {
    fn of(head: &'a VersionHead) -> Self {
        Self {
            identifier: flow::key::borrowed(&head.identifier),
            reporter: flow::key::borrowed(&head.reporter),
            head,
        }
    }

    fn parts(&self) -> (bool, &str, &str, bool) {
        (
            !self.head.identifier.is_empty(),
            &self.identifier,
            &self.reporter,
            self.head.is_activity,
        )
    }

    fn order(&self, other: &Self) -> Ordering {
        let by_parts = self.parts().cmp(&other.parts());
        by_parts.then(self.head.id.cmp(&other.head.id))
    }

    fn is_same(&self, other: &Self) -> bool {
        !self.head.identifier.is_empty() && self.parts() == other.parts()
    }
}

impl Heads {
    pub(crate) fn new(heads: Vec<VersionHead>) -> Self {
        let ids = heads.iter().map(|h| h.id as usize + 1).max().unwrap_or(0);
        let mut keys: Vec<(Key<'_>, u32)> = heads.iter().map(Key::of).zip(0..).collect();
        keys.par_sort_by(|a, b| a.0.order(&b.0));
        let mut group = Vec::with_capacity(keys.len());
        let mut last = 0;
        for (at, (key, _)) in keys.iter().enumerate() {
            let is_next = at > 0 && !key.is_same(&keys[at - 1].0);
            last += u32::from(is_next);
            group.push(last);
        }
        let order: Vec<u32> = keys.into_iter().map(|(_, from)| from).collect();
        let mut heads: Vec<Option<VersionHead>> = heads.into_iter().map(Some).collect();
        let mut all = Vec::with_capacity(heads.len());
        let mut places = vec![0; ids];
        for from in order {
            let head = heads.get_mut(from as usize).and_then(Option::take);
            all.extend(head.map(Arc::new));
        }
        for (place, head) in (1..).zip(&all) {
            places[head.id as usize] = place;
        }
        Self { all, group, places }
    }

    /// How many groups there are.
    pub(crate) fn groups(&self) -> usize {
        self.group.last().map_or(0, |last| *last as usize + 1)
    }

    /// One more than the highest id.
    pub(crate) fn ids(&self) -> usize {
        self.places.len()
    }

    /// The place and the group of a version.
    pub(crate) fn find(&self, id: u64) -> Option<(u32, u32)> {
        let place = *self.places.get(usize::try_from(id).ok()?)?;
        let at = place.checked_sub(1)?;
        Some((at, *self.group.get(at as usize)?))
    }

    /// The head at a place that was found.
    pub(crate) fn head(&self, at: u32) -> &Arc<VersionHead> {
        &self.all[at as usize]
    }
}
