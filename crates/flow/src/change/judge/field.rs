//! Differences that are judged alike wherever they stand: slips that were
//! mended, words, and all that has no class of its own; and the fields of the
//! activity itself.

use super::super::beyond::FIELD as BEYOND;
use super::super::class::{Class, Severity};
use super::super::record::{Difference, Kind, Record, Value};
use super::super::told::Money;
use super::facts::{CLOSED, activity_date};
use super::{Judge, LONGEST, Scope, Verdict, shortened};
use crate::key;
use iati::codelist;
use iati::said;
use iati::said::{English, Give, Given, Said};
use jiff::civil::Date;

/// Fields whose code must be on a list. The lists of sectors and places depend
/// on their vocabulary.
const LISTS: &[(Kind, &str, &str)] = &[
    (Kind::Activity, "activity-status", "ActivityStatus"),
    (Kind::Activity, "default-currency", "Currency"),
    (Kind::Activity, "reporting-org/type", "OrganisationType"),
    (Kind::Transaction, "type", "TransactionType"),
    (Kind::Transaction, "currency", "Currency"),
    (Kind::Transaction, "provider-org/type", "OrganisationType"),
    (Kind::Transaction, "receiver-org/type", "OrganisationType"),
    (Kind::Budget, "type", "BudgetType"),
    (Kind::Budget, "status", "BudgetStatus"),
    (Kind::Budget, "currency", "Currency"),
    (Kind::Planned, "currency", "Currency"),
    (Kind::Participant, "role", "OrganisationRole"),
    (Kind::Participant, "type", "OrganisationType"),
    (Kind::Result, "type", "ResultType"),
    (Kind::Indicator, "measure", "IndicatorMeasure"),
    (Kind::Related, "type", "RelatedActivityType"),
];

/// Fields that hold an identifier.
const REFERENCES: &[&str] = &[
    "ref",
    "activity-id",
    "provider-org/ref",
    "provider-org/activity-id",
    "receiver-org/ref",
    "receiver-org/activity-id",
    "reporting-org/ref",
    "iati-identifier",
];

/// Fields that hold words.
const WORDS: &[&str] = &[
    "title",
    "description",
    "name",
    "provider-org/name",
    "receiver-org/name",
    "reporting-org/name",
    "xml:lang",
];

/// Elements beyond the model that hold words or links.
const WORDY: &[&str] = &[
    "title",
    "description",
    "comment",
    "narrative",
    "text",
    "name",
    "document-link",
    "contact-info",
    "activity-website",
    "provider-org",
    "receiver-org",
    "reporting-org",
];

fn list_of(record: &Record, field: &str) -> Option<&'static codelist::Codelist> {
    let vocabulary = record.text("vocabulary");
    let name = match (record.kind, field, vocabulary) {
        (Kind::Sector, "code", Some("1")) => "Sector",
        (Kind::Sector, "code", Some("2")) => "SectorCategory",
        (Kind::Place, "code", Some("country")) => "Country",
        (Kind::Place, "code", Some("1")) => "Region",
        (kind, field, _) => {
            let found = LISTS.iter().find(|(k, f, _)| (*k, *f) == (kind, field))?;
            found.2
        }
    };
    codelist::list(name)
}

/// A slip that was mended: what could not be read now can, a code that was on
/// no list now is, an identifier is only written differently.
pub(super) fn mended(scope: &Scope<'_>, d: &Difference<'_>) -> Option<Verdict> {
    let name = d.field;
    let (older, newer) = (d.older?, d.newer?);
    let was = older.text();
    let now = newer.text();
    let reason = if is_legible_now(older, newer) {
        said!("“{was}” could not be read; it now says {now}.", was, now)
    } else if is_placeholder(older) && !is_placeholder(newer) {
        said!(
            "{was} stood for an unknown day; it now says {now}.",
            was,
            now
        )
    } else if is_code_mended(scope, name, &was, &now) {
        said!(
            "“{was}” is on no list of the standard; it is now {now}.",
            was,
            now
        )
    } else if REFERENCES.contains(&name)
        && key::squeezed(&was) == key::squeezed(&now)
        && !key::squeezed(&was).is_empty()
    {
        said!("The identifier “{was}” is now written “{now}”.", was, now)
    } else {
        return None;
    };
    let class = match name {
        "iati-identifier" => Class::RenamedIdentifier,
        _ => Class::TypoFix,
    };
    Some(Verdict::normal(class, reason))
}

