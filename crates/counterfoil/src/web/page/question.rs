//! The page of any question: form, answer, table, how it was made.

use crate::answer::{self, About, Answer, Cell, Column, Row};
use crate::question::Entry;
use crate::tongue;
use crate::web::form::{self, Chosen, Form};
use crate::web::link::Links;
use crate::web::markup::{self, Markup};
use crate::web::narrow::{self, Narrow};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::{Format, Request};
use crate::web::shell::{self, Made, NAVIGATION, Shell};
use crate::web::table::{self, Table};
use askama::Template;
use clap::ArgMatches;
use iati::said::phrase;
use ledger::Ledger;
use std::io::Write;

pub const PAGE: Page = Page { html, data };

#[derive(Template)]
#[template(path = "question.html")]
struct QuestionPage {
    shell: Shell,
    kind: String,
    title: String,
    path: String,
    /// `None` while too little is asked to answer.
    answered: Option<Answered>,
    form: Form,
}

struct Answered {
    sentence: Markup,
    /// The picture, the ways to it as a file, and its stylesheet.
    drawn: Option<(Markup, Vec<Markup>, &'static str)>,
    caveats: Vec<Markup>,
    narrow: Vec<Narrow>,
    /// The same question of everything.
    clear: String,
    heading: String,
    chosen: Vec<Chosen>,
    table: Table,
    details: Option<Details>,
    pager: Option<Pager>,
    made: Made,
}

/// All columns, or the main ones again.
struct Details {
    address: String,
    words: String,
}

pub struct Pager {
    pub words: String,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub last: Option<String>,
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let entry = find(request)?;
    let command = (entry.command)();
    let lacks = command.get_arguments().any(|a| a.is_required_set()) && !request.is_narrowed();
    let form = form::form(&command, request);
    if lacks {
        return blank(ledger, request, entry, form);
    }
    let matches = request.matches(command)?;
    let view = ledger.view(&entry.moment(&matches)?)?;
    let mut answer = entry.ask_drawn(&matches, &view)?;
    let narrow = narrow::of(entry, &mut answer, &view, request)?;
    let mut answered = answered(answer, narrow, request, entry)?;
    if view.programmes()?.len() > 1
        && let Some(id) = request.value("programme")
    {
        // Without one the question could not be answered.
        let links = Links::of(request);
        answered.clear = links.to(&request.path, &[("programme", id)]);
        let named = answered
            .chosen
            .iter_mut()
            .filter(|c| c.argument == "programme");
        named.for_each(|c| c.without = links.question("programmes"));
    }
    let page = QuestionPage {
        shell: Shell::new(request, &view, &tongue::words(entry.about), here(entry)),
        kind: tongue::words(&entry.title()),
        title: tongue::words(entry.about),
        path: request.path.clone(),
        answered: Some(answered),
        form,
    };
    Ok(page.render()?)
}

/// The form alone, for a question that cannot be asked without arguments.
pub fn blank(
    ledger: &Ledger,
    request: &Request,
    entry: &'static Entry,
    form: Form,
) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let page = QuestionPage {
        shell: Shell::new(request, &view, &tongue::words(entry.about), here(entry)),
        kind: tongue::words(&entry.title()),
        title: tongue::words(entry.about),
        path: request.path.clone(),
        answered: None,
        form,
    };
    Ok(page.render()?)
}

pub fn here(entry: &Entry) -> &'static str {
    let found = NAVIGATION.iter().find(|(name, _)| *name == entry.name);
    found.map_or("", |(name, _)| name)
}

fn find(request: &Request) -> Result<&'static Entry, Problem> {
    crate::question::find(request.name()).ok_or_else(|| Problem::not_found(request))
}

