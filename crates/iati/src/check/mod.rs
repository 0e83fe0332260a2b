//! Judging a publication: the standard's rules, and what is wrong where.
//!
//! A rule is declared as a value, with its text and its examples; the examples
//! are both its tests and its documentation. Codelist checks are lines of
//! `codelist/checks.tsv`. Everything is judged unit by unit; what concerns the
//! file (its root, its version, repeated identifiers, links between activities)
//! is settled by the caller, with the identifiers and links of [`Judged`].

mod bucket;
mod builtin;
mod catalogue;
mod code;
mod draft;
mod family;
pub mod house;
mod instant;
mod number;
mod path;
mod prefix;
mod rule;
mod structure;

pub use builtin::{BUILT_IN, BuiltIn, not_well_formed, unit_fault, unreadable};
pub use catalogue::{Entry, catalogue};
pub use rule::{Example, RULES, Rule};
pub use structure::Surroundings;

use crate::codelist;
use crate::finding::Finding;
use crate::read::{Context, Tree, Unit, UnitKind};
use crate::version::Version;
use bucket::{Buckets, Sorted};
use draft::Drafts;
use jiff::Timestamp;
use prefix::Prefixes;
use std::borrow::Cow;
use std::collections::HashSet;

/// What a run of checks is told from outside.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The instant that counts as now.
    pub now: Timestamp,
    /// The identifiers of those who publish IATI: such a reference is right,
    /// whatever it looks like.
    pub publishers: HashSet<String>,
    /// The prefixes of registers of organisations, e.g. `GB-COH`.
    pub agencies: HashSet<String>,
    /// Whether it is known which activities other files have. If not, links come
    /// without findings, to be counted.
    pub settles_links: bool,
}

impl Settings {
    /// The publishers and registers of the tables that are built in.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            publishers: codelist::organisations().collect(),
            agencies: codelist::agencies().collect(),
            settles_links: false,
        }
    }
}

/// Who publishes, ready to be asked.
struct Publishers {
    ids: HashSet<String>,
    /// The same, each with a hyphen.
    prefixes: Prefixes,
}

/// Judges one publication after the other.
pub struct Checker {
    now: Timestamp,
    publishers: Publishers,
    agencies: HashSet<String>,
    buckets: Buckets,
    codes: code::Codes,
    rules: Vec<family::Ready>,
    settles_links: bool,
}

/// What a unit's judgement needs of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A supported version: all checks apply.
    Checked(Version),
    /// 1.0x: structure and codes are judged by what was legal then.
    Old(Version),
    /// Only well-formedness is looked at.
    ReadOnly,
}

/// What is said of one unit.
#[derive(Debug, Default)]
pub struct Judged {
    /// The unit's identifier as it is written, spaces included; `None` if there
    /// is none or an empty one.
    pub identifier: Option<String>,
    /// By the kind of check: structure, codes, rules, house.
    pub findings: Vec<Finding>,
    /// What can only be settled at the end of the file.
    pub links: Vec<Link>,
}

/// A reference to an activity. If its target is neither an identifier of the
/// file, as written, nor known from elsewhere, the finding holds.
#[derive(Debug)]
pub struct Link {
    pub target: String,
    /// `None` if [`Settings::settles_links`] is not set.
    pub finding: Option<Finding>,
}

impl Judged {
    fn of(mut self, identifier: Option<Cow<'_, str>>) -> Self {
        self.identifier = identifier.filter(|i| !i.is_empty()).map(Cow::into_owned);
        self
    }
}

