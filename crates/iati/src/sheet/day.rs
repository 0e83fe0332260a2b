//! A day as people write it: certain, ambiguous, or none.

use super::fold;
use jiff::ToSpan;
use jiff::civil::Date;

/// Which of two numbers before the year is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The day; and the order that it settles, where it was written in numbers with
    /// the year last.
    Certain(Date, Option<Order>),
    Ambiguous {
        day_first: Date,
        month_first: Date,
    },
    /// A year alone.
    Year(i16),
    /// A month alone.
    Month(i16, i8),
    /// No day, and why.
    Not(&'static str),
}

const NO_SUCH: &str = "there is no such day in the calendar";
const NO_DAY: &str = "it is no day";

/// Names of months in English, French, Spanish, Arabic (of both calendars of names),
/// folded; an abbreviation is the beginning, three letters or more.
const MONTHS: &[(&[&str], i8)] = &[
    (
        &[
            "january",
            "janvier",
            "enero",
            "يناير",
            "كانون الثاني",
            "جانفي",
        ],
        1,
    ),
    (
        &["february", "fevrier", "febrero", "فبراير", "شباط", "فيفري"],
        2,
    ),
    (&["march", "mars", "marzo", "مارس", "اذار"], 3),
    (&["april", "avril", "abril", "ابريل", "نيسان", "افريل"], 4),
    (&["may", "mai", "mayo", "مايو", "ايار", "ماي"], 5),
    (
        &["june", "juin", "junio", "يونيو", "يونيه", "حزيران", "جوان"],
        6,
    ),
    (
        &[
            "july",
            "juillet",
            "julio",
            "يوليو",
            "يوليه",
            "تموز",
            "جويلية",
        ],
        7,
    ),
    (&["august", "aout", "agosto", "اغسطس", "اب", "اوت"], 8),
    (
        &[
            "september",
            "septembre",
            "septiembre",
            "setiembre",
            "سبتمبر",
            "ايلول",
        ],
        9,
    ),
    (
        &["october", "octobre", "octubre", "اكتوبر", "تشرين الاول"],
        10,
    ),
    (
        &[
            "november",
            "novembre",
            "noviembre",
            "نوفمبر",
            "تشرين الثاني",
        ],
        11,
    ),
    (
        &["december", "decembre", "diciembre", "ديسمبر", "كانون الاول"],
        12,
    ),
];

/// The month of a name.
fn month_of(name: &str) -> Option<i8> {
    let name = name.trim_matches(['.', ' ', ',']);
    let whole = MONTHS
        .iter()
        .find(|(names, _)| names.contains(&name))
        .map(|(_, month)| *month);
    whole.or_else(|| {
        if name.len() < 3 || !name.is_ascii() {
            return None;
        }
        let mut begin = MONTHS
            .iter()
            .filter(|(names, _)| names.iter().any(|n| n.starts_with(name)));
        match (begin.next(), begin.next()) {
            (Some((_, month)), None) => Some(*month),
            _ => None,
        }
    })
}

/// Reads a text; `order` is what is settled for its column.
#[must_use]
pub fn read(text: &str, order: Option<Order>) -> Day {
    let text = fold(text);
    let text = without_time(text.trim());
    if text.is_empty() {
        return Day::Not("it is empty");
    }
    chinese(text)
        .or_else(|| named(text))
        .or_else(|| numbers(text, order))
        .unwrap_or(Day::Not(NO_DAY))
}

/// A stamp's time of day says nothing about the day.
fn without_time(text: &str) -> &str {
    let Some(at) = text.find([' ', 't']).filter(|at| *at >= 8) else {
        return text;
    };
    let is_time = text[at + 1..].contains(':')
        && text[at + 1..]
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'z' | '+' | '-'));
    if is_time { &text[..at] } else { text }
}

/// `2024年3月5日`, `2024年3月`, `2024年`.
fn chinese(text: &str) -> Option<Day> {
    let (year, rest) = text.split_once('年')?;
    let year: i16 = year.trim().parse().ok()?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(Day::Year(year));
    }
    let (month, rest) = rest.split_once('月')?;
    let month: i8 = month.trim().parse().ok()?;
    let day = rest.trim().trim_end_matches(['日', '号']).trim();
    if day.is_empty() {
        return Some(Day::Month(year, month));
    }
    Some(certain(year, month, day.parse().ok()?, None))
}

