//! Where money stops on its way: activities, phantoms, organisations.

use super::account::{Account, Accounts, place};
use super::identifier::{How, Identifiers, Meant};
use crate::key;
use crate::reconcile::Party;
use crate::reconcile::normal;
use crate::reconcile::words::Word;
use serde::Serialize;
use std::collections::HashMap;

/// What kind of place money comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// An activity that is published.
    Activity,
    /// An activity that lines name and nobody publishes.
    Phantom,
    /// An organisation of which no activity is named.
    Organisation,
    /// Goods, services, and all who do not publish.
    Spending,
    /// Nobody is named.
    Nobody,
}

/// A place in a [`super::Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: NodeKind,
    pub identifier: Option<Word>,
    pub title: Option<Word>,
    /// The organisation that publishes the activity, or is named.
    pub reference: Option<Word>,
    pub name: Option<Word>,
    /// The organisation's own node.
    pub organisation: Option<u32>,
    /// In how many activities it was published; of an organisation, how many
    /// activities it publishes.
    pub published: u32,
}

/// All nodes, in an order that does not depend on that of reading in.
pub(super) struct Nodes {
    pub all: Vec<Node>,
    /// By place of the activity.
    pub of_account: Vec<u32>,
    pub spending: u32,
    pub nobody: u32,
    /// By reference and name as written.
    organisations: HashMap<(Option<Word>, Option<Word>), u32>,
    identifiers: Identifiers,
    phantoms: HashMap<Word, u32>,
}

/// Whom a line means, and what is wrong with how it says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    pub node: u32,
    /// The organisation that it names, or nobody.
    without: u32,
    /// The activity it names is found, and not its own.
    pub names_activity: bool,
    pub is_self: bool,
    pub how: How,
    pub is_ambiguous: bool,
    pub is_of_other: bool,
}

impl Aim {
    /// As a line of the activity at `own` means it: one that names its own
    /// activity as the other side means only the organisation that it names.
    pub(super) fn seen_from(self, own: u32) -> Self {
        if !self.names_activity || self.node != own {
            return self;
        }
        Self {
            node: self.without,
            names_activity: false,
            how: How::AsWritten,
            is_ambiguous: false,
            is_of_other: false,
            is_self: true,
            ..self
        }
    }
}

impl Nodes {
    pub(super) fn of(accounts: &Accounts) -> Self {
        let mut draft = Draft::default();
        let reporters = draft.reporters(accounts);
        let of_account = draft.activities(accounts, &reporters);
        let identifiers = Identifiers::of(accounts, &of_account);
        let phantoms = draft.parties(accounts, &identifiers);
        let spending = draft.add(NodeKind::Spending, String::new());
        let nobody = draft.add(NodeKind::Nobody, String::new());
        let (all, rank) = draft.in_order();
        let ranked = |n: u32| rank[n as usize];
        let mut nodes = Self {
            all,
            of_account: of_account.into_iter().map(ranked).collect(),
            spending: ranked(spending),
            nobody: ranked(nobody),
            organisations: draft
                .by_party
                .into_iter()
                .map(|(p, n)| (p, ranked(n)))
                .collect(),
            identifiers: identifiers.renumbered(&rank),
            phantoms: phantoms.into_iter().map(|(w, n)| (w, ranked(n))).collect(),
        };
        for node in &mut nodes.all {
            node.organisation = node.organisation.map(ranked);
        }
        nodes
    }

    /// The organisation that a party names, if it names one.
    pub(super) fn organisation(&self, party: Party) -> Option<u32> {
        self.organisations
            .get(&(party.reference, party.name))
            .copied()
    }

    /// The organisation of an activity; an organisation itself.
    pub(super) fn organisation_of(&self, node: u32) -> u32 {
        self.all[node as usize].organisation.unwrap_or(node)
    }

