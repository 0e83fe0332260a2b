//! The families of rules: how each kind of test judges.
//!
//! The semantics follow the official ruleset's: what is missing or unreadable
//! passes a test on dates, and fails one on numbers.

use super::Sight;
use super::path::{Path, Spot};
use super::rule::{Rule, Test};
use crate::finding::Finding;
use crate::read::Element;
use crate::{amount, date};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A rule with its paths parsed.
pub(super) struct Ready {
    rule: &'static Rule,
    on: Vec<Path>,
    paths: Vec<Path>,
}

/// A fault: where, and what is wrong there.
struct Fault<'a> {
    spot: Spot<'a>,
    message: String,
}

impl Ready {
    pub(super) fn new(rule: &'static Rule) -> Self {
        Self {
            rule,
            on: rule.on.iter().map(|p| Path::parse(p)).collect(),
            paths: rule.test.paths().iter().map(|p| Path::parse(p)).collect(),
        }
    }

    pub(super) fn judge(&self, sight: &Sight<'_>, out: &mut Vec<Finding>) {
        if !self.rule.versions.contains(sight.version) || self.rule.unit != sight.unit.kind {
            return;
        }
        for on in &self.on {
            for spot in on.select(sight.tree.root()) {
                for fault in self.faults(spot.element, sight.today) {
                    out.push(self.finding(&fault, sight));
                }
            }
        }
    }

    fn finding(&self, fault: &Fault<'_>, sight: &Sight<'_>) -> Finding {
        let (at, path) = sight.place(fault.spot.offset(), &fault.spot.path());
        Finding {
            rule: self.rule.id,
            severity: self.rule.severity,
            category: self.rule.category,
            identifier: sight.identifier.clone(),
            at,
            path,
            value: fault.spot.attribute.map(|a| a.value().to_owned()),
            message: fault.message.clone(),
            codelist: None,
        }
    }

    fn faults<'a>(&self, element: Element<'a>, today: Date) -> Vec<Fault<'a>> {
        let select = |at: usize| self.paths[at].select(element);
        match &self.rule.test {
            Test::NoSpaces { .. } => select(0).into_iter().filter_map(spaces).collect(),
            Test::NoneOf { symbols, .. } => select(0)
                .into_iter()
                .filter_map(|s| none_of(s, symbols))
                .collect(),
            Test::Unique { .. } => unique((0..self.paths.len()).flat_map(select).collect()),
            Test::StartsWith { separator, .. } => {
                let prefixes: Vec<Spot<'_>> = (1..self.paths.len()).flat_map(select).collect();
                starts_with(&select(0), &prefixes, separator)
            }
            Test::AtLeastOne { missing, .. } => {
                let found = (0..self.paths.len()).any(|at| !select(at).is_empty());
                fault_here(!found, element, missing)
            }
            Test::NoMoreThanOne { message, .. } => {
                let found = (0..self.paths.len())
                    .filter(|at| !select(*at).is_empty())
                    .count();
                fault_here(found > 1, element, message)
            }
            Test::OneOrAll { .. } => one_or_all(select(0).is_empty(), &select(1), &select(2)),
            Test::Range { least, most, .. } => select(0)
                .into_iter()
                .filter_map(|s| range(s, *least, *most))
                .collect(),
            Test::SharesSum { group, .. } => shares_sum(&select(0), group),
            Test::SharesEach { group, .. } => shares_each(&select(0), group),
            Test::InOrder { .. } => in_order(&select(0), &select(1)),
            Test::NotInFuture { .. } => select(0)
                .into_iter()
                .filter_map(|s| in_future(s, today))
                .collect(),
            Test::WithinDays { days, .. } => within_days(&select(0), &select(1), *days),
            Test::Between { .. } => between(&select(0), &select(1), &select(2)),
        }
    }
}

fn fault_here<'a>(wrong: bool, element: Element<'a>, message: &str) -> Vec<Fault<'a>> {
    let spot = Spot {
        element,
        attribute: None,
    };
    let fault = wrong.then(|| Fault {
        spot,
        message: message.to_owned(),
    });
    fault.into_iter().collect()
}

fn spaces(spot: Spot<'_>) -> Option<Fault<'_>> {
    let text = spot.text();
    (text.trim() != text).then(|| Fault {
        spot,
        message: format!(
            "“{}” begins or ends with white space; remove it",
            text.trim()
        ),
    })
}

fn none_of<'a>(spot: Spot<'a>, symbols: &[char]) -> Option<Fault<'a>> {
    let text = spot.text();
    let found = text.chars().find(|c| symbols.contains(c))?;
    Some(Fault {
        spot,
        message: format!(
            "“{}” holds “{found}”, which breaks links to it",
            text.trim()
        ),
    })
}

