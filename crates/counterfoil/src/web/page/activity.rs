//! One activity: its facts, its money, every line with its place in the source.

use super::question;
use crate::answer::{self, About, grouped};
use crate::laid::{self, Laid};
use crate::tongue;
use crate::web::chart::{self, Strength};
use crate::web::link::Links;
use crate::web::markup::{self, Markup, mark, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::{Format, Request};
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use flow::kind::{self, Direction};
use flow::reconcile::{Category, LineId};
use iati::activity::{Activity, Budget, Indicator, Location, Organisation, Share, Transaction};
use iati::amount::Sum;
use iati::codelist;
use iati::said::phrase;
use iati::stated::Stated;
use jiff::civil::Date;
use ledger::matched::{Fate, Id, Stand};
use ledger::{Ledger, LiveMember, Publication, View};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
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
    facts: Vec<(String, Vec<Markup>)>,
    made: Made,
}

/// What it says of itself: the beginning, and the rest folded away.
struct Description {
    /// The language that it is in, if it is known and another than the page's.
    language: Option<String>,
    start: String,
    rest: Option<String>,
}

/// The sums of one currency.
struct Currency {
    code: Markup,
    rows: Vec<MoneyRow>,
}

struct MoneyRow {
    kind: String,
    address: String,
    sum: Markup,
    lines: String,
    picture: Markup,
}

struct TransactionView {
    id: String,
    date: Markup,
    amount: Markup,
    kind: Markup,
    position: String,
    line: u64,
    other: Markup,
    book: Markup,
}

struct BudgetView {
    period: Markup,
    words: String,
    amount: Markup,
    is_superseded: bool,
}

struct PlannedView {
    period: Markup,
    amount: Markup,
    provider: Markup,
    receiver: Markup,
}

struct IndicatorView {
    title: Markup,
    less_is_better: bool,
    rows: Vec<PeriodView>,
}

struct PeriodView {
    period: Markup,
    baseline: Markup,
    target: Markup,
    actual: Markup,
}

/// The copy that is shown, and the others of the same identifier.
struct Found<'a> {
    member: &'a LiveMember,
    others: Vec<&'a LiveMember>,
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
        let address = links.to(name, &[("activity", &activity.identifier)]);
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
    let name = organisation.name.as_deref();
    match organisation.reference.as_deref() {
        Some(reference) => markup::link(
            &links.organisation(reference),
            &name.map_or_else(|| markup::reference(reference), text),
        ),
        None => name.map_or_else(|| markup::unknown(&say!("not stated")), text),
    }
}

// ── Money ────────────────────────────────────────────────────────────────

/// Lines of one kind in one currency.
#[derive(Default)]
struct Tally {
    sum: Sum,
    lines: u64,
}

/// Budget first, then transaction types in the order of their codes.
type Tallies = BTreeMap<Option<String>, BTreeMap<u32, Tally>>;

const BUDGET: u32 = 0;

fn tallies(activity: &Activity) -> Tallies {
    let mut all = Tallies::new();
    let mut add = |currency: &Option<String>, kind: u32, value: &Stated<_>| {
        let of_currency = all.entry(currency.clone()).or_default();
        if let Some(value) = value.known() {
            let tally = of_currency.entry(kind).or_default();
            tally.sum.add(*value);
            tally.lines += 1;
        }
    };
    for budget in &activity.budgets {
        if !is_superseded(budget, &activity.budgets) {
            add(&budget.currency, BUDGET, &budget.value);
        }
    }
    for t in &activity.transactions {
        let kind = t.kind.as_deref().and_then(|k| k.parse().ok());
        add(&t.currency, kind.unwrap_or(u32::MAX), &t.value);
    }
    all.retain(|_, of_currency| !of_currency.is_empty());
    all
}

fn money(activity: &Activity, links: &Links) -> Vec<Currency> {
    let all = tallies(activity).into_iter();
    all.map(|(currency, kinds)| Currency {
        code: currency
            .as_deref()
            .map_or_else(|| markup::unknown(&say!("no currency")), text),
        rows: money_rows(activity, &kinds, currency.as_deref(), links),
    })
    .collect()
}