impl Checker {
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let mut buckets = Buckets::new();
        let codes = code::Codes::new(&mut buckets);
        let ready = RULES.iter().map(|r| family::Ready::new(r, &mut buckets));
        let rules = ready.collect();
        let prefixes = settings.publishers.iter().map(|id| format!("{id}-"));
        Self {
            now: settings.now,
            publishers: Publishers {
                prefixes: Prefixes::new(prefixes.collect()),
                ids: settings.publishers,
            },
            agencies: settings.agencies,
            buckets,
            codes,
            rules,
            settles_links: settings.settles_links,
        }
    }

    /// Judges the document element: 0.2.1, 0.6.1, its own codes and attributes.
    pub fn root(&self, context: &Context, out: &mut Vec<Finding>) -> Standing {
        if unit_of(&context.root).is_none() {
            out.push(builtin::not_iati(context));
            return Standing::ReadOnly;
        }
        let stated = context.attribute("version");
        let supported = stated.filter(|v| matches!(*v, "2.01" | "2.02" | "2.03"));
        if let Some(version) = supported.and_then(Version::parse) {
            structure::root(context, version, out);
            self.codes.judge_root(context, version, out);
            return Standing::Checked(version);
        }
        out.push(builtin::unsupported(context, stated));
        match stated
            .and_then(Version::parse)
            .filter(|v| !v.is_supported())
        {
            Some(version) => {
                structure::root(context, version, out);
                Standing::Old(version)
            }
            None => Standing::ReadOnly,
        }
    }

    /// Judges one unit; `tree` is what [`Tree::parse`] made of it.
    #[must_use]
    pub fn unit(&self, unit: &Unit, tree: &Tree, standing: Standing) -> Judged {
        let identifier = written_identifier(tree, unit.kind);
        let mut judged = Judged::default();
        let version = match standing {
            Standing::Checked(version) | Standing::Old(version) => version,
            Standing::ReadOnly => return judged.of(identifier),
        };
        if unit_of(&unit.context.root).is_none_or(|kind| kind == unit.kind) {
            let sight = Sight {
                unit,
                tree,
                version,
                now: self.now,
                publishers: &self.publishers,
                agencies: &self.agencies,
                sorted: self.buckets.sort(tree.root()),
                shown_identifier: shown(identifier.as_deref()),
                path: unit.path(),
            };
            judged.findings = self.findings(&sight);
            if version.is_supported() {
                judged.links = self.links(&sight);
            }
        }
        judged.of(identifier)
    }

    /// The findings by the kind of check (structure, codes, rules, house), each in
    /// the order of their places.
    fn findings(&self, sight: &Sight<'_>) -> Vec<Finding> {
        let mut drafts = Drafts::default();
        structure::judge(sight, &mut drafts);
        if !sight.version.is_supported() {
            self.codes.judge_old(sight, &mut drafts);
            return drafts.placed(sight);
        }
        self.codes.judge(sight, &mut drafts);
        for rule in &self.rules {
            rule.judge(sight, &mut drafts);
        }
        house::judge(sight, &mut drafts);
        drafts.placed(sight)
    }

    fn links(&self, sight: &Sight<'_>) -> Vec<Link> {
        let mut drafts = Drafts::default();
        let mut targets = Vec::new();
        for (verdict, fault) in self.rules.iter().flat_map(|r| r.links(sight)) {
            targets.push(fault.spot.text().into_owned());
            if self.settles_links {
                drafts.add(verdict, &fault, sight);
            }
        }
        let mut findings = drafts.placed(sight).into_iter();
        let links = targets.into_iter().map(|target| (target, findings.next()));
        links
            .map(|(target, finding)| Link { target, finding })
            .collect()
    }
}

/// One unit under judgement.
struct Sight<'a> {
    unit: &'a Unit,
    tree: &'a Tree,
    version: Version,
    now: Timestamp,
    publishers: &'a Publishers,
    agencies: &'a HashSet<String>,
    sorted: Sorted<'a>,
    /// The identifier, trimmed, as findings repeat it.
    shown_identifier: Option<String>,
    /// The unit's path in its file.
    path: String,
}

/// The units that a root element holds.
fn unit_of(root: &str) -> Option<UnitKind> {
    match root {
        "iati-activities" => Some(UnitKind::Activity),
        "iati-organisations" => Some(UnitKind::Organisation),
        _ => None,
    }
}

/// The identifier of a unit, trimmed.
#[must_use]
pub fn identifier(tree: &Tree, kind: UnitKind) -> Option<String> {
    let text = written_identifier(tree, kind)?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn written_identifier(tree: &Tree, kind: UnitKind) -> Option<Cow<'_, str>> {
    let names: &[&str] = match kind {
        UnitKind::Activity => &["iati-identifier"],
        UnitKind::Organisation => &["organisation-identifier", "iati-identifier"],
    };
    let found = names.iter().find_map(|name| tree.root().child(name))?;
    Some(found.text())
}

fn shown(identifier: Option<&str>) -> Option<String> {
    let text = draft::short(identifier?.trim()).to_owned();
    (!text.is_empty()).then_some(text)
}
