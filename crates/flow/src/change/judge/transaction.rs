//! Transactions: what moved, what was promised, and what became of either.

use super::super::Year;
use super::super::class::{Class, Severity};
use super::super::record::{Difference, Record, Value};
use super::super::told::Money;
use super::facts::{is_payment, is_promise};
use super::field::{self, is_same_party, money_of, was_is};
use super::{Judge, OPEN_DAYS, Scope, Verdict, days_before};
use iati::said;
use iati::said::{Said, phrase};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Below one unit of a currency two amounts differ by rounding.
const ROUNDING: Decimal = Decimal::ONE;
/// A transaction dated so many days before the last publication comes late.
const BACKFILL_DAYS: i32 = 365;

impl Judge<'_> {
    pub(super) fn transaction(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        match d.field {
            "value" | "currency" => self.amount(scope, d),
            "date" => self.transaction_date(scope, d),
            "type" => self.transaction_type(scope, d),
            "receiver-org/ref" | "receiver-org/name" => self.receiver(scope, d),
            "provider-org/ref" => self.party(scope, d),
            _ => field::other(scope, d),
        }
    }

    /// Not yet settled when the older version was published.
    pub(super) fn is_recent(&self, t: &Record) -> bool {
        let since = days_before(self.about.older_published, OPEN_DAYS);
        t.date("date").is_some_and(|date| date > since)
    }

    /// The class and severity of a past transaction that was written anew.
    fn rewritten(&self, t: &Record) -> (Class, Severity) {
        let recent = self.is_recent(t);
        match (is_promise(t), recent) {
            (true, true) => (Class::CommitmentChanged, Severity::Normal),
            (true, false) => (Class::CommitmentChanged, Severity::Notable),
            (false, true) => (Class::PaymentRewritten, Severity::Notable),
            (false, false) => (Class::PaymentRewritten, Severity::Suspicious),
        }
    }

    fn amount(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let (was, now) = (scope.older, scope.newer);
        if d.older.is_none() {
            return field::other(scope, d);
        }
        let (class, mut severity) = self.rewritten(was);
        let values = was.number("value").zip(now.number("value"));
        let difference = values.map(|(a, b)| (b.saturating_sub(a)).abs());
        let in_money = d.field == "value";
        if in_money && difference.is_some_and(|gap| gap < ROUNDING) {
            severity = Severity::Normal;
        }
        let stake = if in_money {
            difference
        } else {
            was.number("value")
        };
        let reason = rewritten_reason(was, now, values.filter(|_| in_money));
        Verdict::new(class, severity, reason)
            .stake(stake.or(was.number("value")).map(|v| money_of(was, v)))
            .since(was.date("date"))
    }

    fn transaction_date(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let t = scope.older;
        let date = |v: Option<&Value>| v.and_then(Value::date);
        let verdict = match (date(d.older), date(d.newer)) {
            (Some(was), Some(now)) => self.moved(t, was, now),
            (Some(_), None) => {
                let (class, severity) = self.rewritten(t);
                Verdict::new(class, severity, was_is(dated(t), d))
            }
            _ => return field::other(scope, d),
        };
        verdict
            .stake(t.number("value").map(|v| money_of(t, v)))
            .since(t.date("date"))
    }

    fn moved(&self, t: &Record, was: Date, now: Date) -> Verdict {
        let gap = i64::from((now - was).get_days()).abs();
        let is_past = is_payment(t) && !self.is_recent(t);
        let year = self.about.years_between(was, now);
        let (class, severity) = match year {
            Some(_) if is_payment(t) => (Class::DateOverYearEnd, Severity::Suspicious),
            Some(_) => (Class::DateOverYearEnd, Severity::Notable),
            None if is_past && gap > 92 => (Class::DateMoved, Severity::Notable),
            None => (Class::DateMoved, Severity::Normal),
        };
        let what = dated(t);
        let reason = match year {
            None => said!("{what} was {was}; it is now {now}.", what, was, now),
            Some(Year::Calendar) => said!(
                "{what} was {was}; it is now {now}, in another year.",
                what,
                was,
                now
            ),
            Some(Year::Fiscal) => said!(
                "{what} was {was}; it is now {now}, in another fiscal year.",
                what,
                was,
                now
            ),
        };
        Verdict::new(class, severity, reason)
    }

    fn transaction_type(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let (was, now) = (scope.older, scope.newer);
        let reason = was_is(said!("What kind of transaction it is"), d);
        let verdict = if is_payment(was) != is_payment(now) && d.older.is_some() {
            let (class, severity) = self.rewritten(was);
            Verdict::new(class, severity, reason)
        } else if is_payment(was) && !self.is_recent(was) {
            Verdict::new(Class::OtherField, Severity::Notable, reason)
        } else {
            Verdict::normal(Class::OtherField, reason)
        };
        verdict
            .stake(was.number("value").map(|v| money_of(was, v)))
            .since(was.date("date"))
    }

    /// A payment that now went to somebody else.
    fn receiver(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let (was, now) = (scope.older, scope.newer);
        let (reference, name) = ("receiver-org/ref", "receiver-org/name");
        let is_known = d.older.is_some() && d.newer.is_some();
        let told_by_ref = d.field == name && was.text(reference).zip(now.text(reference)).is_some();
        let same =
            is_same_party(was, now, reference, name) || d.field == name && is_close(was, now, name);
        if !is_known || told_by_ref || same || !is_payment(was) {
            return field::other(scope, d);
        }
        let severity = if self.is_recent(was) {
            Severity::Normal
        } else {
            Severity::Notable
        };
        let what = said!("The receiver of {payment}", payment = named(was));
        Verdict::new(Class::PaymentMoved, severity, was_is(what, d))
            .stake(was.number("value").map(|v| money_of(was, v)))
            .since(was.date("date"))
    }

    fn party(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let (was, now) = (scope.older, scope.newer);
        let mut verdict = field::other(scope, d);
        let same = is_same_party(was, now, "provider-org/ref", "provider-org/name");
        let is_known = d.older.is_some() && d.newer.is_some();
        if is_known && !same && is_payment(was) && !self.is_recent(was) {
            verdict.severity = Severity::Notable;
        }
        verdict
    }

    pub(super) fn transaction_removed(&self, t: &Record) -> Verdict {
        let (class, mut severity) = match self.rewritten(t) {
            (Class::PaymentRewritten, severity) => (Class::PaymentRemoved, severity),
            other => other,
        };
        let what = named(t);
        let mut reason = said!("No longer there: {what}.", what);
        if t.number("value").is_some_and(|v| v.is_zero()) {
            severity = Severity::Normal;
        } else if self.facts.still_stands(t) {
            severity = severity.min(Severity::Notable);
            reason = said!(
                "No longer there: {what}; it stood there twice, and one of them still does.",
                what
            );
        }
        Verdict::new(class, severity, reason)
            .stake(t.number("value").map(|v| money_of(t, v)))
            .since(t.date("date"))
    }

    pub(super) fn transaction_added(&self, t: &Record) -> Verdict {
        let long_ago = days_before(self.about.older_published, BACKFILL_DAYS);
        let is_old = t.date("date").is_some_and(|date| date <= long_ago);
        let is_negative = t
            .number("value")
            .is_some_and(|v| v.is_sign_negative() && !v.is_zero());
        let undoes = is_negative && self.facts.has_opposite(t);
        let class = match (is_negative, is_old) {
            (true, _) if undoes => Class::Reversal,
            (true, false) => Class::Reversal,
            (_, true) => Class::Backfill,
            _ => Class::New,
        };
        let severity = if is_old {
            Severity::Notable
        } else {
            Severity::Normal
        };
        let what = named(t);
        let reason = match class {
            _ if undoes => said!(
                "Added: {what}; it takes back an entry of the same amount.",
                what
            ),
            Class::Backfill => said!("Added: {what}, more than a year after its date.", what),
            _ => said!("Added: {what}.", what),
        };
        Verdict::new(class, severity, reason)
            .stake(t.number("value").map(|v| money_of(t, v)))
            .since(t.date("date"))
    }
}