/// What a sum is made of: the answer that explains it, or the lines further down where
/// no question asks for just these.
fn opened(activity: &Activity, kind: u32, currency: Option<&str>, links: &Links) -> String {
    let reporter = activity.reporting_org.reference.as_deref();
    match (kind, currency, reporter) {
        (BUDGET, ..) => "#budgets".to_owned(),
        (kind, Some(currency), Some(reporter)) if kind != u32::MAX => links.explained(&[
            ("activity", &activity.identifier),
            ("reporter", reporter),
            ("type", &kind.to_string()),
            ("currency", currency),
        ]),
        _ => "#transactions".to_owned(),
    }
}

fn money_rows(
    activity: &Activity,
    kinds: &BTreeMap<u32, Tally>,
    currency: Option<&str>,
    links: &Links,
) -> Vec<MoneyRow> {
    let code = currency.unwrap_or("");
    let length = |tally: &Tally| tally.sum.total().map_or(0.0, super::pair::float);
    let longest = kinds.values().map(length).fold(0.0, f64::max);
    let decimals = markup::decimals_of_sums(kinds.values().map(|t| &t.sum));
    let row = |(kind, tally): (&u32, &Tally)| {
        let name = kind_name(*kind);
        let title = format!("{name} {} {code}", grouped(&tally.sum.to_string()));
        MoneyRow {
            address: opened(activity, *kind, currency, links),
            sum: markup::sum(&tally.sum, decimals),
            lines: grouped(&tally.lines.to_string()),
            picture: match length(tally) {
                length if length > 0.0 => chart::bar(&title, strength(*kind), length / longest),
                _ => markup::unknown(&say!("not above nought")),
            },
            kind: name,
        }
    };
    // What is planned, then committed, then paid; in each by code.
    let mut kinds: Vec<_> = kinds.iter().collect();
    kinds.sort_by_key(|(kind, _)| (strength(**kind), **kind));
    kinds.into_iter().map(row).collect()
}

fn kind_name(kind: u32) -> String {
    match kind {
        BUDGET => say!("Budget"),
        u32::MAX => say!("No type stated"),
        code => tongue::words(kind::name(&code.to_string())),
    }
}

fn strength(kind: u32) -> Strength {
    match kind {
        BUDGET | 12 | 13 => Strength::Planned,
        2 | 11 => Strength::Committed,
        _ => Strength::Paid,
    }
}

// ── Lines ────────────────────────────────────────────────────────────────

fn transactions(
    activity: &Activity,
    member: &LiveMember,
    view: &View<'_>,
    links: &Links,
) -> Result<Vec<TransactionView>, Problem> {
    let decimals = |t: &Transaction| t.value.known().map_or(0, |v| v.scale() as usize);
    let decimals = activity.transactions.iter().map(decimals).max();
    let beside = beside(member, view)?;
    let each = activity.transactions.iter().take(LINES).enumerate();
    let views = each.map(|(at, t)| {
        let (other, outgoing) = other_side(t);
        let position = format!("{}/{}", member.path(), t.path);
        TransactionView {
            id: format!("t{}", at + 1),
            date: stated(&t.date),
            amount: amount(&t.value, t.currency.as_deref(), decimals.unwrap_or(0)),
            kind: kind_words(t),
            line: t.line,
            other: counterparty(other, outgoing, links),
            book: other_book(beside.get(at), links),
            position,
        }
    });
    Ok(views.collect())
}

/// Other activities whose books this one is laid beside.
const BOOKS: usize = 12;

/// Live activities of others that the lines name, and whether money goes there.
fn named_others(activity: &Activity, view: &View<'_>) -> BTreeSet<(String, bool)> {
    let named = activity.transactions.iter().map(other_side);
    named
        .filter_map(|(other, outgoing)| Some((other.activity_id.clone()?, outgoing)))
        .filter(|(id, _)| !flow::key::same(id, &activity.identifier))
        .filter(|(id, _)| view.live().activities(id).next().is_some())
        .take(LINES)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .take(BOOKS)
        .collect()
}

