//! The question over the ledger that decides a promise.
//!
//! Here it is only described: whoever keeps a ledger asks it and hands back
//! [`Evidence`](super::evidence::Evidence).

use super::model::IndicatorName;
use crate::flows::Series;
use crate::results::Nature;
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
            Self::Donor => "donor",
            Self::Recipient => "recipient",
            Self::Announcer => "announcer",
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

/// The question in plain words.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let book = self.book().id();
        match self {
            Self::Flows(of) => {
                let series: Vec<_> = of.series.iter().map(|s| s.row().id).collect();
                write!(
                    f,
                    "{} in {} by the {book}'s book{}, method {}",
                    series.join(" and "),
                    of.currency,
                    of.chosen,
                    of.method
                )
            }
            Self::Indicator(of) => {
                let figure = match of.of {
                    FigureOf::Actual => "actual",
                    FigureOf::Target => "target",
                };
                write!(f, "{figure} of {} by the {book}'s book", of.which)
            }
            Self::Share { of, within } => write!(f, "{of} as a share of {within}"),
            Self::Activities(of) => {
                let statuses = match of.statuses.is_empty() {
                    true => String::new(),
                    false => format!(" of status {}", of.statuses.join(", ")),
                };
                write!(f, "activities{statuses} by the {book}'s book{}", of.chosen)
            }
            Self::Capacity { item, .. } => write!(f, "deliveries of {item} by the {book}"),
            Self::Event(of) => write!(
                f,
                "date of type {} of {} by the {book}'s book",
                of.date, of.activity
            ),
            Self::Stated(of) => write!(f, "{} {} as stated", of.value, of.unit),
        }
    }
}

impl fmt::Display for WhichIndicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(id) => write!(f, "the indicators “{id}”"),
            Self::Named { activities, name } => {
                match name {
                    IndicatorName::Title(title) => write!(f, "the indicator “{title}”")?,
                    IndicatorName::Reference { vocabulary, code } => {
                        write!(f, "the indicator {vocabulary}:{code}")?
                    }
                }
                match activities.is_empty() {
                    true => Ok(()),
                    false => write!(f, " of {}", activities.join(", ")),
                }
            }
        }
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [
            ("from", &self.providers),
            ("to", &self.receivers),
            ("of", &self.activities),
            ("in sector", &self.sectors),
            ("in", &self.places),
        ];
        for (word, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            write!(f, " {word} {}", list.join(", "))?;
        }
        if let Some(pairing) = &self.pairing {
            write!(f, " within the pairing {pairing}")?;
        }
        for (word, day) in [("since", self.from), ("until", self.to)] {
            if let Some(day) = day {
                write!(f, " {word} {day}")?;
            }
        }
        Ok(())
    }
}
