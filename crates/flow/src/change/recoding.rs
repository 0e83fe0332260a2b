//! One decision that changed many activities at once, told once.
//!
//! Each change carries the patterns that it may be an instance of, the exact one
//! first. A pattern that stands in more than half of the activities that have
//! the field, and in at least [`LEAST`], folds its changes into one.

use super::class::{Class, Severity};
use super::record::{Difference, Kind, Record, Value, field_name};
use super::told::{Change, Pattern, Recoding, Stake};
use iati::said;
use iati::said::{Given, Said};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// In fewer activities a change is told one by one.
pub const LEAST: usize = 5;
/// The longest text that is a pattern.
const LONGEST: usize = 80;

/// Stands for any value in a pattern.
const ANY: &str = "…";
/// Stand for any day and any amount; the newer side says how far it moved.
const DAY: &str = "day";
const AMOUNT: &str = "amount";
/// Stands before the vocabulary of any code.
const VOCABULARY: &str = "vocabulary ";

/// Classes that say something of each activity by itself, however many there are.
fn is_each_its_own(class: Class) -> bool {
    matches!(
        class,
        Class::PaymentRemoved
            | Class::ActivityVanished
            | Class::ActivityNew
            | Class::RenamedIdentifier
            | Class::TargetLowered
            | Class::BaselineChanged
            | Class::ActualLowered
            | Class::StatusReopened
            | Class::ClosedUnderspent
            | Class::EndDateSlipping
            | Class::Backfill
            | Class::Reversal
            | Class::New
    )
}

/// Fields that publishers fill in as time goes by.
const GROWING: &[&str] = &["target", "actual", "date", "end", "value", "value-date"];

/// The patterns of a field that differs.
pub(super) fn of_field(
    class: Class,
    name: &str,
    older: &Record,
    newer: &Record,
    d: &Difference<'_>,
) -> Vec<Pattern> {
    let is_growth = GROWING.contains(&d.field) && (d.older.is_none() || d.newer.is_none());
    if is_each_its_own(class) || is_growth || d.field == "actual" || d.field == "target" {
        return Vec::new();
    }
    let make = |older: String, newer: String| Pattern {
        field: name.to_owned(),
        older,
        newer,
    };
    let mut found = Vec::new();
    match (d.older, d.newer) {
        (Some(Value::Number(was)), Some(Value::Number(now))) if d.field == "value" => {
            found.extend(factor(*was, *now).map(|f| make(AMOUNT.to_owned(), f)));
        }
        (Some(Value::Date(was)), Some(Value::Date(now))) => {
            let days = (*now - *was).get_days();
            let unit = if days.abs() == 1 { "day" } else { "days" };
            found.push(make(DAY.to_owned(), format!("{days:+} {unit}")));
        }
        (was, now) => {
            let text = |v: Option<&Value>| v.map(Value::text).unwrap_or_default();
            found.extend(middle(&text(was), &text(now)).map(|(was, now)| make(was, now)));
            found.extend(general(older, newer, d).map(|(was, now)| make(was, now)));
            if is_party(d.field) && was.is_some() && now.is_some() {
                found.push(make(ANY.to_owned(), text(now)));
            }
        }
    }
    found
}

/// Whoever it was, it is now one and the same.
fn is_party(field: &str) -> bool {
    field.ends_with("-org/ref") || field.ends_with("-org/name")
}

/// Beyond the exact value: that the field came or went, or that the vocabulary
/// was another.
fn general(older: &Record, newer: &Record, d: &Difference<'_>) -> Option<(String, String)> {
    let vocabularies = older.text("vocabulary").zip(newer.text("vocabulary"));
    match (d.older, d.newer, vocabularies) {
        (None, Some(_), _) => Some((String::new(), ANY.to_owned())),
        (Some(_), None, _) => Some((ANY.to_owned(), String::new())),
        (_, _, Some((was, now))) if was != now && d.field == "code" => {
            Some((format!("{VOCABULARY}{was}"), format!("{VOCABULARY}{now}")))
        }
        _ => None,
    }
}

