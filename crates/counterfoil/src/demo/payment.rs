//! What happened: the payments of a project, before anyone wrote them down.

use super::dice::between;
use super::figures::rounded;
use super::programme::{Cut, Project};
use super::time::Date;

#[derive(Clone, Copy, Debug)]
pub(super) struct Payment {
    /// From 1.
    pub(super) number: i64,
    pub(super) paid: Date,
    pub(super) received: Date,
    /// Hundredths of the giver's currency.
    pub(super) cents: i64,
}

pub(super) fn payments(project: &Project) -> Vec<Payment> {
    amounts(project)
        .into_iter()
        .zip(1..)
        .map(|(cents, number)| {
            let paid = paid(project, number);
            let lag = between(&format!("{} lag {number}", project.key), 0, 6);
            let received = paid.plus(lag).working_day();
            Payment {
                number,
                paid,
                received,
                cents,
            }
        })
        .collect()
}

/// The total in parts, of which the last takes the rest.
fn amounts(project: &Project) -> Vec<i64> {
    let weights: Vec<i64> = (1..=project.payments)
        .map(|number| weight(project, number))
        .collect();
    let step = if project.cut == Cut::Round {
        500_000
    } else {
        1
    };
    let whole: i64 = weights.iter().sum();
    let mut amounts: Vec<i64> = weights
        .iter()
        .map(|weight| rounded(project.cents * weight, whole * step) * step)
        .collect();
    let rest = project.cents - amounts.iter().sum::<i64>();
    if let Some(last) = amounts.last_mut() {
        *last += rest;
    }
    amounts
}

fn weight(project: &Project, number: i64) -> i64 {
    if project.cut == Cut::Even {
        return 1;
    }
    between(&format!("{} weight {number}", project.key), 6_000, 14_000)
}

/// Spread over the project, a few days off the middle of each part.
fn paid(project: &Project, number: i64) -> Date {
    let days = project.end.days_since(project.start);
    let middle = days * (2 * number - 1) / (2 * project.payments);
    let off = between(&format!("{} day {number}", project.key), -9, 9);
    off_the_holidays(project.start.plus(middle + off)).working_day()
}

/// Payments of late December are made at its start, and none on New Year's Day. Then only those
/// cut-offs are in the demo that were planted there.
fn off_the_holidays(day: Date) -> Date {
    match day.civil() {
        (year, 12, late @ 14..) => Date::new(year, 12, 3 + late % 7),
        (_, 1, 1) => day.plus(1),
        _ => day,
    }
}
