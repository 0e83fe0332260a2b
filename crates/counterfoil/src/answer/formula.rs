//! Texts that a spreadsheet program would take for a formula, and run.
//!
//! Only in text files: in a workbook a cell is a text because it says so.

use std::borrow::Cow;

/// What begins a formula when a text file is opened, in any of the programs in use: also
/// in the wide forms that some keyboards write, and behind what is trimmed.
const BEGINS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a text would be taken for a formula.
pub fn begins(text: &str) -> bool {
    text.starts_with(BEGINS)
}

/// The text as it is taken for a text: a formula gets an apostrophe, a number does not.
pub fn defused(text: &str) -> Cow<'_, str> {
    match begins(text) && iati::amount::parse(text).is_err() {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for text in [
            "=1+1", "+x", "-x", "@sum", "\t=1", "\r=1", "\n=1", "＝1+1", "-5 beds", "-1+1", "+1-2",
        ] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for text in ["", "-5.00", "-5", "EUR", "2=1", "a@example", "'=1"] {
            assert_eq!(defused(text), text);
        }
    }
}
