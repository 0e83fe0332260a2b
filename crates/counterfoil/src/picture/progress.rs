//! An indicator on its way: where it began, where it should be, where it is said to be, and
//! which direction is better.

use super::Setting;
use super::frame::{Anchor, Area, Frame, Hatch, LINE, MARGIN, Swatch, in_use};
use super::scale::{Days, Grain, Scale, every};
use super::text::{Type, width};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Which direction is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
}

/// A figure on a day: the end of its period.
#[derive(Clone, Debug)]
pub struct Point {
    pub day: Date,
    /// None: a period was planned or begun, and no figure is stated for it.
    pub value: Option<Decimal>,
    /// Read by pointing at it.
    pub title: String,
}

/// What the picture shows.
pub struct Progress<'a> {
    pub baseline: Option<Point>,
    /// In order of time.
    pub targets: Vec<Point>,
    pub actuals: Vec<Point>,
    pub better: Better,
    pub unit: String,
    pub words: Words,
    /// Writes a figure.
    pub figure: &'a dyn Fn(Decimal) -> String,
    /// Writes a day as the reader does, as exactly as the axis is fine.
    pub day: &'a dyn Fn(Date, Grain) -> String,
}

/// Words beside the lines, and for what is missing.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub baseline: String,
    pub target: String,
    pub actual: String,
    /// `higher is better`, `lower is better`
    pub better: String,
    pub missing: String,
    /// Said where the axis does not begin at zero.
    pub broken: String,
}

/// Where values and days lie.
struct Plan {
    area: Area,
    scale: Scale,
    days: Days,
}

impl Plan {
    fn place(&self, day: Date) -> f64 {
        self.area.x + self.days.share(day) * self.area.width
    }

    fn level(&self, value: Decimal) -> f64 {
        self.area.bottom() - self.scale.share(value) * self.area.height
    }

    fn spot(&self, point: &Point) -> Option<(f64, f64)> {
        point
            .value
            .map(|value| (self.place(point.day), self.level(value)))
    }
}

/// Draws an indicator on its way.
#[must_use]
pub fn progress(setting: &Setting, progress: &Progress<'_>) -> String {
    let mut frame = Frame::new(setting);
    let top = head(&mut frame, progress);
    let Some(plan) = plan(&frame, progress, top) else {
        return frame.finish(top);
    };
    let end = axes(&mut frame, progress, &plan);
    gaps(&mut frame, progress, &plan);
    course(
        &mut frame,
        "path-target",
        &plan,
        start(progress, &progress.targets),
    );
    course(
        &mut frame,
        "path-actual",
        &plan,
        start(progress, &progress.actuals),
    );
    points(&mut frame, progress, &plan);
    figures(&mut frame, progress, &plan);
    let end = end + frame.key(end, &key(progress)) + 4.0;
    frame.finish(end)
}

/// The direction that is better, and the unit; gives where they end.
fn head(frame: &mut Frame<'_>, progress: &Progress<'_>) -> f64 {
    let most = frame.width - 2.0 * MARGIN;
    frame.fitted(
        (Type::Small, "quiet"),
        (MARGIN, 16.0),
        Anchor::Start,
        most,
        &progress.unit,
    );
    let (left, tip, tail) = (MARGIN + 6.0, 23.0, 34.0);
    let (tip, tail) = match progress.better {
        Better::Higher => (tip, tail),
        Better::Lower => (tail, tip),
    };
    let wing = if tip < tail { 4.0 } else { -4.0 };
    frame.path("direction", |pen| {
        pen.go(left, tail);
        pen.line(left, tip);
        pen.go(left - 4.0, tip + wing);
        pen.line(left, tip);
        pen.line(left + 4.0, tip + wing);
    });
    frame.fitted(
        (Type::Small, "quiet"),
        (left + 12.0, 33.0),
        Anchor::Start,
        most - 18.0,
        &progress.words.better,
    );
    46.0
}

