//! A change as a row of an answer, and what many changes come to in words.

use super::{Place, Told};
use crate::answer::{Cell, Column, ColumnKind as K, Row, grouped};
use crate::tongue;
use flow::change::{CLASSES, Change, Class, Money, Severity};
use iati::said::{Given, Said, phrase};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The columns that every question about changes has.
pub const COLUMNS: &[Column] = &[
    Column::new("published", K::Date, "The day from which it reads anew"),
    Column::new("publisher", K::Coded, "Who says so"),
    Column::new("severity", K::Text, "Normal, notable or suspicious"),
    Column::new("class", K::Coded, "What kind of change it is"),
    Column::new("activity", K::Text, "The activity, as it was called before"),
    Column::new("what", K::Text, "What changed, below the activity"),
    Column::new("was", K::Text, "What it said before"),
    Column::new("is", K::Text, "What it says since"),
    Column::new("at_stake", K::Money, "The money that is in question"),
    Column::new("at_stake_also", K::Text, "The same in further currencies").detail(),
    Column::new(
        "age",
        K::Count,
        "Days from what it concerns to the day of the change",
    ),
    Column::new(
        "reason",
        K::Text,
        "What happened, and why it is in this class",
    )
    .detail(),
    Column::new(
        "elsewhere",
        K::Text,
        "The activity that it went to, or its new identifier",
    )
    .detail(),
    Column::new(
        "activities",
        K::Count,
        "Of a change throughout: the activities that it is in",
    )
    .detail(),
    Column::new("dataset", K::Text, "Whose publications are compared").detail(),
    Column::new(
        "older_import",
        K::Count,
        "The publication that said it before",
    )
    .detail(),
    Column::new("older_position", K::Text, "Where it stands there").detail(),
    Column::new("older_line", K::Count, "And in which line").detail(),
    Column::new("import", K::Count, "The publication that says it since").detail(),
    Column::new("position", K::Text, "Where it stands there").detail(),
    Column::new("line", K::Count, "And in which line").detail(),
];

const NONE: Cell = Cell::Missing("–");

/// The method that all questions about changes share.
pub const METHOD: &str = phrase(
    "what a publication says is compared with what the one before it in its dataset said; \
    transactions, budgets and results have no identifier of their own and are followed by what they say, not by \
    their place; order in the file, white space and time stamps are no change; ages count to the day of the newer \
    publication; money at stake is in its own currency, nothing converted; docs/changes.md tells of the classes",
);

/// A change, in the order of [`COLUMNS`].
pub fn row(told: &Told) -> Row {
    let change = &told.change;
    let (stake, also) = stake(&change.at_stake);
    vec![
        Cell::Date(told.published),
        publisher(&told.reporter, &told.reporter_name),
        Cell::Word(change.severity.as_str()),
        class(change.class),
        named(&change.identifier),
        Cell::Text(change.field.clone()),
        side(change, true),
        side(change, false),
        stake,
        also,
        age(change.age_days),
        Cell::Text(tongue::say(&change.reason)),
        change.elsewhere.clone().map_or(NONE, Cell::Text),
        change
            .recoding
            .as_ref()
            .map_or(NONE, |r| Cell::Count(r.activities.len() as u64)),
        Cell::Text(told.dataset.clone()),
        import(&told.older),
        position(&told.older),
        line(&told.older),
        import(&told.newer),
        position(&told.newer),
        line(&told.newer),
    ]
}

/// Something that is no change of a value: that an activity was published for
/// the first time, or again.
#[derive(Clone, Debug)]
pub struct Event {
    pub code: &'static str,
    pub title: &'static str,
    pub published: Date,
    pub reporter: String,
    pub reporter_name: String,
    pub identifier: String,
    /// The activity's title.
    pub said: Option<String>,
    pub reason: Said,
    pub dataset: String,
    /// Where it was last, if it was there before.
    pub older: Option<Place>,
    pub newer: Place,
}

impl Event {
    /// In the order of [`COLUMNS`].
    pub fn row(&self) -> Row {
        let of_older = |cell: fn(&Place) -> Cell| self.older.as_ref().map_or(NONE, cell);
        vec![
            Cell::Date(self.published),
            publisher(&self.reporter, &self.reporter_name),
            Cell::Word(Severity::Normal.as_str()),
            Cell::Coded {
                code: self.code.to_owned(),
                name: Some(tongue::words(self.title)),
            },
            named(&self.identifier),
            Cell::Text("iati-activity".to_owned()),
            Cell::Missing("not there"),
            self.said
                .clone()
                .map_or(Cell::Missing("no title"), Cell::Text),
            NONE,
            NONE,
            NONE,
            Cell::Text(tongue::say(&self.reason)),
            NONE,
            NONE,
            Cell::Text(self.dataset.clone()),
            of_older(import),
            of_older(position),
            of_older(line),
            import(&self.newer),
            position(&self.newer),
            line(&self.newer),
        ]
    }
}

