//! Which documents answer a filter, in an order that later imports cannot change.

use super::close::Close;
use super::tokens::asked_of_run;
use super::{IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::live::Live;
use crate::words::{Word, words};
use rayon::prelude::*;
use tantivy::query::{
    BooleanQuery, EmptyQuery, EnableScoring, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

/// What is asked for. An empty filter asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all stand in titles or texts.
    pub text: Option<String>,
    /// A reference, or words of a name.
    pub organisation: Option<String>,
    /// What is taken for these words besides, one for each; none where they are exact.
    pub close: Vec<Close>,
    pub reporter: Option<String>,
    pub provider: Option<String>,
    pub receiver: Option<String>,
    pub identifiers: Vec<String>,
    /// Identifiers of activities that an entry names as its other end.
    pub linked: Vec<String>,
    pub place: Option<String>,
    pub sector: Option<String>,
    pub status: Option<String>,
    /// The year in which an activity starts.
    pub starts: Option<String>,
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
    pub(super) segment: u32,
    pub(super) doc: u32,
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
            // Both are in order of segment and document.
            let mut titled = titled.iter().peekable();
            for hit in &mut hits {
                let is_titled = |t: &&Hit| (t.segment, t.doc) == (hit.segment, hit.doc);
                hit.tier = u8::from(titled.next_if(is_titled).is_none());
            }
        }
        hits.par_sort_unstable();
        Ok(hits)
    }

    /// Ranks of the live activities whose sums are not made of columns, in order.
    pub(crate) fn odd(&self, live: &Live) -> Result<Vec<u32>> {
        let hits = self.collect(&*term(Term::from_field_u64(self.fields.odd, 1)), live)?;
        let mut ranks: Vec<u32> = hits.iter().map(|hit| hit.rank).collect();
        ranks.sort_unstable();
        Ok(ranks)
    }

    pub(super) fn collect(&self, query: &dyn Query, live: &Live) -> Result<Vec<Hit>> {
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
        keyword(f.unit_year, &filter.starts, false);
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
            either.push(in_names(f.names, organisation, &filter.close));
            all.push(any(either));
        }
        if let Some(text) = &filter.text {
            all.push(all_words(text, text_fields));
        }
        every(all)
    }
}

/// All words, each in any of the fields.
fn all_words(text: &str, fields: &[Field]) -> Box<dyn Query> {
    let in_any = |word: &Word| any(fields.iter().map(|f| in_field(*f, word)).collect());
    every(words(text).iter().map(in_any).collect())
}

/// All words of a name, each as it is or as what is taken for it.
fn in_names(names: Field, name: &str, close: &[Close]) -> Box<dyn Query> {
    let each = words(name).into_iter().enumerate().map(|(at, word)| {
        let taken = close.get(at).map_or(&[][..], |close| &close.words);
        let taken = taken.iter().map(|w| term(Term::from_field_text(names, w)));
        any(std::iter::once(in_field(names, &word))
            .chain(taken)
            .collect())
    });
    every(each.collect())
}

fn in_field(field: Field, word: &Word) -> Box<dyn Query> {
    let of = |form: &str| Term::from_field_text(field, form);
    let Word::Run { characters, .. } = word else {
        return any(word.forms().map(|form| term(of(form))).collect());
    };
    let mut terms: Vec<Term> = asked_of_run(characters).iter().map(|t| of(t)).collect();
    match terms.len() {
        1 => term(terms.remove(0)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

pub(super) fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    if queries.len() == 1 {
        return queries.remove(0);
    }
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
