//! One cell, read as what its column takes.

use super::currency::{self, Sign};
use super::day::{self, Day};
use super::fault::FaultKind;
use super::number::{self, Number};
use super::path::Takes;
use super::plan::Planned;
use super::{Cell, fold};
use crate::codelist::{self, CodeCheck, Codelist};
use crate::redact;
use crate::version::Version;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A cell that is not right: the kind, what is wrong, what to do.
pub(super) type Wrong = (FaultKind, String, String);

/// What a cell says, as 2.03 writes it.
#[derive(Debug)]
pub(super) struct Value {
    pub text: String,
    /// The currency beside an amount.
    pub sign: Option<Sign>,
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self { text, sign: None }
    }
}

fn wrong(kind: FaultKind, what: impl Into<String>, hint: impl Into<String>) -> Wrong {
    (kind, what.into(), hint.into())
}

/// A spreadsheet's number: it keeps fifteen digits.
pub(super) fn decimal(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let digits = format!("{value:.14e}");
    Decimal::from_scientific(&digits)
        .ok()
        .map(|d| d.normalize())
}

/// Reads a cell. `sibling` says the value of another attribute of its element, in the
/// same row or of its parent.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(
    cell: &Cell,
    column: &Planned,
    takes: &Takes,
    sibling: &dyn Fn(bool, &str) -> Option<String>,
) -> Result<Value, Wrong> {
    if let Cell::Error(_) = cell {
        return Err(error_value());
    }
    match takes {
        Takes::Prose => prose(cell).map(Value::from),
        Takes::Exact => exact(cell).map(Value::from),
        Takes::Number | Takes::Latitude | Takes::Longitude => {
            number(cell, column, false).map(|(d, _)| d.to_string().into())
        }
        Takes::Amount => {
            let (value, sign) = number(cell, column, false)?;
            Ok(Value {
                text: value.to_string(),
                sign,
            })
        }
        Takes::Percentage => share(cell, column).map(|d| d.to_string().into()),
        Takes::Figure => figure(cell, column).map(Value::from),
        Takes::Whole => whole(cell).map(Value::from),
        Takes::Day => day(cell, column).map(|d| d.to_string().into()),
        Takes::YesNo => yes_no(cell).map(|yes| if yes { "1" } else { "0" }.to_owned().into()),
        Takes::Language => language(cell).map(Value::from),
        Takes::Code(checks) => code(cell, checks, sibling).map(Value::from),
    }
}

pub(super) fn error_value() -> Wrong {
    wrong(
        FaultKind::ErrorValue,
        "the formula of this cell went wrong",
        "correct the formula, or write its value",
    )
}

/// A text without what XML cannot hold.
pub(super) fn prose(cell: &Cell) -> Result<String, Wrong> {
    let text: String = cell
        .shown()
        .chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r') || !c.is_control())
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    Ok(text.trim().to_owned())
}

fn exact(cell: &Cell) -> Result<String, Wrong> {
    let text = prose(cell)?;
    if redact::mask(&text) != text {
        return Err(wrong(
            FaultKind::PersonText,
            "an e-mail address, a telephone or an identity number stands where an identifier belongs",
            "take it out: no record of persons is kept",
        ));
    }
    Ok(text)
}

