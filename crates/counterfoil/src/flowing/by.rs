//! What flows are grouped by.

use super::{Piece, Plan, name_of};
use crate::answer::{Cell, Column, ColumnKind as K, NOT_STATED};
use crate::question::label;
use crate::tongue;
use clap::ValueEnum;
use flow::flows::boundary::Crossing;
use flow::flows::{Facts, Reason, Slot};
use iati::said::phrase;
use ledger::View;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum By {
    Provider,
    Receiver,
    Reporter,
    #[value(alias = "place")]
    Country,
    Sector,
    Year,
    Type,
    /// Where the money lies to the boundary
    Crossing,
}

/// What one flow is grouped under.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    Code(String),
    /// Not placed, and why, in English.
    Unplaced(String),
    NotStated,
}

impl Label {
    fn of(text: Option<&str>) -> Self {
        text.map_or(Self::NotStated, |t| Self::Code(t.to_owned()))
    }

    /// What [`Slot::word`] says.
    pub fn of_word(word: &str) -> Self {
        match word.strip_prefix(Slot::WHY) {
            Some(why) => Self::Unplaced(why.to_owned()),
            None => Self::of(Some(word).filter(|w| !w.is_empty())),
        }
    }
}

impl By {
    pub fn column(self) -> Column {
        match self {
            Self::Provider => Column::new("provider", K::Coded, "Who gives"),
            Self::Receiver => Column::new("receiver", K::Coded, "Who receives"),
            Self::Reporter => Column::new("reporter", K::Coded, "Who says so"),
            Self::Country => Column::new("country", K::Coded, "Country or region"),
            Self::Sector => Column::new("sector", K::Coded, "Sector"),
            Self::Year => Column::new("year", K::Text, "Year of the report"),
            Self::Type => Column::new("type", K::Coded, "Series: transaction type, budget or plan"),
            Self::Crossing => Column::new("crossing", K::Text, "How it lies to the boundary"),
        }
    }

    /// What a flow is grouped under; the year is not asked here, since a flow can
    /// be of several.
    pub fn label(self, piece: &Piece<'_, '_>, facts: &Facts) -> Label {
        let flow = piece.flow;
        match self {
            Self::Provider => Label::of(flow.provider.label()),
            Self::Receiver => Label::of(flow.receiver.label()),
            Self::Reporter => {
                let org = facts.reporter.as_ref();
                Label::of(org.and_then(|o| o.reference().or(o.name())))
            }
            Self::Country => Label::of_word(&flow.place.word()),
            Self::Sector => Label::of_word(&flow.sector.word()),
            Self::Type => Label::of(flow.type_label()),
            Self::Crossing => Label::of(piece.crossing.map(crossing)),
            Self::Year => Label::NotStated,
        }
    }

    pub fn cell(self, found: &Label, view: &View<'_>) -> Cell {
        let code = match found {
            Label::NotStated => return NOT_STATED,
            Label::Unplaced(why) => return Cell::Unknown(tongue::say(&Reason::heard(why))),
            Label::Code(code) => code,
        };
        match self {
            Self::Provider | Self::Receiver | Self::Reporter => {
                label::organisation(Some(code), view.live())
            }
            Self::Country | Self::Sector => Cell::coded(Some(code), name_of),
            Self::Type => match flow::flows::Series::parse(code) {
                Some(series) => Cell::Coded {
                    code: code.clone(),
                    name: Some(tongue::words(series.name())),
                },
                None => label::transaction_type(Some(code)),
            },
            Self::Year => Cell::Text(code.clone()),
            Self::Crossing => match CROSSINGS.iter().find(|(_, word)| word == code) {
                Some((_, word)) => Cell::Word(word),
                None => Cell::Text(code.clone()),
            },
        }
    }
}

/// How money lies to a boundary, and the word for it.
const CROSSINGS: [(Crossing, &str); 5] = [
    (Crossing::Incoming, phrase("incoming")),
    (Crossing::Internal, phrase("internal")),
    (Crossing::Outgoing, phrase("outgoing")),
    (Crossing::Outside, phrase("outside")),
    (Crossing::Unknown, phrase("not known: an end is not named")),
];

fn crossing(crossing: Crossing) -> &'static str {
    let mut all = CROSSINGS.iter();
    all.find(|(c, _)| *c == crossing)
        .map_or("", |(_, word)| word)
}

impl Plan {
    /// The combinations of labels that a flow counts under, each with its amount.
    /// There are several only where its period lies over several years.
    pub fn labels(
        &self,
        by: &[By],
        piece: &Piece<'_, '_>,
        facts: &Facts,
    ) -> Vec<(Vec<Label>, Option<rust_decimal::Decimal>)> {
        let labels: Vec<Label> = by.iter().map(|b| b.label(piece, facts)).collect();
        let amount = piece.amount.as_ref().ok().copied();
        let Some(place) = by.iter().position(|b| *b == By::Year) else {
            return vec![(labels, amount)];
        };
        let with_year = |year: Label| {
            let mut labels = labels.clone();
            labels[place] = year;
            labels
        };
        let parts = self.parts(piece.flow, amount.unwrap_or_default());
        if parts.is_empty() {
            return vec![(with_year(Label::NotStated), amount)];
        }
        let asked = self.filter.year.as_ref();
        parts
            .into_iter()
            .filter(|(year, _)| asked.is_none_or(|a| a == year))
            .map(|(year, part)| (with_year(Label::Code(year)), amount.map(|_| part)))
            .collect()
    }
}
