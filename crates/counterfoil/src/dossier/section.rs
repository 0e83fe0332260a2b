//! A part of a report: a sentence, a picture, a table, notes.

use crate::answer::{Answer, Cell, Column, ColumnKind, Drawn, Row, plain};
use crate::error::Result;
use crate::web::markup::{spoken, word};

/// Rows of a table that a report holds; of more, it says how many are not there.
const MOST: usize = 400;

pub struct Section {
    pub heading: String,
    /// The answer in one sentence.
    pub lead: String,
    pub picture: Option<Box<Drawn>>,
    pub sheet: Option<Sheet>,
    pub notes: Vec<String>,
    /// Whether it belongs to the one before, as a part of it.
    pub is_part: bool,
}

pub struct Sheet {
    pub heads: Vec<Head>,
    pub rows: Vec<Vec<String>>,
}

pub struct Head {
    pub label: String,
    /// Whether its cells are figures.
    pub is_number: bool,
}

/// A section of an answer, with these of its columns, in this order.
///
/// # Errors
/// A row cannot be had.
pub fn of(heading: &str, answer: Answer<'_>, columns: &[&str]) -> Result<Section> {
    of_some(heading, answer, columns, |_, _| true)
}

/// The same of those rows only that are wanted; it is asked of each.
///
/// # Errors
/// A row cannot be had.
pub fn of_some(
    heading: &str,
    answer: Answer<'_>,
    columns: &[&str],
    mut is_wanted: impl FnMut(&[Column], &Row) -> bool,
) -> Result<Section> {
    let Answer {
        about,
        columns: all,
        rows,
    } = answer;
    let chosen: Vec<usize> = columns
        .iter()
        .filter_map(|name| all.iter().position(|c| c.name == *name))
        .collect();
    let heads = chosen.iter().map(|at| Head {
        label: spoken(all[*at].name),
        is_number: matches!(
            all[*at].kind,
            ColumnKind::Money | ColumnKind::Figure | ColumnKind::Count
        ),
    });
    let mut made: Vec<Vec<String>> = Vec::new();
    let mut wanted = 0u64;
    for row in rows {
        let row = row?;
        if !is_wanted(&all, &row) {
            continue;
        }
        wanted += 1;
        if made.len() < MOST {
            made.push(chosen.iter().map(|at| words(&row[*at])).collect());
        }
    }
    let mut notes = about.caveats.clone();
    if wanted > made.len() as u64 {
        notes.push(say!(
            "{some} of {all} rows stand here; “counterfoil ask {question}” has all",
            some = made.len().to_string(),
            all = wanted.to_string(),
            question = about.question
        ));
    }
    Ok(Section {
        heading: heading.to_owned(),
        lead: about.sentence.clone(),
        picture: about.drawn.clone(),
        sheet: (!made.is_empty()).then(|| Sheet {
            heads: heads.collect(),
            rows: made,
        }),
        notes,
        is_part: false,
    })
}

/// A cell in words; of a named code the name alone: paper is narrow.
pub fn words(cell: &Cell) -> String {
    match cell {
        Cell::Coded {
            name: Some(name), ..
        } => name.clone(),
        Cell::Word(id) => word(id),
        cell => plain(cell),
    }
}
