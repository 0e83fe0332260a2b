//! Amounts by year, as bars from nought: planned, committed, paid.

use super::Setting;
use super::frame::{Anchor, Area, Frame, Hatch, LINE, Look, MARGIN, Swatch};
use super::scale::{Scale, every};
use super::text::{Type, width};
use rust_decimal::Decimal;

/// How firm the money is: one hue, an outline, light, solid, and dotted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    Planned,
    Committed,
    Paid,
    /// What became of it, by the one who spent it.
    Spent,
}

impl Strength {
    fn look(self) -> Look {
        match self {
            Self::Planned => "planned".into(),
            Self::Committed => "committed".into(),
            Self::Paid => "paid".into(),
            Self::Spent => ("spent", Hatch::Spent).into(),
        }
    }
}

/// What is known of one kind in one year.
#[derive(Clone, Debug)]
pub enum Said {
    Figure(Decimal),
    /// Nobody says: hatched, never nought.
    Missing,
    /// There is nothing to say yet, or any more: left open.
    NotDue,
}

/// One year of one kind.
#[derive(Clone, Debug)]
pub struct Value {
    pub said: Said,
    /// Read by pointing at it: kind, year and exact figure, in words.
    pub title: String,
}

/// One kind of money.
#[derive(Clone, Debug)]
pub struct Kind {
    pub name: String,
    pub strength: Strength,
    /// One a year, as many as there are years.
    pub values: Vec<Value>,
}

/// What the picture shows.
pub struct Series<'a> {
    /// Names of the years or quarters, in order and without leaving any out.
    pub years: Vec<String>,
    /// In order of firmness.
    pub kinds: Vec<Kind>,
    /// Unit of all figures, said once: `million EUR`.
    pub unit: String,
    /// The word for a year of which nothing is said.
    pub missing: String,
    /// Writes a figure at the axis or on a bar.
    pub figure: &'a dyn Fn(Decimal) -> String,
}

/// Thinnest bar before kinds are drawn below each other.
const THINNEST: f64 = 4.0;
const WIDEST: f64 = 34.0;

/// Draws amounts by year.
#[must_use]
pub fn series(setting: &Setting, series: &Series<'_>) -> String {
    let mut frame = Frame::new(setting);
    let all: Vec<&Kind> = series.kinds.iter().collect();
    let plot = Plot::new(&frame, series, 0.0, 0.0);
    let is_together = plot.bar(all.len()) >= THINNEST || all.len() < 2;
    let mut y = frame.key(4.0, &entries(series, is_together)) + 4.0;
    frame.fitted(
        (Type::Small, "quiet"),
        (MARGIN, y + 14.0),
        Anchor::Start,
        frame.width - 2.0 * MARGIN,
        &series.unit,
    );
    y += LINE + 6.0;
    if is_together {
        let high = (frame.width * 0.42).clamp(170.0, 340.0);
        y = panel(&mut frame, series, &all, y, high);
    } else {
        for kind in all {
            frame.text(
                (Type::Strong, ""),
                (MARGIN, y + 13.0),
                Anchor::Start,
                &super::text::cut(&kind.name, Type::Strong, frame.width - 2.0 * MARGIN),
            );
            y = panel(&mut frame, series, &[kind], y + LINE + 2.0, 96.0) + 8.0;
        }
    }
    frame.finish(y)
}

/// What the marks mean, where it is not said beside them.
fn entries<'s>(series: &'s Series<'_>, is_together: bool) -> Vec<(Swatch, &'s str)> {
    let mut entries: Vec<(Swatch, &str)> = Vec::new();
    if is_together {
        entries.extend(
            series
                .kinds
                .iter()
                .map(|k| (Swatch::Box(k.strength.look()), k.name.as_str())),
        );
    }
    let mut said = series.kinds.iter().flat_map(|k| &k.values).map(|v| &v.said);
    if said.any(|s| matches!(s, Said::Missing)) {
        entries.push((Swatch::Box(("missing", Hatch::Gap).into()), &series.missing));
    }
    entries
}

/// Where the bars stand.
struct Plot {
    area: Area,
    slot: f64,
}

impl Plot {
    fn new(frame: &Frame<'_>, series: &Series<'_>, y: f64, height: f64) -> Self {
        let scale = scale(series, 5);
        let labels = scale
            .ticks
            .iter()
            .map(|t| width(&(series.figure)(*t), Type::Small));
        let widest = labels.fold(0.0, f64::max);
        // Beside the bars where there is room, else above the lines.
        let left = if widest > frame.width / 4.0 {
            MARGIN
        } else {
            MARGIN + widest + 8.0
        };
        let area = Area::new(left, y, frame.width - left - MARGIN, height);
        Self {
            area,
            slot: area.width / series.years.len().max(1) as f64,
        }
    }

    fn has_labels_beside(&self) -> bool {
        self.area.x > MARGIN
    }

    /// Width of a bar, of so many side by side.
    fn bar(&self, kinds: usize) -> f64 {
        (self.slot * 0.8 / kinds.max(1) as f64).min(WIDEST)
    }
}

fn scale(series: &Series<'_>, most: usize) -> Scale {
    let values = series.kinds.iter().flat_map(|k| &k.values);
    let figures = values.filter_map(|v| match v.said {
        Said::Figure(figure) => Some(figure),
        _ => None,
    });
    Scale::from_zero(figures, most)
}

