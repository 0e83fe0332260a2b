//! What is live: which versions count at a date, as known at a time.
//!
//! Of each dataset the newest publication that was out by then; of each
//! activity in several of those, the newest copy. Superseded copies are kept
//! and counted, and never in an answer twice.

use crate::error::Result;
use crate::member::Member;
use crate::record::{Publication, Record, VersionHead};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The moment a question is asked of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct AsOf {
    /// Last day of publication that counts, `YYYY-MM-DD`; `None` is no limit.
    pub published: Option<String>,
    /// Last import that counts; `None` is no limit.
    pub known: Option<u64>,
}

/// An activity or organisation that counts.
#[derive(Clone, Debug)]
pub struct LiveMember {
    pub head: VersionHead,
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
    names: HashMap<String, String>,
    by_identifier: HashMap<String, Vec<u32>>,
    by_reporter: HashMap<String, Vec<u32>>,
}

const NOT_LIVE: u32 = u32::MAX;

/// What decides between two copies: stamp, then publication, then place.
type Age = (String, String, u64, u64);

impl Live {
    pub(crate) fn read(record: &Record, at: &AsOf, reached: u64) -> Result<Self> {
        let known = at.known.unwrap_or(u64::MAX).min(reached);
        let all = record.publications()?;
        let seen = |p: &&Publication| p.seq <= known && is_out(p, at);
        let refused = all
            .iter()
            .filter(seen)
            .filter(|p| p.refused.is_some())
            .count() as u64;
        let publications = newest(all.iter().filter(seen).filter(|p| p.refused.is_none()));
        let heads = record.versions(known)?;
        let mut found = Vec::new();
        for (at, publication) in publications.iter().enumerate() {
            for member in record.members(publication.seq)? {
                found.push((at, member));
            }
        }
        let mut live = Self {
            refused,
            publications,
            ..Self::default()
        };
        live.settle(found, &heads);
        Ok(live)
    }

    /// Of copies of one activity, the newest stays.
    fn settle(&mut self, found: Vec<(usize, Member)>, heads: &[VersionHead]) {
        let head_of = |version: u64| {
            heads
                .binary_search_by_key(&version, |h| h.id)
                .ok()
                .map(|at| &heads[at])
        };
        let mut kept: BTreeMap<(String, String, bool), (Age, LiveMember)> = BTreeMap::new();
        let mut nameless: BTreeMap<u64, LiveMember> = BTreeMap::new();
        let publications = std::mem::take(&mut self.publications);
        for (at, member) in &found {
            let publication = &publications[*at];
            let Some(head) = head_of(member.version) else {
                continue;
            };
            let candidate = LiveMember {
                head: head.clone(),
                publication: publication.seq,
                ordinal: member.ordinal,
                line: member.line,
            };
            if head.identifier.is_empty() {
                // Without an identifier nothing says that two are the same,
                // unless they are equal.
                self.superseded += u64::from(nameless.insert(head.id, candidate).is_some());
                continue;
            }
            let key = (
                flow::key::of(&head.identifier),
                flow::key::of(&head.reporter),
                head.is_activity,
            );
            let age = age(publication, member);
            match kept.entry(key) {
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert((age, candidate));
                }
                std::collections::btree_map::Entry::Occupied(mut place) => {
                    self.superseded += 1;
                    if age > place.get().0 {
                        place.insert((age, candidate));
                    }
                }
            }
        }
        self.publications = publications;
        let named = kept.into_values().map(|(_, member)| member);
        self.members = nameless.into_values().chain(named).collect();
        self.arrange(heads.last().map_or(0, |h| h.id));
    }

    fn arrange(&mut self, last_version: u64) {
        self.ranks = vec![NOT_LIVE; last_version as usize + 1];
        for (rank, member) in self.members.iter().enumerate() {
            let rank = rank as u32;
            let head = &member.head;
            if let Some(place) = self.ranks.get_mut(head.id as usize) {
                *place = rank;
            }
            let identifier = flow::key::of(&head.identifier);
            self.by_identifier.entry(identifier).or_default().push(rank);
            let reporter = flow::key::of(&head.reporter);
            self.by_reporter.entry(reporter).or_default().push(rank);
            if !head.reporter.is_empty() && !head.reporter_name.is_empty() {
                let name = self.names.entry(flow::key::of(&head.reporter));
                name.or_insert_with(|| head.reporter_name.clone());
            }
        }
    }

    /// The place of a version in the order; `None` if it does not count.
    #[must_use]
    pub fn rank(&self, version: u64) -> Option<u32> {
        let rank = *self.ranks.get(version as usize)?;
        (rank != NOT_LIVE).then_some(rank)
    }

    /// The live activities of this identifier; several reporters may use one.
    pub fn activities(&self, identifier: &str) -> impl Iterator<Item = &LiveMember> + use<'_> {
        self.listed(&self.by_identifier, identifier)
    }

    /// The live activities that an organisation reports.
    pub fn reported_by(&self, reference: &str) -> impl Iterator<Item = &LiveMember> + use<'_> {
        self.listed(&self.by_reporter, reference)
    }

    fn listed<'a>(
        &'a self,
        list: &'a HashMap<String, Vec<u32>>,
        key: &str,
    ) -> impl Iterator<Item = &'a LiveMember> + use<'a> {
        let ranks = list.get(&flow::key::of(key)).map_or(&[][..], Vec::as_slice);
        let members = ranks.iter().map(|rank| &self.members[*rank as usize]);
        members.filter(|m| m.head.is_activity)
    }

    /// The name under which an organisation reports, if it does.
    #[must_use]
    pub fn name_of(&self, reference: &str) -> Option<&str> {
        self.names
            .get(&flow::key::of(reference))
            .map(String::as_str)
    }

    /// References and names of all that report, in order of reference.
    #[must_use]
    pub fn reporters(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<(&str, &str)> = self
            .names
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        all.sort_unstable();
        all
    }
}

fn is_out(publication: &Publication, at: &AsOf) -> bool {
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
fn age(publication: &Publication, member: &Member) -> Age {
    let published = &publication.published.value;
    let possible = member
        .updated
        .as_ref()
        .filter(|s| **s <= publication.imported);
    let stamp = possible.unwrap_or(published);
    (
        stamp.clone(),
        published.clone(),
        publication.seq,
        member.ordinal,
    )
}
