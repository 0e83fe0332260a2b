//! Two lists of activities compared: two publications, or what was live on two
//! days. Equal versions are only counted, never unpacked.

use super::{Place, Told};
use crate::error::Result;
use flow::change::{
    Change, Context, PublicationChanges, Publications, Renamed, Row, Slips, Version,
};
use jiff::civil::Date;
use ledger::{Held, Past, Reading};
use std::collections::{HashMap, HashSet, VecDeque};

/// How the planned end of an activity had moved up to an older version.
pub type SlipsOf<'f> = &'f dyn Fn(&Held) -> Result<Slips>;

/// What belongs together in two lists.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// Activities that say the same in both.
    pub unchanged: u64,
    pub both: Vec<(Held, Held)>,
    pub gone: Vec<Held>,
    pub come: Vec<Held>,
}

impl Settled {
    /// Equal versions first; the rest by reporter and identifier, then by
    /// identifier alone, each in the order of the file. What has no identifier
    /// stays alone.
    ///
    /// # Errors
    /// The record is damaged.
    pub fn of(past: &Past<'_>, older: Vec<Held>, newer: Vec<Held>) -> Result<Self> {
        let mut settled = Self::default();
        let (older, newer) = settled.equal(older, newer);
        let by_both = |held: &Held| -> Result<Option<String>> {
            let head = past.head(held)?;
            let name = (!head.identifier.is_empty())
                .then(|| format!("{} {}", flow::key::of(&head.reporter), head.identifier));
            Ok(name)
        };
        let (older, newer) = settled.paired(older, newer, &by_both)?;
        let by_identifier = |held: &Held| -> Result<Option<String>> {
            let identifier = past.head(held)?.identifier.to_string();
            Ok(Some(identifier).filter(|i| !i.is_empty()))
        };
        (settled.gone, settled.come) = settled.paired(older, newer, &by_identifier)?;
        Ok(settled)
    }

    fn equal(&mut self, older: Vec<Held>, newer: Vec<Held>) -> (Vec<Held>, Vec<Held>) {
        let mut versions: HashMap<u64, u64> = HashMap::new();
        for held in &newer {
            *versions.entry(held.version).or_default() += 1;
        }
        let mut taken: HashMap<u64, u64> = HashMap::new();
        let mut left = Vec::new();
        for held in older {
            match versions.get_mut(&held.version).filter(|n| **n > 0) {
                Some(n) => {
                    *n -= 1;
                    *taken.entry(held.version).or_default() += 1;
                    self.unchanged += 1;
                }
                None => left.push(held),
            }
        }
        let mut came = newer;
        came.retain(|held| match taken.get_mut(&held.version) {
            Some(n) if *n > 0 => {
                *n -= 1;
                false
            }
            _ => true,
        });
        (left, came)
    }

    /// Pairs what has the same name; gives back what stays alone.
    fn paired(
        &mut self,
        older: Vec<Held>,
        newer: Vec<Held>,
        name: &dyn Fn(&Held) -> Result<Option<String>>,
    ) -> Result<(Vec<Held>, Vec<Held>)> {
        let mut by_name: HashMap<String, VecDeque<Held>> = HashMap::new();
        for held in &older {
            if let Some(name) = name(held)? {
                by_name.entry(name).or_default().push_back(*held);
            }
        }
        let mut came = Vec::new();
        for held in newer {
            let found = name(&held)?.and_then(|name| by_name.get_mut(&name)?.pop_front());
            match found {
                Some(was) => self.both.push((was, held)),
                None => came.push(held),
            }
        }
        let mut left = Vec::new();
        for held in older {
            let is_left = match name(&held)? {
                Some(name) => by_name.get(&name).is_some_and(|all| all.contains(&held)),
                None => true,
            };
            if is_left {
                left.push(held);
            }
        }
        Ok((left, came))
    }
}

/// How many activities of both sides no change speaks of: those of one version,
/// and those that differ only in what is no change.
///
/// # Errors
/// The record is damaged.
pub fn as_before(past: &Past<'_>, settled: &Settled, told: &[Told]) -> Result<u64> {
    let mut changed: HashSet<&str> = HashSet::new();
    for change in told.iter().map(|t| &t.change) {
        changed.insert(&change.identifier);
        let recoding = change.recoding.iter();
        changed.extend(recoding.flat_map(|r| r.activities.iter().map(String::as_str)));
    }
    let mut count = settled.unchanged;
    for (was, _) in &settled.both {
        let identifier = past.head(was)?.identifier.as_ref();
        count += u64::from(!changed.contains(identifier));
    }
    Ok(count)
}

/// Which dataset a change is told of, and from which day on.
#[derive(Clone, Debug)]
pub struct Frame {
    pub dataset: Option<String>,
    pub published: Date,
    /// The two publications; of two days only what each activity is read from.
    pub publications: Option<(u64, u64)>,
}

/// Every change between two lists, the gravest first.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn compare(
    past: &Past<'_>,
    settled: &Settled,
    about: &Context,
    frame: &Frame,
    slips: SlipsOf<'_>,
) -> Result<Vec<Told>> {
    let found = changes(past, settled, about, slips)?;
    let places = Places::of(past, settled, frame)?;
    found
        .changes
        .into_iter()
        .map(|change| places.told(past, change))
        .collect()
}

