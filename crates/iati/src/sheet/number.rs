//! A number as people write it: certain, ambiguous, or none.
//!
//! Nothing is guessed. `1,234` is 1234 for one office and 1.234 for another: it is
//! certain only where the column or the reader of the sheet settles which mark is the
//! decimal one.

use super::currency::{self, Sign};
use super::fold;
use crate::amount;
use rust_decimal::Decimal;

/// The decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Point,
    Comma,
}

impl Mark {
    fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }

    fn of(sign: char) -> Self {
        if sign == ',' {
            Self::Comma
        } else {
            Self::Point
        }
    }
}

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    Certain(Written),
    /// By the decimal mark it is the one or the other.
    Ambiguous {
        point: Decimal,
        comma: Decimal,
    },
    /// No number, and why.
    Not(&'static str),
}

/// A number and what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Multiplied out: `1.2万` is 12000. Per cent stay per cent.
    pub value: Decimal,
    pub sign: Option<Sign>,
    pub percent: bool,
    /// The decimal mark that this way of writing rests on, if it rests on one: what
    /// settles others of the column.
    pub mark: Option<Mark>,
}

const LETTERS: &str = "there are words in it";
const GROUPS: &str = "its digits are not in groups of three";
const LONG: &str = "more than 28 digits: it cannot be held exactly";

/// Words and signs that multiply, folded; the power of ten.
const MULTIPLIERS: &[(&str, u32)] = &[
    ("千", 3),
    ("万", 4),
    ("萬", 4),
    ("十万", 5),
    ("百万", 6),
    ("千万", 7),
    ("亿", 8),
    ("億", 8),
    ("十亿", 9),
    ("k", 3),
    ("thousand", 3),
    ("thousands", 3),
    ("'000", 3),
    ("000s", 3),
    ("mille", 3),
    ("millier", 3),
    ("milliers", 3),
    ("miles", 3),
    ("الف", 3),
    ("الاف", 3),
    ("lakh", 5),
    ("lakhs", 5),
    ("lac", 5),
    ("lacs", 5),
    ("mn", 6),
    ("mio", 6),
    ("million", 6),
    ("millions", 6),
    ("millon", 6),
    ("millones", 6),
    ("مليون", 6),
    ("ملايين", 6),
    ("crore", 7),
    ("crores", 7),
    ("bn", 9),
    ("milliard", 9),
    ("milliards", 9),
    ("mrd", 9),
    ("mil millones", 9),
    ("مليار", 9),
    ("مليارات", 9),
];

/// Words that multiply by one power here and by another there, or not at all: “mil” is a
/// thousand in Spanish and short for a million, “cr” short for crore and for credit.
const UNCERTAIN: &[&str] = &[
    "m", "mm", "b", "billion", "billions", "billon", "billones", "mil", "cr",
];

/// Multipliers of places where the decimal mark is always the point.
const OF_POINT: &[&str] = &[
    "千", "万", "萬", "十万", "百万", "千万", "亿", "億", "十亿", "lakh", "lakhs", "lac", "lacs",
    "crore", "crores",
];

/// The power of ten of a folded word.
#[must_use]
pub fn multiplier(word: &str) -> Option<u32> {
    let known = MULTIPLIERS.iter().find(|(name, _)| *name == word);
    known.map(|(_, power)| *power)
}

/// What a folded word of a heading says of the numbers below it: the power of ten, the
/// currency. `None` if it says neither.
#[must_use]
pub fn unit(word: &str) -> Option<(Option<u32>, Option<Sign>)> {
    if let Some(power) = multiplier(word) {
        return Some((Some(power), None));
    }
    if let Some(sign) = currency::sign(word) {
        return Some((None, Some(sign)));
    }
    word.char_indices().skip(1).find_map(|(at, _)| {
        let (first, second) = word.split_at(at);
        match (multiplier(first), currency::sign(second)) {
            (Some(power), Some(sign)) => Some((Some(power), Some(sign))),
            _ => Some((Some(multiplier(second)?), Some(currency::sign(first)?))),
        }
    })
}

/// Reads a text; `mark` is the decimal mark where it is settled.
#[must_use]
pub fn read(text: &str, mark: Option<Mark>) -> Number {
    let text = fold(text);
    let text = text.trim();
    if text.is_empty() {
        return Number::Not("it is empty");
    }
    let (text, in_brackets) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    match parts(text) {
        Ok(parts) => parts.number(in_brackets, mark),
        Err(why) => Number::Not(why),
    }
}