    /// Whom a party means. Of several activities of one identifier it is the one
    /// of the organisation that is named with it.
    pub(super) fn aim(&self, accounts: &Accounts, party: Party) -> Aim {
        let named = self.organisation(party);
        let without = named.unwrap_or(self.nobody);
        let mut aim = Aim {
            node: without,
            without,
            names_activity: false,
            how: How::AsWritten,
            is_ambiguous: false,
            is_of_other: false,
            is_self: false,
        };
        let Some(word) = party.activity else {
            return aim;
        };
        let organisation = |n: u32| self.all[n as usize].organisation;
        let of_named = |n: u32| named.is_some() && organisation(n) == named;
        if let Some(Meant {
            node,
            how,
            is_ambiguous,
        }) = self.identifiers.meant(accounts, word, &of_named)
        {
            aim.node = node;
            aim.names_activity = true;
            aim.how = how;
            aim.is_ambiguous = is_ambiguous;
            aim.is_of_other = party.reference.is_some() && !of_named(node);
        } else if let Some(phantom) = self.phantoms.get(&word) {
            aim.node = *phantom;
            aim.how = How::Unknown;
        }
        aim
    }

    /// The activity or phantom of an identifier.
    pub(super) fn find(&self, accounts: &Accounts, identifier: &str) -> Option<u32> {
        let found = self.identifiers.find(accounts, identifier, &|_| false);
        let phantom = || {
            let wanted = normal(identifier);
            let phantoms = self.phantoms.iter();
            let same = phantoms.filter(|(w, _)| normal(accounts.text(Some(**w))) == wanted);
            same.map(|(_, n)| *n).min()
        };
        found.map(|m| m.node).or_else(phantom)
    }

    pub(super) fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }
}

/// Nodes in the order in which they turn up.
#[derive(Default)]
struct Draft {
    all: Vec<(NodeKind, String, Node)>,
    by_key: HashMap<(NodeKind, String), u32>,
    by_party: HashMap<(Option<Word>, Option<Word>), u32>,
    /// Publishers by name; none where several have it.
    by_name: HashMap<String, Option<u32>>,
}

