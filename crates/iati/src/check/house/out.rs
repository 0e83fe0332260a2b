//! What the checks of a unit say, and where.

use super::House;
use crate::check::Sight;
use crate::check::draft::{Drafts, Fault, Verdict};
pub(super) use crate::check::path::Spot;
use crate::finding::Severity;
use crate::read::Element;

/// How much of a text is shown as the value found, in characters.
const SHOWN: usize = 120;

impl<'a> From<Element<'a>> for Spot<'a> {
    fn from(element: Element<'a>) -> Self {
        Spot::of(element)
    }
}

/// The beginning of a text on one line, for a message.
pub(super) fn shown(text: &str) -> String {
    let line = |c: char| if c.is_control() { ' ' } else { c };
    let mut letters = text.chars().map(line);
    let mut out: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        out.push('…');
    }
    out
}

/// Takes what the checks find.
pub(super) struct Out<'a> {
    house: &'static House,
    faults: Vec<(&'static House, Fault<'a>)>,
}

impl<'a> Out<'a> {
    pub(super) fn new(house: &'static House) -> Self {
        Self {
            house,
            faults: Vec::new(),
        }
    }

    /// What follows is said by `house`.
    pub(super) fn turn(&mut self, house: &'static House) {
        self.house = house;
    }

    pub(super) fn at(&mut self, spot: impl Into<Spot<'a>>, message: impl Into<String>) {
        self.all(spot, Vec::new(), message);
    }

    /// One fault that shows in several places.
    pub(super) fn all(
        &mut self,
        spot: impl Into<Spot<'a>>,
        also: Vec<Spot<'a>>,
        message: impl Into<String>,
    ) {
        let fault = Fault {
            spot: spot.into(),
            also,
            message: message.into(),
        };
        self.faults.push((self.house, fault));
    }

    /// One fault for many places: at the first, with the others beside it; nothing
    /// if there are none.
    pub(super) fn each(&mut self, spots: Vec<Spot<'a>>, message: impl FnOnce(usize) -> String) {
        if let Some((first, rest)) = spots.split_first() {
            self.all(*first, rest.to_vec(), message(spots.len()));
        }
    }

    /// Adds the findings to a unit's, in the order of their places.
    pub(super) fn findings(mut self, sight: &Sight<'_>, drafts: &mut Drafts) {
        self.faults.sort_by_key(|(_, fault)| fault.spot.offset());
        for (house, fault) in &self.faults {
            let verdict = Verdict {
                rule: house.id,
                severity: Severity::Advisory,
                category: house.category,
            };
            drafts.add(verdict, fault, sight);
        }
    }
}
