//! Between which two organisations each line is: the one that tells it, and the one
//! that it was matched with, is meant, or is at least named.

use super::books::KeptBooks;
use crate::view::View;
use flow::key;
use flow::kind::{self, Direction};
use flow::reconcile::{Aliases, LineId, Match, Open, Reconciliation, Why};
use std::collections::HashMap;

/// An organisation at one end of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Its reference: as it reports under it, or as others name it.
    pub reference: Option<String>,
    /// As it or, where it does not publish, the first that names it calls it.
    pub name: Option<String>,
    /// Whether it publishes here.
    pub publishes: bool,
}

impl Organisation {
    /// The reference, else the name.
    #[must_use]
    pub fn label(&self) -> &str {
        let label = self.reference.as_deref().or(self.name.as_deref());
        label.unwrap_or_default()
    }
}

/// Giver and receiver, as places in [`Parties::organisations`].
pub type Ends = (u32, u32);

/// Who stands at the ends of every line.
#[derive(Debug, Default)]
pub struct Parties {
    pub organisations: Vec<Organisation>,
    /// By line; none where the line names nobody or has no other side.
    ends: Vec<Option<Ends>>,
}

impl Parties {
    #[must_use]
    pub fn of(&self, line: LineId) -> Option<Ends> {
        self.ends.get(line.0 as usize).copied().flatten()
    }

    #[must_use]
    pub fn organisation(&self, at: u32) -> Option<&Organisation> {
        self.organisations.get(at as usize)
    }

    pub(super) fn find(
        view: &View<'_>,
        aliases: &Aliases,
        books: &KeptBooks,
        told: &Reconciliation,
    ) -> Self {
        let mut found = Finder::new(view, aliases, told);
        let mut ends = vec![None; books.lines().count()];
        for one in &told.matches {
            let both = found.of_match(one);
            for line in one.donor.iter().chain(&one.recipient) {
                ends[line.0 as usize] = Some(both);
            }
        }
        for open in &told.open {
            ends[open.line.0 as usize] = found.of_open(open, books);
        }
        Self {
            organisations: found.organisations,
            ends,
        }
    }
}

struct Finder<'a> {
    aliases: &'a Aliases,
    organisations: Vec<Organisation>,
    /// By normalised reference, or by name where there is no reference.
    by_key: HashMap<String, u32>,
    /// Of the publishers of the reconciliation.
    publishers: Vec<u32>,
}

impl<'a> Finder<'a> {
    fn new(view: &View<'_>, aliases: &'a Aliases, told: &Reconciliation) -> Self {
        let mut finder = Self {
            aliases,
            organisations: Vec::new(),
            by_key: HashMap::new(),
            publishers: Vec::new(),
        };
        let mut own: HashMap<String, (String, String)> = HashMap::new();
        for (reference, name) in view.live().reporters() {
            let key = aliases.resolve(reference);
            // The reference in use goes before those that stand for it.
            if !own.contains_key(&key) || flow::reconcile::normal(reference) == key {
                own.insert(key, (reference.to_owned(), name.to_owned()));
            }
        }
        for publisher in &told.publishers {
            let known = own.get(publisher);
            let organisation = Organisation {
                reference: known.map(|(r, _)| r.clone()).filter(|r| !r.is_empty()),
                name: known
                    .map(|(_, n)| n.clone())
                    .or_else(|| Some(publisher.clone()))
                    .filter(|n| !n.is_empty()),
                publishes: true,
            };
            let at = finder.add(publisher.clone(), organisation);
            finder.publishers.push(at);
        }
        finder
    }

    fn add(&mut self, key: String, organisation: Organisation) -> u32 {
        let at = self.organisations.len() as u32;
        self.organisations.push(organisation);
        self.by_key.insert(key, at);
        at
    }

    fn publisher(&self, at: u32) -> u32 {
        self.publishers.get(at as usize).copied().unwrap_or(0)
    }

    fn of_match(&self, one: &Match) -> Ends {
        (self.publisher(one.giver), self.publisher(one.receiver))
    }

    fn of_open(&mut self, open: &Open, books: &KeptBooks) -> Option<Ends> {
        if open.why == Why::NoPartnerByType {
            return None;
        }
        let draft = books.books.draft(open.line)?;
        let own = self.publisher(open.publisher);
        let other = match open.other {
            Some(publisher) => self.publisher(publisher),
            None => self.named(draft.other.reference, draft.other.name)?,
        };
        match kind::direction(draft.kind?) {
            Direction::Out => Some((own, other)),
            Direction::In => Some((other, own)),
            _ => None,
        }
    }

    /// One that does not publish.
    fn named(&mut self, reference: Option<&str>, name: Option<&str>) -> Option<u32> {
        let reference = reference.map(str::trim).filter(|r| !r.is_empty());
        let name = name.map(str::trim).filter(|n| !n.is_empty());
        let key = match (reference, name) {
            (Some(reference), _) => self.aliases.resolve(reference),
            (None, name) => key::of(name?),
        };
        if let Some(at) = self.by_key.get(&key) {
            return Some(*at);
        }
        let organisation = Organisation {
            reference: reference.map(key::of),
            name: name.map(str::to_owned),
            publishes: false,
        };
        Some(self.add(key, organisation))
    }
}
