//! What changed between publications: the ledger's versions, given to the
//! engine that tells changes ([`flow::change`]), and every change with the two
//! places that it is read from.

pub mod chain;
pub mod pair;
pub mod row;
pub mod series;

use crate::error::{Error, Result};
use flow::change::{Change, Context};
use jiff::civil::Date;
use ledger::{Held, Past, Publication};

/// A change, whose it is, and where both of its sides stand.
#[derive(Clone, Debug)]
pub struct Told {
    pub change: Change,
    /// Reference and name of the organisation that reports the activity.
    pub reporter: String,
    pub reporter_name: String,
    pub dataset: String,
    /// The day from which it reads anew.
    pub published: Date,
    pub older: Place,
    pub newer: Place,
}

/// Where one side of a change stands.
#[derive(Clone, Debug)]
pub struct Place {
    pub publication: u64,
    /// In the file, e.g. `iati-activity[3]/transaction[2]`; nothing where the
    /// publication does not say it.
    pub path: Option<String>,
    pub line: Option<u64>,
}

/// The day of publication.
///
/// # Errors
/// The record has none, which is damage.
pub fn day(publication: &Publication) -> Result<Date> {
    let text = publication.published.value.get(..10).unwrap_or_default();
    text.parse().map_err(|_| {
        let what = format!("publication {} has no day", publication.seq);
        Error::Ledger(ledger::Error::Damaged(what))
    })
}

/// Ages are counted to the newer day, not to that of the reader: an answer does
/// not change by itself.
pub fn about(older: Date, newer: Date) -> Context {
    Context {
        older_published: older,
        newer_published: newer,
        today: newer,
        fiscal_year_starts: None,
    }
}

/// One activity by whom it is reported and how it is called, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub reporter: String,
    pub identifier: String,
}

impl Name {
    /// # Errors
    /// The record is damaged.
    pub fn of(past: &Past<'_>, held: &Held) -> Result<Self> {
        let head = past.head(held)?;
        Ok(Self {
            reporter: head.reporter.to_string(),
            identifier: head.identifier.to_string(),
        })
    }

    /// Whether the two are one activity, however they are written.
    pub fn is(&self, reporter: &str, identifier: &str) -> bool {
        flow::key::same(&self.identifier, identifier) && flow::key::same(&self.reporter, reporter)
    }
}
