//! The identifier names nothing: it is empty, or ends where its own part begins.

use super::facts::Facts;
use super::facts::stopgap::is_stopgap;
use super::{Example, House, Out};
use crate::read::UnitKind;

pub(super) const RULE: House = House {
    id: "cf-empty-identifier",
    category: "identifiers",
    title: "The identifier is empty or has no part of its own",
    why: "Nobody can refer to such an activity, and all that are named so count as one.",
    fix: "Write your organisation's identifier, a hyphen, and your own number of the activity.",
    looks_at: "iati-activity/iati-identifier",
    examples: &[
        Example {
            xml: r#"<iati-identifier></iati-identifier>"#,
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-</iati-identifier><reporting-org ref="XM-EX-1"/>"#,
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-null</iati-identifier><reporting-org ref="XM-EX-1"/>"#,
            found_at: &["iati-identifier"],
        },
        Example {
            xml: r#"<iati-identifier>XM-EX-1-0</iati-identifier><reporting-org ref="XM-EX-1"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let Some((element, text)) = &facts.identifier else {
        return;
    };
    if facts.kind != UnitKind::Activity {
        return;
    }
    if text.is_empty() {
        out.at(*element, "the identifier is empty; give the activity one");
        return;
    }
    let reference = facts.reporting().map_or("", |o| o.reference);
    let own = match text.strip_prefix(reference) {
        Some(own) if !reference.is_empty() => own,
        _ => text,
    };
    // The reference and nothing more is the standard's own rule.
    if own.is_empty() {
        return;
    }
    let own = own.trim_start_matches(['-', '_', '/', ' ']);
    if own.is_empty() {
        let message = format!("“{text}” ends where the activity's own number should begin; add it");
        out.at(*element, message);
    } else if is_stopgap(own, &[]) {
        let message = format!(
            "“{text}” ends in “{own}”: the activity's own number was missing when it was made"
        );
        out.at(*element, message);
    }
}
