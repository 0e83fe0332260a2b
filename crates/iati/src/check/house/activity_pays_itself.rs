//! A transaction's other side is this very activity.

use super::facts::Facts;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-activity-pays-itself",
    category: "relations",
    title: "A transaction names this activity as the other side",
    why: "The money seems to run in a circle; whoever follows it from activity to activity stops here.",
    fix: "Name the activity of the other side, or leave the attribute out if it has none.",
    looks_at: "iati-activity/transaction/provider-org/@provider-activity-id, receiver-org/@receiver-activity-id",
    examples: &[
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A</iati-identifier><transaction><transaction-type code="3"/><receiver-org receiver-activity-id="XM-EX-1-A"/></transaction>"#,
            found_at: &["transaction[1]/receiver-org/@receiver-activity-id"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-A</iati-identifier><transaction><transaction-type code="3"/><provider-org provider-activity-id="XM-EX-1-A"/><receiver-org receiver-activity-id="XM-EX-1-B"/></transaction>"#,
            found_at: &[],
        },
    ],
    check,
};

/// Money that comes in: the other side is the provider.
const INCOMING: &[&str] = &["1", "11", "13"];
/// Money that goes out: the other side is the receiver.
const OUTGOING: &[&str] = &["2", "3", "12"];

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let own = facts.own_identifier();
    if own.is_empty() {
        return;
    }
    let sides = facts.transactions.iter().filter_map(|t| {
        if INCOMING.contains(&t.kind) {
            facts.provider(t)
        } else if OUTGOING.contains(&t.kind) {
            facts.receiver(t)
        } else {
            None
        }
    });
    let itself = sides.filter(|o| o.activity == own);
    let spots = itself
        .map(|o| Spot::attribute_of(o.element, o.activity_attribute))
        .collect();
    out.each(spots, |n| {
        let rows = super::facts::words::counted(n, "transaction names", "transactions name");
        format!("{rows} this activity, {own}, as the other side; name the activity the money comes from or goes to")
    });
}
