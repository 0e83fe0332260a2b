//! Two publications of one dataset: what each activity's changes come to
//! together.
//!
//! Only what changed need be given, so that a publication that changes one
//! hundredth costs one hundredth. Activities in both are judged as they come and
//! let go; those in one of them only are kept to the end, to find the ones that
//! merely go by another identifier and the payments that went elsewhere.

use super::class::{Class, Severity};
use super::judge::{self, facts_of};
use super::recoding::{self, Fields, Spread};
use super::record::{Kind, Record};
use super::renamed::{self, Renamed};
use super::told::{Change, Money, Row};
use super::{Context, Version, inventory, moved};
use iati::said;
use iati::said::{Given, Said};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// What changed between two publications.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PublicationChanges {
    /// The gravest first; then by class, activity and place.
    pub changes: Vec<Change>,
    /// Older and newer identifier, in order.
    pub renamed: Vec<Renamed>,
    /// Activities that were compared, came, or went.
    pub activities: usize,
}

/// Compares two publications, activity by activity.
#[derive(Clone, Debug)]
pub struct Publications<'c> {
    about: &'c Context,
    changes: Vec<Change>,
    vanished: Vec<Lone>,
    appeared: Vec<Lone>,
    spread: Spread,
    unknown: usize,
    activities: usize,
}

/// An activity that only one publication has.
#[derive(Clone, Debug)]
pub(super) struct Lone {
    pub identifier: String,
    pub record: Record,
    slips: super::Slips,
}

impl<'c> Publications<'c> {
    #[must_use]
    pub fn new(about: &'c Context) -> Self {
        Self {
            about,
            changes: Vec::new(),
            vanished: Vec::new(),
            appeared: Vec::new(),
            spread: Spread::default(),
            unknown: 0,
            activities: 0,
        }
    }

    /// An activity that both have, and that differs.
    pub fn both(&mut self, older: &Version<'_>, newer: &Version<'_>) {
        let (a, b) = (inventory::of(older), inventory::of(newer));
        self.compare(&a, &b, older.slips);
    }

    fn compare(&mut self, older: &Record, newer: &Record, slips: super::Slips) {
        self.activities += 1;
        self.spread.add(&Fields::of(older).join(Fields::of(newer)));
        self.changes
            .extend(judge::judge(older, newer, slips, self.about));
    }

    /// An activity that only the older publication has.
    pub fn only_older(&mut self, version: &Version<'_>) {
        self.vanished.push(Lone::new(version));
    }

    /// An activity that only the newer publication has.
    pub fn only_newer(&mut self, version: &Version<'_>) {
        self.appeared.push(Lone::new(version));
    }

    /// Activities that did not change, of which no more is known: they count as
    /// having every field, so that fewer changes pass for one done throughout.
    pub fn unchanged(&mut self, activities: usize) {
        self.unknown += activities;
    }

    /// An activity that did not change, with the fields that it has.
    pub fn unchanged_with(&mut self, fields: &Fields) {
        self.spread.add(fields);
    }

    /// What it all comes to.
    #[must_use]
    pub fn finish(mut self) -> PublicationChanges {
        let vanished = std::mem::take(&mut self.vanished);
        let appeared = std::mem::take(&mut self.appeared);
        let found = renamed::find(vanished, appeared);
        let renamed = found.pairs.iter().map(|(a, b)| Renamed::of(a, b)).collect();
        for (older, newer) in &found.pairs {
            self.compare(&older.record, &newer.record, older.slips);
        }
        link_renamed(&mut self.changes, &found.pairs);
        self.activities += found.vanished.len() + found.appeared.len();
        let since = judge::surroundings(self.about).growing_since;
        let gone = moved::find(&mut self.changes, &found.vanished, &found.appeared, since);
        for (lone, left) in found.vanished.iter().zip(gone) {
            self.changes.push(vanished_change(lone, left, self.about));
        }
        let new = found.appeared.iter().map(appeared_change);
        self.changes.extend(new);
        let mut changes = recoding::fold(self.changes, &self.spread, self.unknown);
        in_order(&mut changes);
        PublicationChanges {
            changes,
            renamed,
            activities: self.activities,
        }
    }
}

