//! One indicator of one activity over time, as told.

use super::nature::{self, Judged};
use super::value::{self, Measure, Reading};
use iati::results::{At, Baseline, Dimension, Figure, Indicator, Outcome, Period, Reference};
use iati::said;
use iati::stated::Stated;
use jiff::civil::Date;

/// One indicator of one activity.
#[derive(Clone, Debug)]
pub struct Track {
    /// Identifier of the activity.
    pub activity: String,
    /// Reference of the organisation that reports it.
    pub reporter: String,
    pub at: At,
    /// Its titles in the order of languages in the file.
    pub titles: Vec<String>,
    pub measure: Measure,
    /// Whether more is better.
    pub ascending: bool,
    /// Whether the reporter says that its figures may be added to others': of the
    /// indicator, else of the result.
    pub addable: Option<bool>,
    /// Of the indicator, then of its result.
    pub references: Vec<Reference>,
    /// What it is counted in, where somebody says so: IATI has no field for it.
    pub unit: Option<String>,
    pub nature: Judged,
    pub baseline: Told,
    /// Day or year of the baseline, as written.
    pub baseline_of: Option<String>,
    /// In order of end, start and place in the file; what has no dates comes last.
    pub spans: Vec<Span>,
}

/// One period. Periods that repeat another's days are one: publishers do so to tell parts.
#[derive(Clone, Debug)]
pub struct Span {
    pub at: At,
    pub start: Stated<Date>,
    pub end: Stated<Date>,
    pub target: Told,
    pub actual: Told,
}

impl Span {
    /// First and last day, if both are known and in order.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        let (start, end) = (*self.start.known()?, *self.end.known()?);
        (start <= end).then_some((start, end))
    }
}

/// A figure as a whole, and the parts of it that are told.
#[derive(Clone, Debug)]
pub struct Told {
    pub whole: Reading,
    /// Where the whole stands.
    pub at: Option<At>,
    /// By sex, by age, by place: shown, and never added to the whole or to each other.
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug)]
pub struct Part {
    pub dimensions: Vec<Dimension>,
    pub locations: Vec<String>,
    pub reading: Reading,
    pub at: At,
}

/// The tracks of an activity, in document order.
#[must_use]
pub fn tracks(activity: &str, reporter: &str, results: &[Outcome]) -> Vec<Track> {
    let each = |r: &Outcome| -> Vec<Track> {
        let of = r.indicators.iter().map(|i| track(activity, reporter, r, i));
        of.collect()
    };
    results.iter().flat_map(each).collect()
}

fn track(activity: &str, reporter: &str, result: &Outcome, indicator: &Indicator) -> Track {
    let measure = Measure::of(indicator.measure.as_deref());
    let baselines: Vec<&Figure> = indicator.baselines.iter().map(|b| &b.figure).collect();
    let spans = spans(&indicator.periods, &measure);
    let titles: Vec<String> = indicator.titles.iter().map(|n| n.text.clone()).collect();
    let mut all = Track {
        activity: activity.to_owned(),
        reporter: reporter.to_owned(),
        at: indicator.at.clone(),
        titles,
        ascending: indicator.ascending,
        addable: indicator.addable.or(result.addable),
        references: [&indicator.references[..], &result.references[..]].concat(),
        unit: None,
        nature: Judged::Uncertain(nature::Uncertain::NoWords, nature::Hint::TooShort),
        baseline: told(&baselines, &measure),
        baseline_of: indicator.baselines.first().and_then(baseline_of),
        spans,
        measure,
    };
    all.nature = judged(&all, indicator);
    all
}

fn judged(track: &Track, indicator: &Indicator) -> Judged {
    let titles: Vec<&str> = track.titles.iter().map(String::as_str).collect();
    let descriptions: Vec<&str> = indicator
        .descriptions
        .iter()
        .map(|n| n.text.as_str())
        .collect();
    let figures: Vec<_> = track
        .spans
        .iter()
        .filter_map(|s| s.actual.whole.number())
        .collect();
    nature::judge(&titles, &descriptions, &figures)
}

fn baseline_of(baseline: &Baseline) -> Option<String> {
    let day = baseline.day.known().map(ToString::to_string);
    day.or_else(|| baseline.year.clone())
}

