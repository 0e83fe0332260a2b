//! Rows of one edition after the other, joined where they say the same.

use crate::programme::evidence::Row;
use jiff::civil::Date;
use std::collections::HashMap;

/// What makes two rows of two editions one.
type Same = (
    Date,
    crate::programme::measure::Book,
    crate::programme::evidence::Part,
    String,
    rust_decimal::Decimal,
    crate::programme::measure::Unit,
    Option<String>,
);

fn same(row: &Row) -> Same {
    (
        row.day,
        row.book,
        row.part,
        row.series.clone(),
        row.value.normalize(),
        row.unit.clone(),
        row.rests_on.activity.clone(),
    )
}

/// A row that goes on in the next edition is one row, told since the first and resting on
/// the last. Two alike in one edition stay two. In order of day, book and place.
pub(super) fn joined(mut rows: Vec<Row>) -> Vec<Row> {
    // A version that was replaced on the day it came was never seen.
    rows.retain(|r| r.gone.is_none_or(|gone| r.told < gone));
    rows.sort_by_key(|r| r.told);
    let mut all: Vec<Row> = Vec::new();
    let mut of_same: HashMap<Same, Vec<usize>> = HashMap::new();
    for row in rows {
        let known = of_same.entry(same(&row)).or_default();
        let goes_on = known.iter().find(|at| all[**at].gone == Some(row.told));
        match goes_on {
            Some(at) => {
                all[*at].gone = row.gone;
                all[*at].rests_on = row.rests_on;
            }
            None => {
                known.push(all.len());
                all.push(row);
            }
        }
    }
    all.sort_by(|a, b| {
        let key = |r: &Row| (r.day, r.book, r.part, r.told, r.gone);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.rests_on.cmp(&b.rests_on))
    });
    all
}
