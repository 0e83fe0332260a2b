//! Indicators that a programme says are of one thing, rolled up over its activities.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED, Row};
use crate::error::{Error, Result};
use crate::programme::{self, Open, Which};
use crate::tongue;
use clap::Args;
use flow::exact::Ratio;
use flow::key;
use flow::programme::gather::Sides;
use flow::programme::measure::Chosen;
use flow::programme::{Book, IndicatorGroup, Unit};
use flow::results::rollup::{Figure, Member};
use flow::results::small::{self, Shown, parts_shown};
use flow::results::{Measure, RollUp, Total, Track, roll_up};
use iati::said::phrase;
use ledger::View;
use rust_decimal::Decimal;

/// Indicators of one thing, rolled up over the activities of a programme
#[derive(Args, Clone, Debug, Default)]
pub struct Indicators {
    #[command(flatten)]
    pub which: Which,
    /// Only activities of this pairing
    #[arg(long, value_name = "ID")]
    pub pairing: Option<String>,
    #[command(flatten)]
    pub small: Small,
}

/// From which count on people can be shown.
#[derive(Args, Clone, Debug)]
pub struct Small {
    /// Hide counts of people below this; 0 hides none
    #[arg(long, value_name = "N", default_value_t = small::LIMIT)]
    pub hide_below: u32,
}

