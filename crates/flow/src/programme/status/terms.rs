//! What a promise asks of a figure.

use super::super::evidence::Evidence;
use super::super::kind::Figure;
use super::super::measure::{Adds, Measure, Unit};
use super::super::model::{Promise, Sense};
use super::Why;
use crate::exact::Ratio;
use jiff::civil::Date;
use rust_decimal::Decimal;

pub(super) struct Terms<'a> {
    /// None where no figure was announced: then the figure is only shown.
    pub(super) target: Option<Ratio>,
    /// Decimals that figures are shown with, at least two.
    pub(super) decimals: u32,
    pub(super) sense: Sense,
    pub(super) margin: Ratio,
    pub(super) from: Date,
    pub(super) deadline: Option<Date>,
    /// Where the straight line starts; none where it is not known, or there is no line.
    pub(super) baseline: Option<Ratio>,
    /// The level that figures are told in per cent of, less 100; none: as they are told.
    pub(super) start: Option<Decimal>,
    /// What part of the line is on course.
    pub(super) tolerance: Ratio,
    pub(super) adds: Adds,
    unit: &'a Unit,
    /// Of what is shared.
    shared: Option<Option<&'a str>>,
}

impl<'a> Terms<'a> {
    pub(super) fn of(
        promise: &'a Promise,
        measure: &'a Measure,
        evidence: &Evidence,
        as_of: Date,
    ) -> Result<Self, Why> {
        let adds = match measure.adds(evidence.nature) {
            Some(adds) => adds,
            None if is_one_figure_each(evidence, as_of) => Adds::Latest,
            None => return Err(Why::Uncertain),
        };
        let percent = Ratio::of(promise.on_course, Decimal::ONE_HUNDRED);
        let baseline = match adds {
            Adds::Sum => Some(Decimal::ZERO),
            Adds::Latest => promise.baseline.or(evidence.baseline),
            Adds::Ratio => promise.baseline,
        };
        let start = match promise.kind.figure {
            Figure::AsTold => None,
            Figure::AgainstBaseline if !tells(evidence, as_of) => {
                return Err(Why::NoEvidence(measure.book()));
            }
            Figure::AgainstBaseline => Some(level(adds, baseline)?),
        };
        Ok(Self {
            target: promise.target.as_ref().ok().copied().map(Ratio::whole),
            decimals: promise.target.as_ref().map_or(2, |t| t.scale().max(2)),
            sense: promise.sense,
            margin: Ratio::whole(promise.margin),
            from: promise.from,
            deadline: promise.deadline.as_ref().ok().map(|d| d.last_day()),
            baseline: start.map_or(baseline.map(Ratio::whole), |_| Some(Ratio::ZERO)),
            start,
            tolerance: percent.unwrap_or(Ratio::ZERO),
            adds,
            unit: &promise.unit,
            shared: match measure {
                Measure::Share { of, .. } => Some(of.currency()),
                _ => None,
            },
        })
    }

    /// Whether a row is counted in what the promise, or its share, is counted in.
    pub(super) fn is_unit(&self, unit: &Unit) -> bool {
        match self.shared {
            None => unit == self.unit,
            Some(Some(code)) => matches!(unit, Unit::Currency(own) if own == code),
            Some(None) => matches!(unit, Unit::Count(_)),
        }
    }

    /// What is held against the target, of what is told; none if it has too many digits.
    pub(super) fn figure(&self, told: Ratio) -> Option<Ratio> {
        match self.start.map(Ratio::whole) {
            None => Some(told),
            Some(start) => {
                let part = told.minus(start)?.divided_by(start)?;
                part.times(Ratio::count(100))
            }
        }
    }

    /// Whether a figure is what was promised.
    pub(super) fn holds(&self, figure: Ratio) -> Option<bool> {
        let target = self.target?;
        Some(match self.sense {
            Sense::AtLeast => figure.compare(target)?.is_ge(),
            Sense::AtMost => figure.compare(target)?.is_le(),
            Sense::Exactly => {
                let gap = figure.minus(target)?;
                let gap = if gap.is_negative() {
                    Ratio::ZERO.minus(gap)?
                } else {
                    gap
                };
                gap.compare(self.margin)?.is_le()
            }
        })
    }

    /// Whether it can be kept before the deadline. What can still be undone by more of the
    /// same cannot: a share, a ceiling, an exact figure, a level that is only to be held.
    pub(super) fn settles_early(&self) -> bool {
        match (self.adds, self.sense) {
            (Adds::Ratio, _) | (_, Sense::Exactly) | (Adds::Sum, Sense::AtMost) => false,
            (Adds::Sum, Sense::AtLeast) => true,
            (Adds::Latest, _) => !self.is_held_from_the_start(),
        }
    }

    /// Whether the baseline is where the figure should be already.
    pub(super) fn is_held_from_the_start(&self) -> bool {
        let held = self.baseline.and_then(|b| self.holds(b));
        self.adds == Adds::Latest && held == Some(true)
    }
}

/// Whether anything is told by a day.
fn tells(evidence: &Evidence, as_of: Date) -> bool {
    evidence.rows.iter().any(|r| r.told <= as_of)
}

/// The level that a change starts from.
fn level(adds: Adds, baseline: Option<Decimal>) -> Result<Decimal, Why> {
    if adds != Adds::Latest {
        return Err(Why::NoLevel);
    }
    match baseline {
        None => Err(Why::NoBaseline),
        Some(start) if start <= Decimal::ZERO => Err(Why::FromNothing),
        Some(start) => Ok(start),
    }
}

/// Whether no series has told more than one figure: then it need not be known whether they
/// add up.
fn is_one_figure_each(evidence: &Evidence, as_of: Date) -> bool {
    let seen = |r: &&super::super::evidence::Row| {
        r.told <= as_of && r.day <= as_of && r.gone.is_none_or(|gone| as_of < gone)
    };
    let mut names: Vec<_> = evidence
        .rows
        .iter()
        .filter(seen)
        .map(|r| (r.book, &r.series))
        .collect();
    let all = names.len();
    names.sort();
    names.dedup();
    names.len() == all
}
