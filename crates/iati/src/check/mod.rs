//! Judging a publication: the standard's rules, and what is wrong where.
//!
//! A rule is declared as a value, with its text and its examples; the examples
//! are both its tests and its documentation. Codelist checks are lines of
//! `codelist/checks.tsv`. Everything is judged unit by unit; what concerns the
//! file (its root, its version, repeated identifiers) is in [`Checker`].

mod code;
mod family;
mod path;
mod rule;

pub use rule::{Example, RULES, Rule};

use crate::codelist::{self, CodeCheck};
use crate::finding::{Finding, Severity};
use crate::position::Position;
use crate::read::{Context, Fault, Tree, TreeFault, Unit, UnitKind, Unreadable};
use crate::version::Version;
use jiff::civil::Date;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A check that is written out in this module, not declared as a [`Rule`].
#[derive(Debug)]
pub struct BuiltIn {
    pub id: &'static str,
    pub severity: Severity,
    pub title: &'static str,
    pub why: &'static str,
    pub fix: &'static str,
}

/// The checks of the file as a whole.
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        id: "0.1.1",
        severity: Severity::Critical,
        title: "The file is not well-formed XML",
        why: "No program can read past a fault in the markup; all that follows it is unread.",
        fix: "Mend the place named, then check again: what follows it was not looked at.",
    },
    BuiltIn {
        id: "0.2.1",
        severity: Severity::Critical,
        title: "The root element is not one of the standard's",
        why: "An IATI file begins with iati-activities or iati-organisations.",
        fix: "Publish the file itself, not a page or an answer that holds it.",
    },
    BuiltIn {
        id: "0.6.1",
        severity: Severity::Critical,
        title: "The version is not 2.01, 2.02 or 2.03",
        why: "The standard's checks exist for these versions only. The file is still read and can be imported.",
        fix: "Publish in 2.03 and write version=\"2.03\" in the root element.",
    },
    BuiltIn {
        id: "1.1.2",
        severity: Severity::Error,
        title: "An identifier stands twice in the file",
        why: "Of two activities with one identifier readers keep one, and not all the same.",
        fix: "Give each activity an identifier of its own, or merge the two.",
    },
    BuiltIn {
        id: "cf-too-large",
        severity: Severity::Critical,
        title: "An activity is larger than 16 MB",
        why: "It is left out, so that memory stays bounded; the largest ever seen has 1 MB.",
        fix: "Look for a tag that is never closed, or split the activity.",
    },
    BuiltIn {
        id: "cf-too-deep",
        severity: Severity::Critical,
        title: "Elements are nested deeper than 128",
        why: "It is left out; the standard needs nine levels.",
        fix: "Remove the nesting.",
    },
];

/// What a run of checks is told from outside.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The day that counts as today.
    pub today: Date,
}

/// Judges one publication after the other.
pub struct Checker {
    settings: Settings,
    codes: code::CodeTrie,
    root_checks: Vec<CodeCheck>,
    rules: Vec<family::Ready>,
}

/// What a unit's judgement needs of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A supported version: all checks apply.
    Checked(Version),
    /// Only well-formedness is looked at.
    ReadOnly,
}

impl Checker {
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let (root_checks, unit_checks) = codelist::checks().into_iter().partition(|c| {
            c.path.starts_with("iati-activities/") || c.path.starts_with("iati-organisations/")
        });
        Self {
            settings,
            codes: code::CodeTrie::new(unit_checks),
            root_checks,
            rules: RULES.iter().map(|rule| family::Ready::new(rule)).collect(),
        }
    }

    /// Judges the document element: 0.2.1, 0.6.1, and its own codes.
    pub fn root(&self, context: &Context, out: &mut Vec<Finding>) -> Standing {
        let local = context
            .root
            .rsplit_once(':')
            .map_or(context.root.as_str(), |(_, l)| l);
        if local != "iati-activities" && local != "iati-organisations" {
            out.push(not_iati(&context.root));
            return Standing::ReadOnly;
        }
        let stated = context.attribute("version");
        match stated
            .filter(|v| matches!(*v, "2.01" | "2.02" | "2.03"))
            .and_then(Version::parse)
        {
            Some(version) => {
                self.root_codes(context, version, out);
                Standing::Checked(version)
            }
            None => {
                out.push(unsupported(&context.root, stated));
                Standing::ReadOnly
            }
        }
    }

    fn root_codes(&self, context: &Context, version: Version, out: &mut Vec<Finding>) {
        for check in self
            .root_checks
            .iter()
            .filter(|c| c.versions.contains(version))
        {
            let Some((element, attribute)) = check.path.split_once("/@") else {
                continue;
            };
            if element != context.root {
                continue;
            }
            if let Some(value) = context.attribute(attribute) {
                let place = (Position::START, format!("{element}/@{attribute}"));
                out.extend(code::judge(check, value, version, None, place));
            }
        }
    }

    /// Judges one unit; `tree` is what [`Tree::parse`] made of it.
    #[must_use]
    pub fn unit(&self, unit: &Unit, tree: &Tree, standing: Standing) -> Vec<Finding> {
        let mut out = Vec::new();
        let Standing::Checked(version) = standing else {
            return out;
        };
        let sight = Sight {
            unit,
            tree,
            version,
            today: self.settings.today,
            identifier: identifier(tree, unit.kind),
        };
        self.codes.judge(&sight, &mut out);
        for rule in &self.rules {
            rule.judge(&sight, &mut out);
        }
        out.sort_by_key(|f| f.at);
        out
    }
}

