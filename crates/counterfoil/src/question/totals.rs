//! Sums of transactions, exact, by currency and type and whatever is asked.

use super::filter::{LIVE, TransactionFilter};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, counted};
use crate::error::Result;
use clap::{Args, ValueEnum};
use flow::classify::SEVERAL;
use flow::kind::{self, Direction};
use ledger::{Dimension, Group, View};

/// Sums of transactions by provider, receiver, country, year …
#[derive(Args, Clone, Debug)]
pub struct Totals {
    /// What to group by, besides currency and type
    #[arg(long, value_delimiter = ',', value_name = "WHAT")]
    by: Vec<By>,
    #[command(flatten)]
    filter: TransactionFilter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Provider,
    Receiver,
    Reporter,
    Country,
    Sector,
    Year,
    Type,
}

impl By {
    fn dimension(self) -> Dimension {
        match self {
            Self::Provider => Dimension::Provider,
            Self::Receiver => Dimension::Receiver,
            Self::Reporter => Dimension::Reporter,
            Self::Country => Dimension::Place,
            Self::Sector => Dimension::Sector,
            Self::Year => Dimension::Year,
            Self::Type => Dimension::Type,
        }
    }

    fn column(self) -> Column {
        match self {
            Self::Provider => Column::new("provider", K::Coded, "Who gives"),
            Self::Receiver => Column::new("receiver", K::Coded, "Who receives"),
            Self::Reporter => Column::new("reporter", K::Coded, "Who says so"),
            Self::Country => Column::new("country", K::Coded, "Country or region"),
            Self::Sector => Column::new("sector", K::Coded, "Sector"),
            Self::Year => Column::new("year", K::Text, "Year of the transaction date"),
            Self::Type => Column::new("type", K::Coded, "Transaction type"),
        }
    }

    fn cell(self, text: Option<&str>, view: &View<'_>) -> Cell {
        match self {
            Self::Provider | Self::Receiver | Self::Reporter => {
                label::organisation(text, view.live())
            }
            Self::Country => label::class_label(text, label::place_name),
            Self::Sector => label::class_label(text, label::sector_name),
            Self::Year => Cell::text(text),
            Self::Type => label::transaction_type(text),
        }
    }
}

impl Question for Totals {
    const NAME: &'static str = "totals";
    const ABOUT: &'static str = "Sums of transactions by provider, receiver, country, year …";
    const EXAMPLE: &'static [&'static str] = &["--by", "provider,year", "--currency", "EUR"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let by = self.grouping();
        let mut dimensions: Vec<Dimension> = by.iter().map(|b| b.dimension()).collect();
        dimensions.push(Dimension::Currency);
        let groups = view.sum(&self.filter.read(), &dimensions)?;
        let counted_in: u64 = groups.iter().map(|g| g.counted).sum();
        let currencies: std::collections::BTreeSet<_> =
            groups.iter().map(|g| g.labels.last()).collect();
        let sentence = format!(
            "{}, {} to {}, in {}.",
            About::when(view),
            counted(counted_in, "transaction adds up", "transactions add up"),
            counted(groups.len() as u64, "total", "totals"),
            counted(currencies.len() as u64, "currency", "currencies"),
        );
        let mut about = About::new(Self::NAME, view, sentence, groups.len());
        about.method = format!(
            "{LIVE}; sums are exact, one per currency and type, negative amounts included; a transaction of \
             several sectors or places counts under “several”; the reporter stands for an unnamed provider of \
             outgoing or receiver of incoming money"
        );
        about.caveats.extend(self.caveats(&groups, &by, view)?);
        let mut columns: Vec<Column> = by.iter().map(|b| b.column()).collect();
        columns.push(Column::new(
            "total",
            K::Money,
            "Exact sum of the stated amounts",
        ));
        columns.push(Column::new(
            "transactions",
            K::Count,
            "How many are in the sum",
        ));
        columns.push(Column::new(
            "without_value",
            K::Count,
            "How many have no readable amount and are not in it",
        ));
        let rows = groups.into_iter().map(move |g| Ok(row(&by, g, view)));
        Ok(Answer {
            about,
            columns,
            rows: Box::new(rows),
        })
    }
}

impl Totals {
    /// What was asked, each once, and the type always: kinds of transaction are
    /// never added to each other.
    fn grouping(&self) -> Vec<By> {
        let mut by: Vec<By> = Vec::new();
        for asked in self.by.iter().chain(&[By::Type]) {
            if !by.contains(asked) {
                by.push(*asked);
            }
        }
        by
    }

    fn caveats(&self, groups: &[Group], by: &[By], view: &View<'_>) -> Result<Vec<String>> {
        let mut caveats = Vec::new();
        let types = groups
            .iter()
            .filter_map(|g| g.labels[by.iter().position(|b| *b == By::Type)?].as_deref());
        let directions: Vec<Direction> = types.map(kind::direction).collect();
        if directions.contains(&Direction::In) && directions.contains(&Direction::Out) {
            caveats.push(
                "incoming and outgoing kinds may tell of the same money, by the receiver and by the giver; they are not to be added to each other".to_owned(),
            );
        }
        let without: u64 = groups.iter().map(|g| g.without_value).sum();
        if without > 0 {
            caveats.push(format!(
                "left out of all totals: {} without a readable amount",
                counted(without, "transaction", "transactions")
            ));
        }
        for (at, what) in by.iter().enumerate() {
            let several = groups
                .iter()
                .filter(|g| g.labels[at].as_deref() == Some(SEVERAL));
            let several: u64 = several.map(|g| g.counted).sum();
            if several > 0 && matches!(what, By::Country | By::Sector) {
                let name = if *what == By::Country {
                    "place"
                } else {
                    "sector"
                };
                caveats.push(format!(
                    "“several” holds {} of more than one {name}",
                    counted(several, "transaction", "transactions")
                ));
            }
        }
        if let Some(currency) = &self.filter.currency {
            let mut other = self.filter.read();
            other.currency = None;
            let all: u64 = view.sum(&other, &[])?.iter().map(|g| g.counted).sum();
            let shown: u64 = groups.iter().map(|g| g.counted).sum();
            if all > shown {
                caveats.push(format!(
                    "{} stated in other currencies than {currency} and left out: nothing is converted yet",
                    counted(all - shown, "transaction is", "transactions are")
                ));
            }
        }
        Ok(caveats)
    }
}

fn row(by: &[By], group: Group, view: &View<'_>) -> Vec<Cell> {
    let mut labels = group.labels.iter();
    let mut cells: Vec<Cell> = by
        .iter()
        .zip(&mut labels)
        .map(|(b, text)| b.cell(text.as_deref(), view))
        .collect();
    let currency = labels.next().cloned().flatten();
    cells.push(if group.counted == 0 {
        Cell::Missing("no readable amount")
    } else {
        Cell::Money {
            amount: group.sum.to_string(),
            currency,
        }
    });
    cells.push(Cell::Count(group.counted));
    cells.push(Cell::Count(group.without_value));
    cells
}
