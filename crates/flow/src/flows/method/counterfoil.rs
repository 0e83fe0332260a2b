//! Counterfoil's own rules.

use super::{Method, Target};
use crate::flows::budget::{self, Standing, Term};
use crate::flows::facts::{
    Budget, Coded, Day, Facts, Org, Planned, Transaction, Value, filled, is_true,
};
use crate::flows::flow::{At, Element, Flow, Notes, Party, When};
use crate::flows::reason::Reason;
use crate::flows::series::Series;
use crate::flows::share::{self, Division, Own};
use crate::flows::split::{self, CENTS};
use crate::flows::weigh;
use crate::heard;
use crate::kind::Direction;
use crate::rate::{Conversion, Pick};
use iati::said::phrase;
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use std::borrow::Cow;

/// What the method does, for help and pages.
pub const TEXT: &[&str] = &[
    phrase(
        "\
A transaction is divided over its sectors and places by the published percentages, the shares of both multiplied. Of the \
sectors one vocabulary is read, since each repeats the whole: five-digit DAC codes, else three-digit ones, else another. \
Countries and regions make the whole together; regions beside countries that have it all are taken to repeat them. What a \
transaction states goes before what its activity states.",
    ),
    phrase(
        "\
Percentages near 100 (99.5 to 100.5) are used as they are; others are scaled and marked as rebased. Several items without \
any percentage have equal parts, marked as inferred. Where some have a percentage and others have none, a negative one or \
one that cannot be read, what is stated is used and the rest is unallocated. A code on no list is not guessed at. Whatever \
cannot be placed is a flow of its own with its reason.",
    ),
    phrase(
        "\
The parts are cut at the value's own scale, at least at cents, and add up to it exactly (largest remainder).",
    ),
    phrase(
        "\
A budget or planned disbursement is divided as its activity is; where that states nothing, by its transactions of one \
currency (outgoing commitments, else incoming ones, else what was spent) with their signs, marked as inferred; what comes to \
nothing or less has no share. Revised budgets take the place of an original one more than half of whose period they cover. \
Budgets, commitments and planned disbursements are series of their own and never added.",
    ),
    phrase(
        "\
Amounts are converted at the value-date; where there is none at the day of the transaction or the first day of the period, \
which is noted. The rate is the one dated closest; one far from the day is marked as old, one too far is not used, and what \
has no rate is shown with its reason, never as zero. Converted parts are cut at six decimals and add up to the conversion. \
No currency is assumed.",
    ),
];

/// Decimals of converted parts.
pub(crate) const CONVERTED: u32 = 6;

/// The default method.
pub struct Counterfoil;

impl Method for Counterfoil {
    fn flows<'a>(
        &self,
        facts: &'a Facts,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        let defaults = Defaults::of(facts);
        for (at, t) in facts.transactions.iter().enumerate() {
            defaults.transaction(at, t, target, out);
        }
        if facts.budgets.is_empty() && facts.planned.is_empty() {
            return;
        }
        let defaults = defaults.with_inferred();
        let terms: Vec<_> = facts.budgets.iter().map(|b| term(facts, b)).collect();
        let standings = budget::standings(&terms);
        for (at, (b, standing)) in facts.budgets.iter().zip(standings).enumerate() {
            defaults.budget(at, b, standing, target, out);
        }
        for (at, p) in facts.planned.iter().enumerate() {
            defaults.planned(at, p, target, out);
        }
    }
}

/// What the activity states for all its elements.
struct Defaults<'a> {
    facts: &'a Facts,
    sectors: Division<'a>,
    places: Division<'a>,
}

impl<'a> Defaults<'a> {
    fn of(facts: &'a Facts) -> Self {
        let none = || Division::unplaced(Reason::NotStated);
        Self {
            facts,
            sectors: share::activity_sectors(facts).unwrap_or_else(none),
            places: share::activity_places(facts).unwrap_or_else(none),
        }
    }

    /// What is not stated, by the transactions.
    fn with_inferred(mut self) -> Self {
        if !self.sectors.is_stated() {
            let inferred = weigh::by_transactions(self.facts, share::transaction_sectors);
            self.sectors = inferred.unwrap_or(self.sectors);
        }
        if !self.places.is_stated() {
            let inferred = weigh::by_transactions(self.facts, share::transaction_places);
            self.places = inferred.unwrap_or(self.places);
        }
        self
    }

