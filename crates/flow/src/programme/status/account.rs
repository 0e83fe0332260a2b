//! One book's account of a promise.

use super::super::evidence::{Evidence, Part, Row};
use super::super::measure::{Adds, Book, Unit};
use super::super::model::Sense;
use super::history::History;
use super::line::{self, Projection};
use super::terms::Terms;
use super::{Status, Why};
use crate::exact::Ratio;
use iati::said;
use iati::said::Said;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;

/// What one book alone says of a promise.
#[derive(Clone, Debug)]
pub struct Account {
    pub book: Book,
    pub status: Status,
    pub why: Option<Why>,
    pub reached: Option<Ratio>,
    pub at_deadline: Option<Ratio>,
    pub day_reached: Option<Date>,
    pub expected: Option<Ratio>,
    pub projection: Option<Projection>,
    pub fell_back: Option<FellBack>,
    pub rows_in: Vec<usize>,
    pub rows_out: Vec<(usize, Out)>,
}

/// A figure that was where it should be, and is not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FellBack {
    /// By later events: on that day it stopped.
    On(Date, Option<Ratio>),
    /// By what was rewritten: until that day the books said that it was reached, with the
    /// figure they gave.
    Rewritten { on: Date, was: Ratio },
}

/// Why a row is not in the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Out {
    /// It is told, or about a day, after the day asked for.
    NotYet,
    /// Taken back or rewritten on that day.
    Gone(Date),
    OtherBook,
    /// In another currency without a rate, or counted in something else.
    OtherUnit,
    /// Before the first day that counts.
    BeforeStart,
    /// A later figure of the same series took its place.
    Replaced,
    /// Part of a share where none is asked for, or the other way round.
    OtherPart,
    /// Nothing was judged at all.
    NotJudged,
}

impl Out {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::NotYet => said!("after the day asked for"),
            Self::Gone(on) => said!("taken back or rewritten on {on}", on),
            Self::OtherBook => said!("another side's book, which is never added"),
            Self::OtherUnit => {
                said!("in another currency without a rate, or counted in something else")
            }
            Self::BeforeStart => said!("before the first day that counts"),
            Self::Replaced => said!("a later figure took its place"),
            Self::OtherPart => said!("not part of what is asked for"),
            Self::NotJudged => said!("nothing was judged"),
        }
    }
}

