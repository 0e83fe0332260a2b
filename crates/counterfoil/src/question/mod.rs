//! The questions. One file is one question: its arguments, its columns, its
//! answer. Command line, page, JSON and CSV are made from the table below.

mod activities;
mod blame;
mod broken_matches;
mod budgets;
pub mod capacity;
pub mod changes;
mod compare_methods;
pub mod coverage;
mod decisions;
pub mod diff;
mod differences;
mod ending;
mod facets;
mod faults;
pub mod filter;
pub mod flows;
mod history;
mod indicator;
pub mod indicators;
pub mod label;
mod r#match;
mod match_records;
pub mod matches;
mod organisations;
pub mod pair;
pub mod pairings;
mod places;
mod planned_disbursements;
mod programmes;
pub mod promise;
pub mod promises;
pub mod publications;
pub mod quality;
pub mod reconciliation;
mod results;
mod shares;
mod totals;
mod trace;
mod transactions;
pub mod unknown;

use crate::answer::{About, Answer, Drawn};
use crate::error::{Error, Result};
use crate::tongue;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use iati::said::{Give, Said};
use ledger::{AsOf, View};

/// A question that the ledger answers.
pub trait Question: Args {
    const NAME: &'static str;
    /// One line on what it asks.
    const ABOUT: &'static str;
    /// What its page is called, if not as its name reads.
    const TITLE: &'static str = "";
    /// How many rows there are, a pattern of `n`.
    const ROWS: &'static str = "{n: One row|# rows}";
    /// Arguments of an example, tried by a test.
    const EXAMPLE: &'static [&'static str];

    /// # Errors
    /// The asker named something that cannot be, or the disk fails.
    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>>;

    /// The answer as a picture, where that takes more than the answer itself does: made only
    /// for who asks for one.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    fn draw(&self, _view: &View<'_>, _about: &About) -> Result<Option<Drawn>> {
        Ok(None)
    }
}

/// The moment that a question is asked of.
#[derive(Args, Clone, Debug, Default)]
pub struct Moment {
    /// What was published by this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// What was imported up to this number
    #[arg(long, value_name = "IMPORT")]
    known_at: Option<u64>,
}

impl Moment {
    /// # Errors
    /// The day is none.
    pub fn read(&self) -> Result<AsOf> {
        let published = self
            .as_of
            .as_deref()
            .map(|text| match iati::date::parse(text) {
                Ok(day) => Ok(day.to_string()),
                Err(why) => Err(Error::asked(say!(
                    "--as-of “{text}”: {why}",
                    text,
                    why = tongue::words(&why)
                ))),
            });
        Ok(AsOf {
            published: published.transpose()?,
            known: self.known_at,
        })
    }
}

type AskFn = for<'a> fn(&ArgMatches, &'a View<'_>) -> Result<Answer<'a>>;
type DrawFn = fn(&ArgMatches, &View<'_>, &About) -> Result<Option<Drawn>>;

/// A question of any type.
pub struct Entry {
    pub name: &'static str,
    pub about: &'static str,
    title: &'static str,
    pub rows: &'static str,
    pub example: &'static [&'static str],
    pub command: fn() -> Command,
    ask: AskFn,
    draw: DrawFn,
}

impl Entry {
    const fn of<Q: Question>() -> Self {
        Self {
            name: Q::NAME,
            about: Q::ABOUT,
            title: Q::TITLE,
            rows: Q::ROWS,
            example: Q::EXAMPLE,
            command: command::<Q>,
            ask: ask::<Q>,
            draw: draw::<Q>,
        }
    }

    /// What its page is called, in English.
    pub fn title(&self) -> String {
        match self.title {
            "" => crate::web::heading(self.name),
            title => title.to_owned(),
        }
    }

    /// How many rows, in the reader's language.
    pub fn rows(&self, n: u64) -> String {
        tongue::say(&Said::new(self.rows, vec![("n", n.give())]))
    }

