//! Which layout a workbook has, where its headings are, and which column is what.

use super::currency::Sign;
use super::day::Order;
use super::fault::{Fault, FaultKind};
use super::layout::{Column, Layout, Table, Target, layouts};
use super::number::{self, Mark};
use super::path::{Path, Takes};
use super::{Cell, Row, Sheet, Workbook, fold, fold_heading};
use crate::codelist::distance;
use crate::redact;

/// How far down headings are looked for.
const HEAD: usize = 20;
/// So many headings must be known where the sheet's name is not.
const FEWEST: usize = 3;

/// A heading with a unit behind its name has no more bytes, and no more words.
const LONGEST: usize = 200;
const WORDS: usize = 16;

/// Sheets that explain, or hold the choices of others.
const BESIDE: &[&str] = &[
    "instructions",
    "instruction",
    "options",
    "read me",
    "readme",
    "notes",
    "codes",
    "lists",
    "summary",
    "faults",
];

/// A workbook, understood.
pub(crate) struct Plan {
    pub layout: &'static Layout,
    pub sheets: Vec<SheetPlan>,
    pub faults: Vec<Fault>,
    pub passed: Vec<Passed>,
}

/// A column or sheet that is known and not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    pub sheet: String,
    pub heading: String,
    pub why: String,
    /// Cells or rows with something in them.
    pub count: u64,
}

pub(crate) struct SheetPlan {
    /// Which sheet of the workbook.
    pub at: usize,
    pub table: &'static Table,
    /// Which of its rows has the headings.
    pub head: usize,
    /// By column of the sheet.
    pub columns: Vec<Option<Planned>>,
}

/// A column that is read.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub heading: String,
    pub target: Target,
    pub needed: bool,
    /// Numbers are so many powers of ten larger than they are written.
    pub power: u32,
    pub sign: Option<Sign>,
    pub order: Option<Order>,
    pub mark: Option<Mark>,
    /// Shares that may be parts of one or of a hundred.
    pub unsure_share: bool,
    /// Of an amount: where its currency goes.
    pub currency: Option<Path>,
}

/// `A`, `Z`, `AA`, …
#[must_use]
pub fn column_letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// What a sheet most likely is under a layout.
struct Fit {
    table: &'static Table,
    head: usize,
    known: usize,
}

/// Understands a workbook.
pub(crate) fn plan(book: &Workbook) -> Result<Plan, Box<Fault>> {
    let fits = layouts().iter().map(|layout| (layout, fit(layout, book)));
    let best = fits.max_by_key(|(_, (score, _))| *score);
    let Some((layout, (_, fits))) = best.filter(|(_, ((known, _), _))| *known > 0) else {
        return Err(Box::new(unknown(book)));
    };
    let mut plan = Plan {
        layout,
        sheets: Vec::new(),
        faults: Vec::new(),
        passed: Vec::new(),
    };
    for ((at, sheet), fit) in book.sheets.iter().enumerate().zip(fits) {
        match fit {
            Some(fit) => plan.sheet(at, sheet, &fit),
            None => plan.beside(sheet),
        }
    }
    // The activities first, then in the layout's order: others refer to them.
    let rank = |s: &SheetPlan| layout.tables.iter().position(|t| std::ptr::eq(t, s.table));
    plan.sheets.sort_by_key(|s| (rank(s), s.at));
    Ok(plan)
}

fn unknown(book: &Workbook) -> Fault {
    let names: Vec<&str> = layouts().iter().map(|l| l.title).collect();
    let first = book.sheets.first();
    Fault {
        kind: FaultKind::UnknownLayout,
        sheet: first.map(|s| s.name.clone()).unwrap_or_default(),
        row: 0,
        column: None,
        heading: String::new(),
        value: String::new(),
        what: "no sheet has headings that are known".to_owned(),
        hint: format!(
            "`counterfoil template FILE.xlsx` makes a workbook to fill in; known are: {}",
            names.join("; ")
        ),
    }
}

/// How well a layout fits: known headings first, fewer that lack second.
fn fit(layout: &'static Layout, book: &Workbook) -> ((usize, isize), Vec<Option<Fit>>) {
    let mut known = 0;
    let mut lacking = 0;
    let mut all = Vec::new();
    for sheet in &book.sheets {
        let fit = fit_sheet(layout, sheet);
        if let Some(fit) = &fit {
            known += fit.known;
            lacking += fit.table.columns.len() as isize - fit.known as isize;
        }
        all.push(fit);
    }
    ((known, -lacking), all)
}