impl Default for Small {
    fn default() -> Self {
        Self {
            hide_below: small::LIMIT,
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::new("group", K::Text, "Its id in the programme’s text"),
    Column::new("title", K::Text, "What is counted"),
    Column::new("actual", K::Figure, "Of all that can be added"),
    Column::new("target", K::Figure, "At the end, of those that have one"),
    Column::new("progress", K::Figure, "The share of the way that is done"),
    Column::new("better", K::Text, "Whether more or less is better"),
    Column::new("indicators", K::Count, "How many tell of it"),
    Column::new("added", K::Count, "Of these, in the figure"),
    Column::new(
        "left_out",
        K::Count,
        "Of these, not in it; “indicator ID” says why",
    ),
    Column::new("measure", K::Text, "Unit, percentage, …").detail(),
    Column::new("target_of", K::Count, "Indicators in the target").detail(),
    Column::new("compared", K::Count, "Indicators in the progress").detail(),
    Column::new(
        "gaps",
        K::Count,
        "Baselines, targets, actuals, days that are missing",
    )
    .detail(),
];

impl Question for Indicators {
    const NAME: &'static str = "indicators";
    const ABOUT: &'static str = "Indicators of one thing, rolled up over a programme or pairing";
    const ROWS: &'static str = "{n: One row|# groups of indicators}";
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let open = self.which.open(view)?;
        let tracks = tracks(&open, self.pairing.as_deref())?;
        let mut rows: Vec<Row> = Vec::new();
        for group in &open.programme().indicators {
            let own = group.of(&tracks);
            rows.extend(
                roll_up(&own, open.day)
                    .iter()
                    .map(|rolled| row(group, rolled, &self.small)),
            );
        }
        let sentence = say!(
            "{when}, {n: # thing is|# things are} told by {groups: # group of indicators|# groups of indicators} of the programme.",
            when = About::when(view),
            n = rows.len(),
            groups = open.programme().indicators.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(open.publications());
        about.method = format!("{}; {}", roll_up_words(&self.small), open.words());
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// How figures of several activities become one.
pub fn roll_up_words(small: &Small) -> String {
    let added = say!(
        "recipients’ figures; of a cumulative indicator the latest of each activity, per-period figures added, percentages Σ numerators / Σ denominators; what nobody says how to add is listed and not added"
    );
    match small.hide_below {
        0 | 1 => added,
        n => {
            let hidden = say!(
                "counts of people below {n} are hidden, with what would give them away",
                n = n.to_string()
            );
            format!("{added}; {hidden}")
        }
    }
}

/// The indicators that recipients of the programme tell on the day; both sides' books tell
/// the same beds, so one is taken: the recipient's, and the donor's only of activities
/// that a group names.
///
/// # Errors
/// There is no such pairing.
pub fn tracks(open: &Open<'_>, pairing: Option<&str>) -> Result<Vec<Track>> {
    if let Some(id) = pairing
        && open.programme().pairing(id).is_none()
    {
        return Err(Error::asked(say!(
            "--pairing “{id}”: the programme “{programme}” has none of that id",
            id,
            programme = open.kept().id
        )));
    }
    let chosen = Chosen {
        pairing: pairing.map(str::to_owned),
        ..Chosen::default()
    };
    let sides = Sides::of(open.programme(), None, &chosen, Book::Recipient);
    let named = |activity: &str| {
        let groups = open.programme().indicators.iter();
        let mut members = groups.flat_map(|g| g.members.iter().flat_map(|m| &m.activities));
        members.any(|a| key::same(a, activity))
    };
    let told = open.told();
    let live = told.editions.iter().filter(|e| e.is_told_on(open.day));
    let theirs = live.filter(|edition| match pairing {
        Some(_) => sides.book_of_member(edition) == Some(Book::Recipient),
        None => {
            sides.book_of(&edition.reporter) == Some(Book::Recipient) || named(&edition.activity)
        }
    });
    Ok(theirs.flat_map(|e| e.tracks.iter().cloned()).collect())
}

/// What stands in place of a count that is too small.
pub const HIDDEN: Cell = Cell::Missing("hidden: few people");

/// A figure as it may be shown.
pub fn shown(value: Shown, unit: &Unit) -> Cell {
    match value {
        Shown::Value(value) => programme::quantity(Some(value), unit),
        Shown::Missing => NOT_STATED,
        Shown::Small | Shown::Beside => HIDDEN,
    }
}

/// The limit for a group: none of what is no count of people.
pub fn limit(group: &IndicatorGroup, small: &Small) -> u32 {
    group.small_below(small.hide_below).unwrap_or(0)
}

/// What the figures of a roll-up are counted in.
pub fn unit(group: &IndicatorGroup, rolled: &RollUp<'_>) -> Unit {
    match rolled.measure {
        Measure::Percentage => Unit::Percent,
        _ => Unit::Count(group.unit.clone()),
    }
}

/// The sum of a roll-up as a number: of a percentage Σ / Σ in per cent.
pub fn number(total: Option<Total>) -> Option<Decimal> {
    match total?.value {
        Figure::Number(value) => Some(value),
        Figure::Fraction(over, under) => {
            let share = Ratio::of(over, under)?.times(Ratio::count(100))?;
            share.rounded(2)
        }
    }
}

/// What each member and their sum may show of the actual.
pub fn actuals(rolled: &RollUp<'_>, limit: u32) -> (Vec<Shown>, Shown) {
    let counts = |m: &Member<'_>| {
        let actual = m.stand.actual.clone().ok();
        actual.filter(|_| m.left_out.is_none())
    };
    let parts: Vec<Option<Decimal>> = rolled.members.iter().map(counts).collect();
    match rolled.measure {
        // A percentage points at nobody by itself, and is no sum of others.
        Measure::Percentage => {
            let shown = |v: Option<Decimal>| v.map_or(Shown::Missing, Shown::Value);
            (
                parts.into_iter().map(shown).collect(),
                shown(number(rolled.actual)),
            )
        }
        _ => parts_shown(&parts, number(rolled.actual), limit),
    }
}

fn row(group: &IndicatorGroup, rolled: &RollUp<'_>, small: &Small) -> Row {
    let unit = unit(group, rolled);
    let (_, actual) = actuals(rolled, limit(group, small));
    let added = rolled.members.iter().filter(|m| m.left_out.is_none());
    let added = added.count() as u64;
    let gaps: usize = rolled.members.iter().map(|m| m.stand.gaps.len()).sum();
    let progress = rolled.progress.ratio();
    let progress = progress.and_then(|p| p.times(Ratio::count(100))?.rounded(1));
    vec![
        Cell::Text(group.id.clone()),
        Cell::Text(crate::programme::words(&group.title)),
        match actual {
            Shown::Missing => Cell::Missing("cannot be added"),
            actual => shown(actual, &unit),
        },
        match number(rolled.target) {
            Some(target) => programme::quantity(Some(target), &unit),
            None => Cell::Missing("none told"),
        },
        match progress {
            _ if actual.is_hidden() => HIDDEN,
            Some(progress) => Cell::percent(progress),
            None => Cell::Missing("–"),
        },
        Cell::Word(match rolled.ascending {
            true => phrase("more"),
            false => phrase("less"),
        }),
        Cell::Count(rolled.members.len() as u64),
        Cell::Count(added),
        Cell::Count(rolled.members.len() as u64 - added),
        Cell::Text(tongue::say(&rolled.measure.said())),
        Cell::Count(rolled.target.map_or(0, |t| t.members) as u64),
        Cell::Count(rolled.compared as u64),
        Cell::Count(gaps as u64),
    ]
}
