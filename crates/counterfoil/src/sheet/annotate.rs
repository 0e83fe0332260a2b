//! A copy of a workbook in which every fault is marked in its cell and listed on a sheet
//! of its own. Values are copied, formats are not; what is of persons is not copied.

use crate::error::{Error, Result};
use iati::sheet::{Cell, Fault, FaultKind, Outcome, Sheet, Workbook, column_letters};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, Note, Url, Workbook as Written, Worksheet,
    XlsxError,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So wide that a day and most amounts are seen.
const WIDTH: f64 = 18.0;
const LIST: &str = "faults";
/// Characters of a cell.
const LONGEST: usize = 32_767;
const WITHHELD: &str = "[withheld]";

/// Writes the annotated copy.
///
/// # Errors
/// The file cannot be written.
pub fn annotate(path: &Path, book: &Workbook, outcome: &Outcome) -> Result<()> {
    write(path, book, outcome)
        .map_err(|e| Error::asked(format!("{}: cannot be written: {e}", path.display())))
}

struct Formats {
    bold: Format,
    wrong: Format,
    wrong_day: Format,
    wrong_share: Format,
    day: Format,
    share: Format,
}

impl Formats {
    fn new() -> Self {
        let wrong = Format::new().set_background_color(Color::RGB(0x00FF_D9B3));
        Self {
            bold: Format::new().set_bold(),
            wrong_day: wrong.clone().set_num_format("yyyy-mm-dd"),
            wrong_share: wrong.clone().set_num_format("0.###%"),
            wrong,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            share: Format::new().set_num_format("0.###%"),
        }
    }
}

fn write(path: &Path, book: &Workbook, outcome: &Outcome) -> std::result::Result<(), XlsxError> {
    let mut written = Written::new();
    // Nothing that differs from run to run, so that the bytes do not.
    let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
    written.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let formats = Formats::new();
    let names = names(book);
    list(written.add_worksheet(), outcome, book, &names, &formats)?;
    for (sheet, name) in book.sheets.iter().zip(&names) {
        let faults: Vec<&Fault> = outcome
            .faults
            .iter()
            .filter(|f| f.sheet == sheet.name)
            .collect();
        let page = written.add_worksheet();
        page.set_name(name)?;
        let columns = sheet.rows.iter().map(|row| row.cells.len()).max();
        for at in 0..u16::try_from(columns.unwrap_or(0)).unwrap_or(u16::MAX) {
            page.set_column_width(at, WIDTH)?;
        }
        copy(page, sheet, &faults, &formats)?;
    }
    written.save(path)
}

/// Names that a spreadsheet takes: 31 characters, each once.
fn names(book: &Workbook) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::from([LIST.to_owned()]);
    let mut names = Vec::new();
    for (at, sheet) in book.sheets.iter().enumerate() {
        let plain: String = sheet
            .name
            .chars()
            .map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c })
            .take(28)
            .collect();
        let mut name = plain.clone();
        if plain.is_empty() || taken.contains(&name.to_lowercase()) {
            name = format!("{}~{}", plain.chars().take(24).collect::<String>(), at + 1);
        }
        taken.insert(name.to_lowercase());
        names.push(name);
    }
    names
}

fn list(
    page: &mut Worksheet,
    outcome: &Outcome,
    book: &Workbook,
    names: &[String],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    page.set_name(LIST)?;
    page.set_freeze_panes(1, 0)?;
    let headings = ["where", "heading", "value", "what is wrong", "what to do"];
    for ((at, heading), width) in (0u16..).zip(headings).zip([22, 22, 24, 60, 60]) {
        page.write_string_with_format(0, at, heading, &formats.bold)?;
        page.set_column_width(at, width)?;
    }
    for (row, fault) in (1u32..).zip(&outcome.faults) {
        let sheet = book.sheets.iter().position(|s| s.name == fault.sheet);
        let name = sheet.and_then(|at| names.get(at));
        match (name, fault.row) {
            // A spreadsheet holds 65,530 links on a sheet.
            (Some(name), 1..) if row <= 65_000 => {
                let cell = format!("{}{}", column_letters(fault.column.unwrap_or(0)), fault.row);
                let link = Url::new(format!("internal:'{name}'!{cell}")).set_text(fault.place());
                page.write_url(row, 0, link)?;
            }
            _ => {
                page.write_string(row, 0, fault.place())?;
            }
        }
        for (column, text) in (1u16..).zip([&fault.heading, &fault.value, &fault.what, &fault.hint])
        {
            page.write_string(row, column, fitting(text))?;
        }
    }
    Ok(())
}

