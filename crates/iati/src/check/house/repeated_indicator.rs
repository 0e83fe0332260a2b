//! A result gives the same indicator twice.

use super::facts::{Facts, Indicator};
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-repeated-indicator",
    category: "performance",
    title: "A result gives the same indicator twice",
    why: "Its targets and actual values cannot be read as one series.",
    fix: "Put all periods into one indicator, or say in the titles how the two differ.",
    looks_at: "iati-activity/result/indicator",
    examples: &[
        Example {
            xml: r#"<result><indicator measure="1"><title><narrative>Wells</narrative></title><period/></indicator><indicator measure="1"><title><narrative>Wells</narrative></title></indicator></result>"#,
            found_at: &["result[1]/indicator[2]"],
        },
        Example {
            xml: r#"<result><indicator measure="1"><title><narrative>Wells</narrative></title></indicator></result><result><indicator measure="1"><title><narrative>Wells</narrative></title></indicator></result>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if facts.indicators.len() < 2 {
        return;
    }
    let row = |i: &Indicator<'a>| (i.result, head(facts, i), i.element.offset(), i.element);
    let mut rows: Vec<_> = facts.indicators.iter().map(row).collect();
    rows.sort_unstable_by_key(|(result, head, at, _)| (*result, *head, *at));
    let same = rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    for same in same.filter(|c| c.len() > 1 && !c[0].1.is_empty()) {
        let copies: Vec<Spot<'a>> = same[1..].iter().map(|r| r.3.into()).collect();
        out.each(copies, |n| {
            format!(
                "equal to {} but for its periods; {} stand there: make them one",
                same[0].3.path(),
                n + 1
            )
        });
    }
}

/// The indicator's source up to its first period, white space at its ends aside.
fn head<'f>(facts: &'f Facts<'_>, indicator: &Indicator<'_>) -> &'f str {
    let span = indicator.element.span();
    let first = indicator
        .element
        .children()
        .next()
        .map_or(span.end, |c| c.offset());
    let period = indicator.element.child("period");
    let end = period.map_or(span.end, |p| p.offset());
    let source = facts.tree.source();
    if first >= end {
        return "";
    }
    let head = source[span.start..end].trim_end();
    head.strip_suffix("</indicator>").unwrap_or(head).trim_end()
}
