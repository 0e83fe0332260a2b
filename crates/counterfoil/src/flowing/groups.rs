//! The groups of a total: those that were added up one by one, and those of columns,
//! which stay numbers until they are shown. There can be as many as transactions.

use super::{Label, Tally};
use ledger::{Group, Sums};
use std::collections::{BTreeMap, BTreeSet};

/// Labels, then the currency.
pub type Key = (Vec<Label>, Option<String>);

/// All groups, in order of their keys.
#[derive(Default)]
pub struct Groups {
    sums: Option<Sums>,
    /// Before which group of the sums it comes, and whether it is that group.
    own: BTreeMap<Key, Own>,
}

#[derive(Clone, Default)]
struct Own {
    tally: Tally,
    place: usize,
    is_of_sums: bool,
}

impl Groups {
    pub(super) fn of_columns(sums: Sums) -> Self {
        Self {
            sums: Some(sums),
            own: BTreeMap::new(),
        }
    }

    /// What is added up under a key beside the sums.
    pub(super) fn of(&mut self, key: Key) -> &mut Tally {
        if self.sums.is_some() && !self.own.contains_key(&key) {
            let (place, is_of_sums) = self.place(&key);
            let own = Own {
                place,
                is_of_sums,
                ..Own::default()
            };
            self.own.insert(key.clone(), own);
        }
        &mut self.own.entry(key).or_default().tally
    }

    /// The number of the first group of the sums that does not come before a key, and
    /// whether it has that key.
    fn place(&self, key: &Key) -> (usize, bool) {
        let Some(sums) = &self.sums else {
            return (0, false);
        };
        let key_at = |at: usize| sums.group(at).map(|group| line(group).0);
        let (mut from, mut to) = (0, sums.len());
        while from < to {
            let middle = from.midpoint(to);
            match key_at(middle) {
                Some(found) if found < *key => from = middle + 1,
                _ => to = middle,
            }
        }
        (from, key_at(from).as_ref() == Some(key))
    }

    /// Takes over groups that were added up one by one.
    pub(super) fn merge(&mut self, other: Self) {
        if self.sums.is_none() && other.sums.is_some() {
            let own = std::mem::replace(self, other);
            return self.merge(own);
        }
        for (key, own) in other.own {
            self.of(key).merge(&own.tally);
        }
    }

    pub fn len(&self) -> usize {
        let of_sums = self.sums.as_ref().map_or(0, Sums::len);
        of_sums + self.own.values().filter(|own| !own.is_of_sums).count()
    }

    /// Elements in all sums together.
    pub fn counted(&self) -> u64 {
        let own: u64 = self.own.values().map(|own| own.tally.counted).sum();
        own + self.sums.as_ref().map_or(0, Sums::counted)
    }

    /// The currencies of all groups.
    pub fn currencies(&self) -> BTreeSet<Option<String>> {
        let own = self.own.keys().map(|(_, currency)| currency.clone());
        let of_sums = self.of_sums(|sums, dimensions| sums.labels(dimensions));
        let of_sums = of_sums.into_iter().flatten();
        let of_sums = of_sums.map(|currency| currency.map(|c| c.to_string()));
        own.chain(of_sums).collect()
    }

    /// What is met in one place of the labels.
    pub fn labels(&self, place: usize) -> BTreeSet<Label> {
        let own = self.own.keys().filter_map(|(labels, _)| labels.get(place));
        let of_sums: Option<Vec<Label>> = self.of_sums(|sums, labels| {
            // Behind the labels stands the currency, which is none.
            let found = (place < labels).then(|| sums.labels(place));
            let found = found.into_iter().flatten();
            found.map(|l| word(l.as_deref())).collect()
        });
        own.cloned().chain(of_sums.into_iter().flatten()).collect()
    }

    /// Something of the sums and the number of their labels; none if they are empty.
    fn of_sums<T>(&self, of: impl Fn(&Sums, usize) -> T) -> Option<T> {
        let sums = self.sums.as_ref()?;
        let labels = sums.group(0)?.labels.len();
        Some(of(sums, labels.checked_sub(1)?))
    }

    /// All groups in order, one by one.
    pub fn lines(self) -> impl Iterator<Item = (Key, Tally)> {
        let Self { sums, own } = self;
        let mut own = own.into_iter().peekable();
        let mut at = 0;
        std::iter::from_fn(move || {
            let group = || sums.as_ref().and_then(|sums| sums.group(at)).map(line);
            let next = own.next_if(|(_, next)| next.place <= at);
            let Some((key, next)) = next else {
                let group = group();
                at += 1;
                return group;
            };
            let mut tally = next.tally;
            if next.is_of_sums {
                if let Some((_, of_sums)) = group() {
                    tally.merge(&of_sums);
                }
                at += 1;
            }
            Some((key, tally))
        })
    }
}

fn word(label: Option<&str>) -> Label {
    Label::of_word(label.unwrap_or(""))
}

fn line(mut group: Group) -> (Key, Tally) {
    let currency = group.labels.pop().flatten();
    let labels = group.labels.iter().map(|label| word(label.as_deref()));
    let key = (labels.collect(), currency.map(|c| c.to_string()));
    (key, group.into())
}
