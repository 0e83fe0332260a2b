//! Identifiers that stand twice in a file, 1.1.2: whoever reads the file settles them.

use iati::check::BUILT_IN;
use iati::finding::Finding;
use iati::read::{Unit, UnitKind};
use std::collections::HashSet;

/// Identifiers met in one file.
#[derive(Default)]
pub struct Repeats {
    seen: HashSet<(UnitKind, String)>,
}

impl Repeats {
    /// A finding if `identifier` was met before. It is compared as it is written, and a
    /// unit without one has the empty one.
    pub fn meet(&mut self, unit: &Unit, identifier: &str) -> Option<Finding> {
        if self.seen.insert((unit.kind, identifier.to_owned())) {
            return None;
        }
        let mut declared = BUILT_IN.iter();
        let declared = declared.find(|b| b.id == "1.1.2").expect("the check");
        Some(Finding {
            rule: declared.id,
            severity: declared.severity,
            category: declared.category,
            unit: Some((unit.kind, unit.ordinal)),
            identifier: Some(identifier.to_owned()),
            at: unit.start,
            path: unit.path(),
            value: None,
            message: String::new(),
            codelist: None,
            also: Vec::new(),
            allowed: Vec::new(),
        })
    }
}
