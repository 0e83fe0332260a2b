//! Which documents answer a filter, in an order that later imports cannot change.

use super::{IndexSearcher, Kind, failure};
use crate::error::Result;
use crate::live::Live;
use std::collections::HashSet;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::tokenizer::TokenStream;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyDocument, Term};

/// What is asked for. An empty filter asks for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words that must all stand in titles or texts.
    pub text: Option<String>,
    /// A reference, or words of a name.
    pub organisation: Option<String>,
    pub reporter: Option<String>,
    pub provider: Option<String>,
    pub receiver: Option<String>,
    pub identifiers: Vec<String>,
    /// Identifiers of activities that an entry names as its other end.
    pub linked: Vec<String>,
    pub place: Option<String>,
    pub sector: Option<String>,
    pub status: Option<String>,
    pub transaction_type: Option<String>,
    pub year: Option<String>,
    pub currency: Option<String>,
}

/// A document that answers, and its place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// 0: all words are in the title; 1: elsewhere.
    tier: u8,
    /// Place of its version among the live ones.
    pub(crate) rank: u32,
    ordinal: u32,
    segment: u32,
    doc: u32,
}

impl IndexSearcher {
    /// All live documents that answer, in order: match tier, then identifier.
    pub(crate) fn select(&self, kind: Kind, filter: &Filter, live: &Arc<Live>) -> Result<Vec<Hit>> {
        let mut hits = self.collect(
            self.query(kind, filter, &[self.fields.title, self.fields.text]),
            live,
        )?;
        if filter.text.is_some() {
            let titled = self.collect(self.query(kind, filter, &[self.fields.title]), live)?;
            let titled: HashSet<(u32, u32)> = titled.iter().map(|h| (h.segment, h.doc)).collect();
            for hit in &mut hits {
                hit.tier = u8::from(!titled.contains(&(hit.segment, hit.doc)));
            }
        }
        hits.sort_unstable();
        Ok(hits)
    }

    fn collect(&self, query: Box<dyn Query>, live: &Arc<Live>) -> Result<Vec<Hit>> {
        let collector = LiveDocs { live: live.clone() };
        self.searcher
            .search(&query, &collector)
            .map_err(failure(&self.path))
    }

    /// The row of a hit, as JSON.
    pub(crate) fn row(&self, hit: Hit) -> Result<Vec<u8>> {
        let address = DocAddress::new(hit.segment, hit.doc);
        let document: TantivyDocument = self.searcher.doc(address).map_err(failure(&self.path))?;
        let row = document.get_first(self.fields.row);
        Ok(row
            .and_then(|v| v.as_bytes().map(<[u8]>::to_vec))
            .unwrap_or_default())
    }

    pub(super) fn query(
        &self,
        kind: Kind,
        filter: &Filter,
        text_fields: &[Field],
    ) -> Box<dyn Query> {
        let f = &self.fields;
        let mut all: Vec<Box<dyn Query>> = vec![term(Term::from_field_u64(f.kind, kind.number()))];
        let mut keyword = |field: Field, value: &Option<String>, folded: bool| {
            if let Some(value) = value {
                let text = if folded {
                    flow::key::of(value)
                } else {
                    value.trim().to_owned()
                };
                all.push(term(Term::from_field_text(field, &text)));
            }
        };
        keyword(f.reporter_key, &filter.reporter, true);
        keyword(f.provider_key, &filter.provider, true);
        keyword(f.receiver_key, &filter.receiver, true);
        keyword(f.places, &filter.place, true);
        keyword(f.sectors, &filter.sector, true);
        keyword(f.status, &filter.status, false);
        keyword(f.transaction_type, &filter.transaction_type, false);
        keyword(f.year, &filter.year, false);
        keyword(f.currency, &filter.currency, true);
        for (field, values) in [
            (f.identifier, &filter.identifiers),
            (f.linked, &filter.linked),
        ] {
            if !values.is_empty() {
                let terms = values
                    .iter()
                    .map(|v| Term::from_field_text(field, &flow::key::of(v)));
                all.push(Box::new(TermSetQuery::new(terms)));
            }
        }
        if let Some(organisation) = &filter.organisation {
            let exact = term(Term::from_field_text(
                f.organisations,
                &flow::key::of(organisation),
            ));
            all.push(any(vec![exact, self.words(organisation, &[f.names])]));
        }
        if let Some(text) = &filter.text {
            all.push(self.words(text, text_fields));
        }
        every(all)
    }

    /// All words, each in any of the fields.
    fn words(&self, text: &str, fields: &[Field]) -> Box<dyn Query> {
        let mut words: Vec<String> = Vec::new();
        if let Ok(mut tokenizer) = self.searcher.index().tokenizer_for_field(self.fields.text) {
            let mut stream = tokenizer.token_stream(text);
            while stream.advance() {
                words.push(stream.token().text.clone());
            }
        }
        let in_any = |word: &String| {
            let each = fields
                .iter()
                .map(|field| term(Term::from_field_text(*field, word)));
            any(each.collect())
        };
        every(words.iter().map(in_any).collect())
    }
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn any(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(
        queries.into_iter().map(|q| (Occur::Should, q)).collect(),
    ))
}

/// All of the queries; of none, nothing.
fn every(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(
        queries.into_iter().map(|q| (Occur::Must, q)).collect(),
    ))
}

/// Collects the documents whose version is live.
struct LiveDocs {
    live: Arc<Live>,
}

struct LiveSegment {
    live: Arc<Live>,
    version: Column<u64>,
    ordinal: Column<u64>,
    segment: u32,
    hits: Vec<Hit>,
}

impl Collector for LiveDocs {
    type Fruit = Vec<Hit>;
    type Child = LiveSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<LiveSegment> {
        Ok(LiveSegment {
            live: self.live.clone(),
            version: reader.fast_fields().u64("version")?,
            ordinal: reader.fast_fields().u64("ordinal")?,
            segment,
            hits: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Hit>>) -> tantivy::Result<Vec<Hit>> {
        Ok(fruits.concat())
    }
}

impl SegmentCollector for LiveSegment {
    type Fruit = Vec<Hit>;

    fn collect(&mut self, doc: DocId, _score: Score) {
        let Some(rank) = self.version.first(doc).and_then(|v| self.live.rank(v)) else {
            return;
        };
        self.hits.push(Hit {
            tier: 0,
            rank,
            ordinal: self.ordinal.first(doc).unwrap_or(0) as u32,
            segment: self.segment,
            doc,
        });
    }

    fn harvest(self) -> Vec<Hit> {
        self.hits
    }
}
