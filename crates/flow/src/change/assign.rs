//! One-to-one assignment of the greatest total weight, exactly (the Hungarian
//! method with potentials).

/// A possible pair of a row and a column, and what it is worth; always positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub row: usize,
    pub column: usize,
    pub weight: i64,
}

/// Pairs of rows and columns, in order of rows. What is not paired stays alone.
pub(crate) fn best(rows: usize, columns: usize, edges: &[Edge]) -> Vec<(usize, usize)> {
    if rows > columns {
        let turned: Vec<Edge> = edges.iter().map(|e| turn(*e)).collect();
        let pairs = best(columns, rows, &turned);
        let mut pairs: Vec<_> = pairs.into_iter().map(|(r, c)| (c, r)).collect();
        pairs.sort_unstable();
        return pairs;
    }
    let mut gain = vec![0i64; rows * columns];
    for e in edges {
        let at = &mut gain[e.row * columns + e.column];
        *at = (*at).max(e.weight);
    }
    let mut solver = Solver::new(rows, columns, &gain);
    for row in 1..=rows {
        solver.add(row);
    }
    solver.pairs()
}

fn turn(e: Edge) -> Edge {
    Edge {
        row: e.column,
        column: e.row,
        weight: e.weight,
    }
}

/// Rows and columns count from 1; 0 stands for none.
struct Solver<'a> {
    columns: usize,
    gain: &'a [i64],
    of_row: Vec<i64>,
    of_column: Vec<i64>,
    /// The row that a column is given to.
    taken: Vec<usize>,
    way: Vec<usize>,
}

impl<'a> Solver<'a> {
    fn new(rows: usize, columns: usize, gain: &'a [i64]) -> Self {
        Self {
            columns,
            gain,
            of_row: vec![0; rows + 1],
            of_column: vec![0; columns + 1],
            taken: vec![0; columns + 1],
            way: vec![0; columns + 1],
        }
    }

    fn reduced(&self, row: usize, column: usize) -> i64 {
        let cost = -self.gain[(row - 1) * self.columns + column - 1];
        cost - self.of_row[row] - self.of_column[column]
    }

    /// Gives `row` a column, moving others along the cheapest path.
    fn add(&mut self, row: usize) {
        self.taken[0] = row;
        let mut at = 0;
        let mut least = vec![i64::MAX; self.columns + 1];
        let mut used = vec![false; self.columns + 1];
        while self.taken[at] != 0 {
            used[at] = true;
            at = self.step(at, &mut least, &used);
        }
        while at != 0 {
            let before = self.way[at];
            self.taken[at] = self.taken[before];
            at = before;
        }
    }

    fn step(&mut self, at: usize, least: &mut [i64], used: &[bool]) -> usize {
        let row = self.taken[at];
        let (mut delta, mut next) = (i64::MAX, 0);
        for column in (1..=self.columns).filter(|c| !used[*c]) {
            let reduced = self.reduced(row, column);
            if reduced < least[column] {
                least[column] = reduced;
                self.way[column] = at;
            }
            if least[column] < delta {
                (delta, next) = (least[column], column);
            }
        }
        for column in 0..=self.columns {
            if used[column] {
                self.of_row[self.taken[column]] += delta;
                self.of_column[column] -= delta;
            } else if column > 0 {
                least[column] -= delta;
            }
        }
        next
    }

    fn pairs(&self) -> Vec<(usize, usize)> {
        let given = (1..=self.columns).map(|c| (self.taken[c], c));
        let worth =
            |(r, c): &(usize, usize)| *r > 0 && self.gain[(r - 1) * self.columns + c - 1] > 0;
        let mut pairs: Vec<_> = given.filter(worth).map(|(r, c)| (r - 1, c - 1)).collect();
        pairs.sort_unstable();
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(pairs: &[(usize, usize)], gain: &[Vec<i64>]) -> i64 {
        pairs.iter().map(|(r, c)| gain[*r][*c]).sum()
    }

    /// Tries every way.
    fn exhaustive(gain: &[Vec<i64>], row: usize, used: &mut Vec<bool>) -> i64 {
        let Some(of_row) = gain.get(row) else {
            return 0;
        };
        let mut top = exhaustive(gain, row + 1, used);
        for (column, worth) in of_row.iter().enumerate() {
            if !used[column] && *worth > 0 {
                used[column] = true;
                top = top.max(worth + exhaustive(gain, row + 1, used));
                used[column] = false;
            }
        }
        top
    }

    proptest! {
        #[test]
        fn no_other_assignment_is_worth_more(
            gain in (1usize..6, 1usize..6).prop_flat_map(|(r, c)|
                prop::collection::vec(prop::collection::vec(0i64..20, c), r))
        ) {
            let columns = gain[0].len();
            let edges: Vec<Edge> = (0..gain.len())
                .flat_map(|row| (0..columns).map(move |column| (row, column)))
                .filter(|(r, c)| gain[*r][*c] > 0)
                .map(|(row, column)| Edge { row, column, weight: gain[row][column] })
                .collect();
            let pairs = best(gain.len(), columns, &edges);
            let top = exhaustive(&gain, 0, &mut vec![false; columns]);
            prop_assert_eq!(total(&pairs, &gain), top);
        }
    }
}
