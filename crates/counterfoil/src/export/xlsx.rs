//! A workbook: how it was made on the first sheet, the rows on as many others as they
//! need.
//!
//! Rows go to disk as they come. A spreadsheet reckons in binary floating point and
//! keeps fifteen digits: a longer amount stands as text, and so does a day before 1900.

use super::field::{Field, values};
use super::{Method, Sink};
use crate::answer::{Column, Row};
use crate::error::{Error, Result};
use jiff::civil::Date;
use ledger::plain::{Kind, Value};
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::{BufWriter, ErrorKind};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};

/// Rows of a sheet, the names among them.
const ROWS: u32 = 1_048_576;
/// Bytes of text after which a sheet ends before that: a part of the packed file must
/// stay below four gigabytes.
const TEXT: u64 = 2 << 30;
/// What one cell takes up besides its text, about.
const CELL: u64 = 48;
/// Characters of a cell.
const LONGEST: usize = 32_767;
/// Digits that a spreadsheet keeps.
const DIGITS: u32 = 15;

const METHOD: &str = "Method";

pub(super) struct Xlsx {
    book: Workbook,
    file: File,
    path: PathBuf,
    fields: Vec<Field>,
    day: Format,
    bold: Format,
    /// Rows that a sheet holds below its names.
    most: u32,
    /// The sheet being written, and the rows on it; the method's is number 0.
    sheet: usize,
    rows: u32,
    text: u64,
    total: u64,
    /// Amounts and days that stand as text.
    as_text: u64,
    cut: u64,
}

impl Xlsx {
    pub fn begin((file, path): (File, PathBuf), fields: Vec<Field>) -> Result<Self> {
        Self::with_sheets_of(ROWS - 1, (file, path), fields)
    }

    fn with_sheets_of(
        most: u32,
        (file, path): (File, PathBuf),
        fields: Vec<Field>,
    ) -> Result<Self> {
        let mut book = Workbook::new();
        let failed = |e| failure(&path, e);
        // Not where the system keeps small things: the rows are written there first.
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        book.set_tempdir(folder.unwrap_or(Path::new(".")))
            .map_err(failed)?;
        // Nothing that differs from run to run, so that the bytes do not.
        let made = ExcelDateTime::from_ymd(1980, 1, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        book.add_worksheet().set_name(METHOD).map_err(failed)?;
        let mut sink = Self {
            book,
            file,
            path,
            fields,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            bold: Format::new().set_bold(),
            most,
            sheet: 0,
            rows: 0,
            text: 0,
            total: 0,
            as_text: 0,
            cut: 0,
        };
        guarded(|| sink.next_sheet()).map_err(|e| failure(&sink.path, e))?;
        Ok(sink)
    }

    fn next_sheet(&mut self) -> std::result::Result<(), XlsxError> {
        self.sheet += 1;
        self.rows = 0;
        self.text = 0;
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(match self.sheet {
            1 => "Rows".to_owned(),
            n => format!("Rows {n}"),
        })?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, field) in (0..).zip(&self.fields) {
            sheet.set_column_width(at, width(field))?;
            sheet.write_string_with_format(0, at, &field.name, &self.bold)?;
        }
        Ok(())
    }

    fn write(&mut self, values: &[Value]) -> std::result::Result<(), XlsxError> {
        if self.rows >= self.most || self.text >= TEXT {
            self.next_sheet()?;
        }
        self.rows += 1;
        self.total += 1;
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        for ((at, value), field) in (0..).zip(values).zip(&self.fields) {
            self.text += CELL;
            match value {
                Value::Null => self.text -= CELL,
                Value::Number(number) => put_number(sheet, self.rows, at, *number as f64)?,
                Value::Flag(flag) => {
                    sheet.write_boolean(self.rows, at, *flag)?;
                }
                Value::Day(day) => match excel(*day) {
                    Some(shown) => {
                        sheet.write_date_with_format(self.rows, at, &shown, &self.day)?;
                    }
                    None => {
                        self.as_text += 1;
                        sheet.write_string(self.rows, at, day.to_string())?;
                    }
                },
                Value::Decimal(amount) => match exact(*amount) {
                    Some(number) => put_number(sheet, self.rows, at, number)?,
                    None => {
                        self.as_text += 1;
                        sheet.write_string(self.rows, at, amount.to_string())?;
                    }
                },
                Value::Text(text) => {
                    self.as_text += u64::from(field.kind != Kind::Text);
                    self.text += text.len() as u64;
                    let shown = fitting(text);
                    self.cut += u64::from(shown.len() < text.len());
                    sheet.write_string(self.rows, at, shown)?;
                }
            }
        }
        Ok(())
    }

