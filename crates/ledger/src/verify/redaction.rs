//! Tombstones: what was redacted has the hash that its last tombstone says.

use super::{FROM_A_COPY, Known, Verified};
use crate::record::chain::{Hash, Tombstone};
use std::collections::BTreeMap;

const AFTER: &str = "it is not what it became when it was redacted: it was changed after that";

/// What has become of the redacted things of one kind, by id.
pub(super) struct Became<'a>(BTreeMap<u64, &'a Tombstone>);

impl<'a> Became<'a> {
    pub(super) fn of(kind: &str, tombstones: &'a [Tombstone]) -> Self {
        let of_kind = tombstones.iter().filter(|t| t.kind == kind);
        // In order: the last of each stays.
        Self(of_kind.map(|t| (t.id, t)).collect())
    }

    /// Whether a thing is what its tombstone says; one without any is.
    pub(super) fn check(&self, id: u64, is: &Hash, place: &str, found: &mut Verified) {
        let tombstone = self.0.get(&id);
        if tombstone.is_some_and(|t| t.became != is) {
            found.fault(place, AFTER, FROM_A_COPY);
        }
    }
}

/// Versions against their last tombstones.
pub(super) fn versions(tombstones: &[Tombstone], known: &[Known], found: &mut Verified) {
    let became = Became::of("version", tombstones);
    for version in known {
        let place = format!("version {}", version.id);
        became.check(version.id, &version.hash, &place, found);
    }
    let is_gone = |id: &&u64| known.binary_search_by_key(*id, |k| k.id).is_err();
    for id in became.0.keys().filter(is_gone) {
        let what = "a tombstone names it, and it is gone";
        found.fault(format!("version {id}"), what, FROM_A_COPY);
    }
}
