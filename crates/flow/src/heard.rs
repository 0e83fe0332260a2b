//! Why `iati` could not read something, to be put into a sentence: it says so in English.

use iati::said;
use iati::said::{Given, Said, phrase};
use iati::stated::Stated;

const REASONS: [&str; 6] = [
    phrase("empty"),
    phrase("a comma in a number; write digits and a point only"),
    phrase("not a number"),
    phrase("more than 28 digits: it cannot be held exactly"),
    phrase("not a date of the form YYYY-MM-DD"),
    phrase("no such day in the calendar"),
];

/// A reason that `iati` gave for an amount or a day.
pub(crate) fn reason(english: &str) -> Given {
    match REASONS.iter().find(|known| **known == english) {
        Some(known) => Given::Said(Said::new(known, Vec::new())),
        None => Given::Text(english.to_owned()),
    }
}

/// Why a value is not there; none if it is.
pub(crate) fn gap<T>(stated: &Stated<T>) -> Option<Said> {
    match stated {
        Stated::Known(_) => None,
        Stated::Missing => Some(said!("not stated")),
        Stated::Unreadable { text, reason } => Some(said!(
            "unreadable: “{text}” ({reason})",
            text,
            reason = self::reason(reason)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_reasons_are_known() {
        let amounts = ["", "1,5", "a", "123456789012345678901234567890"];
        let days = ["", "a", "2024-02-30"];
        let amounts = amounts.map(|text| iati::amount::parse(text).expect_err("it is no amount"));
        let days = days.map(|text| iati::date::parse(text).expect_err("it is no day"));
        for english in amounts.iter().chain(&days) {
            assert!(matches!(reason(english), Given::Said(_)), "{english}");
        }
    }

    #[test]
    fn a_gap_is_as_iati_says_it() {
        let gaps: [Stated<u8>; 3] = [
            Stated::Missing,
            Stated::Known(1),
            Stated::Unreadable {
                text: "1,5".to_owned(),
                reason: "not a number".to_owned(),
            },
        ];
        for stated in gaps {
            assert_eq!(gap(&stated).map(|why| why.to_string()), stated.gap());
        }
    }
}
