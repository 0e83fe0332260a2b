//! The workbook that `counterfoil template` writes: a sheet a table, headings in one
//! language with notes, drop-downs from the codelists, an example row.

use crate::error::{Error, Result};
use iati::sheet::heading::{Column, LANGUAGES, SHEETS, Sheet};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, Formula,
    Note, Workbook, Worksheet, XlsxError,
};
use std::path::Path;

const CODES: &str = "codes";
const READ_ME: &str = "read me";
/// Rows that have drop-downs.
const ROWS: u32 = 100_001;

const EXPLAINED: &[&str] = &[
    "One sheet for each kind of row. The note on a heading says what belongs below it; columns with a bold heading must be filled in.",
    "Row 2 of each sheet is an invented example. It is not read as long as it stands there as it is.",
    "Numbers: digits and a point are always understood. 1,234 or 1.234 alone may mean two things; it is then reported as a fault, not guessed.",
    "Dates: 2024-03-05, or a date of the spreadsheet. 03/04/2024 is only understood if another row of the column tells the order.",
    "One row of “organisations” says “yes” under “reports”: the activities are told by that organisation.",
    "No persons: a workbook with names, telephones, addresses or identity numbers of persons is refused as a whole.",
    "Then: counterfoil import THIS.xlsx --ledger DIR --annotate FAULTS.xlsx",
];

/// Writes the template with headings in a language of [`LANGUAGES`].
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, language: &str) -> Result<()> {
    let at = LANGUAGES.iter().position(|l| *l == language).unwrap_or(0);
    book(at)
        .and_then(|mut book| book.save(path))
        .map_err(|e| Error::asked(format!("{}: cannot be written: {e}", path.display())))
}

struct Formats {
    needed: Format,
    other: Format,
    example: Format,
    day: Format,
}

fn book(language: usize) -> std::result::Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // Nothing that differs from run to run, so that the bytes do not.
    let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let head = Format::new()
        .set_background_color(Color::RGB(0x00E8_EDF2))
        .set_text_wrap();
    let grey = Format::new()
        .set_font_color(Color::RGB(0x0066_6666))
        .set_italic();
    let formats = Formats {
        needed: head.clone().set_bold(),
        other: head,
        day: grey.clone().set_num_format("yyyy-mm-dd"),
        example: grey,
    };
    let is_from_right = LANGUAGES.get(language) == Some(&"ar");
    let page = book.add_worksheet();
    page.set_name(READ_ME)?.set_column_width(0, 110)?;
    for (row, line) in (0u32..).zip(EXPLAINED) {
        page.write_string(row, 0, *line)?;
    }
    let mut codes: Vec<(String, Vec<String>)> = Vec::new();
    for sheet in SHEETS {
        let page = book.add_worksheet();
        page.set_name(name(sheet, language))?;
        page.set_right_to_left(is_from_right);
        fill(page, sheet, language, &formats, &mut codes)?;
    }
    let page = book.add_worksheet();
    page.set_name(CODES)?;
    for (at, (list, choice)) in (0u16..).zip(&codes) {
        page.set_column_width(at, 30)?;
        page.write_string_with_format(0, at, list, &formats.needed)?;
        for (row, code) in (1u32..).zip(choice) {
            page.write_string(row, at, code)?;
        }
    }
    Ok(book)
}

fn name(sheet: &Sheet, language: usize) -> &'static str {
    sheet.names.get(language).copied().unwrap_or(sheet.id)
}

fn fill(
    page: &mut Worksheet,
    sheet: &Sheet,
    language: usize,
    formats: &Formats,
    codes: &mut Vec<(String, Vec<String>)>,
) -> std::result::Result<(), XlsxError> {
    page.set_freeze_panes(1, 0)?;
    for (at, column) in (0u16..).zip(sheet.columns) {
        let heading = column.names.get(language).copied().unwrap_or(column.id);
        let format = match column.needed {
            true => &formats.needed,
            false => &formats.other,
        };
        page.set_column_width(at, width(heading))?;
        page.write_string_with_format(0, at, heading, format)?;
        let note = note(sheet, column, at == 0);
        if !note.is_empty() {
            page.insert_note(
                0,
                at,
                &Note::new(note).set_author("").add_author_prefix(false),
            )?;
        }
        choices(page, at, column, codes)?;
        example(page, at, column, formats)?;
    }
    Ok(())
}

fn width(heading: &str) -> f64 {
    (heading.chars().count() as f64 + 3.0).clamp(14.0, 34.0)
}

fn note(sheet: &Sheet, column: &Column, is_first: bool) -> String {
    let mut parts = Vec::new();
    if is_first {
        parts.push(sheet.note.to_owned());
    }
    if !column.note.is_empty() {
        parts.push(column.note.to_owned());
    }
    if let Some(list) = column.codelist() {
        parts.push(format!("A code or a name of {list}."));
    }
    parts.join("\n")
}

/// A drop-down; what is not in it may be written all the same, and is checked later.
fn choices(
    page: &mut Worksheet,
    at: u16,
    column: &Column,
    codes: &mut Vec<(String, Vec<String>)>,
) -> std::result::Result<(), XlsxError> {
    let choice = column.choice();
    if choice.is_empty() {
        return Ok(());
    }
    let validation = match column.codelist() {
        None => DataValidation::new().allow_list_strings(&choice)?,
        Some(list) => {
            let known = codes.iter().position(|(name, _)| name == list);
            let place = known.unwrap_or_else(|| {
                codes.push((list.to_owned(), choice.clone()));
                codes.len() - 1
            });
            let letters = iati::sheet::column_letters(place);
            let last = choice.len() + 1;
            let range = format!("={CODES}!${letters}$2:${letters}${last}");
            DataValidation::new().allow_list_formula(Formula::new(range))
        }
    };
    let validation = validation
        .set_error_style(DataValidationErrorStyle::Information)
        .ignore_blank(true);
    page.add_data_validation(1, at, ROWS - 1, at, &validation)?;
    Ok(())
}

fn example(
    page: &mut Worksheet,
    at: u16,
    column: &Column,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let text = column.example;
    if text.is_empty() {
        return Ok(());
    }
    let coded = column.choice().into_iter().find(|c| {
        let code = c.split(" - ").next().unwrap_or_default();
        code == text
    });
    let parts: Vec<u16> = text.split('-').filter_map(|p| p.parse().ok()).collect();
    if let Some(coded) = coded {
        page.write_string_with_format(1, at, coded, &formats.example)?;
    } else if let ([year, month, day], 10) = (parts.as_slice(), text.len()) {
        let day = ExcelDateTime::from_ymd(*year, *month as u8, *day as u8)?;
        page.write_datetime_with_format(1, at, &day, &formats.day)?;
    } else if let Ok(number) = text.parse::<f64>() {
        page.write_number_with_format(1, at, number, &formats.example)?;
    } else {
        page.write_string_with_format(1, at, text, &formats.example)?;
    }
    Ok(())
}
