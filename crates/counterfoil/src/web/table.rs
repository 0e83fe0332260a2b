//! An answer as a table. Which columns lead somewhere stands in one list.

use super::link::Links;
use super::markup::{self, Markup, spoken, text};
use crate::answer::{Cell, Column, ColumnKind, Row, grouped};
use crate::tongue;

pub struct Table {
    pub heads: Vec<Head>,
    pub rows: Vec<Vec<Field>>,
}

pub struct Head {
    pub label: String,
    pub about: String,
    pub class: &'static str,
}

pub struct Field {
    pub class: &'static str,
    pub inner: Markup,
}

/// What a column's values are addresses of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leads {
    Activity,
    Organisation,
    Publication,
}

/// Columns whose cells are links, by name.
const LEADS: &[(&str, Leads)] = &[
    ("activity", Leads::Activity),
    ("provider_activity", Leads::Activity),
    ("receiver_activity", Leads::Activity),
    ("giver_activity", Leads::Activity),
    ("organisation", Leads::Organisation),
    ("reporter", Leads::Organisation),
    ("publisher", Leads::Organisation),
    ("provider", Leads::Organisation),
    ("receiver", Leads::Organisation),
    ("giver", Leads::Organisation),
    ("import", Leads::Publication),
    ("older_import", Leads::Publication),
    ("giver_import", Leads::Publication),
    ("receiver_import", Leads::Publication),
];

/// Columns of identifiers and positions, set as such.
const EXACT: &[&str] = &[
    "dataset",
    "position",
    "giver_position",
    "receiver_position",
    "older_position",
    "what",
    "sha256",
];

fn leads(column: &Column) -> Option<Leads> {
    let found = LEADS.iter().find(|(name, _)| *name == column.name);
    found.map(|(_, leads)| *leads)
}

/// The table of `rows`, details only if asked for. `opens` gives the address
/// of what a figure was made of.
pub fn table(
    columns: &[Column],
    rows: &[Row],
    details: bool,
    links: &Links,
    opens: &dyn Fn(&Column, &Row) -> Option<String>,
) -> Table {
    let shown: Vec<usize> = (0..columns.len())
        .filter(|at| details || !columns[*at].is_detail)
        .collect();
    let decimals: Vec<usize> = shown.iter().map(|at| decimals(rows, *at)).collect();
    let classes: Vec<&str> = (0..columns.len())
        .map(|at| class(&columns[at], rows, at))
        .collect();
    let title = title_of(columns, &shown);
    let shown: Vec<(usize, usize)> = shown.into_iter().zip(decimals).collect();
    let shown: Vec<(usize, usize)> = shown
        .into_iter()
        .filter(|(at, _)| title.is_none_or(|(_, title)| *at != title))
        .collect();
    let heads = shown
        .iter()
        .map(|(at, _)| head(&columns[*at], classes[*at]))
        .collect();
    let field = |row: &Row, at: usize, decimals: usize| match title {
        Some((activity, title)) if activity == at => named(&row[activity], &row[title], links),
        _ => Field {
            class: classes[at],
            inner: cell(&columns[at], row, at, decimals, links, opens),
        },
    };
    let rows = rows.iter();
    Table {
        heads,
        rows: rows
            .map(|row| shown.iter().map(|(at, d)| field(row, *at, *d)).collect())
            .collect(),
    }
}

/// Identifier and title of an activity that stand side by side are one cell.
fn title_of(columns: &[Column], shown: &[usize]) -> Option<(usize, usize)> {
    let pairs = shown.windows(2).map(|w| (w[0], w[1]));
    let mut found =
        pairs.filter(|(a, b)| columns[*a].name == "activity" && columns[*b].name == "title");
    found.next()
}

fn decimals(rows: &[Row], at: usize) -> usize {
    let of_cell = |row: &Row| match &row[at] {
        Cell::Money { amount, .. } => markup::decimals_of(amount),
        Cell::Figure { value, .. } => markup::decimals_of(value),
        _ => 0,
    };
    rows.iter().map(of_cell).max().unwrap_or(0)
}

fn head(column: &Column, class: &'static str) -> Head {
    Head {
        label: spoken(column.name),
        about: tongue::words(column.about),
        class,
    }
}

