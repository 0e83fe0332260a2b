//! What changed between two versions of what a publisher says, how grave it is,
//! and what money it puts in question.
//!
//! Transactions, budgets and results have no identifier of their own, so the
//! first question is which is which (`identity`); then each difference is
//! classified (`judge`), and what only shows across activities is put together
//! (`publication`). Which versions there are, and when each was published, is
//! for the caller to know.
//!
//! Nothing that differs is silent: what has no class of its own is told as
//! [`Class::OtherField`]. Order in the file, white space and
//! `last-updated-datetime` are not differences. The work grows with what
//! changed, even for a hundred thousand transactions in one activity.

mod alike;
pub(crate) mod assign;
mod beyond;
mod class;
mod identity;
mod inventory;
mod judge;
mod moved;
mod origin;
mod publication;
mod recoding;
mod record;
mod renamed;
mod told;

pub use class::{CLASSES, Class, ClassText, Severity};
pub use origin::{Before, Origin, Origins};
pub use publication::{PublicationChanges, Publications};
pub use recoding::{Fields, LEAST as BULK_LEAST};
pub use renamed::Renamed;
pub use told::{Change, Money, Pattern, Recoding, Row};

use iati::activity::Activity;
use iati::position::Position;
use iati::read::Tree;
use jiff::civil::Date;
use std::collections::HashMap;

/// What a comparison is told from outside.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The day of the older publication.
    pub older_published: Date,
    /// The day of the newer one.
    pub newer_published: Date,
    /// The day that ages are counted to.
    pub today: Date,
    /// The month in which the publisher's fiscal year begins, if it is known and
    /// not January.
    pub fiscal_year_starts: Option<i8>,
}

#[derive(Clone, Copy, Debug)]
enum Year {
    Calendar,
    Fiscal,
}

impl Context {
    /// The kind of year, if any, that two days lie in different ones of.
    fn years_between(&self, a: Date, b: Date) -> Option<Year> {
        let fiscal = |d: Date, month: i8| d.year() + i16::from(d.month() >= month);
        let starts = self.fiscal_year_starts;
        if a.year() != b.year() {
            Some(Year::Calendar)
        } else if starts.is_some_and(|m| fiscal(a, m) != fiscal(b, m)) {
            Some(Year::Fiscal)
        } else {
            None
        }
    }
}

/// How the planned end of an activity moved up to some version of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slips {
    /// How often it was pushed back.
    pub times: u32,
    /// The planned end that was published first.
    pub first_end: Option<Date>,
}

impl Slips {
    /// As it stands after one more version.
    #[must_use]
    pub fn then(self, older: &Activity, newer: &Activity) -> Self {
        let (was, now) = (older.date(&["3"]), newer.date(&["3"]));
        let pushed = was.zip(now).is_some_and(|(was, now)| now > was);
        Self {
            times: self.times + u32::from(pushed),
            first_end: self.first_end.or(was).or(now),
        }
    }
}

/// One version of an activity.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    pub activity: &'a Activity,
    /// The tree that it was read from. Without it only what the model reads is
    /// compared: documents, policy markers and the like are not.
    pub tree: Option<&'a Tree>,
    /// Where the activity begins in its file, as [`Activity::read`] was told.
    pub start: Position,
    /// How its planned end had moved up to this version.
    pub slips: Slips,
}

impl<'a> Version<'a> {
    /// A version of which only the model is known.
    #[must_use]
    pub fn of(activity: &'a Activity) -> Self {
        Self {
            activity,
            tree: None,
            start: Position::START,
            slips: Slips::default(),
        }
    }

    /// The fields that it has: what a comparison needs to know of an activity
    /// that did not change.
    #[must_use]
    pub fn fields(&self) -> Fields {
        Fields::of(&inventory::of(self))
    }
}

/// What changed between two versions of an activity, as far as the model reads
/// it; the gravest first, then by class and place in the file.
#[must_use]
pub fn compare_activities(older: &Activity, newer: &Activity, about: &Context) -> Vec<Change> {
    compare_versions(&Version::of(older), &Version::of(newer), about)
}

/// What changed between two versions of an activity; the gravest first, then by
/// class and place in the file.
#[must_use]
pub fn compare_versions(older: &Version<'_>, newer: &Version<'_>, about: &Context) -> Vec<Change> {
    let (a, b) = (inventory::of(older), inventory::of(newer));
    let mut changes = judge::judge(&a, &b, older.slips, about);
    publication::in_order(&mut changes);
    changes
}

/// What changed between two publications of a dataset. Activities that are equal
/// in both need not be given; how many they are is `unchanged`.
///
/// [`Publications`] does the same one activity at a time.
#[must_use]
pub fn compare_publications<'a>(
    older: impl IntoIterator<Item = Version<'a>>,
    newer: impl IntoIterator<Item = Version<'a>>,
    unchanged: usize,
    about: &Context,
) -> PublicationChanges {
    let mut by_id: HashMap<&str, Vec<Version<'a>>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for version in older {
        let id = version.activity.identifier.as_str();
        let all = by_id.entry(id).or_default();
        if all.is_empty() {
            order.push(id);
        }
        all.push(version);
    }
    by_id.values_mut().for_each(|all| all.reverse());
    let mut all = Publications::new(about);
    all.unchanged(unchanged);
    for version in newer {
        // An identifier that stands twice is paired in order.
        let id = version.activity.identifier.as_str();
        match by_id.get_mut(id).and_then(Vec::pop) {
            Some(older) => all.both(&older, &version),
            None => all.only_newer(&version),
        }
    }
    for left in order.iter().filter_map(|id| by_id.remove(id)) {
        left.iter()
            .rev()
            .for_each(|version| all.only_older(version));
    }
    all.finish()
}