fn is_close(a: &Record, b: &Record, field: &str) -> bool {
    let texts = a.text(field).zip(b.text(field));
    texts.is_some_and(|(a, b)| super::super::alike::likeness(a, b) >= 50)
}

fn money(t: &Record) -> Said {
    let currency = t.text("currency").map(str::to_owned);
    match t.get("value") {
        Some(Value::Number(value)) => Money {
            currency,
            value: *value,
        }
        .said(),
        Some(other) => said!("“{text}”", text = other.text()),
        None => said!("no amount"),
    }
}

/// The types of the standard: within a sentence, and where one begins.
const TYPES: &[(&str, &str, &str)] = &[
    (
        "1",
        phrase("the incoming funds"),
        phrase("The incoming funds"),
    ),
    (
        "2",
        phrase("the outgoing commitment"),
        phrase("The outgoing commitment"),
    ),
    ("3", phrase("the disbursement"), phrase("The disbursement")),
    ("4", phrase("the expenditure"), phrase("The expenditure")),
    (
        "5",
        phrase("the interest payment"),
        phrase("The interest payment"),
    ),
    (
        "6",
        phrase("the loan repayment"),
        phrase("The loan repayment"),
    ),
    (
        "7",
        phrase("the reimbursement"),
        phrase("The reimbursement"),
    ),
    (
        "8",
        phrase("the purchase of equity"),
        phrase("The purchase of equity"),
    ),
    (
        "9",
        phrase("the sale of equity"),
        phrase("The sale of equity"),
    ),
    (
        "10",
        phrase("the credit guarantee"),
        phrase("The credit guarantee"),
    ),
    (
        "11",
        phrase("the incoming commitment"),
        phrase("The incoming commitment"),
    ),
    (
        "12",
        phrase("the outgoing pledge"),
        phrase("The outgoing pledge"),
    ),
    (
        "13",
        phrase("the incoming pledge"),
        phrase("The incoming pledge"),
    ),
];

