//! Values of targets, actuals and baselines, as publishers write them.
//!
//! The standard has them as text, because not every measure is a number. What is a
//! number in one reading only is read; what could be two numbers is not, and says
//! why. Nothing becomes zero.

use iati::amount;
use iati::said;
use iati::said::Said;
use rust_decimal::Decimal;
use std::fmt;

/// Codes of `IndicatorMeasure`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// 1: a count or a quantity; the standard has no field for of what.
    Unit,
    /// 2
    Percentage,
    /// 3
    Nominal,
    /// 4
    Ordinal,
    /// 5
    Qualitative,
    NotStated,
    /// On no list.
    Other(String),
}

impl Measure {
    #[must_use]
    pub fn of(code: Option<&str>) -> Self {
        match code {
            None => Self::NotStated,
            Some("1") => Self::Unit,
            Some("2") => Self::Percentage,
            Some("3") => Self::Nominal,
            Some("4") => Self::Ordinal,
            Some("5") => Self::Qualitative,
            Some(other) => Self::Other(other.to_owned()),
        }
    }

    /// Whether its values are numbers that a sum or a share can be made of.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Unit | Self::Percentage)
    }
}

impl Measure {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::Unit => said!("unit"),
            Self::Percentage => said!("percentage"),
            Self::Nominal => said!("nominal"),
            Self::Ordinal => said!("ordinal"),
            Self::Qualitative => said!("qualitative"),
            Self::NotStated => said!("measure not stated"),
            Self::Other(code) => said!("measure “{code}”, which is on no list", code),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// A value that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// As written; of a percentage, 45 for 45 %.
    pub value: Decimal,
    /// Numerator and denominator, where a percentage says them.
    pub fraction: Option<(Decimal, Decimal)>,
    /// Whether separators, a sign or a denominator were read away.
    pub mended: bool,
}

/// What a value says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    Known(Number),
    /// No element, or a blank one.
    Missing,
    /// Words such as “n/a”: somebody says that there is none.
    NotAvailable(String),
    Unreadable {
        text: String,
        reason: Said,
    },
    /// The measure is not a number.
    Words(String),
    /// Only parts are told: by sex, by age, by place. Parts are never added up to a whole.
    OnlyParts(usize),
}

impl Reading {
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Known(n) => Some(n.value),
            _ => None,
        }
    }

    /// In words, why there is no number; none if there is one.
    #[must_use]
    pub fn gap(&self) -> Option<Said> {
        match self {
            Self::Known(_) => None,
            Self::Missing => Some(said!("not stated")),
            Self::NotAvailable(text) => Some(said!("said not to be there: “{text}”", text)),
            Self::Unreadable { text, reason } => {
                Some(said!("unreadable: “{text}” ({reason})", text, reason))
            }
            Self::Words(text) => Some(said!("told in words: “{text}”", text)),
            Self::OnlyParts(n) => Some(said!("{n: only a part is told|only # parts are told}", n)),
        }
    }
}

/// Words that say that there is no value, in lower case, one a line.
const NOT_AVAILABLE: &str = include_str!("unavailable.txt");

/// Reads a value under a measure.
#[must_use]
pub fn read(text: Option<&str>, measure: &Measure) -> Reading {
    let text = text.map(str::trim).unwrap_or_default();
    if text.is_empty() {
        return Reading::Missing;
    }
    let lower = text.to_lowercase();
    if NOT_AVAILABLE.lines().any(|words| words == lower) {
        return Reading::NotAvailable(text.to_owned());
    }
    if !measure.is_number() {
        return Reading::Words(text.to_owned());
    }
    match number(text, *measure == Measure::Percentage) {
        Ok(number) => Reading::Known(number),
        Err(reason) => Reading::Unreadable {
            text: text.to_owned(),
            reason,
        },
    }
}

fn number(text: &str, is_percentage: bool) -> Result<Number, Said> {
    let plain = |value, mended| Number {
        value,
        fraction: None,
        mended,
    };
    if let Ok(value) = amount::parse(text) {
        return Ok(plain(value, false));
    }
    if let Some(told) = told_apart(text).or_else(|| quotient(text)) {
        return match is_percentage {
            true => of_fraction(told),
            false => Err(said!("a fraction where the measure is not a percentage")),
        };
    }
    let (bare, has_sign) = without_sign(text);
    if has_sign && !is_percentage {
        return Err(said!(
            "a per cent sign where the measure is not a percentage"
        ));
    }
    grouped(bare).map(|value| plain(value, true))
}

