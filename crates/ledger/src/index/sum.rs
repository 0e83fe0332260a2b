//! Exact sums over the transactions that answer a filter.

use super::{Filter, IndexSearcher, Kind, failure};
use crate::error::Result;
use crate::live::Live;
use iati::amount::Sum;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// What sums can be grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    Provider,
    Receiver,
    Reporter,
    Place,
    Sector,
    Year,
    Type,
    Currency,
}

impl Dimension {
    fn column(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Receiver => "receiver",
            Self::Reporter => "reporter",
            Self::Place => "place",
            Self::Sector => "sector",
            Self::Year => "year",
            Self::Type => "type",
            Self::Currency => "currency",
        }
    }
}

/// One line of a sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// A label for each dimension; `None` is not stated.
    pub labels: Vec<Option<String>>,
    pub sum: Sum,
    /// Transactions in the sum.
    pub counted: u64,
    /// Transactions without a readable value; they are not in the sum.
    pub without_value: u64,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    sum: Sum,
    counted: u64,
    without_value: u64,
}

type Tallies = BTreeMap<Vec<Option<String>>, Tally>;

impl IndexSearcher {
    /// Sums of the live transactions that answer, one per combination of
    /// labels, in order of labels.
    pub(crate) fn sum(
        &self,
        filter: &Filter,
        by: &[Dimension],
        live: &Arc<Live>,
    ) -> Result<Vec<Group>> {
        let collector = Sums {
            by: by.to_vec(),
            live: live.clone(),
        };
        let query = self.query(
            Kind::Transaction,
            filter,
            &[self.fields.title, self.fields.text],
        );
        let tallies = self
            .searcher
            .search(&query, &collector)
            .map_err(failure(&self.path))?;
        let groups = tallies.into_iter().map(|(labels, tally)| Group {
            labels,
            sum: tally.sum,
            counted: tally.counted,
            without_value: tally.without_value,
        });
        Ok(groups.collect())
    }
}

struct Sums {
    by: Vec<Dimension>,
    live: Arc<Live>,
}

struct SumSegment {
    live: Arc<Live>,
    version: Column<u64>,
    labels: Vec<Option<StrColumn>>,
    high: Column<i64>,
    low: Column<u64>,
    scale: Column<u64>,
    /// By ordinals of labels, one more than the ordinal; 0 is not stated.
    tallies: HashMap<Vec<u64>, Tally>,
    key: Vec<u64>,
}

impl Collector for Sums {
    type Fruit = Tallies;
    type Child = SumSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SumSegment> {
        let fast = reader.fast_fields();
        let labels: tantivy::Result<Vec<_>> =
            self.by.iter().map(|d| fast.str(d.column())).collect();
        Ok(SumSegment {
            live: self.live.clone(),
            version: fast.u64("version")?,
            labels: labels?,
            high: fast.i64("value_high")?,
            low: fast.u64("value_low")?,
            scale: fast.u64("value_scale")?,
            tallies: HashMap::new(),
            key: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Tallies>>) -> tantivy::Result<Tallies> {
        let mut all = Tallies::new();
        for fruit in fruits {
            for (labels, tally) in fruit? {
                let into = all.entry(labels).or_default();
                into.sum.merge(&tally.sum);
                into.counted += tally.counted;
                into.without_value += tally.without_value;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SumSegment {
    type Fruit = tantivy::Result<Tallies>;

    fn collect(&mut self, doc: DocId, _score: Score) {
        let is_live = self
            .version
            .first(doc)
            .is_some_and(|v| self.live.rank(v).is_some());
        if !is_live {
            return;
        }
        self.key.clear();
        for column in &self.labels {
            let ord = column.as_ref().and_then(|c| c.ords().first(doc));
            self.key.push(ord.map_or(0, |o| o + 1));
        }
        if !self.tallies.contains_key(&self.key) {
            self.tallies.insert(self.key.clone(), Tally::default());
        }
        let Some(tally) = self.tallies.get_mut(&self.key) else {
            return;
        };
        match (
            self.high.first(doc),
            self.low.first(doc),
            self.scale.first(doc),
        ) {
            (Some(high), Some(low), Some(scale)) => {
                let mantissa = i128::from(high) << 64 | i128::from(low);
                tally.sum.add_parts(mantissa, scale as u32);
                tally.counted += 1;
            }
            _ => tally.without_value += 1,
        }
    }

    fn harvest(self) -> tantivy::Result<Tallies> {
        let mut named = Tallies::new();
        for (key, tally) in self.tallies {
            let mut labels = Vec::with_capacity(key.len());
            for (column, ord) in self.labels.iter().zip(key) {
                labels.push(match (column, ord) {
                    (Some(column), 1..) => {
                        let mut text = String::new();
                        column.ord_to_str(ord - 1, &mut text)?;
                        Some(text)
                    }
                    _ => None,
                });
            }
            named.insert(labels, tally);
        }
        Ok(named)
    }
}