impl fmt::Display for Out {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// Whether a row of a book is seen on a day at all, and if not, why.
fn unseen(row: &Row, book: Book, day: Date) -> Option<Out> {
    // What a share is a share of may be stated by whoever knows it.
    let is_base = row.part == Part::Denominator && row.book == Book::Announcer;
    match row.gone {
        _ if row.book != book && !is_base => Some(Out::OtherBook),
        _ if row.told > day || row.day > day => Some(Out::NotYet),
        Some(gone) if gone <= day => Some(Out::Gone(gone)),
        _ => None,
    }
}

fn left_out(terms: &Terms<'_>, row: &Row) -> Option<Out> {
    if (terms.adds == Adds::Ratio) == (row.part == Part::Whole) {
        return Some(Out::OtherPart);
    }
    if terms.adds != Adds::Latest && row.day < terms.from {
        return Some(Out::BeforeStart);
    }
    (!terms.is_unit(&row.unit)).then_some(Out::OtherUnit)
}

/// The rows of a book that are seen on a day, by what they are of use for.
struct Seen<'a> {
    counted: Vec<(usize, &'a Row)>,
    other_unit: Vec<&'a Row>,
    out: Vec<(usize, Out)>,
}

fn seen<'a>(terms: &Terms<'_>, evidence: &'a Evidence, book: Book, day: Date) -> Seen<'a> {
    let mut all = Seen {
        counted: Vec::new(),
        other_unit: Vec::new(),
        out: Vec::new(),
    };
    for (at, row) in evidence.rows.iter().enumerate() {
        match unseen(row, book, day).or_else(|| left_out(terms, row)) {
            None => all.counted.push((at, row)),
            Some(why) => {
                all.out.push((at, why));
                if why == Out::OtherUnit {
                    all.other_unit.push(row);
                }
            }
        }
    }
    all
}

fn history(terms: &Terms<'_>, seen: &Seen<'_>) -> History {
    let in_percent = seen.counted.iter().any(|(_, r)| r.unit == Unit::Percent);
    History::of(terms, seen.counted.clone(), in_percent)
}

/// What a book alone says by the end of `as_of`.
pub(super) fn reckon(terms: &Terms<'_>, evidence: &Evidence, book: Book, as_of: Date) -> Account {
    let seen = seen(terms, evidence, book, as_of);
    let history = history(terms, &seen);
    let mut account = Account {
        book,
        status: Status::NotMeasurable,
        why: None,
        reached: history.at(as_of),
        at_deadline: terms
            .deadline
            .filter(|d| *d < as_of)
            .and_then(|d| history.at(d)),
        day_reached: None,
        expected: None,
        projection: None,
        fell_back: None,
        rows_in: history.current.iter().copied().collect(),
        rows_out: seen.out.clone(),
    };
    let replaced = seen
        .counted
        .iter()
        .map(|(at, _)| *at)
        .filter(|at| !history.current.contains(at));
    account
        .rows_out
        .extend(replaced.map(|at| (at, Out::Replaced)));
    account.rows_out.sort();
    if let Some(why) = nothing_to_judge(terms, evidence, &seen, &history, book, as_of) {
        account.reached = None;
        account.at_deadline = None;
        account.why = Some(why);
        return account;
    }
    judge(&mut account, terms, &history, as_of);
    if account.status.is_measured() {
        account.fell_back = fell_back(terms, evidence, &history, &account, as_of);
        if depends_on_the_unknown(terms, &seen, account.status) {
            account.why = Some(Why::OtherUnit(seen.other_unit.len()));
            account.status = Status::NotMeasurable;
        }
    }
    account
}

fn nothing_to_judge(
    terms: &Terms<'_>,
    evidence: &Evidence,
    seen: &Seen<'_>,
    history: &History,
    book: Book,
    as_of: Date,
) -> Option<Why> {
    if history.too_large {
        return Some(Why::TooManyDigits);
    }
    if history.several {
        return Some(Why::SeveralPercentages);
    }
    let tells = |part| seen.counted.iter().any(|(_, r)| r.part == part);
    let is_base_missing =
        terms.adds == Adds::Ratio && tells(Part::Numerator) && history.at(as_of).is_none();
    if is_base_missing {
        return Some(Why::NoBase);
    }
    if history.at(as_of).is_some() && !seen.counted.is_empty() {
        return None;
    }
    if !seen.other_unit.is_empty() {
        return Some(Why::OtherUnit(seen.other_unit.len()));
    }
    // A book that is kept and tells no money says that there was none.
    let is_silent = evidence
        .last_heard(book, as_of)
        .is_some_and(|on| terms.from <= on);
    match terms.adds == Adds::Sum && is_silent {
        true => None,
        false => Some(Why::NoEvidence(book)),
    }
}

/// Sets the status by the figure alone.
fn judge(account: &mut Account, terms: &Terms<'_>, history: &History, as_of: Date) {
    if terms.target.is_none() {
        return;
    }
    let held = |day: Date| history.held_since(terms, day, terms.from);
    let deadline = terms.deadline;
    let has_passed = deadline.is_some_and(|d| d < as_of);
    let in_time = held(deadline.map_or(as_of, |d| d.min(as_of)));
    if let Some(day) = in_time.filter(|_| terms.settles_early() || has_passed) {
        account.status = Status::Kept;
        // What only the deadline settles is not reached before.
        account.day_reached = if terms.settles_early() {
            Some(day)
        } else {
            deadline
        };
        return;
    }
    if has_passed {
        account.day_reached = held(as_of);
        account.status = match account.day_reached {
            Some(_) => Status::KeptLate,
            None => Status::Missed,
        };
        return;
    }
    account.expected = line::expected(terms, as_of);
    account.projection = account
        .reached
        .and_then(|f| line::projection(terms, f, as_of));
    open(account, terms, in_time.is_some(), as_of);
}

/// The status of what is not settled yet.
fn open(account: &mut Account, terms: &Terms<'_>, holds: bool, as_of: Date) {
    let Some(figure) = account.reached else {
        return;
    };
    if terms.deadline.is_none() {
        // Nothing is late that has no day; what only a day can settle stays open.
        match holds || terms.settles_early() {
            true => account.status = Status::OnCourse,
            false => account.why = Some(Why::NoDeadline),
        }
        return;
    }
    match line::is_on_course(terms, figure, as_of) {
        Some(true) => account.status = Status::OnCourse,
        Some(false) => account.status = Status::Behind,
        None => account.why = Some(Why::NoBaseline),
    }
}

/// Whether what could not be converted or counted could turn the status round.
fn depends_on_the_unknown(terms: &Terms<'_>, seen: &Seen<'_>, status: Status) -> bool {
    if seen.other_unit.is_empty() {
        return false;
    }
    let is_more =
        terms.adds == Adds::Sum && seen.other_unit.iter().all(|r| r.value >= Decimal::ZERO);
    let stays = match terms.sense {
        Sense::AtLeast => matches!(status, Status::Kept | Status::OnCourse),
        Sense::AtMost => matches!(status, Status::Missed | Status::Behind),
        Sense::Exactly => false,
    };
    !(is_more && stays)
}

/// How a figure that was reached is not any more: by later events, or by rewriting.
fn fell_back(
    terms: &Terms<'_>,
    evidence: &Evidence,
    history: &History,
    account: &Account,
    as_of: Date,
) -> Option<FellBack> {
    let now = account.reached.and_then(|f| terms.holds(f));
    // What only the deadline settles may come and go before, and is over after it.
    if now == Some(true) || !terms.settles_early() {
        return None;
    }
    if let Some((on, figure)) = history.stopped(terms, as_of) {
        return Some(FellBack::On(on, figure));
    }
    if account.status == Status::Kept {
        return None;
    }
    rewritten(terms, evidence, account.book, as_of)
}

/// The last day before which the books said that it was reached, though today's rows do not.
fn rewritten(terms: &Terms<'_>, evidence: &Evidence, book: Book, as_of: Date) -> Option<FellBack> {
    let rows = evidence.rows.iter().filter(|r| r.book == book);
    let mut ends: Vec<Date> = rows
        .filter_map(|r| r.gone)
        .filter(|gone| *gone <= as_of)
        .collect();
    ends.sort();
    ends.dedup();
    ends.into_iter().rev().find_map(|on| {
        let eve = on.yesterday().ok()?;
        let then = history(terms, &seen(terms, evidence, book, eve));
        let was = then.at(eve)?;
        terms.holds(was)?.then_some(FellBack::Rewritten { on, was })
    })
}
