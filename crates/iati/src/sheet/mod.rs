//! Spreadsheets: grids of cells become IATI 2.03, or faults by cell.
//!
//! [`read`] is given a [`Workbook`] (whoever opens files makes it) and says three things:
//! what is wrong, each with sheet, row and column; the right part as the text of one
//! publication; and the rows that are no IATI ([`Record`]), for a programme's reader.
//! Which column is what stands in one table for each layout ([`layout`]); our own
//! ([`heading`]) is also what the template and its documentation are made of.
//!
//! Nothing is guessed: what may mean two things is a fault ([`number`], [`day`]). Nothing
//! of persons is taken in: see [`person`]. `docs/spreadsheets.md` tells the rules.

mod build;
mod cell;
pub mod currency;
pub mod day;
pub mod fault;
mod finish;
pub mod heading;
pub mod layout;
pub mod number;
mod path;
pub mod person;
mod plan;
mod read;
mod settle;
mod write;

pub use fault::{FAULTS, Fault, FaultKind};
pub use plan::{Passed, column_letters};
pub use read::{LeftOut, Outcome, Record, Said, read};
pub use settle::{Settled, SettledBy, Written};

use jiff::civil::Date;

/// What was in a file, sheet by sheet.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    pub sheets: Vec<Sheet>,
}

/// One sheet. Rows without anything in them need not be there.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
}

/// One row, its cells from column A on.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// As a person sees it, from 1.
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// What stands in a cell: of a formula, its last value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number {
        value: f64,
        /// Whether it is shown in per cent: 0.6 is then 60.
        percent: bool,
        /// Whether the file's calendar begins in 1904.
        is_1904: bool,
    },
    Date(Date),
    Bool(bool),
    /// `#REF!` and the like.
    Error(String),
}

impl Cell {
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As it is shown in a message.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.trim().to_owned(),
            Self::Number { value, percent, .. } => {
                let number = cell::decimal(*value).map(|d| d.to_string());
                let number = number.unwrap_or_else(|| value.to_string());
                match percent {
                    true => cell::decimal(*value)
                        .and_then(|d| d.checked_mul(rust_decimal::Decimal::ONE_HUNDRED))
                        .map_or(number, |d| format!("{}%", d.normalize())),
                    false => number,
                }
            }
            Self::Date(date) => date.to_string(),
            Self::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// What a reader is told besides the workbook.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Settles which mark is the decimal one, where a column does not.
    pub decimal: Option<number::Mark>,
    /// Settles which number of a date is the day, where a column does not.
    pub order: Option<day::Order>,
    /// Who publishes, where no column says so.
    pub publisher: Option<Publisher>,
}

/// An organisation that reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publisher {
    /// Its identifier, e.g. `XM-DAC-7`.
    pub reference: String,
    /// A code of `OrganisationType`.
    pub kind: String,
    pub name: String,
}

/// A text to compare: lower case, digits and signs of ASCII, no accents, no marks of
/// direction. The Arabic decimal and thousands marks become U+0001 and U+0002.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase().replace(['\t', '\n', '\r'], " ");
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            '\u{61c}' | '\u{feff}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{300}'..='\u{36f}' => {}
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
                out.push(ascii.to_ascii_lowercase());
            }
            '￥' => out.push('¥'),
            '￡' => out.push('£'),
            '٠'..='٩' => out.push(digit(c, '٠')),
            '۰'..='۹' => out.push(digit(c, '۰')),
            '०'..='९' => out.push(digit(c, '०')),
            '٫' => out.push('\u{1}'),
            '٬' => out.push('\u{2}'),
            '٪' => out.push('%'),
            '\t'
            | '\n'
            | '\r'
            | '\u{a0}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => {
                out.push(' ');
            }
            '−' | '‐' | '‑' | '–' | '—' | '﹣' => out.push('-'),
            '’' | '‘' | '´' | '`' | 'ʼ' => out.push('\''),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => out.push('a'),
            'ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => out.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ة' => out.push('ه'),
            'ى' => out.push('ي'),
            '【' | '〔' => out.push('('),
            '】' | '〕' => out.push(')'),
            c => out.push(c),
        }
    }
    out
}

fn digit(c: char, nought: char) -> char {
    char::from_digit(c as u32 - nought as u32, 10).unwrap_or(c)
}

/// A heading to compare: [`fold`]ed, with single spaces for all that is no letter or digit.
#[must_use]
pub fn fold_heading(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != '%') {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
