//! Tests on percentages that divide a whole, vocabulary by vocabulary.

use super::presence::is_own;
use super::{Fault, Spot, View};
use crate::check::draft::short;
use crate::check::number::{self, Number};
use crate::check::rule::{Group, Must, With};
use crate::read::Element;
use rust_decimal::{Decimal, RoundingStrategy};

/// At most so many of the shares that all groups have in common are named.
const MOST_COMMON: usize = 5;

/// Elements whose shares belong together.
struct Shares<'a> {
    /// The vocabulary; `None` for all, or for the standard's own.
    vocabulary: Option<&'a str>,
    members: Vec<Element<'a>>,
}

/// The shares that count with every group: countries beside regions.
struct Common<'a> {
    count: usize,
    sum: Sum,
    some: Vec<Spot<'a>>,
}

/// Judges each group; the first path selects the elements.
pub(super) fn judge<'a>(
    view: View<'_, 'a>,
    (with, by, must): (With, Group, Must),
    out: &mut dyn FnMut(Fault<'a>),
) {
    if !view.any(0) || (with == With::VoidIfAny && view.any(1)) {
        return;
    }
    let elements = view.select(0).map(|s| s.element);
    let common = match with {
        With::CountsToo => Common::of(view.select(1)),
        _ => Common::of(std::iter::empty()),
    };
    for shares in groups(elements, by) {
        let fault = match must {
            Must::Each => shares.each(),
            Must::Some => shares.some(),
            Must::Sum => shares.sum(by, &common),
            Must::Single => shares.single(),
            Must::BeAlone => shares.alone(),
        };
        if let Some(fault) = fault {
            out(fault);
        }
    }
}

fn groups<'a>(elements: impl Iterator<Item = Element<'a>>, by: Group) -> Vec<Shares<'a>> {
    let mut together = Vec::new();
    let mut named: Vec<(&'a str, Element<'a>)> = Vec::new();
    for element in elements {
        if by == Group::Together || (by == Group::OwnAndOthers && is_own(element)) {
            together.push(element);
        }
        let holder = match by {
            Group::OfParent => element.parent(),
            _ => Some(element),
        };
        let vocabulary = holder.and_then(|e| e.attr("vocabulary"));
        // An empty vocabulary counts with the standard's own and by itself too,
        // as it does officially.
        let counts =
            by != Group::Together && !(by == Group::OwnAndOthers && vocabulary == Some("1"));
        named.extend(vocabulary.filter(|_| counts).map(|v| (v, element)));
    }
    let mut groups = Vec::new();
    if matches!(by, Group::Together | Group::OwnAndOthers) {
        groups.push(Shares {
            vocabulary: None,
            members: together,
        });
    }
    named.sort_by_key(|(vocabulary, _)| *vocabulary);
    for same in named.chunk_by(|a, b| a.0 == b.0) {
        groups.push(Shares {
            vocabulary: same.first().map(|(v, _)| *v),
            members: same.iter().map(|(_, e)| *e).collect(),
        });
    }
    groups
}

fn percentages<'a>(members: &[Element<'a>]) -> impl Iterator<Item = Spot<'a>> {
    let spot = |e: &Element<'a>| Spot::of_attribute(*e, "percentage");
    members.iter().filter_map(spot)
}

impl<'a> Shares<'a> {
    /// ` of vocabulary 99`
    fn name(&self) -> String {
        match self.vocabulary {
            None => String::new(),
            Some(vocabulary) => format!(" of vocabulary “{}”", short(vocabulary)),
        }
    }

