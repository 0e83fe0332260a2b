//! The instants that the official rules see in a date.
//!
//! They are read as JavaScript engines read them, for the verdict to be the same:
//! dates of the standard exactly, and much else by a lenient second reading in
//! which `2 Jan 2026` is a day and `2026-01-02+02:00` is none. A text that has no
//! instant passes every rule on dates; what is a proper date is left to the
//! schema and to [`crate::date`].

const DAY: i64 = 86_400_000;
/// The last instant that counts, in milliseconds: a hundred million days.
const LAST: i64 = 100_000_000 * DAY;

/// Milliseconds since 1970, or `None` if there is no instant in the text.
pub(super) fn read(text: &str) -> Option<i64> {
    if let Some(days) = plain_day(text) {
        return Some(days * DAY);
    }
    let mut reading = Reading::new(text);
    let next = match reading.standard() {
        Standard::Whole => return reading.instant(),
        Standard::Broken => return None,
        Standard::Rest(token) => token,
    };
    reading.lenient(next)?;
    reading.instant()
}

/// Whole days between two instants, as the official rules count them.
pub(super) fn days_between(start: i64, end: i64) -> i64 {
    (end - start) / DAY
}

/// `2026-01-02`, by far the most frequent form.
fn plain_day(text: &str) -> Option<i64> {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let digits = |from: usize, to: usize| {
        b[from..to].iter().try_fold(0i64, |n, d| {
            d.is_ascii_digit().then(|| n * 10 + i64::from(d - b'0'))
        })
    };
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let possible = (1..=12).contains(&month) && (1..=31).contains(&day);
    possible.then(|| days_from_civil(year, month, day))
}

/// Days since 1970-01-01; a day that the month lacks runs on into the next.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    era * 146_097 + day_of_era - 719_468
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// Its value and its number of digits.
    Number(i64, usize),
    Symbol(u8),
    Word(Word, usize),
    Space,
    Other,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Month(i64),
    /// Hours that are added: 0 or 12.
    HalfDay(i64),
    /// Hours from UTC.
    Zone(i64),
    /// The `T` between day and time.
    Time,
    Unknown,
}

/// The words that are known, by their first three letters.
const WORDS: &[(&str, Word)] = &[
    ("jan", Word::Month(1)),
    ("feb", Word::Month(2)),
    ("mar", Word::Month(3)),
    ("apr", Word::Month(4)),
    ("may", Word::Month(5)),
    ("jun", Word::Month(6)),
    ("jul", Word::Month(7)),
    ("aug", Word::Month(8)),
    ("sep", Word::Month(9)),
    ("oct", Word::Month(10)),
    ("nov", Word::Month(11)),
    ("dec", Word::Month(12)),
    ("am", Word::HalfDay(0)),
    ("pm", Word::HalfDay(12)),
    ("ut", Word::Zone(0)),
    ("utc", Word::Zone(0)),
    ("z", Word::Zone(0)),
    ("gmt", Word::Zone(0)),
    ("cdt", Word::Zone(-5)),
    ("cst", Word::Zone(-6)),
    ("edt", Word::Zone(-4)),
    ("est", Word::Zone(-5)),
    ("mdt", Word::Zone(-6)),
    ("mst", Word::Zone(-7)),
    ("pdt", Word::Zone(-7)),
    ("pst", Word::Zone(-8)),
    ("t", Word::Time),
];

fn word(letters: &str) -> Word {
    let start: String = letters
        .chars()
        .take(3)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let whole = letters.chars().count() <= 3;
    let known = WORDS
        .iter()
        .find(|(name, word)| *name == start && (whole || matches!(word, Word::Month(_))));
    known.map_or(Word::Unknown, |(_, word)| *word)
}

/// How far the standard's own form reached.
enum Standard {
    Whole,
    /// A time of day that is not one: there is no second reading.
    Broken,
    Rest(Token),
}

/// A text on its way to an instant.
struct Reading<'a> {
    rest: &'a str,
    day: Vec<i64>,
    month: Option<i64>,
    time: Vec<i64>,
    half_day: Option<i64>,
    zone: Zone,
    is_standard: bool,
}

#[derive(Default)]
struct Zone {
    sign: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
}

impl Zone {
    fn set(hours: i64) -> Self {
        Self {
            sign: Some(if hours < 0 { -1 } else { 1 }),
            hour: Some(hours.abs()),
            minute: Some(0),
        }
    }

