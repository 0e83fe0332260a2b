//! Opens workbooks (.xlsx, .xlsm, .ods), text files and folders of them.
//!
//! Cells come as they are stored, one after the other, so that a million empty rows cost
//! nothing; a packed file is unpacked once against a limit before anybody trusts it.

use super::grid::Grid;
use super::{ods, text};
use crate::error::{Error, Result};
use calamine::{
    CellErrorType, DataRef, ExcelDateTime, Reader, Xlsx, XlsxError, open_workbook_from_rs,
};
use iati::sheet::{Cell, Sheet, Workbook, day};
use quick_xml::events::Event;
use sha2::{Digest, Sha256};
use std::io::{BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Bytes that a workbook may unpack to.
const UNPACKED: u64 = 1 << 30;
/// Bytes of a file that is read whole.
const LARGEST: u64 = 512 << 20;
/// Bytes of a part that is no sheet: texts, styles.
const BESIDE: u64 = 256 << 20;

const WORKBOOKS: &[&str] = &["xlsx", "xlsm", OLD, "ods"];
/// Known, and refused.
const OLD: &str = "xls";
const TEXTS: &[&str] = &["csv", "tsv"];

/// A workbook, and what was received.
pub struct Opened {
    pub book: Workbook,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    pub bytes: u64,
}

/// Whether a path is a spreadsheet by its name, or a folder that holds such text files
/// and no XML, nor folders in which there may be some.
pub fn is_spreadsheet(path: &Path) -> bool {
    if !path.is_dir() {
        return is_one_of(path, WORKBOOKS) || is_one_of(path, TEXTS);
    }
    let Ok(texts) = texts_in(path) else {
        return false;
    };
    !texts.is_empty() && !has_xml(path)
}

fn is_one_of(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    ending.is_some_and(|e| endings.contains(&e.as_str()))
}

fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

fn texts_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let files = files_in(folder)?.into_iter();
    Ok(files.filter(|p| is_one_of(p, TEXTS)).collect())
}

fn has_xml(folder: &Path) -> bool {
    let named = |p: &PathBuf| {
        let name = p.to_string_lossy().to_lowercase();
        [".xml", ".xml.gz", ".xml.zst"]
            .iter()
            .any(|e| name.ends_with(e))
    };
    // What cannot be listed is left to the reader of XML, who says why.
    files_in(folder).map_or(true, |all| all.iter().any(|p| named(p) || p.is_dir()))
}

/// Opens a spreadsheet.
///
/// # Errors
/// It cannot be read, is none, or unpacks to more than can be held.
pub fn open(path: &Path) -> Result<Opened> {
    let texts = match path.is_dir() {
        true => texts_in(path).map_err(Error::at(path))?,
        false if is_one_of(path, TEXTS) => vec![path.to_owned()],
        false => return open_workbook(path),
    };
    let mut book = Workbook::default();
    let mut hash = Sha256::new();
    let mut bytes = 0;
    for file in texts {
        let content = contents(&file)?;
        let name = file.file_stem().map(|s| s.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if path.is_dir() {
            hash.update(format!("{name}\n{}\n", content.len()));
        }
        hash.update(&content);
        bytes += content.len() as u64;
        let rows = text::rows(&content).map_err(|why| unreadable(&file, &why))?;
        book.sheets.push(Sheet { name, rows });
    }
    let sha256 = ledger::receive::hex(&hash.finalize());
    Ok(Opened {
        book,
        sha256,
        bytes,
    })
}

fn contents(path: &Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(path).map_err(Error::at(path))?.len();
    if size > LARGEST {
        return Err(unreadable(path, "it is larger than 512 MB"));
    }
    std::fs::read(path).map_err(Error::at(path))
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::asked(format!("{}: {why}", path.display()))
}

fn open_workbook(path: &Path) -> Result<Opened> {
    if is_one_of(path, &[OLD]) {
        return Err(unreadable(
            path,
            "this is a workbook of the old format, which does not tell from which year its days count; save it as .xlsx or .ods",
        ));
    }
    let content = contents(path)?;
    let sha256 = ledger::receive::hex(&Sha256::digest(&content));
    let bytes = content.len() as u64;
    let sheets = sheets(content, is_one_of(path, &["ods"]));
    let sheets = sheets.map_err(|why| unreadable(path, &why))?;
    Ok(Opened {
        book: Workbook { sheets },
        sha256,
        bytes,
    })
}

/// The sheets of a workbook.
///
/// # Errors
/// It is damaged, or more than can be held; in words.
pub fn sheets(content: Vec<u8>, is_ods: bool) -> std::result::Result<Vec<Sheet>, String> {
    if content.starts_with(COMPOUND) {
        return Err(told(&match holds_wide(&content, "EncryptedPackage") {
            true => "password",
            false => "it is of the old format",
        }));
    }
    unpacks(&content)?;
    // The library that reads them may panic where a workbook contradicts itself.
    let read = move || match is_ods {
        true => ods::sheets(&content),
        false => of_xlsx(content),
    };
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err("it contradicts itself; open it and save it anew".to_owned()))
}

