//! What the checks say of a publication that was made here, such as that of a workbook.

use super::judge::{Verdict, judge};
use iati::check::{Checker, Settings, Standing};
use iati::finding::{Finding, Severity};
use iati::read::{Piece, Reader};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Identifiers that are named where more have the same fault.
const NAMED: usize = 3;

/// What one rule finds.
pub struct Found {
    pub severity: Severity,
    pub rule: &'static str,
    /// Of the first place.
    pub message: String,
    /// In what, each once, in order.
    units: Vec<String>,
}

impl Found {
    /// `XI-A-1, XI-A-2 and 3 more`
    pub fn units(&self) -> String {
        let named = self.units.iter().take(NAMED).map(String::as_str);
        let named = named.collect::<Vec<_>>().join(", ");
        match self.units.len().saturating_sub(NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }
}

/// What rules find in a publication, the worst first. Advice is passed over: `check` of
/// what is published gives it.
pub fn findings(xml: &str, now: Timestamp) -> Vec<Found> {
    let checker = Checker::new(Settings::at(now));
    let mut standing = Standing::ReadOnly;
    let mut by_rule = BTreeMap::new();
    let mut reader = Reader::new(xml.as_bytes());
    // It was written here a moment ago: what cannot be read of it is told by its import.
    while let Ok(Some(piece)) = reader.next_piece() {
        let mut found = Vec::new();
        match piece {
            Piece::Root(context) => standing = checker.root(&context, &mut found),
            Piece::Beside(_) => {}
            Piece::Unit(unit) => match judge(&checker, &unit, standing) {
                Verdict::Judged(judged) => found = judged.findings,
                Verdict::NotWellFormed(finding) => found.push(finding),
            },
        }
        found.into_iter().for_each(|f| note(f, &mut by_rule));
    }
    by_rule.into_values().collect()
}

/// Findings of one unit come together: only the last that was noted can be the same.
fn note(finding: Finding, by_rule: &mut BTreeMap<(Severity, &'static str), Found>) {
    if finding.severity == Severity::Advisory {
        return;
    }
    let key = (finding.severity, finding.rule);
    let found = by_rule.entry(key).or_insert_with(|| Found {
        severity: finding.severity,
        rule: finding.rule,
        message: finding.message,
        units: Vec::new(),
    });
    if found.units.last() != finding.identifier.as_ref() {
        found.units.extend(finding.identifier);
    }
}
