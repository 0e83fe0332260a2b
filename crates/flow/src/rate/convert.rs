//! Converts one amount at the rate of one day.

use super::ended::{self, Ended};
use super::table::{Basis, Code, Point, Rates, USD, code, number, text};
use super::{DECIMALS, OLD_AFTER, REFUSED_AFTER};
use iati::said;
use iati::said::Said;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;

/// Which of a currency's rates is taken.
///
/// Both take the rate whose date is closest to the day, before or after it; of
/// two as close the earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// Within [`REFUSED_AFTER`] days; what has ended is converted by way of
    /// what came after it; a day to come has the newest rate.
    #[default]
    Counterfoil,
    /// However far away, and only what the table has: the rule of CDFD
    /// (`iatiflattener`), for comparison.
    ClosestDated,
}

/// What an amount is in another currency, and by which rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// In the currency asked for, to [`DECIMALS`] decimals, half to even. An
    /// amount that was in it already is as it was, and so is one that would
    /// become zero.
    pub amount: Decimal,
    /// Units of the currency it was in for one unit of that asked for.
    pub rate: Decimal,
    /// The day of the rate: where two rates were needed, of that further away,
    /// of two as far the earlier.
    /// The day asked for where none was needed.
    pub rate_date: Date,
    /// Days from the day to that of the rate, before or after. Of a day to come,
    /// from today.
    pub age_days: i64,
    /// The day is after the newest rate: a newer table may say otherwise.
    pub provisional: bool,
    /// The rate is more than [`OLD_AFTER`] days away.
    pub is_old: bool,
    /// What the rate is a figure of; of two the coarser.
    pub basis: Basis,
    /// What to know about currencies that have ended.
    pub notes: Vec<Note>,
}

/// That an amount was converted by way of another currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The currency had ended before the day, or the table has no rate of it.
    Successor {
        code: String,
        successor: String,
        factor: Decimal,
        last: Date,
        /// How many days after its end the amount is dated; 0 if before.
        days_after: i64,
    },
    /// Held at a fixed rate of another.
    Held {
        code: String,
        anchor: String,
        factor: Decimal,
    },
    /// In euros, before there were any: taken as ecus, one for one.
    Ecu,
}

impl Note {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::Successor {
                code,
                successor,
                factor,
                last,
                days_after,
            } => {
                let factor = factor.to_string();
                match days_after {
                    0 => said!(
                        "{code} ended on {day}: converted as {successor}, {factor} {code} to one",
                        code,
                        day = last,
                        successor,
                        factor
                    ),
                    days => said!(
                        "{code} ended on {day}: converted as {successor}, {factor} {code} to one; the amount is dated {n: # day|# days} after the end",
                        code,
                        day = last,
                        successor,
                        factor,
                        n = days.unsigned_abs()
                    ),
                }
            }
            Self::Held {
                code,
                anchor,
                factor,
            } => said!(
                "{code} is held at {factor} to one {anchor}",
                code,
                factor = factor.to_string(),
                anchor
            ),
            Self::Ecu => said!("EUR before 1999: taken as ecus, one for one"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// Why an amount could not be converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRate {
    /// Nothing is known of the currency.
    UnknownCurrency { code: String },
    /// The day is more than [`REFUSED_AFTER`] days before the first rate.
    NoRateFor {
        code: String,
        day: Date,
        first: Date,
    },
    /// The closest rate is more than [`REFUSED_AFTER`] days away.
    TooOld {
        code: String,
        rate_date: Date,
        age_days: i64,
    },
    /// The result has more digits than can be held exactly.
    TooLarge,
}

impl NoRate {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::UnknownCurrency { code } => {
                said!("no exchange rate is known for the currency “{code}”", code)
            }
            Self::NoRateFor { code, day, first } => said!(
                "no rate of {code} for {day}: the first is of {first}",
                code,
                day,
                first
            ),
            Self::TooOld {
                code,
                rate_date,
                age_days,
            } => said!(
                "the closest rate of {code} is of {day}, {n: # day|# days} away; more than {most} is too far",
                code,
                day = rate_date,
                n = age_days.unsigned_abs(),
                most = REFUSED_AFTER
            ),
            Self::TooLarge => said!("too large to convert"),
        }
    }
}

