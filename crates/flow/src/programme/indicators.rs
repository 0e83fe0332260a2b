//! From indicators as they are told to what a programme's text says of them: which are of
//! one thing, in what unit, of what nature; and to rows of evidence.

use super::evidence::{Part, RestsOn, Row};
use super::measure::{Book, FigureOf, Unit, WhichIndicator};
use super::model::{IndicatorGroup, IndicatorMember, IndicatorName, Programme};
use crate::key;
use crate::results::{Judged, Measure, Told, Track};
use iati::position::Position;
use jiff::civil::Date;

impl IndicatorName {
    /// Whether an indicator is so named: a title in any language, or a reference.
    #[must_use]
    pub fn names(&self, track: &Track) -> bool {
        match self {
            Self::Title(title) => {
                let wanted = plain(title);
                track.titles.iter().any(|t| plain(t) == wanted)
            }
            Self::Reference { vocabulary, code } => {
                let mut all = track.references.iter();
                all.any(|r| r.vocabulary == *vocabulary && key::same(&r.code, code))
            }
        }
    }
}

fn plain(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn is_of(activities: &[String], track: &Track) -> bool {
    activities.is_empty() || activities.iter().any(|a| key::same(a, &track.activity))
}

impl IndicatorMember {
    /// Whether an indicator is meant.
    #[must_use]
    pub fn means(&self, track: &Track) -> bool {
        is_of(&self.activities, track) && self.indicator.names(track)
    }
}

impl IndicatorGroup {
    /// The indicators that it means, in its unit and of the nature that it states: what
    /// [`roll_up`](crate::results::roll_up) is to be given.
    #[must_use]
    pub fn of(&self, tracks: &[Track]) -> Vec<Track> {
        let meant = tracks
            .iter()
            .filter(|t| self.members.iter().any(|m| m.means(t)));
        meant.map(|t| self.said_of(t)).collect()
    }

    fn said_of(&self, track: &Track) -> Track {
        let mut track = track.clone();
        track.unit = Some(self.unit.clone());
        if let Some(nature) = self.nature {
            track.nature = Judged::Stated(nature);
        }
        track
    }

    /// Below which counts are hidden on public pages; none if it does not count people.
    #[must_use]
    pub fn small_below(&self, limit: u32) -> Option<u32> {
        self.counts_people.then_some(limit)
    }
}

impl WhichIndicator {
    /// The indicators that a measure asks for.
    #[must_use]
    pub fn of(&self, programme: &Programme, tracks: &[Track]) -> Vec<Track> {
        match self {
            Self::Group(id) => {
                let group = programme.indicators.iter().find(|g| g.id == *id);
                group.map_or_else(Vec::new, |g| g.of(tracks))
            }
            Self::Named { activities, name } => {
                let meant = tracks
                    .iter()
                    .filter(|t| is_of(activities, t) && name.names(t));
                meant.cloned().collect()
            }
        }
    }
}

/// One publication's telling of an indicator.
#[derive(Clone, Debug)]
pub struct Telling {
    pub book: Book,
    pub publication: String,
    /// The day it was published.
    pub told: Date,
    /// The day from which another publication of the dataset stands in its place.
    pub gone: Option<Date>,
}

/// The figures of an indicator as rows of evidence, each about the last day of its period.
/// `unit` is that of the promise where the measure is a count. What is no number, or has no
/// day, gives no row: [`Track::stand`] names it as a gap.
#[must_use]
pub fn rows(track: &Track, of: FigureOf, unit: &Unit, telling: &Telling) -> Vec<Row> {
    let unit = match track.measure {
        Measure::Percentage => Unit::Percent,
        _ => unit.clone(),
    };
    let spans = track.spans.iter().filter_map(|span| {
        let told: &Told = match of {
            FigureOf::Actual => &span.actual,
            FigureOf::Target => &span.target,
        };
        let (_, day) = span.days()?;
        let at = told.at.as_ref().unwrap_or(&span.at);
        Some(Row {
            day,
            told: telling.told,
            gone: telling.gone,
            book: telling.book,
            part: Part::Whole,
            series: format!("{} {}", track.activity, track.at.path),
            value: told.whole.number()?,
            unit: unit.clone(),
            rests_on: RestsOn {
                publication: telling.publication.clone(),
                activity: Some(track.activity.clone()),
                element: Some(at.path.clone()),
                position: Some(Position {
                    line: at.line,
                    column: 1,
                }),
            },
        })
    });
    spans.collect()
}