type Days = (Stated<Date>, Stated<Date>);

fn spans(periods: &[Period], measure: &Measure) -> Vec<Span> {
    let mut groups: Vec<(Days, Vec<&Period>)> = Vec::new();
    for period in periods {
        let days = (period.start.clone(), period.end.clone());
        let is_dated = days.0.known().is_some() && days.1.known().is_some();
        match groups
            .iter_mut()
            .find(|(known, _)| is_dated && *known == days)
        {
            Some((_, same)) => same.push(period),
            None => groups.push((days, vec![period])),
        }
    }
    let mut all: Vec<Span> = groups
        .iter()
        .filter_map(|(_, same)| span(same, measure))
        .collect();
    let key = |s: &Span| {
        (
            s.end.known().is_none(),
            s.end.known().copied(),
            s.start.known().copied(),
        )
    };
    all.sort_by_key(key);
    all
}

fn span(same: &[&Period], measure: &Measure) -> Option<Span> {
    let first = same.first()?;
    let targets: Vec<&Figure> = same.iter().flat_map(|p| &p.targets).collect();
    let actuals: Vec<&Figure> = same.iter().flat_map(|p| &p.actuals).collect();
    Some(Span {
        at: first.at.clone(),
        start: first.start.clone(),
        end: first.end.clone(),
        target: told(&targets, measure),
        actual: told(&actuals, measure),
    })
}

/// Tells the whole among figures from its parts.
fn told(figures: &[&Figure], measure: &Measure) -> Told {
    let is_whole = |f: &&&Figure| f.locations.is_empty() && !is_slice(f, measure);
    let mut wholes: Vec<&Figure> = figures.iter().filter(is_whole).copied().collect();
    if let ([], [only]) = (&wholes[..], figures) {
        // The only figure there is names a place, and no part of those counted.
        if !is_slice(only, measure) {
            wholes.push(only);
        }
    }
    let parts: Vec<Part> = figures
        .iter()
        .flat_map(|f| match wholes.iter().any(|w| w.at == f.at) {
            true => inner_parts(f, measure),
            false => vec![part(f, measure)],
        })
        .collect();
    let whole = match (&wholes[..], parts.len()) {
        ([], 0) => Reading::Missing,
        ([], n) => Reading::OnlyParts(n),
        ([one, rest @ ..], _) => whole(one, rest, measure),
    };
    Told {
        whole,
        at: wholes.first().map(|f| f.at.clone()),
        parts,
    }
}

fn whole(first: &Figure, rest: &[&Figure], measure: &Measure) -> Reading {
    let reading = |f: &Figure| value::read(f.value.as_deref(), measure);
    if rest.iter().all(|f| reading(f) == reading(first)) {
        return reading(first);
    }
    let all = std::iter::once(&first).chain(rest);
    let texts: Vec<&str> = all.map(|f| f.value.as_deref().unwrap_or("blank")).collect();
    Reading::Unreadable {
        text: texts.join(" | "),
        reason: said!("told several times, and not the same"),
    }
}

/// Whether its dimensions say of which part it is. Some publishers write the parts into
/// the dimensions instead, as `name="women" value="291"`: then it is the whole.
fn is_slice(figure: &Figure, measure: &Measure) -> bool {
    !figure.dimensions.is_empty() && inner_parts(figure, measure).is_empty()
}

/// Parts that are written into the dimensions of the whole.
fn inner_parts(figure: &Figure, measure: &Measure) -> Vec<Part> {
    let whole = value::read(figure.value.as_deref(), measure).number();
    let part = |d: &Dimension| {
        let reading = value::read(Some(&d.value), measure);
        reading
            .number()
            .filter(|n| whole.is_some_and(|w| *n <= w))?;
        Some(Part {
            dimensions: vec![d.clone()],
            locations: figure.locations.clone(),
            reading,
            at: figure.at.clone(),
        })
    };
    let all: Option<Vec<Part>> = figure.dimensions.iter().map(part).collect();
    all.unwrap_or_default()
}

fn part(figure: &Figure, measure: &Measure) -> Part {
    Part {
        dimensions: figure.dimensions.clone(),
        locations: figure.locations.clone(),
        reading: value::read(figure.value.as_deref(), measure),
        at: figure.at.clone(),
    }
}