fn answered(
    answer: Answer<'_>,
    narrow: Vec<Narrow>,
    request: &Request,
    entry: &Entry,
) -> Result<Answered, Problem> {
    let Answer {
        about,
        columns,
        rows,
    } = answer;
    let links = Links::of(request);
    let skipped = (request.page - 1).saturating_mul(request.rows());
    let rows: Vec<Row> = rows
        .skip(skipped)
        .take(request.rows())
        .collect::<crate::error::Result<_>>()?;
    let opens = |column: &Column, row: &Row| {
        let of_question = OPENS.iter().filter(|o| o.question == entry.name);
        let mut found = of_question.filter(|o| o.columns.contains(&column.name));
        found
            .next()
            .and_then(|o| (o.address)(&columns, row, request))
    };
    Ok(Answered {
        sentence: markup::prose(&about.sentence),
        drawn: about.drawn.as_ref().map(|d| drawn(d, request)),
        caveats: shell::caveats(&about),
        narrow,
        clear: links.plain(&request.path),
        heading: entry.rows(about.total),
        chosen: form::chosen(request),
        table: table::table(&columns, &rows, request.details, &links, &opens),
        details: details(columns.iter().any(|c| c.is_detail), request),
        pager: pager(about.total, rows.len(), request.rows(), request),
        made: made(&about, request, &links, entry),
    })
}

/// What our own drawing wrote, with the files of it.
pub fn drawn(drawn: &answer::Drawn, request: &Request) -> (Markup, Vec<Markup>, &'static str) {
    let file =
        |format: Format, word: &str| markup::link(&request.link(format, &[]), &markup::text(word));
    let mut files = vec![file(Format::Svg, "SVG"), file(Format::Png, "PNG")];
    let mut style = "picture.css";
    if drawn.graph.is_some() {
        files.push(file(Format::Dot, "Graphviz"));
        style = "trace.css";
    }
    (Markup::made(drawn.picture()), files, style)
}

fn details(has_some: bool, request: &Request) -> Option<Details> {
    has_some.then(|| match request.details {
        false => Details {
            address: request.link(Format::Html, &[("details", Some("1"))]),
            words: say!("All columns"),
        },
        true => Details {
            address: request.link(Format::Html, &[("details", None)]),
            words: say!("Main columns"),
        },
    })
}

/// Where this page stands among `total` rows; `None` if it shows them all.
pub fn pager(total: u64, shown: usize, rows: usize, request: &Request) -> Option<Pager> {
    let pages = (total as usize).div_ceil(rows).max(1);
    if pages == 1 && request.page == 1 {
        return None;
    }
    let first = (request.page - 1).saturating_mul(rows).saturating_add(1);
    let to = |page: usize| request.link(Format::Html, &[("page", Some(&page.to_string()))]);
    Some(Pager {
        words: match shown {
            0 => say!(
                "nothing on page {page}, of {total} in all",
                page = request.page.to_string(),
                total
            ),
            _ => say!(
                "{first} to {last} of {total}",
                first,
                last = first + shown - 1,
                total
            ),
        },
        previous: (request.page > 1).then(|| to((request.page - 1).min(pages))),
        next: (request.page < pages).then(|| to(request.page + 1)),
        last: (request.page < pages - 1).then(|| to(pages)),
    })
}

pub fn made(about: &About, request: &Request, links: &Links, entry: &Entry) -> Made {
    let mut made = shell::made(about, request, links);
    let typed = request.command_line(entry.name, &(entry.command)());
    made.push((phrase("On the command line"), vec![typed_words(&typed)]));
    if let Some(example) = example(entry, links).filter(|_| !request.is_narrowed()) {
        made.push((phrase("For example"), vec![example]));
    }
    made
}

fn typed_words(typed: &str) -> Markup {
    Markup::made(format!("<code>{}</code>", markup::text(typed)))
}

