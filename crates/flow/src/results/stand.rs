//! How far an indicator has come by a day.

use super::nature::{Judged, Nature};
use super::track::{Span, Told, Track};
use super::value::{Measure, Reading};
use crate::exact::Ratio;
use crate::heard;
use iati::amount::Sum;
use iati::results::At;
use iati::said;
use iati::said::Said;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;

/// Where an indicator stands at the end of a day.
#[derive(Clone, Debug)]
pub struct Stand {
    pub baseline: Option<Decimal>,
    /// The baseline that progress is measured from. None where there is none, and where
    /// figures of several periods were added: a level and what came in a time are two
    /// things, unless the level is zero.
    pub from: Option<Decimal>,
    /// The latest actual, or the sum of those of each period: as [`Track::nature`] says.
    pub actual: Result<Decimal, NoFigure>,
    /// First and last day that the actual is about.
    pub days: Option<(Date, Date)>,
    /// Places of the spans that the actual is made of, in [`Track::spans`].
    pub counted: Vec<usize>,
    /// The target for the same time as the actual.
    pub target: Option<Decimal>,
    /// The target at the end, and its day.
    pub last_target: Option<(Decimal, Date)>,
    /// Against the target for the same time.
    pub to_date: Progress,
    /// Against the target at the end.
    pub progress: Progress,
    pub gaps: Vec<Gap>,
}

/// Why there is no actual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFigure {
    /// The measure is no number.
    NotANumber(Measure),
    /// No period that has ended has a readable actual.
    NoActual,
    /// Several periods, and nobody says whether they add up.
    Uncertain(Judged),
    /// Per period, and two periods share days.
    Overlap(At, At),
    /// Two periods end on the same day with different figures.
    TwoLatest(At, At),
    TooLarge,
}

impl NoFigure {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::NotANumber(measure) => said!("not a number: {measure}", measure = measure.said()),
            Self::NoActual => said!("no period that has ended has a readable actual"),
            Self::Uncertain(why) => {
                said!("several periods, {why}: not added up", why = why.said())
            }
            Self::Overlap(a, b) => said!(
                "{a} and {b} share days: not added up",
                a = a.path,
                b = b.path
            ),
            Self::TwoLatest(a, b) => said!(
                "{a} and {b} end on one day with different figures",
                a = a.path,
                b = b.path
            ),
            Self::TooLarge => said!("too large to be added exactly"),
        }
    }
}

impl fmt::Display for NoFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// The share of the way that is done; 1 is the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// (actual − baseline) / (target − baseline): holds for what should fall, too.
    FromBaseline(Ratio),
    /// actual / target: there is no baseline, or figures of several periods are added.
    OfTarget(Ratio),
    Undefined(Undefined),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    NoActual,
    NoTarget,
    /// Target and baseline are the same.
    NoWay,
    /// It should fall, and nobody says from where.
    FallsFromNowhere,
    TooLarge,
}

impl Undefined {
    /// In words.
    #[must_use]
    pub fn said(self) -> Said {
        match self {
            Self::NoActual => said!("no actual"),
            Self::NoTarget => said!("no target"),
            Self::NoWay => said!("the target is the baseline"),
            Self::FallsFromNowhere => {
                said!("it should fall, and there is no baseline to fall from")
            }
            Self::TooLarge => said!("too many digits"),
        }
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl Progress {
    #[must_use]
    pub fn ratio(&self) -> Option<Ratio> {
        match self {
            Self::FromBaseline(r) | Self::OfTarget(r) => Some(*r),
            Self::Undefined(_) => None,
        }
    }

    /// By the definition; `baseline` is none where it is not known or does not apply.
    #[must_use]
    pub fn of(
        baseline: Option<Decimal>,
        target: Option<Decimal>,
        actual: Option<Decimal>,
        ascending: bool,
    ) -> Self {
        let Some(actual) = actual else {
            return Self::Undefined(Undefined::NoActual);
        };
        let Some(target) = target else {
            return Self::Undefined(Undefined::NoTarget);
        };
        let (actual, target) = (Ratio::whole(actual), Ratio::whole(target));
        let Some(baseline) = baseline.map(Ratio::whole) else {
            return match ascending {
                true => made(actual, target, Self::OfTarget),
                false => Self::Undefined(Undefined::FallsFromNowhere),
            };
        };
        match (actual.minus(baseline), target.minus(baseline)) {
            (Some(done), Some(way)) => made(done, way, Self::FromBaseline),
            _ => Self::Undefined(Undefined::TooLarge),
        }
    }
}

fn made(done: Ratio, way: Ratio, with: fn(Ratio) -> Progress) -> Progress {
    if way == Ratio::ZERO {
        return Progress::Undefined(Undefined::NoWay);
    }
    let share = done.divided_by(way);
    share.map_or(Progress::Undefined(Undefined::TooLarge), with)
}

/// Something that is not there and should be, or cannot be as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub kind: GapKind,
    pub at: At,
    /// In words.
    pub why: Said,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    Baseline,
    Target,
    /// The period has ended, and no actual is told.
    Actual,
    /// A period without readable days, or that ends before it begins.
    Days,
    /// No period at all.
    Periods,
    /// The target lies on the other side of the baseline than the way it should go.
    Direction,
    /// Said to be cumulative, and it falls.
    Falls,
}

impl GapKind {
    /// A stable word for filters and groups.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Target => "target",
            Self::Actual => "actual",
            Self::Days => "days",
            Self::Periods => "periods",
            Self::Direction => "direction",
            Self::Falls => "falls",
        }
    }
}

