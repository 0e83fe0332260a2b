//! The evidence list: of each promise the rows that decide it.

use super::section::{Section, of_some, words};
use crate::answer::{Cell, Column, Row};
use crate::error::Result;
use crate::programme::{Open, Which};
use crate::question::Question;
use crate::question::promise::Promise;
use std::collections::BTreeMap;

/// The columns that are printed.
const COLUMNS: &[&str] = &["day", "figure", "book", "told", "activity", "import"];

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
        let mut out = BTreeMap::new();
        let mut section = of_some(
            &promise.id,
            question.ask(open.view)?,
            COLUMNS,
            |columns, row| is_in(columns, row, &mut out),
        )?;
        section.is_part = true;
        section.notes.extend(
            out.into_iter()
                .map(|(why, n)| say!("{n: # row is|# rows are} not in the figure: {why}", n, why)),
        );
        all.push(section);
    }
    if !all.is_empty() {
        let first = Section {
            heading: say!("The evidence"),
            lead: say!(
                "Of each promise the rows that its figure is made of, and how many are not in it and why; “counterfoil ask promise ID” lists those too."
            ),
            picture: None,
            sheet: None,
            notes: Vec::new(),
            is_part: false,
        };
        all.insert(0, first);
    }
    Ok(all)
}

/// Whether the figure is made of a row; those that it is not made of are counted by the
/// reason.
fn is_in(columns: &[Column], row: &Row, out: &mut BTreeMap<String, u64>) -> bool {
    let cell = |name: &str| {
        let at = columns.iter().position(|c| c.name == name);
        at.and_then(|at| row.get(at))
    };
    let is_in = cell("in_figure").and_then(Cell::as_text) == Some("in");
    if !is_in && let Some(why) = cell("why") {
        *out.entry(words(why)).or_default() += 1;
    }
    is_in
}
