//! What became of a promise, as of a day.
//!
//! A pure function of the promise, the evidence and the day. [`STATUSES`] says what each
//! status means; `docs/programme.md` has the rules with their boundaries.

mod account;
mod history;
mod line;
mod reason;
mod terms;

pub use account::{Account, FellBack, Out};
pub use line::Projection;
pub use reason::Why;

use super::day::DayOr;
use super::evidence::{Evidence, Part};
use super::measure::{Book, Measure};
use super::model::{Promise, Recomputed};
use crate::exact::Ratio;
use account::reckon;
use iati::said;
use iati::said::{Said, phrase};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;
use terms::Terms;

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    NotYetSaid,
    Kept,
    KeptLate,
    OnCourse,
    Behind,
    Missed,
    NotMeasurable,
    Withdrawn,
    Superseded,
}

/// All statuses in the order of tables, with an id for filters, and what each means.
pub const STATUSES: [(Status, &str, &str); 9] = [
    (
        Status::Kept,
        "kept",
        phrase(
            "The figure stood where it should by the end of the deadline day; or stands there before it. What is only settled on the deadline (a share, a ceiling, an exact figure) is not kept before.",
        ),
    ),
    (
        Status::KeptLate,
        "kept-late",
        phrase("It did not by then, and stands there now."),
    ),
    (
        Status::OnCourse,
        "on-course",
        phrase(
            "The deadline has not passed, and the figure is where a straight line from the start asks for, less a tolerance; or there is no deadline.",
        ),
    ),
    (
        Status::Behind,
        "behind",
        phrase(
            "The deadline has not passed, and the figure falls short of that line; or a ceiling is already exceeded.",
        ),
    ),
    (
        Status::Missed,
        "missed",
        phrase("The deadline has passed, and the figure does not stand where it should."),
    ),
    (
        Status::NotMeasurable,
        "not-measurable",
        phrase(
            "It cannot be said; the reason is given: no figure was announced, nothing is told, a rate or a base is missing.",
        ),
    ),
    (
        Status::Withdrawn,
        "withdrawn",
        phrase("The announcer took it back on or before that day."),
    ),
    (
        Status::Superseded,
        "superseded",
        phrase("A later promise took its place on or before that day."),
    ),
    (
        Status::NotYetSaid,
        "not-yet-said",
        phrase("It was announced after that day."),
    ),
];

impl Status {
    /// A stable word for filters.
    #[must_use]
    pub fn id(self) -> &'static str {
        STATUSES
            .iter()
            .find(|(s, ..)| *s == self)
            .map_or("", |(_, id, _)| id)
    }

    /// In words.
    #[must_use]
    pub fn said(self) -> Said {
        match self {
            Self::NotYetSaid => said!("not yet said"),
            Self::Kept => said!("kept"),
            Self::KeptLate => said!("kept late"),
            Self::OnCourse => said!("on course"),
            Self::Behind => said!("behind"),
            Self::Missed => said!("missed"),
            Self::NotMeasurable => said!("not measurable"),
            Self::Withdrawn => said!("withdrawn"),
            Self::Superseded => said!("superseded"),
        }
    }

    /// Whether it says how the promise stands, and not that this cannot be said.
    #[must_use]
    pub fn is_measured(self) -> bool {
        use Status::{Behind, Kept, KeptLate, Missed, OnCourse};
        matches!(self, Kept | KeptLate | OnCourse | Behind | Missed)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// What became of a promise, and all that it rests on.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub status: Status,
    /// What it would be had it not been withdrawn or superseded; else the same.
    pub computed: Status,
    /// Why it is not measurable.
    pub why: Option<Why>,
    /// In a sentence.
    pub reason: Said,
    pub target: Option<Decimal>,
    /// The level that a change is told in per cent of.
    pub start: Option<Decimal>,
    pub deadline: Option<Date>,
    /// Where the figure stands, in the deciding book.
    pub reached: Option<Ratio>,
    /// Where it stood at the end of the deadline day, once that has passed.
    pub at_deadline: Option<Ratio>,
    pub day_reached: Option<Date>,
    /// What the straight line asks for on the day.
    pub expected: Option<Ratio>,
    pub projection: Option<Projection>,
    pub fell_back: Option<FellBack>,
    /// Rows of the evidence that the figure is made of, by their place.
    pub rows_in: Vec<usize>,
    /// All others, each with the reason.
    pub rows_out: Vec<(usize, Out)>,
    /// Each book on its own, the deciding one first. They are never added.
    pub accounts: Vec<Account>,
    /// Whether another book would decide otherwise.
    pub disagree: bool,
    /// The first announcement and those that repeat it, up to the day.
    pub announcements: Vec<Announcement>,
    /// By the terms said last, where those differ from the first.
    pub under_latest: Option<Status>,
    /// The announcer's own ratio, recomputed.
    pub recomputed: Option<Recomputed>,
    pub caveats: Vec<Said>,
}

/// One saying of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub id: String,
    pub said: Date,
    pub announcer: String,
    pub wording: String,
    /// What differs from the saying before.
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// From what to what; none where no figure was said.
    Target(Option<Decimal>, Decimal),
    Deadline(Option<DayOr>, DayOr),
}

/// What became of `promise` by the end of `as_of`.
#[must_use]
pub fn status(promise: &Promise, evidence: &Evidence, as_of: Date) -> Verdict {
    let mut verdict = decided(promise, evidence, as_of);
    verdict.computed = verdict.status;
    if as_of < promise.said {
        verdict.status = Status::NotYetSaid;
    } else if let Some(status) = ended(promise, as_of) {
        verdict.status = status;
    }
    verdict.announcements = announcements(promise, as_of);
    verdict.under_latest = under_latest(promise, evidence, as_of);
    verdict.recomputed = promise.stated.as_ref().and_then(super::Stated::recompute);
    verdict.caveats = reason::caveats(promise, evidence, &verdict, as_of);
    verdict.reason = reason::sentence(promise, &verdict, as_of);
    verdict
}

