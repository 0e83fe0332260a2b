//! What an activity plans and what came of it: budgets, planned disbursements, results.

use super::{LINES, amount, organisation, period};
use crate::tongue;
use crate::web::link::Links;
use crate::web::markup::{self, Markup, text};
use iati::activity::{Activity, Budget, Indicator};

pub struct BudgetView {
    pub period: Markup,
    pub words: String,
    pub amount: Markup,
    pub is_superseded: bool,
}

pub struct PlannedView {
    pub period: Markup,
    pub amount: Markup,
    pub provider: Markup,
    pub receiver: Markup,
}

pub struct IndicatorView {
    pub title: Markup,
    pub less_is_better: bool,
    pub rows: Vec<PeriodView>,
}

pub struct PeriodView {
    pub period: Markup,
    pub baseline: Markup,
    pub target: Markup,
    pub actual: Markup,
}

/// An original whose period a revised budget states again.
pub fn is_superseded(budget: &Budget, all: &[Budget]) -> bool {
    let is_known = budget.start.known().is_some() && budget.end.known().is_some();
    let replaces = |b: &Budget| b.kind == "2" && b.start == budget.start && b.end == budget.end;
    budget.kind == "1" && is_known && all.iter().any(replaces)
}

pub fn budget(budget: &Budget, all: &[Budget]) -> BudgetView {
    let is_superseded = is_superseded(budget, all);
    let name = |list: &'static str, code: &str| tongue::name_or_code(list, code).to_lowercase();
    let kind = name("BudgetType", &budget.kind);
    let status = name("BudgetStatus", &budget.status);
    BudgetView {
        period: period(&budget.start, &budget.end),
        words: match is_superseded {
            true => say!("{kind}, {status}, superseded", kind, status),
            false => format!("{kind}, {status}"),
        },
        amount: amount(&budget.value, budget.currency.as_deref(), 0),
        is_superseded,
    }
}

pub fn planned(activity: &Activity, links: &Links) -> Vec<PlannedView> {
    let each = activity.planned_disbursements.iter().take(LINES);
    each.map(|p| PlannedView {
        period: period(&p.start, &p.end),
        amount: amount(&p.value, p.currency.as_deref(), 0),
        provider: organisation(&p.provider, links),
        receiver: organisation(&p.receiver, links),
    })
    .collect()
}

pub fn results(activity: &Activity) -> Vec<IndicatorView> {
    let all = activity.results.iter().flat_map(|r| &r.indicators);
    let language = activity.language.as_deref();
    all.take(LINES).map(|i| indicator(i, language)).collect()
}

fn indicator(indicator: &Indicator, language: Option<&str>) -> IndicatorView {
    let title = tongue::heard(&indicator.titles, language);
    let values = |values: &[String]| match values {
        [] => markup::unknown(&say!("not stated")),
        values => text(&values.join("; ")),
    };
    let baselines: Vec<String> = indicator
        .baselines
        .iter()
        .filter_map(|b| b.value.clone())
        .collect();
    let rows = indicator.periods.iter().map(|p| PeriodView {
        period: period(&p.start, &p.end),
        baseline: values(&baselines),
        target: values(&p.targets),
        actual: values(&p.actuals),
    });
    IndicatorView {
        title: match title {
            Some((words, language)) => markup::narrative(&words, language.as_deref()),
            None => markup::unknown(&say!("Indicator without a title")),
        },
        less_is_better: !indicator.ascending,
        rows: rows.collect(),
    }
}
