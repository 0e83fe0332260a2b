//! One promise: every row of evidence, in the figure or out of it and why.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::error::{Error, Result};
use crate::programme::{self, Judged, Open, Which, judged};
use clap::Args;
use flow::programme::gather::LeftOut;
use flow::programme::status::{Announcement, Change};
use flow::programme::{Evidence, Heard};
use ledger::View;

/// One promise: what decides, every row of evidence, and why it stands so
#[derive(Args, Clone, Debug)]
pub struct Promise {
    /// Id of the promise
    #[arg(value_name = "ID")]
    promise: String,
    #[command(flatten)]
    which: Which,
}

const COLUMNS: &[Column] = &[
    Column::new("day", K::Date, "The day it is about"),
    Column::new("figure", K::Figure, "What is told"),
    Column::new("book", K::Text, "Whose account it is in"),
    Column::new(
        "in_figure",
        K::Text,
        "Whether it is in the figure that decides",
    ),
    Column::new("why", K::Text, "Why it is not"),
    Column::new(
        "part",
        K::Text,
        "Of a share: what is shared, or what it is a share of",
    )
    .detail(),
    Column::new("told", K::Date, "The day it was first published"),
    Column::new("gone", K::Date, "The day from which it was told no more").detail(),
    Column::new("activity", K::Text, "The activity that tells it"),
    Column::new("import", K::Text, "The publication, or the source"),
    Column::new("place", K::Text, "Where it stands there").detail(),
];

impl Question for Promise {
    const NAME: &'static str = "promise";
    const ABOUT: &'static str = "One promise: what decides, each row of evidence, why it stands so";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let open = self.which.open(view)?;
        let at = self.place(&open)?;
        let all = judged(&open)?;
        let promise = &open.programme().promises[at];
        let judged = &all[at];
        let verdict = &judged.verdict;
        let mut rows: Vec<Row> = Vec::new();
        let mut order: Vec<(usize, Option<String>)> = verdict
            .rows_in
            .iter()
            .map(|at| (*at, None))
            .chain(
                verdict
                    .rows_out
                    .iter()
                    .map(|(at, why)| (*at, Some(why.to_string()))),
            )
            .collect();
        order.sort();
        rows.extend(order.iter().filter_map(|(at, why)| {
            let row = judged.gathered.evidence.rows.get(*at)?;
            Some(evidence(row, why.as_deref()))
        }));
        rows.extend(judged.gathered.left_out.iter().map(left_out));
        let sentence = format!(
            "{}: “{}” {}",
            About::when(view),
            promise.wording.text,
            verdict.reason
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(open.publications());
        about.method = format!(
            "{}; {}; docs/programme.md has the rules of each status",
            match &promise.measure {
                Ok(measure) => format!("decided by {measure}"),
                Err(why) => format!("nothing decides: {why}"),
            },
            open.words()
        );
        about.caveats.extend(notes(judged));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Promise {
    pub fn of(id: &str, which: Which) -> Self {
        Self {
            promise: id.to_owned(),
            which,
        }
    }

    fn place(&self, open: &Open<'_>) -> Result<usize> {
        let promises = &open.programme().promises;
        // A repeated announcement leads to the first.
        let means = |p: &flow::programme::Promise| {
            p.id == self.promise || p.again.iter().any(|a| a.id == self.promise)
        };
        promises.iter().position(means).ok_or_else(|| {
            Error::asked(format!(
                "“{}”: the programme “{}” has no promise of that id (“promises” lists them)",
                self.promise,
                open.kept().id
            ))
        })
    }
}

fn evidence(row: &flow::programme::Row, why: Option<&str>) -> Row {
    use flow::programme::Part;
    let [import, activity, place] = programme::rests_on(&row.rests_on);
    vec![
        Cell::Date(row.day),
        programme::quantity(Some(row.value), &row.unit),
        programme::book(row.book),
        Cell::Text(if why.is_none() { "in" } else { "out" }.to_owned()),
        why.map_or(Cell::Missing("–"), |why| Cell::Text(why.to_owned())),
        match row.part {
            Part::Whole => Cell::Missing("–"),
            Part::Numerator => Cell::Text("what is shared".to_owned()),
            Part::Denominator => Cell::Text("of what".to_owned()),
        },
        Cell::Date(row.told),
        row.gone.map_or(Cell::Missing("–"), Cell::Date),
        activity,
        import,
        place,
    ]
}

fn left_out(out: &LeftOut) -> Row {
    let [import, activity, place] = programme::rests_on(&out.rests_on);
    let none = || Cell::Missing("–");
    vec![
        none(),
        none(),
        programme::book(out.book),
        Cell::Text("out".to_owned()),
        Cell::Text(out.why.clone()),
        none(),
        none(),
        none(),
        activity,
        import,
        place,
    ]
}

/// What a reader should know beside the rows.
fn notes(judged: &Judged) -> Vec<String> {
    let verdict = &judged.verdict;
    let said = verdict.caveats.iter();
    let mut all: Vec<String> = said.map(|c| c.trim_end_matches('.').to_owned()).collect();
    let projection = verdict.projection.as_ref();
    all.extend(projection.and_then(|p| p.reached_on).map(|day| {
        format!(
            "at the pace until now the target is reached on {day}; a projection decides nothing"
        )
    }));
    all.extend(verdict.announcements.iter().skip(1).map(said_again));
    all.extend(heard(&judged.gathered.evidence));
    all
}

fn said_again(announcement: &Announcement) -> String {
    let changes = announcement.changes.iter().map(|change| match change {
        Change::Target(from, to) => match from {
            Some(from) => format!("the figure went from {from} to {to}"),
            None => format!("a figure was said: {to}"),
        },
        Change::Deadline(from, to) => match from {
            Some(from) => format!("the deadline went from {from} to {to}"),
            None => format!("a deadline was said: {to}"),
        },
    });
    let changes: Vec<String> = changes.collect();
    let what = match changes.is_empty() {
        true => "nothing changed".to_owned(),
        false => changes.join(", "),
    };
    format!(
        "said again on {}, counted once: “{}”; {what}",
        announcement.said, announcement.wording
    )
}

/// How far the books reach that could tell.
fn heard(evidence: &Evidence) -> Option<String> {
    use flow::programme::Book;
    let last = |book: Book| {
        let of = evidence.heard.iter().filter(|h: &&Heard| h.book == book);
        of.map(|h| h.on).max()
    };
    let told: Vec<String> = [Book::Donor, Book::Recipient]
        .into_iter()
        .filter_map(|book| Some(format!("{}’s book on {}", book.id(), last(book)?)))
        .collect();
    (!told.is_empty()).then(|| format!("last published: the {}", told.join(", the ")))
}
