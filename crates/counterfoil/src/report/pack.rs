//! Brings the findings of units into their order and packs them, a batch at a
//! time; this is done on any core.
//!
//! In a unit: by category, then rule, then message, each in the order of its
//! first appearance, where schema goes before codelists, rules and links.

use super::identity::{self, LinkMark, UnitMark};
use super::kept::{self, Said};
use super::record::{self, Record};
use super::spill::{BLOCK, Block};
use super::tally::Tally;
use iati::check::Link;
use iati::finding::Finding;
use iati::read::{Unit, UnitKind};
use std::collections::HashMap;
use std::hash::Hash;
use std::io::Result;

/// What the checker says of one unit.
#[derive(Default)]
pub struct Judged {
    /// Whether the unit could be read at all.
    pub is_read: bool,
    /// As it is written.
    pub identifier: Option<String>,
    pub title: String,
    pub findings: Vec<Finding>,
    pub links: Vec<Link>,
}

/// What was found in a batch of units.
#[derive(Default)]
pub struct Packed {
    pub blocks: Vec<Block>,
    pub tally: Tally,
    pub units: Vec<UnitMark>,
    pub links: Vec<LinkMark>,
    pub activities: u64,
    pub organisations: u64,
}

/// Takes the judged units of a batch.
#[derive(Default)]
pub struct Packer {
    bytes: Vec<u8>,
    packed: Packed,
}

impl Packer {
    /// # Errors
    /// The packer has no memory.
    pub fn add(&mut self, unit: &Unit, judged: Judged) -> Result<()> {
        match unit.kind {
            UnitKind::Activity => self.packed.activities += 1,
            UnitKind::Organisation => self.packed.organisations += 1,
        }
        let identifier = judged.identifier.as_deref().unwrap_or_default();
        let hash = judged
            .is_read
            .then(|| identity::hash(unit.kind, identifier));
        self.packed.units.push(UnitMark {
            hash,
            at: unit.start,
        });
        let (judged_links, counted): (Vec<Link>, Vec<Link>) =
            judged.links.into_iter().partition(|l| l.finding.is_some());
        let marks = counted.iter().map(|l| LinkMark::new(&l.target, None));
        self.packed.links.extend(marks);
        // A unit of which nothing is said needs no name, but where it is a repeat.
        let is_silent = judged.findings.is_empty() && judged_links.is_empty();
        let title = if is_silent { "" } else { judged.title.trim() };
        let head = record::Unit {
            kind: unit.kind,
            ordinal: unit.ordinal,
            start: unit.start,
            identifier: &kept::identifier(identifier),
            is_read: judged.is_read,
            title: &kept::text(title),
        };
        Record::Unit(head).write(&mut self.bytes);
        if !is_silent {
            self.items(&ordered(judged.findings, judged_links))?;
        }
        self.pack_if_full()
    }

    fn items(&mut self, items: &[Item]) -> Result<()> {
        let mut before = None;
        for item in items {
            let said = Said::new(&item.finding);
            match &item.target {
                None => {
                    let rule = Some((item.finding.rule, item.finding.codelist));
                    let is_new = before != rule;
                    before = rule;
                    self.packed.tally.add(&item.finding, said.message(), is_new);
                    Record::Finding(said.kept()).write(&mut self.bytes);
                }
                Some(target) => {
                    self.packed
                        .links
                        .push(LinkMark::new(target, Some(&item.finding)));
                    Record::Link(said.kept()).write(&mut self.bytes);
                }
            }
            self.pack_if_full()?;
        }
        Ok(())
    }

    fn pack_if_full(&mut self) -> Result<()> {
        if self.bytes.len() >= BLOCK {
            self.packed.blocks.push(Block::pack(&self.bytes)?);
            self.bytes.clear();
        }
        Ok(())
    }

    /// # Errors
    /// The packer has no memory.
    pub fn finish(mut self) -> Result<Packed> {
        if !self.bytes.is_empty() {
            self.packed.blocks.push(Block::pack(&self.bytes)?);
        }
        Ok(self.packed)
    }
}

struct Item {
    finding: Finding,
    target: Option<String>,
}

fn ordered(findings: Vec<Finding>, links: Vec<Link>) -> Vec<Item> {
    let mut items: Vec<Item> = merged(findings).into_iter().map(plain).collect();
    items.sort_by_key(|item| stage(&item.finding));
    items.extend(links.into_iter().filter_map(|link| {
        let (finding, target) = (link.finding?, Some(link.target));
        Some(Item { finding, target })
    }));
    let order = order(&items);
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| items[at].take())
        .collect()
}

fn plain(finding: Finding) -> Item {
    Item {
        finding,
        target: None,
    }
}

/// In what order the official validator makes its checks.
fn stage(finding: &Finding) -> u8 {
    match finding {
        f if f.category == "iati" => 0,
        f if f.category == "schema" => 1,
        f if f.codelist.is_some() => 2,
        f if !f.rule.starts_with("cf-") => 3,
        _ => 4,
    }
}

/// Indexes of the items, category by category, rule by rule, message by message.
fn order(items: &[Item]) -> Vec<usize> {
    let mut categories = Ranks::default();
    let mut rules = Ranks::default();
    let mut messages = Ranks::default();
    let keys: Vec<_> = items
        .iter()
        .map(|item| {
            let f = &item.finding;
            let category = categories.of(f.category);
            let rule = rules.of((f.rule, f.codelist));
            let message = messages.of(f.message.as_str());
            (category, item.target.is_some(), rule, message, f.at)
        })
        .collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|at| keys[*at]);
    order
}

/// Numbers by first appearance.
struct Ranks<T>(HashMap<T, usize>);

impl<T> Default for Ranks<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Hash + Eq> Ranks<T> {
    fn of(&mut self, what: T) -> usize {
        let next = self.0.len();
        *self.0.entry(what).or_insert(next)
    }
}

/// The schema's complaints of one wording become one finding with all places.
fn merged(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut out: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        if finding.rule != "0.3.1" {
            out.push(finding);
            continue;
        }
        match first.get(&finding.message) {
            None => {
                first.insert(finding.message.clone(), out.len());
                out.push(finding);
            }
            Some(at) => join(&mut out[*at], finding),
        }
    }
    out
}

fn join(to: &mut Finding, from: Finding) {
    to.also.push(iati::finding::Place {
        at: from.at,
        path: from.path,
        value: from.value,
    });
    to.also.extend(from.also);
}