/// What a text falls into.
#[derive(Debug, Default)]
struct Parts<'t> {
    /// Digits and marks, each with the power of ten behind it.
    bodies: Vec<(&'t str, u32)>,
    is_negative: bool,
    sign: Option<Sign>,
    percent: bool,
    of_point: bool,
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | ' ' | '\u{1}' | '\u{2}')
}

/// Cuts a folded text into numbers and what stands between them.
fn parts(text: &str) -> Result<Parts<'_>, &'static str> {
    let mut parts = Parts::default();
    let mut rest = text;
    let mut minus = 0;
    while !rest.is_empty() {
        let start = rest
            .find(|c: char| c.is_ascii_digit())
            .map(|at| leading_mark(rest, at))
            .unwrap_or(rest.len());
        let (before, from) = rest.split_at(start);
        parts.beside(before, &mut minus)?;
        let end = from
            .find(|c: char| !(c.is_ascii_digit() || is_mark(c)))
            .unwrap_or(from.len());
        let (body, after) = from.split_at(end);
        let kept = body.trim_end_matches([' ', '\'']);
        if !kept.is_empty() {
            parts.bodies.push((kept, 0));
        }
        rest = after;
        if let Some((power, tail)) = exponent(rest).filter(|_| !kept.is_empty()) {
            let Some(last) = parts.bodies.last_mut() else {
                return Err(LETTERS);
            };
            last.1 = power;
            rest = tail;
        }
    }
    parts.is_negative = minus == 1;
    match (parts.bodies.len(), minus) {
        (0, _) => Err(match parts.sign.is_some() || parts.percent {
            true => "there is no number in it",
            false => LETTERS,
        }),
        (_, 2..) => Err("it has two signs"),
        (1, _) => Ok(parts),
        // 1亿2000万: each with a power, falling.
        _ if parts.bodies.windows(2).all(|w| w[0].1 > w[1].1) && parts.of_point => Ok(parts),
        _ => Err("there are several numbers in it"),
    }
}

/// `.5`: the mark belongs to the number.
fn leading_mark(text: &str, at: usize) -> usize {
    match text[..at].ends_with(['.', ',', '\u{1}']) {
        true if text[..at].len() == 1 || text[..at - 1].ends_with([' ', '-', '(']) => at - 1,
        _ => at,
    }
}

/// `E+05`, as spreadsheets write large numbers into text.
fn exponent(rest: &str) -> Option<(u32, &str)> {
    let digits = rest.strip_prefix("e+")?;
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let power: u32 = digits[..end].parse().ok()?;
    (power <= 27).then_some((power, &digits[end..]))
}

