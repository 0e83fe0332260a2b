//! An answer: rows under named columns, with everything that a reader needs to
//! trust it. The formats beside this file know no question.

mod csv;
pub mod formula;
mod json;
mod rests;
mod table;

pub use csv::write as write_csv;
pub use json::{object as json_object, write as write_json};
pub use rests::Rest;
pub use table::{plain, write as write_table};

use crate::error::Result;
use crate::tongue;
pub use crate::tongue::number as grouped;
use iati::activity::Narrative;
use ledger::{AsOf, Hit, Publication, View};
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// What one column holds; a format decides how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    Text,
    Date,
    Count,
    /// An exact amount and its currency: two columns in CSV.
    Money,
    /// An exact number and what it is counted in: two columns in CSV.
    Figure,
    /// A code and its name: two columns in CSV.
    Coded,
}

impl ColumnKind {
    /// Whether it becomes two columns where a column holds one value.
    pub fn is_pair(self) -> bool {
        matches!(self, Self::Money | Self::Figure | Self::Coded)
    }
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub name: &'static str,
    #[serde(serialize_with = "in_words")]
    pub about: &'static str,
    pub kind: ColumnKind,
    /// Not shown on a terminal, where there is little room.
    #[serde(skip)]
    pub is_detail: bool,
}

fn in_words<S: Serializer>(text: &str, s: S) -> std::result::Result<S::Ok, S::Error> {
    s.serialize_str(&tongue::words(text))
}

impl Column {
    pub const fn new(name: &'static str, kind: ColumnKind, about: &'static str) -> Self {
        Self {
            name,
            about,
            kind,
            is_detail: false,
        }
    }

    pub const fn detail(mut self) -> Self {
        self.is_detail = true;
        self
    }
}

/// A value. What is not known is never nought, and says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Count(u64),
    Date(jiff::civil::Date),
    Money {
        amount: String,
        currency: Option<String>,
    },
    Figure {
        value: String,
        /// A currency, `%`, or the name of what is counted.
        unit: String,
    },
    Coded {
        code: String,
        name: Option<String>,
    },
    /// A word of ours: in data as it stands here, on pages in the reader's language.
    Word(&'static str),
    /// Words of a publisher, and the language that they are in if it is not the reader's.
    Narrative {
        text: String,
        language: Option<String>,
    },
    Missing(&'static str),
    /// Missing, with a reason of its own.
    Unknown(String),
}

pub const NOT_STATED: Cell = Cell::Missing("not stated");

/// A part of a whole in so many steps, if there is a whole: never none or all of them for
/// what only comes near.
pub fn steps(part: u64, whole: u64, of: u64) -> Option<u64> {
    let halves = (u128::from(part) * u128::from(of) * 2).checked_div(whole.into())?;
    Some(match u64::try_from(halves.div_ceil(2)).ok()? {
        0 if part > 0 => 1,
        all if all == of && part < whole => of - 1,
        some => some,
    })
}

/// A part of a whole in per cent, to one decimal: never 0 or 100 for what only comes near.
pub fn per_cent(part: u64, whole: u64) -> Option<String> {
    let tenths = steps(part, whole, 1000)?;
    Some(match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    })
}

impl Cell {
    /// A part of a whole in per cent, if there is a whole.
    pub fn part_of(part: u64, whole: u64) -> Option<Self> {
        per_cent(part, whole).map(Self::percent)
    }

    /// So many of a hundred.
    pub fn percent(value: impl std::fmt::Display) -> Self {
        Self::Figure {
            value: value.to_string(),
            unit: "%".to_owned(),
        }
    }

    /// A text or a word of ours, as data has it.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Word(word) => Some(word),
            Self::Narrative { text, .. } => Some(text),
            _ => None,
        }
    }

    pub fn text(value: Option<impl Into<String>>) -> Self {
        value.map_or(NOT_STATED, |v| Self::Text(v.into()))
    }

    /// In the reader's language, where it is told in that.
    pub fn narrative(narratives: &[Narrative], default: Option<&str>) -> Self {
        match tongue::heard(narratives, default) {
            Some((text, language)) => Self::Narrative { text, language },
            None => NOT_STATED,
        }
    }

    pub fn date(value: Option<jiff::civil::Date>) -> Self {
        value.map_or(NOT_STATED, Self::Date)
    }

    /// A code of a list, with its name where the list has one.
    pub fn coded(code: Option<&str>, name: impl FnOnce(&str) -> Option<String>) -> Self {
        code.map_or(NOT_STATED, |code| Self::Coded {
            code: code.to_owned(),
            name: name(code).filter(|n| n != code),
        })
    }
}

/// Why a value is missing, as it is kept with the facts, for readers.
pub fn gap(kept: &str) -> String {
    let quoted = kept.strip_prefix("unreadable: “");
    let parts = quoted.and_then(|q| q.strip_suffix(')')?.rsplit_once("” ("));
    match parts {
        Some((text, reason)) => say!(
            "unreadable: “{text}” ({reason})",
            text,
            reason = tongue::words(reason)
        ),
        None => tongue::words(kept),
    }
}

/// What an answer is about and rests on.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    pub question: &'static str,
    /// The answer in one sentence.
    pub sentence: String,
    /// The moment asked about.
    pub as_of: AsOf,
    /// Newest day of publication among what it rests on.
    pub data_to: Option<String>,
    /// The import that it reaches to.
    pub reached: u64,
    /// How many publications are live.
    pub publications: usize,
    /// The publications that its rows come from, where the question knows; else all
    /// that are live. The newest first.
    pub rests_on: Vec<Rest>,
    pub method: String,
    /// What it leaves out, and how much.
    pub caveats: Vec<String>,
    /// Rows in all.
    pub total: u64,
    /// The address of the rows after these, where not all are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The answer as more than rows, where it is more.
    #[serde(skip)]
    pub drawn: Option<Box<Drawn>>,
}

