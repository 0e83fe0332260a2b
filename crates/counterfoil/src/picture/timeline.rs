//! Promises on the line of time: said, due, met, and today.

use super::Setting;
use super::frame::{Anchor, Area, Frame, Hatch, MARGIN, Swatch, in_use};
use super::scale::{Days, Grain, every};
use super::text::{Type, cut, width};
use jiff::civil::Date;

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Kept,
    KeptLate,
    /// Its time has not come.
    Open,
    /// Its time has come and it is not met.
    Missed,
    /// It cannot be measured.
    Unknown,
    /// Withdrawn, or another took its place.
    Gone,
}

/// One promise.
#[derive(Clone, Debug)]
pub struct Promise {
    pub name: String,
    /// When it was said; none: it is not known.
    pub said: Option<Date>,
    /// When it is due; none: no deadline.
    pub due: Option<Date>,
    /// When it was met, or withdrawn.
    pub ended: Option<Date>,
    pub state: State,
    /// Its state in a word or two: `kept`, `5 days late`.
    pub word: String,
    /// Read by pointing at it: name, days and state in words.
    pub title: String,
}

/// What the picture shows.
pub struct Timeline<'a> {
    pub promises: Vec<Promise>,
    pub today: Date,
    /// `today, 30 June 2025`
    pub today_word: String,
    /// Writes a day as the reader does, as exactly as the axis is fine.
    pub day: &'a dyn Fn(Date, Grain) -> String,
    pub words: Words,
}

/// Words of the key.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub said: String,
    pub due: String,
    pub met: String,
    pub late: String,
    pub withdrawn: String,
    pub unknown: String,
}

/// Columns of the picture.
struct Plan {
    track: Area,
    row: f64,
    /// Names stand above their line.
    is_narrow: bool,
    word: f64,
}

impl Plan {
    fn new(frame: &Frame<'_>, promises: &[Promise]) -> Self {
        let is_narrow = frame.width < 640.0;
        let widest = |text: fn(&Promise) -> &str| {
            promises
                .iter()
                .map(|p| width(text(p), Type::Text))
                .fold(40.0, f64::max)
        };
        let word = widest(|p| &p.word).min(frame.width * if is_narrow { 0.45 } else { 0.26 });
        let name = widest(|p| &p.name).min(frame.width * 0.32);
        let row = if is_narrow { 42.0 } else { 28.0 };
        let (left, right) = if is_narrow {
            (MARGIN + 4.0, MARGIN + 4.0)
        } else {
            (MARGIN + name + 14.0, MARGIN + word + 14.0)
        };
        let track = Area::new(
            left,
            28.0,
            frame.width - left - right,
            row * promises.len() as f64,
        );
        Self {
            track,
            row,
            is_narrow,
            word,
        }
    }

    /// The middle of the line of a promise.
    fn level(&self, at: usize) -> f64 {
        let top = self.track.y + self.row * at as f64;
        if self.is_narrow {
            top + 29.0
        } else {
            top + self.row / 2.0
        }
    }
}

/// Draws promises on the line of time.
#[must_use]
pub fn timeline(setting: &Setting, timeline: &Timeline<'_>) -> String {
    let mut frame = Frame::new(setting);
    let promises = &timeline.promises;
    let plan = Plan::new(&frame, promises);
    let all = promises
        .iter()
        .flat_map(|p| [p.said, p.due, p.ended])
        .flatten();
    let Some(days) = Days::of(all.chain(std::iter::once(timeline.today))) else {
        return frame.finish(0.0);
    };
    let place = |day: Date| plan.track.x + days.share(day) * plan.track.width;
    let end = axis(&mut frame, timeline, &plan, &days, &place);
    today(&mut frame, timeline, &plan, place(timeline.today));
    for (at, promise) in promises.iter().enumerate() {
        let level = plan.level(at);
        names(&mut frame, &plan, promise, level);
        frame.group(&promise.title, |frame| {
            marks(frame, timeline, &plan, promise, level, &place)
        });
    }
    let end = end + frame.key(end, &key(timeline)) + 4.0;
    frame.finish(end)
}

/// Years or months under the lines; gives where they end.
fn axis(
    frame: &mut Frame<'_>,
    timeline: &Timeline<'_>,
    plan: &Plan,
    days: &Days,
    place: &dyn Fn(Date) -> f64,
) -> f64 {
    let bottom = plan.track.bottom();
    frame.line("axis", (plan.track.x, bottom), (plan.track.right(), bottom));
    let said: Vec<String> = days
        .ticks
        .iter()
        .map(|day| (timeline.day)(*day, days.grain))
        .collect();
    let labels: Vec<(f64, f64)> = days
        .ticks
        .iter()
        .zip(&said)
        .map(|(day, said)| {
            let wide = width(said, Type::Small);
            let first = wide / 2.0 + 2.0;
            (
                place(*day).clamp(first, (frame.width - first).max(first)),
                wide,
            )
        })
        .collect();
    let step = every(&labels, 8.0);
    for ((day, said), (x, _)) in days.ticks.iter().zip(&said).zip(&labels).step_by(step) {
        frame.line(
            "grid",
            (place(*day), plan.track.y),
            (place(*day), bottom + 4.0),
        );
        frame.text(
            (Type::Small, "quiet"),
            (*x, bottom + 17.0),
            Anchor::Middle,
            said,
        );
    }
    bottom + 26.0
}