impl Draft {
    fn add(&mut self, kind: NodeKind, key: String) -> u32 {
        let next = place(self.all.len());
        match self.by_key.entry((kind, key.clone())) {
            std::collections::hash_map::Entry::Occupied(known) => *known.get(),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(next);
                let node = Node {
                    kind,
                    identifier: None,
                    title: None,
                    reference: None,
                    name: None,
                    organisation: None,
                    published: 0,
                };
                self.all.push((kind, key, node));
                next
            }
        }
    }

    fn node(&mut self, at: u32) -> &mut Node {
        &mut self.all[at as usize].2
    }

    /// The organisations that publish, by place of the activity.
    fn reporters(&mut self, accounts: &Accounts) -> Vec<Option<u32>> {
        let mut all = Vec::with_capacity(accounts.accounts.len());
        for account in &accounts.accounts {
            let of = self.organisation(accounts, account.reporter, true);
            if let Some(of) = of {
                self.node(of).published += 1;
                let name = key::of(accounts.text(account.reporter.name));
                if !name.is_empty() {
                    let one = |kept: Option<u32>| kept.filter(|k| *k == of);
                    let entry = self.by_name.entry(name);
                    entry.and_modify(|k| *k = one(*k)).or_insert(Some(of));
                }
            }
            all.push(of);
        }
        all
    }

    fn activities(&mut self, accounts: &Accounts, reporters: &[Option<u32>]) -> Vec<u32> {
        let mut all = Vec::with_capacity(reporters.len());
        for (account, reporter) in accounts.accounts.iter().zip(reporters) {
            let Account {
                identifier,
                title,
                reporter: party,
                ..
            } = account;
            let organisation = reporter.map_or("", |r| self.all[r as usize].1.as_str());
            let id = key::of(accounts.text(*identifier));
            let node = self.add(NodeKind::Activity, format!("{id}\n{organisation}"));
            let kept = self.node(node);
            kept.published += 1;
            kept.organisation = *reporter;
            for (at, new) in [
                (&mut kept.identifier, *identifier),
                (&mut kept.title, *title),
                (&mut kept.reference, party.reference),
                (&mut kept.name, party.name),
            ] {
                *at = first(accounts, *at, new);
            }
            all.push(node);
        }
        all
    }

    /// Organisations and phantoms that lines name; the phantoms by identifier
    /// as written.
    fn parties(&mut self, accounts: &Accounts, known: &Identifiers) -> HashMap<Word, u32> {
        let mut phantoms: HashMap<Word, Option<u32>> = HashMap::new();
        for party in &accounts.parties {
            let organisation = self.organisation(accounts, *party, false);
            let Some(word) = party.activity else {
                continue;
            };
            let phantom = match phantoms.get(&word) {
                Some(phantom) => *phantom,
                None => {
                    let is_known = known.meant(accounts, word, &|_| false).is_some();
                    let key = || normal(accounts.text(Some(word)));
                    let phantom = (!is_known).then(|| self.add(NodeKind::Phantom, key()));
                    phantoms.insert(word, phantom);
                    phantom
                }
            };
            if let Some(phantom) = phantom {
                let key = |o: &u32| self.all[*o as usize].1.as_str();
                let kept = self.all[phantom as usize].2.organisation;
                let of = [kept, organisation].into_iter().flatten();
                let of = of.min_by(|a, b| key(a).cmp(key(b)));
                let kept = self.node(phantom);
                kept.identifier = first(accounts, kept.identifier, Some(word));
                kept.organisation = of;
            }
        }
        phantoms
            .into_iter()
            .filter_map(|(w, n)| Some((w, n?)))
            .collect()
    }

    /// The organisation of a party. A reporter is called as it calls itself; a
    /// party without a reference may be the one publisher of that name.
    fn organisation(
        &mut self,
        accounts: &Accounts,
        party: Party,
        is_reporter: bool,
    ) -> Option<u32> {
        let (reference, name) = (party.reference, party.name);
        if let Some(known) = self.by_party.get(&(reference, name)) {
            return Some(*known);
        }
        let key = match (reference, name) {
            (Some(_), _) => accounts.aliases.resolve(accounts.text(reference)),
            (None, Some(_)) => format!("\n{}", key::of(accounts.text(name))),
            (None, None) => return None,
        };
        let by_name = match reference {
            None if !is_reporter => self.by_name.get(key.trim_start()).copied().flatten(),
            _ => None,
        };
        let node = by_name.unwrap_or_else(|| self.add(NodeKind::Organisation, key));
        let kept = self.node(node);
        if is_reporter || kept.published == 0 {
            kept.reference = first(accounts, kept.reference, reference);
            kept.name = first(accounts, kept.name, name);
        }
        self.by_party.insert((reference, name), node);
        Some(node)
    }

    /// The nodes sorted, and the place of each.
    fn in_order(&mut self) -> (Vec<Node>, Vec<u32>) {
        let mut order: Vec<u32> = (0..place(self.all.len())).collect();
        let key = |at: &u32| (self.all[*at as usize].0, &self.all[*at as usize].1);
        order.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        let mut rank = vec![0; order.len()];
        for (at, node) in order.iter().enumerate() {
            rank[*node as usize] = place(at);
        }
        let all = order
            .iter()
            .map(|n| self.all[*n as usize].2.clone())
            .collect();
        (all, rank)
    }
}

/// Of two ways to write the same the first in order, so that it does not depend
/// on which was read first.
fn first(accounts: &Accounts, kept: Option<Word>, new: Option<Word>) -> Option<Word> {
    match (kept, new) {
        (Some(kept), Some(new)) if accounts.text(Some(new)) < accounts.text(Some(kept)) => {
            Some(new)
        }
        (kept, new) => kept.or(new),
    }
}