/// An answer that can be drawn. Nothing is drawn before a format asks for it.
#[derive(Clone)]
pub struct Drawn {
    draw: Arc<dyn Fn(Stands) -> String + Send + Sync>,
    pub graph: Option<Graph>,
}

/// Where a picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In a file of its own: it brings its style.
    Alone,
    /// On a page that has the style.
    OnPage,
}

impl Drawn {
    pub fn new(
        graph: Option<Graph>,
        draw: impl Fn(Stands) -> String + Send + Sync + 'static,
    ) -> Self {
        Self {
            draw: Arc::new(draw),
            graph,
        }
    }

    /// A picture that brings its own style.
    pub fn svg(&self) -> String {
        (self.draw)(Stands::Alone)
    }

    /// The same for a page that has the style.
    pub fn picture(&self) -> String {
        (self.draw)(Stands::OnPage)
    }
}

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drawn")
            .field("graph", &self.graph)
            .finish_non_exhaustive()
    }
}

/// An answer that is a graph: for a terminal, for Graphviz, for other programs.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Lines of text.
    pub tree: String,
    pub dot: String,
    /// All of it.
    pub data: serde_json::Value,
}

/// One row.
pub type Row = Vec<Cell>;

/// An answer. Rows are made as they are asked for.
pub struct Answer<'a> {
    pub about: About,
    pub columns: Vec<Column>,
    pub rows: Box<dyn Iterator<Item = Result<Row>> + 'a>,
}

/// One row for each hit, made when it comes to it. Hits that are passed over, as
/// those of earlier pages are, cost nothing.
pub struct Rows<F> {
    hits: std::vec::IntoIter<Hit>,
    row: F,
}

impl<F: Fn(Hit) -> Result<Row>> Rows<F> {
    pub fn new(hits: Vec<Hit>, row: F) -> Self {
        Self {
            hits: hits.into_iter(),
            row,
        }
    }
}

impl<F: Fn(Hit) -> Result<Row>> Iterator for Rows<F> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        self.hits.next().map(&self.row)
    }

    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.hits.nth(n).map(&self.row)
    }
}

impl About {
    pub fn new(question: &'static str, view: &View<'_>, sentence: String, total: usize) -> Self {
        let live = view.live();
        let days = live
            .publications
            .iter()
            .filter_map(|p| p.published.value.get(..10));
        let mut caveats = Vec::new();
        // A disk that fails here fails in the question itself, which tells.
        let waiting = view.waiting().unwrap_or(0);
        if waiting > 0 {
            caveats.push(say!(
                "{n: # publication is|# publications are} kept but not in the answers yet: an import is under way, or was cut off and the next one will finish it",
                n = waiting
            ));
        }
        if live.refused > 0 {
            caveats.push(say!(
                "{n: # publication was|# publications were} refused and not read; “publications --state refused” says why",
                n = live.refused
            ));
        }
        Self {
            question,
            sentence,
            as_of: view.at().clone(),
            data_to: days.max().map(str::to_owned),
            reached: view.reached(),
            publications: live.publications.len(),
            rests_on: Rest::on(&live.publications),
            method: String::new(),
            caveats,
            total: total as u64,
            next: None,
            drawn: None,
        }
    }

    /// Notes which publications the rows come from. An answer without rows rests on
    /// all that were asked.
    pub fn rests_on(&mut self, publications: Vec<&Publication>) {
        if !publications.is_empty() {
            self.rests_on = Rest::on(publications);
        }
    }

    /// “On 2026-02-16” or “In an empty ledger”.
    pub fn when(view: &View<'_>) -> String {
        let given = view.at().published.clone();
        let live = view.live();
        let newest = || {
            let days = live
                .publications
                .iter()
                .filter_map(|p| p.published.value.get(..10));
            days.max().map(str::to_owned)
        };
        match given.or_else(newest) {
            Some(day) => say!("On {day}", day),
            None => match view.waiting() {
                Ok(n) if n > 0 => say!(
                    "While {n: # publication is|# publications are} not in the answers yet",
                    n
                ),
                _ => say!("In a ledger without publications"),
            },
        }
    }

    /// The lines that stand above a table: moment, method, caveats.
    pub fn lines(&self) -> Vec<String> {
        let n = self.publications;
        let import = self.reached.to_string();
        let to = match &self.data_to {
            Some(day) => day.clone(),
            None => say!("none"),
        };
        let data = match &self.as_of.published {
            Some(day) => say!(
                "Data: as of {day}, {n: # publication|# publications} live, newest: {to}, imports up to {import}.",
                day,
                n,
                to,
                import
            ),
            None => say!(
                "Data: {n: # publication|# publications} live, newest: {to}, imports up to {import}.",
                n,
                to,
                import
            ),
        };
        let mut lines = vec![data, say!("Method: {method}", method = self.method)];
        lines.extend(rests::line(&self.rests_on));
        lines.extend(
            self.caveats
                .iter()
                .map(|c| say!("Note: {caveat}.", caveat = c)),
        );
        lines
    }
}

/// `1 activity`, `2,400 activities`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(&count.to_string()),
        if count == 1 { one } else { many }
    )
}
