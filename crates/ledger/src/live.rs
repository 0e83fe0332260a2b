//! What is live: which versions count at a date, as known at a time.
//!
//! Of each dataset the newest publication that was out by then; of each
//! activity in several of those, the newest copy. Superseded copies are kept
//! and counted, and never in an answer twice.

use crate::error::Result;
use crate::heads::Heads;
use crate::index::Hit;
use crate::member::Member;
use crate::record::{Publication, Record, VersionHead};
use crate::statement::{Corrections, Statement, in_force};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The moment a question is asked of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct AsOf {
    /// Last day of publication that counts, `YYYY-MM-DD`; `None` is no limit.
    pub published: Option<String>,
    /// Last import that counts; `None` is no limit.
    pub known: Option<u64>,
}

impl AsOf {
    /// Whether everything on record is asked of.
    #[must_use]
    pub fn is_now(&self) -> bool {
        *self == Self::default()
    }
}

/// An activity or organisation that counts.
#[derive(Clone, Debug)]
pub struct LiveMember {
    pub head: Arc<VersionHead>,
    pub publication: u64,
    /// From 1, in the file of that publication.
    pub ordinal: u64,
    pub line: u64,
}

impl LiveMember {
    /// E.g. `iati-activity[3]`.
    #[must_use]
    pub fn path(&self) -> String {
        let name = if self.head.is_activity {
            "iati-activity"
        } else {
            "iati-organisation"
        };
        format!("{name}[{}]", self.ordinal)
    }
}

/// All that counts at one moment.
#[derive(Debug, Default)]
pub struct Live {
    /// In order of identifier; the place is the rank.
    pub members: Vec<LiveMember>,
    /// The publications that members are live from.
    pub publications: Vec<Publication>,
    /// Copies of activities that a newer copy in another dataset superseded.
    pub superseded: u64,
    /// Publications that were refused by that time, of a dataset or of none.
    pub refused: u64,
    ranks: Vec<u32>,
    names: HashMap<String, Arc<str>>,
    by_reporter: HashMap<String, Vec<u32>>,
}

const NOT_LIVE: u32 = u32::MAX;

/// What decides between two copies: stamp, then publication, then place.
type Age<'a> = (&'a str, &'a str, u64, u64);

/// The copy of an activity that stays, and which publication it is of.
struct Kept {
    member: Member,
    publication: u32,
    version: u32,
}

impl Live {
    pub(crate) fn read(
        record: &Record,
        heads: &Heads,
        at: &AsOf,
        reached: u64,
        statements: &[Statement],
    ) -> Result<Self> {
        let known = at.known.unwrap_or(u64::MAX).min(reached);
        let mut all = record.publications()?;
        let corrections = corrections(statements, at);
        all.iter_mut().for_each(|p| corrections.apply(p));
        let seen = |p: &&Publication| p.seq <= known && is_out(p, at);
        let refused = all
            .iter()
            .filter(seen)
            .filter(|p| p.refused.is_some())
            .count() as u64;
        let counts = |p: &&Publication| p.refused.is_none() && p.corrected.withdrawn.is_none();
        let publications = newest(all.iter().filter(seen).filter(counts));
        let mut live = Self {
            refused,
            publications,
            ..Self::default()
        };
        let kept = live.settle(record, heads)?;
        live.arrange(heads, kept);
        Ok(live)
    }

    /// Of copies of one activity, the newest stays; in order of identifier.
    fn settle(&mut self, record: &Record, heads: &Heads) -> Result<Vec<Kept>> {
        let mut kept: Vec<Option<Kept>> = Vec::new();
        kept.resize_with(heads.groups(), || None);
        for (at, publication) in (0..).zip(&self.publications) {
            for member in record.members(publication.seq)? {
                let Some((version, group)) = heads.find(member.version) else {
                    continue;
                };
                let place = &mut kept[group as usize];
                let is_newer = match place {
                    None => true,
                    Some(other) => {
                        self.superseded += 1;
                        let than = &self.publications[other.publication as usize];
                        // Without an identifier nothing says that two are the same,
                        // unless they are equal.
                        heads.head(version).identifier.is_empty()
                            || age(publication, &member) > age(than, &other.member)
                    }
                };
                if is_newer {
                    *place = Some(Kept {
                        member,
                        publication: at,
                        version,
                    });
                }
            }
        }
        Ok(kept.into_iter().flatten().collect())
    }

