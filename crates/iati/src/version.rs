//! The versions of the standard.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A version of the IATI standard that was ever valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Version {
    V1_01,
    V1_02,
    V1_03,
    V1_04,
    V1_05,
    V2_01,
    V2_02,
    V2_03,
}

impl Version {
    const ALL: [(Self, &'static str); 8] = [
        (Self::V1_01, "1.01"),
        (Self::V1_02, "1.02"),
        (Self::V1_03, "1.03"),
        (Self::V1_04, "1.04"),
        (Self::V1_05, "1.05"),
        (Self::V2_01, "2.01"),
        (Self::V2_02, "2.02"),
        (Self::V2_03, "2.03"),
    ];

    /// Reads a version as publishers write it. `1.0` and `1.00` stand for 1.01,
    /// which was first published as 1.0.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = match text.trim() {
            "1.0" | "1.00" | "1" => "1.01",
            text => text,
        };
        let found = Self::ALL.iter().find(|(_, name)| *name == text);
        found.map(|(version, _)| *version)
    }

    /// Whether the standard's own checks apply: 2.01 and later.
    #[must_use]
    pub fn is_supported(self) -> bool {
        self >= Self::V2_01
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(version, _)| *version == self);
        found.map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
