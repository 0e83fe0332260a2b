//! Figures of several activities, added where they may be.
//!
//! A cumulative figure is the sum of the latest of each activity, never of its
//! periods; a percentage is Σ numerators / Σ denominators, never a mean; averages,
//! other measures and words are listed and not added. Give the activities of *one*
//! side: both sides' books of one project tell the same beds twice.

use super::nature::{Judged, Nature};
use super::stand::{NoFigure, Progress, Stand, Undefined, total};
use super::track::Track;
use super::value::Measure;
use crate::exact::Ratio;
use crate::key;
use iati::results::At;
use iati::said;
use iati::said::Said;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Indicators of one measure, one unit and one direction, on one day.
#[derive(Clone, Debug)]
pub struct RollUp<'a> {
    pub measure: Measure,
    pub unit: Option<String>,
    pub ascending: bool,
    /// All that were given, in order of activity and place.
    pub members: Vec<Member<'a>>,
    /// Over those that count and have an actual.
    pub actual: Option<Total>,
    /// The targets at the end, over those that count and have one.
    pub target: Option<Total>,
    /// Over those that count and have actual, target and, if any has one, baseline.
    pub progress: Progress,
    /// How many members [`RollUp::progress`] is made of.
    pub compared: usize,
}

/// A sum, with how many of the members it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    pub value: Figure,
    pub members: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Number(Decimal),
    /// A percentage: Σ numerators and Σ denominators.
    Fraction(Decimal, Decimal),
}

/// One indicator of a roll-up.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    pub track: &'a Track,
    pub stand: Stand,
    /// Why it is not in the sum; none if it is.
    pub left_out: Option<LeftOut>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    NoFigure(NoFigure),
    /// Its reporter says that it must not be added.
    NotAddable,
    /// An average or a rate, and how that is known.
    Average(Judged),
    /// A percentage without numerator and denominator.
    NoFraction,
    /// The activity tells the same indicator with the same figures twice.
    Repeated(At),
    /// The sum would not be exact.
    TooLarge,
}

impl LeftOut {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::NoFigure(why) => why.said(),
            Self::NotAddable => said!("its reporter says that it must not be added"),
            Self::Average(why) => {
                said!(
                    "an average or a rate is not added ({why})",
                    why = why.said()
                )
            }
            Self::NoFraction => {
                said!("a percentage without numerator and denominator is not averaged")
            }
            Self::Repeated(at) => said!("told a second time; the first is {at}", at = at.path),
            Self::TooLarge => said!("the sum would not be exact"),
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// Vocabulary and code; of the reporter's own vocabulary (99) with its address, else with
/// the activity, since another's 99 is another list.
pub type Reference = (String, String, String);

/// Indicators under each code that they name. One that names several codes of different
/// vocabularies stands under each.
#[must_use]
pub fn by_reference(tracks: &[Track]) -> BTreeMap<Reference, Vec<&Track>> {
    let mut all: BTreeMap<Reference, Vec<&Track>> = BTreeMap::new();
    for track in tracks {
        let mut seen = BTreeSet::new();
        for r in &track.references {
            let list = match (r.vocabulary.as_str(), &r.uri) {
                ("99" | "", Some(uri)) => uri.clone(),
                ("99" | "", None) => key::of(&track.reporter),
                _ => String::new(),
            };
            let name = (r.vocabulary.clone(), key::of(&r.code), list);
            if seen.insert(name.clone()) {
                all.entry(name).or_default().push(track);
            }
        }
    }
    all
}

/// Rolls up indicators that somebody says are of one thing: by a code of theirs, or by a
/// mapping. Those of other measures, units or directions come apart.
#[must_use]
pub fn roll_up<'a>(tracks: impl IntoIterator<Item = &'a Track>, as_of: Date) -> Vec<RollUp<'a>> {
    let mut groups: BTreeMap<(Measure, Option<String>, bool), Vec<&Track>> = BTreeMap::new();
    for track in tracks {
        let group = (track.measure.clone(), track.unit.clone(), track.ascending);
        groups.entry(group).or_default().push(track);
    }
    let made = groups.into_iter().map(|(group, mut members)| {
        members.sort_by(|a, b| {
            (&a.activity, a.at.line, &a.at.path).cmp(&(&b.activity, b.at.line, &b.at.path))
        });
        rolled(group, &members, as_of)
    });
    made.collect()
}

fn rolled<'a>(
    (measure, unit, ascending): (Measure, Option<String>, bool),
    tracks: &[&'a Track],
    as_of: Date,
) -> RollUp<'a> {
    let mut members: Vec<Member<'a>> = Vec::with_capacity(tracks.len());
    for track in tracks {
        let stand = track.stand(as_of);
        let repeated = members
            .iter()
            .find(|m| m.left_out.is_none() && is_repeat(m, track, &stand));
        let repeated = repeated.map(|m| LeftOut::Repeated(m.track.at.clone()));
        let left_out = repeated.or_else(|| left_out(track, &stand));
        members.push(Member {
            track,
            stand,
            left_out,
        });
    }
    if !is_exact(&members, &measure) {
        // Whichever of them were left out, the rest would pass for the whole.
        let counted = members.iter_mut().filter(|m| m.left_out.is_none());
        counted.for_each(|m| m.left_out = Some(LeftOut::TooLarge));
    }
    let counted: Vec<&Member<'a>> = members.iter().filter(|m| m.left_out.is_none()).collect();
    let (actual, target, (progress, compared)) = match measure {
        Measure::Percentage => (fractions(&counted), None, fraction_progress(&counted)),
        _ => (
            sum(&counted, |s| s.actual.clone().ok()),
            sum(&counted, last_target),
            progress(&counted, ascending),
        ),
    };
    RollUp {
        measure,
        unit,
        ascending,
        members,
        actual,
        target,
        progress,
        compared,
    }
}