    /// From UTC, in milliseconds.
    fn offset(&self) -> i64 {
        let minutes = self.hour.unwrap_or(0) * 60 + self.minute.unwrap_or(0);
        self.sign.unwrap_or(1) * minutes * 60_000
    }
}

impl<'a> Reading<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            day: Vec::new(),
            month: None,
            time: Vec::new(),
            half_day: None,
            zone: Zone::default(),
            is_standard: false,
        }
    }

    fn peek(&self) -> Token {
        scan(self.rest).0
    }

    fn next(&mut self) -> Token {
        let (token, length) = scan(self.rest);
        self.rest = &self.rest[length..];
        token
    }

    fn skip(&mut self, symbol: u8) -> bool {
        let there = self.rest.as_bytes().first() == Some(&symbol);
        if there {
            self.rest = &self.rest[1..];
        }
        there
    }

    /// A number of so many digits within bounds.
    fn fixed(&mut self, digits: usize, least: i64, most: i64) -> Option<i64> {
        match self.peek() {
            Token::Number(n, length) if length == digits && (least..=most).contains(&n) => {
                self.next();
                Some(n)
            }
            _ => None,
        }
    }

    /// `YYYY-MM-DDTHH:MM:SS.sssZ`, its later parts left out at will.
    fn standard(&mut self) -> Standard {
        match self.peek() {
            Token::Symbol(sign @ (b'+' | b'-')) => {
                self.next();
                match self.fixed(6, 0, 999_999) {
                    Some(year) if sign == b'+' => self.day.push(year),
                    Some(year) if year > 0 => self.day.push(-year),
                    _ => return Standard::Rest(Token::Symbol(sign)),
                }
            }
            Token::Number(year, 4) => {
                self.next();
                self.day.push(year);
            }
            _ => return Standard::Rest(self.next()),
        }
        for most in [12, 31] {
            if !self.skip(b'-') {
                break;
            }
            match self.fixed(2, 1, most) {
                Some(n) => self.day.push(n),
                None => return Standard::Rest(self.next()),
            }
        }
        self.standard_time()
    }

    fn standard_time(&mut self) -> Standard {
        match self.peek() {
            Token::End => {
                self.zone = Zone::set(0);
            }
            Token::Word(Word::Time, _) => {
                self.next();
                if self.clock().is_none() || self.standard_zone().is_none() {
                    return Standard::Broken;
                }
                if self.peek() != Token::End {
                    return Standard::Broken;
                }
            }
            _ => return Standard::Rest(self.next()),
        }
        self.is_standard = true;
        Standard::Whole
    }

    fn clock(&mut self) -> Option<()> {
        let hour = self.fixed(2, 0, 24)?;
        let most = if hour == 24 { 0 } else { 59 };
        self.time.push(hour);
        if !self.skip(b':') {
            return None;
        }
        let minute = self.fixed(2, 0, most)?;
        self.time.push(minute);
        if self.skip(b':') {
            let second = self.fixed(2, 0, most)?;
            self.time.push(second);
            if self.skip(b'.') {
                match self.next() {
                    Token::Number(n, _) if hour == 24 && n > 0 => return None,
                    Token::Number(n, length) => self.time.push(milliseconds(n, length)),
                    _ => return None,
                }
            }
        }
        Some(())
    }

    fn standard_zone(&mut self) -> Option<()> {
        match self.peek() {
            Token::Word(Word::Zone(0), 1) => {
                self.next();
                self.zone = Zone::set(0);
            }
            Token::Symbol(sign @ (b'+' | b'-')) => {
                self.next();
                self.zone.sign = Some(if sign == b'-' { -1 } else { 1 });
                let (hour, minute) = match self.fixed(4, 0, 9999) {
                    Some(both) => (both / 100, both % 100),
                    None => {
                        let hour = self.fixed(2, 0, 23)?;
                        if !self.skip(b':') {
                            return None;
                        }
                        (hour, self.fixed(2, 0, 59)?)
                    }
                };
                if hour > 23 || minute > 59 {
                    return None;
                }
                (self.zone.hour, self.zone.minute) = (Some(hour), Some(minute));
            }
            _ => {}
        }
        Some(())
    }

    /// What is left after the standard's form, in any order.
    fn lenient(&mut self, first: Token) -> Option<()> {
        let mut numbers = !self.day.is_empty();
        let mut token = first;
        while token != Token::End {
            match token {
                Token::Number(n, _) => {
                    numbers = true;
                    self.number(n)?;
                }
                Token::Word(word, _) => self.word(word, numbers)?,
                Token::Symbol(sign @ (b'+' | b'-')) if self.is_zone_due() => {
                    numbers = true;
                    self.lenient_zone(sign)?;
                }
                Token::Symbol(b'+' | b'-' | b')') if numbers => return None,
                _ => {}
            }
            token = self.next();
        }
        Some(())
    }

    fn number(&mut self, n: i64) -> Option<()> {
        if self.skip(b':') {
            if self.skip(b':') {
                if !self.time.is_empty() {
                    return None;
                }
                self.time.extend([n, 0]);
                return Some(());
            }
            self.add_time(n)?;
            self.skip(b'.');
            return Some(());
        }
        if self.skip(b'.') && self.is_time_due(n) {
            self.add_time(n)?;
            let Token::Number(part, length) = self.next() else {
                return None;
            };
            self.add_time(milliseconds(part, length))?;
            self.time.resize(4, 0);
            return Some(());
        }
        if self.zone.hour.is_some() && self.zone.minute.is_none() && n < 60 {
            self.zone.minute = Some(n);
            return Some(());
        }
        if self.is_time_due(n) {
            self.add_time(n)?;
            self.time.resize(4, 0);
            let ends = matches!(
                self.peek(),
                Token::End
                    | Token::Space
                    | Token::Word(Word::Zone(0), 1)
                    | Token::Symbol(b'+' | b'-')
            );
            return ends.then_some(());
        }
        if self.day.len() == 3 {
            return None;
        }
        self.day.push(n);
        self.skip(b'-');
        Some(())
    }

    fn add_time(&mut self, n: i64) -> Option<()> {
        (self.time.len() < 4).then(|| self.time.push(n))
    }

    fn is_time_due(&self, n: i64) -> bool {
        match self.time.len() {
            1 | 2 => n < 60,
            3 => n < 1000,
            _ => false,
        }
    }

    fn word(&mut self, word: Word, numbers: bool) -> Option<()> {
        match word {
            Word::HalfDay(hours) if !self.time.is_empty() => self.half_day = Some(hours),
            Word::Month(month) => {
                self.month = Some(month);
                self.skip(b'-');
            }
            Word::Zone(hours) if numbers => self.zone = Zone::set(hours),
            // Other words may stand before the first number only, and apart from it.
            _ if numbers || matches!(self.peek(), Token::Number(..)) => return None,
            _ => {}
        }
        Some(())
    }

    fn is_zone_due(&self) -> bool {
        let is_utc = self.zone.hour == Some(0) && self.zone.minute == Some(0);
        is_utc || !self.time.is_empty()
    }

    fn lenient_zone(&mut self, sign: u8) -> Option<()> {
        self.zone.sign = Some(if sign == b'-' { -1 } else { 1 });
        let (n, length) = match self.peek() {
            Token::Number(n, length) => {
                self.next();
                (n, length)
            }
            _ => (0, 0),
        };
        if self.peek() == Token::Symbol(b':') {
            (self.zone.hour, self.zone.minute) = (Some(n), None);
            return Some(());
        }
        (self.zone.hour, self.zone.minute) = match length {
            1 | 2 => (Some(n), Some(0)),
            3 | 4 => (Some(n / 100), Some(n % 100)),
            _ => return None,
        };
        Some(())
    }

    fn instant(&self) -> Option<i64> {
        let (year, month, day) = self.date()?;
        let days = days_from_civil(year, month, day);
        let at = days * DAY + self.time_of_day()? - self.zone.offset();
        (at.abs() <= LAST).then_some(at)
    }

    fn date(&self) -> Option<(i64, i64, i64)> {
        let first = *self.day.first()?;
        let part = |at: usize| self.day.get(at).copied().unwrap_or(1);
        let is_day = |n: i64| (1..=31).contains(&n);
        let (year, month, day) = match self.month {
            None if self.is_standard || !is_day(first) => (first, part(1), part(2)),
            None => (part(2), first, part(1)),
            Some(month) if !is_day(first) => (first, month, part(1)),
            Some(month) => (part(1), month, first),
        };
        let year = match year {
            0..=49 if !self.is_standard => year + 2000,
            50..=99 if !self.is_standard => year + 1900,
            _ => year,
        };
        // All years that have an instant are far below: what is reckoned of it fits.
        let possible = (1..=12).contains(&month) && is_day(day) && year < 1 << 20;
        possible.then_some((year, month, day))
    }

    fn time_of_day(&self) -> Option<i64> {
        let part = |at: usize| self.time.get(at).copied().unwrap_or(0);
        let (mut hour, minute, second, milli) = (part(0), part(1), part(2), part(3));
        if let Some(hours) = self.half_day {
            if hour > 12 {
                return None;
            }
            hour = hour % 12 + hours;
        }
        let possible = hour < 24 && minute < 60 && second < 60 && milli < 1000;
        let midnight = hour == 24 && minute == 0 && second == 0 && milli == 0;
        let at = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
        (possible || midnight).then_some(at)
    }
}

