//! Which activity an identifier names, and which published one comes nearest.

use super::account::{Accounts, place};
use crate::key::{self, each_hash, squeezed};
use crate::reconcile::name::one_apart;
use crate::reconcile::normal;
use crate::reconcile::words::Word;
use serde::Serialize;
use std::collections::HashMap;

/// By what an activity is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    AsWritten,
    /// Signs between letters and digits are written differently.
    Otherwise,
    /// By an identifier that it had before.
    Former,
    /// It is not.
    Unknown,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Meant {
    pub node: u32,
    pub how: How,
    /// Several publishers have such an activity, and the line names none of them.
    pub is_ambiguous: bool,
}

/// The published identifier nearest to one that nobody publishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Nearest {
    pub identifier: String,
    pub differs: Differs,
    /// How many others are as near.
    pub others: u32,
}

/// By what two identifiers differ, case and signs other than letters and digits
/// aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Differs {
    /// One letter or digit too many or too few.
    Length,
    /// Two in each other's place.
    Swapped,
    /// One is another: neighbouring projects differ so, too.
    Sign,
}

/// All identifiers of published activities, letters and digits only.
#[derive(Clone, Debug, Default)]
pub(super) struct Identifiers {
    /// Squeezed form, as written, whether it is a former one, node; sorted.
    all: Vec<(String, Word, bool, u32)>,
    /// Of identifiers that no other is like: most are found here.
    by_word: HashMap<Word, u32>,
}

impl Identifiers {
    /// `of_account` has the node of each activity.
    pub(super) fn of(accounts: &Accounts, of_account: &[u32]) -> Self {
        let mut all = Vec::with_capacity(of_account.len());
        for (account, node) in accounts.accounts.iter().zip(of_account) {
            let mut add = |word: Word, is_former: bool| {
                let squeezed = squeezed(accounts.text(Some(word)));
                if !squeezed.is_empty() {
                    all.push((squeezed, word, is_former, *node));
                }
            };
            if let Some(word) = account.identifier {
                add(word, false);
            }
            account.former.iter().for_each(|w| add(*w, true));
        }
        let mut identifiers = Self {
            all,
            by_word: HashMap::new(),
        };
        identifiers.sort();
        identifiers
    }

    fn sort(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
        let groups = self.all.chunk_by(|a, b| a.0 == b.0);
        let alone = groups.filter_map(|of_one| match of_one {
            [(_, word, false, node)] => Some((*word, *node)),
            _ => None,
        });
        self.by_word = alone.collect();
    }

    pub(super) fn renumbered(mut self, rank: &[u32]) -> Self {
        for (.., node) in &mut self.all {
            *node = rank[*node as usize];
        }
        for node in self.by_word.values_mut() {
            *node = rank[*node as usize];
        }
        self
    }

    pub(super) fn meant(
        &self,
        accounts: &Accounts,
        word: Word,
        of_named: &dyn Fn(u32) -> bool,
    ) -> Option<Meant> {
        match self.by_word.get(&word) {
            Some(node) => Some(Meant {
                node: *node,
                how: How::AsWritten,
                is_ambiguous: false,
            }),
            None => self.find(accounts, accounts.text(Some(word)), of_named),
        }
    }

    /// The activity of an identifier: its own as written, else but for signs,
    /// else a former one. Of several it is one for which `of_named` holds.
    pub(super) fn find(
        &self,
        accounts: &Accounts,
        identifier: &str,
        of_named: &dyn Fn(u32) -> bool,
    ) -> Option<Meant> {
        let wanted = squeezed(identifier);
        let start = self.all.partition_point(|(s, ..)| *s < wanted);
        let like = self.all[start..].iter().take_while(|(s, ..)| *s == wanted);
        let ranked = like.map(|(_, word, is_former, node)| {
            let text = accounts.text(Some(*word));
            let distance = match () {
                () if key::same(text, identifier) => 0,
                () if normal(text) == normal(identifier) => 1,
                () => 2,
            };
            (*is_former, distance, !of_named(*node), *node)
        });
        let ranked: Vec<_> = ranked.collect();
        let best = *ranked.iter().min()?;
        let as_good = |r: &&(bool, u8, bool, u32)| (r.0, r.1, r.2) == (best.0, best.1, best.2);
        let is_ambiguous = ranked.iter().filter(as_good).any(|r| r.3 != best.3);
        let how = match best {
            (true, ..) => How::Former,
            (_, 0, ..) => How::AsWritten,
            _ => How::Otherwise,
        };
        Some(Meant {
            node: best.3,
            how,
            is_ambiguous,
        })
    }