/// What could not be read now can, and does not say another figure.
fn is_legible_now(was: &Value, now: &Value) -> bool {
    let digits = |text: &str| -> String {
        let all = text.chars().filter(char::is_ascii_digit);
        let digits: String = all.collect();
        digits.trim_matches('0').to_owned()
    };
    match (was, now) {
        (Value::Unreadable(_), Value::Date(_)) => true,
        (Value::Unreadable(was), Value::Number(_)) => {
            digits(was).is_empty() || digits(was) == digits(&now.text())
        }
        _ => false,
    }
}

/// The days that programs write where they know none.
fn is_placeholder(value: &Value) -> bool {
    let day = value.date().map(|d| (d.year(), d.month(), d.day()));
    matches!(day, Some((1970 | 1900, 1, 1) | (1899, 12, 30)))
}

fn is_code_mended(scope: &Scope<'_>, name: &str, was: &str, now: &str) -> bool {
    let on = |record: &Record, code: &str| {
        list_of(record, name).is_some_and(|list| list.get(code).is_some())
    };
    let lists = list_of(scope.older, name).is_some() && list_of(scope.newer, name).is_some();
    lists && !on(scope.older, was) && on(scope.newer, now)
}

/// `Was A; is now B.`, in whole or with a gap.
pub(super) fn was_is(what: impl Give, d: &Difference<'_>) -> Said {
    let text = |v: &Value| shortened(&v.text());
    match (d.older.map(text), d.newer.map(text)) {
        (Some(was), Some(now)) => {
            said!("{what} was “{was}”; it is now “{now}”.", what, was, now)
        }
        (None, Some(now)) => said!("{what} was not stated; it is now “{now}”.", what, now),
        (Some(was), None) => said!("{what} was “{was}”; it is no longer stated.", what, was),
        (None, None) => said!("{what} changed.", what),
    }
}

/// A field with no class of its own.
pub(super) fn other(scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
    let class = if WORDS.contains(&d.field) {
        Class::Text
    } else {
        Class::OtherField
    };
    let what = of_this(scope.kind(), label(d.field));
    let since = scope.older.date("date");
    Verdict::normal(class, was_is(what, d)).since(since)
}

/// A field in words, with the record that it stands in.
fn of_this(kind: Kind, what: Given) -> Given {
    Given::Said(match kind {
        Kind::Activity | Kind::Beyond => return what,
        Kind::Transaction => said!("{what} of this transaction", what),
        Kind::Budget => said!("{what} of this budget", what),
        Kind::Planned => said!("{what} of this planned disbursement", what),
        Kind::Result => said!("{what} of this result", what),
        Kind::Indicator => said!("{what} of this indicator", what),
        Kind::Baseline => said!("{what} of this baseline", what),
        Kind::Period => said!("{what} of this period", what),
        Kind::Date => said!("{what} of this activity date", what),
        Kind::Participant => said!("{what} of this participating org", what),
        Kind::Sector => said!("{what} of this sector", what),
        Kind::Place => said!("{what} of this recipient", what),
        Kind::Location => said!("{what} of this location", what),
        Kind::Related => said!("{what} of this related activity", what),
    })
}

