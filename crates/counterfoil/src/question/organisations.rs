//! Who publishes in this ledger.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED};
use crate::error::Result;
use crate::tongue;
use clap::Args;
use ledger::View;
use ledger::words::{Word, distance, fold, words};
use std::collections::BTreeMap;

/// Organisations that report activities
#[derive(Args, Clone, Debug)]
pub struct Organisations {
    /// Words of the name, or a part of the reference; names that come close are listed last
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("organisation", K::Coded, "Reference and name"),
    Column::new("activities", K::Count, "Live activities that it reports"),
    Column::new(
        "close_to",
        K::Text,
        "Words asked for that its name only comes close to",
    )
    .detail(),
];

/// Words that were asked for.
struct Wanted(Vec<(String, Vec<Word>)>);

/// How near a name comes to what was asked.
#[derive(Default)]
struct Near {
    /// Slips, all together.
    slips: u32,
    /// The words that have them.
    words: Vec<String>,
}

impl Wanted {
    fn of(text: &str) -> Self {
        let chunks = text.split_whitespace();
        Self(chunks.map(|c| (fold(c), words(c))).collect())
    }

    /// `None` if a word is neither there nor close to one that is.
    fn near(&self, reference: &str, name: &str) -> Option<Near> {
        let whole = format!("{reference} {name}");
        let (folded, of_name) = (fold(&whole), words(&whole));
        let mut near = Near::default();
        for (chunk, asked) in &self.0 {
            if folded.contains(chunk) {
                continue;
            }
            if asked.is_empty() {
                return None;
            }
            for word in asked {
                let slips = closest(word, &folded, &of_name)?;
                if slips > 0 {
                    near.slips += u32::from(slips);
                    near.words.push(chunk.clone());
                }
            }
        }
        near.words.dedup();
        Some(near)
    }
}

/// The fewest slips between a word and one of a name; none if it is there.
fn closest(word: &Word, folded: &str, of_name: &[Word]) -> Option<u8> {
    if let Word::Run { characters, .. } = word {
        let run: String = characters.iter().collect();
        return folded.contains(&run).then_some(0);
    }
    let there = || of_name.iter().flat_map(Word::forms);
    if word.forms().any(|form| there().any(|other| other == form)) {
        return Some(0);
    }
    let pairs = word
        .forms()
        .flat_map(|form| there().map(move |other| (form, other)));
    pairs
        .filter_map(|(form, other)| distance(form, other))
        .min()
}

impl Question for Organisations {
    const NAME: &'static str = "organisations";
    const ABOUT: &'static str = "Organisations that report activities";
    const ROWS: &'static str = "{n: One row|# organisations}";
    const EXAMPLE: &'static [&'static str] = &["--text", "office"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        // By reference; who has none is told from others by name.
        let mut counts: BTreeMap<(&str, &str), (u64, &str)> = BTreeMap::new();
        for member in view.live().members.iter().filter(|m| m.head.is_activity) {
            let (reference, name) = (&*member.head.reporter, &*member.head.reporter_name);
            let unnamed = if reference.is_empty() { name } else { "" };
            let entry = counts.entry((reference, unnamed)).or_insert((0, name));
            entry.0 += 1;
        }
        let wanted = self.text.as_deref().map(Wanted::of);
        let near = |reference: &str, name: &str| match &wanted {
            Some(wanted) => wanted.near(reference, name),
            None => Some(Near::default()),
        };
        let rows = counts
            .into_iter()
            .filter_map(|((r, _), (count, n))| Some((near(r, n)?, r, n, count)));
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|(near, ..)| near.slips);
        let sentence = say!(
            "{when}, {n: # organisation reports|# organisations report} activities here.",
            when = About::when(view),
            n = rows.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.method = tongue::words(super::filter::LIVE);
        let close = rows.iter().filter(|(near, ..)| near.slips > 0).count() as u64;
        if close > 0 {
            about.caveats.push(say!(
                "{n: # name is|# names are} only close to the words asked for, and listed last; the column “close_to” has the words",
                n = close
            ));
        }
        let cells = rows.into_iter().map(|(near, reference, name, count)| {
            let organisation = match (reference.is_empty(), name.is_empty()) {
                (true, true) => NOT_STATED,
                (true, false) => Cell::Text(name.to_owned()),
                (false, _) => Cell::coded(Some(reference), |_| {
                    (!name.is_empty()).then(|| name.to_owned())
                }),
            };
            let close_to = match near.words.is_empty() {
                true => Cell::Missing("as asked"),
                false => Cell::Text(near.words.join(" ")),
            };
            Ok(vec![organisation, Cell::Count(count), close_to])
        });
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(cells),
        })
    }
}
