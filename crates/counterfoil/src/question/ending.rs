//! What ends soon, and how much of its commitment is paid.

use super::filter::{ActivityFilter, LIVE};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Rows};
use crate::error::Result;
use crate::flowing::day_of;
use crate::tongue;
use clap::Args;
use flow::exact::Ratio;
use iati::activity::Activity;
use iati::amount::Sum;
use jiff::Span;
use jiff::civil::Date;
use ledger::{ActivityRow, Ends, Hit, View};
use rust_decimal::Decimal;

/// Activities that end soon, and how much of what they committed is paid
#[derive(Args, Clone, Debug)]
pub struct Ending {
    /// How many days ahead
    #[arg(long, value_name = "DAYS", default_value_t = 180)]
    days: u32,
    #[command(flatten)]
    filter: ActivityFilter,
}

const COLUMNS: &[Column] = &[
    Column::new("activity", K::Text, "Its identifier"),
    Column::new(
        "title",
        K::Text,
        "In the reader’s language where there is one",
    ),
    Column::new("end", K::Date, "Actual end, else planned"),
    Column::new("days_left", K::Count, "From the day asked of to its end"),
    Column::new("committed", K::Money, "Its outgoing commitments"),
    Column::new("paid", K::Money, "Its disbursements and expenditure"),
    Column::new("paid_share", K::Figure, "Paid of committed"),
    Column::new("status", K::Coded, "Activity status").detail(),
    Column::new("reporter", K::Coded, "The organisation that reports it").detail(),
    Column::new("import", K::Count, "The publication it is read from").detail(),
    Column::new("position", K::Text, "Where it stands in that file").detail(),
];

/// Closed, finalised, cancelled: nothing is left to be done before the end.
const OVER: [&str; 3] = ["3", "4", "5"];

impl Question for Ending {
    const NAME: &'static str = "ending";
    const ABOUT: &'static str =
        "Activities that end soon, and how much of what they committed is paid";
    const TITLE: &'static str = "Ending soon";
    const ROWS: &'static str = "{n: One row|# activities}";
    const EXAMPLE: &'static [&'static str] = &["--days", "365"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let (filter, note) = self.filter.settle(view)?;
        let day = day_of(view);
        let ahead = Span::new().try_days(self.days).ok();
        let last = ahead.and_then(|days| day.checked_add(days).ok());
        let last = last.unwrap_or(Date::MAX);
        let but: &[&str] = if filter.status.is_some() { &[] } else { &OVER };
        let Ends { hits, open } = view.ends(&filter, day, last, but)?;
        let sentence = say!(
            "{when}, {n: # activity ends|# activities end} within {days: # day|# days}.",
            when = About::when(view),
            n = hits.len(),
            days = u64::from(self.days)
        );
        let mut about = About::new(Self::NAME, view, sentence, hits.len());
        about.rests_on(view.live().sources(&hits));
        about.method = say!(
            "{method}; the next end first; what is finalised, closed or cancelled only where its status is asked for; committed and paid as the activity itself tells: types 2, 3 and 4 of transactions",
            method = tongue::words(LIVE)
        );
        about.caveats.extend(note);
        if open > 0 {
            about.caveats.push(say!(
                "{n: # activity tells|# activities tell} no end and may end at any time",
                n = open
            ));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(Rows::new(hits, move |hit| row(view, day, hit))),
        })
    }
}

/// Days until an end that is not past.
fn left(day: Date, end: Date) -> Option<u32> {
    u32::try_from((end - day).get_days()).ok()
}

fn row(view: &View<'_>, day: Date, hit: Hit) -> Result<Vec<Cell>> {
    let a: ActivityRow = view.row(hit)?;
    let member = view.member(hit);
    let activity = view.activity(member)?;
    let committed = Told::of(&activity, &["2"]);
    let paid = Told::of(&activity, &["3", "4"]);
    let share = committed.share(&paid);
    let identifier = (!a.identifier.is_empty()).then_some(a.identifier);
    let left = a.end.and_then(|end| left(day, end));
    Ok(vec![
        Cell::text(identifier),
        Cell::narrative(&a.titles, a.language.as_deref()),
        Cell::date(a.end),
        left.map_or(Cell::Missing("–"), |days| Cell::Count(days.into())),
        committed.cell(),
        paid.cell(),
        share.map_or(Cell::Missing("–"), Cell::percent),
        label::status(a.status.as_deref()),
        label::party(&a.reporter, view.live()),
        Cell::Count(member.publication),
        label::position(member, ""),
    ])
}

/// What an activity's transactions of some types come to.
enum Told<'a> {
    Nothing,
    /// Not to be added.
    Mixed,
    Sum(Decimal, &'a str),
}

impl<'a> Told<'a> {
    fn of(activity: &'a Activity, types: &[&str]) -> Self {
        let is_asked = |kind: &Option<String>| kind.as_deref().is_some_and(|k| types.contains(&k));
        let mut sum = Sum::default();
        let mut found: Option<&'a str> = None;
        for t in activity.transactions.iter().filter(|t| is_asked(&t.kind)) {
            let (Some(value), Some(currency)) = (t.value.known(), t.currency.as_deref()) else {
                return Self::Mixed;
            };
            if found.is_some_and(|other| other != currency) {
                return Self::Mixed;
            }
            found = Some(currency);
            sum.add(*value);
        }
        match (found, sum.value()) {
            (None, _) => Self::Nothing,
            (Some(currency), Some(value)) => Self::Sum(value, currency),
            (Some(_), None) => Self::Mixed,
        }
    }

    fn cell(&self) -> Cell {
        match self {
            Self::Nothing => Cell::Missing("none told"),
            Self::Mixed => Cell::Missing("not in one currency, or without amount"),
            Self::Sum(amount, currency) => Cell::Money {
                amount: amount.to_string(),
                currency: Some((*currency).to_owned()),
            },
        }
    }

    /// The part of this that another is, in per cent.
    fn share(&self, of: &Self) -> Option<Decimal> {
        match (self, of) {
            (Self::Sum(whole, one), Self::Sum(part, other)) if one == other => {
                let share = Ratio::of(*part, *whole)?;
                share.times(Ratio::count(100))?.rounded(1)
            }
            _ => None,
        }
    }
}
