//! Activities by the year in which they start.

use super::drawn;
use crate::answer::{About, Drawn, grouped};
use crate::picture::series::{self, Kind, Said, Series, Strength, Value};
use ledger::Facet;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Years that a picture spans, up to the last that many start in.
const SPAN: i16 = 40;

/// The years as a picture; none if no activity says when it starts. A year far from the others,
/// most often a slip, would leave no room for these: it is said and not drawn.
pub fn starts(about: &About, years: &Facet) -> Option<Drawn> {
    let read = |(label, count): &(String, u64)| Some((label.parse::<i16>().ok()?, *count));
    let all: BTreeMap<i16, u64> = years.labels.iter().filter_map(read).collect();
    let middle = {
        let half = all.values().sum::<u64>() / 2;
        let mut sum = 0;
        let mut passed = all.iter().skip_while(|(_, count)| {
            sum += **count;
            sum <= half
        });
        *passed.next()?.0
    };
    let near = middle.saturating_sub(SPAN)..=middle.saturating_add(SPAN);
    let (mut shown, mut far) = (BTreeMap::new(), 0);
    for (year, count) in all {
        match near.contains(&year) {
            true => {
                shown.insert(year, count);
            }
            false => far += count,
        }
    }
    let (first, last) = (*shown.first_key_value()?.0, *shown.last_key_value()?.0);
    let values = (first..=last).map(|year| {
        let count = shown.get(&year).copied().unwrap_or(0);
        Value {
            said: Said::Figure(Decimal::from(count)),
            title: say!(
                "{year}: {n: # activity starts|# activities start}",
                year = year.to_string(),
                n = count
            ),
        }
    });
    let kind = Kind {
        name: say!("Activities"),
        strength: Strength::Paid,
        values: values.collect(),
    };
    let unit = match (years.not_stated, far) {
        (0, 0) => say!("by the year in which they start"),
        (none, 0) => say!(
            "by the year in which they start; {none: # does|# do} not say when",
            none
        ),
        (none, far) => say!(
            "by the year in which they start; {none: # does|# do} not say when, {far: # is|# are} far from these years",
            none,
            far
        ),
    };
    let draw = move |setting: &crate::picture::Setting| {
        series::series(
            setting,
            &Series {
                years: (first..=last).map(|y| y.to_string()).collect(),
                kinds: vec![kind.clone()],
                unit: unit.clone(),
                missing: String::new(),
                figure: &|value| grouped(&value.to_string()),
            },
        )
    };
    let title = say!("Activities by the year in which they start");
    Some(drawn("starts", &title, about, draw))
}