    /// # Errors
    /// As [`Question::ask`].
    pub fn ask<'a>(&self, matches: &ArgMatches, view: &'a View<'_>) -> Result<Answer<'a>> {
        let mut answer = (self.ask)(matches, view)?;
        if answer.about.total == 0 {
            let unknown = unknown::told(matches, view)?;
            answer.about.caveats.extend(unknown);
        }
        Ok(answer)
    }

    /// As [`ask`](Self::ask), with the picture of the answer if there is one.
    ///
    /// # Errors
    /// As [`Question::ask`].
    pub fn ask_drawn<'a>(&self, matches: &ArgMatches, view: &'a View<'_>) -> Result<Answer<'a>> {
        let mut answer = self.ask(matches, view)?;
        if answer.about.drawn.is_none() {
            answer.about.drawn = (self.draw)(matches, view, &answer.about)?.map(Box::new);
        }
        Ok(answer)
    }

    /// The moment that the arguments name.
    ///
    /// # Errors
    /// The day is none.
    pub fn moment(&self, matches: &ArgMatches) -> Result<AsOf> {
        Moment::from_arg_matches(matches)
            .map_err(wrong_arguments)?
            .read()
    }
}

fn command<Q: Question>() -> Command {
    // The texts of the argument groups are not the question's.
    Moment::augment_args(Q::augment_args(Command::new(Q::NAME)))
        .about(Q::ABOUT)
        .long_about(None)
}

fn ask<'a, Q: Question>(matches: &ArgMatches, view: &'a View<'_>) -> Result<Answer<'a>> {
    Q::from_arg_matches(matches)
        .map_err(wrong_arguments)?
        .ask(view)
}

fn draw<Q: Question>(
    matches: &ArgMatches,
    view: &View<'_>,
    about: &About,
) -> Result<Option<Drawn>> {
    Q::from_arg_matches(matches)
        .map_err(wrong_arguments)?
        .draw(view, about)
}

fn wrong_arguments(error: clap::Error) -> Error {
    Error::asked(error.to_string())
}

/// All questions.
pub const QUESTIONS: &[Entry] = &[
    Entry::of::<publications::Publications>(),
    Entry::of::<quality::Quality>(),
    Entry::of::<faults::Faults>(),
    Entry::of::<organisations::Organisations>(),
    Entry::of::<activities::Activities>(),
    Entry::of::<ending::Ending>(),
    Entry::of::<facets::Facets>(),
    Entry::of::<places::Places>(),
    Entry::of::<transactions::Transactions>(),
    Entry::of::<budgets::Budgets>(),
    Entry::of::<planned_disbursements::PlannedDisbursements>(),
    Entry::of::<results::Results>(),
    Entry::of::<flows::Flows>(),
    Entry::of::<totals::Totals>(),
    Entry::of::<shares::Shares>(),
    Entry::of::<compare_methods::CompareMethods>(),
    Entry::of::<reconciliation::Reconciliation>(),
    Entry::of::<pair::Pair>(),
    Entry::of::<matches::Matches>(),
    Entry::of::<r#match::Match>(),
    Entry::of::<differences::Differences>(),
    Entry::of::<match_records::MatchRecords>(),
    Entry::of::<decisions::Decisions>(),
    Entry::of::<programmes::Programmes>(),
    Entry::of::<pairings::Pairings>(),
    Entry::of::<coverage::Coverage>(),
    Entry::of::<promises::Promises>(),
    Entry::of::<promise::Promise>(),
    Entry::of::<capacity::Capacity>(),
    Entry::of::<indicators::Indicators>(),
    Entry::of::<indicator::Indicator>(),
    Entry::of::<trace::Trace>(),
    Entry::of::<broken_matches::BrokenMatches>(),
    Entry::of::<changes::Changes>(),
    Entry::of::<diff::Diff>(),
    Entry::of::<history::History>(),
    Entry::of::<blame::Blame>(),
];

/// A question by its name.
pub fn find(name: &str) -> Option<&'static Entry> {
    QUESTIONS.iter().find(|q| q.name == name)
}
