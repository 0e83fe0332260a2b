//! A complaint about a place in a publication. It is data, not an error.

use crate::position::Position;
use crate::read::UnitKind;
use serde::Serialize;
use std::fmt;

/// How bad a finding is, in the words of the official validator. Order: the
/// worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Critical,
    Error,
    Warning,
    Advisory,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::Critical, Self::Error, Self::Warning, Self::Advisory];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advisory => "advisory",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A place that a complaint is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub at: Position,
    /// E.g. `iati-activity[3]/transaction[2]/value/@currency`.
    pub path: String,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id, e.g. `11.2.1`.
    pub rule: &'static str,
    pub severity: Severity,
    pub category: &'static str,
    /// The activity or organisation it is about, from 1 in its file among those of
    /// its kind; `None` for the file.
    pub unit: Option<(UnitKind, u64)>,
    /// The identifier of that activity or organisation, trimmed.
    pub identifier: Option<String>,
    pub at: Position,
    /// E.g. `iati-activity[3]/transaction[2]/value/@currency`.
    pub path: String,
    /// What stands there.
    pub value: Option<String>,
    /// Further places of the same fault, such as the other sectors of a sum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Place>,
    /// What is wrong, with the remedy where it is short.
    pub message: String,
    /// The codelist that the value should be on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codelist: Option<&'static str>,
    /// What may stand there instead, the nearest first; not always all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
}