/// The patterns of a record that was added or removed.
pub(super) fn of_record(class: Class, name: &str, record: &Record, removed: bool) -> Vec<Pattern> {
    let repeats = matches!(
        record.kind,
        Kind::Sector
            | Kind::Place
            | Kind::Participant
            | Kind::Location
            | Kind::Related
            | Kind::Beyond
    );
    if !repeats || is_each_its_own(class) {
        return Vec::new();
    }
    let exact: Vec<String> = record.facets.iter().map(|f| f.value.text()).collect();
    let exact = Some(exact.join(", ")).filter(|t| t.len() <= LONGEST);
    let group = record.text("vocabulary").or(record.text("role"));
    let group = group.map_or(ANY.to_owned(), |g| format!("{g}: {ANY}"));
    let side = |text: String| Pattern {
        field: name.to_owned(),
        older: if removed { text.clone() } else { String::new() },
        newer: if removed { String::new() } else { text },
    };
    exact.into_iter().chain([group]).map(side).collect()
}

/// The factor between two amounts, to four digits.
fn factor(was: Decimal, now: Decimal) -> Option<String> {
    let factor = now.checked_div(was)?.round_sf(4)?.normalize();
    Some(format!("× {factor}"))
}

/// The part in which two texts differ, whole words of it.
fn middle(was: &str, now: &str) -> Option<(String, String)> {
    if was.is_empty() || now.is_empty() {
        let is_short = was.len().max(now.len()) <= LONGEST;
        return is_short.then(|| (was.to_owned(), now.to_owned()));
    }
    let (a, b) = (words(was), words(now));
    let prefix = common(a.iter(), b.iter());
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = common(a.iter().rev(), b.iter().rev());
    let was = a[..a.len() - suffix].concat();
    let now = b[..b.len() - suffix].concat();
    let is_short = was.len().max(now.len()) <= LONGEST;
    is_short.then_some((was, now))
}

fn common<'a>(a: impl Iterator<Item = &'a &'a str>, b: impl Iterator<Item = &'a &'a str>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Words, and what stands between them.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = if is_word {
            rest.find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        found.push(word);
        rest = after;
    }
    found
}

/// Which fields the activities of a publication have, and in how many they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Spread(HashMap<String, usize>);

impl Spread {
    pub(super) fn add(&mut self, fields: &Fields) {
        for field in &fields.0 {
            *self.0.entry(field.clone()).or_default() += 1;
        }
    }

    /// Activities that have the field, `unknown` ones counted as having it; a
    /// field that comes or goes with its element is one of the element.
    fn of(&self, pattern: &Pattern, unknown: usize) -> usize {
        self.0.get(&pattern.field).copied().unwrap_or(0) + unknown
    }
}

/// The fields that an activity has: a cheap summary of one that did not change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeSet<String>);

impl Fields {
    pub(super) fn of(record: &Record) -> Self {
        let mut fields = BTreeSet::new();
        collect(record, "", &mut fields);
        Self(fields)
    }

