//! What the fuzz targets hand to the readers of this crate (`fuzz/`): no part of the
//! program.

use crate::demo;
use crate::error::{Error, Result};
use crate::fetch;
use crate::sheet;
pub use crate::web::fuzzing::{Sent, address, answer, decision};
use iati::sheet::{Options, Workbook};
use ledger::dataset::Given;
use ledger::{Incoming, Ledger, Writer};
use std::hint::black_box;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// The bytes of a workbook, as an importer opens it, and what is read of its cells.
pub fn workbook(bytes: &[u8]) {
    for is_ods in [false, true] {
        if let Ok(sheets) = sheet::sheets(bytes.to_vec(), is_ods) {
            black_box(iati::sheet::read(&Workbook { sheets }, &Options::default()));
        }
    }
}

/// The bytes of a text file of rows.
pub fn rows(bytes: &[u8]) {
    black_box(sheet::rows(bytes).ok());
}

/// What a registry answers, and the notes that a fetch keeps of it.
pub fn listing(bytes: &[u8]) {
    fetch::tried(bytes);
}

/// The least parts of a workbook, by their names in the packed file.
const PARTS: &[(&str, &str)] = &[
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
    ),
    (
        "_rels/.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
    (
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>0.5</v></c></row></sheetData></worksheet>",
    ),
    (
        "xl/sharedStrings.xml",
        "<sst><si><t>identifier</t></si></sst>",
    ),
    (
        "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0%\"/></numFmts><cellXfs><xf/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
    ),
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    (
        "META-INF/manifest.xml",
        "<manifest:manifest xmlns:manifest=\"m\"/>",
    ),
    (
        "content.xml",
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"A\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>identifier</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
    ),
];

/// A workbook as it should be, but that one of its parts says something else.
#[must_use]
pub fn pack(part: usize, says: &[u8]) -> Vec<u8> {
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut book = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (name, content)) in PARTS.iter().enumerate() {
        let content = match at == part % PARTS.len() {
            true => says,
            false => content.as_bytes(),
        };
        if book.start_file(*name, plain).is_err() || book.write_all(content).is_err() {
            return Vec::new();
        }
    }
    book.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// A ledger of the demo's first publications, in a folder that stays.
///
/// # Errors
/// The disk fails.
pub fn invented() -> Result<Ledger> {
    let folder = tempfile::tempdir().map_err(Error::Output)?.keep();
    let mut writer = Writer::open(&folder.join("ledger"))?;
    for file in demo::publications().iter().take(4) {
        let path = folder.join(format!("{}-{}", file.publisher, file.name));
        std::fs::write(&path, &file.xml).map_err(Error::Output)?;
        let given = Given {
            published: Some(format!("{}T00:00:00", file.published)),
            ..Given::default()
        };
        let incoming = Incoming {
            path: &path,
            source: &file.name,
            given: &given,
            now: "2026-01-01T00:00:00",
        };
        writer.import(&incoming, &|_| {})?;
    }
    writer.finish()?;
    Ok(Ledger::open(&folder.join("ledger"))?)
}