    fn transaction(
        &self,
        index: usize,
        t: &'a Transaction,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        let (sectors, places) = (share::transaction_sectors(t), share::transaction_places(t));
        let whole = Whole {
            sectors: chosen(&sectors, &self.sectors),
            places: chosen(&places, &self.places),
            value: t.value.as_ref(),
            when: day(t.date.as_ref()).map(When::Day),
        };
        let kind = filled(t.kind.as_deref()).map(transaction_type);
        let series = kind.as_deref().map_or(Series::UnknownType, Series::of_type);
        let facts = self.facts;
        let head = Flow {
            kind,
            provider: party(
                facts,
                t.provider.as_ref(),
                series.direction() == Direction::Out,
            ),
            receiver: party(
                facts,
                t.receiver.as_ref(),
                series.direction() == Direction::In,
            ),
            aid_type: dac(&t.aid_types).or_else(|| dac(&facts.aid_types)),
            finance_type: code(t.finance_type.as_ref(), facts.finance_type.as_ref()),
            flow_type: code(t.flow_type.as_ref(), facts.flow_type.as_ref()),
            tied_status: code(t.tied_status.as_ref(), facts.tied_status.as_ref()),
            humanitarian: is_true(t.humanitarian.as_deref().or(facts.humanitarian.as_deref())),
            ..blank(series, at(Element::Transaction, index, t.line))
        };
        whole.emit(facts, head, target, out);
    }

    fn budget(
        &self,
        index: usize,
        b: &'a Budget,
        standing: Standing,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        let head = Flow {
            kind: Some(budget_type(b.kind.as_deref())),
            left_out: standing.left_out,
            notes: Notes::default().and(Notes::OVERLAPS, standing.overlaps),
            ..self.plan(Series::Budget, at(Element::Budget, index, b.line))
        };
        let when = span(b.start.as_ref(), b.end.as_ref());
        self.whole(b.value.as_ref(), when)
            .emit(self.facts, head, target, out);
    }

    fn planned(
        &self,
        index: usize,
        p: &'a Planned,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        let position = at(Element::PlannedDisbursement, index, p.line);
        let head = Flow {
            kind: Some(budget_type(p.kind.as_deref())),
            provider: party(self.facts, p.provider.as_ref(), true),
            receiver: party(self.facts, p.receiver.as_ref(), false),
            ..self.plan(Series::PlannedDisbursement, position)
        };
        let when = planned_span(p);
        self.whole(p.value.as_ref(), when)
            .emit(self.facts, head, target, out);
    }

    /// A budget or plan before its own fields: as the activity is.
    fn plan(&self, series: Series, at: At) -> Flow<'a> {
        let facts = self.facts;
        Flow {
            provider: party(facts, None, true),
            aid_type: dac(&facts.aid_types),
            finance_type: code(None, facts.finance_type.as_ref()),
            flow_type: code(None, facts.flow_type.as_ref()),
            tied_status: code(None, facts.tied_status.as_ref()),
            humanitarian: is_true(facts.humanitarian.as_deref()),
            ..blank(series, at)
        }
    }

    fn whole<'d>(&'d self, value: Option<&'a Value>, when: Result<When, Reason>) -> Whole<'d, 'a> {
        Whole {
            sectors: &self.sectors,
            places: &self.places,
            value,
            when,
        }
    }
}

/// An element before it is divided.
struct Whole<'d, 'a> {
    sectors: &'d Division<'a>,
    places: &'d Division<'a>,
    value: Option<&'a Value>,
    when: Result<When, Reason>,
}

