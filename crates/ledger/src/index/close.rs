//! Names that were asked for with a slip of the pen.

use super::select::Filter;
use super::{IndexSearcher, Kind, guarded};
use crate::error::Result;
use crate::live::Live;
use crate::words::{Word, slips, words};
use std::collections::BTreeSet;
use tantivy::query::{EnableScoring, FuzzyTermQuery};
use tantivy::{DocSet, TERMINATED, Term};

/// A word that was asked for, and the words of names that come close to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Close {
    pub asked: String,
    /// In order; folded, as [`crate::words`] has them.
    pub words: Vec<String>,
}

impl IndexSearcher {
    /// Words that are close to those of a name which nothing live has; none if some
    /// has it, or has not even what comes close.
    pub(crate) fn close_to(&self, kind: Kind, name: &str, live: &Live) -> Result<Vec<Close>> {
        let mut filter = Filter {
            organisation: Some(name.to_owned()),
            ..Filter::default()
        };
        if self.answers(kind, &filter, live)? {
            return Ok(filter.close);
        }
        let words = words(name);
        // A word that stands in some name is rather meant than one that stands in none.
        for is_strict in [true, false] {
            let close = words.iter().map(|word| self.close_word(word, is_strict));
            filter.close = close.collect::<Result<_>>()?;
            if filter.close.iter().any(|close| !close.words.is_empty())
                && self.answers(kind, &filter, live)?
            {
                return Ok(filter.close);
            }
        }
        Ok(Vec::new())
    }

    fn close_word(&self, word: &Word, is_strict: bool) -> Result<Close> {
        let Word::Letters { form, .. } = word else {
            return Ok(Close::default());
        };
        let mut near = BTreeSet::new();
        for form in word.forms().filter(|form| slips(form) > 0) {
            near.extend(self.words_near(form)?);
        }
        let is_known = word.forms().any(|form| near.remove(form));
        Ok(Close {
            asked: form.clone(),
            words: match is_known && is_strict {
                true => Vec::new(),
                false => near.into_iter().collect(),
            },
        })
    }

    /// The words of names with no more slips than a word may have; itself too.
    fn words_near(&self, word: &str) -> Result<BTreeSet<String>> {
        let names = self.fields.names;
        let near = FuzzyTermQuery::new(Term::from_field_text(names, word), slips(word), true);
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            guarded(&self.path, || {
                let names = segment.inverted_index(names)?;
                let mut met = names.terms().search(near.automaton()?).into_stream()?;
                while met.advance() {
                    found.insert(String::from_utf8_lossy(met.key()).into_owned());
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Whether anything live answers; no more is read than it takes to tell.
    fn answers(&self, kind: Kind, filter: &Filter, live: &Live) -> Result<bool> {
        let query = self.query(kind, filter, &[]);
        guarded(&self.path, || {
            let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
            for segment in self.searcher.segment_readers() {
                let version = segment.fast_fields().u64("version")?;
                let alive = segment.alive_bitset();
                let mut docs = weight.scorer(segment, 1.0)?;
                while docs.doc() != TERMINATED {
                    let is_there = alive.is_none_or(|alive| alive.is_alive(docs.doc()));
                    let rank = version.first(docs.doc()).and_then(|v| live.rank(v));
                    if is_there && rank.is_some() {
                        return Ok(true);
                    }
                    docs.advance();
                }
            }
            Ok(false)
        })
    }
}
