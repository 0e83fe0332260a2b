//! Things by name, each a bar of counts in parts, from nought.

use super::Setting;
use super::frame::{Anchor, Area, Frame, Hatch, LINE, Look, MARGIN, Swatch};
use super::text::{Type, width};

/// What a part of a bar says, by shape before colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// What is done, or counts.
    Firm,
    /// What is on its way, or counted once.
    Soft,
    /// What is to come, or cannot be told.
    Open,
    /// Both say so.
    Both,
    /// Only the giver says so.
    Giver,
    /// Only the receiver says so.
    Receiver,
    /// It is not as it should be.
    Differs,
    /// Nobody says.
    Missing,
}

impl Tone {
    fn look(self) -> Look {
        match self {
            Self::Firm => "paid".into(),
            Self::Soft => "committed".into(),
            Self::Open => "planned".into(),
            Self::Both => "both".into(),
            Self::Giver => ("one", Hatch::Giver).into(),
            Self::Receiver => ("one", Hatch::Receiver).into(),
            Self::Differs => "differs".into(),
            Self::Missing => ("one", Hatch::Gap).into(),
        }
    }
}

/// A part that every bar may have.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: String,
    pub tone: Tone,
}

/// One thing.
#[derive(Clone, Debug)]
pub struct Bar {
    /// In one line, or in two: a giver and a receiver.
    pub name: [String; 2],
    /// One a part.
    pub counts: Vec<u64>,
}

/// What the picture shows.
pub struct Bars<'a> {
    pub parts: Vec<Part>,
    pub bars: Vec<Bar>,
    /// What is counted, said once.
    pub unit: String,
    /// Writes a count.
    pub figure: &'a dyn Fn(u64) -> String,
    /// The name of so many things that have no bar of their own.
    pub others: &'a dyn Fn(usize) -> String,
    /// What is read by pointing at a part: the thing, the part, its count.
    pub title: &'a dyn Fn(&[&str], &str, u64) -> String,
}

/// Bars that a picture has; those beyond are one together.
const MOST: usize = 24;
const THICK: f64 = 14.0;
/// However little a part is, it is seen.
const LEAST: f64 = 1.5;

/// Where things stand.
struct Plan {
    track: Area,
    row: f64,
    /// Lines that names take.
    lines: f64,
    /// Names stand above their bar.
    is_narrow: bool,
}

impl Plan {
    fn new(frame: &Frame<'_>, bars: &[Bar], top: f64, figure: &dyn Fn(u64) -> String) -> Self {
        let is_narrow = frame.width < 640.0;
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(30.0, f64::max);
        let figures = widest(
            &mut bars
                .iter()
                .map(|b| width(&figure(b.counts.iter().sum()), Type::Text)),
        );
        let names = bars.iter().flat_map(|b| &b.name);
        let names = widest(&mut names.map(|name| width(name, Type::Text)));
        let is_double = bars.iter().any(|b| !b.name[1].is_empty());
        let lines = if is_double { 2.0 } else { 1.0 };
        let left = match is_narrow {
            true => MARGIN,
            false => MARGIN + names.min(frame.width * 0.36) + 12.0,
        };
        let right = MARGIN + figures + 8.0;
        let row = lines * LINE + if is_narrow { 23.0 } else { 8.0 };
        let wide = (frame.width - left - right).max(20.0);
        Self {
            track: Area::new(left, top, wide, row * bars.len() as f64),
            row,
            lines,
            is_narrow,
        }
    }

    /// The top of a bar.
    fn level(&self, at: usize) -> f64 {
        let top = self.track.y + self.row * at as f64;
        match self.is_narrow {
            true => top + self.lines * LINE + 4.0,
            false => top + (self.row - THICK) / 2.0,
        }
    }
}

/// Draws things by name as bars.
#[must_use]
pub fn bars(setting: &Setting, bars: &Bars<'_>) -> String {
    let mut frame = Frame::new(setting);
    let all = folded(bars);
    let used: Vec<usize> = (0..bars.parts.len())
        .filter(|at| all.iter().any(|b| count(b, *at) > 0))
        .collect();
    let key: Vec<(Swatch, &str)> = used
        .iter()
        .filter_map(|at| bars.parts.get(*at))
        .filter(|_| bars.parts.len() > 1)
        .map(|p| (Swatch::Box(p.tone.look()), p.name.as_str()))
        .collect();
    let mut top = frame.key(4.0, &key) + 4.0;
    frame.fitted(
        (Type::Small, "quiet"),
        (MARGIN, top + 13.0),
        Anchor::Start,
        frame.width - 2.0 * MARGIN,
        &bars.unit,
    );
    top += LINE + 4.0;
    let plan = Plan::new(&frame, &all, top, bars.figure);
    let most = all.iter().map(|b| b.counts.iter().sum::<u64>()).max();
    let most = most.unwrap_or(0).max(1) as f64;
    let room = plan.track.width - LEAST * used.len() as f64;
    for (at, bar) in all.iter().enumerate() {
        let y = plan.level(at);
        name(&mut frame, &plan, bar, y);
        let mut x = plan.track.x;
        for place in &used {
            let (Some(part), some) = (bars.parts.get(*place), count(bar, *place)) else {
                continue;
            };
            if some == 0 {
                continue;
            }
            let wide = (some as f64 / most * room).max(LEAST);
            let name = bar.name.iter().filter(|n| !n.is_empty());
            let name: Vec<&str> = name.map(String::as_str).collect();
            frame.group(&(bars.title)(&name, &part.name, some), |frame| {
                frame.rect(part.tone.look(), Area::new(x, y, wide, THICK));
            });
            x += wide;
        }
        let whole = (bars.figure)(bar.counts.iter().sum());
        let look = (Type::Text, "");
        frame.text(look, (x + 6.0, y + 11.5), Anchor::Start, &whole);
    }
    let (x, end) = (plan.track.x, plan.track.bottom());
    // Names that stand above their bars would be struck through.
    if !plan.is_narrow {
        frame.line("axis", (x, plan.track.y), (x, end));
    }
    frame.finish(end + 6.0)
}

fn count(bar: &Bar, part: usize) -> u64 {
    bar.counts.get(part).copied().unwrap_or(0)
}

/// As many bars as there is room for, the last of them what the others have together.
fn folded(bars: &Bars<'_>) -> Vec<Bar> {
    if bars.bars.len() <= MOST {
        return bars.bars.clone();
    }
    let (own, rest) = bars.bars.split_at(MOST - 1);
    let sum = |part| rest.iter().map(|b| count(b, part)).sum();
    let other = Bar {
        name: [(bars.others)(rest.len()), String::new()],
        counts: (0..bars.parts.len()).map(sum).collect(),
    };
    own.iter().cloned().chain([other]).collect()
}

fn name(frame: &mut Frame<'_>, plan: &Plan, bar: &Bar, y: f64) {
    let own = bar.name.iter().filter(|n| !n.is_empty());
    let lines = own.clone().count() as f64;
    let (first, most) = match plan.is_narrow {
        true => (y - 6.0 - (lines - 1.0) * LINE, frame.width - 2.0 * MARGIN),
        false => (
            y + 11.5 - (lines - 1.0) * LINE / 2.0,
            plan.track.x - MARGIN - 8.0,
        ),
    };
    for (at, line) in own.enumerate() {
        let place = (MARGIN, first + at as f64 * LINE);
        frame.fitted((Type::Text, ""), place, Anchor::Start, most, line);
    }
}