impl<'a> Whole<'_, 'a> {
    /// Divides the element and gives out its parts; undivided if it has no value.
    fn emit(
        self,
        facts: &'a Facts,
        mut head: Flow<'a>,
        target: Option<Target<'_>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        let written = self.value.and_then(|v| v.currency.as_deref());
        head.currency = weigh::currency_of(facts, written);
        let mended = matches!(head.currency, Some(Cow::Owned(_)));
        let notes = head.notes.and(Notes::CURRENCY_MENDED, mended);
        head.notes = notes.and(Notes::REGIONS_REPEAT, self.places.regions_repeat);
        head.value = amount(self.value);
        head.when = self.when.clone();
        let whole = target.map(|t| self.convert(&mut head, t));
        let dimensions = [&self.places.weights, &self.sectors.weights];
        let parts = match &head.value {
            Ok(value) => split::parts(*value, &dimensions, CENTS).map_err(Reason::from),
            Err(_) => Err(Reason::Undivided),
        };
        match parts {
            Ok(parts) => self.give(head, parts, whole, out),
            Err(why) => {
                head.sector = only(self.sectors, &why);
                head.place = only(self.places, &why);
                head.converted = whole;
                out(head);
            }
        }
    }

    /// One flow for each place and sector.
    fn give(
        &self,
        head: Flow<'a>,
        parts: Vec<Decimal>,
        whole: Option<Result<Conversion, Reason>>,
        out: &mut dyn FnMut(Flow<'a>),
    ) {
        if let ([place], [sector]) = (self.places.slots.as_slice(), self.sectors.slots.as_slice()) {
            out(Flow {
                place: place.clone(),
                sector: sector.clone(),
                converted: whole,
                ..head
            });
            return;
        }
        let dimensions = [&self.places.weights, &self.sectors.weights];
        let converted = whole.map(|w| {
            let whole = w?;
            let unchanged = head.value == Ok(whole.amount) && whole.rate == Decimal::ONE;
            let scale = if unchanged { CENTS } else { CONVERTED };
            let amounts = split::parts(whole.amount, &dimensions, scale)?;
            Ok((whole, amounts))
        });
        let columns = self.sectors.slots.len();
        for (cell, part) in parts.into_iter().enumerate() {
            let converted = converted.as_ref().map(|c| match c {
                Ok((whole, amounts)) => Ok(Conversion {
                    amount: amounts[cell],
                    ..whole.clone()
                }),
                Err(why) => Err(Reason::clone(why)),
            });
            out(Flow {
                place: self.places.slots[cell / columns].clone(),
                sector: self.sectors.slots[cell % columns].clone(),
                value: Ok(part),
                converted,
                ..head.clone()
            });
        }
    }

    /// The whole amount in the currency asked for; notes which day was used.
    fn convert(&self, head: &mut Flow<'a>, target: Target<'_>) -> Result<Conversion, Reason> {
        let value = head.value.clone()?;
        let from = head.currency.as_deref().ok_or(Reason::NoCurrency)?;
        let written = self.value.and_then(|v| filled(v.date.as_deref()));
        let day = match written.map(iati::date::parse) {
            Some(Ok(day)) => day,
            other => {
                let note = match other {
                    Some(_) => Notes::VALUE_DATE_UNREADABLE,
                    None => Notes::VALUE_DATE_ASSUMED,
                };
                head.notes = head.notes.with(note);
                self.when.clone()?.first()
            }
        };
        converted(value, from, day, target, Pick::Counterfoil)
    }
}

/// An amount at the rate of a day, at six decimals; unchanged if it is in the
/// target's currency.
pub(crate) fn converted(
    value: Decimal,
    from: &str,
    day: Date,
    target: Target<'_>,
    pick: Pick,
) -> Result<Conversion, Reason> {
    let conversion = target
        .rates
        .convert(value, from, target.currency, day, pick);
    let mut conversion = conversion.map_err(Reason::NoRate)?;
    if from != target.currency {
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        let rounded = conversion.amount.round_dp_with_strategy(CONVERTED, half_up);
        // What is not zero never becomes it.
        if !rounded.is_zero() {
            conversion.amount = rounded;
        }
    }
    Ok(conversion)
}

/// What the transaction states, or else the activity.
fn chosen<'d, 'a>(own: &'d Own<'a>, default: &'d Division<'a>) -> &'d Division<'a> {
    match own {
        Own::First(own) => own,
        Own::Last(own) if !default.is_stated() || !share::is_of_the_dac(default) => own,
        Own::Last(_) | Own::Nothing => default,
    }
}

/// The only slot of a division, or the reason why it was not divided.
fn only<'a>(division: &Division<'a>, why: &Reason) -> crate::flows::flow::Slot<'a> {
    match division.slots.as_slice() {
        [only] => only.clone(),
        _ => crate::flows::flow::Slot::unplaced(why.clone()),
    }
}

/// A flow of which nothing is known yet.
pub(crate) fn blank<'a>(series: Series, at: At) -> Flow<'a> {
    use crate::flows::flow::Slot;
    Flow {
        series,
        at,
        kind: None,
        when: Err(Reason::NoDate),
        value: Err(Reason::NoValue),
        currency: None,
        sector: Slot::unplaced(Reason::NotStated),
        place: Slot::unplaced(Reason::NotStated),
        provider: Party::NotStated,
        receiver: Party::NotStated,
        aid_type: None,
        finance_type: None,
        flow_type: None,
        tied_status: None,
        humanitarian: false,
        converted: None,
        notes: Notes::default(),
        left_out: None,
    }
}