    fn write_method(&mut self, lines: &[(String, String)]) -> std::result::Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        sheet.set_column_width(0, 24)?;
        sheet.set_column_width(1, 100)?;
        for (at, (term, text)) in (0..ROWS).zip(lines) {
            sheet.write_string_with_format(at, 0, term, &self.bold)?;
            sheet.write_string(at, 1, fitting(text))?;
        }
        Ok(())
    }
}

impl Xlsx {
    /// Writes what is said of the rows, and ends the file.
    pub fn save(mut self, lines: &[(String, String)]) -> Result<()> {
        let saved = guarded(|| {
            self.write_method(lines)?;
            let mut out = BufWriter::new(&self.file);
            self.book.save_to_writer(&mut out)?;
            std::io::Write::flush(&mut out).map_err(XlsxError::IoError)
        });
        saved.map_err(|e| failure(&self.path, e))
    }
}

/// Runs something that writes rows to disk. Where the disk fails, the library panics:
/// that comes back as an error like any other.
fn guarded(
    write: impl FnOnce() -> std::result::Result<(), XlsxError>,
) -> std::result::Result<(), XlsxError> {
    catch_unwind(AssertUnwindSafe(write)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map_or("", String::as_str);
        Err(XlsxError::IoError(match said.contains("StorageFull") {
            true => ErrorKind::StorageFull.into(),
            false => std::io::Error::other("its rows could not be written"),
        }))
    })
}

/// Whether a panic is of the libraries that write and read workbooks, and so comes back
/// as an error: nobody needs to be told of it twice.
#[must_use]
pub fn is_of_workbook(panic: &PanicHookInfo<'_>) -> bool {
    let file = panic.location().map_or("", std::panic::Location::file);
    let is_of_disk = |said: &str| said.contains("write to xml file");
    let is_of_writing =
        file.contains("rust_xlsxwriter") && panic.payload_as_str().is_some_and(is_of_disk);
    is_of_writing || file.contains("calamine")
}

fn put_number(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    number: f64,
) -> std::result::Result<(), XlsxError> {
    sheet.write_number(row, at, number).map(|_| ())
}

fn width(field: &Field) -> f64 {
    match field.kind {
        Kind::Day => 11.0,
        Kind::Decimal | Kind::Number => 16.0,
        Kind::Text | Kind::Flag => 18.0,
    }
}

/// The number that a spreadsheet shows as just these digits.
fn exact(amount: Decimal) -> Option<f64> {
    let plain = amount.normalize();
    let digits = plain.mantissa().unsigned_abs().checked_ilog10();
    let number: f64 = plain.to_string().parse().ok()?;
    (digits.unwrap_or(0) < DIGITS).then_some(number)
}

/// A day of a spreadsheet's calendar, which begins in 1900 and has a wrong leap day
/// in February of that year.
fn excel(day: Date) -> Option<ExcelDateTime> {
    let first = Date::constant(1900, 3, 1);
    let year = u16::try_from(day.year()).ok()?;
    let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    let shown = ExcelDateTime::from_ymd(year, month, of_month).ok()?;
    (day >= first).then_some(shown)
}

/// As much of a text as a cell holds; counted as spreadsheets do, in UTF-16.
fn fitting(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        units += c.len_utf16();
        (units > LONGEST).then_some(at)
    });
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn failure(path: &Path, error: XlsxError) -> Error {
    let source = match error {
        XlsxError::IoError(source) => source,
        other => std::io::Error::other(other.to_string()),
    };
    Error::at(path)(source)
}

impl Sink for Xlsx {
    fn put(&mut self, columns: &[Column], row: &Row) -> Result<()> {
        let values = values(columns, row, &self.fields);
        guarded(|| self.write(&values)).map_err(|e| failure(&self.path, e))
    }

    fn caveats(&self) -> Vec<String> {
        let mut all = Vec::new();
        if self.sheet > 1 {
            all.push(say!(
                "the rows stand on {n} sheets, since one holds no more: they are one table",
                n = self.sheet
            ));
        }
        if self.as_text > 0 {
            all.push(say!(
                "{n: # amount or day stands|# amounts and days stand} as text, and in no sum of a spreadsheet: more than fifteen digits, or a day before March 1900",
                n = self.as_text
            ));
        }
        if self.cut > 0 {
            all.push(say!(
                "{n: # text was|# texts were} cut at 32,767 characters, the most that a cell holds",
                n = self.cut
            ));
        }
        all
    }