/// The number of a cell, with the currency beside it.
pub(super) fn number(
    cell: &Cell,
    column: &Planned,
    percent: bool,
) -> Result<(Decimal, Option<Sign>), Wrong> {
    let (value, sign, is_percent) = match cell {
        Cell::Number { value, percent, .. } => {
            let value = decimal(*value).ok_or_else(too_long)?;
            (value, None, *percent)
        }
        Cell::Text(text) => match number::read(text, column.mark) {
            Number::Certain(written) => (written.value, written.sign, written.percent),
            Number::Ambiguous { point, comma } => {
                return Err(wrong(
                    FaultKind::AmbiguousNumber,
                    format!("it may be {point} or {comma}, depending on the decimal mark"),
                    "write it without marks between thousands, or say --decimal point or --decimal comma",
                ));
            }
            Number::Not(why) => {
                return Err(wrong(
                    FaultKind::BadNumber,
                    format!("not a number: {why}"),
                    "write digits, with a point before decimals",
                ));
            }
        },
        Cell::Date(_) => {
            return Err(wrong(
                FaultKind::BadNumber,
                "a date, where a number belongs",
                "format the cell as a number",
            ));
        }
        _ => {
            return Err(wrong(
                FaultKind::BadNumber,
                "not a number",
                "write digits, with a point before decimals",
            ));
        }
    };
    if is_percent && !percent {
        return Err(wrong(
            FaultKind::BadNumber,
            "per cent, where an amount belongs",
            "write the amount",
        ));
    }
    let as_shown = matches!(cell, Cell::Number { .. }) && is_percent;
    let power = column.power + if as_shown { 2 } else { 0 };
    let scaled = number::ten(power).and_then(|ten| value.checked_mul(ten));
    let value = scaled.ok_or_else(too_long)?.normalize();
    Ok((value, sign.or(column.sign)))
}

fn too_long() -> Wrong {
    wrong(
        FaultKind::BadNumber,
        "more than 28 digits: it cannot be held exactly",
        "write fewer digits",
    )
}

fn share(cell: &Cell, column: &Planned) -> Result<Decimal, Wrong> {
    let (value, _) = number(cell, column, true)?;
    let has_sign = match cell {
        Cell::Number { percent, .. } => *percent,
        Cell::Text(text) => fold(text).contains('%'),
        _ => false,
    };
    if column.unsure_share && !has_sign && value > Decimal::ZERO {
        let hundred = value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(value);
        return Err(wrong(
            FaultKind::AmbiguousNumber,
            format!(
                "it may be {}% or {value}%: no share of the column is above 1",
                hundred.normalize()
            ),
            "write 60 or 60%, not 0.6",
        ));
    }
    if value < Decimal::ZERO || value > Decimal::ONE_HUNDRED {
        return Err(wrong(
            FaultKind::BadNumber,
            "a share lies between 0 and 100",
            "write it as per cent of the whole, from 0 to 100",
        ));
    }
    Ok(value)
}

/// A figure of an indicator: a number, or a word.
fn figure(cell: &Cell, column: &Planned) -> Result<String, Wrong> {
    let Cell::Text(text) = cell else {
        return number(cell, column, true).map(|(d, _)| d.to_string());
    };
    match number::read(text, column.mark) {
        Number::Not(_) if !text.chars().any(|c| c.is_numeric()) => exact(cell),
        _ => number(cell, column, true).map(|(d, _)| d.to_string()),
    }
}

fn whole(cell: &Cell) -> Result<String, Wrong> {
    let shown = fold(&cell.shown());
    let year = match cell {
        Cell::Date(date) => return Ok(date.year().to_string()),
        _ => shown.trim(),
    };
    match year.parse::<i64>() {
        Ok(number) => Ok(number.to_string()),
        Err(_) => Err(wrong(
            FaultKind::BadNumber,
            "not a whole number",
            "write digits only",
        )),
    }
}

