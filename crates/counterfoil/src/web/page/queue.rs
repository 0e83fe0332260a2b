//! The queue: matches that wait for a person, the surest first, each with what both
//! books say, why they may be one event, and the buttons to say so or not.

use super::question::{self, Pager};
use crate::answer::About;
use crate::laid::{Laid, observed};
use crate::question::matches::{Matches, thousandths};
use crate::tongue;
use crate::web::form::{self, Form};
use crate::web::link::Links;
use crate::web::markup::{self, Markup, mark, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::{Format, Request};
use crate::web::shell::{self, Made, Shell};
use crate::web::write::Writing;
use askama::Template;
use clap::FromArgMatches;
use flow::reconcile::{CATEGORIES, LineId, Match};
use ledger::Ledger;
use ledger::matched::{Id, Stand};
use std::io::Write;

/// The page, by who may write.
pub fn page(writing: Writing) -> Page {
    Page {
        html: match writing {
            Writing::Nobody => |ledger, request| html(ledger, request, Writing::Nobody),
            Writing::Token => |ledger, request| html(ledger, request, Writing::Token),
            Writing::Here => |ledger, request| html(ledger, request, Writing::Here),
        },
        data,
    }
}

/// Matches of one page.
const CARDS: usize = 10;

/// Lines of one side that a card shows.
const LINES: usize = 6;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    shell: Shell,
    path: String,
    sentence: Markup,
    may_write: bool,
    needs_token: bool,
    /// Where the page goes on after a decision.
    back: String,
    drawn: Option<(Markup, Vec<Markup>, &'static str)>,
    cards: Vec<Card>,
    pager: Option<Pager>,
    made: Made,
    form: Form,
}

struct Card {
    id: String,
    address: String,
    title: Markup,
    called: String,
    confidence: String,
    /// Queried already.
    note: Option<Markup>,
    giver: Vec<LineView>,
    receiver: Vec<LineView>,
    reasons: Vec<ReasonView>,
    instead: String,
}

struct LineView {
    date: Markup,
    kind: Markup,
    amount: Markup,
    activity: Markup,
    words: Option<String>,
    place: String,
}

struct ReasonView {
    what: String,
    seen: String,
    weight: String,
    speaks_for: bool,
}

fn html(ledger: &Ledger, request: &Request, writing: Writing) -> Result<String, Problem> {
    let entry = crate::question::find("matches").ok_or_else(|| Problem::not_found(request))?;
    let command = (entry.command)();
    let form = form::form(&command, request);
    let matches = request.matches(command)?;
    let view = ledger.view(&entry.moment(&matches)?)?;
    let laid = Laid::open(&view)?;
    let mut asked = Matches::from_arg_matches(&matches)
        .map_err(|e| crate::error::Error::asked(e.to_string()))?;
    asked.wait();
    let found = asked.select(&laid);
    let first = (request.page - 1).saturating_mul(CARDS).min(found.len());
    let shown = &found[first..found.len().min(first + CARDS)];
    let links = Links::of(request);
    let cards = shown
        .iter()
        .map(|(id, stand, one)| card(&laid, *id, *stand, one, &links))
        .collect::<Result<Vec<_>, Problem>>()?;
    let about = about(&laid, found.len());
    let drawn = crate::question::matches::drawn(&about, &found);
    let may_write = writing != Writing::Nobody && view.at().is_now();
    let page = QueuePage {
        shell: Shell::new(
            request,
            &view,
            &say!("Matches that wait for a person"),
            "queue",
        ),
        path: request.path.clone(),
        sentence: markup::prose(&about.sentence),
        drawn: drawn.map(|d| question::drawn(&d, request)),
        may_write,
        needs_token: writing == Writing::Token,
        back: format!("{}#first", request.link(Format::Html, &[("page", None)])),
        cards,
        pager: question::pager(found.len() as u64, shown.len(), CARDS, request),
        made: shell::made(&about, request, &links),
        form,
    };
    Ok(page.render()?)
}

fn sentence(laid: &Laid<'_>, waiting: usize) -> String {
    say!(
        "{when}, {waiting: # match waits|# matches wait} for a person’s decision, the surest first; {decided: # decision is|# decisions are} in force.",
        when = About::when(laid.view),
        waiting,
        decided = laid.all.decisions.len()
    )
}

fn about(laid: &Laid<'_>, waiting: usize) -> About {
    let mut about = About::new("matches", laid.view, sentence(laid, waiting), waiting);
    about.method = tongue::words(crate::laid::METHOD);
    about
}

fn card(
    laid: &Laid<'_>,
    id: Id,
    stand: Stand,
    one: &Match,
    links: &Links,
) -> Result<Card, Problem> {
    let ends = laid.ends_of(one).map(|e| laid.ends(e));
    let name = |at: usize| {
        let one = ends.map(|both| both[at]);
        one.map_or("?", |o| o.name.as_deref().unwrap_or(o.label()))
    };
    let side = |class: &str, at: usize| {
        Markup::made(format!("<span class=\"{class}\">{}</span>", text(name(at))))
    };
    let title = mark!(
        "{giver} and {receiver}",
        giver => side("giver", 0),
        receiver => side("receiver", 1)
    );
    let called = CATEGORIES.iter().find(|c| c.category == one.category);
    let slip = one.slip.map(crate::laid::slip_in_words);
    let decision = laid.all.decision(id).filter(|_| stand == Stand::Queried);
    Ok(Card {
        id: id.to_string(),
        address: links.to("/match", &[("match", &id.to_string())]),
        title,
        called: slip.unwrap_or_else(|| tongue::words(called.map_or("", |c| c.text))),
        confidence: tongue::number(&format!("{:.2}", one.confidence)),
        note: decision.map(|d| {
            text(&say!(
                "queried by {author}: {note}",
                author = d.author,
                note = d.note
            ))
        }),
        giver: lines(laid, &one.donor, links)?,
        receiver: lines(laid, &one.recipient, links)?,
        reasons: one
            .features
            .iter()
            .map(|feature| {
                let reason = observed(feature);
                ReasonView {
                    what: tongue::words(reason.what),
                    seen: reason.seen,
                    weight: thousandths(reason.weight),
                    speaks_for: reason.weight >= 0,
                }
            })
            .collect(),
        instead: instead(one),
    })
}

/// What else these lines could be.
fn instead(one: &Match) -> String {
    match &one.runner_up {
        Some(other) => say!(
            "The next best explanation has {given: # line|# lines} of the giver’s and {received: # line|# lines} of the receiver’s; this one beats it by {margin}.",
            given = other.donor.len(),
            received = other.recipient.len(),
            margin = thousandths(one.margin)
        ),
        None => say!(
            "Nothing else explains these lines; this beats standing alone by {margin}.",
            margin = thousandths(one.margin)
        ),
    }
}

fn lines(laid: &Laid<'_>, lines: &[LineId], links: &Links) -> Result<Vec<LineView>, Problem> {
    let view = |line: &LineId| -> Result<LineView, Problem> {
        let entry = laid.entry(*line)?;
        let member = laid.rank(*line).and_then(|rank| laid.view.at_rank(rank));
        let amount = entry
            .value
            .map(|v| markup::money(&v.to_string(), entry.currency.as_deref(), 0));
        Ok(LineView {
            date: entry
                .date
                .map_or_else(|| markup::unknown(&say!("no date")), markup::date),
            kind: markup::transaction_type(entry.kind.as_deref()),
            amount: amount.unwrap_or_else(|| markup::unknown(&say!("no amount"))),
            activity: markup::link(
                &links.activity(&entry.activity),
                &markup::reference(&entry.activity),
            ),
            words: entry
                .description
                .clone()
                .or_else(|| entry.reference.clone()),
            place: member.map_or_else(String::new, |m| {
                say!(
                    "{place} of import {import}",
                    place = format!("{}/{}", m.path(), entry.path),
                    import = m.publication.to_string()
                )
            }),
        })
    };
    lines.iter().take(LINES).map(view).collect()
}

/// The same matches as data.
fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    let mut more = Vec::new();
    if request.value("strongest-first").is_none() {
        more.push(("strongest-first", "true"));
    }
    if request.value("stands").is_none() {
        more.push(("stands", "proposed"));
        more.push(("stands", "queried"));
    }
    question::write_other(ledger, "matches", &more, request, out)
}