fn fit_sheet(layout: &'static Layout, sheet: &Sheet) -> Option<Fit> {
    let name = fold_heading(&sheet.name);
    if BESIDE.contains(&name.as_str()) {
        return None;
    }
    let named = layout.tables.iter().find(|t| t.names.contains(&name));
    let tables: Vec<&'static Table> = match named {
        Some(table) => vec![table],
        None => layout.tables.iter().collect(),
    };
    let mut best: Option<Fit> = None;
    for (head, row) in sheet.rows.iter().enumerate().take(HEAD) {
        let cells: Vec<&str> = row.cells.iter().filter_map(text_of).collect();
        for table in &tables {
            let known = cells
                .iter()
                .filter(|c| mapped(layout, table, c).is_some())
                .count();
            let enough = match named {
                Some(_) => known >= 1 && known * 2 >= cells.len(),
                None => known >= FEWEST && known * 5 >= cells.len() * 3,
            };
            if enough && best.as_ref().is_none_or(|b| known > b.known) {
                best = Some(Fit { table, head, known });
            }
        }
    }
    // A sheet of the name, with other headings: each is named with what it is near to.
    best.or_else(|| {
        let table = named?;
        let is_head = |row: &Row| row.cells.iter().filter_map(text_of).count() >= 2;
        let head = sheet.rows.iter().take(HEAD).position(is_head)?;
        Some(Fit {
            table,
            head,
            known: 0,
        })
    })
}

fn text_of(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    }
}

/// What a heading says beside its name.
#[derive(Clone, Copy, Default)]
struct Said {
    power: u32,
    sign: Option<Sign>,
    order: Option<Order>,
}

/// The column that a heading means.
fn mapped(
    layout: &'static Layout,
    table: &'static Table,
    heading: &str,
) -> Option<(Target, bool, Said)> {
    let folded = fold_heading(heading);
    let by_name = |name: &str| {
        let found = |c: &&Column| c.headings.iter().any(|h| h == name);
        table.columns.iter().find(found)
    };
    if let Some(column) = by_name(&folded) {
        return Some((column.target.clone(), column.needed, Said::default()));
    }
    if let Some(target) = layout.mechanical.and_then(|read| read(heading)) {
        return Some((target, false, Said::default()));
    }
    // What is longer is a text: each of its words would be looked for as a unit.
    if heading.len() > LONGEST {
        return None;
    }
    let plain = fold(heading);
    let words: Vec<&str> = plain
        .split([' ', '(', ')', '[', ']', ':', ','])
        .filter(|w| !w.is_empty())
        .collect();
    if words.len() > WORDS {
        return None;
    }
    let capitals = capitals(heading);
    (1..words.len()).rev().find_map(|at| {
        let (name, rest) = words.split_at(at);
        let column = by_name(&fold_heading(&name.join(" ")))?;
        Some((column.target.clone(), column.needed, said(rest, &capitals)?))
    })
}

/// Codes of currencies that are words in small letters.
const IS_WORD: &[&str] = &[
    "all", "bam", "bob", "cop", "cup", "gel", "lak", "mad", "mop", "mur", "pen", "ron", "sar",
    "sos", "top", "try",
];

/// The words of three capitals, folded.
fn capitals(heading: &str) -> Vec<String> {
    let words = heading.split(|c: char| !c.is_ascii_alphabetic());
    let codes = words.filter(|w| w.len() == 3 && w.bytes().all(|b| b.is_ascii_uppercase()));
    codes.map(str::to_ascii_lowercase).collect()
}