pub fn publisher(reference: &str, name: &str) -> Cell {
    match (reference, name) {
        ("", "") => crate::answer::NOT_STATED,
        ("", name) => Cell::Text(name.to_owned()),
        (reference, name) => Cell::Coded {
            code: reference.to_owned(),
            name: Some(name.to_owned()).filter(|n| !n.is_empty()),
        },
    }
}

pub fn class(class: Class) -> Cell {
    Cell::Coded {
        code: class.as_str().to_owned(),
        name: Some(tongue::words(class.text().title)),
    }
}

fn named(identifier: &str) -> Cell {
    match identifier {
        "" => Cell::Missing("no identifier"),
        identifier => Cell::Text(identifier.to_owned()),
    }
}

/// What one side says. A pattern stands for all the values that it was found in.
fn side(change: &Change, is_older: bool) -> Cell {
    if let Some(recoding) = &change.recoding {
        let pattern = &recoding.pattern;
        let said = if is_older {
            pattern.was()
        } else {
            pattern.is()
        };
        return said.map_or(Cell::Missing("not there"), |said| Cell::Text(spoken(&said)));
    }
    let row = if is_older {
        &change.older
    } else {
        &change.newer
    };
    let Some(row) = row else {
        return match is_older {
            true => Cell::Missing("not there"),
            false => Cell::Missing("no longer there"),
        };
    };
    let Some(said) = &row.said else {
        return Cell::Missing("not stated");
    };
    let is_amount = change.field.ends_with("/value") && row.value.is_some();
    let has_both = change.older.is_some() && change.newer.is_some();
    let said = spoken(said);
    Cell::Text(match (&row.currency, is_amount && has_both) {
        (Some(currency), true) => format!("{said} {currency}"),
        _ => said,
    })
}

fn spoken(given: &Given) -> String {
    given.spoken(None, &tongue::here())
}

fn stake(money: &[Money]) -> (Cell, Cell) {
    let Some((first, rest)) = money.split_first() else {
        return (NONE, NONE);
    };
    let rest: Vec<String> = rest.iter().map(|m| tongue::say(&m.said())).collect();
    let cell = Cell::Money {
        amount: amount(first),
        currency: first.currency.clone(),
    };
    let also = match rest.is_empty() {
        true => NONE,
        false => Cell::Text(rest.join("; ")),
    };
    (cell, also)
}

fn amount(money: &Money) -> String {
    let value = money.value.normalize();
    iati::amount::plain(value.mantissa(), value.scale())
}

fn age(days: Option<i64>) -> Cell {
    match days.map(u64::try_from) {
        None => NONE,
        Some(Ok(days)) => Cell::Count(days),
        Some(Err(_)) => Cell::Missing("still ahead"),
    }
}

fn import(place: &Place) -> Cell {
    Cell::Count(place.publication)
}

fn position(place: &Place) -> Cell {
    place.path.clone().map_or(NONE, Cell::Text)
}

fn line(place: &Place) -> Cell {
    place.line.map_or(NONE, Cell::Count)
}

/// How many changes there are of each severity and of each class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub severities: BTreeMap<Severity, u64>,
    pub classes: BTreeMap<Class, u64>,
}

impl Tally {
    pub fn of<'t>(told: impl Iterator<Item = &'t Told>) -> Self {
        let mut tally = Self::default();
        told.for_each(|t| tally.add(&t.change));
        tally
    }

    pub fn add(&mut self, change: &Change) {
        *self.severities.entry(change.severity).or_default() += 1;
        *self.classes.entry(change.class).or_default() += 1;
    }

    pub fn join(mut self, other: &Self) -> Self {
        for (severity, count) in &other.severities {
            *self.severities.entry(*severity).or_default() += count;
        }
        for (class, count) in &other.classes {
            *self.classes.entry(*class).or_default() += count;
        }
        self
    }

    pub fn of_severity(&self, severity: Severity) -> u64 {
        self.severities.get(&severity).copied().unwrap_or(0)
    }

    pub fn total(&self) -> u64 {
        self.severities.values().sum()
    }

    /// “12 changes: 1 suspicious, 3 notable, 8 normal”.
    pub fn words(&self) -> String {
        match self.total() {
            0 => say!("no change"),
            n => say!(
                "{n: # change|# changes}: {suspicious: # suspicious}, {notable: # notable}, {normal: # normal}",
                n,
                suspicious = self.of_severity(Severity::Suspicious),
                notable = self.of_severity(Severity::Notable),
                normal = self.of_severity(Severity::Normal)
            ),
        }
    }

    /// How many of each class, the classes that most want reading first.
    pub fn by_class(&self) -> Option<String> {
        let there = CLASSES.iter().filter_map(|text| {
            let count = self.classes.get(&text.class)?;
            let class = tongue::words(&tongue::spelled(text.id));
            Some(format!("{class} {}", grouped(&count.to_string())))
        });
        let there: Vec<String> = there.collect();
        (!there.is_empty()).then(|| say!("by class: {classes}", classes = tongue::list(&there)))
    }
}
