//! Ways to narrow a question down. About activities: the commonest places, sectors,
//! reporters, statuses and years of what answers, each with its count. About promises
//! and differences: what stands in their own columns.

use super::markup::{spoken, word};
use super::problem::Problem;
use super::request::{Format, Request};
use crate::answer::{Answer, Cell, Row, grouped};
use crate::question::{self, Entry};
use crate::tongue;
use iati::said::phrase;
use ledger::View;
use std::collections::BTreeMap;

/// Labels of each dimension.
const MOST: &str = "5";

/// One dimension.
pub struct Narrow {
    pub title: String,
    pub ways: Vec<Way>,
}

/// One label of it.
pub struct Way {
    pub words: String,
    /// How many rows have it.
    pub count: String,
    pub address: String,
}

/// A dimension, its title, and the arguments that it is asked for by, the first of
/// them in links.
type Dimension = (&'static str, &'static str, &'static [&'static str]);

const DIMENSIONS: &[Dimension] = &[
    ("place", phrase("Place"), &["country", "place"]),
    ("sector", phrase("Sector"), &["sector"]),
    ("reporter", phrase("Reporter"), &["reporter"]),
    ("status", phrase("Status"), &["status"]),
    ("year", phrase("Year"), &["year"]),
];

/// Questions whose answers are counted by columns of their own; the argument that a
/// column is asked for by has its name.
const COLUMNS: &[(&str, &[&str])] = &[
    ("promises", &["status", "pairing", "kind"]),
    ("differences", &["category"]),
];

/// How often each label stands in a column, and whether it is a word of ours.
type Labels = BTreeMap<(String, bool), u64>;

/// Rows that are counted for that; of more the form tells alone.
const MANY: u64 = 50_000;

/// What the answer to a request can be narrowed down by: none for most questions.
///
/// # Errors
/// As asking the question.
pub fn of(
    entry: &Entry,
    answer: &mut Answer<'_>,
    view: &View<'_>,
    request: &Request,
) -> Result<Vec<Narrow>, Problem> {
    match COLUMNS.iter().find(|(name, _)| *name == entry.name) {
        // The rows are groups then: how many they are says nothing of what is in them.
        Some(_) if request.value("by").is_some() => Ok(Vec::new()),
        Some((_, columns)) => by_columns(columns, answer, request),
        None if entry.name == "activities" => by_facets(view, request),
        None => Ok(Vec::new()),
    }
}

/// Counts the rows of an answer, and gives them back.
fn by_columns(
    columns: &[&'static str],
    answer: &mut Answer<'_>,
    request: &Request,
) -> Result<Vec<Narrow>, Problem> {
    if answer.about.total > MANY {
        return Ok(Vec::new());
    }
    let open = columns.iter().filter(|name| request.value(name).is_none());
    let places = open.filter_map(|name| {
        let at = answer.columns.iter().position(|c| c.name == *name)?;
        Some((*name, at, Labels::new()))
    });
    let mut counts: Vec<(&str, usize, Labels)> = places.collect();
    let rows = std::mem::replace(&mut answer.rows, Box::new(std::iter::empty()));
    let rows: Vec<Row> = rows.collect::<crate::error::Result<_>>()?;
    for row in &rows {
        for (_, at, of) in &mut counts {
            let label = row.get(*at).and_then(|cell| {
                let is_ours = matches!(cell, Cell::Word(_));
                Some((cell.as_text()?.to_owned(), is_ours))
            });
            if let Some(label) = label {
                *of.entry(label).or_default() += 1;
            }
        }
    }
    answer.rows = Box::new(rows.into_iter().map(Ok));
    let each = counts.into_iter().filter(|(.., of)| of.len() > 1);
    Ok(each
        .map(|(name, _, of)| Narrow {
            title: spoken(name),
            ways: of
                .into_iter()
                .map(|((label, is_ours), count)| Way {
                    words: match is_ours {
                        true => word(&label),
                        false => label.clone(),
                    },
                    count: grouped(&count.to_string()),
                    address: request.link(Format::Html, &[(name, Some(&label)), ("page", None)]),
                })
                .collect(),
        })
        .collect())
}

/// What the activities of a request can be narrowed down by. A dimension that is asked for
/// already is passed over: another of its labels would be another question.
///
/// # Errors
/// As asking the question.
fn by_facets(view: &View<'_>, request: &Request) -> Result<Vec<Narrow>, Problem> {
    let Some(entry) = question::find("facets") else {
        return Ok(Vec::new());
    };
    let mut asked = request.clone();
    asked.arguments.push(("most".to_owned(), MOST.to_owned()));
    let answer = entry.ask(&asked.matches((entry.command)())?, view)?;
    let rows: Vec<Row> = answer.rows.collect::<crate::error::Result<_>>()?;
    let open = DIMENSIONS.iter().filter(|(_, _, arguments)| {
        let mut used = arguments.iter();
        used.all(|argument| request.value(argument).is_none())
    });
    let each = open.filter_map(|(dimension, title, _)| {
        let ways = rows.iter().filter_map(|row| way(row, dimension, request));
        let ways: Vec<Way> = ways.collect();
        let title = tongue::words(title);
        (!ways.is_empty()).then_some(Narrow { title, ways })
    });
    Ok(each.collect())
}

fn way(row: &Row, dimension: &str, request: &Request) -> Option<Way> {
    let [of, Cell::Coded { code, name }, Cell::Count(count)] = &row[..] else {
        return None;
    };
    (of.as_text() == Some(dimension)).then_some(())?;
    Some(Way {
        words: name.as_ref().unwrap_or(code).clone(),
        count: grouped(&count.to_string()),
        address: address(request, dimension, code)?,
    })
}

/// The activities that a request asks for, or counts, with a label of one dimension.
pub fn address(request: &Request, dimension: &str, label: &str) -> Option<String> {
    let (_, _, arguments) = DIMENSIONS.iter().find(|(name, ..)| *name == dimension)?;
    let (first, others) = arguments.split_first()?;
    let mut changes = vec![(*first, Some(label)), ("most", None), ("page", None)];
    changes.extend(others.iter().map(|other| (*other, None)));
    let mut asked = request.clone();
    "/activities".clone_into(&mut asked.path);
    Some(asked.link(Format::Html, &changes))
}
