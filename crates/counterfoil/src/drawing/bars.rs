//! Counts of things by name, as bars in parts.

use super::drawn;
use crate::answer::{About, Drawn, grouped};
use crate::picture::bars::{self, Bar, Bars, Part, Tone};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What is counted: by name, of each part so many.
pub struct Counts<const N: usize> {
    parts: [(String, Tone); N],
    of: BTreeMap<[String; 2], [u64; N]>,
}

impl<const N: usize> Counts<N> {
    /// Nothing yet, of parts by name.
    pub fn of(parts: [(String, Tone); N]) -> Self {
        Self {
            parts,
            of: BTreeMap::new(),
        }
    }

    /// So many more of one part.
    pub fn add(&mut self, name: &str, part: usize, more: u64) {
        self.add_between([name, ""], part, more);
    }

    /// As [`add`](Self::add), of what is between two.
    pub fn add_between(&mut self, names: [&str; 2], part: usize, more: u64) {
        let of = self.of.entry(names.map(str::to_owned)).or_insert([0; N]);
        if let Some(count) = of.get_mut(part) {
            *count = count.saturating_add(more);
        }
    }

    /// The picture, the longest bar first; none if nothing was counted. `unit` says what.
    pub fn drawn(self, id: &str, title: &str, unit: String, about: &About) -> Option<Drawn> {
        let mut all: Vec<([String; 2], [u64; N])> = self.of.into_iter().collect();
        all.retain(|(_, counts)| counts.iter().any(|c| *c > 0));
        if all.is_empty() {
            return None;
        }
        all.sort_by_key(|(_, counts)| Reverse(counts.iter().sum::<u64>()));
        let bars: Vec<Bar> = all
            .into_iter()
            .map(|(name, counts)| Bar {
                name,
                counts: counts.to_vec(),
            })
            .collect();
        let parts = self.parts.map(|(name, tone)| Part { name, tone });
        let draw = move |setting: &crate::picture::Setting| {
            bars::bars(
                setting,
                &Bars {
                    parts: parts.to_vec(),
                    bars: bars.clone(),
                    unit: unit.clone(),
                    figure: &|count| grouped(&count.to_string()),
                    others: &|n| say!("{n: # other|# others}", n),
                    title: &|names, part, count| {
                        let name = match names {
                            [giver, receiver] => say!("{giver} and {receiver}", giver, receiver),
                            one => one.concat(),
                        };
                        say!(
                            "{name}, {part}: {count}",
                            name,
                            part,
                            count = grouped(&count.to_string())
                        )
                    },
                },
            )
        };
        Some(drawn(id, title, about, draw))
    }
}