impl Track {
    /// Where the indicator stands at the end of `as_of`. Periods that have not ended by
    /// then are not seen, but for the target at the end.
    #[must_use]
    pub fn stand(&self, as_of: Date) -> Stand {
        let taken = self.taken(as_of);
        let (actual, counted) = match taken {
            Ok((sum, counted)) => (Ok(sum), counted),
            Err(why) => (Err(why), Vec::new()),
        };
        let baseline = self.baseline.whole.number();
        let is_level = self.nature() != Some(Nature::Periodic) || self.spans.len() == 1;
        let from = baseline.filter(|b| is_level || b.is_zero());
        let target = self.target_of(&counted);
        let last_target = self.last_target();
        let now = actual.as_ref().ok().copied();
        let progress = |target| Progress::of(from, target, now, self.ascending);
        Stand {
            baseline,
            from,
            days: self.days_of(&counted),
            to_date: progress(target),
            progress: progress(last_target.map(|(value, _)| value)),
            actual,
            counted,
            target,
            last_target,
            gaps: self.gaps(as_of),
        }
    }

    /// What the words say, or the measure: percentages are never added over time.
    fn nature(&self) -> Option<Nature> {
        match (&self.measure, self.nature.nature()) {
            (Measure::Percentage, _) => Some(Nature::Average),
            (_, nature) => nature,
        }
    }

    /// Spans that have ended and have an actual, by place.
    fn ended(&self, as_of: Date) -> Vec<(usize, &Span, Decimal)> {
        let all = self.spans.iter().enumerate();
        all.filter_map(|(at, span)| {
            let (_, end) = span.days()?;
            let value = span.actual.whole.number()?;
            (end <= as_of).then_some((at, span, value))
        })
        .collect()
    }

    fn taken(&self, as_of: Date) -> Result<(Decimal, Vec<usize>), NoFigure> {
        if !self.measure.is_number() {
            return Err(NoFigure::NotANumber(self.measure.clone()));
        }
        let ended = self.ended(as_of);
        let Some(last) = ended.last() else {
            return Err(NoFigure::NoActual);
        };
        match self.nature() {
            _ if ended.len() == 1 => Ok((last.2, vec![last.0])),
            Some(Nature::Periodic) => added(&ended),
            Some(Nature::Cumulative | Nature::Average) => latest(&ended),
            None => Err(NoFigure::Uncertain(self.nature.clone())),
        }
    }

    fn target_of(&self, counted: &[usize]) -> Option<Decimal> {
        let of = |at: &usize| self.spans.get(*at)?.target.whole.number();
        let all: Option<Vec<Decimal>> = counted.iter().map(of).collect();
        total(all?.into_iter())
    }

    fn days_of(&self, counted: &[usize]) -> Option<(Date, Date)> {
        let days = || counted.iter().filter_map(|at| self.spans.get(*at)?.days());
        Some((days().map(|d| d.0).min()?, days().map(|d| d.1).max()?))
    }

    /// The target at the end: the last one, or the sum where figures are per period.
    fn last_target(&self) -> Option<(Decimal, Date)> {
        let dated: Vec<(&Span, Date)> = self
            .spans
            .iter()
            .filter_map(|s| Some((s, s.days()?.1)))
            .collect();
        let told: Vec<(Decimal, Date)> = dated
            .iter()
            .filter_map(|(s, end)| Some((s.target.whole.number()?, *end)))
            .collect();
        let (last, end) = *told.last()?;
        match self.nature() {
            // One period without a target would make the sum too small.
            Some(Nature::Periodic)
                if told.len() < dated.len() || overlap(&self.spans).is_some() =>
            {
                None
            }
            Some(Nature::Periodic) => Some((total(told.iter().map(|t| t.0))?, end)),
            None if told.len() > 1 => None,
            _ => {
                let same_day = told.iter().filter(|t| t.1 == end);
                same_day
                    .map(|t| t.0)
                    .all(|t| t == last)
                    .then_some((last, end))
            }
        }
    }

