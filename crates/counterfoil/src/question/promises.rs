//! The promises of a programme, and what became of each.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::drawing;
use crate::error::Result;
use crate::programme::{self, Judged, Open, Which, judged};
use crate::tongue;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use flow::key;
use flow::programme::status::STATUSES;
use flow::programme::{Kind, Promise, Status};
use ledger::View;

/// Promises: what was announced, by when, and what became of it
#[derive(Args, Clone, Debug, Default)]
pub struct Promises {
    #[command(flatten)]
    pub which: Which,
    /// Only those of this status
    #[arg(long, value_delimiter = ',', value_name = "STATUS", value_parser = statuses())]
    pub status: Vec<String>,
    /// Only those of this pairing
    #[arg(long, value_name = "ID")]
    pub pairing: Option<String>,
    /// Only those that this organisation announced
    #[arg(long, value_name = "REF")]
    pub announcer: Option<String>,
    /// Only those of this kind
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(Kind::IDS))]
    pub kind: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("promise", K::Text, "Its id in the programme’s text"),
    Column::new("status", K::Text, "What became of it"),
    Column::new("target", K::Figure, "What was announced"),
    Column::new(
        "reached",
        K::Figure,
        "Where it stands, in the book that decides",
    ),
    Column::new("deadline", K::Text, "By when"),
    Column::new("wording", K::Text, "As it was said"),
    Column::new("announcer", K::Coded, "Who said it"),
    Column::new("pairing", K::Text, "Between whom").detail(),
    Column::new("kind", K::Text, "What sort of thing is promised").detail(),
    Column::new("said", K::Date, "When it was first said").detail(),
    Column::new("said_again", K::Count, "How often it was repeated since").detail(),
    Column::new(
        "expected",
        K::Figure,
        "What a straight line asks for by now",
    )
    .detail(),
    Column::new(
        "other_book",
        K::Text,
        "What it comes to in the other side’s book",
    )
    .detail(),
    Column::new("reason", K::Text, "Why it has this status").detail(),
    Column::new("rows", K::Count, "Rows of evidence in the figure").detail(),
    Column::new("decided_by", K::Text, "The question that decides").detail(),
    Column::new("source", K::Text, "Where it was said").detail(),
];

