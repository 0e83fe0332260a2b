//! Home: what givers and receivers each say, who the pairs are, what is new.

use super::question;
use crate::answer::{About, counted, grouped};
use crate::laid::Between;
use crate::question::reconciliation::{self, PairRow};
use crate::question::{Entry, QUESTIONS};
use crate::web::chart::{self, Share};
use crate::web::link::Links;
use crate::web::markup::{self, Markup, text};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::Request;
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use ledger::matched::Organisation;
use ledger::{Dimension, Filter, Group, Ledger, Publication, View};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;

pub const PAGE: Page = Page { html, data };

/// Pairs and publications that home shows.
const PAIRS: usize = 12;
const NEWEST: usize = 6;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    sentence: Markup,
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

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let links = Links::of(request);
    let groups = view.sum(&Filter::default(), &[Dimension::Type, Dimension::Currency])?;
    // A large ledger's books take minutes: home does not wait for them.
    let mut pairs = reconciliation::pairs_soon(&Between::default(), &view)?.unwrap_or_default();
    let sentence = sentence(&view, &groups, &pairs);
    let about = about(&view, &pairs);
    let all_pairs = pairs.len();
    pairs.sort_by_key(|p| Reverse(weight(p)));
    pairs.truncate(PAIRS);
    let page = HomePage {
        shell: Shell::new(request, &view, "What givers and receivers each say", ""),
        sentence: markup::prose(&sentence),
        said: said(&groups, &links),
        pairs: pairs.iter().map(|p| pair(p, &links)).collect(),
        all_pairs,
        newest: newest(view.publications()?, &links),
        questions: QUESTIONS,
        made: shell::made(&about, request, &links),
    };
    Ok(page.render()?)
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
    let mut said = format!(
        "{}, {} of {} are live: {} and {}.",
        About::when(view),
        counted(
            live.publications.len() as u64,
            "publication",
            "publications"
        ),
        counted(
            live.reporters().len() as u64,
            "organisation",
            "organisations"
        ),
        counted(activities, "activity", "activities"),
        counted(transactions, "transaction", "transactions"),
    );
    if !pairs.is_empty() {
        said.push_str(&format!(
            " In {} one names the other; in {} of them both books tell of the money.",
            counted(
                pairs.len() as u64,
                "pair of organisations here",
                "pairs of organisations here"
            ),
            both.count(),
        ));
    }
    said
}

fn about(view: &View<'_>, pairs: &[PairRow]) -> About {
    let mut about = About::new("reconciliation", view, String::new(), pairs.len());
    about.method = "sums of the amounts as stated, nothing converted; committed: outgoing commitments (2) and incoming commitments (11); paid: disbursements (3); received: incoming funds (1); a line meets the other book where both tell one event, alike or not (“matches” says how)".to_owned();
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
        currency: currency.map_or_else(|| markup::unknown("no currency"), text),
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
    let Some(group) = groups.iter().find(of).filter(|g| g.counted > 0) else {
        return markup::unknown("not stated");
    };
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
    let title = format!(
        "Of the giver’s {} {} meet; of the receiver’s {} {}.",
        counted(given.lines, "line", "lines"),
        grouped(&given.matched_lines.to_string()),
        counted(received.lines, "line", "lines"),
        grouped(&received.matched_lines.to_string()),
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
        _ => text("Several organisations"),
    };
    let what = match &p.refused {
        Some(why) => format!(": refused, {why}"),
        None => format!(
            " published {} with {}{}",
            counted(p.activities, "activity", "activities"),
            counted(p.transactions, "transaction", "transactions"),
            left_out(p),
        ),
    };
    markup::both(&publisher, &text(&format!("{what}.")))
}

fn left_out(p: &Publication) -> String {
    match p.left_out {
        0 => String::new(),
        n => format!(
            "; {} not be read",
            counted(n, "activity could", "activities could")
        ),
    }
}

/// What home shows as data: the pairs.
fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    question::write_other(ledger, "reconciliation", &[], request, out)
}