impl fmt::Display for NoRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for NoRate {}

/// One of the two currencies, traced to one that has a rate.
struct Leg<'a> {
    base: Code,
    /// Units of the currency for one of `base`.
    factor: Decimal,
    /// None if `base` is the US dollar.
    quote: Option<Quote<'a>>,
    notes: Vec<Note>,
}

struct Quote<'a> {
    point: &'a Point,
    age: i64,
    /// The day asked for is after the last rate.
    is_last: bool,
}

/// More than any currency has had of successors.
const STEPS: usize = 8;

impl Rates {
    /// Converts an amount at the rates of `day`, the value-date.
    ///
    /// `from` and `to` are ISO 4217 codes in upper case. An amount that is in
    /// `to` already comes back unchanged, whatever the code.
    ///
    /// # Errors
    /// Why there is no rate, for the list beside the total: a missing rate is
    /// never 1, and a missing amount never 0.
    pub fn convert(
        &self,
        amount: Decimal,
        from: &str,
        to: &str,
        day: Date,
        pick: Pick,
    ) -> Result<Conversion, NoRate> {
        if from == to {
            return Ok(fixed(amount, Decimal::ONE, day, Basis::Same, Vec::new()));
        }
        let from = self.leg(from, day, pick)?;
        let to = self.leg(to, day, pick)?;
        if from.base == to.base {
            return legal(amount, from, to, day).ok_or(NoRate::TooLarge);
        }
        quoted(amount, from, to, day).ok_or(NoRate::TooLarge)
    }

    fn leg(&self, named: &str, day: Date, pick: Pick) -> Result<Leg<'_>, NoRate> {
        let unknown = |code: &str| NoRate::UnknownCurrency {
            code: code.to_owned(),
        };
        let mut leg = Leg {
            base: code(named).ok_or_else(|| unknown(named))?,
            factor: Decimal::ONE,
            quote: None,
            notes: Vec::new(),
        };
        for _ in 0..STEPS {
            if leg.base == USD {
                return Ok(leg);
            }
            if let Some(peg) = self.content.peg(leg.base, day) {
                let note = Note::Held {
                    code: text(peg.code),
                    anchor: text(peg.anchor),
                    factor: peg.factor,
                };
                leg.step(peg.anchor, peg.factor, note)?;
                continue;
            }
            let after = match pick {
                Pick::Counterfoil => ended::of(leg.base),
                Pick::ClosestDated => None,
            };
            if let Some(ended) = after.filter(|e| day > e.last) {
                leg.step(ended.next, ended.factor, successor(ended, day))?;
                continue;
            }
            let refused = match self.quote(leg.base, day, pick) {
                Ok(quote) => {
                    leg.quote = Some(quote);
                    return Ok(leg);
                }
                Err(refused) => refused,
            };
            // The ecu is not asked in turn for the euro: neither has a rate then.
            let is_ecu = leg.base == ECU;
            if let Some(ended) = after.filter(|_| !is_ecu) {
                leg.step(ended.next, ended.factor, successor(ended, day))?;
            } else if pick == Pick::Counterfoil && leg.base == EURO && day < EURO_BEGAN {
                leg.step(ECU, Decimal::ONE, Note::Ecu)?;
            } else {
                return Err(refused);
            }
        }
        Err(unknown(named))
    }

    /// The rate of a currency that is taken for a day.
    fn quote(&self, code: Code, day: Date, pick: Pick) -> Result<Quote<'_>, NoRate> {
        let unknown = || NoRate::UnknownCurrency { code: text(code) };
        let points = self.content.points(code).ok_or_else(unknown)?;
        let asked = number(day);
        let wanted = match pick {
            Pick::Counterfoil => asked.min(self.today),
            Pick::ClosestDated => asked,
        };
        let point = closest(points, wanted).ok_or_else(unknown)?;
        let age = i64::from(point.number.abs_diff(wanted));
        if pick == Pick::Counterfoil && age > REFUSED_AFTER {
            let is_first = points.first().is_some_and(|p| p.number == point.number);
            return Err(if is_first && wanted < point.number {
                NoRate::NoRateFor {
                    code: text(code),
                    day,
                    first: point.day,
                }
            } else {
                NoRate::TooOld {
                    code: text(code),
                    rate_date: point.day,
                    age_days: age,
                }
            });
        }
        Ok(Quote {
            point,
            age,
            is_last: points.last().is_some_and(|p| asked > p.number),
        })
    }
}

