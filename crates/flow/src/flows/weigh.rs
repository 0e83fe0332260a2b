//! Shares of an activity inferred from its transactions, where it states none.
//!
//! A budget has no sectors and places of its own. Where the activity has none
//! either, its transactions say how it is divided: the outgoing commitments,
//! else the incoming ones, else what was spent. The two programs whose methods
//! are here begin with commitments too. What was taken back counts against what was
//! committed, and a label that comes to nothing or less has no share. The result is
//! marked as inferred.

use super::facts::{Facts, Transaction, filled};
use super::flow::{Basis, Label, Slot};
use super::reason::Reason;
use super::share::{Division, Own};
use super::split;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Which transactions are asked, in this order.
const ASKED: [&[&str]; 3] = [&["2", "C"], &["11"], &["3", "4", "D", "E"]];

/// Amounts are divided this finely before they are added up.
const SCALE: u32 = 6;

/// The division by the amounts of the transactions that state a share of their
/// own; none if no transaction does.
#[must_use]
pub fn by_transactions<'a>(
    facts: &'a Facts,
    own: impl Fn(&'a Transaction) -> Own<'a>,
) -> Option<Division<'a>> {
    ASKED.iter().find_map(|types| {
        let of_types = |t: &&Transaction| {
            let kind = filled(t.kind.as_deref());
            kind.is_some_and(|k| types.contains(&k))
        };
        let asked = facts.transactions.iter().filter(of_types);
        let stated = asked.filter_map(|t| match own(t) {
            Own::First(division) | Own::Last(division) => Some((t, division)),
            Own::Nothing => None,
        });
        weighed(facts, stated)
    })
}

/// Adds the amounts up by label; none if there is nothing to add.
fn weighed<'a>(
    facts: &'a Facts,
    stated: impl Iterator<Item = (&'a Transaction, Division<'a>)>,
) -> Option<Division<'a>> {
    let mut currency: Option<Option<Cow<'_, str>>> = None;
    let mut sums: Vec<(Result<Label<'a>, Reason>, Decimal)> = Vec::new();
    for (t, division) in stated {
        let Some(value) = t.value.as_ref() else {
            continue;
        };
        let text = value.text.as_deref().unwrap_or_default();
        let Ok(amount) = iati::amount::parse(text) else {
            continue;
        };
        let own = currency_of(facts, value.currency.as_deref());
        if *currency.get_or_insert_with(|| own.clone()) != own {
            return Some(Division::unplaced(Reason::SeveralCurrencies));
        }
        let parts = split::parts(amount, &[&division.weights], SCALE).ok()?;
        for (slot, part) in division.slots.into_iter().zip(parts) {
            add(&mut sums, slot.label, part)?;
        }
    }
    sums.retain(|(_, sum)| *sum > Decimal::ZERO);
    let of = sums
        .iter()
        .try_fold(Decimal::ZERO, |a, (_, s)| a.checked_add(*s))?;
    let slot = |(label, weight)| Slot {
        label,
        weight,
        of,
        basis: Basis::Inferred,
    };
    let slots: Vec<_> = sums.into_iter().map(slot).collect();
    (!slots.is_empty()).then(|| Division::of(slots))
}

fn add<'a>(
    sums: &mut Vec<(Result<Label<'a>, Reason>, Decimal)>,
    label: Result<Label<'a>, Reason>,
    amount: Decimal,
) -> Option<()> {
    match sums.iter_mut().find(|(l, _)| *l == label) {
        Some((_, sum)) => *sum = sum.checked_add(amount)?,
        None => sums.push((label, amount)),
    }
    Some(())
}

/// The currency in capitals: the value's own, else the activity's default.
#[must_use]
pub fn currency_of<'a>(facts: &'a Facts, own: Option<&'a str>) -> Option<Cow<'a, str>> {
    let stated = filled(own)
        .or_else(|| filled(facts.currency.as_deref()))
        .or_else(|| filled(facts.currency_around.as_deref()))?;
    if stated.bytes().any(|b| b.is_ascii_lowercase()) {
        return Some(Cow::Owned(stated.to_ascii_uppercase()));
    }
    Some(Cow::Borrowed(stated))
}
