//! Home: what givers and receivers each say, who the pairs are, what is new.

mod programmes;
mod years;

use super::question;
use crate::answer::About;
use crate::laid::Between;
use crate::question::reconciliation::{self, PairRow};
use crate::question::{Entry, QUESTIONS};
use crate::tongue;
use crate::web::chart::{self, Share};
use crate::web::link::Links;
use crate::web::markup::{self, Markup, mark, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::Request;
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use iati::amount::Sum as Total;
use ledger::matched::Organisation;
use ledger::{Dimension, Filter, Group, Ledger, Publication, View};
use programmes::ProgrammeView;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

pub const PAGE: Page = Page { html, data };

/// Pairs and publications that home shows.
const PAIRS: usize = 12;
const NEWEST: usize = 6;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    sentence: Markup,
    /// Amounts by year.
    drawn: Option<Markup>,
    programmes: Vec<ProgrammeView>,
    said: Vec<Said>,
    pairs: Vec<PairView>,
    all_pairs: usize,
    newest: Vec<News>,
    questions: &'static [Entry],
    made: Made,
}

/// One currency: both sides' sums.
struct Said {
    currency: Markup,
    figures: Vec<Markup>,
}

/// A pair with how much of each book meets.
pub struct PairView {
    pub giver: Markup,
    pub receiver: Markup,
    pub giver_share: Markup,
    pub receiver_share: Markup,
    pub picture: Markup,
    pub address: String,
}

struct News {
    day: Markup,
    words: Markup,
}

/// The four columns: what givers say they committed and paid, what receivers
/// say was committed to them and received.
const COLUMNS: [&str; 4] = ["2", "3", "11", "1"];

const BY_YEAR: [Dimension; 3] = [Dimension::Type, Dimension::Currency, Dimension::Year];

/// Makes ready what this page rests on.
///
/// # Errors
/// As the page.
pub fn ready(view: &View<'_>) -> Result<(), Problem> {
    view.sum(&Filter::default(), &BY_YEAR)?;
    reconciliation::pairs_soon(&Between::default(), view)?;
    programmes::programmes(view, &Links::default())?;
    Ok(())
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let links = Links::of(request);
    let by_year = view.sum(&Filter::default(), &BY_YEAR)?;
    let groups = without_years(&by_year);
    // A large ledger's books take minutes: home does not wait for them.
    let mut pairs = reconciliation::pairs_soon(&Between::default(), &view)?.unwrap_or_default();
    let sentence = sentence(&view, &groups, &pairs);
    let about = about(&view, &pairs);
    let all_pairs = pairs.len();
    pairs.sort_by_key(|p| Reverse(weight(p)));
    pairs.truncate(PAIRS);
    let page = HomePage {
        shell: Shell::new(
            request,
            &view,
            &say!("What givers and receivers each say"),
            "",
        ),
        sentence: markup::prose(&sentence),
        drawn: years::years(&about, &by_year).map(|d| Markup::made(d.picture())),
        programmes: programmes::programmes(&view, &links)?,
        said: said(&groups, &links),
        pairs: pairs.iter().map(|p| pair(p, &links)).collect(),
        all_pairs,
        newest: newest(view.publications()?, &links),
        questions: QUESTIONS,
        made: shell::made(&about, request, &links),
    };
    Ok(page.render()?)
}

/// The same sums by type and currency alone.
fn without_years(groups: &[Group]) -> Vec<Group> {
    let mut all: BTreeMap<Vec<Option<Arc<str>>>, Group> = BTreeMap::new();
    for group in groups {
        let labels = group.labels[..2].to_vec();
        let of = all.entry(labels.clone()).or_insert_with(|| Group {
            labels,
            sum: Total::default(),
            counted: 0,
            without_value: 0,
            excluded: Total::default(),
            excluded_rows: 0,
        });
        of.sum.merge(&group.sum);
        of.counted += group.counted;
        of.without_value += group.without_value;
        of.excluded.merge(&group.excluded);
        of.excluded_rows += group.excluded_rows;
    }
    all.into_values().collect()
}

/// Pairs that tell most come first: both books, many lines that meet, many lines.
fn weight(pair: &PairRow) -> (bool, u64, u64) {
    let (giver, receiver) = (pair.giver_side.lines, pair.receiver_side.lines);
    (giver > 0 && receiver > 0, pair.matches, giver + receiver)
}

fn sentence(view: &View<'_>, groups: &[Group], pairs: &[PairRow]) -> String {
    let live = view.live();
    let activities = live.members.iter().filter(|m| m.head.is_activity).count() as u64;
    let transactions: u64 = groups.iter().map(|g| g.counted + g.without_value).sum();
    let both = pairs
        .iter()
        .filter(|p| p.giver_side.lines > 0 && p.receiver_side.lines > 0);
    let said = say!(
        "{when}, {publications: # publication|# publications} of {reporters: # organisation|# organisations} are live: {activities: # activity|# activities} and {transactions: # transaction|# transactions}.",
        when = About::when(view),
        publications = live.publications.len(),
        reporters = live.reporters().len(),
        activities,
        transactions
    );
    if pairs.is_empty() {
        return said;
    }
    let pairs = say!(
        "In {pairs: # pair of organisations here|# pairs of organisations here} one names the other; in {both} of them both books tell of the money.",
        pairs = pairs.len(),
        both = both.count().to_string()
    );
    format!("{said} {pairs}")
}

