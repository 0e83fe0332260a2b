//! Totals by year as bars, and by giver and receiver as bands.

use super::{Column, drawn, figure, joined, years};
use crate::answer::{About, Drawn, grouped};
use crate::flowing::{By, Label, Tally};
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
    let gives: BTreeSet<String> = own.iter().map(|l| label(&l.0[giver])).collect();
    let takes: BTreeSet<String> = own.iter().map(|l| label(&l.0[receiver])).collect();
    let all: Vec<&String> = gives.union(&takes).collect();
    let live = view.live();
    let nodes = all.iter().map(|id| {
        let shown = shown(id);
        let name = live
            .name_of(id)
            .map_or_else(|| shown.clone(), str::to_owned);
        Node {
            title: format!("{name} ({shown})"),
            name,
            side: match (gives.contains(*id), takes.contains(*id)) {
                (true, true) => Side::Both,
                (true, false) => Side::Giver,
                _ => Side::Receiver,
            },
        }
    });
    let nodes: Vec<Node> = nodes.collect();
    let place = |id: &String| all.iter().position(|a| *a == id).unwrap_or(0);
    let links = own.iter().filter_map(|(labels, _, tally)| {
        let amount = tally.sum.value()?;
        let (from, to) = (label(&labels[giver]), label(&labels[receiver]));
        Some(Link {
            title: say!(
                "{giver} to {receiver}: {amount} {currency}",
                giver = shown(&from),
                receiver = shown(&to),
                amount = figure(amount),
                currency
            ),
            from: place(&from),
            to: place(&to),
            amount,
            word: Word::Both,
        })
    });
    let links: Vec<Link> = links.collect();
    let own = currency.to_owned();
    let draw = move |setting: &crate::picture::Setting| {
        let short = |amount: Decimal| format!("{} {own}", grouped(&amount.round_dp(0).to_string()));
        sankey::sankey(
            setting,
            &Sankey {
                nodes: nodes.clone(),
                links: links.clone(),
                figure: &short,
                others: &|n| say!("{n: # other|# others}", n),
                between: &|giver, receiver, amount| {
                    say!("{giver} to {receiver}: {amount}", giver, receiver, amount)
                },
                back_to: &|name, amount| say!("back to {name}, {amount}", name, amount),
                back_from: &|name, amount| say!("back from {name}, {amount}", name, amount),
                not_out: &|amount| say!("{amount} came in and is not told to go on", amount),
                not_in: &|amount| say!("{amount} went out and is not told to come in", amount),
                words: Words {
                    both: say!("told"),
                    giver: say!("told by the giver"),
                    receiver: say!("told by the receiver"),
                    mixed: say!("told by one or the other"),
                    back: say!("goes back"),
                    unexplained: say!("not told to go on"),
                    unpublished: say!("publishes nothing itself"),
                },
            },
        )
    };
    let title = match kind {
        "3" => say!("Disbursed, from giver to receiver, in {currency}", currency),
        "2" => say!("Committed, from giver to receiver, in {currency}", currency),
        _ => say!("Received, from giver to receiver, in {currency}", currency),
    };
    let drawn = drawn(&format!("s{currency}"), &title, about, draw);
    Some((title, drawn))
}
