//! What the standard's schemas say, as findings: 0.3.1, and for 1.0x, of which the
//! official validator says no more than that it is old, an advisory of the house.
//!
//! The judgement itself is [`crate::schema`]'s.

use super::Sight;
use super::draft::{Draft, Drafts, Verdict, short};
use crate::finding::{Finding, Severity};
use crate::position::Position;
use crate::read::{Beside, BesideKind, Context, Unit};
use crate::schema::{FileFault, Layout, Schema};
use crate::version::Version;

/// The schema's verdict on a version's faults.
fn verdict(version: Version) -> Verdict {
    if version.is_supported() {
        Verdict {
            rule: "0.3.1",
            severity: Severity::Critical,
            category: "schema",
        }
    } else {
        Verdict {
            rule: "cf-old-structure",
            severity: Severity::Advisory,
            category: "schema",
        }
    }
}

/// Judges a unit.
pub(super) fn judge(sight: &Sight<'_>, out: &mut Drafts) {
    let (mut places, mut faults) = (Vec::new(), Vec::new());
    let schema = Schema::of(sight.version);
    schema.check(sight.tree, &sight.unit.context, &mut places, &mut faults);
    for fault in &faults {
        let draft = Draft {
            offset: fault.offset,
            path: fault.path(),
            value: fault.value().map(|v| short(&v).to_owned()),
            message: fault.message(),
        };
        out.put(verdict(sight.version), draft, sight);
        if let Some(finding) = out.last() {
            finding.allowed = fault.allowed();
        }
    }
}

/// Judges the document element's own tag.
pub(super) fn root(context: &Context, version: Version, out: &mut Vec<Finding>) {
    let faults = Schema::of(version).root_faults(context);
    out.extend(faults.into_iter().map(|fault| {
        let attribute = fault.attribute.as_deref();
        let at = attribute.map_or(context.root_at, |name| context.attribute_place(name));
        let path = match &fault.attribute {
            Some(attribute) => format!("{}/@{attribute}", context.root),
            None => context.root.clone(),
        };
        finding(fault, version, at, path)
    }));
}

fn finding(fault: FileFault, version: Version, at: Position, path: String) -> Finding {
    let verdict = verdict(version);
    Finding {
        rule: verdict.rule,
        severity: verdict.severity,
        category: verdict.category,
        unit: None,
        identifier: None,
        at,
        path,
        value: fault.value,
        also: Vec::new(),
        message: fault.message,
        codelist: None,
        allowed: fault.allowed,
    }
}

/// Judges what stands around a file's units, told one after the other.
pub struct Surroundings {
    layout: Layout,
    version: Version,
    root: String,
    root_at: Position,
}

impl Surroundings {
    /// For a file of this document element; `None` if its version has no schema.
    #[must_use]
    pub fn of(context: &Context, standing: super::Standing) -> Option<Self> {
        let version = match standing {
            super::Standing::Checked(version) | super::Standing::Old(version) => version,
            super::Standing::ReadOnly => return None,
        };
        Some(Self {
            layout: Layout::new(version, super::unit_of(&context.root)?),
            version,
            root: context.root.clone(),
            root_at: context.root_at,
        })
    }

    /// A unit comes. One in a namespace is an extension, whatever its name.
    pub fn unit(&mut self, unit: &Unit) -> Option<Finding> {
        let name = unit.kind.element();
        let fault = if unit.is_foreign() {
            self.layout.foreign_unit(unit.kind)
        } else {
            self.layout.unit(unit.kind)
        };
        let path = format!("{}/{name}", self.root);
        Some(finding(fault?, self.version, unit.start, path))
    }

    /// Something else comes.
    pub fn beside(&mut self, beside: &Beside) -> Option<Finding> {
        let (fault, path) = match &beside.what {
            BesideKind::Element { name, foreign } => (
                self.layout.element(name, *foreign)?,
                format!("{}/{name}", self.root),
            ),
            BesideKind::Text => (self.layout.text()?, self.root.clone()),
        };
        Some(finding(fault, self.version, beside.at, path))
    }

    /// The file ends.
    #[must_use]
    pub fn end(&self) -> Option<Finding> {
        let fault = self.layout.end()?;
        Some(finding(
            fault,
            self.version,
            self.root_at,
            self.root.clone(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Standing;
    use crate::read::{Piece, Reader};

    /// What is said of what stands around the units.
    fn told(document: &str) -> Vec<String> {
        let mut reader = Reader::new(document.as_bytes());
        let mut around = None;
        let mut told = Vec::new();
        while let Ok(Some(piece)) = reader.next_piece() {
            let found = match &piece {
                Piece::Root(context) => {
                    around = Surroundings::of(context, Standing::Checked(Version::V2_03));
                    None
                }
                Piece::Unit(unit) => around.as_mut().and_then(|a| a.unit(unit)),
                Piece::Beside(beside) => around.as_mut().and_then(|a| a.beside(beside)),
            };
            told.extend(found.map(|f| f.message));
        }
        told.extend(around.and_then(|a| a.end()).map(|f| f.message));
        told
    }

    #[test]
    fn an_activity_in_a_namespace_is_told_once_with_what_to_do() {
        let within = |units: &str| told(&format!("<iati-activities>{units}</iati-activities>"));
        let of_own = "<iati-activity xmlns='urn:x'/>";
        assert_eq!(
            within(of_own),
            [
                "xmlns puts this <iati-activity> into a namespace, and those of the standard have none: it counts as an extension; remove xmlns"
            ]
        );
        assert_eq!(within(&format!("<iati-activity/>{of_own}")).len(), 0);
        assert_eq!(
            within(""),
            ["there is no <iati-activity> in the file; it must have one"]
        );
    }
}
