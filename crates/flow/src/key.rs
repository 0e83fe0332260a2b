//! Comparing identifiers as their publishers write them.

use std::borrow::Cow;

/// An identifier in the form in which two are compared: white space around it
/// removed and inside made one space, ASCII letters in upper case. The written
/// form is kept beside it.
#[must_use]
pub fn of(identifier: &str) -> String {
    let words: Vec<&str> = identifier.split_whitespace().collect();
    words.join(" ").to_ascii_uppercase()
}

/// The same, borrowed where it is written in this form already.
#[must_use]
pub fn borrowed(identifier: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_lowercase();
    match identifier.bytes().all(plain) {
        true => Cow::Borrowed(identifier),
        false => Cow::Owned(of(identifier)),
    }
}

/// Whether two identifiers are written for the same thing.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    a.eq_ignore_ascii_case(b) || (a.contains(char::is_whitespace) && of(a) == of(b))
}

/// Letters and digits only, in upper case: two identifiers that differ in signs between
/// them, or in case, are one.
pub(crate) fn squeezed(identifier: &str) -> String {
    let signs = identifier.chars().filter(|c| c.is_alphanumeric());
    signs.flat_map(char::to_uppercase).collect()
}

/// Identifiers shorter than this are near to anything.
const SHORTEST: usize = 6;

/// A hash of the text and of each text with one sign less: two texts that are
/// one sign apart share one. As long as the text, not as long as all of them together.
pub(crate) fn each_hash(text: &str, mut with: impl FnMut(u64)) {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    if text.len() < SHORTEST {
        return;
    }
    let step = |hash: u64, sign: char| hash.wrapping_mul(FACTOR).wrapping_add(u64::from(sign) + 1);
    let whole = text.chars().fold(0, step);
    with(whole);
    // whole = before * FACTOR^(1 + rest) + sign * FACTOR^rest + after.
    let (mut after, mut power) = (0u64, 1u64);
    let mut previous = None;
    let mut before = whole;
    let inverse = inverse(FACTOR);
    for sign in text.chars().rev() {
        before = before
            .wrapping_sub(u64::from(sign) + 1)
            .wrapping_mul(inverse);
        if previous != Some(sign) {
            with(before.wrapping_mul(power).wrapping_add(after));
        }
        after = (u64::from(sign) + 1)
            .wrapping_mul(power)
            .wrapping_add(after);
        power = power.wrapping_mul(FACTOR);
        previous = Some(sign);
    }
}

/// Of an odd number, modulo 2^64.
const fn inverse(odd: u64) -> u64 {
    let mut guess = odd;
    let mut round = 0;
    while round < 6 {
        guess = guess.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(guess)));
        round += 1;
    }
    guess
}
