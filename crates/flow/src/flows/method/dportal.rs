//! The rules of d-portal's import.
//!
//! Source: its code (`dstore/js/dstore_db.js`, `iati_xml.js`, MIT licence), read,
//! not copied; and what it made of files. Its slips are kept: they are its answer.

use super::counterfoil::{CONVERTED, at, blank, converted, transaction_type};
use super::{Method, Target};
use crate::flows::facts::{
    Budget, Coded, Day, Facts, Org, Planned, Share, Transaction, Value, filled,
};
use crate::flows::flow::{At, Basis, Element, Flow, Label, LeftOut, List, Party, Slot, When};
use crate::flows::number::{javascript_day, javascript_number, javascript_prefix, javascript_year};
use crate::flows::reason::Reason;
use crate::flows::series::Series;
use crate::flows::share::Division;
use crate::flows::split;
use crate::rate::{Conversion, Pick};
use iati::said;
use iati::said::{Give, phrase};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// What the method does, for help and pages.
pub const TEXT: &[&str] = &[
    phrase(
        "\
Sectors of five and of three digits are pooled, so that a file which states both has each at half. A percentage that is \
missing, zero or unreadable counts as 1, a negative one as positive; all are scaled to 100. Regions are ignored: countries \
alone have the whole. Of a transaction's own countries the first is taken, of its own sectors the last, without percentages.",
    ),
    phrase(
        "\
Where an activity states no countries or sectors, budgets are divided by its transactions: by the dollars of its commitments, \
else of its disbursements and expenditure, without their signs.",
    ),
    phrase(
        "\
An original and a revised budget are both counted. A planned disbursement counts only if no budget and no earlier plan starts \
in the same year. Budgets and plans longer than 370 days or without length do not count.",
    ),
    phrase(
        "\
Commas in values are left out, a value that is no number is 0 (here it is shown with its reason), a missing currency is US \
dollars, a missing value-date is January 2010. The rate is that of the value-date's month; d-portal's own rates differ from \
those used here. Of an identifier that stands in two files the last read is kept. Activities without an identifier are left \
out. Where a publisher states commitments but no spending, d-portal later invents disbursements of the same size, and a \
country or sector whose transactions come to nothing it gives the whole budget; neither is done here.",
    ),
];

/// The method of d-portal.
pub struct DPortal;

impl Method for DPortal {
    fn flows<'a>(
        &self,
        facts: &'a Facts,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        let mut import = Import::of(facts, target);
        for (index, t) in facts.transactions.iter().enumerate() {
            import.transaction(index, t, out);
        }
        if facts.budgets.is_empty() && facts.planned.is_empty() {
            return;
        }
        import.infer();
        for (index, b) in facts.budgets.iter().enumerate() {
            import.budget(index, b, out);
        }
        for (index, p) in facts.planned.iter().enumerate() {
            import.planned(index, p, out);
        }
    }
}

/// A label's share of the whole.
#[derive(Clone)]
struct Piece<'a> {
    label: Result<Label<'a>, Reason>,
    weight: Decimal,
}

/// One activity on its way in.
struct Import<'a, 't> {
    facts: &'a Facts,
    target: Option<Target<'t>>,
    countries: Division<'a>,
    sectors: Division<'a>,
    /// Years in which a budget or plan starts.
    years: Vec<Option<i64>>,
}

