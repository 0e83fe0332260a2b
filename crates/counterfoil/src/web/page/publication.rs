//! One publication: what it is, what was kept of it, and what it changed.

use super::question;
use super::rewritten::days;
use crate::answer::{About, Answer, Cell, Column, Row, grouped};
use crate::error::Error;
use crate::question::Question;
use crate::question::diff::Diff;
use crate::question::publications;
use crate::tongue;
use crate::web::change::{ChangeView, Shown};
use crate::web::link::Links;
use crate::web::markup::{self, Markup, mark, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::Request;
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use ledger::dataset::Based;
use ledger::{Ledger, LeftOut, Past, Publication, View};
use std::io::Write;

pub const PAGE: Page = Page { html, data };

/// Units that could not be read, and changes, that the page shows.
const LEFT_OUT: usize = 50;
const CHANGES: usize = 10;

#[derive(Template)]
#[template(path = "publication.html")]
struct PublicationPage {
    shell: Shell,
    title: String,
    sentence: Markup,
    refused: Option<String>,
    /// Where its faults stand.
    faults: String,
    against: Option<Against>,
    left_out: Vec<LeftOut>,
    left_out_more: Option<String>,
    dropped: Vec<(String, String)>,
    facts: Vec<(String, Vec<Markup>)>,
    made: Made,
}

/// What it changed against the one before it.
struct Against {
    heading: Markup,
    sentence: Markup,
    classes: Vec<ClassView>,
    changes: Vec<ChangeView>,
    all: String,
    shown: String,
}

/// The changes of one class and severity.
struct ClassView {
    severity: String,
    severity_in_words: String,
    title: String,
    id: String,
    count: String,
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let links = Links::of(request);
    let past = view.past()?;
    let publication = find(&past, request)?;
    let before = past.before(publication.seq);
    let against = before.map(|before| against(before, publication, &view, &links));
    let about = about(publication, &view);
    let title = say!("Publication {number}", number = publication.seq.to_string());
    let mut left_out = view.left_out(publication.seq)?;
    let more = left_out.len().saturating_sub(LEFT_OUT) as u64;
    left_out.truncate(LEFT_OUT);
    for unit in &mut left_out {
        unit.reason = tongue::words(&unit.reason);
    }
    let dropped = view.dropped(publication.seq)?;
    let page = PublicationPage {
        shell: Shell::new(request, &view, &title, "publications"),
        sentence: markup::prose(&about.sentence),
        refused: publication.refused.as_deref().map(tongue::words),
        faults: links.to("/faults", &[("publication", &publication.seq.to_string())]),
        against: against.transpose()?,
        left_out,
        left_out_more: (more > 0).then(|| say!("{n: # more is|# more are} not shown", n = more)),
        dropped: dropped
            .into_iter()
            .map(|(kind, count)| (tongue::words(&kind), grouped(&count.to_string())))
            .collect(),
        facts: facts(publication, &past, &view, &links),
        made: shell::made(&about, request, &links),
        title,
    };
    Ok(page.render()?)
}

fn find<'p>(past: &'p Past<'_>, request: &Request) -> Result<&'p Publication, Problem> {
    let asked = request.rest()?;
    let number: u64 = asked.parse().map_err(|_| Error::Asked {
        message: say!("“{asked}” is no number of a publication", asked),
        hint: Some(say!("the list of publications has their numbers")),
    })?;
    past.publication(number).ok_or_else(|| {
        let number = number.to_string();
        Problem::NotFound(say!(
            "there is no publication {number} here by then",
            number
        ))
    })
}

fn publisher(p: &Publication) -> String {
    let name = p.publisher_name.as_deref().or(p.publisher.as_deref());
    name.map_or_else(|| say!("several organisations"), str::to_owned)
}

fn about(p: &Publication, view: &View<'_>) -> About {
    let day = p.published.value.get(..10).unwrap_or_default();
    let sentence = match &p.refused {
        Some(_) => say!(
            "What came as publication {number} of {day} was refused: it changes nothing.",
            number = p.seq.to_string(),
            day
        ),
        None => say!(
            "On {day}, {publisher} published {activities: # activity|# activities} with {transactions: # transaction|# transactions}; it is {state}.",
            day,
            publisher = publisher(p),
            activities = p.activities,
            transactions = p.transactions,
            state = markup::word(publications::state_of(p, view))
        ),
    };
    let mut about = About::new("publications", view, sentence, 1);
    about.method = say!(
        "the file is read once it has come and never changed after; what it changed is a comparison with the publication before it in its dataset"
    );
    about
}

fn against(
    before: &Publication,
    p: &Publication,
    view: &View<'_>,
    links: &Links,
) -> Result<Against, Problem> {
    let diff = Diff {
        older: before.seq.to_string(),
        newer: p.seq.to_string(),
        publisher: None,
        dataset: None,
    };
    let Answer {
        about,
        columns,
        rows,
    } = diff.ask(view)?;
    let rows: Vec<Row> = rows.collect::<crate::error::Result<_>>()?;
    let days = days(view)?;
    let shown = Shown {
        columns: &columns,
        days: &days,
        links,
    };
    let changes: Vec<ChangeView> = rows.iter().take(CHANGES).map(|r| shown.change(r)).collect();
    let (older, newer) = (before.seq.to_string(), p.seq.to_string());
    let heading = markup::link(
        &links.publication(before.seq),
        &text(&say!("publication {number}", number = older)),
    );
    Ok(Against {
        heading: mark!(
            "{publication} of {day}",
            publication => heading,
            day => markup::day(&before.published.value)
        ),
        sentence: markup::prose(&about.sentence),
        classes: classes(&columns, &rows),
        all: links.to("/diff", &[("older", &older), ("newer", &newer)]),
        shown: match rows.len() > changes.len() {
            true => say!("The gravest {n}", n = changes.len()),
            false => say!("All of them"),
        },
        changes,
    })
}

/// In the order in which the rows have them: the gravest first.
fn classes(columns: &[Column], rows: &[Row]) -> Vec<ClassView> {
    let cell = |row: &Row, name: &str| {
        let at = columns.iter().position(|c| c.name == name)?;
        row.get(at).cloned()
    };
    let mut found: Vec<(Option<Cell>, Option<Cell>, u64)> = Vec::new();
    for row in rows {
        let (severity, class) = (cell(row, "severity"), cell(row, "class"));
        match found
            .iter_mut()
            .find(|(s, c, _)| *s == severity && *c == class)
        {
            Some((_, _, count)) => *count += 1,
            None => found.push((severity, class, 1)),
        }
    }
    let each = found.into_iter().map(|(severity, class, count)| {
        let severity = severity
            .as_ref()
            .and_then(Cell::as_text)
            .unwrap_or_default();
        let (id, title) = match class {
            Some(Cell::Coded { code, name }) => (code, name.unwrap_or_default()),
            _ => (String::new(), String::new()),
        };
        ClassView {
            severity_in_words: markup::word(severity),
            severity: severity.to_owned(),
            title,
            id,
            count: grouped(&count.to_string()),
        }
    });
    each.collect()
}

fn facts(
    p: &Publication,
    past: &Past<'_>,
    view: &View<'_>,
    links: &Links,
) -> Vec<(String, Vec<Markup>)> {
    let unknown = || markup::unknown(&say!("not stated"));
    let said = |value: Option<&str>| value.map_or_else(unknown, text);
    let basis = |of: &Based| {
        let parts = of.basis();
        let parts: Vec<String> = parts.iter().map(tongue::say).collect();
        markup::under(&text(&tongue::clauses(&parts)))
    };
    let dataset = links.to("/publications", &[("dataset", &p.dataset.value)]);
    let whose = markup::party(p.publisher.as_deref(), p.publisher_name.as_deref(), links);
    let whose = whose.unwrap_or_else(|| match p.refused.is_none() && p.activities > 1 {
        true => markup::unknown(&say!("several")),
        false => unknown(),
    });
    let mut facts = vec![
        (say!("Publisher"), vec![whose]),
        (
            say!("Dataset"),
            vec![markup::both(
                &markup::link(&dataset, &markup::reference(&p.dataset.value)),
                &basis(&p.dataset),
            )],
        ),
        (
            say!("Published"),
            vec![markup::both(
                &markup::day(&p.published.value),
                &basis(&p.published),
            )],
        ),
        (say!("Imported"), vec![text(&p.imported.replace('T', " "))]),
        (
            say!("State"),
            vec![text(&markup::word(publications::state_of(p, view)))],
        ),
    ];
    facts.extend(neighbours(p, past, links));
    facts.extend([
        (say!("File"), vec![markup::reference(&p.source)]),
        (
            say!("Received"),
            vec![
                text(&say!("{n: # byte|# bytes}", n = p.bytes)),
                p.sha256.as_deref().map_or_else(
                    || markup::unknown(&say!("the bytes could not be had")),
                    |sha256| markup::both(&text("SHA-256 "), &markup::reference(sha256)),
                ),
            ],
        ),
        (
            say!("Version and encoding"),
            vec![said(p.version.as_deref()), said(p.encoding.as_deref())],
        ),
    ]);
    if p.refused.is_none() {
        facts.push((
            say!("Read"),
            vec![
                text(&say!("{n: # activity|# activities}", n = p.activities)),
                text(&say!(
                    "{n: # transaction|# transactions}",
                    n = p.transactions
                )),
                text(&say!(
                    "{n: # organisation record|# organisation records}",
                    n = p.organisations
                )),
            ],
        ));
    }
    facts
}

/// The publications beside it in its dataset.
fn neighbours(p: &Publication, past: &Past<'_>, links: &Links) -> Vec<(String, Vec<Markup>)> {
    let link = |other: &Publication| {
        let number = say!("Publication {number}", number = other.seq.to_string());
        mark!(
            "{publication} of {day}",
            publication => markup::link(&links.publication(other.seq), &text(&number)),
            day => markup::day(&other.published.value)
        )
    };
    let mut found = Vec::new();
    found.extend(
        past.before(p.seq)
            .map(|b| (say!("Superseded"), vec![link(b)])),
    );
    found.extend(
        past.after(p.seq)
            .map(|a| (say!("Superseded by"), vec![link(a)])),
    );
    found
}

/// As data: its row among the publications.
fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    let number = {
        let view = ledger.view(&request.moment(&[])?)?;
        find(&view.past()?, request)?.seq.to_string()
    };
    question::write_other(ledger, "publications", &[("import", &number)], request, out)
}