/// The question's own example, as a link. One that names organisations of a
/// certain ledger leads nowhere in another.
fn example(entry: &Entry, links: &Links) -> Option<Markup> {
    let mut query = Vec::new();
    for words in entry.example.chunks(2) {
        let [key, value] = words else { return None };
        query.push((key.strip_prefix("--")?, *value));
    }
    let address = links.to(&format!("/{}", entry.name), &query);
    (!query.is_empty()).then(|| markup::link(&address, &typed_words(&entry.example.join(" "))))
}

/// Figures that open into what they were made of.
struct Opens {
    question: &'static str,
    columns: &'static [&'static str],
    address: fn(&[Column], &Row, &Request) -> Option<String>,
}

const OPENS: &[Opens] = &[
    Opens {
        question: "totals",
        columns: &["total", "transactions", "not_counted"],
        address: parts_of_total,
    },
    Opens {
        question: "shares",
        columns: &["part", "whole", "unplaced"],
        address: totals_behind_share,
    },
    Opens {
        question: "reconciliation",
        columns: &[
            "giver_total",
            "giver_matched",
            "giver_left",
            "receiver_total",
            "receiver_matched",
            "receiver_left",
            "coverage",
            "agreement",
        ],
        address: |columns, row, request| {
            let giver = code(columns, row, "giver")?;
            Some(Links::of(request).pair(giver, code(columns, row, "receiver")?))
        },
    },
    Opens {
        question: "matches",
        columns: &["match_id", "confidence"],
        address: match_page,
    },
    Opens {
        question: "differences",
        columns: &["stands", "differs"],
        address: |columns, row, request| match code(columns, row, "stands")? {
            "alone" => {
                let giver = code(columns, row, "giver")?;
                Some(Links::of(request).pair(giver, code(columns, row, "receiver")?))
            }
            _ => match_page(columns, row, request),
        },
    },
    Opens {
        question: "match-records",
        columns: &["match_id"],
        address: |columns, row, request| match code(columns, row, "confidence") {
            Some(_) => match_page(columns, row, request),
            None => None,
        },
    },
    Opens {
        question: "promises",
        columns: &["promise", "target", "reached", "rows"],
        address: |columns, row, request| {
            let id = code(columns, row, "promise")?;
            Some(of_programme(request, "/promise", ("promise", id)))
        },
    },
    Opens {
        question: "programmes",
        columns: &["programme"],
        address: |columns, row, request| {
            let id = code(columns, row, "programme")?;
            Some(Links::of(request).to("/promises", &[("programme", id)]))
        },
    },
    Opens {
        question: "pairings",
        columns: &["promises", "well"],
        address: |columns, row, request| {
            let id = code(columns, row, "pairing")?;
            Some(of_programme(request, "/promises", ("pairing", id)))
        },
    },
    Opens {
        question: "pairings",
        columns: &["committed", "paid", "received"],
        address: |columns, row, request| {
            let donor = code(columns, row, "donor")?;
            Some(Links::of(request).pair(donor, code(columns, row, "recipient")?))
        },
    },
    Opens {
        question: "coverage",
        columns: &["committed", "paid", "received", "paid_share"],
        address: |columns, row, request| {
            let donor = code(columns, row, "donor")?;
            Some(Links::of(request).pair(donor, code(columns, row, "recipient")?))
        },
    },
    Opens {
        question: "indicators",
        columns: &[
            "group",
            "actual",
            "target",
            "progress",
            "indicators",
            "left_out",
        ],
        address: |columns, row, request| {
            let id = code(columns, row, "group")?;
            Some(of_programme(request, "/indicator", ("group", id)))
        },
    },
    Opens {
        question: "decisions",
        columns: &["match_id"],
        address: match_page,
    },
    Opens {
        question: "organisations",
        columns: &["activities"],
        address: |columns, row, request| {
            let reporter = code(columns, row, "organisation")?;
            Some(Links::of(request).to("/activities", &[("reporter", reporter)]))
        },
    },
    Opens {
        question: "facets",
        columns: &["activities"],
        address: |columns, row, request| {
            let dimension = code(columns, row, "dimension")?;
            narrow::address(request, dimension, code(columns, row, "code")?)
        },
    },
    Opens {
        question: "activities",
        columns: &["transactions"],
        address: |columns, row, request| {
            let activity = code(columns, row, "activity")?;
            Some(Links::of(request).to("/transactions", &[("activity", activity)]))
        },
    },
];

