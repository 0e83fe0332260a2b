//! Who pays whom: givers in rows, receivers in columns, and in each cell how much of what was
//! committed is paid.

use super::Setting;
use super::frame::{Anchor, Area, Frame, Hatch, MARGIN, Swatch, in_use};
use super::text::{Type, width};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// What is known of one giver and one receiver.
#[derive(Clone, Debug, Default)]
pub enum Cell {
    /// They have nothing to do with each other.
    #[default]
    None,
    /// They are a pair by some list, but there is no activity.
    Pairing,
    /// Sums of the same currency and time; none where nothing is stated.
    Money {
        committed: Option<Decimal>,
        paid: Option<Decimal>,
    },
}

/// What the picture shows.
pub struct Matrix<'a> {
    /// Weightiest first: where room is short, the last ones are drawn together.
    pub givers: Vec<String>,
    pub receivers: Vec<String>,
    /// A list for each giver, with a cell for each receiver. What is left out is [`Cell::None`].
    pub cells: Vec<Vec<Cell>>,
    /// What is read by pointing at a cell, by giver and receiver: both names and exact sums.
    pub title: &'a dyn Fn(usize, usize) -> String,
    /// Writes a share, in hundredths: `45 %`.
    pub share: &'a dyn Fn(Decimal) -> String,
    /// The name of so many drawn together: `12 others`.
    pub others: &'a dyn Fn(usize) -> String,
    /// Words for the key: a share, more than was committed, a share that is not known, and a
    /// pairing without activity.
    pub words: Words,
}

/// Words of the key.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub share: String,
    pub over: String,
    pub unknown: String,
    pub pairing: String,
}

/// Most rows or columns that are drawn one by one.
pub const MOST: usize = 40;
const SMALLEST: f64 = 15.0;
const LARGEST: f64 = 44.0;
/// Least side of a cell that holds a figure and a strip.
const WORDS: f64 = 34.0;
/// Heads of columns rise by that many degrees.
const RISE: f64 = 60.0;

/// Where everything stands.
struct Plan {
    /// Names of rows end here.
    left: f64,
    top: f64,
    side: f64,
    /// Longest head of a column.
    head: f64,
    rows: usize,
    columns: usize,
}

impl Plan {
    fn new(frame: &Frame<'_>, matrix: &Matrix<'_>) -> Self {
        let widest = |names: &[String], kind| {
            let others = width(&(matrix.others)(names.len()), kind);
            names.iter().map(|n| width(n, kind)).fold(others, f64::max)
        };
        let left = MARGIN + widest(&matrix.givers, Type::Text).min(frame.width * 0.34) + 8.0;
        let head = widest(&matrix.receivers, Type::Small).min(if frame.is_narrow() {
            84.0
        } else {
            150.0
        }) + 4.0;
        // The last head leans over the edge.
        let lean = head * RISE.to_radians().cos();
        let room = (frame.width - left - lean - MARGIN).max(SMALLEST);
        let fit = ((room / SMALLEST) as usize).clamp(1, MOST + 1);
        let columns = shown(matrix.receivers.len(), fit);
        let side = (room / columns.max(1) as f64)
            .clamp(SMALLEST, LARGEST)
            .floor();
        Self {
            left,
            top: head * RISE.to_radians().sin() + 18.0,
            side,
            head,
            rows: shown(matrix.givers.len(), MOST + 1),
            columns,
        }
    }

    fn cell(&self, row: usize, column: usize) -> Area {
        Area::new(
            self.left + self.side * column as f64,
            self.top + self.side * row as f64,
            self.side,
            self.side,
        )
    }
}

/// How many of so many have a place, the last of them for all others if there are more.
fn shown(all: usize, fit: usize) -> usize {
    all.min(fit)
}

/// Draws who pays whom.
#[must_use]
pub fn matrix(setting: &Setting, matrix: &Matrix<'_>) -> String {
    let mut frame = Frame::new(setting);
    let plan = Plan::new(&frame, matrix);
    heads(&mut frame, matrix, &plan);
    let cells = gathered(matrix, &plan);
    // All shares are said in figures, or none.
    let fits = |said: String| width(&said, Type::Small) <= plan.side - 4.0;
    let has_words =
        plan.side >= WORDS && cells.values().filter_map(|sum| said(matrix, sum)).all(fits);
    for (row, column) in
        (0..plan.rows).flat_map(|row| (0..plan.columns).map(move |column| (row, column)))
    {
        let cell = cells.get(&(row, column));
        let area = plan.cell(row, column);
        frame.rect("cell", area);
        if let Some(cell) = cell {
            let is_one = at_most(row, plan.rows, matrix.givers.len())
                && at_most(column, plan.columns, matrix.receivers.len());
            let title = if is_one {
                (matrix.title)(row, column)
            } else {
                String::new()
            };
            let said = said(matrix, cell).filter(|_| has_words);
            frame.group(&title, |frame| draw(frame, cell, said, area));
        }
    }
    let y = plan.top + plan.side * plan.rows as f64 + 10.0;
    let key = key(matrix, cells.values());
    let end = y + frame.key(y, &key) + 4.0;
    frame.finish(end)
}

/// Whether a shown row or column is one name, not several together.
fn at_most(at: usize, shown: usize, all: usize) -> bool {
    shown == all || at + 1 < shown
}

