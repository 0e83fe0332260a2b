//! Which documents answer a filter, in an order that later imports cannot change.

use super::{IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::live::Live;
use rayon::prelude::*;
use std::collections::HashSet;
use tantivy::query::{
    BooleanQuery, EmptyQuery, EnableScoring, Occur, Query, TermQuery, TermSetQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::TokenStream;
use tantivy::{SegmentReader, Term};

/// What is asked for. An empty filter asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    pub(crate) ordinal: u32,
    segment: u32,
    doc: u32,
}

impl IndexSearcher {
    /// All live documents that answer, in order: match tier, then identifier.
    pub(crate) fn select(&self, kind: Kind, filter: &Filter, live: &Live) -> Result<Vec<Hit>> {
        let mut hits = self.collect(
            &*self.query(kind, filter, &[self.fields.title, self.fields.text]),
            live,
        )?;
        if filter.text.is_some() {
            let titled = self.collect(&*self.query(kind, filter, &[self.fields.title]), live)?;
            let titled: HashSet<(u32, u32)> = titled.iter().map(|h| (h.segment, h.doc)).collect();
            for hit in &mut hits {
                hit.tier = u8::from(!titled.contains(&(hit.segment, hit.doc)));
            }
        }
        hits.sort_unstable();
        Ok(hits)
    }

    /// Ranks of the live activities whose sums are not made of columns, in order.
    pub(crate) fn odd(&self, live: &Live) -> Result<Vec<u32>> {
        let hits = self.collect(&*term(Term::from_field_u64(self.fields.odd, 1)), live)?;
        let mut ranks: Vec<u32> = hits.iter().map(|hit| hit.rank).collect();
        ranks.sort_unstable();
        Ok(ranks)
    }

    fn collect(&self, query: &dyn Query, live: &Live) -> Result<Vec<Hit>> {
        let run = || -> tantivy::Result<Vec<Hit>> {
            let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
            let segments = self.searcher.segment_readers().par_iter().enumerate();
            let each =
                segments.map(|(segment, reader)| live_docs(&*weight, segment as u32, reader, live));
            Ok(each.collect::<tantivy::Result<Vec<_>>>()?.concat())
        };
        guarded(&self.path, run)
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
                // An empty text stands for what is not stated; nobody can name that.
                all.push(match text.as_str() {
                    "" => Box::new(EmptyQuery),
                    text => term(Term::from_field_text(field, text)),
                });
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
            let key = flow::key::of(organisation);
            let named = |field: &Field| term(Term::from_field_text(*field, &key));
            let fields: &[Field] = match kind {
                Kind::Transaction => &[f.reporter_key, f.provider_key, f.receiver_key],
                _ => &[f.organisations],
            };
            let mut either: Vec<_> = fields.iter().map(named).collect();
            either.push(self.words(organisation, &[f.names]));
            all.push(any(either));
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

/// The documents of one segment that answer and whose version is live.
fn live_docs(
    weight: &dyn Weight,
    segment: u32,
    reader: &SegmentReader,
    live: &Live,
) -> tantivy::Result<Vec<Hit>> {
    let version = reader.fast_fields().u64("version")?;
    let ordinal = reader.fast_fields().u64("ordinal")?;
    let mut hits = Vec::new();
    let alive = reader.alive_bitset();
    weight.for_each_no_score(reader, &mut |docs| {
        for doc in docs
            .iter()
            .filter(|d| alive.is_none_or(|a| a.is_alive(**d)))
        {
            let Some(rank) = version.first(*doc).and_then(|v| live.rank(v)) else {
                continue;
            };
            hits.push(Hit {
                tier: 0,
                rank,
                ordinal: ordinal.first(*doc).unwrap_or(0) as u32,
                segment,
                doc: *doc,
            });
        }
    })?;
    Ok(hits)
}