fn what(t: &Record) -> Said {
    let Some(code) = t.text("type") else {
        return said!("the transaction");
    };
    match TYPES.iter().find(|(c, ..)| *c == code) {
        Some((_, words, _)) => Said::new(words, Vec::new()),
        None => said!("the {code}", code = code.to_lowercase()),
    }
}

/// The same where a sentence begins.
fn what_first(t: &Record) -> Said {
    let Some(code) = t.text("type") else {
        return said!("The transaction");
    };
    match TYPES.iter().find(|(c, ..)| *c == code) {
        Some((.., words)) => Said::new(words, Vec::new()),
        None => said!("The {code}", code = code.to_lowercase()),
    }
}

/// Its day and its receiver, as far as they are stated.
fn day_and_receiver(t: &Record) -> (Option<String>, Option<String>) {
    let receiver = t.text("receiver-org/name").or(t.text("receiver-org/ref"));
    (
        t.get("date").map(Value::text),
        receiver.map(super::shortened),
    )
}

/// E.g. `the disbursement of 500 EUR on 2023-04-01 to AA-BBB-123`.
pub(in super::super) fn named(t: &Record) -> Said {
    let (what, money) = (what(t), money(t));
    match day_and_receiver(t) {
        (None, None) => said!("{what} of {money}", what, money),
        (Some(day), None) => said!("{what} of {money} on {day}", what, money, day),
        (None, Some(receiver)) => {
            said!("{what} of {money} to {receiver}", what, money, receiver)
        }
        (Some(day), Some(receiver)) => said!(
            "{what} of {money} on {day} to {receiver}",
            what,
            money,
            day,
            receiver
        ),
    }
}

/// What an amount was and is, and by how much `values` differ.
fn rewritten_reason(older: &Record, newer: &Record, values: Option<(Decimal, Decimal)>) -> Said {
    let what = what_first(older);
    let what = match day_and_receiver(older) {
        (None, None) => what,
        (Some(day), None) => said!("{what} on {day}", what, day),
        (None, Some(receiver)) => said!("{what} to {receiver}", what, receiver),
        (Some(day), Some(receiver)) => {
            said!("{what} on {day} to {receiver}", what, day, receiver)
        }
    };
    let (was, now) = (money(older), money(newer));
    match values.and_then(percent) {
        None => said!("{what} read {was}; it now reads {now}.", what, was, now),
        Some(percent) => said!(
            "{what} read {was}; it now reads {now} ({percent} %).",
            what,
            was,
            now,
            percent
        ),
    }
}

fn dated(t: &Record) -> Said {
    said!(
        "The date of {what} of {money}",
        what = what(t),
        money = money(t)
    )
}

/// E.g. `+25`; none if it rounds to nothing, which would be neither a rise nor a fall.
fn percent((was, now): (Decimal, Decimal)) -> Option<String> {
    let share = now.checked_sub(was)?.checked_div(was.abs())?;
    let share = share
        .checked_mul(Decimal::ONE_HUNDRED)?
        .round_dp(1)
        .normalize();
    let sign = if share.is_sign_negative() { "" } else { "+" };
    (!share.is_zero()).then(|| format!("{sign}{share}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::KINDS;

    #[test]
    fn a_type_is_called_as_everywhere() {
        for (kind, (code, within, first)) in KINDS.iter().zip(TYPES) {
            let name = kind.name.to_lowercase();
            assert_eq!(
                (kind.code, format!("the {name}"), format!("The {name}")),
                (*code, (*within).to_owned(), (*first).to_owned())
            );
        }
        assert_eq!(KINDS.len(), TYPES.len());
    }
}