/// Withdrawn or superseded, whichever came first; on one day it is withdrawn.
fn ended(promise: &Promise, as_of: Date) -> Option<Status> {
    let withdrawn = promise
        .withdrawn
        .as_ref()
        .map(|w| (w.on, Status::Withdrawn));
    let superseded = promise
        .superseded
        .as_ref()
        .map(|s| (s.on, Status::Superseded));
    let mut all: Vec<_> = withdrawn.into_iter().chain(superseded).collect();
    all.retain(|(on, _)| *on <= as_of);
    all.into_iter().min().map(|(_, status)| status)
}

fn announcements(promise: &Promise, as_of: Date) -> Vec<Announcement> {
    let mut target = promise.target.as_ref().ok().copied();
    let mut deadline = promise.deadline.as_ref().ok().copied();
    let mut all = vec![Announcement {
        id: promise.id.clone(),
        said: promise.said,
        announcer: promise.announcer.clone(),
        wording: promise.wording.text.clone(),
        changes: Vec::new(),
    }];
    for again in &promise.again {
        let mut changes = Vec::new();
        if let Some(new) = again.target.filter(|new| Some(*new) != target) {
            changes.push(Change::Target(target.replace(new), new));
        }
        if let Some(new) = again.deadline.filter(|new| Some(*new) != deadline) {
            changes.push(Change::Deadline(deadline.replace(new), new));
        }
        all.push(Announcement {
            id: again.id.clone(),
            said: again.said,
            announcer: again.announcer.clone(),
            wording: again.wording.text.clone(),
            changes,
        });
    }
    all.retain(|a| a.said <= as_of);
    all
}

/// The status by the figure and the day that were said last, if they were changed.
fn under_latest(promise: &Promise, evidence: &Evidence, as_of: Date) -> Option<Status> {
    let said = || promise.again.iter().filter(|a| a.said <= as_of);
    let target = said().filter_map(|a| a.target).next_back();
    let deadline = said().filter_map(|a| a.deadline).next_back();
    let mut latest = promise.clone();
    latest.target = target.map_or(latest.target, Ok);
    latest.deadline = deadline.map_or(latest.deadline, Ok);
    let differs = latest.target != promise.target || latest.deadline != promise.deadline;
    differs.then(|| decided(&latest, evidence, as_of).status)
}

/// The verdict by the evidence alone.
fn decided(promise: &Promise, evidence: &Evidence, as_of: Date) -> Verdict {
    let mut verdict = Verdict {
        status: Status::NotMeasurable,
        computed: Status::NotMeasurable,
        why: None,
        reason: Said::new("", Vec::new()),
        target: promise.target.as_ref().ok().copied(),
        start: None,
        deadline: promise.deadline.as_ref().ok().map(|d| d.last_day()),
        reached: None,
        at_deadline: None,
        day_reached: None,
        expected: None,
        projection: None,
        fell_back: None,
        rows_in: Vec::new(),
        rows_out: Vec::new(),
        accounts: Vec::new(),
        disagree: false,
        announcements: Vec::new(),
        under_latest: None,
        recomputed: None,
        caveats: Vec::new(),
    };
    match &promise.measure {
        Err(why) => verdict.why = Some(Why::NoMeasure(why.clone())),
        Ok(measure) => judged(&mut verdict, promise, measure, evidence, as_of),
    }
    if let Err(why) = &promise.target {
        // The figure reached may be shown; there is nothing to hold it against.
        verdict.status = Status::NotMeasurable;
        verdict.why = Some(Why::NoFigure(why.clone()));
    }
    verdict
}

fn judged(
    verdict: &mut Verdict,
    promise: &Promise,
    measure: &Measure,
    evidence: &Evidence,
    as_of: Date,
) {
    let terms = match Terms::of(promise, measure, evidence, as_of) {
        Ok(terms) => terms,
        Err(why) => {
            verdict.why = Some(why);
            verdict.rows_out = evidence
                .rows
                .iter()
                .enumerate()
                .map(|(at, _)| (at, Out::NotJudged))
                .collect();
            return;
        }
    };
    verdict.start = terms.start;
    let deciding = measure.book();
    let others = Book::ALL
        .into_iter()
        .filter(|book| *book != deciding && tells(evidence, *book, as_of));
    let books = std::iter::once(deciding).chain(others);
    verdict.accounts = books
        .map(|book| reckon(&terms, evidence, book, as_of))
        .collect();
    let Some((main, rest)) = verdict.accounts.split_first() else {
        return;
    };
    verdict.disagree = main.status.is_measured()
        && rest
            .iter()
            .any(|a| a.status.is_measured() && a.status != main.status);
    verdict.status = main.status;
    verdict.why = main.why.clone();
    verdict.reached = main.reached;
    verdict.at_deadline = main.at_deadline;
    verdict.day_reached = main.day_reached;
    verdict.expected = main.expected;
    verdict.projection = main.projection.clone();
    verdict.fell_back = main.fell_back.clone();
    verdict.rows_in = main.rows_in.clone();
    verdict.rows_out = main.rows_out.clone();
}

/// Whether a book has a figure of its own on the matter by a day. A stated base is nobody's
/// account of what is shared.
fn tells(evidence: &Evidence, book: Book, as_of: Date) -> bool {
    let mut rows = evidence.rows.iter();
    rows.any(|r| r.book == book && r.part != Part::Denominator && r.told <= as_of)
}
