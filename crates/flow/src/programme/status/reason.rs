//! Verdicts in words.

use super::super::evidence::Evidence;
use super::super::measure::Book;
use super::super::model::{Kind, Promise, Sense};
use super::{Account, FellBack, Status, Verdict};
use crate::exact::Ratio;
use iati::amount::grouped;
use jiff::civil::Date;
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
    /// Only a deadline could settle it, and there is none.
    NoDeadline,
    /// Percentages of several activities cannot be added.
    SeveralPercentages,
    /// Several periods, and nobody says whether their figures add up.
    Uncertain,
    TooManyDigits,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFigure(why) => write!(f, "no figure was announced: {why}"),
            Self::NoMeasure(why) => write!(f, "nothing in the ledger decides it: {why}"),
            Self::NoEvidence(book) => write!(f, "nothing is told of it by the {}", book.id()),
            Self::OtherUnit(1) => f.write_str(
                "one figure is in another currency without a rate, or counted in something else",
            ),
            Self::OtherUnit(n) => {
                write!(
                    f,
                    "{n} figures are in other currencies without a rate, or counted in something else"
                )
            }
            Self::NoBase => f.write_str("what it should be a share of is not told"),
            Self::NoBaseline => f.write_str("it is not told from where it started"),
            Self::NoDeadline => f.write_str("only a deadline could settle it, and none was said"),
            Self::SeveralPercentages => {
                f.write_str("percentages of several activities cannot be added")
            }
            Self::Uncertain => {
                f.write_str("several periods, and it is not told whether their figures add up")
            }
            Self::TooManyDigits => f.write_str("too many digits to be exact"),
        }
    }
}

/// A figure with the target's decimals, at least two where it has any.
fn shown(promise: &Promise, figure: Ratio) -> String {
    let decimals = promise.target.as_ref().map_or(2, |t| t.scale().max(2));
    match figure
        .exactly()
        .filter(|d| d.normalize().scale() <= decimals)
    {
        Some(exact) => grouped(&exact.normalize().to_string()),
        None => figure
            .rounded(decimals)
            .map_or_else(|| figure.to_string(), |d| grouped(&d.to_string())),
    }
}

/// What was promised: `at least 120 beds by 2024-12-31`.
fn goal(promise: &Promise, verdict: &Verdict) -> String {
    let by = verdict
        .deadline
        .map_or_else(String::new, |day| format!(" by {day}"));
    let figure = match (promise.kind, verdict.target) {
        (Kind::Date, _) => return format!("done{by}"),
        (_, None) => return format!("a figure that was not said{by}"),
        (_, Some(target)) => format!("{} {}", grouped(&target.to_string()), promise.unit),
    };
    let sense = match promise.sense {
        Sense::AtLeast => "at least",
        Sense::AtMost => "at most",
        Sense::Exactly => "exactly",
    };
    format!("{sense} {figure}{by}")
}

/// The verdict in a sentence or two.
pub(super) fn sentence(promise: &Promise, verdict: &Verdict, as_of: Date) -> String {
    let goal = goal(promise, verdict);
    let computed = computed(promise, verdict, as_of);
    match verdict.status {
        Status::NotYetSaid => format!("Said on {} only.", promise.said),
        Status::Withdrawn => {
            let on = promise
                .withdrawn
                .as_ref()
                .map(|w| w.on.to_string())
                .unwrap_or_default();
            format!("Withdrawn on {on}. Without that, {goal}: {computed}")
        }
        Status::Superseded => {
            let by = promise
                .superseded
                .as_ref()
                .map(|s| format!("{} by “{}”", s.on, s.by))
                .unwrap_or_default();
            format!("Superseded on {by}. Without that, {goal}: {computed}")
        }
        _ => format!(
            "{}{}: {computed}",
            goal.get(..1).unwrap_or_default().to_uppercase(),
            goal.get(1..).unwrap_or_default()
        ),
    }
}