    fn gaps(&self, as_of: Date) -> Vec<Gap> {
        let mut all = Vec::new();
        let mut gap = |kind, at: &At, why: Said| {
            all.push(Gap {
                kind,
                at: at.clone(),
                why,
            })
        };
        if !self.measure.is_number() {
            return all;
        }
        if self.spans.is_empty() {
            gap(GapKind::Periods, &self.at, said!("no period is told"));
        }
        if let Some(why) = self.baseline.whole.gap() {
            gap(GapKind::Baseline, place(&self.baseline, &self.at), why);
        }
        for span in &self.spans {
            if let Some(why) = span.target.whole.gap() {
                gap(GapKind::Target, place(&span.target, &span.at), why);
            }
            match span.days() {
                None => gap(GapKind::Days, &span.at, days_gap(span)),
                Some((_, end)) if end <= as_of => {
                    if let Some(why) = span.actual.whole.gap() {
                        gap(GapKind::Actual, place(&span.actual, &span.at), why);
                    }
                }
                Some(_) => {}
            }
        }
        all.extend(self.against_the_way());
        all.extend(self.falls(as_of));
        all
    }

    fn against_the_way(&self) -> Option<Gap> {
        let baseline = self.baseline.whole.number()?;
        let (target, _) = self.last_target()?;
        let (told, level) = (target.to_string(), baseline.to_string());
        let why = match self.ascending {
            true if target < baseline => said!(
                "it should rise, and the target {target} lies below the baseline {baseline}",
                target = told,
                baseline = level
            ),
            false if target > baseline => said!(
                "it should fall, and the target {target} lies above the baseline {baseline}",
                target = told,
                baseline = level
            ),
            _ => return None,
        };
        Some(Gap {
            kind: GapKind::Direction,
            at: self.at.clone(),
            why,
        })
    }

    /// The first place where a rising figure that holds what came before is less than before.
    fn falls(&self, as_of: Date) -> Option<Gap> {
        if self.nature() != Some(Nature::Cumulative) || !self.ascending {
            return None;
        }
        let ended = self.ended(as_of);
        let mut pairs = ended.windows(2);
        pairs.find_map(|two| match two {
            [(_, _, a), (_, span, b)] if b < a => Some(Gap {
                kind: GapKind::Falls,
                at: place(&span.actual, &span.at).clone(),
                why: said!(
                    "said to be cumulative, and {after} comes after {before}",
                    after = b.to_string(),
                    before = a.to_string()
                ),
            }),
            _ => None,
        })
    }
}

fn place<'a>(told: &'a Told, otherwise: &'a At) -> &'a At {
    match told.whole {
        Reading::Missing => otherwise,
        _ => told.at.as_ref().unwrap_or(otherwise),
    }
}

fn days_gap(span: &Span) -> Said {
    let first = heard::gap(&span.start).map(|why| said!("first day {why}", why));
    let last = heard::gap(&span.end).map(|why| said!("last day {why}", why));
    first
        .or(last)
        .unwrap_or_else(|| said!("the period ends before it begins"))
}

fn added(ended: &[(usize, &Span, Decimal)]) -> Result<(Decimal, Vec<usize>), NoFigure> {
    if let Some((a, b)) = overlap(ended.iter().map(|(_, span, _)| *span)) {
        return Err(NoFigure::Overlap(a, b));
    }
    let sum = total(ended.iter().map(|e| e.2)).ok_or(NoFigure::TooLarge)?;
    Ok((sum, ended.iter().map(|e| e.0).collect()))
}

/// The first two periods that share a day.
fn overlap<'a>(spans: impl IntoIterator<Item = &'a Span>) -> Option<(At, At)> {
    let mut dated: Vec<(Date, Date, &At)> = spans
        .into_iter()
        .filter_map(|s| s.days().map(|(start, end)| (start, end, &s.at)))
        .collect();
    dated.sort();
    let mut pairs = dated.windows(2);
    pairs.find_map(|two| match two {
        [a, b] if b.0 <= a.1 => Some((a.2.clone(), b.2.clone())),
        _ => None,
    })
}

fn latest(ended: &[(usize, &Span, Decimal)]) -> Result<(Decimal, Vec<usize>), NoFigure> {
    let Some((at, span, value)) = ended.last() else {
        return Err(NoFigure::NoActual);
    };
    let end = span.days().map(|d| d.1);
    let other = ended
        .iter()
        .find(|(_, s, v)| s.days().map(|d| d.1) == end && v != value);
    match other {
        Some((_, other, _)) => Err(NoFigure::TwoLatest(other.at.clone(), span.at.clone())),
        None => Ok((*value, vec![*at])),
    }
}

/// The exact sum; none if there is nothing to add or it is too large.
pub(super) fn total(values: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let mut sum = Sum::default();
    let mut any = false;
    for value in values {
        sum.add(value);
        any = true;
    }
    let (mantissa, scale) = sum.total().filter(|_| any)?;
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}