const EURO: Code = *b"EUR";
const ECU: Code = *b"XEU";
const EURO_BEGAN: Date = Date::constant(1999, 1, 1);

impl Leg<'_> {
    fn step(&mut self, base: Code, factor: Decimal, note: Note) -> Result<(), NoRate> {
        self.base = base;
        self.factor = self.factor.checked_mul(factor).ok_or(NoRate::TooLarge)?;
        self.notes.push(note);
        Ok(())
    }

    /// Units of the currency for one US dollar.
    fn per_dollar(&self) -> Option<Decimal> {
        match &self.quote {
            Some(quote) if self.factor == Decimal::ONE => Some(quote.point.rate),
            Some(quote) => quote.point.rate.checked_mul(self.factor),
            None => Some(self.factor),
        }
    }
}

fn successor(ended: &Ended, day: Date) -> Note {
    Note::Successor {
        code: ended.code.to_owned(),
        successor: ended.successor.to_owned(),
        factor: ended.factor,
        last: ended.last,
        days_after: i64::from(number(day) - number(ended.last)).max(0),
    }
}

/// The point closest to a day; of two as close the earlier.
fn closest(points: &[Point], wanted: i32) -> Option<&Point> {
    let after = points.partition_point(|p| p.number <= wanted);
    let before = after.checked_sub(1).and_then(|at| points.get(at));
    match (before, points.get(after)) {
        (Some(b), Some(a)) if a.number.abs_diff(wanted) < b.number.abs_diff(wanted) => Some(a),
        (Some(b), _) => Some(b),
        (None, a) => a,
    }
}

fn fixed(amount: Decimal, rate: Decimal, day: Date, basis: Basis, notes: Vec<Note>) -> Conversion {
    Conversion {
        amount,
        rate,
        rate_date: day,
        age_days: 0,
        provisional: false,
        is_old: false,
        basis,
        notes,
    }
}

/// Both lead to one currency: what is between them is fixed by law.
fn legal(amount: Decimal, from: Leg, to: Leg, day: Date) -> Option<Conversion> {
    let rate = from.factor.checked_div(to.factor)?;
    let turned = amount.checked_mul(to.factor)?.checked_div(from.factor)?;
    let notes = joined(from.notes, to.notes);
    Some(fixed(rounded(turned), rate, day, Basis::Fixed, notes))
}

fn quoted(amount: Decimal, from: Leg, to: Leg, day: Date) -> Option<Conversion> {
    let (units, asked) = (from.per_dollar()?, to.per_dollar()?);
    let dollars = if units == Decimal::ONE {
        amount
    } else {
        amount.checked_div(units)?
    };
    let (turned, rate) = if asked == Decimal::ONE {
        (dollars, units)
    } else {
        (dollars.checked_mul(asked)?, units.checked_div(asked)?)
    };
    let mut conversion = fixed(rounded(turned), rate, day, Basis::Fixed, Vec::new());
    for quote in [&from.quote, &to.quote].into_iter().flatten() {
        let known = (conversion.age_days, std::cmp::Reverse(conversion.rate_date));
        let is_further = (quote.age, std::cmp::Reverse(quote.point.day)) > known;
        if conversion.basis == Basis::Fixed || is_further {
            conversion.rate_date = quote.point.day;
            conversion.age_days = quote.age;
        }
        conversion.basis = conversion.basis.max(quote.point.basis);
        conversion.provisional |= quote.is_last;
        conversion.is_old |= quote.age > OLD_AFTER;
    }
    conversion.notes = joined(from.notes, to.notes);
    Some(conversion)
}

fn joined(mut first: Vec<Note>, second: Vec<Note>) -> Vec<Note> {
    first.extend(second);
    first
}

/// What is not zero never becomes it.
fn rounded(amount: Decimal) -> Decimal {
    let short = amount.round_dp(DECIMALS);
    if short.is_zero() { amount } else { short }
}
