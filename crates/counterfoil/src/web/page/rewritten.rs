//! The questions about changes, each change with its two sides beside each
//! other. With all columns they are tables like any other answer.

use super::question::{self, Pager};
use crate::answer::{Answer, Row};
use crate::question::Entry;
use crate::tongue;
use crate::web::change::{ChangeView, Shown};
use crate::web::form::{self, Chosen, Form};
use crate::web::link::Links;
use crate::web::markup::{self, Markup};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::{Format, Request};
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use ledger::{Ledger, View};
use std::collections::HashMap;

pub const PAGE: Page = Page {
    html,
    data: question::PAGE.data,
};

/// The questions that this page answers.
pub const QUESTIONS: &[&str] = &["changes", "diff", "history"];

#[derive(Template)]
#[template(path = "rewritten.html")]
struct RewrittenPage {
    shell: Shell,
    kind: String,
    title: String,
    path: String,
    sentence: Markup,
    caveats: Vec<Markup>,
    heading: String,
    chosen: Vec<Chosen>,
    as_table: String,
    changes: Vec<ChangeView>,
    pager: Option<Pager>,
    made: Made,
    form: Form,
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let entry = crate::question::find(request.name()).ok_or_else(|| Problem::not_found(request))?;
    let command = (entry.command)();
    let lacks = command.get_arguments().any(|a| a.is_required_set()) && !request.is_narrowed();
    if lacks || request.details {
        return (question::PAGE.html)(ledger, request);
    }
    let form = form::form(&command, request);
    let matches = request.matches(command)?;
    let view = ledger.view(&entry.moment(&matches)?)?;
    let answer = entry.ask(&matches, &view)?;
    let page = page(answer, request, entry, &view, form)?;
    Ok(page.render()?)
}

fn page(
    answer: Answer<'_>,
    request: &Request,
    entry: &Entry,
    view: &View<'_>,
    form: Form,
) -> Result<RewrittenPage, Problem> {
    let links = Links::of(request);
    let Answer {
        about,
        columns,
        rows,
    } = answer;
    let skipped = (request.page - 1).saturating_mul(request.rows());
    let rows: Vec<Row> = rows
        .skip(skipped)
        .take(request.rows())
        .collect::<crate::error::Result<_>>()?;
    let days = days(view)?;
    let shown = Shown {
        columns: &columns,
        days: &days,
        links: &links,
    };
    let title = tongue::words(entry.about);
    Ok(RewrittenPage {
        shell: Shell::new(request, view, &title, question::here(entry)),
        kind: tongue::words(&entry.title()),
        title,
        path: request.path.clone(),
        sentence: markup::prose(&about.sentence),
        caveats: shell::caveats(&about),
        heading: say!("{n: One change|# changes}", n = about.total),
        chosen: form::chosen(request),
        as_table: request.link(Format::Html, &[("details", Some("1"))]),
        changes: rows.iter().map(|row| shown.change(row)).collect(),
        pager: question::pager(about.total, rows.len(), request.rows(), request),
        made: question::made(&about, request, &links, entry),
        form,
    })
}

/// When each publication was published.
pub fn days(view: &View<'_>) -> Result<HashMap<u64, String>, Problem> {
    let all = view.publications()?.into_iter();
    Ok(all.map(|p| (p.seq, p.published.value)).collect())
}
