//! What comes of following money.

use super::account::{Unit, place};
use super::fault::Fault;
use super::graph::{Edge, Graph};
use super::node::NodeKind;
use super::posting::{Posting, Series, Side, Whose};
use rust_decimal::Decimal;
use serde::Serialize;

/// Which way money is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To where it came from.
    Up,
    /// To where it went.
    Down,
}

/// How money that came in from several is told apart where it goes out again.
/// No book says it: either is a convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// All that comes in is mixed, and goes out in the same shares.
    ProRata,
    /// The oldest money that came in pays the oldest that goes out, by date.
    FirstInFirstOut,
}

/// An activity or organisation, as it is published or named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub kind: NodeKind,
    pub identifier: Option<String>,
    pub title: Option<String>,
    /// The organisation that publishes it, or that is named with it.
    pub reference: Option<String>,
    pub name: Option<String>,
    /// Whether that organisation publishes anything in these accounts.
    pub publishes: bool,
}

impl Place {
    pub(super) fn of(graph: &Graph<'_>, at: u32) -> Self {
        let node = graph.node(at);
        let organisation = match (node.kind, node.organisation) {
            (NodeKind::Phantom, Some(of)) => graph.node(of),
            _ => node,
        };
        let publisher = node.organisation.map_or(node, |of| graph.node(of));
        Self {
            kind: node.kind,
            identifier: graph.text(node.identifier),
            title: graph.text(node.title),
            reference: graph.text(organisation.reference),
            name: graph.text(organisation.name),
            publishes: node.kind == NodeKind::Activity || publisher.published > 0,
        }
    }

    /// The identifier; of an organisation its reference or name.
    #[must_use]
    pub fn label(&self) -> &str {
        let all = [&self.identifier, &self.reference, &self.name];
        all.into_iter().flatten().next().map_or("", String::as_str)
    }
}

/// What an activity's lines come to, all of them, not only what is followed. Of
/// what no line tells there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Balance {
    pub came_in: Option<Decimal>,
    /// To activities, and to organisations that publish.
    pub passed_on: Option<Decimal>,
    /// Expenditure, and payments to those who publish nothing or are not named.
    pub spent: Option<Decimal>,
    /// What is told to have come in less what is told to have been passed on and
    /// spent. Below zero: more was paid out than came in.
    pub remainder: Decimal,
}

/// How followed money ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// Spent on goods and services; upwards, a refund of such.
    Spent,
    /// The other side is not named.
    Unnamed,
    /// At an organisation that publishes nothing here.
    NotPublishing,
    /// At an organisation that publishes, of which no activity is named.
    NoActivity,
    /// Downwards: it came in and is not told to have gone out. Upwards: it went
    /// out, and nothing is told to have come in for it.
    Remainder,
    /// So far and no further was asked for.
    Limit,
    /// Back to an activity that it had passed.
    Returned,
}

/// Followed money that ends at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    pub kind: EndKind,
    pub followed: Decimal,
}

/// Amounts in one currency, as they are published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Native {
    /// None where no currency is stated.
    pub currency: Option<String>,
    /// None where no line states a value.
    pub amount: Option<Decimal>,
    pub lines: u32,
}

/// What one side tells of money between two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    pub lines: u32,
    /// In the common currency; none if no line has an amount that can be
    /// followed.
    pub amount: Option<Decimal>,
    /// As published, by currency; parts of a line are not in it.
    pub native: Vec<Native>,
    /// Of these what has no rate, no value, or is too large to be followed.
    pub without: Vec<Native>,
}

/// What a part is of a whole, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    pub part: Decimal,
    pub of: Decimal,
}

impl Share {
    /// In per cent, to two decimals.
    #[must_use]
    pub fn percent(self) -> Decimal {
        let hundred = self.part.checked_mul(Decimal::ONE_HUNDRED);
        let share = hundred.and_then(|p| p.checked_div(self.of));
        let mut share = share.unwrap_or_default().round_dp(2);
        share.rescale(2);
        share
    }
}

