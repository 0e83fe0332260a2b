//! Since when each value of an activity reads as it does.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::compare::chain::{self, Chain};
use crate::compare::{about, day, pair};
use crate::error::{Error, Result};
use clap::Args;
use flow::change::{Origin, Origins, Slips};
use jiff::civil::Date;
use ledger::{Held, LiveMember, Past, Publication, View};

/// Since when each value of an activity reads as it does, and what it was before
#[derive(Args, Clone, Debug)]
pub struct Blame {
    /// Identifier of the activity
    #[arg(value_name = "ID")]
    pub id: String,
    /// Reference of the organisation that reports it, if several use the identifier
    #[arg(long, value_name = "REF")]
    pub reporter: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new(
        "what",
        K::Text,
        "Where the value stands, below the activity",
    ),
    Column::new("value", K::Text, "What it says now"),
    Column::new("since", K::Date, "The day from which it says so"),
    Column::new("import", K::Count, "The publication that first said so"),
    Column::new("was", K::Text, "What it said before that"),
    Column::new("was_since", K::Date, "The day from which it said that").detail(),
    Column::new(
        "older_import",
        K::Count,
        "The publication that first said that",
    )
    .detail(),
    Column::new("line", K::Count, "Line in the newest publication").detail(),
];

impl Question for Blame {
    const NAME: &'static str = "blame";
    const ABOUT: &'static str = "Since when each value of an activity reads as it does";
    const TITLE: &'static str = "Since when";
    const ROWS: &'static str = "{n: One row|# values}";
    const EXAMPLE: &'static [&'static str] = &["XI-IATI-DEMO-AMB-JOB-03"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let past = view.past()?;
        let (member, others) = self.find(view, &past)?;
        let chains = chain::find(&past, &self.id, Some(&member.head.reporter))?;
        let dataset = past
            .publication(member.publication)
            .map(|p| p.dataset.value.as_str());
        let Some(chain) = chains.iter().find(|c| Some(c.dataset) == dataset) else {
            return Err(super::history::unknown(&self.id));
        };
        let (origins, said) = follow(&past, chain, member)?;
        let values = origins.values();
        let first = values.iter().filter(|v| v.since == 0).count() as u64;
        let day_of_first = match said.first() {
            None => say!("no day"),
            Some(publication) => day(publication)?.to_string(),
        };
        let sentence = say!(
            "{when}, {activity} states {n: # value|# values}; {first: # reads|# read} as first published on {day}.",
            when = About::when(view),
            activity = member.head.identifier.to_string(),
            n = values.len(),
            first,
            day = day_of_first
        );
        let mut about = About::new(Self::NAME, view, sentence, values.len());
        about.method = say!(
            "each value of the newest publication, followed back through its dataset: transactions, budgets and results by what they say, not by their place; a value that was taken back and said again counts from when it was said again; codes and currencies that the activity states once are told where they count"
        );
        about.caveats.extend(caveats(chain, &chains, others));
        let days = said.iter().map(|p| day(p)).collect::<Result<Vec<Date>>>()?;
        let numbers: Vec<u64> = said.iter().map(|p| p.seq).collect();
        let rows = values
            .into_iter()
            .map(move |v| Ok(row(&v, &days, &numbers)));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows),
        })
    }
}

impl Blame {
    /// The live activity, and how many more reporters use its identifier.
    fn find<'v>(&self, view: &'v View<'_>, past: &Past<'_>) -> Result<(&'v LiveMember, u64)> {
        let is_asked = |m: &&LiveMember| {
            let reporter = self.reporter.as_ref();
            reporter.is_none_or(|asked| flow::key::same(asked, &m.head.reporter))
        };
        let mut live = view.live().activities(&self.id).filter(is_asked);
        if let Some(member) = live.next() {
            return Ok((member, live.count() as u64));
        }
        if past.versions_of(&self.id).next().is_none() {
            return Err(super::history::unknown(&self.id));
        }
        Err(Error::Asked {
            message: say!(
                "“{activity}” is not live: it is no longer published",
                activity = self.id
            ),
            hint: Some(say!(
                "“counterfoil ask history {activity}” tells what became of it",
                activity = self.id
            )),
        })
    }
}

/// The values, and the publications that their numbers count.
fn follow<'p>(
    past: &Past<'_>,
    chain: &Chain<'p>,
    member: &LiveMember,
) -> Result<(Origins, Vec<&'p Publication>)> {
    let mut origins = Origins::new();
    let mut said: Vec<&Publication> = Vec::new();
    let mut before: Option<u64> = None;
    let copy = copy(chain, member);
    for link in &chain.links {
        let held: Option<&Held> = link.held.get(copy).or(link.held.last());
        let Some(held) = held else { continue };
        if before == Some(held.version) {
            origins.same();
        } else {
            let statement = past.reading(held)?;
            let newer = day(link.publication)?;
            let older = said.last().map_or(Ok(newer), |p| day(p))?;
            origins.then(
                &pair::version(&statement, Slips::default()),
                &about(older, newer),
            );
        }
        before = Some(held.version);
        said.push(link.publication);
    }
    Ok((origins, said))
}

/// Of several copies in the newest publication the place of the live one.
fn copy(chain: &Chain<'_>, member: &LiveMember) -> usize {
    let last = chain.links.last();
    let held = last.map_or(&[][..], |link| &link.held);
    let live = held.iter().position(|h| h.ordinal == member.ordinal);
    live.unwrap_or(0)
}

fn caveats(chain: &Chain<'_>, chains: &[Chain<'_>], others: u64) -> Vec<String> {
    let mut caveats = Vec::new();
    let names: std::collections::BTreeSet<&str> = chain
        .links
        .iter()
        .map(|l| l.name.identifier.as_str())
        .collect();
    if names.len() > 1 {
        let names: Vec<&str> = names.into_iter().collect();
        caveats.push(say!(
            "it went by more than one identifier, and is followed through them: {names}",
            names = names.join(", ")
        ));
    }
    if chains.len() > 1 {
        caveats.push(say!(
            "it stands in {n: # dataset|# datasets}; only {dataset}, which is live, is followed",
            n = chains.len(),
            dataset = chain.dataset
        ));
    }
    if others > 0 {
        caveats.push(say!(
            "{n: # other reporter uses|# other reporters use} this identifier; --reporter chooses",
            n = others
        ));
    }
    if chain.links.iter().any(|l| l.held.len() > 1) {
        caveats.push(say!(
            "the identifier stands more than once in a publication; the copy in the same place is followed"
        ));
    }
    caveats
}

fn row(value: &Origin, days: &[Date], numbers: &[u64]) -> Row {
    let date = |at: usize| Cell::date(days.get(at).copied());
    let number = |at: usize| {
        numbers
            .get(at)
            .map_or(Cell::Missing("–"), |n| Cell::Count(*n))
    };
    let none = || Cell::Missing("–");
    let before = value.before.as_ref();
    vec![
        Cell::Text(value.path.clone()),
        Cell::Text(value.value.clone()),
        date(value.since),
        number(value.since),
        match (before, value.since) {
            (Some(before), _) => Cell::Text(before.value.clone()),
            (None, 0) => none(),
            (None, _) => Cell::Missing("not there"),
        },
        before.map_or_else(none, |b| date(b.since)),
        before.map_or_else(none, |b| number(b.since)),
        value.line.map_or_else(none, Cell::Count),
    ]
}
