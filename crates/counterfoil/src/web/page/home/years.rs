//! What is said by year, in the currency that most lines are in.

use crate::answer::{About, Drawn};
use crate::drawing::{self, Column};
use crate::picture::series::Strength;
use ledger::Group;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Committed and paid by the givers, received by the receivers. `groups` are by type,
/// currency and year.
pub fn years(about: &About, groups: &[Group]) -> Option<Drawn> {
    let currency = commonest(groups)?;
    let kinds = [
        ("2", say!("Committed"), Strength::Committed),
        ("3", say!("Paid"), Strength::Paid),
        ("1", say!("Received"), Strength::Spent),
    ];
    let columns: Vec<Column> = kinds
        .into_iter()
        .map(|(kind, name, strength)| Column {
            name,
            strength,
            by_year: by_year(groups, kind, &currency),
        })
        .filter(|column| !column.by_year.is_empty())
        .collect();
    let title = say!("What is said by year, in {currency}", currency);
    drawing::years(about, &title, &columns, &currency)
}

fn by_year(groups: &[Group], kind: &str, currency: &str) -> BTreeMap<i16, Decimal> {
    let label = |g: &Group, at: usize| g.labels.get(at).cloned().flatten();
    let mut all = BTreeMap::new();
    for group in groups {
        let is_asked = label(group, 0).as_deref() == Some(kind)
            && label(group, 1).as_deref() == Some(currency);
        let year = label(group, 2).and_then(|year| year.parse::<i16>().ok());
        // A sum that no decimal holds is drawn as not told; the table has it.
        let sum = group.sum.to_string().parse::<Decimal>().ok();
        if let (true, Some(year), Some(sum)) = (is_asked && group.counted > 0, year, sum) {
            all.insert(year, sum);
        }
    }
    all
}

/// The currency of most lines.
fn commonest(groups: &[Group]) -> Option<String> {
    let mut lines: BTreeMap<&str, u64> = BTreeMap::new();
    for group in groups {
        if let Some(Some(currency)) = group.labels.get(1) {
            *lines.entry(currency).or_default() += group.counted;
        }
    }
    let most = lines.into_iter().max_by_key(|(_, lines)| *lines)?;
    Some(most.0.to_owned())
}
