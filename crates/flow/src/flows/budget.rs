//! Which budgets of one activity count.
//!
//! Source: the standard's guidance on activity budgets: a revised budget is the
//! new full figure of its period, not the difference, so that the total is the
//! sum of the revised budgets, and of the originals for periods without one.
//!
//! Publishers draw the two periods apart by a day or a month, so an original is
//! superseded where revised ones together cover more than half of its days: four
//! revised quarters replace a year, one of them does not. A shorter overlap, or two
//! budgets of one type over the same days, is said beside both and leaves them counted.

use super::flow::LeftOut;
use super::period;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What of a budget decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term<'a> {
    pub is_revised: bool,
    /// 1 indicative, 2 committed.
    pub status: &'a str,
    /// First and last day; none if one is missing or unreadable.
    pub days: Option<(Date, Date)>,
    pub value: Option<Decimal>,
    pub currency: Option<&'a str>,
}

/// What becomes of one budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub left_out: Option<LeftOut>,
    /// The budget that takes its place, by its number; of several the one that covers most.
    pub by: Option<usize>,
    /// It covers some of the days of another that counts.
    pub overlaps: bool,
}

/// The standing of each budget, in their order.
#[must_use]
pub fn standings(terms: &[Term<'_>]) -> Vec<Standing> {
    let mut standings = vec![Standing::default(); terms.len()];
    let mut first_like: HashMap<&Term<'_>, usize> = HashMap::new();
    let revised = Periods::of(terms, |at| terms[at].is_revised);
    let mut by_days: HashMap<(Date, Date), Option<usize>> = HashMap::new();
    for (at, term) in terms.iter().enumerate() {
        let Some(days) = term.days else { continue };
        let first = *first_like.entry(term).or_insert(at);
        let (left_out, by) = if first != at {
            (LeftOut::RepeatedBudget, Some(first))
        } else if term.is_revised {
            continue;
        } else {
            let by = by_days.entry(days);
            let by = *by.or_insert_with(|| revised.covering(days));
            (LeftOut::SupersededBudget, by)
        };
        standings[at].left_out = by.map(|_| left_out);
        standings[at].by = by;
    }
    let counted = Periods::of(terms, |at| standings[at].left_out.is_none());
    for at in counted.overlapping() {
        standings[at].overlaps = true;
    }
    standings
}

/// Some of the budgets' periods, by their first days; those that end before they begin
/// have no days to share.
struct Periods {
    all: Vec<(Date, Date, usize)>,
    /// The latest day of each and of all before it.
    reach: Vec<Date>,
}

impl Periods {
    fn of(terms: &[Term<'_>], wanted: impl Fn(usize) -> bool) -> Self {
        let days = terms.iter().enumerate().filter(|(at, _)| wanted(*at));
        let days = days.filter_map(|(at, term)| term.days.map(|(first, last)| (first, last, at)));
        let mut all: Vec<_> = days.filter(|(first, last, _)| first <= last).collect();
        all.sort_unstable();
        let mut reach = Vec::with_capacity(all.len());
        for (_, last, _) in &all {
            reach.push(reach.last().map_or(*last, |r: &Date| *r.max(last)));
        }
        Self { all, reach }
    }

    /// The one that covers most of some days, if all together cover more than half.
    fn covering(&self, (first, last): (Date, Date)) -> Option<usize> {
        let from = self.reach.partition_point(|reach| *reach < first);
        let near = self.all.get(from..).unwrap_or_default();
        let near = near.iter().take_while(|(start, ..)| *start <= last);
        let whole = period::days(first, last);
        let (mut covered, mut best, mut until) = (0, (0, None), None);
        for (start, end, at) in near {
            let (start, end) = ((*start).max(first), (*end).min(last));
            let shared = period::days(start, end);
            if shared > best.0 {
                best = (shared, Some(*at));
            }
            // Days that an earlier one covers count once.
            let seen = until.map_or(0, |until: Date| period::days(start, until.min(end)).max(0));
            covered += (shared - seen).max(0);
            until = until.max(Some(end));
            if best.0 >= whole {
                break;
            }
        }
        best.1.filter(|_| covered * 2 > whole)
    }

    /// Those that share a day with another.
    fn overlapping(&self) -> Vec<usize> {
        let each = self.all.iter().enumerate();
        let overlaps = each.filter(|(place, (first, last, _))| {
            let before = place.checked_sub(1).and_then(|p| self.reach.get(p));
            let after = self.all.get(place + 1);
            before.is_some_and(|reach| reach >= first)
                || after.is_some_and(|(start, ..)| start <= last)
        });
        overlaps.map(|(_, (.., at))| *at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn term(is_revised: bool, first: Date, last: Date, value: i64) -> Term<'static> {
        Term {
            is_revised,
            status: "1",
            days: Some((first, last)),
            value: Some(Decimal::from(value)),
            currency: Some("USD"),
        }
    }

    fn year(is_revised: bool, year: i16, value: i64) -> Term<'static> {
        term(is_revised, date(year, 1, 1), date(year, 12, 31), value)
    }

    fn outs(terms: &[Term<'_>]) -> Vec<Option<LeftOut>> {
        standings(terms).iter().map(|s| s.left_out).collect()
    }

    #[test]
    fn original_and_revised_count_once() {
        let terms = [
            year(false, 2020, 100),
            year(true, 2020, 90),
            year(false, 2021, 50),
        ];
        assert_eq!(outs(&terms), [Some(LeftOut::SupersededBudget), None, None]);
        assert_eq!(standings(&terms)[0].by, Some(1));
    }

    #[test]
    fn overlap_decides_not_the_first_day() {
        let late = term(true, date(2022, 2, 1), date(2022, 12, 31), 90);
        assert_eq!(
            outs(&[year(false, 2022, 100), late]),
            [Some(LeftOut::SupersededBudget), None]
        );
        let touching = term(true, date(2022, 12, 31), date(2023, 12, 30), 90);
        let both = [year(false, 2022, 100), touching];
        assert_eq!(outs(&both), [None, None]);
        assert!(standings(&both).iter().all(|s| s.overlaps));
    }

    #[test]
    fn a_revised_quarter_leaves_the_year_counted_and_four_replace_it() {
        let quarter = |month: i8| {
            let last = date(2024, month + 2, 1).last_of_month();
            term(true, date(2024, month, 1), last, 300)
        };
        let one = [year(false, 2024, 1200), quarter(1)];
        assert_eq!(outs(&one), [None, None]);
        assert!(standings(&one).iter().all(|s| s.overlaps));
        // Two quarters are 182 days of 366, told twice or not; three are more than half.
        let two = [year(false, 2024, 1200), quarter(1), quarter(4), quarter(1)];
        assert_eq!(outs(&two)[0], None);
        let mut all = vec![year(false, 2024, 1200)];
        all.extend([1, 4, 7, 10].map(quarter));
        assert_eq!(outs(&all)[0], Some(LeftOut::SupersededBudget));
        assert_eq!(standings(&all)[0].by, Some(3), "the first of the longest");
        assert!(
            standings(&all)[1..]
                .iter()
                .all(|s| s.left_out.is_none() && !s.overlaps)
        );
        // A revised year replaces each original quarter.
        let quarters = [1, 4].map(|month| Term {
            is_revised: false,
            ..quarter(month)
        });
        let [first, second] = quarters;
        let terms = [first, second, year(true, 2024, 1000)];
        let by: Vec<_> = standings(&terms).iter().map(|s| s.by).collect();
        assert_eq!(by, [Some(2), Some(2), None]);
    }

    #[test]
    fn a_repeated_budget_counts_once_and_two_of_one_period_both() {
        let same = [year(false, 2020, 100), year(false, 2020, 100)];
        assert_eq!(outs(&same), [None, Some(LeftOut::RepeatedBudget)]);
        let two = [year(false, 2020, 100), year(false, 2020, 70)];
        assert_eq!(outs(&two), [None, None]);
        assert!(standings(&two).iter().all(|s| s.overlaps));
    }

    #[test]
    fn a_budget_without_days_supersedes_nothing() {
        let nowhere = Term {
            days: None,
            ..year(true, 2020, 90)
        };
        let terms = [year(false, 2020, 100), nowhere.clone(), nowhere];
        assert_eq!(outs(&terms), [None, None, None]);
    }
}
