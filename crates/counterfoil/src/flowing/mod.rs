//! Flows of what is live: which are asked for, under which method, and what each
//! amounts to in the answer. The questions about money share this.

mod boundary;
mod by;
mod columns;
mod explain;
mod groups;
mod own;
mod piece;
mod tally;
#[cfg(test)]
mod tests;

pub use by::{By, Label};
pub use explain::explain;
pub use own::OwnRows;
pub use piece::{Piece, Standing};
pub use tally::{Tallies, Tally};

use crate::error::{Error, Result};
use crate::question::filter::TransactionFilter;
use crate::tongue;
use clap::{Args, ValueEnum};
use flow::flows::boundary::Boundary;
use flow::flows::method::{self, Described};
use flow::flows::{METHODS, Series, Target};
use flow::rate::Rates;
use flow::rate::deflate::Deflators;
use flow::rate::year::Years;
use jiff::civil::Date;
use ledger::{Filter, Standings, View};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which flows, and how they are reckoned.
#[derive(Args, Clone, Debug)]
pub struct FlowArgs {
    /// Rules that make flows of what is published: counterfoil, cdfd or d-portal
    #[arg(long, value_name = "METHOD", default_value = "counterfoil")]
    pub method: String,
    /// Convert to this currency, at each value-date
    #[arg(long = "in", value_name = "CODE")]
    pub into: Option<String>,
    /// Exchange rates: a table that was imported, or a file [default: built in]
    #[arg(long, value_name = "NAME|FILE")]
    pub rates: Option<String>,
    /// In US dollars of this year's prices
    #[arg(long, value_name = "YYYY", value_parser = crate::question::unknown::year)]
    pub prices: Option<i16>,
    /// Month in which the years of the report begin, 01 to 12
    #[arg(long, value_name = "MM", default_value = "01")]
    pub fiscal_year_start: String,
    /// Only these series, e.g. disbursement,expenditure or budget; “all”
    #[arg(long, value_delimiter = ',', value_name = "SERIES")]
    pub series: Vec<String>,
    /// What counts in totals, what does not, or all
    #[arg(long, default_value = "yes")]
    pub counted: Keep,
    /// Tell what comes in from what stays and what goes out: country:CODE, sector:CODE or orgs:REF,REF
    #[arg(long, value_name = "WHAT")]
    pub boundary: Option<String>,
    #[command(flatten)]
    pub filter: TransactionFilter,
}

/// Which flows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Keep {
    Yes,
    No,
    All,
}

/// The arguments, understood.
pub struct Plan {
    pub method: &'static Described,
    pub rates: Rates,
    /// What amounts are converted to, if they are.
    pub into: Option<String>,
    pub prices: Option<i16>,
    pub years: Years,
    pub series: BTreeSet<Series>,
    pub keep: Keep,
    pub boundary: Option<Boundary>,
    pub filter: TransactionFilter,
    /// What counts; `None` where the method itself says it.
    pub standings: Option<Arc<Standings>>,
}

impl FlowArgs {
    /// # Errors
    /// An argument names something that cannot be, or the disk fails.
    pub fn plan(&self, view: &View<'_>) -> Result<Plan> {
        let method = method::named(&self.method).ok_or_else(|| {
            let known = METHODS.map(|m| m.id).join(", ");
            Error::asked(say!(
                "--method “{method}”: choose {known}",
                method = self.method,
                known
            ))
        })?;
        let years = Years::parse(&self.fiscal_year_start).map_err(|why| {
            Error::asked(say!(
                "--fiscal-year-start “{month}”: {why}",
                month = self.fiscal_year_start,
                why
            ))
        })?;
        let rates = self.table(view)?.as_of(day_of(view));
        let into = self.target(&rates)?;
        let mut plan = Plan {
            method,
            rates,
            into,
            prices: self.prices,
            years,
            series: self.series()?,
            keep: self.counted,
            boundary: None,
            filter: self.filter.clone(),
            standings: None,
        };
        plan.check_prices()?;
        // Another program's method has its own idea of what counts.
        if method.id == METHODS[0].id {
            plan.standings = Some(view.standings()?);
        }
        if let Some(asked) = &self.boundary {
            plan.boundary = Some(boundary::draw(asked, &plan, view)?);
        }
        Ok(plan)
    }

    fn table(&self, view: &View<'_>) -> Result<Rates> {
        let Some(name) = &self.rates else {
            return Ok(Rates::builtin().clone());
        };
        view.rates(name)?.ok_or_else(|| {
            Error::asked(say!(
                "--rates “{name}”: no table of that name was imported (“counterfoil rates list” names them)",
                name
            ))
        })
    }

