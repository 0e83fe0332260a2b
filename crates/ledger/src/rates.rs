//! Exchange rates that answers are converted with, by name.
//!
//! A table that was imported is kept for good: a statement says its name, its hash
//! and where it is from; the figures stand as a document under that hash.

use crate::error::{Error, Result};
use crate::receive::unhex;
use crate::record::NewDocument;
use crate::statement::{NewStatement, Statement, fit, in_force, kept, kind, unfit};
use crate::view::{Ledger, View};
use crate::writer::Writer;
use flow::rate::Rates;
use iati::said;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The name of the table that is built in.
pub const BUILTIN: &str = "builtin";

/// Names that no imported table gets.
const RESERVED: &[&str] = &[BUILTIN, "built-in"];

/// Longest name, in characters.
const NAME: usize = 100;

/// Left-out rows that are kept by name; all are counted.
const LEFT_OUT: usize = 1000;

/// Tables that were read from the record and are kept ready.
const READY: usize = 4;

/// What is on record of an imported table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeptRates {
    pub name: String,
    /// The statement that says so.
    pub statement: u64,
    /// An office or a role.
    pub author: String,
    pub note: String,
    /// When it was imported, as a stamp.
    pub made: String,
    /// The last import of a publication before it.
    pub after: u64,
    /// Whether `--rates NAME` finds it: it is the newest of its name.
    pub is_found: bool,
    #[serde(flatten)]
    pub told: Told,
}

/// What the statement says of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Of [`Rates::canonical`].
    pub sha256: String,
    /// Who published the figures, in one line.
    pub source: String,
    /// Day of the first rate; `None` where there are none but fixed ones.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// How many dated rates.
    pub rates: u64,
    pub currencies: u64,
    /// Rows of the file that could not be taken.
    pub left_out: u64,
    /// The first thousand of them.
    pub left_out_rows: Vec<LeftOutRow>,
}

/// A row of the file that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutRow {
    pub line: u64,
    pub reason: String,
}

impl Told {
    fn of(rates: &Rates) -> Self {
        let left_out = rates.left_out();
        let row = |l: &flow::rate::LeftOut| LeftOutRow {
            line: l.line as u64,
            reason: l.what.clone(),
        };
        Self {
            sha256: rates.sha256().to_owned(),
            source: rates.source().to_owned(),
            from: rates.from(),
            to: rates.to(),
            rates: rates.len() as u64,
            currencies: rates.currencies().count() as u64,
            left_out: left_out.len() as u64,
            left_out_rows: left_out.iter().take(LEFT_OUT).map(row).collect(),
        }
    }
}

/// A name that no path looks like, and no person.
fn name(asked: &str) -> Result<String> {
    const HINT: &str = "name the table with --name, in letters, digits, spaces and “-_.”";
    let name = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = |c: char| c.is_alphanumeric() || " -_.".contains(c);
    if name.is_empty() || name.chars().count() > NAME {
        return Err(unfit(
            said!("the name is empty, or longer than 100 characters"),
            HINT,
        ));
    }
    if name.starts_with(['.', '-']) || !name.chars().all(plain) {
        return Err(unfit(said!("“{name}” looks like a path", name), HINT));
    }
    if RESERVED.iter().any(|r| name.eq_ignore_ascii_case(r)) {
        return Err(unfit(
            said!("“{name}” is the table that is built in", name),
            HINT,
        ));
    }
    if iati::redact::mask(&name) != name || fit::plain(&name) != name {
        return Err(unfit(
            said!("the name looks like a number of a person"),
            HINT,
        ));
    }
    Ok(name)
}

impl Writer {
    /// Keeps a table under a name for good. `None` if it is that already. `now` is
    /// the stamp of the statement.
    ///
    /// # Errors
    /// The name is a path, a person's, or that of the built-in table; the author looks
    /// like a person; the note is empty; or the disk fails.
    pub fn keep_rates(
        &mut self,
        rates: &Rates,
        asked: &str,
        author: &str,
        note: &str,
        now: &str,
    ) -> Result<Option<Statement>> {
        let name = name(asked)?;
        let all = self.record.statements()?;
        let told = Told::of(rates);
        if kept::newest(&in_force(&all, None), kind::RATES, &name)
            .is_some_and(|s| s.body["sha256"] == told.sha256)
        {
            return Ok(None);
        }
        let new = NewStatement {
            kind: kind::RATES,
            subject: kept::subject(kind::RATES, &name),
            body: serde_json::to_value(&told).unwrap_or(Value::Null),
            author: author.to_owned(),
            note: note.to_owned(),
            undoes: None,
        };
        let document = NewDocument::of(&rates.canonical())?;
        self.state_with(new, Some(&document), now).map(Some)
    }
}

/// Tables of this process: read from a file that the asker named, or from the record.
#[derive(Default)]
pub(crate) struct Lent {
    by_name: Mutex<Vec<(String, Rates)>>,
    /// By the hash of the table and its source.
    kept: Mutex<Vec<(Told, Rates)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    /// Lends a table under a name for as long as the ledger is open; nothing is stored.
    /// An imported table of that name goes before it.
    pub fn lend_rates(&self, name: &str, rates: Rates) {
        lock(&self.lent.by_name).push((name.to_owned(), rates));
    }

    fn kept(&self, name: &str, told: Told) -> Result<Rates> {
        if let Some((_, rates)) = lock(&self.lent.kept)
            .iter()
            .find(|(t, r)| *t == told && r.name() == name)
        {
            return Ok(rates.clone());
        }
        let damaged = || Error::Damaged(format!("the exchange rates “{name}”"));
        let hash = unhex(&told.sha256).ok_or_else(damaged)?;
        let text = self.record().document(&hash)?.ok_or_else(damaged)?;
        let rates = Rates::parse(&text, name).map_err(|_| damaged())?;
        if rates.sha256() != told.sha256 {
            return Err(damaged());
        }
        let rates = rates.with_source(&told.source);
        let mut ready = lock(&self.lent.kept);
        if ready.len() >= READY {
            ready.remove(0);
        }
        ready.push((told, rates.clone()));
        Ok(rates)
    }
}

impl View<'_> {
    /// The table of that name: the built-in one, else the newest that was imported by
    /// then under it, else one that was [lent](Ledger::lend_rates). `None` if there
    /// is none.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn rates(&self, name: &str) -> Result<Option<Rates>> {
        if RESERVED.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            return Ok(Some(Rates::builtin().clone()));
        }
        let counting = self.statements_in_force();
        if let Some(statement) = kept::newest(&counting, kind::RATES, name) {
            return self.ledger.kept(name, kept::told(statement)?).map(Some);
        }
        let lent = lock(&self.ledger.lent.by_name);
        let found = lent.iter().rev().find(|(n, _)| n == name);
        Ok(found.map(|(_, rates)| rates.clone()))
    }

    /// The tables that were imported by then and not taken back, in order.
    ///
    /// # Errors
    /// The record is damaged.
    pub fn kept_rates(&self) -> Result<Vec<KeptRates>> {
        let counting = self.statements_in_force();
        let mut all = Vec::new();
        for statement in &counting {
            let Some(name) = kept::name_of(statement, kind::RATES) else {
                continue;
            };
            let told = kept::told(statement)?;
            all.push(KeptRates {
                name: name.to_owned(),
                statement: statement.seq,
                author: statement.author.clone(),
                note: statement.note.clone(),
                made: statement.made.clone(),
                after: statement.after,
                is_found: kept::newest(&counting, kind::RATES, name)
                    .is_some_and(|s| s.seq == statement.seq),
                told,
            });
        }
        Ok(all)
    }
}
