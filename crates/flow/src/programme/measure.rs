//! The question over the ledger that decides a promise.
//!
//! Here it is only described: whoever keeps a ledger asks it and hands back
//! [`Evidence`](super::evidence::Evidence).

use super::model::IndicatorName;
use crate::flows::Series;
use crate::results::Nature;
use iati::said;
use iati::said::{Said, phrase};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;

/// Whose word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    Donor,
    Recipient,
    /// Who announced it, outside any book.
    Announcer,
}

impl Book {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Donor, Self::Recipient, Self::Announcer];

    /// As written in the programme's text.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Donor => phrase("donor"),
            Self::Recipient => phrase("recipient"),
            Self::Announcer => phrase("announcer"),
        }
    }

    /// Whose word it is: `the donor`.
    #[must_use]
    pub fn who(self) -> Said {
        match self {
            Self::Donor => said!("the donor"),
            Self::Recipient => said!("the recipient"),
            Self::Announcer => said!("the announcer"),
        }
    }

    /// `the donor's book`.
    #[must_use]
    pub fn said(self) -> Said {
        match self {
            Self::Donor => said!("the donor's book"),
            Self::Recipient => said!("the recipient's book"),
            Self::Announcer => said!("the announcer's book"),
        }
    }

    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.id() == id)
    }
}

/// What a figure is counted in. Figures of different units are never added.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// ISO code in capitals.
    Currency(String),
    /// A count of something, by its name.
    Count(String),
    Percent,
}

impl Unit {
    /// What a text names as counted: `%` is no count.
    #[must_use]
    pub fn counted(name: String) -> Self {
        match name.as_str() {
            "%" => Self::Percent,
            _ => Self::Count(name),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Currency(code) => f.write_str(code),
            Self::Count(name) => f.write_str(name),
            Self::Percent => f.write_str("%"),
        }
    }
}

/// What to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    Flows(FlowsOf),
    Indicator(IndicatorOf),
    /// One figure as a share of another, in per cent.
    Share {
        of: Box<Measure>,
        within: Box<Measure>,
    },
    Activities(ActivitiesOf),
    /// Deliveries of a capacity item of the programme's own text.
    Capacity {
        item: String,
        book: Book,
    },
    /// The day of an activity, e.g. its actual end.
    Event(EventOf),
    /// A figure that somebody states outside the ledger, such as a region's revenue.
    Stated(StatedFigure),
}

impl Chosen {
    /// Whether `code` is what `asked` stands for: the same, or of three digits all of
    /// five that begin so.
    #[must_use]
    pub fn is_under(asked: &str, code: &str) -> bool {
        let category = asked.len() == 3 && asked.bytes().all(|b| b.is_ascii_digit());
        crate::key::same(asked, code) || category && code.len() == 5 && code.starts_with(asked)
    }
}

/// Amounts of one series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowsOf {
    pub book: Book,
    pub series: Vec<Series>,
    /// Id of a method, in `flows::METHODS`.
    pub method: String,
    /// What the amounts are converted to at their own day.
    pub currency: String,
    pub chosen: Chosen,
}