impl Parts<'_> {
    /// Reads what stands before or behind a number.
    fn beside(&mut self, text: &str, minus: &mut u32) -> Result<(), &'static str> {
        // 1,200/-, as written in South Asia.
        let mut text = text.trim();
        text = text.strip_prefix("/-").unwrap_or(text);
        loop {
            text = text.trim_matches(' ');
            if let Some(less) = text.strip_prefix('-').or_else(|| text.strip_suffix('-')) {
                *minus += 1;
                text = less;
            } else if let Some(less) = text.strip_prefix('%').or_else(|| text.strip_suffix('%')) {
                self.percent = true;
                text = less;
            } else if let Some(less) = text.strip_prefix('+').filter(|_| self.bodies.is_empty()) {
                text = less;
            } else {
                break;
            }
        }
        if text.is_empty() {
            return Ok(());
        }
        if let Some(power) = self.multiply(text) {
            return power;
        }
        if self.take_sign(text) {
            return Ok(());
        }
        for (at, _) in text.char_indices().skip(1) {
            let (first, second) = (text[..at].trim(), text[at..].trim());
            if multiplier(first).is_some() && currency::sign(second).is_some() {
                self.take_sign(second);
                return self.multiply(first).unwrap_or(Err(LETTERS));
            }
            if currency::sign(first).is_some() && multiplier(second).is_some() {
                self.take_sign(first);
                return self.multiply(second).unwrap_or(Err(LETTERS));
            }
        }
        Err(LETTERS)
    }

    fn multiply(&mut self, word: &str) -> Option<Result<(), &'static str>> {
        let word = word.trim_end_matches('.');
        if UNCERTAIN.contains(&word) {
            return Some(Err(
                "the word behind it means one number here and another there",
            ));
        }
        let power = multiplier(word)?;
        let Some(last) = self.bodies.last_mut().filter(|b| b.1 == 0) else {
            return Some(Err(LETTERS));
        };
        last.1 = power;
        self.of_point |= OF_POINT.contains(&word);
        Some(Ok(()))
    }

    fn take_sign(&mut self, text: &str) -> bool {
        let Some(sign) =
            currency::sign(text).or_else(|| currency::sign(text.trim_end_matches('.')))
        else {
            return false;
        };
        // `$1,200 USD`: the narrower of two that agree.
        self.sign = match (self.sign, sign) {
            (None, sign) => Some(sign),
            (Some(Sign::One(a)), other) | (Some(other), Sign::One(a)) if other.may_be(a) => {
                Some(Sign::One(a))
            }
            _ => return false,
        };
        true
    }

    fn number(self, in_brackets: bool, mark: Option<Mark>) -> Number {
        if in_brackets && self.is_negative {
            return Number::Not("it has two signs");
        }
        let negative = in_brackets || self.is_negative;
        let mark = if self.of_point {
            Some(Mark::Point)
        } else {
            mark
        };
        let mut sum = [Decimal::ZERO; 2];
        let (mut rests, mut unsure) = (None, false);
        for (body, power) in &self.bodies {
            let (point, comma) = match body_of(body, mark) {
                Body::Certain(value, on) => {
                    rests = rests.or(on);
                    (value, value)
                }
                Body::Ambiguous(point, comma) => {
                    unsure = true;
                    (point, comma)
                }
                Body::Not(why) => return Number::Not(why),
            };
            for (sum, value) in sum.iter_mut().zip([point, comma]) {
                let scaled = ten(*power).and_then(|ten| value.checked_mul(ten));
                match scaled.and_then(|v| sum.checked_add(v)) {
                    Some(more) => *sum = more,
                    None => return Number::Not(LONG),
                }
            }
        }
        let signed = |value: Decimal| match negative {
            true => -value,
            false => value,
        };
        let [point, comma] = sum.map(signed);
        match unsure {
            true => Number::Ambiguous { point, comma },
            false => Number::Certain(Written {
                value: point.normalize(),
                sign: self.sign,
                percent: self.percent,
                mark: rests,
            }),
        }
    }
}

/// Ten to a power, exact.
#[must_use]
pub fn ten(power: u32) -> Option<Decimal> {
    10i128
        .checked_pow(power)
        .and_then(|n| Decimal::try_from_i128_with_scale(n, 0).ok())
}

