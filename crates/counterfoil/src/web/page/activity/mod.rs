//! One activity: its facts, its money, every line with its place in the source.

mod facts;
mod lines;
mod money;
mod plans;

use super::question;
use crate::answer::{self, About};
use crate::tongue;
use crate::web::link::Links;
use crate::web::markup::{self, Markup, mark, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::{Format, Request};
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use facts::{Facts, facts, followed};
use iati::activity::{Activity, Organisation};
use iati::said::phrase;
use iati::stated::Stated;
use jiff::civil::Date;
use ledger::{Ledger, LiveMember, Publication, View};
use lines::{TransactionView, transactions};
use money::{Currency, money};
use plans::{BudgetView, IndicatorView, PlannedView, budget, planned, results};
use serde_json::json;
use std::io::Write;

pub const PAGE: Page = Page { html, data };

/// Lines of one kind that the page shows; the others are one step away.
const LINES: usize = 200;

#[derive(Template)]
#[template(path = "activity.html")]
struct ActivityPage {
    shell: Shell,
    reporter: Markup,
    title: Markup,
    sentence: Markup,
    description: Option<Description>,
    /// The ways to where the money went and came from.
    followed: Markup,
    money: Vec<Currency>,
    transactions: Vec<TransactionView>,
    all_transactions: Option<Markup>,
    source: Markup,
    budgets: Vec<BudgetView>,
    all_budgets: Option<Markup>,
    planned: Vec<PlannedView>,
    all_planned: Option<Markup>,
    results: Vec<IndicatorView>,
    all_results: Option<Markup>,
    facts: Facts,
    made: Made,
}

/// What it says of itself: the beginning, and the rest folded away.
struct Description {
    /// The language that it is in, if it is known and another than the page's.
    language: Option<String>,
    start: String,
    rest: Option<String>,
}

/// The copy that is shown, and the others of the same identifier.
struct Found<'a> {
    member: &'a LiveMember,
    others: Vec<&'a LiveMember>,
}

impl Found<'_> {
    /// What tells this copy from the others, where there are any.
    fn reporter(&self) -> Option<(&'static str, &str)> {
        let reporter = self.member.head.reporter.as_ref();
        let is_told = !self.others.is_empty() && !reporter.is_empty();
        is_told.then_some(("reporter", reporter))
    }
}

fn find<'a>(view: &'a View<'_>, request: &Request) -> Result<Found<'a>, Problem> {
    let identifier = request.rest()?;
    let all: Vec<&LiveMember> = view.live().activities(&identifier).collect();
    let asked = request.value("reporter");
    let is_asked =
        |m: &&&LiveMember| asked.is_none_or(|asked| flow::key::same(&m.head.reporter, asked));
    let Some(member) = all.iter().find(is_asked).copied() else {
        return Err(Problem::NotFound(match asked {
            Some(reporter) => say!(
                "no live publication here has an activity “{identifier}” reported by {reporter}",
                identifier,
                reporter
            ),
            None => say!(
                "no live publication here has an activity “{identifier}”; it may be published under another identifier, or not yet",
                identifier
            ),
        }));
    };
    let others = all.iter().filter(|m| m.head.id != member.head.id);
    Ok(Found {
        member,
        others: others.copied().collect(),
    })
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&["reporter"])?)?;
    let found = find(&view, request)?;
    let activity = view.activity(found.member)?;
    let links = Links::of(request);
    let language = activity.language.as_deref();
    let heard = tongue::heard(&activity.titles, language);
    let title = match &heard {
        Some((words, _)) => words.clone(),
        None => found.member.head.identifier.to_string(),
    };
    let other = heard.and_then(|(_, language)| language);
    let about = about(&activity, &view);
    let all = |name: &str, total: usize| {
        let mut query = vec![("activity", activity.identifier.as_str())];
        query.extend(found.reporter());
        let address = links.to(name, &query);
        question::rest(total, total.min(LINES), &address)
    };
    let budgets = &activity.budgets;
    let page = ActivityPage {
        shell: Shell::new(request, &view, &title, "activities"),
        reporter: organisation(&activity.reporting_org, &links),
        sentence: markup::prose(&about.sentence),
        description: tongue::heard(&activity.descriptions, language)
            .map(|(words, language)| folded(&words, language)),
        followed: followed(&activity.identifier, &links),
        money: money(&activity, &links),
        transactions: transactions(&activity, found.member, &view, &links)?,
        all_transactions: all("/transactions", activity.transactions.len()),
        source: source(&view, found.member),
        budgets: budgets
            .iter()
            .take(LINES)
            .map(|b| budget(b, budgets))
            .collect(),
        all_budgets: all("/budgets", budgets.len()),
        planned: planned(&activity, &links),
        all_planned: all(
            "/planned-disbursements",
            activity.planned_disbursements.len(),
        ),
        results: results(&activity),
        all_results: all(
            "/results",
            activity.results.iter().map(|r| r.indicators.len()).sum(),
        ),
        facts: facts(&activity, &found, &view, &links)?,
        made: made(&about, &view, found.member, request, &links),
        title: markup::narrative(&title, other.as_deref()),
    };
    Ok(page.render()?)
}

