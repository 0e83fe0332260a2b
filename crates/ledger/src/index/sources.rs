//! Where the answers to a filter come from, without collecting them.

use super::{Filter, IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::live::{Live, Met};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

impl IndexSearcher {
    /// The places in the live order of all that answers.
    pub(crate) fn ranks(&self, kind: Kind, filter: &Filter, live: &Arc<Live>) -> Result<Met> {
        let query = self.query(kind, filter, &[self.fields.title, self.fields.text]);
        let collector = Sources { live: live.clone() };
        guarded(&self.path, || self.searcher.search(&query, &collector))
    }
}

struct Sources {
    live: Arc<Live>,
}

struct SourcesSegment {
    live: Arc<Live>,
    version: Column<u64>,
    ranks: Met,
}

impl Collector for Sources {
    type Fruit = Met;
    type Child = SourcesSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SourcesSegment> {
        Ok(SourcesSegment {
            live: self.live.clone(),
            version: reader.fast_fields().u64("version")?,
            ranks: Met::new(&self.live),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Met>) -> tantivy::Result<Met> {
        let mut all = Met::new(&self.live);
        fruits.iter().for_each(|ranks| all.merge(ranks));
        Ok(all)
    }
}

impl SegmentCollector for SourcesSegment {
    type Fruit = Met;

    fn collect(&mut self, doc: DocId, _score: Score) {
        let version = self.version.first(doc);
        if let Some(rank) = version.and_then(|v| self.live.rank(v)) {
            self.ranks.add(rank);
        }
    }

    fn harvest(self) -> Met {
        self.ranks
    }
}
