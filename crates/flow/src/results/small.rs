//! Counts too small to be shown.
//!
//! A count of one to four people can point at one of them. Such a count is hidden, and
//! so are as many others as it takes that no hidden one can be worked out from the
//! sums that are shown: by subtraction, or by any chain of sums.

use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Counts below this are hidden where nothing else is asked for.
pub const LIMIT: u32 = 5;

/// What a reader of a public page sees of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Value(Decimal),
    /// Nothing was told; that may be said.
    Missing,
    /// Above zero and below the limit.
    Small,
    /// Large enough, but a small one could be worked out from it.
    Beside,
}

impl Shown {
    #[must_use]
    pub fn is_hidden(self) -> bool {
        matches!(self, Self::Small | Self::Beside)
    }
}

/// One sum among the cells: a total and what adds up to it, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumOf {
    pub total: usize,
    pub parts: Vec<usize>,
}

/// What may be shown of `cells`, given every sum that holds among them: rows, columns,
/// totals of totals. Zero is no small count. Cells named by a sum and not there are
/// passed over.
#[must_use]
pub fn shown(cells: &[Option<Decimal>], sums: &[SumOf], limit: u32) -> Vec<Shown> {
    let limit = Decimal::from(limit);
    let mut all: Vec<Shown> = cells.iter().map(|cell| first(*cell, limit)).collect();
    // A total that nobody told gives nothing away.
    let is_told = |sum: &&SumOf| cells.get(sum.total).is_some_and(Option::is_some);
    let sums: Vec<&SumOf> = sums.iter().filter(is_told).collect();
    // Each round hides one cell more.
    for _ in 0..=cells.len() {
        let Some(at) = next(cells, &all, &sums, limit) else {
            break;
        };
        if let Some(cell) = all.get_mut(at) {
            *cell = Shown::Beside;
        }
    }
    all
}

/// The parts of one total: what may be shown of each, and of the total.
#[must_use]
pub fn parts_shown(
    parts: &[Option<Decimal>],
    total: Option<Decimal>,
    limit: u32,
) -> (Vec<Shown>, Shown) {
    let mut cells = parts.to_vec();
    cells.push(total);
    let sum = SumOf {
        total: parts.len(),
        parts: (0..parts.len()).collect(),
    };
    let mut all = shown(&cells, &[sum], limit);
    let total = all.pop().unwrap_or(Shown::Missing);
    (all, total)
}

fn first(cell: Option<Decimal>, limit: Decimal) -> Shown {
    match cell {
        None => Shown::Missing,
        Some(n) if n > Decimal::ZERO && n < limit => Shown::Small,
        Some(n) => Shown::Value(n),
    }
}

/// The next cell that must be hidden as well; none if no hidden one can be worked out, or
/// nothing is left that could be hidden. A sum that cannot be helped must not keep another
/// from being looked at.
fn next(
    cells: &[Option<Decimal>],
    all: &[Shown],
    sums: &[&SumOf],
    limit: Decimal,
) -> Option<usize> {
    let mut loose = sums.iter().filter(|sum| is_loose(cells, all, sum, limit));
    let beside = loose.find_map(|sum| cheapest(cells, all, sum));
    beside.or_else(|| {
        solved(all, sums).into_iter().find_map(|known| {
            let mut around = sums
                .iter()
                .filter(|s| s.total == known || s.parts.contains(&known));
            around.find_map(|sum| cheapest(cells, all, sum))
        })
    })
}

/// Whether one sum alone gives a hidden cell away, or that all of them are tiny.
fn is_loose(cells: &[Option<Decimal>], all: &[Shown], sum: &SumOf, limit: Decimal) -> bool {
    let is_hidden = |at: &&usize| all.get(**at).is_some_and(|s| s.is_hidden());
    let parts: Vec<&usize> = sum.parts.iter().filter(is_hidden).collect();
    if is_hidden(&&sum.total) {
        // Without its total a single part cannot be worked out, but the total can be from
        // parts that are all shown.
        return parts.is_empty();
    }
    let hidden = parts
        .iter()
        .filter_map(|at| cells.get(**at).copied().flatten());
    let together: Decimal = hidden.fold(Decimal::ZERO, |a, b| a.saturating_add(b));
    // Every hidden cell is one or more: as many ones as cells would be no secret.
    !parts.is_empty()
        && (parts.len() == 1 || together < limit || together <= Decimal::from(parts.len()))
}