fn unique(spots: Vec<Spot<'_>>) -> Vec<Fault<'_>> {
    let mut seen: Vec<String> = Vec::new();
    let mut faults = Vec::new();
    for spot in spots {
        let text = spot.text();
        if seen.contains(&text) {
            let message = format!(
                "“{}” is used for two things; each needs its own",
                text.trim()
            );
            faults.push(Fault { spot, message });
        } else {
            seen.push(text);
        }
    }
    faults
}

fn starts_with<'a>(spots: &[Spot<'a>], prefixes: &[Spot<'a>], separator: &str) -> Vec<Fault<'a>> {
    let allowed: Vec<String> = prefixes.iter().map(|p| p.text() + separator).collect();
    let wrong = |s: &&Spot<'a>| !allowed.iter().any(|prefix| s.text().starts_with(prefix));
    let expected = match allowed.first() {
        Some(prefix) => format!("it should begin with “{prefix}”"),
        None => "there is no reference that it could begin with".to_owned(),
    };
    spots
        .iter()
        .filter(wrong)
        .map(|spot| Fault {
            spot: *spot,
            message: format!("“{}”: {expected}", spot.text().trim()),
        })
        .collect()
}

fn one_or_all<'a>(none_for_all: bool, all: &[Spot<'a>], with: &[Spot<'a>]) -> Vec<Fault<'a>> {
    if !none_for_all {
        return Vec::new();
    }
    let has = |s: &Spot<'a>| {
        with.iter()
            .any(|w| w.element.offset() == s.element.offset())
    };
    all.iter()
        .filter(|s| !has(s))
        .map(|spot| Fault {
            spot: *spot,
            message: "no currency: neither here nor as the activity's default".to_owned(),
        })
        .collect()
}

fn range<'a>(spot: Spot<'a>, least: i64, most: i64) -> Option<Fault<'a>> {
    let text = spot.text();
    let value = amount::parse(&text).ok();
    let inside = value.is_some_and(|v| v >= Decimal::from(least) && v <= Decimal::from(most));
    (!inside).then(|| Fault {
        spot,
        message: format!("“{}” is not a number from {least} to {most}", text.trim()),
    })
}

/// Spots by the value of the grouping attribute of their element.
fn grouped<'a>(
    spots: &[Spot<'a>],
    (attribute, default): &(&str, &str),
) -> BTreeMap<String, Vec<Spot<'a>>> {
    let mut groups: BTreeMap<String, Vec<Spot<'a>>> = BTreeMap::new();
    for spot in spots {
        let key = spot
            .element
            .attr(attribute)
            .filter(|v| !v.is_empty())
            .unwrap_or(default);
        groups.entry(key.to_owned()).or_default().push(*spot);
    }
    groups
}

fn shares_sum<'a>(spots: &[Spot<'a>], group: &(&str, &str)) -> Vec<Fault<'a>> {
    let mut faults = Vec::new();
    for (vocabulary, members) in grouped(spots, group) {
        let [first, _, ..] = members.as_slice() else {
            continue;
        };
        let mut sum = Some(Decimal::ZERO);
        for member in &members {
            let value = amount::parse(&member.text()).ok();
            sum = sum.and_then(|s| s.checked_add(value?));
        }
        let sum = sum.map(|s| s.round_dp(4));
        if sum != Some(Decimal::ONE_HUNDRED) {
            let found = sum.map_or("no number".to_owned(), |s| s.normalize().to_string());
            faults.push(Fault {
                spot: *first,
                message: format!(
                    "the {} percentages of vocabulary {vocabulary} add up to {found}, not to 100",
                    members.len()
                ),
            });
        }
    }
    faults
}

fn shares_each<'a>(spots: &[Spot<'a>], group: &(&str, &str)) -> Vec<Fault<'a>> {
    let mut faults = Vec::new();
    for (vocabulary, members) in grouped(spots, group) {
        if members.len() < 2 {
            continue;
        }
        if let Some(without) = members
            .iter()
            .find(|m| m.element.attr("percentage").is_none())
        {
            faults.push(Fault {
                spot: *without,
                message: format!(
                    "one of {} of vocabulary {vocabulary}, without a percentage",
                    members.len()
                ),
            });
        }
    }
    faults
}

fn day(spot: &Spot<'_>) -> Option<Date> {
    date::parse(&spot.text()).ok()
}

fn in_order<'a>(first: &[Spot<'a>], second: &[Spot<'a>]) -> Vec<Fault<'a>> {
    let (Some(a), Some(b)) = (first.first(), second.first()) else {
        return Vec::new();
    };
    let (Some(start), Some(end)) = (day(a), day(b)) else {
        return Vec::new();
    };
    let message = format!("{end} is before {start}");
    if start > end {
        vec![Fault { spot: *b, message }]
    } else {
        Vec::new()
    }
}

fn in_future<'a>(spot: Spot<'a>, today: Date) -> Option<Fault<'a>> {
    let stated = day(&spot)?;
    (stated > today).then(|| Fault {
        spot,
        message: format!("{stated} is after {today}, the day of this check"),
    })
}

fn within_days<'a>(start: &[Spot<'a>], end: &[Spot<'a>], days: i32) -> Vec<Fault<'a>> {
    let (Some(a), Some(b)) = (start.first(), end.first()) else {
        return Vec::new();
    };
    let (Some(from), Some(to)) = (day(a), day(b)) else {
        return Vec::new();
    };
    let length = (to - from).get_days();
    let message = format!("the period is {length} days long, {days} at most are allowed");
    if length > days {
        vec![Fault { spot: *b, message }]
    } else {
        Vec::new()
    }
}

fn between<'a>(dates: &[Spot<'a>], start: &[Spot<'a>], end: &[Spot<'a>]) -> Vec<Fault<'a>> {
    let (Some(from), Some(to)) = (start.first().and_then(day), end.first().and_then(day)) else {
        return Vec::new();
    };
    let outside = |s: &&Spot<'a>| day(s).is_some_and(|d| d < from || d > to);
    dates
        .iter()
        .filter(outside)
        .map(|spot| Fault {
            spot: *spot,
            message: format!(
                "“{}” is outside the period {from} to {to}",
                spot.text().trim()
            ),
        })
        .collect()
}
