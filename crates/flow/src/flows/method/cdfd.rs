//! The rules of Country Development Finance Data, in exact amounts.

use super::counterfoil::{CONVERTED, amount, at, blank, converted, day, planned_span, span};
use super::{Method, Target};
use crate::flows::cdfd::{BudgetPlan, Item, Lists, Memory, TransactionPlan, budgets, transaction};
use crate::flows::facts::{Budget, Facts, Planned, Transaction};
use crate::flows::flow::{Basis, Element, Flow, Label, LeftOut, List, Party, Slot, When};
use crate::flows::reason::Reason;
use crate::flows::series::Series;
use crate::flows::split::{self, Weights};
use crate::rate::{Conversion, Pick};
use iati::said::phrase;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// What the method does, for help and pages.
pub const TEXT: &[&str] = &[
    phrase(
        "\
Incoming funds, commitments, disbursements and expenditure are divided over five-digit DAC sectors, countries and DAC \
regions, the shares of both multiplied; other types and other vocabularies are left out. A missing percentage counts as 100; \
one of 0 or an empty one takes its item out; the rest is scaled to 100. Regions come in only where the countries come \
neither to 100 nor each to 100. A transaction without a country or region is left out, one without a sector has a blank one.",
    ),
    phrase(
        "\
Budgets are also divided over aid, finance and flow types, and over quarters by days. Where an activity states no countries, \
sectors or types, they are divided by its outgoing commitments, else its incoming ones, with their signs. An original budget \
is left out if a revised one starts on the same day; of two budgets with the same days and type the last counts.",
    ),
    phrase(
        "\
Amounts are converted at the value-date, by the rate dated closest, however far; an amount without value-date or currency, \
or in a currency without rates, is left out. Organisations that are not named are assumed from the reporter and the \
participating organisations; those known to the registry are shown by its name. A place that is on no list of the program, \
such as a code in small letters, is left out, and so is a whole file of a version before 2.01.",
    ),
    phrase(
        "\
Where the program stops at something it cannot read, it loses the whole file; here only that transaction, or the budgets of \
that activity. Planned disbursements are not read.",
    ),
];

/// The method of Country Development Finance Data.
pub struct Cdfd;

impl Method for Cdfd {
    fn flows<'a>(
        &self,
        facts: &'a Facts,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        let mut memory = Memory::default();
        for (index, t) in facts.transactions.iter().enumerate() {
            let head = transaction_head(index, t);
            match transaction(&mut memory, facts, t) {
                Ok(plan) => divided(head, &plan, target, out),
                Err(why) => out(left_out(head, facts, t, why)),
            }
        }
        if !facts.budgets.is_empty() {
            match budgets(&mut memory, facts, target.map(|t| t.rates)) {
                Ok(plan) => all_budgets(facts, &plan, target, out),
                Err(why) => {
                    for (index, b) in facts.budgets.iter().enumerate() {
                        out(unread_budget(index, b, facts, why.clone()));
                    }
                }
            }
        }
        for (index, p) in facts.planned.iter().enumerate() {
            out(unread_plan(index, p, facts));
        }
    }
}

fn transaction_head<'a>(index: usize, t: &'a Transaction) -> Flow<'a> {
    let kind = t.kind.as_deref();
    let series = kind.map_or(Series::UnknownType, Series::of_type);
    Flow {
        kind: kind.map(Cow::Borrowed),
        ..blank(series, at(Element::Transaction, index, t.line))
    }
}

/// A transaction the method leaves out, with what can be said of it all the same.
fn left_out<'a>(head: Flow<'a>, facts: &'a Facts, t: &'a Transaction, why: Reason) -> Flow<'a> {
    let own = t.value.as_ref().and_then(|v| v.currency.as_deref());
    Flow {
        when: day(t.date.as_ref()).map(When::Day),
        value: amount(t.value.as_ref()),
        currency: own.or(facts.currency.as_deref()).map(Cow::Borrowed),
        sector: Slot::unplaced(why.clone()),
        place: Slot::unplaced(why),
        left_out: Some(LeftOut::Unread),
        ..head
    }
}

fn unread_budget<'a>(index: usize, b: &'a Budget, facts: &'a Facts, why: Reason) -> Flow<'a> {
    let own = b.value.as_ref().and_then(|v| v.currency.as_deref());
    Flow {
        kind: b.kind.as_deref().map(Cow::Borrowed),
        when: span(b.start.as_ref(), b.end.as_ref()),
        value: amount(b.value.as_ref()),
        currency: own.or(facts.currency.as_deref()).map(Cow::Borrowed),
        sector: Slot::unplaced(why.clone()),
        place: Slot::unplaced(why),
        left_out: Some(LeftOut::Unread),
        ..blank(Series::Budget, at(Element::Budget, index, b.line))
    }
}

