//! A version of an activity, as a dataset tells it for a time.

use crate::flows::counted::Counted;
use crate::flows::{At, Facts};
use crate::key;
use crate::programme::evidence::RestsOn;
use crate::results::{Track, tracks};
use iati::position::Position;
use iati::read::{Context, Tree};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One version of an activity in one dataset.
#[derive(Clone, Debug)]
pub struct Edition {
    pub dataset: String,
    /// Name or number of the last publication that tells it.
    pub publication: String,
    /// The day on which it was first told.
    pub told: Date,
    /// The day from which the dataset tells another version, or none.
    pub gone: Option<Date>,
    pub activity: String,
    pub reporter: String,
    /// Code of `ActivityStatus`.
    pub status: Option<String>,
    /// Code of `ActivityDateType`, and its day where that can be read.
    pub days: Vec<(String, Date)>,
    pub facts: Facts,
    pub tracks: Vec<Track>,
    /// Which rows of the facts count in totals (see
    /// [`Summary::rows`](crate::flows::counted::Summary::rows)); none: all.
    pub counted: Option<Vec<Counted>>,
    pub start: Position,
}

/// Where a version comes from.
#[derive(Clone, Debug)]
pub struct Telling {
    pub dataset: String,
    pub publication: String,
    pub told: Date,
    pub gone: Option<Date>,
    /// Where it begins in the file of that publication.
    pub start: Position,
}

impl Edition {
    /// Reads a stored version.
    #[must_use]
    pub fn read(tree: &Tree, context: &Context, telling: Telling) -> Self {
        let start = telling.start;
        let activity = iati::activity::Activity::read(tree, context, start);
        let reporter = activity.reporting_org.reference.unwrap_or_default();
        let results = iati::results::read(tree, start);
        let day = |d: &iati::activity::ActivityDate| Some((d.kind.clone(), *d.date.known()?));
        Self {
            dataset: telling.dataset,
            publication: telling.publication,
            told: telling.told,
            gone: telling.gone,
            status: activity.status,
            days: activity.dates.iter().filter_map(day).collect(),
            facts: Facts::read(tree, context, start),
            tracks: tracks(&activity.identifier, &reporter, &results),
            counted: None,
            start,
            activity: activity.identifier,
            reporter,
        }
    }

    /// Whose activity in which dataset it is a version of.
    pub(super) fn source(&self) -> (&str, String, String) {
        let keys = (key::of(&self.reporter), key::of(&self.activity));
        (&self.dataset, keys.0, keys.1)
    }

    /// Whether it is told on a day.
    #[must_use]
    pub fn is_told_on(&self, day: Date) -> bool {
        self.told <= day && self.gone.is_none_or(|gone| day < gone)
    }

    /// Whether a row of its facts counts.
    pub(super) fn standing(&self, at: At) -> Counted {
        let all = self.counted.as_ref();
        let found = all.and_then(|all| all.get(at.row(&self.facts)));
        found.copied().unwrap_or(Counted::Yes)
    }

    /// The activity as a whole, for what rests on it.
    pub(super) fn place(&self, element: &str, line: u64) -> RestsOn {
        RestsOn {
            publication: self.publication.clone(),
            activity: Some(self.activity.clone()),
            element: Some(element.to_owned()),
            position: Some(Position { line, column: 1 }),
        }
    }

    pub(super) fn day(&self, kind: &str) -> Option<Date> {
        let found = self.days.iter().find(|(k, _)| k == kind);
        found.map(|(_, day)| *day)
    }

    /// The references of all that take part in it, in any role or payment.
    pub(super) fn named(&self) -> BTreeSet<String> {
        let facts = &self.facts;
        let taking_part = facts.participants.iter().map(|p| &p.org);
        let paying = facts.transactions.iter();
        let paying = paying.flat_map(|t| t.provider.iter().chain(&t.receiver));
        let planned = facts.planned.iter();
        let planned = planned.flat_map(|p| p.provider.iter().chain(&p.receiver));
        let all = taking_part.chain(paying).chain(planned);
        all.filter_map(|org| org.reference().map(key::of)).collect()
    }
}

/// Of the datasets that tell of one activity by one reporter, that which did so last: a
/// copy is not a second activity.
pub(super) fn newest_datasets(all: &[Edition]) -> BTreeSet<(&str, String, String)> {
    let mut last: BTreeMap<(String, String), (Option<Date>, Date, &str)> = BTreeMap::new();
    for edition in all {
        let (dataset, reporter, activity) = edition.source();
        // What is told still goes before what is not.
        let gone = edition.gone.or(Some(Date::MAX));
        let this = (gone, edition.told, dataset);
        let known = last.entry((reporter, activity)).or_insert(this);
        *known = this.max(*known);
    }
    let each = last.into_iter();
    each.map(|((reporter, activity), (_, _, dataset))| (dataset, reporter, activity))
        .collect()
}
