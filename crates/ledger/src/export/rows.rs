//! The rows that a stored unit comes to.

use super::table::Row;
use crate::error::Result;
use crate::live::LiveMember;
use crate::plain::Value;
use crate::record::{Publication, VersionBody};
use crate::statement::Statement;
use flow::book::{self, Entry, Party};
use flow::classify;
use iati::activity::{
    Activity, Budget, Indicator, Narrative, Organisation, Period, PlannedDisbursement,
    ResultStatement, Share, in_language,
};
use iati::organisation::OrganisationRecord;
use iati::position::Position;
use iati::stated::Stated;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Where the rows of one unit stand: what all of them begin with.
struct Place<'a> {
    member: &'a LiveMember,
    identifier: &'a str,
    reporter: &'a Organisation,
}

impl Place<'_> {
    fn row(
        &self,
        table: &'static str,
        below: &str,
        line: u64,
        own: impl IntoIterator<Item = Value>,
    ) -> Row {
        let path = match below {
            "" => self.member.path(),
            below => format!("{}/{below}", self.member.path()),
        };
        let mut values = vec![
            Value::from(self.member.publication),
            Value::from(self.identifier),
            Value::from(&self.reporter.reference),
            Value::from(&self.reporter.name),
            Value::from(&path),
            Value::from(line),
        ];
        values.extend(own);
        Row { table, values }
    }
}

pub(super) fn publication(p: &Publication) -> Row {
    let day = p.published.value.get(..10);
    let day = day.and_then(|text| iati::date::parse(text).ok());
    Row {
        table: "publications",
        values: vec![
            Value::from(p.seq),
            Value::from(&p.dataset.value),
            Value::from(&p.dataset.basis),
            Value::from(&p.publisher),
            Value::from(&p.publisher_name),
            Value::from(&p.version),
            Value::from(&p.published.value),
            Value::from(day),
            Value::from(&p.published.basis),
            Value::from(&p.imported),
            Value::from(&p.source),
            Value::from(&p.sha256),
            Value::from(p.bytes),
            Value::from(p.activities),
            Value::from(p.organisations),
            Value::from(p.transactions),
            Value::from(p.left_out),
            Value::from(p.dropped),
            Value::from(p.corrected.dataset.as_ref().map(|b| b.value.as_str())),
            Value::from(p.corrected.published.as_ref().map(|b| b.value.as_str())),
        ],
    }
}

pub(super) fn statement(s: &Statement, in_force: bool) -> Row {
    Row {
        table: "statements",
        values: vec![
            Value::from(s.seq),
            Value::from(&s.kind),
            Value::from(&s.subject),
            Value::from(&s.body.to_string()),
            Value::from(&s.author),
            Value::from(&s.note),
            Value::from(&s.made),
            Value::from(s.after),
            s.undoes.map_or(Value::Null, Value::from),
            Value::from(in_force),
        ],
    }
}

/// The rates of a table: units of a currency for one US dollar, or for one of the anchor
/// that it is held at.
pub(super) fn rates<'a>(
    name: &'a str,
    table: &'a flow::rate::Rates,
) -> impl Iterator<Item = Row> + use<'a> {
    let text = table.canonical();
    let lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
    lines.into_iter().filter_map(move |line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [date, rate, currency, frequency] = cells[..] else {
            return None;
        };
        let anchor = frequency.strip_prefix('=');
        let known = |text: Option<&str>| text.map_or(Value::Null, Value::from);
        Some(Row {
            table: "rates",
            values: vec![
                Value::from(name),
                Value::from(table.source()),
                Value::from(table.sha256()),
                Value::from(currency),
                date.parse().map_or(Value::Null, Value::Day),
                rate.parse().map_or(Value::Null, Value::Decimal),
                Value::from(rate),
                known(Some(frequency).filter(|_| anchor.is_none())),
                known(anchor),
            ],
        })
    })
}

