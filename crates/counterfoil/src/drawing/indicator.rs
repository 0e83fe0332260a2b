//! An indicator on its way.

use super::{date, day, drawn, figure, joined};
use crate::answer::{About, Drawn};
use crate::picture::progress::{self, Better, Point, Progress, Words};
use flow::programme::IndicatorGroup;
use flow::results::{Measure, Track};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// So many indicators are drawn, one below the other.
const MOST: usize = 6;

/// The indicators of a group, one picture each; as a file the first. `limit` hides small
/// counts.
pub fn indicators(
    about: &About,
    group: &IndicatorGroup,
    tracks: &[Track],
    limit: u32,
) -> Option<Drawn> {
    let shown = |value: Decimal| value.is_zero() || value >= Decimal::from(limit);
    let each = tracks.iter().enumerate();
    let drawn = each.filter_map(|(at, track)| {
        let unit = match track.measure {
            Measure::Percentage => "%",
            _ => &group.unit,
        };
        let limit_applies = track.measure == Measure::Unit;
        let shown = |v: Decimal| !limit_applies || shown(v);
        one(at, about, track, unit, &shown)
    });
    joined(drawn.take(MOST).collect())
}

/// One indicator as a picture; none if it has no period with a day. `shown` says which
/// figures may be seen.
fn one(
    at: usize,
    about: &About,
    track: &Track,
    unit: &str,
    shown: &dyn Fn(Decimal) -> bool,
) -> Option<(String, Drawn)> {
    let seen = |value: Option<Decimal>| value.filter(|v| shown(*v));
    let point = |what: String, day: Date, value: Option<Decimal>| Point {
        day,
        value: seen(value),
        title: match value {
            Some(value) if shown(value) => {
                say!(
                    "{what}: {figure} {unit}",
                    what,
                    figure = figure(value),
                    unit
                )
            }
            Some(_) => say!("{what}: hidden, few people", what),
            None => say!("{what}: not stated", what),
        },
    };
    let spans: Vec<(Date, Date, &flow::results::Span)> = track
        .spans
        .iter()
        .filter_map(|s| s.days().map(|(from, to)| (from, to, s)))
        .collect();
    let first = spans.first().map(|s| s.0)?;
    let targets: Vec<Point> = spans
        .iter()
        .map(|(_, to, s)| {
            let what = say!("Target of {day}", day = date(*to));
            point(what, *to, s.target.whole.number())
        })
        .collect();
    let actuals: Vec<Point> = spans
        .iter()
        .map(|(_, to, s)| {
            let what = say!("Told of {day}", day = date(*to));
            point(what, *to, s.actual.whole.number())
        })
        .collect();
    let baseline = track.baseline.whole.number();
    let baseline = baseline.map(|value| {
        let told = track.baseline_of.as_deref().and_then(|d| d.parse().ok());
        let day = told.unwrap_or(first);
        point(say!("Baseline {day}", day = date(day)), day, Some(value))
    });
    let words = track.titles.first().map_or("", String::as_str);
    let title = format!("{words} ({})", track.activity);
    let (better, words) = match track.ascending {
        true => (Better::Higher, say!("more is better")),
        false => (Better::Lower, say!("less is better")),
    };
    let unit = unit.to_owned();
    let draw = move |setting: &crate::picture::Setting| {
        progress::progress(
            setting,
            &Progress {
                baseline: baseline.clone(),
                targets: targets.clone(),
                actuals: actuals.clone(),
                better,
                unit: unit.clone(),
                words: Words {
                    baseline: say!("baseline"),
                    target: say!("target"),
                    actual: say!("told"),
                    better: words.clone(),
                    missing: say!("not stated"),
                    broken: say!("the axis does not begin at zero"),
                },
                figure: &figure,
                day: &day,
            },
        )
    };
    let drawn = drawn(&format!("i{at}"), &title, about, draw);
    Some((title, drawn))
}