fn all<'p>(progress: &'p Progress<'_>) -> impl Iterator<Item = &'p Point> {
    progress
        .baseline
        .iter()
        .chain(&progress.targets)
        .chain(&progress.actuals)
}

fn plan(frame: &Frame<'_>, progress: &Progress<'_>, top: f64) -> Option<Plan> {
    let days = Days::of(all(progress).map(|p| p.day))?;
    let values: Vec<Decimal> = all(progress).filter_map(|p| p.value).collect();
    let scale = Scale::near(&values, 5);
    let widest = scale
        .ticks
        .iter()
        .map(|t| width(&(progress.figure)(*t), Type::Small))
        .fold(0.0, f64::max);
    let left = MARGIN + widest.min(frame.width * 0.3) + 8.0;
    let height = (frame.width * 0.38).clamp(150.0, 300.0);
    let area = Area::new(left, top + 8.0, frame.width - left - MARGIN - 6.0, height);
    Some(Plan { area, scale, days })
}

/// Lines and figures of both axes; gives where they end.
fn axes(frame: &mut Frame<'_>, progress: &Progress<'_>, plan: &Plan) -> f64 {
    let area = plan.area;
    for tick in &plan.scale.ticks {
        let y = plan.level(*tick);
        let class = if tick.is_zero() { "axis" } else { "grid" };
        frame.line(class, (area.x, y), (area.right(), y));
        frame.fitted(
            (Type::Small, "quiet"),
            (area.x - 6.0, y + 4.0),
            Anchor::End,
            area.x - MARGIN,
            &(progress.figure)(*tick),
        );
    }
    let mut y = area.bottom() + 18.0;
    let said: Vec<String> = plan
        .days
        .ticks
        .iter()
        .map(|day| (progress.day)(*day, plan.days.grain))
        .collect();
    let labels: Vec<(f64, f64)> = plan
        .days
        .ticks
        .iter()
        .zip(&said)
        .map(|(day, said)| {
            let wide = width(said, Type::Small);
            let first = wide / 2.0 + 2.0;
            (
                plan.place(*day)
                    .clamp(first, (frame.width - first).max(first)),
                wide,
            )
        })
        .collect();
    let step = every(&labels, 8.0);
    for ((day, said), (x, _)) in plan.days.ticks.iter().zip(&said).zip(&labels).step_by(step) {
        frame.line(
            "axis",
            (plan.place(*day), area.bottom()),
            (plan.place(*day), area.bottom() + 4.0),
        );
        frame.text((Type::Small, "quiet"), (*x, y), Anchor::Middle, said);
    }
    if !plan.scale.has_zero() {
        y += LINE;
        torn(frame, plan);
        frame.fitted(
            (Type::Small, "quiet"),
            (MARGIN, y),
            Anchor::Start,
            frame.width - 2.0 * MARGIN,
            &progress.words.broken,
        );
    }
    y + 8.0
}

/// The mark of an axis that does not begin at nought.
fn torn(frame: &mut Frame<'_>, plan: &Plan) {
    let (x, y) = (plan.area.x + 6.0, plan.area.bottom());
    frame.path("axis", |pen| {
        pen.go(x, y);
        for (across, up) in [(4.0, 2.0), (-4.0, 5.0), (4.0, 8.0), (0.0, 10.0)] {
            pen.line(x + across, y - up);
        }
    });
}

/// Where a figure was due and none is stated.
fn gaps(frame: &mut Frame<'_>, progress: &Progress<'_>, plan: &Plan) {
    for point in progress.actuals.iter().filter(|p| p.value.is_none()) {
        let x = plan.place(point.day);
        let left = (x - 5.0).max(plan.area.x);
        let wide = 10.0f64.min(plan.area.right() - left);
        let area = Area::new(left, plan.area.y, wide, plan.area.height);
        frame.group(&point.title, |frame| {
            frame.rect(("missing", Hatch::Gap), area)
        });
    }
}