/// The first three digits after a point.
fn milliseconds(n: i64, length: usize) -> i64 {
    match length {
        1 => n * 100,
        2 => n * 10,
        3 => n,
        _ => n / 10i64.pow(length.min(9) as u32 - 3),
    }
}

/// The next token and its length in bytes.
fn scan(text: &str) -> (Token, usize) {
    let Some(first) = text.chars().next() else {
        return (Token::End, 0);
    };
    let run = |belongs: &dyn Fn(char) -> bool| text.find(|c| !belongs(c)).unwrap_or(text.len());
    match first {
        '0'..='9' => {
            let length = run(&|c| c.is_ascii_digit());
            (Token::Number(value(&text[..length]), length), length)
        }
        ':' | '-' | '+' | '.' | ')' => (Token::Symbol(first as u8), 1),
        c if is_space(c) => (Token::Space, run(&is_space)),
        c if c >= 'A' => {
            let length = run(&|c| c >= 'A' && !is_space(c));
            let letters = &text[..length];
            (Token::Word(word(letters), letters.chars().count()), length)
        }
        '(' => (Token::Other, parenthesis(text)),
        c => (Token::Other, c.len_utf8()),
    }
}

/// What counts as white space in JavaScript.
pub(super) fn is_space(c: char) -> bool {
    c == '\u{feff}' || c.is_whitespace()
}

