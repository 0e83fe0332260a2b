//! A text is a mere stopgap: `TBC`, `N/A`, `test`.

use super::facts::{Facts, stopgap};
use super::out::{Spot, shown};
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-placeholder-text",
    category: "information",
    title: "A text is a placeholder",
    why: "It was to be replaced before publishing; readers find it instead of a title or a name.",
    fix: "Write the text, or leave the element out where it may be missing.",
    looks_at: "every narrative except those of contacts",
    examples: &[
        Example {
            xml: r#"<title><narrative>TBC</narrative></title><description><narrative>Lorem ipsum dolor</narrative></description>"#,
            found_at: &["title/narrative", "description/narrative"],
        },
        Example {
            xml: r#"<title><narrative>Test of wells</narrative></title>"#,
            found_at: &[],
        },
    ],
    check,
};

const BESIDES: &[&str] = &[
    "description",
    "na",
    "no description",
    "no title",
    "test",
    "title",
    "untitled",
];

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let stopgaps = facts.narratives.iter().filter(|n| is_stopgap(&n.text));
    let mut rows: Vec<(&str, Spot<'a>)> = stopgaps.map(|n| (&*n.text, n.element.into())).collect();
    rows.sort_by_key(|(text, _)| *text);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        let text = shown(same[0].0);
        out.each(same.iter().map(|(_, s)| *s).collect(), |n| {
            let times = super::facts::words::counted(n, "place", "places");
            format!("“{text}” stands in {times} for a text that is missing; write it or leave the element out")
        });
    }
}

fn is_stopgap(text: &str) -> bool {
    if text.len() > 16 {
        let start = text.get(..11);
        return start.is_some_and(|t| t.eq_ignore_ascii_case("lorem ipsum"));
    }
    let Some(first) = text.bytes().next() else {
        return false;
    };
    let sign = |b: u8| matches!(b, b'-' | b'.' | b'?' | b'_' | b'/' | b'*' | b'x' | b'X');
    // The stopgaps begin with few letters.
    let may = matches!(first.to_ascii_lowercase(), b'#' | b'd' | b'n' | b't' | b'u');
    may && stopgap::is_stopgap(text, BESIDES) || text.bytes().all(sign)
}
