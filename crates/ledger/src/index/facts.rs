//! The facts of activities, read in the order in which they lie.

use super::{IndexSearcher, guarded, money};
use crate::error::Result;
use flow::flows::Facts;
use rayon::prelude::*;
use tantivy::schema::Value;
use tantivy::store::StoreReader;
use tantivy::{SegmentReader, TantivyDocument};

/// Where the unit of each version lies.
#[derive(Default)]
pub(crate) struct Places {
    /// By version, segment and document.
    of_version: Vec<Option<(u32, u32)>>,
}

/// Activities that one core reads at a time: blocks of the file hold some ten.
const SHARE: usize = 128;

impl IndexSearcher {
    /// Where all units lie.
    pub(crate) fn places(&self) -> Result<Places> {
        let mut places = Places::default();
        for (number, segment) in (0u32..).zip(self.searcher.segment_readers()) {
            guarded(&self.path, || note(number, segment, &mut places))?;
        }
        Ok(places)
    }

    /// Makes something of the facts of some versions, on all cores; in their order.
    /// There is nothing for what is no activity.
    pub(crate) fn facts<T: Send>(
        &self,
        places: &Places,
        versions: &[u64],
        make: impl Fn(usize, Facts) -> T + Sync,
    ) -> Result<Vec<Option<T>>> {
        let mut order = self.order(places, versions)?;
        order.sort_unstable();
        let each = order.par_chunks(SHARE).map(|share| {
            let mut made = Vec::with_capacity(share.len());
            self.read(share, |at, facts| made.push((at, make(at, facts))))?;
            Ok(made)
        });
        let mut all: Vec<Option<T>> = Vec::new();
        all.resize_with(versions.len(), || None);
        for made in each.collect::<Result<Vec<_>>>()? {
            for (at, one) in made {
                all[at] = Some(one);
            }
        }
        Ok(all)
    }

    /// Adds up something over the facts of some versions, on all cores, in the order
    /// in which they lie; gives what each core has.
    pub(crate) fn fold_facts<A: Send>(
        &self,
        places: &Places,
        versions: &[u64],
        begin: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, usize, Facts) + Sync,
    ) -> Result<Vec<A>> {
        let mut order = self.order(places, versions)?;
        order.sort_unstable();
        let shares = rayon::current_num_threads() * 4;
        let size = order.len().div_ceil(shares).max(SHARE);
        let each = order.par_chunks(size).map(|share| {
            let mut sum = begin();
            self.read(share, |at, facts| add(&mut sum, at, facts))?;
            Ok(sum)
        });
        each.collect()
    }

    /// Segment and document of each version, and its number among those asked for.
    fn order(&self, places: &Places, versions: &[u64]) -> Result<Vec<(u32, u32, usize)>> {
        let each = versions.iter().enumerate().map(|(at, version)| {
            let place = places.of_version.get(*version as usize).copied().flatten();
            let (segment, doc) =
                place.ok_or_else(|| self.lacks(&format!("version {version} is not in it")))?;
            Ok((segment, doc, at))
        });
        each.collect()
    }

    fn read(&self, order: &[(u32, u32, usize)], mut take: impl FnMut(usize, Facts)) -> Result<()> {
        for of_segment in order.chunk_by(|a, b| a.0 == b.0) {
            let Some((segment, ..)) = of_segment.first() else {
                continue;
            };
            let segment = self.searcher.segment_reader(*segment);
            let store = guarded(&self.path, || Ok(segment.get_store_reader(1)?))?;
            for (_, doc, at) in of_segment {
                if let Some(facts) = self.facts_of(&store, *doc)? {
                    take(*at, facts);
                }
            }
        }
        Ok(())
    }

    fn facts_of(&self, store: &StoreReader, doc: u32) -> Result<Option<Facts>> {
        let stored: TantivyDocument = guarded(&self.path, || store.get(doc))?;
        let facts = stored.get_first(self.fields.facts);
        let facts = facts.as_ref().and_then(|f| f.as_bytes());
        facts.map(money::decode).transpose()
    }
}

fn note(number: u32, segment: &SegmentReader, places: &mut Places) -> tantivy::Result<()> {
    let Some(version) = segment.fast_fields().column_opt::<u64>("unit_version")? else {
        return Ok(());
    };
    for doc in segment.doc_ids_alive() {
        let Some(version) = version.first(doc) else {
            continue;
        };
        let at = version as usize;
        if places.of_version.len() <= at {
            places.of_version.resize(at + 1, None);
        }
        places.of_version[at] = Some((number, doc));
    }
    Ok(())
}
