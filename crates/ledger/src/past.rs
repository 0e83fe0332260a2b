//! What was said before: the publications of each dataset in their order, what
//! each of them holds, and every version of an activity with its place.
//!
//! As of the moment of the view: what was published or imported after it is not
//! there. Nothing is unpacked before it is asked for.

use crate::error::{Error, Result};
use crate::live::{AsOf, Live};
use crate::record::{Publication, VersionHead};
use crate::view::View;
use iati::activity::Activity;
use iati::position::Position;
use iati::read::{Context, Tree};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The accepted publications of one dataset, the oldest first; of two of one
/// moment the one imported first.
#[derive(Clone, Debug)]
pub struct Series {
    pub dataset: String,
    pub publications: Vec<Publication>,
}

/// An activity as it stands in one publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Two of one version say the same.
    pub version: u64,
    pub publication: u64,
    /// From 1, among the activities of the file.
    pub ordinal: u64,
    /// Of its start tag in the file.
    pub line: u64,
}

impl Held {
    /// E.g. `iati-activity[3]`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("iati-activity[{}]", self.ordinal)
    }
}

/// Everything that one version of an activity says.
#[derive(Debug)]
pub struct Reading {
    pub activity: Activity,
    pub tree: Tree,
    /// Where it begins in its file.
    pub start: Position,
}

/// All that was published up to the moment of a view.
pub struct Past<'a> {
    view: &'a View<'a>,
    /// In order of id.
    heads: Arc<Vec<VersionHead>>,
    all: Vec<Publication>,
    series: Vec<Series>,
}

impl View<'_> {
    /// What was published up to this moment.
    ///
    /// # Errors
    /// The disk fails.
    pub fn past(&self) -> Result<Past<'_>> {
        let all = self.publications()?;
        Ok(Past {
            view: self,
            heads: self.found("versions", || {
                // A long list: others need not wait for the record meanwhile.
                self.ledger.another_record()?.versions(self.reached())
            })?,
            series: series(&all),
            all,
        })
    }

    /// What a version says that begins in this line of its file.
    pub(crate) fn reading(&self, version: u64, line: u64) -> Result<Reading> {
        let body = self.ledger.record().body(version)?;
        let (tree, context) = body.parsed(&format!("version {version}"))?;
        let start = Position { line, column: 1 };
        Ok(Reading {
            activity: Activity::read(&tree, &context, start),
            tree,
            start,
        })
    }
}

/// In order of the datasets' names; what was refused or withdrawn is in none.
fn series(all: &[Publication]) -> Vec<Series> {
    let mut of_dataset: BTreeMap<&str, Vec<Publication>> = BTreeMap::new();
    let counts = |p: &&Publication| p.refused.is_none() && p.corrected.withdrawn.is_none();
    for publication in all.iter().filter(counts) {
        let dataset = of_dataset.entry(&publication.dataset.value).or_default();
        dataset.push(publication.clone());
    }
    let named = of_dataset.into_iter().map(|(dataset, mut publications)| {
        publications.sort_by(|a, b| (&a.published.value, a.seq).cmp(&(&b.published.value, b.seq)));
        Series {
            dataset: dataset.to_owned(),
            publications,
        }
    });
    named.collect()
}

impl<'a> Past<'a> {
    /// In order of the datasets' names.
    #[must_use]
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// A publication by its number, refused ones too.
    #[must_use]
    pub fn publication(&self, seq: u64) -> Option<&Publication> {
        self.all.iter().find(|p| p.seq == seq)
    }

    /// What it superseded: the one before it in its dataset.
    #[must_use]
    pub fn before(&self, seq: u64) -> Option<&Publication> {
        let mut found = self
            .pairs()
            .filter(|both| both.last().is_some_and(|p| p.seq == seq));
        found.next().and_then(<[_]>::first)
    }

    /// What superseded it: the one after it in its dataset.
    #[must_use]
    pub fn after(&self, seq: u64) -> Option<&Publication> {
        let mut found = self
            .pairs()
            .filter(|both| both.first().is_some_and(|p| p.seq == seq));
        found.next().and_then(<[_]>::last)
    }

    /// Publications one after the other, of all datasets.
    fn pairs(&self) -> impl Iterator<Item = &[Publication]> {
        self.series.iter().flat_map(|s| s.publications.windows(2))
    }

    /// The activities of a publication, in the order of its file.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn held(&self, seq: u64) -> Result<Vec<Held>> {
        let members = self.view.ledger.record().members(seq)?;
        let is_activity = |version: u64| self.find(version).is_some_and(|h| h.is_activity);
        let activities = members.into_iter().filter(|m| is_activity(m.version));
        Ok(activities
            .map(|m| Held {
                version: m.version,
                publication: seq,
                ordinal: m.ordinal,
                line: m.line,
            })
            .collect())
    }

    fn find(&self, version: u64) -> Option<&VersionHead> {
        let at = self.heads.binary_search_by_key(&version, |h| h.id).ok()?;
        self.heads.get(at)
    }

    /// Whose activity it is.
    ///
    /// # Errors
    /// The record has no such version.
    pub fn head(&self, held: &Held) -> Result<&VersionHead> {
        let damaged = || Error::Damaged(format!("there is no version {}", held.version));
        self.find(held.version).ok_or_else(damaged)
    }

    /// All versions of activities of this identifier, whoever reports them, in
    /// order of id.
    pub fn versions_of(&self, identifier: &str) -> impl Iterator<Item = &VersionHead> + use<'_> {
        let asked = flow::key::of(identifier);
        let activities = self.heads.iter().filter(|h| h.is_activity);
        activities.filter(move |h| flow::key::same(&h.identifier, &asked))
    }

    /// What it says, from its stored source.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn reading(&self, held: &Held) -> Result<Reading> {
        self.view.reading(held.version, held.line)
    }

    /// What a version says, as it is stored, and what stood around it.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn unit(&self, held: &Held) -> Result<(Tree, Context)> {
        let body = self.view.ledger.record().body(held.version)?;
        body.parsed(&format!("version {}", held.version))
    }

    /// What was live on a day, within the moment of the view.
    ///
    /// # Errors
    /// The disk fails.
    pub fn live_on(&self, day: &str) -> Result<Arc<Live>> {
        let at = AsOf {
            published: Some(day.to_owned()),
            known: self.view.at().known,
        };
        self.view.live_at(&at)
    }
}