/// Another question of the same programme, if one is named.
fn of_programme(request: &Request, path: &str, own: (&str, &str)) -> String {
    let programme = request.value("programme").map(|id| ("programme", id));
    let query: Vec<(&str, &str)> = [own].into_iter().chain(programme).collect();
    Links::of(request).to(path, &query)
}

/// Why a match is one.
fn match_page(columns: &[Column], row: &Row, request: &Request) -> Option<String> {
    let id = code(columns, row, "match_id")?;
    Some(Links::of(request).to("/match", &[("match", id)]))
}

/// The code or text of a cell, by the name of its column.
fn code<'a>(columns: &[Column], row: &'a Row, name: &str) -> Option<&'a str> {
    let at = columns.iter().position(|c| c.name == name)?;
    match &row[at] {
        Cell::Coded { code, .. } => Some(code),
        cell => cell.as_text(),
    }
}

/// The totals that a share is made of, by its purposes or places: each opens further.
fn totals_behind_share(columns: &[Column], row: &Row, request: &Request) -> Option<String> {
    let at = columns.iter().position(|c| c.name == "part")?;
    let Cell::Money { currency, .. } = row.get(at)? else {
        return None;
    };
    let by = match request.value("to-places") {
        Some(_) => "country",
        None => "sector",
    };
    let own = ["to-sectors", "to-places", "by"];
    let asked = request.arguments.iter();
    let asked = asked.filter(|(key, _)| !own.contains(&key.as_str()));
    let mut query: Vec<(&str, &str)> = asked.map(|(k, v)| (k.as_str(), v.as_str())).collect();
    query.push(("by", by));
    if request.value("series").is_none() {
        query.push(("series", "spend"));
    }
    if request.value("in").is_none() {
        query.extend(currency.as_deref().map(|code| ("currency", code)));
    }
    Some(Links::of(request).to("/totals", &query))
}

/// What a total is made of: the same question, asked of that row.
fn parts_of_total(columns: &[Column], row: &Row, request: &Request) -> Option<String> {
    if request.arguments.iter().any(|(key, _)| key == "explain") {
        return None;
    }
    let at = columns.iter().position(|c| c.name == "row")?;
    let Some(Cell::Count(number)) = row.get(at) else {
        return None;
    };
    let number = number.to_string();
    let asked = request
        .arguments
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()));
    let query: Vec<(&str, &str)> = asked.chain([("explain", number.as_str())]).collect();
    Some(Links::of(request).to("/totals", &query))
}

fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    let entry = find(request)?;
    let matches = request.matches((entry.command)())?;
    write(ledger, entry, &matches, request, out)
}

/// The answer in the format that the request names.
pub fn write(
    ledger: &Ledger,
    entry: &Entry,
    matches: &ArgMatches,
    request: &Request,
    out: &mut dyn Write,
) -> Result<(), Problem> {
    let view = ledger.view(&entry.moment(matches)?)?;
    let mut answer = match request.format {
        Format::Svg | Format::Png => entry.ask_drawn(matches, &view)?,
        _ => entry.ask(matches, &view)?,
    };
    if request.limit.is_some() || request.cursor.is_some() {
        part(&mut answer, &view, request)?;
    }
    match request.format {
        Format::Csv => answer::write_csv(answer, out)?,
        Format::Xlsx => crate::export::workbook(answer, out)?,
        Format::Png => {
            let drawn = answer.about.drawn.take();
            let drawn = drawn.ok_or_else(|| Problem::not_found(request))?;
            out.write_all(&crate::drawing::png(&drawn.svg())?.bytes)?;
        }
        Format::Svg | Format::Dot => {
            let drawn = answer.about.drawn.take();
            let text = drawn.and_then(|drawn| match request.format {
                Format::Svg => Some(drawn.svg()),
                _ => drawn.graph.map(|graph| graph.dot),
            });
            let text = text.ok_or_else(|| Problem::not_found(request))?;
            out.write_all(text.as_bytes())?;
        }
        Format::Json | Format::Html => answer::write_json(answer, out)?,
    }
    Ok(())
}

