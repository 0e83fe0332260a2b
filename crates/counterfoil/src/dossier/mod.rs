//! A report to hand out: a programme or a pairing, all of it in one document.
//!
//! It is put together from the same answers that pages and command line show, so no figure
//! in it is of another making. `html` and `docx` write it.

mod docx;
mod evidence;
mod html;
mod section;
mod years;

pub use docx::write as write_docx;
pub use html::write as write_html;
pub use section::{Section, Sheet};

use crate::answer::About;
use crate::error::{Error, Result};
use crate::programme::{Open, Which};
use crate::question::Question;
use crate::question::capacity::Capacity;
use crate::question::coverage::Coverage;
use crate::question::indicators::{Indicators, Small};
use crate::question::pair::Pair;
use crate::question::pairings::Pairings;
use crate::question::promises::Promises;
use crate::tongue;
use iati::said::phrase;
use ledger::View;

/// What a report is about.
#[derive(Clone, Debug)]
pub enum Subject {
    Programme,
    Pairing(String),
}

/// What is asked of it.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub subject: Subject,
    pub which: Which,
    pub into: Option<String>,
    pub small: Small,
}

/// A whole report.
pub struct Dossier {
    /// What kind of report it is.
    pub kind: String,
    pub title: String,
    /// What stands under the title.
    pub facts: Vec<String>,
    pub sections: Vec<Section>,
    /// How it was made, and from what.
    pub made: Vec<(&'static str, String)>,
}

// The columns of each section: a report has less room than a page.
const BOUND: &[&str] = &[
    "donor",
    "recipient",
    "pairings",
    "committed",
    "paid",
    "paid_share",
    "note",
];
const RAN: &[&str] = &[
    "pairing",
    "from",
    "committed",
    "paid",
    "received",
    "promises",
    "well",
];
const PROMISED: &[&str] = &[
    "wording",
    "status",
    "target",
    "reached",
    "deadline",
    "announcer",
];
const IN_KIND: &[&str] = &[
    "title",
    "promised",
    "donor_says",
    "recipient_says",
    "donor_value",
    "recipient_value",
];
const DID: &[&str] = &["title", "actual", "target", "progress", "added", "left_out"];
const BOOKS: &[&str] = &[
    "giver_date",
    "giver_value",
    "meets",
    "receiver_value",
    "receiver_date",
];

impl Wanted {
    fn pairing(&self) -> Option<String> {
        match &self.subject {
            Subject::Programme => None,
            Subject::Pairing(id) => Some(id.clone()),
        }
    }

    /// Puts the report together.
    ///
    /// # Errors
    /// There is no such programme or pairing, or the disk fails.
    pub fn compile(&self, view: &View<'_>) -> Result<Dossier> {
        let open = self.which.open(view)?;
        let currency = open.currency(self.into.as_deref())?;
        let pairing = self.pairing();
        let (title, facts) = self.head(&open)?;
        let into = Some(currency.clone());
        let which = self.which.clone();
        let mut sections = Vec::new();
        let promises = Promises {
            which: which.clone(),
            pairing: pairing.clone(),
            ..Promises::default()
        };
        let promises = promises.ask(view)?;
        let about = promises.about.clone();
        let mut facts = facts;
        facts.push(about.sentence.clone());
        if pairing.is_none() {
            let coverage = Coverage {
                which: which.clone(),
                into: into.clone(),
            };
            sections.push(section::of(
                &say!("Who is bound to whom"),
                coverage.ask(view)?,
                BOUND,
            )?);
        }
        let pairings = Pairings {
            which: which.clone(),
            pairing: pairing.clone(),
            into,
            ..Pairings::default()
        };
        sections.push(section::of(
            &say!("What ran between them"),
            pairings.ask(view)?,
            RAN,
        )?);
        sections.push(years::section(&open, pairing.as_deref(), &currency));
        sections.push(section::of(&say!("What was promised"), promises, PROMISED)?);
        let capacity = Capacity {
            which: which.clone(),
            pairing: pairing.clone(),
        };
        sections.push(section::of(&say!("In kind"), capacity.ask(view)?, IN_KIND)?);
        let indicators = Indicators {
            which,
            pairing: pairing.clone(),
            small: self.small.clone(),
        };
        sections.push(section::of(
            &say!("What it did"),
            indicators.ask(view)?,
            DID,
        )?);
        if let Some(pairing) = pairing
            .as_deref()
            .and_then(|id| open.programme().pairing(id))
        {
            let pair = Pair::between(&pairing.donor, &pairing.recipient);
            sections.push(section::of(
                &say!("Both books, line by line"),
                pair.ask(view)?,
                BOOKS,
            )?);
        }
        sections.extend(evidence::sections(&open, pairing.as_deref())?);
        Ok(Dossier {
            kind: match self.subject {
                Subject::Programme => say!("Programme"),
                Subject::Pairing(_) => say!("Pairing"),
            },
            title,
            facts,
            sections,
            made: made(&open, &about, &currency),
        })
    }

