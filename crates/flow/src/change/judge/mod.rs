//! Two versions of one activity walked side by side: every difference gets its
//! class, its severity, its money and its reason.
//!
//! Which record is which is decided in [`super::identity`]; what needs more than
//! one activity (moved, renamed, recoded) is left to [`super::publication`].

mod balance;
mod facts;
mod field;
mod plan;
mod result;
mod share;
mod transaction;

pub(super) use transaction::named;

/// What is asked of an activity as a whole.
pub(super) mod facts_of {
    pub(in super::super) use super::facts::{activity_date, is_finished, is_payment, sum};
}

use super::alike::Surroundings;
use super::beyond;
use super::class::{Class, Severity};
use super::identity;
use super::record::{Difference, KINDS, Kind, Record, differences, field_name};
use super::told::{Change, Money, Row};
use super::{Context, Slips, recoding};
use facts::Facts;
use iati::said;
use iati::said::{English, Given, Said};
use jiff::ToSpan;
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::HashSet;

/// What one difference amounts to.
struct Verdict {
    class: Class,
    severity: Severity,
    at_stake: Vec<Money>,
    /// The day that it concerns.
    since: Option<Date>,
    reason: Said,
}

impl Verdict {
    fn new(class: Class, severity: Severity, reason: Said) -> Self {
        Self {
            class,
            severity,
            at_stake: Vec::new(),
            since: None,
            reason,
        }
    }

    fn normal(class: Class, reason: Said) -> Self {
        Self::new(class, Severity::Normal, reason)
    }

    fn stake(mut self, money: Option<Money>) -> Self {
        let mut stake = super::told::Stake::default();
        money.iter().for_each(|m| stake.add(m));
        self.at_stake = stake.total();
        self
    }

    fn since(mut self, day: Option<Date>) -> Self {
        self.since = day;
        self
    }
}

/// A pair of records and the pairs that it stands in.
struct Scope<'s> {
    older: &'s Record,
    newer: &'s Record,
    up: Option<&'s Scope<'s>>,
    differences: Vec<Difference<'s>>,
    /// Of an indicator: whether there were results by now.
    measured: OnceCell<bool>,
    /// Vocabularies of the sectors of the older and of the newer version.
    vocabularies: OnceCell<[HashSet<String>; 2]>,
}

impl<'s> Scope<'s> {
    fn new(older: &'s Record, newer: &'s Record, up: Option<&'s Scope<'s>>) -> Self {
        Self {
            older,
            newer,
            up,
            differences: differences(older, newer),
            measured: OnceCell::new(),
            vocabularies: OnceCell::new(),
        }
    }

    /// Whether a side has sectors of a vocabulary.
    fn has_vocabulary(&self, is_older: bool, vocabulary: &str) -> bool {
        let of = |r: &'s Record| {
            let sectors = r.children_of(Kind::Sector).iter();
            let all = sectors.filter_map(|s| s.text("vocabulary"));
            all.map(str::to_owned).collect()
        };
        let both = self
            .vocabularies
            .get_or_init(|| [of(self.older), of(self.newer)]);
        both[usize::from(!is_older)].contains(vocabulary)
    }

    fn kind(&self) -> Kind {
        self.older.kind
    }

    /// The elements from the activity down, e.g. `result/indicator/period`.
    fn path(&self) -> String {
        let above = self.up.map(Scope::path).unwrap_or_default();
        joined(&above, self.kind().element())
    }
}

pub(super) fn joined(above: &str, name: &str) -> String {
    match (above, name) {
        ("", name) | (name, "") => name.to_owned(),
        (above, name) => format!("{above}/{name}"),
    }
}

/// Everything that differs between two versions of an activity.
pub(super) fn judge(older: &Record, newer: &Record, slips: Slips, about: &Context) -> Vec<Change> {
    let mut judge = Judge {
        about,
        facts: Facts::new(older, newer, slips, about),
        changes: Vec::new(),
        balanced: HashSet::new(),
    };
    judge.walk(&Scope::new(older, newer, None));
    judge.changes
}