    /// All fields of either.
    pub(super) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

fn collect(record: &Record, above: &str, fields: &mut BTreeSet<String>) {
    let slash = if above.is_empty() { "" } else { "/" };
    for facet in &record.facets {
        let name = field_name(facet.field, &facet.key);
        let name = format!("{above}{slash}{name}");
        fields.insert(name);
    }
    for child in &record.children {
        let path = format!("{above}{slash}{}", child.kind.element());
        if child.kind != Kind::Beyond {
            fields.insert(path.clone());
        }
        collect(
            child,
            if child.kind == Kind::Beyond {
                above
            } else {
                &path
            },
            fields,
        );
    }
}

/// Folds what was done throughout; the rest stays as it is.
pub(super) fn fold(changes: Vec<Change>, spread: &Spread, unknown: usize) -> Vec<Change> {
    let counts = activities_by_pattern(&changes);
    let enough = |pattern: &Pattern| {
        let count = counts.get(pattern).copied().unwrap_or(0);
        (count >= LEAST && count * 2 > spread.of(pattern, unknown)).then_some(count)
    };
    let mut folded: BTreeMap<Pattern, Vec<Change>> = BTreeMap::new();
    let mut rest = Vec::new();
    for change in changes {
        // The exact pattern, unless a wider one holds for more activities.
        let fitting = change.patterns.iter().filter_map(|p| Some((enough(p)?, p)));
        let best = fitting.reduce(|best, next| if next.0 > best.0 { next } else { best });
        match best.map(|(_, pattern)| pattern.clone()) {
            Some(pattern) => folded.entry(pattern).or_default().push(change),
            None => rest.push(change),
        }
    }
    let all = folded.into_iter();
    rest.extend(all.map(|(p, c)| one(p.clone(), c, spread.of(&p, unknown))));
    rest
}

fn activities_by_pattern(changes: &[Change]) -> HashMap<Pattern, usize> {
    let mut pairs: Vec<(&Pattern, &str)> = changes
        .iter()
        .flat_map(|c| c.patterns.iter().map(|p| (p, c.identifier.as_str())))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = HashMap::new();
    for (pattern, _) in pairs {
        *counts.entry(pattern.clone()).or_default() += 1;
    }
    counts
}

fn one(pattern: Pattern, changes: Vec<Change>, of_activities: usize) -> Change {
    let mut stake = Stake::default();
    for money in changes.iter().flat_map(|c| &c.at_stake) {
        stake.add(money);
    }
    let touches = changes.iter().any(|c| touches_money(c.class));
    let names: BTreeSet<&String> = changes.iter().map(|c| &c.identifier).collect();
    let activities: Vec<String> = names.into_iter().cloned().collect();
    let reason = said!(
        "In {some} of {all} activities {field} was changed the same way: {how} ({places} places).",
        some = activities.len().to_string(),
        all = of_activities.to_string(),
        field = pattern.field,
        how = how(&pattern),
        places = changes.len().to_string(),
    );
    let age = changes.iter().filter_map(|c| c.age_days).max();
    let count = changes.len();
    let first = changes.into_iter().next();
    let (older, newer) = first.map_or((None, None), |c| (c.older, c.newer));
    Change {
        class: Class::BulkRecoding,
        severity: if touches {
            Severity::Notable
        } else {
            Severity::Normal
        },
        identifier: activities.first().cloned().unwrap_or_default(),
        field: pattern.field.clone(),
        older,
        newer,
        at_stake: stake.total(),
        age_days: age,
        elsewhere: None,
        reason,
        recoding: Some(Box::new(Recoding {
            pattern,
            changes: count,
            activities,
            of_activities,
        })),
        patterns: Vec::new(),
    }
}

fn touches_money(class: Class) -> bool {
    !matches!(class, Class::Text | Class::TypoFix | Class::OtherField)
}

/// A pattern in words.
fn how(pattern: &Pattern) -> Given {
    match pattern.older.as_str() {
        DAY => Given::Said(said!("moved by {days}", days = days(&pattern.newer))),
        AMOUNT => Given::Text(pattern.newer.clone()),
        older => Given::Said(said!(
            "{was} became {now}",
            was = shown(older),
            now = shown(&pattern.newer)
        )),
    }
}

fn shown(side: &str) -> Said {
    match side {
        "" => said!("nothing"),
        ANY => said!("some value"),
        other => said!("“{text}”", text = any(other)),
    }
}

impl Pattern {
    /// The older side in words; nothing if the field was not there.
    #[must_use]
    pub fn was(&self) -> Option<Given> {
        match self.older.as_str() {
            "" => None,
            DAY => Some(Given::Said(said!("day"))),
            AMOUNT => Some(Given::Said(said!("amount"))),
            other => Some(any(other)),
        }
    }

    /// The newer side in words; nothing if the field is no longer there.
    #[must_use]
    pub fn is(&self) -> Option<Given> {
        match (self.older.as_str(), self.newer.as_str()) {
            (_, "") => None,
            (DAY, newer) => Some(days(newer)),
            (_, newer) => Some(any(newer)),
        }
    }
}

/// E.g. `+30 days`.
fn days(moved: &str) -> Given {
    let parsed = moved.split_once(' ').and_then(|(signed, _)| {
        let n: u64 = signed.trim_start_matches(['+', '-']).parse().ok()?;
        Some(said!("{signed} {n: day|days}", signed, n))
    });
    parsed.map_or_else(|| Given::Text(moved.to_owned()), Given::Said)
}

fn any(side: &str) -> Given {
    match side.strip_prefix(VOCABULARY) {
        Some(code) => Given::Said(said!("vocabulary {code}", code)),
        None => Given::Text(side.to_owned()),
    }
}
