//! Sectors, countries and regions: whether past money now counts elsewhere.

use super::super::class::{Class, Severity};
use super::super::record::{Difference, Kind, Record, Value};
use super::super::told::{Money, Stake};
use super::facts::is_payment;
use super::field::{self, was_is};
use super::{Judge, Scope, Verdict};
use iati::said;
use iati::said::Said;
use rust_decimal::Decimal;

impl Judge<'_> {
    pub(super) fn share(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let Some(up) = scope.up else {
            return field::other(scope, d);
        };
        // A share that is stated for the first time moves nothing that was known.
        if d.field == "name" || d.older.is_none() {
            return field::other(scope, d);
        }
        let reason = was_is(of_what(scope.older, d.field), d);
        let moved = match d.field {
            "percentage" => points(d),
            _ => scope.older.number("percentage"),
        };
        let is_code = d.field == "code";
        self.reassigned(up, scope.older, is_code, moved, reason)
    }

    /// A sector or place that was added or removed. One vocabulary more or less
    /// moves no money: each of them tells the whole again.
    pub(super) fn share_alone(&self, scope: &Scope<'_>, s: &Record, removed: bool) -> Verdict {
        let vocabulary = s.text("vocabulary").unwrap_or_default();
        if s.kind == Kind::Sector && !scope.has_vocabulary(!removed, vocabulary) {
            return field::alone(s, removed);
        }
        let reason = field::came_or_went(s, removed);
        self.reassigned(scope, s, false, s.number("percentage"), reason)
    }

    /// `moved`: how many hundredths of the money count elsewhere now.
    fn reassigned(
        &self,
        parent: &Scope<'_>,
        share: &Record,
        is_code: bool,
        moved: Option<Decimal>,
        reason: Said,
    ) -> Verdict {
        let t = parent.older;
        let in_payment = t.kind == Kind::Transaction && is_payment(t) && !self.is_recent(t);
        let (class, severity) = if in_payment && share.kind == Kind::Place && is_code {
            (Class::PaymentMoved, Severity::Suspicious)
        } else if in_payment || t.kind == Kind::Activity && self.facts.finished {
            (Class::SharesChanged, Severity::Notable)
        } else if is_code && t.kind == Kind::Activity && !self.facts.paid().is_empty() {
            (Class::OtherField, Severity::Notable)
        } else {
            (Class::OtherField, Severity::Normal)
        };
        let mut verdict = Verdict::new(class, severity, reason).since(t.date("date"));
        verdict.at_stake = self.part_of(t, moved);
        verdict
    }

    /// The part of a transaction's or an activity's money that is concerned; all
    /// of it where no percentage is stated.
    fn part_of(&self, parent: &Record, percent: Option<Decimal>) -> Vec<Money> {
        let all = match parent.kind {
            Kind::Transaction => {
                let value = parent.number("value");
                value
                    .map(|v| field::money_of(parent, v))
                    .into_iter()
                    .collect()
            }
            _ => self.facts.paid().to_vec(),
        };
        let mut stake = Stake::default();
        for money in all {
            let percent = percent.unwrap_or(Decimal::ONE_HUNDRED);
            let part = money.value.checked_mul(percent.abs());
            let value = part.map_or(money.value, |p| p / Decimal::ONE_HUNDRED);
            stake.add(&Money { value, ..money });
        }
        stake.total()
    }
}

fn of_what(share: &Record, field: &str) -> Said {
    let code = share.text("code").unwrap_or("?");
    match (field, share.kind) {
        ("percentage", Kind::Sector) => said!("The share of sector {code}", code),
        ("percentage", _) => said!("The share of place {code}", code),
        ("code", Kind::Sector) => said!("The sector"),
        ("code", _) => said!("The place"),
        ("vocabulary", Kind::Sector) => said!("The vocabulary of sector {code}", code),
        ("vocabulary", _) => said!("The vocabulary of place {code}", code),
        (field, Kind::Sector) => said!("The {field} of sector {code}", field, code),
        (field, _) => said!("The {field} of place {code}", field, code),
    }
}

/// By how many hundredths a share changed; one that is not stated was the whole.
fn points(d: &Difference<'_>) -> Option<Decimal> {
    let number = |v: Option<&Value>| v.map_or(Some(Decimal::ONE_HUNDRED), Value::number);
    let (was, now) = number(d.older).zip(number(d.newer))?;
    now.checked_sub(was).map(|d| d.abs())
}