/// Transactions from this day on are ones that a publisher would just be adding.
pub(super) fn surroundings(about: &Context) -> Surroundings {
    let first = about.older_published.min(about.newer_published);
    Surroundings {
        growing_since: days_before(first, OPEN_DAYS),
    }
}

/// A quarter and the 45 days in which it is usually reported: a payment within
/// this time before a publication may well not be settled in it.
const OPEN_DAYS: i32 = 137;

fn days_before(day: Date, days: i32) -> Date {
    day.checked_sub(days.days()).unwrap_or(Date::MIN)
}

/// The row of `record` as it is shown; money and dates of the nearest record
/// above that has them.
pub(super) fn row(
    identifier: &str,
    record: &Record,
    above: Option<&Record>,
    said: Option<Given>,
) -> Row {
    let has_money = matches!(
        record.kind,
        Kind::Transaction | Kind::Budget | Kind::Planned | Kind::Period
    );
    let of = match above {
        Some(above) if !has_money => above,
        _ => record,
    };
    let text = |field: &str| of.text(field).map(str::to_owned);
    Row {
        identifier: identifier.to_owned(),
        path: record.path.clone(),
        line: record.line.or(of.line),
        kind: text("type"),
        date: of.date("date"),
        end: of.date("end"),
        value: of.number("value"),
        currency: text("currency"),
        reference: text("ref"),
        provider: text("provider-org/ref").or_else(|| text("provider-org/name")),
        receiver: text("receiver-org/ref").or_else(|| text("receiver-org/name")),
        said,
    }
}

struct Judge<'a> {
    about: &'a Context,
    facts: Facts<'a>,
    changes: Vec<Change>,
    /// Records that are parts of a sum that did not change.
    balanced: HashSet<u64>,
}

