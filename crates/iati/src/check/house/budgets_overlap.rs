//! Two budgets of the same kind cover the same time.

use super::facts::Facts;
use super::facts::money::Period;
use super::out::Spot;
use super::{Example, House, Out};
use jiff::civil::Date;

pub(super) const RULE: House = House {
    id: "cf-budgets-overlap",
    category: "financial",
    title: "Two budgets of the same kind cover the same time",
    why: "Budgets are added up: what both cover counts twice.",
    fix: "Let each begin where the one before ends; a changed budget is of type 2, in place of the first.",
    looks_at: "iati-activity/budget; budgets and expenditure of an organisation",
    examples: &[
        Example {
            xml: r#"<budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/></budget><budget><period-start iso-date="2024-07-01"/><period-end iso-date="2025-06-30"/></budget>"#,
            found_at: &["budget[2]"],
        },
        Example {
            xml: r#"<budget type="1"><period-start iso-date="2024-01-01"/><period-end iso-date="2025-01-01"/></budget><budget><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/></budget><budget type="2"><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/></budget>"#,
            found_at: &[],
        },
    ],
    check,
};

/// Periods that only touch are a matter of how their last day is written.
const DAYS: i32 = 7;

type Key<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn key<'a>(p: &Period<'a>) -> Option<Key<'a>> {
    let name = p.element.name();
    // For whom it is cannot be told apart without a code.
    if name.starts_with("recipient-") && p.recipient.is_empty() {
        return None;
    }
    let currency = p.value.map_or("", |v| v.currency);
    Some((name, p.recipient, p.kind, p.status, currency))
}

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if facts.budgets.len() < 2 {
        return;
    }
    let rows = facts
        .budgets
        .iter()
        .filter_map(|p| Some((key(p)?, p.days()?, p)));
    let mut rows: Vec<(Key<'a>, (Date, Date), &Period<'a>)> = rows.collect();
    rows.sort_by_key(|(key, days, _)| (*key, *days));
    for group in rows.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() > 1) {
        let mut latest = group[0].1.1;
        let mut over: Vec<Spot<'a>> = Vec::new();
        let mut first = None;
        for (_, (start, end), period) in &group[1..] {
            if (latest - *start).get_days() > DAYS && (*end - *start).get_days() > DAYS {
                first = first.or(Some((*start, latest)));
                over.push(period.element.into());
            }
            latest = latest.max(*end);
        }
        if let Some((from, to)) = first {
            out.each(over, |n| message(n, group.len(), from, to));
        }
    }
}

fn message(n: usize, of: usize, from: Date, to: Date) -> String {
    let rows = super::facts::words::counted(n, "begins", "begin");
    format!(
        "of {of} budgets of one kind {rows} before another ends (from {from}; the other runs to {to}); what both cover counts twice"
    )
}
