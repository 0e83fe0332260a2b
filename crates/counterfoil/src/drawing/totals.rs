//! Totals by year as bars, and by giver and receiver as bands.

use super::{Column, drawn, figure, joined, years};
use crate::answer::{About, Drawn, grouped};
use crate::flowing::{By, Label, Tally};
use crate::picture::Setting;
use crate::picture::sankey::{self, Link, Node, Sankey, Side, Word, Words};
use crate::picture::series::Strength;
use crate::tongue;
use iati::said::phrase;
use ledger::View;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Totals of more groups are no picture.
pub const MOST: usize = 5_000;
/// So many currencies are drawn, one below the other.
const CURRENCIES: usize = 3;

/// One total: its labels, its currency, its sum.
pub type Line = (Vec<Label>, Option<String>, Tally);

/// A picture of totals by year, or by giver and receiver; none of others.
pub fn totals(about: &About, by: &[By], lines: &[Line], view: &View<'_>) -> Option<Drawn> {
    let at = |of: By| by.iter().position(|b| *b == of);
    let kind = at(By::Type)?;
    let mut currencies: BTreeMap<&str, usize> = BTreeMap::new();
    for currency in lines
        .iter()
        .filter_map(|(_, currency, _)| currency.as_deref())
    {
        *currencies.entry(currency).or_default() += 1;
    }
    let mut most: Vec<(&str, usize)> = currencies.into_iter().collect();
    most.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let each = most.iter().take(CURRENCIES).filter_map(|(currency, _)| {
        let of = lines.iter().filter(|l| l.1.as_deref() == Some(currency));
        let of: Vec<&Line> = of.collect();
        match (by.len(), at(By::Year), at(By::Provider), at(By::Receiver)) {
            (2, Some(year), ..) => by_year(about, &of, year, kind, currency),
            (3, None, Some(giver), Some(receiver)) => {
                between(about, &of, [giver, receiver, kind], currency, view)
            }
            _ => None,
        }
    });
    joined(each.collect())
}

/// Stands where an end is not named.
const NOT_STATED: &str = phrase("not stated");

/// The code of an end, or that it is not named.
fn shown(id: &str) -> String {
    match id {
        NOT_STATED => tongue::words(id),
        id => id.to_owned(),
    }
}

fn code(label: &Label) -> Option<&str> {
    match label {
        Label::Code(code) => Some(code),
        Label::Unplaced(_) | Label::NotStated => None,
    }
}

/// Committed, paid and spent, each by itself.
fn by_year(
    about: &About,
    lines: &[&Line],
    year: usize,
    kind: usize,
    currency: &str,
) -> Option<(String, Drawn)> {
    const KINDS: [(&str, &str, Strength); 4] = [
        ("planned-disbursement", phrase("Planned"), Strength::Planned),
        ("2", phrase("Committed"), Strength::Committed),
        ("3", phrase("Disbursed"), Strength::Paid),
        ("4", phrase("Spent"), Strength::Spent),
    ];
    let columns = KINDS.iter().map(|(of, name, strength)| {
        let own = lines
            .iter()
            .filter(|(labels, ..)| code(&labels[kind]) == Some(of));
        let by_year = own.filter_map(|(labels, _, tally)| {
            Some((code(&labels[year])?.parse().ok()?, tally.sum.value()?))
        });
        Column {
            name: tongue::words(name),
            strength: *strength,
            by_year: by_year.collect(),
        }
    });
    let columns: Vec<Column> = columns.filter(|c| !c.by_year.is_empty()).collect();
    let title = say!("By year, in {currency}", currency);
    let drawn = years(about, &title, &columns, currency)?;
    Some((title, drawn))
}