/// Which activities and parts of them. An empty list leaves nothing out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub providers: Vec<String>,
    pub receivers: Vec<String>,
    pub pairing: Option<String>,
    pub activities: Vec<String>,
    /// Codes; three digits stand for all that begin so.
    pub sectors: Vec<String>,
    pub places: Vec<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorOf {
    pub book: Book,
    pub which: WhichIndicator,
    pub of: FigureOf,
    /// What is said of its periods; none: what the words of the indicator say.
    pub nature: Option<Nature>,
    pub is_percentage: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichIndicator {
    /// A group of the programme's text.
    Group(String),
    Named {
        activities: Vec<String>,
        name: IndicatorName,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureOf {
    Actual,
    Target,
}

/// A count of activities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivitiesOf {
    pub book: Book,
    /// Codes of `ActivityStatus`; empty: any.
    pub statuses: Vec<String>,
    pub chosen: Chosen,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventOf {
    pub book: Book,
    pub activity: String,
    /// Code of `ActivityDateType`: 2 actual start, 4 actual end.
    pub date: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedFigure {
    pub value: Decimal,
    pub unit: Unit,
    pub day: Option<Date>,
    pub sources: Vec<String>,
}

/// How the rows of evidence become one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adds {
    /// All rows add up.
    Sum,
    /// Of each series the latest; series add up.
    Latest,
    /// Σ numerators / Σ denominators.
    Ratio,
}

impl Measure {
    /// Whose word decides. Of a share it is that of what is shared.
    #[must_use]
    pub fn book(&self) -> Book {
        match self {
            Self::Flows(f) => f.book,
            Self::Indicator(i) => i.book,
            Self::Share { of, .. } => of.book(),
            Self::Activities(a) => a.book,
            Self::Capacity { book, .. } => *book,
            Self::Event(e) => e.book,
            Self::Stated(_) => Book::Announcer,
        }
    }

    /// How its rows become one figure; `nature` is what is known of an indicator whose
    /// measure does not say. None: an indicator of which nobody knows.
    #[must_use]
    pub fn adds(&self, nature: Option<Nature>) -> Option<Adds> {
        match self {
            Self::Share { .. } => Some(Adds::Ratio),
            Self::Indicator(i) if i.is_percentage => Some(Adds::Latest),
            Self::Indicator(i) => match i.nature.or(nature)? {
                Nature::Periodic => Some(Adds::Sum),
                Nature::Cumulative | Nature::Average => Some(Adds::Latest),
            },
            _ => Some(Adds::Sum),
        }
    }

    /// The currency of its figure; none if that is no amount.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        match self {
            Self::Flows(f) => Some(&f.currency),
            Self::Stated(StatedFigure {
                unit: Unit::Currency(code),
                ..
            }) => Some(code),
            _ => None,
        }
    }

    /// Whether its figure is in per cent.
    #[must_use]
    pub fn is_percentage(&self) -> bool {
        match self {
            Self::Share { .. } => true,
            Self::Indicator(i) => i.is_percentage,
            Self::Stated(s) => s.unit == Unit::Percent,
            _ => false,
        }
    }
}

impl Measure {
    /// The question in plain words.
    #[must_use]
    pub fn said(&self) -> Said {
        let book = self.book().said();
        match self {
            Self::Flows(of) => {
                let series = both(of.series.iter().map(|s| s.said()));
                let asked = said!(
                    "{series} in {currency} by {book}",
                    series,
                    currency = of.currency,
                    book
                );
                said!(
                    "{what}, method {method}",
                    what = of.chosen.said(asked),
                    method = of.method
                )
            }
            Self::Indicator(of) => {
                let which = of.which.said();
                match of.of {
                    FigureOf::Actual => said!("actual of {which} by {book}", which, book),
                    FigureOf::Target => said!("target of {which} by {book}", which, book),
                }
            }
            Self::Share { of, within } => said!(
                "{part} as a share of {whole}",
                part = of.said(),
                whole = within.said()
            ),
            Self::Activities(of) => of.chosen.said(match of.statuses.is_empty() {
                true => said!("activities by {book}", book),
                false => said!(
                    "activities of status {statuses} by {book}",
                    statuses = of.statuses.join(", "),
                    book
                ),
            }),
            Self::Capacity { item, book } => {
                said!("deliveries of {item} by {who}", item, who = book.who())
            }
            Self::Event(of) => said!(
                "date of type {kind} of {activity} by {book}",
                kind = of.date,
                activity = of.activity,
                book
            ),
            Self::Stated(of) => said!(
                "{value} {unit} as stated",
                value = of.value.to_string(),
                unit = of.unit.to_string()
            ),
        }
    }
}

/// `a and b and c`.
fn both(mut each: impl Iterator<Item = Said>) -> Said {
    let first = each.next().unwrap_or_else(|| Said::new("", Vec::new()));
    each.fold(first, |all, next| said!("{all} and {next}", all, next))
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl WhichIndicator {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        let (activities, name) = match self {
            Self::Group(id) => return said!("the indicators “{id}”", id),
            Self::Named { activities, name } => (activities, name),
        };
        let indicator = match name {
            IndicatorName::Title(title) => said!("the indicator “{title}”", title),
            IndicatorName::Reference { vocabulary, code } => {
                said!("the indicator {vocabulary}:{code}", vocabulary, code)
            }
        };
        match activities.is_empty() {
            true => indicator,
            false => said!(
                "{indicator} of {activities}",
                indicator,
                activities = activities.join(", ")
            ),
        }
    }
}

impl fmt::Display for WhichIndicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl Chosen {
    /// What is asked, with what it is narrowed to.
    fn said(&self, what: Said) -> Said {
        let list = |all: &[String]| (!all.is_empty()).then(|| all.join(", "));
        let mut what = what;
        if let Some(all) = list(&self.providers) {
            what = said!("{what} from {all}", what, all);
        }
        if let Some(all) = list(&self.receivers) {
            what = said!("{what} to {all}", what, all);
        }
        if let Some(all) = list(&self.activities) {
            what = said!("{what} of {all}", what, all);
        }
        if let Some(all) = list(&self.sectors) {
            what = said!("{what} in sector {all}", what, all);
        }
        if let Some(all) = list(&self.places) {
            what = said!("{what} in {all}", what, all);
        }
        if let Some(pairing) = &self.pairing {
            what = said!("{what} within the pairing {pairing}", what, pairing);
        }
        if let Some(day) = self.from {
            what = said!("{what} since {day}", what, day);
        }
        if let Some(day) = self.to {
            what = said!("{what} until {day}", what, day);
        }
        what
    }
}