    fn close(self: Box<Self>, method: &Method) -> Result<()> {
        self.save(&method.lines())
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::fields;
    use super::super::tests::{row, table};
    use super::*;
    use crate::answer::{Cell, Row};
    use calamine::{Data, DataType, Reader, Xlsx as Book, open_workbook};

    fn written(most: u32, rows: &[Row]) -> (tempfile::TempDir, PathBuf, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xlsx");
        let table = table();
        let file = File::create(&path).expect("a file");
        let mut sink =
            Xlsx::with_sheets_of(most, (file, path.clone()), fields(&table)).expect("a workbook");
        for row in rows {
            sink.put(&table.columns, row).expect("a row");
        }
        let mut method = Method::default();
        let caveats = sink.caveats();
        method.caveats.extend(caveats.clone());
        Box::new(sink).close(&method).expect("whole");
        (folder, path, caveats)
    }

    fn cells(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
        let mut book: Book<_> = open_workbook(path).expect("a workbook");
        let range = book.worksheet_range(sheet).expect("a sheet");
        range.rows().map(<[Data]>::to_vec).collect()
    }

    fn sheets(path: &Path) -> Vec<String> {
        let book: Book<_> = open_workbook(path).expect("a workbook");
        book.sheet_names()
    }

    #[test]
    fn values_are_what_they_are_and_no_formulas() {
        let rows = [
            row("2024-01-02", "-5.10", "=1+1", "+44"),
            row("1889-05-01", "1234567890123456.7", "@x", "\t"),
            row("a while ago", "", "-", &"é".repeat(40_000)),
        ];
        let (_folder, path, caveats) = written(10, &rows);
        let all = cells(&path, "Rows");
        assert_eq!(all[0][0], Data::String("date".to_owned()));
        assert!(all[1][0].is_datetime(), "{:?}", all[1][0]);
        let day = all[1][0].get_datetime().map(|d| d.as_f64());
        assert_eq!(day, Some(45_293.0), "2 January 2024");
        assert_eq!(all[1][1], Data::Float(-5.1));
        for (at, text) in [(2, "USD"), (3, "MZ"), (4, "=1+1"), (5, "+44")] {
            assert_eq!(all[1][at], Data::String(text.to_owned()));
        }
        assert_eq!(all[1][6].as_i64(), Some(7));
        assert_eq!(all[2][0], Data::String("1889-05-01".to_owned()));
        assert_eq!(all[2][1], Data::String("1234567890123456.7".to_owned()));
        assert_eq!(all[3][0], Data::String("a while ago".to_owned()));
        assert_eq!(all[3][1], Data::Empty);
        assert_eq!(
            all[3][5].as_string().map(|t| t.chars().count()),
            Some(LONGEST)
        );
        assert_eq!(all[3][7], Data::String("amount: no rate of VLR".to_owned()));
        let mut book: Book<_> = open_workbook(&path).expect("a workbook");
        let formulas = book.worksheet_formula("Rows").expect("a sheet");
        assert!(formulas.is_empty(), "{formulas:?}");
        assert_eq!(caveats.len(), 2, "{caveats:?}");
        assert!(caveats[0].starts_with("3 amounts and days"), "{caveats:?}");
        let method = cells(&path, METHOD);
        let said = method
            .iter()
            .any(|row| row[1].to_string().contains("32,767"));
        assert!(said, "{method:?}");
    }

    #[test]
    fn a_full_sheet_goes_on_in_the_next() {
        for (count, wanted) in [(3, 1), (4, 2), (6, 2), (7, 3)] {
            let rows: Vec<Row> = (0..count)
                .map(|n| {
                    let mut row = row("2024-01-02", "1", "Mozambique", "");
                    row[4] = Cell::Count(n);
                    row
                })
                .collect();
            let (_folder, path, caveats) = written(3, &rows);
            let mut names = sheets(&path);
            assert_eq!(names.remove(0), METHOD);
            assert_eq!(names.len(), wanted, "{count} rows: {names:?}");
            assert_eq!(caveats.len(), usize::from(wanted > 1));
            let mut numbers = Vec::new();
            for name in &names {
                let all = cells(&path, name);
                assert_eq!(all[0][0], Data::String("date".to_owned()), "{name}");
                numbers.extend(all[1..].iter().filter_map(|row| row[6].as_i64()));
            }
            let expected: Vec<i64> = (0..count as i64).collect();
            assert_eq!(numbers, expected);
        }
    }

    #[test]
    fn fifteen_digits_are_a_number_and_sixteen_are_not() {
        let is_number = |text: &str| exact(text.parse().expect("a decimal")).is_some();
        for text in [
            "0",
            "0.10",
            "-999999999999999",
            "12345678901234.5000",
            "0.000001",
        ] {
            assert!(is_number(text), "{text}");
        }
        for text in ["1000000000000001", "-0.1234567890123456"] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn the_same_rows_are_the_same_bytes() {
        let rows = [row("2024-01-02", "1", "Mozambique", "")];
        let bytes = |(_folder, path, _): (tempfile::TempDir, PathBuf, _)| {
            std::fs::read(path).expect("a file")
        };
        let (a, b): (Vec<u8>, Vec<u8>) = (bytes(written(3, &rows)), bytes(written(3, &rows)));
        assert_eq!(a, b);
    }
}
