//! Ways to narrow a question about activities down: the commonest places, sectors,
//! reporters, statuses and years of what answers, each with its count.

use super::markup::spoken;
use super::problem::Problem;
use super::request::{Format, Request};
use crate::answer::{Cell, Row, grouped};
use crate::question;
use ledger::View;

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
    pub activities: String,
    pub address: String,
}

/// The arguments that a dimension is asked for by, the first of them in links.
const ARGUMENTS: &[(&str, &[&str])] = &[
    ("place", &["country", "place"]),
    ("sector", &["sector"]),
    ("reporter", &["reporter"]),
    ("status", &["status"]),
    ("year", &["year"]),
];

/// What the answer to a request can be narrowed down by. A dimension that is asked for
/// already is passed over: another of its labels would be another question.
///
/// # Errors
/// As asking the question.
pub fn of(view: &View<'_>, request: &Request) -> Result<Vec<Narrow>, Problem> {
    let Some(entry) = question::find("facets") else {
        return Ok(Vec::new());
    };
    let mut asked = request.clone();
    asked.arguments.push(("most".to_owned(), MOST.to_owned()));
    let answer = entry.ask(&asked.matches((entry.command)())?, view)?;
    let rows: Vec<Row> = answer.rows.collect::<crate::error::Result<_>>()?;
    let open = ARGUMENTS.iter().filter(|(_, arguments)| {
        let mut used = arguments.iter();
        used.all(|argument| request.value(argument).is_none())
    });
    let each = open.filter_map(|(dimension, _)| {
        let ways = rows.iter().filter_map(|row| way(row, dimension, request));
        let ways: Vec<Way> = ways.collect();
        let title = spoken(dimension);
        (!ways.is_empty()).then_some(Narrow { title, ways })
    });
    Ok(each.collect())
}

fn way(row: &Row, dimension: &str, request: &Request) -> Option<Way> {
    let [
        Cell::Text(of),
        Cell::Coded { code, name },
        Cell::Count(count),
    ] = &row[..]
    else {
        return None;
    };
    (of == dimension).then_some(())?;
    Some(Way {
        words: name.as_ref().unwrap_or(code).clone(),
        activities: grouped(&count.to_string()),
        address: address(request, dimension, code)?,
    })
}

/// The activities that a request asks for, or counts, with a label of one dimension.
pub fn address(request: &Request, dimension: &str, label: &str) -> Option<String> {
    let (_, arguments) = ARGUMENTS.iter().find(|(name, _)| *name == dimension)?;
    let (first, others) = arguments.split_first()?;
    let mut changes = vec![(*first, Some(label)), ("most", None), ("page", None)];
    changes.extend(others.iter().map(|other| (*other, None)));
    let mut asked = request.clone();
    "/activities".clone_into(&mut asked.path);
    Some(asked.link(Format::Html, &changes))
}
