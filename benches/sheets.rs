//! Fills the template with transactions, some of them faulty, to measure `counterfoil import`
//! by: `cargo run --release -p counterfoil --example fill_template -- FILE.xlsx 100000 200`
//! writes the workbook, and prints the cell of each fault, one a line.
//!
//! Then `counterfoil import FILE.xlsx --ledger DIR --annotate OUT.xlsx` must name just these
//! cells. Which rows are faulty, and how, follows from their number.

use iati::sheet::column_letters;
use iati::sheet::heading::{SHEETS, Sheet};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::Write;

/// A faulty value, and the column it stands in.
const FAULTS: &[(&str, &str)] = &[
    ("amount", "1,234"),
    ("date", "31/04/2021"),
    ("type", "77"),
    ("activity", "XI-TEST-A-0"),
    ("currency", "EURR"),
    ("amount", "about 500"),
    ("date", ""),
    ("sector", "99999"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, rows, faults] = arguments.as_slice() else {
        return Err("FILE.xlsx ROWS FAULTS".into());
    };
    let (rows, faults): (u32, u32) = (rows.parse()?, faults.parse()?);
    let mut book = Workbook::new();
    let mut out = std::io::stdout().lock();
    for sheet in SHEETS {
        let page = book.add_worksheet_with_constant_memory()?;
        page.set_name(sheet.id)?;
        for (at, column) in (0u16..).zip(sheet.columns) {
            page.write_string(0, at, column.names[0])?;
        }
        match sheet.id {
            "organisations" => {
                let values = [
                    ("identifier", "XI-TEST-A"),
                    ("name", "Alpha (invented)"),
                    ("type", "10"),
                    ("reports", "yes"),
                ];
                row(page, sheet, 1, &values)?;
            }
            "activities" => activities(page, sheet, rows)?,
            "transactions" => {
                for cell in transactions(page, sheet, rows, faults)? {
                    writeln!(out, "{cell}")?;
                }
            }
            _ => {}
        }
    }
    book.save(path)?;
    Ok(())
}

fn column(sheet: &Sheet, id: &str) -> u16 {
    let at = sheet.columns.iter().position(|c| c.id == id);
    u16::try_from(at.unwrap_or(0)).unwrap_or(0)
}

fn row(
    page: &mut Worksheet,
    sheet: &Sheet,
    at: u32,
    values: &[(&str, &str)],
) -> Result<(), XlsxError> {
    let mut all: Vec<(u16, &str)> = values
        .iter()
        .map(|(id, value)| (column(sheet, id), *value))
        .collect();
    all.sort_unstable();
    for (column, value) in all {
        page.write_string(at, column, value)?;
    }
    Ok(())
}

/// One activity for each hundred transactions.
fn activities(page: &mut Worksheet, sheet: &Sheet, rows: u32) -> Result<(), XlsxError> {
    for at in 1..=rows.div_ceil(100) {
        let identifier = format!("XI-TEST-A-{at}");
        let values = [
            ("identifier", identifier.as_str()),
            ("title", "Works (invented)"),
            ("description", "Works of one year."),
            ("status", "2 - Implementation"),
            ("actual-start", "2021-01-01"),
            ("default-currency", "EUR"),
            ("organisation", "XI-TEST-A"),
            ("role", "1 - Funding"),
        ];
        row(page, sheet, at, &values)?;
    }
    Ok(())
}

fn transactions(
    page: &mut Worksheet,
    sheet: &Sheet,
    rows: u32,
    faults: u32,
) -> Result<Vec<String>, XlsxError> {
    let step = rows / faults.max(1);
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut cells = Vec::new();
    for at in 1..=rows {
        let wrong = (step > 0 && at % step == step / 2 && (cells.len() as u32) < faults)
            .then(|| FAULTS[cells.len() % FAULTS.len()]);
        if let Some((id, _)) = wrong {
            let letters = column_letters(usize::from(column(sheet, id)));
            cells.push(format!("{}!{letters}{}", sheet.id, at + 1));
        }
        let identifier = format!("XI-TEST-A-{}", at.div_ceil(100));
        for (place, column) in (0u16..).zip(sheet.columns) {
            if let Some((_, value)) = wrong.filter(|(id, _)| *id == column.id) {
                page.write_string(at, place, value)?;
                continue;
            }
            match column.id {
                "activity" => page.write_string(at, place, &identifier)?,
                "reference" => page.write_string(at, place, format!("T-{at}"))?,
                "type" => page.write_string(at, place, "3 - Disbursement")?,
                "date" => {
                    let date =
                        ExcelDateTime::from_ymd(2021, (1 + at % 12) as u8, (1 + at % 28) as u8)?;
                    page.write_datetime_with_format(at, place, &date, &day)?
                }
                "amount" => page.write_number(at, place, f64::from(at) + 0.25)?,
                "currency" => page.write_string(at, place, "EUR")?,
                "description" => page.write_string(at, place, "Instalment")?,
                "provider" => page.write_string(at, place, "XI-TEST-A")?,
                _ => continue,
            };
        }
    }
    Ok(cells)
}
