//! Promises on the line of time.

use super::{day, drawn};
use crate::answer::{About, Drawn};
use crate::picture::timeline::{self, State, Timeline, Words};
use crate::programme::{Judged, Open};
use crate::tongue;
use flow::programme::{Promise, Status};

/// So many promises a picture can hold.
const MOST: usize = 60;

/// The board as a picture; none if nothing is on it, or too much.
pub fn promises(about: &About, open: &Open<'_>, all: &[(&Promise, &Judged)]) -> Option<Drawn> {
    if all.is_empty() || all.len() > MOST {
        return None;
    }
    let promises: Vec<timeline::Promise> = all.iter().map(|(p, j)| one(p, j)).collect();
    let today = open.day;
    let draw = move |setting: &crate::picture::Setting| {
        timeline::timeline(
            setting,
            &Timeline {
                promises: promises.clone(),
                today,
                today_word: day(today, crate::picture::Grain::Day),
                day: &day,
                words: Words {
                    said: say!("said"),
                    due: say!("due"),
                    met: say!("met"),
                    late: say!("late"),
                    withdrawn: say!("withdrawn"),
                    unknown: say!("not measurable"),
                },
            },
        )
    };
    Some(drawn("promises", &say!("Said, due, met"), about, draw))
}

fn one(promise: &Promise, judged: &Judged) -> timeline::Promise {
    let verdict = &judged.verdict;
    let state = match verdict.status {
        Status::Kept => State::Kept,
        Status::KeptLate => State::KeptLate,
        Status::OnCourse | Status::Behind | Status::NotYetSaid => State::Open,
        Status::Missed => State::Missed,
        Status::NotMeasurable => State::Unknown,
        Status::Withdrawn | Status::Superseded => State::Gone,
    };
    let taken_back = || {
        let withdrawn = promise.withdrawn.as_ref().map(|w| w.on);
        withdrawn.or(promise.superseded.as_ref().map(|s| s.on))
    };
    timeline::Promise {
        name: promise.id.clone(),
        said: Some(promise.said),
        due: promise.deadline.as_ref().ok().map(|d| d.last_day()),
        ended: match state {
            State::Kept | State::KeptLate => verdict.day_reached,
            State::Gone => taken_back(),
            _ => None,
        },
        state,
        word: tongue::say(&verdict.status.said()),
        title: format!(
            "{}: “{}” {}",
            promise.id,
            crate::programme::words(&promise.wording),
            tongue::say(&verdict.reason)
        ),
    }
}
