//! What stands around every page, and under every answer.

use super::asset;
use super::link::Links;
use super::markup::{self, Markup, text};
use super::request::{Format, MOMENT, Request};
use crate::answer::{About, Rest, counted, grouped};
use ledger::View;

/// The frame of a page.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    pub title: String,
    /// Which entry of the navigation this page belongs to.
    pub here: &'static str,
    pub search: String,
    pub links: Links,
    /// “As of …”, if a moment was asked for, and the same page without it.
    pub moment: Option<Moment>,
    /// Whether a programme's text is kept.
    pub has_programme: bool,
    /// How far the data reaches.
    pub data: Option<Markup>,
    pub address: String,
}

#[derive(Clone, Debug)]
pub struct Moment {
    pub words: Markup,
    pub now: String,
}

/// The main pages: name of the question, and what the navigation calls it.
pub const NAVIGATION: &[(&str, &str)] = &[
    ("publications", "Publications"),
    ("organisations", "Organisations"),
    ("activities", "Activities"),
    ("reconciliation", "Both books"),
    ("queue", "To decide"),
    ("pairings", "Pairings"),
    ("promises", "Promises"),
    ("totals", "Totals"),
];

/// Those that only a ledger with a programme's text can answer.
const OF_PROGRAMMES: &[&str] = &["pairings", "promises"];

impl Shell {
    pub fn new(request: &Request, view: &View<'_>, title: &str, here: &'static str) -> Self {
        let newest = newest(view);
        let data = newest.map(|day| {
            Markup::made(format!(
                "Data published up to {}, received up to import {}",
                markup::day(&day),
                view.reached()
            ))
        });
        Self {
            title: title.to_owned(),
            here,
            data,
            // A disk that fails here fails in the page itself, which tells.
            has_programme: view.programmes().is_ok_and(|all| !all.is_empty()),
            search: match here {
                "activities" => request.value("text").unwrap_or("").to_owned(),
                _ => String::new(),
            },
            ..Self::bare(request, title)
        }
    }

    /// For a page that has no ledger to tell of.
    pub fn bare(request: &Request, title: &str) -> Self {
        Self {
            title: title.to_owned(),
            links: Links::of(request),
            moment: moment(request),
            address: request.address.clone(),
            ..Self::default()
        }
    }

    pub fn empty(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// The main pages that have something to show.
    pub fn navigation(&self) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
        let is_shown = |name: &str| self.has_programme || !OF_PROGRAMMES.contains(&name);
        NAVIGATION.iter().filter(move |(name, _)| is_shown(name))
    }

    pub fn asset(&self, name: &str) -> String {
        asset::address(name)
    }
}

fn newest(view: &View<'_>) -> Option<String> {
    let stamps = view.live().publications.iter();
    stamps.map(|p| p.published.value.clone()).max()
}

fn moment(request: &Request) -> Option<Moment> {
    let day = request
        .value("as-of")
        .map(|day| Markup::made(format!("As of {}", markup::day(day))));
    let import = request
        .value("known-at")
        .map(|import| Markup::made(format!("as known after import {}", text(import))));
    let words = match (day, import) {
        (Some(day), Some(import)) => Markup::made(format!("{day}, {import}")),
        (Some(words), None) | (None, Some(words)) => words,
        (None, None) => return None,
    };
    let without: Vec<_> = MOMENT.iter().map(|key| (*key, None)).collect();
    Some(Moment {
        words,
        now: request.link(request.format, &without),
    })
}

/// How an answer was made: terms and what is said of them.
pub type Made = Vec<(&'static str, Vec<Markup>)>;

/// What every answer can say of itself.
pub fn made(about: &About, request: &Request, links: &Links) -> Made {
    let mut rows = vec![
        ("As of", vec![as_of(about)]),
        ("Rests on", vec![rests_on(about, links)]),
        ("Method", method(about, links)),
    ];
    rows.retain(|(_, values)| values.iter().any(|v| *v != Markup::default()));
    rows.push(("Take it along", vec![data_links(request)]));
    rows
}

/// What was done in this answer, and the way to the rules in full.
fn method(about: &About, links: &Links) -> Vec<Markup> {
    let words = markup::prose(&about.method);
    let rules = markup::link(&links.plain("/methods"), &text("How figures are made"));
    match about.method.is_empty() {
        true => Vec::new(),
        false => vec![words, rules],
    }
}

/// What an answer leaves out, each a sentence.
pub fn caveats(about: &About) -> Vec<Markup> {
    let each = about.caveats.iter();
    each.map(|c| markup::prose(&markup::sentence(c))).collect()
}

fn as_of(about: &About) -> Markup {
    let day = about
        .as_of
        .published
        .as_deref()
        .or(about.data_to.as_deref());
    let day = day.map_or_else(|| markup::unknown("no publication yet"), markup::day);
    match about.as_of.published {
        Some(_) => day,
        None => markup::both(&day, &text(", the newest publication")),
    }
}

/// How many publications a page names; a longer list is a page of its own.
const NAMED: usize = 100;

/// How many publications, and a list of them that folds out.
fn rests_on(about: &About, links: &Links) -> Markup {
    let newest = about.rests_on.first().map(|r| markup::day(&r.published));
    let newest = newest.map_or_else(Markup::default, |day| {
        Markup::made(format!(", the newest of {day}"))
    });
    let count = counted(about.rests_on.len() as u64, "publication", "publications");
    let list: String = about
        .rests_on
        .iter()
        .take(NAMED)
        .map(|r| rest(r, links))
        .collect();
    let all = links.to("/publications", &[("state", "live")]);
    let all = match about.rests_on.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => {
            let words = format!("{} more: all that are live", grouped(&more.to_string()));
            format!("<li>{}</li>", markup::link(&all, &text(&words)))
        }
    };
    Markup::made(format!(
        "<details class=\"rests\"><summary>{}{newest}; imports up to {}</summary><ul>{list}{all}</ul></details>",
        text(&count),
        about.reached
    ))
}

/// A publication, by its number, dataset and day.
fn rest(rest: &Rest, links: &Links) -> String {
    let number = text(&format!("import {}", rest.publication));
    format!(
        "<li>{}: {}, {}</li>",
        markup::link(&links.publication(rest.publication), &number),
        text(&rest.dataset),
        markup::day(&rest.published)
    )
}

/// The same as JSON, as CSV and as a workbook.
pub fn data_links(request: &Request) -> Markup {
    let link = |format: Format, word: &str| markup::link(&request.link(format, &[]), &text(word));
    Markup::made(format!(
        "{} · {} · {}",
        link(Format::Json, "JSON"),
        link(Format::Csv, "CSV"),
        link(Format::Xlsx, "XLSX")
    ))
}
