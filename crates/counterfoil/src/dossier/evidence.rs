//! The evidence list: of each promise the rows that decide it.

use super::section::{Section, of};
use crate::answer::counted;
use crate::error::Result;
use crate::programme::{Open, Which};
use crate::question::Question;
use crate::question::promise::Promise;
use std::collections::BTreeMap;

/// The columns that are printed, and after them those that decide what is.
const COLUMNS: &[&str] = &[
    "day",
    "figure",
    "book",
    "told",
    "activity",
    "import",
    "in_figure",
    "why",
];
const PRINTED: usize = 6;

/// A section for each promise, under one heading.
///
/// # Errors
/// The disk fails.
pub fn sections(open: &Open<'_>, pairing: Option<&str>) -> Result<Vec<Section>> {
    let which = Which {
        programme: Some(open.kept().id.clone()),
    };
    let promises = open.programme().promises.iter();
    let asked = promises.filter(|p| pairing.is_none_or(|id| p.pairing.as_deref() == Some(id)));
    let mut all = Vec::new();
    for promise in asked {
        let question = Promise::of(&promise.id, which.clone());
        let mut section = of(&promise.id, question.ask(open.view)?, COLUMNS)?;
        section.is_part = true;
        shorten(&mut section);
        all.push(section);
    }
    if !all.is_empty() {
        let first = Section {
            heading: "The evidence".to_owned(),
            lead: "Of each promise the rows that its figure is made of, and how many are not in it and why; “counterfoil ask promise ID” lists those too.".to_owned(),
            picture: None,
            sheet: None,
            notes: Vec::new(),
            is_part: false,
        };
        all.insert(0, first);
    }
    Ok(all)
}

/// Leaves the rows that the figure is made of, and says how many others there are.
fn shorten(section: &mut Section) {
    let Some(sheet) = &mut section.sheet else {
        return;
    };
    let mut out: BTreeMap<String, u64> = BTreeMap::new();
    sheet.rows.retain(|row| {
        let is_in = row.get(PRINTED).is_some_and(|cell| cell == "in");
        if !is_in && let Some(why) = row.get(PRINTED + 1) {
            *out.entry(why.clone()).or_default() += 1;
        }
        is_in
    });
    sheet.rows.iter_mut().for_each(|row| row.truncate(PRINTED));
    sheet.heads.truncate(PRINTED);
    if sheet.rows.is_empty() {
        section.sheet = None;
    }
    section.notes.extend(out.into_iter().map(|(why, count)| {
        format!(
            "{} not in the figure: {why}",
            counted(count, "row is", "rows are")
        )
    }));
}
