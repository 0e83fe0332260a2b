//! Places, ends, amounts and links in words, for all that write a trace.

use super::fault::{Fault, FaultKind};
use super::identifier::{Differs, Nearest};
use super::node::NodeKind;
use super::posting::{Series, Whose};
use super::told::{
    Account, Balance, Convention, Direction, EndKind, Flow, Native, Place, Step, Trace,
};
use iati::said;
use iati::said::{Given, Said, Tongue};
use rust_decimal::Decimal;

/// Trace and language.
#[derive(Clone, Copy)]
pub(super) struct Teller<'t> {
    pub trace: &'t Trace,
    pub tongue: &'t dyn Tongue,
}

/// An amount, to be put into a sentence.
fn figure(amount: Decimal) -> Given {
    // Zero has no sign.
    let plain = if amount.is_zero() {
        amount.abs()
    } else {
        amount
    };
    Given::Number(plain.to_string())
}

impl Teller<'_> {
    pub(super) fn say(&self, said: &Said) -> String {
        said.spoken(self.tongue)
    }

    /// An amount as readers write it.
    pub(super) fn figure(&self, amount: Decimal) -> String {
        figure(amount).spoken(None, self.tongue)
    }

    /// That there are so many more.
    pub(super) fn more(&self, count: usize) -> String {
        self.say(&said!("and {n} more", n = count.to_string()))
    }

    /// The first lines: what is followed, how it ends, by which rules.
    pub(super) fn opening(&self) -> Vec<String> {
        let trace = self.trace;
        let Some(start) = trace.steps.first() else {
            return Vec::new();
        };
        let label = start.place.label();
        if trace.followed.is_zero() {
            let nothing = said!(
                "No money with a known amount comes to or leaves {place}.",
                place = label
            );
            return vec![self.say(&nothing), self.rules()];
        }
        let amount = figure(trace.followed);
        let currency = &trace.unit.currency;
        let followed = match trace.direction {
            Direction::Down => said!(
                "{amount} {currency} followed down from {place}: where it went.",
                amount,
                currency,
                place = label
            ),
            Direction::Up => said!(
                "{amount} {currency} followed up from {place}: where it came from.",
                amount,
                currency,
                place = label
            ),
        };
        let ends: Vec<String> = trace
            .ends
            .iter()
            .map(|e| format!("{} {}", self.figure(e.followed), self.end(e.kind)))
            .collect();
        vec![
            self.say(&followed),
            self.say(&said!("It ends so: {ends}.", ends = ends.join("; "))),
            self.rules(),
        ]
    }

    fn rules(&self) -> String {
        let trace = self.trace;
        let mut all = vec![
            match trace.series {
                Series::Payments => said!("Payments"),
                Series::Commitments => said!("Commitments"),
            },
            match trace.convention {
                Convention::ProRata => {
                    said!("by convention divided pro rata to what came in and went out")
                }
                Convention::FirstInFirstOut => {
                    said!("by convention the oldest money that came in goes out first")
                }
            },
            match trace.whose {
                Whose::Giver => said!("where both sides tell, the giver's amount is followed"),
                Whose::Receiver => {
                    said!("where both sides tell, the receiver's amount is followed")
                }
            },
        ];
        if let Some(rates) = &trace.unit.rates {
            all.push(said!(
                "amounts in {currency}, {rates}",
                currency = trace.unit.currency,
                rates
            ));
        }
        if let Some(limit) = trace.limit {
            all.push(said!(
                "no further than {steps} away",
                steps = limit.to_string()
            ));
        }
        let clauses: Vec<String> = all.iter().map(|clause| self.say(clause)).collect();
        self.say(&said!("{what}.", what = clauses.join("; ")))
    }

    pub(super) fn end(&self, kind: EndKind) -> String {
        let is_down = self.trace.direction == Direction::Down;
        self.say(&match (kind, is_down) {
            (EndKind::Spent, true) => spent_down(),
            (EndKind::Spent, false) => said!("refunds of what was spent"),
            (EndKind::Unnamed, is_down) => unnamed(is_down),
            (EndKind::NotPublishing, _) => {
                said!("with an organisation that publishes nothing here")
            }
            (EndKind::NoActivity, _) => {
                said!("with an organisation that publishes, no activity named")
            }
            (EndKind::Remainder, true) => {
                said!("unexplained: came in, not told to have gone out")
            }
            (EndKind::Remainder, false) => {
                said!("unexplained: went out, nothing told to have come in for it")
            }
            (EndKind::Limit, _) => said!("not followed further"),
            (EndKind::Returned, _) => said!("returned to where it had been"),
        })
    }

    /// The same in a word or two.
    pub(super) fn end_short(&self, kind: EndKind) -> String {
        self.say(&match (kind, self.trace.direction) {
            (EndKind::Spent, Direction::Down) => said!("spent"),
            (EndKind::Spent, Direction::Up) => said!("refunded"),
            (EndKind::Remainder, _) => said!("unexplained"),
            (EndKind::NotPublishing, _) => said!("publishes nothing here"),
            (EndKind::NoActivity, _) => said!("no activity named"),
            _ => return self.end(kind),
        })
    }

    /// A place with its title and its organisation, or what it is if that is not
    /// an activity.
    pub(super) fn place(&self, place: &Place) -> String {
        let label = place.label();
        let organisation = place.name.as_deref().or(place.reference.as_deref());
        match place.kind {
            NodeKind::Activity => {
                let title = place.title.as_deref().map(|t| format!(" {t}"));
                let by = organisation.map(|o| format!(" ({o})"));
                format!(
                    "{label}{}{}",
                    title.unwrap_or_default(),
                    by.unwrap_or_default()
                )
            }
            NodeKind::Phantom => {
                let what = match organisation {
                    Some(of) => {
                        said!("phantom: named as one of {of}, published nowhere", of)
                    }
                    None => said!("phantom: named, published nowhere"),
                };
                format!("{label} ({})", self.say(&what))
            }
            _ => self.organisation(place),
        }
    }

    fn organisation(&self, place: &Place) -> String {
        match (&place.name, &place.reference) {
            (Some(name), Some(reference)) => format!("{name} ({reference})"),
            _ => place.label().to_owned(),
        }
    }

    /// A place in a few words: a title before an identifier.
    pub(super) fn short<'p>(&self, place: &'p Place) -> &'p str {
        let name = match place.kind {
            NodeKind::Activity => &place.title,
            NodeKind::Organisation => &place.name,
            _ => &None,
        };
        name.as_deref().unwrap_or_else(|| place.label())
    }

    /// What both sides' books say of a flow. Nothing where both say the same and
    /// all of it.
    pub(super) fn both(&self, flow: &Flow) -> Vec<String> {
        let amount = |account: &Account| account.amount.map(figure);
        let (giver, receiver) = (amount(&flow.giver), amount(&flow.receiver));
        let only = [&flow.only_giver, &flow.only_receiver];
        let is_mixed = only.iter().any(|a| a.lines > 0);
        let mut told = Vec::new();
        match (giver, receiver) {
            (Some(g), Some(r)) if flow.giver.amount != flow.receiver.amount => {
                told.push(said!(
                    "the giver says {giver}, the receiver {receiver}",
                    giver = g,
                    receiver = r
                ));
            }
            (Some(amount), Some(_)) if is_mixed => told.push(said!("both tell {amount}", amount)),
            _ => {}
        }
        if let Some(amount) = amount(&flow.only_giver) {
            told.push(said!("only the giver tells {amount}", amount));
        }
        if let Some(amount) = amount(&flow.only_receiver) {
            told.push(said!("only the receiver tells {amount}", amount));
        }
        if let Some(amount) = amount(&flow.doubtful) {
            told.push(said!(
                "{amount} more may be the same money and is not followed",
                amount
            ));
        }
        if flow.is_taken_back {
            told.push(said!("more was taken back than paid"));
        }
        if flow.has_parts {
            told.push(said!(
                "partly a share of lines that several activities have in common"
            ));
        }
        told.iter().map(|what| self.say(what)).collect()
    }

    /// What else is to be said of a step.
    pub(super) fn notes(&self, step: &Step) -> Vec<String> {
        let mut told = Vec::new();
        told.extend(step.balance.as_ref().map(|b| self.balance(b)));
        for without in &step.without {
            let other = match without.other.kind {
                NodeKind::Spending => Given::Said(spent_down()),
                NodeKind::Nobody => Given::Said(unnamed(!without.is_in)),
                _ => Given::Text(without.other.label().to_owned()),
            };
            let amounts: Vec<String> = without.amounts.iter().map(|n| self.native(n)).collect();
            let amounts = amounts.join(", ");
            told.push(self.say(&match without.is_in {
                true => said!(
                    "without a rate or value, from {other}: {amounts}",
                    other,
                    amounts
                ),
                false => said!(
                    "without a rate or value, to {other}: {amounts}",
                    other,
                    amounts
                ),
            }));
        }
        if step.balance.is_some() && step.not_followed > 0 {
            told.push(self.say(&said!(
                "{n: # line|# lines} of other types (interest, equity and so on) not followed",
                n = step.not_followed
            )));
        }
        told
    }

    fn balance(&self, balance: &Balance) -> String {
        let mut told = vec![match balance.came_in.map(figure) {
            Some(amount) => said!("came in {amount}", amount),
            None => said!("nothing is told to have come in"),
        }];
        if let Some(amount) = balance.passed_on.map(figure) {
            told.push(said!("passed on {amount}", amount));
        }
        if let Some(amount) = balance.spent.map(figure) {
            told.push(said!("spent {amount}", amount));
        }
        if told.len() == 1 {
            told.push(said!("nothing is told to have gone out"));
        }
        let told: Vec<String> = told.iter().map(|what| self.say(what)).collect();
        let told = told.join(", ");
        let amount = figure(balance.remainder.abs());
        let is_over = balance.remainder.is_sign_negative() && !balance.remainder.is_zero();
        let rest = match (is_over, balance.came_in) {
            (false, None) => return told,
            (false, Some(_)) => said!("{amount} remain", amount),
            (true, Some(_)) => said!("paid out {amount} more than came in", amount),
            (true, None) => said!("{amount} without a source", amount),
        };
        format!("{told}: {}", self.say(&rest))
    }

    /// An amount as it is published.
    pub(super) fn native(&self, native: &Native) -> String {
        let (n, currency) = (native.lines, native.currency.as_deref());
        self.say(&match (native.amount.map(figure), currency) {
            (None, _) => said!("no value ({n: # line|# lines})", n),
            (Some(amount), Some(currency)) => said!(
                "{amount} {currency} ({n: # line|# lines})",
                amount,
                currency,
                n
            ),
            (Some(amount), None) => {
                said!("{amount}, no currency ({n: # line|# lines})", amount, n)
            }
        })
    }

    /// What is wrong with a link.
    pub(super) fn fault(&self, fault: &Fault) -> String {
        let at = fault.at.label();
        let written = fault.written.as_deref().unwrap_or("");
        let other = fault.other.as_ref().map_or("", Place::label);
        let is_met = fault
            .other
            .as_ref()
            .is_some_and(|o| o.kind == NodeKind::Activity);
        let n = fault.lines;
        let mut what = match fault.kind {
            FaultKind::Unpublished if is_met => said!(
                "{at} names “{written}”, published nowhere; matched with {other}",
                at,
                written,
                other
            ),
            FaultKind::Unpublished => {
                said!("{at} names “{written}”, published nowhere", at, written)
            }
            FaultKind::WrittenOtherwise => {
                said!("{at} writes “{written}” for {other}", at, written, other)
            }
            FaultKind::Former => said!(
                "{at} names {other} by its former identifier “{written}”",
                at,
                other,
                written
            ),
            FaultKind::Ambiguous => said!(
                "{at} names “{written}”, which several publishers have; taken as {other}",
                at,
                written,
                other
            ),
            FaultKind::OfAnother => said!(
                "{at} names “{written}”, which is of another organisation than it names",
                at,
                written
            ),
            FaultKind::SelfLink => said!("{at} names itself as the other side", at),
            FaultKind::NamesAnother => said!(
                "{at} names “{written}”, but was matched with {other}",
                at,
                written,
                other
            ),
            FaultKind::NotNamedByGiver | FaultKind::NotNamedByReceiver => {
                said!("{at} does not name {other}, which names it", at, other)
            }
            FaultKind::NotToldByGiver | FaultKind::NotToldByReceiver => {
                said!("{at} does not tell what {other} tells of it", at, other)
            }
            FaultKind::PublishedTwice => said!(
                "“{written}” is published {n: # time|# times} by one organisation; all of it counts",
                written,
                n
            ),
        };
        if let Some(nearest) = &fault.nearest {
            what = near(what, nearest);
        }
        if fault.kind == FaultKind::PublishedTwice {
            return self.say(&what);
        }
        self.say(&match fault.amount.map(figure) {
            Some(amount) => said!(
                "{what} ({n: # line|# lines}, {amount} {currency})",
                what,
                n,
                amount,
                currency = self.trace.unit.currency
            ),
            None => said!("{what} ({n: # line|# lines})", what, n),
        })
    }
}

/// The same with the published identifier that comes nearest.
fn near(what: Said, nearest: &Nearest) -> Said {
    let near = &nearest.identifier;
    let what = match nearest.differs {
        Differs::Length => said!(
            "{what}; nearest is “{near}”, one sign longer or shorter",
            what,
            near
        ),
        Differs::Swapped => {
            said!("{what}; nearest is “{near}”, two signs swapped", what, near)
        }
        Differs::Sign => {
            said!("{what}; nearest is “{near}”, one sign differs", what, near)
        }
    };
    match nearest.others {
        0 => what,
        n => said!("{what} (and {n} more as near)", what, n = n.to_string()),
    }
}

fn spent_down() -> Said {
    said!("spent on goods and services")
}

fn unnamed(is_down: bool) -> Said {
    match is_down {
        true => said!("receiver not named"),
        false => said!("giver not named"),
    }
}
