//! Two accounts of one flow of money, side by side.
//!
//! Entries meet only where one names the other's activity, the kinds mirror
//! each other, and amount and currency are equal to the last digit. Everything
//! else stands alone. The two sides are never added.

use crate::book::Entry;
use crate::{key, kind};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Which activity ids tie two entries, or an entry to the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// Each names the other's activity.
    BothIds,
    /// Only the giver's entry names the receiver's activity.
    GiverId,
    /// Only the receiver's entry names the giver's activity.
    ReceiverId,
    /// No activity is named, only the organisation.
    OrganisationOnly,
}

impl Link {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BothIds => "both name the other's activity",
            Self::GiverId => "the giver names the receiver's activity",
            Self::ReceiverId => "the receiver names the giver's activity",
            Self::OrganisationOnly => "organisation named, no activity",
        }
    }
}

/// One line of the open book. At least one side is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub giver: Option<&'a Entry>,
    pub receiver: Option<&'a Entry>,
    pub link: Link,
}

impl Line<'_> {
    fn date(&self) -> Option<Date> {
        let dates = [self.giver, self.receiver].map(|e| e.and_then(|e| e.date));
        dates.into_iter().flatten().min()
    }
}

/// Days between two entries; entries without a date count as far apart.
fn gap(giver: &Entry, receiver: &Entry) -> i64 {
    match (giver.date, receiver.date) {
        (Some(a), Some(b)) => i64::from((b - a).get_days()).abs(),
        _ => i64::from(i32::MAX),
    }
}

fn names(activity: Option<&String>, other: &Entry) -> Option<bool> {
    activity.map(|id| key::same(id, &other.activity))
}

/// How the ids tie two entries: `None` if nothing does, or if one names a
/// different activity.
fn link(giver: &Entry, receiver: &Entry) -> Option<Link> {
    let down = names(giver.receiver.activity.as_ref(), receiver);
    let up = names(receiver.provider.activity.as_ref(), giver);
    match (down, up) {
        (Some(true), Some(true)) => Some(Link::BothIds),
        (Some(true), None) => Some(Link::GiverId),
        (None, Some(true)) => Some(Link::ReceiverId),
        _ => None,
    }
}

/// What must be equal for two entries to meet: the kind as the giver calls it,
/// amount and currency.
fn money(entry: &Entry, kind: &str) -> Option<(String, Decimal, String)> {
    Some((
        kind.to_owned(),
        entry.value?.normalize(),
        entry.currency.clone()?,
    ))
}

/// Places of entries by the money that they could meet.
type ByMoney = HashMap<(String, Decimal, String), Vec<usize>>;

fn by_money(receivers: &[Entry]) -> ByMoney {
    let mut places = ByMoney::new();
    for (at, entry) in receivers.iter().enumerate() {
        for kind in kind::KINDS {
            let met = entry
                .kind
                .as_deref()
                .is_some_and(|k| kind::mirrors(kind.code, k));
            if let Some(money) = money(entry, kind.code).filter(|_| met) {
                places.entry(money).or_default().push(at);
            }
        }
    }
    for bucket in places.values_mut() {
        bucket.sort_by_key(|at| (receivers[*at].date, *at));
    }
    places
}

/// Entries of equal money that are looked at on either side of a date. Where
/// hundreds are equal, those far off are no partners, and all pairs of them
/// would not fit in memory.
const NEAREST: usize = 64;

/// The entries of a bucket (in order of date) nearest to a date.
fn nearest<'b>(bucket: &'b [usize], entries: &[Entry], date: Option<Date>) -> &'b [usize] {
    let at = bucket.partition_point(|i| entries[*i].date < date);
    &bucket[at.saturating_sub(NEAREST)..bucket.len().min(at + NEAREST)]
}

