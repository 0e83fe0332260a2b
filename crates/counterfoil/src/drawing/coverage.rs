//! Donors and recipients as a matrix.

use super::drawn;
use crate::answer::{About, Drawn, grouped};
use crate::picture::matrix::{self, Cell, Matrix, Words};
use crate::programme::Open;
use crate::question::coverage::Both;
use flow::programme::Book;
use iati::said;
use rust_decimal::Decimal;

/// The matrix as a picture; none without donors or recipients.
pub fn coverage(about: &About, open: &Open<'_>, both: &Both, currency: &str) -> Option<Drawn> {
    let matrix = &both.paid;
    if matrix.donors.is_empty() || matrix.recipients.is_empty() {
        return None;
    }
    let name = |id: &String| {
        let known = open.programme().organisation(id);
        known.map_or_else(|| id.clone(), |o| crate::programme::words(&o.name))
    };
    let sum = |cell: Option<&flow::programme::coverage::Cell>| {
        let key = (Book::Donor, currency.to_owned());
        cell.and_then(|c| c.money.get(&key)?.value())
    };
    let cell = |donor: &String, recipient: &String| {
        let mut squares = both.squares();
        let Some((paid, committed)) =
            squares.find(|(c, _)| c.donor == *donor && c.recipient == *recipient)
        else {
            return Cell::None;
        };
        match (sum(committed), sum(Some(paid))) {
            (None, None) if paid.activities.is_empty() => Cell::Pairing,
            (committed, paid) => Cell::Money { committed, paid },
        }
    };
    let cells: Vec<Vec<Cell>> = matrix
        .donors
        .iter()
        .map(|d| matrix.recipients.iter().map(|r| cell(d, r)).collect())
        .collect();
    let money = |of: &Option<Decimal>| {
        of.map_or_else(
            || say!("nothing told"),
            |v| {
                format!(
                    "{} {currency}",
                    grouped(&v.round_dp(2).normalize().to_string())
                )
            },
        )
    };
    let title = |giver: usize, receiver: usize| -> String {
        let giver_name = matrix.donors.get(giver).map(name);
        let receiver_name = matrix.recipients.get(receiver).map(name);
        let names = said!(
            "{giver} to {receiver}",
            giver = giver_name.unwrap_or_default(),
            receiver = receiver_name.unwrap_or_default()
        );
        match cells.get(giver).and_then(|row| row.get(receiver)) {
            Some(Cell::Money { committed, paid }) => {
                say!(
                    "{names}: committed {committed}, paid {paid}",
                    names,
                    committed = money(committed),
                    paid = money(paid)
                )
            }
            Some(Cell::Pairing) => say!("{names}: bound, and nothing is told to run", names),
            _ => say!("{names}: nothing", names),
        }
    };
    let givers: Vec<String> = matrix.donors.iter().map(name).collect();
    let receivers: Vec<String> = matrix.recipients.iter().map(name).collect();
    let titles: Vec<Vec<String>> = (0..givers.len())
        .map(|g| (0..receivers.len()).map(|r| title(g, r)).collect())
        .collect();
    let draw = move |setting: &crate::picture::Setting| {
        matrix::matrix(
            setting,
            &Matrix {
                givers: givers.clone(),
                receivers: receivers.clone(),
                cells: cells.clone(),
                title: &|giver, receiver| {
                    let row = titles.get(giver);
                    row.and_then(|r| r.get(receiver))
                        .cloned()
                        .unwrap_or_default()
                },
                share: &|share| say!("{share} %", share = share.round_dp(0)),
                others: &|n| say!("{n: # other|# others}", n),
                words: Words {
                    share: say!("paid of committed"),
                    over: say!("more paid than committed"),
                    unknown: say!("no share to be told"),
                    pairing: say!("bound, nothing runs"),
                },
            },
        )
    };
    Some(drawn(
        "coverage",
        &say!("Paid of what was committed, as donors tell it"),
        about,
        draw,
    ))
}
