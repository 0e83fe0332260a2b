//! The day whose rate of exchange counts is years from the day of the transaction.

use super::facts::Facts;
use super::far_date::is_far;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-value-date-far",
    category: "financial",
    title: "A value date is years from the transaction's date",
    why: "The value date chooses the rate of exchange: a wrong one turns the amount into another.",
    fix: "Use the day of the transaction, or the day whose rate was used.",
    looks_at: "iati-activity/transaction/value/@value-date",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-date iso-date="2024-03-31"/><value value-date="2014-03-31">5</value></transaction>"#,
            found_at: &["transaction[1]/value/@value-date"],
        },
        Example {
            xml: r#"<transaction><transaction-date iso-date="2024-03-31"/><value value-date="2020-03-31">5</value></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

const YEARS: i32 = 5;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let far = facts.transactions.iter().filter_map(|t| {
        let dated = t.value?.date?;
        if is_far(dated.day?, facts.today) || is_far(t.day()?, facts.today) {
            return None;
        }
        let apart = (dated.day? - t.day()?).get_days().abs();
        (apart > YEARS * 366).then_some((t.day()?, dated))
    });
    let far: Vec<_> = far.collect();
    let Some((day, first)) = far.first().copied() else {
        return;
    };
    let spots = far.iter().map(|(_, d)| d.spot()).collect();
    out.each(spots, |n| {
        let rows = super::facts::words::counted(n, "value date", "value dates");
        format!(
            "{rows} more than {YEARS} years from the transaction's: {} for {day}; is the year right?",
            first.text.trim()
        )
    });
}
