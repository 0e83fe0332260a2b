//! A programme's own text laid over the ledger: the questions about pairings, promises and
//! capacity share this.

mod cells;
mod editions;
mod found;
mod money;

pub use cells::{book, money, organisation, pairing, quantity, ratio, rests_on, status};
pub use found::{Judged, judged};

use crate::error::{Error, Result};
use crate::flowing::day_of;
use crate::tongue;
use clap::Args;
use editions::Told;
use flow::programme::gather;
use flow::programme::model::Words;
use flow::programme::{Programme, Unit};
use flow::rate::Rates;
use iati::said::phrase;
use jiff::civil::Date;
use ledger::View;
use ledger::programmes::KeptProgramme;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What all answers about a programme say of their method.
pub const METHOD: &str = phrase(
    "who is bound to whom, what was announced and what is given in kind is the office’s own text; what came is read from the books of both sides, which are never added; a row counts from the publication that first tells it until one tells it no more",
);

/// Words of a programme's text, in the reader's language where it has them.
pub fn words(of: &Words) -> String {
    of.in_language(tongue::here().code()).to_owned()
}

/// Which programme.
#[derive(Args, Clone, Debug, Default)]
pub struct Which {
    /// Id of the programme, where the ledger keeps several
    #[arg(long, value_name = "ID")]
    pub programme: Option<String>,
}

/// A programme, and the ledger at a moment.
pub struct Open<'a> {
    pub view: &'a View<'a>,
    /// The last day that can be seen.
    pub day: Date,
    all: Arc<Vec<(KeptProgramme, Programme)>>,
    at: usize,
    told: Arc<Told>,
    rates: Rates,
}

impl Which {
    /// # Errors
    /// There is none of that id, or none or several and none was named; the disk fails.
    pub fn open<'a>(&self, view: &'a View<'a>) -> Result<Open<'a>> {
        let all = view.programmes()?;
        let at = self.place(&all)?;
        let told = editions::told(view, &all[at].1)?;
        let day = day_of(view);
        Ok(Open {
            view,
            day,
            at,
            told,
            rates: Rates::builtin().as_of(day),
            all,
        })
    }

    fn place(&self, all: &[(KeptProgramme, Programme)]) -> Result<usize> {
        let ids = || {
            let ids: Vec<&str> = all.iter().map(|(k, _)| k.id.as_str()).collect();
            ids.join(", ")
        };
        match (&self.programme, all.len()) {
            (_, 0) => Err(Error::asked(say!(
                "no programme’s text was imported yet: use “counterfoil programme import FILE” (docs/programme.md)"
            ))),
            (None, 1) => Ok(0),
            (None, _) => Err(Error::Asked {
                message: say!(
                    "several programmes are kept: name one of {known}",
                    known = ids()
                ),
                hint: Some(say!("--programme ID; of a report: “report programme ID”")),
            }),
            (Some(id), _) => all.iter().position(|(k, _)| k.id == *id).ok_or_else(|| {
                Error::asked(say!(
                    "--programme “{id}”: choose {known}",
                    id,
                    known = ids()
                ))
            }),
        }
    }
}

impl Open<'_> {
    pub fn kept(&self) -> &KeptProgramme {
        &self.all[self.at].0
    }

    pub fn programme(&self) -> &Programme {
        &self.all[self.at].1
    }

    /// What both sides tell, for the engine.
    pub fn told(&self) -> gather::Told<'_> {
        gather::Told {
            editions: &self.told.editions,
            published: &self.told.published,
            rates: &self.rates,
        }
    }

    /// The text that the answer rests on, for the line of methods.
    pub fn words(&self) -> String {
        let kept = self.kept();
        say!(
            "{method}; the text of “{programme}” is statement {statement} by {author} (sha256 {hash})",
            method = tongue::words(METHOD),
            programme = kept.id,
            statement = kept.statement.to_string(),
            author = kept.author,
            hash = kept.told.sha256.get(..12).unwrap_or_default()
        )
    }

    /// The publications that activities of the programme are told in.
    pub fn publications(&self) -> Vec<&ledger::Publication> {
        let live = &self.view.live().publications;
        let all = live.iter().filter(|p| self.told.imports.contains(&p.seq));
        all.collect()
    }

    /// What amounts are shown in: as asked, else as most promises of money are said, else
    /// US dollars.
    ///
    /// # Errors
    /// The exchange rates do not know it.
    pub fn currency(&self, asked: Option<&str>) -> Result<String> {
        if let Some(code) = asked {
            let code = code.trim().to_ascii_uppercase();
            return match self.rates.knows(&code) {
                true => Ok(code),
                false => Err(Error::asked(say!(
                    "--in “{code}”: the exchange rates have no such currency",
                    code
                ))),
            };
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for promise in &self.programme().promises {
            if let Unit::Currency(code) = &promise.unit {
                *counts.entry(code).or_default() += 1;
            }
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        Ok(most.map_or("USD", |(code, _)| code).to_owned())
    }
}
