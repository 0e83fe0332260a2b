//! A value that a publisher stated, left out, or wrote so that it cannot be read.

use serde::{Serialize, Serializer};

/// Missing is not zero, and unreadable is not missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated<T> {
    Known(T),
    Missing,
    Unreadable { text: String, reason: String },
}

impl<T> Stated<T> {
    /// Reads `text` with `parse`; no text is `Missing`.
    pub fn read(text: Option<&str>, parse: impl Fn(&str) -> Result<T, String>) -> Self {
        let Some(text) = text else {
            return Self::Missing;
        };
        if text.trim().is_empty() {
            return Self::Missing;
        }
        match parse(text) {
            Ok(value) => Self::Known(value),
            Err(reason) => Self::Unreadable {
                text: text.trim().to_owned(),
                reason,
            },
        }
    }

    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            _ => None,
        }
    }

    /// In words, why there is no value; `None` if there is one.
    pub fn gap(&self) -> Option<String> {
        match self {
            Self::Known(_) => None,
            Self::Missing => Some("not stated".to_owned()),
            Self::Unreadable { text, reason } => Some(format!("unreadable: “{text}” ({reason})")),
        }
    }
}

/// The value as text; a gap as `null` or `{"unreadable": …}`.
impl<T: ToString> Serialize for Stated<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        match self {
            Self::Known(value) => s.serialize_str(&value.to_string()),
            Self::Missing => s.serialize_none(),
            Self::Unreadable { text, reason } => {
                let mut map = s.serialize_map(Some(2))?;
                map.serialize_entry("unreadable", text)?;
                map.serialize_entry("reason", reason)?;
                map.end()
            }
        }
    }
}
