//! Text files of rows: their encoding, what stands between cells, and which row is which.

use super::grid;
use iati::sheet::{Cell, Row};

/// The rows of a text file, numbered as a spreadsheet shows them.
///
/// # Errors
/// It is not UTF-8 (nor UTF-16 with a mark), or more than can be held; in words.
pub fn rows(content: &[u8]) -> Result<Vec<Row>, String> {
    let text = decoded(content)?;
    let (text, stated) = separator_line(&text);
    // Quotes behind white space would be part of the first heading.
    let text = match text.trim_start_matches(' ') {
        quoted if quoted.starts_with('"') => quoted,
        _ => text,
    };
    let delimiter = stated.unwrap_or_else(|| likely(text));
    // One kind of line end, and one behind the last line too, so that rows can be counted.
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut held = 0;
    let mut record = csv::StringRecord::new();
    let mut number = u32::from(stated.is_some());
    loop {
        let before = reader.position().line();
        let is_one = reader.read_record(&mut record).map_err(|e| e.to_string())?;
        if !is_one {
            break;
        }
        // Lines without anything are passed over by the reader, and are rows all the same.
        let within: usize = record.iter().map(|f| f.matches('\n').count()).sum();
        let lines = reader.position().line().saturating_sub(before);
        let blank = lines.saturating_sub(1 + within as u64);
        number += 1 + u32::try_from(blank).unwrap_or(0);
        let cells = record.iter().map(|field| match field.trim() {
            "" => Cell::Empty,
            _ => Cell::Text(field.to_owned()),
        });
        let mut cells: Vec<Cell> = cells.collect();
        let last = cells.iter().rposition(|c| !c.is_empty());
        cells.truncate(last.map_or(0, |last| last + 1));
        if !cells.is_empty() {
            cells.shrink_to_fit();
            held += size_of::<Row>() + cells.len() * size_of::<Cell>();
            held += cells.iter().map(grid::length).sum::<usize>();
            if held > grid::HELD {
                return Err(grid::TOO_LARGE.to_owned());
            }
            rows.push(Row { number, cells });
        }
    }
    Ok(rows)
}

/// UTF-8, with or without its mark; UTF-16 with its mark.
fn decoded(content: &[u8]) -> Result<String, String> {
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|b| of([b[0], b[1]])).collect();
        String::from_utf16(&units).map_err(|_| "it is no whole UTF-16".to_owned())
    };
    match content {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        rest => utf8(rest),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(e) => {
            let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|b| **b == b'\n').count();
            Err(format!(
                "line {line} is not in UTF-8, and which encoding it is in cannot be known; save it as “CSV UTF-8”"
            ))
        }
    }
}

/// `sep=;`, as one spreadsheet program writes it.
fn separator_line(text: &str) -> (&str, Option<u8>) {
    let Some(rest) = text.strip_prefix("sep=") else {
        return (text, None);
    };
    let Some((line, below)) = rest.split_once('\n') else {
        return (text, None);
    };
    match line.trim_end_matches('\r').as_bytes() {
        [one] => (below, Some(*one)),
        _ => (text, None),
    }
}

/// What stands between cells: the sign that the first lines have most of, outside of
/// quotes; headings are there before figures with commas in them.
fn likely(text: &str) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                let any = counts.iter().any(|(_, n)| *n > 0);
                lines += usize::from(any);
                if lines >= 1 && any {
                    break;
                }
            }
            _ if quoted => {}
            _ => {
                for (sign, count) in &mut counts {
                    *count += usize::from(*sign == byte);
                }
            }
        }
    }
    // The first of those that are alike: the comma.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.filter(|(_, count)| *count > 0)
        .map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(content: &[u8]) -> Vec<(u32, Vec<String>)> {
        let rows = rows(content).expect("rows");
        rows.iter()
            .map(|r| (r.number, r.cells.iter().map(Cell::shown).collect()))
            .collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn separators_and_numbers_of_rows() {
        assert_eq!(
            told(b"a,b\n1,2\n"),
            [row(1, &["a", "b"]), row(2, &["1", "2"])]
        );
        assert_eq!(
            told(b"a;b\n1,5;2\n"),
            [row(1, &["a", "b"]), row(2, &["1,5", "2"])]
        );
        assert_eq!(told(b"a\tb\n1\t2\n")[1], row(2, &["1", "2"]));
        assert_eq!(told(b"   \"a\",b\n")[0], row(1, &["a", "b"]));
        assert_eq!(told(b"sep=;\na;b\n")[0], row(2, &["a", "b"]));
        assert_eq!(told(b"\xef\xbb\xbfa,b\n")[0], row(1, &["a", "b"]));
        assert_eq!(told(b"\xff\xfea\0,\0b\0")[0], row(1, &["a", "b"]));
        let gaps = told(b"a,b\n\n\"x\ny\",2\n,\n3,4\n");
        assert_eq!(gaps[1], row(3, &["x\ny", "2"]));
        assert_eq!(gaps[2], row(5, &["3", "4"]));
        let gaps = told(b"a,b\r\n\r\n1,2\r\n\r\n3,4");
        assert_eq!((gaps[1].0, gaps[2].0), (3, 5));
        assert_eq!(told(b"\n\na,b\n1,2")[1], row(4, &["1", "2"]));
        assert!(rows(b"a,b\nMontr\xe9al,2\n").is_err_and(|why| why.contains("line 2")));
    }
}
