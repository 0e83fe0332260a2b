//! Cells that the questions about a programme show.

use crate::answer::{Cell, NOT_STATED};
use flow::exact::Ratio;
use flow::programme::evidence::RestsOn;
use flow::programme::{Book, Programme, Status, Unit};
use iati::amount::Sum;
use rust_decimal::Decimal;

/// Decimals that a figure is shown with where it has no end.
const DECIMALS: u32 = 2;

pub fn organisation(programme: &Programme, id: &str) -> Cell {
    Cell::coded(Some(id), |id| {
        programme
            .organisation(id)
            .map(|o| crate::programme::words(&o.name))
    })
}

/// The pairing that something belongs to, or the programme as a whole.
pub fn pairing(id: Option<&str>) -> Cell {
    id.map_or(Cell::Missing("the programme"), |id| {
        Cell::Text(id.to_owned())
    })
}

pub fn book(book: Book) -> Cell {
    Cell::Word(book.id())
}

pub fn status(status: Status) -> Cell {
    Cell::Word(status.id())
}

/// A figure and what it is counted in.
pub fn quantity(value: Option<Decimal>, unit: &Unit) -> Cell {
    value.map_or(NOT_STATED, |value| Cell::Figure {
        value: value.normalize().to_string(),
        unit: unit.to_string(),
    })
}

/// The same of an exact ratio, rounded where it has no end.
pub fn ratio(value: Option<Ratio>, unit: &Unit) -> Cell {
    let exact = |r: Ratio| r.exactly().filter(|d| d.normalize().scale() <= DECIMALS);
    let rounded = value.and_then(|r| exact(r).or_else(|| r.rounded(DECIMALS)));
    quantity(rounded, unit)
}

/// What a row rests on: import, activity, position.
pub fn rests_on(on: &RestsOn) -> [Cell; 3] {
    let import = match on.publication.parse() {
        Ok(import) => Cell::Count(import),
        Err(_) if on.publication.is_empty() => NOT_STATED,
        Err(_) => Cell::Text(on.publication.clone()),
    };
    let line = on
        .position
        .map(|p| say!("line {line}", line = p.line.to_string()));
    let place = match (&on.element, line) {
        (Some(element), Some(line)) => Some(format!("{element}, {line}")),
        (element, line) => element.clone().or(line),
    };
    [import, Cell::text(on.activity.clone()), Cell::text(place)]
}

/// A converted sum, to the cent; what nobody told is not nought.
pub fn money(sum: Option<&Sum>, currency: &str) -> Cell {
    let Some(sum) = sum else {
        return Cell::Missing("nothing told");
    };
    let cents = sum.value().filter(|v| v.scale() > 2).map(|v| v.round_dp(2));
    Cell::Money {
        amount: cents.map_or_else(|| sum.to_string(), |v| v.to_string()),
        currency: Some(currency.to_owned()),
    }
}
