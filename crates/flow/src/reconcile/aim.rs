//! Whom a line names: an activity of the other side, or an organisation.

use super::alias::normal;
use super::input::{Books, Party, to_u32};
use super::name::one_apart;
use super::publisher::{Meant, Publishers, loss};
use super::row::Rows;
use super::told::{Link, NamedBy};
use super::words::Word;
use crate::key::{each_hash, squeezed};
use std::collections::{BTreeMap, HashMap};

/// What a line says of the other side.
#[derive(Clone, Debug, Default)]
pub(super) struct Aim {
    /// An activity, by its place in the common order.
    pub activity: Option<(u32, Link)>,
    /// The publishers that may be meant, best first.
    pub meant: Vec<Meant>,
    /// Anything is said of the other side.
    pub is_named: bool,
}

pub(super) struct Aims {
    aims: Vec<Aim>,
    /// By row.
    of_row: Vec<u32>,
}

impl Aims {
    pub(super) fn of(
        books: &Books,
        publishers: &Publishers,
        rows: &Rows,
        finder: &Finder<'_>,
    ) -> Self {
        let mut places: HashMap<(Party, Option<u32>, u32), u32> = HashMap::new();
        let mut aims: Vec<Aim> = Vec::new();
        let mut meant: HashMap<Party, Vec<Meant>> = HashMap::new();
        let mut of_row = Vec::with_capacity(rows.rows.len());
        let mut mentions: HashMap<Word, Option<u32>> = HashMap::new();
        for row in &rows.rows {
            let line = &books.lines[row.line.0 as usize];
            let mention = line
                .description
                .filter(|_| row.side.is_some())
                .and_then(|d| {
                    *mentions
                        .entry(d)
                        .or_insert_with(|| finder.mention(books.words.text(d)))
                });
            let key = (line.other, mention, row.publisher);
            let place = *places.entry(key).or_insert_with(|| {
                let party = Party {
                    activity: None,
                    ..line.other
                };
                let who = meant
                    .entry(party)
                    .or_insert_with(|| publishers.meant(books, party));
                aims.push(finder.aim(line.other, mention, who, row.publisher));
                to_u32(aims.len() - 1)
            });
            of_row.push(place);
        }
        Self { aims, of_row }
    }

    pub(super) fn of_row(&self, row: u32) -> &Aim {
        &self.aims[self.of_row[row as usize] as usize]
    }
}

/// The activities that a party of a profile names: for relations.
pub(super) fn named_activities(books: &Books, rows: &Rows, finder: &Finder<'_>) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for activity in 0..to_u32(rows.activities.len()) {
        let own = rows.publisher_of[activity as usize];
        for party in &rows.profile(books, activity).participants {
            let other = party
                .activity
                .and_then(|a| finder.known(books.words.text(a)));
            let other = other.filter(|o| rows.publisher_of[*o as usize] != own);
            found.extend(other.map(|other| (activity, other)));
        }
    }
    found
}