    fn each(&self) -> Option<Fault<'a>> {
        let count = self.members.len();
        if count < 2 {
            return None;
        }
        let without = self
            .members
            .iter()
            .filter(|e| e.attr("percentage").is_none());
        let spots: Vec<Spot<'a>> = without.map(|e| Spot::of(*e)).collect();
        let message = format!(
            "{} of {count}{} has no percentage",
            spots.len(),
            self.name()
        );
        Fault::of(spots, message)
    }

    fn some(&self) -> Option<Fault<'a>> {
        let count = self.members.len();
        if count < 2 || percentages(&self.members).next().is_some() {
            return None;
        }
        let message = format!("none of the {count}{} has a percentage", self.name());
        Fault::of(self.members.iter().map(|e| Spot::of(*e)).collect(), message)
    }

    fn sum(&self, by: Group, common: &Common<'a>) -> Option<Fault<'a>> {
        let own = by == Group::OwnAndOthers && self.vocabulary.is_none();
        let with_percentage = percentages(&self.members).count();
        // Officially, sectors of the standard's own vocabulary count only if
        // they have a percentage.
        let count = if own {
            with_percentage
        } else {
            self.members.len()
        };
        // The empty vocabulary was added up with the standard's own.
        let counted_already = by == Group::OwnAndOthers && self.vocabulary == Some("");
        if count + common.count < 2 || counted_already {
            return None;
        }
        let mut sum = common.sum;
        percentages(&self.members).for_each(|s| sum.add(&s));
        if sum.is_hundred() {
            return None;
        }
        let mut spots: Vec<Spot<'a>> = self
            .members
            .iter()
            .map(|e| Spot::attribute_or_element(*e, "percentage"))
            .collect();
        spots.extend(&common.some);
        let beside = if common.count > 0 {
            " of the countries and"
        } else {
            ""
        };
        let message = format!("the percentages{beside}{} {}", self.name(), sum.words());
        Fault::of(spots, message)
    }

    fn single(&self) -> Option<Fault<'a>> {
        let [only] = self.members.as_slice() else {
            return None;
        };
        let spot = Spot::attribute_or_element(*only, "percentage");
        let text = spot.attribute?.value();
        let message = format!(
            "the only one{}, but its percentage is “{}”; write 100 or leave it out",
            self.name(),
            short(text.trim())
        );
        (!number::is_hundred(text)).then(|| Fault::at(spot, message))
    }

    fn alone(&self) -> Option<Fault<'a>> {
        let count = self.members.len();
        if count < 2 {
            return None;
        }
        let further = self.members.iter().skip(1).map(|e| Spot::of(*e));
        let name = match self.vocabulary {
            None => " of the standard's own vocabulary".to_owned(),
            Some(_) => self.name(),
        };
        Fault::of(
            further.collect(),
            format!("{count} codes{name}, where one is allowed"),
        )
    }
}

impl<'a> Common<'a> {
    fn of(spots: impl Iterator<Item = Spot<'a>>) -> Self {
        let mut common = Self {
            count: 0,
            sum: Sum::default(),
            some: Vec::new(),
        };
        for spot in spots {
            common.count += 1;
            let share = Spot::attribute_or_element(spot.element, "percentage");
            if share.attribute.is_some() {
                common.sum.add(&share);
            }
            if common.some.len() < MOST_COMMON {
                common.some.push(share);
            }
        }
        common
    }
}

/// A sum of percentages, to four decimals; `None` once a text was no number.
#[derive(Clone, Copy)]
struct Sum(Option<Decimal>);

impl Default for Sum {
    fn default() -> Self {
        Self(Some(Decimal::ZERO))
    }
}

impl Sum {
    fn add(&mut self, spot: &Spot<'_>) {
        self.0 = match (self.0, Number::read(&spot.text())) {
            (Some(sum), Number::Finite(value)) => sum.checked_add(value),
            _ => None,
        };
    }

    fn rounded(self) -> Option<Decimal> {
        let strategy = RoundingStrategy::MidpointAwayFromZero;
        self.0.map(|s| s.round_dp_with_strategy(4, strategy))
    }

    fn is_hundred(self) -> bool {
        self.rounded() == Some(Decimal::ONE_HUNDRED)
    }

    fn words(self) -> String {
        match self.rounded() {
            Some(sum) => format!("add up to {}, not to 100", sum.normalize()),
            None => "cannot be added up: one is not a number".to_owned(),
        }
    }
}
