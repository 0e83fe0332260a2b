//! One promise: every row of evidence, in the figure or out of it and why.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::error::{Error, Result};
use crate::programme::{self, Judged, Open, Which, judged};
use crate::tongue;
use clap::Args;
use flow::programme::gather::LeftOut;
use flow::programme::status::{Announcement, Change};
use flow::programme::{Evidence, Heard};
use iati::said::phrase;
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
    const ROWS: &'static str = "{n: One row|# rows of evidence}";
    const EXAMPLE: &'static [&'static str] = &["windlemere-beds"];

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
                    .map(|(at, why)| (*at, Some(tongue::say(&why.said())))),
            )
            .collect();
        order.sort_by_key(|(at, _)| *at);
        rows.extend(order.iter().filter_map(|(at, why)| {
            let row = judged.gathered.evidence.rows.get(*at)?;
            Some(evidence(row, why.as_deref()))
        }));
        rows.extend(judged.gathered.left_out.iter().map(left_out));
        let sentence = say!(
            "{when}: “{wording}” {reason}",
            when = About::when(view),
            wording = crate::programme::words(&promise.wording),
            reason = verdict.reason
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(open.publications());
        about.method = say!(
            "{decided}; {programme}; docs/programme.md has the rules of each status",
            decided = match &promise.measure {
                Ok(measure) => say!("decided by {measure}", measure = measure.said()),
                Err(why) => say!("nothing decides: {why}", why),
            },
            programme = open.words()
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
            Error::asked(say!(
                "“{asked}”: the programme “{programme}” has no promise of that id (“promises” lists them)",
                asked = self.promise,
                programme = open.kept().id
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
        Cell::Word(match why {
            None => phrase("in"),
            Some(_) => phrase("out"),
        }),
        why.map_or(Cell::Missing("–"), |why| Cell::Text(why.to_owned())),
        match row.part {
            Part::Whole => Cell::Missing("–"),
            Part::Numerator => Cell::Word("what is shared"),
            Part::Denominator => Cell::Word("of what"),
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
        Cell::Word("out"),
        Cell::Text(tongue::say(&out.why)),
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
    let said = verdict.caveats.iter().map(tongue::say);
    let mut all: Vec<String> = said
        .map(|c| c.trim_end_matches(['.', '。']).to_owned())
        .collect();
    let projection = verdict.projection.as_ref();
    all.extend(projection.and_then(|p| p.reached_on).map(|day| {
        say!(
            "at the pace until now the target is reached on {day}; a projection decides nothing",
            day
        )
    }));
    all.extend(verdict.announcements.iter().skip(1).map(said_again));
    all.extend(heard(&judged.gathered.evidence));
    all
}

fn said_again(announcement: &Announcement) -> String {
    let changes = announcement.changes.iter().map(|change| match change {
        Change::Target(Some(from), to) => say!(
            "the figure went from {from} to {to}",
            from = from.to_string(),
            to = to.to_string()
        ),
        Change::Target(None, to) => say!("a figure was said: {to}", to = to.to_string()),
        Change::Deadline(Some(from), to) => say!(
            "the deadline went from {from} to {to}",
            from = from.to_string(),
            to = to.to_string()
        ),
        Change::Deadline(None, to) => say!("a deadline was said: {to}", to = to.to_string()),
    });
    let changes: Vec<String> = changes.collect();
    let what = match changes.is_empty() {
        true => say!("nothing changed"),
        false => changes.join(", "),
    };
    say!(
        "said again on {day}, counted once: “{wording}”; {what}",
        day = announcement.said,
        wording = announcement.wording,
        what
    )
}

/// How far the books reach that could tell.
fn heard(evidence: &Evidence) -> Option<String> {
    use flow::programme::Book;
    let last = |book: Book| {
        let of = evidence.heard.iter().filter(|h: &&Heard| h.book == book);
        of.map(|h| h.on).max()
    };
    match (last(Book::Donor), last(Book::Recipient)) {
        (Some(donor), Some(recipient)) => Some(say!(
            "last published: the donor’s book on {donor}, the recipient’s book on {recipient}",
            donor,
            recipient
        )),
        (Some(day), None) => Some(say!("last published: the donor’s book on {day}", day)),
        (None, Some(day)) => Some(say!("last published: the recipient’s book on {day}", day)),
        (None, None) => None,
    }
}
