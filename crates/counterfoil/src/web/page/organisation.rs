//! One organisation: what it says of itself, and what others say of it. It need
//! not publish anything here.

use super::home::{self, PairView};
use super::question;
use super::rewritten::days;
use crate::answer::{About, grouped};
use crate::compare::row;
use crate::laid::Between;
use crate::question::changes::{Changes, Rewritten};
use crate::question::publications;
use crate::question::reconciliation;
use crate::tongue;
use crate::web::change::{ChangeView, Shown};
use crate::web::chart::{self, Mark};
use crate::web::link::Links;
use crate::web::markup::{self, Markup, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::Request;
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use flow::book::Entry;
use flow::change::Severity;
use flow::key;
use flow::kind::{self, Direction};
use ledger::{ActivityRow, Dimension, Filter, Group, Hit, Kind, Ledger, Publication, View};
use std::collections::BTreeSet;
use std::io::Write;

pub const PAGE: Page = Page { html, data };

/// Rows that each table shows; all are one step away.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    shell: Shell,
    title: String,
    sentence: Markup,
    /// Money by the other side and year, in its own book and in others'.
    by_year: Vec<Markup>,
    accounts: Vec<Account>,
    pairs: Vec<PairView>,
    past: Option<PastView>,
    activities: Vec<ActivityView>,
    all_activities: Option<Markup>,
    facts: Vec<(String, Vec<Markup>)>,
    made: Made,
}

/// Sums by the other organisation, as one side tells them.
struct Account {
    id: &'static str,
    title: String,
    about: String,
    other: String,
    rows: Vec<AccountRow>,
    all: Option<Markup>,
}

struct AccountRow {
    other: Markup,
    kind: Markup,
    sum: Markup,
    lines: String,
}

struct ActivityView {
    title: Markup,
    status: Markup,
    years: String,
    transactions: String,
}

/// Its publications over time, and what they rewrote.
struct PastView {
    picture: Markup,
    from: Markup,
    to: Markup,
    publications: Vec<PublicationView>,
    all_publications: Option<Markup>,
    rewritten: String,
    changes: Vec<ChangeView>,
    all_changes: Option<Markup>,
}

struct PublicationView {
    name: Markup,
    dataset: Markup,
    state: String,
    activities: Markup,
    suspicious: Markup,
    notable: Markup,
}

/// What a page is about.
struct Subject {
    reference: String,
    name: Option<String>,
    hits: Vec<Hit>,
    publications: Vec<Publication>,
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let links = Links::of(request);
    let reference = request.rest()?;
    let said = Said::read(&view, &reference)?;
    let subject = subject(&view, reference, &said)?;
    let title = subject.name.clone();
    let title = title.unwrap_or_else(|| subject.reference.clone());
    let about = about(&view, &subject, &said, &title);
    let reporter = [("reporter", subject.reference.as_str())];
    let page = OrganisationPage {
        shell: Shell::new(request, &view, &title, "organisations"),
        sentence: markup::prose(&about.sentence),
        by_year: by_year(&said, &subject.reference, &links),
        accounts: accounts(&said, &subject, &view, &links),
        pairs: pairs(&view, &subject, &links)?,
        past: past(&view, &subject, &links)?,
        activities: activities(&view, &subject.hits, &links)?,
        all_activities: question::rest(
            subject.hits.len(),
            ROWS,
            &links.to("/activities", &reporter),
        ),
        facts: facts(&view, &subject, &links)?,
        made: shell::made(&about, request, &links),
        title,
    };
    Ok(page.render()?)
}

/// The ways to its money by the other side and year, where there is any.
fn by_year(said: &Said, reference: &str, links: &Links) -> Vec<Markup> {
    let ways = [
        (
            !said.given_to_it.is_empty(),
            [("receiver", reference), ("by", "provider,year")],
            say!("What others say they paid it, by giver and year"),
        ),
        (
            !said.given.is_empty(),
            [("reporter", reference), ("by", "receiver,year")],
            say!("What it says it paid, by receiver and year"),
        ),
    ];
    let there = ways.into_iter().filter(|(is_told, ..)| *is_told);
    there
        .map(|(_, query, words)| markup::link(&links.to("/totals", &query), &text(&words)))
        .collect()
}

/// All sums that one organisation is in.
struct Said {
    /// By receiver and by provider, in its own book.
    given: Vec<Group>,
    received: Vec<Group>,
    /// By reporter, in the books of others.
    given_to_it: Vec<Group>,
    received_from_it: Vec<Group>,
}