impl Judge<'_> {
    fn walk(&mut self, scope: &Scope<'_>) {
        let value_date_follows = value_date_follows(scope);
        for difference in &scope.differences {
            if !(value_date_follows && difference.field == "value-date") {
                self.field(scope, difference);
            }
        }
        for (kind, _) in KINDS {
            let older = scope.older.children_of(*kind);
            let newer = scope.newer.children_of(*kind);
            if !older.is_empty() || !newer.is_empty() {
                self.list(scope, older, newer);
            }
        }
    }

    fn list(&mut self, scope: &Scope<'_>, older: &[Record], newer: &[Record]) {
        let told = identity::pair(older, newer, surroundings(self.about));
        self.balanced.extend(balance::balanced(&told));
        for (older, newer) in told.changed {
            self.walk(&Scope::new(older, newer, Some(scope)));
        }
        for record in told.removed {
            self.alone(scope, record, true);
        }
        for record in told.added {
            self.alone(scope, record, false);
        }
    }

    fn field(&mut self, scope: &Scope<'_>, d: &Difference<'_>) {
        let verdict = match field::mended(scope, d) {
            Some(verdict) => verdict,
            None => self.judged(scope, d),
        };
        let verdict = match d.field {
            "value" => self.as_part(verdict, scope.older),
            _ => verdict,
        };
        let name = name_of(&scope.path(), d);
        let above = scope.up.map(|up| (up.older, up.newer));
        let said =
            |value: Option<&super::record::Value>| value.map(|v| Given::Text(shortened(&v.text())));
        let older = row(
            &self.facts.older_id,
            scope.older,
            above.map(|a| a.0),
            said(d.older),
        );
        let newer = row(
            &self.facts.newer_id,
            scope.newer,
            above.map(|a| a.1),
            said(d.newer),
        );
        let patterns = recoding::of_field(verdict.class, &name, scope.older, scope.newer, d);
        self.push(verdict, name, Some(older), Some(newer), patterns);
    }

    fn judged(&self, scope: &Scope<'_>, d: &Difference<'_>) -> Verdict {
        if d.field == beyond::FIELD {
            return field::beyond(d);
        }
        match scope.kind() {
            Kind::Activity => self.activity(scope, d),
            Kind::Transaction => self.transaction(scope, d),
            Kind::Budget => self.budget(scope, d),
            Kind::Planned => field::other(scope, d),
            Kind::Indicator | Kind::Result => self.indicator(scope, d),
            Kind::Period => self.period(scope, d),
            Kind::Baseline => self.baseline(scope, d),
            Kind::Date => self.date(scope, d),
            Kind::Sector | Kind::Place => self.share(scope, d),
            _ => field::other(scope, d),
        }
    }

    /// A record that only one version has.
    fn alone(&mut self, scope: &Scope<'_>, record: &Record, removed: bool) {
        let verdict = match record.kind {
            Kind::Transaction if removed => self.transaction_removed(record),
            Kind::Transaction => self.transaction_added(record),
            Kind::Budget if removed => self.budget_removed(record),
            Kind::Result | Kind::Indicator | Kind::Period | Kind::Baseline if removed => {
                self.result_removed(scope, record)
            }
            Kind::Sector | Kind::Place => self.share_alone(scope, record, removed),
            _ => field::alone(record, removed),
        };
        let verdict = self.as_part(verdict, record);
        let name = joined(&scope.path(), &field::element(record));
        let above = if removed { scope.older } else { scope.newer };
        let id = if removed {
            &self.facts.older_id
        } else {
            &self.facts.newer_id
        };
        let said = Some(cut(field::summary(record)));
        let told = row(id, record, Some(above), said);
        let patterns = recoding::of_record(verdict.class, &name, record, removed);
        let (older, newer) = if removed {
            (Some(told), None)
        } else {
            (None, Some(told))
        };
        self.push(verdict, name, older, newer, patterns);
    }

    /// Of a part of a sum that did not change: what was split or merged is not
    /// gone.
    fn as_part(&self, mut verdict: Verdict, record: &Record) -> Verdict {
        if self.balanced.contains(&record.hash) {
            verdict.severity = verdict.severity.min(Severity::Notable);
            verdict.reason = said!(
                "{told} With others of that day the sum stays the same.",
                told = verdict.reason
            );
        }
        verdict
    }

    fn push(
        &mut self,
        verdict: Verdict,
        field: String,
        older: Option<Row>,
        newer: Option<Row>,
        patterns: Vec<super::told::Pattern>,
    ) {
        let age = |day: Date| i64::from((self.about.today - day).get_days());
        self.changes.push(Change {
            class: verdict.class,
            severity: verdict.severity,
            identifier: self.facts.older_id.clone(),
            field,
            older: older.map(Box::new),
            newer: newer.map(Box::new),
            at_stake: verdict.at_stake,
            age_days: verdict.since.map(age),
            elsewhere: None,
            reason: verdict.reason,
            recoding: None,
            patterns,
        });
    }
}

/// Whether the value date moved along with the date of the transaction: that is
/// told with the date.
fn value_date_follows(scope: &Scope<'_>) -> bool {
    let is_same = |r: &Record| r.get("value-date") == r.get("date");
    scope.kind() == Kind::Transaction
        && scope.older.get("date") != scope.newer.get("date")
        && is_same(scope.older)
        && is_same(scope.newer)
}

/// The field as it is shown: a text with its language, what the model does not
/// read by its element.
fn name_of(path: &str, d: &Difference<'_>) -> String {
    joined(path, &field_name(d.field, d.key))
}

/// So many characters of a text are shown.
const LONGEST: usize = 300;

/// Enough of a long text to know it by.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The same of words of ours. Those are long only by what publishers wrote in them.
fn cut(given: Given) -> Given {
    let text = given.spoken(None, &English);
    match text.chars().nth(LONGEST) {
        Some(_) => Given::Text(shortened(&text)),
        None => given,
    }
}