fn names(frame: &mut Frame<'_>, plan: &Plan, promise: &Promise, level: f64) {
    let class = match promise.state {
        State::Missed | State::KeptLate => "said-differ halo",
        State::Unknown | State::Gone => "unknown halo",
        State::Kept | State::Open => "halo",
    };
    let right = frame.width - MARGIN;
    if plan.is_narrow {
        let word = cut(&promise.word, Type::Small, plan.word);
        let most = right - MARGIN - width(&word, Type::Small) - 12.0;
        frame.fitted(
            (Type::Text, "halo"),
            (MARGIN, level - 13.0),
            Anchor::Start,
            most,
            &promise.name,
        );
        frame.fitted(
            (Type::Small, class),
            (right, level - 13.0),
            Anchor::End,
            plan.word,
            &promise.word,
        );
        return;
    }
    frame.fitted(
        (Type::Text, ""),
        (MARGIN, level + 4.5),
        Anchor::Start,
        plan.track.x - MARGIN - 12.0,
        &promise.name,
    );
    let x = plan.track.right() + 12.0;
    frame.fitted(
        (Type::Text, class),
        (x, level + 4.5),
        Anchor::Start,
        plan.word,
        &promise.word,
    );
}

/// The line of one promise and its marks.
fn marks(
    frame: &mut Frame<'_>,
    timeline: &Timeline<'_>,
    plan: &Plan,
    promise: &Promise,
    y: f64,
    place: &dyn Fn(Date) -> f64,
) {
    let from = promise.said.map_or(plan.track.x, place);
    let due = promise.due.map(place);
    let until = promise.ended.map_or_else(|| place(timeline.today), place);
    if promise.state == State::Unknown {
        let to = due.unwrap_or(until);
        let (left, right) = (from.min(to), from.max(to));
        frame.rect(
            ("missing", Hatch::Gap),
            Area::new(left, y - 5.0, (right - left).max(4.0), 10.0),
        );
        frame.rect(
            "edge-gap",
            Area::new(left, y - 5.0, (right - left).max(4.0), 10.0),
        );
    } else {
        let is_over = promise.state == State::Gone;
        let to = due.filter(|_| !is_over).map_or(until, |due| due.max(from));
        frame.line("wait", (from, y), (to, y));
        let is_late = matches!(promise.state, State::Missed | State::KeptLate);
        if let Some(due) = due.filter(|due| is_late && *due < until) {
            frame.line("late", (due, y), (until, y));
        }
    }
    match promise.said {
        Some(_) => frame.circle("begun", from, y, 4.5),
        // Nobody knows since when: the line is torn off.
        None => frame.line("edge-gap", (from, y - 8.0), (from, y + 8.0)),
    }
    if let Some(due) = due {
        frame.rect("due", Area::new(due - 1.5, y - 8.0, 3.0, 16.0));
    }
    if let Some(ended) = promise.ended.map(place) {
        end(frame, promise.state, ended, y);
    }
}

/// A round with a tick in it where it was met, a cross where it was withdrawn.
fn end(frame: &mut Frame<'_>, state: State, x: f64, y: f64) {
    match state {
        State::Gone => frame.cross("crossing", x, y),
        State::KeptLate => frame.done("met-late", x, y),
        _ => frame.done("met", x, y),
    }
}

fn today(frame: &mut Frame<'_>, timeline: &Timeline<'_>, plan: &Plan, x: f64) {
    frame.line("today", (x, plan.track.y - 6.0), (x, plan.track.bottom()));
    let most = frame.width - 2.0 * MARGIN;
    let half = width(&timeline.today_word, Type::SmallStrong).min(most) / 2.0;
    let middle = x.clamp(
        MARGIN + half,
        (frame.width - MARGIN - half).max(MARGIN + half),
    );
    frame.fitted(
        (Type::SmallStrong, ""),
        (middle, plan.track.y - 11.0),
        Anchor::Middle,
        most,
        &timeline.today_word,
    );
}

fn key<'t>(timeline: &'t Timeline<'_>) -> Vec<(Swatch, &'t str)> {
    let has = |test: fn(&Promise) -> bool| timeline.promises.iter().any(test);
    let words = &timeline.words;
    let table: [(bool, Swatch, &str); 6] = [
        (
            has(|p| p.said.is_some()),
            Swatch::Round("begun".into(), 4.5),
            &words.said,
        ),
        (
            has(|p| p.due.is_some()),
            Swatch::Bar("due".into()),
            &words.due,
        ),
        (
            has(|p| p.ended.is_some() && p.state != State::Gone),
            Swatch::Done("met"),
            &words.met,
        ),
        (
            has(|p| matches!(p.state, State::Missed | State::KeptLate)),
            Swatch::Line("late"),
            &words.late,
        ),
        (
            has(|p| p.ended.is_some() && p.state == State::Gone),
            Swatch::Cross("crossing"),
            &words.withdrawn,
        ),
        (
            has(|p| p.state == State::Unknown),
            Swatch::Box(("missing", Hatch::Gap).into()),
            &words.unknown,
        ),
    ];
    in_use(table)
}