/// A field in words.
fn label(field: &str) -> Given {
    Given::Said(match field {
        "ref" => said!("The reference"),
        "type" => said!("The type"),
        "date" => said!("The date"),
        "end" => said!("The end"),
        "value" => said!("The value"),
        "currency" => said!("The currency"),
        "value-date" => said!("The value date"),
        "description" => said!("The description"),
        "title" => said!("The title"),
        "name" => said!("The name"),
        "code" => said!("The code"),
        "percentage" => said!("The percentage"),
        "vocabulary" => said!("The vocabulary"),
        "role" => said!("The role"),
        "status" | "activity-status" => said!("The status"),
        "measure" => said!("The measure"),
        "point" => said!("The place on the map"),
        "xml:lang" => said!("The language"),
        "default-currency" => said!("The default currency"),
        "hierarchy" => said!("The hierarchy"),
        "version" => said!("The version of the standard"),
        other => return Given::Text(capitalised(other)),
    })
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// What the model does not read.
pub(super) fn beyond(d: &Difference<'_>) -> Verdict {
    let class = if WORDY.contains(&d.key) {
        Class::Text
    } else {
        Class::OtherField
    };
    let element = d.key;
    let reason = match (d.older, d.newer) {
        (Some(_), Some(_)) => said!("What {element} says was changed.", element),
        (None, _) => said!("{element} was added.", element),
        (_, None) => said!("{element} was taken out.", element),
    };
    Verdict::normal(class, reason)
}

/// A record without a rule of its own that was added or removed.
pub(super) fn alone(record: &Record, removed: bool) -> Verdict {
    let is_news = matches!(
        record.kind,
        Kind::Budget
            | Kind::Planned
            | Kind::Result
            | Kind::Indicator
            | Kind::Period
            | Kind::Baseline
            | Kind::Date
    );
    let class = match record.kind {
        _ if is_news && !removed => Class::New,
        Kind::Beyond if WORDY.contains(&element(record).as_str()) => Class::Text,
        _ => Class::OtherField,
    };
    let value = record.number("value");
    let money = value.filter(|_| matches!(record.kind, Kind::Budget | Kind::Planned));
    Verdict::normal(class, lone(record, removed))
        .stake(money.map(|value| money_of(record, value)))
        .since(record.date("date"))
}

/// That a record was added or removed, in no more words than are shown.
fn lone(record: &Record, removed: bool) -> Said {
    let told = came_or_went(record, removed);
    let over = told.to_string().chars().count().saturating_sub(LONGEST);
    if over == 0 {
        return told;
    }
    let element = element(record);
    let what = summary(record).spoken(None, &English);
    let kept = (what.chars().count() + 1).saturating_sub(over);
    let what: String = what.chars().take(kept).collect();
    match removed {
        true => said!("{element} was taken out: {what}…", element, what),
        false => said!("{element} was added: {what}…", element, what),
    }
}

pub(super) fn came_or_went(record: &Record, removed: bool) -> Said {
    let (element, what) = (element(record), summary(record));
    match removed {
        true => said!("{element} was taken out: {what}.", element, what),
        false => said!("{element} was added: {what}.", element, what),
    }
}

pub(super) fn money_of(record: &Record, value: rust_decimal::Decimal) -> Money {
    Money {
        currency: record.text("currency").map(str::to_owned),
        value: value.abs(),
    }
}

/// The element that a record is told as.
pub(super) fn element(record: &Record) -> String {
    match record.facets.first() {
        Some(f) if record.kind == Kind::Beyond => f.key.clone(),
        _ => record.kind.element().to_owned(),
    }
}

/// What names a record: its fields in a few words.
pub(super) fn summary(record: &Record) -> Given {
    if record.kind == Kind::Transaction {
        return Given::Said(super::named(record));
    }
    let mut parts: Vec<String> = Vec::new();
    for facet in record.facets.iter().filter(|f| f.field != BEYOND) {
        let text = facet.value.text();
        if !text.is_empty() {
            parts.push(format!("{} {text}", facet.field));
        }
    }
    if parts.is_empty() {
        let beyond = record.facets.first().map(|f| f.value.text());
        return beyond.map_or_else(|| Given::Said(said!("nothing in it")), Given::Text);
    }
    Given::Text(parts.join(", "))
}

impl Judge<'_> {
    /// A field of the activity's own.
    pub(super) fn activity(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        match d.field {
            "activity-status" => self.status(scope, d),
            "iati-identifier" => Verdict::new(
                Class::RenamedIdentifier,
                Severity::Notable,
                was_is(said!("The identifier"), d),
            ),
            _ => other(scope, d),
        }
    }

    fn status(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let code = |v: Option<&Value>| v.map(Value::text).unwrap_or_default();
        let (was, now) = (code(d.older), code(d.newer));
        let closed = |code: &str| CLOSED.contains(&code);
        if closed(&was) && !now.is_empty() && !closed(&now) {
            let reason = said!(
                "It was {was}; it is open again: {now}.",
                was = status(&was),
                now = status(&now)
            );
            let mut verdict = Verdict::new(Class::StatusReopened, Severity::Notable, reason);
            verdict.at_stake = self.facts.paid().to_vec();
            return verdict.since(activity_date(scope.older, "4"));
        }
        let underspent = || self.facts.underspent();
        if let Some((spent, committed)) = (now == "4").then(underspent).flatten() {
            let reason = said!(
                "It is closed, with {spent} of {committed} paid.",
                spent = spent.said(),
                committed = committed.said()
            );
            let mut rest = committed;
            rest.value = rest.value.saturating_sub(spent.value);
            return Verdict::new(Class::ClosedUnderspent, Severity::Notable, reason)
                .stake(Some(rest));
        }
        other(scope, d)
    }

    /// The date of an activity: its start or end, planned or actual.
    pub(super) fn date(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        let date = |v: Option<&Value>| v.and_then(Value::date);
        let (Some(was), Some(now)) = (date(d.older), date(d.newer)) else {
            return other(scope, d);
        };
        if scope.older.text("type") == Some("3") && now > was {
            return self.slipped(scope, was, now);
        }
        let reason = said!(
            "A date of the activity was {was}; it is now {now}.",
            was,
            now
        );
        Verdict::normal(Class::DateMoved, reason).since(Some(was))
    }

    fn slipped(&self, scope: &Scope<'_>, was: Date, now: Date) -> Verdict {
        let slips = self.facts.slips;
        let times = slips.times + 1;
        let first = slips.first_end.unwrap_or(was);
        let activity = scope.up.map(|up| up.older);
        let start = activity.and_then(|a| activity_date(a, "1").or(activity_date(a, "2")));
        let days = |from: Date, to: Date| i64::from((to - from).get_days());
        let planned = start.map(|start| days(start, first));
        let is_long = planned.is_some_and(|planned| planned > 0 && days(first, now) * 2 > planned);
        let severity = if times >= 3 || is_long {
            Severity::Notable
        } else {
            Severity::Normal
        };
        let long = planned.filter(|_| is_long);
        let long = long.map(|planned| (days(first, now).to_string(), planned.to_string()));
        let nth = (times > 1).then(|| nth(times));
        let reason = match (nth, long) {
            (None, None) => said!("The planned end moved from {was} to {now}.", was, now),
            (Some(nth), None) => said!(
                "The planned end moved from {was} to {now}, pushed for the {nth} time.",
                was,
                now,
                nth
            ),
            (None, Some((added, planned))) => said!(
                "The planned end moved from {was} to {now}; {added} days on top of {planned} planned ones.",
                was,
                now,
                added,
                planned
            ),
            (Some(nth), Some((added, planned))) => said!(
                "The planned end moved from {was} to {now}, pushed for the {nth} time; {added} days on top of {planned} planned ones.",
                was,
                now,
                nth,
                added,
                planned
            ),
        };
        Verdict::new(Class::EndDateSlipping, severity, reason).since(Some(was))
    }
}