/// One dimension of a flow: its own label, or the activity's.
enum Side<'d, 'a> {
    Own(Label<'a>),
    Activity(&'d Division<'a>),
}

impl<'a, 't> Import<'a, 't> {
    fn of(facts: &'a Facts, target: Option<Target<'t>>) -> Self {
        let country = |s: &'a Share| Piece {
            label: country(s),
            weight: weight(s),
        };
        let sector = |s: &'a Share| Piece {
            label: sector(s),
            weight: weight(s),
        };
        let dac = facts.sectors.iter().filter(|s| is_dac(s));
        Self {
            facts,
            target,
            countries: division(
                facts.countries.iter().map(country).collect(),
                Basis::Rebased,
            ),
            sectors: division(dac.map(sector).collect(), Basis::Rebased),
            years: Vec::new(),
        }
    }

    fn transaction(&self, index: usize, t: &'a Transaction, out: &mut dyn FnMut(Flow<'a>)) {
        let own_country = t
            .countries
            .first()
            .filter(|s| filled(s.code.as_deref()).is_some());
        let place = match own_country.map(country) {
            Some(Ok(label)) => Side::Own(label),
            _ => Side::Activity(&self.countries),
        };
        let sector = match own_sector(t) {
            Some(label) => Side::Own(label),
            None => Side::Activity(&self.sectors),
        };
        let kind = filled(t.kind.as_deref()).map(transaction_type);
        let series = kind.as_deref().map_or(Series::UnknownType, Series::of_type);
        let head = Flow {
            kind,
            when: day(t.date.as_ref()).map(When::Day),
            provider: declared(t.provider.as_ref()),
            receiver: declared(t.receiver.as_ref()),
            aid_type: code(t.aid_types.first()),
            finance_type: code(t.finance_type.as_ref()),
            flow_type: code(t.flow_type.as_ref()),
            tied_status: code(t.tied_status.as_ref()),
            ..blank(series, at(Element::Transaction, index, t.line))
        };
        self.emit(head, t.value.as_ref(), [place, sector], out);
    }

    fn budget(&mut self, index: usize, b: &'a Budget, out: &mut dyn FnMut(Flow<'a>)) {
        let at = at(Element::Budget, index, b.line);
        let year = year(b.start.as_ref());
        self.years.push(year);
        let head = head(Series::Budget, at, b.kind.as_deref(), [&b.start, &b.end]);
        self.plan(head, b.value.as_ref(), out);
    }

    fn planned(&mut self, index: usize, p: &'a Planned, out: &mut dyn FnMut(Flow<'a>)) {
        let at = at(Element::PlannedDisbursement, index, p.line);
        let year = year(p.start.as_ref());
        let is_taken = year.is_some_and(|y| y != 0) && self.years.contains(&year);
        self.years.push(year);
        let series = Series::PlannedDisbursement;
        let mut head = head(series, at, p.kind.as_deref(), [&p.start, &p.end]);
        head.provider = declared(p.provider.as_ref());
        head.receiver = declared(p.receiver.as_ref());
        if head.left_out.is_none() && is_taken {
            head.left_out = Some(LeftOut::YearTaken);
        }
        self.plan(head, p.value.as_ref(), out);
    }

    fn plan(&self, head: Flow<'a>, value: Option<&'a Value>, out: &mut dyn FnMut(Flow<'a>)) {
        let place = Side::Activity(&self.countries);
        let sector = Side::Activity(&self.sectors);
        self.emit(head, value, [place, sector], out);
    }

    /// Gives out a flow for each country and sector.
    fn emit(
        &self,
        mut head: Flow<'a>,
        value: Option<&'a Value>,
        sides: [Side<'_, 'a>; 2],
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        head.currency = currency(self.facts, value);
        head.value = amount(value);
        let owned = sides.map(|side| match side {
            Side::Own(label) => Cow::Owned(Division::one(Slot::whole(Ok(label)))),
            Side::Activity(division) => Cow::Borrowed(division),
        });
        let [places, sectors] = &owned;
        let whole = self.target.map(|t| convert(&head, value, t));
        let dimensions = [&places.weights, &sectors.weights];
        let cut =
            |amount: Decimal| split::parts(amount, &dimensions, CONVERTED).map_err(Reason::from);
        let values = head.value.clone().and_then(cut);
        let converted = whole.map(|w| w.and_then(|w| Ok((cut(w.amount)?, w))));
        for (cell, (place, sector)) in pairs(&places.slots, &sectors.slots).enumerate() {
            let part = |all: &[Decimal]| all.get(cell).copied().unwrap_or_default();
            let value = match &values {
                Ok(values) => Ok(part(values)),
                Err(why) => Err(why.clone()),
            };
            let converted = converted.as_ref().map(|c| match c {
                Ok((amounts, whole)) => Ok(Conversion {
                    amount: part(amounts),
                    ..whole.clone()
                }),
                Err(why) => Err(Reason::clone(why)),
            });
            out(Flow {
                place: place.clone(),
                sector: sector.clone(),
                value,
                converted,
                ..head.clone()
            });
        }
    }

    /// Works the missing countries and sectors out from the transactions.
    fn infer(&mut self) {
        if !self.countries.is_stated() {
            let own = |t: &'a Transaction| {
                let first = t.countries.first();
                first.and_then(|s| country(s).ok())
            };
            self.countries = division(self.inferred(own), Basis::Inferred);
        }
        if !self.sectors.is_stated() {
            let mut pieces = self.inferred(own_sector);
            pieces.sort_by_key(number_like);
            self.sectors = division(pieces, Basis::Inferred);
        }
    }

    fn inferred(&self, own: impl Fn(&'a Transaction) -> Option<Label<'a>>) -> Vec<Piece<'a>> {
        let of_types = |types: &[&str]| -> Vec<(&'a Transaction, Label<'a>)> {
            let all = self.facts.transactions.iter();
            let chosen = all.filter(|t| {
                let kind = filled(t.kind.as_deref()).map(transaction_type);
                kind.is_some_and(|k| types.contains(&k.as_ref()))
            });
            chosen.filter_map(|t| Some((t, own(t)?))).collect()
        };
        let mut told = of_types(&["2"]);
        if told.is_empty() {
            told = of_types(&["3", "4"]);
        }
        self.summed(told)
    }

    /// Amounts by label, in dollars if there are rates.
    fn summed(&self, told: Vec<(&'a Transaction, Label<'a>)>) -> Vec<Piece<'a>> {
        let mut pieces: Vec<Piece<'a>> = Vec::new();
        let currencies = told
            .iter()
            .map(|(t, _)| currency(self.facts, t.value.as_ref()));
        let several = currencies.collect::<std::collections::BTreeSet<_>>().len() > 1;
        if self.target.is_none() && several {
            return vec![Piece {
                label: Err(Reason::SeveralCurrencies),
                weight: Decimal::ONE,
            }];
        }
        for (t, label) in told {
            let weight = self.dollars(t).unwrap_or_default().abs();
            let label = Ok(label);
            match pieces.iter_mut().find(|p| p.label == label) {
                Some(piece) => piece.weight = piece.weight.saturating_add(weight),
                None => pieces.push(Piece { label, weight }),
            }
        }
        // It reads a share of nothing as the whole, which then counts twice; here
        // such a label has nothing, or an equal part if all are so.
        match pieces.iter().all(|p| p.weight.is_zero()) {
            true => pieces.iter_mut().for_each(|p| p.weight = Decimal::ONE),
            false => pieces.retain(|p| !p.weight.is_zero()),
        }
        pieces
    }

    fn dollars(&self, t: &'a Transaction) -> Option<Decimal> {
        let value = amount(t.value.as_ref()).ok()?;
        let Some(target) = self.target else {
            return Some(value);
        };
        let target = Target {
            currency: "USD",
            ..target
        };
        let currency = currency(self.facts, t.value.as_ref());
        let from = currency.as_deref().unwrap_or("USD").to_ascii_uppercase();
        let day = month_of(t.value.as_ref());
        converted(value, &from, day, target, Pick::ClosestDated)
            .ok()
            .map(|c| c.amount)
    }
}