/// With the name of a month: `5 March 2024`, `March 5, 2024`, `5-mar-2024`.
fn named(text: &str) -> Option<Day> {
    let is_letter = |c: char| c.is_alphabetic();
    let start = text.find(is_letter)?;
    let end = text.rfind(is_letter)?;
    let end = end + text[end..].chars().next()?.len_utf8();
    let numbers_of = |part: &str| -> Option<Vec<i32>> {
        part.split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .map(|n| n.parse().ok())
            .collect()
    };
    let clean = |part: &str| {
        part.chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '/' | '.' | ','))
    };
    let words = words_of(&text[start..end])?;
    // An ordinal's letters stand between day and month: 5th of March.
    let (before, after) = (&text[..start], &text[end..]);
    if !clean(before) || !clean(after) {
        return None;
    }
    let mut numbers = numbers_of(before)?;
    let first = numbers.len();
    numbers.extend(words.numbers);
    numbers.extend(numbers_of(after)?);
    let month = words.month;
    match (numbers.as_slice(), first) {
        ([year], _) if *year >= 1000 => Some(Day::Month(i16::try_from(*year).ok()?, month)),
        ([year, day], 1..) if *year >= 1000 => dated(*year, month, *day),
        ([day, year], _) if *year >= 1000 => dated(*year, month, *day),
        ([_, _], _) => Some(Day::Not("write the year with four digits")),
        _ => None,
    }
}

/// Words between: the month, and numbers that stand among them (`5th march 2024 …`).
struct Words {
    month: i8,
    numbers: Vec<i32>,
}

fn words_of(text: &str) -> Option<Words> {
    if let Some(month) = month_of(text) {
        let numbers = Vec::new();
        return Some(Words { month, numbers });
    }
    let mut month = None;
    let mut numbers = Vec::new();
    for word in text.split([' ', '-', '/', ',']).filter(|w| !w.is_empty()) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        match (month_of(word), word) {
            (Some(found), _) if month.is_none() => month = Some(found),
            (_, "de" | "of" | "del" | "le" | "th" | "st" | "nd" | "rd" | "er" | "من") => {}
            _ if !digits.is_empty() => numbers.push(digits.parse().ok()?),
            _ => return None,
        }
    }
    let month = month?;
    Some(Words { month, numbers })
}

fn dated(year: i32, month: i8, day: i32) -> Option<Day> {
    let (year, day) = (i16::try_from(year).ok()?, i8::try_from(day).ok()?);
    Some(certain(year, month, day, None))
}

fn certain(year: i16, month: i8, day: i8, order: Option<Order>) -> Day {
    match Date::new(year, month, day) {
        Ok(date) => Day::Certain(date, order),
        Err(_) => Day::Not(NO_SUCH),
    }
}

/// In numbers alone.
fn numbers(text: &str, order: Option<Order>) -> Option<Day> {
    if !text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ' '))
    {
        return None;
    }
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|p| !p.is_empty())
        .collect();
    let number = |part: &str| part.parse::<i16>().ok();
    match parts.as_slice() {
        [all] if all.len() == 8 => {
            let (year, month, day) = (&all[..4], &all[4..6], &all[6..]);
            Some(certain(
                number(year)?,
                month.parse().ok()?,
                day.parse().ok()?,
                None,
            ))
        }
        [year] if year.len() == 4 => Some(Day::Year(number(year)?)),
        [year, month] if year.len() == 4 && month.len() <= 2 => month_day(number(year)?, month),
        [month, year] if year.len() == 4 && month.len() <= 2 => month_day(number(year)?, month),
        [year, month, day] if year.len() == 4 => Some(certain(
            number(year)?,
            month.parse().ok()?,
            day.parse().ok()?,
            None,
        )),
        [a, b, year] if year.len() == 4 && a.len() <= 2 && b.len() <= 2 => Some(year_last(
            a.parse().ok()?,
            b.parse().ok()?,
            number(year)?,
            order,
        )),
        [_, _, year] if year.len() <= 2 => Some(Day::Not("write the year with four digits")),
        _ => None,
    }
}

fn month_day(year: i16, month: &str) -> Option<Day> {
    let month: i8 = month.parse().ok()?;
    (1..=12).contains(&month).then_some(Day::Month(year, month))
}

/// Two numbers and a year: which is the day?
fn year_last(a: i8, b: i8, year: i16, order: Option<Order>) -> Day {
    let day_first = Date::new(year, b, a).ok();
    let month_first = Date::new(year, a, b).ok();
    match (day_first, month_first, order) {
        (Some(d), Some(m), None) if d != m => Day::Ambiguous {
            day_first: d,
            month_first: m,
        },
        (Some(d), Some(m), Some(order)) if d != m => match order {
            Order::DayFirst => Day::Certain(d, None),
            Order::MonthFirst => Day::Certain(m, None),
        },
        (Some(d), Some(_), _) => Day::Certain(d, None),
        (Some(d), None, _) => Day::Certain(d, Some(Order::DayFirst)),
        (None, Some(m), _) => Day::Certain(m, Some(Order::MonthFirst)),
        (None, None, _) => Day::Not(NO_SUCH),
    }
}