impl Said {
    fn read(view: &View<'_>, reference: &str) -> Result<Self, Problem> {
        let asked = || Some(reference.to_owned());
        let own = Filter {
            reporter: asked(),
            ..Filter::default()
        };
        let to_it = Filter {
            receiver: asked(),
            ..Filter::default()
        };
        let from_it = Filter {
            provider: asked(),
            ..Filter::default()
        };
        let by = |filter: &Filter, other: Dimension, direction: Direction| {
            let by = [other, Dimension::Type, Dimension::Currency];
            let mut groups = view.sum(filter, &by)?;
            groups.retain(|g| {
                let kind = g.labels[1].as_deref();
                kind.is_some_and(|kind| kind::direction(kind) == direction)
            });
            groups.sort_by_key(|g| std::cmp::Reverse(g.counted + g.without_value));
            Ok::<_, Problem>(groups)
        };
        let of_others = |mut groups: Vec<Group>| {
            groups.retain(|g| {
                let reporter = g.labels[0].as_deref();
                reporter.is_none_or(|r| !key::same(r, reference))
            });
            groups
        };
        Ok(Self {
            given: by(&own, Dimension::Receiver, Direction::Out)?,
            received: by(&own, Dimension::Provider, Direction::In)?,
            given_to_it: of_others(by(&to_it, Dimension::Reporter, Direction::Out)?),
            received_from_it: of_others(by(&from_it, Dimension::Reporter, Direction::In)?),
        })
    }

    fn is_empty(&self) -> bool {
        let all = [
            &self.given,
            &self.received,
            &self.given_to_it,
            &self.received_from_it,
        ];
        all.iter().all(|groups| groups.is_empty())
    }

    fn others(&self) -> u64 {
        let all = self.given_to_it.iter().chain(&self.received_from_it);
        let reporters: BTreeSet<_> = all.map(|g| g.labels[0].as_deref()).collect();
        reporters.len() as u64
    }
}

fn subject(view: &View<'_>, reference: String, said: &Said) -> Result<Subject, Problem> {
    let filter = Filter {
        reporter: Some(reference.clone()),
        ..Filter::default()
    };
    let hits = view.select(Kind::Activity, &filter)?;
    let mut publications = view.publications()?;
    publications.retain(|p| {
        let publisher = p.publisher.as_deref();
        publisher.is_some_and(|publisher| key::same(publisher, &reference))
    });
    publications.sort_by(|a, b| (&b.published.value, b.seq).cmp(&(&a.published.value, a.seq)));
    let reports = view.live().name_of(&reference).map(str::to_owned);
    let name = match reports {
        Some(name) => Some(name),
        None => named(view, &reference)?,
    };
    if hits.is_empty() && publications.is_empty() && said.is_empty() && name.is_none() {
        return Err(Problem::NotFound(say!(
            "no live publication here names an organisation “{reference}”",
            reference
        )));
    }
    Ok(Subject {
        reference,
        name,
        hits,
        publications,
    })
}

/// The name that others give it: in a transaction, else where it takes part.
fn named(view: &View<'_>, reference: &str) -> Result<Option<String>, Problem> {
    for filter in [
        Filter {
            receiver: Some(reference.to_owned()),
            ..Filter::default()
        },
        Filter {
            provider: Some(reference.to_owned()),
            ..Filter::default()
        },
    ] {
        if let Some(hit) = view.select(Kind::Transaction, &filter)?.first() {
            let entry: Entry = view.row(*hit)?;
            let is_it =
                |p: &&flow::book::Party| p.label().is_some_and(|label| key::same(label, reference));
            let parties = [&entry.receiver, &entry.provider];
            let name = parties.into_iter().find(is_it).and_then(|p| p.name.clone());
            return Ok(name.or_else(|| Some(reference.to_owned())));
        }
    }
    participant(view, reference)
}

fn participant(view: &View<'_>, reference: &str) -> Result<Option<String>, Problem> {
    let filter = Filter {
        organisation: Some(reference.to_owned()),
        ..Filter::default()
    };
    // Words of a name answer this filter too: only its own reference counts.
    for hit in view.select(Kind::Activity, &filter)?.into_iter().take(ROWS) {
        let activity = view.activity(view.member(hit))?;
        let found = activity.participants.into_iter().find(|p| {
            let of = p.organisation.reference.as_deref();
            of.is_some_and(|r| key::same(r, reference))
        });
        if let Some(found) = found {
            return Ok(found.organisation.name.or(Some(reference.to_owned())));
        }
    }
    Ok(None)
}