fn copy(
    page: &mut Worksheet,
    sheet: &Sheet,
    faults: &[&Fault],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let mut by_cell: BTreeMap<(u32, usize), Vec<&Fault>> = BTreeMap::new();
    let mut withheld = BTreeSet::new();
    for fault in faults {
        if fault.kind == FaultKind::PersonColumn {
            withheld.extend(fault.column);
        }
        let at = (fault.row, fault.column.unwrap_or(0));
        by_cell.entry(at).or_default().push(fault);
    }
    for row in &sheet.rows {
        let Some(at) = row.number.checked_sub(1) else {
            continue;
        };
        for (column, cell) in row.cells.iter().enumerate() {
            let told = by_cell.get(&(row.number, column));
            let of_person = told.is_some_and(|t| t.iter().any(|f| f.kind == FaultKind::PersonText));
            let hide = withheld.contains(&column) || of_person;
            put(
                page,
                (at, column as u16),
                cell,
                told.is_some(),
                hide,
                formats,
            )?;
        }
    }
    for ((row, column), told) in &by_cell {
        let Some(at) = row.checked_sub(1) else {
            continue;
        };
        let column = *column as u16;
        let is_there = sheet
            .rows
            .binary_search_by_key(row, |r| r.number)
            .ok()
            .and_then(|i| sheet.rows.get(i))
            .is_some_and(|r| r.cells.len() > column as usize);
        if !is_there {
            page.write_blank(at, column, &formats.wrong)?;
        }
        let text: Vec<String> = told.iter().map(|f| said(f)).collect();
        let note = Note::new(fitting(&text.join("\n"))).set_author("");
        page.insert_note(at, column, &note)?;
    }
    Ok(())
}

fn said(fault: &Fault) -> String {
    match fault.hint.is_empty() {
        true => fault.what.clone(),
        false => format!("{}: {}", fault.what, fault.hint),
    }
}

fn put(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    is_wrong: bool,
    hide: bool,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let pick = |right: Option<&Format>, wrong: &Format| match is_wrong {
        true => Some(wrong.clone()),
        false => right.cloned(),
    };
    if cell.is_empty() {
        if is_wrong {
            page.write_blank(row, column, &formats.wrong)?;
        }
        return Ok(());
    }
    if hide {
        page.write_string_with_format(row, column, WITHHELD, &formats.wrong)?;
        return Ok(());
    }
    match cell {
        Cell::Number { value, percent, .. } => {
            let format = match percent {
                true => pick(Some(&formats.share), &formats.wrong_share),
                false => pick(None, &formats.wrong),
            };
            match format {
                Some(format) => page.write_number_with_format(row, column, *value, &format)?,
                None => page.write_number(row, column, *value)?,
            };
        }
        Cell::Date(date) => {
            let format = pick(Some(&formats.day), &formats.wrong_day).unwrap_or_default();
            let day = ExcelDateTime::from_ymd(
                date.year().to_u16().unwrap_or(1900),
                date.month().to_u8().unwrap_or(1),
                date.day().to_u8().unwrap_or(1),
            );
            match day {
                Ok(day) => page.write_datetime_with_format(row, column, &day, &format)?,
                Err(_) => page.write_string_with_format(row, column, date.to_string(), &format)?,
            };
        }
        Cell::Bool(yes) => {
            page.write_boolean(row, column, *yes)?;
        }
        other => {
            let text = redacted(other);
            match pick(None, &formats.wrong) {
                Some(format) => page.write_string_with_format(row, column, text, &format)?,
                None => page.write_string(row, column, text)?,
            };
        }
    }
    Ok(())
}

/// What is masked on the way into a ledger is masked here.
fn redacted(cell: &Cell) -> String {
    fitting(&iati::redact::mask(&cell.shown())).to_owned()
}

fn fitting(text: &str) -> &str {
    match text.char_indices().nth(LONGEST - 1) {
        Some((at, _)) => text.get(..at).unwrap_or_default(),
        None => text,
    }
}