/// The day of a spreadsheet's serial number; `None` outside of its calendar.
///
/// In the 1900 system day 60 is a 29 February that never was, kept for an older
/// program's sake; serials before it count from 31 December 1899.
#[must_use]
pub fn of_serial(serial: f64, is_1904: bool) -> Option<Date> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let first = match (is_1904, days) {
        (true, _) => Date::new(1904, 1, 1),
        (false, 60) => return None,
        (false, ..60) => Date::new(1899, 12, 31),
        (false, _) => Date::new(1899, 12, 30),
    };
    first.ok()?.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, order: Option<Order>) -> String {
        match read(text, order) {
            Day::Certain(date, _) => date.to_string(),
            Day::Ambiguous {
                day_first,
                month_first,
            } => format!("{day_first} or {month_first}"),
            Day::Year(year) => format!("year {year}"),
            Day::Month(year, month) => format!("month {year}-{month}"),
            Day::Not(_) => "not".to_owned(),
        }
    }

    #[test]
    fn days_as_written() {
        for (text, expected) in [
            ("2024-03-05", "2024-03-05"),
            ("2024/3/5", "2024-03-05"),
            ("2024-03-05T10:00:00Z", "2024-03-05"),
            ("2024-03-05 10:00", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("03/04/2024", "2024-04-03 or 2024-03-04"),
            ("3.4.2024", "2024-04-03 or 2024-03-04"),
            ("13/04/2024", "2024-04-13"),
            ("04/13/2024", "2024-04-13"),
            ("05/05/2024", "2024-05-05"),
            ("31/04/2024", "not"),
            ("30/02/2024", "not"),
            ("2024-02-30", "not"),
            ("03/04/24", "not"),
            ("2024年3月5日", "2024-03-05"),
            ("２０２４年３月５日", "2024-03-05"),
            ("2024年3月", "month 2024-3"),
            ("2024年", "year 2024"),
            ("2024", "year 2024"),
            ("2024-03", "month 2024-3"),
            ("03/2024", "month 2024-3"),
            ("5 March 2024", "2024-03-05"),
            ("5th March 2024", "2024-03-05"),
            ("March 5, 2024", "2024-03-05"),
            ("5-Mar-2024", "2024-03-05"),
            ("5 mars 2024", "2024-03-05"),
            ("1er août 2024", "2024-08-01"),
            ("5 de marzo de 2024", "2024-03-05"),
            ("5 marzo 2024", "2024-03-05"),
            ("٥ مارس ٢٠٢٤", "2024-03-05"),
            ("5 كانون الثاني 2024", "2024-01-05"),
            ("5 آذار 2024", "2024-03-05"),
            ("déc. 2024", "month 2024-12"),
            ("5 ma 2024", "not"),
            ("5 Mar 24", "not"),
            ("soon", "not"),
            ("45030", "not"),
            ("", "not"),
        ] {
            assert_eq!(told(text, None), expected, "{text}");
        }
    }

    #[test]
    fn a_settled_order_decides() {
        assert_eq!(told("03/04/2024", Some(Order::DayFirst)), "2024-04-03");
        assert_eq!(told("03/04/2024", Some(Order::MonthFirst)), "2024-03-04");
        assert_eq!(told("13/04/2024", Some(Order::MonthFirst)), "2024-04-13");
    }

    #[test]
    fn serials_of_both_systems() {
        let day = |serial, is_1904| of_serial(serial, is_1904).map(|d| d.to_string());
        assert_eq!(day(1.0, false).as_deref(), Some("1900-01-01"));
        assert_eq!(day(59.0, false).as_deref(), Some("1900-02-28"));
        assert_eq!(day(60.0, false), None);
        assert_eq!(day(61.0, false).as_deref(), Some("1900-03-01"));
        assert_eq!(day(45_356.75, false).as_deref(), Some("2024-03-05"));
        assert_eq!(day(43_894.0, true).as_deref(), Some("2024-03-05"));
        assert_eq!(day(-1.0, false), None);
        assert_eq!(day(f64::NAN, false), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[0-9年月日/. a-dmré-]{0,14}") {
            let _ = read(&text, None);
        }

        #[test]
        fn read_back_it_is_equal_or_ambiguous(year in 1950i16..2100, month in 1i8..=12, day in 1i8..=28, form in 0usize..5) {
            let date = Date::new(year, month, day).expect("a day");
            let text = match form {
                0 => format!("{year}-{month:02}-{day:02}"),
                1 => format!("{day}/{month}/{year}"),
                2 => format!("{month}/{day}/{year}"),
                3 => format!("{year}年{month}月{day}日"),
                _ => format!("{day} {} {year}", MONTHS[month as usize - 1].0[0]),
            };
            match read(&text, None) {
                Day::Certain(found, _) => proptest::prop_assert_eq!(found, date),
                Day::Ambiguous { day_first, month_first } => {
                    proptest::prop_assert!(day_first == date || month_first == date);
                }
                other => proptest::prop_assert!(false, "{}: {:?}", text, other),
            }
        }
    }
}
