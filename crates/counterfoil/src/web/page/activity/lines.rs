//! Transactions of an activity, each beside the other side's book.

use super::{LINES, amount, organisation, stated};
use crate::laid::{self, Laid};
use crate::tongue;
use crate::web::link::Links;
use crate::web::markup::{self, Markup, text};
use crate::web::problem::Problem;
use flow::kind::{self, Direction};
use flow::reconcile::{Category, LineId};
use iati::activity::{Activity, Organisation, Transaction};
use ledger::matched::{Fate, Id, Stand};
use ledger::{LiveMember, View};
use std::collections::{BTreeMap, BTreeSet};

pub struct TransactionView {
    pub id: String,
    pub date: Markup,
    pub amount: Markup,
    pub kind: Markup,
    pub position: String,
    pub line: u64,
    pub other: Markup,
    pub book: Markup,
}

pub fn transactions(
    activity: &Activity,
    member: &LiveMember,
    view: &View<'_>,
    links: &Links,
) -> Result<Vec<TransactionView>, Problem> {
    let decimals = |t: &Transaction| t.value.known().map_or(0, |v| v.scale() as usize);
    let decimals = activity.transactions.iter().map(decimals).max();
    let beside = beside(member, view)?;
    let each = activity.transactions.iter().take(LINES);
    let each = (0..).zip(each);
    let views = each.map(|(at, t)| {
        let (other, outgoing) = other_side(t);
        let position = format!("{}/{}", member.path(), t.path);
        TransactionView {
            id: format!("t{}", at + 1),
            date: stated(&t.date),
            amount: amount(&t.value, t.currency.as_deref(), decimals.unwrap_or(0)),
            kind: markup::transaction_type(t.kind.as_deref()),
            line: t.line,
            other: counterparty(other, outgoing, links),
            book: other_book(beside.get(&at), links),
            position,
        }
    });
    Ok(views.collect())
}

/// Other activities whose books this one is laid beside.
const BOOKS: usize = 12;

/// Live activities of others that the lines name, and whether money goes there.
pub fn named_others(activity: &Activity, view: &View<'_>) -> BTreeSet<(String, bool)> {
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

/// What became of each line, by its place in the activity, beside the other side's book,
/// where the books lie open.
fn beside(member: &LiveMember, view: &View<'_>) -> Result<BTreeMap<u32, (Ends, Beside)>, Problem> {
    let rank = view.live().rank(member.head.id);
    let (Some(laid), Some(rank)) = (Laid::soon(view)?, rank) else {
        return Ok(BTreeMap::new());
    };
    let of = |line: LineId| {
        let (_, place) = laid.all.books.place(line)?;
        let ends = laid.all.parties.of(line).map(|e| laid.ends(e));
        let ends = ends.map(|both| both.map(|o| o.label().to_owned()));
        let beside = match laid.all.fate(line)? {
            Fate::Matched(at) => {
                let (id, stand, one) = laid.all.at(at)?;
                Beside::Matched(id, stand, one.category)
            }
            Fate::Open(at) => Beside::Alone(laid::open_in_words(laid.all.open(at)?)),
        };
        Some((place, (ends, beside)))
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
pub fn in_order<'a>(own: &'a str, other: &'a str, outgoing: bool) -> (&'a str, &'a str) {
    if outgoing { (own, other) } else { (other, own) }
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
