//! Who publishes in this ledger.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED, counted};
use crate::error::Result;
use clap::Args;
use ledger::View;
use std::collections::BTreeMap;

/// Organisations that report activities
#[derive(Args, Clone, Debug)]
pub struct Organisations {
    /// Words of the name, or a part of the reference
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("organisation", K::Coded, "Reference and name"),
    Column::new("activities", K::Count, "Live activities that it reports"),
];

impl Question for Organisations {
    const NAME: &'static str = "organisations";
    const ABOUT: &'static str = "Organisations that report activities";
    const EXAMPLE: &'static [&'static str] = &["--text", "office"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let mut counts: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
        for member in view.live().members.iter().filter(|m| m.head.is_activity) {
            let entry = counts
                .entry(&*member.head.reporter)
                .or_insert((0, &member.head.reporter_name));
            entry.0 += 1;
        }
        let wanted = self.text.as_ref().map(|t| t.to_lowercase());
        let asked = |reference: &str, name: &str| {
            let whole = format!("{reference} {name}").to_lowercase();
            wanted
                .as_ref()
                .is_none_or(|w| w.split_whitespace().all(|word| whole.contains(word)))
        };
        let rows: Vec<_> = counts
            .into_iter()
            .filter(|(r, (_, n))| asked(r, n))
            .collect();
        let sentence = format!(
            "{}, {} activities here.",
            About::when(view),
            counted(
                rows.len() as u64,
                "organisation reports",
                "organisations report"
            )
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.method = super::filter::LIVE.to_owned();
        let cells = rows.into_iter().map(|(reference, (count, name))| {
            let organisation = match (reference.is_empty(), name.is_empty()) {
                (true, true) => NOT_STATED,
                (true, false) => Cell::Text(name.to_owned()),
                (false, _) => Cell::coded(Some(reference), |_| {
                    (!name.is_empty()).then(|| name.to_owned())
                }),
            };
            Ok(vec![organisation, Cell::Count(count)])
        });
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(cells),
        })
    }
}