/// A budget or plan before it is divided.
fn head<'a>(
    series: Series,
    at: At,
    kind: Option<&'a str>,
    [start, end]: [&'a Option<Day>; 2],
) -> Flow<'a> {
    let (start, end) = (day(start.as_ref()), day(end.as_ref()));
    Flow {
        kind: kind.map(Cow::Borrowed),
        left_out: odd_period(&start, &end).then_some(LeftOut::OddPeriod),
        when: start.and_then(|start| Ok(When::Period(start, end?))),
        ..blank(series, at)
    }
}

/// Whether a period has no length or more than 370 days. The day that it counts
/// days from, 1970-01-01, is to it no day.
fn odd_period(start: &Result<Date, Reason>, end: &Result<Date, Reason>) -> bool {
    let known = |d: &Result<Date, Reason>| d.clone().ok().filter(|d| *d != date(1970, 1, 1));
    let (Some(start), Some(end)) = (known(start), known(end)) else {
        return true;
    };
    let length = i64::from((end - start).get_days());
    !(1..=370).contains(&length)
}

/// The activity's pieces; one of them has it all, whatever its weight.
fn division(pieces: Vec<Piece<'_>>, basis: Basis) -> Division<'_> {
    let of = pieces
        .iter()
        .fold(Decimal::ZERO, |sum, p| sum.saturating_add(p.weight));
    let is_one = pieces.len() == 1 && basis != Basis::Inferred;
    let slots = pieces.into_iter().map(|p| Slot {
        label: p.label,
        weight: if is_one { Decimal::ONE } else { p.weight },
        of: if is_one { Decimal::ONE } else { of },
        basis: if is_one { Basis::Whole } else { basis },
    });
    match slots.collect::<Vec<_>>() {
        none if none.is_empty() => Division::unplaced(Reason::NotStated),
        slots => Division::of(slots),
    }
}

fn pairs<'s, 'a>(
    places: &'s [Slot<'a>],
    sectors: &'s [Slot<'a>],
) -> impl Iterator<Item = (&'s Slot<'a>, &'s Slot<'a>)> {
    let row = move |place| sectors.iter().map(move |sector| (place, sector));
    places.iter().flat_map(row)
}

fn weight(share: &Share) -> Decimal {
    let stated = share.percentage.as_deref().and_then(javascript_prefix);
    stated
        .filter(|p| !p.is_zero())
        .unwrap_or(Decimal::ONE)
        .abs()
}

