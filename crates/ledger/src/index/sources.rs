//! Where the answers to a filter come from, without collecting them.

use super::{Filter, IndexSearcher, Kind, failure};
use crate::error::Result;
use crate::live::{Live, Ranks};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

impl IndexSearcher {
    /// The places in the live order of all that answers.
    pub(crate) fn ranks(&self, kind: Kind, filter: &Filter, live: &Arc<Live>) -> Result<Ranks> {
        let query = self.query(kind, filter, &[self.fields.title, self.fields.text]);
        let collector = Sources { live: live.clone() };
        let found = self.searcher.search(&query, &collector);
        found.map_err(failure(&self.path))
    }
}

struct Sources {
    live: Arc<Live>,
}

struct SourcesSegment {
    live: Arc<Live>,
    version: Column<u64>,
    ranks: Ranks,
}

impl Collector for Sources {
    type Fruit = Ranks;
    type Child = SourcesSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SourcesSegment> {
        Ok(SourcesSegment {
            live: self.live.clone(),
            version: reader.fast_fields().u64("version")?,
            ranks: Ranks::new(&self.live),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Ranks>) -> tantivy::Result<Ranks> {
        let mut all = Ranks::new(&self.live);
        fruits.iter().for_each(|ranks| all.merge(ranks));
        Ok(all)
    }
}

impl SegmentCollector for SourcesSegment {
    type Fruit = Ranks;

    fn collect(&mut self, doc: DocId, _score: Score) {
        let version = self.version.first(doc);
        if let Some(rank) = version.and_then(|v| self.live.rank(v)) {
            self.ranks.add(rank);
        }
    }

    fn harvest(self) -> Ranks {
        self.ranks
    }
}