/// Money that is followed from one step to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// The step that pays, and the one that is paid: places in [`Trace::steps`].
    pub from: usize,
    pub to: usize,
    /// So much of the money that is followed.
    pub followed: Decimal,
    /// Of all that is followed through the step it is followed from.
    pub share: Share,
    /// All money between the two that counts, followed from here or not.
    pub amount: Decimal,
    /// Back to a step it had passed: it ends here and is not followed again.
    pub is_returned: bool,
    /// More was taken back than paid: `to` is who paid before.
    pub is_taken_back: bool,
    /// Both sides tell it: what the giver says, what the receiver says. Two
    /// accounts of the same money, never added.
    pub giver: Account,
    pub receiver: Account,
    /// What the giver says less what the receiver says of it.
    pub gap: Option<Decimal>,
    /// Only the giver tells it.
    pub only_giver: Account,
    /// Only the receiver tells it.
    pub only_receiver: Account,
    /// Told and not followed: the other side tells money of the same year that
    /// nothing joins to it, and it may be the same.
    pub doubtful: Account,
    /// Some of it is a part of lines that several activities share.
    pub has_parts: bool,
}

/// Money that cannot be followed from or to a step, as it has no amount in the
/// common currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Without {
    /// Into the step, or out of it.
    pub is_in: bool,
    pub other: Place,
    pub amounts: Vec<Native>,
}

/// A place on the way, with what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    pub place: Place,
    /// The fewest flows from the start.
    pub depth: u32,
    /// All that is followed to it, over all ways.
    pub followed: Decimal,
    /// None where money is not followed through it: an organisation, or where
    /// the limit was reached.
    pub balance: Option<Balance>,
    pub ends: Vec<End>,
    pub without: Vec<Without>,
    /// Its lines of types that are neither payment nor commitment.
    pub not_followed: u32,
}

/// Money followed through the chain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    pub direction: Direction,
    pub convention: Convention,
    pub series: Series,
    /// Whose amount is followed where both sides tell one.
    pub whose: Whose,
    pub unit: Unit,
    /// How far it is followed; none: to its end.
    pub limit: Option<u32>,
    /// What is followed: what came in to the start, and what went out that
    /// nothing came in for.
    pub followed: Decimal,
    /// How it ends, in all. Adds up to `followed`.
    pub ends: Vec<End>,
    /// The start first, then in the order of the tree, larger ways first.
    pub steps: Vec<Step>,
    /// In the order of the step they are followed from, larger ones first.
    pub flows: Vec<Flow>,
    /// Steps that pay each other in a circle.
    pub circles: Vec<Vec<usize>>,
    /// Links of these steps that are wrong or that only one side makes.
    pub faults: Vec<Fault>,
}

impl Trace {
    /// The flows that are followed from a step, in order.
    pub fn onward(&self, step: usize) -> impl Iterator<Item = &Flow> {
        let start = self.flows.partition_point(|f| self.origin(f) < step);
        let from = self.flows.get(start..).unwrap_or(&[]).iter();
        from.take_while(move |f| self.origin(f) == step)
    }

    /// The step that a flow is followed from.
    #[must_use]
    pub fn origin(&self, flow: &Flow) -> usize {
        match self.direction {
            Direction::Down => flow.from,
            Direction::Up => flow.to,
        }
    }

    /// The step that a flow is followed to.
    #[must_use]
    pub fn target(&self, flow: &Flow) -> usize {
        match self.direction {
            Direction::Down => flow.to,
            Direction::Up => flow.from,
        }
    }
}

/// What is told between two nodes, by who tells it.
pub(super) struct Between {
    pub giver: Account,
    pub receiver: Account,
    pub only_giver: Account,
    pub only_receiver: Account,
    pub doubtful: Account,
    pub gap: Option<Decimal>,
    pub has_parts: bool,
}

