//! What concerns the file as a whole: is it XML, is it IATI, which version, and
//! does an identifier stand in it twice.

use crate::finding::{Finding, Severity};
use crate::position::Position;
use crate::read::{Context, Fault, TreeFault, Unit, Unreadable};

/// A check that is written out in this module, not declared as a [`super::Rule`].
#[derive(Debug)]
pub struct BuiltIn {
    pub id: &'static str,
    pub severity: Severity,
    /// The official validator's category.
    pub category: &'static str,
    pub title: &'static str,
    pub why: &'static str,
    pub fix: &'static str,
}

/// The checks of the file as a whole.
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        id: "0.1.1",
        severity: Severity::Critical,
        category: "iati",
        title: "The file is not well-formed XML",
        why: "No program can read past a fault in the markup; all that follows it is unread.",
        fix: "Mend the place named, then check again: what follows it was not looked at.",
    },
    BuiltIn {
        id: "0.2.1",
        severity: Severity::Critical,
        category: "iati",
        title: "The root element is not one of the standard's",
        why: "An IATI file begins with iati-activities or iati-organisations.",
        fix: "Publish the file itself, not a page or an answer that holds it.",
    },
    BuiltIn {
        id: "0.6.1",
        severity: Severity::Critical,
        category: "documents",
        title: "The version is not 2.01, 2.02 or 2.03",
        why: "The standard's checks exist for these versions only. The file is still read and can be imported.",
        fix: "Publish in 2.03 and write version=\"2.03\" in the root element.",
    },
    BuiltIn {
        id: "0.3.1",
        severity: Severity::Critical,
        category: "schema",
        title: "The structure is not what the standard's schema asks",
        why: "Programs look for elements and attributes where the schema of the version puts them, and in the order and form it gives.",
        fix: "The finding names the element and what may stand there. Mend all of them: unlike a schema validator, this check does not stop at the first.",
    },
    BuiltIn {
        id: "1.1.2",
        severity: Severity::Error,
        category: "identifiers",
        title: "An identifier stands twice in the file",
        why: "Of two activities with one identifier readers keep one, and not all the same.",
        fix: "Give each activity an identifier of its own, or merge the two.",
    },
    BuiltIn {
        id: "cf-old-structure",
        severity: Severity::Advisory,
        category: "schema",
        title: "The structure was not legal in its version, 1.01 to 1.05",
        why: "These versions are no longer supported, but such files are still read; what stands where it never could is not found.",
        fix: "Publish in 2.03; until then, mend the place named.",
    },
    BuiltIn {
        id: "cf-old-code",
        severity: Severity::Advisory,
        category: "schema",
        title: "The code was not on its list in 1.01 to 1.05",
        why: "These versions are no longer supported, but such files are still read; a code that was on no list then says nothing.",
        fix: "Publish in 2.03; until then, use a code of the list named.",
    },
    BuiltIn {
        id: "cf-too-large",
        severity: Severity::Critical,
        category: "iati",
        title: "An activity is larger than 16 MB",
        why: "It is left out, so that memory stays bounded; the largest ever seen has 1 MB.",
        fix: "Look for a tag that is never closed, or split the activity.",
    },
    BuiltIn {
        id: "cf-too-deep",
        severity: Severity::Critical,
        category: "iati",
        title: "Elements are nested deeper than 512",
        why: "It is left out; the standard needs nine levels.",
        fix: "Remove the nesting.",
    },
];

/// 0.1.1 for a file that cannot be read on; `None` for a fault that is not the
/// publisher's.
#[must_use]
pub fn not_well_formed(fault: &Fault) -> Option<Finding> {
    match fault {
        Fault::Text { at, message } => Some(critical("0.1.1", *at, String::new(), message.clone())),
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
            let finding = critical("0.1.1", place(*offset), unit.path(), message.clone());
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
    let mut finding = critical(rule, unit.start, unit.path(), message);
    finding.unit = Some((unit.kind, unit.ordinal));
    finding
}

/// 0.2.1.
pub(super) fn not_iati(context: &Context) -> Finding {
    let root = &context.root;
    let message = format!(
        "the root element is <{root}>; an IATI file begins with <iati-activities> or <iati-organisations>"
    );
    critical("0.2.1", context.root_at, root.clone(), message)
}

/// 0.6.1.
pub(super) fn unsupported(context: &Context, stated: Option<&str>) -> Finding {
    let message = match stated {
        Some(version) => {
            format!("version “{version}” is no longer supported; 2.01, 2.02 and 2.03 are")
        }
        None => "no version is stated; write version=\"2.03\" in the root element".to_owned(),
    };
    let path = format!("{}/@version", context.root);
    let at = context.attribute_place("version");
    let mut finding = critical("0.6.1", at, path, message);
    finding.value = stated.map(str::to_owned);
    finding
}

fn critical(rule: &'static str, at: Position, path: String, message: String) -> Finding {
    let declared = BUILT_IN.iter().find(|b| b.id == rule);
    Finding {
        rule,
        severity: Severity::Critical,
        category: declared.map_or("iati", |b| b.category),
        unit: None,
        identifier: None,
        at,
        path,
        value: None,
        message,
        codelist: None,
        also: Vec::new(),
        allowed: Vec::new(),
    }
}
