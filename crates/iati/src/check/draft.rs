//! Findings in the making: everything but their line and column, which are filled
//! in at the end.

use super::Sight;
use super::path::Spot;
use crate::finding::{Finding, Place, Severity};
use crate::position::Position;

/// The longest text of a publication that is repeated in a finding, in bytes.
/// It bounds what a million findings about one long value may take.
const LONGEST: usize = 400;
/// Further places that one finding names.
const MOST_PLACES: usize = 100;

/// What a finding says of its rule.
#[derive(Clone, Copy)]
pub(super) struct Verdict {
    pub rule: &'static str,
    pub severity: Severity,
    pub category: &'static str,
}

/// A fault: where, what is wrong there, and the other places it concerns.
pub(super) struct Fault<'a> {
    pub spot: Spot<'a>,
    pub also: Vec<Spot<'a>>,
    pub message: String,
}

impl<'a> Fault<'a> {
    pub(super) fn at(spot: Spot<'a>, message: String) -> Self {
        Self {
            spot,
            also: Vec::new(),
            message,
        }
    }

    /// One fault of several places, the first of them the main one; none if
    /// there is no place.
    pub(super) fn of(mut spots: Vec<Spot<'a>>, message: String) -> Option<Self> {
        if spots.is_empty() {
            return None;
        }
        let also = spots.split_off(1);
        let spot = spots.pop()?;
        Some(Self {
            spot,
            also,
            message,
        })
    }
}

/// A finding of one place, without its line and column.
pub(super) struct Draft {
    /// Byte offset in the unit's source.
    pub offset: usize,
    /// Below the unit.
    pub path: String,
    pub value: Option<String>,
    pub message: String,
}

/// The findings of one unit.
#[derive(Default)]
pub(super) struct Drafts {
    findings: Vec<Finding>,
    /// Where each place stands: byte offset, finding, and which of its places.
    offsets: Vec<(usize, u32, u32)>,
}

impl Drafts {
    pub(super) fn add(&mut self, verdict: Verdict, fault: &Fault<'_>, sight: &Sight<'_>) {
        let number = self.findings.len() as u32;
        let draft = Draft {
            offset: fault.spot.offset(),
            path: fault.spot.path(),
            value: value(&fault.spot),
            message: fault.message.clone(),
        };
        self.put(verdict, draft, sight);
        let mut also = Vec::new();
        for (at, spot) in fault.also.iter().take(MOST_PLACES).enumerate() {
            self.offsets.push((spot.offset(), number, at as u32 + 1));
            also.push(Place {
                at: Position::START,
                path: below(sight, &spot.path()),
                value: value(spot),
            });
        }
        if let Some(finding) = self.last() {
            finding.also = also;
        }
    }

    /// Adds a finding of one place.
    pub(super) fn put(&mut self, verdict: Verdict, draft: Draft, sight: &Sight<'_>) {
        self.offsets
            .push((draft.offset, self.findings.len() as u32, 0));
        self.findings.push(Finding {
            rule: verdict.rule,
            severity: verdict.severity,
            category: verdict.category,
            unit: Some((sight.unit.kind, sight.unit.ordinal)),
            identifier: sight.shown_identifier.clone(),
            at: Position::START,
            path: below(sight, &draft.path),
            value: draft.value,
            also: Vec::new(),
            message: draft.message,
            codelist: None,
            allowed: Vec::new(),
        });
    }

    /// The finding added last, to say more of it.
    pub(super) fn last(&mut self) -> Option<&mut Finding> {
        self.findings.last_mut()
    }

    /// The findings with their places, in the order they were added.
    pub(super) fn placed(mut self, sight: &Sight<'_>) -> Vec<Finding> {
        for (offset, number, which) in self.offsets {
            let at = sight.tree.position(sight.unit.start, offset);
            let finding = &mut self.findings[number as usize];
            match which {
                0 => finding.at = at,
                n => finding.also[n as usize - 1].at = at,
            }
        }
        self.findings
    }
}

/// The path in the file of a path below the unit.
fn below(sight: &Sight<'_>, path: &str) -> String {
    let slash = if path.is_empty() { "" } else { "/" };
    format!("{}{slash}{path}", sight.path)
}

/// What stands there, if it is more than white space between elements.
fn value(spot: &Spot<'_>) -> Option<String> {
    let text = spot.text();
    let is_blank = spot.attribute.is_none() && text.trim().is_empty();
    (!is_blank).then(|| short(&text).to_owned())
}

/// As much of a text as a finding repeats.
pub(super) fn short(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}