    /// Title, and what stands under it.
    fn head(&self, open: &Open<'_>) -> Result<(String, Vec<String>)> {
        let programme = open.programme();
        let name = |id: &str| {
            let known = programme.organisation(id);
            known.map_or_else(|| id.to_owned(), |o| crate::programme::words(&o.name))
        };
        let Subject::Pairing(id) = &self.subject else {
            let facts = match (programme.from, programme.to) {
                (Some(from), Some(to)) => {
                    Some(say!("The programme runs from {from} to {to}.", from, to))
                }
                (Some(from), None) => Some(say!("The programme runs from {from}.", from)),
                (None, Some(to)) => Some(say!("The programme runs to {to}.", to)),
                (None, None) => None,
            };
            return Ok((
                crate::programme::words(&programme.title),
                facts.into_iter().collect(),
            ));
        };
        let Some(pairing) = programme.pairing(id) else {
            let known: Vec<&str> = programme.pairings.iter().map(|p| p.id.as_str()).collect();
            return Err(Error::asked(say!(
                "“{id}”: the programme “{programme}” has the pairings {known}",
                id,
                programme = open.kept().id,
                known = known.join(", ")
            )));
        };
        let to = pairing.to.map(|day| day.to_string());
        let mut facts = vec![say!(
            "Bound as {level} from {from} to {to}, within “{programme}”.",
            level = pairing.level.said(),
            from = pairing.from,
            to = to.unwrap_or_else(|| say!("open")),
            programme = crate::programme::words(&programme.title)
        )];
        facts.extend(pairing.terms.clone());
        Ok((
            say!(
                "{one} and {other}",
                one = name(&pairing.donor),
                other = name(&pairing.recipient)
            ),
            facts,
        ))
    }
}

fn made(open: &Open<'_>, about: &About, currency: &str) -> Vec<(&'static str, String)> {
    let kept = open.kept();
    let rests = about.rests_on.iter().map(|r| {
        let hash = r.sha256.as_deref().and_then(|s| s.get(..12));
        say!(
            "publication {number} ({dataset}, {day}, sha256 {hash})",
            number = r.publication.to_string(),
            dataset = r.dataset,
            day = r.day(),
            hash = hash.map_or_else(|| say!("unknown"), str::to_owned)
        )
    });
    let rests: Vec<String> = rests.collect();
    let asked = &about.as_of;
    vec![
        (
            phrase("Moment"),
            match (&asked.published, asked.known) {
                (Some(day), Some(import)) => say!(
                    "what was published by {day} and known at import {import}",
                    day,
                    import = import.to_string()
                ),
                (Some(day), None) => say!("what was published by {day}", day),
                (None, Some(import)) => say!(
                    "what was known at import {import}",
                    import = import.to_string()
                ),
                (None, None) => say!("what was published by {day}", day = open.day),
            },
        ),
        (phrase("Method"), open.words()),
        (
            phrase("Currency"),
            say!(
                "amounts are converted to {currency} at each value-date, with the exchange rates that come with the program; each answer by itself says what has no rate",
                currency
            ),
        ),
        (
            phrase("The programme’s text"),
            say!(
                "“{programme}”, statement {statement} by {author}, sha256 {hash}",
                programme = kept.id,
                statement = kept.statement.to_string(),
                author = kept.author,
                hash = kept.told.sha256
            ),
        ),
        (phrase("Rests on"), tongue::clauses(&rests)),
        (
            phrase("Persons"),
            say!(
                "No individual person is on record: names, contacts and numbers are dropped before anything is stored."
            ),
        ),
        (
            phrase("Made with"),
            format!("Counterfoil {}", env!("CARGO_PKG_VERSION")),
        ),
    ]
}