fn computed(promise: &Promise, verdict: &Verdict, as_of: Date) -> String {
    let stands = verdict.reached.map_or_else(
        || "no figure is told".to_owned(),
        |f| format!("it stands at {}", shown(promise, f)),
    );
    let day = verdict
        .day_reached
        .map(|d| d.to_string())
        .unwrap_or_default();
    let mut text = match verdict.computed {
        Status::Kept if verdict.day_reached == verdict.deadline => {
            format!("so it stood on the deadline; {stands}.")
        }
        Status::Kept => format!("reached on {day}; {stands}."),
        Status::KeptLate => {
            let late = verdict
                .deadline
                .zip(verdict.day_reached)
                .map(|(a, b)| a.duration_until(b).as_hours() / 24);
            format!(
                "reached on {day}, {} after the deadline; {stands}.",
                days(late.unwrap_or_default())
            )
        }
        Status::Missed => {
            let then = verdict
                .at_deadline
                .map(|f| format!("it stood at {} on the deadline; ", shown(promise, f)));
            format!("not reached; {}{stands}.", then.unwrap_or_default())
        }
        Status::OnCourse | Status::Behind => open(promise, verdict, as_of, &stands),
        _ => {
            let why = verdict.why.as_ref().map(Why::to_string).unwrap_or_default();
            match verdict.reached {
                Some(_) => format!("not measurable: {why}; {stands}."),
                None => format!("not measurable: {why}."),
            }
        }
    };
    if let Some(fell_back) = &verdict.fell_back {
        text.push(' ');
        text.push_str(&fallen(promise, fell_back));
    }
    text
}

fn open(promise: &Promise, verdict: &Verdict, as_of: Date, stands: &str) -> String {
    if verdict.deadline.is_none() {
        return format!("{stands}; no deadline was said, so it cannot be late.");
    }
    let mut text = stands.to_owned();
    if let Some(expected) = verdict.expected {
        text.push_str(&format!(
            "; a straight line from {} asks for {} by {as_of}",
            promise.from,
            shown(promise, expected)
        ));
    }
    if let Some(projection) = &verdict.projection {
        text.push_str(&format!(
            "; at the pace so far it would come to {} on the deadline",
            grouped(&projection.at_deadline.to_string())
        ));
    }
    text.push('.');
    text
}

fn fallen(promise: &Promise, fell_back: &FellBack) -> String {
    match fell_back {
        FellBack::On(on, Some(figure)) => format!(
            "It had been reached, and fell back to {} on {on}.",
            shown(promise, *figure)
        ),
        FellBack::On(on, None) => format!("It had been reached, and was not any more on {on}."),
        FellBack::Rewritten { on, was } => {
            format!(
                "Until {on} the book said {}, which was enough; that was rewritten.",
                shown(promise, *was)
            )
        }
    }
}

fn days(n: i64) -> String {
    match n {
        1 => "1 day".to_owned(),
        n => format!("{n} days"),
    }
}

/// What a reader must know beside the sentence.
pub(super) fn caveats(
    promise: &Promise,
    evidence: &Evidence,
    verdict: &Verdict,
    as_of: Date,
) -> Vec<String> {
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
        all.push(format!(
            "The {}'s book was last published on {heard}, before the deadline.",
            main.book.id()
        ));
    }
    for account in rest {
        all.push(beside(promise, account, main));
    }
    if let Some(status) = verdict.under_latest.filter(|s| *s != verdict.computed) {
        all.push(format!("By what was said last it would be {status}."));
    }
    if let Some(recomputed) = verdict
        .recomputed
        .as_ref()
        .filter(|r| r.says != super::super::Says::Right)
    {
        let text = recomputed.to_string();
        all.push(format!("The announcer's ratio: {text}."));
    }
    all
}

fn beside(promise: &Promise, account: &Account, main: Option<&Account>) -> String {
    let figure = account
        .reached
        .map_or_else(|| "no figure".to_owned(), |f| shown(promise, f));
    let status = match main {
        Some(main) if account.status == main.status => "the same".to_owned(),
        _ => account.status.to_string(),
    };
    format!(
        "The {}'s account alone: {figure}, {status}.",
        account.book.id()
    )
}