/// All rows of a live activity or organisation record.
///
/// # Errors
/// What is stored of it is damaged.
pub(super) fn of_member(member: &LiveMember, body: VersionBody) -> Result<Vec<Row>> {
    let (tree, context) = body.parsed(&format!("version {}", member.head.id))?;
    if !member.head.is_activity {
        return Ok(vec![organisation(member, &OrganisationRecord::read(&tree))]);
    }
    let start = Position {
        line: member.line,
        column: 1,
    };
    Ok(activity(member, &Activity::read(&tree, &context, start)))
}

fn organisation(member: &LiveMember, record: &OrganisationRecord) -> Row {
    let place = Place {
        member,
        identifier: &record.identifier,
        reporter: &record.reporting_org,
    };
    let own = [
        Value::from(in_language(&record.names, "en")),
        Value::from(&record.last_updated),
        Value::from(record.budgets as u64),
    ];
    place.row("organisations", "", member.line, own)
}

fn activity(member: &LiveMember, a: &Activity) -> Vec<Row> {
    let place = Place {
        member,
        identifier: &a.identifier,
        reporter: &a.reporting_org,
    };
    let mut rows = vec![of_itself(&place, a)];
    rows.extend(shares(&place, a));
    rows.extend(book::entries(a).iter().map(|e| transaction(&place, e)));
    rows.extend(a.budgets.iter().map(|b| budget(&place, b)));
    let planned = a.planned_disbursements.iter();
    rows.extend(planned.map(|p| planned_disbursement(&place, p)));
    for result in &a.results {
        for indicator in &result.indicators {
            rows.extend(periods(&place, result, indicator));
        }
    }
    rows
}

fn of_itself(place: &Place<'_>, a: &Activity) -> Row {
    let own = [
        Value::from(a.title("en")),
        text(&a.descriptions),
        Value::from(&a.status),
        a.hierarchy.parse().map_or(Value::Null, Value::Number),
        Value::from(a.secondary),
        Value::from(&a.default_currency),
        Value::from(a.version.map(iati::version::Version::as_str)),
        Value::from(&a.last_updated),
        Value::from(a.date(&["1"])),
        Value::from(a.date(&["2"])),
        Value::from(a.date(&["3"])),
        Value::from(a.date(&["4"])),
    ];
    place.row("activities", "", place.member.line, own)
}

fn text(narratives: &[Narrative]) -> Value {
    Value::from(in_language(narratives, "en"))
}

/// Places and sectors: those of the activity, then those of its transactions.
fn shares(place: &Place<'_>, a: &Activity) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |below: &str, line, places: &[Share], sectors: &[Share]| {
        let by = if below.is_empty() {
            "activity"
        } else {
            "transaction"
        };
        for s in places {
            let own = share(by, &classify::place_code(s), s);
            rows.push(place.row("places", below, line, own));
        }
        for s in sectors {
            let own = share(by, &classify::sector_code(s), s);
            rows.push(place.row("sectors", below, line, own));
        }
    };
    add("", place.member.line, &a.places, &a.sectors);
    for t in &a.transactions {
        add(&t.path, t.line, &t.places, &t.sectors);
    }
    rows
}

fn share(by: &str, label: &str, share: &Share) -> [Value; 6] {
    let [percentage, text] = amount(known(&share.percentage));
    [
        Value::from(by),
        Value::from(label),
        Value::from(&share.vocabulary),
        Value::from(&share.code),
        percentage,
        text,
    ]
}

/// An amount as a decimal, and as text.
fn amount(amount: Option<Decimal>) -> [Value; 2] {
    let text = amount.map(|a| a.to_string());
    [Value::from(amount), Value::from(&text)]
}

fn known<T: Copy>(stated: &Stated<T>) -> Option<T> {
    stated.known().copied()
}