impl Question for Promises {
    const NAME: &'static str = "promises";
    const ABOUT: &'static str = "Promises: what was announced, by when, and what became of it";
    const ROWS: &'static str = "{n: One row|# promises}";
    const EXAMPLE: &'static [&'static str] = &["--status", "missed"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let open = self.which.open(view)?;
        let all = judged(&open)?;
        let programme = open.programme();
        let asked: Vec<(&Promise, &Judged)> = programme
            .promises
            .iter()
            .zip(all.iter())
            .filter(|(promise, judged)| self.takes(promise, judged))
            .collect();
        let statuses: Vec<Status> = asked.iter().map(|(_, j)| j.verdict.status).collect();
        let sentence = sentence(&About::when(view), &statuses);
        let rows: Vec<Row> = asked.iter().map(|(p, j)| row(&open, p, j)).collect();
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(open.publications());
        about.drawn = drawing::promises(&about, &open, &asked).map(Box::new);
        about.method = say!(
            "{programme}; status is worked out from rows of evidence on the day asked about, never ticked; “promise ID” lists the rows",
            programme = open.words()
        );
        let disagree = asked.iter().filter(|(_, j)| j.verdict.disagree).count() as u64;
        if disagree > 0 {
            about.caveats.push(say!(
                "for {n: # promise|# promises} the other side’s book would decide otherwise",
                n = disagree
            ));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// All statuses, each with what it means.
fn statuses() -> PossibleValuesParser {
    let each = STATUSES.iter();
    PossibleValuesParser::new(each.map(|(_, id, meaning)| PossibleValue::new(*id).help(*meaning)))
}

impl Promises {
    fn takes(&self, promise: &Promise, judged: &Judged) -> bool {
        let status = judged.verdict.status.id();
        let is = |asked: &Option<String>, found: &str| {
            asked.as_deref().is_none_or(|asked| key::same(asked, found))
        };
        (self.status.is_empty() || self.status.iter().any(|s| s == status))
            && is(&self.announcer, &promise.announcer)
            && is(&self.kind, promise.kind.id)
            && self
                .pairing
                .as_ref()
                .is_none_or(|asked| promise.pairing.as_ref() == Some(asked))
    }
}

/// How many are kept or on course, late, and not to be measured.
pub fn sentence(when: &str, statuses: &[Status]) -> String {
    let count = |of: &[Status]| statuses.iter().filter(|s| of.contains(s)).count() as u64;
    let well = count(&[Status::Kept, Status::OnCourse]);
    let late = count(&[Status::KeptLate, Status::Behind, Status::Missed]);
    let open = count(&[Status::NotMeasurable]);
    let gone = count(&[Status::Withdrawn, Status::Superseded]);
    let mut parts = vec![say!(
        "{when}, {well} of {n: # promise|# promises} {well: was|were} kept or on course; {late: # is|# are} kept late, behind or missed",
        when,
        well,
        n = statuses.len(),
        late
    )];
    if open > 0 {
        parts.push(say!("{n} cannot be measured", n = open));
    }
    if gone > 0 {
        parts.push(say!("{n: # was|# were} withdrawn or superseded", n = gone));
    }
    let unsaid = count(&[Status::NotYetSaid]);
    if unsaid > 0 {
        parts.push(say!("{n: # is|# are} not yet said", n = unsaid));
    }
    format!("{}{}", tongue::clauses(&parts), tongue::stop())
}

fn row(open: &Open<'_>, promise: &Promise, judged: &Judged) -> Row {
    let programme = open.programme();
    let verdict = &judged.verdict;
    let unit = promise.shown_in();
    let is_event = promise.kind.is_event();
    let target = match &promise.target {
        Ok(_) if is_event => Cell::Missing("to be done"),
        Ok(target) => programme::quantity(Some(*target), &unit),
        Err(why) => Cell::Unknown(why.clone()),
    };
    let reached = match verdict.reached {
        Some(_) if is_event => verdict
            .day_reached
            .map_or(Cell::Missing("not yet"), Cell::Date),
        Some(reached) => programme::ratio(Some(reached), &unit),
        None => Cell::Missing("not told"),
    };
    let other = verdict.accounts.iter().skip(1).map(|account| {
        let book = tongue::words(account.book.id());
        let status = account.status.said();
        match account.reached {
            Some(reached) => say!(
                "{book}: {status} ({reached})",
                book,
                status,
                reached = crate::answer::plain(&programme::ratio(Some(reached), &unit))
            ),
            None => say!("{book}: {status}", book, status),
        }
    });
    let other: Vec<String> = other.collect();
    vec![
        Cell::Text(promise.id.clone()),
        programme::status(verdict.status),
        target,
        reached,
        deadline(promise),
        Cell::Text(crate::programme::words(&promise.wording)),
        programme::organisation(programme, &promise.announcer),
        programme::pairing(promise.pairing.as_deref()),
        Cell::Word(promise.kind.id),
        Cell::Date(promise.said),
        Cell::Count(verdict.announcements.len().saturating_sub(1) as u64),
        match verdict.expected {
            Some(expected) => programme::ratio(Some(expected), &unit),
            None => Cell::Missing("no line"),
        },
        Cell::text(Some(tongue::clauses(&other)).filter(|o| !o.is_empty())),
        Cell::Text(tongue::say(&verdict.reason)),
        Cell::Count(verdict.rows_in.len() as u64),
        match &promise.measure {
            Ok(measure) => Cell::Text(tongue::say(&measure.said())),
            Err(why) => Cell::Unknown(why.clone()),
        },
        Cell::Text(promise.sources.join(", ")),
    ]
}

fn deadline(promise: &Promise) -> Cell {
    match &promise.deadline {
        Ok(day) => Cell::Text(day.to_string()),
        Err(why) => Cell::Unknown(why.clone()),
    }
}