fn heads(frame: &mut Frame<'_>, matrix: &Matrix<'_>, plan: &Plan) {
    let name = |names: &[String], at: usize, shown: usize| {
        if at_most(at, shown, names.len()) {
            names.get(at).cloned().unwrap_or_default()
        } else {
            (matrix.others)(names.len() - shown + 1)
        }
    };
    for column in 0..plan.columns {
        let area = plan.cell(0, column);
        let place = (area.middle() + 4.0, area.y - 6.0);
        frame.rising(
            (Type::Small, ""),
            place,
            RISE,
            plan.head,
            &name(&matrix.receivers, column, plan.columns),
        );
    }
    for row in 0..plan.rows {
        let area = plan.cell(row, 0);
        let place = (plan.left - 6.0, area.y + area.height / 2.0 + 4.5);
        let said = name(&matrix.givers, row, plan.rows);
        frame.fitted(
            (Type::Text, ""),
            place,
            Anchor::End,
            plan.left - MARGIN - 6.0,
            &said,
        );
    }
}

/// Cells by shown row and column; those that share a place are added up.
fn gathered(matrix: &Matrix<'_>, plan: &Plan) -> BTreeMap<(usize, usize), Sum> {
    let mut cells: BTreeMap<(usize, usize), Sum> = BTreeMap::new();
    for (row, line) in matrix.cells.iter().enumerate().take(matrix.givers.len()) {
        for (column, cell) in line.iter().enumerate().take(matrix.receivers.len()) {
            let place = (
                row.min(plan.rows.saturating_sub(1)),
                column.min(plan.columns.saturating_sub(1)),
            );
            match cell {
                Cell::None => {}
                Cell::Pairing => {
                    cells.entry(place).or_default();
                }
                Cell::Money { committed, paid } => {
                    cells.entry(place).or_default().add(*committed, *paid)
                }
            }
        }
    }
    cells
}

/// What is known of a shown cell.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    /// None: no activity. Otherwise paid of committed, if both are known.
    money: Option<Option<(Decimal, Decimal)>>,
}

impl Sum {
    /// A sum with something unknown in it is not known.
    fn add(&mut self, committed: Option<Decimal>, paid: Option<Decimal>) {
        let both = committed.zip(paid);
        self.money = Some(match self.money {
            None => both,
            Some(before) => before
                .zip(both)
                .and_then(|(a, b)| Some((a.0.checked_add(b.0)?, a.1.checked_add(b.1)?))),
        });
    }

    /// Paid of committed; none where it cannot be said.
    fn share(&self) -> Option<Decimal> {
        let (committed, paid) = self.money??;
        if committed <= Decimal::ZERO {
            None
        } else {
            paid.checked_div(committed)
        }
    }
}

/// The share of a cell as it is written.
fn said(matrix: &Matrix<'_>, sum: &Sum) -> Option<String> {
    let hundredths = sum.share()?.checked_mul(Decimal::ONE_HUNDRED)?;
    Some((matrix.share)(hundredths))
}

/// Draws a cell, with its share in figures if they are given.
fn draw(frame: &mut Frame<'_>, sum: &Sum, said: Option<String>, area: Area) {
    let inner = Area::new(
        area.x + 2.0,
        area.y + 2.0,
        area.width - 4.0,
        area.height - 4.0,
    );
    if sum.money.is_none() {
        frame.circle("pairing", area.middle(), area.y + area.height / 2.0, 2.0);
        return;
    }
    let Some(share) = sum.share() else {
        frame.rect(("missing", Hatch::Gap), inner);
        frame.rect("edge-gap", inner);
        return;
    };
    let part = share.to_f64().unwrap_or(0.0).clamp(0.0, 1.0);
    let (whole, filled) = match said {
        // Over a strip along the foot, where there is room for words.
        Some(said) => {
            frame.text(
                (Type::Small, ""),
                (area.middle(), inner.y + 14.0),
                Anchor::Middle,
                &said,
            );
            let strip = Area::new(
                inner.x + 1.0,
                inner.bottom() - 11.0,
                inner.width - 2.0,
                10.0,
            );
            (
                strip,
                Area::new(strip.x, strip.y, strip.width * part, strip.height),
            )
        }
        None => {
            let height = inner.height * part;
            (
                inner,
                Area::new(inner.x, inner.bottom() - height, inner.width, height),
            )
        }
    };
    frame.rect("planned", whole);
    if part > 0.0 {
        frame.rect("paid", filled);
    }
    if share > Decimal::ONE || share < Decimal::ZERO {
        let y = if share > Decimal::ONE {
            whole.y - 1.0
        } else {
            whole.bottom() + 1.0
        };
        frame.line("over", (area.x + 1.0, y), (area.right() - 1.0, y));
    }
}

fn key<'m>(matrix: &'m Matrix<'_>, sums: impl Iterator<Item = &'m Sum>) -> Vec<(Swatch, &'m str)> {
    let (mut known, mut over, mut unknown, mut pairing) = (false, false, false, false);
    for sum in sums {
        match (sum.money, sum.share()) {
            (None, _) => pairing = true,
            (_, None) => unknown = true,
            (_, Some(share)) => {
                known = true;
                over |= share > Decimal::ONE;
            }
        }
    }
    let words = &matrix.words;
    let table: [(bool, Swatch, &str); 4] = [
        (known, Swatch::Box("paid".into()), &words.share),
        (over, Swatch::Line("over"), &words.over),
        (
            unknown,
            Swatch::Box(("missing", Hatch::Gap).into()),
            &words.unknown,
        ),
        (
            pairing,
            Swatch::Round("pairing".into(), 2.5),
            &words.pairing,
        ),
    ];
    in_use(table)
}
