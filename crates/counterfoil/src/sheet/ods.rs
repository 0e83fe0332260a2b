//! The sheets of an OpenDocument spreadsheet (.ods), cell by cell.
//!
//! A row and a cell may say that they stand there a million times. What is empty is only
//! counted; what is not is held against the same bound as any other cell.

use super::grid::Grid;
use super::open::{dated_text, told};
use iati::sheet::{Cell, Sheet};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::{BufRead, BufReader, Cursor, Read};

/// Rows of a sheet.
const ROWS: u32 = 1 << 20;
/// Elements within each other.
const DEEP: usize = 256;

type Result<T> = std::result::Result<T, String>;

/// Reads all sheets.
///
/// # Errors
/// It is locked, cut, no such file, or more than can be held; in words.
pub fn sheets(content: &[u8]) -> Result<Vec<Sheet>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).map_err(|e| told(&e))?;
    if let Ok(manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = String::new();
        // One that is no text names no lock.
        let _ = manifest.take(1 << 20).read_to_string(&mut text);
        if text.contains("encryption-data") {
            return Err(told(&"password"));
        }
    }
    let part = archive.by_name("content.xml").map_err(|e| told(&e))?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    reader.config_mut().expand_empty_elements = true;
    Reading::new(reader).sheets()
}

/// What is repeated, and how often.
struct Run {
    cell: Cell,
    column: u32,
    times: u32,
}

struct Reading<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    /// Elements that are open.
    open: usize,
    grid: Grid,
}