/// The first nine digits that count.
fn value(digits: &str) -> i64 {
    let counted = digits.trim_start_matches('0').bytes().take(9);
    counted.fold(0, |n, d| n * 10 + i64::from(d - b'0'))
}

/// The length of a remark in parentheses, those inside it included.
fn parenthesis(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> String {
        let at = read(text).map(jiff::Timestamp::from_millisecond);
        match at {
            None => "none".to_owned(),
            Some(Err(_)) => "beyond".to_owned(),
            Some(Ok(at)) => at.to_string(),
        }
    }

    #[test]
    fn years_without_an_instant_are_none() {
        // Found by fuzzing: the days of such a year were more than could be counted.
        for year in [
            "82000000000000000000000000000095",
            "999999999",
            "+1048575",
            "300000",
        ] {
            assert_eq!(utc(&format!("{year}-12-31")), "none", "{year}");
            assert_eq!(utc(&format!("1 Jan {year} 999999999:59")), "none", "{year}");
        }
    }

    #[test]
    fn dates_of_the_standard() {
        assert_eq!(utc("2026-01-02"), "2026-01-02T00:00:00Z");
        assert_eq!(utc("2026-02-30"), "2026-03-02T00:00:00Z");
        assert_eq!(utc("2026-01-02Z"), "2026-01-02T00:00:00Z");
        assert_eq!(utc("2026-01-02T10:11:12.5+02:00"), "2026-01-02T08:11:12.5Z");
        assert_eq!(utc("2026-01-02T24:00:00"), "2026-01-03T00:00:00Z");
        assert_eq!(utc(" 2026-01-02\n"), "2026-01-02T00:00:00Z");
        assert_eq!(utc("10000-01-01"), "beyond");
        for none in [
            "",
            " ",
            "2026-01-02+02:00",
            "2026-13-01",
            "2026-01-02T25:00",
            "soon",
        ] {
            assert_eq!(utc(none), "none", "{none}");
        }
    }

    #[test]
    fn what_is_read_leniently() {
        for text in [
            "2 Jan 2026",
            "January 2, 2026",
            "1/2/2026",
            "2026/1/2",
            "2026-1-2",
            "Fri Jan 02 2026 00:00:00 GMT+0000 (UTC)",
            "1/2/26 12:00 am",
        ] {
            assert_eq!(utc(text), "2026-01-02T00:00:00Z", "{text}");
        }
    }
}
