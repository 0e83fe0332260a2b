//! Follows the money of one activity through files of activities.
//!
//! `cargo run --release -p flow --example trace_chain -- up|down ID FORMAT FILE…`:
//! reads the files, matches their books, and prints the trace in FORMAT: `text`,
//! `json`, `dot` or `svg`; `fifo-` before it divides by date, oldest first.
//! Amounts are followed in US dollars at the built-in rates.

use flow::rate::{Pick, Rates};
use flow::reconcile::{Aliases, Books, reconcile};
use flow::trace::{
    Accounts, Convention, Direction, Graph, Joined, Series, SvgLayout, TextLayout, Unit, Whose,
    dot, json, svg, text, trace,
};
use iati::activity::Activity;
use iati::read::{Piece, Reader, Tree, UnitKind};
use iati::said::English;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::error::Error;
use std::fs::File;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[expect(clippy::print_stdout, reason = "it prints the trace")]
fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [way, id, format, files @ ..] = &arguments[..] else {
        return Err("up or down, an identifier, a format and files are missing".into());
    };
    let direction = match way.as_str() {
        "up" => Direction::Up,
        "down" => Direction::Down,
        other => return Err(format!("“{other}” is neither up nor down").into()),
    };
    let rates = Rates::builtin();
    let unit = Unit {
        rates: Some("the built-in rates".to_owned()),
        ..Unit::usd()
    };
    let mut books = Books::new(Aliases::default());
    let mut accounts = Accounts::new(unit, Aliases::default());
    for file in files {
        read(file, rates, &mut books, &mut accounts)?;
    }
    let found = reconcile(&books);
    let joined = found.matches.iter().map(Joined::from);
    let graph = Graph::new(&accounts, joined, Series::Payments, Whose::Giver);
    let start = graph.find(id).map_err(|f| match f.nearest {
        Some(near) => format!("no activity “{id}”; nearest is “{}”", near.identifier),
        None => format!("no activity “{id}”"),
    })?;
    let (convention, format) = match format.strip_prefix("fifo-") {
        Some(format) => (Convention::FirstInFirstOut, format),
        None => (Convention::ProRata, format.as_str()),
    };
    let trace = trace(&graph, start, direction, convention, None);
    let told = match format {
        "text" => text(&trace, &TextLayout::default(), &English),
        "json" => json(&trace)?,
        "dot" => dot(&trace, 40, &English),
        "svg" => svg(&trace, &SvgLayout::default(), &English),
        other => return Err(format!("“{other}” is no format").into()),
    };
    print!("{told}");
    Ok(())
}

fn read(path: &str, rates: &Rates, books: &mut Books, accounts: &mut Accounts) -> Outcome<()> {
    let mut to_dollars = |value: Decimal, currency: &str, day: Date| -> Option<Decimal> {
        let converted = rates.convert(value, currency, "USD", day, Pick::Counterfoil);
        converted.ok().map(|c| c.amount)
    };
    let mut reader = Reader::new(File::open(path)?);
    while let Some(piece) = reader.next_piece().map_err(|e| e.to_string())? {
        let Piece::Unit(unit) = piece else { continue };
        let (UnitKind::Activity, Ok(text)) = (unit.kind, unit.source) else {
            continue;
        };
        let Ok(tree) = Tree::parse(text, &unit.context) else {
            continue;
        };
        let activity = Activity::read(&tree, &unit.context, unit.start);
        books.read(&activity, path, &mut to_dollars);
        accounts.read(&activity, path, &mut to_dollars);
    }
    Ok(())
}
