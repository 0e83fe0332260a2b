//! Who publishes, and which publisher a reference or a name stands for.

use super::alias::normal;
use super::input::{Books, Party, to_u32};
use super::name::{Alike, Name, one_apart};
use super::told::NamedBy;
use super::words::Word;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A publisher that a line may mean. `weight` in thousandths of a natural
/// logarithm, never above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meant {
    pub publisher: u32,
    pub weight: i32,
    pub by: NamedBy,
}

/// How much is lost where an organisation is named less well than by its
/// reference.
const LOSS: &[(NamedBy, i32)] = &[
    (NamedBy::Activity, 0),
    (NamedBy::Reference, 0),
    (NamedBy::Mended, -700),
    (NamedBy::Name(Alike::Same), -300),
    (NamedBy::Name(Alike::Mistyped), -600),
    (NamedBy::Name(Alike::Initials), -900),
    (NamedBy::Name(Alike::Part), -900),
    (NamedBy::Name(Alike::Similar), -2000),
    (NamedBy::Siblings, -1500),
    (NamedBy::Nothing, -3000),
];

/// A reference is given that no publisher has: the name may be another's.
const OTHER_REFERENCE: i32 = -1500;

/// How many publishers one name may stand for before it stands for none.
const MOST: usize = 6;

pub(super) fn loss(by: NamedBy) -> i32 {
    LOSS.iter()
        .find(|(b, _)| *b == by)
        .map_or(-3000, |(_, l)| *l)
}

/// All organisations that report an activity.
pub(super) struct Publishers {
    keys: Vec<String>,
    by_key: BTreeMap<String, u32>,
    names: Vec<(u32, Name)>,
    by_text: HashMap<String, Vec<u32>>,
    by_triple: HashMap<[char; 3], Vec<u32>>,
    /// By activity.
    pub of_activity: Vec<u32>,
}

impl Publishers {
    pub(super) fn of(books: &Books) -> Self {
        let mut memo: HashMap<Party, String> = HashMap::new();
        let mut key_of = |p: Party| {
            let party = Party {
                activity: None,
                ..p
            };
            memo.entry(party)
                .or_insert_with(|| key(books, party))
                .clone()
        };
        let each: Vec<String> = books
            .activities
            .iter()
            .map(|a| key_of(a.reporter))
            .collect();
        let keys: Vec<String> = each
            .iter()
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let by_key: BTreeMap<String, u32> = keys
            .iter()
            .enumerate()
            .map(|(at, k)| (k.clone(), to_u32(at)))
            .collect();
        let of_activity: Vec<u32> = each.iter().filter_map(|k| by_key.get(k).copied()).collect();
        let mut own_names: BTreeSet<(u32, &str)> = BTreeSet::new();
        for (activity, publisher) in books.activities.iter().zip(&of_activity) {
            if let Some(name) = activity.reporter.name {
                own_names.insert((*publisher, books.words.text(name)));
            }
        }
        let names: Vec<(u32, Name)> = own_names
            .into_iter()
            .map(|(p, n)| (p, Name::read(n)))
            .filter(|(_, n)| !n.is_blank())
            .collect();
        let mut all = Self {
            keys,
            by_key,
            names,
            by_text: HashMap::new(),
            by_triple: HashMap::new(),
            of_activity,
        };
        all.index();
        all.add_former(books);
        all
    }

    fn index(&mut self) {
        for (at, (_, name)) in self.names.iter().enumerate() {
            for text in name.keys().chain(name.words().iter().cloned()) {
                self.by_text.entry(text).or_default().push(to_u32(at));
            }
            for triple in &name.triples {
                self.by_triple.entry(*triple).or_default().push(to_u32(at));
            }
        }
    }

    /// References that publishers say they had before.
    fn add_former(&mut self, books: &Books) {
        for (activity, publisher) in books.activities.iter().zip(&self.of_activity) {
            for word in &activity.former_organisations {
                let key = books.aliases.resolve(books.words.text(*word));
                self.by_key.entry(key).or_insert(*publisher);
            }
        }
    }