/// Leaves the rows that were asked for, and says where those after them are.
fn part(
    answer: &mut Answer<'_>,
    view: &ledger::View<'_>,
    request: &Request,
) -> Result<(), Problem> {
    let state = State::of(view, &answer.about);
    let from = state.offset(request.cursor.as_deref())?;
    let all = std::mem::replace(&mut answer.rows, Box::new(std::iter::empty()));
    let rest = all.skip(from);
    let Some(limit) = request.limit else {
        answer.rows = Box::new(rest);
        return Ok(());
    };
    answer.rows = Box::new(rest.take(limit));
    let to = from.saturating_add(limit);
    if (to as u64) < answer.about.total {
        let (cursor, limit) = (state.cursor(to), limit.to_string());
        let more = [("cursor", Some(cursor.as_str())), ("limit", Some(&*limit))];
        answer.about.next = Some(request.link(request.format, &more));
    }
    Ok(())
}

/// A state of the ledger, so that rows that follow others are of the same.
struct State {
    reached: u64,
    statements: usize,
}

impl State {
    fn of(view: &ledger::View<'_>, about: &About) -> Self {
        Self {
            reached: about.reached,
            statements: view.statements().len(),
        }
    }

    fn cursor(&self, offset: usize) -> String {
        format!("{}.{}.{offset}", self.reached, self.statements)
    }

    /// How many rows a cursor passes over.
    fn offset(&self, cursor: Option<&str>) -> Result<usize, Problem> {
        let Some(cursor) = cursor else {
            return Ok(0);
        };
        let wrong = |what: String| Problem::from(crate::error::Error::asked(what));
        let numbers: Vec<u64> = cursor.split('.').filter_map(|n| n.parse().ok()).collect();
        let [reached, statements, offset] = numbers[..] else {
            return Err(wrong(say!(
                "the cursor is none of ours: take that of “next”"
            )));
        };
        if (reached, statements) != (self.reached, self.statements as u64) {
            return Err(wrong(say!(
                "the ledger has changed since that cursor was given: begin again without it"
            )));
        }
        Ok(usize::try_from(offset).unwrap_or(usize::MAX))
    }
}

/// Another question, asked with the arguments of this request and `more`.
pub fn write_other(
    ledger: &Ledger,
    name: &str,
    more: &[(&str, &str)],
    request: &Request,
    out: &mut dyn Write,
) -> Result<(), Problem> {
    let entry = crate::question::find(name).ok_or_else(|| Problem::not_found(request))?;
    let mut asked = request.clone();
    let more = more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    asked.arguments.extend(more);
    let matches = asked.matches((entry.command)())?;
    write(ledger, entry, &matches, request, out)
}

/// “3 rows are not shown”, with the way to all of them.
pub fn rest(total: usize, shown: usize, address: &str) -> Option<Markup> {
    (total > shown).then(|| {
        let words = say!("All {n: # row|# rows}", n = total);
        markup::link(address, &markup::text(&words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_is_past_all_numbers() {
        let uri = format!("/activities?page={}", usize::MAX).parse();
        let request = Request::read(&uri.expect("an address"));
        let request = request.unwrap_or_else(|_| panic!("the address is read"));
        let pager = pager(100, 0, 50, &request).expect("a way back");
        assert_eq!(pager.previous.as_deref(), Some("/activities?page=2"));
        assert_eq!((pager.next, pager.last), (None, None));
    }
}