    fn arrange(&mut self, heads: &Heads, kept: Vec<Kept>) {
        self.ranks = vec![NOT_LIVE; heads.ids()];
        self.members.reserve_exact(kept.len());
        let mut reporters = Reporters::default();
        for (rank, kept) in (0u32..).zip(kept) {
            let head = heads.head(kept.version);
            if let Some(place) = self.ranks.get_mut(head.id as usize) {
                *place = rank;
            }
            reporters.note(head, rank);
            self.members.push(LiveMember {
                head: head.clone(),
                publication: self.publications[kept.publication as usize].seq,
                ordinal: kept.member.ordinal,
                line: kept.member.line,
            });
        }
        for (key, reporter) in reporters.all {
            if let Some(name) = reporter.name {
                self.names.insert(key.clone(), name);
            }
            self.by_reporter.insert(key, reporter.ranks);
        }
    }

    /// The place of a version in the order; `None` if it does not count.
    #[must_use]
    pub fn rank(&self, version: u64) -> Option<u32> {
        let rank = *self.ranks.get(version as usize)?;
        (rank != NOT_LIVE).then_some(rank)
    }

    /// The publications that what stands at these ranks comes from, in order of import.
    pub fn sources_at(&self, at: impl IntoIterator<Item = u32>) -> Vec<&Publication> {
        let mut ranks = Met::new(self);
        at.into_iter().for_each(|rank| ranks.add(rank));
        ranks.publications(self)
    }

    /// The publications that these answers come from, in order of import.
    pub fn sources<'a>(&self, hits: impl IntoIterator<Item = &'a Hit>) -> Vec<&Publication> {
        let mut ranks = Met::new(self);
        for hit in hits {
            ranks.add(hit.rank);
        }
        ranks.publications(self)
    }

    /// The publications that the activities and records of these organisations come
    /// from, in order of import.
    pub fn sources_of_reporters(&self, references: &[String]) -> Vec<&Publication> {
        let mut ranks = Met::new(self);
        for reference in references {
            let of_reporter = self.by_reporter.get(&flow::key::of(reference));
            of_reporter
                .into_iter()
                .flatten()
                .for_each(|r| ranks.add(*r));
        }
        ranks.publications(self)
    }

    /// The live activities of this identifier; several reporters may use one.
    pub fn activities(&self, identifier: &str) -> impl Iterator<Item = &LiveMember> + use<'_> {
        // Members without an identifier stand first, and their key is the least.
        let key = flow::key::of(identifier);
        let key_of = |m: &LiveMember| flow::key::of(&m.head.identifier);
        let from = self.members.partition_point(|m| key_of(m) < key);
        let count = self.members[from..].partition_point(|m| key_of(m) == key);
        let members = self.members[from..from + count].iter();
        members.filter(|m| m.head.is_activity)
    }

    /// The live activities that an organisation reports.
    pub fn reported_by(&self, reference: &str) -> impl Iterator<Item = &LiveMember> + use<'_> {
        let ranks = self.by_reporter.get(&flow::key::of(reference));
        let ranks = ranks.map_or(&[][..], Vec::as_slice);
        let members = ranks.iter().map(|rank| &self.members[*rank as usize]);
        members.filter(|m| m.head.is_activity)
    }

    /// The name under which an organisation reports, if it does.
    #[must_use]
    pub fn name_of(&self, reference: &str) -> Option<&str> {
        self.names
            .get(&flow::key::of(reference))
            .map(|name| &**name)
    }

    /// References and names of all that report, in order of reference.
    #[must_use]
    pub fn reporters(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<(&str, &str)> =
            self.names.iter().map(|(k, v)| (k.as_str(), &**v)).collect();
        all.sort_unstable();
        all
    }
}

