//! The cells of a workbook as they come, within a bound: a small file can say a great many
//! cells, and say one long text in each of them.

use iati::sheet::{Cell, Row};
use std::collections::BTreeMap;

/// Columns of a sheet.
const COLUMNS: u32 = 2048;
/// Bytes that the cells of a workbook may take in memory.
pub(super) const HELD: usize = 1 << 30;

pub(super) const TOO_LARGE: &str = "its cells come to more than 1 GB; split it";

type Result<T> = std::result::Result<T, String>;

/// Rows by number, as cells come.
#[derive(Default)]
pub struct Grid {
    rows: BTreeMap<u32, Vec<Cell>>,
    /// Bytes held, of all sheets.
    held: usize,
}

impl Grid {
    /// # Errors
    /// It is too far to the right, or more than can be held; in words.
    pub fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<()> {
        if column >= COLUMNS {
            return Err(format!(
                "there is a value in row {}, beyond column {COLUMNS}; take it out",
                u64::from(row) + 1
            ));
        }
        let cells = self.rows.entry(row).or_default();
        let column = column as usize;
        let more = (column + 1).saturating_sub(cells.len());
        // A row itself takes about as much as two cells.
        let more = if cells.is_empty() { more + 2 } else { more };
        self.held += more * size_of::<Cell>() + length(&cell);
        if self.held > HELD {
            return Err(TOO_LARGE.to_owned());
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    /// A cell that is merged over several rows says the same in each of them.
    ///
    /// # Errors
    /// As of [`Grid::put`].
    pub fn down(&mut self, start: (u32, u32), end: (u32, u32)) -> Result<()> {
        let Some(first) = start.0.checked_add(1).filter(|first| *first <= end.0) else {
            return Ok(());
        };
        let Some(cell) = self.get(start.0, start.1).cloned() else {
            return Ok(());
        };
        let rows: Vec<u32> = self
            .rows
            .range(first..=end.0)
            .map(|(row, _)| *row)
            .collect();
        for row in rows {
            self.put(row, start.1, cell.clone())?;
        }
        Ok(())
    }

    fn get(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.get(&row)?.get(column as usize)
    }

    /// The rows of a sheet, which is at its end.
    pub fn take_rows(&mut self) -> Vec<Row> {
        let rows = std::mem::take(&mut self.rows).into_iter();
        rows.map(|(row, cells)| Row {
            number: row.saturating_add(1),
            cells,
        })
        .collect()
    }
}

pub(super) fn length(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Error(text) => text.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_counted() {
        // One value far to the right in each row holds all cells before it.
        let mut grid = Grid::default();
        let last = (0..1 << 20).find(|row| grid.put(*row, 2047, Cell::Bool(true)).is_err());
        assert!(last.is_some_and(|row| row < 1 << 15), "{last:?}");
        // A long text in each of many cells, and one that is merged over many rows.
        let long = || Cell::Text("x".repeat(1 << 20));
        let mut grid = Grid::default();
        assert!(grid.put(0, 0, long()).is_ok());
        for row in 1..2000 {
            assert!(grid.put(row, 1, Cell::Bool(true)).is_ok());
        }
        assert!(grid.down((0, 0), (100, 0)).is_ok());
        assert!(grid.down((0, 0), (u32::MAX, 0)).is_err());
        assert!(grid.down((u32::MAX, 0), (u32::MAX, 0)).is_ok());
    }
}
