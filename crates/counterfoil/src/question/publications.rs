//! What was received, from whom, and what became of it.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Drawn, NOT_STATED};
use crate::drawing::{Counts, Tone};
use crate::error::Result;
use crate::tongue;
use clap::{Args, ValueEnum};
use iati::said::phrase;
use ledger::dataset::Based;
use ledger::{Publication, View};
use std::collections::{HashMap, HashSet};

/// Every file received, the newest first
#[derive(Args, Clone, Debug)]
pub struct Publications {
    /// Reference of the publisher
    #[arg(long, value_name = "REF")]
    publisher: Option<String>,
    /// Name of the dataset
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// Only this one, by our number of the import
    #[arg(long, value_name = "NUMBER")]
    import: Option<u64>,
    /// Only those in this state
    #[arg(long)]
    state: Option<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum State {
    Live,
    Superseded,
    Withdrawn,
    Refused,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Live => phrase("live"),
            Self::Superseded => phrase("superseded"),
            Self::Withdrawn => phrase("withdrawn"),
            Self::Refused => phrase("refused"),
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::new("import", K::Count, "Our number of the import"),
    Column::new("published", K::Text, "When it was published"),
    Column::new("published_basis", K::Text, "What that rests on").detail(),
    Column::new(
        "publisher",
        K::Coded,
        "The organisation that reports, if it is one",
    ),
    Column::new(
        "dataset",
        K::Text,
        "The series of files it belongs to, in which a newer one supersedes an older",
    ),
    Column::new("dataset_basis", K::Text, "What that rests on").detail(),
    Column::new(
        "version",
        K::Text,
        "Version of the standard that the file states",
    ),
    Column::new("activities", K::Count, "Activities read"),
    Column::new("organisations", K::Count, "Organisation records read").detail(),
    Column::new("transactions", K::Count, "Transactions read"),
    Column::new("left_out", K::Count, "Activities that could not be read"),
    Column::new(
        "withheld",
        K::Count,
        "Contact fields, comments and masked texts not stored",
    ),
    Column::new("state", K::Text, "Live, superseded, withdrawn, or refused"),
    Column::new("reason", K::Text, "Why it was refused or withdrawn"),
    Column::new("source", K::Text, "The path as named at import").detail(),
    Column::new("encoding", K::Text, "Encoding found").detail(),
    Column::new("bytes", K::Count, "Size as received").detail(),
    Column::new("sha256", K::Text, "Hash of the bytes as received").detail(),
    Column::new("imported", K::Text, "When it was imported").detail(),
    Column::new(
        "stated_dataset",
        K::Text,
        "The dataset before it was corrected",
    )
    .detail(),
    Column::new(
        "stated_published",
        K::Text,
        "When it was published, before that was corrected",
    )
    .detail(),
];

impl Question for Publications {
    const NAME: &'static str = "publications";
    const ABOUT: &'static str = "Every file received, the newest first";
    const ROWS: &'static str = "{n: One row|# publications}";
    const EXAMPLE: &'static [&'static str] = &["--state", "live"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let live: HashSet<u64> = view.live().publications.iter().map(|p| p.seq).collect();
        let mut all: Vec<(Publication, State)> = view
            .publications()?
            .into_iter()
            .map(|p| {
                let state = state(&p, live.contains(&p.seq));
                (p, state)
            })
            .filter(|(p, state)| self.asks_for(p, *state))
            .collect();
        all.sort_by(|(a, _), (b, _)| (&b.published.value, b.seq).cmp(&(&a.published.value, a.seq)));
        let of = |state: State| all.iter().filter(|(_, s)| *s == state).count() as u64;
        let when = About::when(view);
        let n = all.len();
        let [live, superseded] = [of(State::Live), of(State::Superseded)];
        let refused = of(State::Refused);
        let sentence = match of(State::Withdrawn) {
            0 => say!(
                "{when}, {n: # publication was|# publications were} received: {live} live, {superseded} superseded, {refused} refused.",
                when,
                n,
                live,
                superseded,
                refused
            ),
            withdrawn => say!(
                "{when}, {n: # publication was|# publications were} received: {live} live, {superseded} superseded, {withdrawn} withdrawn, {refused} refused.",
                when,
                n,
                live,
                superseded,
                withdrawn,
                refused
            ),
        };
        let mut about = About::new(Self::NAME, view, sentence, all.len());
        about.drawn = drawn(&about, &all).map(Box::new);
        about.method = say!(
            "a publication supersedes the earlier ones of its dataset; a file that cannot be read to its end is refused and changes nothing"
        );
        let notes: HashMap<u64, String> = (view.statements_in_force().into_iter())
            .map(|s| (s.seq, s.note.clone()))
            .collect();
        about.caveats.clear();
        about.rests_on(all.iter().map(|(p, _)| p).collect());
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(
                all.into_iter()
                    .map(move |(p, state)| Ok(row(p, state, &notes))),
            ),
        })
    }
}

