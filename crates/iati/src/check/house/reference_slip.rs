//! Two references of an activity differ as a slip of the hand makes them differ.

use super::facts::Facts;
use super::misspelt_agency::meant;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-reference-slip",
    category: "organisation",
    title: "Two references differ by a slip",
    why: "One organisation becomes two: its rows are neither found nor added up together.",
    fix: "Look up the right identifier and use it in both places.",
    looks_at: "@ref of every organisation",
    examples: &[
        Example {
            xml: r#"<reporting-org ref="XM-EX-0012345"/><participating-org ref="XM-EX-12345"/>"#,
            found_at: &["participating-org/@ref"],
        },
        Example {
            xml: r#"<reporting-org ref="XM-EX-1234567"/><participating-org ref="XM-EX-1243567"/><participating-org ref="xm_ex_1234567"/>"#,
            found_at: &["participating-org[1]/@ref", "participating-org[2]/@ref"],
        },
        Example {
            xml: r#"<reporting-org ref="XM-EX-41"/><participating-org ref="XM-EX-41127"/><participating-org ref="XM-EX-41128"/>"#,
            found_at: &[],
        },
    ],
    check,
};

/// So many different references are compared with each other; no activity needs more.
const COMPARED: usize = 40;
/// Shorter numbers of neighbours differ by as little and are both right.
const LONG: usize = 7;

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let mut different: Vec<(&'a str, Spot<'a>)> = Vec::new();
    for org in &facts.orgs {
        let reference = org.reference;
        if reference.is_empty() || different.iter().any(|(r, _)| *r == reference) {
            continue;
        }
        if different.len() == COMPARED {
            break;
        }
        let spot = Spot::attribute_of(org.element, "ref");
        let slip = different.iter().find(|(r, _)| is_slip(r, reference));
        // A misspelt agency has a check of its own.
        if let Some((earlier, _)) = slip.filter(|_| meant(reference).is_none()) {
            let message = format!(
                "“{reference}” and “{earlier}” in this activity differ by a slip; one of them is wrong"
            );
            out.at(spot, message);
        }
        different.push((reference, spot));
    }
}

fn is_slip(a: &str, b: &str) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return false;
    }
    let significant = |text: &str| text.bytes().filter(u8::is_ascii_alphanumeric).count();
    if significant(a) < 5 {
        return false;
    }
    same_but_signs(a, b) || number_slip(a.as_bytes(), b.as_bytes())
}

/// Equal but for case, signs, and zeros before a number.
fn same_but_signs(a: &str, b: &str) -> bool {
    significant(a).eq(significant(b))
}

/// Letters in upper case and digits, zeros before a number left out.
fn significant(text: &str) -> impl Iterator<Item = u8> {
    let mut in_number = false;
    let mut bytes = text.bytes().peekable();
    std::iter::from_fn(move || {
        loop {
            let byte = bytes.next()?;
            if !byte.is_ascii_alphanumeric() {
                in_number = false;
                continue;
            }
            let more = bytes.peek().is_some_and(u8::is_ascii_digit);
            if byte == b'0' && !in_number && more {
                continue;
            }
            in_number = byte.is_ascii_digit();
            return Some(byte.to_ascii_uppercase());
        }
    })
}

/// In the long number that both end in, two digits are exchanged or one is missing.
fn number_slip(a: &[u8], b: &[u8]) -> bool {
    let head = |text: &[u8]| text.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let (long_a, long_b) = (head(a), head(b));
    if long_a.max(long_b) < LONG || a[..a.len() - long_a] != b[..b.len() - long_b] {
        return false;
    }
    match a.len().abs_diff(b.len()) {
        0 => exchanged(a, b),
        1 => one_more(a, b),
        _ => false,
    }
}

/// Whether two neighbours are exchanged and nothing else differs.
pub(super) fn exchanged(a: &[u8], b: &[u8]) -> bool {
    let mut pairs = a.iter().zip(b).enumerate().filter(|(_, (x, y))| x != y);
    let (Some((i, (x, y))), Some((j, (v, w)))) = (pairs.next(), pairs.next()) else {
        return false;
    };
    pairs.next().is_none() && j == i + 1 && x == w && y == v
}

/// Whether the longer of two is the shorter with one more byte.
pub(super) fn one_more(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    long.len() == short.len() + 1 && short[same..] == long[same + 1..]
}