/// Axis, bars and years; gives where it ends.
fn panel(frame: &mut Frame<'_>, series: &Series<'_>, kinds: &[&Kind], y: f64, high: f64) -> f64 {
    let scale = scale(series, if high < 150.0 { 2 } else { 5 });
    let plot = Plot::new(frame, series, y + 14.0, high - 14.0);
    let area = plot.area;
    let level = |value: Decimal| area.bottom() - scale.share(value) * area.height;
    for tick in &scale.ticks {
        let class = if tick.is_zero() { "axis" } else { "grid" };
        frame.line(class, (area.x, level(*tick)), (area.right(), level(*tick)));
    }
    for at in 0..series.years.len() {
        year(frame, &plot, kinds, at, &level);
    }
    ticks(frame, series, &plot, &scale, &level);
    figures(frame, series, &plot, kinds, &level);
    years(frame, series, &plot)
}

/// The bars of one year.
fn year(
    frame: &mut Frame<'_>,
    plot: &Plot,
    kinds: &[&Kind],
    at: usize,
    level: &dyn Fn(Decimal) -> f64,
) {
    let bar = plot.bar(kinds.len());
    let slot = Area::new(
        plot.area.x + plot.slot * at as f64,
        plot.area.y,
        plot.slot,
        plot.area.height,
    );
    let values: Vec<_> = kinds
        .iter()
        .filter_map(|k| Some((k.strength, k.values.get(at)?)))
        .collect();
    let is_all_missing =
        !values.is_empty() && values.iter().all(|(_, v)| matches!(v.said, Said::Missing));
    if is_all_missing {
        let title: Vec<&str> = values.iter().map(|(_, v)| v.title.as_str()).collect();
        frame.group(&title.join("; "), |frame| {
            frame.rect(("missing", Hatch::Gap), slot)
        });
        return;
    }
    let left = slot.middle() - bar * kinds.len() as f64 / 2.0;
    for (place, (strength, value)) in values.into_iter().enumerate() {
        let x = left + bar * place as f64;
        match value.said {
            Said::NotDue => {}
            Said::Missing => frame.group(&value.title, |frame| {
                frame.rect(
                    ("missing", Hatch::Gap),
                    Area::new(x, slot.y, bar, slot.height),
                );
            }),
            Said::Figure(figure) => frame.group(&value.title, |frame| {
                column(
                    frame,
                    strength,
                    (x, bar),
                    (level(Decimal::ZERO), level(figure)),
                    figure.is_zero(),
                );
            }),
        }
    }
}

/// A bar between two levels; of nought a stroke.
fn column(
    frame: &mut Frame<'_>,
    strength: Strength,
    (x, wide): (f64, f64),
    (from, to): (f64, f64),
    is_zero: bool,
) {
    let gap = (wide * 0.1).min(1.5);
    if is_zero {
        frame.line("zero", (x + gap, from), (x + wide - gap, from));
        return;
    }
    // However little it is, it is seen.
    let height = (from - to).abs().max(1.0);
    let top = if to > from { from } else { from - height };
    frame.rect(
        strength.look(),
        Area::new(x + gap, top, wide - 2.0 * gap, height),
    );
}

/// Figures of the axis.
fn ticks(
    frame: &mut Frame<'_>,
    series: &Series<'_>,
    plot: &Plot,
    scale: &Scale,
    level: &dyn Fn(Decimal) -> f64,
) {
    for tick in &scale.ticks {
        let said = (series.figure)(*tick);
        let y = level(*tick);
        if plot.has_labels_beside() {
            frame.text(
                (Type::Small, "quiet"),
                (plot.area.x - 6.0, y + 4.0),
                Anchor::End,
                &said,
            );
        } else {
            frame.fitted(
                (Type::Small, "quiet halo"),
                (plot.area.x, y - 3.0),
                Anchor::Start,
                plot.area.width,
                &said,
            );
        }
    }
}

/// The figure on each bar, where all have room.
fn figures(
    frame: &mut Frame<'_>,
    series: &Series<'_>,
    plot: &Plot,
    kinds: &[&Kind],
    level: &dyn Fn(Decimal) -> f64,
) {
    let bar = plot.bar(kinds.len());
    let mut said = Vec::new();
    for (place, kind) in kinds.iter().enumerate() {
        for (at, value) in kind.values.iter().enumerate().take(series.years.len()) {
            if let Said::Figure(figure) = value.said {
                let middle = plot.area.x + plot.slot * (at as f64 + 0.5);
                let x = middle + bar * (place as f64 + 0.5 - kinds.len() as f64 / 2.0);
                let y = level(figure)
                    + if figure.is_sign_negative() {
                        13.0
                    } else {
                        -4.0
                    };
                said.push((x, y, (series.figure)(figure)));
            }
        }
    }
    let room = if kinds.len() == 1 { plot.slot } else { bar };
    let fits = said
        .iter()
        .all(|(_, _, word)| width(word, Type::Small) + 4.0 <= room);
    if fits && plot.has_labels_beside() {
        for (x, y, word) in said {
            frame.text((Type::Small, "halo"), (x, y), Anchor::Middle, &word);
        }
    }
}

/// Names of the years, as many as have room; gives where they end.
fn years(frame: &mut Frame<'_>, series: &Series<'_>, plot: &Plot) -> f64 {
    let most = plot.area.width;
    let is_below = scale(series, 5).low < Decimal::ZERO;
    let y = plot.area.bottom() + if is_below { 28.0 } else { 18.0 };
    let place = |(at, year): (usize, &String)| {
        let wide = width(year, Type::Small).min(most);
        let middle = plot.area.x + plot.slot * (at as f64 + 0.5);
        let first = wide / 2.0 + 2.0;
        (middle.clamp(first, (frame.width - first).max(first)), wide)
    };
    let labels: Vec<(f64, f64)> = series.years.iter().enumerate().map(place).collect();
    let step = every(&labels, 6.0);
    for (year, (x, _)) in series.years.iter().zip(labels).step_by(step) {
        frame.fitted((Type::Small, "quiet"), (x, y), Anchor::Middle, most, year);
    }
    y + 8.0
}