fn about(view: &View<'_>, pairs: &[PairRow]) -> About {
    let mut about = About::new("reconciliation", view, String::new(), pairs.len());
    about.method = say!(
        "sums of the amounts as stated, nothing converted; committed: outgoing commitments (2) and incoming commitments (11); paid: disbursements (3); received: incoming funds (1); a line meets the other book where both tell one event, alike or not (“matches” says how)"
    );
    about
}

fn said(groups: &[Group], links: &Links) -> Vec<Said> {
    let shown = groups.iter().filter(|g| {
        let kind = g.labels[0].as_deref();
        kind.is_some_and(|kind| COLUMNS.contains(&kind))
    });
    let mut lines: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for group in shown.clone() {
        *lines.entry(group.labels[1].as_deref()).or_default() += group.counted;
    }
    let decimals = markup::decimals_of_sums(shown.map(|g| &g.sum));
    let mut currencies: Vec<_> = lines.into_iter().collect();
    currencies.sort_by_key(|(_, lines)| Reverse(*lines));
    let each = currencies.into_iter().map(|(currency, _)| Said {
        currency: currency.map_or_else(|| markup::unknown(&say!("no currency")), text),
        figures: COLUMNS
            .iter()
            .map(|kind| figure(groups, kind, currency, decimals, links))
            .collect(),
    });
    each.collect()
}

fn figure(
    groups: &[Group],
    kind: &str,
    currency: Option<&str>,
    decimals: usize,
    links: &Links,
) -> Markup {
    let of =
        |g: &&Group| g.labels[0].as_deref() == Some(kind) && g.labels[1].as_deref() == currency;
    let Some(group) = groups.iter().find(of) else {
        return markup::unknown(&say!("not stated"));
    };
    if group.counted == 0 {
        return markup::unknown(&say!("no readable amount"));
    }
    let figure = markup::sum(&group.sum, decimals);
    match currency {
        Some(currency) => {
            let query = [("type", kind), ("currency", currency)];
            markup::sum_link(&links.explained(&query), &figure)
        }
        None => figure,
    }
}

/// A pair by the number of its lines.
pub fn pair(pair: &PairRow, links: &Links) -> PairView {
    let (given, received) = (&pair.giver_side, &pair.receiver_side);
    let giver = chart::share_of(given.matched_lines, given.lines);
    let receiver = chart::share_of(received.matched_lines, received.lines);
    let title = say!(
        "Of the giver’s {given: # line|# lines} {given_meet} meet; of the receiver’s {received: # line|# lines} {received_meet}.",
        given = given.lines,
        given_meet = given.matched_lines,
        received = received.lines,
        received_meet = received.matched_lines
    );
    PairView {
        giver: name(&pair.giver),
        receiver: name(&pair.receiver),
        giver_share: share(giver),
        receiver_share: share(receiver),
        picture: chart::agreement(&title, giver, receiver),
        address: links.pair(pair.giver.label(), pair.receiver.label()),
    }
}

fn name(one: &Organisation) -> Markup {
    let named = one.name.as_deref().map(text);
    named.unwrap_or_else(|| markup::reference(one.label()))
}

pub fn share(share: Share) -> Markup {
    share.map_or_else(
        || markup::unknown("–"),
        |share| text(&chart::per_cent(share)),
    )
}

fn newest(mut all: Vec<Publication>, links: &Links) -> Vec<News> {
    all.sort_by(|a, b| (&b.published.value, b.seq).cmp(&(&a.published.value, a.seq)));
    let newest = all.iter().take(NEWEST);
    newest
        .map(|p| News {
            day: markup::link(&links.publication(p.seq), &markup::day(&p.published.value)),
            words: news(p, links),
        })
        .collect()
}

fn news(p: &Publication, links: &Links) -> Markup {
    let name = p.publisher_name.as_deref().or(p.publisher.as_deref());
    let publisher = match (&p.publisher, name) {
        (Some(reference), Some(name)) => markup::link(&links.organisation(reference), &text(name)),
        (_, Some(name)) => text(name),
        _ => text(&say!("Several organisations")),
    };
    if let Some(why) = &p.refused {
        return mark!("{publisher}: refused, {why}.", publisher => publisher; why = tongue::words(why));
    }
    let (activities, transactions) = (p.activities, p.transactions);
    match p.left_out {
        0 => mark!(
            "{publisher} published {activities: # activity|# activities} with {transactions: # transaction|# transactions}.",
            publisher => publisher;
            activities,
            transactions
        ),
        left_out => mark!(
            "{publisher} published {activities: # activity|# activities} with {transactions: # transaction|# transactions}; {left_out: # activity could|# activities could} not be read.",
            publisher => publisher;
            activities,
            transactions,
            left_out
        ),
    }
}

/// What home shows as data: the pairs.
fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    question::write_other(ledger, "reconciliation", &[], request, out)
}
