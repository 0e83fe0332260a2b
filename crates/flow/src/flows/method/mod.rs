//! The rule sets by which published amounts become flows.
//!
//! A total means little without the rules it was made by. Counterfoil's own are
//! the default; those of two programs whose figures people know are here so that
//! a difference can be explained row by row.

pub mod cdfd;
pub mod counterfoil;
pub mod dportal;

use super::facts::Facts;
use super::flow::Flow;
use crate::rate::Rates;
use iati::said::phrase;

/// What flows are converted with, and to what.
#[derive(Clone, Copy, Debug)]
pub struct Target<'r> {
    pub rates: &'r Rates,
    /// ISO code in capitals.
    pub currency: &'r str,
}

/// A set of rules that turns an activity into flows.
pub trait Method: Send + Sync {
    /// Calls `out` for each flow of the activity: transactions, then budgets, then
    /// planned disbursements, each in document order. Nothing that is published is
    /// passed over: what cannot be placed comes with its reason.
    fn flows<'a>(
        &self,
        facts: &'a Facts,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    );
}

/// One line of the table from which help and pages are made.
pub struct Described {
    pub id: &'static str,
    pub line: &'static str,
    /// Paragraphs.
    pub text: &'static [&'static str],
    pub method: &'static dyn Method,
}

/// The methods; the first is the default.
pub const METHODS: [Described; 3] = [
    Described {
        id: "counterfoil",
        line: phrase("exact shares, nothing guessed, what cannot be placed shown with its reason"),
        text: counterfoil::TEXT,
        method: &counterfoil::Counterfoil,
    },
    Described {
        id: "cdfd",
        line: phrase("as Country Development Finance Data (iatiflattener 0.10.12) does it"),
        text: cdfd::TEXT,
        method: &cdfd::Cdfd,
    },
    Described {
        id: "d-portal",
        line: phrase("as d-portal's import does it"),
        text: dportal::TEXT,
        method: &dportal::DPortal,
    },
];

/// A method by its id.
#[must_use]
pub fn named(id: &str) -> Option<&'static Described> {
    METHODS.iter().find(|m| m.id == id)
}