fn about(view: &View<'_>, subject: &Subject, said: &Said, title: &str) -> About {
    let when = About::when(view);
    let others = match said.others() {
        0 => say!("no other organisation here names it in its transactions"),
        n => say!(
            "{n: # other organisation here names|# other organisations here name} it in their transactions",
            n
        ),
    };
    let sentence = match subject.hits.len() {
        0 => say!(
            "{when}, {organisation} publishes no live activity in this ledger; {others}.",
            when,
            organisation = title,
            others
        ),
        n => say!(
            "{when}, {organisation} reports {n: # activity|# activities}; {others}.",
            when,
            organisation = title,
            n,
            others
        ),
    };
    let mut about = About::new("organisation", view, sentence, subject.hits.len());
    about.method = say!(
        "its own account: transactions that it reports, by the organisation on the other side; the account of others: transactions of other reporters that name it; amounts as stated, nothing converted, the two accounts never added"
    );
    about
}

fn accounts(said: &Said, subject: &Subject, view: &View<'_>, links: &Links) -> Vec<Account> {
    let reference = subject.reference.as_str();
    let own = |other: &'static str| vec![("reporter", reference), (other, "")];
    let of_others = |role: &'static str| vec![(role, reference), ("reporter", "")];
    let account =
        |id, title, about, other, groups: &[Group], query: Vec<(&'static str, &str)>| Account {
            id,
            title,
            about,
            other,
            rows: groups
                .iter()
                .take(ROWS)
                .map(|g| account_row(g, &query, decimals(groups), view, links))
                .collect(),
            all: question::rest(groups.len(), ROWS, &all_of(&query, links)),
        };
    let mut accounts = vec![
        account(
            "given",
            say!("What it says it gave"),
            say!("In its own book."),
            say!("To"),
            &said.given,
            own("receiver"),
        ),
        account(
            "received",
            say!("What it says it received"),
            say!("In its own book."),
            say!("From"),
            &said.received,
            own("provider"),
        ),
        account(
            "given-to-it",
            say!("What others say they gave to it"),
            say!("In the books of others that name it."),
            say!("By whose account"),
            &said.given_to_it,
            of_others("receiver"),
        ),
        account(
            "received-from-it",
            say!("What others say they received from it"),
            say!("In the books of others that name it."),
            say!("By whose account"),
            &said.received_from_it,
            of_others("provider"),
        ),
    ];
    accounts.retain(|a| !a.rows.is_empty());
    accounts
}

/// Of the longest sum that is shown.
fn decimals(groups: &[Group]) -> usize {
    markup::decimals_of_sums(groups.iter().take(ROWS).map(|g| &g.sum))
}

