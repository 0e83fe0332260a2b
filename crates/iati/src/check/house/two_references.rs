//! One organisation, by its name, stands under two references.

use super::facts::Facts;
use super::facts::words::folded;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-two-references",
    category: "organisation",
    title: "An organisation stands under two references",
    why: "One organisation becomes two: its rows are neither found nor added up together.",
    fix: "Use one identifier for it throughout, the one it publishes under itself if it does.",
    looks_at: "@ref and name of every organisation",
    examples: &[
        Example {
            xml: r#"<participating-org ref="XM-EX-7"><narrative>Lake Trust</narrative></participating-org><participating-org ref="AA-BBB-12"><narrative>LAKE TRUST</narrative></participating-org>"#,
            found_at: &["participating-org[2]/@ref"],
        },
        Example {
            xml: r#"<participating-org ref="XM-EX-7"><narrative>Lake Trust</narrative></participating-org><participating-org><narrative>Lake Trust</narrative></participating-org>"#,
            found_at: &[],
        },
    ],
    check,
};

/// An organisation's name, its reference, and its number in the unit.
type Row<'f> = (&'f str, &'f str, usize);

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let mut rows = rows(facts);
    if rows.iter().all(|(_, reference, _)| *reference == rows[0].1) {
        return;
    }
    rows.sort_unstable();
    rows.dedup_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let folded = rows.into_iter().map(|(name, r, at)| (folded(name), r, at));
    let mut by_name: Vec<(String, &str, usize)> = folded.collect();
    by_name.sort_unstable();
    by_name.dedup_by(|a, b| (&a.0, a.1) == (&b.0, b.1));
    for same in by_name.chunk_by(|a, b| a.0 == b.0).filter(|c| c.len() > 1) {
        tell(facts, same, out);
    }
}

fn rows<'f>(facts: &'f Facts<'_>) -> Vec<Row<'f>> {
    let mut rows: Vec<Row<'f>> = Vec::new();
    for (at, org) in facts.orgs.iter().enumerate() {
        let name = facts.name(org);
        if org.reference.is_empty() || name.len() < 4 {
            continue;
        }
        // Provider and receiver alternate, mostly the same two.
        let mut last = rows.iter().rev().take(4);
        if !last.any(|(n, r, _)| *r == org.reference && *n == name) {
            rows.push((name, org.reference, at));
        }
    }
    rows
}

fn tell<'a>(facts: &Facts<'a>, same: &[(String, &str, usize)], out: &mut Out<'a>) {
    let mut places: Vec<usize> = same.iter().map(|(_, _, at)| *at).collect();
    places.sort_unstable();
    let spot = |at: usize| Spot::attribute_of(facts.orgs[at].element, "ref");
    let (first, second) = (&facts.orgs[places[0]], &facts.orgs[places[1]]);
    let more = match places.len() {
        2 => String::new(),
        n => format!(" and {} more", n - 2),
    };
    let message = format!(
        "“{}” is {} in one place and {}{more} in another; use one",
        super::out::shown(facts.name(second)),
        first.reference,
        second.reference,
    );
    let also = places
        .iter()
        .filter(|at| **at != places[1])
        .map(|at| spot(*at))
        .collect();
    out.all(spot(places[1]), also, message);
}
