//! One flow, as it stands in an answer.

use super::{Keep, Plan};
use flow::flows::boundary::Crossing;
use flow::flows::counted::{Counted, Why};
use flow::flows::facts::Org;
use flow::flows::{Facts, Flow, LeftOut, METHODS, Party, Reason, When};
use flow::key;
use flow::rate::deflate::{Deflators, Whose};
use iati::said;
use iati::said::{Said, phrase};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A flow with what the question makes of it.
pub struct Piece<'p, 'a> {
    pub flow: &'p Flow<'a>,
    pub rank: u32,
    pub standing: Standing,
    pub crossing: Option<Crossing>,
    /// In the currency of [`Piece::currency`], or why not.
    pub amount: Result<Decimal, Said>,
    /// What the amount was multiplied by to be in constant prices.
    pub deflated: Option<Decimal>,
}

/// Whether a flow counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Counted,
    Not(Why),
    /// The method itself leaves it out.
    Method(LeftOut),
}

impl Standing {
    pub fn is_counted(self) -> bool {
        self == Self::Counted
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Counted => phrase("counted"),
            Self::Not(why) => why.words(),
            Self::Method(left_out) => left_out.words(),
        }
    }
}

impl Piece<'_, '_> {
    /// The currency of the amount; that asked for, else that published.
    pub fn currency<'s>(&'s self, plan: &'s Plan) -> Option<&'s str> {
        plan.into.as_deref().or(self.flow.currency.as_deref())
    }
}

impl Plan {
    /// Calls `out` for each flow of an activity that is asked for.
    pub fn each<'a>(&self, rank: u32, facts: &'a Facts, out: &mut dyn FnMut(Piece<'_, 'a>)) {
        let known = self.standings.as_ref();
        let rows = known.and_then(|standings| standings.of(rank, facts));
        self.method.method.flows(facts, self.target(), &mut |flow| {
            let standing = match &known {
                Some(_) => standing(&flow, facts, rows.as_deref()),
                None => flow.left_out.map_or(Standing::Counted, Standing::Method),
            };
            let kept = match self.keep {
                Keep::Yes | Keep::All => true,
                Keep::No => !standing.is_counted(),
            };
            if !kept || !self.asks(&flow, facts) {
                return;
            }
            let crossing = self.boundary.as_ref().map(|b| b.crossing(&flow));
            if crossing == Some(Crossing::Outside) {
                return;
            }
            let (amount, deflated) = self.amount(&flow);
            out(Piece {
                flow: &flow,
                rank,
                standing,
                crossing,
                amount,
                deflated,
            });
        });
    }

    /// Whether a flow of this standing is in the sums that were asked for.
    pub fn takes(&self, standing: Standing) -> bool {
        match self.keep {
            Keep::Yes => standing.is_counted(),
            Keep::No => !standing.is_counted(),
            Keep::All => true,
        }
    }

    fn amount(&self, flow: &Flow<'_>) -> (Result<Decimal, Said>, Option<Decimal>) {
        let amount = match &flow.converted {
            Some(Ok(conversion)) => Ok(conversion.amount),
            Some(Err(why)) => Err(why.said()),
            None => flow.value.as_ref().map_err(Reason::said).copied(),
        };
        let (Some(year), Ok(amount)) = (self.prices, &amount) else {
            return (amount, None);
        };
        let Ok(when) = flow.when else {
            return (Err(said!("no day to take prices of")), None);
        };
        let priced =
            Deflators::builtin().to_prices_of(*amount, when.first(), year, Whose::UnitedStates);
        match priced {
            Ok(priced) => (Ok(priced.amount), Some(priced.factor)),
            Err(why) => (Err(why.said()), None),
        }
    }

    /// Whether the arguments ask for a flow, its series too.
    pub fn asks(&self, flow: &Flow<'_>, facts: &Facts) -> bool {
        let f = &self.filter;
        let is = |asked: &Option<String>, found: Option<&str>| {
            asked
                .as_ref()
                .is_none_or(|a| found.is_some_and(|x| key::same(a, x)))
        };
        let place = flow.place.label.as_ref().ok().map(|l| l.text());
        let sector = flow.sector.label.as_ref().ok().map(|l| l.text());
        self.series.contains(&flow.series)
            && slot(&f.country, place.as_deref())
            && slot(&f.sector, sector.as_deref())
            && is(&f.kind, flow.kind.as_deref())
            && is(&f.currency, flow.currency.as_deref())
            && f.provider.as_ref().is_none_or(|a| names(flow.provider, a))
            && f.receiver.as_ref().is_none_or(|a| names(flow.receiver, a))
            && self.year_asked(flow)
            && f.organisation.as_ref().is_none_or(|a| {
                let reporter = facts.reporter.as_ref().is_some_and(|o| is_named(o, a));
                reporter || names(flow.provider, a) || names(flow.receiver, a)
            })
    }

    fn year_asked(&self, flow: &Flow<'_>) -> bool {
        let Some(asked) = &self.filter.year else {
            return true;
        };
        match flow.when {
            Ok(When::Day(day)) => self.years.of(day).to_string() == *asked,
            Ok(When::Period(..)) => self
                .parts(flow, Decimal::ONE)
                .iter()
                .any(|(y, _)| y == asked),
            Err(_) => asked == "not stated",
        }
    }

    /// An amount by the years of the report. A period is laid over them by days
    /// under our own method; another program's years are its first day's.
    pub fn parts(&self, flow: &Flow<'_>, amount: Decimal) -> Vec<(String, Decimal)> {
        let of = |day: Date| self.years.of(day).to_string();
        match flow.when {
            Err(_) => Vec::new(),
            Ok(When::Period(from, to)) if self.method.id == METHODS[0].id => {
                let split = self.years.split(amount, from, to);
                split.map_or_else(
                    |_| vec![(of(from), amount)],
                    |parts| parts.into_iter().map(|(y, a)| (y.to_string(), a)).collect(),
                )
            }
            Ok(when) => vec![(of(when.first()), amount)],
        }
    }
}

/// A code, or `not stated` for what has none.
fn slot(asked: &Option<String>, found: Option<&str>) -> bool {
    let Some(asked) = asked else {
        return true;
    };
    match found {
        Some(found) => key::same(asked, found),
        None => asked == "not stated",
    }
}

fn names(party: Party<'_>, asked: &str) -> bool {
    party.one().is_some_and(|org| is_named(org, asked))
}

fn is_named(org: &Org, asked: &str) -> bool {
    let label = org.reference().or(org.name());
    label.is_some_and(|label| key::same(label, asked))
}

/// `standings` are those of the activity's rows; none if all count.
fn standing(flow: &Flow<'_>, facts: &Facts, standings: Option<&[Counted]>) -> Standing {
    let Some(standings) = standings else {
        return Standing::Counted;
    };
    match standings.get(flow.at.row(facts)) {
        Some(Counted::No(why)) => Standing::Not(*why),
        _ => Standing::Counted,
    }
}
