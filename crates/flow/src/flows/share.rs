//! How an element is divided over sectors and places: Counterfoil's reading of
//! what is published.
//!
//! Source: the standard's guidance and rules 2.1.1, 2.1.2, 3.1.x, 6.6.2, 6.7.2:
//! each vocabulary of sectors repeats the whole; countries and the regions of one
//! vocabulary make the whole together; a single sector or place may go without a
//! percentage. Where publishers do otherwise:
//!
//! | published | division |
//! |---|---|
//! | percentages near 100 (99.5 to 100.5), or one item without | as published |
//! | percentages that come to something else | scaled to the whole, *rebased* |
//! | several items, none with a percentage | equal parts, *inferred* |
//! | some with, some without, negative or unreadable | what is stated; the rest is unallocated |
//! | countries that have it all, and regions | the countries; the regions repeat them |

use super::facts::{Facts, Share, Transaction, filled};
use super::flow::{Basis, Label, List, Slot};
use super::reason::Reason;
use super::split::Weights;
use iati::codelist::{self, Codelist};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::sync::LazyLock;

static DAC5: LazyLock<Option<&Codelist>> = LazyLock::new(|| codelist::list("Sector"));
static DAC3: LazyLock<Option<&Codelist>> = LazyLock::new(|| codelist::list("SectorCategory"));
static COUNTRY: LazyLock<Option<&Codelist>> = LazyLock::new(|| codelist::list("Country"));
static REGION: LazyLock<Option<&Codelist>> = LazyLock::new(|| codelist::list("Region"));

/// The whole along one dimension, cut into slots.
#[derive(Clone, Debug)]
pub struct Division<'a> {
    pub slots: Vec<Slot<'a>>,
    pub weights: Weights,
    /// Regions were left aside because countries have it all.
    pub regions_repeat: bool,
}

impl<'a> Division<'a> {
    /// The whole in one slot.
    #[must_use]
    pub fn one(slot: Slot<'a>) -> Self {
        Self {
            slots: vec![slot],
            weights: Weights::whole(),
            regions_repeat: false,
        }
    }

    #[must_use]
    pub fn unplaced(reason: Reason) -> Self {
        Self::one(Slot::unplaced(reason))
    }

    /// Cut by weights; the whole is unplaced if they come to nothing.
    pub(crate) fn of(slots: Vec<Slot<'a>>) -> Self {
        let weights: Vec<Decimal> = slots.iter().map(|s| s.weight).collect();
        match Weights::of(&weights) {
            Ok(weights) => Self {
                slots,
                weights,
                regions_repeat: false,
            },
            Err(why) => Self::unplaced(why.into()),
        }
    }

    /// Whether nothing at all is stated.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        !matches!(self.slots.as_slice(), [only] if only.label == Err(Reason::NotStated))
    }
}

/// One published share, its label read.
struct Item<'a> {
    label: Result<Label<'a>, Reason>,
    percentage: Percentage,
}

enum Percentage {
    Stated(Decimal),
    Missing,
    Refused(Reason),
}

/// The sectors of the activity: of one vocabulary, the DAC's if there is one.
#[must_use]
pub fn activity_sectors(facts: &Facts) -> Option<Division<'_>> {
    sectors(&facts.sectors, true)
}

/// The sectors of a transaction: its own of the DAC's vocabularies, else the
/// activity's, else its own of any.
#[must_use]
pub fn transaction_sectors<'a>(t: &'a Transaction) -> Own<'a> {
    if t.sectors.is_empty() {
        return Own::Nothing;
    }
    match sectors(&t.sectors, false) {
        Some(own) => Own::First(own),
        None => sectors(&t.sectors, true).map_or(Own::Nothing, Own::Last),
    }
}

/// What a transaction states of its own.
pub enum Own<'a> {
    /// Comes before what the activity states.
    First(Division<'a>),
    /// Counts only where the activity states nothing of the DAC's vocabularies.
    Last(Division<'a>),
    Nothing,
}

/// Countries and regions of the activity.
#[must_use]
pub fn activity_places(facts: &Facts) -> Option<Division<'_>> {
    places(&facts.countries, &facts.regions, true)
}

