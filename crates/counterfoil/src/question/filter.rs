//! Arguments that narrow a question down, shared by several.

use crate::error::Result;
use crate::tongue;
use clap::Args;
use iati::said::phrase;
use ledger::{Close, Filter, Kind, View};

/// Which activities.
#[derive(Args, Clone, Debug, Default)]
pub struct ActivityFilter {
    /// Words that all stand in title, identifier, description or place
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// Reference of an organisation that reports or takes part, or words of its name
    #[arg(long, value_name = "REF|NAME")]
    pub organisation: Option<String>,
    /// Reference of the organisation that reports
    #[arg(long, value_name = "REF")]
    pub reporter: Option<String>,
    /// Code of a country or region
    #[arg(long, visible_alias = "place", value_name = "CODE")]
    pub country: Option<String>,
    /// Code of a sector
    #[arg(long, value_name = "CODE")]
    pub sector: Option<String>,
    /// Code of the activity status, e.g. 2 for implementation
    #[arg(long, value_name = "CODE")]
    pub status: Option<String>,
    /// Year in which it starts: actual if stated, else planned
    #[arg(long, value_name = "YYYY", value_parser = crate::question::unknown::year)]
    pub year: Option<String>,
}

impl ActivityFilter {
    /// The filter; where the organisation that it names is nowhere live, with the names
    /// that come close, and a caveat that says so.
    pub fn settle(&self, view: &View<'_>) -> Result<(Filter, Option<String>)> {
        let mut filter = self.read();
        filter.close = view.close_to(Kind::Activity, &filter)?;
        let named = self.organisation.as_deref().unwrap_or("");
        let note = (!filter.close.is_empty()).then(|| close_to(named, &filter.close));
        Ok((filter, note))
    }

    pub fn read(&self) -> Filter {
        Filter {
            text: self.text.clone(),
            organisation: self.organisation.clone(),
            reporter: self.reporter.clone(),
            place: self.country.clone(),
            sector: self.sector.clone(),
            status: self.status.clone(),
            starts: self.year.clone(),
            ..Filter::default()
        }
    }
}

/// Words that a caveat lists for one word.
const LISTED: usize = 5;

fn close_to(named: &str, close: &[Close]) -> String {
    let taken = close.iter().filter(|c| !c.words.is_empty()).map(|close| {
        let words: Vec<String> = close.words.iter().map(|w| format!("“{w}”")).collect();
        let names = words.get(..LISTED).unwrap_or(&words).join(", ");
        match words.len().saturating_sub(LISTED) {
            0 => say!("{names} for “{asked}”", names, asked = close.asked),
            more => say!(
                "{names} and {more: # more} for “{asked}”",
                names,
                more,
                asked = close.asked
            ),
        }
    });
    say!(
        "no organisation here is called “{named}”; the answer is for similar names: {taken}",
        named,
        taken = tongue::clauses(&taken.collect::<Vec<_>>())
    )
}

/// Which transactions.
#[derive(Args, Clone, Debug, Default)]
pub struct TransactionFilter {
    /// Identifier of the activity
    #[arg(long, value_name = "ID")]
    pub activity: Option<String>,
    /// Reference of an organisation that reports, gives or receives
    #[arg(long, value_name = "REF")]
    pub organisation: Option<String>,
    /// Reference of the organisation that reports
    #[arg(long, value_name = "REF")]
    pub reporter: Option<String>,
    /// Reference (or whole name, where there is none) of the provider
    #[arg(long, value_name = "REF")]
    pub provider: Option<String>,
    /// Reference (or whole name, where there is none) of the receiver
    #[arg(long, value_name = "REF")]
    pub receiver: Option<String>,
    /// Code of a country or region; “several”, “not stated”
    #[arg(long, visible_alias = "place", value_name = "CODE")]
    pub country: Option<String>,
    /// Code of a sector; “several”, “not stated”
    #[arg(long, value_name = "CODE")]
    pub sector: Option<String>,
    /// Code of the transaction type, e.g. 3 for disbursement
    #[arg(long = "type", value_name = "CODE")]
    pub kind: Option<String>,
    /// Year of the transaction date
    #[arg(long, value_name = "YYYY", value_parser = crate::question::unknown::year)]
    pub year: Option<String>,
    /// Only amounts stated in this currency
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
}

impl TransactionFilter {
    pub fn read(&self) -> Filter {
        Filter {
            organisation: self.organisation.clone(),
            reporter: self.reporter.clone(),
            provider: self.provider.clone(),
            receiver: self.receiver.clone(),
            identifiers: self.activity.iter().cloned().collect(),
            place: self.country.clone(),
            sector: self.sector.clone(),
            transaction_type: self.kind.clone(),
            year: self.year.clone(),
            currency: self.currency.clone(),
            ..Filter::default()
        }
    }
}

/// The method that all answers about statements share.
pub const LIVE: &str = phrase(
    "of each dataset the newest publication, of an activity in several the newest copy; \
     amounts as stated, nothing converted",
);
