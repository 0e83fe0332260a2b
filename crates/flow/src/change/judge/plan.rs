//! Budgets: whether what was planned can still be read.

use super::super::class::{Class, Severity};
use super::super::record::{Difference, Record};
use super::field::{self, money_of, was_is};
use super::{Judge, Scope, Verdict};
use iati::said;
use rust_decimal::Decimal;

impl Judge<'_> {
    pub(super) fn budget(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let (was, now) = (scope.older, scope.newer);
        let is_past = self.is_past(was);
        let is_original = was.text("type") == Some("1");
        let touches = matches!(d.field, "value" | "currency") || is_past && is_period(d.field);
        if d.older.is_none() || !touches || !(is_past || is_original) {
            return field::other(scope, d);
        }
        let which = if is_past {
            said!("The budget of a period that is over")
        } else {
            said!("The original budget, which a revised one should stand beside,")
        };
        let values = was.number("value").zip(now.number("value"));
        let change = values.map(|(a, b)| b.saturating_sub(a).abs());
        let is_rounding = d.field == "value" && change.is_some_and(|gap| gap < Decimal::ONE);
        let severity = if is_rounding {
            Severity::Normal
        } else {
            Severity::Notable
        };
        let stake = change
            .filter(|_| d.field == "value")
            .or(was.number("value"));
        Verdict::new(Class::BudgetOverwritten, severity, was_is(which, d))
            .stake(stake.map(|v| money_of(was, v)))
            .since(was.date("end").or(was.date("date")))
    }

    pub(super) fn budget_removed(&self, b: &Record) -> Verdict {
        let is_zero = b.number("value").is_none_or(|v| v.is_zero());
        if is_zero || !self.is_past(b) {
            return field::alone(b, true);
        }
        let text = |field: &str| b.get(field).map_or(String::new(), |v| v.text());
        let reason = said!(
            "The budget of a period that is over ({from} to {to}) is no longer there.",
            from = text("date"),
            to = text("end")
        );
        Verdict::new(Class::BudgetOverwritten, Severity::Notable, reason)
            .stake(b.number("value").map(|v| money_of(b, v)))
            .since(b.date("end").or(b.date("date")))
    }

    /// Over when the older version was published.
    fn is_past(&self, b: &Record) -> bool {
        let end = b.date("end").or(b.date("date"));
        end.is_some_and(|end| end < self.about.older_published)
    }
}

fn is_period(field: &str) -> bool {
    matches!(field, "date" | "end")
}