/// What became of each line beside the other side's book, where the books lie open.
fn beside(member: &LiveMember, view: &View<'_>) -> Result<Vec<(Ends, Beside)>, Problem> {
    let rank = view.live().rank(member.head.id);
    let (Some(laid), Some(rank)) = (Laid::soon(view)?, rank) else {
        return Ok(Vec::new());
    };
    let of = |line: LineId| {
        let ends = laid.all.parties.of(line).map(|e| laid.ends(e));
        let ends = ends.map(|both| both.map(|o| o.label().to_owned()));
        let beside = match laid.all.fate(line)? {
            Fate::Matched(at) => {
                let (id, stand, one) = laid.all.at(at)?;
                Beside::Matched(id, stand, one.category)
            }
            Fate::Open(at) => Beside::Alone(laid::open_in_words(laid.all.open(at)?)),
        };
        Some((ends, beside))
    };
    Ok(laid.all.books.of_rank(rank).filter_map(of).collect())
}

/// Giver and receiver, where both are known.
type Ends = Option<[String; 2]>;

enum Beside {
    Matched(Id, Stand, Category),
    Alone(&'static str),
}

/// The giver's activity first.
fn in_order<'a>(own: &'a str, other: &'a str, outgoing: bool) -> (&'a str, &'a str) {
    if outgoing { (own, other) } else { (other, own) }
}

fn kind_words(t: &Transaction) -> Markup {
    let kind = t.kind.as_deref();
    kind.map_or_else(
        || markup::unknown(&say!("no type")),
        |code| text(&tongue::words(kind::name(code))),
    )
}

/// The organisation on the other side, and whether money goes to it. Where the
/// direction is open, the one that is named.
fn other_side(t: &Transaction) -> (&Organisation, bool) {
    let direction = t
        .kind
        .as_deref()
        .map_or(Direction::NotStated, kind::direction);
    match direction {
        Direction::Out => (&t.receiver, true),
        Direction::In => (&t.provider, false),
        Direction::NotStated if t.receiver.is_stated() => (&t.receiver, true),
        Direction::NotStated => (&t.provider, false),
    }
}

fn counterparty(other: &Organisation, outgoing: bool, links: &Links) -> Markup {
    let class = if outgoing { "receiver" } else { "giver" };
    let word = if outgoing { say!("to") } else { say!("from") };
    Markup::made(format!(
        "<span class=\"{class}\"><span class=\"quiet\">{}</span> {}</span>",
        text(&word),
        organisation(other, links)
    ))
}

