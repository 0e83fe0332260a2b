//! The open book: the giver's account left, the receiver's right, a perforation
//! between. Lines that meet are joined; a line that stands alone says why.

use super::question::{self, Pager};
use crate::answer::gap;
use crate::laid::{Series, apart_in_words};
use crate::question::pair::{self, Books, End, Line, SideSum, Told};
use crate::tongue;
use crate::web::chart::{self, Share};
use crate::web::form::{self, Form};
use crate::web::link::Links;
use crate::web::markup::{self, Markup};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::Request;
use crate::web::shell::{self, Made, Shell};
use askama::Template;
use flow::book::Entry;
use flow::reconcile::Category;
use iati::amount::Sum;
use iati::said::Given;
use ledger::Ledger;
use ledger::matched::Stand;

pub const PAGE: Page = Page {
    html,
    data: question::PAGE.data,
};

/// Lines that one page shows.
const LINES: usize = 400;

#[derive(Template)]
#[template(path = "pair.html")]
struct PairPage {
    shell: Shell,
    path: String,
    giver: Head,
    receiver: Head,
    sentence: Markup,
    agreements: Vec<Agreement>,
    groups: Vec<Group>,
    sums: Vec<SumRow>,
    pager: Option<Pager>,
    caveats: Vec<Markup>,
    made: Made,
    form: Form,
}

/// Whose account: the organisation, and the one activity if one was asked for.
struct Head {
    name: String,
    activity: Option<Markup>,
}

/// How much of each side's sum meets.
struct Agreement {
    label: String,
    picture: Markup,
    giver_share: Markup,
    receiver_share: Markup,
}

/// The lines of one series.
struct Group {
    id: &'static str,
    given: String,
    received: String,
    lines: Vec<LineView>,
}

struct LineView {
    giver: Option<Half>,
    receiver: Option<Half>,
    /// Of the row.
    class: &'static str,
    /// How the two are tied; `None` for a line that stands alone.
    tie: Option<TieView>,
    note: Option<String>,
    /// Why the other half is empty.
    why_empty: String,
}

/// What joins two lines, and the way to its reasons.
struct TieView {
    address: String,
    words: String,
}

struct Half {
    date: Markup,
    kind: Markup,
    activity: Markup,
    amount: Markup,
    place: String,
}

struct SumRow {
    id: &'static str,
    given: String,
    received: String,
    currency: Markup,
    giver: Side,
    receiver: Side,
}

struct Side {
    /// `None` if the side has no such line.
    sum: Option<Markup>,
    words: String,
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let entry = crate::question::find("pair").ok_or_else(|| Problem::not_found(request))?;
    let command = (entry.command)();
    let form = form::form(&command, request);
    if !request.is_narrowed() {
        return question::blank(ledger, request, entry, form);
    }
    let matches = request.matches(command)?;
    let view = ledger.view(&entry.moment(&matches)?)?;
    let asked = |side: &str| request.value(side).unwrap_or("").to_owned();
    let books = Books::open(&asked("giver"), &asked("receiver"), &view)?;
    let about = pair::about(&books, &view);
    let links = Links::of(request);
    let title = say!(
        "{giver} and {receiver}",
        giver = books.giver.label(),
        receiver = books.receiver.label()
    );
    let lines = in_order(&books.lines);
    let page = PairPage {
        shell: Shell::new(request, &view, &title, "reconciliation"),
        path: request.path.clone(),
        sentence: markup::prose(&about.sentence),
        agreements: agreements(&books),
        groups: groups(&books, page_of(&lines, request), &links),
        sums: sums(&books),
        pager: pager(lines.len(), request),
        caveats: shell::caveats(&about),
        giver: head(&books.giver, &links),
        receiver: head(&books.receiver, &links),
        made: question::made(&about, request, &links, entry),
        form,
    };
    Ok(page.render()?)
}

fn head(end: &End, links: &Links) -> Head {
    let activity = end.activity.as_deref();
    Head {
        name: end.label().to_owned(),
        activity: activity.map(|id| markup::link(&links.activity(id), &markup::reference(id))),
    }
}

/// Committed, paid, pledged; in each the order of the book.
const SERIES: [Series; 3] = [Series::Committed, Series::Paid, Series::Pledged];