pub(crate) fn at(element: Element, index: usize, line: u32) -> At {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    At {
        element,
        index,
        line,
    }
}

/// The code of 2.03: letters of 1.0x are put into numbers.
pub(crate) fn transaction_type(code: &str) -> Cow<'_, str> {
    if code.bytes().all(|b| b.is_ascii_digit()) {
        return Cow::Borrowed(code);
    }
    Cow::Owned(iati::legacy::transaction_type(code))
}

/// 1 original, 2 revised; the standard's default is original.
pub(crate) fn budget_type(written: Option<&str>) -> Cow<'_, str> {
    match filled(written) {
        None => Cow::Borrowed("1"),
        Some(code) if code.bytes().all(|b| b.is_ascii_digit()) => Cow::Borrowed(code),
        Some(word) => Cow::Owned(iati::legacy::budget_type(word)),
    }
}

pub(crate) fn amount(value: Option<&Value>) -> Result<Decimal, Reason> {
    let text = value.and_then(|v| filled(v.text.as_deref()));
    let text = text.ok_or(Reason::NoValue)?;
    iati::amount::parse(text).map_err(|why| Reason::UnreadableValue {
        text: text.into(),
        why: Box::new(heard::reason(&why)),
    })
}

pub(crate) fn day(written: Option<&Day>) -> Result<Date, Reason> {
    let text = written.and_then(|d| filled(d.iso.as_deref()).or(filled(d.text.as_deref())));
    let text = text.ok_or(Reason::NoDate)?;
    iati::date::parse(text).map_err(|why| Reason::UnreadableDate {
        text: text.into(),
        why: Box::new(heard::reason(&why)),
    })
}

pub(crate) fn span(start: Option<&Day>, end: Option<&Day>) -> Result<When, Reason> {
    let (start, end) = (day(start)?, day(end)?);
    if end < start {
        return Err(Reason::Backwards);
    }
    Ok(When::Period(start, end))
}

/// A planned disbursement may be without an end: it is of one day then.
pub(crate) fn planned_span(p: &Planned) -> Result<When, Reason> {
    match p.end {
        Some(_) => span(p.start.as_ref(), p.end.as_ref()),
        None => day(p.start.as_ref()).map(When::Day),
    }
}

pub(crate) fn term<'a>(facts: &'a Facts, b: &'a Budget) -> Term<'a> {
    let days = match span(b.start.as_ref(), b.end.as_ref()) {
        Ok(When::Period(first, last)) => Some((first, last)),
        _ => None,
    };
    let currency = b.value.as_ref().and_then(|v| filled(v.currency.as_deref()));
    Term {
        is_revised: budget_type(b.kind.as_deref()) == "2",
        status: filled(b.status.as_deref()).unwrap_or("1"),
        days,
        value: amount(b.value.as_ref()).ok(),
        currency: currency
            .or_else(|| filled(facts.currency.as_deref()))
            .or_else(|| filled(facts.currency_around.as_deref())),
    }
}

/// The declared organisation, else the reporter where the type implies it.
fn party<'a>(facts: &'a Facts, declared: Option<&'a Org>, is_reporter: bool) -> Party<'a> {
    match (declared.filter(|o| o.is_stated()), &facts.reporter) {
        (Some(org), _) => Party::Declared(org),
        (None, Some(reporter)) if is_reporter => Party::Reporter(reporter),
        _ => Party::NotStated,
    }
}

fn code<'a>(own: Option<&'a Coded>, default: Option<&'a Coded>) -> Option<Cow<'a, str>> {
    let filled = |c: Option<&'a Coded>| filled(c?.code.as_deref());
    filled(own).or_else(|| filled(default)).map(Cow::Borrowed)
}

/// The code of the standard's own vocabulary.
fn dac(all: &[Coded]) -> Option<Cow<'_, str>> {
    let is_dac = |c: &&Coded| filled(c.vocabulary.as_deref()).is_none_or(|v| v == "1");
    let mut codes = all.iter().filter(is_dac);
    codes
        .find_map(|c| filled(c.code.as_deref()))
        .map(Cow::Borrowed)
}
