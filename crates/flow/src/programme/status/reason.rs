//! Verdicts in words.

use super::super::evidence::Evidence;
use super::super::kind::Figure;
use super::super::measure::{Book, Unit};
use super::super::model::{Promise, Sense};
use super::{Account, FellBack, Status, Verdict};
use crate::exact::Ratio;
use iati::said;
use iati::said::{Given, Said};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Why a promise is not measurable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// No figure was announced; why, in the office's words.
    NoFigure(String),
    /// Nothing in the ledger could decide; why, in the office's words.
    NoMeasure(String),
    /// The book tells nothing of it.
    NoEvidence(Book),
    /// So many rows are in another currency without a rate, or counted in something else.
    OtherUnit(usize),
    /// What it should be a share of is not told, or is zero.
    NoBase,
    /// It is a level, and nobody says from where.
    NoBaseline,
    /// A change is promised of what adds up, and so has no level.
    NoLevel,
    /// A change is promised of what started at nothing, or below.
    FromNothing,
    /// Only a deadline could settle it, and there is none.
    NoDeadline,
    /// Percentages of several activities cannot be added.
    SeveralPercentages,
    /// Several periods, and nobody says whether their figures add up.
    Uncertain,
    TooManyDigits,
}

impl Why {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::NoFigure(why) => said!("no figure was announced: {why}", why),
            Self::NoMeasure(why) => said!("nothing in the ledger decides it: {why}", why),
            Self::NoEvidence(book) => {
                said!("nothing is told of it by {who}", who = book.who())
            }
            Self::OtherUnit(n) => said!(
                "{n: one figure is in another currency|# figures are in other currencies} without a rate, or counted in something else",
                n
            ),
            Self::NoBase => said!("what it should be a share of is not told"),
            Self::NoBaseline => said!("it is not told from where it started"),
            Self::NoLevel => said!("its figures add up, so there is no level to rise or fall"),
            Self::FromNothing => said!("it started at nothing, of which there is no per cent"),
            Self::NoDeadline => said!("only a deadline could settle it, and none was said"),
            Self::SeveralPercentages => {
                said!("percentages of several activities cannot be added")
            }
            Self::Uncertain => {
                said!("several periods, and it is not told whether their figures add up")
            }
            Self::TooManyDigits => said!("too many digits to be exact"),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// A figure with the target's decimals, at least two where it has any.
fn shown(promise: &Promise, figure: Ratio) -> Given {
    let decimals = promise.target.as_ref().map_or(2, |t| t.scale().max(2));
    let exact = figure
        .exactly()
        .map(|d| d.normalize())
        .filter(|d| d.scale() <= decimals);
    match exact.or_else(|| figure.rounded(decimals)) {
        Some(number) => Given::Number(number.to_string()),
        None => Given::Text(figure.to_string()),
    }
}

/// What was promised: `at least 120 beds by 2024-12-31`; with a capital where a sentence
/// begins with it.
fn goal(promise: &Promise, verdict: &Verdict, is_first: bool) -> Said {
    let what = match (promise.kind.is_event(), verdict.target, is_first) {
        (true, _, true) => said!("Done"),
        (true, _, false) => said!("done"),
        (_, None, true) => said!("A figure that was not said"),
        (_, None, false) => said!("a figure that was not said"),
        (_, Some(figure), _) => {
            let unit = promise.shown_in().to_string();
            match (promise.sense, is_first) {
                (Sense::AtLeast, true) => said!("At least {figure} {unit}", figure, unit),
                (Sense::AtLeast, false) => said!("at least {figure} {unit}", figure, unit),
                (Sense::AtMost, true) => said!("At most {figure} {unit}", figure, unit),
                (Sense::AtMost, false) => said!("at most {figure} {unit}", figure, unit),
                (Sense::Exactly, true) => said!("Exactly {figure} {unit}", figure, unit),
                (Sense::Exactly, false) => said!("exactly {figure} {unit}", figure, unit),
            }
        }
    };
    let what = match promise.kind.figure {
        Figure::AgainstBaseline => match verdict.start {
            Some(start) => said!(
                "{what} against the baseline of {start} {unit}",
                what,
                start,
                unit = promise.unit.to_string()
            ),
            None => said!("{what} against the baseline", what),
        },
        Figure::AsTold => what,
    };
    match verdict.deadline {
        Some(day) => said!("{what} by {day}", what, day),
        None => what,
    }
}

/// The verdict in a sentence or two.
pub(super) fn sentence(promise: &Promise, verdict: &Verdict, as_of: Date) -> Said {
    let goal = |is_first| goal(promise, verdict, is_first);
    let computed = computed(promise, verdict, as_of);
    match (verdict.status, &promise.withdrawn, &promise.superseded) {
        (Status::NotYetSaid, ..) => said!("Not said until {day}.", day = promise.said),
        (Status::Withdrawn, Some(withdrawn), _) => said!(
            "Withdrawn on {day}. Without that, {goal}: {computed}",
            day = withdrawn.on,
            goal = goal(false),
            computed
        ),
        (Status::Superseded, _, Some(superseded)) => said!(
            "Superseded on {day} by “{by}”. Without that, {goal}: {computed}",
            day = superseded.on,
            by = superseded.by,
            goal = goal(false),
            computed
        ),
        _ => said!("{goal}: {computed}", goal = goal(true), computed),
    }
}

fn computed(promise: &Promise, verdict: &Verdict, as_of: Date) -> Said {
    let stands = match verdict.reached {
        Some(figure) => said!("it stands at {figure}", figure = shown(promise, figure)),
        None => said!("no figure is told"),
    };
    let day = verdict
        .day_reached
        .map(|d| d.to_string())
        .unwrap_or_default();
    let late = verdict
        .deadline
        .zip(verdict.day_reached)
        .map(|(a, b)| (a.duration_until(b).as_hours() / 24).unsigned_abs())
        .unwrap_or_default();
    let then = verdict
        .at_deadline
        .filter(|then| Some(*then) != verdict.reached);
    let what = match verdict.computed {
        Status::Kept if promise.kind.is_event() => said!("done on {day}.", day),
        Status::KeptLate if promise.kind.is_event() => {
            said!(
                "done on {day}, {n: # day|# days} after the deadline.",
                day,
                n = late
            )
        }
        Status::Kept if verdict.day_reached == verdict.deadline => {
            said!("so it stood on the deadline; {stands}.", stands)
        }
        Status::Kept => match then {
            Some(then) => said!(
                "reached on {day}; it stood at {figure} on the deadline; {stands}.",
                day,
                figure = shown(promise, then),
                stands
            ),
            None => said!("reached on {day}; {stands}.", day, stands),
        },
        Status::KeptLate => said!(
            "reached on {day}, {n: # day|# days} after the deadline; {stands}.",
            day,
            n = late,
            stands
        ),
        Status::Missed => match verdict.at_deadline {
            Some(then) => said!(
                "not reached; it stood at {figure} on the deadline; {stands}.",
                figure = shown(promise, then),
                stands
            ),
            None => said!("not reached; {stands}.", stands),
        },
        Status::OnCourse | Status::Behind => open(promise, verdict, as_of, stands),
        _ => {
            let why = verdict.why.as_ref().map(|why| Given::Said(why.said()));
            let why = why.unwrap_or(Given::Text(String::new()));
            match verdict.reached {
                Some(_) => said!("not measurable: {why}; {stands}.", why, stands),
                None => said!("not measurable: {why}.", why),
            }
        }
    };
    match &verdict.fell_back {
        Some(fell_back) => said!("{what} {then}", what, then = fallen(promise, fell_back)),
        None => what,
    }
}

fn open(promise: &Promise, verdict: &Verdict, as_of: Date, stands: Said) -> Said {
    if verdict.deadline.is_none() {
        return said!(
            "{stands}; no deadline was said, so it cannot be late.",
            stands
        );
    }
    let mut what = stands;
    if let Some(expected) = verdict.expected {
        what = said!(
            "{what}; a straight line from {first} asks for {figure} by {day}",
            what,
            first = promise.from,
            figure = shown(promise, expected),
            day = as_of
        );
    }
    if let Some(projection) = &verdict.projection {
        what = said!(
            "{what}; at the pace so far it would come to {figure} on the deadline",
            what,
            figure = projection.at_deadline
        );
    }
    said!("{what}.", what)
}

fn fallen(promise: &Promise, fell_back: &FellBack) -> Said {
    match fell_back {
        FellBack::On(day, Some(figure)) => said!(
            "It had been reached, and fell back to {figure} on {day}.",
            figure = shown(promise, *figure),
            day
        ),
        FellBack::On(day, None) => {
            said!("It had been reached, and was not any more on {day}.", day)
        }
        FellBack::Rewritten { on, was } => said!(
            "Until {day} the book said {figure}, which was enough; that was rewritten.",
            day = on,
            figure = shown(promise, *was)
        ),
    }
}

/// What a reader must know beside the sentence.
pub(super) fn caveats(
    promise: &Promise,
    evidence: &Evidence,
    verdict: &Verdict,
    as_of: Date,
) -> Vec<Said> {
    let mut all = Vec::new();
    let (main, rest) = match verdict.accounts.split_first() {
        Some((main, rest)) => (Some(main), rest),
        None => (None, &[][..]),
    };
    if let (Some(main), Some(deadline)) = (main, verdict.deadline)
        && let Some(heard) = evidence.last_heard(main.book, as_of)
        && verdict.computed == Status::Missed
        && heard < deadline
    {
        all.push(silent(main.book, heard));
    }
    let twice = twice(evidence, &verdict.rows_in);
    if twice > 0 {
        all.push(said!(
            "{n: One row is|# rows are} equal to another of the same activity in day and amount, and counted as told; the two books side by side say whether the other has it once.",
            n = twice
        ));
    }
    for account in rest {
        all.push(beside(promise, account, main));
    }
    if let Some(status) = verdict.under_latest.filter(|s| *s != verdict.computed) {
        all.push(said!(
            "By what was said last it would be {status}.",
            status = status.said()
        ));
    }
    if let Some(recomputed) = verdict
        .recomputed
        .as_ref()
        .filter(|r| r.says != super::super::Says::Right)
    {
        all.push(said!(
            "The announcer's ratio: {what}.",
            what = recomputed.said()
        ));
    }
    all
}

/// How many of the rows of a figure could be the same payment, told once more.
fn twice(evidence: &Evidence, rows_in: &[usize]) -> usize {
    let rows = rows_in.iter().filter_map(|at| evidence.rows.get(*at));
    let payments = rows.filter(|row| matches!(row.unit, Unit::Currency(_)));
    let mut seen = BTreeMap::new();
    for row in payments {
        let Some(activity) = &row.rests_on.activity else {
            continue;
        };
        let alike = (activity, row.part, row.day, row.value, &row.unit);
        *seen.entry(alike).or_insert(0usize) += 1;
    }
    seen.into_values().map(|n| n - 1).sum()
}

fn silent(book: Book, day: Date) -> Said {
    match book {
        Book::Donor => said!(
            "The donor's book was last published on {day}, before the deadline.",
            day
        ),
        Book::Recipient => said!(
            "The recipient's book was last published on {day}, before the deadline.",
            day
        ),
        Book::Announcer => said!(
            "The announcer's book was last published on {day}, before the deadline.",
            day
        ),
    }
}

fn beside(promise: &Promise, account: &Account, main: Option<&Account>) -> Said {
    let figure = match account.reached {
        Some(figure) => shown(promise, figure),
        None => Given::Said(said!("no figure")),
    };
    let status = match main {
        Some(main) if account.status == main.status => said!("the same"),
        _ => account.status.said(),
    };
    match account.book {
        Book::Donor => said!(
            "The donor's account alone: {figure}, {status}.",
            figure,
            status
        ),
        Book::Recipient => said!(
            "The recipient's account alone: {figure}, {status}.",
            figure,
            status
        ),
        Book::Announcer => said!(
            "The announcer's account alone: {figure}, {status}.",
            figure,
            status
        ),
    }
}