/// The day of a cell.
pub(super) fn day(cell: &Cell, column: &Planned) -> Result<Date, Wrong> {
    let not = |what: &str| {
        Err(wrong(
            FaultKind::BadDay,
            what,
            "write the day as 2024-03-05",
        ))
    };
    let found = match cell {
        Cell::Date(date) => return Ok(*date),
        Cell::Number { value, is_1904, .. } => return serial(*value, *is_1904),
        Cell::Text(text) => day::read(text, column.order),
        _ => return not("not a day"),
    };
    match found {
        Day::Certain(date, _) => Ok(date),
        Day::Ambiguous {
            day_first,
            month_first,
        } => Err(wrong(
            FaultKind::AmbiguousDay,
            format!(
                "it may be {day_first} or {month_first}, and no other row of the column shows which"
            ),
            "write the day as 2024-03-05, or say --day-order day-first or --day-order month-first",
        )),
        Day::Year(_) => not("a year alone, where a day belongs"),
        Day::Month(..) => not("a month alone, where a day belongs"),
        Day::Not(why) => {
            let digits = cell.shown();
            let is_serial = digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit());
            let serial = |is_1904| digits.parse().ok().and_then(|n| day::of_serial(n, is_1904));
            match (is_serial, serial(false), serial(true)) {
                (true, Some(a), Some(b)) => Err(wrong(
                    FaultKind::AmbiguousDay,
                    format!("a number as a text: of a spreadsheet's calendar it may be {a} or {b}"),
                    "write the day as 2024-03-05",
                )),
                _ => not(why),
            }
        }
    }
}

/// A number in a column of days: the spreadsheet's own count, 20240305, or neither.
fn serial(value: f64, is_1904: bool) -> Result<Date, Wrong> {
    let hint = "format the cell as a date";
    let digits = decimal(value).map(|d| d.to_string()).unwrap_or_default();
    if digits.len() == 8
        && let Day::Certain(date, _) = day::read(&digits, None)
    {
        return Ok(date);
    }
    if digits.len() == 4 {
        return Err(wrong(
            FaultKind::BadDay,
            "a year alone, where a day belongs",
            hint,
        ));
    }
    let found = day::of_serial(value, is_1904).filter(|d| (1950..2150).contains(&d.year()));
    found.ok_or_else(|| wrong(FaultKind::BadDay, "it is no day", hint))
}

const YES: &[&str] = &[
    "1",
    "true",
    "yes",
    "y",
    "oui",
    "vrai",
    "si",
    "verdadero",
    "نعم",
    "是",
    "x",
];
const NO: &[&str] = &["0", "false", "no", "n", "non", "faux", "falso", "لا", "否"];

pub(super) fn yes_no(cell: &Cell) -> Result<bool, Wrong> {
    if let Cell::Bool(yes) = cell {
        return Ok(*yes);
    }
    // The standard's templates have drop-downs such as “1 - Yes”.
    let folded = fold(&cell.shown());
    let word = folded.split(" - ").next().unwrap_or_default().trim();
    match (YES.contains(&word), NO.contains(&word)) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(wrong(
            FaultKind::BadWord,
            "neither yes nor no",
            "write yes or no, or 1 or 0",
        )),
    }
}

fn language(cell: &Cell) -> Result<String, Wrong> {
    let Some(list) = codelist::list("Language") else {
        return exact(cell);
    };
    let text = prose(cell)?;
    on(list, &text)
        // Tags such as `pt-BR` are the schema's, though not on the list.
        .or_else(|| {
            let primary = text
                .split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            (text.contains('-') && !text.contains(' ') && list.get(&primary).is_some())
                .then(|| text.clone())
        })
        .ok_or_else(|| not_on(list, &text))
}

fn code(
    cell: &Cell,
    checks: &[CodeCheck],
    sibling: &dyn Fn(bool, &str) -> Option<String>,
) -> Result<String, Wrong> {
    let text = exact(cell)?;
    let holds = |check: &&CodeCheck| match &check.condition {
        None => true,
        Some(condition) => {
            let stated = sibling(condition.of_parent, condition.attribute);
            // A list that is only asked for where a vocabulary is stated holds for its
            // own value; `default` is what a missing one counts as.
            stated.as_deref().or(condition.default) == Some(condition.value)
        }
    };
    let lists: Vec<&'static Codelist> = checks
        .iter()
        .filter(holds)
        .filter_map(|c| codelist::list(c.list))
        .collect();
    let Some(first) = lists.first() else {
        return Ok(text);
    };
    lists
        .iter()
        .find_map(|list| on(list, &text))
        .ok_or_else(|| not_on(first, &text))
}

