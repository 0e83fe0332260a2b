//! Results: whether the goalposts were moved.

use super::super::class::{Class, Severity};
use super::super::record::{Difference, Kind, Record, Value};
use super::field::{self, was_is};
use super::{Judge, Scope, Verdict};
use iati::said;
use rust_decimal::Decimal;

impl Judge<'_> {
    /// A field of a result or indicator.
    pub(super) fn indicator(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        if d.field != "descending" {
            return field::other(scope, d);
        }
        let reason = said!("Whether more or less is better was turned round.");
        Verdict::new(Class::OtherField, Severity::Notable, reason)
    }

    pub(super) fn period(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let verdict = match d.field {
            "target" => self.target(scope, d),
            "actual" => actual(scope, d),
            _ => field::other(scope, d),
        };
        verdict.since(scope.older.date("end"))
    }

    fn target(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let ended = self.has_ended(scope.older) || self.has_ended(scope.newer);
        // Fields stand in order of name, so the actual comes first.
        let first = scope.differences.first();
        let with_actual = first.is_some_and(|d| d.field == "actual");
        let severity = if ended || with_actual {
            Severity::Suspicious
        } else {
            Severity::Notable
        };
        match d.newer {
            None => {
                let was = text(d.older);
                let reason = match (ended, with_actual) {
                    (true, _) => said!(
                        "A target was taken out after its period had ended: {was}.",
                        was
                    ),
                    (_, true) => {
                        said!(
                            "A target was taken out together with the actual: {was}.",
                            was
                        )
                    }
                    _ => said!("A target was taken out: {was}.", was),
                };
                Verdict::new(Class::TargetLowered, severity, reason)
            }
            Some(_) if eased(scope, d) => {
                let (was, now) = (text(d.older), text(d.newer));
                let reason = match (ended, with_actual) {
                    (true, _) => said!(
                        "The target was made easier after its period had ended: {was} became {now}.",
                        was,
                        now
                    ),
                    (_, true) => said!(
                        "The target was made easier together with the actual: {was} became {now}.",
                        was,
                        now
                    ),
                    _ => said!("The target was made easier: {was} became {now}.", was, now),
                };
                Verdict::new(Class::TargetLowered, severity, reason)
            }
            Some(now) if d.older.is_none() => late_target(now, ended),
            Some(_) => Verdict::normal(Class::OtherField, was_is(said!("The target"), d)),
        }
    }

    fn has_ended(&self, period: &Record) -> bool {
        let end = period.date("end");
        end.is_some_and(|end| end < self.about.newer_published)
    }

    pub(super) fn baseline(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let measured = scope.up.is_some_and(|up| self.is_measured(up));
        if d.older.is_none() || !measured || d.field == "year" && d.newer.is_none() {
            return field::other(scope, d);
        }
        let told = was_is(said!("The baseline"), d);
        let reason = said!("{told} There were results by then.", told);
        Verdict::new(Class::BaselineChanged, Severity::Suspicious, reason)
    }

    /// Whether a period of the indicator has ended or has an actual.
    fn is_measured(&self, indicator: &Scope<'_>) -> bool {
        *indicator.measured.get_or_init(|| {
            let sides = [indicator.older, indicator.newer];
            let mut periods = sides.iter().flat_map(|r| r.children_of(Kind::Period));
            periods.any(|p| self.has_ended(p) || p.get("actual").is_some())
        })
    }

    pub(super) fn result_removed(&self, scope: &Scope<'_>, record: &Record) -> Verdict {
        if record.kind == Kind::Baseline && self.is_measured(scope) {
            let reason = said!("The baseline was taken out. There were results by then.");
            return Verdict::new(Class::BaselineChanged, Severity::Suspicious, reason);
        }
        let mut verdict = field::alone(record, true);
        if self.held_results(record) {
            verdict.severity = Severity::Notable;
        }
        verdict
    }

    fn held_results(&self, record: &Record) -> bool {
        let own = record.kind == Kind::Period
            && (record.get("actual").is_some() || self.has_ended(record));
        own || record.children.iter().any(|c| self.held_results(c))
    }
}

fn actual(scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
    let (was, now) = (text(d.older), text(d.newer));
    match d.newer {
        None => {
            let reason = said!("An actual was taken out: {was}.", was);
            Verdict::new(Class::ActualLowered, Severity::Notable, reason)
        }
        Some(_) if eased(scope, d) => {
            let reason = said!(
                "Less was achieved than was said: {was} became {now}.",
                was,
                now
            );
            Verdict::new(Class::ActualLowered, Severity::Notable, reason)
        }
        Some(_) if d.older.is_none() => {
            Verdict::normal(Class::New, said!("An actual was added: {now}.", now))
        }
        Some(_) => Verdict::normal(Class::OtherField, was_is(said!("The actual"), d)),
    }
}

fn late_target(now: &Value, ended: bool) -> Verdict {
    if ended {
        let reason = said!(
            "A target was set after its period had ended: {now}.",
            now = now.text()
        );
        return Verdict::new(Class::OtherField, Severity::Notable, reason);
    }
    let reason = said!("A target was added: {now}.", now = now.text());
    Verdict::normal(Class::New, reason)
}

/// Whether a figure went the way that asks for less: down, or up where less is
/// better.
fn eased(scope: &Scope<'_>, d: &Difference<'_>) -> bool {
    let number = |v: Option<&Value>| -> Option<Decimal> { v.and_then(Value::number) };
    let Some((was, now)) = number(d.older).zip(number(d.newer)) else {
        return false;
    };
    let descending = scope
        .up
        .is_some_and(|i| i.older.get("descending").is_some());
    let eased = if descending { now > was } else { now < was };
    eased && !is_rounding(was, now)
}

/// A figure that is only told with more or fewer digits: less than a thousandth.
fn is_rounding(was: Decimal, now: Decimal) -> bool {
    let limit = was.abs().checked_mul(Decimal::new(1, 3));
    let gap = now.saturating_sub(was).abs();
    limit.is_some_and(|limit| gap < limit)
}

fn text(value: Option<&Value>) -> String {
    value.map(Value::text).unwrap_or_default()
}