/// A line begins at the baseline.
fn start<'p>(progress: &'p Progress<'_>, points: &'p [Point]) -> Vec<&'p Point> {
    let first = points.first().map_or(Date::MIN, |p| p.day);
    let baseline = progress
        .baseline
        .iter()
        .filter(|b| b.day <= first && !points.is_empty());
    baseline.chain(points).collect()
}

/// A line from figure to figure; it is broken where one is missing.
fn course(frame: &mut Frame<'_>, class: &'static str, plan: &Plan, points: Vec<&Point>) {
    for run in points
        .split(|p| p.value.is_none())
        .filter(|run| run.len() > 1)
    {
        frame.path(class, |pen| {
            for (at, (x, y)) in run.iter().filter_map(|p| plan.spot(p)).enumerate() {
                if at == 0 {
                    pen.go(x, y)
                } else {
                    pen.line(x, y)
                }
            }
        });
    }
}

fn points(frame: &mut Frame<'_>, progress: &Progress<'_>, plan: &Plan) {
    for (point, (x, y)) in progress
        .targets
        .iter()
        .filter_map(|p| Some((p, plan.spot(p)?)))
    {
        frame.group(&point.title, |frame| {
            frame.diamond("point-target", x, y);
        });
    }
    for (point, (x, y)) in progress
        .actuals
        .iter()
        .filter_map(|p| Some((p, plan.spot(p)?)))
    {
        frame.group(&point.title, |frame| {
            frame.circle("point-actual", x, y, 4.0)
        });
    }
    if let Some((point, (x, y))) = progress
        .baseline
        .as_ref()
        .and_then(|p| Some((p, plan.spot(p)?)))
    {
        frame.group(&point.title, |frame| {
            frame.rect("point-baseline", Area::new(x - 4.5, y - 4.5, 9.0, 9.0))
        });
    }
}

/// The last figure of each line, where it does not lie on another.
fn figures(frame: &mut Frame<'_>, progress: &Progress<'_>, plan: &Plan) {
    let last = |points: &[Point]| {
        points
            .iter()
            .rev()
            .find_map(|p| Some((p.value?, plan.spot(p)?)))
    };
    let mut taken: Vec<Area> = Vec::new();
    for (found, class) in [
        (last(&progress.actuals), "halo"),
        (last(&progress.targets), "quiet halo"),
        (last(progress.baseline.as_slice()), "quiet halo"),
    ] {
        let Some((value, (x, y))) = found else {
            continue;
        };
        let said = (progress.figure)(value);
        let wide = width(&said, Type::SmallStrong);
        let least = plan.area.x + wide / 2.0;
        let middle = x.clamp(least, (plan.area.right() + 6.0 - wide / 2.0).max(least));
        let places = [y - 9.0, y + 19.0].map(|base| {
            (
                base,
                Area::new(middle - wide / 2.0, base - 11.0, wide, 14.0),
            )
        });
        let free = places.into_iter().find(|(_, area)| {
            area.y >= plan.area.y - 16.0
                && area.bottom() <= plan.area.bottom()
                && !taken.iter().any(|t| t.meets(area))
        });
        if let Some((base, area)) = free {
            frame.text(
                (Type::SmallStrong, class),
                (middle, base),
                Anchor::Middle,
                &said,
            );
            taken.push(area);
        }
    }
}

fn key<'p>(progress: &'p Progress<'_>) -> Vec<(Swatch, &'p str)> {
    let words = &progress.words;
    let is_missing = progress.actuals.iter().any(|p| p.value.is_none());
    let table: [(bool, Swatch, &str); 4] = [
        (
            progress.baseline.is_some(),
            Swatch::Square("point-baseline".into()),
            &words.baseline,
        ),
        (
            !progress.targets.is_empty(),
            Swatch::Diamond("point-target"),
            &words.target,
        ),
        (
            !progress.actuals.is_empty(),
            Swatch::Round("point-actual".into(), 4.0),
            &words.actual,
        ),
        (
            is_missing,
            Swatch::Box(("missing", Hatch::Gap).into()),
            &words.missing,
        ),
    ];
    in_use(table)
}
