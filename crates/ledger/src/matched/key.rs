//! What names a line of a book, whichever publication it stands in.
//!
//! Transactions have no identifier of their own. A line is named by what it says:
//! who reports it, in which activity, its type, date, value and currency, and, of
//! lines that say the same, the how-manieth it is. So a decision on a line survives
//! every new publication that still says it, and one on a line that was rewritten
//! is seen to have lost it.

use flow::reconcile::{LineDraft, normal};
use iati::said;
use iati::said::{Given, Said};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What names a line. Missing parts are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineKey {
    /// Normalised reference of the reporter, or its name.
    pub publisher: String,
    pub activity: String,
    /// Code of the transaction type.
    #[serde(rename = "type")]
    pub kind: String,
    pub date: String,
    /// Without trailing zeros.
    pub value: String,
    pub currency: String,
    /// Of lines of the activity that say the same: 1 is the first.
    pub nth: u32,
}

impl LineKey {
    /// The key of a line; `nth` is to be counted by the caller.
    #[must_use]
    pub fn of(publisher: &str, activity: &str, line: &LineDraft<'_>, nth: u32) -> Self {
        let text = |value: Option<&str>| value.unwrap_or_default().trim().to_owned();
        let value = |value: Decimal| value.normalize().to_string();
        Self {
            publisher: normal(publisher),
            activity: activity.trim().to_owned(),
            kind: text(line.kind),
            date: line.date.map_or_else(String::new, |d: Date| d.to_string()),
            value: line.value.map_or_else(String::new, value),
            currency: text(line.currency),
            nth,
        }
    }

    #[must_use]
    pub fn id(&self) -> Id {
        let nth = self.nth.to_string();
        let parts = [
            &self.publisher,
            &self.activity,
            &self.kind,
            &self.date,
            &self.value,
            &self.currency,
            &nth,
        ];
        Id::over(parts.map(|part| part.as_bytes()))
    }
}

impl LineKey {
    /// `type 3 of 2021-05-02, 1000 EUR in XM-EX-1`.
    #[must_use]
    pub fn said(&self) -> Said {
        let or = |text: &str, instead: Said| match text {
            "" => Given::Said(instead),
            text => Given::Text(text.to_owned()),
        };
        let line = said!(
            "type {kind} of {day}, {value} {currency} in {activity}",
            kind = match self.kind.as_str() {
                "" => "?",
                kind => kind,
            },
            day = or(&self.date, said!("no date")),
            value = or(&self.value, said!("no amount")),
            currency = or(&self.currency, said!("(no currency)")),
            activity = or(&self.activity, said!("an activity without identifier")),
        );
        match self.nth {
            0 | 1 => line,
            nth => said!(
                "{line} (number {nth} of its like)",
                line,
                nth = nth.to_string()
            ),
        }
    }
}

impl fmt::Display for LineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// The name of a line or a match: 60 bits of a hash, twelve letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

/// Thirty-two signs that are not taken for each other.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: u32 = 12;

impl Id {
    pub(crate) fn over<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hash.finalize()[..8]);
        Self(u64::from_be_bytes(first) >> (64 - 5 * LENGTH))
    }

    /// The name of what these lines are together.
    pub(crate) fn of_sides(donor: &[Self], recipient: &[Self]) -> Self {
        let side = |lines: &[Self]| {
            let mut lines = lines.to_vec();
            lines.sort_unstable();
            lines
                .iter()
                .flat_map(|l| l.0.to_be_bytes())
                .collect::<Vec<u8>>()
        };
        Self::over([side(donor).as_slice(), side(recipient).as_slice()])
    }

    /// An id as it is written; signs in upper case count as well.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if text.len() != LENGTH as usize {
            return None;
        }
        let mut value = 0;
        for sign in text.bytes() {
            let digit = SIGNS.iter().position(|s| *s == sign)?;
            value = value << 5 | digit as u64;
        }
        Some(Self(value))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in (0..LENGTH).rev() {
            let digit = self.0 >> (5 * at) & 31;
            let sign = SIGNS.get(digit as usize).copied().unwrap_or(b'?');
            write!(f, "{}", char::from(sign))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for part in ["", "a", "some line"] {
            let id = Id::over([part.as_bytes()]);
            let text = id.to_string();
            assert_eq!(text.len(), 12);
            assert_eq!(Id::parse(&text), Some(id));
            assert_eq!(Id::parse(&text.to_uppercase()), Some(id));
        }
        for wrong in ["", "abc", "il0123456789", "0123456789abc"] {
            assert_eq!(Id::parse(wrong), None);
        }
    }

    #[test]
    fn what_a_line_says_names_it() {
        let line = |value: &str| LineDraft {
            kind: Some("3"),
            value: value.parse().ok(),
            currency: Some("EUR"),
            ..LineDraft::default()
        };
        let key = |value: &str, nth: u32| LineKey::of(" xm_ex ", "XM-EX-1", &line(value), nth);
        assert_eq!(key("1000.00", 1), key("1000", 1));
        assert_eq!(key("1000", 1).publisher, "XM-EX");
        assert_ne!(key("1000", 1).id(), key("1000", 2).id());
        assert_ne!(key("1000", 1).id(), key("1000.01", 1).id());
        assert_eq!(
            key("1000", 2).to_string(),
            "type 3 of no date, 1000 EUR in XM-EX-1 (number 2 of its like)"
        );
    }
}
