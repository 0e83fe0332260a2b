//! Sums of an activity, by currency and type.

use super::plans::is_superseded;
use crate::answer::grouped;
use crate::tongue;
use crate::web::chart::{self, Strength};
use crate::web::link::Links;
use crate::web::markup::{self, Markup, text};
use crate::web::page::pair;
use flow::kind;
use iati::activity::Activity;
use iati::amount::Sum;
use iati::stated::Stated;
use std::collections::BTreeMap;

/// The sums of one currency.
pub struct Currency {
    pub code: Markup,
    pub rows: Vec<MoneyRow>,
}

pub struct MoneyRow {
    pub kind: String,
    pub address: String,
    pub sum: Markup,
    pub lines: String,
    pub picture: Markup,
}

/// Lines of one kind in one currency.
#[derive(Default)]
struct Tally {
    sum: Sum,
    lines: u64,
}

/// What lines of one kind are. A type is a code as stated, whether it is one or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Series {
    Budget,
    Type(String),
    None,
}

/// By currency.
type Tallies = BTreeMap<Option<String>, BTreeMap<Series, Tally>>;

fn tallies(activity: &Activity) -> Tallies {
    let mut all = Tallies::new();
    let mut add = |currency: &Option<String>, series: Series, value: &Stated<_>| {
        let of_currency = all.entry(currency.clone()).or_default();
        if let Some(value) = value.known() {
            let tally = of_currency.entry(series).or_default();
            tally.sum.add(*value);
            tally.lines += 1;
        }
    };
    for budget in &activity.budgets {
        if !is_superseded(budget, &activity.budgets) {
            add(&budget.currency, Series::Budget, &budget.value);
        }
    }
    for t in &activity.transactions {
        let series = t.kind.clone().map_or(Series::None, Series::Type);
        add(&t.currency, series, &t.value);
    }
    all.retain(|_, of_currency| !of_currency.is_empty());
    all
}

pub fn money(activity: &Activity, links: &Links) -> Vec<Currency> {
    let all = tallies(activity).into_iter();
    all.map(|(currency, series)| Currency {
        code: currency
            .as_deref()
            .map_or_else(|| markup::unknown(&say!("no currency")), text),
        rows: money_rows(activity, &series, currency.as_deref(), links),
    })
    .collect()
}

/// What a sum is made of: the answer that explains it, or the lines further down where
/// no question asks for just these.
fn opened(activity: &Activity, series: &Series, currency: Option<&str>, links: &Links) -> String {
    let reporter = activity.reporting_org.reference.as_deref();
    match (series, currency, reporter) {
        (Series::Budget, ..) => "#budgets".to_owned(),
        (Series::Type(code), Some(currency), Some(reporter)) => links.explained(&[
            ("activity", &activity.identifier),
            ("reporter", reporter),
            ("type", code),
            ("currency", currency),
        ]),
        _ => "#transactions".to_owned(),
    }
}

fn money_rows(
    activity: &Activity,
    of_currency: &BTreeMap<Series, Tally>,
    currency: Option<&str>,
    links: &Links,
) -> Vec<MoneyRow> {
    let code = currency.unwrap_or("");
    let length = |tally: &Tally| tally.sum.total().map_or(0.0, pair::float);
    let longest = of_currency.values().map(length).fold(0.0, f64::max);
    let decimals = markup::decimals_of_sums(of_currency.values().map(|t| &t.sum));
    let row = |(series, tally): (&Series, &Tally)| {
        let name = series.name();
        let title = format!("{name} {} {code}", grouped(&tally.sum.to_string()));
        MoneyRow {
            address: opened(activity, series, currency, links),
            sum: markup::sum(&tally.sum, decimals),
            lines: grouped(&tally.lines.to_string()),
            picture: match length(tally) {
                length if length > 0.0 => chart::bar(&title, series.strength(), length / longest),
                _ => markup::unknown(&say!("not above zero")),
            },
            kind: name,
        }
    };
    // What is planned, then committed, then paid; in each by code.
    let mut all: Vec<_> = of_currency.iter().collect();
    all.sort_by_key(|(series, _)| series.place());
    all.into_iter().map(row).collect()
}

impl Series {
    fn name(&self) -> String {
        match self {
            Self::Budget => say!("Budget"),
            Self::None => say!("No type stated"),
            Self::Type(code) => tongue::words(kind::name(code)),
        }
    }

    fn strength(&self) -> Strength {
        match self {
            Self::Budget => Strength::Planned,
            Self::None => Strength::Paid,
            Self::Type(code) => match code.as_str() {
                "12" | "13" => Strength::Planned,
                "2" | "11" => Strength::Committed,
                _ => Strength::Paid,
            },
        }
    }

    /// Budgets before all else that is planned; a code by its number, and what is none last.
    fn place(&self) -> (Strength, u32) {
        let number = match self {
            Self::Budget => 0,
            Self::Type(code) => code.parse().unwrap_or(u32::MAX),
            Self::None => u32::MAX,
        };
        (self.strength(), number)
    }
}