/// What givers paid receivers: disbursements, else commitments. Both books may tell them;
/// only what counts is in the sums.
fn between(
    about: &About,
    lines: &[&Line],
    [giver, receiver, kind]: [usize; 3],
    currency: &str,
    view: &View<'_>,
) -> Option<(String, Drawn)> {
    let of_kind = |of: &str| -> Vec<&&Line> {
        let own = lines
            .iter()
            .filter(|(labels, ..)| code(&labels[kind]) == Some(of));
        own.collect()
    };
    let (kind, own) = ["3", "2", "1"]
        .into_iter()
        .map(|of| (of, of_kind(of)))
        .find(|(_, own)| !own.is_empty())?;
    let label = |label: &Label| code(label).unwrap_or(NOT_STATED).to_owned();
    let payments = own.iter().map(|(labels, _, tally)| Payment {
        from: label(&labels[giver]),
        to: label(&labels[receiver]),
        amount: tally.sum.value(),
    });
    let money = Money::of(payments.collect(), currency, view);
    let title = match kind {
        "3" => say!("Disbursed, from giver to receiver, in {currency}", currency),
        "2" => say!("Committed, from giver to receiver, in {currency}", currency),
        _ => say!("Received, from giver to receiver, in {currency}", currency),
    };
    let draw = move |setting: &Setting| money.draw(setting);
    let drawn = drawn(&format!("s{currency}"), &title, about, draw);
    Some((title, drawn))
}

/// All that one organisation paid another.
struct Payment {
    from: String,
    to: String,
    amount: Option<Decimal>,
}

/// Payments as bands between organisations.
struct Money {
    nodes: Vec<Node>,
    links: Vec<Link>,
    currency: String,
}

impl Money {
    fn of(payments: Vec<Payment>, currency: &str, view: &View<'_>) -> Self {
        let gives: BTreeSet<&String> = payments.iter().map(|p| &p.from).collect();
        let takes: BTreeSet<&String> = payments.iter().map(|p| &p.to).collect();
        let all: Vec<&String> = gives.union(&takes).copied().collect();
        let live = view.live();
        let nodes = all.iter().map(|id| {
            let shown = shown(id);
            let name = live
                .name_of(id)
                .map_or_else(|| shown.clone(), str::to_owned);
            Node {
                title: format!("{name} ({shown})"),
                name,
                side: match (gives.contains(id), takes.contains(id)) {
                    (true, true) => Side::Both,
                    (true, false) => Side::Giver,
                    _ => Side::Receiver,
                },
            }
        });
        let place = |id: &String| all.iter().position(|a| *a == id).unwrap_or(0);
        let links = payments.iter().filter_map(|payment| {
            let amount = payment.amount?;
            Some(Link {
                title: say!(
                    "{giver} to {receiver}: {amount} {currency}",
                    giver = shown(&payment.from),
                    receiver = shown(&payment.to),
                    amount = figure(amount),
                    currency
                ),
                from: place(&payment.from),
                to: place(&payment.to),
                amount,
                word: Word::Both,
            })
        });
        Self {
            nodes: nodes.collect(),
            links: links.collect(),
            currency: currency.to_owned(),
        }
    }

    fn draw(&self, setting: &Setting) -> String {
        let short = |amount: Decimal| {
            let whole = grouped(&amount.round_dp(0).to_string());
            format!("{whole} {}", self.currency)
        };
        sankey::sankey(
            setting,
            &Sankey {
                nodes: self.nodes.clone(),
                links: self.links.clone(),
                figure: &short,
                others: &|n| say!("{n: # other|# others}", n),
                between: &|giver, receiver, amount| {
                    say!("{giver} to {receiver}: {amount}", giver, receiver, amount)
                },
                back_to: &|name, amount| say!("back to {name}, {amount}", name, amount),
                back_from: &|name, amount| say!("back from {name}, {amount}", name, amount),
                not_out: &|amount| say!("{amount} came in, and nothing says where it went", amount),
                not_in: &|amount| {
                    say!(
                        "{amount} went out, and nothing says that it came in",
                        amount
                    )
                },
                words: Words {
                    both: say!("told"),
                    giver: say!("told by the giver"),
                    receiver: say!("told by the receiver"),
                    mixed: say!("told by one or the other"),
                    back: say!("goes back"),
                    unexplained: say!("nothing says where it went"),
                    unpublished: say!("publishes nothing itself"),
                },
            },
        )
    }
}
