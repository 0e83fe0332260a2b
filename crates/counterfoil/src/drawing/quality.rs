//! How complete publishers' data is, as a matrix: who in rows, what in columns.

use super::drawn;
use crate::answer::{About, Drawn};
use crate::picture::matrix::{self, Cell, Matrix, Words};
use crate::question::quality::Standing;
use rust_decimal::Decimal;

/// The matrix as a picture; none without publishers.
pub fn quality(about: &About, all: &[Standing]) -> Option<Drawn> {
    if all.is_empty() {
        return None;
    }
    let names: Vec<String> = all.iter().map(|s| s.name.clone()).collect();
    let heads = vec![
        say!("a place"),
        say!("a sector"),
        say!("a start"),
        say!("an amount"),
    ];
    let share = |some: u64, of: u64| match of {
        0 => Cell::None,
        of => Cell::Money {
            committed: Some(Decimal::from(of)),
            paid: Some(Decimal::from(some)),
        },
    };
    let cells: Vec<Vec<Cell>> = all
        .iter()
        .map(|s| {
            let activities = s.with.map(|some| share(some, s.activities));
            let amounts = share(s.with_amount, s.transactions);
            activities.into_iter().chain([amounts]).collect()
        })
        .collect();
    let titles: Vec<Vec<String>> = all
        .iter()
        .map(|s| {
            let of = |head: &String, some: u64, all: u64| {
                say!(
                    "{publisher}: {some} of {all} with {what}",
                    publisher = s.name,
                    some,
                    all,
                    what = head
                )
            };
            let activities = heads.iter().zip(s.with);
            let mut row: Vec<String> = activities
                .map(|(h, some)| of(h, some, s.activities))
                .collect();
            row.extend(heads.last().map(|h| of(h, s.with_amount, s.transactions)));
            row
        })
        .collect();
    let words = Words {
        share: say!("share that states it"),
        over: String::new(),
        unknown: String::new(),
        pairing: String::new(),
    };
    let others = |n: usize| say!("{n: # other|# others}", n);
    let draw = move |setting: &crate::picture::Setting| {
        matrix::matrix(
            setting,
            &Matrix {
                givers: names.clone(),
                receivers: heads.clone(),
                cells: cells.clone(),
                title: &|row, column| {
                    let found = titles.get(row).and_then(|r| r.get(column));
                    found.cloned().unwrap_or_default()
                },
                share: &|share| say!("{share} %", share = share.round_dp(0)),
                others: &others,
                words: words.clone(),
            },
        )
    };
    Some(drawn(
        "quality",
        &say!("What publishers state"),
        about,
        draw,
    ))
}