/// Whether this line is in the other's book too, with the way to the reasons or to
/// both books.
fn other_book(beside: Option<&(Ends, Beside)>, links: &Links) -> Markup {
    let Some((ends, beside)) = beside else {
        return markup::unknown(&say!("not compared yet"));
    };
    match (beside, ends) {
        (Beside::Matched(id, stand, category), _) => {
            let address = links.to("/match", &[("match", &id.to_string())]);
            let words = match category {
                Category::Agree => say!("alike"),
                other => markup::word(other.as_str()),
            };
            let link = markup::link(&address, &text(&words));
            match stand {
                Stand::Automatic => link,
                stand => markup::both(&link, &markup::under(&text(&markup::word(stand.as_str())))),
            }
        }
        (Beside::Alone(why), Some([giver, receiver])) => {
            markup::link(&links.pair(giver, receiver), &text(&tongue::words(why)))
        }
        (Beside::Alone(why), None) => markup::unknown(&tongue::words(why)),
    }
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

/// An original whose period a revised budget states again.
fn is_superseded(budget: &Budget, all: &[Budget]) -> bool {
    let is_known = budget.start.known().is_some() && budget.end.known().is_some();
    let replaces = |b: &Budget| b.kind == "2" && b.start == budget.start && b.end == budget.end;
    budget.kind == "1" && is_known && all.iter().any(replaces)
}

fn budget(budget: &Budget, all: &[Budget]) -> BudgetView {
    let is_superseded = is_superseded(budget, all);
    let name = |list: &'static str, code: &str| tongue::name_or_code(list, code).to_lowercase();
    let kind = name("BudgetType", &budget.kind);
    let status = name("BudgetStatus", &budget.status);
    BudgetView {
        period: period(&budget.start, &budget.end),
        words: match is_superseded {
            true => say!("{kind}, {status}, superseded", kind, status),
            false => format!("{kind}, {status}"),
        },
        amount: amount(&budget.value, budget.currency.as_deref(), 0),
        is_superseded,
    }
}

fn planned(activity: &Activity, links: &Links) -> Vec<PlannedView> {
    let each = activity.planned_disbursements.iter().take(LINES);
    each.map(|p| PlannedView {
        period: period(&p.start, &p.end),
        amount: amount(&p.value, p.currency.as_deref(), 0),
        provider: organisation(&p.provider, links),
        receiver: organisation(&p.receiver, links),
    })
    .collect()
}

fn results(activity: &Activity) -> Vec<IndicatorView> {
    let all = activity.results.iter().flat_map(|r| &r.indicators);
    let language = activity.language.as_deref();
    all.take(LINES).map(|i| indicator(i, language)).collect()
}

fn indicator(indicator: &Indicator, language: Option<&str>) -> IndicatorView {
    let title = tongue::heard(&indicator.titles, language);
    let values = |values: &[String]| match values {
        [] => markup::unknown(&say!("not stated")),
        values => text(&values.join("; ")),
    };
    let baselines: Vec<String> = indicator
        .baselines
        .iter()
        .filter_map(|b| b.value.clone())
        .collect();
    let rows = indicator.periods.iter().map(|p| PeriodView {
        period: period(&p.start, &p.end),
        baseline: values(&baselines),
        target: values(&p.targets),
        actual: values(&p.actuals),
    });
    IndicatorView {
        title: match title {
            Some((words, language)) => markup::narrative(&words, language.as_deref()),
            None => markup::unknown(&say!("Indicator without a title")),
        },
        less_is_better: !indicator.ascending,
        rows: rows.collect(),
    }
}

// ── Facts ────────────────────────────────────────────────────────────────

type Facts = Vec<(String, Vec<Markup>)>;

fn facts(
    activity: &Activity,
    found: &Found<'_>,
    view: &View<'_>,
    links: &Links,
) -> Result<Facts, Problem> {
    let mut facts = Facts::new();
    let mut fact = |term: String, values: Vec<Markup>| {
        if !values.is_empty() {
            facts.push((term, values));
        }
    };
    fact(
        say!("Identifier"),
        vec![markup::reference(&activity.identifier)],
    );
    fact(say!("Status"), vec![status(activity)]);
    fact(say!("Planned"), vec![dates(activity, "1", "3")]);
    fact(say!("Said to have begun"), vec![date_of(activity, "2")]);
    fact(say!("Said to have ended"), vec![date_of(activity, "4")]);
    fact(say!("Places"), shares(&activity.places, place_name));
    fact(say!("Locations"), locations(activity));
    for (term, of_vocabulary) in sectors(activity) {
        fact(term, of_vocabulary);
    }
    for (role, of_role) in participants(activity, links) {
        fact(role, of_role);
    }
    fact(
        say!("The other side’s report"),
        counterparts(activity, view, links),
    );
    fact(say!("Related"), related(activity, view, links));
    fact(
        say!("Other reporters of this identifier"),
        copies(found, links),
    );
    fact(say!("Last updated"), updated(activity));
    fact(say!("Its past"), past(found.member, links));
    fact(say!("Withheld"), withheld(view, found.member)?);
    Ok(facts)
}

/// What it said before.
fn past(member: &LiveMember, links: &Links) -> Vec<Markup> {
    let query = [
        ("id", member.head.identifier.as_ref()),
        ("reporter", member.head.reporter.as_ref()),
    ];
    // Of a reporter without a reference none can be asked for.
    let query = match member.head.reporter.as_ref() {
        "" => &query[..1],
        _ => &query[..],
    };
    if member.head.identifier.is_empty() {
        return Vec::new();
    }
    [
        ("/history", say!("What changed, publication by publication")),
        ("/blame", say!("Since when each value reads as it does")),
    ]
    .map(|(path, words)| markup::link(&links.to(path, query), &text(&words)))
    .to_vec()
}

fn status(activity: &Activity) -> Markup {
    let code = activity.status.as_deref();
    code.map_or_else(
        || markup::unknown(&say!("not stated")),
        |code| text(&tongue::name_or_code("ActivityStatus", code)),
    )
}

fn date_of(activity: &Activity, kind: &str) -> Markup {
    let mut of_kind = activity.dates.iter().filter(|d| d.kind == kind);
    of_kind
        .next()
        .map_or_else(|| markup::unknown(&say!("not stated")), |d| stated(&d.date))
}

fn dates(activity: &Activity, from: &str, to: &str) -> Markup {
    mark!("{from} to {to}", from => date_of(activity, from), to => date_of(activity, to))
}

/// A name left, its percentage right.
fn shares(shares: &[Share], name: impl Fn(&Share) -> String) -> Vec<Markup> {
    let each = shares.iter();
    each.map(|share| {
        let percentage = match &share.percentage {
            Stated::Known(p) => text(&format!("{p}\u{a0}%")),
            Stated::Missing => Markup::default(),
            other => markup::unknown(&answer::gap(&other.gap().unwrap_or_default())),
        };
        Markup::made(format!(
            "<span class=\"share\"><span>{}</span><span>{percentage}</span></span>",
            text(&name(share))
        ))
    })
    .collect()
}

fn place_name(share: &Share) -> String {
    let list = match share.vocabulary.as_str() {
        "country" => "Country",
        _ => "Region",
    };
    named(share, tongue::name_of(list, &share.code))
}

fn sector_name(share: &Share) -> String {
    let list = match share.vocabulary.as_str() {
        "1" => "Sector",
        "2" => "SectorCategory",
        _ => return named(share, None),
    };
    named(share, tongue::name_of(list, &share.code))
}

fn named(share: &Share, name: Option<String>) -> String {
    let name = name.or_else(|| share.name.clone());
    name.unwrap_or_else(|| share.code.clone())
}

fn sectors(activity: &Activity) -> BTreeMap<String, Vec<Markup>> {
    let mut by_vocabulary: BTreeMap<String, Vec<Share>> = BTreeMap::new();
    for share in &activity.sectors {
        let of = by_vocabulary.entry(share.vocabulary.clone()).or_default();
        of.push(share.clone());
    }
    let term = |vocabulary: &str| {
        let name = tongue::name_or_code("SectorVocabulary", vocabulary);
        say!("Sectors ({vocabulary})", vocabulary = name)
    };
    let each = by_vocabulary.into_iter();
    each.map(|(v, all)| (term(&v), shares(&all, sector_name)))
        .collect()
}

fn locations(activity: &Activity) -> Vec<Markup> {
    let named = activity.locations.iter();
    let point = |l: &Location, point: &str| {
        let point = markup::reference(point);
        match l.coarsened {
            true => mark!("{point} (place coarsened)", point => point),
            false => point,
        }
    };
    named
        .map(|l| match (&l.name, &l.point) {
            (Some(name), Some(at)) => markup::both(&text(name), &markup::under(&point(l, at))),
            (Some(name), None) => text(name),
            (None, Some(at)) => point(l, at),
            (None, None) => markup::unknown(&say!("a location without name or point")),
        })
        .collect()
}

/// Who takes part, by role; in order of the roles' English names.
fn participants(activity: &Activity, links: &Links) -> Vec<(String, Vec<Markup>)> {
    const WITHOUT_ROLE: &str = phrase("Taking part");
    let mut by_role: BTreeMap<&str, Vec<Markup>> = BTreeMap::new();
    for participant in &activity.participants {
        let role = participant.role.as_deref();
        let role = role.map_or(WITHOUT_ROLE, |code| {
            codelist::name_of("OrganisationRole", code).unwrap_or(code)
        });
        let of_role = by_role.entry(role).or_default();
        of_role.push(organisation(&participant.organisation, links));
    }
    let each = by_role.into_iter();
    each.map(|(role, all)| (tongue::words(role), all)).collect()
}

/// The ways to the chain that the activity stands in.
fn followed(identifier: &str, links: &Links) -> Markup {
    if identifier.is_empty() {
        return Markup::default();
    }
    let down = links.to("/trace", &[("activity", identifier)]);
    let up = links.to("/trace", &[("activity", identifier), ("up", "true")]);
    mark!(
        "Follow it {down} or {up}",
        down => markup::link(&down, &text(&say!("down"))),
        up => markup::link(&up, &text(&say!("up")))
    )
}

/// Live activities of others that the lines name, each with both books.
fn counterparts(activity: &Activity, view: &View<'_>, links: &Links) -> Vec<Markup> {
    let each = named_others(activity, view).into_iter();
    each.map(|(id, outgoing)| {
        let (giver, receiver) = in_order(&activity.identifier, &id, outgoing);
        Markup::made(format!(
            "{}<span class=\"under\">{}</span>",
            markup::link(&links.activity(&id), &markup::reference(&id)),
            markup::link(
                &links.pair(giver, receiver),
                &text(&say!("open both books"))
            )
        ))
    })
    .collect()
}

fn related(activity: &Activity, view: &View<'_>, links: &Links) -> Vec<Markup> {
    let each = activity.related.iter();
    each.map(|related| {
        let kind = related.kind.as_deref();
        let kind = kind.and_then(|code| tongue::name_of("RelatedActivityType", code));
        let id = markup::reference(&related.reference);
        let is_here = view.live().activities(&related.reference).next().is_some();
        let address = is_here.then(|| links.activity(&related.reference));
        Markup::made(format!(
            "{}<span class=\"under\">{}</span>",
            markup::linked(address.as_deref(), id),
            kind.map_or_else(|| text(&say!("of a kind not stated")), |kind| text(&kind))
        ))
    })
    .collect()
}

fn copies(found: &Found<'_>, links: &Links) -> Vec<Markup> {
    let each = found.others.iter();
    each.map(|member| {
        let head = &member.head;
        let path = links.activity(&head.identifier);
        let (path, moment) = path.split_once('?').unwrap_or((&path, ""));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("reporter", &head.reporter)
            .finish();
        let and = if moment.is_empty() { "" } else { "&" };
        let name = [&head.reporter_name, &head.reporter];
        let name = name.into_iter().find(|n| !n.is_empty());
        markup::link(
            &format!("{path}?{query}{and}{moment}"),
            &name.map_or_else(|| text(&say!("a reporter without a name")), |n| text(n)),
        )
    })
    .collect()
}

fn updated(activity: &Activity) -> Vec<Markup> {
    activity
        .last_updated
        .as_deref()
        .map(markup::day)
        .into_iter()
        .collect()
}

/// Of the whole publication: what is dropped is not kept by activity.
fn withheld(view: &View<'_>, member: &LiveMember) -> Result<Vec<Markup>, Problem> {
    let dropped = view.dropped(member.publication)?;
    let total: u64 = dropped.iter().map(|(_, n)| n).sum();
    if total == 0 {
        return Ok(vec![text(&say!("nothing, in its whole publication"))]);
    }
    let kinds = dropped
        .iter()
        .map(|(kind, n)| format!("{} {}", grouped(&n.to_string()), tongue::words(kind)));
    let kinds = kinds.collect::<Vec<_>>();
    let kinds = tongue::list(&kinds);
    Ok(vec![text(&say!(
        "in its whole publication {n: # field or mention|# fields and mentions}, dropped before storage: {kinds}",
        n = total,
        kinds
    ))])
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
    if matches!(request.format, Format::Csv | Format::Xlsx) {
        let activity = [("activity", &*found.member.head.identifier)];
        return question::write_other(ledger, "transactions", &activity, request, out);
    }
    let others = found.others.iter();
    let body = json!({
        "as_of": view.at(),
        "reached": view.reached(),
        "publication": publication(&view, found.member),
        "position": found.member.path(),
        "line": found.member.line,
        "activity": view.activity(found.member)?,
        "other_reporters": others.map(|m| &*m.head.reporter).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&body).map_err(std::io::Error::from)?;
    writeln!(out, "{text}")?;
    Ok(())
}