/// Finds activities by their identifiers.
pub(super) struct Finder<'a> {
    books: &'a Books,
    rows: &'a Rows,
    /// By squeezed identifier; none where two activities of different
    /// publishers share it.
    known: HashMap<String, Option<u32>>,
    mended: HashMap<Word, u32>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(books: &'a Books, publishers: &Publishers, rows: &'a Rows) -> Self {
        let mut finder = Self {
            books,
            rows,
            known: known(books, publishers, rows),
            mended: HashMap::new(),
        };
        finder.mended = finder.mend();
        finder
    }

    fn known(&self, id: &str) -> Option<u32> {
        self.known.get(&squeezed(id)).copied().flatten()
    }

    /// The activity that a text mentions, if it is one.
    fn mention(&self, text: &str) -> Option<u32> {
        let words =
            text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | ':'));
        let long = words.filter(|w| w.len() >= 8 && w.contains(|c: char| c.is_ascii_digit()));
        let mut found = long.filter_map(|w| self.known(w.trim_matches('.')));
        let first = found.next()?;
        found.all(|f| f == first).then_some(first)
    }

    fn aim(&self, party: Party, mention: Option<u32>, who: &[Meant], own: u32) -> Aim {
        let named = party.activity.and_then(|word| {
            let exact = self
                .known(self.books.words.text(word))
                .map(|a| (a, Link::Named));
            exact.or_else(|| self.mended.get(&word).map(|a| (*a, Link::Mended)))
        });
        let mention = mention.map(|a| (a, Link::Mentioned));
        let publisher = |a: u32| self.rows.publisher_of[a as usize];
        // A line that names an activity of its own publisher most often repeats
        // its own identifier.
        let is_other = |(a, _): &(u32, Link)| {
            publisher(*a) != own || who.first().is_some_and(|m| m.publisher == own)
        };
        let fits = |(a, link): &(u32, Link)| {
            *link == Link::Named
                || who.is_empty()
                || who.iter().any(|m| m.publisher == publisher(*a))
        };
        let activity = named.or(mention).filter(is_other).filter(fits);
        let mut meant = who.to_vec();
        if let Some((activity, _)) = activity {
            let publisher = publisher(activity);
            meant.retain(|m| m.publisher != publisher);
            for other in &mut meant {
                other.weight += loss(NamedBy::Name(super::name::Alike::Similar));
            }
            meant.insert(
                0,
                Meant {
                    publisher,
                    weight: 0,
                    by: NamedBy::Activity,
                },
            );
        }
        Aim {
            activity,
            meant,
            is_named: party != Party::default(),
        }
    }

    /// Identifiers that no activity has, with the one activity whose identifier
    /// has one sign more, less or elsewhere.
    fn mend(&self) -> HashMap<Word, u32> {
        let named = self.books.lines.iter().filter_map(|l| l.other.activity);
        let mut unknown: BTreeMap<String, Vec<Word>> = BTreeMap::new();
        for word in named.collect::<std::collections::HashSet<Word>>() {
            let id = squeezed(self.books.words.text(word));
            if id.len() >= 8 && !self.known.contains_key(&id) {
                unknown.entry(id).or_default().push(word);
            }
        }
        let unknown: Vec<(String, Vec<Word>)> = unknown.into_iter().collect();
        let mut by_hash: HashMap<u64, Vec<u32>> = HashMap::new();
        for (at, (id, _)) in unknown.iter().enumerate() {
            each_hash(id, |hash| {
                by_hash.entry(hash).or_default().push(to_u32(at));
            });
        }
        let mut fits: Vec<Vec<u32>> = vec![Vec::new(); unknown.len()];
        let mut near: Vec<u32> = Vec::new();
        for (id, activity) in self.known.iter().filter(|_| !unknown.is_empty()) {
            let Some(activity) = activity else { continue };
            near.clear();
            each_hash(id, |hash| {
                near.extend(by_hash.get(&hash).into_iter().flatten());
            });
            near.sort_unstable();
            near.dedup();
            for at in &near {
                let (written, fits) = (&unknown[*at as usize].0, &mut fits[*at as usize]);
                if is_typo(written, id) && !fits.contains(activity) {
                    fits.push(*activity);
                }
            }
        }
        let mut mended = HashMap::new();
        for ((_, words), fits) in unknown.into_iter().zip(fits) {
            if let [only] = fits[..] {
                mended.extend(words.into_iter().map(|w| (w, only)));
            }
        }
        mended
    }
}

/// One sign too much or missing, or two in each other's place. A wrong sign is
/// no typo here: identifiers of neighbouring projects differ so.
fn is_typo(a: &str, b: &str) -> bool {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let swapped = || {
        let (mut x, mut y) = (x.clone(), y.clone());
        x.sort_unstable();
        y.sort_unstable();
        x == y
    };
    one_apart(&x, &y) && (x.len() != y.len() || swapped())
}

fn known(books: &Books, publishers: &Publishers, rows: &Rows) -> HashMap<String, Option<u32>> {
    let mut known: HashMap<String, Option<u32>> = HashMap::new();
    let mut add = |id: String, activity: u32| {
        let same = |a: u32| rows.publisher_of[a as usize] == rows.publisher_of[activity as usize];
        known
            .entry(id)
            .and_modify(|kept| *kept = kept.filter(|k| same(*k)))
            .or_insert(Some(activity));
    };
    let mut former = Vec::new();
    for activity in 0..to_u32(rows.activities.len()) {
        let profile = rows.profile(books, activity);
        let id = books.text(profile.identifier);
        add(squeezed(id), activity);
        for old in &profile.former_ids {
            former.push((squeezed(books.words.text(*old)), activity));
        }
        for old in &profile.former_organisations {
            let key = publishers.key(rows.publisher_of[activity as usize]);
            if let Some(rest) = normal(id).strip_prefix(key) {
                former.push((squeezed(&(normal(books.words.text(*old)) + rest)), activity));
            }
        }
    }
    known.retain(|id, _| !id.is_empty());
    // What an activity is called now goes before what another was called.
    for (id, activity) in former {
        known.entry(id).or_insert(Some(activity));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_digit_is_another_project() {
        assert!(is_typo("AABB10005", "AABB1005"));
        assert!(is_typo("AABB10005", "AABB01005"));
        assert!(!is_typo("AABB10005", "AABB10006"));
        assert!(!is_typo("AABB10005", "AABB1006"));
    }
}
