//! A transaction stands twice, letter for letter.

use super::facts::Facts;
use super::facts::money::Transaction;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-repeated-transaction",
    category: "financial",
    title: "A transaction stands twice",
    why: "If it is the same payment it counts twice; if it is another, nothing tells the two apart.",
    fix: "Remove the copy, or give each transaction a ref of its own.",
    looks_at: "iati-activity/transaction",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-date iso-date="2024-03-31"/><value>50</value></transaction><transaction><transaction-date iso-date="2024-03-31"/><value>50</value></transaction>"#,
            found_at: &["transaction[2]"],
        },
        Example {
            xml: r#"<transaction ref="1"><transaction-date iso-date="2024-03-31"/><value>50</value></transaction><transaction ref="2"><transaction-date iso-date="2024-03-31"/><value>50</value></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if facts.transactions.len() < 2 {
        return;
    }
    let rows = facts.transactions.iter().enumerate();
    let mut rows: Vec<(u64, usize)> = rows.filter_map(|(at, t)| Some((key(t)?, at))).collect();
    rows.sort_unstable();
    for same in rows.chunk_by(|a, b| a.0 == b.0).filter(|c| c.len() > 1) {
        let texts = same.iter().map(|(_, at)| (source(facts, *at), *at));
        let mut texts: Vec<(&str, usize)> = texts.collect();
        texts.sort_unstable();
        for equal in texts.chunk_by(|a, b| a.0 == b.0).filter(|c| c.len() > 1) {
            tell(facts, equal, out);
        }
    }
}

/// Day and amount as one number: equal for equal transactions, and rarely for others.
fn key(t: &Transaction<'_>) -> Option<u64> {
    let (day, amount) = (t.day()?, t.amount().filter(|a| !a.is_zero())?);
    let day = (day.year() as u64) << 9 | (day.month() as u64) << 5 | day.day() as u64;
    Some(day.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ amount.mantissa() as u64)
}

fn source<'f>(facts: &'f Facts<'_>, at: usize) -> &'f str {
    &facts.tree.source()[facts.transactions[at].element.span()]
}

fn tell<'a>(facts: &Facts<'a>, equal: &[(&str, usize)], out: &mut Out<'a>) {
    let spot = |(_, at): &(&str, usize)| Spot::from(facts.transactions[*at].element);
    let first = &facts.transactions[equal[0].1];
    let copies: Vec<Spot<'a>> = equal[1..].iter().map(spot).collect();
    let (Some(day), Some(amount)) = (first.day(), first.amount()) else {
        return;
    };
    out.each(copies, |n| {
        format!(
            "equal in all to {}: {} on {day} stands {} times; remove the copies or give each its own ref",
            first.element.path(),
            amount.normalize(),
            n + 1
        )
    });
}