/// What costs least to hide: the smallest part that is shown, zero last; else the total.
fn cheapest(cells: &[Option<Decimal>], all: &[Shown], sum: &SumOf) -> Option<usize> {
    let value = |at: &usize| match all.get(*at) {
        Some(Shown::Value(_)) => cells.get(*at).copied().flatten(),
        _ => None,
    };
    let shown = sum
        .parts
        .iter()
        .filter_map(|at| value(at).map(|v| (v.is_zero(), v, *at)));
    let part = shown
        .filter(|(is_zero, ..)| !is_zero)
        .min()
        .map(|(.., at)| at);
    part.or_else(|| value(&sum.total).map(|_| sum.total))
}

/// The hidden cells that all sums together give away: the column of each stands alone in a
/// row of the reduced system. All hidden ones, if the factors grow too large to tell.
fn solved(all: &[Shown], sums: &[&SumOf]) -> Vec<usize> {
    let mut rows: Vec<BTreeMap<usize, i128>> = sums.iter().map(|sum| equation(all, sum)).collect();
    let hidden: Vec<usize> = (0..all.len()).filter(|at| all[*at].is_hidden()).collect();
    let mut done = 0;
    for column in hidden.iter().copied() {
        let Some(found) = (done..rows.len()).find(|at| rows[*at].contains_key(&column)) else {
            continue;
        };
        rows.swap(done, found);
        let pivot = rows[done].clone();
        for (at, row) in rows.iter_mut().enumerate() {
            let has = at != done && row.contains_key(&column);
            if has && reduce(row, &pivot, column).is_none() {
                return hidden;
            }
        }
        done += 1;
    }
    let alone = rows.iter().filter(|row| row.len() == 1);
    alone.filter_map(|row| row.keys().next().copied()).collect()
}

/// The hidden cells of a sum: parts are added, the total is taken away.
fn equation(all: &[Shown], sum: &SumOf) -> BTreeMap<usize, i128> {
    let mut row = BTreeMap::new();
    let each = sum.parts.iter().map(|at| (*at, 1)).chain([(sum.total, -1)]);
    for (at, factor) in each {
        if all.get(at).is_some_and(|s| s.is_hidden()) {
            *row.entry(at).or_insert(0) += factor;
        }
    }
    row.retain(|_, factor| *factor != 0);
    row
}