/// Which places in the order were met. A byte each, whatever the number of answers.
#[derive(Clone, Debug, Default)]
pub struct Met(Vec<bool>);

impl Met {
    #[must_use]
    pub fn new(live: &Live) -> Self {
        Self(vec![false; live.members.len()])
    }

    pub fn add(&mut self, rank: u32) {
        if let Some(met) = self.0.get_mut(rank as usize) {
            *met = true;
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (met, other) in self.0.iter_mut().zip(&other.0) {
            *met |= other;
        }
    }

    /// The publications that stand there, in order of import.
    #[must_use]
    pub fn publications<'a>(&self, live: &'a Live) -> Vec<&'a Publication> {
        let met = live.members.iter().zip(&self.0).filter(|(_, met)| **met);
        let numbers: HashSet<u64> = met.map(|(member, _)| member.publication).collect();
        let all = live.publications.iter();
        all.filter(|p| numbers.contains(&p.seq)).collect()
    }
}

/// The corrections that count at a moment.
pub(crate) fn corrections(statements: &[Statement], at: &AsOf) -> Corrections {
    Corrections::of(&in_force(statements, at.known))
}

pub(crate) fn is_out(publication: &Publication, at: &AsOf) -> bool {
    let day = publication.published.value.get(..10).unwrap_or("");
    at.published.as_deref().is_none_or(|limit| day <= limit)
}

/// Of each dataset the newest; two of one moment: the one imported later.
fn newest<'a>(publications: impl Iterator<Item = &'a Publication>) -> Vec<Publication> {
    let mut of_dataset: BTreeMap<&str, &Publication> = BTreeMap::new();
    for p in publications {
        let place = of_dataset.entry(&p.dataset.value).or_insert(p);
        if (&p.published.value, p.seq) > (&place.published.value, place.seq) {
            *place = p;
        }
    }
    let mut newest: Vec<Publication> = of_dataset.into_values().cloned().collect();
    newest.sort_by_key(|p| p.seq);
    newest
}

/// A copy without a stamp, or with one later than its import, is as old as its
/// publication.
fn age<'a>(publication: &'a Publication, member: &'a Member) -> Age<'a> {
    let published = publication.published.value.as_str();
    let stamp = member.updated.as_deref();
    let possible = stamp.filter(|s| *s <= publication.imported.as_str());
    (
        possible.unwrap_or(published),
        published,
        publication.seq,
        member.ordinal,
    )
}

/// What one organisation reports.
#[derive(Default)]
struct Reporter {
    ranks: Vec<u32>,
    /// The first that it gives itself.
    name: Option<Arc<str>>,
}

/// Organisations that report, by key.
#[derive(Default)]
struct Reporters {
    all: HashMap<String, Reporter>,
    /// The key of the reference met last: it mostly comes again.
    last: Option<(Arc<str>, String)>,
}

impl Reporters {
    fn note(&mut self, head: &VersionHead, rank: u32) {
        let is_last = |(reference, _): &&(Arc<str>, String)| *reference == head.reporter;
        let key = match self.last.take().filter(|last| is_last(&last)) {
            Some((_, key)) => key,
            None => flow::key::of(&head.reporter),
        };
        if !self.all.contains_key(&key) {
            self.all.insert(key.clone(), Reporter::default());
        }
        if let Some(reporter) = self.all.get_mut(&key) {
            reporter.ranks.push(rank);
            if !head.reporter.is_empty() && !head.reporter_name.is_empty() {
                reporter
                    .name
                    .get_or_insert_with(|| head.reporter_name.clone());
            }
        }
        self.last = Some((head.reporter.clone(), key));
    }
}