/// Words behind a heading's name: all of them must be understood.
fn said(words: &[&str], capitals: &[String]) -> Option<Said> {
    let mut said = Said::default();
    let mut rest = words;
    while let Some((first, others)) = rest.split_first() {
        // Two words of one sign: “us dollars”, “mil millones”.
        let pair = others.first().map(|second| format!("{first} {second}"));
        let pair = pair.and_then(|p| number::unit(&p));
        let (unit, used) = match pair {
            Some(unit) => (Some(unit), 2),
            None => (number::unit(first.trim_matches('.')), 1),
        };
        let word = first.trim_matches('.');
        if used == 1 && IS_WORD.contains(&word) && !capitals.iter().any(|c| c == word) {
            return None;
        }
        match (unit, *first) {
            (Some((power, sign)), _) => {
                said.power += power.unwrap_or(0);
                said.sign = said.sign.or(sign);
            }
            (None, "in" | "en" | "of" | "de" | "us" | "%" | "unit" | "单位" | "单位：") => {}
            (None, word) => said.order = said.order.or(order_of(word)?),
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    Some(said)
}

/// `dd/mm/yyyy`, `jj/mm/aaaa`, `mm-dd-yyyy`; a year before them settles nothing. `None`:
/// no such word.
fn order_of(word: &str) -> Option<Option<Order>> {
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    match parts.as_slice() {
        ["dd" | "d" | "jj", "mm" | "m", "yyyy" | "aaaa"] => Some(Some(Order::DayFirst)),
        ["mm" | "m", "dd" | "d", "yyyy"] => Some(Some(Order::MonthFirst)),
        ["yyyy" | "aaaa", "mm", "dd" | "jj"] => Some(None),
        _ => None,
    }
}

/// Whether the column of a heading is one that is known, under a layout.
pub(crate) fn is_known(plan: &SheetPlan, column: usize) -> bool {
    plan.columns.get(column).is_some_and(Option::is_some)
}

/// Cells with something in them below the headings, by column.
pub(crate) fn filled(rows: &[Row]) -> Vec<u64> {
    let mut counts = Vec::new();
    for row in rows {
        if row.cells.len() > counts.len() {
            counts.resize(row.cells.len(), 0);
        }
        for (count, cell) in counts.iter_mut().zip(&row.cells) {
            *count += u64::from(!cell.is_empty());
        }
    }
    counts
}

/// The earlier column of the same target. What is not read may stand more than once.
fn same_before(columns: &[Option<Planned>], target: &Target) -> Option<usize> {
    if matches!(target, Target::Person | Target::Passed(_)) {
        return None;
    }
    let is_same = |c: &Option<Planned>| c.as_ref().is_some_and(|p| p.target == *target);
    columns.iter().position(is_same)
}

impl Plan {
    fn sheet(&mut self, at: usize, sheet: &Sheet, fit: &Fit) {
        let Some(row) = sheet.rows.get(fit.head) else {
            return;
        };
        let below = sheet.rows.get(fit.head + 1..).unwrap_or_default();
        let counts = filled(below);
        let mut columns: Vec<Option<Planned>> = Vec::new();
        for column in 0..row.cells.len().max(counts.len()) {
            let count = counts.get(column).copied().unwrap_or(0);
            let heading = row.cells.get(column).map(Cell::shown).unwrap_or_default();
            let found = mapped(self.layout, fit.table, &heading).filter(|_| !heading.is_empty());
            let planned = match found {
                None if count == 0 => None,
                None if heading.is_empty() => {
                    self.unheaded(sheet, row, below, column, count);
                    None
                }
                None => {
                    self.unknown(sheet, row, fit, column, &heading, count);
                    None
                }
                Some((target, needed, said)) => match same_before(&columns, &target) {
                    Some(first) => {
                        if count > 0 {
                            self.repeated(sheet, row, column, &heading, first);
                        }
                        None
                    }
                    None => self.planned(sheet, heading, target, needed, said, count),
                },
            };
            columns.push(planned);
        }
        self.needs(sheet, row.number, fit, &columns, below);
        self.sheets.push(SheetPlan {
            at,
            table: fit.table,
            head: fit.head,
            columns,
        });
    }

    fn unheaded(&mut self, sheet: &Sheet, head: &Row, below: &[Row], column: usize, count: u64) {
        let is_filled = |r: &&Row| r.cells.get(column).is_some_and(|c| !c.is_empty());
        let first = below.iter().find(is_filled);
        self.fault(
            FaultKind::NoHeading,
            sheet,
            first.map_or(head.number, |r| r.number),
            column,
            "",
            format!("no heading says what this is; {} not read", values(count)),
            "give the column a heading of the layout, or take it out".to_owned(),
        );
    }

    fn repeated(&mut self, sheet: &Sheet, head: &Row, column: usize, heading: &str, first: usize) {
        let what = format!(
            "the column {} says the same; this one is not read",
            column_letters(first)
        );
        self.fault(
            FaultKind::RepeatedHeading,
            sheet,
            head.number,
            column,
            heading,
            what,
            "keep only one of them".to_owned(),
        );
    }

    fn unknown(
        &mut self,
        sheet: &Sheet,
        head: &Row,
        fit: &Fit,
        column: usize,
        heading: &str,
        count: u64,
    ) {
        self.fault(
            FaultKind::UnknownHeading,
            sheet,
            head.number,
            column,
            heading,
            format!("nobody knows this heading; {} not read", values(count)),
            near(fit.table, heading),
        );
    }

    fn planned(
        &mut self,
        sheet: &Sheet,
        heading: String,
        target: Target,
        needed: bool,
        said: Said,
        count: u64,
    ) -> Option<Planned> {
        let why = match &target {
            Target::Passed(why) => Some(*why),
            Target::Person => Some("it is of a person, and no record of persons is kept"),
            _ => None,
        };
        if let Some(why) = why.filter(|_| count > 0) {
            self.passed.push(Passed {
                sheet: sheet.name.clone(),
                heading: heading.clone(),
                why: why.to_owned(),
                count,
            });
        }
        let currency = match &target {
            Target::Leaf { path, .. } if matches!(path.takes, Takes::Amount) => {
                Path::parse(&format!("{}/@currency", path.plain()), self.layout.kind)
            }
            _ => None,
        };
        Some(Planned {
            heading,
            target,
            needed,
            power: said.power,
            sign: said.sign,
            order: said.order,
            mark: None,
            unsure_share: false,
            currency,
        })
    }

    /// Columns that every row must have, and the sheet has not.
    fn needs(
        &mut self,
        sheet: &Sheet,
        row: u32,
        fit: &Fit,
        columns: &[Option<Planned>],
        below: &[Row],
    ) {
        if below.iter().all(|r| r.cells.iter().all(Cell::is_empty)) {
            return;
        }
        let is_there = |column: &Column| {
            let same = |p: &Planned| p.target == column.target;
            columns.iter().flatten().any(same)
        };
        for column in &fit.table.columns {
            let is_identifier = matches!(column.target, Target::Identifier);
            if !(column.needed || is_identifier) || is_there(column) {
                continue;
            }
            let name = column.headings.first().cloned().unwrap_or_default();
            self.faults.push(Fault {
                kind: FaultKind::Missing,
                sheet: sheet.name.clone(),
                row,
                column: None,
                heading: String::new(),
                value: String::new(),
                what: format!("there is no column “{name}”"),
                hint: "add it: no row can be read without".to_owned(),
            });
        }
    }

    /// A sheet that is of no table.
    fn beside(&mut self, sheet: &Sheet) {
        let filled = sheet
            .rows
            .iter()
            .filter(|r| r.cells.iter().any(|c| !c.is_empty()))
            .count();
        let name = fold_heading(&sheet.name);
        if filled == 0 || BESIDE.contains(&name.as_str()) {
            return;
        }
        let known: Vec<String> = self
            .layout
            .tables
            .iter()
            .filter_map(|t| t.names.first().cloned())
            .collect();
        let near = known
            .iter()
            .min_by_key(|k| distance(k, &name))
            .cloned()
            .unwrap_or_default();
        self.faults.push(Fault {
            kind: FaultKind::UnknownSheet,
            sheet: sheet.name.clone(),
            row: 0,
            column: None,
            heading: String::new(),
            value: String::new(),
            what: format!(
                "{} has no such sheet; its {filled} rows are not read",
                self.layout.title
            ),
            hint: format!("the nearest is “{near}”: name it so, or take it out"),
        });
    }

    #[expect(clippy::too_many_arguments, reason = "a fault has so many parts")]
    fn fault(
        &mut self,
        kind: FaultKind,
        sheet: &Sheet,
        row: u32,
        column: usize,
        heading: &str,
        what: String,
        hint: String,
    ) {
        self.faults.push(Fault {
            kind,
            sheet: sheet.name.clone(),
            row,
            column: Some(column),
            heading: redact::mask(heading).into_owned(),
            value: String::new(),
            what,
            hint,
        });
    }
}

fn values(count: u64) -> String {
    match count {
        1 => "its one value is".to_owned(),
        _ => format!("its {count} values are"),
    }
}

/// The nearest headings that are known.
fn near(table: &Table, heading: &str) -> String {
    let folded = fold_heading(heading);
    let mut all: Vec<(usize, &str)> = Vec::new();
    for column in &table.columns {
        let of_column = column
            .headings
            .iter()
            .map(|h| (distance(&folded, h), h.as_str()));
        all.extend(of_column.min());
    }
    all.sort_unstable();
    let names: Vec<String> = all.iter().take(3).map(|(_, h)| format!("“{h}”")).collect();
    format!("the nearest that are known: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, WORDS, column_letters, layouts};
    use crate::sheet::fold;

    #[test]
    fn every_heading_is_within_the_bounds() {
        for layout in layouts() {
            let columns = layout.tables.iter().flat_map(|t| &t.columns);
            for heading in columns.flat_map(|c| &c.headings) {
                // With room for a unit behind it.
                assert!(heading.len() + 40 <= LONGEST, "{heading}");
                let words = fold(heading).split(' ').count();
                assert!(words + 4 <= WORDS, "{heading}");
            }
        }
    }

    #[test]
    fn letters_of_columns() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
