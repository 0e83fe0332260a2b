//! The same report for a word processor.

use super::{Dossier, Section, Sheet};
use crate::error::{Error, Result};
use crate::tongue;
use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, PageMargin, Paragraph, Pic, Run, RunFonts, Style,
    StyleType, Table, TableCell, TableRow, WidthType,
};
use std::io::{Cursor, Write};

/// A4 in twentieths of a point, and its margins.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_020;
/// Width of a picture in the units of the format: 914,400 an inch.
const PICTURE: u64 = 6_200_000;
const EMU_OF_PIXEL: u64 = 9_525;
/// Half points.
const TEXT: usize = 21;
const SMALL: usize = 16;

/// # Errors
/// The output cannot be written.
pub fn write(dossier: &Dossier, out: &mut dyn Write) -> Result<()> {
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(
            PageMargin::new()
                .top(MARGIN)
                .bottom(MARGIN)
                .left(MARGIN)
                .right(MARGIN),
        )
        .default_size(TEXT)
        .default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri"))
        .default_line_spacing(LineSpacing::new().after(120))
        .footer(footer(dossier));
    for (id, name, size) in [
        ("Title", "Title", 40),
        ("Heading1", "heading 1", 28),
        ("Heading2", "heading 2", 23),
    ] {
        let style = Style::new(id, StyleType::Paragraph)
            .name(name)
            .size(size)
            .bold();
        docx = docx.add_style(style);
    }
    docx = docx
        .add_paragraph(small(&dossier.kind))
        .add_paragraph(styled("Title", &dossier.title));
    for fact in &dossier.facts {
        docx = docx.add_paragraph(text(fact));
    }
    for section in &dossier.sections {
        docx = add(docx, section);
    }
    docx = docx.add_paragraph(styled("Heading1", &say!("How it was made")));
    for (what, how) in &dossier.made {
        docx = docx.add_paragraph(small(&say!(
            "{what}: {how}",
            what = tongue::words(what),
            how
        )));
    }
    let mut packed = Cursor::new(Vec::new());
    docx.build()
        .pack(&mut packed)
        .map_err(|e| Error::Output(std::io::Error::other(e)))?;
    out.write_all(packed.get_ref())?;
    Ok(())
}

fn footer(dossier: &Dossier) -> Footer {
    Footer::new().add_paragraph(small(&dossier.title))
}

fn add(mut docx: Docx, section: &Section) -> Docx {
    let style = match section.is_part {
        true => "Heading2",
        false => "Heading1",
    };
    docx = docx
        .add_paragraph(styled(style, &section.heading).keep_next(true))
        .add_paragraph(text(&section.lead));
    if let Some(picture) = &section.picture {
        docx = docx.add_paragraph(drawn(&picture.svg()));
    }
    if let Some(sheet) = &section.sheet {
        docx = docx.add_table(table(sheet)).add_paragraph(Paragraph::new());
    }
    for note in &section.notes {
        docx = docx.add_paragraph(small(&say!("{what}.", what = note)));
    }
    docx
}

/// In the direction of reading.
fn paragraph() -> Paragraph {
    let mut paragraph = Paragraph::new();
    if tongue::here().is_rtl() {
        paragraph.property = paragraph.property.bidi(true);
    }
    paragraph
}

fn styled(style: &str, words: &str) -> Paragraph {
    paragraph().style(style).add_run(Run::new().add_text(words))
}

fn text(words: &str) -> Paragraph {
    paragraph().add_run(Run::new().add_text(words))
}

fn small(words: &str) -> Paragraph {
    paragraph().add_run(Run::new().add_text(words).size(SMALL))
}

fn table(sheet: &Sheet) -> Table {
    let cell = |words: &str, is_number: bool, is_head: bool| {
        let run = Run::new().add_text(words).size(SMALL);
        let run = if is_head { run.bold() } else { run };
        let paragraph = paragraph().add_run(run);
        let paragraph = match is_number {
            true => paragraph.align(AlignmentType::Right),
            false => paragraph,
        };
        TableCell::new().add_paragraph(paragraph)
    };
    let head = sheet
        .heads
        .iter()
        .map(|h| cell(&h.label, h.is_number, true));
    let mut rows = vec![TableRow::new(head.collect())];
    for row in &sheet.rows {
        let cells = row.iter().zip(&sheet.heads);
        let cells = cells.map(|(words, head)| cell(words, head.is_number, false));
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    Table::new(rows).width(5_000, WidthType::Pct)
}

/// The picture across the page; without fonts on this machine, why it is not there.
fn drawn(svg: &str) -> Paragraph {
    let png = match crate::drawing::png(svg) {
        Ok(png) => png,
        Err(why) => {
            return small(&say!(
                "The picture is not here: {why}",
                why = why.to_string()
            ));
        }
    };
    let (width, height) = (png.width, png.height);
    let across = PICTURE.min(u64::from(width) * EMU_OF_PIXEL) as u32;
    let down = u64::from(across) * u64::from(height) / u64::from(width.max(1));
    let pic = Pic::new_with_dimensions(png.bytes, width, height).size(across, down as u32);
    Paragraph::new().add_run(Run::new().add_image(pic))
}