fn unread_plan<'a>(index: usize, p: &'a Planned, facts: &'a Facts) -> Flow<'a> {
    let own = p.value.as_ref().and_then(|v| v.currency.as_deref());
    let position = at(Element::PlannedDisbursement, index, p.line);
    Flow {
        kind: p.kind.as_deref().map(Cow::Borrowed),
        when: planned_span(p),
        value: amount(p.value.as_ref()),
        currency: own.or(facts.currency.as_deref()).map(Cow::Borrowed),
        sector: Slot::unplaced(Reason::TypeLeftOut),
        place: Slot::unplaced(Reason::TypeLeftOut),
        left_out: Some(LeftOut::Unread),
        ..blank(Series::PlannedDisbursement, position)
    }
}

fn divided<'a>(
    head: Flow<'a>,
    plan: &TransactionPlan<'a>,
    target: Option<Target<'_>>,
    out: &mut dyn FnMut(Flow<'a>),
) {
    let head = Flow {
        when: Ok(When::Day(plan.day)),
        value: plan.amount.exact.ok_or(Reason::NoValue),
        currency: plan.amount.currency.map(Cow::Borrowed),
        provider: stated(plan.provider),
        receiver: stated(plan.receiver),
        aid_type: plan.aid_type.map(Cow::Borrowed),
        finance_type: plan.finance_type.map(Cow::Borrowed),
        flow_type: plan.flow_type.map(Cow::Borrowed),
        humanitarian: plan.humanitarian,
        ..head
    };
    let whole = target.map(|t| convert(&head, plan.amount.day, t));
    give(head, [&plan.sectors, &plan.places], None, whole, out);
}

/// The element is declared, but may name nobody.
fn stated(party: Party<'_>) -> Party<'_> {
    match party {
        Party::Declared(org) if !org.is_stated() => Party::NotStated,
        other => other,
    }
}

fn all_budgets<'a>(
    facts: &'a Facts,
    plan: &BudgetPlan<'a>,
    target: Option<Target<'_>>,
    out: &mut dyn FnMut(Flow<'a>),
) {
    for (index, b) in facts.budgets.iter().enumerate() {
        let Some(term) = plan.terms.iter().find(|t| t.index == index) else {
            let why = if plan.superseded.contains(&index) {
                Some(LeftOut::SupersededBudget)
            } else if plan.replaced.contains(&index) {
                Some(LeftOut::RepeatedBudget)
            } else {
                Some(LeftOut::Unread)
            };
            out(Flow {
                left_out: why,
                ..unread_budget(index, b, facts, Reason::TypeLeftOut)
            });
            continue;
        };
        let head = Flow {
            kind: Some(Cow::Borrowed(if term.is_revised { "2" } else { "1" })),
            value: term.amount.exact.ok_or(Reason::NoValue),
            currency: term.amount.currency.map(Cow::Borrowed),
            provider: stated(plan.provider),
            receiver: stated(plan.receiver),
            humanitarian: plan.humanitarian,
            ..blank(Series::Budget, at(Element::Budget, index, b.line))
        };
        let whole = target.map(|t| convert(&head, term.amount.day, t));
        let quarters = term.quarters();
        if quarters.is_empty() {
            out(unread_budget(index, b, facts, Reason::Backwards));
            continue;
        }
        let more = More {
            quarters: &quarters,
            span: (term.first, term.last),
            kinds: [&plan.aid_types, &plan.finance_types, &plan.flow_types],
        };
        give(head, [&plan.sectors, &plan.places], Some(&more), whole, out);
    }
}

/// What a budget is divided over beyond sectors and places.
struct More<'p, 'a> {
    quarters: &'p [(Date, i64)],
    span: (Date, Date),
    kinds: [&'p [Item<'a>]; 3],
}