/// An activity status within a sentence.
fn status(code: &str) -> Given {
    Given::Said(match code {
        "1" => said!("pipeline/identification"),
        "2" => said!("implementation"),
        "3" => said!("finalisation"),
        "4" => said!("closed"),
        "5" => said!("cancelled"),
        "6" => said!("suspended"),
        other => return Given::Text(other.to_owned()),
    })
}

fn nth(n: u32) -> Said {
    let number = n.to_string();
    match (n % 10, n % 100) {
        (_, 11..=13) => said!("{number}th", number),
        (1, _) => said!("{number}st", number),
        (2, _) => said!("{number}nd", number),
        (3, _) => said!("{number}rd", number),
        _ => said!("{number}th", number),
    }
}

/// Whether two parties are the same by name or number.
pub(super) fn is_same_party(older: &Record, newer: &Record, reference: &str, name: &str) -> bool {
    let same = |field: &str| match (older.text(field), newer.text(field)) {
        (Some(a), Some(b)) => key::same(a, b),
        _ => false,
    };
    same(reference) || same(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_called_as_its_list_calls_it() {
        for code in ["1", "2", "3", "4", "5", "6"] {
            let name = codelist::name_of("ActivityStatus", code).map(str::to_lowercase);
            assert_eq!(Some(status(code).spoken(None, &English)), name);
        }
    }
}
