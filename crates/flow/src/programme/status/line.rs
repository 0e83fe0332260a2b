//! The straight line from where a figure starts to where it should be, and where the pace
//! so far would lead.

use super::super::measure::Adds;
use super::super::model::Sense;
use super::terms::Terms;
use crate::exact::Ratio;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Where the figure would come to if it went on as it did from its start until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    /// Rounded to the target's decimals, at least two.
    pub at_deadline: Decimal,
    /// The day on which it would be reached; none if it goes the other way.
    pub reached_on: Option<Date>,
}

/// A day on the way from the start to the deadline.
struct Way {
    done: i64,
    all: i64,
}

fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn way(terms: &Terms<'_>, day: Date) -> Option<Way> {
    let all = days(terms.from, terms.deadline?);
    Some(Way {
        done: days(terms.from, day).clamp(0, all.max(0)),
        all,
    })
}

/// What the line asks for on a day; none where there is no line.
pub(super) fn expected(terms: &Terms<'_>, day: Date) -> Option<Ratio> {
    if !has_line(terms) {
        return None;
    }
    let (way, target, baseline) = (way(terms, day)?, terms.target?, terms.baseline?);
    if way.all <= 0 {
        return Some(target);
    }
    let part = Ratio::count(way.done).divided_by(Ratio::count(way.all))?;
    baseline.plus(target.minus(baseline)?.times(part)?)
}

/// A ceiling, a share without a baseline and a level to be held have no line.
pub(super) fn has_line(terms: &Terms<'_>) -> bool {
    let is_ceiling = terms.adds == Adds::Sum && terms.sense == Sense::AtMost;
    terms.baseline.is_some() && !is_ceiling && !terms.is_held_from_the_start()
}

/// Whether a figure is on course on a day before the end; none if that cannot be said.
pub(super) fn is_on_course(terms: &Terms<'_>, figure: Ratio, day: Date) -> Option<bool> {
    let target = terms.target?;
    if terms.holds(figure)? {
        return Some(true);
    }
    if let Some(expected) = expected(terms, day) {
        let baseline = terms.baseline?;
        let (done, asked) = (figure.minus(baseline)?, expected.minus(baseline)?);
        let rises = target.compare(baseline)?.is_ge();
        // Beyond an exact target there is no way back on the line.
        let is_past = terms.sense == Sense::Exactly && figure.compare(target)?.is_gt() == rises;
        let asked = asked.times(terms.tolerance)?;
        let order = done.compare(asked)?;
        return Some(!is_past && if rises { order.is_ge() } else { order.is_le() });
    }
    match (terms.adds, terms.sense) {
        (Adds::Ratio, Sense::AtLeast) => {
            Some(figure.compare(target.times(terms.tolerance)?)?.is_ge())
        }
        (Adds::Ratio, Sense::AtMost) => {
            Some(figure.times(terms.tolerance)?.compare(target)?.is_le())
        }
        (Adds::Ratio, Sense::Exactly) => {
            let least = figure.compare(target.times(terms.tolerance)?)?.is_ge();
            Some(least && figure.times(terms.tolerance)?.compare(target)?.is_le())
        }
        // A ceiling that is passed, a level that is not held.
        (Adds::Sum, _) => Some(false),
        (Adds::Latest, _) if terms.is_held_from_the_start() => Some(false),
        (Adds::Latest, _) => None,
    }
}

/// Where the pace so far would lead; none where there is no line or no time has passed.
pub(super) fn projection(terms: &Terms<'_>, figure: Ratio, day: Date) -> Option<Projection> {
    if !has_line(terms) {
        return None;
    }
    let (way, target, baseline) = (way(terms, day)?, terms.target?, terms.baseline?);
    if way.done <= 0 {
        return None;
    }
    let done = figure.minus(baseline)?;
    let pace = done.divided_by(Ratio::count(way.done))?;
    let at_deadline = baseline.plus(pace.times(Ratio::count(way.all))?)?;
    Some(Projection {
        at_deadline: at_deadline.rounded(terms.decimals)?,
        reached_on: reached_on(terms, target.minus(baseline)?, pace),
    })
}

fn reached_on(terms: &Terms<'_>, missing: Ratio, pace: Ratio) -> Option<Date> {
    let needed = missing.divided_by(pace)?;
    if needed.is_negative() {
        return None;
    }
    let span = jiff::Span::new().try_days(needed.ceiling()?).ok()?;
    terms.from.checked_add(span).ok()
}
