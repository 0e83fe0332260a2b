//! A programme as its office writes it down.

use super::day::DayOr;
use super::kind::Kind;
use super::measure::{Book, Measure, Unit};
use crate::exact::Ratio;
use crate::results::Nature;
use iati::position::Position;
use iati::said;
use iati::said::{Said, phrase};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// All that one text says. Items stand in the order of the text.
#[derive(Clone, Debug)]
pub struct Programme {
    pub id: String,
    pub title: Words,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub organisations: Vec<Organisation>,
    pub areas: Vec<Area>,
    pub sources: Vec<Source>,
    pub pairings: Vec<Pairing>,
    pub capacities: Vec<Capacity>,
    pub indicators: Vec<IndicatorGroup>,
    pub promises: Vec<Promise>,
}

impl Programme {
    /// A pairing by its id.
    #[must_use]
    pub fn pairing(&self, id: &str) -> Option<&Pairing> {
        self.pairings.iter().find(|p| p.id == id)
    }

    /// Ids of the organisations that can stand on a side.
    pub fn on_side(&self, side: Side) -> impl Iterator<Item = &str> {
        let stands = move |s: Side| s == side || s == Side::Both;
        let all = self.organisations.iter().filter(move |o| stands(o.side));
        all.map(|o| o.id.as_str())
    }

    /// The organisation that a reference means.
    #[must_use]
    pub fn organisation(&self, reference: &str) -> Option<&Organisation> {
        self.organisations.iter().find(|o| o.is(reference))
    }

    /// All references of organisations, in the form in which they are compared.
    #[must_use]
    pub fn references(&self, ids: &[String]) -> BTreeSet<String> {
        let each = ids.iter().flat_map(|id| match self.organisation(id) {
            Some(known) => {
                let all = std::iter::once(&known.id).chain(&known.also);
                all.map(|id| crate::key::of(id)).collect()
            }
            None => vec![crate::key::of(id)],
        });
        each.collect()
    }
}

/// A text and its translations by language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    pub translated: BTreeMap<String, String>,
}

impl Words {
    /// In `language` where that is there.
    #[must_use]
    pub fn in_language(&self, language: &str) -> &str {
        self.translated.get(language).unwrap_or(&self.text)
    }
}

/// Which side of pairings an organisation can stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Donor,
    Recipient,
    Both,
}

#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its identifier in IATI.
    pub id: String,
    pub name: Words,
    pub side: Side,
    /// Other identifiers that publishers use for it.
    pub also: Vec<String>,
    pub place: Position,
}

impl Organisation {
    /// Whether `reference` means it.
    #[must_use]
    pub fn is(&self, reference: &str) -> bool {
        let mut all = std::iter::once(&self.id).chain(&self.also);
        all.any(|id| crate::key::same(id, reference))
    }
}

#[derive(Clone, Debug)]
pub struct Area {
    pub id: String,
    pub name: Words,
    /// A code, and the list it is on.
    pub code: Option<String>,
    pub vocabulary: Option<String>,
    pub level: Option<String>,
    /// The area that it lies in.
    pub within: Option<String>,
    pub place: Position,
}

/// What something rests on.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: String,
    pub title: String,
    pub url: Option<String>,
    pub day: Option<Date>,
    pub publisher: Option<String>,
    pub place: Position,
}

/// One binding: a giver to one recipient.
#[derive(Clone, Debug)]
pub struct Pairing {
    pub id: String,
    pub level: Level,
    pub donor: String,
    pub recipient: String,
    pub areas: Vec<String>,
    pub from: Date,
    /// The last day; none where it is open.
    pub to: Option<Date>,
    pub terms: Option<String>,
    /// Identifiers of activities that belong to it whatever organisations they name.
    pub activities: Vec<String>,
    /// The pairing that it is part of: a school's, within its county's.
    pub within: Option<String>,
    pub sources: Vec<String>,
    pub place: Position,
}

impl Pairing {
    /// Whether it binds on a day; both ends are inside.
    #[must_use]
    pub fn binds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// What kind of body is bound to what kind, e.g. `province-prefecture`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level {
    pub donor: &'static str,
    pub recipient: &'static str,
}

/// The kinds of bodies that a level is made of.
pub const BODIES: &[&str] = &[
    phrase("country"),
    phrase("region"),
    phrase("province"),
    phrase("prefecture"),
    phrase("city"),
    phrase("district"),
    phrase("county"),
    phrase("township"),
    phrase("village"),
    phrase("agency"),
    phrase("company"),
    phrase("hospital"),
    phrase("school"),
    phrase("university"),
    phrase("centre"),
    phrase("utility"),
];

impl Level {
    /// Reads `hospital-hospital`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (donor, recipient) = text.split_once(['-', '–'])?;
        let known = |name: &str| BODIES.iter().find(|b| **b == name.trim()).copied();
        Some(Self {
            donor: known(donor)?,
            recipient: known(recipient)?,
        })
    }
}