/// One unit under judgement.
pub(crate) struct Sight<'a> {
    pub unit: &'a Unit,
    pub tree: &'a Tree,
    pub version: Version,
    pub today: Date,
    pub identifier: Option<String>,
}

impl Sight<'_> {
    /// Line, column and path of a place in the unit.
    fn place(&self, offset: usize, path: &str) -> (Position, String) {
        let mut full = self.unit.path();
        if !path.is_empty() {
            full.push('/');
            full.push_str(path);
        }
        (self.tree.position(self.unit.start, offset), full)
    }
}

/// The identifier of a unit, trimmed.
#[must_use]
pub fn identifier(tree: &Tree, kind: UnitKind) -> Option<String> {
    let names: &[&str] = match kind {
        UnitKind::Activity => &["iati-identifier"],
        UnitKind::Organisation => &["organisation-identifier", "iati-identifier"],
    };
    let found = names.iter().find_map(|name| tree.root().child(name))?;
    let text = found.text().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Identifiers met in one file: 1.1.2. Holds eight bytes for each.
#[derive(Default)]
pub struct Duplicates {
    seen: HashSet<u64>,
}

impl Duplicates {
    /// A finding if `identifier` was met before in this file.
    pub fn meet(&mut self, unit: &Unit, identifier: &str) -> Option<Finding> {
        let mut hasher = DefaultHasher::new();
        (unit.kind.element(), identifier).hash(&mut hasher);
        if self.seen.insert(hasher.finish()) {
            return None;
        }
        Some(Finding {
            rule: "1.1.2",
            severity: Severity::Error,
            category: "identifiers",
            identifier: Some(identifier.to_owned()),
            at: unit.start,
            path: unit.path(),
            value: Some(identifier.to_owned()),
            message: "the identifier stands in this file already; give each activity its own"
                .to_owned(),
            codelist: None,
        })
    }
}

/// 0.1.1 for a file that cannot be read on; `None` for a fault that is not the
/// publisher's.
#[must_use]
pub fn not_well_formed(fault: &Fault) -> Option<Finding> {
    match fault {
        Fault::Text { at, message } => Some(critical(
            "0.1.1",
            "iati",
            *at,
            String::new(),
            message.clone(),
        )),
        Fault::Io(_) => None,
    }
}

/// The finding for a unit that the tree builder refused. The flag says whether
/// the whole file falls with it (it is not well-formed).
#[must_use]
pub fn unit_fault(unit: &Unit, source: &str, fault: &TreeFault) -> (Finding, bool) {
    let place = |offset: usize| {
        unit.start
            .after(&source.as_bytes()[..offset.min(source.len())])
    };
    match fault {
        TreeFault::Text { offset, message } => {
            let finding = critical(
                "0.1.1",
                "iati",
                place(*offset),
                unit.path(),
                message.clone(),
            );
            (finding, true)
        }
        TreeFault::TooDeep { offset } => {
            let mut finding = unreadable(unit, Unreadable::TooDeep);
            finding.at = place(*offset);
            (finding, false)
        }
    }
}

/// The finding for a unit that is left out, though its file is read.
#[must_use]
pub fn unreadable(unit: &Unit, why: Unreadable) -> Finding {
    let rule = match why {
        Unreadable::TooLarge => "cf-too-large",
        Unreadable::TooDeep => "cf-too-deep",
    };
    let message = format!("{why}: it is left out; no activity of the standard needs that");
    critical(rule, "iati", unit.start, unit.path(), message)
}

fn not_iati(root: &str) -> Finding {
    let message = format!(
        "the root element is <{root}>; an IATI file begins with <iati-activities> or <iati-organisations>"
    );
    critical("0.2.1", "iati", Position::START, root.to_owned(), message)
}

fn unsupported(root: &str, stated: Option<&str>) -> Finding {
    let message = match stated {
        Some(version) => {
            format!("version “{version}” is not checked any longer; 2.01, 2.02 and 2.03 are")
        }
        None => "no version is stated; write version=\"2.03\" in the root element".to_owned(),
    };
    let mut finding = critical(
        "0.6.1",
        "documents",
        Position::START,
        format!("{root}/@version"),
        message,
    );
    finding.value = stated.map(str::to_owned);
    finding
}

fn critical(
    rule: &'static str,
    category: &'static str,
    at: Position,
    path: String,
    message: String,
) -> Finding {
    Finding {
        rule,
        severity: Severity::Critical,
        category,
        identifier: None,
        at,
        path,
        value: None,
        message,
        codelist: None,
    }
}