/// The text without a per cent sign, and whether there was one.
fn without_sign(text: &str) -> (&str, bool) {
    let signs = ["%", "٪", "％", "per cent", "percent"];
    let found = signs.iter().find_map(|sign| text.strip_suffix(sign));
    (found.unwrap_or(text).trim_end(), found.is_some())
}

/// A number with separators, if it is one in a single reading.
fn grouped(text: &str) -> Result<Decimal, Said> {
    if let Ok(value) = amount::parse(text) {
        return Ok(value);
    }
    if text.starts_with(['<', '>', '≤', '≥', '~', '≈'])
        || text.starts_with("&lt;")
        || text.starts_with("&gt;")
    {
        return Err(said!("a bound or an estimate, not a figure"));
    }
    let allowed = |c: char| {
        c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '+' | '\'' | '’') || is_space(c)
    };
    if !text.chars().all(allowed) || !text.contains(|c: char| c.is_ascii_digit()) {
        let has_digit = text.contains(|c: char| c.is_ascii_digit());
        return Err(match has_digit {
            true => said!("more than a number"),
            false => said!("not a number"),
        });
    }
    if let Some(value) = by_spaces(text) {
        return Ok(value);
    }
    let as_group = groups_of_three(text, ',', '.');
    let as_point = groups_of_three(text, '.', ',');
    match (as_group, as_point) {
        (Some(a), Some(b)) if a != b => Err(said!(
            "could be {a} or {b}; write digits and a point only",
            a = a.to_string(),
            b = b.to_string()
        )),
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => Err(said!("not a number")),
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// `1 234 567` or `1'234'567`, with a point or a comma before decimals.
fn by_spaces(text: &str) -> Option<Decimal> {
    let is_separator = |c: char| is_space(c) || matches!(c, '\'' | '’');
    if !text.contains(is_separator) {
        return None;
    }
    let text: String = text
        .chars()
        .map(|c| if is_separator(c) { ' ' } else { c })
        .collect();
    groups_of_three(&text, ' ', '.').or_else(|| groups_of_three(&text, ' ', ','))
}

/// Digits in groups of three, with decimals after `point`; none if they are not so.
fn groups_of_three(text: &str, separator: char, point: char) -> Option<Decimal> {
    let (whole, part) = match text.split_once(point) {
        Some((whole, part)) => (whole, Some(part)),
        None => (text, None),
    };
    let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let mut groups = unsigned.split(separator);
    let first = groups.next()?;
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let is_grouped = groups.clone().next().is_some();
    let first_fits = digits(first) && (!is_grouped || first.len() <= 3 && first != "0");
    let rest_fits = groups.all(|g| g.len() == 3 && digits(g));
    if !first_fits || !rest_fits || !part.is_none_or(digits) {
        return None;
    }
    let mut plain: String = whole.chars().filter(|c| *c != separator).collect();
    if let Some(part) = part {
        plain.push('.');
        plain.push_str(part);
    }
    amount::parse(&plain).ok()
}

/// A fraction with the percentage that is told beside it.
struct Fraction {
    over: Option<Decimal>,
    under: Option<Decimal>,
    percentage: Option<Decimal>,
}

/// `N: 96 D: 107 P: 89.7 %`: numerator, denominator and percentage, any of them blank.
fn told_apart(text: &str) -> Option<Fraction> {
    let rest = text
        .trim_start()
        .strip_prefix(['N', 'n'])?
        .trim_start()
        .strip_prefix(':')?;
    let (over, rest) = split_at_label(rest, 'D')?;
    let (under, percentage) = split_at_label(rest, 'P')?;
    let read = |t: &str| grouped(without_sign(t.trim()).0).ok();
    Some(Fraction {
        over: read(over),
        under: read(under),
        percentage: read(percentage),
    })
}

fn split_at_label(text: &str, label: char) -> Option<(&str, &str)> {
    let at = text.find(|c: char| c.eq_ignore_ascii_case(&label))?;
    let rest = text.get(at + 1..)?.trim_start().strip_prefix(':')?;
    Some((text.get(..at)?, rest))
}

/// `96/107`.
fn quotient(text: &str) -> Option<Fraction> {
    let (over, under) = text.split_once('/')?;
    Some(Fraction {
        over: Some(grouped(over.trim()).ok()?),
        under: Some(grouped(under.trim()).ok()?),
        percentage: None,
    })
}

fn of_fraction(told: Fraction) -> Result<Number, Said> {
    let pair = told
        .over
        .zip(told.under)
        .filter(|(_, under)| !under.is_zero());
    let computed = pair.and_then(|(over, under)| {
        let hundred = crate::exact::Ratio::count(100);
        let share = crate::exact::Ratio::of(over, under)?.times(hundred)?;
        share.exactly().or_else(|| share.rounded(6))
    });
    let Some(value) = told.percentage.or(computed) else {
        return Err(said!("a fraction without its parts"));
    };
    Ok(Number {
        value,
        fraction: pair,
        mended: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, measure: &str) -> String {
        match read(Some(text), &Measure::of(Some(measure))) {
            Reading::Known(n) => match n.fraction {
                Some((a, b)) => format!("{} = {a}/{b}", n.value),
                None => n.value.to_string(),
            },
            other => other.gap().map_or_else(String::new, |gap| gap.to_string()),
        }
    }

    #[test]
    fn numbers_in_one_reading() {
        for (text, value) in [
            ("12", "12"),
            (" -3.50 ", "-3.50"),
            ("3,469,600", "3469600"),
            ("10,000.00", "10000.00"),
            ("10.000,00", "10000.00"),
            ("2,5", "2.5"),
            ("0,750", "0.750"),
            ("1 234 567", "1234567"),
            ("1\u{a0}234,5", "1234.5"),
            ("1’234", "1234"),
            ("0", "0"),
        ] {
            assert_eq!(shown(text, "1"), value, "{text}");
        }
    }

    #[test]
    fn what_could_be_two_numbers_is_none() {
        assert_eq!(
            shown("1,234", "1"),
            "unreadable: “1,234” (could be 1234 or 1.234; write digits and a point only)"
        );
        for text in [
            "<5",
            "~40",
            "1.2.3",
            "12 34",
            "45 beds",
            "Yes",
            "1e5",
            "1,23,456",
            "١٢",
            "12/07/2020",
            "NaN",
        ] {
            assert!(
                shown(text, "1").starts_with("unreadable"),
                "{text}: {}",
                shown(text, "1")
            );
        }
    }

    #[test]
    fn nothing_becomes_zero() {
        for text in [
            "n/a",
            "N/A",
            "TBD",
            "–",
            "Non disponible",
            "暂无数据",
            "غير متوفر",
            "Too early to measure",
        ] {
            assert!(
                shown(text, "1").starts_with("said not to be there"),
                "{text}"
            );
        }
        assert_eq!(read(None, &Measure::Unit), Reading::Missing);
        assert_eq!(read(Some("  "), &Measure::Unit), Reading::Missing);
    }

    #[test]
    fn percentages_and_their_parts() {
        assert_eq!(shown("45%", "2"), "45");
        assert_eq!(shown("45,5 %", "2"), "45.5");
        assert_eq!(shown("N: 96 D: 107 P: 89.7 %", "2"), "89.7 = 96/107");
        assert_eq!(shown("N:  D:  P: 22 %", "2"), "22");
        assert_eq!(shown("N: 30 D: 120 P:", "2"), "25 = 30/120");
        assert_eq!(
            shown("N: 95 D:  P:", "2"),
            "unreadable: “N: 95 D:  P:” (a fraction without its parts)"
        );
        assert_eq!(shown("3/4", "2"), "75 = 3/4");
        assert!(shown("45%", "1").contains("per cent sign"));
        assert!(shown("3/4", "1").contains("fraction"));
        assert!(shown("3/0", "2").contains("without its parts"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_becomes_zero_without_one(text in "[-+0-9.,/%<~ NDP:'\u{a0}a-c]{0,14}", percent in proptest::prelude::any::<bool>()) {
            let measure = if percent { Measure::Percentage } else { Measure::Unit };
            if let Reading::Known(n) = read(Some(&text), &measure) {
                proptest::prop_assert!(!n.value.is_zero() || text.contains('0'), "{text}");
            }
        }
    }

    #[test]
    fn other_measures_have_no_number() {
        for measure in ["3", "4", "5", "text"] {
            assert_eq!(shown("12", measure), "told in words: “12”");
        }
    }
}
