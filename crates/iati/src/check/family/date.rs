//! Tests on dates. They look at the first place that a path selects, as the
//! official rules do, and pass what is no date.

use super::super::instant;
use super::{Fault, Spot, View};
use crate::check::draft::short;

/// The instant that a path's first place states.
fn stated<'a>(view: View<'_, 'a>, at: usize) -> Option<(Spot<'a>, i64)> {
    let spot = view.first(at)?;
    let instant = instant::read(&spot.text())?;
    Some((spot, instant))
}

fn day(spot: &Spot<'_>) -> String {
    short(spot.text().trim()).to_owned()
}

pub(super) fn in_order<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    let (less, start) = stated(view, 0)?;
    let (more, end) = stated(view, 1)?;
    let message = || format!("{} is before {}", day(&more), day(&less));
    (start > end).then(|| Fault {
        spot: more,
        also: vec![less],
        message: message(),
    })
}

pub(super) fn not_in_future<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    let (spot, instant) = stated(view, 0)?;
    let now = view.sight.now;
    (instant > now.as_millisecond()).then(|| {
        let today = now.strftime("%Y-%m-%d");
        let message = format!(
            "{} is later than {today}, the day of this check",
            day(&spot)
        );
        Fault::at(spot, message)
    })
}

pub(super) fn within_days<'a>(view: View<'_, 'a>, days: i64) -> Option<Fault<'a>> {
    let (first, start) = stated(view, 0)?;
    let (last, end) = stated(view, 1)?;
    let length = instant::days_between(start, end);
    (length > days).then(|| Fault {
        spot: last,
        also: vec![first],
        message: format!("the period is {length} days long; {days} are allowed"),
    })
}

/// Paths: the date; start; end.
pub(super) fn between<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    let (date, instant) = stated(view, 0)?;
    let (first, start) = stated(view, 1)?;
    let (last, end) = stated(view, 2)?;
    (instant < start || instant > end).then(|| Fault {
        spot: date,
        message: format!(
            "{} is outside the period, {} to {}",
            day(&date),
            day(&first),
            day(&last)
        ),
        also: vec![first, last],
    })
}
