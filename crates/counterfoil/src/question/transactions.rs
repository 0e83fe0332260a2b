//! Every payment, commitment and receipt, as its reporter states it.

use super::filter::{LIVE, TransactionFilter};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Rows};
use crate::error::Result;
use crate::tongue;
use clap::Args;
use flow::book::Entry;
use ledger::{Hit, Kind, View};

/// Transactions as their reporters state them
#[derive(Args, Clone, Debug)]
pub struct Transactions {
    #[command(flatten)]
    filter: TransactionFilter,
}

const COLUMNS: &[Column] = &[
    Column::new("date", K::Date, "Transaction date"),
    Column::new("type", K::Coded, "Transaction type"),
    Column::new("value", K::Money, "As stated"),
    Column::new("value_date", K::Date, "Day whose exchange rate counts").detail(),
    Column::new("provider", K::Coded, "Who gives"),
    Column::new(
        "provider_activity",
        K::Text,
        "The provider's activity, if named",
    )
    .detail(),
    Column::new("receiver", K::Coded, "Who receives"),
    Column::new(
        "receiver_activity",
        K::Text,
        "The receiver's activity, if named",
    )
    .detail(),
    Column::new("activity", K::Text, "The activity that states it"),
    Column::new("title", K::Text, "Title of that activity").detail(),
    Column::new("reporter", K::Coded, "Who says so").detail(),
    Column::new("place", K::Coded, "Country or region").detail(),
    Column::new("sector", K::Coded, "Sector").detail(),
    Column::new("description", K::Text, "As stated").detail(),
    Column::new(
        "implied",
        K::Text,
        "Which organisation is not named, but implied by the type",
    )
    .detail(),
    Column::new("import", K::Count, "The publication it is read from").detail(),
    Column::new("position", K::Text, "Where it stands in that file").detail(),
];

impl Question for Transactions {
    const NAME: &'static str = "transactions";
    const ABOUT: &'static str = "Transactions as their reporters state them";
    const ROWS: &'static str = "{n: One row|# transactions}";
    const EXAMPLE: &'static [&'static str] = &["--type", "3"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let hits = view.select(Kind::Transaction, &self.filter.read())?;
        let sentence = say!(
            "{when}, {n: # transaction answers|# transactions answer} the question.",
            when = About::when(view),
            n = hits.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, hits.len());
        about.rests_on(view.live().sources(&hits));
        about.method = say!(
            "{live}; the reporter stands for an unnamed provider of outgoing or receiver of incoming money",
            live = tongue::words(LIVE)
        );
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(Rows::new(hits, move |hit| row(view, hit))),
        })
    }
}

fn row(view: &View<'_>, hit: Hit) -> Result<Vec<Cell>> {
    let e: Entry = view.row(hit)?;
    let member = view.member(hit);
    let live = view.live();
    let implied = match (e.provider.implied, e.receiver.implied) {
        (true, _) => Cell::Word("provider"),
        (_, true) => Cell::Word("receiver"),
        _ => Cell::Word("none"),
    };
    Ok(vec![
        e.date
            .map_or_else(|| label::gap("date ", &e.gaps), Cell::Date),
        label::transaction_type(e.kind.as_deref()),
        label::money(e.value, e.currency.as_deref(), &e.gaps),
        Cell::date(e.value_date),
        label::party(&e.provider, live),
        Cell::text(e.provider.activity.clone()),
        label::party(&e.receiver, live),
        Cell::text(e.receiver.activity.clone()),
        Cell::Text(e.activity),
        Cell::text(e.title),
        label::party(&e.reporter, live),
        label::class(&e.place, label::place_name),
        label::class(&e.sector, label::sector_name),
        Cell::text(e.description),
        implied,
        Cell::Count(member.publication),
        label::position(member, &e.path),
    ])
}