/// Whether the actuals of those that count can be added.
fn is_exact(members: &[Member<'_>], measure: &Measure) -> bool {
    let counted = members.iter().filter(|m| m.left_out.is_none());
    let (over, under): (Vec<Decimal>, Vec<Decimal>) = match measure {
        Measure::Percentage => counted.filter_map(|m| fraction(m.track, &m.stand)).unzip(),
        _ => {
            let actuals = counted.filter_map(|m| m.stand.actual.clone().ok());
            (actuals.collect(), Vec::new())
        }
    };
    let adds_up = |all: Vec<Decimal>| all.is_empty() || total(all.into_iter()).is_some();
    adds_up(over) && adds_up(under)
}

fn left_out(track: &Track, stand: &Stand) -> Option<LeftOut> {
    if let Err(why) = &stand.actual {
        return Some(LeftOut::NoFigure(why.clone()));
    }
    if track.addable == Some(false) {
        return Some(LeftOut::NotAddable);
    }
    if track.measure == Measure::Percentage {
        let told = fraction(track, stand);
        return told.is_none().then_some(LeftOut::NoFraction);
    }
    let is_average = track.nature.nature() == Some(Nature::Average);
    is_average.then(|| LeftOut::Average(track.nature.clone()))
}

fn is_repeat(member: &Member<'_>, track: &Track, stand: &Stand) -> bool {
    let figures = |t: &Track| -> Vec<_> {
        let spans = t.spans.iter();
        spans
            .map(|s| (s.days(), s.target.whole.clone(), s.actual.whole.clone()))
            .collect()
    };
    member.track.activity == track.activity
        && member.track.titles == track.titles
        && member.stand.actual == stand.actual
        && figures(member.track) == figures(track)
}

fn sum(members: &[&Member<'_>], of: impl Fn(&Stand) -> Option<Decimal>) -> Option<Total> {
    let values: Vec<Decimal> = members.iter().filter_map(|m| of(&m.stand)).collect();
    Some(Total {
        value: Figure::Number(total(values.iter().copied())?),
        members: values.len(),
    })
}

fn last_target(stand: &Stand) -> Option<Decimal> {
    stand.last_target.map(|(value, _)| value)
}

/// Numerator and denominator of the figure that counts.
fn fraction(track: &Track, stand: &Stand) -> Option<(Decimal, Decimal)> {
    let [at] = stand.counted[..] else {
        return None;
    };
    match &track.spans.get(at)?.actual.whole {
        super::Reading::Known(number) => number.fraction,
        _ => None,
    }
}

fn fractions(members: &[&Member<'_>]) -> Option<Total> {
    let told: Vec<_> = members
        .iter()
        .filter_map(|m| fraction(m.track, &m.stand))
        .collect();
    let over = total(told.iter().map(|f| f.0))?;
    let under = total(told.iter().map(|f| f.1))?;
    Some(Total {
        value: Figure::Fraction(over, under),
        members: told.len(),
    })
}

/// Percentages of several members have no common target; that of one stands as it is.
fn fraction_progress(members: &[&Member<'_>]) -> (Progress, usize) {
    match members {
        [one] => (one.stand.progress.clone(), 1),
        _ => (Progress::Undefined(Undefined::NoTarget), 0),
    }
}

fn progress(members: &[&Member<'_>], ascending: bool) -> (Progress, usize) {
    let with_target = members.iter().filter(|m| m.stand.last_target.is_some());
    let (from, without): (Vec<_>, Vec<_>) = with_target.partition(|m| m.stand.from.is_some());
    let compared: &[&&Member<'_>] = if from.is_empty() { &without } else { &from };
    let add = |of: &dyn Fn(&Stand) -> Option<Decimal>| {
        total(compared.iter().filter_map(|m| of(&m.stand)))
    };
    let baseline = add(&|s| s.from);
    let made = Progress::of(
        baseline,
        add(&last_target),
        add(&|s| s.actual.clone().ok()),
        ascending,
    );
    (made, compared.len())
}

/// One roll-up over another, e.g. patients referred over patients admitted: Σ / Σ over
/// the activities that count in both, with how many those are.
#[must_use]
pub fn quotient(over: &RollUp<'_>, under: &RollUp<'_>) -> Option<(Ratio, usize)> {
    let by_activity = |r: &RollUp<'_>| -> BTreeMap<String, Vec<Decimal>> {
        let mut all: BTreeMap<String, Vec<Decimal>> = BTreeMap::new();
        for m in r.members.iter().filter(|m| m.left_out.is_none()) {
            let actual = m.stand.actual.clone().ok();
            all.entry(key::of(&m.track.activity))
                .or_default()
                .extend(actual);
        }
        all
    };
    let (over, under) = (by_activity(over), by_activity(under));
    let both: Vec<&String> = over.keys().filter(|a| under.contains_key(*a)).collect();
    let of = |all: &BTreeMap<String, Vec<Decimal>>| {
        total(both.iter().filter_map(|a| all.get(*a)).flatten().copied())
    };
    Some((Ratio::of(of(&over)?, of(&under)?)?, both.len()))
}
