//! Donors and recipients as a matrix.

use super::drawn;
use crate::answer::{About, Drawn, grouped};
use crate::picture::matrix::{self, Cell, Matrix, Words};
use crate::programme::Open;
use crate::question::coverage::Both;
use flow::programme::Book;
use rust_decimal::Decimal;

/// The matrix as a picture; none without donors or recipients.
pub fn coverage(about: &About, open: &Open<'_>, both: &Both, currency: &str) -> Option<Drawn> {
    let matrix = &both.paid;
    if matrix.donors.is_empty() || matrix.recipients.is_empty() {
        return None;
    }
    let name = |id: &String| {
        let known = open.programme().organisation(id);
        known.map_or_else(|| id.clone(), |o| o.name.text.clone())
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
        of.map_or("nothing told".to_owned(), |v| {
            format!(
                "{} {currency}",
                grouped(&v.round_dp(2).normalize().to_string())
            )
        })
    };
    let title = |giver: usize, receiver: usize| -> String {
        let names = format!(
            "{} to {}",
            matrix.donors.get(giver).map(name).unwrap_or_default(),
            matrix
                .recipients
                .get(receiver)
                .map(name)
                .unwrap_or_default()
        );
        match cells.get(giver).and_then(|row| row.get(receiver)) {
            Some(Cell::Money { committed, paid }) => {
                format!(
                    "{names}: committed {}, paid {}",
                    money(committed),
                    money(paid)
                )
            }
            Some(Cell::Pairing) => format!("{names}: bound, and nothing is told to run"),
            _ => format!("{names}: nothing"),
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
                share: &|share| format!("{} %", share.round_dp(0)),
                others: &|n| format!("{n} others"),
                words: Words {
                    share: "paid of committed".to_owned(),
                    over: "more paid than committed".to_owned(),
                    unknown: "no share to be told".to_owned(),
                    pairing: "bound, nothing runs".to_owned(),
                },
            },
        )
    };
    Some(drawn(
        "coverage",
        "Paid of what was committed, as donors tell it",
        about,
        draw,
    ))
}