    fn target(&self, rates: &Rates) -> Result<Option<String>> {
        let dollars = self.prices.map(|_| "USD".to_owned());
        let Some(code) = &self.into else {
            return Ok(dollars);
        };
        let code = code.trim().to_ascii_uppercase();
        if dollars.is_some() && code != "USD" {
            return Err(Error::asked(say!(
                "--prices: constant prices are in US dollars; leave --in out"
            )));
        }
        if !rates.knows(&code) {
            return Err(Error::asked(say!(
                "--in “{code}”: the exchange rates have no such currency",
                code
            )));
        }
        Ok(Some(code))
    }

    /// Those named; of none named, all that are transactions.
    fn series(&self) -> Result<BTreeSet<Series>> {
        let all = || flow::flows::series::SERIES.iter();
        if self.series.is_empty() {
            let planned = [Series::Budget, Series::PlannedDisbursement];
            return Ok(all()
                .map(|r| r.series)
                .filter(|s| !planned.contains(s))
                .collect());
        }
        let mut asked = BTreeSet::new();
        for name in &self.series {
            match name.as_str() {
                "all" => asked.extend(all().map(|r| r.series)),
                "spend" => asked.extend(all().map(|r| r.series).filter(|s| s.is_spend())),
                name => {
                    asked.insert(Series::parse(name).ok_or_else(|| {
                        let known: Vec<_> = all().map(|r| r.id).collect();
                        Error::asked(say!(
                            "--series “{name}”: choose {known}, spend and all",
                            name,
                            known = known.join(", ")
                        ))
                    })?);
                }
            }
        }
        Ok(asked)
    }
}

/// The day that “now” is in an answer: nothing later is known in it. The same
/// ledger then answers the same, whatever the day it is asked.
pub fn day_of(view: &View<'_>) -> Date {
    let asked = view.at().published.as_deref();
    let live = view.live();
    let published = live
        .publications
        .iter()
        .filter_map(|p| p.published.value.get(..10));
    let day = asked.or_else(|| published.max());
    day.and_then(|d| iati::date::parse(d).ok())
        .unwrap_or(Date::MAX)
}

impl Plan {
    fn check_prices(&self) -> Result<()> {
        let Some(year) = self.prices else {
            return Ok(());
        };
        let known = Deflators::builtin().years(flow::rate::deflate::Whose::UnitedStates);
        match known {
            Some(known) if !known.contains(&year) => Err(Error::asked(say!(
                "--prices {year}: the deflators go from {from} to {to}",
                year = year.to_string(),
                from = known.start().to_string(),
                to = known.end().to_string()
            ))),
            _ => Ok(()),
        }
    }

    pub fn target(&self) -> Option<Target<'_>> {
        let currency = self.into.as_deref()?;
        Some(Target {
            rates: &self.rates,
            currency,
        })
    }

    /// The activities that can have a flow that is asked for.
    pub fn ranks(&self, view: &View<'_>) -> Result<Vec<u32>> {
        let filter = Filter {
            identifiers: self.filter.activity.iter().cloned().collect(),
            reporter: self.filter.reporter.clone(),
            ..Filter::default()
        };
        Ok(view.activity_ranks(&filter)?)
    }

    /// The method in words, for the line above a table.
    pub fn words(&self) -> String {
        let mut words = say!(
            "{method} ({line})",
            method = self.method.id,
            line = tongue::words(self.method.line)
        );
        if let Some(currency) = &self.into {
            let table = &self.rates;
            words = say!(
                "{what}; converted to {currency} at each value-date with {table} (sha256 {hash})",
                what = words,
                currency,
                table = table.name(),
                hash = table.sha256().get(..12).unwrap_or_default()
            );
        }
        if let Some(year) = self.prices {
            words = say!(
                "{what}; in prices of {year} by {source}",
                what = words,
                year = year.to_string(),
                source = Deflators::builtin().source()
            );
        }
        if self.years != Years::CALENDAR {
            words = say!(
                "{what}; years begin in month {month}",
                what = words,
                month = format!("{:02}", self.years.month())
            );
        }
        words
    }
}

/// The name of a place or sector's code.
fn name_of(code: &str) -> Option<String> {
    let lists = ["Country", "Region", "Sector", "SectorCategory"];
    lists.iter().find_map(|list| tongue::name_of(list, code))
}