impl Level {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        let [donor, recipient] = [self.donor, self.recipient].map(|b| Said::new(b, Vec::new()));
        said!("{donor}–{recipient}", donor, recipient)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// Something given in kind: counted, never as people.
#[derive(Clone, Debug)]
pub struct Capacity {
    pub id: String,
    pub kind: String,
    pub title: Words,
    pub pairing: Option<String>,
    /// What is counted: beds, places, team-months, visits.
    pub unit: String,
    pub promised: Option<Decimal>,
    pub by: Option<DayOr>,
    pub delivered: Vec<Delivery>,
    /// What it is worth, as each side says.
    pub values: Vec<Valuation>,
    pub sources: Vec<String>,
    pub place: Position,
}

#[derive(Clone, Debug)]
pub struct Delivery {
    pub book: Book,
    /// First day; the last is the same where it is one day.
    pub from: Date,
    pub to: Date,
    /// The day it was said; that of the source, else the last day itself.
    pub said: Date,
    pub count: Decimal,
    pub sources: Vec<String>,
    pub place: Position,
}

#[derive(Clone, Debug)]
pub struct Valuation {
    pub book: Book,
    pub amount: Decimal,
    pub currency: String,
    pub day: Option<Date>,
    pub sources: Vec<String>,
    pub place: Position,
}

/// Indicators of several activities that are of one thing.
#[derive(Clone, Debug)]
pub struct IndicatorGroup {
    pub id: String,
    pub title: Words,
    pub unit: String,
    /// What an office says of its periods after it looked.
    pub nature: Option<Nature>,
    /// Whether it counts people; then small counts are hidden on public pages.
    pub counts_people: bool,
    pub members: Vec<IndicatorMember>,
    pub place: Position,
}

/// Whose indicators: of the activities named, all that bear the title or the reference.
#[derive(Clone, Debug)]
pub struct IndicatorMember {
    /// None: any activity.
    pub activities: Vec<String>,
    pub indicator: IndicatorName,
    pub place: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndicatorName {
    /// A title in any of its languages, compared without case and white space around it.
    Title(String),
    Reference {
        vocabulary: String,
        code: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sense {
    AtLeast,
    AtMost,
    Exactly,
}

/// One public announcement.
#[derive(Clone, Debug)]
pub struct Promise {
    pub id: String,
    pub kind: Kind,
    pub title: Option<Words>,
    /// As it was said.
    pub wording: Words,
    pub language: Option<String>,
    pub announcer: String,
    pub said: Date,
    pub sources: Vec<String>,
    /// None: the programme as a whole.
    pub pairing: Option<String>,
    pub sense: Sense,
    /// What was announced, or why there is no figure.
    pub target: Result<Decimal, String>,
    /// What the rows that decide are counted in.
    pub unit: Unit,
    /// How far from the target still is exactly it.
    pub margin: Decimal,
    /// The first day that counts, and where the straight line starts.
    pub from: Date,
    /// Where the straight line starts: only for what is a level.
    pub baseline: Option<Decimal>,
    /// The day it should be kept by, or why there is none.
    pub deadline: Result<DayOr, String>,
    /// What share of the straight line is still on course, in per cent.
    pub on_course: Decimal,
    /// The question that decides, or why there is none.
    pub measure: Result<Measure, String>,
    /// A ratio that the announcer worked out.
    pub stated: Option<Stated>,
    pub again: Vec<Reannouncement>,
    pub withdrawn: Option<Withdrawn>,
    pub superseded: Option<Superseded>,
    pub place: Position,
}

impl Promise {
    /// What its target and the figure reached are in.
    #[must_use]
    pub fn shown_in(&self) -> Unit {
        self.kind.shown_in(&self.unit)
    }
}

/// A ratio with the figures it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub numerator: Decimal,
    pub denominator: Decimal,
    /// As announced, in per cent, with as many decimals as were said.
    pub percent: Decimal,
}

/// The same promise, said again.
#[derive(Clone, Debug)]
pub struct Reannouncement {
    pub id: String,
    pub wording: Words,
    pub announcer: String,
    pub said: Date,
    pub sources: Vec<String>,
    /// Where it differs from the first.
    pub target: Option<Decimal>,
    pub deadline: Option<DayOr>,
    pub place: Position,
}

#[derive(Clone, Debug)]
pub struct Withdrawn {
    pub on: Date,
    pub wording: Option<String>,
    pub sources: Vec<String>,
}

/// A later promise in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Superseded {
    pub by: String,
    /// The day the later one was said.
    pub on: Date,
}

/// What a stated ratio comes to by its own figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recomputed {
    pub announced: Decimal,
    /// Rounded to the decimals announced.
    pub rounded: Decimal,
    pub exact: Ratio,
    pub says: Says,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// The announced figure is the rounded one; a half may go either way.
    Right,
    /// It was cut off, not rounded.
    Cut,
    Wrong,
}

impl Stated {
    /// Recomputes the ratio; none if it cannot be: a zero denominator, too many digits.
    #[must_use]
    pub fn recompute(&self) -> Option<Recomputed> {
        let share = Ratio::of(self.numerator, self.denominator)?;
        let exact = share.times(Ratio::count(100))?;
        let decimals = self.percent.scale();
        let rounded = exact.rounded(decimals)?;
        let cut = exact.cut(decimals)?;
        let last = Decimal::try_from_i128_with_scale(1, decimals).ok()?;
        let tie = is_midway(exact, cut, last);
        let says = match self.percent {
            p if p == rounded || tie && p == cut => Says::Right,
            p if p == cut => Says::Cut,
            _ => Says::Wrong,
        };
        Some(Recomputed {
            announced: self.percent,
            rounded,
            exact,
            says,
        })
    }
}

/// Whether what is cut off is half of the last decimal.
fn is_midway(exact: Ratio, cut: Decimal, last: Decimal) -> bool {
    let rest = exact.minus(Ratio::whole(cut));
    let twice = rest.and_then(|r| r.times(Ratio::count(2)));
    let last = Ratio::whole(last);
    twice == Some(last) || twice == Ratio::ZERO.minus(last)
}

impl Recomputed {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        let (announced, rounded) = (self.announced, self.rounded);
        match self.says {
            Says::Right => said!(
                "announced {announced} %, as its own figures give",
                announced
            ),
            Says::Cut => said!(
                "announced {announced} %, cut off; its own figures give {rounded} %",
                announced,
                rounded
            ),
            Says::Wrong => said!(
                "announced {announced} %, its own figures give {rounded} %",
                announced,
                rounded
            ),
        }
    }
}

impl fmt::Display for Recomputed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}
