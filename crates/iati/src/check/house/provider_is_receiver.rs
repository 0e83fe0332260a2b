//! A transaction's provider is its receiver.

use super::facts::Facts;
use super::facts::money::{Transaction, kind_name};
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-provider-is-receiver",
    category: "financial",
    title: "A transaction's provider is also its receiver",
    why: "Money that goes from an organisation to itself is not followed by anyone, and counts as paid out.",
    fix: "Name who got the money; if you spent it yourself, it is an expenditure (type 4).",
    looks_at: "iati-activity/transaction",
    examples: &[
        Example {
            xml: r#"<transaction><transaction-type code="3"/><provider-org ref="XM-EX-1"/><receiver-org ref="XM-EX-1"/></transaction>"#,
            found_at: &["transaction[1]/receiver-org/@ref"],
        },
        Example {
            xml: r#"<transaction><transaction-type code="4"/><provider-org ref="XM-EX-1"/><receiver-org ref="XM-EX-1"/></transaction><transaction><transaction-type code="1"/><provider-org ref="XM-EX-1"/><receiver-org ref="XM-EX-1"/></transaction>"#,
            found_at: &[],
        },
        Example {
            xml: r#"<transaction><transaction-type code="3"/><provider-org ref="XM-EX-1" provider-activity-id="XM-EX-1-A"/><receiver-org ref="XM-EX-1" receiver-activity-id="XM-EX-1-B"/></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let to_itself = facts.transactions.iter().filter(|t| is_to_itself(facts, t));
    let mut rows: Vec<(&'a str, Spot<'a>)> = to_itself
        .filter_map(|t| {
            Some((
                t.kind,
                Spot::attribute_of(facts.receiver(t)?.element, "ref"),
            ))
        })
        .collect();
    rows.sort_by_key(|(kind, _)| *kind);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        let spots = same.iter().map(|(_, spot)| *spot).collect();
        out.each(spots, |n| message(same[0].0, n, &same[0].1));
    }
}

/// Own money put in, own spending promised or made: both sides are rightly the same.
const OWN: &[&str] = &["1", "2", "4", "11"];

/// Money may also go from one of an organisation's activities to another.
fn is_to_itself<'a>(facts: &Facts<'a>, t: &Transaction<'a>) -> bool {
    let (Some(provider), Some(receiver)) = (facts.provider(t), facts.receiver(t)) else {
        return false;
    };
    let reference = provider.reference;
    !OWN.contains(&t.kind)
        && !reference.is_empty()
        && reference == receiver.reference
        && (provider.activity == receiver.activity || receiver.activity.is_empty())
}

fn message(kind: &str, n: usize, spot: &Spot<'_>) -> String {
    let who = spot.attribute.map_or("", |a| a.value().trim());
    let rows = super::facts::words::counted(n, "transaction", "transactions");
    let remedy = match kind {
        "3" => "name who got the money, or make it an expenditure (type 4)",
        _ => "name the other side",
    };
    format!("{rows} ({}) from {who} to {who}; {remedy}", kind_name(kind))
}