impl Between {
    pub(super) fn of(graph: &Graph<'_>, edge: &Edge) -> Self {
        let postings = graph.postings(edge);
        let those = |side: Side, is_joined: bool| {
            let of = postings.iter().filter(move |p| {
                let m = p.marks;
                m.side == side && m.is_joined == is_joined && !m.is_doubtful
            });
            account(graph, of)
        };
        let (giver, receiver) = (those(Side::Giver, true), those(Side::Receiver, true));
        let is_whole = giver.without.is_empty() && receiver.without.is_empty();
        let gap = giver.amount.zip(receiver.amount).filter(|_| is_whole);
        Self {
            gap: gap.map(|(g, r)| g - r),
            giver,
            receiver,
            only_giver: those(Side::Giver, false),
            only_receiver: those(Side::Receiver, false),
            doubtful: account(graph, postings.iter().filter(|p| p.marks.is_doubtful)),
            has_parts: postings.iter().any(|p| p.marks.is_part),
        }
    }
}

/// What some postings come to.
fn account<'p>(graph: &Graph<'_>, postings: impl Iterator<Item = &'p Posting>) -> Account {
    let postings: Vec<&Posting> = postings.collect();
    if postings.is_empty() {
        return Account::default();
    }
    let known: Vec<i128> = postings
        .iter()
        .filter_map(|p| p.amount)
        .map(i128::from)
        .collect();
    let whole = postings.iter().filter(|p| !p.marks.is_part).map(|p| p.line);
    let without = postings
        .iter()
        .filter(|p| p.amount.is_none())
        .map(|p| p.line);
    Account {
        lines: place(postings.len()),
        amount: (!known.is_empty()).then(|| graph.unit().decimal(known.iter().sum())),
        native: natives(graph, whole),
        without: natives(graph, without),
    }
}

/// Lines by currency. A sum that no decimal holds is left out.
fn natives(graph: &Graph<'_>, lines: impl Iterator<Item = u32>) -> Vec<Native> {
    let mut all: Vec<(&str, Vec<Decimal>, u32)> = Vec::new();
    for line in lines {
        let line = &graph.accounts.lines[line as usize];
        let currency = graph.accounts.text(line.currency);
        let at = all.iter().position(|a| a.0.eq_ignore_ascii_case(currency));
        let at = at.unwrap_or_else(|| {
            all.push((currency, Vec::new(), 0));
            all.len() - 1
        });
        all[at].1.extend(line.value);
        all[at].2 += 1;
    }
    let each = all.into_iter().map(|(currency, values, lines)| {
        let first = values.first().copied();
        let mut rest = values.iter().skip(1);
        let sum = first.and_then(|f| rest.try_fold(f, |sum, v| sum.checked_add(*v)));
        Native {
            currency: Some(currency.to_ascii_uppercase()).filter(|c| !c.is_empty()),
            amount: sum.map(|s| s.normalize()),
            lines,
        }
    });
    let mut natives: Vec<Native> = each.collect();
    natives.sort_by(|a, b| a.currency.cmp(&b.currency));
    natives
}

/// Money between a node and its neighbours that cannot be followed.
pub(super) fn without(graph: &Graph<'_>, node: u32) -> Vec<Without> {
    let mut all = Vec::new();
    for is_in in [true, false] {
        let edges: Vec<u32> = match is_in {
            true => graph.into(node).collect(),
            false => graph.out(node).collect(),
        };
        for edge in edges {
            let postings = graph.postings(graph.edge(edge));
            let unknown = |p: &&Posting| p.amount.is_none();
            let lines: Vec<u32> = postings.iter().filter(unknown).map(|p| p.line).collect();
            if lines.is_empty() {
                continue;
            }
            let (from, to) = (postings[0].from, postings[0].to);
            all.push(Without {
                is_in: to == node,
                other: Place::of(graph, if to == node { from } else { to }),
                amounts: natives(graph, lines.into_iter()),
            });
        }
    }
    all
}
