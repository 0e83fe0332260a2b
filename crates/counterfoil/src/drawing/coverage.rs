//! Donors and recipients as a matrix.

use super::drawn;
use crate::answer::{About, Drawn, grouped};
use crate::picture::Setting;
use crate::picture::matrix::{self, Cell, Matrix, Words};
use crate::programme::Open;
use crate::question::coverage::Both;
use flow::programme::{Book, coverage::Cell as Square};
use iati::said;
use rust_decimal::Decimal;

/// The matrix as a picture; none without donors or recipients.
pub fn coverage(about: &About, open: &Open<'_>, both: &Both, currency: &str) -> Option<Drawn> {
    let names = |ids: &[String]| -> Vec<String> {
        let named = |id: &String| {
            let known = open.programme().organisation(id);
            known.map_or_else(|| id.clone(), |o| crate::programme::words(&o.name))
        };
        ids.iter().map(named).collect()
    };
    let (donors, recipients) = (&both.paid.donors, &both.paid.recipients);
    if donors.is_empty() || recipients.is_empty() {
        return None;
    }
    let row = |donor: &String| -> Vec<Cell> {
        let each = recipients.iter();
        each.map(|recipient| cell(both, donor, recipient, currency))
            .collect()
    };
    let laid = Laid {
        givers: names(donors),
        receivers: names(recipients),
        cells: donors.iter().map(row).collect(),
        currency: currency.to_owned(),
    };
    Some(drawn(
        "coverage",
        &say!("Paid of what was committed, as donors tell it"),
        about,
        move |setting| laid.draw(setting),
    ))
}

fn cell(both: &Both, donor: &str, recipient: &str, currency: &str) -> Cell {
    let sum = |square: Option<&Square>| {
        let key = (Book::Donor, currency.to_owned());
        square.and_then(|c| c.money.get(&key)?.value())
    };
    let mut squares = both.squares();
    let Some((paid, committed)) =
        squares.find(|(c, _)| c.donor == donor && c.recipient == recipient)
    else {
        return Cell::None;
    };
    match (sum(committed), sum(Some(paid))) {
        (None, None) if paid.activities.is_empty() => Cell::Pairing,
        (committed, paid) => Cell::Money { committed, paid },
    }
}

/// What is drawn, by name.
struct Laid {
    givers: Vec<String>,
    receivers: Vec<String>,
    /// A row for each giver.
    cells: Vec<Vec<Cell>>,
    currency: String,
}

impl Laid {
    fn draw(&self, setting: &Setting) -> String {
        matrix::matrix(
            setting,
            &Matrix {
                givers: self.givers.clone(),
                receivers: self.receivers.clone(),
                cells: self.cells.clone(),
                title: &|giver, receiver| self.title(giver, receiver).unwrap_or_default(),
                share: &|share| say!("{share} %", share = share.round_dp(0)),
                others: &|n| say!("{n: # other|# others}", n),
                words: Words {
                    share: say!("paid of committed"),
                    over: say!("more paid than committed"),
                    unknown: say!("no share to be told"),
                    pairing: say!("paired, nothing told"),
                },
            },
        )
    }

    /// What pointing at a cell says.
    fn title(&self, giver: usize, receiver: usize) -> Option<String> {
        let names = said!(
            "{giver} to {receiver}",
            giver = self.givers.get(giver)?,
            receiver = self.receivers.get(receiver)?
        );
        Some(match self.cells.get(giver)?.get(receiver)? {
            Cell::Money { committed, paid } => say!(
                "{names}: committed {committed}, paid {paid}",
                names,
                committed = self.money(*committed),
                paid = self.money(*paid)
            ),
            Cell::Pairing => say!(
                "{names}: paired, with no money and no activity in the books",
                names
            ),
            _ => say!("{names}: nothing", names),
        })
    }

    fn money(&self, amount: Option<Decimal>) -> String {
        match amount {
            None => say!("nothing told"),
            Some(amount) => {
                let cents = amount.round_dp(2).normalize().to_string();
                format!("{} {}", grouped(&cents), self.currency)
            }
        }
    }
}