/// What a workbook of the old format, and one that is locked, begins with.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Whether a text stands there in UTF-16.
fn holds_wide(content: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    content.windows(wide.len()).any(|w| w == wide)
}

/// Unpacks all parts and keeps none: what a packed file says of its size is not trusted,
/// nor what its parts say of theirs.
fn unpacks(content: &[u8]) -> std::result::Result<(), String> {
    let damaged = |e: &dyn std::fmt::Display| format!("the packed file is damaged: {e}");
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).map_err(|e| damaged(&e))?;
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|e| damaged(&e))?;
        let name = part.name().map_err(|e| damaged(&e))?.to_ascii_lowercase();
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|e| damaged(&e))?;
        left = left.checked_sub(read).ok_or(
            "it unpacks to more than 1 GB and is not read; split it, or hand it over as .csv",
        )?;
        let is_sheet = name.contains("worksheets/") || name == "content.xml";
        if !is_sheet && read > BESIDE && name.ends_with(".xml") {
            return Err("its texts unpack to more than 256 MB; hand it over as .csv".to_owned());
        }
        if name.ends_with("sharedstrings.xml") {
            let part = archive.by_index(at).map_err(|e| damaged(&e))?;
            if stated_texts(part).is_some_and(|texts| texts > read) {
                return Err(damaged(&"it states more texts than it has"));
            }
        }
    }
    Ok(())
}

/// How many texts the list of them says that it has: room is made for as many.
fn stated_texts(part: impl Read) -> Option<u64> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "sst" => {
                let stated = e.try_get_attribute("uniqueCount").ok()??;
                return Some(stated.value.parse().unwrap_or(u64::MAX));
            }
            Event::Eof => return None,
            _ => buffer.clear(),
        }
    }
}

fn of_xlsx(content: Vec<u8>) -> std::result::Result<Vec<Sheet>, String> {
    let mut book: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(content)).map_err(|e: XlsxError| told(&e))?;
    let is_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    let mut grid = Grid::default();
    for name in book.sheet_names() {
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut reader = match book.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // A sheet of a chart only.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(e) => return Err(told(&e)),
        };
        let shares: Vec<bool> = reader.styles().iter().map(is_share).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|e| told(&e))? {
            let (row, column) = cell.get_position();
            let percent = shares.get(style).copied().unwrap_or(false);
            let cell = of_ref(cell.get_value(), percent, is_1904);
            if !cell.is_empty() {
                grid.put(row, column, cell)?;
            }
        }
        for region in merged {
            grid.down(region.start, region.end)?;
        }
        let rows = grid.take_rows();
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

pub(super) fn told(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    match text.to_lowercase().contains("password") {
        true => "it is locked with a password; save it without".to_owned(),
        false => format!("it is no workbook that can be read: {text}"),
    }
}

fn is_share(style: &calamine::Style) -> bool {
    let format = style.number_format.as_ref();
    format.is_some_and(|f| f.format_code.contains('%'))
}

fn of_ref(value: &DataRef<'_>, percent: bool, is_1904: bool) -> Cell {
    let number = |value| Cell::Number {
        value,
        percent,
        is_1904,
    };
    match value {
        DataRef::Int(n) => number(*n as f64),
        DataRef::Float(n) => number(*n),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(yes) => Cell::Bool(*yes),
        DataRef::DateTime(stamp) => dated(stamp, is_1904),
        DataRef::DateTimeIso(text) => dated_text(text),
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(e) => wrong(e),
        DataRef::Empty => Cell::Empty,
    }
}

fn wrong(error: &CellErrorType) -> Cell {
    Cell::Error(error.to_string())
}

fn dated(stamp: &ExcelDateTime, is_1904: bool) -> Cell {
    let value = stamp.as_f64();
    let day = stamp.is_datetime().then(|| day::of_serial(value, is_1904));
    match day.flatten() {
        Some(day) => Cell::Date(day),
        None => Cell::Number {
            value,
            percent: false,
            is_1904,
        },
    }
}

pub(super) fn dated_text(text: &str) -> Cell {
    match iati::date::parse(text) {
        Ok(day) => Cell::Date(day),
        Err(_) => Cell::Text(text.to_owned()),
    }
}