/// Countries and regions of a transaction.
#[must_use]
pub fn transaction_places<'a>(t: &'a Transaction) -> Own<'a> {
    if t.countries.is_empty() && t.regions.is_empty() {
        return Own::Nothing;
    }
    match places(&t.countries, &t.regions, false) {
        Some(own) => Own::First(own),
        None => places(&t.countries, &t.regions, true).map_or(Own::Nothing, Own::Last),
    }
}

/// Whether a division is of the DAC's vocabularies (or countries).
#[must_use]
pub fn is_of_the_dac(division: &Division<'_>) -> bool {
    let foreign = |s: &Slot<'_>| {
        matches!(
            s.label.as_ref().map(|l| &l.list),
            Ok(List::Sector(_) | List::Region(_))
        )
    };
    !division.slots.iter().any(foreign)
}

fn sectors(shares: &[Share], any_vocabulary: bool) -> Option<Division<'_>> {
    let of = |wanted: &str| -> Vec<&Share> {
        let is = |s: &&Share| vocabulary(s, true) == wanted;
        shares.iter().filter(is).collect()
    };
    let five = of("1");
    if !five.is_empty() {
        return Some(divide(items(&five, |s| listed(s, List::Dac5, *DAC5))));
    }
    let three = of("2");
    if !three.is_empty() {
        return Some(divide(items(&three, |s| listed(s, List::Dac3, *DAC3))));
    }
    let first = shares.iter().map(|s| vocabulary(s, true)).min();
    let first = first.filter(|_| any_vocabulary)?;
    let label = |s| labelled(s, List::Sector(first.clone()));
    Some(divide(items(&of(&first), label)))
}

fn places<'a>(
    countries: &'a [Share],
    regions: &'a [Share],
    any_vocabulary: bool,
) -> Option<Division<'a>> {
    let of = |wanted: &str| -> Vec<&'a Share> {
        let is = |s: &&Share| vocabulary(s, false) == wanted;
        regions.iter().filter(is).collect()
    };
    let mut beside = items(&of("1"), |s| listed(s, List::DacRegion, *REGION));
    if beside.is_empty() && (any_vocabulary || !countries.is_empty()) {
        let first = regions.iter().map(|s| vocabulary(s, false)).min();
        if let Some(first) = first {
            let label = |s| labelled(s, List::Region(first.clone()));
            beside = items(&of(&first), label);
        }
    }
    let countries: Vec<&Share> = countries.iter().collect();
    let mut all = items(&countries, country);
    if all.is_empty() && beside.is_empty() {
        return None;
    }
    let regions_repeat = !beside.is_empty() && has_it_all(&all);
    if !regions_repeat {
        all.extend(beside);
    }
    let mut division = divide(all);
    division.regions_repeat = regions_repeat;
    Some(division)
}

/// Whether countries leave nothing to regions: they come to 100, or each is said
/// to have 100 (a percentage left out counts as that).
fn has_it_all(countries: &[Item<'_>]) -> bool {
    if countries.is_empty() {
        return false;
    }
    let percent = |i: &Item<'_>| match i.percentage {
        Percentage::Stated(p) => p,
        _ => Decimal::ONE_HUNDRED,
    };
    let sum = sum(countries.iter().map(percent));
    let each = Decimal::ONE_HUNDRED.checked_mul(Decimal::from(countries.len()));
    is_near_100(sum) || Some(sum) == each
}

/// The vocabulary's code of 2.0x; 1 where none is stated.
fn vocabulary(share: &Share, of_sectors: bool) -> Cow<'_, str> {
    match filled(share.vocabulary.as_deref()) {
        None => Cow::Borrowed("1"),
        Some(v) if of_sectors && !v.bytes().all(|b| b.is_ascii_digit()) => {
            Cow::Owned(iati::legacy::sector_vocabulary(v))
        }
        Some(v) => Cow::Borrowed(v),
    }
}

fn items<'a>(
    shares: &[&'a Share],
    label: impl Fn(&'a Share) -> Result<Label<'a>, Reason>,
) -> Vec<Item<'a>> {
    let item = |s: &&'a Share| Item {
        label: label(s),
        percentage: percentage(s),
    };
    shares.iter().map(item).collect()
}

fn percentage(share: &Share) -> Percentage {
    let Some(text) = filled(share.percentage.as_deref()) else {
        return Percentage::Missing;
    };
    match iati::amount::parse(text.trim_end_matches('%')) {
        Ok(p) if p < Decimal::ZERO => Percentage::Refused(Reason::PercentageNegative),
        Ok(p) => Percentage::Stated(p),
        Err(_) => Percentage::Refused(Reason::PercentageUnreadable(text.into())),
    }
}