/// From so many characters on a text needs room.
const LONG: usize = 40;

fn is_long(rows: &[Row], at: usize) -> bool {
    let mut cells = rows.iter().map(|row| &row[at]);
    cells.any(|cell| match cell {
        Cell::Text(text)
        | Cell::Narrative { text, .. }
        | Cell::Coded {
            name: Some(text), ..
        } => text.len() > LONG,
        _ => false,
    })
}

fn class(column: &Column, rows: &[Row], at: usize) -> &'static str {
    match column.kind {
        ColumnKind::Money | ColumnKind::Figure | ColumnKind::Count => "num",
        ColumnKind::Date => "date",
        ColumnKind::Coded if leads(column).is_some() || is_long(rows, at) => "party",
        _ if leads(column).is_some() || EXACT.contains(&column.name) => "exact",
        ColumnKind::Text if is_long(rows, at) => "long-text",
        _ => "",
    }
}

fn cell(
    column: &Column,
    row: &Row,
    at: usize,
    decimals: usize,
    links: &Links,
    opens: &dyn Fn(&Column, &Row) -> Option<String>,
) -> Markup {
    match &row[at] {
        Cell::Text(value) => opened(opens(column, row), words(column, value, links)),
        Cell::Word(word) if column.name == "status" => markup::status(word),
        Cell::Word(word) => opened(opens(column, row), text(&markup::word(word))),
        Cell::Narrative {
            text: words,
            language,
        } => opened(
            opens(column, row),
            markup::narrative(words, language.as_deref()),
        ),
        Cell::Count(count) if leads(column) == Some(Leads::Publication) => {
            markup::link(&links.publication(*count), &text(&count.to_string()))
        }
        Cell::Count(count) => opened(opens(column, row), text(&grouped(&count.to_string()))),
        Cell::Date(date) => markup::date(*date),
        Cell::Money { amount, currency } => {
            let figure = opened(opens(column, row), markup::amount(amount, decimals));
            markup::both(&figure, &markup::currency(currency.as_deref()))
        }
        Cell::Figure { value, unit } => {
            let figure = opened(opens(column, row), markup::amount(value, decimals));
            markup::both(&figure, &markup::currency(Some(unit)))
        }
        Cell::Coded { code, name } => coded(column, code, name.as_deref(), links),
        Cell::Missing(why) => markup::unknown(&tongue::words(why)),
        Cell::Unknown(why) => markup::unknown(why),
    }
}

/// A figure that opens into what it was made of.
fn opened(address: Option<String>, figure: Markup) -> Markup {
    match address {
        Some(address) => markup::sum_link(&address, &figure),
        None => figure,
    }
}

fn words(column: &Column, value: &str, links: &Links) -> Markup {
    match leads(column) {
        Some(Leads::Activity) => markup::link(&links.activity(value), &markup::reference(value)),
        _ if EXACT.contains(&column.name) => markup::reference(value),
        _ if column.name == "status" => markup::status(value),
        _ => markup::prose(value),
    }
}

/// An organisation leads to its page; of other codes the name comes first.
fn coded(column: &Column, code: &str, name: Option<&str>, links: &Links) -> Markup {
    match (leads(column), name) {
        (Some(_), name) => {
            let inner = name.map_or_else(|| markup::reference(code), text);
            markup::link(&links.organisation(code), &inner)
        }
        (None, Some(name)) => Markup::made(format!(
            "{} <span class=\"quiet\">{}</span>",
            text(name),
            text(code)
        )),
        (None, None) => text(code),
    }
}

/// The title of an activity with its identifier under it.
fn named(activity: &Cell, title: &Cell, links: &Links) -> Field {
    let title = match title {
        Cell::Text(title) => text(title),
        Cell::Narrative { text, language } => markup::narrative(text, language.as_deref()),
        _ => markup::unknown(&say!("no title")),
    };
    let inner = match activity {
        Cell::Text(id) => markup::both(
            &markup::link(&links.activity(id), &title),
            &markup::under(&markup::reference(id)),
        ),
        _ => markup::both(
            &title,
            &markup::under(&markup::unknown(&say!("no identifier"))),
        ),
    };
    Field {
        class: "name",
        inner,
    }
}