    /// For each of these identifiers the published one that is one sign away.
    /// One that is too long, too short or swapped goes before one that has
    /// another sign, and then the first in order.
    pub(super) fn nearest(&self, accounts: &Accounts, wanted: &[&str]) -> Vec<Option<Nearest>> {
        let mut found: Vec<Option<(Differs, &str, u32)>> = vec![None; wanted.len()];
        let squeezed_wanted: Vec<String> = wanted.iter().map(|w| squeezed(w)).collect();
        let mut by_hash: HashMap<u64, Vec<u32>> = HashMap::new();
        for (at, text) in squeezed_wanted.iter().enumerate() {
            each_hash(text, |hash| {
                by_hash.entry(hash).or_default().push(place(at))
            });
        }
        if by_hash.is_empty() {
            return vec![None; wanted.len()];
        }
        let mut near: Vec<u32> = Vec::new();
        for (text, word, is_former, _) in &self.all {
            if *is_former {
                continue;
            }
            near.clear();
            each_hash(text, |hash| {
                near.extend(by_hash.get(&hash).into_iter().flatten())
            });
            near.sort_unstable();
            near.dedup();
            for at in &near {
                let Some(differs) = differs(&squeezed_wanted[*at as usize], text) else {
                    continue;
                };
                let written = accounts.text(Some(*word));
                let kept = &mut found[*at as usize];
                *kept = Some(match *kept {
                    None => (differs, written, 0),
                    Some((d, w, n)) if d == differs => (d, w.min(written), n + 1),
                    Some(other) => other.min((differs, written, 0)),
                });
            }
        }
        let told = |(differs, identifier, others): (Differs, &str, u32)| Nearest {
            identifier: identifier.to_owned(),
            differs,
            others,
        };
        found.into_iter().map(|f| f.map(told)).collect()
    }
}

fn differs(a: &str, b: &str) -> Option<Differs> {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a == b || !one_apart(&x, &y) {
        return None;
    }
    if x.len() != y.len() {
        return Some(Differs::Length);
    }
    let changed = x.iter().zip(&y).filter(|(a, b)| a != b).count();
    Some(if changed == 2 {
        Differs::Swapped
    } else {
        Differs::Sign
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::{ActivityDraft, Aliases};
    use crate::trace::account::Unit;
    use proptest::prelude::*;

    fn nearest(published: &[&str], wanted: &str) -> Option<Nearest> {
        let mut accounts = Accounts::new(Unit::usd(), Aliases::none());
        for identifier in published {
            accounts.activity(&ActivityDraft {
                identifier,
                ..ActivityDraft::default()
            });
        }
        let nodes: Vec<u32> = (0..place(published.len())).collect();
        let all = Identifiers::of(&accounts, &nodes);
        all.nearest(&accounts, &[wanted]).remove(0)
    }

    #[test]
    fn the_nearest_is_one_sign_away() {
        let published = ["XB-NGO-2-1003", "XB-NGO-2-1004", "XB-NGO-2-20077"];
        let table = [
            (
                "XB-NGO-2-2077",
                Some(("XB-NGO-2-20077", Differs::Length, 0)),
            ),
            (
                "XB-NGO-2-20707",
                Some(("XB-NGO-2-20077", Differs::Swapped, 0)),
            ),
            ("XB-NGO-2-1005", Some(("XB-NGO-2-1003", Differs::Sign, 1))),
            ("XB-NGO-2-9999", None),
            ("XB", None),
        ];
        for (wanted, expected) in table {
            let found = nearest(&published, wanted);
            let found = found.as_ref();
            let told = found.map(|n| (n.identifier.as_str(), n.differs, n.others));
            assert_eq!(told, expected, "{wanted}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_one_apart_is_found(text in "[A-Z0-9]{7,20}", at in 0usize..20, change in 0u8..4, new in "[A-Z0-9]") {
            let mut signs: Vec<char> = text.chars().collect();
            let at = at % (signs.len() - 1);
            let new = new.chars().next().unwrap_or('A');
            match change {
                0 => { signs.remove(at); }
                1 => signs.insert(at, new),
                2 => signs.swap(at, at + 1),
                _ => signs[at] = new,
            }
            let wanted: String = signs.into_iter().collect();
            prop_assume!(wanted != text);
            prop_assert!(nearest(&[&text], &wanted).is_some(), "{} {}", text, wanted);
        }
    }
}
