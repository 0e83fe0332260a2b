//! A table for a terminal: the sentence, how it was made, the rows.

use super::{Answer, Cell, Column, ColumnKind, grouped};
use crate::error::Result;
use crate::tongue;
use comfy_table::{
    Cell as TableCell, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table,
    TableStyle,
};
use std::io::Write;

/// Rules above, below and under the header; none between rows.
const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::new('─', '─', '─', '─'))
    .header_lines(ContentLineStyle::new(' ', ' ', ' '))
    .content_lines(ContentLineStyle::new(' ', ' ', ' '))
    .bottom_border(LineStyle::new('─', '─', '─', '─'));

/// Writes at most `limit` rows, `width` characters wide if that is known.
///
/// # Errors
/// A row cannot be had, or the output cannot be written.
pub fn write(
    answer: Answer<'_>,
    limit: usize,
    width: Option<u16>,
    out: &mut dyn Write,
) -> Result<()> {
    writeln!(out, "{}", answer.about.sentence)?;
    writeln!(out)?;
    for line in answer.about.lines() {
        writeln!(out, "{line}")?;
    }
    let drawn = answer.about.drawn.as_deref();
    if let Some(graph) = drawn.and_then(|d| d.graph.as_ref()) {
        // Its lines say all that the rows say, and how they hang together.
        write!(out, "\n{}", graph.tree)?;
        return Ok(());
    }
    let shown: Vec<usize> = (0..answer.columns.len())
        .filter(|at| !answer.columns[*at].is_detail)
        .collect();
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = width {
        table.set_width(width);
    }
    let columns = &answer.columns;
    table.set_header(shown.iter().map(|at| columns[*at].name.replace('_', " ")));
    let mut written = 0;
    for row in answer.rows.take(limit) {
        let row = row?;
        table.add_row(shown.iter().map(|at| cell(&columns[*at], &row[*at])));
        written += 1;
    }
    if written > 0 {
        writeln!(out, "\n{table}")?;
    }
    if answer.about.total > written {
        let rest = say!(
            "{n: # row is|# rows are} not shown; --limit 0 shows all, --format csv writes them.",
            n = answer.about.total - written
        );
        writeln!(out, "{rest}")?;
    }
    Ok(())
}

fn cell(column: &Column, cell: &Cell) -> TableCell {
    let text = plain(cell);
    match column.kind {
        ColumnKind::Money | ColumnKind::Figure | ColumnKind::Count => {
            TableCell::new(text).set_alignment(CellAlignment::Right)
        }
        _ => TableCell::new(text),
    }
}

/// A cell in words.
pub fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Word(word) => (*word).to_owned(),
        Cell::Narrative { text, .. } => text.clone(),
        Cell::Count(count) => grouped(&count.to_string()),
        Cell::Date(date) => date.to_string(),
        Cell::Money { amount, currency } => {
            let amount = grouped(amount);
            match currency {
                Some(currency) => format!("{amount} {currency}"),
                None => say!("{amount} (no currency)", amount),
            }
        }
        Cell::Figure { value, unit } => format!("{} {unit}", grouped(value)),
        Cell::Coded { code, name: None } => code.clone(),
        Cell::Coded {
            code,
            name: Some(name),
        } => format!("{name} ({code})"),
        Cell::Missing(why) => tongue::words(why),
        Cell::Unknown(why) => why.clone(),
    }
}