impl Lone {
    fn new(version: &Version<'_>) -> Self {
        Self {
            identifier: version.activity.identifier.clone(),
            record: inventory::of(version),
            slips: version.slips,
        }
    }

    fn row(&self) -> Box<Row> {
        let title = self.record.text("title").map(str::to_owned);
        Box::new(Row {
            identifier: self.identifier.clone(),
            said: title.map(Given::Text),
            ..Row::default()
        })
    }

    fn titled(&self) -> Given {
        match self.record.text("title") {
            Some(title) => Given::Said(said!("“{text}”", text = title)),
            None => Given::Text(self.identifier.clone()),
        }
    }
}

/// The gravest first; then by class, activity and place in the file.
pub(super) fn in_order(changes: &mut [Change]) {
    let place = |row: &Option<Box<Row>>| {
        let row = row.as_ref()?;
        Some((row.line, row.path.len(), row.path.clone()))
    };
    changes.sort_by_cached_key(|c| {
        (
            std::cmp::Reverse(c.severity),
            c.class,
            c.identifier.clone(),
            place(&c.older),
            place(&c.newer),
            c.field.clone(),
        )
    });
}

/// The changes of an identifier say where it leads.
fn link_renamed(changes: &mut [Change], pairs: &[(Lone, Lone)]) {
    let names: std::collections::HashMap<&str, &str> = pairs
        .iter()
        .map(|(a, b)| (a.identifier.as_str(), b.identifier.as_str()))
        .collect();
    for change in changes {
        if change.class == Class::RenamedIdentifier {
            let newer = names.get(change.identifier.as_str());
            change.elsewhere = newer.map(|n| (*n).to_owned());
        }
    }
}

/// How long after its end an activity is still expected to be published.
const KEPT_YEARS: i16 = 5;

fn vanished_change(lone: &Lone, left: Vec<Money>, about: &Context) -> Change {
    let activity = &lone.record;
    let end = facts_of::activity_date(activity, "4").or(facts_of::activity_date(activity, "3"));
    let is_closed = facts_of::is_finished(activity, about.older_published);
    let severity = if left.is_empty() {
        Severity::Normal
    } else if !is_closed || end.is_none_or(|end| is_expected(end, about.newer_published)) {
        Severity::Suspicious
    } else {
        Severity::Notable
    };
    let and = |all: Said, money: Said| said!("{all} and {money}", all, money);
    let what = lone.titled();
    let reason = match left.iter().map(Money::said).reduce(and) {
        None => said!(
            "{what} is no longer published. It told of no payments.",
            what
        ),
        Some(money) => said!(
            "{what} is no longer published. With it go payments of {money}.",
            what,
            money
        ),
    };
    let age = |end: Date| i64::from((about.today - end).get_days());
    Change {
        class: Class::ActivityVanished,
        severity,
        identifier: lone.identifier.clone(),
        field: "iati-activity".to_owned(),
        older: Some(lone.row()),
        newer: None,
        at_stake: left,
        age_days: end.map(age),
        elsewhere: None,
        reason,
        recoding: None,
        patterns: Vec::new(),
    }
}

fn is_expected(end: Date, day: Date) -> bool {
    let until = end.checked_add(KEPT_YEARS.years()).unwrap_or(Date::MAX);
    day < until
}

fn appeared_change(lone: &Lone) -> Change {
    Change {
        class: Class::ActivityNew,
        severity: Severity::Normal,
        identifier: lone.identifier.clone(),
        field: "iati-activity".to_owned(),
        older: None,
        newer: Some(lone.row()),
        at_stake: moved::left(lone.record.children_of(Kind::Transaction).iter()),
        age_days: None,
        elsewhere: None,
        reason: said!(
            "{what} is published for the first time.",
            what = lone.titled()
        ),
        recoding: None,
        patterns: Vec::new(),
    }
}