    /// A publisher's normalised reference, or its name where it has none.
    pub(super) fn key(&self, publisher: u32) -> &str {
        self.keys.get(publisher as usize).map_or("", String::as_str)
    }

    /// The keys of all, in their order.
    pub(super) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The publishers that a party may be, best first; none where it is nobody
    /// who publishes here.
    pub(super) fn meant(&self, books: &Books, party: Party) -> Vec<Meant> {
        let reference = party
            .reference
            .map(|r| books.aliases.resolve(books.words.text(r)));
        if let Some(publisher) = reference.as_ref().and_then(|r| self.by_key.get(r)) {
            return vec![meant(*publisher, NamedBy::Reference, 0)];
        }
        let mended = reference.as_deref().and_then(|r| self.mended(r));
        let mut found = self.by_name(party.name, books);
        if let Some(publisher) = mended {
            let agrees = found.is_empty() || found.iter().any(|m| m.publisher == publisher);
            if agrees {
                return vec![meant(publisher, NamedBy::Mended, 0)];
            }
        }
        let foreign = if reference.is_some() {
            OTHER_REFERENCE
        } else {
            0
        };
        for one in &mut found {
            one.weight += foreign;
        }
        found
    }

    /// The one publisher whose reference lacks, or has too much, one sign. A
    /// wrong sign is not mended: it is most often another organisation's.
    fn mended(&self, reference: &str) -> Option<u32> {
        let written: Vec<char> = reference.chars().collect();
        if written.len() < 6 {
            return None;
        }
        let mut fits = self.by_key.iter().filter(|(key, _)| {
            key.len().abs_diff(reference.len()) == 1
                && one_apart(&written, &key.chars().collect::<Vec<_>>())
        });
        let (_, first) = fits.next()?;
        fits.all(|(_, other)| other == first).then_some(*first)
    }

    fn by_name(&self, name: Option<Word>, books: &Books) -> Vec<Meant> {
        let Some(text) = name.map(|n| books.words.text(n)) else {
            return Vec::new();
        };
        let name = Name::read(text);
        let mut best: BTreeMap<u32, Alike> = BTreeMap::new();
        for at in self.near(&name) {
            let (publisher, own) = &self.names[at as usize];
            if let Some(alike) = name.alike(own) {
                let kept = best.entry(*publisher).or_insert(alike);
                *kept = alike.min(*kept);
            }
        }
        let Some(top) = best.values().min().copied() else {
            return Vec::new();
        };
        best.retain(|_, alike| top != Alike::Same || *alike == Alike::Same);
        let mut ranked: Vec<(Alike, u32)> = best.into_iter().map(|(p, a)| (a, p)).collect();
        ranked.sort_unstable();
        if ranked.len() > MOST {
            return Vec::new();
        }
        let shared = crate::reconcile::score::milli(-(ranked.len() as f64).ln());
        ranked
            .iter()
            .map(|(a, p)| meant(*p, NamedBy::Name(*a), shared))
            .collect()
    }

    /// Places of names that share a key, two words, or many triples.
    fn near(&self, name: &Name) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        for text in name.keys() {
            found.extend(self.by_text.get(&text).into_iter().flatten());
        }
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for triple in &name.triples {
            for at in self.by_triple.get(triple).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        let enough = |n: usize| n * 2 >= name.triples.len().max(2);
        found.extend(
            shared
                .into_iter()
                .filter(|(_, n)| enough(*n))
                .map(|(at, _)| at),
        );
        found
    }
}

fn meant(publisher: u32, by: NamedBy, more: i32) -> Meant {
    Meant {
        publisher,
        weight: loss(by) + more,
        by,
    }
}

/// The reference, aliases followed, else the name.
fn key(books: &Books, reporter: Party) -> String {
    match reporter.reference {
        Some(reference) => books.aliases.resolve(books.words.text(reference)),
        None => format!("name {}", normal(books.text(reporter.name))),
    }
}