impl<R: BufRead> Reading<R> {
    fn new(reader: Reader<R>) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            open: 0,
            grid: Grid::default(),
        }
    }

    /// The next event; what may not come is an error.
    fn next(&mut self) -> Result<Event<'static>> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        let event = event.map_err(|e| told(&e))?.into_owned();
        match &event {
            Event::Start(_) if self.open == DEEP => Err(told(&"it is nested too deeply")),
            Event::Start(_) => {
                self.open += 1;
                Ok(event)
            }
            Event::End(_) => {
                self.open = self.open.saturating_sub(1);
                Ok(event)
            }
            Event::Eof if self.open > 0 => Err(told(&"the file ends too early")),
            Event::DocType(_) => Err(told(&"it has a document type")),
            _ => Ok(event),
        }
    }

    fn sheets(mut self) -> Result<Vec<Sheet>> {
        let mut sheets = Vec::new();
        loop {
            match self.next()? {
                Event::Start(e) if e.name().as_ref() == "table:table" => {
                    let name = attribute(&e, "table:name")?.unwrap_or_default();
                    self.table()?;
                    let rows = self.grid.take_rows();
                    sheets.push(Sheet { name, rows });
                }
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }

    /// Up to the end of the table. Groups of rows and the like are only passed through.
    fn table(&mut self) -> Result<()> {
        let (before, mut row) = (self.open, 0u32);
        loop {
            match self.next()? {
                Event::Start(e) if e.name().as_ref() == "table:table-row" => {
                    let times = repeated(&e, "table:number-rows-repeated")?;
                    let runs = self.row()?;
                    // The rows to a sheet's end often say that they are all alike.
                    for row in row..row.saturating_add(times).min(ROWS) {
                        if runs.is_empty() {
                            break;
                        }
                        self.put(row, &runs)?;
                    }
                    row = row.saturating_add(times);
                }
                Event::End(_) if self.open < before => return Ok(()),
                _ => {}
            }
        }
    }

    fn put(&mut self, row: u32, runs: &[Run]) -> Result<()> {
        for run in runs {
            for column in run.column..run.column.saturating_add(run.times) {
                self.grid.put(row, column, run.cell.clone())?;
            }
        }
        Ok(())
    }

    /// What stands in a row.
    fn row(&mut self) -> Result<Vec<Run>> {
        let (before, mut column) = (self.open, 0u32);
        let mut runs = Vec::new();
        loop {
            match self.next()? {
                Event::Start(e)
                    if matches!(
                        e.name().as_ref(),
                        "table:table-cell" | "table:covered-table-cell"
                    ) =>
                {
                    let times = repeated(&e, "table:number-columns-repeated")?;
                    let cell = self.cell(&e)?;
                    if !cell.is_empty() {
                        runs.push(Run {
                            cell,
                            column,
                            times,
                        });
                    }
                    column = column.saturating_add(times);
                }
                Event::End(_) if self.open < before => return Ok(runs),
                _ => {}
            }
        }
    }

    fn cell(&mut self, e: &BytesStart<'_>) -> Result<Cell> {
        let kind = attribute(e, "office:value-type")?.unwrap_or_default();
        let is_error = attribute(e, "calcext:value-type")?.as_deref() == Some("error");
        let stated = |name: &str| attribute(e, name);
        let value = match kind.as_str() {
            "float" | "currency" | "percentage" => stated("office:value")?
                .and_then(|v| v.parse::<f64>().ok())
                .filter(|v| v.is_finite())
                .map(|value| Cell::Number {
                    value,
                    percent: kind == "percentage",
                    is_1904: false,
                }),
            "date" => stated("office:date-value")?.map(|v| dated_text(&v)),
            "time" => stated("office:time-value")?.map(Cell::Text),
            "boolean" => {
                stated("office:boolean-value")?.map(|v| Cell::Bool(v.eq_ignore_ascii_case("true")))
            }
            _ => stated("office:string-value")?
                .filter(|v| !v.is_empty())
                .map(Cell::Text),
        };
        let shown = self.shown()?;
        Ok(match value {
            _ if is_error => Cell::Error(shown),
            Some(value) => value,
            None if shown.is_empty() => Cell::Empty,
            None => Cell::Text(shown),
        })
    }

    /// The paragraphs of a cell, but not those of notes on it.
    fn shown(&mut self) -> Result<String> {
        let (before, mut text) = (self.open, String::new());
        let (mut paragraph, mut is_first) = (None, true);
        loop {
            match self.next()? {
                Event::Start(e) => match e.name().as_ref() {
                    "office:annotation" | "table:table" | "draw:frame" => self.pass()?,
                    "text:p" | "text:h" => {
                        if !is_first {
                            text.push('\n');
                        }
                        is_first = false;
                        paragraph = paragraph.or(Some(self.open));
                    }
                    "text:s" => {
                        let times = repeated(&e, "text:c")?.min(1024);
                        text.extend((0..times).map(|_| ' '));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ => {}
                },
                Event::End(_) if self.open < before => return Ok(text),
                Event::End(_) if paragraph.is_some_and(|p| self.open < p) => paragraph = None,
                Event::Text(t) if paragraph.is_some() => text.push_str(&t.xml10_content()),
                Event::CData(t) if paragraph.is_some() => text.push_str(&t.xml10_content()),
                Event::GeneralRef(name) if paragraph.is_some() => {
                    text.push_str(&reference(&name)?);
                }
                _ => {}
            }
        }
    }

    /// Up to the end of the element that began last.
    fn pass(&mut self) -> Result<()> {
        let before = self.open;
        while self.open >= before {
            self.next()?;
        }
        Ok(())
    }
}

fn reference(name: &BytesRef<'_>) -> Result<String> {
    if let Some(c) = name.resolve_char_ref().map_err(|e| told(&e))? {
        return Ok(c.to_string());
    }
    let named = resolve_xml_entity(name.as_ref());
    named
        .map(str::to_owned)
        .ok_or_else(|| told(&"it names an entity that is not there"))
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    let found = e.try_get_attribute(name).map_err(|e| told(&e))?;
    let value = found.map(|a| a.normalized_value(XmlVersion::Implicit1_0));
    let value = value.transpose().map_err(|e| told(&e))?;
    Ok(value.map(|v| v.into_owned()))
}

/// How often something stands there: once, unless it says more.
fn repeated(e: &BytesStart<'_>, name: &str) -> Result<u32> {
    let stated = attribute(e, name)?;
    Ok(stated.map_or(1, |n| n.parse().unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> Result<Vec<Sheet>> {
        let text = format!(
            "<office:document-content><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
        );
        raw(&text)
    }

    fn raw(text: &str) -> Result<Vec<Sheet>> {
        let mut reader = Reader::from_reader(text.as_bytes());
        reader.config_mut().expand_empty_elements = true;
        Reading::new(reader).sheets()
    }

    const ODD: &str = "<table:table table:name=\"A &amp; B\"><table:table-header-rows><table:table-row>\
        <table:table-cell office:value-type=\"string\"><text:p>one<text:s text:c=\"2\"/><text:span>two</text:span></text:p><text:p>thr&#101;e</text:p>\
        <office:annotation><text:p>a note</text:p></office:annotation></table:table-cell>\
        <table:table-cell table:number-columns-repeated=\"3\"/>\
        <table:table-cell office:value-type=\"percentage\" office:value=\"0.6\"><text:p>60%</text:p></table:table-cell>\
        </table:table-row></table:table-header-rows>\
        <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-05T00:00:00\"/>\
        <table:table-cell office:value-type=\"string\" calcext:value-type=\"error\" office:string-value=\"\"><text:p>#REF!</text:p></table:table-cell></table:table-row></table:table>";

    #[test]
    fn cells_are_what_they_are() {
        let sheets = read(ODD).expect("sheets");
        assert_eq!(sheets[0].name, "A & B");
        let rows = &sheets[0].rows;
        let numbers: Vec<u32> = rows.iter().map(|r| r.number).collect();
        assert_eq!(numbers, [1, 1_048_002, 1_048_003]);
        assert_eq!(rows[0].cells[0], Cell::Text("one  two\nthree".to_owned()));
        let share = Cell::Number {
            value: 0.6,
            percent: true,
            is_1904: false,
        };
        assert_eq!(rows[0].cells[4], share);
        let day = Cell::Date(jiff::civil::Date::constant(2024, 3, 5));
        assert_eq!(rows[2].cells, [day, Cell::Error("#REF!".to_owned())]);
    }

    #[test]
    fn what_is_cut_or_endless_is_refused() {
        let cell = |more: &str| {
            format!("<table:table-cell office:value-type=\"float\" office:value=\"1\" {more}/>")
        };
        let row = |cell: &str, times: &str| {
            format!(
                "<table:table><table:table-row table:number-rows-repeated=\"{times}\">{cell}</table:table-row></table:table>"
            )
        };
        let wide = cell("table:number-columns-repeated=\"2000\"");
        let cases = [
            (row(&wide, "1048576"), "more than"),
            (
                row(
                    &cell("table:number-columns-repeated=\"99999999999999999999\""),
                    "1",
                ),
                "beyond column 2048",
            ),
            ("<a>".repeat(300), "nested too deeply"),
            ("</x>".to_owned(), "no workbook"),
            ("<!DOCTYPE a [<!ENTITY e 'x'>]>".to_owned(), "document type"),
        ];
        for (table, words) in cases {
            let said = read(&table).expect_err(words);
            assert!(said.contains(words), "{words}: {said}");
        }
        let whole = format!("<d>{ODD}</d>");
        for (at, _) in whole.char_indices().skip(1) {
            assert!(raw(&whole[..at]).is_err(), "cut at {at}");
        }
    }
}
