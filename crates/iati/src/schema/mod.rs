//! Whether a unit is as the standard's XML schemas ask, and if not, where.
//!
//! What the schemas ask is declared in two outlines that a person can read:
//! `standard.txt` (2.01 to 2.03, made by `tools/schema.py`) and `legacy.txt`
//! (1.01 to 1.05). The verdict is that of `xmllint --schema`, which decides
//! whether a file counts as valid; but every fault is found, not the first. The
//! walk also gives each element its [`Place`], for other checks to be tied to.
//! Codes and rules are left to [`crate::check`].

mod fault;
mod file;
mod grammar;
mod moment;
mod namespace;
mod number;
mod order;
mod outline;
mod place;
mod shape;
mod simple;
#[cfg(test)]
mod tests;
mod uri;
mod walk;
mod words;

pub use fault::{Fault, Kind};
pub use file::{FileFault, Layout};
pub(crate) use namespace::{INSTANCE, declared_prefix};
pub use place::Place;
pub(crate) use shape::{Shape, Slot};
pub use simple::Simple;
pub(crate) use simple::{collapsed, is_blank};

use crate::read::{Context, Tree};
use crate::version::Version;

/// The schema of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    version: Version,
}

impl Schema {
    #[must_use]
    pub fn of(version: Version) -> Self {
        Self { version }
    }

    /// The place of a path such as `iati-activity/transaction/value`, in
    /// whatever version.
    #[must_use]
    pub fn place(path: &str) -> Option<Place> {
        place::PLACES.find(path)
    }

    /// The path of a place; empty for [`Place::NONE`].
    #[must_use]
    pub fn path(place: Place) -> &'static str {
        place::PLACES.path(place)
    }

    /// How many places there are, [`Place::NONE`] included.
    #[must_use]
    pub fn places() -> usize {
        place::PLACES.len()
    }

    /// Walks over a unit. `places` is emptied and gets the place of each
    /// element, in the order of [`Tree::elements`]; `faults` is emptied and
    /// gets all faults, in the order of the document.
    pub fn check<'t>(
        self,
        tree: &'t Tree,
        context: &'t Context,
        places: &mut Vec<Place>,
        faults: &mut Vec<Fault<'t>>,
    ) {
        places.clear();
        faults.clear();
        walk::Walk::new(self.version, context, places, faults).run(tree);
        faults.sort_by_key(|f| f.offset);
    }

    /// The faults of the document element's own tag. None, if it is not one of
    /// the standard's.
    #[must_use]
    pub fn root_faults(self, context: &Context) -> Vec<FileFault> {
        file::root_faults(self.version, context)
    }
}