fn labelled<'a>(share: &'a Share, list: List<'a>) -> Result<Label<'a>, Reason> {
    let code = filled(share.code.as_deref()).ok_or(Reason::NoCode)?;
    let code = Cow::Borrowed(code);
    Ok(Label { list, code })
}

/// A label whose code must be on a codelist.
fn listed<'a>(
    share: &'a Share,
    list: List<'a>,
    codes: Option<&Codelist>,
) -> Result<Label<'a>, Reason> {
    let label = labelled(share, list)?;
    match codes.and_then(|c| c.get(&label.code)) {
        Some(_) => Ok(label),
        None => Err(Reason::UnknownCode(label.code.as_ref().into())),
    }
}

/// Countries are often written in small letters; no two codes differ by that.
fn country(share: &Share) -> Result<Label<'_>, Reason> {
    let mut label = labelled(share, List::Country)?;
    if label.code.bytes().any(|b| b.is_ascii_lowercase()) {
        label.code = Cow::Owned(label.code.to_ascii_uppercase());
    }
    match COUNTRY.and_then(|c| c.get(&label.code)) {
        Some(_) => Ok(label),
        None => Err(Reason::UnknownCode(label.code.as_ref().into())),
    }
}

fn divide(items: Vec<Item<'_>>) -> Division<'_> {
    let mut refused = items.iter().filter_map(|i| match &i.percentage {
        Percentage::Stated(_) => None,
        Percentage::Missing => Some(Reason::PercentageMissing),
        Percentage::Refused(why) => Some(why.clone()),
    });
    let first_refused = refused.next();
    let is_missing = |i: &Item<'_>| matches!(i.percentage, Percentage::Missing);
    if items.iter().all(is_missing) {
        return equal_parts(items);
    }
    let stated = sum(items.iter().filter_map(|i| match i.percentage {
        Percentage::Stated(p) => Some(p),
        _ => None,
    }));
    let rest = Decimal::ONE_HUNDRED.checked_sub(stated);
    let rest = rest.filter(|r| *r > Decimal::ZERO);
    match (first_refused, rest) {
        (Some(why), Some(rest)) => {
            let mut slots = stated_slots(items, Decimal::ONE_HUNDRED, Basis::Published);
            slots.push(Slot {
                label: Err(why),
                weight: rest,
                of: Decimal::ONE_HUNDRED,
                basis: Basis::Published,
            });
            Division::of(slots)
        }
        _ if stated.is_zero() => Division::unplaced(Reason::PercentagesZero),
        _ => {
            let near = is_near_100(stated);
            let basis = if near {
                Basis::Published
            } else {
                Basis::Rebased
            };
            Division::of(stated_slots(items, stated, basis))
        }
    }
}

/// One item has it all; several have equal parts.
fn equal_parts(items: Vec<Item<'_>>) -> Division<'_> {
    let of = Decimal::from(items.len());
    let basis = if items.len() == 1 {
        Basis::Whole
    } else {
        Basis::Inferred
    };
    let slots = items.into_iter().map(|i| Slot {
        label: i.label,
        weight: Decimal::ONE,
        of,
        basis,
    });
    Division::of(slots.collect())
}

/// The items with a percentage above zero.
fn stated_slots<'a>(items: Vec<Item<'a>>, of: Decimal, basis: Basis) -> Vec<Slot<'a>> {
    let slot = |i: Item<'a>| match i.percentage {
        Percentage::Stated(weight) if !weight.is_zero() => Some(Slot {
            label: i.label,
            weight,
            of,
            basis,
        }),
        _ => None,
    };
    items.into_iter().filter_map(slot).collect()
}

fn sum(all: impl Iterator<Item = Decimal>) -> Decimal {
    all.fold(Decimal::ZERO, |a, b| {
        a.checked_add(b).unwrap_or(Decimal::MAX)
    })
}

/// Rounding leaves 99.9 and 100.1; the validator's own tolerance is narrower.
fn is_near_100(sum: Decimal) -> bool {
    let off = sum.checked_sub(Decimal::ONE_HUNDRED).map(|d| d.abs());
    off.is_some_and(|off| off <= Decimal::new(5, 1))
}