/// Lays the giver's outgoing entries beside the receiver's incoming ones.
///
/// Each entry is on exactly one line. Among equal candidates the nearest date
/// wins, then the order given. Lines are in order of date, undated last.
#[must_use]
pub fn lay<'a>(givers: &'a [Entry], receivers: &'a [Entry]) -> Vec<Line<'a>> {
    let places = by_money(receivers);
    let mut candidates: Vec<(i64, usize, usize, Link)> = Vec::new();
    for (g, giver) in givers.iter().enumerate() {
        let money = giver.kind.as_deref().and_then(|kind| money(giver, kind));
        let bucket = money
            .and_then(|m| places.get(&m))
            .map_or(&[][..], Vec::as_slice);
        for r in nearest(bucket, receivers, giver.date) {
            if let Some(link) = link(giver, &receivers[*r]) {
                candidates.push((gap(giver, &receivers[*r]), g, *r, link));
            }
        }
    }
    candidates.sort_by_key(|(gap, g, r, _)| (*gap, *g, *r));
    let mut with: Vec<Option<(usize, Link)>> = vec![None; givers.len()];
    let mut taken = vec![false; receivers.len()];
    for (_, g, r, link) in candidates {
        if with[g].is_none() && !taken[r] {
            with[g] = Some((r, link));
            taken[r] = true;
        }
    }
    let mut lines = Vec::with_capacity(givers.len() + receivers.len());
    for (giver, with) in givers.iter().zip(&with) {
        let alone = giver
            .receiver
            .activity
            .as_ref()
            .map_or(Link::OrganisationOnly, |_| Link::GiverId);
        lines.push(Line {
            giver: Some(giver),
            receiver: with.map(|(r, _)| &receivers[r]),
            link: with.map_or(alone, |(_, link)| link),
        });
    }
    for (receiver, _) in receivers.iter().zip(taken).filter(|(_, taken)| !taken) {
        let alone = receiver.provider.activity.as_ref();
        lines.push(Line {
            giver: None,
            receiver: Some(receiver),
            link: alone.map_or(Link::OrganisationOnly, |_| Link::ReceiverId),
        });
    }
    lines.sort_by_key(|line| (line.date().is_none(), line.date()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Party;
    use crate::classify::Class;
    use proptest::prelude::*;

    /// `kind date value [other activity]` as an entry of `activity`.
    fn entry(activity: &str, line: &str) -> Entry {
        let words: Vec<&str> = line.split_whitespace().collect();
        let other = words.get(3).map(|w| (*w).to_owned());
        let out = kind::direction(words[0]) == kind::Direction::Out;
        let party = |named: bool| Party {
            activity: other.clone().filter(|_| named),
            ..Party::default()
        };
        Entry {
            activity: activity.to_owned(),
            title: None,
            reporter: Party::default(),
            kind: Some(words[0].to_owned()),
            date: words[1].parse().ok(),
            value: words[2].parse().ok(),
            currency: Some("EUR".to_owned()),
            value_date: None,
            provider: party(!out),
            receiver: party(out),
            sector: Class::NotStated,
            place: Class::NotStated,
            reference: None,
            description: None,
            gaps: Vec::new(),
            path: line.to_owned(),
            line: 0,
        }
    }

    fn laid(givers: &[&str], receivers: &[&str]) -> String {
        let givers: Vec<_> = givers.iter().map(|l| entry("G", l)).collect();
        let receivers: Vec<_> = receivers.iter().map(|l| entry("R", l)).collect();
        let side = |e: Option<&Entry>| e.map_or("-".to_owned(), |e| e.path.clone());
        lay(&givers, &receivers)
            .iter()
            .map(|l| format!("{} | {} | {:?}\n", side(l.giver), side(l.receiver), l.link))
            .collect()
    }

    #[test]
    fn equal_amounts_meet_where_an_id_ties_them() {
        let text = laid(
            &[
                "3 2024-01-10 100 R",
                "3 2024-03-10 100 R",
                "2 2024-01-01 500 R",
                "3 2024-05-01 70",
            ],
            &[
                "1 2024-03-12 100 G",
                "1 2024-01-15 100",
                "11 2024-01-01 500 G",
                "1 2024-05-02 70",
                "1 2024-06-01 9 X",
            ],
        );
        assert_eq!(
            text,
            "2 2024-01-01 500 R | 11 2024-01-01 500 G | BothIds\n\
             3 2024-01-10 100 R | 1 2024-01-15 100 | GiverId\n\
             3 2024-03-10 100 R | 1 2024-03-12 100 G | BothIds\n\
             3 2024-05-01 70 | - | OrganisationOnly\n\
             - | 1 2024-05-02 70 | OrganisationOnly\n\
             - | 1 2024-06-01 9 X | ReceiverId\n"
        );
    }

    #[test]
    fn kinds_must_mirror_and_amounts_be_equal() {
        let text = laid(
            &["3 2024-01-10 100 R"],
            &["11 2024-01-10 100 G", "1 2024-01-10 100.01 G"],
        );
        assert_eq!(
            text.lines()
                .filter(|l| l.contains("| 1") && l.starts_with('3'))
                .count(),
            0
        );
    }

    proptest! {
        #[test]
        fn every_entry_is_on_one_line(
            givers in prop::collection::vec((0u8..2, 1u8..28, 1u8..4, any::<bool>()), 0..12),
            receivers in prop::collection::vec((0u8..2, 1u8..28, 1u8..4, any::<bool>()), 0..12),
        ) {
            let text = |kinds: [&str; 2], (k, d, v, tied): (u8, u8, u8, bool), other: &str| {
                format!("{} 2024-01-{d:02} {v} {}", kinds[k as usize], if tied { other } else { "" })
            };
            let givers: Vec<_> = givers.into_iter().map(|g| entry("G", &text(["2", "3"], g, "R"))).collect();
            let receivers: Vec<_> = receivers.into_iter().map(|r| entry("R", &text(["11", "1"], r, "G"))).collect();
            let lines = lay(&givers, &receivers);
            let left = lines.iter().filter(|l| l.giver.is_some()).count();
            let right = lines.iter().filter(|l| l.receiver.is_some()).count();
            prop_assert_eq!((left, right), (givers.len(), receivers.len()));
            for line in &lines {
                if let (Some(g), Some(r)) = (line.giver, line.receiver) {
                    prop_assert_eq!(g.value, r.value);
                }
            }
        }
    }
}
