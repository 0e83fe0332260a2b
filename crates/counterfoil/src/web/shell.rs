//! What stands around every page, and under every answer.

use super::asset;
use super::link::{self, Links};
use super::markup::{self, Markup, Shown, mark, text};
use super::request::{Format, MOMENT, Request};
use crate::answer::{About, Rest};
use crate::tongue::{self, TONGUES, Tongue};
use flow::flows::METHODS;
use iati::said::phrase;
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
    /// How many programmes' texts are kept.
    pub programmes: usize,
    /// What goes with every page: language, day, currency, method.
    pub reading: Option<Reading>,
    /// How far the data reaches.
    pub data: Option<Markup>,
    pub address: String,
}

/// What a reader has chosen for all pages, and may choose instead.
#[derive(Clone, Debug)]
pub struct Reading {
    pub tongues: Vec<TongueLink>,
    pub path: String,
    /// The rest of the question, as fields of the form.
    pub hidden: Vec<(String, String)>,
    pub day: String,
    pub currency: String,
    pub methods: Vec<(&'static str, bool)>,
}

/// The same page in a language.
#[derive(Clone, Debug)]
pub struct TongueLink {
    pub code: &'static str,
    pub name: &'static str,
    pub address: String,
    pub is_here: bool,
}

impl Reading {
    fn of(request: &Request) -> Self {
        let tongues = TONGUES.map(|tongue| {
            let lang = Request {
                lang: Some(tongue),
                ..request.clone()
            };
            TongueLink {
                code: tongue.code(),
                name: tongue.own_name(),
                address: lang.link(Format::Html, &[]),
                is_here: tongue == tongue::here(),
            }
        });
        let chosen = |key: &str| request.value(key).unwrap_or("").to_owned();
        let is_hidden = |key: &str| !["as-of", "in", "method"].contains(&key);
        let arguments = request.arguments.iter();
        let mut hidden: Vec<(String, String)> = arguments
            .filter(|(key, _)| is_hidden(key))
            .map(|(key, value)| (link::field(key), value.clone()))
            .collect();
        hidden.extend(
            request
                .lang
                .map(|l| ("lang".to_owned(), l.code().to_owned())),
        );
        hidden.extend(request.extent());
        let methods = METHODS.iter().skip(1).map(|m| m.id);
        Self {
            tongues: tongues.into(),
            path: link::at(&request.path),
            hidden,
            day: chosen("as-of"),
            currency: chosen("in"),
            methods: methods.map(|id| (id, chosen("method") == id)).collect(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Moment {
    pub words: Markup,
    pub now: String,
}

/// The main pages: name of the question, and what the navigation calls it.
pub const NAVIGATION: &[(&str, &str)] = &[
    ("publications", phrase("Publications")),
    ("organisations", phrase("Organisations")),
    ("activities", phrase("Activities")),
    ("reconciliation", phrase("Both books")),
    ("queue", phrase("To decide")),
    ("pairings", phrase("Pairings")),
    ("promises", phrase("Promises")),
    ("totals", phrase("Totals")),
];

/// Those that only a ledger with a programme's text can answer.
const OF_PROGRAMMES: &[&str] = &["pairings", "promises"];

impl Shell {
    pub fn new(request: &Request, view: &View<'_>, title: &str, here: &'static str) -> Self {
        let newest = newest(view);
        let data = newest.map(|day| {
            mark!("Data published up to {day}, received up to import {import}",
                day => markup::day(&day), import => view.reached())
        });
        Self {
            title: title.to_owned(),
            here,
            data,
            // A disk that fails here fails in the page itself, which tells.
            programmes: view.programmes().map_or(0, |all| all.len()),
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
            reading: Some(Reading::of(request)),
            address: link::at(&request.address),
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
        let is_shown = |name: &str| self.programmes > 0 || !OF_PROGRAMMES.contains(&name);
        NAVIGATION.iter().filter(move |(name, _)| is_shown(name))
    }

    /// Where a question is asked. Of several programmes a reader takes one first.
    pub fn main_page(&self, name: &str) -> String {
        let takes_one = || {
            let command = crate::question::find(name).map(|entry| (entry.command)());
            let mut arguments = command.iter().flat_map(|c| c.get_arguments());
            arguments.any(|a| a.get_long() == Some("programme"))
        };
        match self.programmes > 1 && takes_one() {
            true => self.links.question("programmes"),
            false => self.links.question(name),
        }
    }

    pub fn asset(&self, name: &str) -> String {
        asset::address(name)
    }

    /// An address on this server that takes nothing along.
    pub fn at(&self, path: &str) -> String {
        link::at(path)
    }

    pub fn tongue(&self) -> Tongue {
        tongue::here()
    }

    /// A text of ours, in the reader's language.
    pub fn say(&self, english: &str) -> String {
        tongue::words(english)
    }

    /// The same with something in it.
    pub fn tell(&self, english: &str, given: &[(&str, String)]) -> Markup {
        markup::told(english, given)
    }

    /// Something for [`Self::tell`].
    pub fn put(&self, shown: impl Shown) -> String {
        shown.html()
    }
}

fn newest(view: &View<'_>) -> Option<String> {
    let stamps = view.live().publications.iter();
    stamps.map(|p| p.published.value.clone()).max()
}

fn moment(request: &Request) -> Option<Moment> {
    let day = request
        .value("as-of")
        .map(|day| mark!("As of {day}", day => markup::day(day)));
    let import = request
        .value("known-at")
        .map(|import| mark!("as known after import {import}"; import));
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
        (phrase("As of"), vec![as_of(about)]),
        (phrase("Rests on"), vec![rests_on(about, links)]),
        (phrase("Method"), method(about, links)),
    ];
    rows.retain(|(_, values)| values.iter().any(|v| *v != Markup::default()));
    rows.push((phrase("Take it along"), vec![data_links(request, TABLES)]));
    rows
}

/// What was done in this answer, and the way to the rules in full.
fn method(about: &About, links: &Links) -> Vec<Markup> {
    let words = markup::prose(&about.method);
    let rules = markup::link(
        &links.plain("/methods"),
        &text(&say!("How figures are made")),
    );
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
    let day = day.map_or_else(|| markup::unknown(&say!("no publication yet")), markup::day);
    match about.as_of.published {
        Some(_) => day,
        None => mark!("{day}, the newest publication", day => day),
    }
}

/// How many publications a page names; a longer list is a page of its own.
const NAMED: usize = 100;

/// How many publications, and a list of them that folds out.
fn rests_on(about: &About, links: &Links) -> Markup {
    let newest = about.rests_on.first().map(|r| markup::day(&r.published));
    let n = about.rests_on.len();
    let reached = about.reached;
    let summary = match newest {
        Some(day) => mark!(
            "{n: # publication|# publications}, the newest of {day}; imports up to {reached}",
            day => day, reached => reached; n
        ),
        None => {
            mark!("{n: # publication|# publications}; imports up to {reached}", reached => reached; n)
        }
    };
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
            let words = say!("{more} more: all that are live", more);
            format!("<li>{}</li>", markup::link(&all, &text(&words)))
        }
    };
    Markup::made(format!(
        "<details class=\"rests\"><summary>{summary}</summary><ul>{list}{all}</ul></details>"
    ))
}

/// A publication, by its number, dataset and day.
fn rest(rest: &Rest, links: &Links) -> String {
    let number = mark!("import {number}", number => rest.publication);
    format!(
        "<li>{}: {}, {}</li>",
        markup::link(&links.publication(rest.publication), &number),
        text(&rest.dataset),
        markup::day(&rest.published)
    )
}

/// Formats that every table has.
const TABLES: &[Format] = &[Format::Json, Format::Csv, Format::Xlsx];

/// The same in other formats.
pub fn data_links(request: &Request, formats: &[Format]) -> Markup {
    let link = |format: &Format| {
        let word = format.suffix().trim_start_matches('.').to_uppercase();
        markup::link(&request.link(*format, &[]), &text(&word)).to_string()
    };
    let links: Vec<String> = formats.iter().map(link).collect();
    Markup::made(links.join(" · "))
}