fn in_order(lines: &[Line]) -> Vec<&Line> {
    let mut lines: Vec<&Line> = lines.iter().collect();
    lines.sort_by_key(|line| SERIES.iter().position(|s| *s == line.series()));
    lines
}

fn page_of<'a, 'b>(lines: &'b [&'a Line], request: &Request) -> &'b [&'a Line] {
    let first = (request.page - 1).saturating_mul(LINES).min(lines.len());
    &lines[first..lines.len().min(first + LINES)]
}

fn pager(total: usize, request: &Request) -> Option<Pager> {
    let first = (request.page - 1).saturating_mul(LINES);
    let shown = total.saturating_sub(first).min(LINES);
    question::pager(total as u64, shown, LINES, request)
}

fn groups(books: &Books, lines: &[&Line], links: &Links) -> Vec<Group> {
    let of = |series: Series| {
        let lines = lines.iter().filter(move |l| l.series() == series);
        let each = lines.map(|l| line(l, books, links));
        each.collect::<Vec<_>>()
    };
    SERIES
        .into_iter()
        .map(|series| Group {
            id: id(series),
            given: tongue::words(series.given()),
            received: tongue::words(series.received()),
            lines: of(series),
        })
        .filter(|group| !group.lines.is_empty())
        .collect()
}

fn id(series: Series) -> &'static str {
    match series {
        Series::Pledged => "pledged",
        Series::Committed => "committed",
        Series::Paid => "paid",
    }
}

fn line(line: &Line, books: &Books, links: &Links) -> LineView {
    let tie = line.tie.as_ref();
    let is_plain = tie.is_none_or(|t| t.category == Category::Agree && t.stand == Stand::Automatic);
    LineView {
        giver: line.giver.as_ref().map(|t| half(t, links)),
        receiver: line.receiver.as_ref().map(|t| half(t, links)),
        class: match tie {
            None => "alone",
            Some(t) if t.category == Category::Agree => "meets",
            Some(_) => "meets differs",
        },
        tie: tie.map(|t| TieView {
            address: links.to("/match", &[("match", &t.id.to_string())]),
            words: match t.goes_on {
                true => say!("One event with the line above"),
                false => say!(
                    "{event}; {link}; {stand}, confidence {confidence}",
                    event = markup::capital(&t.in_words()).trim_end_matches('.'),
                    link = tongue::words(t.link),
                    stand = markup::word(t.stand.as_str()),
                    confidence = Given::Number(format!("{:.2}", t.confidence))
                ),
            },
        }),
        note: tie.filter(|t| !t.goes_on && !is_plain).map(|t| {
            let what = match t.category {
                Category::Agree => say!("alike"),
                Category::DateShift | Category::Cutoff => apart(line),
                other => markup::word(other.as_str()),
            };
            match t.stand {
                Stand::Proposed => say!("{what} ?", what),
                Stand::Queried => say!("{what} (queried)", what),
                Stand::Accepted | Stand::Automatic => what,
            }
        }),
        why_empty: match line.alone {
            Some(why) => tongue::words(why),
            None => books.why_empty(line.giver.is_none(), line),
        },
    }
}

/// How far apart the dates are.
fn apart(line: &Line) -> String {
    let date = |t: &Option<Told>| t.as_ref().and_then(|t| t.entry.date);
    let gap = date(&line.giver).zip(date(&line.receiver));
    let gap = gap.map(|(giver, receiver)| (receiver - giver).get_days());
    apart_in_words(gap)
}

fn half(told: &Told, links: &Links) -> Half {
    let entry = &told.entry;
    let activity = &entry.activity;
    Half {
        date: gap_or(entry.date.map(markup::date), "date ", entry),
        kind: markup::transaction_type(entry.kind.as_deref()),
        activity: match activity.as_str() {
            "" => markup::unknown(&say!("no identifier")),
            id => markup::link(&links.activity(id), &markup::reference(id)),
        },
        amount: gap_or(
            entry
                .value
                .map(|v| markup::money(&v.to_string(), entry.currency.as_deref(), 0)),
            "value ",
            entry,
        ),
        place: say!(
            "{place} of import {import}",
            place = told.position,
            import = told.import.to_string()
        ),
    }
}

/// What is stated, else why it is not.
fn gap_or(stated: Option<Markup>, what: &str, entry: &Entry) -> Markup {
    let mut gaps = entry.gaps.iter().filter_map(|g| g.strip_prefix(what));
    stated.unwrap_or_else(|| markup::unknown(&gap(gaps.next().unwrap_or("not stated"))))
}