/// All sums of an account, as totals.
fn all_of(query: &[(&'static str, &str)], links: &Links) -> String {
    let by = query.iter().find(|(_, value)| value.is_empty());
    let mut pairs: Vec<(&str, &str)> = by.iter().map(|(key, _)| ("by", *key)).collect();
    pairs.extend(query.iter().filter(|(_, value)| !value.is_empty()));
    links.to("/totals", &pairs)
}

/// `query` is what the group answers; the empty value is the group's own label.
fn account_row(
    group: &Group,
    query: &[(&'static str, &str)],
    decimals: usize,
    view: &View<'_>,
    links: &Links,
) -> AccountRow {
    let [other, kind, currency] = [0, 1, 2].map(|at| group.labels[at].as_deref());
    let lines = |other: &str, kind: &str, currency: &str| {
        let own = |value: &str| value.is_empty();
        let mut pairs: Vec<(&str, &str)> = query
            .iter()
            .map(|(key, value)| (*key, if own(value) { other } else { value }))
            .collect();
        pairs.extend([("type", kind), ("currency", currency)]);
        links.explained(&pairs)
    };
    let figure = match group.counted {
        0 => markup::unknown(&say!("no readable amount")),
        _ => markup::sum(&group.sum, decimals),
    };
    let figure = match (other, kind, currency) {
        (Some(other), Some(kind), Some(currency)) => {
            markup::sum_link(&lines(other, kind, currency), &figure)
        }
        _ => figure,
    };
    AccountRow {
        other: other.map_or_else(
            || markup::unknown(&say!("not stated")),
            |r| markup::party(Some(r), view.live().name_of(r), links).unwrap_or_default(),
        ),
        kind: kind.map_or_else(
            || text(&say!("not stated")),
            |kind| text(&tongue::words(kind::name(kind))),
        ),
        sum: markup::both(&figure, &markup::currency(currency)),
        lines: grouped(&(group.counted + group.without_value).to_string()),
    }
}

fn pairs(view: &View<'_>, subject: &Subject, links: &Links) -> Result<Vec<PairView>, Problem> {
    let own = Between {
        organisation: Some(subject.reference.clone()),
        ..Between::default()
    };
    let rows = reconciliation::pairs_soon(&own, view)?.unwrap_or_default();
    Ok(rows.iter().map(|p| home::pair(p, links)).collect())
}

fn activities(view: &View<'_>, hits: &[Hit], links: &Links) -> Result<Vec<ActivityView>, Problem> {
    let first = hits.iter().take(ROWS);
    first
        .map(|hit| Ok(activity(view.row(*hit)?, links)))
        .collect()
}

fn activity(row: ActivityRow, links: &Links) -> ActivityView {
    let title = tongue::heard(&row.titles, row.language.as_deref());
    let title = title.map_or_else(
        || markup::unknown(&say!("no title")),
        |(words, language)| markup::narrative(&words, language.as_deref()),
    );
    let year = |date: Option<jiff::civil::Date>| date.map(|d| d.year().to_string());
    let status = row.status.as_deref();
    ActivityView {
        title: match row.identifier.as_str() {
            "" => title,
            id => markup::both(
                &markup::link(&links.activity(id), &title),
                &markup::under(&markup::reference(id)),
            ),
        },
        status: status.map_or_else(
            || markup::unknown(&say!("not stated")),
            |code| text(&tongue::name_or_code("ActivityStatus", code)),
        ),
        years: match (year(row.start), year(row.end)) {
            (Some(from), Some(to)) if from != to => say!("{from} to {to}", from, to),
            (Some(year), Some(_)) => year,
            (Some(from), None) => say!("from {year}", year = from),
            (None, Some(to)) => say!("to {year}", year = to),
            (None, None) => String::new(),
        },
        transactions: grouped(&row.transactions.to_string()),
    }
}

/// Of an organisation that publishes here.
fn past(view: &View<'_>, subject: &Subject, links: &Links) -> Result<Option<PastView>, Problem> {
    let all = &subject.publications;
    let (Some(newest), Some(first)) = (all.first(), all.last()) else {
        return Ok(None);
    };
    let changes = Changes {
        publisher: Some(subject.reference.clone()),
        ..Changes::default()
    };
    let rewritten = changes.rewritten(view, ROWS)?;
    let days = days(view)?;
    let shown = Shown {
        columns: row::COLUMNS,
        days: &days,
        links,
    };
    let query = [("publisher", subject.reference.as_str())];
    let grave = [query[0], ("severity", "notable")];
    let total = usize::try_from(rewritten.total).unwrap_or(usize::MAX);
    let day = |p: &Publication| p.published.value.get(..10).unwrap_or_default().to_owned();
    let title = say!(
        "{n: # publication|# publications} from {from} to {to}; bars show how many changes of what was said before each brought.",
        n = all.len(),
        from = day(first),
        to = day(newest)
    );
    Ok(Some(PastView {
        picture: chart::timeline(&title, &marks(all, view, &rewritten)),
        from: markup::day(&first.published.value),
        to: markup::day(&newest.published.value),
        publications: all
            .iter()
            .take(ROWS)
            .map(|p| publication(p, view, &rewritten, links))
            .collect(),
        all_publications: question::rest(all.len(), ROWS, &links.to("/publications", &query)),
        rewritten: match rewritten.total {
            0 => say!(
                "Nothing that it had said before was rewritten in a way that calls for a closer look."
            ),
            n => say!(
                "{n: # change|# changes} of what it had said before, the newest first.",
                n
            ),
        },
        changes: rewritten.rows.iter().map(|r| shown.change(r)).collect(),
        all_changes: question::rest(total, ROWS, &links.to("/changes", &grave)),
    }))
}

/// How many suspicious and notable changes a publication brought; none if it is
/// compared with nothing.
fn grave(p: &Publication, rewritten: &Rewritten) -> Option<(u64, u64)> {
    let found = rewritten
        .by_publication
        .iter()
        .find(|(seq, _)| *seq == p.seq);
    found.map(|(_, tally)| {
        (
            tally.of_severity(Severity::Suspicious),
            tally.of_severity(Severity::Notable),
        )
    })
}

fn marks(all: &[Publication], view: &View<'_>, rewritten: &Rewritten) -> Vec<Mark> {
    let day = |p: &Publication| {
        let day = p.published.value.get(..10).unwrap_or_default();
        let date = day.parse::<jiff::civil::Date>().ok();
        date.map_or(0.0, |d| f64::from((d - jiff::civil::Date::ZERO).get_days()))
    };
    let (to, from) = (all.first().map_or(0.0, day), all.last().map_or(0.0, day));
    let place = |p: &Publication| {
        if to > from {
            (day(p) - from) / (to - from)
        } else {
            0.5
        }
    };
    let mark = |p: &Publication| {
        let (suspicious, notable) = grave(p, rewritten).unwrap_or_default();
        let state = publications::state_of(p, view);
        Mark {
            at: place(p),
            suspicious,
            notable,
            state,
            title: say!(
                "{day}: publication {publication}, {state}; {suspicious} suspicious, {notable} notable",
                day = p.published.value.get(..10).unwrap_or_default(),
                publication = p.seq.to_string(),
                state = markup::word(state),
                suspicious = suspicious.to_string(),
                notable = notable.to_string()
            ),
        }
    };
    all.iter().map(mark).collect()
}

fn publication(
    p: &Publication,
    view: &View<'_>,
    rewritten: &Rewritten,
    links: &Links,
) -> PublicationView {
    let number = markup::link(&links.publication(p.seq), &markup::day(&p.published.value));
    let count = |count: Option<u64>| match count {
        Some(count) => text(&grouped(&count.to_string())),
        None => markup::unknown("–"),
    };
    let grave = grave(p, rewritten);
    let read = p.refused.is_none().then_some(p.activities);
    PublicationView {
        name: number,
        dataset: markup::reference(&p.dataset.value),
        state: markup::word(publications::state_of(p, view)),
        activities: count(read),
        suspicious: count(grave.map(|g| g.0)),
        notable: count(grave.map(|g| g.1)),
    }
}

fn facts(
    view: &View<'_>,
    subject: &Subject,
    links: &Links,
) -> Result<Vec<(String, Vec<Markup>)>, Problem> {
    let reference = markup::reference(&subject.reference);
    let mut facts = vec![(say!("Reference"), vec![reference])];
    let names = names(view, subject);
    if names.len() > 1 {
        facts.push((say!("Names it reports under"), names));
    }
    let all = links.to("/publications", &[("publisher", &subject.reference)]);
    match (subject.publications.first(), subject.publications.last()) {
        (Some(newest), Some(first)) => {
            let first_day = markup::day(&first.published.value);
            facts.push((say!("Publishes since"), vec![first_day]));
            let newest_day = markup::link(&all, &markup::day(&newest.published.value));
            facts.push((say!("Newest publication"), vec![newest_day]));
            let count = subject.publications.len();
            let counted = say!("{n: # publication|# publications}", n = count);
            facts.push((say!("Received"), vec![text(&counted)]));
            facts.push((say!("Withheld"), vec![withheld(newest)]));
        }
        _ => facts.push((
            say!("Publications"),
            vec![markup::unknown(&say!("none in this ledger"))],
        )),
    }
    Ok(facts)
}

fn withheld(newest: &Publication) -> Markup {
    text(&match newest.dropped {
        0 => say!("nothing, in its newest publication"),
        n => say!(
            "{n: # field or mention|# fields and mentions} in its newest publication, dropped before storage",
            n
        ),
    })
}

fn names(view: &View<'_>, subject: &Subject) -> Vec<Markup> {
    let heads = view.live().members.iter().map(|m| &m.head);
    let own = heads.filter(|h| key::same(&h.reporter, &subject.reference));
    let names: BTreeSet<&str> = own
        .map(|h| &*h.reporter_name)
        .filter(|name| !name.is_empty())
        .collect();
    names.into_iter().map(text).collect()
}

/// As data: the activities that it reports.
fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let reference = request.rest()?;
    let said = Said::read(&view, &reference)?;
    let subject = subject(&view, reference, &said)?;
    let reporter = [("reporter", subject.reference.as_str())];
    question::write_other(ledger, "activities", &reporter, request, out)
}