enum Body {
    Certain(Decimal, Option<Mark>),
    Ambiguous(Decimal, Decimal),
    Not(&'static str),
}

/// Digits and marks.
fn body_of(body: &str, mark: Option<Mark>) -> Body {
    let marks: Vec<(usize, char)> = body.char_indices().filter(|(_, c)| is_mark(*c)).collect();
    // A space after a comma is no writing of one number.
    if marks.windows(2).any(|w| w[1].0 == w[0].0 + 1) {
        return Body::Not(GROUPS);
    }
    let Some(&(at, last)) = marks.last() else {
        return plain(body, None, None);
    };
    let times = marks.iter().filter(|(_, c)| *c == last).count();
    let others = marks.iter().any(|(_, c)| *c != last);
    let behind = body.len() - at - last.len_utf8();
    match last {
        // Marks that never are decimal ones.
        ' ' | '\'' | '\u{2}' => match others {
            true => Body::Not(GROUPS),
            false => plain(body, None, None),
        },
        '\u{1}' if times > 1 => Body::Not(GROUPS),
        '\u{1}' => plain(body, Some(at), None),
        _ if times > 1 && others => Body::Not(GROUPS),
        _ if times > 1 => plain(body, None, Some(Mark::of(last).other())),
        _ if others => plain(body, Some(at), Some(Mark::of(last))),
        _ if behind == 0 => match last {
            '.' => plain(&body[..at], None, None),
            _ => Body::Not("a comma at its end"),
        },
        _ => {
            let before = &body[..at];
            let may_group = behind == 3 && (1..=3).contains(&at) && !before.starts_with('0');
            let settled = mark.map(|m| m.sign() == last);
            match (may_group, settled) {
                (false, _) | (true, Some(true)) => {
                    // What was settled by another cell settles nothing itself.
                    plain(body, Some(at), (!may_group).then(|| Mark::of(last)))
                }
                (true, Some(false)) => plain(body, None, None),
                (true, None) => match (plain(body, Some(at), None), plain(body, None, None)) {
                    (Body::Certain(decimal, _), Body::Certain(grouped, _)) => match last {
                        '.' => Body::Ambiguous(decimal, grouped),
                        _ => Body::Ambiguous(grouped, decimal),
                    },
                    _ => Body::Not(GROUPS),
                },
            }
        }
    }
}

/// A number with its decimal mark at a place, or none; all other marks group.
fn plain(body: &str, decimal_at: Option<usize>, mark: Option<Mark>) -> Body {
    let (whole, fraction) = match decimal_at {
        Some(at) => {
            let mark = body[at..].chars().next().map_or(1, char::len_utf8);
            (&body[..at], &body[at + mark..])
        }
        None => (body, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || !is_grouped(whole) {
        return Body::Not(GROUPS);
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let text = match fraction {
        "" => digits,
        _ => format!(
            "{}.{fraction}",
            if digits.is_empty() { "0" } else { &digits }
        ),
    };
    match amount::exact(&text) {
        Some(value) => Body::Certain(value, mark),
        None => Body::Not(LONG),
    }
}

/// Groups of three by one mark; by commas also of two before the last, as in lakh.
fn is_grouped(whole: &str) -> bool {
    let Some(mark) = whole.chars().find(|c| is_mark(*c)) else {
        return true;
    };
    if whole.chars().any(|c| is_mark(c) && c != mark) {
        return false;
    }
    let groups: Vec<usize> = whole.split(mark).map(str::len).collect();
    let Some((first, rest)) = groups.split_first() else {
        return true;
    };
    let threes = (1..=3).contains(first) && rest.iter().all(|n| *n == 3);
    let Some((last, middle)) = rest.split_last() else {
        return threes;
    };
    let lakhs = mark == ','
        && (1..=2).contains(first)
        && *last == 3
        && !middle.is_empty()
        && middle.iter().all(|n| *n == 2);
    threes || lakhs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, mark: Option<Mark>) -> String {
        match read(text, mark) {
            Number::Certain(w) => {
                let percent = if w.percent { "%" } else { "" };
                match w.sign {
                    Some(Sign::One(code)) => format!("{}{percent} {code}", w.value),
                    Some(Sign::Several(_)) => format!("{}{percent} ?", w.value),
                    None => format!("{}{percent}", w.value),
                }
            }
            Number::Ambiguous { point, comma } => format!("{point} or {comma}"),
            Number::Not(_) => "not".to_owned(),
        }
    }

    /// As written, and what it is.
    const CASES: &[(&str, &str)] = &[
        ("1234", "1234"),
        ("1234.50", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1 234,50", "1234.5"),
        ("1\u{a0}234\u{202f}567,5", "1234567.5"),
        ("1'234'567.5", "1234567.5"),
        ("1’234.50", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,34,567", "1234567"),
        ("1,23,45,678.90", "12345678.9"),
        ("1,234", "1234 or 1.234"),
        ("1.234", "1.234 or 1234"),
        ("-12.345", "-12.345 or -12345"),
        ("0,123", "0.123"),
        ("0.123", "0.123"),
        ("1234,567", "1234.567"),
        ("12,5", "12.5"),
        (".5", "0.5"),
        ("-,5", "-0.5"),
        ("12.", "12"),
        ("(1,234.50)", "-1234.5"),
        ("（１，２３４．５０）", "-1234.5"),
        ("1234-", "-1234"),
        ("−1234", "-1234"),
        ("+5", "5"),
        ("１２３４５", "12345"),
        ("١٢٣٤٥", "12345"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("۱۲۳۴", "1234"),
        ("1.2万", "12000"),
        ("1,234万元", "12340000 ?"),
        ("3亿", "300000000"),
        ("1亿2000万", "120000000"),
        ("1亿2000万元", "120000000 ?"),
        ("人民币500万元", "5000000 CNY"),
        ("500万元人民币", "5000000 CNY"),
        ("5 lakh", "500000"),
        ("Rs. 2.5 crore", "25000000 ?"),
        ("₹12,34,567/-", "1234567 INR"),
        ("USD 1,200.00", "1200 USD"),
        ("1,200.00 usd", "1200 USD"),
        ("US$1,200,000", "1200000 USD"),
        ("$1,200.50", "1200.5 ?"),
        ("$1,200.50 CAD", "1200.5 CAD"),
        ("€ 1.200,50", "1200.5 EUR"),
        ("1200,50 €", "1200.5 EUR"),
        ("-€5", "-5 EUR"),
        ("2.5 million", "2500000"),
        ("2,5 millions d'euros", "not"),
        ("2,5 millions EUR", "2500000 EUR"),
        ("3 mil millones", "3000000000"),
        ("5 مليون", "5000000"),
        ("60%", "60%"),
        ("60 ％", "60%"),
        ("12,5 %", "12.5%"),
        ("1E+05", "100000"),
        ("1.5e+3", "1500"),
        ("5 billion", "not"),
        ("1.50000000000000000000000000000000000", "1.5"),
        ("5m", "not"),
        ("5 mil.", "not"),
        ("1,200.00 Cr", "not"),
        ("3 miles", "3000"),
        ("1.2.3", "not"),
        ("12 34", "not"),
        ("1,,234", "not"),
        ("1, 234", "not"),
        ("1,234,56", "not"),
        ("12,", "not"),
        ("approx. 500", "not"),
        ("500-600", "not"),
        ("n/a", "not"),
        ("-", "not"),
        ("(-5)", "not"),
        ("EUR", "not"),
        ("10 EUR 5", "not"),
        ("99999999999999999999999999999999", "not"),
        ("", "not"),
    ];

    #[test]
    fn numbers_as_written() {
        for (text, expected) in CASES {
            assert_eq!(told(text, None), *expected, "{text}");
        }
    }

    #[test]
    fn a_settled_mark_decides_only_what_is_open() {
        for (text, mark, expected) in [
            ("1,234", Mark::Point, "1234"),
            ("1,234", Mark::Comma, "1.234"),
            ("1.234", Mark::Comma, "1234"),
            ("1.234", Mark::Point, "1.234"),
            ("1,234.50", Mark::Comma, "1234.5"),
            ("0.5", Mark::Comma, "0.5"),
            ("1,234万", Mark::Comma, "12340000"),
        ] {
            assert_eq!(told(text, Some(mark)), expected, "{text}");
        }
    }

    /// Writes a number as a locale does: marks of groups and decimals, and whether
    /// groups are of lakh.
    fn written(units: i64, scale: u32, (group, decimal): (&str, &str), lakh: bool) -> String {
        let digits = format!("{:0>1$}", units.unsigned_abs(), scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            let left = whole.len() - at;
            let breaks = match lakh {
                true => left == 3 || (left > 3 && left % 2 == 1),
                false => left % 3 == 0,
            };
            if at > 0 && breaks {
                grouped.push_str(group);
            }
            grouped.push(digit);
        }
        let sign = if units < 0 { "-" } else { "" };
        match fraction {
            "" => format!("{sign}{grouped}"),
            _ => format!("{sign}{grouped}{decimal}{fraction}"),
        }
    }

    proptest::proptest! {
        #[test]
        fn read_back_it_is_equal_or_ambiguous(
            units in -999_999_999_999i64..999_999_999_999,
            scale in 0u32..5,
            locale in 0usize..9,
            settled in 0usize..3,
        ) {
            let (marks, lakh) = [
                ((",", "."), false), ((".", ","), false), ((" ", ","), false),
                (("\u{202f}", ","), false), (("'", "."), false), ((",", "."), true),
                (("٬", "٫"), false), (("", "."), false), (("", ","), false),
            ][locale];
            let value = Decimal::new(units, scale);
            let own = if marks.1 == "," { Mark::Comma } else { Mark::Point };
            // What a column settles is settled by its own way of writing.
            let mark = [None, Some(own), Some(own)][settled];
            let text = written(units, scale, marks, lakh);
            match read(&text, mark) {
                Number::Certain(w) => proptest::prop_assert_eq!(w.value, value, "{}", text),
                Number::Ambiguous { point, comma } => {
                    proptest::prop_assert!(mark.is_none());
                    proptest::prop_assert!(point == value || comma == value, "{}", text);
                }
                Number::Not(why) => proptest::prop_assert!(false, "{}: {}", text, why),
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "[0-9１.,' ()%€$万亿eE+٫٬/-]{0,12}") {
            let _ = read(&text, None);
        }
    }
}