fn about(activity: &Activity, view: &View<'_>) -> About {
    let status = match activity.status.as_deref() {
        Some(code) => {
            let status = tongue::name_or_code("ActivityStatus", code);
            say!("under the status “{status}”", status)
        }
        None => say!("without a status"),
    };
    let reporter = activity.reporting_org.name.as_deref();
    let reporter = reporter.or(activity.reporting_org.reference.as_deref());
    let reporter = match reporter {
        Some(name) => name.to_owned(),
        None => say!("an organisation without a name"),
    };
    let when = About::when(view);
    let (transactions, budgets) = (activity.transactions.len(), activity.budgets.len());
    let sentence = match activity.date(&["3"]) {
        Some(end) => say!(
            "{when}, {reporter} reports this activity {status}, planned to end on {end}, with {transactions: # transaction|# transactions} and {budgets: # budget|# budgets}.",
            when,
            reporter,
            status,
            end = end.to_string(),
            transactions,
            budgets
        ),
        None => say!(
            "{when}, {reporter} reports this activity {status}, with {transactions: # transaction|# transactions} and {budgets: # budget|# budgets}.",
            when,
            reporter,
            status,
            transactions,
            budgets
        ),
    };
    let mut about = About::new("activity", view, sentence, 1);
    about.method = say!(
        "sums of the amounts as stated, negative lines included, nothing converted; a budget that a revised one of the same period replaces is not counted"
    );
    about
}

/// Characters of a description that stand in sight.
const IN_SIGHT: usize = 600;

fn folded(text: &str, language: Option<String>) -> Description {
    let cut = match text.char_indices().nth(IN_SIGHT) {
        Some((at, _)) => text[..at].rfind(' '),
        None => None,
    };
    let (start, rest) = cut.map_or((text, None), |at| (&text[..at], Some(text[at..].trim())));
    Description {
        language: language.map(|l| l.to_lowercase()),
        start: start.to_owned(),
        rest: rest.map(str::to_owned),
    }
}

fn publication<'a>(view: &'a View<'_>, member: &LiveMember) -> Option<&'a Publication> {
    let mut all = view.live().publications.iter();
    all.find(|p| p.seq == member.publication)
}

/// The publication that the activity is read from, in words.
fn source(view: &View<'_>, member: &LiveMember) -> Markup {
    let found = publication(view, member);
    found.map_or_else(Markup::default, |p| {
        mark!(
            "{dataset}, published {day}, import {import}",
            day => markup::day(&p.published.value);
            dataset = p.dataset.value,
            import = p.seq.to_string()
        )
    })
}

fn organisation(organisation: &Organisation, links: &Links) -> Markup {
    let (reference, name) = (&organisation.reference, &organisation.name);
    let party = markup::party(reference.as_deref(), name.as_deref(), links);
    party.unwrap_or_else(|| markup::unknown(&say!("not stated")))
}

fn stated(date: &Stated<Date>) -> Markup {
    match date {
        Stated::Known(date) => markup::date(*date),
        other => markup::unknown(&answer::gap(&other.gap().unwrap_or_default())),
    }
}

fn amount(
    value: &Stated<rust_decimal::Decimal>,
    currency: Option<&str>,
    decimals: usize,
) -> Markup {
    match value {
        Stated::Known(value) => markup::money(&value.to_string(), currency, decimals),
        other => markup::unknown(&answer::gap(&other.gap().unwrap_or_default())),
    }
}

fn period(start: &Stated<Date>, end: &Stated<Date>) -> Markup {
    mark!("{from} to {to}", from => stated(start), to => stated(end))
}

fn made(
    about: &About,
    view: &View<'_>,
    member: &LiveMember,
    request: &Request,
    links: &Links,
) -> Made {
    let mut made = shell::made(about, request, links);
    let hash = publication(view, member).and_then(|p| p.sha256.as_deref());
    let hash = hash.map_or_else(
        || markup::unknown(&say!("the bytes could not be had")),
        |hash| Markup::made(format!("sha256 <code>{}</code>", text(hash))),
    );
    made[1] = (
        phrase("Rests on"),
        vec![
            mark!(
                "{source}; {place}, line {line}",
                source => source(view, member),
                place => markup::reference(&member.path());
                line = member.line.to_string()
            ),
            hash,
        ],
    );
    made
}

fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    let view = ledger.view(&request.moment(&["reporter"])?)?;
    let found = find(&view, request)?;
    match request.format {
        Format::Json | Format::Html => write_whole(&view, &found, out),
        Format::Csv | Format::Xlsx => {
            let mut asked = vec![("activity", &*found.member.head.identifier)];
            let is_named = request.value("reporter").is_some();
            asked.extend(found.reporter().filter(|_| !is_named));
            question::write_other(ledger, "transactions", &asked, request, out)
        }
        _ => Err(Problem::not_found(request)),
    }
}

fn write_whole(view: &View<'_>, found: &Found<'_>, out: &mut dyn Write) -> Result<(), Problem> {
    let others = found.others.iter();
    let body = json!({
        "as_of": view.at(),
        "reached": view.reached(),
        "publication": publication(view, found.member),
        "position": found.member.path(),
        "line": found.member.line,
        "activity": view.activity(found.member)?,
        "other_reporters": others.map(|m| &*m.head.reporter).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&body).map_err(std::io::Error::from)?;
    writeln!(out, "{text}")?;
    Ok(())
}
