//! Figures of indicators.

use super::{Asked, Edition, Gathered, LeftOut, Sides};
use crate::key;
use crate::programme::evidence::Row;
use crate::programme::indicators::{Telling, rows};
use crate::programme::measure::{Book, Chosen, IndicatorOf, Unit, WhichIndicator};
use crate::results::{Nature, Track};
use iati::said;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

impl Asked<'_> {
    pub(super) fn indicator(&self, of: &IndicatorOf, found: &mut Gathered) {
        let chosen = Chosen {
            activities: self.activities_of(&of.which),
            ..Chosen::default()
        };
        let sides = Sides::of(self.programme, self.pairing, &chosen, of.book);
        self.heard(&sides, found);
        // Only the last edition of an activity says where its indicators stand: in another
        // one they may have stood at another place.
        let mut newest: BTreeMap<String, (Date, Vec<Track>)> = BTreeMap::new();
        for (book, edition) in self.in_books(&sides) {
            let mut last = Vec::new();
            for track in of.which.of(self.programme, &edition.tracks) {
                let made = rows(&track, of.of, &self.unit, &telling(edition, book));
                found.evidence.rows.extend(made.into_iter().map(plain));
                found
                    .left_out
                    .extend(unreadable(&track, of.of, edition, book));
                last.push(track);
            }
            let name = key::of(&edition.activity);
            let is_newer = newest
                .get(&name)
                .is_none_or(|(told, _)| *told < edition.told);
            if book == of.book && is_newer {
                newest.insert(name, (edition.told, last));
            }
        }
        let tracks: Vec<&Track> = newest.values().flat_map(|(_, tracks)| tracks).collect();
        found.evidence.nature = nature(&tracks);
        found.evidence.baseline = baseline(&tracks, &self.unit);
    }

    /// The activities that are named by a measure.
    fn activities_of(&self, which: &WhichIndicator) -> Vec<String> {
        match which {
            WhichIndicator::Named { activities, .. } => activities.clone(),
            WhichIndicator::Group(id) => {
                let group = self.programme.indicators.iter().find(|g| g.id == *id);
                let members = group.map_or(&[][..], |g| &g.members);
                members.iter().flat_map(|m| m.activities.clone()).collect()
            }
        }
    }
}

fn telling(edition: &Edition, book: Book) -> Telling {
    Telling {
        book,
        publication: edition.publication.clone(),
        told: edition.told,
        gone: edition.gone,
    }
}

/// A figure without the zeros that end its decimals, so that one written in two ways is one.
fn plain(row: Row) -> Row {
    Row {
        value: row.value.normalize(),
        ..row
    }
}

/// Figures that are told and can be no rows.
fn unreadable(
    track: &Track,
    of: crate::programme::measure::FigureOf,
    edition: &Edition,
    book: Book,
) -> Vec<LeftOut> {
    use crate::programme::measure::FigureOf;
    use crate::results::Reading;
    let spans = track.spans.iter().filter_map(|span| {
        let told = match of {
            FigureOf::Actual => &span.actual,
            FigureOf::Target => &span.target,
        };
        let is_told = !matches!(told.whole, Reading::Missing);
        let why = match (told.whole.gap(), span.days()) {
            (Some(gap), _) => gap,
            (None, None) => said!("its period has no readable days"),
            (None, Some(_)) => return None,
        };
        let at = told.at.as_ref().unwrap_or(&span.at);
        is_told.then(|| LeftOut {
            rests_on: edition.place(&at.path, at.line),
            book,
            why,
        })
    });
    spans.collect()
}

/// What the words of all say alike.
fn nature(tracks: &[&Track]) -> Option<Nature> {
    let mut all = tracks.iter().map(|t| t.nature.nature());
    let first = all.next()??;
    all.all(|n| n == Some(first)).then_some(first)
}

/// The level from which all start together; none if one does not say its own.
fn baseline(tracks: &[&Track], unit: &Unit) -> Option<Decimal> {
    if tracks.len() > 1 && *unit == Unit::Percent {
        return None;
    }
    let mut all = tracks.iter().map(|t| t.baseline.whole.number());
    let first = all.next()??;
    all.try_fold(first, |sum, next| sum.checked_add(next?))
}