/// The code that a text means: itself, `3 - Disbursement`, or its name. A code beside the
/// name of another means neither.
fn on(list: &'static Codelist, text: &str) -> Option<String> {
    let current = |code: &str| {
        list.get(code)
            .filter(|c| c.versions.contains(Version::V2_03))
    };
    let of_code = |text: &str| {
        let plain = fold(text);
        let cased = [text.to_owned(), plain.to_ascii_uppercase(), plain];
        cased.iter().find_map(|c| current(c)).map(|c| c.code)
    };
    let of_name = |text: &str| {
        let name = fold(text);
        let mut named = list.codes.iter().filter(|c| {
            let is_current = c.versions.contains(Version::V2_03) && !c.withdrawn;
            is_current && !c.name.is_empty() && fold(c.name) == name
        });
        match (named.next(), named.next()) {
            (Some(one), None) => Some(one.code),
            _ => None,
        }
    };
    if let Some(code) = of_code(text).or_else(|| of_name(text)) {
        return Some(code.to_owned());
    }
    if list.name == "Currency"
        && let Some(Sign::One(code)) = currency::sign(&fold(text))
    {
        return Some(code.to_owned());
    }
    let (first, rest) = beside(text)?;
    let code = of_code(first)?;
    match of_name(rest) {
        Some(other) if other != code => None,
        _ => Some(code.to_owned()),
    }
}

/// A code and what stands behind it: `3 - Disbursement`, `3: Disbursement`.
fn beside(text: &str) -> Option<(&str, &str)> {
    let parts = [" - ", " – ", " — ", ": ", "：", ". "];
    let found = parts.iter().filter_map(|sign| text.split_once(sign));
    let (first, rest) = found.min_by_key(|(first, _)| first.len())?;
    Some((first.trim(), rest.trim()))
}

/// Codes in whose names a text stands as a word: `NGO`; none where there are many.
fn naming(list: &'static Codelist, current: &[&'static str], text: &str) -> Vec<&'static str> {
    let wanted = fold(text);
    let has_it = |code: &&&'static str| {
        let name = list.get(code).map_or("", |c| c.name);
        fold(name).split(' ').any(|word| word == wanted)
    };
    let found: Vec<&str> = current.iter().filter(has_it).copied().collect();
    match found.len() <= NAMED {
        true => found,
        false => Vec::new(),
    }
}

/// So many codes are offered for a word of their names.
const NAMED: usize = 5;

/// So many codes of a list are all shown where one is wrong.
const FEW: usize = 13;

fn not_on(list: &'static Codelist, text: &str) -> Wrong {
    let named = |codes: &[&str], between: &str| {
        let each = codes.iter().map(|code| {
            let name = list.get(code).map_or("", |c| c.name);
            format!("{code} ({name})")
        });
        each.collect::<Vec<_>>().join(between)
    };
    let current: Vec<&'static str> = list
        .codes
        .iter()
        .filter(|c| c.versions.contains(Version::V2_03) && !c.withdrawn)
        .map(|c| c.code)
        .collect();
    let mut near = list.nearest(text, Version::V2_03);
    if near.is_empty() {
        near = naming(list, &current, text);
    }
    let hint = if current.len() <= FEW {
        format!("choose {}", named(&current, ", "))
    } else if near.is_empty() {
        format!("write a code or a name of {}", list.name)
    } else {
        format!("probably {} was meant", named(&near, " or "))
    };
    wrong(
        FaultKind::BadCode,
        format!("it is not on the codelist {}", list.name),
        hint,
    )
}

/// The code of a list that a text means.
pub(super) fn code_of(list: &str, text: &str) -> Result<String, Wrong> {
    let Some(list) = codelist::list(list) else {
        return Ok(text.to_owned());
    };
    on(list, text).ok_or_else(|| not_on(list, text))
}
