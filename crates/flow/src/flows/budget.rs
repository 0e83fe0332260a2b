//! Which budgets of one activity count.
//!
//! Source: the standard's guidance on activity budgets: a revised budget is the
//! new full figure of its period, not the difference, so that the total is the
//! sum of the revised budgets, and of the originals for periods without one.
//!
//! Publishers draw the two periods apart by a day or a month, so an original is
//! superseded where a revised one covers more than half of the days of the
//! shorter of the two. A shorter overlap, or two budgets of one type over the
//! same days, is said beside both and leaves them counted.

use super::flow::LeftOut;
use super::period;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What of a budget decides.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The budget that takes its place, by its number.
    pub by: Option<usize>,
    /// It covers some of the days of another that counts.
    pub overlaps: bool,
}

/// The standing of each budget, in their order.
#[must_use]
pub fn standings(terms: &[Term<'_>]) -> Vec<Standing> {
    let mut standings: Vec<Standing> = (0..terms.len()).map(|at| left_out(terms, at)).collect();
    let counted: Vec<usize> = (0..terms.len())
        .filter(|at| standings[*at].left_out.is_none())
        .collect();
    for at in &counted {
        let others = counted.iter().filter(|other| *other != at);
        standings[*at].overlaps = others
            .into_iter()
            .any(|other| shared_days(&terms[*at], &terms[*other]) > 0);
    }
    standings
}

fn left_out(terms: &[Term<'_>], at: usize) -> Standing {
    let term = &terms[at];
    let repeated = terms[..at]
        .iter()
        .position(|t| t == term && t.days.is_some());
    if let Some(by) = repeated {
        return Standing {
            left_out: Some(LeftOut::RepeatedBudget),
            by: Some(by),
            overlaps: false,
        };
    }
    let by = terms
        .iter()
        .position(|t| !term.is_revised && t.is_revised && covers(t, term));
    Standing {
        left_out: by.map(|_| LeftOut::SupersededBudget),
        by,
        overlaps: false,
    }
}

/// Whether more than half of the shorter of two periods is common to both.
fn covers(a: &Term<'_>, b: &Term<'_>) -> bool {
    let (Some(x), Some(y)) = (a.days, b.days) else {
        return false;
    };
    let shorter = period::days(x.0, x.1).min(period::days(y.0, y.1));
    shared_days(a, b) * 2 > shorter
}

fn shared_days(a: &Term<'_>, b: &Term<'_>) -> i64 {
    match (a.days, b.days) {
        (Some(x), Some(y)) => period::days(x.0.max(y.0), x.1.min(y.1)).max(0),
        _ => 0,
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