/// Takes `column` out of `row`; none if the factors grow too large.
fn reduce(
    row: &mut BTreeMap<usize, i128>,
    pivot: &BTreeMap<usize, i128>,
    column: usize,
) -> Option<()> {
    let (own, by) = (*row.get(&column)?, *pivot.get(&column)?);
    for factor in row.values_mut() {
        *factor = factor.checked_mul(by)?;
    }
    for (at, factor) in pivot {
        let entry = row.entry(*at).or_insert(0);
        *entry = entry.checked_sub(factor.checked_mul(own)?)?;
    }
    row.retain(|_, factor| *factor != 0);
    let divisor = row.values().fold(0, |a: i128, b| gcd(a, b.abs()));
    if divisor > 1 {
        row.values_mut().for_each(|factor| *factor /= divisor);
    }
    Some(())
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(values: &[i64]) -> Vec<Option<Decimal>> {
        values.iter().map(|n| Some(Decimal::from(*n))).collect()
    }

    fn shown_of(values: &[i64], total: i64) -> String {
        let (parts, total) = parts_shown(&cells(values), Some(total.into()), LIMIT);
        let text = |s: &Shown| match s {
            Shown::Value(n) => n.to_string(),
            Shown::Missing => "-".to_owned(),
            Shown::Small => "<".to_owned(),
            Shown::Beside => "x".to_owned(),
        };
        let all: Vec<String> = parts.iter().chain([&total]).map(text).collect();
        all.join(" ")
    }

    #[test]
    fn one_total() {
        assert_eq!(shown_of(&[11, 12, 291], 314), "11 12 291 314");
        // 3 = 314 − 20 − 291: the next larger one goes with it.
        assert_eq!(shown_of(&[3, 20, 291], 314), "< x 291 314");
        // Two that come to seven: neither can be told from the other.
        assert_eq!(shown_of(&[3, 4, 307], 314), "< < 307 314");
        // Two ones can be told from their sum.
        assert_eq!(shown_of(&[1, 1, 312], 314), "< < x 314");
        assert_eq!(shown_of(&[0, 2, 312], 314), "0 < x 314");
        // Nothing else to hide: the total goes.
        assert_eq!(shown_of(&[0, 3], 3), "0 < <");
        assert_eq!(shown_of(&[4], 4), "< <");
        assert_eq!(shown_of(&[5], 5), "5 5");
    }

    #[test]
    fn missing_is_said_to_be_missing() {
        let (parts, total) = parts_shown(
            &[None, Some(3.into()), Some(9.into())],
            Some(12.into()),
            LIMIT,
        );
        assert_eq!(parts, [Shown::Missing, Shown::Small, Shown::Beside]);
        assert_eq!(total, Shown::Value(12.into()));
    }

    #[test]
    fn a_sum_that_cannot_be_helped_keeps_no_other_from_being_looked_at() {
        let sum = |total, parts: &[usize]| SumOf {
            total,
            parts: parts.to_vec(),
        };
        let number = |n: i64| Some(Decimal::from(n));
        // Women alone and no whole; then women and men, who come to the whole.
        let cells = [number(3), None, number(10), number(2), number(12)];
        let all = shown(&cells, &[sum(1, &[0]), sum(4, &[2, 3])], LIMIT);
        let expected = [
            Shown::Small,
            Shown::Missing,
            Shown::Beside,
            Shown::Small,
            Shown::Value(12.into()),
        ];
        assert_eq!(all, expected);
        // A whole below the limit whose parts are not there.
        let cells = [number(3), number(10), number(2), number(12)];
        let all = shown(&cells, &[sum(0, &[9]), sum(3, &[1, 2])], LIMIT);
        assert_eq!(all[1], Shown::Beside);
    }

    /// Rows and columns of a table, with their sums and the sum of all.
    fn table(values: &[Vec<i64>]) -> (Vec<Option<Decimal>>, Vec<SumOf>) {
        let (rows, columns) = (values.len(), values[0].len());
        let mut all: Vec<i64> = values.iter().flatten().copied().collect();
        let mut sums = Vec::new();
        for row in 0..rows {
            let parts: Vec<usize> = (0..columns).map(|c| row * columns + c).collect();
            sums.push(SumOf {
                total: all.len(),
                parts: parts.clone(),
            });
            all.push(parts.iter().map(|at| all[*at]).sum());
        }
        for column in 0..columns {
            let parts: Vec<usize> = (0..rows).map(|r| r * columns + column).collect();
            sums.push(SumOf {
                total: all.len(),
                parts: parts.clone(),
            });
            all.push(parts.iter().map(|at| all[*at]).sum());
        }
        let row_totals: Vec<usize> = (0..rows).map(|r| rows * columns + r).collect();
        let column_totals: Vec<usize> = (0..columns).map(|c| rows * columns + rows + c).collect();
        let grand = all.len();
        all.push(row_totals.iter().map(|at| all[*at]).sum());
        sums.push(SumOf {
            total: grand,
            parts: row_totals,
        });
        sums.push(SumOf {
            total: grand,
            parts: column_totals,
        });
        (cells(&all), sums)
    }

    /// The rank of the sums in some of their cells.
    fn rank(sums: &[SumOf], cells: &[usize]) -> usize {
        let factor = |sum: &SumOf, cell: usize| match cell {
            c if c == sum.total => -1.0,
            c if sum.parts.contains(&c) => 1.0,
            _ => 0.0,
        };
        let row = |sum: &SumOf| cells.iter().map(|c| factor(sum, *c)).collect();
        let mut rows: Vec<Vec<f64>> = sums.iter().map(row).collect();
        let mut rank = 0;
        for column in 0..cells.len() {
            let Some(found) = (rank..rows.len()).find(|r| rows[*r][column].abs() > 1e-9) else {
                continue;
            };
            rows.swap(rank, found);
            let pivot = rows[rank].clone();
            for row in rows.iter_mut().skip(rank + 1) {
                let by = row[column] / pivot[column];
                row.iter_mut().zip(&pivot).for_each(|(n, p)| *n -= by * p);
            }
            rank += 1;
        }
        rank
    }

    proptest! {
        /// By another way than the one taken above: a cell is given away if the sums lose a
        /// rank without it.
        #[test]
        fn no_hidden_cell_of_a_table_can_be_worked_out(
            values in prop::collection::vec(prop::collection::vec(0i64..40, 4), 3)
        ) {
            let (cells, sums) = table(&values);
            let all = shown(&cells, &sums, LIMIT);
            let hidden: Vec<usize> = (0..all.len()).filter(|at| all[*at].is_hidden()).collect();
            for cell in &hidden {
                let others: Vec<usize> = hidden.iter().copied().filter(|h| h != cell).collect();
                prop_assert_eq!(rank(&sums, &hidden), rank(&sums, &others), "cell {}", cell);
            }
            for (cell, shown) in cells.iter().zip(&all) {
                let small = cell.is_some_and(|n| n > Decimal::ZERO && n < Decimal::from(LIMIT));
                prop_assert_eq!(small, *shown == Shown::Small);
            }
            for sum in &sums {
                let hidden = sum.parts.iter().chain([&sum.total]).filter(|at| all[**at].is_hidden());
                prop_assert_ne!(hidden.count(), 1);
            }
        }
    }
}