/// Gives out a flow for each combination; the last dimension runs fastest.
fn give<'a>(
    head: Flow<'a>,
    items: [&[Item<'a>]; 2],
    more: Option<&More<'_, 'a>>,
    whole: Option<Result<Conversion, Reason>>,
    out: &mut dyn FnMut(Flow<'a>),
) {
    let mut dimensions: Vec<&[Item<'a>]> = items.to_vec();
    dimensions.extend(more.iter().flat_map(|m| m.kinds));
    let weights = weights_of(&dimensions, more);
    let cut = |amount: Decimal| -> Result<Vec<Decimal>, Reason> {
        let weights = weights.as_ref().map_err(|why| Reason::from(*why))?;
        let weights: Vec<&Weights> = weights.iter().collect();
        Ok(split::parts(amount, &weights, CONVERTED)?)
    };
    let values = match head.value.clone().and_then(cut) {
        Ok(values) => values,
        Err(why) => {
            out(Flow {
                sector: Slot::unplaced(why.clone()),
                place: Slot::unplaced(why),
                converted: whole,
                left_out: Some(LeftOut::Unread),
                ..head
            });
            return;
        }
    };
    let converted = whole.map(|w| w.and_then(|w| Ok((cut(w.amount)?, w))));
    let slots = |at: usize, is_place| -> Vec<Slot<'a>> {
        let (of, count) = (sum(items[at]), items[at].len());
        let slot = |i| slot(i, of, count, is_place);
        items[at].iter().map(slot).collect()
    };
    let (sectors, places) = (slots(0, false), slots(1, true));
    let listed: Vec<bool> = items[1].iter().map(is_listed).collect();
    for (cell, value) in values.into_iter().enumerate() {
        let mut flow = head.clone();
        let at = placed(cell, &dimensions, more, &mut flow);
        flow.sector = sectors[at[0]].clone();
        flow.place = places[at[1]].clone();
        flow.value = Ok(value);
        flow.converted = converted.as_ref().map(|c| match c {
            Ok((amounts, whole)) => Ok(Conversion {
                amount: amounts[cell],
                ..whole.clone()
            }),
            Err(why) => Err(Reason::clone(why)),
        });
        // Without a rate the program has no row.
        let is_lost = matches!(flow.converted, Some(Err(_)));
        flow.left_out = match (is_lost, listed[at[1]]) {
            (true, _) => Some(LeftOut::Unread),
            (false, false) => Some(LeftOut::UnlistedPlace),
            (false, true) => None,
        };
        out(flow);
    }
}

/// The weights along each dimension, quarters last.
fn weights_of(
    dimensions: &[&[Item<'_>]],
    more: Option<&More<'_, '_>>,
) -> Result<Vec<Weights>, split::Indivisible> {
    let mut all: Vec<Weights> = Vec::with_capacity(dimensions.len() + 1);
    for dimension in dimensions {
        all.push(weights(dimension)?);
    }
    if let Some(m) = more {
        let days: Vec<Decimal> = m.quarters.iter().map(|(_, d)| Decimal::from(*d)).collect();
        all.push(Weights::of(&days)?);
    }
    Ok(all)
}

/// The place in each dimension of the part of this number; a flow's quarter and types are
/// filled in.
fn placed<'a>(
    cell: usize,
    dimensions: &[&[Item<'a>]],
    more: Option<&More<'_, 'a>>,
    flow: &mut Flow<'a>,
) -> [usize; 5] {
    let mut rest = cell;
    if let Some(m) = more {
        let (start, _) = m.quarters[rest % m.quarters.len()];
        rest /= m.quarters.len();
        flow.when = Ok(quarter(start, m.span));
    }
    let mut at = [0; 5];
    for (number, dimension) in dimensions.iter().enumerate().rev() {
        at[number] = rest % dimension.len();
        rest /= dimension.len();
    }
    if let Some(m) = more {
        flow.aid_type = m.kinds[0][at[2]].code.clone();
        flow.finance_type = m.kinds[1][at[3]].code.clone();
        flow.flow_type = m.kinds[2][at[4]].code.clone();
    }
    at
}

fn is_listed(item: &Item<'_>) -> bool {
    let code = item.code.as_deref();
    code.is_some_and(|c| Lists::builtin().has_place(c))
}

/// The days of a quarter that lie in the budget's period.
fn quarter(start: Date, span: (Date, Date)) -> When {
    use jiff::ToSpan;
    let next = start.checked_add(3.months()).ok();
    let last = next.and_then(|d| d.yesterday().ok());
    let last = last.unwrap_or(Date::MAX);
    When::Period(start.max(span.0), last.min(span.1))
}

fn weights(items: &[Item<'_>]) -> Result<Weights, split::Indivisible> {
    let all: Vec<Decimal> = items.iter().map(|i| i.weight).collect();
    Weights::of(&all)
}

fn sum(items: &[Item<'_>]) -> Decimal {
    let weights = items.iter().map(|i| i.weight);
    weights.fold(Decimal::ZERO, Decimal::saturating_add)
}

fn slot<'a>(item: &Item<'a>, of: Decimal, count: usize, is_place: bool) -> Slot<'a> {
    let code = item.code.clone().filter(|c| !c.is_empty());
    let list = match (is_place, item.is_region) {
        (true, true) => List::DacRegion,
        (true, false) => List::Country,
        (false, _) => List::Dac5,
    };
    let basis = match () {
        () if item.inferred => Basis::Inferred,
        () if count == 1 => Basis::Whole,
        () if of == Decimal::ONE_HUNDRED => Basis::Published,
        () => Basis::Rebased,
    };
    Slot {
        label: code
            .map(|code| Label { list, code })
            .ok_or(Reason::NotStated),
        weight: item.weight,
        of,
        basis,
    }
}

fn convert(head: &Flow<'_>, day: Date, target: Target<'_>) -> Result<Conversion, Reason> {
    let value = head.value.clone()?;
    let from = head.currency.as_deref().ok_or(Reason::NoCurrency)?;
    converted(value, from, day, target, Pick::ClosestDated)
}