fn sums(books: &Books) -> Vec<SumRow> {
    let mut rows: Vec<_> = books.sums().into_iter().collect();
    rows.sort_by_key(|((series, _), _)| SERIES.iter().position(|s| s == series));
    rows.into_iter()
        .map(|((series, currency), (giver, receiver))| SumRow {
            id: id(series),
            given: tongue::words(series.given()),
            received: tongue::words(series.received()),
            currency: markup::currency(currency.as_deref()),
            giver: side(&giver),
            receiver: side(&receiver),
        })
        .collect()
}

fn side(side: &SideSum) -> Side {
    let alone = side.lines - side.met_lines;
    let words = match (side.met_lines, alone) {
        (_, 0) => say!("{n: # line|# lines}, all meet", n = side.lines),
        (0, _) => say!("{n: # line|# lines}, none meets", n = side.lines),
        _ => say!(
            "{n: # line|# lines}; {sum} meets, {alone: # line stands|# lines stand} alone",
            n = side.lines,
            sum = pair::in_words(&side.met),
            alone
        ),
    };
    Side {
        sum: (side.lines > 0).then(|| match side.sum.is_of_nothing() {
            true => markup::unknown(&say!("no readable amount")),
            false => markup::sum(&side.sum, 0),
        }),
        words,
    }
}

fn agreements(books: &Books) -> Vec<Agreement> {
    let mut rows: Vec<_> = books.sums().into_iter().collect();
    rows.sort_by_key(|((series, _), _)| SERIES.iter().position(|s| s == series));
    rows.into_iter()
        .map(|((series, currency), (giver, receiver))| {
            let currency = currency.unwrap_or_else(|| say!("no currency"));
            let given = tongue::words(series.given());
            agreement(&format!("{given}, {currency}"), &giver, &receiver)
        })
        .collect()
}

fn agreement(label: &str, giver: &SideSum, receiver: &SideSum) -> Agreement {
    let (g, r) = (
        share(&giver.met, &giver.sum),
        share(&receiver.met, &receiver.sum),
    );
    // A side with lines whose sum has no share cannot be drawn as silence.
    let undrawn = (g.is_none() && giver.lines > 0) || (r.is_none() && receiver.lines > 0);
    let said = |share: Share| share.map_or_else(|| say!("nothing"), chart::per_cent);
    let title = say!(
        "{label}: of the giver’s sum {giver} meets, of the receiver’s {receiver}.",
        label,
        giver = said(g),
        receiver = said(r)
    );
    Agreement {
        label: label.to_owned(),
        picture: if undrawn {
            markup::unknown(&say!("a sum that is not above zero has no share to draw"))
        } else {
            chart::agreement(&title, g, r)
        },
        giver_share: super::home::share(g),
        receiver_share: super::home::share(r),
    }
}

/// The share of a sum that meets; none of a sum that is not above zero, or
/// smaller than what meets (negative lines stand alone in it).
fn share(met: &Sum, sum: &Sum) -> Share {
    let (met, sum) = (met.total()?, sum.total()?);
    if met == sum && sum.0 > 0 {
        return Some(1.0);
    }
    let (met, sum) = (float(met), float(sum));
    (sum > 0.0 && (0.0..=sum).contains(&met)).then(|| met / sum)
}

/// For lengths of bars only.
pub fn float((mantissa, scale): (i128, u32)) -> f64 {
    mantissa as f64 / 10f64.powi(scale as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[i64]) -> Sum {
        let mut sum = Sum::default();
        values.iter().for_each(|v| sum.add((*v).into()));
        sum
    }

    #[test]
    fn only_a_sum_above_nought_has_a_share() {
        assert_eq!(share(&sum(&[30]), &sum(&[30, 70])), Some(0.3));
        assert_eq!(share(&sum(&[]), &sum(&[70])), Some(0.0));
        assert_eq!(share(&sum(&[70]), &sum(&[70])), Some(1.0));
        assert_eq!(share(&sum(&[]), &sum(&[])), None);
        assert_eq!(share(&sum(&[100]), &sum(&[100, -40])), None);
        assert_eq!(share(&sum(&[]), &sum(&[-40])), None);
    }
}
