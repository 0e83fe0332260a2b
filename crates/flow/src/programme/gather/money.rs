//! Amounts of a series.

use super::{Asked, Edition, Gathered, LeftOut, Sides};
use crate::flows::counted::{Counted, Why};
use crate::flows::{At, Flow, Reason, Series, Target, When, named};
use crate::programme::evidence::{Part, Row};
use crate::programme::measure::{Book, Chosen, FlowsOf, Unit};
use iati::said;
use iati::said::Said;
use jiff::civil::Date;
use rust_decimal::Decimal;

impl Asked<'_> {
    pub(super) fn flows(&self, of: &FlowsOf, part: Part, found: &mut Gathered) {
        let sides = Sides::of(self.programme, self.pairing, &of.chosen, of.book);
        self.heard(&sides, found);
        let mirrored: Vec<Series> = of.series.iter().filter_map(|s| s.mirror()).collect();
        for edition in self.told.editions {
            let Some(book) = sides.book_of_edition(edition) else {
                continue;
            };
            let series = match book == of.book {
                true => &of.series,
                // A share is of one book; the other's amounts would need its own base.
                false if sides.has_both_ends && part == Part::Whole => &mirrored,
                false => continue,
            };
            let reading = Reading {
                of,
                sides: &sides,
                series,
                edition,
                book,
                part,
            };
            reading.rows(self.told.rates, found);
        }
    }
}

/// One edition, read for one question.
struct Reading<'a> {
    of: &'a FlowsOf,
    sides: &'a Sides,
    series: &'a [Series],
    edition: &'a Edition,
    book: Book,
    part: Part,
}

impl Reading<'_> {
    fn rows(&self, rates: &crate::rate::Rates, found: &mut Gathered) {
        let Some(method) = named(&self.of.method) else {
            return;
        };
        let currency = self.of.currency.as_str();
        let target = Some(Target { rates, currency });
        let mut parts: Vec<(At, Result<Figure, Said>)> = Vec::new();
        method
            .method
            .flows(&self.edition.facts, target, &mut |flow| {
                if self.asks(&flow) {
                    parts.push((flow.at, self.figure(&flow)));
                }
            });
        for of_element in parts.chunk_by(|a, b| a.0 == b.0 && both_same(&a.1, &b.1)) {
            if let [(at, first), rest @ ..] = of_element {
                match first {
                    Ok(first) => {
                        let rest = rest.iter().filter_map(|(_, figure)| figure.as_ref().ok());
                        match together(first.value, rest.map(|f| f.value)) {
                            Ok(value) => found.evidence.rows.push(self.row(*at, first, value)),
                            Err(why) => found.left_out.push(self.left_out(*at, why.said())),
                        }
                    }
                    Err(why) => found.left_out.push(self.left_out(*at, why.clone())),
                }
            }
        }
    }

    fn asks(&self, flow: &Flow<'_>) -> bool {
        let chosen = &self.of.chosen;
        self.series.contains(&flow.series)
            && self.is_between(flow)
            && is_under(&chosen.sectors, flow.sector.label.as_ref().ok())
            && is_under(&chosen.places, flow.place.label.as_ref().ok())
            && in_time(chosen, flow)
    }

    fn is_between(&self, flow: &Flow<'_>) -> bool {
        let chosen = &self.of.chosen;
        let named = self.sides.is_named(self.edition);
        if chosen.pairing.is_some() {
            let among = chosen.activities.is_empty() || named;
            return among && (named || self.sides.gives(flow) && self.sides.receives(flow));
        }
        (chosen.activities.is_empty() || named)
            && (chosen.providers.is_empty() || self.sides.gives(flow))
            && (chosen.receivers.is_empty() || self.sides.receives(flow))
    }

    fn figure(&self, flow: &Flow<'_>) -> Result<Figure, Said> {
        // That the other side tells it too is no reason here: one book is asked.
        match self.edition.standing(flow.at) {
            Counted::Yes | Counted::No(Why::OtherBook { .. }) => {}
            Counted::No(why) => return Err(why.said()),
        }
        if let Some(why) = &flow.left_out {
            return Err(why.said());
        }
        let when = flow.when.as_ref().map_err(Reason::said)?;
        let value = *flow.value.as_ref().map_err(Reason::said)?;
        let (value, currency) = match (&flow.converted, &flow.currency) {
            (Some(Ok(converted)), _) => (converted.amount, self.of.currency.clone()),
            (_, Some(currency)) => (value, currency.clone().into_owned()),
            (_, None) => return Err(said!("no currency is stated")),
        };
        Ok(Figure {
            day: when.last(),
            value,
            unit: Unit::Currency(currency),
        })
    }

    fn row(&self, at: At, figure: &Figure, value: Decimal) -> Row {
        Row {
            day: figure.day,
            told: self.edition.told,
            gone: self.edition.gone,
            book: self.book,
            part: self.part,
            series: String::new(),
            value,
            unit: figure.unit.clone(),
            rests_on: self.edition.place(&at.to_string(), u64::from(at.line)),
        }
    }

    fn left_out(&self, at: At, why: Said) -> LeftOut {
        LeftOut {
            rests_on: self.edition.place(&at.to_string(), u64::from(at.line)),
            book: self.book,
            why,
        }
    }
}

/// One part of an element.
struct Figure {
    day: Date,
    value: Decimal,
    unit: Unit,
}

/// The sum of the parts of one element.
fn together(first: Decimal, rest: impl Iterator<Item = Decimal>) -> Result<Decimal, Reason> {
    let mut rest = rest;
    let sum = rest.try_fold(first, Decimal::checked_add);
    sum.ok_or(Reason::TooManyDigits)
}

/// Whether two parts of one element go into one row.
fn both_same(a: &Result<Figure, Said>, b: &Result<Figure, Said>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => a.day == b.day && a.unit == b.unit,
        (Err(a), Err(b)) => a == b,
        _ => false,
    }
}

/// Whether a label is under one of the codes.
fn is_under(codes: &[String], label: Option<&crate::flows::Label<'_>>) -> bool {
    if codes.is_empty() {
        return true;
    }
    let Some(label) = label else {
        return false;
    };
    let text = label.text();
    codes.iter().any(|code| Chosen::is_under(code, &text))
}

fn in_time(chosen: &Chosen, flow: &Flow<'_>) -> bool {
    let Ok(when) = &flow.when else {
        return true;
    };
    let (first, last) = match when {
        When::Day(day) => (*day, *day),
        When::Period(first, last) => (*first, *last),
    };
    chosen.from.is_none_or(|from| from <= first) && chosen.to.is_none_or(|to| last <= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_no_decimal_holds_together_are_left_out() {
        let sum = together(Decimal::MAX, [Decimal::MAX].into_iter());
        assert_eq!(sum, Err(Reason::TooManyDigits));
        let sum = together(Decimal::ONE, [Decimal::TWO].into_iter());
        assert_eq!(sum, Ok(Decimal::from(3)));
    }
}
