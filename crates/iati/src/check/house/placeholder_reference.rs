//! An identifier is a mere stopgap: `0`, `N/A`, `unknown`.

use super::facts::Facts;
use super::facts::stopgap::is_stopgap;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-placeholder-reference",
    category: "identifiers",
    title: "A reference is a placeholder, not an identifier",
    why: "Programs take it for an identifier, and to them, all who carry it are one organisation.",
    fix: "Leave the attribute out where you do not know the identifier.",
    looks_at: "@ref, @activity-id, @provider-activity-id, @receiver-activity-id",
    examples: &[
        Example {
            xml: r#"<participating-org ref="N/A"/><participating-org ref="00000"/>"#,
            found_at: &["participating-org[1]/@ref", "participating-org[2]/@ref"],
        },
        Example {
            xml: r#"<participating-org ref="10000"/><participating-org ref=""/><participating-org ref="NA-EX-1"/>"#,
            found_at: &[],
        },
    ],
    check,
};

/// `NA` is the code of a country too, but no whole reference.
const BESIDES: &[&str] = &["na", "no ref", "test", "xx", "xxx", "xxxx"];

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    // The activity's own identifier has a check of its own.
    let others = facts.odd.iter().filter(|r| !r.is_own());
    let stopgaps = others.filter(|r| is_placeholder(&r.text));
    let mut rows: Vec<(&str, Spot<'a>)> = stopgaps.map(|r| (&*r.text, r.spot())).collect();
    rows.sort_by_key(|(text, _)| *text);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        let text = same[0].0;
        out.each(same.iter().map(|(_, s)| *s).collect(), |n| {
            let times = super::facts::words::counted(n, "place", "places");
            format!("“{text}” in {times} identifies nobody; leave it out or give the identifier")
        });
    }
}

pub(super) fn is_placeholder(text: &str) -> bool {
    if text.is_empty() || text.len() > 16 {
        return false;
    }
    let empty = |b: u8| {
        matches!(
            b,
            b'0' | b'-' | b'.' | b',' | b';' | b'?' | b'_' | b'/' | b' '
        )
    };
    text.bytes().all(empty) || is_stopgap(text, BESIDES)
}