impl Publications {
    fn asks_for(&self, p: &Publication, state: State) -> bool {
        let publisher = |asked: &String| {
            p.publisher
                .as_ref()
                .is_some_and(|r| flow::key::same(r, asked))
        };
        self.state.is_none_or(|s| s == state)
            && self.import.is_none_or(|asked| asked == p.seq)
            && self.publisher.as_ref().is_none_or(publisher)
            && self.dataset.as_ref().is_none_or(|d| *d == p.dataset.value)
    }
}

/// What came of each publisher, by what became of it.
fn drawn(about: &About, all: &[(Publication, State)]) -> Option<Drawn> {
    const STATES: [(State, Tone); 4] = [
        (State::Live, Tone::Firm),
        (State::Superseded, Tone::Soft),
        (State::Withdrawn, Tone::Open),
        (State::Refused, Tone::Differs),
    ];
    let mut counts = Counts::of(STATES.map(|(state, tone)| (tongue::words(state.as_str()), tone)));
    for (publication, state) in all {
        let name = publication.publisher_name.as_ref();
        let name = name.or(publication.publisher.as_ref());
        let name = name.map_or_else(|| say!("not stated"), Clone::clone);
        if let Some(part) = STATES.iter().position(|(s, _)| s == state) {
            counts.add(&name, part, 1);
        }
    }
    counts.drawn(
        "publications",
        &say!("What each publisher sent"),
        say!("publications"),
        about,
    )
}

fn was(before: Option<Based>) -> Cell {
    before.map_or(Cell::Missing("not corrected"), |b| {
        Cell::Text(b.value.replace("T00:00:00", ""))
    })
}

fn basis(of: &Based) -> Cell {
    let parts: Vec<String> = of.basis().iter().map(tongue::say).collect();
    Cell::Text(tongue::clauses(&parts))
}

/// Live, superseded or refused, in English.
pub fn state_of(p: &Publication, view: &View<'_>) -> &'static str {
    let is_live = view
        .live()
        .publications
        .iter()
        .any(|live| live.seq == p.seq);
    state(p, is_live).as_str()
}

fn state(p: &Publication, is_live: bool) -> State {
    match p.refused {
        Some(_) => State::Refused,
        None if p.corrected.withdrawn.is_some() => State::Withdrawn,
        None if is_live => State::Live,
        None => State::Superseded,
    }
}

fn row(p: Publication, state: State, notes: &HashMap<u64, String>) -> Vec<Cell> {
    let refused = state == State::Refused;
    let withdrawn = p.corrected.withdrawn;
    let why = (p.refused).or_else(|| notes.get(&withdrawn?).cloned());
    let publisher = match p.publisher {
        Some(code) => Cell::Coded {
            code,
            name: p.publisher_name,
        },
        None if p.activities > 1 => Cell::Missing("several"),
        None => NOT_STATED,
    };
    let dataset_basis = basis(&p.dataset);
    vec![
        Cell::Count(p.seq),
        Cell::Text(p.published.value.replace("T00:00:00", "")),
        basis(&p.published),
        publisher,
        Cell::Text(p.dataset.value),
        dataset_basis,
        Cell::text(p.version),
        if refused {
            Cell::Missing("not read")
        } else {
            Cell::Count(p.activities)
        },
        if refused {
            Cell::Missing("not read")
        } else {
            Cell::Count(p.organisations)
        },
        if refused {
            Cell::Missing("not read")
        } else {
            Cell::Count(p.transactions)
        },
        if refused {
            Cell::Missing("not read")
        } else {
            Cell::Count(p.left_out)
        },
        if refused {
            Cell::Missing("not read")
        } else {
            Cell::Count(p.dropped)
        },
        Cell::Word(state.as_str()),
        why.map_or(Cell::Missing("–"), Cell::Text),
        Cell::Text(p.source),
        Cell::text(p.encoding),
        Cell::Count(p.bytes),
        p.sha256
            .map_or(Cell::Missing("the bytes could not be had"), Cell::Text),
        Cell::Text(p.imported),
        was(p.corrected.dataset),
        was(p.corrected.published),
    ]
}