fn changes(
    past: &Past<'_>,
    settled: &Settled,
    about: &Context,
    slips: SlipsOf<'_>,
) -> Result<PublicationChanges> {
    let mut all = Publications::new(about);
    // Nothing is known of them without reading them, so they count as having
    // every field.
    all.unchanged(usize::try_from(settled.unchanged).unwrap_or(usize::MAX));
    for (was, is) in &settled.both {
        let (older, newer) = (past.reading(was)?, past.reading(is)?);
        let slips = slips_between(was, &older, &newer, slips)?;
        all.both(&version(&older, slips), &version(&newer, Slips::default()));
    }
    for was in &settled.gone {
        let older = past.reading(was)?;
        all.only_older(&version(&older, slips(was)?));
    }
    for is in &settled.come {
        all.only_newer(&version(&past.reading(is)?, Slips::default()));
    }
    Ok(all.finish())
}

/// Only a planned end that is pushed back asks how often it was before.
fn slips_between(
    was: &Held,
    older: &Reading,
    newer: &Reading,
    slips: SlipsOf<'_>,
) -> Result<Slips> {
    let ends = older.activity.date(&["3"]).zip(newer.activity.date(&["3"]));
    match ends {
        Some((was_end, end)) if end > was_end => slips(was),
        _ => Ok(Slips::default()),
    }
}

pub fn version(statement: &Reading, slips: Slips) -> Version<'_> {
    Version {
        activity: &statement.activity,
        tree: Some(&statement.tree),
        start: statement.start,
        slips,
    }
}

/// What changed between two versions of one activity.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn one(
    past: &Past<'_>,
    (was, is): (&Held, &Held),
    about: &Context,
    frame: &Frame,
    slips: SlipsOf<'_>,
) -> Result<Vec<Told>> {
    let (older, newer) = (past.reading(was)?, past.reading(is)?);
    let slips = slips_between(was, &older, &newer, slips)?;
    let changes = flow::change::compare_versions(
        &version(&older, slips),
        &version(&newer, Slips::default()),
        about,
    );
    let settled = Settled {
        both: vec![(*was, *is)],
        ..Settled::default()
    };
    let places = Places::of(past, &settled, frame)?;
    let each = changes.into_iter();
    each.map(|change| places.told(past, change)).collect()
}

/// Older and newer identifiers of activities that go on under another.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn renamed(past: &Past<'_>, settled: &Settled, about: &Context) -> Result<Vec<Renamed>> {
    let alone = Settled {
        gone: settled.gone.clone(),
        come: settled.come.clone(),
        ..Settled::default()
    };
    Ok(changes(past, &alone, about, &|_| Ok(Slips::default()))?.renamed)
}

/// Where the activities of a comparison stand, by identifier.
struct Places<'f> {
    older: HashMap<String, Vec<Held>>,
    newer: HashMap<String, Vec<Held>>,
    frame: &'f Frame,
}

impl<'f> Places<'f> {
    fn of(past: &Past<'_>, settled: &Settled, frame: &'f Frame) -> Result<Self> {
        let mut places = Self {
            older: HashMap::new(),
            newer: HashMap::new(),
            frame,
        };
        let older = settled.both.iter().map(|(was, _)| was).chain(&settled.gone);
        let newer = settled.both.iter().map(|(_, is)| is).chain(&settled.come);
        for held in older {
            let named = past.head(held)?.identifier.to_string();
            places.older.entry(named).or_default().push(*held);
        }
        for held in newer {
            let named = past.head(held)?.identifier.to_string();
            places.newer.entry(named).or_default().push(*held);
        }
        Ok(places)
    }

    fn told(&self, past: &Past<'_>, change: Change) -> Result<Told> {
        let older = standing(&self.older, &change, change.older.as_deref());
        let newer = standing(&self.newer, &change, change.newer.as_deref());
        let whose = newer.or(older).map(|held| past.head(held)).transpose()?;
        let dataset = self.frame.dataset.clone().or_else(|| {
            let publication = past.publication(newer.or(older)?.publication)?;
            Some(publication.dataset.value.clone())
        });
        let place = |row: Option<&Row>, held: Option<&Held>, frame: Option<u64>| Place {
            publication: frame.or(held.map(|h| h.publication)).unwrap_or_default(),
            path: row.zip(held).map(|(row, held)| path(held, &row.path)),
            line: row
                .zip(held)
                .map(|(row, held)| row.line.unwrap_or(held.line)),
        };
        let of_frame = self.frame.publications;
        Ok(Told {
            reporter: whose.map(|h| h.reporter.to_string()).unwrap_or_default(),
            reporter_name: whose
                .map(|h| h.reporter_name.to_string())
                .unwrap_or_default(),
            dataset: dataset.unwrap_or_default(),
            published: self.frame.published,
            older: place(change.older.as_deref(), older, of_frame.map(|p| p.0)),
            newer: place(change.newer.as_deref(), newer, of_frame.map(|p| p.1)),
            change,
        })
    }
}

/// The activity that a side of a change stands in; of several of one identifier
/// the one that the line lies in.
fn standing<'h>(
    all: &'h HashMap<String, Vec<Held>>,
    change: &Change,
    row: Option<&Row>,
) -> Option<&'h Held> {
    let identifier = row.map_or(&change.identifier, |r| &r.identifier);
    let line = row.and_then(|r| r.line);
    let held = all.get(identifier)?;
    let above = |h: &&Held| line.is_none_or(|line| h.line <= line);
    let found = held.iter().filter(above).max_by_key(|h| h.line);
    found.or_else(|| held.first())
}

fn path(held: &Held, below: &str) -> String {
    let slash = if below.is_empty() { "" } else { "/" };
    format!("{}{slash}{below}", held.path())
}