fn transaction(place: &Place<'_>, e: &Entry) -> Row {
    let [value, value_text] = amount(e.value);
    let mut own = vec![
        Value::from(&e.reference),
        Value::from(&e.kind),
        Value::from(e.date),
        value,
        value_text,
        Value::from(&e.currency),
        Value::from(e.value_date),
        Value::from(&e.description),
    ];
    for party in [&e.provider, &e.receiver] {
        own.extend(party_values(party));
    }
    own.extend([
        Value::from(e.sector.label()),
        Value::from(e.place.label()),
        Value::from(&e.gaps.join("; ")),
    ]);
    place.row("transactions", &e.path, e.line, own)
}

fn party_values(party: &Party) -> [Value; 5] {
    [
        Value::from(party.label()),
        Value::from(&party.reference),
        Value::from(&party.name),
        Value::from(&party.activity),
        Value::from(party.implied),
    ]
}

/// Why values are missing, in words.
fn gaps(parts: &[(&str, Option<String>)]) -> Value {
    let parts = parts.iter();
    let words: Vec<String> = parts
        .filter_map(|(what, gap)| gap.as_ref().map(|why| format!("{what} {why}")))
        .collect();
    Value::from(&words.join("; "))
}

fn budget(place: &Place<'_>, b: &Budget) -> Row {
    let [value, value_text] = amount(known(&b.value));
    let own = [
        Value::from(&b.kind),
        Value::from(&b.status),
        day(&b.start),
        day(&b.end),
        value,
        value_text,
        Value::from(&b.currency),
        day(&b.value_date),
        gaps(&[
            ("value", b.value.gap()),
            ("start", b.start.gap()),
            ("end", b.end.gap()),
        ]),
    ];
    place.row("budgets", &b.path, b.line, own)
}

fn day(date: &Stated<Date>) -> Value {
    Value::from(known(date))
}

fn planned_disbursement(place: &Place<'_>, p: &PlannedDisbursement) -> Row {
    let [value, value_text] = amount(known(&p.value));
    let mut own = vec![
        Value::from(&p.kind),
        day(&p.start),
        day(&p.end),
        value,
        value_text,
        Value::from(&p.currency),
    ];
    for organisation in [&p.provider, &p.receiver] {
        own.extend([
            Value::from(&organisation.reference),
            Value::from(&organisation.name),
            Value::from(&organisation.activity_id),
        ]);
    }
    own.push(gaps(&[("value", p.value.gap()), ("start", p.start.gap())]));
    place.row("planned_disbursements", &p.path, p.line, own)
}

/// One row for each period; an indicator without periods has one.
fn periods(place: &Place<'_>, result: &ResultStatement, i: &Indicator) -> Vec<Row> {
    if i.periods.is_empty() {
        return vec![period(place, result, i, &i.path, None)];
    }
    let each = (1..).zip(&i.periods);
    each.map(|(at, p)| {
        let path = format!("{}/period[{at}]", i.path);
        period(place, result, i, &path, Some(p))
    })
    .collect()
}

fn period(
    place: &Place<'_>,
    result: &ResultStatement,
    i: &Indicator,
    path: &str,
    p: Option<&Period>,
) -> Row {
    let baseline = i.baselines.first();
    let values = |all: Option<&Vec<String>>| Value::from(&all.map(|v| v.join("; ")));
    let own = [
        Value::from(&result.kind),
        text(&result.titles),
        text(&i.titles),
        Value::from(&i.measure),
        Value::from(i.ascending),
        Value::from(baseline.and_then(|b| b.year.as_deref())),
        Value::from(baseline.and_then(|b| b.value.as_deref())),
        p.map_or(Value::Null, |p| day(&p.start)),
        p.map_or(Value::Null, |p| day(&p.end)),
        values(p.map(|p| &p.targets)),
        values(p.map(|p| &p.actuals)),
    ];
    // An indicator knows its path and no line; its activity's is the nearest.
    place.row("results", path, place.member.line, own)
}