fn is_dac(share: &Share) -> bool {
    matches!(
        share.vocabulary.as_deref(),
        None | Some("" | "DAC" | "1" | "2")
    )
}

fn country(share: &Share) -> Result<Label<'_>, Reason> {
    let code = filled(share.code.as_deref()).ok_or(Reason::NoCode)?;
    let code = match code.bytes().any(|b| b.is_ascii_lowercase()) {
        true => Cow::Owned(code.to_uppercase()),
        false => Cow::Borrowed(code),
    };
    Ok(Label {
        list: List::Country,
        code,
    })
}

/// A code of three digits is a category; any other is taken for a sector.
fn sector(share: &Share) -> Result<Label<'_>, Reason> {
    let code = filled(share.code.as_deref()).ok_or(Reason::NoCode)?;
    let list = match code.chars().count() {
        3 => List::Dac3,
        _ => List::Dac5,
    };
    Ok(Label {
        list,
        code: Cow::Borrowed(code),
    })
}

/// The last of a transaction's sectors that has three or five digits.
fn own_sector(t: &Transaction) -> Option<Label<'_>> {
    let dac = t.sectors.iter().filter(|s| is_dac(s));
    let mut labels = dac.rev().filter_map(|s| sector(s).ok());
    labels.find(|l| matches!(l.code.chars().count(), 3 | 5))
}

/// Inferred sectors come in the order of JavaScript's keys: numbers by size,
/// then others as they came.
fn number_like(piece: &Piece<'_>) -> u64 {
    let code = piece.label.as_ref().ok().map(|l| l.code.as_ref());
    let number = code.filter(|c| !c.starts_with('0') || c.len() == 1);
    number.and_then(|c| c.parse().ok()).unwrap_or(u64::MAX)
}

fn declared(org: Option<&Org>) -> Party<'_> {
    org.filter(|o| o.is_stated())
        .map_or(Party::NotStated, Party::Declared)
}

fn code(coded: Option<&Coded>) -> Option<Cow<'_, str>> {
    let code = coded?.code.as_deref().filter(|c| !c.is_empty());
    code.map(Cow::Borrowed)
}

/// As written; US dollars are assumed only in converting.
fn currency<'a>(facts: &'a Facts, value: Option<&'a Value>) -> Option<Cow<'a, str>> {
    let own = value
        .and_then(|v| v.currency.as_deref())
        .filter(|c| !c.is_empty());
    own.or(facts.currency.as_deref()).map(Cow::Borrowed)
}

fn amount(value: Option<&Value>) -> Result<Decimal, Reason> {
    let text = value
        .and_then(|v| v.text.as_deref())
        .ok_or(Reason::NoValue)?;
    if text.trim().is_empty() {
        return Err(Reason::NoValue);
    }
    javascript_number(text).ok_or_else(|| Reason::UnreadableValue {
        text: text.into(),
        why: Box::new(said!("not a number").give()),
    })
}

fn day(written: Option<&Day>) -> Result<Date, Reason> {
    let iso = written
        .and_then(|d| d.iso.as_deref())
        .filter(|t| !t.is_empty());
    let text = iso.or(written.and_then(|d| d.text.as_deref()));
    let text = text.ok_or(Reason::NoDate)?;
    javascript_day(text).ok_or_else(|| Reason::UnreadableDate {
        text: text.into(),
        why: Box::new(said!("no day of the form YYYY-MM-DD in it").give()),
    })
}

fn year(written: Option<&Day>) -> Option<i64> {
    let iso = written
        .and_then(|d| d.iso.as_deref())
        .filter(|t| !t.is_empty());
    javascript_year(iso.or(written.and_then(|d| d.text.as_deref()))?)
}

/// The last day of the value-date's month; of January 2010 where there is none,
/// and not before 1990.
fn month_of(value: Option<&Value>) -> Date {
    let written = value.and_then(|v| v.date.as_deref()).map(str::trim);
    let month = written.and_then(|t| {
        let (year, month) = (
            t.get(..4)?.parse().ok()?,
            t.get(4..)?.trim_start_matches('-'),
        );
        Date::new(year, month.get(..2)?.parse().ok()?, 1).ok()
    });
    let month = month.unwrap_or(date(2010, 1, 1));
    month.max(date(1990, 1, 1)).last_of_month()
}

fn convert(
    head: &Flow<'_>,
    value: Option<&Value>,
    target: Target<'_>,
) -> Result<Conversion, Reason> {
    let amount = head.value.clone()?;
    let from = head
        .currency
        .as_deref()
        .unwrap_or("USD")
        .to_ascii_uppercase();
    converted(amount, &from, month_of(value), target, Pick::ClosestDated)
}
